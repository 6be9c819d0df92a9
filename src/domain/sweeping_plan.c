/* Freezing what is due, all at once or part by part; and reading the counts.
 *
 * Rule: a part never holds the writer longer than a few thousand rows; what was
 * asked for at one instant is frozen as of that instant, however long it takes. */
#include "sweeping.h"

#include <math.h>

#define AT_ONCE   50000 /* due in one command: about a quarter of a second */
#define PART_SIZE 2000  /* due in one part: about ten milliseconds */

const char *const figure_names[N_FIGURES] = {
	[DUE] = "due",         [VALID] = "",          [CONFLICT] = "conflict",
	[F_DONE] = "done",     [F_ABSENT] = "absent", [F_REFUSED] = "refused",
	[F_VACANT] = "vacant", [F_MOVED] = "moved",   [F_DEMOLISHED] = "demolished",
};

struct seed {
	const char *seed;
};
#define REC struct seed
static const struct field seed_fields[] = {
	TEXT(seed, 64, 64, .label = "Seed of the re-check", .secret = SECRET_TEXT),
};
static const struct shape seed_shape = SHAPE(seed_fields);
#undef REC

const void *sweep_seal_seed(struct request *rq, const char *seed, size_t *n)
{
	struct seed record = { seed };

	return rq_seal(rq, &seed_shape, &record, n);
}

const char *sweep_seed(struct request *rq, const void *sealed, size_t n)
{
	struct seed record = { NULL };

	return rq_unseal(rq, &seed_shape, sealed, n, &record) != 0 ? NULL : record.seed;
}

static int set_timer(struct request *rq, const struct sweep *sweep, const char *day,
		     const char *from, const char *until, int64_t due_at)
{
	struct buf args;

	buf_init(&args, rq->arena, 1000);
	out_object(&args);
	out_key(&args, "sweep");
	out_text(&args, sweep->id);
	out_key(&args, "day");
	out_text(&args, day);
	if (until) {
		out_key(&args, "from_key");
		out_text(&args, from);
		out_key(&args, "until_key");
		out_text(&args, until);
	}
	out_end_object(&args);
	return timer_set(rq,
			 until ? arena_print(rq->arena, "sweep.%" PRId64 ".%s", sweep->seq, from)
			       : arena_print(rq->arena, "sweep.%" PRId64 ".next", sweep->seq),
			 due_at, "sweep.freeze", sweep->region, args.bytes);
}

/* Cut the sweep's range where a community, or in large ones a grid, begins, so
 * that about PART_SIZE are due between two cuts.  Whatever stands between them
 * belongs to a part too.  Returns the number of parts, or -1. */
static int64_t plan_parts(struct request *rq, const struct sweep *sweep, const char *day)
{
	char end[KEY_MAX + 1], from[KEY_MAX + 1], large[KEY_MAX + 1] = "";
	int64_t n_parts = 0, n = 0;
	/* Free: the sweep's own range, checked when it was started. */
	struct rows *rows;

	key_end(sweep->region, end);
	snprintf(from, sizeof(from), "%s", sweep->region);
	rows = rq_rows_free(rq,
			    "SELECT r.key, (SELECT CAST(sum(t.n) AS bigint) FROM tally t "
			    "WHERE t.region = r.key AND t.name = $3) FROM region r "
			    "WHERE r.key >= $1 AND r.key < $2 AND r.level IN (5, 6) "
			    "ORDER BY r.key",
			    "ttt", sweep->region, end,
			    sweep->target == TARGET_PERSON ? "resident" : "household");
	while (rows_next(rows) == 1) {
		const char *key = rows_text(rows, 0);
		int64_t here = rows_is_null(rows, 1) ? 0 : rows_int(rows, 1);
		bool is_grid = key_level(key) == LEVEL_GRID;

		if (is_grid && !(*large && key_is_within(key, large)))
			continue; /* counted with its community */
		if (!is_grid && here > PART_SIZE) {
			snprintf(large, sizeof(large), "%s", key);
			continue;
		}
		if (n > 0 && n + here > PART_SIZE) {
			if (set_timer(rq, sweep, day, from, key, rq->now) != 0)
				return -1;
			n_parts++;
			n = 0;
			snprintf(from, sizeof(from), "%s", key);
		}
		n += here;
	}
	if (rq_rows_failed(rq, rows) != 0 || set_timer(rq, sweep, day, from, end, rq->now) != 0)
		return -1;
	return n_parts + 1;
}

