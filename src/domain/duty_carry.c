/* What becomes of exits, checkpoints, rosters and shifts when a place gets another key; see
 * duty.h.
 *
 * Rule: they go along with their place, and their tallies and timers with them; nobody's
 * shift ends because a line on the map was drawn anew.  Free throughout: both ends were
 * checked by the command that changes the territory. */
#include "duty.h"

#define IN_RANGE(key)                                                                              \
	key " >= $1 AND " key " < $2 AND EXISTS (SELECT 1 FROM region r WHERE r.key = " key        \
	    " AND (r.valid_until IS NULL OR r.valid_until > $3))"
#define MOVE(table)                                                                                \
	"UPDATE " table " SET region = CAST($4 AS text) || substr(region, "                        \
	"CAST($5 AS integer)) WHERE " IN_RANGE("region")

struct way {
	const char *from, *end, *to, *day;
};

/* Rows of region, day and count move as this tally. */
static int count(struct request *rq, const struct way *way, const char *name, const char *sql)
{
	struct rows *rows = rq_rows_free(rq, sql, "ttt", way->from, way->end, way->day);

	while (rows_next(rows) == 1) {
		const char *old = rows_text(rows, 0);
		char day[11] = "";

		if (!rows_is_null(rows, 1))
			day_of(rows_int(rows, 1), day);
		tally(rq, old, day, name, -rows_int(rows, 2));
		tally(rq, arena_print(rq->arena, "%s%s", way->to, old + strlen(way->from)), day,
		      name, rows_int(rows, 2));
	}
	return rq_rows_failed(rq, rows);
}

#define NO_DAY "CAST(NULL AS bigint)"

static int count_all(struct request *rq, const struct way *way)
{
	return count(rq, way, "exit.red",
		     "SELECT region, " NO_DAY ", count(*) FROM exit WHERE red_since IS NOT NULL "
		     "AND " IN_RANGE("region") " GROUP BY region") != 0 ||
			       count(rq, way, "checkpoint",
				     "SELECT region, " NO_DAY ", count(*) FROM checkpoint "
				     "WHERE void_at IS NULL AND " IN_RANGE(
					     "region") " GROUP BY region") != 0 ||
			       count(rq, way, "checkpoint.red",
				     "SELECT region, " NO_DAY ", count(*) FROM checkpoint "
				     "WHERE red_since IS NOT NULL "
				     "AND " IN_RANGE("region") " GROUP BY region") != 0 ||
			       count(rq, way, "shift.missed",
				     "SELECT p.region, s.from_at, count(*) FROM shift_place p "
				     "JOIN shift s ON s.roster = p.roster AND s.nth = p.nth "
				     "WHERE p.state = 4 "
				     "AND " IN_RANGE("p.region") " GROUP BY p.region, s.from_at") !=
				       0
		       ? -1
		       : 0;
}

int duty_carry(struct request *rq, const char *from, const char *end, const char *to,
	       const char *day)
{
	static const char *const moves[] = {
		MOVE("exit"),        MOVE("checkpoint"), MOVE("roster"),   MOVE("shift"),
		MOVE("shift_place"), MOVE("shift_swap"), MOVE("stand_by"),
	};
	struct way way = { from, end, to, day };
	int64_t n = (int64_t)strlen(from) + 1;

	if (count_all(rq, &way) != 0)
		return -1;
	for (size_t i = 0; i < COUNT_OF(moves); i++)
		if (rq_run_free(rq, moves[i], "tttti", from, end, day, to, n) < 0)
			return -1;
	return rq_run_free(rq,
			   MOVE("timer") " AND command IN ('exit.redden', 'checkpoint.look', "
					 "'shift.late')",
			   "tttti", from, end, day, to, n) < 0
		       ? -1
		       : 0;
}
