/* The board of a sweep: how much is done, level by level.
 *
 * Rule: from the grid upward every figure was counted when the record was made, so a
 * board of a city costs what a board of a grid costs; inside a grid its few hundred
 * doors are read. */
#include "figures.h"

#define LOOKERS (GRID_WORKER | OFFICER | COMMANDER | MEDIC | VOLUNTEER | PROPERTY)

struct ask {
	const char *region, *sweep, *day;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Region"),
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	DAY(day, .label = "Day"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct row {
	const char *key, *name;
	int64_t level;
	FIGURE_MEMBERS;
};
#define REC struct row
static const struct field row_fields[] = {
	REGION(key, .label = "Region"),
	TEXT(name, 0, 100, .label = "Name"),
	INT(level, 0, 9, .label = "Level"),
	FIGURE_FIELDS,
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct hour {
	int64_t hour, valid, sum;
};
#define REC struct hour
static const struct field hour_fields[] = {
	INT(hour, 0, 24, .label = "Hour; 24 is after the day"),
	INT(valid, 0, 0, .label = "Valid records made in it"),
	INT(sum, 0, 0, .label = "Valid records until its end"),
};
static const struct shape hour_shape = SHAPE(hour_fields);
#undef REC

/* A region of the board while its figures come in. */
struct line {
	struct row row;
	bool is_valid;
	int64_t n[N_FIGURES];
};

/* Shown when the region is valid, or closed since with doors still on the list. */
static void write_line(struct request *rq, struct line *line)
{
	if (!line->row.key || (!line->is_valid && line->n[DUE] == 0))
		return;
	FIGURES_SET(&line->row, line->n);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &line->row, SECRETS_MASKED);
	out_end_object(&rq->reply);
}

static bool is_valid_on(const struct rows *rows, const char *day)
{
	return strcmp(rows_text(rows, 3), day) <= 0 &&
	       (rows_is_null(rows, 4) || strcmp(day, rows_text(rows, 4)) < 0);
}

/* Rows of region × figure, in the order of regions. */
static int write_lines(struct request *rq, struct rows *rows, const char *valid_on)
{
	struct line line = { .row.key = NULL };

	while (rows_next(rows) == 1) {
		if (!line.row.key || strcmp(line.row.key, rows_text(rows, 0)) != 0) {
			write_line(rq, &line);
			line = (struct line){
				.row.key = arena_text(rq->arena, rows_text(rows, 0)),
				.row.name = arena_text(rq->arena, rows_text(rows, 1)),
				.row.level = rows_int(rows, 2),
				.is_valid = is_valid_on(rows, valid_on),
			};
		}
		if (!rows_is_null(rows, 5))
			sweep_figure_add(line.n, rows_text(rows, 5), rows_int(rows, 6));
	}
	write_line(rq, &line);
	return rq_rows_failed(rq, rows);
}

/* The region first, then those below it. */
#define SHOWN                                                                                      \
	"SELECT r.key, r.name, r.level, r.valid_from, r.valid_until, f.name, f.n FROM "            \
	"(SELECT key, name, level, valid_from, valid_until FROM region WHERE key = $3 "            \
	"UNION ALL SELECT key, name, level, valid_from, valid_until FROM region "                  \
	"WHERE parent = $3) r LEFT JOIN "
#define IN_ORDER " WHERE r.key >= $1 AND r.key < $2 ORDER BY r.level, r.key"

static struct rows *counted(struct request *rq, const struct sweep *sweep, const char *day)
{
	return rq_rows(rq,
		       SHOWN "tally f ON f.region = r.key AND f.day = $4 AND f.name >= $5 "
			     "AND f.name < $6" IN_ORDER,
		       "tttt", rq->region, day, sweep_tally_name(rq, sweep->seq, ""),
		       sweep_tally_name(rq, sweep->seq, "~"));
}

static struct rows *read_from_doors(struct request *rq, const struct sweep *sweep, const char *day)
{
	return rq_rows(rq,
		       SHOWN "(SELECT region, '.due' AS name, count(*) AS n FROM door "
			     "WHERE sweep = $5 AND day = $4 AND region >= $1 AND region < $2 "
			     "GROUP BY region UNION ALL "
			     "SELECT region, CASE WHEN conflict IS NOT NULL THEN '.conflict' "
			     "WHEN state = 1 THEN '.done' WHEN state = 2 THEN '.absent' "
			     "WHEN state = 3 THEN '.refused' WHEN state = 4 THEN '.vacant' "
			     "WHEN state = 5 THEN '.moved' ELSE '.demolished' END, count(*) "
			     "FROM door WHERE sweep = $5 AND day = $4 AND region >= $1 "
			     "AND region < $2 AND state > 0 GROUP BY 1, 2) f "
			     "ON f.region >= r.key AND f.region < r.key || '~'" IN_ORDER,
		       "tti", rq->region, day, sweep->seq);
}

static int board(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct sweep sweep;
	struct rows *rows;

	if (sweep_find(rq, ask->sweep, &sweep) != 0)
		return -1;
	const char *day = sweep_day(rq, &sweep, ask->day);
	rows = key_level(rq->region) < SWEEP_COUNTED_TO ? counted(rq, &sweep, day)
							: read_from_doors(rq, &sweep, day);
	rq_reply_rows(rq);
	/* One list goes with the regions of today, a daily one with those of its day. */
	if (write_lines(rq, rows, sweep.is_daily == 1 ? day : rq->today) != 0)
		return -1;
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

/* Hours of a day: of a daily list its own day, else any day of the sweep. */
static int trend(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct sweep sweep;
	int64_t sum = 0;

	if (sweep_find(rq, ask->sweep, &sweep) != 0)
		return -1;
	if (key_level(rq->region) > LEVEL_COMMUNITY)
		return refuse(rq, 4812, "region",
			      "hours are counted down to the community; choose one or above");
	const char *last = strcmp(rq->today, sweep.until_day) < 0 ? rq->today : sweep.until_day;
	struct rows *rows =
		rq_rows(rq,
			"SELECT name, n FROM tally WHERE region = $3 AND region >= $1 "
			"AND region < $2 AND day = $4 AND name >= $5 AND name < $6 ORDER BY name",
			"tttt", rq->region, ask->day ? ask->day : last,
			sweep_tally_name(rq, sweep.seq, "valid@"),
			sweep_tally_name(rq, sweep.seq, "validA"));
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct hour hour = { .valid = rows_int(rows, 1) };

		hour.hour = strtol(strrchr(rows_text(rows, 0), '@') + 1, NULL, 10);
		sum += hour.valid;
		hour.sum = sum;
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &hour_shape, &hour, SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "sweep.board", DOES_READ, LOOKERS, IN_REACH, NULL, board, &ask_shape, &row_shape },
	{ "sweep.trend", DOES_READ, LOOKERS, IN_REACH, NULL, trend, &ask_shape, &hour_shape },
};

const struct room sweep_board_room = OWN_ROOM(sweep_board, "Board of a sweep");
