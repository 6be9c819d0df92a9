/* More commands than the table of the program holds.
 * refused: room note: note.add: too many commands */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[513] = {
	[0 ... 512] = { "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
