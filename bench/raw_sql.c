/* Bare INSERT and UPDATE loops with group commit against SQLite and libpq.
 *
 * Rule: full sync, as the product has it. */
#include "raw.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_COMMITS = 1 << 22 };

struct figures {
	int32_t *commits; /* microseconds from BEGIN to the end of COMMIT */
	int64_t n_commits, n_rows, began;
};

static int by_size(const void *a, const void *b)
{
	return *(const int32_t *)a - *(const int32_t *)b;
}

static void figures_print(struct figures *f)
{
	double seconds = (double)(raw_now_us() - f->began) / 1e6;

	qsort(f->commits, (size_t)f->n_commits, sizeof(*f->commits), by_size);
	printf("{\"rows\":%lld,\"seconds\":%.2f,\"rate\":%.0f,\"batch_p50_ms\":%.2f,"
	       "\"batch_p99_ms\":%.2f,\"batch_max_ms\":%.1f}\n",
	       (long long)f->n_rows, seconds, (double)f->n_rows / seconds,
	       f->commits[f->n_commits / 2] / 1000.0, f->commits[f->n_commits * 99 / 100] / 1000.0,
	       f->commits[f->n_commits - 1] / 1000.0);
	free(f->commits);
}

static void figures_start(struct figures *f)
{
	*f = (struct figures){ .commits = calloc(MAX_COMMITS, sizeof(int32_t)) };
	if (!f->commits)
		abort();
	f->began = raw_now_us();
}

static bool figures_more(const struct figures *f, const struct raw *raw)
{
	return f->n_commits < MAX_COMMITS &&
	       raw_now_us() < f->began + (int64_t)(raw->seconds * 1e6);
}

/* ---- SQLite ---- */

