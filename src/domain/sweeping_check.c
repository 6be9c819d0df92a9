/* Whether lists and records are in order, and their tallies from the facts.
 *
 * Rule: every door counts once: as its state, or as a conflict while one is open.
 * Statements are free of a range: they look at the whole city. */
#include "asking.h"
#include "visiting.h"

typedef void found_fn(void *self, const char *sentence);

/* Each row of `sql` (one number) is a fault; at most 100 are named. */
static int faults(struct request *rq, found_fn *found, void *self, const char *what,
		  const char *sql)
{
	struct rows *rows = rq_rows_free(rq, sql, "");

	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena, "%s %" PRId64, what, rows_int(rows, 0)));
	return rq_rows_failed(rq, rows);
}

/* A person's door follows them to another household, their records stay: the chain
 * of a person is compared by the person. */
#define SAME_SUBJECT(a, b)                                                                         \
	a ".sweep = " b ".sweep AND " a ".day = " b ".day AND " a ".resident = " b ".resident "    \
	  "AND (" a ".resident > 0 OR " a ".household = " b ".household)"

int sweeping_faults(struct request *rq, found_fn *found, void *self)
{
	if (faults(rq, found, self, "door whose latest record is not its own, household",
		   "SELECT d.household FROM door d LEFT JOIN visit v "
		   "ON v.seq = COALESCE(d.conflict, d.visit) AND " SAME_SUBJECT(
			   "v", "d") " WHERE d.visit IS NOT NULL AND v.seq IS NULL LIMIT 100") != 0)
		return -1;
	if (faults(rq, found, self, "record whose predecessor is not of its door, visit",
		   "SELECT v.seq FROM visit v LEFT JOIN visit p ON p.seq = v.previous "
		   "AND p.seq < v.seq AND " SAME_SUBJECT(
			   "p", "v") " WHERE v.previous IS NOT NULL AND p.seq IS NULL LIMIT 100") !=
	    0)
		return -1;
	if (faults(rq, found, self, "record with two successors, visit",
		   "SELECT previous FROM visit WHERE previous IS NOT NULL "
		   "GROUP BY previous HAVING count(*) > 1 LIMIT 100") != 0)
		return -1;
	if (faults(rq, found, self, "door with a state but no record, household",
		   "SELECT household FROM door WHERE (state = 0) <> (visit IS NULL) "
		   "LIMIT 100") != 0)
		return -1;
	if (faults(rq, found, self, "dispute about a door without a valid record, household",
		   "SELECT household FROM door WHERE conflict IS NOT NULL "
		   "AND state IN (0, 2, 3) LIMIT 100") != 0)
		return -1;
	/* A household moved by a split has its one door of an open list where it is. */
	return faults(rq, found, self, "door of an open list in another region than the household",
		      "SELECT d.household FROM sweep s JOIN door d ON d.sweep = s.seq "
		      "AND d.day = CASE WHEN s.is_daily = 1 THEN s.list_day ELSE s.from_day END "
		      "JOIN household h ON h.seq = d.household "
		      "WHERE s.state <> 2 AND s.n_left = 0 AND d.region <> h.region LIMIT 100");
}

static int recount_doors(struct request *rq)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT sweep, day, region, state, "
		"CAST(CASE WHEN conflict IS NULL THEN 0 ELSE 1 END AS bigint), count(*) "
		"FROM door GROUP BY 1, 2, 3, 4, 5",
		"");

	while (rows_next(rows) == 1)
		door_tally(rq, rows_int(rows, 0), rows_text(rows, 2), rows_text(rows, 1),
			   (int)rows_int(rows, 3), rows_int(rows, 4) == 1, rows_int(rows, 5));
	return rq_rows_failed(rq, rows);
}

static int recount_hours(struct request *rq)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT v.sweep, s.from_day, s.until_day, s.is_daily, v.day, v.at, "
		"v.region, v.valid_change FROM visit v JOIN sweep s ON s.seq = v.sweep "
		"WHERE v.valid_change <> 0",
		"");
	char day[11];

	while (rows_next(rows) == 1) {
		struct sweep s = { .seq = rows_int(rows, 0),
				   .from_day = rows_text(rows, 1),
				   .until_day = rows_text(rows, 2),
				   .is_daily = (int)rows_int(rows, 3) };
		const char *hour = visit_hour(rq, &s, rows_text(rows, 4), rows_int(rows, 5), day);

		tally_down_to(rq, LEVEL_COMMUNITY, rows_text(rows, 6), day, hour,
			      rows_int(rows, 7));
	}
	return rq_rows_failed(rq, rows);
}

int sweeping_recount(struct request *rq)
{
	return recount_doors(rq) != 0 || recount_hours(rq) != 0 ? -1 : asking_recount(rq);
}
