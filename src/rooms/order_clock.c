/* What the clock does about an order: silence climbs, the missing are listed.
 *
 * Rule (SC-02): who is silent is helped, not blamed: the one who answers above is asked to
 * reach the person, and the person sees who that is.  The list of the last minute stays as
 * it was; what happened since stands beside it. */
#include "authority.h"
#include "ordering.h"

struct part_args {
	int64_t order, part;
};
#define REC struct part_args
static const struct field escalate_fields[] = {
	INT(order, 1, INT64_MAX, .label = "Number of the order", .need = true),
	INT(part, 0, INT64_MAX, .label = "Part", .need = true),
};
static const struct shape escalate_shape = SHAPE(escalate_fields);
static const struct field report_fields[] = {
	INT(order, 1, INT64_MAX, .label = "Number of the order", .need = true),
};
static const struct shape report_shape = SHAPE(report_fields);
#undef REC

/* The nearest who answers above: the chief of the same place, else of the next one up; in
 * the end whoever issued the order.  r is the recipient, $3 the instant, $4 the issuer. */
#define WHO_ANSWERS_ABOVE                                                                          \
	"COALESCE((SELECT p.account FROM posting p JOIN account a ON a.seq = p.account "           \
	"AND a.state = 0 WHERE p.region IN (order_recipient.region, "                              \
	"substr(order_recipient.region, 1, 2), substr(order_recipient.region, 1, 4), "             \
	"substr(order_recipient.region, 1, 6), substr(order_recipient.region, 1, 9), "             \
	"substr(order_recipient.region, 1, 12), substr(order_recipient.region, 1, 15), "           \
	"substr(order_recipient.region, 1, 17), substr(order_recipient.region, 1, 20)) "           \
	"AND " POSTING_OPEN("$3") " AND " POSTING_ANSWERS                                          \
				  " AND p.account <> COALESCE(order_recipient.account, 0) "        \
				  "AND (length(p.region) < length(order_recipient.region) "        \
				  "OR (p.duty = 0 AND p.role IN (1, 2))) "                         \
				  "ORDER BY length(p.region) DESC, p.duty, p.role, p.seq LIMIT 1)" \
				  ", $4)"

/* The order, if it still waits: 1, 0, -1. */
static int find_open(struct request *rq, int64_t seq, struct order *order)
{
	int more = order_find(rq, seq, order);

	return more == 1 && order->ended_at != NOT_GIVEN ? 0 : more;
}

static int escalate(struct request *rq, const void *record)
{
	const struct part_args *args = record;
	struct order order;
	int more = find_open(rq, args->order, &order);

	if (more <= 0)
		return more;
	if (rq_run(rq,
		   "UPDATE order_recipient SET escalated_at = $3, changed = $5, escalated_to = "
		   "" WHO_ANSWERS_ABOVE " WHERE order_seq = $6 AND number > $7 AND number <= $8 "
		   "AND acknowledged_at IS NULL AND arrived_at IS NULL "
		   "AND region >= $1 AND region < $2",
		   "iiiiii", rq->now, order.made_by, rq->seq, order.seq, args->part * ORDER_PART,
		   (args->part + 1) * ORDER_PART) < 0 ||
	    order_tally_changed(rq, &order, "escalated") != 0)
		return -1;
	/* Free: the order's own row. */
	return rq_run_free(rq, "UPDATE order_given SET changed = $2 WHERE seq = $1", "ii",
			   order.seq, rq->seq) < 0
		       ? -1
		       : 0;
}

static int report(struct request *rq, const void *record)
{
	const struct part_args *args = record;
	struct order order;
	int more = find_open(rq, args->order, &order);

	if (more <= 0)
		return more;
	if (rq_run(rq,
		   "UPDATE order_recipient SET missing_at = $3, changed = $4 WHERE order_seq = $5 "
		   "AND arrived_at IS NULL AND ($6 = 1 OR acknowledged_at IS NULL) "
		   "AND region >= $1 AND region < $2",
		   "iiii", rq->now, rq->seq, order.seq,
		   (int64_t)order_needs_arrival(order.kind)) < 0 ||
	    order_tally_changed(rq, &order, "missing") != 0)
		return -1;
	/* Free: the order's own row. */
	return rq_run_free(rq,
			   "UPDATE order_given SET reported_at = $2, changed = $3 WHERE seq = $1",
			   "iii", order.seq, rq->now, rq->seq) < 0
		       ? -1
		       : 0;
}

static int recount(struct request *rq)
{
	struct rows *rows = rq_rows_free(
		rq, "SELECT " ORDER_COUNTS " FROM order_recipient GROUP BY order_seq, region", "");

	while (rows_next(rows) == 1)
		order_count(rq, rows, rows_text(rows, 1), 1);
	return rq_rows_failed(rq, rows);
}

static int invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	static const char *const rules[][2] = {
		{ "stands on no legal basis",
		  "SELECT id FROM order_given WHERE length(basis) < 4 LIMIT 100" },
		{ "says another number of people than it was sent to",
		  "SELECT o.id FROM order_given o WHERE o.n <> (SELECT count(*) "
		  "FROM order_recipient r WHERE r.order_seq = o.seq) LIMIT 100" },
		{ "reached somebody twice, or nobody",
		  "SELECT o.id FROM order_given o JOIN order_recipient r ON r.order_seq = o.seq "
		  "GROUP BY o.id, r.account, r.cadre HAVING count(*) > 1 "
		  "OR (r.account IS NULL AND r.cadre IS NULL) LIMIT 100" },
		{ "was acknowledged before it was issued, or by nobody knows whom",
		  "SELECT o.id FROM order_given o JOIN order_recipient r ON r.order_seq = o.seq "
		  "WHERE r.acknowledged_at < r.issued_at OR (r.acknowledged_at IS NULL) <> "
		  "(r.acknowledged_by IS NULL) OR (r.arrived_at IS NULL) <> "
		  "(r.arrived_by IS NULL) OR (r.delivered_at IS NULL "
		  "AND r.acknowledged_at IS NOT NULL) LIMIT 100" },
		{ "has silence that climbed to nobody",
		  "SELECT o.id FROM order_given o JOIN order_recipient r ON r.order_seq = o.seq "
		  "WHERE r.escalated_at IS NOT NULL AND r.escalated_to IS NULL LIMIT 100" },
	};

	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		struct rows *rows = rq_rows_free(rq, rules[i][1], "");

		while (rows_next(rows) == 1)
			found(self, arena_print(rq->arena, "order %s %s", rows_text(rows, 0),
						rules[i][0]));
		if (rq_rows_failed(rq, rows) != 0)
			return -1;
	}
	return 0;
}

static const struct command commands[] = {
	{ "order.escalate", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = escalate,
	  .takes = &escalate_shape },
	{ "order.report", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = report,
	  .takes = &report_shape },
};

const struct room order_clock_room =
	OWN_ROOM(order_clock, "Orders and the clock", .recount = recount, .invariants = invariants);
