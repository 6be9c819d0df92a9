/* What becomes of gates, passes and visitors when a place gets another key; see carrying.h. */
#include "carrying.h"
#include "gating.h"

/* What was counted there goes along. */
static int carry_counts(struct request *rq, const struct way *way)
{
	struct rows *rows = rq_rows_free(rq, GATE_COUNTED(ON_THE_WAY("g.region")), "ttt", way->from,
					 way->end, way->day);

	while (rows_next(rows) == 1) {
		gate_recount(rq, rows, rows_text(rows, 0), -1);
		gate_recount(rq, rows, carry_key(rq, way, rows_text(rows, 0)), 1);
	}
	return rq_rows_failed(rq, rows);
}

int gates_carry(struct request *rq, const struct way *way)
{
	static const char *const moves[] = {
		MOVE("gate", "region"),
		MOVE("gate_conflict", "region"),
		MOVE("pass", "region"),
		MOVE("pass", "opens"),
		MOVE("visitor", "region"),
		MOVE("timer",
		     "region") " AND command IN ('gate.purge', 'pass.forget', 'visitor.forget')",
	};

	/* Records of this batch may still be waiting. */
	if (db_flush(rq->db) != 0 || carry_counts(rq, way) != 0)
		return -1;
	return carry_run(rq, way, moves, (int)COUNT_OF(moves));
}
