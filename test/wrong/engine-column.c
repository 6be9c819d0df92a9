/* A field that the engine adds itself.
 * refused: room note: made_by: the engine adds this column itself */
#include "note.h"

static const struct field fields[] = {
	{ .name = "made_by", .kind = KIND_TEXT, .max = 20, .label = "Made by" },
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
