/* What becomes of response levels, orders and channels when a place gets another key; see
 * carrying.h. */
#include "carrying.h"
#include "ordering.h"

static int carry_counts(struct request *rq, const struct way *way)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT " ORDER_COUNTS
		" FROM order_recipient WHERE " ON_THE_WAY("region") " GROUP BY order_seq, region",
		"ttt", way->from, way->end, way->day);

	while (rows_next(rows) == 1) {
		const char *old = arena_text(rq->arena, rows_text(rows, 1));

		order_count(rq, rows, old, -1);
		order_count(rq, rows, carry_key(rq, way, old), 1);
	}
	return rq_rows_failed(rq, rows);
}

int orders_carry(struct request *rq, const struct way *way)
{
	static const char *const moves[] = {
		MOVE("response", "region"),
		MOVE("order_given", "region"),
		MOVE("order_recipient", "region"),
		MOVE("channel", "region"),
		MOVE("channel_delivery", "region"),
		MOVE("timer", "region") " AND command IN ('response.begin', 'order.send', "
					"'order.escalate', 'order.report')",
	};

	return carry_counts(rq, way) != 0 ? -1 : carry_run(rq, way, moves, (int)COUNT_OF(moves));
}
