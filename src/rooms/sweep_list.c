/* Sweeps at hand: those of a region, above it and below it, with their figures.
 *
 * Rule: the seed of the re-check is shown only when the sweep is closed. */
#include "figures.h"
#include "page.h"

#define LOOKERS (GRID_WORKER | OFFICER | COMMANDER | MEDIC | VOLUNTEER | PROPERTY)

struct ask {
	const char *region, *sweep;
	int state;
	const char *cursor;
	int64_t limit;
};
#define REC struct ask
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(state, sweep_states, .label = "State"),
	TEXT(cursor, 1, 40, .label = "Where the last page ended"),
	INT(limit, 1, 500, .label = "Rows"),
};
static const struct shape list_shape = SHAPE(list_fields);
static const struct field get_fields[] = {
	REF(sweep, "sweep", .label = "Sweep", .need = true),
};
static const struct shape get_shape = SHAPE(get_fields);
#undef REC

struct row {
	const char *id;
	int64_t seq;
	const char *title;
	int kind, target;
	const char *region, *place, *from_day, *until_day, *list_day;
	int is_daily, state;
	const char *seed_hash, *seed, *day;
	int64_t n_left;
	const struct json *questions;
	FIGURE_MEMBERS;
};
#define REC struct row
#define SWEEP                                                                                      \
	TEXT(id, 1, 64, .label = "Id"), INT(seq, 0, 0, .label = "Number"),                         \
		TEXT(title, 1, 100, .label = "Title of the sweep"),                                \
		CHOICE(kind, sweep_kinds, .label = "Kind"),                                        \
		CHOICE(target, sweep_targets, .label = "Of households or persons"),                \
		REGION(region, .label = "Region"),                                                 \
		TEXT(place, 1, 100, .label = "Name of the region"),                                \
		DAY(from_day, .label = "First day"), DAY(until_day, .label = "Last day"),          \
		DAY(list_day, .label = "Day of the latest list"),                                  \
		FLAG(is_daily, .label = "A new list every day"),                                   \
		CHOICE(state, sweep_states, .label = "State"),                                     \
		TEXT(seed_hash, 64, 64, .label = "BLAKE2b-256 of the seed"),                       \
		TEXT(seed, 64, 64, .label = "Seed, once it is closed"),                            \
		DAY(day, .label = "Day of the figures"),                                           \
		INT(n_left, 0, 0, .label = "Parts of the list still to be frozen")
static const struct field row_fields[] = { SWEEP, FIGURE_FIELDS };
static const struct shape row_shape = SHAPE(row_fields);
static const struct field file_fields[] = { SWEEP, JSON(questions, 8000, .label = "Questions"),
					    FIGURE_FIELDS };
static const struct shape file_shape = SHAPE(file_fields);
#undef REC

static const char region_sweeps[] =
	"SELECT s.id, s.seq, s.title, s.kind, s.target, s.region, g.name, s.from_day, s.until_day, "
	"s.is_daily, s.state, s.seed_hash, s.list_day, s.n_left, s.questions, s.sealed "
	"FROM sweep s LEFT JOIN region g ON g.key = s.region "
	"WHERE s.seq < $3 AND ($4 < 0 OR s.state = $4) AND ($6 IS NULL OR s.id = $6) "
	/* Below the region, or above it: those are swept here too. */
	"AND ((s.region >= $1 AND s.region < $2) OR substr($1, 1, length(s.region)) = s.region) "
	"ORDER BY s.seq DESC LIMIT $5";

static struct row row_from(struct request *rq, const struct rows *rows)
{
	return (struct row){
		.id = arena_text(rq->arena, rows_text(rows, 0)),
		.seq = rows_int(rows, 1),
		.title = arena_text(rq->arena, rows_text(rows, 2)),
		.kind = (int)rows_int(rows, 3),
		.target = (int)rows_int(rows, 4),
		.region = arena_text(rq->arena, rows_text(rows, 5)),
		.place = arena_text(rq->arena, rows_text(rows, 6)),
		.from_day = arena_text(rq->arena, rows_text(rows, 7)),
		.until_day = arena_text(rq->arena, rows_text(rows, 8)),
		.is_daily = (int)rows_int(rows, 9),
		.state = (int)rows_int(rows, 10),
		.seed_hash = arena_text(rq->arena, rows_text(rows, 11)),
		.list_day = arena_text(rq->arena, rows_text(rows, 12)),
		.n_left = rows_int(rows, 13),
	};
}

/* The figures of the latest list, in the request's region or the sweep's below it. */
static int add_figures(struct request *rq, struct row *row)
{
	struct sweep sweep = { .seq = row->seq,
			       .from_day = row->from_day,
			       .until_day = row->until_day,
			       .is_daily = row->is_daily };
	int64_t n[N_FIGURES];

	row->day = sweep_day(rq, &sweep, row->list_day);
	if (sweep_figures(rq, &sweep,
			  key_is_within(row->region, rq->region) ? row->region : rq->region,
			  row->day, n) != 0)
		return -1;
	FIGURES_SET(row, n);
	return 0;
}

static int list(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct page page;
	struct row *all, *row;
	int64_t n = 0;

	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	all = arena_alloc(rq->arena, (size_t)(page.limit + 1) * sizeof(*all));
	struct rows *rows =
		rq_rows(rq, region_sweeps, "iiit", ask->cursor ? page.number[0] : INT64_MAX,
			(int64_t)ask->state, page.limit + 1, NULL);
	while (rows_next(rows) == 1)
		all[n++] = row_from(rq, rows);
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rq_reply_rows(rq);
	for (row = all; row < all + n && row < all + page.limit; row++) {
		if (add_figures(rq, row) != 0)
			return -1;
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, row, SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, n > page.limit ? page_next(rq, "%" PRId64, row[-1].seq) : NULL);
	return 0;
}

static int get(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct rows *rows =
		rq_rows(rq, region_sweeps, "iiit", INT64_MAX, INT64_C(-1), INT64_C(1), ask->sweep);
	struct row row;
	const char *questions, *why;
	size_t n;

	int more = rows_next(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 4801, "sweep", "there is no such sweep; choose it from the list");
	row = row_from(rq, rows);
	questions = arena_text(rq->arena, rows_text(rows, 14));
	const void *sealed = rows_blob(rows, 15, &n);
	/* The seed is told when nothing can be steered by it any more. */
	if (row.state == SWEEP_CLOSED)
		row.seed = sweep_seed(rq, sealed, n);
	rows_end(rows);
	if (questions)
		row.questions = json_read(rq->arena, questions, strlen(questions), &why);
	if (add_figures(rq, &row) != 0)
		return -1;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &file_shape, &row, SECRETS_MASKED);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "sweep.list", DOES_READ, LOOKERS, IN_REACH, NULL, list, &list_shape, &row_shape },
	{ "sweep.get", DOES_READ, LOOKERS, IN_REACH, NULL, get, &get_shape, &file_shape },
};

const struct room sweep_list_room = OWN_ROOM(sweep_list, "List of sweeps");
