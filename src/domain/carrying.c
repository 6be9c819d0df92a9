/* Statements over everything that goes along; see carrying.h. */
#include "carrying.h"

int carry_run(struct request *rq, const struct way *way, const char *const *statements, int n)
{
	int64_t behind = (int64_t)strlen(way->from) + 1;

	for (int i = 0; i < n; i++)
		if (rq_run_free(rq, statements[i], "tttti", way->from, way->end, way->day, way->to,
				behind) < 0)
			return -1;
	return 0;
}

const char *carry_key(struct request *rq, const struct way *way, const char *old)
{
	return arena_print(rq->arena, "%s%s", way->to, old + strlen(way->from));
}

int carry_tally(struct request *rq, const struct way *way, const char *name, const char *sql)
{
	struct rows *rows = rq_rows_free(rq, sql, "ttt", way->from, way->end, way->day);

	while (rows_next(rows) == 1) {
		const char *old = rows_text(rows, 0);
		char day[11] = "";

		if (!rows_is_null(rows, 1))
			day_of(rows_int(rows, 1), day);
		tally(rq, old, day, name, -rows_int(rows, 2));
		tally(rq, carry_key(rq, way, old), day, name, rows_int(rows, 2));
	}
	return rq_rows_failed(rq, rows);
}
