/* A command that does not say whether territory matters.
 * refused: room note: note.add: a command does not say where */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER },
};

const struct room wrong_room = ROOM(note, "Note");
