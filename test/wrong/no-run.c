/* A command of its own that does nothing.
 * refused: room note: note.close: a command of its own has no run */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.close", DOES_OWN, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
