/* Arguments given as text (query string, command line, sheet) turned into the
 * JSON that a command takes, by the kinds of its fields. */
#ifndef ARGS_H
#define ARGS_H

#include "room.h"

/* Append `key` with `text` to the object, as the kind of its field says; a key
 * without a field stays text, for the decoder to judge. */
void args_add(struct arena *arena, const struct shape *shape, struct json *object, const char *key,
	      const char *text);

/* What a command takes: its own arguments or its room's fields. */
const struct shape *args_shape(const struct room *room, const struct command *command);

#endif
