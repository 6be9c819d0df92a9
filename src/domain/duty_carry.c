/* What becomes of exits, checkpoints, rosters and shifts when a place gets another key; see
 * carrying.h.
 *
 * Rule: nobody's shift ends because a line on the map was drawn anew. */
#include "carrying.h"
#include "duty.h"

#define NO_DAY "CAST(NULL AS bigint)"

static int count_all(struct request *rq, const struct way *way)
{
	return carry_tally(rq, way, "exit.red",
			   "SELECT region, " NO_DAY
			   ", count(*) FROM exit WHERE red_since IS NOT NULL "
			   "AND " ON_THE_WAY("region") " GROUP BY region") != 0 ||
			       carry_tally(rq, way, "checkpoint",
					   "SELECT region, " NO_DAY ", count(*) FROM checkpoint "
					   "WHERE void_at IS NULL AND " ON_THE_WAY(
						   "region") " GROUP BY region") != 0 ||
			       carry_tally(rq, way, "checkpoint.red",
					   "SELECT region, " NO_DAY ", count(*) FROM checkpoint "
					   "WHERE red_since IS NOT NULL "
					   "AND " ON_THE_WAY("region") " GROUP BY region") != 0 ||
			       carry_tally(
				       rq, way, "shift.missed",
				       "SELECT p.region, s.from_at, count(*) FROM shift_place p "
				       "JOIN shift s ON s.roster = p.roster AND s.nth = p.nth "
				       "WHERE p.state = 4 "
				       "AND " ON_THE_WAY(
					       "p.region") " GROUP BY p.region, s.from_at") != 0
		       ? -1
		       : 0;
}

int duty_carry(struct request *rq, const struct way *way)
{
	static const char *const moves[] = {
		MOVE("exit", "region"),
		MOVE("checkpoint", "region"),
		MOVE("roster", "region"),
		MOVE("shift", "region"),
		MOVE("shift_place", "region"),
		MOVE("shift_swap", "region"),
		MOVE("stand_by", "region"),
		MOVE("timer", "region") " AND command IN ('exit.redden', 'checkpoint.look', "
					"'shift.late')",
	};

	return count_all(rq, way) != 0 ? -1 : carry_run(rq, way, moves, (int)COUNT_OF(moves));
}
