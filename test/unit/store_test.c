/* The store's contract, one suite run on SQLite and, when LIANFANG_TEST_PG
 * holds an address (test/with-postgres gives one), on PostgreSQL too.
 *
 * Rule: what only one of them can do is tested in engines_test.c. */
#include "store_place.h"
#include "migrate.h"

#include <math.h>
#include <pthread.h>

static void keeps_every_type(void **state)
{
	static const char bytes[] = { 0, 1, (char)0xff, 0, 'x' };
	static const int64_t numbers[] = { 0, 1, -1, INT64_MAX, INT64_MIN + 1, 4294967295 };
	struct rows *rows;
	size_t n_bytes;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		assert_int_equal(db_run(place.db, "INSERT INTO item VALUES ($1, $2, $3, $4)",
					"itdb", numbers[i], "联防 \U0001F600 'q' $1",
					1.5e300 * (double)i, bytes, sizeof bytes),
				 1);
	rows = db_rows(place.db, place.arena, "SELECT k, name, real, bytes FROM item ORDER BY k",
		       "");
	assert_int_equal(rows_next(rows), 1);
	assert_int_equal(rows_int(rows, 0), INT64_MIN + 1);
	assert_int_equal(rows_next(rows), 1);
	assert_int_equal(rows_int(rows, 0), -1);
	assert_int_equal(rows_next(rows), 1);
	assert_int_equal(rows_next(rows), 1);
	assert_int_equal(rows_int(rows, 0), 1);
	assert_string_equal(rows_text(rows, 1), "联防 \U0001F600 'q' $1");
	assert_true(rows_real(rows, 2) == 1.5e300);
	assert_memory_equal(rows_blob(rows, 3, &n_bytes), bytes, sizeof bytes);
	assert_int_equal(n_bytes, sizeof bytes);
	assert_int_equal(rows_columns(rows), 4);
	assert_string_equal(rows_name(rows, 2), "real");
	assert_int_equal(rows_next(rows), 1);
	assert_int_equal(rows_int(rows, 0), 4294967295);
	assert_int_equal(rows_next(rows), 1);
	assert_int_equal(rows_int(rows, 0), INT64_MAX);
	assert_int_equal(rows_next(rows), 0);
	assert_int_equal(rows_next(rows), 0);
	assert_false(rows_failed(rows));
}

static void absent_is_not_zero(void **state)
{
	struct rows *rows;
	size_t n_bytes = 9;

	(void)state;
	assert_int_equal(db_run(place.db, "INSERT INTO item VALUES ($1, $2, $3, $4)", "itdb",
				INT64_C(1), NULL, (double)NAN, NULL, (size_t)3),
			 1);
	assert_int_equal(db_run(place.db, "INSERT INTO item VALUES ($1, $2, $3, $4)", "itdb",
				INT64_C(2), "", 0.0, "", (size_t)0),
			 1);
	assert_int_equal(
		db_run(place.db, "INSERT INTO tally VALUES ('p', 'd', $1)", "i", NOT_GIVEN), -1);
	rows = db_rows(place.db, place.arena,
		       "SELECT name, real, bytes, CAST(NULL AS bigint) FROM item ORDER BY k", "");
	assert_int_equal(rows_next(rows), 1);
	for (int i = 0; i < 4; i++)
		assert_true(rows_is_null(rows, i));
	assert_null(rows_text(rows, 0));
	assert_true(isnan(rows_real(rows, 1)));
	assert_null(rows_blob(rows, 2, &n_bytes));
	assert_int_equal(n_bytes, 0);
	assert_true(rows_int(rows, 3) == NOT_GIVEN);
	assert_int_equal(rows_next(rows), 1);
	assert_string_equal(rows_text(rows, 0), "");
	assert_true(rows_real(rows, 1) == 0.0);
	assert_non_null(rows_blob(rows, 2, &n_bytes));
	assert_int_equal(n_bytes, 0);
	rows_end(rows);
	rows_end(rows);
	rows_end(NULL);
	assert_int_equal(rows_next(NULL), -1);
	assert_true(rows_failed(NULL));
}

