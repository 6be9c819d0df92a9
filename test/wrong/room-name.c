/* A room named in capitals.
 * refused: room BigNote: a room's name is lower case with underscores */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(BigNote, "Note");
