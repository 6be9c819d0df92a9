/* Decoding a push, apart from sending it, so that the fuzzer reaches it. */
#ifndef PUSH_H
#define PUSH_H

#include "engine.h"

/* The commands of a push body (a linked list of objects) and their number; -1
 * with a sentence when it is not one. */
int push_decode(struct json *body, struct json **commands, int *n, const char **why);

/* Take the envelope of one command out of its object; -1 when the name or the id
 * is absent (what was found is set). */
int push_envelope(struct json *command, struct envelope *envelope);

#endif