static void parameters_go_by_number(void **state)
{
	struct db_param params[3] = { { .type = 'i', .number = 4 },
				      { .type = 't', .text = "four" },
				      { .type = 'd', .real = (double)NAN } };
	struct rows *rows;

	(void)state;
	assert_int_equal(db_run(place.db, "INSERT INTO item (name, k) VALUES ($2, $1)", "it",
				INT64_C(3), "three"),
			 1);
	assert_int_equal(db_run_p(place.db, "INSERT INTO item (k, name, real) VALUES ($1, $2, $3)",
				  params, 3),
			 1);
	rows = db_rows_p(
		place.db, place.arena,
		"SELECT k FROM item WHERE (name = $2 OR $2 = 'none') AND k = $1 AND k <= $1",
		params, 2);
	assert_int_equal(rows_next(rows), 1);
	assert_int_equal(rows_int(rows, 0), 4);
	assert_int_equal(rows_next(rows), 0);
	/* A NULL in a comparison finds nothing; one parameter may stand unused. */
	rows = db_rows(place.db, place.arena, "SELECT k FROM item WHERE name = $1", "ti", NULL,
		       INT64_C(1));
	assert_int_equal(rows_next(rows), 0);
	/* One too few is refused. */
	assert_int_equal(db_run(place.db, "DELETE FROM item WHERE k = $2", "i", INT64_C(3)), -1);
	assert_int_equal(count_in(place.db), 2);
}

static void runs_tell_what_changed(void **state)
{
	int64_t before;

	(void)state;
	add(1, "a");
	add(2, "b");
	before = db_writes(place.db);
	assert_int_equal(
		db_run(place.db, "UPDATE item SET name = 'z' WHERE k > $1", "i", INT64_C(9)), 0);
	assert_int_equal(db_writes(place.db), before);
	assert_int_equal(db_run(place.db, "SELECT k FROM item", ""), 0);
	assert_int_equal(db_writes(place.db), before);
	assert_int_equal(db_run(place.db, "UPDATE item SET name = 'z'", ""), 2);
	assert_true(db_writes(place.db) > before);
	before = db_writes(place.db);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL,
				"UPDATE item SET k = k + 10 WHERE k = $1 RETURNING k", "i",
				INT64_C(2)),
			 12);
	assert_true(db_writes(place.db) > before);
	assert_int_equal(
		db_one(place.db, place.arena, -5, NULL, "SELECT k FROM item WHERE k = 99", ""), -5);
	assert_int_equal(db_one(place.db, place.arena, 0, NULL,
				"SELECT CAST(sum(k) AS bigint) FROM item", ""),
			 13);
}

static void text_sorts_by_bytes_and_knows_case(void **state)
{
	static const char *const names[] = { "a", "B", "A", "中", "é", "_", "b", "1", "aB", "Ab" };
	static const char *const sorted[] = { "1", "A", "Ab", "B", "_", "a", "aB", "b", "é", "中" };
	struct rows *rows;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		add((int64_t)i, names[i]);
	rows = db_rows(place.db, place.arena, "SELECT name FROM item ORDER BY name", "");
	for (size_t i = 0; i < COUNT_OF(sorted); i++) {
		assert_int_equal(rows_next(rows), 1);
		assert_string_equal(rows_text(rows, 0), sorted[i]);
	}
	assert_int_equal(rows_next(rows), 0);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL,
				"SELECT count(*) FROM item WHERE name >= $1 AND name < $2", "tt",
				"A", "B"),
			 2);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL,
				"SELECT count(*) FROM item WHERE name LIKE 'a%'", ""),
			 2);
}

static void numbers_read_as_text_look_alike(void **state)
{
	struct rows *rows = db_rows(place.db, place.arena,
				    "SELECT CAST(-12 AS bigint), CAST(2 AS double precision),"
				    " CAST(0.1 AS double precision), CAST('77' AS text),"
				    " CAST(1e300 AS double precision)",
				    "");

	(void)state;
	assert_int_equal(rows_next(rows), 1);
	assert_string_equal(rows_text(rows, 0), "-12");
	assert_string_equal(rows_text(rows, 1), "2.0");
	assert_string_equal(rows_text(rows, 2), "0.1");
	assert_string_equal(rows_text(rows, 4), "1.0e+300");
	assert_string_equal(rows_text(rows, 0), "-12");
	assert_int_equal(rows_int(rows, 1), 2);
	assert_int_equal(rows_int(rows, 3), 77);
	assert_true(rows_real(rows, 0) == -12.0);
	assert_true(rows_real(rows, 3) == 77.0);
}

