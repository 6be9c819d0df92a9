/* The same room twice.
 * refused: room note: a room is declared twice */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
const struct room second_room = { .name = "note", .label = "Note again" };
