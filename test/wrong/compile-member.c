/* A field that the record does not have.
 * does not compile: no member named */
#include "note.h"

static const struct field fields[] = {
	TEXT(title, 1, 200, .label = "Title"),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