static void transactions_keep_or_undo(void **state)
{
	struct db *other = open_or_die(DB_READ);

	(void)state;
	assert_int_equal(db_begin(place.db), 0);
	add(1, "one");
	assert_int_equal(count_in(other), 0);
	assert_int_equal(db_begin(place.db), -1); /* they do not nest, and that spoils it */
	assert_int_equal(db_commit(place.db), -1);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(count_in(place.db), 0);
	assert_int_equal(db_begin(place.db), 0);
	add(1, "one");
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(count_in(other), 1);
	assert_int_equal(db_begin(place.db), 0);
	add(2, "two");
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(db_commit(place.db), -1);
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(count_in(other), 1);
	db_close(other);
}

static void a_failure_spoils_the_transaction(void **state)
{
	int outcome = 0;

	(void)state;
	add(1, "one");
	assert_int_equal(db_begin(place.db), 0);
	add(2, "two");
	assert_int_equal(db_run(place.db, "INSERT INTO item (k) VALUES ($1)", "i", INT64_C(1)), -1);
	assert_true(strlen(db_why(place.db)) > 5);
	assert_false(db_is_full(place.db));
	assert_false(db_is_lost(place.db));
	assert_int_equal(db_run(place.db, "INSERT INTO item (k) VALUES ($1)", "i", INT64_C(3)), -1);
	assert_int_equal(
		db_one(place.db, place.arena, -3, &outcome, "SELECT count(*) FROM item", ""), -3);
	assert_int_equal(outcome, -1);
	assert_null(db_rows(place.db, place.arena, "SELECT k FROM item", ""));
	assert_int_equal(db_savepoint(place.db), -1);
	assert_int_equal(db_commit(place.db), -1);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(count_in(place.db), 1);
	/* Outside a transaction a failure spoils nothing. */
	assert_int_equal(db_run(place.db, "INSERT INTO nowhere VALUES (1)", ""), -1);
	assert_int_equal(db_run(place.db, "this is not SQL", ""), -1);
	assert_null(db_rows(place.db, place.arena, "SELECT nothing FROM item", ""));
	add(2, "two");
	/* A statement that failed to prepare works once its table is there. */
	script("CREATE TABLE nowhere (x INTEGER) STRICT", "CREATE TABLE nowhere (x bigint)");
	assert_int_equal(db_run(place.db, "INSERT INTO nowhere VALUES (1)", ""), 1);
}

static void savepoints_undo_one_part(void **state)
{
	(void)state;
	assert_int_equal(db_begin(place.db), 0);
	add(1, "before");
	assert_int_equal(db_savepoint(place.db), 0);
	add(2, "undone");
	assert_int_equal(db_run(place.db, "INSERT INTO item (k) VALUES ($1)", "i", INT64_C(1)), -1);
	assert_int_equal(db_release(place.db), -1);
	assert_int_equal(db_rollback_to(place.db), 0);
	assert_int_equal(db_savepoint(place.db), 0);
	add(3, "kept");
	assert_int_equal(db_release(place.db), 0);
	assert_int_equal(db_savepoint(place.db), 0);
	add(4, "refused after writing");
	assert_int_equal(db_rollback_to(place.db), 0);
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(count_in(place.db), 2);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL,
				"SELECT CAST(sum(k) AS bigint) FROM item", ""),
			 4);
	assert_int_equal(db_release(place.db), -1);
	assert_int_equal(db_rollback_to(place.db), -1);
}

static void a_read_transaction_sees_one_moment(void **state)
{
	struct db *reader = open_or_die(DB_READ);

	(void)state;
	add(1, "one");
	assert_int_equal(db_begin(reader), 0);
	assert_int_equal(count_in(reader), 1);
	add(2, "two");
	assert_int_equal(count_in(reader), 1);
	assert_int_equal(db_commit(reader), 0);
	assert_int_equal(count_in(reader), 2);
	assert_int_equal(db_begin(reader), 0);
	assert_int_equal(db_rollback(reader), 0);
	assert_int_equal(count_in(reader), 2);
	db_close(reader);
}

