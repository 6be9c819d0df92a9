/* Leave of the deployed: asked by the person, signed by the own unit, then granted by the
 * organisation department of the same level.
 *
 * Rule (BH-14): one signature leaves it pending; while it is granted the posting rests,
 * by the clock.  Why somebody asks is sealed and read only by those who sign. */
#include "deploying.h"
#include "ordering.h"

#define UNITS    (DEPARTMENT | OFFICER | COMMANDER)
#define GRANTERS (DEPARTMENT | COMMANDER)

struct leave_row {
	int64_t seq, deployment, asked_at, unit_by, unit_at, decided_by, decided_at, changed;
	const char *id, *region, *from_day, *until_day, *refused_reason;
	int state;
};
#define REC struct leave_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the leave", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Place of the unit", .need = true),
	INT(deployment, 1, INT64_MAX, .label = "Deployment", .need = true),
	DAY(from_day, .label = "First day", .need = true),
	DAY(until_day, .label = "Last day", .need = true),
	CHOICE(state, leave_states, .label = "State", .need = true),
	AT(asked_at, .label = "Asked", .need = true),
	INT(unit_by, 1, INT64_MAX, .label = "Who signed for the unit"),
	AT(unit_at, .label = "Signed by the unit"),
	INT(decided_by, 1, INT64_MAX, .label = "Who decided"),
	AT(decided_at, .label = "Decided"),
	TEXT(refused_reason, 1, 200, .label = "Why it was refused"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, seq", "deployment", NULL };
static const struct table tables[] = {
	TABLE("deployment_leave", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct leave_args {
	const char *reason, *deployment, *from_day, *until_day, *leave;
	int64_t device_at, number;
};
#define REC struct leave_args
static const struct field ask_fields[] = {
	TEXT(reason, 1, 500, .label = "Reason of the leave", .secret = SECRET_TEXT, .need = true),
	REF(deployment, "deployment", .label = "Deployment", .need = true),
	DAY(from_day, .label = "First day", .need = true),
	DAY(until_day, .label = "Last day", .need = true),
	AT(device_at, .label = "When it was written on the phone"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
static const struct field sign_fields[] = {
	REF(leave, "deployment_leave", .label = "Leave", .need = true),
};
static const struct shape sign_shape = SHAPE(sign_fields);
static const struct field refuse_fields[] = {
	REF(leave, "deployment_leave", .label = "Leave", .need = true),
	TEXT(reason, 1, 200, .label = "Reason", .need = true),
};
static const struct shape refuse_shape = SHAPE(refuse_fields);
static const struct field number_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number of the leave", .need = true),
};
static const struct shape number_shape = SHAPE(number_fields);
#undef REC

/* Free in the rest of this file: a leave concerns a unit in one place and a post in
 * another; whose it is is checked by hand. */

/* A mobilisation stops leave (SC-02: chiefs on post, leave stopped). */
static int check_order(struct request *rq, const struct deployment *d)
{
	if (order_stops_leave(rq, d->region))
		return refuse(rq, 6417, "leave",
			      "an order has stopped leave here; ask again when it ends");
	return rq->fault.number ? -1 : 0;
}

static int check_days(struct request *rq, const struct deployment *d, const struct leave_args *args)
{
	if (strcmp(args->until_day, args->from_day) < 0)
		return refuse(rq, 6410, "until_day", "the last day comes after the first");
	if (strcmp(args->until_day, rq->today) < 0 || day_start(args->from_day) >= d->until_at ||
	    day_start(args->until_day) + MS_PER_DAY <= d->from_at)
		return refuse(rq, 6411, "from_day",
			      "give days from today on within the deployment");
	if (rq_one_free(rq, 0,
			"SELECT count(*) FROM deployment_leave WHERE deployment = $1 "
			"AND state < 3 AND from_day <= $3 AND until_day >= $2",
			"itt", d->seq, args->from_day, args->until_day) > 0)
		return refuse(rq, 6412, "from_day",
			      "leave was asked for these days already; wait for the answer");
	return rq->fault.number ? -1 : 0;
}

static int leave(struct request *rq, const void *record)
{
	const struct leave_args *args = record;
	struct deployment d;
	int more = deployment_find(rq, args->deployment, &d);

	if (more < 0)
		return -1;
	if (more == 0 || (d.account != rq->actor->account && !unit_is_own(rq, d.organisation) &&
			  !rq_reaches(rq, OFFICER | COMMANDER, d.region)))
		return rq->fault.number ? -1
					: refuse(rq, 6402, "deployment",
						 "there is no such deployment in your reach");
	if (d.state != DEPLOYED)
		return refuse(rq, 6403, "deployment",
			      "this deployment has ended; call the person up again");
	if (check_order(rq, &d) != 0 || check_days(rq, &d, args) != 0)
		return -1;
	rq_place(rq, d.unit_region);
	return rq_run_free(rq,
			   "INSERT INTO deployment_leave (seq, id, region, deployment, from_day, "
			   "until_day, state, asked_at, changed) "
			   "VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $1)",
			   "ittitti", rq->seq, rq->key, d.unit_region, d.seq, args->from_day,
			   args->until_day, rq->now) < 0
		       ? -1
		       : 0;
}

struct asked {
	int64_t seq, unit_by;
	const char *from_day, *until_day, *region;
	int state;
	struct deployment d;
};

static int find(struct request *rq, const char *id, int64_t seq, struct asked *found)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT seq, unit_by, from_day, until_day, region, state, "
					 "deployment FROM deployment_leave "
					 "WHERE seq = $2 OR ($2 = 0 AND id = $1)",
					 "ti", id, seq);
	int more = rows_next(rows);
	int64_t deployment;

	if (more != 1)
		return more < 0 ? rq_rows_failed(rq, rows) : 0;
	*found = (struct asked){ .seq = rows_int(rows, 0),
				 .unit_by = rows_is_null(rows, 1) ? 0 : rows_int(rows, 1),
				 .from_day = arena_text(rq->arena, rows_text(rows, 2)),
				 .until_day = arena_text(rq->arena, rows_text(rows, 3)),
				 .region = arena_text(rq->arena, rows_text(rows, 4)),
				 .state = (int)rows_int(rows, 5) };
	deployment = rows_int(rows, 6);
	rows_end(rows);
	return deployment_by_seq(rq, deployment, &found->d);
}

/* A leave of units in the request's range that is in one of two states. */
static int need(struct request *rq, const char *id, int state, int or_state, struct asked *found)
{
	int more = find(rq, id, 0, found);

	if (more < 0)
		return -1;
	if (more == 0 || !key_is_within(found->region, rq->region))
		return refuse(rq, 6413, "leave", "there is no such leave in your reach");
	rq_place(rq, found->region);
	if (found->state != state && found->state != or_state)
		return refuse(rq, 6414, "leave",
			      found->state == LEAVE_ASKED
				      ? "the own unit signs first; send it there"
				      : "this leave was decided on already");
	if (found->d.account == rq->actor->account)
		return refuse(rq, 6415, "leave", "somebody else signs your own leave");
	return 0;
}

static int leave_unit(struct request *rq, const void *record)
{
	const struct leave_args *args = record;
	struct asked l;

	if (need(rq, args->leave, LEAVE_ASKED, LEAVE_ASKED, &l) != 0)
		return -1;
	if (!unit_is_own(rq, l.d.organisation))
		return rq->fault.number
			       ? -1
			       : refuse(rq, 6416, "leave",
					"the person's own unit signs first; send it there");
	return rq_run_free(rq,
			   "UPDATE deployment_leave SET state = 1, unit_by = $2, unit_at = $3, "
			   "changed = $4 WHERE seq = $1",
			   "iiii", l.seq, rq->actor->account, rq->now, rq->seq) < 0
		       ? -1
		       : 0;
}

static int set_timer(struct request *rq, const struct asked *l, const char *what, int64_t due_at)
{
	return timer_set(rq,
			 arena_print(rq->arena, "deployment_leave.%" PRId64 ".%s", l->seq, what),
			 due_at, "deployment.leave_look", l->d.region,
			 arena_print(rq->arena, "{\"number\":%" PRId64 "}", l->seq));
}

static int decide(struct request *rq, const struct asked *l, int state, const char *reason)
{
	return rq_run_free(rq,
			   "UPDATE deployment_leave SET state = $2, decided_by = $3, "
			   "decided_at = $4, refused_reason = $5, changed = $6 WHERE seq = $1",
			   "iiiiti", l->seq, (int64_t)state, rq->actor->account, rq->now, reason,
			   rq->seq) < 0
		       ? -1
		       : 0;
}

/* Two signatures are two people's. */
static int leave_grant(struct request *rq, const void *record)
{
	const struct leave_args *args = record;
	struct asked l;
	int64_t from;

	if (need(rq, args->leave, LEAVE_PENDING, LEAVE_PENDING, &l) != 0)
		return -1;
	if (!unit_is_level(rq, l.region))
		return rq->fault.number
			       ? -1
			       : refuse(rq, 6307, "leave",
					"the organisation department of the same level decides; "
					"send it there");
	if (l.unit_by == rq->actor->account)
		return refuse(rq, 6415, "leave", "the second signature is somebody else's");
	if (check_order(rq, &l.d) != 0)
		return -1;
	from = day_start(l.from_day);
	if (decide(rq, &l, LEAVE_GRANTED, NULL) != 0 ||
	    set_timer(rq, &l, "begin", from > rq->now ? from : rq->now) != 0)
		return -1;
	return set_timer(rq, &l, "end", day_start(l.until_day) + MS_PER_DAY);
}

static int leave_refuse(struct request *rq, const void *record)
{
	const struct leave_args *args = record;
	struct asked l;

	if (need(rq, args->leave, LEAVE_ASKED, LEAVE_PENDING, &l) != 0)
		return -1;
	if (!unit_is_level(rq, l.region) && !unit_is_own(rq, l.d.organisation))
		return rq->fault.number
			       ? -1
			       : refuse(rq, 6307, "leave",
					"the organisation department of the same level decides; "
					"send it there");
	return decide(rq, &l, LEAVE_REFUSED, args->reason);
}

/* Both ends of a leave ask the same: whether some granted leave covers today; where one
 * ends as the next begins, their order does not matter. */
static int look(struct request *rq, const void *record)
{
	const struct leave_args *args = record;
	struct asked l;
	int64_t is_away;
	int more = find(rq, NULL, args->number, &l);

	if (more != 1 || l.d.state != DEPLOYED)
		return more < 0 ? -1 : 0;
	rq_place(rq, l.d.region);
	is_away = rq_one_free(rq, 0,
			      "SELECT count(*) FROM deployment_leave WHERE deployment = $1 "
			      "AND state = 2 AND from_day <= $2 AND until_day >= $2",
			      "it", l.d.seq, rq->today) > 0;
	if (rq->fault.number || is_away == l.d.is_away)
		return rq->fault.number ? -1 : 0;
	if (rq_run_free(rq, "UPDATE deployment SET is_away = $2, changed = $3 WHERE seq = $1",
			"iii", l.d.seq, is_away, rq->seq) < 0)
		return -1;
	return is_away ? deployment_unpost(rq, &l.d) : deployment_post(rq, &l.d, rq->now);
}

static const struct command commands[] = {
	{ "deployment.leave", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = leave,
	  .takes = &ask_shape },
	{ "deployment.leave_unit", DOES_OWN, .who = UNITS, .where = IN_REACH, .run = leave_unit,
	  .takes = &sign_shape },
	{ "deployment.leave_grant", DOES_OWN, .who = GRANTERS, .where = IN_REACH,
	  .run = leave_grant, .takes = &sign_shape },
	{ "deployment.leave_refuse", DOES_OWN, .who = UNITS, .where = IN_REACH, .run = leave_refuse,
	  .takes = &refuse_shape },
	{ "deployment.leave_look", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = look,
	  .takes = &number_shape },
};

const struct room deployment_leave_room =
	OWN_ROOM(deployment_leave, "Leave of the deployed", .tables = tables,
		 .n_tables = (int)COUNT_OF(tables));
