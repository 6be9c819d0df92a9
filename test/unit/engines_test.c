/* What only one engine can do, or do wrong: a full disk, a live copy, a lost
 * connection.
 *
 * Rule: failures are the system's own (a refused write, a closed connection),
 * not switches in the store. */
#include "store_place.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* ---- SQLite alone ---- */

static int add_blob(size_t n_bytes)
{
	static char bytes[100000];

	return (int)db_run(place.db, "INSERT INTO item (bytes) VALUES ($1)", "b", bytes, n_bytes);
}

static void a_full_disk_is_told_and_passes(void **state)
{
	(void)state;
	assert_int_equal(add_blob(1000), 1);
	assert_int_equal(db_script(place.db, "PRAGMA max_page_count = 40"), 0);
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(add_blob(5000), 1);
	while (add_blob(50000) == 1)
		;
	assert_true(db_is_full(place.db));
	assert_int_equal(db_commit(place.db), -1);
	assert_int_equal(add_blob(10), -1);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(count_in(place.db), 1);
	assert_int_equal(db_script(place.db, "PRAGMA max_page_count = 400000"), 0);
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(add_blob(100000), 1);
	assert_int_equal(db_commit(place.db), 0);
	assert_false(db_savepoint(place.db) == 0);
}

/* The same with a real write that the system refuses. */
static void a_refused_write_keeps_nothing(void **state)
{
	struct rlimit old, small;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 600000;
	assert_int_equal(add_blob(1000), 1);
	setrlimit(RLIMIT_FSIZE, &small);
	assert_int_equal(db_begin(place.db), 0);
	for (int i = 0; i < 20; i++)
		assert_int_equal(add_blob(100000), 1);
	assert_int_equal(db_commit(place.db), -1);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(count_in(place.db), 1);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(add_blob(100000), 1);
	assert_int_equal(db_commit(place.db), 0);
	db_close(place.db);
	place.db = open_or_die(DB_WRITE);
	assert_int_equal(count_in(place.db), 2);
}

struct adding {
	bool is_ended;
	int64_t n; /* rows that are committed */
};

static void *keep_adding(void *self)
{
	struct adding *adding = self;
	struct db *db = place.db;
	int64_t k = 1000000;

	while (!__atomic_load_n(&adding->is_ended, __ATOMIC_ACQUIRE)) {
		assert_int_equal(db_begin(db), 0);
		for (int i = 0; i < 2; i++)
			assert_int_equal(db_run(db, "INSERT INTO item (k) VALUES ($1)", "i", ++k),
					 1);
		assert_int_equal(db_commit(db), 0);
		__atomic_store_n(&adding->n, k - 1000000, __ATOMIC_RELEASE);
	}
	return NULL;
}

static void a_copy_of_a_live_database_is_whole(void **state)
{
	struct db *reader = open_or_die(DB_READ), *side = open_or_die(DB_WRITE), *copy;
	char path[80], why[200];
	struct adding adding = { 0 };
	pthread_t thread;
	int64_t n, n_before;

	(void)state;
	snprintf(path, sizeof path, "%s/copy.db", dir);
	/* So large that page by page it takes longer than several commits. */
	assert_int_equal(db_begin(place.db), 0);
	for (int i = 0; i < 500; i++)
		assert_int_equal(add_blob(100000), 1);
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(pthread_create(&thread, NULL, keep_adding, &adding), 0);
	while ((n_before = __atomic_load_n(&adding.n, __ATOMIC_ACQUIRE)) < 20)
		usleep(100);
	assert_int_equal(db_copy(reader, path, 1), 0);
	assert_int_equal(db_copy(reader, path, 10), -1); /* never over an existing file */
	for (int i = 0; i < 5; i++)
		assert_int_equal(db_checkpoint(side), 0);
	__atomic_store_n(&adding.is_ended, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	copy = db_open(path, DB_READ, why);
	assert_non_null(copy);
	n = count_in(copy) - 500;
	assert_true(n > 0 && n <= adding.n && n % 2 == 0);
	/* It is of the moment it began, not of one when the writer happened to rest. */
	assert_in_range(n, n_before, n_before + 200);
	assert_int_equal(db_one(copy, place.arena, -1, NULL,
				"SELECT count(*) FROM pragma_integrity_check() WHERE"
				" integrity_check = 'ok'",
				""),
			 1);
	db_close(copy);
	db_close(side);
	db_close(reader);
	unlink(path);
	snprintf(path, sizeof path, "%s/copy.db-wal", dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/copy.db-shm", dir);
	unlink(path);
}

static void *keep_reading(void *is_ended)
{
	struct db *db = open_or_die(DB_READ);

	while (!__atomic_load_n((bool *)is_ended, __ATOMIC_ACQUIRE)) {
		assert_int_equal(db_begin(db), 0);
		db_one(db, NULL, 0, NULL, "SELECT count(*) FROM item", "");
		usleep(1000);
		assert_int_equal(db_commit(db), 0);
	}
	db_close(db);
	return NULL;
}

/* With someone always reading, the log must still begin anew. */
static void the_log_stays_small_under_steady_reading(void **state)
{
	static char bytes[200000];
	bool is_ended = false;
	pthread_t threads[3];
	struct stat log;
	char path[80];

	(void)state;
	add(1, "changed again and again");
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		pthread_create(&threads[i], NULL, keep_reading, &is_ended);
	for (int i = 0; i < 1200; i++) {
		memset(bytes, i, sizeof bytes); /* what is the same is not written */
		assert_int_equal(
			db_run(place.db, "UPDATE item SET bytes = $1", "b", bytes, sizeof bytes),
			1);
	}
	__atomic_store_n(&is_ended, true, __ATOMIC_RELEASE);
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		pthread_join(threads[i], NULL);
	snprintf(path, sizeof path, "%s-wal", file);
	assert_int_equal(stat(path, &log), 0);
	assert_in_range(log.st_size, 40 << 20, 140 << 20); /* 240 MB went through it */
}

/* ---- PostgreSQL alone ---- */

static void other_types_are_refused(void **state)
{
	(void)state;
	add(1, "one");
	assert_null(db_rows(place.db, place.arena, "SELECT sum(k) FROM item", ""));
	assert_non_null(strstr(db_why(place.db), "CAST the sum to bigint"));
	assert_null(db_rows(place.db, place.arena, "SELECT now() FROM item", ""));
	assert_int_equal(db_begin(place.db), 0);
	assert_null(db_rows(place.db, place.arena, "SELECT sum(k) FROM item", ""));
	assert_int_equal(db_commit(place.db), -1);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(count_in(place.db), 1);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL, "SELECT CAST(-3 AS int)", ""), -3);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL, "SELECT CAST(-3 AS smallint)", ""),
			 -3);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL, "SELECT 1 = 1", ""), 1);
	assert_int_equal(db_copy(place.db, "/tmp/never", 10), -1);
	assert_int_equal(db_checkpoint(place.db), 0);
}

