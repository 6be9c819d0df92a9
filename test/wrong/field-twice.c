/* The same field twice.
 * refused: room note: text: a field is declared twice */
#include "note.h"

static const struct field fields[] = {
	TEXT(text, 1, 200, .label = "Text"),
	TEXT(text, 1, 100, .label = "Text again"),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
