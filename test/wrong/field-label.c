/* A field nobody could read on a form.
 * refused: room note: text: a field has no label */
#include "note.h"

static const struct field fields[] = {
	TEXT(text, 1, 200),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
