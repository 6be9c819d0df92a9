/* Freezing lists when the clock says so, and changing them afterwards.
 *
 * Rule: after the start a door comes on or off a list only by sweep.adjust, with a
 * reason that stays in the journal and beside the list. */
#include "people.h"
#include "sweeping.h"

struct change {
	int64_t seq, sweep, household, resident;
	const char *day, *region;
	int is_in;
	const char *reason;
};
#define REC struct change
static const struct field change_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Command", .need = true),
	INT(sweep, 1, INT64_MAX, .label = "Sweep", .need = true),
	DAY(day, .label = "Day of the list", .need = true),
	REGION(region, .label = "Region", .need = true),
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	INT(resident, 0, INT64_MAX, .label = "Resident; 0 for the household", .need = true),
	FLAG(is_in, .label = "Put on the list, or taken off", .need = true),
	TEXT(reason, 1, 200, .label = "Why", .need = true),
};
static const char *const change_indexes[] = { "region, seq", NULL };
static const struct table tables[] = {
	TABLE("sweep_change", change_columns, .bare = true, .key = "seq",
	      .indexes = change_indexes),
};
#undef REC

struct freeze {
	const char *sweep, *day, *from_key, *until_key;
};
#define REC struct freeze
static const struct field freeze_fields[] = {
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	DAY(day, .label = "Day of the list", .need = true),
	TEXT(from_key, 0, KEY_MAX, .label = "Part: first key"),
	TEXT(until_key, 0, KEY_MAX, .label = "Part: first key past it"),
};
static const struct shape freeze_shape = SHAPE(freeze_fields);
#undef REC

struct adjust {
	const char *sweep, *household, *resident, *day;
	int is_in;
	const char *reason;
};
#define REC struct adjust
static const struct field adjust_fields[] = {
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	REF(household, "household", .label = "Household", .need = true),
	REF(resident, "resident", .label = "Resident"),
	DAY(day, .label = "Day of the list"),
	FLAG(is_in, .label = "Put on the list, or take off", .need = true),
	TEXT(reason, 2, 200, .label = "Why", .need = true),
};
static const struct shape adjust_shape = SHAPE(adjust_fields);
#undef REC

#define TRY_AGAIN (5 * MS_PER_SECOND)

static int freeze_part(struct request *rq, const struct sweep *sweep, const struct freeze *f)
{
	struct part part = { f->from_key, f->until_key, 0, INT64_MAX, sweep->as_of, false };

	/* The plan was given up: closed meanwhile. */
	if (sweep->n_left == 0 || !sweep->list_day || strcmp(sweep->list_day, f->day) != 0)
		return 0;
	if (sweeping_freeze(rq, sweep, f->day, &part) != 0)
		return -1;
	return rq_send(rq,
		       "UPDATE sweep SET n_left = n_left - 1, changed = $4, "
		       "state = CASE WHEN n_left = 1 THEN 1 ELSE state END "
		       "WHERE seq = $3 AND region >= $1 AND region < $2",
		       "ii", sweep->seq, rq->seq);
}

/* The list of a day, and of every day since that was missed while nothing ran. */
static int freeze(struct request *rq, const void *record)
{
	const struct freeze *f = record;
	struct sweep sweep;
	char day[11];

	if (sweep_find(rq, f->sweep, &sweep) != 0)
		return -1;
	if (sweep.state == SWEEP_CLOSED)
		return 0;
	if (f->until_key)
		return freeze_part(rq, &sweep, f);
	if (sweep.n_left > 0)
		return sweeping_wait(rq, &sweep, f->day, rq->now + TRY_AGAIN);
	snprintf(day, sizeof(day), "%s", f->day);
	do {
		if (sweeping_plan(rq, &sweep, day) != 0 || sweep_find(rq, f->sweep, &sweep) != 0)
			return -1;
		day_add(day, 1, day);
	} while (sweep.is_daily == 1 && sweep.n_left == 0 && strcmp(day, rq->today) <= 0 &&
		 strcmp(day, sweep.until_day) <= 0);
	return 0;
}

