/* What becomes of gates, passes and visitors when a place gets another key; see carrying.h. */
#include "carrying.h"
#include "gating.h"

/* The register and what it has lost, by gate, decision, day and hour, as they were counted. */
static int carry_counts(struct request *rq, const struct way *way)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT g.region, s.gate, s.decision, "
		"(s.device_at + 28800000) / 3600000 AS hours, CAST(NULL AS text) AS day, count(*) "
		"FROM gate_scan s JOIN gate g ON g.seq = s.gate WHERE " ON_THE_WAY(
			"g.region") " GROUP BY g.region, s.gate, s.decision, hours UNION ALL "
				    "SELECT g.region, p.gate, p.decision, p.hour, p.day, p.n "
				    "FROM gate_past p JOIN gate g ON g.seq = p.gate "
				    "WHERE " ON_THE_WAY("g.region"),
		"ttt", way->from, way->end, way->day);

	while (rows_next(rows) == 1) {
		const char *old = rows_text(rows, 0), *now = carry_key(rq, way, old);
		int decision = (int)rows_int(rows, 2);
		int64_t hours = rows_int(rows, 3), n = rows_int(rows, 5);
		const char *one = gate_tally(rq, rows_int(rows, 1), decision, (int)(hours % 24));
		const char *all = arena_print(rq->arena, "gate.%s", gate_decisions[decision]);
		char day[11];

		if (rows_is_null(rows, 4))
			day_of(hours * MS_PER_HOUR - 8 * MS_PER_HOUR, day);
		else
			snprintf(day, sizeof(day), "%s", rows_text(rows, 4));
		tally_at(rq, old, day, one, -n);
		tally_at(rq, now, day, one, n);
		tally(rq, old, day, all, -n);
		tally(rq, now, day, all, n);
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
