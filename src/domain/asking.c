/* What asking costs; see asking.h.
 *
 * Rule: counted where the work is, in the grid: sums above it are made when asked for,
 * so that a record costs one row more and not six. */
#include "asking.h"

#include "sweeping.h"

void asking_count(struct request *rq, const char *region, int channel, int64_t account, int64_t at)
{
	char grid[KEY_MAX + 1], day[11];

	if (account <= 0 || channel == BY_SELF || channel == BY_GROUP)
		return;
	snprintf(grid, sizeof(grid), "%.*s", level_length[LEVEL_GRID], region);
	day_of(at, day);
	tally_at(rq, grid, day, arena_print(rq->arena, "asked.%" PRId64, account), 1);
}

int asking_recount(struct request *rq)
{
	/* Free: the whole city's records. */
	struct rows *rows =
		rq_rows_free(rq, "SELECT region, channel, by, at FROM visit WHERE by > 0", "");

	while (rows_next(rows) == 1)
		asking_count(rq, rows_text(rows, 0), (int)rows_int(rows, 1), rows_int(rows, 2),
			     rows_int(rows, 3));
	return rq_rows_failed(rq, rows);
}

static bool is_asked_in(const struct json *before, const char *label)
{
	for (const struct json *one = before ? before->first : NULL; one; one = one->next) {
		const char *other = json_text(one, "label");

		if (other && strcmp(other, label) == 0)
			return true;
	}
	return false;
}

int questions_repeated(struct buf *out, const struct json *now, const struct json *before)
{
	int n = 0;

	out_list(out);
	for (const struct json *one = now ? now->first : NULL; one; one = one->next) {
		const char *label = json_text(one, "label");

		if (!label || !is_asked_in(before, label))
			continue;
		out_text(out, label);
		n++;
	}
	out_end_list(out);
	return n;
}
