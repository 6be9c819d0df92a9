/* The room's hooks: what must hold of the tree, and its tallies from the facts.
 *
 * Rule: nothing here is scoped; only `check` and `rebuild-tallies` run it. */
#include "region.h"

/* One fault line per row of a query that gives (key, what is wrong). */
struct rule {
	const char *sentence; /* with one %s for the key */
	const char *sql;
};

static const struct rule rules[] = {
	{ "region %s: its parent does not exist, or not for all of its time",
	  "SELECT c.key FROM region c LEFT JOIN region p ON p.key = c.parent "
	  "WHERE c.parent <> '' AND (c.valid_until IS NULL OR c.valid_from < c.valid_until) "
	  "AND (p.key IS NULL OR c.valid_from < p.valid_from OR (p.valid_until IS NOT NULL "
	  "AND (c.valid_until IS NULL OR c.valid_until > p.valid_until))) ORDER BY c.key LIMIT "
	  "100" },
	{ "region %s: its key does not continue its parent's",
	  "SELECT key FROM region WHERE substr(key, 1, length(parent)) <> parent "
	  "OR (parent = '' AND level > 1) ORDER BY key LIMIT 100" },
	{ "code %s: two regions carry it",
	  "SELECT code FROM region WHERE valid_until IS NULL GROUP BY code HAVING count(*) > 1 "
	  "ORDER BY code LIMIT 100" },
	{ "region %s: two of its former names overlap",
	  "SELECT DISTINCT a.region FROM region_name a JOIN region_name b ON b.region = a.region "
	  "AND b.from_day > a.from_day AND b.from_day < a.until_day LIMIT 100" },
	{ "region %s: its tally of regions below differs from the rows",
	  "WITH RECURSIVE up (above, level, kind) AS ("
	  "SELECT parent, level, kind FROM region WHERE valid_until IS NULL AND parent <> '' "
	  "UNION ALL SELECT r.parent, up.level, up.kind FROM up JOIN region r ON r.key = up.above "
	  "WHERE r.parent <> ''), "
	  "both_sides (region, name, n) AS ("
	  "SELECT above, 'region.' || CAST(level AS text) || '.' || kind, count(*) FROM up "
	  "GROUP BY above, level, kind UNION ALL "
	  "SELECT region, name, -n FROM tally WHERE name >= 'region.' AND name < 'region/') "
	  "SELECT region FROM both_sides GROUP BY region, name HAVING sum(n) <> 0 LIMIT 100" },
};

int region_invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		/* Free: an invariant is about the whole tree. */
		struct rows *rows = rq_rows_free(rq, rules[i].sql, "");
		int more;

		while ((more = rows_next(rows)) == 1) {
			char line[200];

			/* The sentences above hold one %s each. */
			const char *at = strstr(rules[i].sentence, "%s");
			snprintf(line, sizeof(line), "%.*s%s%s", (int)(at - rules[i].sentence),
				 rules[i].sentence, rows_text(rows, 0), at + 2);
			found(self, line);
		}
		if (more < 0)
			return -1;
	}
	return 0;
}

int region_recount(struct request *rq)
{
	/* Free: all of the tree. */
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT r.key, r.parent, r.level, r.kind, r.valid_from, r.valid_until, n.kind, "
		"n.until_day, (SELECT m.kind FROM region_name m WHERE m.region = r.key "
		"AND m.from_day >= n.until_day ORDER BY m.from_day LIMIT 1) "
		"FROM region r LEFT JOIN region_name n ON n.region = r.key "
		"ORDER BY r.key, n.from_day",
		"");
	char last[KEY_MAX + 1] = "";
	int more;

	while ((more = rows_next(rows)) == 1) {
		const char *parent = rows_text(rows, 1), *kind = rows_text(rows, 3);
		const char *former = rows_text(rows, 6), *later = rows_text(rows, 8);
		int64_t level = rows_int(rows, 2);

		if (strcmp(last, rows_text(rows, 0)) != 0) {
			snprintf(last, sizeof(last), "%s", rows_text(rows, 0));
			region_count(rq, parent, level, former ? former : kind, rows_text(rows, 4),
				     1);
			if (!rows_is_null(rows, 5))
				region_count(rq, parent, level, kind, rows_text(rows, 5), -1);
		}
		if (!former || strcmp(former, later ? later : kind) == 0)
			continue;
		region_count(rq, parent, level, former, rows_text(rows, 7), -1);
		region_count(rq, parent, level, later ? later : kind, rows_text(rows, 7), 1);
	}
	return more < 0 ? -1 : 0;
}
