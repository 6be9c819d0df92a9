/* An INT on a text member.
 * does not compile: wrong C type for text */
#include "note.h"

static const struct field fields[] = {
	INT(text, 1, 200, .label = "Text"),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
