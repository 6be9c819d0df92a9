/* Passes as one signed QR code: exit permits of households, visitors, deliveries,
 * vehicles, staff badges.
 *
 * A CWT (RFC 8392) in COSE_Sign1 with ES256, zlib, base45, after "LF1:"; at most 200
 * bytes before base45, so that the squares stay coarse enough for a printed card.
 * Rule: a code names no person: a number, where it opens, from when until when, and
 * the door its holder says aloud.  Who it belongs to stands at the centre alone. */
#ifndef PASS_CODE_H
#define PASS_CODE_H

#include "cose.h"

#define PASS_PREFIX    "LF1:"
#define PASS_BYTES_MAX 200
#define PASS_DOOR_MAX  16 /* characters */

enum pass_kind {
	HOUSEHOLD_PASS,
	VISITOR_PASS,
	DELIVERY_PASS,
	VEHICLE_PASS,
	STAFF_PASS,
	N_PASS_KINDS
};

struct pass_code {
	enum pass_kind kind;
	int64_t number;            /* of the pass */
	const char *region;        /* key it opens: every gate at or below */
	const char *door;          /* "3-201"; NULL: none */
	int64_t from_at, until_at; /* ms, whole seconds */
	int64_t quota, days;       /* times out in so many days; NOT_GIVEN: without limit */
};

/* Faults, or'ed; 0 opens the gate as far as the code goes (quota and revocation are
 * the gate's to know). */
enum pass_fault {
	PASS_OTHER = 1 << 0,      /* not one of ours */
	PASS_UNREADABLE = 1 << 1, /* broken on the way */
	PASS_UNKNOWN = 1 << 2,    /* signed with a key that is not in use */
	PASS_FORGED = 1 << 3,
	PASS_EXPIRED = 1 << 4,
	PASS_EARLY = 1 << 5,
};

/* The code of a pass, signed by `key` whose `kid` it carries; NULL when the pass does
 * not fit into PASS_BYTES_MAX or the key cannot sign. */
char *pass_code_write(struct arena *arena, const struct pass_code *pass,
		      const struct cose_key *key);

/* Check a code at the instant `at` against the keys in use; fills what could be read. */
unsigned pass_code_check(struct arena *arena, const char *text, int64_t at,
			 struct cose_key *const *keys, int n_keys, struct pass_code *pass);

#endif
