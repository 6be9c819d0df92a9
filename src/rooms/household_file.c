/* One household's file: its people, masked, and where they all were before.
 *
 * Rule: history is told from the rows of moves, which are never changed. */
#include "household_row.h"
#include "region.h"

#define LOOKERS (GRID_WORKER | OFFICER | COMMANDER | MEDIC)

struct which {
	const char *household;
};
#define REC struct which
static const struct field which_fields[] = {
	REF(household, "household", .label = "Household", .need = true),
};
static const struct shape which_shape = SHAPE(which_fields);
#undef REC

struct file {
	const char *id;
	int64_t seq;
	const char *region, *place, *building, *door;
	int64_t floor;
	int kind, state;
	const char *since_day, *until_day;
	int64_t n_residents;
	const char *head;
	const struct json *path, *residents;
};
#define REC struct file
static const struct field file_fields[] = {
	TEXT(id, 1, 64, .label = "Id"),
	INT(seq, 0, 0, .label = "Number"),
	REGION(region, .label = "Region"),
	TEXT(place, 1, 100, .label = "Name of its region"),
	TEXT(building, 1, 100, .label = "Building"),
	TEXT(door, 1, 60, .label = "Door"),
	INT(floor, 0, 0, .label = "Floor"),
	CHOICE(kind, household_kinds, .label = "Kind"),
	CHOICE(state, household_states, .label = "State"),
	DAY(since_day, .label = "In this region since"),
	DAY(until_day, .label = "Day of demolition"),
	INT(n_residents, 0, 0, .label = "Residents"),
	TEXT(head, 1, 60, .label = "Head of the household", .secret = SECRET_NAME),
	JSON(path, 4096, .label = "Regions above, from the province"),
	JSON(residents, 1 << 20, .label = "Residents, masked"),
};
static const struct shape file_shape = SHAPE(file_fields);
#undef REC

static int get(struct request *rq, const void *record)
{
	const struct which *which = record;
	struct household_at at;
	struct rows *rows;

	if (people_household(rq, "household", which->household, &at) != 0)
		return -1;
	rows = rq_rows(rq,
		       HOUSEHOLD_ROWS("SELECT * FROM household WHERE seq = $3 "
				      "AND region >= $1 AND region < $2"),
		       "i", at.seq);
	out_object(&rq->reply);
	if (rows_next(rows) == 1)
		household_row_write(rq, rows);
	rows_end(rows);
	out_key(&rq->reply, "until_day");
	out_text(&rq->reply, at.until_day);
	out_key(&rq->reply, "path");
	if (region_write_path(rq, &rq->reply, at.region, NULL) != 0)
		return -1;
	out_key(&rq->reply, "residents");
	out_list(&rq->reply);
	rows = rq_rows(rq,
		       "SELECT " RESIDENT_ROW
		       " FROM resident r JOIN household h ON h.seq = r.household "
		       "LEFT JOIN region g ON g.key = r.region "
		       "WHERE r.region >= $1 AND r.region < $2 AND r.region = $3 "
		       "AND r.household = $4 ORDER BY r.state, r.relation, r.seq",
		       "ti", at.region, at.seq);
	while (rows_next(rows) == 1) {
		out_object(&rq->reply);
		resident_row_write(rq, rows);
		out_end_object(&rq->reply);
	}
	out_end_list(&rq->reply);
	out_end_object(&rq->reply);
	return rq_rows_failed(rq, rows);
}

enum subject { THE_HOUSEHOLD, A_RESIDENT };
static const char *const subjects[] = { "household", "resident", NULL };

struct stay {
	int what;
	const char *id, *name, *region, *place, *from_day, *until_day, *reason;
	int64_t seq;
};
#define REC struct stay
static const struct field stay_fields[] = {
	CHOICE(what, subjects, .label = "Whose"),
	TEXT(id, 1, 64, .label = "Id"),
	TEXT(name, 1, 60, .label = "Resident", .secret = SECRET_NAME),
	REGION(region, .label = "Region"),
	TEXT(place, 1, 100, .label = "Name of the region"),
	DAY(from_day, .label = "From"),
	DAY(until_day, .label = "Until, not with"),
	TEXT(reason, 1, 200, .label = "Why it ended"),
	INT(seq, 0, 0, .label = "Command that ended it"),
};
static const struct shape stay_shape = SHAPE(stay_fields);
#undef REC

static int write_stays(struct request *rq, struct rows *rows, int what)
{
	while (rows_next(rows) == 1) {
		struct stay stay = {
			.what = what,
			.id = rows_text(rows, 0),
			.name = person_from(rq, rows, 1).name,
			.region = rows_text(rows, 2),
			.place = rows_text(rows, 3),
			.from_day = rows_text(rows, 4),
			.until_day = rows_text(rows, 5),
			.reason = rows_text(rows, 6),
			.seq = rows_int(rows, 7),
		};
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &stay_shape, &stay, SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	return rq_rows_failed(rq, rows);
}

/* Where the household stood, now and before, and who lived in it until when.  The
 * household is in reach; its earlier places may lie outside. */
static int history(struct request *rq, const void *record)
{
	const struct which *which = record;
	struct household_at at;
	struct rows *rows;

	if (people_household(rq, "household", which->household, &at) != 0)
		return -1;
	rq_reply_rows(rq);
	rows = rq_rows_free(rq,
			    "SELECT h.id, NULL, p.region, g.name, p.from_day, p.until_day, "
			    "p.reason, p.seq FROM household_place p "
			    "JOIN household h ON h.seq = p.household "
			    "LEFT JOIN region g ON g.key = p.region "
			    "WHERE p.household = $1 ORDER BY p.seq",
			    "i", at.seq);
	if (write_stays(rq, rows, THE_HOUSEHOLD) != 0)
		return -1;
	rows = rq_rows_free(rq,
			    "SELECT h.id, NULL, h.region, g.name, h.since_day, h.until_day, NULL, "
			    "NULL FROM household h LEFT JOIN region g ON g.key = h.region "
			    "WHERE h.seq = $1",
			    "i", at.seq);
	if (write_stays(rq, rows, THE_HOUSEHOLD) != 0)
		return -1;
	rows = rq_rows_free(
		rq,
		"SELECT r.id, " SEALED_OF(
			"r") ", s.region, g.name, s.from_day, s.until_day, "
			     "s.reason, s.seq FROM stay s JOIN resident r ON r.seq = s.resident "
			     "LEFT JOIN region g ON g.key = s.region "
			     "WHERE s.household = $1 ORDER BY s.seq, r.seq LIMIT 500",
		"i", at.seq);
	if (write_stays(rq, rows, A_RESIDENT) != 0)
		return -1;
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

static const struct command commands[] = {
	{ "household.get", DOES_READ, LOOKERS, IN_REACH, NULL, get, &which_shape, &file_shape },
	{ "household.history", DOES_READ, LOOKERS, IN_REACH, NULL, history, &which_shape,
	  &stay_shape },
};

const struct room household_file_room = OWN_ROOM(household_file, "One household");
