/* Households: the doors behind which people live.
 *
 * A household stands in a grid or below it (compound, building, stairwell), in
 * exactly one region at every instant.  Rule: a household is added by the id its
 * source gives it, so that the same sheet twice adds nothing. */
#include "edited.h"
#include "home.h"
#include "region.h"

struct household {
	int64_t seq;
	const char *id, *region, *door;
	int64_t floor;
	int kind, state;
	const char *since_day, *until_day;
	int64_t changed, made_by;
};
#define REC struct household
static const struct field household_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the command that added it", .need = true),
	TEXT(id, 1, 64, .label = "Id given by its source", .need = true),
	REGION(region, .label = "Grid, compound, building or stairwell", .need = true),
	TEXT(door, 1, 60, .label = "Door", .need = true),
	INT(floor, -9, 200, .label = "Floor"),
	CHOICE(kind, household_kinds, .label = "Kind", .need = true),
	CHOICE(state, household_states, .label = "State", .need = true),
	DAY(since_day, .label = "In this region since", .need = true),
	DAY(until_day, .label = "Day of demolition"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account", .need = true),
};
static const char *const household_indexes[] = { "unique (id)", "region, seq", NULL };
#undef REC

struct place {
	int64_t household;
	const char *region, *from_day, *until_day, *reason;
	int64_t seq;
};
#define REC struct place
static const struct field place_columns[] = {
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	REGION(region, .label = "Where it stood", .need = true),
	DAY(from_day, .label = "From", .need = true),
	DAY(until_day, .label = "Until, not with", .need = true),
	TEXT(reason, 1, 200, .label = "Why it changed"),
	INT(seq, 1, INT64_MAX, .label = "Command that moved it", .need = true),
};
static const char *const place_indexes[] = { "region, seq", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("household", household_columns, .bare = true, .key = "seq",
	      .indexes = household_indexes),
	TABLE("household_place", place_columns, .bare = true, .key = "household, seq",
	      .indexes = place_indexes),
};

struct add {
	const char *region, *door;
	int64_t floor;
	int kind, state;
	const char *since_day;
};
#define REC struct add
static const struct field add_fields[] = {
	REGION(region, .label = "Grid, compound, building or stairwell", .need = true),
	TEXT(door, 1, 60, .label = "Door", .need = true),
	INT(floor, -9, 200, .label = "Floor"),
	CHOICE(kind, household_kinds, .label = "Kind"),
	CHOICE(state, household_states, .label = "State"),
	DAY(since_day, .label = "Here since"),
};
static const struct shape add_shape = SHAPE(add_fields);
#undef REC

struct edit {
	const char *household, *door;
	int64_t floor;
	int kind, state;
	const char *day;
	int64_t base;
};
#define REC struct edit
static const struct field edit_fields[] = {
	REF(household, "household", .label = "Household", .need = true),
	TEXT(door, 1, 60, .label = "Door"),
	INT(floor, -9, 200, .label = "Floor"),
	CHOICE(kind, household_kinds, .label = "Kind"),
	CHOICE(state, household_states, .label = "State"),
	DAY(day, .label = "Day of the change, for a demolition"),
	INT(base, 1, INT64_MAX, .label = "The row's `changed` that the writer saw"),
};
static const struct shape edit_shape = SHAPE(edit_fields);
#undef REC

struct move {
	const char *household, *to, *from_day, *reason;
};
#define REC struct move
static const struct field move_fields[] = {
	REF(household, "household", .label = "Household", .need = true),
	REGION(to, .label = "Its new grid, building or stairwell", .need = true),
	DAY(from_day, .label = "From"),
	TEXT(reason, 1, 200, .label = "Why", .need = true),
};
static const struct shape move_shape = SHAPE(move_fields);
#undef REC

static void take_up(struct household_at *now, const struct edit *edit)
{
	if (edit->door)
		now->door = edit->door;
	if (edit->floor != NOT_GIVEN)
		now->floor = edit->floor;
	if (edit->kind >= 0)
		now->kind = edit->kind;
	if (edit->state >= 0)
		now->state = edit->state;
}

/* Demolished: it counts until that day; standing again: as if it had never ended. */
static int change_state(struct request *rq, const struct household_at *was, int state,
			const char *day, const char **until_day)
{
	struct region region;

	*until_day = NULL;
	if (state == DEMOLISHED && was->state != DEMOLISHED) {
		if (rq_one(rq, 0,
			   "SELECT count(*) FROM resident WHERE region >= $1 AND region < $2 "
			   "AND region = $3 AND household = $4 AND until_day IS NULL",
			   "ti", was->region, was->seq) > 0)
			return refuse(rq, 4605, "state",
				      "people are registered here; move them to another household "
				      "first");
		*until_day = strcmp(day, was->since_day) < 0 ? was->since_day : day;
		tally(rq, was->region, *until_day, "household", -1);
	} else if (state == DEMOLISHED || was->state == DEMOLISHED) {
		*until_day =
			arena_text(rq->arena, was->until_day ? was->until_day : was->since_day);
		if (state == DEMOLISHED)
			return 0;
		if (region_need(rq, "household", was->region, NULL, &region) != 0)
			return -1;
		tally(rq, was->region, *until_day, "household", 1);
		*until_day = NULL;
	}
	tally(rq, was->region, "", "household.vacant", (state == VACANT) - (was->state == VACANT));
	return 0;
}

