/* EU Digital COVID Certificates and those made like them: one QR text, checked
 * without the network.
 *
 * What counts: Commission Implementing Decision (EU) 2021/1073, annexes I and II
 * (container, key usage); schema 1.3.0 of the eHealth Network.
 * Rule: every fault is told, not only the first: a certificate of the wrong kind of
 * signer that has also run out is both. */
#ifndef HEALTH_CERTIFICATE_H
#define HEALTH_CERTIFICATE_H

#include "cose.h"

/* Faults, or'ed; 0 is a good certificate. */
enum certificate_fault {
	CERTIFICATE_OTHER = 1 << 0,      /* does not begin with HC1: */
	CERTIFICATE_UNREADABLE = 1 << 1, /* base45, zlib, CBOR or COSE is broken */
	CERTIFICATE_UNKNOWN = 1 << 2,    /* no signer of the list has its key number */
	CERTIFICATE_FORGED = 1 << 3,     /* the signature is not the signer's */
	CERTIFICATE_MISUSED = 1 << 4,    /* the signer may not sign this kind */
	CERTIFICATE_EXPIRED = 1 << 5,
	CERTIFICATE_EARLY = 1 << 6,     /* issued after the instant of the check */
	CERTIFICATE_MALFORMED = 1 << 7, /* the content is not what the schema says */
};

enum certificate_kind { NO_KIND, VACCINATION, TEST, RECOVERY };

/* What the gate shows; texts live in the arena. */
struct health_certificate {
	enum certificate_kind kind;
	const char *issuer, *family_name, *given_name, *born; /* NULL when absent */
	int64_t issued_at, expires_at;                        /* ms; NOT_GIVEN when absent */
	const struct cbor *content;                           /* "v", "t", "r" … as signed */
};

/* Check the text of a QR code at the instant `at` against the signers known.
 * Returns the faults and fills what could be read. */
unsigned health_certificate_check(struct arena *arena, const char *text, int64_t at,
				  struct cose_key *const *signers, int n_signers,
				  struct health_certificate *found);

#endif
