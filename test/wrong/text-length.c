/* A text without end.
 * refused: room note: text: a text names no greatest length */
#include "note.h"

static const struct field fields[] = {
	TEXT(text, 0, 0, .label = "Text"),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
