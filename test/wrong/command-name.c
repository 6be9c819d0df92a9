/* A command that is no thing.verb.
 * refused: room note: add_note: a command's name is thing.verb */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "add_note", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