static int change(struct request *rq, const struct household_at *was, const struct edit *edit)
{
	struct household_at now = *was;
	const char *until_day;
	int is_changed;

	take_up(&now, edit);
	is_changed = household_edited(rq, was, &now, edit->base);
	if (is_changed <= 0)
		return is_changed < 0 ? -1 : outcome_reply(rq, SAME);
	if (change_state(rq, was, now.state, edit->day ? edit->day : rq->today, &until_day) != 0)
		return -1;
	if (rq_send(rq,
		    "UPDATE household SET door = $4, floor = $5, kind = $6, state = $7, "
		    "until_day = $8, changed = $9 "
		    "WHERE seq = $3 AND region >= $1 AND region < $2",
		    "itiiiti", was->seq, now.door, now.floor, (int64_t)now.kind, (int64_t)now.state,
		    until_day, rq->seq) != 0)
		return -1;
	/* Whoever lived here takes no phone of this door along. */
	if (now.state != was->state && now.state != OCCUPIED && home_left(rq, was->seq) != 0)
		return -1;
	rq_place(rq, was->region);
	return outcome_reply(rq, CHANGED);
}

/* The load path: one look at the region and at the id, one append. */
static int add(struct request *rq, const void *record)
{
	static const struct db_bulk bulk = {
		"household",
		"seq, id, region, door, floor, kind, state, since_day, until_day, changed, made_by",
		"itttiiittii", ""
	};
	const struct add *a = record;
	struct household_at was = { 0 };
	const char *since = a->since_day ? a->since_day : rq->today;
	int state = a->state < 0 ? OCCUPIED : a->state;
	int more;
	struct rows *rows = rq_rows(rq,
				    "SELECT r.level, " HOUSEHOLD_COLUMNS
				    " FROM region r LEFT JOIN household h ON h.id = $3 "
				    "WHERE r.key = $4 AND r.key >= $1 AND r.key < $2 "
				    "AND (r.valid_until IS NULL OR r.valid_until > $5)",
				    "ttt", rq->key, a->region, rq->today);

	more = rows_next(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 4602, "region", "there is no such region today; choose another");
	if (!region_holds_households(rows_int(rows, 0)))
		return refuse(rq, 4603, "region",
			      "households stand in a grid, a building or a stairwell; choose one");
	if (!rows_is_null(rows, 1)) {
		was = household_from(rq, rows, 1);
		rows_end(rows);
		if (strcmp(was.region, a->region) != 0)
			return refuse(rq, 4604, "region",
				      "this household is registered in another place; move it with "
				      "a day and a reason");
		struct edit edit = { NULL, a->door, a->floor, a->kind, a->state, NULL, NOT_GIVEN };
		return change(rq, &was, &edit);
	}
	rows_end(rows);
	tally(rq, a->region, since, "household", 1);
	if (state == VACANT)
		tally(rq, a->region, "", "household.vacant", 1);
	if (state == DEMOLISHED)
		tally(rq, a->region, since, "household", -1);
	if (rq_append(rq, &bulk, rq->seq, rq->key, a->region, a->door, a->floor,
		      (int64_t)(a->kind < 0 ? HOME : a->kind), (int64_t)state, since,
		      state == DEMOLISHED ? since : NULL, rq->seq, rq->actor->account) != 0)
		return -1;
	return outcome_reply(rq, ADDED);
}

static int edit(struct request *rq, const void *record)
{
	const struct edit *e = record;
	struct household_at was;

	if (e->day && strcmp(e->day, rq->today) > 0)
		return refuse(rq, 4606, "day", "that day has not come; choose today or earlier");
	if (people_household(rq, "household", e->household, &was) != 0)
		return -1;
	return change(rq, &was, e);
}

static int move(struct request *rq, const void *record)
{
	const struct move *m = record;
	const char *day = m->from_day ? m->from_day : rq->today;
	struct household_at at;
	struct region to;

	if (strcmp(day, rq->today) > 0)
		return refuse(rq, 4606, "from_day",
			      "that day has not come; choose today or earlier");
	if (!key_is_within(m->to, rq->region))
		return refuse(
			rq, 4103, "to",
			"this place is outside the region you named; name one that holds both");
	if (people_household(rq, "household", m->household, &at) != 0 ||
	    region_need(rq, "to", m->to, NULL, &to) != 0)
		return -1;
	if (!region_holds_households(to.level))
		return refuse(rq, 4603, "to",
			      "households stand in a grid, a building or a stairwell; choose one");
	if (strcmp(at.region, m->to) == 0)
		return outcome_reply(rq, SAME);
	if (people_move_household(rq, at.seq, m->to, day, m->reason) != 0)
		return -1;
	return outcome_reply(rq, CHANGED);
}

static const struct command commands[] = {
	{ "household.add", DOES_OWN, GRID_WORKER | OFFICER | COMMANDER, IN_REACH, NULL, add,
	  &add_shape, &outcome_shape },
	{ "household.edit", DOES_OWN, GRID_WORKER | OFFICER | COMMANDER, IN_REACH, NULL, edit,
	  &edit_shape, &outcome_shape },
	{ "household.move", DOES_OWN, OFFICER | COMMANDER, IN_REACH, NULL, move, &move_shape,
	  &outcome_shape },
};

const struct room household_room =
	OWN_ROOM(household, "Households", .tables = tables, .n_tables = (int)COUNT_OF(tables),
		 .invariants = people_household_faults, .recount = people_recount_households);
