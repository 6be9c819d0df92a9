/* Disinfection: what was treated, with what, for how long, and what was left out.
 *
 * Resettlement flats are treated every day (BC-16), and a spot nobody reached is
 * written down, not hidden (TJ-03).
 * Rule: rows are never changed or deleted; a mistake is voided by the officer and
 * filed again, so the record of what people were told on the day survives. */
#include "request.h"

enum agent { CHLORINE, PERACETIC, ALCOHOL, ULTRAVIOLET, OTHER };
static const char *const agents[] = {
	[CHLORINE] = "chlorine",       [PERACETIC] = "peracetic", [ALCOHOL] = "alcohol",
	[ULTRAVIOLET] = "ultraviolet", [OTHER] = "other",         NULL
};

struct disinfection {
	const char *site;
	int agent;
	int64_t strength, minutes;
	const char *done_on, *left_out, *note;
};

#define REC struct disinfection
static const struct field fields[] = {
	TEXT(site, 1, 100, .label = "Site", .need = true),
	CHOICE(agent, agents, .label = "Agent", .need = true),
	INT(strength, 0, 100000, .label = "Strength, mg/L"),
	INT(minutes, 1, 1440, .label = "Contact, minutes", .need = true),
	DAY(done_on, .label = "Day done", .need = true),
	TEXT(left_out, 1, 500, .label = "Spots left out"),
	TEXT(note, 1, 500, .label = "Note"),
};

/* Two rules a range cannot say. */
static int check(struct request *rq, const void *record)
{
	const struct disinfection *given = record;

	if (strcmp(given->done_on, rq->today) > 0)
		return refuse(rq, 5201, "done_on",
			      "that day has not come; give the day it was done");
	if (given->agent == OTHER && !given->note)
		return refuse(rq, 5202, "note", "say in the note what was used");
	return 0;
}

static const struct command commands[] = {
	{ "disinfection.add", DOES_ADD, .who = GRID_WORKER | OFFICER, .where = IN_REACH,
	  .check = check },
	{ "disinfection.list", DOES_LIST, .who = GRID_WORKER | OFFICER | COMMANDER,
	  .where = IN_REACH },
	{ "disinfection.void", DOES_VOID, .who = OFFICER, .where = IN_REACH },
};

const struct room disinfection_room = ROOM(disinfection, "Disinfection log");
#undef REC
