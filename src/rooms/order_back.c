/* A report taken back: the wrong line of the list was ticked.
 *
 * Rule: only what somebody reported for a person can be taken back, with a reason; what
 * the person said with the own hand or link stays, and the journal keeps both. */
#include "ordering.h"

struct back_args {
	const char *recipient, *reason;
	int what;
};
#define REC struct back_args
static const struct field back_fields[] = {
	TEXT(recipient, 3, 40, .label = "Recipient", .need = true),
	CHOICE(what, order_tolds, .label = "What is taken back", .need = true),
	TEXT(reason, 2, 200, .label = "Reason", .need = true),
};
static const struct shape back_shape = SHAPE(back_fields);
#undef REC

static bool is_reported(int how)
{
	return how == BY_PHONE || how == BY_DUTY_OFFICER;
}

static void count_back(struct request *rq, const struct recipient *r, const char *what)
{
	tally(rq, r->region, "", order_tally(rq, r->order, what), -1);
}

static int take_back(struct request *rq, const void *record)
{
	const struct back_args *args = record;
	bool is_arrival = args->what == TOLD_ARRIVED;
	struct recipient r;

	if (recipient_need(rq, args->recipient, &r) != 0)
		return -1;
	rq_place(rq, r.region);
	if (!is_reported(is_arrival ? r.arrived_by : r.acknowledged_by))
		return refuse(rq, 6713, "what",
			      "only what was reported for the person can be taken back");
	if (!is_arrival && r.arrived_by >= 0)
		return refuse(rq, 6714, "what", "take the arrival back first");
	count_back(rq, &r, order_tolds[args->what]);
	/* What told of it delivered it as well. */
	if (!is_arrival && is_reported(r.delivered_by))
		count_back(rq, &r, "delivered");
	/* Free: the recipient was just found in reach. */
	return rq_run_free(
		       rq,
		       is_arrival
			       ? "UPDATE order_recipient SET arrived_at = NULL, arrived_by = NULL, "
				 "arrived_via = NULL, changed = $3 "
				 "WHERE order_seq = $1 AND number = $2"
			       : "UPDATE order_recipient SET acknowledged_at = NULL, "
				 "acknowledged_by = NULL, acknowledged_via = NULL, changed = $3, "
				 "delivered_at = CASE WHEN "
				 "delivered_by IN (2, 3) THEN NULL ELSE delivered_at END, "
				 "delivered_by = CASE WHEN delivered_by IN (2, 3) THEN NULL "
				 "ELSE delivered_by END WHERE order_seq = $1 AND number = $2",
		       "iii", r.order, r.number, rq->seq) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "order.take_back", DOES_OWN, .who = ORDER_REPORTERS, .where = IN_REACH, .run = take_back,
	  .takes = &back_shape },
};

const struct room order_back_room = OWN_ROOM(order_back, "Reports taken back");
