/* A reference to nowhere.
 * refused: room note: text: a reference names no room */
#include "note.h"

static const struct field fields[] = {
	REF(text, NULL, .label = "Text"),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
