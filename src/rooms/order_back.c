/* A report taken back: the wrong line of the list was ticked.
 *
 * Rule: only what somebody reported for a person can be taken back, with a reason; what
 * the person said with the own hand or link stays, and the journal keeps both. */
#include "ordering.h"

#define REPORTERS (COMMANDER | OFFICER | GRID_WORKER | MEDIC | DEPARTMENT)

static const char *const told[] = { "acknowledged", "arrived", NULL };

struct back_args {
	const char *recipient, *reason;
	int what;
};
#define REC struct back_args
static const struct field back_fields[] = {
	TEXT(recipient, 3, 40, .label = "Recipient", .need = true),
	CHOICE(what, told, .label = "What is taken back", .need = true),
	TEXT(reason, 2, 200, .label = "Reason", .need = true),
};
static const struct shape back_shape = SHAPE(back_fields);
#undef REC

struct reported {
	int64_t order, number, delivered_by, acknowledged_by, arrived_by;
	const char *region;
};

static int find(struct request *rq, const char *id, struct reported *found)
{
	const char *unit = rq_reaches(rq, GRID_WORKER, rq->region) ? NULL : order_own_unit(rq);
	struct rows *rows;
	int more;

	if (recipient_read(id, &found->order, &found->number) != 0)
		found->order = found->number = 0;
	more = rq_first(rq, &rows,
			"SELECT r.delivered_by, r.acknowledged_by, r.arrived_by, r.region "
			"FROM order_recipient r WHERE r.order_seq = $3 AND r.number = $4 "
			"AND r.region >= $1 AND r.region < $2 AND " RECIPIENT_OF_UNIT("$5"),
			"iit", found->order, found->number, unit);
	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 6709, "recipient",
			      "there is no such person on an order in your reach");
	found->delivered_by = rows_int(rows, 0);
	found->acknowledged_by = rows_int(rows, 1);
	found->arrived_by = rows_int(rows, 2);
	found->region = arena_text(rq->arena, rows_text(rows, 3));
	rows_end(rows);
	rq_place(rq, found->region);
	return 0;
}

static bool is_reported(int64_t how)
{
	return how == BY_PHONE || how == BY_DUTY_OFFICER;
}

static void count_back(struct request *rq, const struct reported *r, const char *what)
{
	tally(rq, r->region, "", order_tally(rq, r->order, what), -1);
}

static int take_back(struct request *rq, const void *record)
{
	const struct back_args *args = record;
	bool is_arrival = args->what == 1;
	struct reported r;

	if (find(rq, args->recipient, &r) != 0)
		return -1;
	if (!is_reported(is_arrival ? r.arrived_by : r.acknowledged_by))
		return refuse(rq, 6713, "what",
			      "only what was reported for the person can be taken back");
	if (!is_arrival && r.arrived_by != NOT_GIVEN)
		return refuse(rq, 6714, "what", "take the arrival back first");
	count_back(rq, &r, told[args->what]);
	/* What told of it delivered it as well. */
	if (!is_arrival && is_reported(r.delivered_by))
		count_back(rq, &r, "delivered");
	/* Free: the recipient was just found in reach. */
	return rq_run_free(
		       rq,
		       is_arrival
			       ? "UPDATE order_recipient SET arrived_at = NULL, arrived_by = NULL, "
				 "changed = $3 WHERE order_seq = $1 AND number = $2"
			       : "UPDATE order_recipient SET acknowledged_at = NULL, "
				 "acknowledged_by = NULL, changed = $3, delivered_at = CASE WHEN "
				 "delivered_by IN (2, 3) THEN NULL ELSE delivered_at END, "
				 "delivered_by = CASE WHEN delivered_by IN (2, 3) THEN NULL "
				 "ELSE delivered_by END WHERE order_seq = $1 AND number = $2",
		       "iii", r.order, r.number, rq->seq) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "order.take_back", DOES_OWN, .who = REPORTERS, .where = IN_REACH, .run = take_back,
	  .takes = &back_shape },
};

const struct room order_back_room = OWN_ROOM(order_back, "Reports taken back");