/* The door as it stands: 1 and its state, 0 when it is not on the list. */
static int find_door(struct request *rq, const struct sweep *sweep, const char *day,
		     const struct household_at *at, int64_t resident, int *state,
		     bool *has_conflict)
{
	struct rows *rows =
		rq_rows(rq,
			"SELECT state, conflict FROM door WHERE sweep = $3 AND day = $4 "
			"AND region = $5 AND household = $6 AND resident = $7 "
			"AND region >= $1 AND region < $2",
			"ittii", sweep->seq, day, at->region, at->seq, resident);
	int more = rows_next(rows);

	if (more < 0)
		return rq_rows_failed(rq, rows), -1;
	if (more == 1) {
		*state = (int)rows_int(rows, 0);
		*has_conflict = !rows_is_null(rows, 1);
		rows_end(rows);
	}
	return more;
}

static int put_on(struct request *rq, const struct sweep *sweep, const char *day,
		  const struct household_at *at, int64_t resident)
{
	static const struct db_bulk bulk = {
		"door", "sweep, day, region, household, resident, state, n_tries, changed",
		"ittiiiii", ""
	};

	door_tally(rq, sweep->seq, at->region, day, DOOR_NONE, false, 1);
	if (rq_append(rq, &bulk, sweep->seq, day, at->region, at->seq, resident, (int64_t)DOOR_NONE,
		      INT64_C(0), rq->seq) != 0)
		return -1;
	return db_flush(rq->db);
}

static int take_off(struct request *rq, const struct sweep *sweep, const char *day,
		    const struct household_at *at, int64_t resident, int state, bool has_conflict)
{
	door_tally(rq, sweep->seq, at->region, day, state, has_conflict, -1);
	return rq_send(rq,
		       "DELETE FROM door WHERE sweep = $3 AND day = $4 AND region = $5 "
		       "AND household = $6 AND resident = $7 AND region >= $1 AND region < $2",
		       "ittii", sweep->seq, day, at->region, at->seq, resident);
}

static int adjust(struct request *rq, const void *record)
{
	static const struct db_bulk bulk = {
		"sweep_change", "seq, sweep, day, region, household, resident, is_in, reason",
		"iittiiit", ""
	};
	const struct adjust *a = record;
	struct sweep sweep;
	struct household_at at;
	struct resident_at r = { .seq = 0 };
	bool has_conflict = false;
	int state = DOOR_NONE;

	if (sweep_find(rq, a->sweep, &sweep) != 0 ||
	    people_household(rq, "household", a->household, &at) != 0)
		return -1;
	if (sweep.state != SWEEP_OPEN)
		return refuse(rq, 4804, "sweep", "this sweep is not open; choose one that is");
	if (!a->resident != (sweep.target == TARGET_HOUSEHOLD))
		return refuse(rq, 4805, "resident",
			      "name the resident in a sweep of persons, and only there");
	if (a->resident && people_resident(rq, "resident", a->resident, &r) != 0)
		return -1;
	if (a->resident && r.household != at.seq)
		return refuse(rq, 4701, "resident", "this resident lives in another household");
	const char *day = sweep_day(rq, &sweep, a->day);
	if (!sweep.list_day || strcmp(day, sweep.from_day) < 0 || strcmp(day, sweep.list_day) > 0)
		return refuse(rq, 4806, "day", "there is no list for that day; choose another");
	int is_on = find_door(rq, &sweep, day, &at, r.seq, &state, &has_conflict);
	if (is_on < 0)
		return -1;
	rq_place(rq, at.region);
	if (is_on == a->is_in)
		return outcome_reply(rq, SAME);
	if ((a->is_in ? put_on(rq, &sweep, day, &at, r.seq)
		      : take_off(rq, &sweep, day, &at, r.seq, state, has_conflict)) != 0)
		return -1;
	if (rq_append(rq, &bulk, rq->seq, sweep.seq, day, at.region, at.seq, r.seq,
		      (int64_t)a->is_in, a->reason) != 0)
		return -1;
	return outcome_reply(rq, CHANGED);
}

static const struct command commands[] = {
	{ "sweep.freeze", DOES_OWN, CLOCK, IN_REACH, NULL, freeze, &freeze_shape, NULL },
	{ "sweep.adjust", DOES_OWN, OFFICER | COMMANDER, IN_REACH, NULL, adjust, &adjust_shape,
	  &outcome_shape },
};

const struct room sweep_freeze_room = OWN_ROOM(sweep_freeze, "Lists of sweeps", .tables = tables,
					       .n_tables = (int)COUNT_OF(tables));
