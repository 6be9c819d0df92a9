/* Exits tried, and exits listed.
 *
 * Rule: an exit that is closed, or opens in an emergency only, is opened on trial every
 * day; a day without a trial makes it red, and so does a trial on which it did not open. */
#include "duty.h"
#include "page.h"

struct test_row {
	int64_t exit, seq, at, by;
	int is_ok;
	const char *note;
};
#define REC struct test_row
static const struct field test_columns[] = {
	INT(exit, 1, INT64_MAX, .label = "Exit", .need = true),
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	AT(at, .label = "Tried", .need = true),
	FLAG(is_ok, .label = "It opened", .need = true),
	TEXT(note, 1, 200, .label = "Note"),
	INT(by, 0, INT64_MAX, .label = "Account that tried it", .need = true),
};
static const struct table tables[] = {
	TABLE("exit_test", test_columns, .bare = true, .key = "exit, seq"),
};
#undef REC

struct args {
	const char *exit, *note;
	int is_ok;
	int64_t number;
};
#define REC struct args
static const struct field test_fields[] = {
	REF(exit, "exit", .label = "Exit", .need = true),
	FLAG(is_ok, .label = "It opened", .need = true),
	TEXT(note, 1, 200, .label = "Note"),
};
static const struct shape test_shape = SHAPE(test_fields);
static const struct field number_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number", .need = true),
};
static const struct shape number_shape = SHAPE(number_fields);
static const struct field exit_fields[] = {
	REF(exit, "exit", .label = "Exit", .need = true),
};
static const struct shape exit_shape = SHAPE(exit_fields);
#undef REC

