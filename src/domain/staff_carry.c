/* What becomes of teams, cadres and their deployments when a place gets another key; see
 * deploying.h.
 *
 * Rule: they go along with their place, and their tallies with them.  Free throughout:
 * both ends were checked by the command that changes the territory. */
#include "deploying.h"
#include "teaming.h"

#define IN_RANGE(key)                                                                              \
	key " >= $1 AND " key " < $2 AND EXISTS (SELECT 1 FROM region r WHERE r.key = " key        \
	    " AND (r.valid_until IS NULL OR r.valid_until > $3))"
#define MOVE(table, key)                                                                           \
	"UPDATE " table " SET " key " = CAST($4 AS text) || substr(" key                           \
	", CAST($5 AS integer)) WHERE " IN_RANGE(key)

struct way {
	const char *from, *end, *to, *day;
};

static const char *new_key(struct request *rq, const struct way *way, const char *old)
{
	return arena_print(rq->arena, "%s%s", way->to, old + strlen(way->from));
}

static int count_teams(struct request *rq, const struct way *way)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT region, kind, count(*) FROM team WHERE void_at IS NULL AND " IN_RANGE(
			"region") " GROUP BY region, kind",
		"ttt", way->from, way->end, way->day);

	while (rows_next(rows) == 1) {
		const char *old = rows_text(rows, 0);
		const char *name = arena_print(rq->arena, "team.%s", team_kinds[rows_int(rows, 1)]);

		tally(rq, old, "", name, -rows_int(rows, 2));
		tally(rq, new_key(rq, way, old), "", name, rows_int(rows, 2));
	}
	return rq_rows_failed(rq, rows);
}

static int count_cadres(struct request *rq, const struct way *way)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT region, rank, is_member, count(*) FROM cadre WHERE state = 1 AND " IN_RANGE(
			"region") " GROUP BY region, rank, is_member",
		"ttt", way->from, way->end, way->day);

	while (rows_next(rows) == 1) {
		const char *old = rows_text(rows, 0);
		bool is_member = rows_int(rows, 2) == 1;

		cadre_count(rq, old, rows_int(rows, 1), is_member, -rows_int(rows, 3));
		cadre_count(rq, new_key(rq, way, old), rows_int(rows, 1), is_member,
			    rows_int(rows, 3));
	}
	return rq_rows_failed(rq, rows);
}

static int count_deployments(struct request *rq, const struct way *way)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT region, count(*) FROM deployment WHERE state = 0 AND " IN_RANGE(
			"region") " GROUP BY region",
		"ttt", way->from, way->end, way->day);

	while (rows_next(rows) == 1) {
		const char *old = rows_text(rows, 0);

		tally(rq, old, "", "deployment", -rows_int(rows, 1));
		tally(rq, new_key(rq, way, old), "", "deployment", rows_int(rows, 1));
	}
	return rq_rows_failed(rq, rows);
}

int staff_carry(struct request *rq, const char *from, const char *end, const char *to,
		const char *day)
{
	static const char *const moves[] = {
		MOVE("team", "region"),
		MOVE("cadre", "region"),
		MOVE("cadre", "residence"),
		MOVE("cadre_batch", "region"),
		MOVE("deployment", "region"),
		MOVE("deployment_ask", "region"),
		MOVE("deployment_leave", "region"),
		MOVE("liaison", "region"),
	};
	struct way way = { from, end, to, day };
	int64_t n = (int64_t)strlen(from) + 1;

	if (count_teams(rq, &way) != 0 || count_cadres(rq, &way) != 0 ||
	    count_deployments(rq, &way) != 0)
		return -1;
	for (size_t i = 0; i < COUNT_OF(moves); i++)
		if (rq_run_free(rq, moves[i], "tttti", from, end, day, to, n) < 0)
			return -1;
	/* Cleared for a place: also for what it became. */
	return rq_run_free(
		       rq,
		       "INSERT INTO deployment_clearance (cadre, region, at, made_by, seq) "
		       "SELECT cadre, CAST($4 AS text) || substr(region, CAST($5 AS integer)), at, "
		       "made_by, seq FROM deployment_clearance WHERE " IN_RANGE(
			       "region") " ON CONFLICT DO NOTHING",
		       "tttti", from, end, day, to, n) < 0
		       ? -1
		       : 0;
}