/* More than the writer keeps in memory, so that parts of it lie in the log before their
 * time: undone it never was, kept it is whole for everybody, and after opening it again. */
static void a_transaction_larger_than_memory(void **state)
{
	struct db *reader = open_or_die(DB_READ);
	char name[2001];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	if (!place.is_postgres)
		script("PRAGMA cache_size = 10", "");
	for (int round = 0; round < 3; round++) {
		assert_int_equal(db_begin(place.db), 0);
		for (int i = 0; i < 600; i++)
			add(round * 1000 + i, name);
		assert_int_equal(count_in(place.db), round < 2 ? 600 : 1200);
		assert_int_equal(count_in(reader), round < 2 ? 0 : 600);
		if (round == 0)
			assert_int_equal(db_rollback(place.db), 0);
		else
			assert_int_equal(db_commit(place.db), 0);
		assert_int_equal(count_in(reader), round * 600);
	}
	db_close(reader);
	reader = open_or_die(DB_READ);
	assert_int_equal(db_one(reader, place.arena, 0, NULL,
				"SELECT count(*) FROM item WHERE length(name) = 2000", ""),
			 1200);
	db_close(reader);
}

static void a_read_connection_refuses_to_write(void **state)
{
	struct db *reader = open_or_die(DB_READ);

	(void)state;
	assert_int_equal(db_run(reader, "INSERT INTO item (k) VALUES (1)", ""), -1);
	assert_int_equal(db_run(reader, "DROP TABLE item", ""), -1);
	assert_int_equal(db_begin(reader), 0);
	assert_int_equal(db_run(reader, "DELETE FROM item", ""), -1);
	assert_int_equal(db_rollback(reader), 0);
	assert_int_equal(count_in(reader), 0);
	db_close(reader);
}

static const struct db_bulk items = { "item", "k, name, real, bytes", "itdb", "" };
static const struct db_bulk items_once = { "item", "k, name", "it", "ON CONFLICT (k) DO NOTHING" };
static const struct db_bulk tallies = {
	"tally", "place, day, n", "tti",
	"ON CONFLICT (place, day) DO UPDATE SET n = tally.n + excluded.n"
};

static void appended_rows_arrive(void **state)
{
	struct rows *rows;

	(void)state;
	assert_int_equal(db_begin(place.db), 0);
	for (int64_t k = 0; k < 2500; k++) {
		char name[32];

		snprintf(name, sizeof name, "行 %" PRId64, k);
		assert_int_equal(db_append(place.db, &items, k, k % 3 ? name : NULL,
					   k % 5 ? (double)k / 2 : (double)NAN, name,
					   k % 7 ? strlen(name) : 0),
				 0);
	}
	assert_int_equal(db_flush(place.db), 0);
	assert_int_equal(count_in(place.db), 2500);
	for (int64_t k = 2400; k < 2600; k++)
		assert_int_equal(db_append(place.db, &items_once, k, "again"), 0);
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(count_in(place.db), 2600);
	rows = db_rows(place.db, place.arena, "SELECT name, real, bytes FROM item WHERE k = $1",
		       "i", INT64_C(2401));
	assert_int_equal(rows_next(rows), 1);
	assert_string_equal(rows_text(rows, 0), "行 2401");
	assert_true(rows_real(rows, 1) == 1200.5);
	rows = db_rows(place.db, place.arena, "SELECT name, real, bytes FROM item WHERE k = $1",
		       "i", INT64_C(2415));
	assert_int_equal(rows_next(rows), 1);
	assert_true(rows_is_null(rows, 0));
	assert_true(rows_is_null(rows, 1));
	assert_false(rows_is_null(rows, 2));
	/* Outside a transaction a row is there at once. */
	assert_int_equal(db_append(place.db, &items_once, INT64_C(9000), "alone"), 0);
	assert_int_equal(count_in(place.db), 2601);
}

/* One statement that touches a row twice is refused by PostgreSQL; the store
 * must not let that show. */
