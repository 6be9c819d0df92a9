/* The sample that is checked again, drawn by the server from a committed seed.
 *
 * Rule: the doors with the smallest BLAKE2b-256(seed ‖ household id) are drawn.
 * The hash of the seed is published at the start and the seed when the sweep is
 * closed, so that anyone can draw again and see that nobody chose. */
#include "door_row.h"
#include "figures.h"

#define MOST_DOORS 60000 /* hashed in one request, about 50 ms */

struct ask {
	const char *region, *sweep, *day;
	int64_t n;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Region"),
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	DAY(day, .label = "Day"),
	INT(n, 1, 500, .label = "Doors to draw", .need = true),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct drawn {
	uint8_t hash[HASH_BYTES];
	int64_t household, resident;
	const char *region;
};

static int hash_order(const void *a, const void *b)
{
	return memcmp(((const struct drawn *)a)->hash, ((const struct drawn *)b)->hash, HASH_BYTES);
}

/* Keep the n smallest, in order. */
static int keep(struct drawn *drawn, int n, int n_kept, const struct drawn *one)
{
	if (n_kept == n && hash_order(one, &drawn[n - 1]) >= 0)
		return n_kept;
	if (n_kept < n)
		n_kept++;
	int at = n_kept - 1;
	while (at > 0 && hash_order(one, &drawn[at - 1]) < 0) {
		drawn[at] = drawn[at - 1];
		at--;
	}
	drawn[at] = *one;
	return n_kept;
}

static int draw(struct request *rq, const struct sweep *sweep, const char *day, const char *seed,
		struct drawn *drawn, int n)
{
	struct rows *rows = rq_rows(rq,
				    "SELECT h.id, d.household, d.resident, d.region FROM door d "
				    "JOIN household h ON h.seq = d.household "
				    "WHERE d.sweep = $3 AND d.day = $4 "
				    "AND d.region >= $1 AND d.region < $2",
				    "it", sweep->seq, day);
	int n_kept = 0;

	while (rows_next(rows) == 1) {
		struct drawn one = { .household = rows_int(rows, 1),
				     .resident = rows_int(rows, 2) };
		const char *id = rows_text(rows, 0);

		hash_two(seed, strlen(seed), id, strlen(id), one.hash);
		if (n_kept == n && hash_order(&one, &drawn[n - 1]) >= 0)
			continue;
		one.region = arena_text(rq->arena, rows_text(rows, 3));
		n_kept = keep(drawn, n, n_kept, &one);
	}
	return rq_rows_failed(rq, rows) != 0 ? -1 : n_kept;
}

static int write_drawn(struct request *rq, const struct sweep *sweep, const char *day,
		       const struct drawn *one)
{
	struct rows *rows =
		rq_rows(rq,
			DOOR_ROWS("SELECT * FROM door WHERE sweep = $3 AND day = $4 "
				  "AND region = $5 AND household = $6 "
				  "AND resident = $7 "
				  "AND region >= $1 AND region < $2"),
			"ittii", sweep->seq, day, one->region, one->household, one->resident);

	if (rows_next(rows) == 1) {
		struct door_row row = door_row_from(rq, rows);

		door_row_write(rq, &row);
		rows_end(rows);
	}
	return rq_rows_failed(rq, rows);
}

static int recheck(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct sweep sweep;
	int64_t figures[N_FIGURES];
	struct rows *rows;
	const char *seed = NULL;
	size_t n_sealed;
	int n;

	if (sweep_find(rq, ask->sweep, &sweep) != 0)
		return -1;
	const char *day = sweep_day(rq, &sweep, ask->day);
	if (sweep_figures(rq, &sweep, rq->region, day, figures) != 0)
		return -1;
	if (figures[DUE] > MOST_DOORS || !*rq->region)
		return refuse(rq, 4815, "region", "draw for a street or a smaller region");
	/* Free: the sweep by its number; it may belong to a region above. */
	rows = rq_rows_free(rq, "SELECT sealed FROM sweep WHERE seq = $1", "i", sweep.seq);
	if (rows_next(rows) == 1) {
		const void *sealed = rows_blob(rows, 0, &n_sealed);

		seed = sweep_seed(rq, sealed, n_sealed);
		rows_end(rows);
	}
	if (!seed)
		return rq_rows_failed(rq, rows), -1;
	struct drawn *drawn = arena_alloc(rq->arena, (size_t)ask->n * sizeof(*drawn));
	n = draw(rq, &sweep, day, seed, drawn, (int)ask->n);
	if (n < 0)
		return -1;
	rq_reply_rows(rq);
	for (int i = 0; i < n; i++)
		if (write_drawn(rq, &sweep, day, &drawn[i]) != 0)
			return -1;
	rq_reply_end(rq, figures[DUE], NULL);
	return 0;
}

static const struct command commands[] = {
	{ "sweep.recheck", DOES_READ, OFFICER | COMMANDER, IN_REACH, NULL, recheck, &ask_shape,
	  &door_row_shape },
};

const struct room sweep_recheck_room = OWN_ROOM(sweep_recheck, "Re-check of a sweep");
