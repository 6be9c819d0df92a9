/* What becomes of teams, cadres and their deployments when a place gets another key; see
 * carrying.h. */
#include "carrying.h"
#include "deploying.h"
#include "teaming.h"

static int count_teams(struct request *rq, const struct way *way)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT region, kind, count(*) FROM team WHERE void_at IS NULL AND " ON_THE_WAY(
			"region") " GROUP BY region, kind",
		"ttt", way->from, way->end, way->day);

	while (rows_next(rows) == 1) {
		const char *old = rows_text(rows, 0);
		const char *name = arena_print(rq->arena, "team.%s", team_kinds[rows_int(rows, 1)]);

		tally(rq, old, "", name, -rows_int(rows, 2));
		tally(rq, carry_key(rq, way, old), "", name, rows_int(rows, 2));
	}
	return rq_rows_failed(rq, rows);
}

static int count_cadres(struct request *rq, const struct way *way)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT region, rank, is_member, count(*) FROM cadre WHERE state = 1 AND " ON_THE_WAY(
			"region") " GROUP BY region, rank, is_member",
		"ttt", way->from, way->end, way->day);

	while (rows_next(rows) == 1) {
		const char *old = rows_text(rows, 0);
		bool is_member = rows_int(rows, 2) == 1;

		cadre_count(rq, old, rows_int(rows, 1), is_member, -rows_int(rows, 3));
		cadre_count(rq, carry_key(rq, way, old), rows_int(rows, 1), is_member,
			    rows_int(rows, 3));
	}
	return rq_rows_failed(rq, rows);
}

int staff_carry(struct request *rq, const struct way *way)
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
		/* Cleared for a place: also for what it became; what was asked goes along. */
		"INSERT INTO deployment_clearance (seq, cadre, region, state, work, asked_by, "
		"asked_at, decided_by, decided_at, changed) SELECT seq, cadre, " MOVED_KEY(
			"region") ", state, work, asked_by, asked_at, decided_by, decided_at, "
				  "changed FROM deployment_clearance WHERE state = 1 AND " ON_THE_WAY(
					  "region") " ON CONFLICT DO NOTHING",
		MOVE("deployment_clearance",
		     "region") " AND state <> 1 AND NOT EXISTS (SELECT 1 "
			       "FROM deployment_clearance o WHERE o.cadre = deployment_clearance.cadre "
			       "AND o.region = " MOVED_KEY("deployment_clearance.region") ")",
	};

	if (count_teams(rq, way) != 0 || count_cadres(rq, way) != 0 ||
	    carry_tally(rq, way, "deployment",
			"SELECT region, CAST(NULL AS bigint), count(*) FROM deployment "
			"WHERE state = 0 AND " ON_THE_WAY("region") " GROUP BY region") != 0)
		return -1;
	return carry_run(rq, way, moves, (int)COUNT_OF(moves));
}
