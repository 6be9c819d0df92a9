/* Sealing, keyed hashes, passwords and tokens, all from libsodium.
 *
 * Rule: the key file lives outside the database, mode 0600, and is never
 * logged, exported or backed up with the data unless asked for. */
#ifndef CRYPTO_H
#define CRYPTO_H

#include "text.h"

#define HASH_BYTES 32
#define SEAL_EXTRA 40 /* 24 bytes nonce, 16 bytes tag */

struct keys; /* a sealing key and a hashing key, derived from one master key */

/* Start libsodium; call once.  Aborts if the machine has no randomness. */
void crypto_start(void);

/* Make a key file of 32 random bytes in hexadecimal; refuses to overwrite.
 * Returns 0, or -1 with errno set. */
int keys_make(const char *path);

/* Load it; the caller frees with keys_free.  NULL with errno set on failure. */
struct keys *keys_load(const char *path);
void keys_free(struct keys *keys);

/* Seal bytes (XChaCha20-Poly1305); the result has n_bytes + SEAL_EXTRA bytes in the arena. */
void *seal(const struct keys *keys, struct arena *arena, const void *bytes, size_t n_bytes,
	   size_t *n_sealed);
/* Open sealed bytes; the result ends with NUL.  NULL if they were changed or
 * belong to another key. */
char *unseal(const struct keys *keys, struct arena *arena, const void *sealed, size_t n_sealed,
	     size_t *n_bytes);

/* Keyed 64-bit hash of a text for equality search; `purpose` separates kinds
 * ("phone", "name", …).  Never 0. */
int64_t keyed_hash(const struct keys *keys, const char *purpose, const char *text);

/* BLAKE2b-256 of the bytes. */
void hash_bytes(const void *bytes, size_t n_bytes, uint8_t out[HASH_BYTES]);
/* BLAKE2b-256 of two runs one after the other, for chains. */
void hash_two(const void *a, size_t n_a, const void *b, size_t n_b, uint8_t out[HASH_BYTES]);

/* Argon2id; `out` gets libsodium's self-describing text.  Takes about 50 ms. */
void password_hash(const char *password, char out[128]);
bool password_fits(const char *hash, const char *password);

/* A random token of 32 bytes in base64url (43 characters and NUL). */
void token_make(char out[44]);

/* Random bytes. */
void random_bytes(void *out, size_t n_bytes);

/* Hexadecimal text of bytes, in the arena. */
char *hex(struct arena *arena, const void *bytes, size_t n_bytes);

/* HMAC-SHA256 (RFC 2104) of a text, for services outside that ask for it. */
void hmac_sha256(const char *key, const char *text, uint8_t out[HASH_BYTES]);

/* Base64 with the plain alphabet and padding (RFC 4648 §4), in the arena. */
char *base64(struct arena *arena, const void *bytes, size_t n_bytes);

/* Compare in constant time. */
bool texts_equal_secret(const char *a, const char *b);

#endif
