/* The same command in two rooms.
 * refused: room *: note.add: a command is declared twice */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
const struct room second_room = ROOM(memo, "Memo");