static void appended_tallies_add_up(void **state)
{
	(void)state;
	assert_int_equal(db_begin(place.db), 0);
	for (int64_t i = 0; i < 900; i++) {
		char name[16];

		snprintf(name, sizeof name, "p%d", (int)(i % 300));
		assert_int_equal(db_append(place.db, &tallies, name, "2020-02-04", INT64_C(1)), 0);
		assert_int_equal(db_append(place.db, &tallies, "all", "2020-02-04", i), 0);
	}
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL,
				"SELECT n FROM tally WHERE place = 'all'", ""),
			 899 * 450);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL,
				"SELECT count(*) FROM tally WHERE n = 3 AND place <> 'all'", ""),
			 300);
}

static void appended_rows_are_undone_too(void **state)
{
	(void)state;
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(db_append(place.db, &items_once, INT64_C(1), "before"), 0);
	assert_int_equal(db_savepoint(place.db), 0);
	assert_int_equal(db_append(place.db, &items_once, INT64_C(2), "undone"), 0);
	assert_int_equal(db_rollback_to(place.db), 0);
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(count_in(place.db), 1);
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(db_append(place.db, &items_once, INT64_C(3), "undone"), 0);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(count_in(place.db), 1);
}

/* A failure sent without waiting shows at the latest when it must. */
static void a_sent_failure_is_never_lost(void **state)
{
	static const char insert[] = "INSERT INTO item (k, name) VALUES ($1, $2)";
	static const struct db_bulk plain = { "item", "k, name", "it", "" };

	(void)state;
	add(1, "one");
	for (int way = 0; way < 2; way++) {
		assert_int_equal(db_begin(place.db), 0);
		assert_int_equal(db_send(place.db, insert, "it", INT64_C(2), "two"), 0);
		if (way)
			db_send(place.db, insert, "it", INT64_C(1), "twice");
		else
			db_append(place.db, &plain, INT64_C(1), "twice");
		assert_int_equal(db_commit(place.db), -1);
		assert_int_equal(db_rollback(place.db), 0);
		assert_int_equal(count_in(place.db), 1);
		/* The same inside a savepoint: it shows at its end, and only that part goes. */
		assert_int_equal(db_begin(place.db), 0);
		assert_int_equal(db_send(place.db, insert, "it", 10 + (int64_t)way, "kept"), 0);
		assert_int_equal(db_savepoint(place.db), 0);
		if (way)
			db_send(place.db, insert, "it", INT64_C(1), "twice");
		else
			db_append(place.db, &plain, INT64_C(1), "twice");
		assert_int_equal(db_release(place.db), -1);
		assert_int_equal(db_rollback_to(place.db), 0);
		assert_int_equal(db_commit(place.db), 0);
		assert_int_equal(db_run(place.db, "DELETE FROM item WHERE k > 1", ""), 1);
	}
	/* What was to be prepared after it was not, and is when it is needed. */
	assert_int_equal(db_begin(place.db), 0);
	db_send(place.db, insert, "it", INT64_C(1), "twice");
	db_send(place.db, "DELETE FROM item WHERE k = $1", "i", INT64_C(1));
	assert_int_equal(db_commit(place.db), -1);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(db_run(place.db, "DELETE FROM item WHERE k = $1", "i", INT64_C(1)), 1);
	add(1, "one");
	/* One that fails before the savepoint is not blamed on it. */
	assert_int_equal(db_begin(place.db), 0);
	if (db_send(place.db, insert, "it", INT64_C(1), "twice") == 0)
		assert_int_equal(db_savepoint(place.db), -1);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(db_send(place.db, insert, "it", INT64_C(1), "twice"), -1);
	assert_int_equal(db_send(place.db, insert, "it", INT64_C(2), "two"), 0);
	assert_int_equal(count_in(place.db), 2);
}

