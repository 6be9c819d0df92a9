/* An argument that the envelope has already.
 * refused: room note: note.close: id and key belong to the envelope */
#include "note.h"

struct closing {
	const char *id;
};
#undef REC
#define REC struct closing
static const struct field closing_fields[] = { TEXT(id, 1, 64, .label = "Id") };
static const struct shape closing = SHAPE(closing_fields);
static const struct command commands[] = {
	{ "note.close", DOES_OWN, .who = OFFICER, .where = IN_REACH, .run = nothing,
	  .takes = &closing },
};

const struct room wrong_room = OWN_ROOM(note, "Note");
