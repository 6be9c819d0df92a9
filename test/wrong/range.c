/* A range that holds nothing.
 * refused: room note: number: a field's smallest value is above its largest */
#include "note.h"

static const struct field fields[] = {
	INT(number, 10, 1, .label = "Number"),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
