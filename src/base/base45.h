/* Base45 (RFC 9285): bytes as the 45 characters that a QR code packs tightest.
 *
 * Rule: only what the encoder can have written is read; every other text is refused. */
#ifndef BASE45_H
#define BASE45_H

#include "arena.h"

/* Three characters for two bytes, two for a last single one; the text lives in the arena. */
char *base45_write(struct arena *arena, const void *bytes, size_t n_bytes);

/* The bytes of a text of `n_text` characters, in the arena; NULL when a character or
 * a group is not base45. */
uint8_t *base45_read(struct arena *arena, const char *text, size_t n_text, size_t *n_bytes);

#endif
