/* Shared by the store's tests: an empty database for every test, on SQLite in a
 * temporary directory, or on the PostgreSQL that LIANFANG_TEST_PG names.
 *
 * Rule: the database is emptied before each test, never trusted to be empty. */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "db.h"

#include <setjmp.h>
#include <unistd.h>
#include <cmocka.h>

struct place {
	const char *url;
	bool is_postgres;
	struct db *db; /* the writer's connection */
	struct arena *arena;
};

static struct place place;
static char dir[] = "/tmp/lianfang-store.XXXXXX";
static char file[64];

static inline struct db *open_or_die(enum db_mode mode)
{
	char why[200] = "";
	struct db *db = db_open(place.url, mode, why);

	if (!db)
		fail_msg("%s", why);
	return db;
}

static inline void script(const char *sqlite, const char *postgres)
{
	if (db_script(place.db, place.is_postgres ? postgres : sqlite) < 0)
		fail_msg("%s", db_why(place.db));
}

static inline void remove_file(void)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[80];

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		snprintf(path, sizeof path, "%s%s", file, ends[i]);
		unlink(path);
	}
}

/* Every test begins with an empty database that has one table of each type. */
static inline int set_up(void **state)
{
	(void)state;
	if (!place.is_postgres)
		remove_file();
	place.db = open_or_die(DB_WRITE);
	place.arena = arena_new(1 << 20);
	script("CREATE TABLE item (k INTEGER PRIMARY KEY, name TEXT, real REAL, bytes BLOB) STRICT;"
	       "CREATE TABLE tally (place TEXT NOT NULL, day TEXT NOT NULL, n INTEGER NOT NULL,"
	       " PRIMARY KEY (place, day)) STRICT, WITHOUT ROWID;"
	       "CREATE INDEX item_by_name ON item (name)",
	       "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
	       "CREATE TABLE item (k bigint PRIMARY KEY, name text COLLATE \"C\","
	       " real double precision, bytes bytea);"
	       "CREATE TABLE tally (place text COLLATE \"C\" NOT NULL, day text COLLATE \"C\" NOT"
	       " NULL, n bigint NOT NULL, PRIMARY KEY (place, day));"
	       "CREATE INDEX item_by_name ON item (name)");
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	arena_free(place.arena);
	db_close(place.db);
	return 0;
}

static inline int64_t count_in(struct db *db)
{
	int outcome = 0;
	int64_t n = db_one(db, place.arena, -7, &outcome, "SELECT count(*) FROM item", "");

	assert_int_equal(outcome, 0);
	return n;
}

static inline void add(int64_t k, const char *name)
{
	int64_t n = db_run(place.db, "INSERT INTO item (k, name) VALUES ($1, $2)", "it", k, name);

	if (n != 1)
		fail_msg("%s", db_why(place.db));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

/* Go to the one engine or the other; false when there is none to go to. */
static inline bool go_to_sqlite(void)
{
	if (!mkdtemp(dir))
		return false;
	snprintf(file, sizeof file, "%s/store.db", dir);
	place = (struct place){ .url = file };
	return true;
}

static inline bool go_to_postgres(void)
{
	remove_file();
	rmdir(dir);
	place = (struct place){ .url = getenv("LIANFANG_TEST_PG"), .is_postgres = true };
	return place.url;
}

#endif