struct list_args {
	const char *region, *cursor;
	int is_red;
	int64_t limit;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	FLAG(is_red, .label = "Only what is red"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *exit, *name, *region, *region_name, *community, *reason, *keeper, *keeper_name,
		*note, *test_note;
	int state, is_fire_passage, is_red, is_ok, is_test_ok;
	int64_t at, tested_at, due_at, red_since;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(exit, "exit", .label = "Exit"),
	TEXT(name, 1, 60, .label = "Name"),
	REGION(region, .label = "Compound or grid"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(community, 1, 100, .label = "Community"),
	CHOICE(state, exit_states, .label = "State"),
	FLAG(is_fire_passage, .label = "Fire passage"),
	TEXT(reason, 1, 200, .label = "Reason"),
	TEXT(keeper, 2, 40, .label = "Login of who keeps the key"),
	TEXT(keeper_name, 1, 60, .label = "Who keeps the key"),
	AT(tested_at, .label = "Last opened on trial"),
	FLAG(is_test_ok, .label = "It opened"),
	TEXT(test_note, 1, 200, .label = "Note"),
	AT(due_at, .label = "To be tried by"),
	FLAG(is_red, .label = "Red"),
	AT(red_since, .label = "Red since"),
};
static const struct shape row_shape = SHAPE(row_fields);
static const struct field trial_fields[] = {
	AT(at, .label = "Tried"),
	FLAG(is_ok, .label = "It opened"),
	TEXT(note, 1, 200, .label = "Note"),
	TEXT(keeper, 2, 40, .label = "Login of who tried it"),
};
static const struct shape trial_shape = SHAPE(trial_fields);
#undef REC

/* Tried by hand: it opened, or it did not and is red at once. */
static int try_it(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct way_out e;
	int64_t red;

	if (exit_need(rq, "exit", args->exit, &e) != 0)
		return -1;
	if (e.state == EXIT_OPEN)
		return refuse(rq, 7008, "exit", "this exit stands open; only the others are tried");
	red = args->is_ok ? NOT_GIVEN : e.red_since != NOT_GIVEN ? e.red_since : rq->now;
	/* Free: the exit was just found in reach. */
	if (rq_run_free(rq,
			"INSERT INTO exit_test (exit, seq, at, is_ok, note, by) "
			"VALUES ($1, $2, $3, $4, $5, $6)",
			"iiiiti", e.seq, rq->seq, rq->now, (int64_t)args->is_ok, args->note,
			rq->actor->account) < 0 ||
	    rq_run_free(rq,
			"UPDATE exit SET tested_at = $2, due_at = $3, red_since = $4, changed = $5 "
			"WHERE seq = $1",
			"iiiii", e.seq, rq->now, rq->now + EXIT_TEST_MS, red, rq->seq) < 0)
		return -1;
	tally(rq, e.region, "", "exit.red", (red != NOT_GIVEN) - (e.red_since != NOT_GIVEN));
	return exit_watch(rq, &e, true);
}

/* Nobody tried it for a day. */
static int redden(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t n = rq_run(rq,
			   "UPDATE exit SET red_since = $4, changed = $5 WHERE seq = $3 "
			   "AND region >= $1 AND region < $2 AND void_at IS NULL AND state > 0 "
			   "AND red_since IS NULL",
			   "iii", args->number, rq->now, rq->seq);

	if (n > 0)
		tally(rq, rq->region, "", "exit.red", 1);
	return n < 0 ? -1 : 0;
}

static void write_row(struct request *rq, const struct shape *shape, const struct row *row)
{
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, shape, row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

#define LAST_TRIED                                                                                 \
	"LEFT JOIN exit_test t ON t.exit = e.seq AND t.seq = (SELECT max(x.seq) "                  \
	"FROM exit_test x WHERE x.exit = e.seq) "
#define TIES                                                                                       \
	"LEFT JOIN region r ON r.key = e.region " JOIN_COMMUNITY                                   \
	"LEFT JOIN account a ON a.seq = e.keeper " LAST_TRIED
#define WANTED                                                                                     \
	"WHERE e.region >= $1 AND e.region < $2 AND e.void_at IS NULL "                            \
	"AND ($3 <> 1 OR e.red_since IS NOT NULL) "

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t is_red = args->is_red;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 2, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT e.id, e.name, e.region, r.name, e.state, e.is_fire_passage, "
		       "e.reason, a.login, a.sealed, e.tested_at, e.due_at, e.red_since, "
		       "e.seq, t.is_ok, t.note, k.name FROM exit e " TIES WANTED
		       "AND (e.region > $4 OR (e.region = $4 AND e.seq > $5)) "
		       "ORDER BY e.region, e.seq LIMIT $6",
		       "itii", is_red, page.text[0], page.number[1], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = { .exit = rows_text(rows, 0),
				   .name = rows_text(rows, 1),
				   .region = rows_text(rows, 2),
				   .region_name = rows_text(rows, 3),
				   .community = rows_text(rows, 15),
				   .state = (int)rows_int(rows, 4),
				   .is_fire_passage = (int)rows_int(rows, 5),
				   .reason = rows_text(rows, 6),
				   .keeper = rows_text(rows, 7),
				   .keeper_name = staff_name(rq, rows, 8),
				   .tested_at = rows_int(rows, 9),
				   .due_at = rows_int(rows, 10),
				   .red_since = rows_int(rows, 11),
				   .is_test_ok =
					   rows_is_null(rows, 13) ? -1 : (int)rows_int(rows, 13),
				   .test_note = rows_text(rows, 14),
				   .is_red = !rows_is_null(rows, 11) };

		write_row(rq, &row_shape, &row);
		page_row(rq, &page, "%s:%" PRId64, row.region, rows_int(rows, 12));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM exit e " WANTED, "i", is_red));
}

/* The last sixty trials of one exit, the newest first. */
static int trials(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct way_out e;
	struct rows *rows;

	if (exit_need(rq, "exit", args->exit, &e) != 0)
		return -1;
	/* Free: the exit was just found in reach. */
	rows = rq_rows_free(rq,
			    "SELECT t.at, t.is_ok, t.note, a.login FROM exit_test t "
			    "LEFT JOIN account a ON a.seq = t.by WHERE t.exit = $1 "
			    "ORDER BY t.seq DESC LIMIT 60",
			    "i", e.seq);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = { .at = rows_int(rows, 0),
				   .is_ok = (int)rows_int(rows, 1),
				   .note = rows_text(rows, 2),
				   .keeper = rows_text(rows, 3) };

		write_row(rq, &trial_shape, &row);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "exit.test", DOES_OWN, .who = DUTY_SEERS, .where = IN_REACH, .run = try_it,
	  .takes = &test_shape },
	{ "exit.redden", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = redden,
	  .takes = &number_shape },
	{ "exit.list", DOES_READ, .who = DUTY_SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "exit.tests", DOES_READ, .who = DUTY_SEERS, .where = IN_REACH, .run = trials,
	  .takes = &exit_shape, .gives = &trial_shape },
};

const struct room exit_test_room =
	OWN_ROOM(exit_test, "Exits tried", .tables = tables, .n_tables = (int)COUNT_OF(tables));