static void rows_live_as_long_as_promised(void **state)
{
	struct arena *brief = arena_new(1 << 16);
	struct rows *outer, *inner;
	char name[8] = "x";

	(void)state;
	for (int64_t k = 0; k < 50; k++)
		add(k, "x");
	/* The caller's text may change while rows are read. */
	outer = db_rows(place.db, place.arena, "SELECT k FROM item WHERE name = $1 ORDER BY k", "t",
			name);
	memset(name, 'a', sizeof name - 1);
	for (int64_t k = 0; k < 50; k++) {
		assert_int_equal(rows_next(outer), 1);
		assert_int_equal(rows_int(outer, 0), k);
		/* Others may be read and written meanwhile, and left open. */
		inner = db_rows(place.db, brief, "SELECT name FROM item WHERE k = $1", "i", k);
		assert_int_equal(rows_next(inner), 1);
		assert_string_equal(rows_text(inner, 0), "x");
		if (k % 10 == 0)
			arena_reset(brief);
		assert_int_equal(db_run(place.db, "UPDATE tally SET n = 1", ""), 0);
		assert_int_equal(rows_int(outer, 0), k);
	}
	assert_int_equal(rows_next(outer), 0);
	arena_free(brief);
	/* The end of a transaction ends the rows read in it. */
	assert_int_equal(db_begin(place.db), 0);
	outer = db_rows(place.db, place.arena, "SELECT k FROM item ORDER BY k", "");
	assert_int_equal(rows_next(outer), 1);
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(rows_next(outer), -1);
	assert_true(rows_failed(outer));
	assert_int_equal(db_run(place.db, "DELETE FROM item", ""), 50);
}

static void many_statements_are_remembered_and_forgotten(void **state)
{
	char sql[100];

	(void)state;
	add(1, "one");
	/* One address, many texts; more texts than the cache holds; twice. */
	for (int i = 0; i < 2400; i++) {
		snprintf(sql, sizeof sql, "SELECT k + %d FROM item WHERE k = $1", i % 1200);
		assert_int_equal(db_one(place.db, place.arena, -1, NULL, sql, "i", INT64_C(1)),
				 1 + i % 1200);
	}
	/* One text with other types is another statement. */
	snprintf(sql, sizeof sql, "SELECT count(*) FROM item WHERE $1 IS NOT NULL");
	assert_int_equal(db_one(place.db, place.arena, -1, NULL, sql, "i", INT64_C(1)), 1);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL, sql, "t", "x"), 1);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL, sql, "t", NULL), 0);
}

static void failures_can_be_asked_for(void **state)
{
	int n_failed = 0;

	(void)state;
	for (int64_t nth = 1; nth <= 8; nth++) {
		int outcome = 0;

		db_fail_at(place.db, nth);
		outcome |= db_begin(place.db);
		outcome |= db_run(place.db, "INSERT INTO item (k) VALUES ($1)", "i", nth) < 0;
		outcome |= db_send(place.db, "INSERT INTO item (k) VALUES ($1)", "i", nth + 100);
		outcome |= db_append(place.db, &items_once, nth + 200, "x");
		(void)db_one(place.db, place.arena, 0, &outcome, "SELECT count(*) FROM item", "");
		outcome |= db_commit(place.db);
		db_fail_at(place.db, 0);
		assert_int_equal(db_rollback(place.db), 0);
		n_failed += outcome != 0;
	}
	assert_int_equal(n_failed, 6);
	/* A begin that failed left three statements to run on their own. */
	assert_int_equal(count_in(place.db), 2 * 3 + 3);
}

static void *use_pool(void *pool)
{
	struct arena *arena = arena_new(1 << 16);
	int64_t n = 0;

	for (int i = 0; i < 200; i++) {
		struct db *db = db_pool_take(pool);

		if (db_begin(db) == 0)
			n += db_one(db, arena, 0, NULL, "SELECT count(*) FROM item", "");
		if (i % 2)
			db_commit(db); /* the other half is the pool's to clear away */
		db_pool_give(pool, db);
	}
	arena_free(arena);
	return (void *)(intptr_t)n;
}

static void a_pool_serves_more_threads_than_it_has(void **state)
{
	pthread_t threads[8];
	char why[200] = "";
	struct db_pool *pool;

	(void)state;
	add(1, "one");
	pool = db_pool_new(place.url, 3, why);
	assert_non_null(pool);
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, use_pool, pool), 0);
	for (size_t i = 0; i < COUNT_OF(threads); i++) {
		void *n;

		pthread_join(threads[i], &n);
		assert_int_equal((intptr_t)n, 200);
	}
	db_pool_free(pool);
}

