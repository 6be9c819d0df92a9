/* Changed tallies; see changes.h.
 *
 * Rule: a region has some hundred tallies, in one run of the table's key, so
 * looking through them costs less than an index on seq would at every command. */
#include "changes.h"

int64_t changes_head(struct db *db, struct arena *arena)
{
	int failed = 0;
	int64_t head =
		db_one(db, arena, 0, &failed, "SELECT n FROM counter WHERE name = 'seq'", "");

	return failed ? -1 : head;
}

int changes_since(struct db *db, struct arena *arena, const char *region, int64_t seq,
		  const char *today, struct change_of_tally **changes)
{
	struct change_of_tally *list = NULL;
	int n = 0, size = 0, more;
	struct rows *rows;

	rows = db_rows(db, arena,
		       "SELECT t.name, t.day, t.n, CAST((SELECT sum(a.n) FROM tally a WHERE "
		       "a.region = t.region "
		       "AND a.name = t.name AND a.day <= $3) AS bigint) "
		       "FROM tally t WHERE t.region = $1 AND t.seq > $2 ORDER BY t.name, t.day",
		       "tit", region, seq, today);
	while ((more = rows_next(rows)) == 1) {
		if (n == size) {
			int wanted = size ? size * 2 : 16;

			list = arena_grow(arena, list, sizeof(*list) * (size_t)size,
					  sizeof(*list) * (size_t)wanted);
			size = wanted;
		}
		list[n++] = (struct change_of_tally){
			.name = arena_text(arena, rows_text(rows, 0)),
			.day = arena_text(arena, rows_text(rows, 1)),
			.n = rows_int(rows, 2),
			.sum = rows_int(rows, 3),
		};
	}
	if (more < 0)
		return -1;
	*changes = list;
	return n;
}
