/* Passes as the rooms share them: what is kept of one, and the keys that sign codes.
 *
 * A key signs for 90 days and is believed for 30 more, so that a code printed on its
 * last day holds a month; its successor is made by the clock.
 * Rule: a private key stands sealed in its row and leaves the server never. */
#ifndef PASSING_H
#define PASSING_H

#include "pass_code.h"
#include "request.h"

/* household, visitor, delivery, vehicle, staff: in the order of enum pass_kind. */
extern const char *const pass_kinds[];

#define KEY_SIGNS_DAYS    90
#define KEY_BELIEVED_DAYS 120 /* since it was made */
#define KEY_ALARM_DAYS    30

/* Whose it is, in the order in which pass.issue declares its secrets. */
struct pass_words {
	const char *holder, *phone, *plate;
};
extern const struct shape pass_words_shape;

struct pass_at {
	int64_t seq; /* the number in its code, and the command that issued it */
	const char *id, *region, *opens, *door;
	int kind;
	int64_t household, from_at, until_at, quota, days, void_at; /* NOT_GIVEN: none */
	struct pass_words words;
};
#define PASS_COLUMNS                                                                               \
	"p.seq, p.id, p.region, p.opens, p.kind, p.household, p.door, p.from_at, p.until_at, "     \
	"p.quota, p.days, p.void_at, (SELECT j.sealed FROM journal j WHERE j.seq = p.seq)"
struct pass_at pass_from(struct request *rq, const struct rows *rows);

/* SQL: what the caller may see of pass p within its range: a family its own (`home`: its
 * household, else 0), a property firm (`firm`: 1) what it issues. */
#define PASS_SEEN(home, firm)                                                                      \
	"p.region >= $1 AND p.region < $2 AND (" home " = 0 OR p.household = " home ") "           \
	"AND (" firm " = 0 OR p.kind BETWEEN 1 AND 3) "
/* The two numbers for it; -1 with 5602 for a resident's account without a household. */
int pass_sight(struct request *rq, int64_t *home, int64_t *is_firm);

/* A pass that the caller may see, by its id; -1 with 7508. */
int pass_need(struct request *rq, const char *id, struct pass_at *found);

/* The key that signs now; NULL in `key` when there is none.  0 or -1. */
int pass_key_now(struct request *rq, struct cose_key **key, int64_t *until_at);
/* Make the next one and set the clock for its successor. */
int pass_key_make(struct request *rq);

/* A list of void passes, signed with the oldest key that is believed: "LF1R:" and, as base45 of
 * zlib of COSE, [about, since, cursor, seconds, number …]; `about` is the region or the gate it is
 * for.  NULL without a key: then there is no pass either. */
const char *pass_sign_list(struct request *rq, const char *about, const int64_t *numbers, int n,
			   int64_t since, int64_t cursor);

/* The public keys that are believed now, in the arena.  0 or -1. */
struct pass_key {
	const char *kid, *pem;
	int64_t from_at, signs_until, until_at;
};
int pass_keys(struct request *rq, struct pass_key **keys, int *n);
/* The same, ready for pass_code_check. */
int pass_keys_open(struct request *rq, struct cose_key ***keys, int *n);

#endif
