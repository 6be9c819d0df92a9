/* A choice of nothing.
 * refused: room note: kind: a choice has no choices */
#include "note.h"

static const char *const none[] = { NULL };
static const struct field fields[] = {
	CHOICE(kind, none, .label = "Kind"),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
