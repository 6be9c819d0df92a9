/* A read that does not say what it gives.
 * refused: room note: note.board: a read does not say what it gives */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.board", DOES_READ, .who = OFFICER, .where = IN_REACH, .run = nothing },
};

const struct room wrong_room = ROOM(note, "Note");
