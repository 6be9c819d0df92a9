/* An add that wants to run by itself.
 * refused: room note: note.add: add, list and void run by themselves */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH, .run = nothing },
};

const struct room wrong_room = ROOM(note, "Note");
