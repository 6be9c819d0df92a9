/* Signed messages: COSE_Sign1 (RFC 9052) with ES256 or PS256, keys from X.509
 * certificates, signatures by OpenSSL.
 *
 * Rule: a message says who signed it in its protected header; the unprotected one
 * counts only when that says nothing. */
#ifndef COSE_H
#define COSE_H

#include "cbor.h"

#define COSE_ES256 (-7)
#define COSE_PS256 (-37)
#define KID_BYTES  8

struct cose {
	int64_t alg;
	const uint8_t *kid; /* NULL: the message names no key */
	size_t n_kid;
	const uint8_t *payload, *signature;
	size_t n_payload, n_signature;
	const uint8_t *protected_header; /* as signed */
	size_t n_protected;
};

/* Take a message apart (with or without tag 18, also inside a CWT's tag 61).
 * 0, or -1 when it is no COSE_Sign1. */
int cose_read(struct arena *arena, const void *bytes, size_t n_bytes, struct cose *message);

/* A public key, or a pair; gone with the arena. */
struct cose_key {
	void *pair;             /* EVP_PKEY */
	uint8_t kid[KID_BYTES]; /* SHA-256, first bytes: of the certificate, or of the bare key */
	int64_t from_at, until_at; /* ms; the certificate's validity */
	const char *usages; /* extended key usages as dotted numbers, blank between; "" none */
};

/* The key of an X.509 certificate in DER; NULL when it is none or its key is neither
 * EC P-256 nor RSA of 2048 bits or more. */
struct cose_key *cose_key_of_certificate(struct arena *arena, const void *der, size_t n_bytes);

/* The same from text: PEM, or the bare base64 of the DER as lists of signers carry it. */
struct cose_key *cose_key_of_certificate_text(struct arena *arena, const char *text);

/* A new P-256 pair, and a pair or public key from its PEM; NULL when it is none. */
struct cose_key *cose_key_make(struct arena *arena);
struct cose_key *cose_key_from_pem(struct arena *arena, const char *pem);
/* PEM of the private key (PKCS #8), or of the public one. */
char *cose_key_pem(struct arena *arena, const struct cose_key *key, bool is_private);

/* Whether the signature is this key's. */
bool cose_is_signed_by(struct arena *arena, const struct cose *message, const struct cose_key *key);

/* Sign with ES256: the bytes of the whole message, tagged; NULL when the key cannot sign. */
uint8_t *cose_sign(struct arena *arena, const void *payload, size_t n_payload, const void *kid,
		   size_t n_kid, const struct cose_key *key, size_t *n_bytes);

#endif
