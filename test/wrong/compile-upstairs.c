/* A layer that calls upstairs: schema cannot see the rooms.
 * does not compile: rooms.h */
#include "note.h"

#include "rooms.h"
static const struct field fields[] = { RIGHT_FIELDS };
static const struct command commands[] = {
	{ "note.add", DOES_ADD, .who = OFFICER, .where = IN_REACH },
};

const struct room wrong_room = ROOM(note, "Note");
