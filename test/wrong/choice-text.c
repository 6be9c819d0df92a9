/* A text that brings choices.
 * refused: room note: text: only a choice has choices */
#include "note.h"

static const struct field fields[] = {
	TEXT(text, 1, 200, .label = "Text", .choices = note_kinds),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
