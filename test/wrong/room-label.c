/* A room without a label.
 * refused: room note: a room has no label */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, NULL);
