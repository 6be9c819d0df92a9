/* Residents who move to another household, move out, die, or come back.
 *
 * Rule: where a person was before is never overwritten; each stay that ends is a
 * row of history with its reason. */
#include "home.h"
#include "people.h"
#include "sweeping.h"

struct move {
	const char *resident, *household, *day, *reason;
};
#define REC struct move
static const struct field move_fields[] = {
	REF(resident, "resident", .label = "Resident", .need = true),
	REF(household, "household", .label = "New household", .need = true),
	DAY(day, .label = "From"),
	TEXT(reason, 1, 200, .label = "Why"),
};
static const struct shape move_shape = SHAPE(move_fields);
#undef REC

struct leave {
	const char *resident;
	int state;
	const char *day;
};
#define REC struct leave
static const struct field leave_fields[] = {
	REF(resident, "resident", .label = "Resident", .need = true),
	CHOICE(state, resident_states, .label = "State", .need = true),
	DAY(day, .label = "Day"),
};
static const struct shape leave_shape = SHAPE(leave_fields);
#undef REC

static const struct db_bulk stay_bulk = {
	"stay", "resident, household, region, from_day, until_day, reason, seq", "iitttti", ""
};

/* From then on: since_day of the new stay, not before the old one began or ended. */
static const char *later(const char *day, const struct resident_at *r)
{
	const char *from = r->until_day ? r->until_day : r->since_day;

	return strcmp(day, from) < 0 ? from : day;
}

static void count(struct request *rq, const struct resident_at *r, const char *region,
		  const char *day, int n)
{
	tally(rq, region, day, "resident", n);
	tally(rq, region, "", "resident.floating", n * r->residence);
	tally(rq, region, "", "resident.elsewhere", n * r->hukou);
}

static int move(struct request *rq, const void *record)
{
	const struct move *m = record;
	struct resident_at r;
	struct household_at to;
	const char *day = m->day ? m->day : rq->today;

	if (strcmp(day, rq->today) > 0)
		return refuse(rq, 4704, "day", "that day has not come; choose today or earlier");
	if (people_resident(rq, "resident", m->resident, &r) != 0 ||
	    people_household(rq, "household", m->household, &to) != 0)
		return -1;
	if (to.seq == r.household && !r.until_day)
		return outcome_reply(rq, SAME);
	if (to.state == DEMOLISHED)
		return refuse(rq, 4703, "household",
			      "this household is marked as demolished; correct it first");
	day = later(day, &r);
	if (rq_append(rq, &stay_bulk, r.seq, r.household, r.region, r.since_day,
		      r.until_day ? r.until_day : day, m->reason, rq->seq) != 0)
		return -1;
	if (!r.until_day)
		count(rq, &r, r.region, day, -1);
	count(rq, &r, to.region, day, 1);
	if (db_flush(rq->db) != 0 ||
	    sweeping_move_person(rq, r.seq, r.household, r.region, to.seq, to.region, day) != 0)
		return -1;
	if (rq_send(rq,
		    "UPDATE resident SET household = $4, region = $5, since_day = $6, "
		    "until_day = NULL, state = 0, changed = $7 "
		    "WHERE seq = $3 AND region >= $1 AND region < $2",
		    "iitti", r.seq, to.seq, to.region, day, rq->seq) != 0)
		return -1;
	return home_left_if_empty(rq, r.household) != 0 ? -1 : outcome_reply(rq, CHANGED);
}

/* Moved out, deceased; `living` takes a mistaken leave back. */
static int leave(struct request *rq, const void *record)
{
	const struct leave *l = record;
	struct resident_at r;
	const char *until_day = NULL;

	if (l->day && strcmp(l->day, rq->today) > 0)
		return refuse(rq, 4704, "day", "that day has not come; choose today or earlier");
	if (people_resident(rq, "resident", l->resident, &r) != 0)
		return -1;
	rq_place(rq, r.region);
	if (l->state == r.state)
		return outcome_reply(rq, SAME);
	if (l->state != LIVING) {
		/* From moved out to deceased the day stays what it was. */
		until_day = r.until_day ? r.until_day : later(l->day ? l->day : rq->today, &r);
		if (!r.until_day)
			count(rq, &r, r.region, until_day, -1);
	} else {
		count(rq, &r, r.region, r.until_day, 1);
	}
	if (rq_send(rq,
		    "UPDATE resident SET state = $4, until_day = $5, changed = $6 "
		    "WHERE seq = $3 AND region >= $1 AND region < $2",
		    "iiti", r.seq, (int64_t)l->state, until_day, rq->seq) != 0)
		return -1;
	if (l->state != LIVING && home_left_if_empty(rq, r.household) != 0)
		return -1;
	return outcome_reply(rq, CHANGED);
}

#define KEEPERS (GRID_WORKER | OFFICER | COMMANDER)
static const struct command commands[] = {
	{ "resident.move", DOES_OWN, KEEPERS, IN_REACH, NULL, move, &move_shape, &outcome_shape },
	{ "resident.leave", DOES_OWN, KEEPERS, IN_REACH, NULL, leave, &leave_shape,
	  &outcome_shape },
};

const struct room resident_move_room = OWN_ROOM(resident_move, "Moves of residents");
