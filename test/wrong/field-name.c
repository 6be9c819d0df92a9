/* A field is named in capitals.
 * refused: room note: Text: a field's name is lower case with underscores */
#include "note.h"

static const struct field fields[] = {
	{ .name = "Text", .kind = KIND_TEXT, .max = 20, .label = "Text" },
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