static void a_full_server_is_told(void **state)
{
	(void)state;
	script("", "CREATE FUNCTION fill() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RAISE"
		   " EXCEPTION 'no space' USING ERRCODE = '53100'; END $$");
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(db_send(place.db, "SELECT fill()", ""), 0);
	assert_int_equal(db_commit(place.db), -1);
	assert_true(db_is_full(place.db));
	assert_int_equal(db_rollback(place.db), 0);
	add(1, "one");
}

static void end_connection(struct db *killer, struct db *victim)
{
	int64_t number = db_one(victim, place.arena, -1, NULL, "SELECT pg_backend_pid()", "");

	/* It waits until the server's process has gone. */
	assert_int_equal(
		db_run(killer, "SELECT pg_terminate_backend(CAST($1 AS int), 20000)", "i", number),
		0);
}

static void a_lost_connection_is_told_and_mended(void **state)
{
	struct db *killer = open_or_die(DB_WRITE);
	char why[200] = "";
	struct db_pool *pool = db_pool_new(place.url, 1, why);
	struct db *reader = db_pool_take(pool);

	(void)state;
	add(1, "one");
	assert_int_equal(db_begin(place.db), 0);
	add(2, "two");
	end_connection(killer, place.db);
	assert_int_equal(db_commit(place.db), -1);
	assert_true(db_is_lost(place.db));
	db_rollback(place.db);
	assert_int_equal(db_mend(place.db), 0);
	assert_false(db_is_lost(place.db));
	assert_int_equal(count_in(place.db), 1);
	/* Lost while idle: the next begin, and the next taking from a pool, mend it. */
	end_connection(killer, place.db);
	assert_int_equal(db_begin(place.db), 0);
	add(2, "two");
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(db_begin(reader), 0);
	assert_int_equal(count_in(reader), 2);
	end_connection(killer, reader);
	assert_null(db_rows(reader, place.arena, "SELECT k FROM item", ""));
	db_pool_give(pool, reader);
	reader = db_pool_take(pool);
	assert_int_equal(count_in(reader), 2);
	db_pool_give(pool, reader);
	db_pool_free(pool);
	db_close(killer);
}

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void a_large_answer_is_read_in_pieces(void **state)
{
	static const char sql[] = "SELECT g, repeat('x', 500) FROM generate_series(1, 200000) g";
	long before = peak_kib();
	struct rows *rows = db_rows(place.db, place.arena, sql, "");
	int64_t sum = 0;

	(void)state;
	while (rows_next(rows) == 1)
		sum += rows_int(rows, 0) * (int64_t)strlen(rows_text(rows, 1));
	assert_true(sum == INT64_C(500) * 200000 / 2 * 200001);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed */
	assert_true(peak_kib() - before < 20 << 10);
#endif
	rows = db_rows(place.db, place.arena, sql, "");
	for (int64_t k = 1; k <= 1000; k++)
		assert_int_equal(rows_next(rows), 1);
	add(1, "now the rest must wait in memory");
	for (sum = 0; rows_next(rows) == 1;)
		sum += rows_int(rows, 0) * (int64_t)strlen(rows_text(rows, 1));
	assert_false(rows_failed(rows));
	assert_true(sum == 500 * (INT64_C(100000) * 200001 - 500 * 1001));
	assert_true(before > 0);
}

int main(void)
{
	const struct CMUnitTest on_sqlite[] = {
		TEST(a_full_disk_is_told_and_passes),
		TEST(a_refused_write_keeps_nothing),
		TEST(a_copy_of_a_live_database_is_whole),
		TEST(the_log_stays_small_under_steady_reading),
	};
	const struct CMUnitTest on_postgres[] = {
		TEST(other_types_are_refused),
		TEST(a_full_server_is_told),
		TEST(a_lost_connection_is_told_and_mended),
		TEST(a_large_answer_is_read_in_pieces),
	};
	int n_failed;

	if (!go_to_sqlite())
		return 1;
	n_failed = cmocka_run_group_tests_name("SQLite alone", on_sqlite, NULL, NULL);
	if (go_to_postgres())
		n_failed +=
			cmocka_run_group_tests_name("PostgreSQL alone", on_postgres, NULL, NULL);
	return n_failed;
}
