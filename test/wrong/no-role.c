/* A command that names no role: silence means refusal.
 * refused: room note: note.add: a command names no role */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
