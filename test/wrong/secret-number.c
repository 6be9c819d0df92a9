/* A number marked as a telephone: only texts are masked and hashed by what they are.
 * refused: room note: number: only a text, or a number or flag as SECRET_TEXT, can be secret */
#include "note.h"

static const struct field fields[] = {
	INT(number, 0, 9, .label = "Number", .secret = SECRET_PHONE),
};
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
