/* An add in a room without a record.
 * refused: room note: note.add: add, list and void need the room's own fields */
#include "note.h"

static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = OWN_ROOM(note, "Note");
