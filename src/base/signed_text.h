/* The text of a QR code that carries a signed message: a prefix, then base45 of
 * zlib of COSE_Sign1. */
#ifndef SIGNED_TEXT_H
#define SIGNED_TEXT_H

#include "cose.h"

/* Take the text behind its prefix apart.  0, or -1 when something on the way is broken. */
int signed_text_open(struct arena *arena, const char *text, struct cose *message);

/* The whole text for the bytes of a message, with its prefix; in the arena.  The number
 * of bytes before base45 is written to `n_packed`. */
char *signed_text_write(struct arena *arena, const char *prefix, const void *message,
			size_t n_bytes, size_t *n_packed);

#endif
