/* Records made at a door, by phone, by a group's link, by the residents, on paper.
 *
 * Rule: two channels that disagree make a conflict for a person to settle; the
 * later record never wins silently, and no record is ever lost. */
#include "asked.h"
#include "home.h"
#include "visiting.h"

struct visit_row {
	int64_t seq, sweep, household, resident;
	const char *day, *region;
	int state, channel;
	int64_t at, device_at, by;
	const char *answers, *note;
	int64_t previous, valid_change;
	int agent;
};
#define REC struct visit_row
static const struct field visit_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Command", .need = true),
	INT(sweep, 1, INT64_MAX, .label = "Sweep", .need = true),
	DAY(day, .label = "Day of the list", .need = true),
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	INT(resident, 0, INT64_MAX, .label = "Resident; 0 for the household", .need = true),
	REGION(region, .label = "Region", .need = true),
	CHOICE(state, door_states, .label = "State", .need = true),
	CHOICE(channel, channels, .label = "Channel", .need = true),
	AT(at, .label = "When it arrived", .need = true),
	AT(device_at, .label = "When the device says it was made"),
	INT(by, 0, INT64_MAX, .label = "Account", .need = true),
	TEXT(answers, 2, 4000, .label = "Answers, as JSON"),
	TEXT(note, 1, 500, .label = "Note"),
	INT(previous, 1, INT64_MAX, .label = "Record before it at this door"),
	INT(valid_change, -1, 1, .label = "What it did to the count of valid records",
	    .need = true),
	CHOICE(agent, home_agents, .label = "Who acted for the household, where not itself"),
};
static const struct table tables[] = {
	TABLE("visit", visit_columns, .bare = true, .key = "seq"),
};
#undef REC

/* A record says anything but "not yet". */
#define RECORDED (door_states + DOOR_DONE)

struct record {
	const char *sweep, *household, *resident, *day;
	int state, channel;
	const struct json *answers;
	const char *note, *reason, *next_visit;
	int64_t device_at;
};
#define REC struct record
static const struct field record_fields[] = {
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	REF(household, "household", .label = "Household", .need = true),
	REF(resident, "resident", .label = "Resident"),
	DAY(day, .label = "Day of the list"),
	CHOICE(state, RECORDED, .label = "State", .need = true),
	CHOICE(channel, channels, .label = "Channel", .need = true),
	JSON(answers, 4000, .label = "Answers"),
	TEXT(note, 1, 500, .label = "Note"),
	TEXT(reason, 1, 200, .label = "Reason"),
	DAY(next_visit, .label = "Next visit"),
	AT(device_at, .label = "When it was made"),
};
static const struct shape record_shape = SHAPE(record_fields);
#undef REC

struct settle {
	const char *sweep, *household, *resident, *day;
	int64_t visit;
	const char *reason;
};
#define REC struct settle
static const struct field settle_fields[] = {
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	REF(household, "household", .label = "Household", .need = true),
	REF(resident, "resident", .label = "Resident"),
	DAY(day, .label = "Day of the list"),
	INT(visit, 1, INT64_MAX, .label = "Number of the record that is right", .need = true),
	TEXT(reason, 2, 200, .label = "Why", .need = true),
};
static const struct shape settle_shape = SHAPE(settle_fields);
#undef REC

enum recorded { RECORDED_CONFLICT };
static const char *const recorded[] = { [RECORDED_CONFLICT] = "conflict", NULL };
struct answer {
	int outcome;
};
#define REC struct answer
static const struct field answer_fields[] = {
	CHOICE(outcome, recorded, .label = "Given when another channel said otherwise"),
};
static const struct shape answer_shape = SHAPE(answer_fields);
#undef REC

/* A family says that it is there or that nobody lives there, for its own door and by
 * itself; everything else is for somebody who came (SC-06 step 5). */
static int check_family(struct request *rq, const struct record *r)
{
	struct household_at at;
	int state = r->state + DOOR_DONE;

	if (home_household(rq, "household", r->household, &at) != 0)
		return -1;
	if (r->channel != BY_SELF && r->channel != BY_GROUP)
		return refuse(rq, 5604, "channel", "a family reports by itself or by its group");
	if (state != DOOR_DONE && state != DOOR_VACANT)
		return refuse(rq, 5605, "state",
			      "a family reports done or vacant; tell your grid worker what else "
			      "there is");
	return 0;
}

/* Refusals need a reason (SC-06 step 3). */
static int check(struct request *rq, const void *record)
{
	const struct record *r = record;

	if (r->state + DOOR_DONE == DOOR_REFUSED && !r->reason)
		return refuse(rq, 4808, "reason", "write why they refused");
	if (r->day && strcmp(r->day, rq->today) > 0)
		return refuse(rq, 4806, "day", "there is no list for that day; choose another");
	return rq->role == RESIDENT ? check_family(rq, r) : 0;
}

/* Whether the record says something else than another channel did.  1, 0 or -1. */
static int disagrees(struct request *rq, const struct door_at *was, const struct visit *v,
		     int64_t answers)
{
	bool by_answers = was->state == v->state;

	if (!door_is_valid(was->state))
		return 0;
	if (by_answers &&
	    (answers == NOT_GIVEN || was->answers == NOT_GIVEN || answers == was->answers))
		return 0;
	return visit_is_backed(rq, was, v->channel, by_answers);
}

