/* Brings a database to the newest migration, each in a transaction of its own.
 *
 * Rule: a database newer than the program is refused, never guessed at; so is one that
 * was made by a build whose tables were others. */
#include "migrate.h"

#include "clock.h"
#include "crypto.h"

#define STAMP_BYTES 6

/* Several servers may start against one PostgreSQL at once; the number is only
 * this program's name among the database's advisory locks. */
static const char wait_for_others[] = "SELECT pg_advisory_xact_lock(1818845542)";

static const char table_sqlite[] =
	"CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
	" at INTEGER NOT NULL) STRICT";
static const char table_postgres[] =
	"CREATE TABLE IF NOT EXISTS migration (number bigint PRIMARY KEY,"
	" name text COLLATE \"C\" NOT NULL, at bigint NOT NULL)";

/* Keep the store's reason for the caller. */
static int failed(struct db *db, char why[200], const char *doing)
{
	snprintf(why, 200, "%.60s: %.130s", doing, db_why(db));
	return -1;
}

/* The newest migration the database has, 0 for an empty one, -1 on failure. */
static int64_t newest_in(struct db *db, struct arena *arena)
{
	bool is_postgres = db_kind(db) == DB_POSTGRES;
	int outcome = 0;
	int64_t newest;

	if (is_postgres && db_script(db, wait_for_others) < 0)
		return -1;
	if (db_script(db, is_postgres ? table_postgres : table_sqlite) < 0)
		return -1;
	newest = db_one(db, arena, 0, &outcome, "SELECT max(number) FROM migration", "");
	return outcome < 0 ? -1 : newest;
}

static const char *script_of(const struct db *db, const struct migration *m)
{
	return db_kind(db) == DB_POSTGRES ? m->postgres : m->sqlite;
}

/* What is recorded of a migration that ran: its name, and a hash of what it did. */
static const char *stamped(const struct db *db, struct arena *arena, const struct migration *m)
{
	uint8_t hash[HASH_BYTES];

	hash_bytes(script_of(db, m), strlen(script_of(db, m)), hash);
	return arena_print(arena, "%s %s", m->name, hex(arena, hash, STAMP_BYTES));
}

/* Whether what ran is what this program would have run; 0 or -1.  Databases made before
 * hashes were recorded have the bare name. */
static int compare(struct db *db, struct arena *arena, char why[200])
{
	struct rows *rows = db_rows(db, arena, "SELECT number, name FROM migration", "");
	const struct migration *m;
	int more;

	while ((more = rows_next(rows)) == 1) {
		for (m = migrations; m->number && m->number != rows_int(rows, 0);)
			m++;
		if (!m->number || !strchr(rows_text(rows, 1), ' ') ||
		    strcmp(rows_text(rows, 1), stamped(db, arena, m)) == 0)
			continue;
		rows_end(rows);
		snprintf(why, 200,
			 "this database was made by another build, whose tables are not those of "
			 "this one (%.60s); start that build, or make the directory anew",
			 m->name);
		return -1;
	}
	return more < 0 ? failed(db, why, "migration") : 0;
}

/* Run the one after `newest`: 1, 0 when there is none, -1 on failure. */
static int run_next(struct db *db, struct arena *arena, int64_t newest, char why[200])
{
	const struct migration *m = migrations;
	const char *name = "";

	while (m->number && m->number <= newest)
		name = (m++)->name;
	if (m == migrations ? newest > 0 : m[-1].number < newest) {
		snprintf(why, 200,
			 "the database is at step %" PRId64 ", this program knows only up to %d"
			 " (%.60s); start a newer program",
			 newest, m == migrations ? 0 : m[-1].number, name);
		return -1;
	}
	if (!m->number)
		return 0;
	if (db_script(db, script_of(db, m)) < 0 ||
	    db_run(db, "INSERT INTO migration (number, name, at) VALUES ($1, $2, $3)", "iti",
		   (int64_t)m->number, stamped(db, arena, m), clock_now()) < 0)
		return failed(db, why, m->name);
	return 1;
}

/* One transaction: 1 when a migration ran, 0 when there is none left, -1. */
static int step(struct db *db, struct arena *arena, char why[200])
{
	int64_t newest;
	int outcome;

	if (db_begin(db) < 0)
		return failed(db, why, "migration");
	newest = newest_in(db, arena);
	if (newest < 0)
		outcome = failed(db, why, "migration");
	else
		outcome = compare(db, arena, why) < 0 ? -1 : run_next(db, arena, newest, why);
	if (outcome >= 0 && db_commit(db) < 0)
		outcome = failed(db, why, "migration");
	if (outcome < 0)
		db_rollback(db);
	return outcome;
}

int migrate(struct db *db, char why[200])
{
	struct arena *arena = arena_new(1 << 16);
	int n = 0, outcome;

	while ((outcome = step(db, arena, why)) > 0)
		n++;
	arena_free(arena);
	return outcome < 0 ? -1 : n;
}
