/* Whether households and residents are in order, and their tallies once more
 * from the facts.
 *
 * Rule: the facts are the rows: a present row counts from since_day until
 * until_day, a row of history from from_day until until_day.  Statements are free
 * of a range: they look at the whole city. */
#include "people.h"

typedef void found_fn(void *self, const char *sentence);

/* Each row of `sql` (one text) is a fault; at most 100 are named. */
static int faults(struct request *rq, found_fn *found, void *self, const char *what,
		  const char *sql, const char *types, const char *today)
{
	struct rows *rows =
		*types ? rq_rows_free(rq, sql, types, today) : rq_rows_free(rq, sql, types);

	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena, "%s: %s", what, rows_text(rows, 0)));
	return rq_rows_failed(rq, rows);
}

int people_household_faults(struct request *rq, found_fn *found, void *self)
{
	if (faults(rq, found, self, "household without a valid region",
		   "SELECT h.id FROM household h LEFT JOIN region r ON r.key = h.region "
		   "AND (r.valid_until IS NULL OR r.valid_until > $1) "
		   "WHERE h.until_day IS NULL AND r.key IS NULL LIMIT 100",
		   "t", rq->today) != 0)
		return -1;
	if (faults(rq, found, self, "household outside the grids",
		   "SELECT id FROM household WHERE length(region) < 15 LIMIT 100", "", NULL) != 0)
		return -1;
	/* In no two grids and never in none: the places join without gap or overlap. */
	return faults(rq, found, self, "household whose places do not join",
		      "SELECT h.id FROM (SELECT household, from_day, until_day, "
		      "LEAD(from_day) OVER (PARTITION BY household ORDER BY seq) AS next_day "
		      "FROM household_place) p JOIN household h ON h.seq = p.household "
		      "WHERE p.from_day > p.until_day "
		      "OR p.until_day <> COALESCE(p.next_day, h.since_day) LIMIT 100",
		      "", NULL);
}

int people_resident_faults(struct request *rq, found_fn *found, void *self)
{
	if (faults(rq, found, self, "resident without a household",
		   "SELECT r.id FROM resident r LEFT JOIN household h ON h.seq = r.household "
		   "WHERE h.seq IS NULL LIMIT 100",
		   "", NULL) != 0)
		return -1;
	if (faults(rq, found, self, "resident in another region than the household",
		   "SELECT r.id FROM resident r JOIN household h ON h.seq = r.household "
		   "WHERE r.region <> h.region LIMIT 100",
		   "", NULL) != 0)
		return -1;
	if (faults(rq, found, self, "resident of a demolished household",
		   "SELECT r.id FROM resident r JOIN household h ON h.seq = r.household "
		   "WHERE r.until_day IS NULL AND h.until_day IS NOT NULL LIMIT 100",
		   "", NULL) != 0)
		return -1;
	return faults(rq, found, self, "resident whose stays run backwards or overlap",
		      "SELECT r.id FROM (SELECT resident, from_day, until_day, "
		      "LEAD(from_day) OVER (PARTITION BY resident ORDER BY seq) AS next_day "
		      "FROM stay) s JOIN resident r ON r.seq = s.resident "
		      "WHERE s.from_day > s.until_day "
		      "OR s.until_day > COALESCE(s.next_day, r.since_day) LIMIT 100",
		      "", NULL);
}

/* Rows of (region, day, number): each counts `sign` times under `name`. */
static int count(struct request *rq, const char *name, int sign, const char *sql)
{
	struct rows *rows = rq_rows_free(rq, sql, "");

	while (rows_next(rows) == 1)
		tally(rq, rows_text(rows, 0), rows_text(rows, 1), name, sign * rows_int(rows, 2));
	return rq_rows_failed(rq, rows);
}

int people_recount_households(struct request *rq)
{
	if (count(rq, "household", 1,
		  "SELECT region, since_day, count(*) FROM household GROUP BY 1, 2") != 0 ||
	    count(rq, "household", -1,
		  "SELECT region, until_day, count(*) FROM household "
		  "WHERE until_day IS NOT NULL GROUP BY 1, 2") != 0 ||
	    count(rq, "household", 1,
		  "SELECT region, from_day, count(*) FROM household_place GROUP BY 1, 2") != 0 ||
	    count(rq, "household", -1,
		  "SELECT region, until_day, count(*) FROM household_place GROUP BY 1, 2") != 0)
		return -1;
	return count(rq, "household.vacant", 1,
		     "SELECT region, '', count(*) FROM household WHERE state = 1 "
		     "GROUP BY region");
}

int people_recount_residents(struct request *rq)
{
	if (count(rq, "resident", 1,
		  "SELECT region, since_day, count(*) FROM resident GROUP BY 1, 2") != 0 ||
	    count(rq, "resident", -1,
		  "SELECT region, until_day, count(*) FROM resident "
		  "WHERE until_day IS NOT NULL GROUP BY 1, 2") != 0 ||
	    count(rq, "resident", 1, "SELECT region, from_day, count(*) FROM stay GROUP BY 1, 2") !=
		    0 ||
	    count(rq, "resident", -1,
		  "SELECT region, until_day, count(*) FROM stay GROUP BY 1, 2") != 0)
		return -1;
	if (count(rq, "resident.floating", 1,
		  "SELECT region, '', count(*) FROM resident "
		  "WHERE until_day IS NULL AND residence = 1 GROUP BY region") != 0)
		return -1;
	return count(rq, "resident.elsewhere", 1,
		     "SELECT region, '', count(*) FROM resident "
		     "WHERE until_day IS NULL AND hukou = 1 GROUP BY region");
}