/* Nobody opened, or they refused: somebody comes again, tomorrow if nothing is said. */
static void stand(struct request *rq, const struct record *r, const struct visit *v,
		  int64_t answers, struct door_at *now)
{
	bool is_try = v->state == DOOR_ABSENT || v->state == DOOR_REFUSED;
	bool confirms = door_is_valid(now->state) && now->state == v->state;
	char tomorrow[11];

	if (is_try && now->n_tries < 1000)
		now->n_tries++;
	/* A second channel that agrees leaves the first one standing. */
	now->channel = confirms ? now->channel : v->channel;
	now->state = v->state;
	now->answers = answers != NOT_GIVEN || !confirms ? answers : now->answers;
	now->reason = r->reason;
	now->next_visit = r->next_visit;
	if (is_try && !r->next_visit) {
		day_add(rq->today, 1, tomorrow);
		now->next_visit = arena_text(rq->arena, tomorrow);
	}
}

/* The hot command: see visiting.h.  The reply stays empty unless there is a conflict. */
static int record(struct request *rq, const void *args)
{
	const struct record *r = args;
	struct door_key key = { r->sweep, r->household, r->resident, r->day };
	struct visit v = { .state = r->state + DOOR_DONE,
			   .channel = r->channel,
			   .device_at = r->device_at,
			   .note = r->note };
	struct door_at was, now;
	struct buf answers;

	if (visit_find(rq, &key, &was) != 0 || asked_hold(rq, &was.sweep, r->answers) != 0)
		return -1;
	now = was;
	v.previous = was.conflict != NOT_GIVEN ? was.conflict : was.visit;
	if (r->answers) {
		buf_init(&answers, rq->arena, 8000);
		json_write(&answers, r->answers);
		v.answers = answers.bytes;
	}
	int64_t hash = answers_hash(rq, r->answers);
	int is_conflict = was.conflict != NOT_GIVEN ? 1 : disagrees(rq, &was, &v, hash);
	if (is_conflict < 0)
		return -1;
	if (is_conflict) {
		now.conflict = rq->seq;
	} else {
		stand(rq, r, &v, hash, &now);
		now.visit = rq->seq;
	}
	v.valid_change = visit_valid_change(&was, &now);
	visit_tally(rq, &was, &now);
	rq_place(rq, was.region);
	if (is_conflict) {
		out_object(&rq->reply);
		out_key(&rq->reply, "outcome");
		out_text(&rq->reply, recorded[RECORDED_CONFLICT]);
		out_end_object(&rq->reply);
	}
	return visit_write_door(rq, &now) != 0 ? -1 : visit_append(rq, &now, &v);
}

static void asks(struct request *rq, const void *args)
{
	const struct record *r = args;
	struct door_key key = { r->sweep, r->household, r->resident, r->day };

	if (rq->command->run == record)
		visit_ask(rq, &key);
}

/* One of the records in the chain of this door: fills `chosen`, 0; else refused. */
static int choose(struct request *rq, const struct door_at *door, int64_t wanted,
		  struct visit *chosen)
{
	int64_t at = door->conflict;

	while (at != NOT_GIVEN) {
		/* Free: a record by its number, reached from a door in reach. */
		struct rows *rows = rq_rows_free(rq,
						 "SELECT state, channel, answers, previous "
						 "FROM visit WHERE seq = $1",
						 "i", at);
		if (rows_next(rows) != 1)
			return rq_rows_failed(rq, rows) != 0
				       ? -1
				       : refuse(rq, 4810, "visit",
						"this is no record of that door; choose one shown");
		if (at == wanted) {
			chosen->state = (int)rows_int(rows, 0);
			chosen->channel = (int)rows_int(rows, 1);
			chosen->answers = arena_text(rq->arena, rows_text(rows, 2));
			rows_end(rows);
			return 0;
		}
		at = rows_int(rows, 3);
		rows_end(rows);
	}
	return refuse(rq, 4810, "visit", "this is no record of that door; choose one shown");
}

/* The settlement is a record of its own, after those it decides between. */
static int settle(struct request *rq, const void *args)
{
	const struct settle *s = args;
	struct door_key key = { s->sweep, s->household, s->resident, s->day };
	struct visit v = { .device_at = NOT_GIVEN, .note = s->reason };
	struct door_at was, now;
	const char *why;

	if (visit_find(rq, &key, &was) != 0)
		return -1;
	if (was.conflict == NOT_GIVEN)
		return refuse(rq, 4811, "household",
			      "nothing is disputed at this door; it needs no settling");
	if (db_flush(rq->db) != 0 || choose(rq, &was, s->visit, &v) != 0)
		return -1;
	now = was;
	now.state = v.state;
	now.channel = v.channel;
	now.visit = rq->seq;
	now.conflict = NOT_GIVEN;
	now.reason = s->reason;
	now.answers =
		v.answers
			? answers_hash(rq, json_read(rq->arena, v.answers, strlen(v.answers), &why))
			: NOT_GIVEN;
	v.previous = was.conflict;
	v.valid_change = visit_valid_change(&was, &now);
	visit_tally(rq, &was, &now);
	rq_place(rq, was.region);
	return visit_write_door(rq, &now) != 0 ? -1 : visit_append(rq, &now, &v);
}

static const struct command commands[] = {
	{ "visit.record", DOES_OWN,
	  GRID_WORKER | OFFICER | COMMANDER | VOLUNTEER | PROPERTY | RESIDENT | LATE, IN_REACH,
	  check, record, &record_shape, &answer_shape },
	{ "visit.settle", DOES_OWN, GRID_WORKER | OFFICER, IN_REACH, NULL, settle, &settle_shape,
	  NULL },
};

const struct room visit_room = OWN_ROOM(visit, "Visits", .tables = tables,
					.n_tables = (int)COUNT_OF(tables), .asks = asks);
