/* A number marked as secret: only texts can be sealed and masked.
 * refused: room note: number: only a text can be secret */
#include "note.h"

static const struct field fields[] = {
	INT(number, 0, 9, .label = "Number", .secret = SECRET_PHONE),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
