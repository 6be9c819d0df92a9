/* Generic rows without a region.
 * refused: room note: note.add: add, list and void belong to a region */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = ANYWHERE },
};

const struct room wrong_room = ROOM(note, "Note");
