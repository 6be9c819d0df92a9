/* A bare table without a key.
 * refused: room note: note_line: a bare table names no key */
#include "note.h"

static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};
static const struct table tables[] = { TABLE("note_line", fields, .bare = true) };

const struct room wrong_room =
	ROOM(note, "Note", .tables = tables, .n_tables = (int)COUNT_OF(tables));