static int note_plan(struct request *rq, const struct sweep *sweep, const char *day, int64_t n_left)
{
	/* Free: the sweep by its number. */
	if (rq_run_free(rq,
			"UPDATE sweep SET list_day = $2, n_left = $3, as_of = $4, changed = $4, "
			"state = $5 WHERE seq = $1",
			"itiii", sweep->seq, day, n_left, rq->seq,
			(int64_t)(n_left == 0                      ? SWEEP_OPEN
				  : sweep->state == SWEEP_FREEZING ? SWEEP_FREEZING
								   : SWEEP_OPEN)) < 0)
		return refuse(rq, 5001, NULL, "the storage failed; nothing was kept, try again");
	return 0;
}

int sweeping_wait(struct request *rq, const struct sweep *sweep, const char *day, int64_t due_at)
{
	return set_timer(rq, sweep, day, NULL, NULL, due_at);
}

int sweeping_plan(struct request *rq, const struct sweep *sweep, const char *day)
{
	struct part all = { .from = sweep->region, .last = INT64_MAX, .as_of = rq->seq };
	char next[11], end[KEY_MAX + 1];
	int64_t n_left = 0;

	key_end(sweep->region, end);
	all.until = end;
	if (tally_read(rq, sweep->region, sweep->target == TARGET_PERSON ? "resident" : "household",
		       NULL) > AT_ONCE)
		n_left = plan_parts(rq, sweep, day);
	else if (sweeping_freeze(rq, sweep, day, &all) != 0)
		return -1;
	if (n_left < 0 || note_plan(rq, sweep, day, n_left) != 0)
		return -1;
	day_add(day, 1, next);
	if (sweep->is_daily != 1 || strcmp(next, sweep->until_day) > 0)
		return timer_drop(rq, arena_print(rq->arena, "sweep.%" PRId64 ".next", sweep->seq));
	return sweeping_wait(rq, sweep, next, day_start(next));
}

void sweep_figure_add(int64_t figures[N_FIGURES], const char *tally_name, int64_t n)
{
	const char *what = strrchr(tally_name, '.') + 1;
	int i = 0;

	while (i < N_FIGURES && strcmp(what, figure_names[i]) != 0)
		i++;
	if (i < N_FIGURES)
		figures[i] += n;
	if (i == F_DONE || i == F_VACANT || i == F_MOVED || i == F_DEMOLISHED)
		figures[VALID] += n;
}

static int figures_of_doors(struct request *rq, const struct sweep *sweep, const char *region,
			    const char *day, int64_t figures[N_FIGURES])
{
	char until[KEY_MAX + 1];
	struct rows *rows;

	key_end(region, until);
	/* Free: a region the caller has checked; at most the doors of one grid. */
	rows = rq_rows_free(rq,
			    "SELECT state, CAST(CASE WHEN conflict IS NULL THEN 0 ELSE 1 END AS "
			    "bigint), count(*) FROM door WHERE sweep = $1 AND day = $2 "
			    "AND region >= $3 AND region < $4 GROUP BY 1, 2",
			    "ittt", sweep->seq, day, region, until);
	while (rows_next(rows) == 1) {
		const char *figure = door_figure((int)rows_int(rows, 0), rows_int(rows, 1) == 1);

		figures[DUE] += rows_int(rows, 2);
		if (figure)
			sweep_figure_add(figures, arena_print(rq->arena, ".%s", figure),
					 rows_int(rows, 2));
	}
	return rq_rows_failed(rq, rows);
}

int sweep_figures(struct request *rq, const struct sweep *sweep, const char *region,
		  const char *day, int64_t figures[N_FIGURES])
{
	struct rows *rows;

	memset(figures, 0, N_FIGURES * sizeof(*figures));
	if (key_level(region) > SWEEP_COUNTED_TO)
		return figures_of_doors(rq, sweep, region, day, figures);
	/* Free: tallies by their whole keys, for a region the caller has checked. */
	rows = rq_rows_free(rq,
			    "SELECT name, n FROM tally WHERE region = $1 AND day = $2 "
			    "AND name >= $3 AND name < $4",
			    "tttt", region, day, sweep_tally_name(rq, sweep->seq, ""),
			    sweep_tally_name(rq, sweep->seq, "~"));
	while (rows_next(rows) == 1)
		sweep_figure_add(figures, rows_text(rows, 0), rows_int(rows, 1));
	return rq_rows_failed(rq, rows);
}

double sweep_coverage(const int64_t figures[N_FIGURES])
{
	return figures[DUE] > 0 ? (double)figures[VALID] / (double)figures[DUE] : NAN;
}