static void indexes_go_and_come(void **state)
{
	static const char *const names[] = { "item_by_name", "not_there" };

	(void)state;
	assert_int_equal(db_indexes_drop(place.db, names, 2), 0);
	assert_int_equal(db_run(place.db, "CREATE INDEX item_by_name ON item (name)", ""), 0);
}

static void scripts_run_whole(void **state)
{
	(void)state;
	add(1, "one");
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(db_script(place.db, "DELETE FROM item; INSERT INTO item (k) VALUES (5);"
					     "INSERT INTO item (k) VALUES (6)"),
			 0);
	assert_int_equal(count_in(place.db), 2);
	assert_int_equal(db_script(place.db, "DELETE FROM item; nonsense; DELETE FROM tally"), -1);
	assert_int_equal(db_commit(place.db), -1);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(count_in(place.db), 1);
}

static void migrations_run_once_and_refuse_the_future(void **state)
{
	char why[200] = "";
	int n_known = 0, n;

	(void)state;
	while (migrations[n_known].number)
		n_known++;
	script("DROP TABLE item; DROP TABLE tally", "DROP TABLE item; DROP TABLE tally");
	n = migrate(place.db, why);
	if (n < 0)
		fail_msg("%s", why);
	assert_int_equal(n, n_known);
	assert_int_equal(migrate(place.db, why), 0);
	/* What a build of another day did under the same name; then as it was. */
	assert_int_equal(
		db_run(place.db, "UPDATE migration SET name = name || '00' WHERE number = 1", ""),
		1);
	assert_int_equal(migrate(place.db, why), -1);
	assert_non_null(strstr(why, "another build"));
	assert_int_equal(db_run(place.db,
				"UPDATE migration SET name = substr(name, 1, length(name) - 2) "
				"WHERE number = 1",
				""),
			 1);
	assert_int_equal(migrate(place.db, why), 0);
	assert_int_equal(db_run(place.db, "INSERT INTO migration VALUES (9999, 'later', 0)", ""),
			 1);
	assert_int_equal(migrate(place.db, why), -1);
	assert_non_null(strstr(why, "newer"));
}

static void a_wrong_address_is_told(void **state)
{
	char why[200] = "";

	(void)state;
	assert_null(db_open(place.is_postgres ? "postgres://nobody:secret@/none?host=/nowhere"
					      : "/nowhere/at/all.db",
			    DB_WRITE, why));
	assert_true(strlen(why) > 10);
	assert_null(strstr(why, "secret"));
}

int main(void)
{
	const struct CMUnitTest contract[] = {
		TEST(keeps_every_type),
		TEST(absent_is_not_zero),
		TEST(parameters_go_by_number),
		TEST(runs_tell_what_changed),
		TEST(text_sorts_by_bytes_and_knows_case),
		TEST(numbers_read_as_text_look_alike),
		TEST(transactions_keep_or_undo),
		TEST(a_failure_spoils_the_transaction),
		TEST(savepoints_undo_one_part),
		TEST(a_read_transaction_sees_one_moment),
		TEST(a_transaction_larger_than_memory),
		TEST(a_read_connection_refuses_to_write),
		TEST(appended_rows_arrive),
		TEST(appended_tallies_add_up),
		TEST(appended_rows_are_undone_too),
		TEST(a_sent_failure_is_never_lost),
		TEST(rows_live_as_long_as_promised),
		TEST(many_statements_are_remembered_and_forgotten),
		TEST(failures_can_be_asked_for),
		TEST(a_pool_serves_more_threads_than_it_has),
		TEST(indexes_go_and_come),
		TEST(scripts_run_whole),
		TEST(migrations_run_once_and_refuse_the_future),
		TEST(a_wrong_address_is_told),
	};
	int n_failed;

	if (!go_to_sqlite())
		return 1;
	n_failed = cmocka_run_group_tests_name("store on SQLite", contract, NULL, NULL);
	if (go_to_postgres())
		n_failed +=
			cmocka_run_group_tests_name("store on PostgreSQL", contract, NULL, NULL);
	return n_failed;
}