static void must(sqlite3 *db, int outcome)
{
	if (outcome == SQLITE_OK || outcome == SQLITE_DONE)
		return;
	fprintf(stderr, "raw_limit: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static const char sqlite_tables[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 20000;"
	"PRAGMA cache_size = -32768; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY;"
	"CREATE TABLE journal (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, id BLOB,"
	" body INTEGER, actor INTEGER NOT NULL, posting INTEGER NOT NULL, region TEXT NOT NULL,"
	" command TEXT NOT NULL, args TEXT NOT NULL, sealed BLOB, reply TEXT, hash BLOB NOT NULL)"
	" STRICT;"
	"CREATE UNIQUE INDEX journal_by_id ON journal (id) WHERE id IS NOT NULL;"
	"CREATE TABLE visit (seq INTEGER PRIMARY KEY, sweep INTEGER NOT NULL, day TEXT NOT NULL,"
	" household INTEGER NOT NULL, resident INTEGER NOT NULL, region TEXT NOT NULL,"
	" state INTEGER NOT NULL, channel INTEGER NOT NULL, at INTEGER NOT NULL,"
	" device_at INTEGER, by INTEGER NOT NULL, answers TEXT, note TEXT, previous INTEGER,"
	" valid_change INTEGER NOT NULL) STRICT;"
	"CREATE TABLE door (sweep INTEGER, day TEXT, region TEXT, household INTEGER,"
	" resident INTEGER, state INTEGER NOT NULL, channel INTEGER, n_tries INTEGER NOT NULL,"
	" visit INTEGER, conflict INTEGER, answers INTEGER, next_visit TEXT, reason TEXT,"
	" changed INTEGER NOT NULL, PRIMARY KEY (sweep, day, region, household, resident))"
	" STRICT, WITHOUT ROWID";
static const char sqlite_journal[] =
	"INSERT INTO journal VALUES (?1, ?2, ?3, ?4, 5, 6, ?5, 'visit.record', ?6, NULL, NULL, ?7)";
static const char sqlite_visit[] =
	"INSERT INTO visit VALUES (?1, 900001, '" RAW_DAY "', ?2, 0, ?3, 1, 0, ?4, ?4, 5, NULL,"
	" NULL, NULL, 1)";
static const char sqlite_door[] =
	"UPDATE door SET state = 1, channel = 0, visit = ?1, changed = ?1 WHERE sweep = 900001 AND"
	" day = '" RAW_DAY "' AND region = ?2 AND household = ?3 AND resident = 0";
static const char sqlite_new_door[] =
	"INSERT INTO door VALUES (900001, '" RAW_DAY "', ?1, ?2, 0, 0, NULL, 0, NULL, NULL, NULL,"
	" NULL, NULL, 1)";

static sqlite3_stmt *prepared(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;

	must(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
	return statement;
}

static void step(sqlite3 *db, sqlite3_stmt *statement)
{
	must(db, sqlite3_step(statement));
	sqlite3_reset(statement);
}

static void sqlite_fill(sqlite3 *db, const struct raw *raw)
{
	sqlite3_stmt *statement = prepared(db, sqlite_new_door);
	char region[21];

	must(db, sqlite3_exec(db, "BEGIN", NULL, NULL, NULL));
	for (int64_t i = 0; i < raw->n_doors; i++) {
		raw_region(i, region);
		sqlite3_bind_text(statement, 1, region, -1, SQLITE_STATIC);
		sqlite3_bind_int64(statement, 2, i);
		step(db, statement);
	}
	must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
	sqlite3_finalize(statement);
	sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

static void sqlite_one(sqlite3 *db, sqlite3_stmt *const *s, const struct raw_visit *v)
{
	sqlite3_bind_int64(s[0], 1, v->seq);
	sqlite3_bind_int64(s[0], 2, v->at);
	sqlite3_bind_blob(s[0], 3, v->id, sizeof(v->id), SQLITE_STATIC);
	sqlite3_bind_int64(s[0], 4, v->body);
	sqlite3_bind_text(s[0], 5, v->region, -1, SQLITE_STATIC);
	sqlite3_bind_text(s[0], 6, v->args, -1, SQLITE_STATIC);
	sqlite3_bind_blob(s[0], 7, v->hash, sizeof(v->hash), SQLITE_STATIC);
	step(db, s[0]);
	sqlite3_bind_int64(s[1], 1, v->seq);
	sqlite3_bind_int64(s[1], 2, v->household);
	sqlite3_bind_text(s[1], 3, v->region, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s[1], 4, v->at);
	step(db, s[1]);
	sqlite3_bind_int64(s[2], 1, v->seq);
	sqlite3_bind_text(s[2], 2, v->region, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s[2], 3, v->household);
	step(db, s[2]);
}

static void forget(const char *file)
{
	char path[4096];

	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", file, i == 0 ? "" : i == 1 ? "-wal" : "-shm");
		unlink(path);
	}
}

int raw_sqlite(const struct raw *raw)
{
	sqlite3 *db;
	sqlite3_stmt *s[3];
	struct figures f;
	struct raw_visit v;

	if (access(raw->place, F_OK) == 0) {
		fprintf(stderr, "raw_limit: %s is there already\n", raw->place);
		return 1;
	}
	must(NULL, sqlite3_open(raw->place, &db));
	must(db, sqlite3_exec(db, sqlite_tables, NULL, NULL, NULL));
	sqlite_fill(db, raw);
	s[0] = prepared(db, sqlite_journal);
	s[1] = prepared(db, sqlite_visit);
	s[2] = prepared(db, sqlite_door);
	figures_start(&f);
	while (figures_more(&f, raw)) {
		int64_t began = raw_now_us();

		must(db, sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
		for (int i = 0; i < raw->batch; i++) {
			raw_visit_make(raw, f.n_rows++, &v);
			sqlite_one(db, s, &v);
		}
		must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
		f.commits[f.n_commits++] = (int32_t)(raw_now_us() - began);
	}
	figures_print(&f);
	for (int i = 0; i < 3; i++)
		sqlite3_finalize(s[i]);
	sqlite3_close(db);
	forget(raw->place);
	return 0;
}

/* ---- PostgreSQL ---- */

static void pg_must(PGconn *pg, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		fprintf(stderr, "raw_limit: %s", PQerrorMessage(pg));
		exit(1);
	}
	PQclear(result);
}

static const char pg_tables[] =
	"SET synchronous_commit = on; SET client_min_messages = warning;"
	"DROP SCHEMA IF EXISTS raw_limit CASCADE; CREATE SCHEMA raw_limit;"
	"SET search_path = raw_limit;"
	"CREATE TABLE journal (seq bigint PRIMARY KEY, at bigint NOT NULL, id bytea, body bigint,"
	" actor bigint NOT NULL, posting bigint NOT NULL, region text COLLATE \"C\" NOT NULL,"
	" command text NOT NULL, args text NOT NULL, sealed bytea, reply text,"
	" hash bytea NOT NULL);"
	"CREATE UNIQUE INDEX journal_by_id ON journal (id) WHERE id IS NOT NULL;"
	"CREATE TABLE visit (seq bigint PRIMARY KEY, sweep bigint NOT NULL, day text NOT NULL,"
	" household bigint NOT NULL, resident bigint NOT NULL, region text NOT NULL,"
	" state bigint NOT NULL, channel bigint NOT NULL, at bigint NOT NULL, device_at bigint,"
	" by bigint NOT NULL, answers text, note text, previous bigint,"
	" valid_change bigint NOT NULL);"
	"CREATE TABLE door (sweep bigint, day text COLLATE \"C\", region text COLLATE \"C\","
	" household bigint, resident bigint, state bigint NOT NULL, channel bigint,"
	" n_tries bigint NOT NULL, visit bigint, conflict bigint, answers bigint,"
	" next_visit text, reason text, changed bigint NOT NULL,"
	" PRIMARY KEY (sweep, day, region, household, resident)) WITH (fillfactor = 80)";
static const char pg_visits[] =
	"WITH r AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[],"
	" $5::text[], $6::text[], $7::bytea[], $8::bigint[])"
	" AS t (seq, at, id, body, region, args, hash, household)),"
	" j AS (INSERT INTO journal SELECT seq, at, id, body, 5, 6, region, 'visit.record', args,"
	" NULL, NULL, hash FROM r),"
	" v AS (INSERT INTO visit SELECT seq, 900001, '" RAW_DAY "', household, 0, region, 1, 0,"
	" at, at, 5, NULL, NULL, NULL, 1 FROM r)"
	" UPDATE door d SET state = 1, channel = 0, visit = r.seq, changed = r.seq FROM r"
	" WHERE d.sweep = 900001 AND d.day = '" RAW_DAY "' AND d.region = r.region"
	" AND d.household = r.household AND d.resident = 0";

struct text {
	char *bytes;
	size_t n, size;
};

static void add(struct text *t, const char *bytes)
{
	size_t n = strlen(bytes);

	if (t->n + n + 1 > t->size) {
		t->size = (t->n + n + 1) * 2;
		t->bytes = realloc(t->bytes, t->size);
		if (!t->bytes)
			abort();
	}
	memcpy(t->bytes + t->n, bytes, n + 1);
	t->n += n;
}

static void add_int(struct text *t, int64_t number)
{
	char bytes[32];

	snprintf(bytes, sizeof(bytes), "%lld", (long long)number);
	add(t, bytes);
}

static void add_bytes(struct text *t, const uint8_t *bytes, int n)
{
	char hex[80] = "\"\\\\x";

	for (int i = 0; i < n; i++)
		snprintf(hex + 4 + 2 * i, 3, "%02x", bytes[i]);
	add(t, hex);
	add(t, "\"");
}

static void add_quoted(struct text *t, const char *text)
{
	char one[3] = "";

	add(t, "\"");
	for (; *text; text++) {
		one[0] = *text == '"' ? '\\' : *text;
		one[1] = *text == '"' ? '"' : 0;
		add(t, one);
	}
	add(t, "\"");
}

static void pg_fill(PGconn *pg, const struct raw *raw)
{
	char line[128], region[21];

	pg_must(pg, PQexec(pg, "BEGIN"));
	PQclear(PQexec(pg, "COPY door (sweep, day, region, household, resident, state, n_tries, "
			   "changed) FROM STDIN"));
	for (int64_t i = 0; i < raw->n_doors; i++) {
		int n;

		raw_region(i, region);
		n = snprintf(line, sizeof(line), "900001\t" RAW_DAY "\t%s\t%lld\t0\t0\t0\t1\n",
			     region, (long long)i);
		PQputCopyData(pg, line, n);
	}
	PQputCopyEnd(pg, NULL);
	pg_must(pg, PQgetResult(pg));
	while (PQgetResult(pg))
		;
	pg_must(pg, PQexec(pg, "COMMIT"));
	pg_must(pg, PQexec(pg, "VACUUM ANALYZE door"));
}

static void pg_batch(PGconn *pg, const struct raw *raw, int64_t first, struct text columns[8])
{
	const char *values[8];
	struct raw_visit v;

	for (int c = 0; c < 8; c++) {
		columns[c].n = 0;
		add(&columns[c], "{");
	}
	for (int i = 0; i < raw->batch; i++) {
		raw_visit_make(raw, first + i, &v);
		for (int c = 0; i && c < 8; c++)
			add(&columns[c], ",");
		add_int(&columns[0], v.seq);
		add_int(&columns[1], v.at);
		add_bytes(&columns[2], v.id, 16);
		add_int(&columns[3], v.body);
		add_quoted(&columns[4], v.region);
		add_quoted(&columns[5], v.args);
		add_bytes(&columns[6], v.hash, 32);
		add_int(&columns[7], v.household);
	}
	for (int c = 0; c < 8; c++) {
		add(&columns[c], "}");
		values[c] = columns[c].bytes;
	}
	pg_must(pg, PQexecPrepared(pg, "visits", 8, values, NULL, NULL, 0));
}

int raw_postgres(const struct raw *raw)
{
	PGconn *pg = PQconnectdb(raw->place);
	struct text columns[8] = { 0 };
	struct figures f;

	if (PQstatus(pg) != CONNECTION_OK) {
		fprintf(stderr, "raw_limit: %s", PQerrorMessage(pg));
		return 1;
	}
	pg_must(pg, PQexec(pg, pg_tables));
	pg_fill(pg, raw);
	pg_must(pg, PQprepare(pg, "visits", pg_visits, 0, NULL));
	figures_start(&f);
	while (figures_more(&f, raw)) {
		int64_t began = raw_now_us();

		/* One statement is one transaction: its end is on disk. */
		pg_batch(pg, raw, f.n_rows, columns);
		f.n_rows += raw->batch;
		f.commits[f.n_commits++] = (int32_t)(raw_now_us() - began);
	}
	figures_print(&f);
	pg_must(pg, PQexec(pg, "DROP SCHEMA raw_limit CASCADE"));
	PQfinish(pg);
	for (int c = 0; c < 8; c++)
		free(columns[c].bytes);
	return 0;
}
