/* Sheets of visits: doors still to do, to be filled in and sent back.
 *
 * Paper is a client: a row becomes the very record a phone makes.  Rule: a row
 * without a state says nothing, and one that says what stands is not counted twice. */
#include "door_row.h"
#include "visiting.h"

#define TYPISTS (GRID_WORKER | OFFICER | COMMANDER | VOLUNTEER | PROPERTY)
/* A record says anything but "not yet". */
#define RECORDED (door_states + DOOR_DONE)

struct row {
	const char *household, *building, *region, *door;
	int state, channel;
	const char *day, *reason, *note, *resident, *sweep;
};
#define REC struct row
/* The building before the region: a column 楼栋 holds a name more often than a code. */
static const struct field row_fields[] = {
	REF(household, "household", .label = "Household"),
	TEXT(building, 1, 100, .label = "Building"),
	TEXT(door, 1, 60, .label = "Door"),
	CHOICE(state, RECORDED, .label = "State"),
	CHOICE(channel, channels, .label = "Channel"),
	DAY(day, .label = "Day of the list"),
	TEXT(reason, 1, 200, .label = "Reason"),
	TEXT(note, 1, 500, .label = "Note"),
	REGION(region, .label = "Region"),
	REF(resident, "resident", .label = "Resident"),
	REF(sweep, "sweep", .label = "Sweep"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct ask {
	const char *region, *sweep, *day;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Building, grid or community", .need = true),
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	DAY(day, .label = "Day"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

/* The doors still to do, with state and channel left open for whoever fills them in. */
static int sheet(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct sweep sweep;
	int n;

	if (sweep_find(rq, ask->sweep, &sweep) != 0)
		return -1;
	const char *day = sweep_day(rq, &sweep, ask->day);
	const struct door_row *list = doors_missing(rq, &sweep, day, &n);
	if (rq->fault.number)
		return -1;
	rq_reply_rows(rq);
	for (int i = 0; i < n; i++) {
		struct row row = { .household = list[i].household,
				   .building = list[i].building,
				   .door = list[i].door,
				   .state = -1,
				   .channel = -1,
				   .day = day,
				   .region = list[i].region,
				   .resident = list[i].resident,
				   .sweep = ask->sweep };

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, n, NULL);
	return 0;
}

/* A sheet names a door as people do: by building and number, or by the region's code. */
static const char *find_by_door(struct request *rq, const struct row *row)
{
	const char *id;
	struct rows *rows;

	if (!row->door) {
		refuse(rq, 4008, "door", "this is needed");
		return NULL;
	}
	rows = rq_rows(
		rq,
		"SELECT h.id FROM household h " JOIN_BUILDING(
			"h.region") "WHERE h.region >= $1 AND h.region < $2 AND h.door = $3 AND h.state <> $5 "
				    "AND ($4 IS NULL OR building.name = $4 OR building.key = $4 "
				    "OR " BUILDING_NAME " = $4) LIMIT 2",
		"tti", row->door, row->building, (int64_t)DEMOLISHED);
	if (rows_next(rows) != 1) {
		if (rq_rows_failed(rq, rows) == 0)
			refuse(rq, 4601, "door",
			       "there is no such household here; look it up again");
		return NULL;
	}
	id = arena_text(rq->arena, rows_text(rows, 0));
	if (rows_next(rows) == 1) {
		rows_end(rows);
		refuse(rq, 4818, "door", "several doors are called that; name the building too");
		return NULL;
	}
	return rq_rows_failed(rq, rows) == 0 ? id : NULL;
}

/* Without a sweep in the row it is the only one that asks at this place now. */
static const char *find_sweep(struct request *rq, const struct row *row, const char *household)
{
	const struct sweep *sweeps;
	const char *found = NULL;
	struct household_at at;
	int n, n_found = 0;

	if (people_household(rq, "household", household, &at) != 0)
		return NULL;
	sweeps = sweeps_alive(rq, &n);
	for (int i = 0; i < n; i++) {
		const struct sweep *s = &sweeps[i];

		if (s->state != SWEEP_OPEN || !key_is_within(at.region, s->region) ||
		    (s->target == TARGET_PERSON) != (row->resident != NULL))
			continue;
		found = s->id;
		n_found++;
	}
	if (n_found == 1)
		return found;
	if (!rq->fault.number)
		refuse(rq, 4817, "sweep",
		       "say which sweep it is for: take the sheet from the page of the sweep");
	return NULL;
}

/* The row as arguments of visit.record. */
static const char *as_record(struct request *rq, const struct row *row, const struct door_key *key)
{
	struct buf args;

	buf_init(&args, rq->arena, 8000);
	out_object(&args);
	out_key(&args, "sweep");
	out_text(&args, key->sweep);
	out_key(&args, "household");
	out_text(&args, key->household);
	out_key(&args, "resident");
	out_text(&args, row->resident);
	out_key(&args, "day");
	out_text(&args, row->day);
	out_key(&args, "state");
	out_text(&args, RECORDED[row->state]);
	out_key(&args, "channel");
	out_text(&args, channels[row->channel < 0 ? BY_PAPER : row->channel]);
	out_key(&args, "note");
	out_text(&args, row->note);
	out_key(&args, "reason");
	out_text(&args, row->reason);
	out_end_object(&args);
	return args.bytes;
}

static int transcribe(struct request *rq, const void *record)
{
	const struct row *row = record;
	struct door_key key = { .resident = row->resident, .day = row->day };
	int channel = row->channel < 0 ? BY_PAPER : row->channel;
	struct door_at was;

	/* Left empty on paper: nothing was found out at this door. */
	if (row->state < 0)
		return outcome_reply(rq, SAME);
	key.household = row->household ? row->household : find_by_door(rq, row);
	if (!key.household)
		return -1;
	key.sweep = row->sweep ? row->sweep : find_sweep(rq, row, key.household);
	if (!key.sweep || visit_find(rq, &key, &was) != 0)
		return -1;
	rq_place(rq, was.region);
	int state = row->state + DOOR_DONE;
	if (was.state == state && was.conflict == NOT_GIVEN &&
	    (door_is_valid(state) || was.channel == channel))
		return outcome_reply(rq, SAME);
	if (rq_follow(rq, "visit.record", rq->region, rq_new_id(rq, 1), as_record(rq, row, &key)) !=
	    0)
		return -1;
	return outcome_reply(rq, was.state == DOOR_NONE ? ADDED : CHANGED);
}

static const struct command commands[] = {
	{ "visit.sheet", DOES_READ, TYPISTS, IN_REACH, NULL, sheet, &ask_shape, &row_shape },
	{ "visit.transcribe", DOES_OWN, TYPISTS, IN_REACH, NULL, transcribe, &row_shape,
	  &outcome_shape },
};

const struct room visit_sheet_room = OWN_ROOM(visit_sheet, "Sheets of visits");
