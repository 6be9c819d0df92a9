/* Orders: issued with a legal basis, sent to everybody they are for, watched by the clock.
 *
 * Rule (SC-02): at the 45th minute whoever is silent climbs to the one who answers above,
 * and both see it; at the 60th the list of the missing is stored and never changed. */
#include "channeling.h"
#include "deploying.h"
#include "order_people.h"

struct order_row {
	int64_t seq, due_at, escalate_at, issued_at, to_roles, to_levels, to_team, made_by, n,
		n_left, ended_at, ended_by, reported_at, changed;
	const char *id, *region, *title, *text, *basis, *end_reason;
	int kind, stops_leave, to_living;
};
#define REC struct order_row
static const struct field order_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	CHOICE(kind, order_kinds, .label = "Kind of order", .need = true),
	TEXT(title, 2, 100, .label = "Title", .need = true),
	TEXT(text, 2, 2000, .label = "Text of the order", .need = true),
	TEXT(basis, 4, 300, .label = "Legal basis", .need = true),
	AT(issued_at, .label = "Issued", .need = true),
	AT(escalate_at, .label = "When silence climbs", .need = true),
	AT(due_at, .label = "To be done by", .need = true),
	INT(to_roles, 0, INT64_MAX, .label = "Roles it is for, as bits", .need = true),
	INT(to_levels, 0, INT64_MAX, .label = "Levels it is for, as bits", .need = true),
	INT(to_team, 0, INT64_MAX, .label = "Team it is for", .need = true),
	FLAG(to_living, .label = "For the pool that lives there", .need = true),
	FLAG(stops_leave, .label = "Leave is stopped", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that issued it", .need = true),
	INT(n, 0, INT64_MAX, .label = "People it was sent to", .need = true),
	INT(n_left, 0, INT64_MAX, .label = "Parts still being sent", .need = true),
	AT(reported_at, .label = "List of the missing stored"),
	AT(ended_at, .label = "Ended"),
	INT(ended_by, 0, INT64_MAX, .label = "Account that ended it"),
	TEXT(end_reason, 2, 200, .label = "Why it ended"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const order_indexes[] = { "unique (id)", "region, seq", "changed", NULL };
#undef REC

struct recipient_row {
	int64_t order_seq, number, account, cadre, issued_at, delivered_at, acknowledged_at,
		arrived_at, acknowledged_via, arrived_via, escalated_at, escalated_to, missing_at,
		changed;
	const char *region;
	int delivered_by, acknowledged_by, arrived_by;
};
#define REC struct recipient_row
static const struct field recipient_columns[] = {
	INT(order_seq, 1, INT64_MAX, .label = "Order", .need = true),
	INT(number, 1, INT64_MAX, .label = "Number in the order", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account"),
	INT(cadre, 1, INT64_MAX, .label = "Person of the pool without an account"),
	TEXT(region, 0, KEY_MAX, .label = "Region the person answers from", .need = true),
	AT(issued_at, .label = "Issued", .need = true),
	AT(delivered_at, .label = "Delivered"),
	CHOICE(delivered_by, order_hows, .label = "Delivered by"),
	AT(acknowledged_at, .label = "Acknowledged"),
	CHOICE(acknowledged_by, order_hows, .label = "Acknowledged by"),
	INT(acknowledged_via, 1, INT64_MAX, .label = "Account that reported it for the person"),
	AT(arrived_at, .label = "Arrived"),
	CHOICE(arrived_by, order_hows, .label = "Arrival known by"),
	INT(arrived_via, 1, INT64_MAX, .label = "Account that reported the arrival"),
	AT(escalated_at, .label = "Climbed"),
	INT(escalated_to, 0, INT64_MAX, .label = "Account it climbed to"),
	AT(missing_at, .label = "On the list of the missing"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const recipient_indexes[] = { "account, order_seq", "escalated_to, order_seq",
						 "order_seq, region", NULL };
static const struct table tables[] = {
	TABLE("order_given", order_columns, .bare = true, .key = "seq", .indexes = order_indexes),
	TABLE("order_recipient", recipient_columns, .bare = true, .key = "order_seq, number",
	      .indexes = recipient_indexes),
};
#undef REC

struct issue_args {
	const char *region, *title, *text, *basis;
	const struct json *to;
	int64_t due_minutes, escalate_minutes;
	int kind, stops_leave;
};
#define REC struct issue_args
static const struct field issue_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(kind, order_kinds, .label = "Kind of order", .need = true),
	TEXT(title, 2, 100, .label = "Title", .need = true),
	TEXT(text, 2, 2000, .label = "Text of the order", .need = true),
	TEXT(basis, 4, 300, .label = "Legal basis", .need = true),
	JSON(to, 4000, .label = "For whom: roles, levels, team, living", .need = true),
	INT(due_minutes, 5, 10080, .label = "Minutes until the missing are listed"),
	INT(escalate_minutes, 1, 10080, .label = "Minutes until silence climbs"),
	FLAG(stops_leave, .label = "Leave is stopped"),
};
static const struct shape issue_shape = SHAPE(issue_fields);
#undef REC

struct issued {
	const char *order;
	int64_t n;
};
#define REC struct issued
static const struct field issued_fields[] = {
	REF(order, "order", .label = "Order"),
	INT(n, 0, 0, .label = "People it goes to"),
};
static const struct shape issued_shape = SHAPE(issued_fields);
#undef REC

struct send_args {
	int64_t order, part, after, until;
};
#define REC struct send_args
static const struct field send_fields[] = {
	INT(order, 1, INT64_MAX, .label = "Number of the order", .need = true),
	INT(part, 0, INT64_MAX, .label = "Part", .need = true),
	INT(after, 0, INT64_MAX, .label = "After this account", .need = true),
	INT(until, 0, INT64_MAX, .label = "Up to this account", .need = true),
};
static const struct shape send_shape = SHAPE(send_fields);
#undef REC

struct end_args {
	const char *order, *reason;
};
#define REC struct end_args
static const struct field end_fields[] = {
	REF(order, "order", .label = "Order", .need = true),
	TEXT(reason, 2, 200, .label = "Reason", .need = true),
};
static const struct shape end_shape = SHAPE(end_fields);
#undef REC

static int check(struct request *rq, const void *record)
{
	const struct issue_args *args = record;
	int64_t due = args->due_minutes == NOT_GIVEN ? 60 : args->due_minutes;

	if (basis_need(rq, "basis", args->basis, 4) != 0)
		return -1;
	if ((args->kind == ORDER_MOBILISATION || args->stops_leave == 1) &&
	    !rq_reaches(rq, COMMANDER, rq->region))
		return refuse(rq, 6702, args->stops_leave == 1 ? "stops_leave" : "kind",
			      "headquarters mobilises and stops leave; issue a community order, a "
			      "muster or a notice");
	if (args->escalate_minutes != NOT_GIVEN && args->escalate_minutes >= due)
		return refuse(rq, 6705, "escalate_minutes",
			      "silence climbs before the time is over; give fewer minutes");
	return 0;
}

/* Free in the rest of this file: an order of the request's own region, by its number. */
static int insert(struct request *rq, const struct issue_args *args, const struct order *order)
{
	return rq_run_free(rq,
			   "INSERT INTO order_given (seq, id, region, kind, title, text, basis, "
			   "issued_at, escalate_at, due_at, to_roles, to_levels, to_team, "
			   "to_living, stops_leave, made_by, n, n_left, changed) VALUES ($1, $2, "
			   "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, "
			   "$1)",
			   "ittitttiiiiiiiii", order->seq, order->id, order->region,
			   (int64_t)order->kind, args->title, args->text, args->basis,
			   order->issued_at, order->escalate_at, order->due_at, order->roles,
			   order->levels, order->team, (int64_t)order->is_living,
			   (int64_t)(args->stops_leave == 1), order->made_by) < 0
		       ? -1
		       : 0;
}

static int set_timer(struct request *rq, const struct order *order, const char *what, int64_t part,
		     int64_t due_at, const char *args)
{
	return timer_set(
		rq, arena_print(rq->arena, "order.%" PRId64 ".%s.%" PRId64, order->seq, what, part),
		due_at, arena_print(rq->arena, "order.%s", what), order->region, args);
}

/* Send one part, and note how far it came. */
static int send_part(struct request *rq, const struct order *order, int64_t part, int64_t after,
		     int64_t until)
{
	int64_t n = order_people_send(rq, order, part, after, until);

	if (n < 0 || channels_send(rq, order, part == 0) != 0)
		return -1;
	return rq_run_free(rq,
			   "UPDATE order_given SET n = n + $2, n_left = CASE WHEN n_left > 0 "
			   "THEN n_left - 1 ELSE 0 END, changed = $3 WHERE seq = $1",
			   "iii", order->seq, n, rq->seq) < 0
		       ? -1
		       : 0;
}

/* A few at once; thousands in parts, all due now. */
static int send_all(struct request *rq, const struct order *order, const int64_t *ends, int n)
{
	if (n <= 1)
		return send_part(rq, order, 0, 0, n ? ends[0] : 0);
	for (int i = 0; i < n; i++)
		if (set_timer(rq, order, "send", i, rq->now,
			      arena_print(rq->arena,
					  "{\"order\":%" PRId64 ",\"part\":%d,\"after\":%" PRId64
					  ",\"until\":%" PRId64 "}",
					  order->seq, i, i ? ends[i - 1] : 0, ends[i])) != 0)
			return -1;
	return rq_run_free(rq, "UPDATE order_given SET n_left = $2 WHERE seq = $1", "ii",
			   order->seq, (int64_t)n) < 0
		       ? -1
		       : 0;
}

static int set_watch(struct request *rq, const struct order *order, int n_parts)
{
	for (int i = 0; i < n_parts; i++)
		if (set_timer(rq, order, "escalate", i, order->escalate_at,
			      arena_print(rq->arena, "{\"order\":%" PRId64 ",\"part\":%d}",
					  order->seq, i)) != 0)
			return -1;
	return set_timer(rq, order, "report", 0, order->due_at,
			 arena_print(rq->arena, "{\"order\":%" PRId64 "}", order->seq));
}

static int issue(struct request *rq, const void *record)
{
	const struct issue_args *args = record;
	int64_t due = args->due_minutes == NOT_GIVEN ? 60 : args->due_minutes;
	int64_t wait = args->escalate_minutes == NOT_GIVEN ? due * 3 / 4 : args->escalate_minutes;
	struct order order = { .seq = rq->seq,
			       .id = rq->key,
			       .region = rq->region,
			       .kind = args->kind,
			       .issued_at = rq->now,
			       .escalate_at = rq->now + wait * MS_PER_MINUTE,
			       .due_at = rq->now + due * MS_PER_MINUTE,
			       .made_by = rq->actor->account };
	struct issued issued = { .order = rq->key };
	int64_t *ends;
	int n_ends;

	if (order_people_read(rq, args->to, &order) != 0 ||
	    (args->stops_leave == 1 && leaves_stop(rq, args->title) != 0) ||
	    (issued.n = order_people_count(rq, &order, &ends, &n_ends)) < 0)
		return -1;
	if (issued.n == 0)
		return refuse(rq, 6704, "to",
			      "nobody serves there like this; choose other roles or another place");
	if (insert(rq, args, &order) != 0 || send_all(rq, &order, ends, n_ends) != 0 ||
	    set_watch(rq, &order, n_ends) != 0)
		return -1;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &issued_shape, &issued, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return 0;
}

static int send(struct request *rq, const void *record)
{
	const struct send_args *args = record;
	struct order order;
	int more = order_find(rq, args->order, &order);

	return more <= 0 ? more : send_part(rq, &order, args->part, args->after, args->until);
}

static int end(struct request *rq, const void *record)
{
	const struct end_args *args = record;
	struct order order;

	if (order_need(rq, args->order, &order) != 0)
		return -1;
	if (!key_is_within(order.region, rq->region))
		return refuse(rq, 6712, "order", "whoever issued this order ends it; ask above");
	if (order.ended_at != NOT_GIVEN)
		return refuse(rq, 6707, "order", "this order has ended; nothing more is needed");
	rq_place(rq, order.region);
	return rq_run_free(rq,
			   "UPDATE order_given SET ended_at = $2, ended_by = $3, end_reason = $4, "
			   "changed = $5 WHERE seq = $1",
			   "iiiti", order.seq, rq->now, rq->actor->account, args->reason,
			   rq->seq) < 0
		       ? -1
		       : channels_stop(rq, order.seq, 0, "the order has ended");
}

static const struct command commands[] = {
	{ "order.issue", DOES_OWN, .who = COMMANDER | OFFICER, .where = IN_REACH, .check = check,
	  .run = issue, .takes = &issue_shape, .gives = &issued_shape },
	{ "order.send", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = send,
	  .takes = &send_shape },
	{ "order.end", DOES_OWN, .who = COMMANDER | OFFICER, .where = IN_REACH, .run = end,
	  .takes = &end_shape },
};

const struct room order_room =
	OWN_ROOM(order, "Orders", .tables = tables, .n_tables = (int)COUNT_OF(tables));
