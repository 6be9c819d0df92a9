/* The SQLite engine: one file with a write-ahead log, synced at every commit.
 *
 * Rule: a connection is used by one thread at a time, so SQLite's own locks
 * around it are off. */
#include "driver.h"

#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <sqlite3.h>
#include <unistd.h>

#define BUSY_MS 10000

/* When the log has this many pages the writer begins it anew.  It waits for
 * readers at most this long, and if one stays (an export), tries again later. */
#define LOG_PAGES    20000
#define LOG_WAIT_MS  50
#define LOG_TRY_EACH 5000

struct sqlite {
	struct db db;
	sqlite3 *handle;
	struct statements cache;
	struct bulk *bulks;
	int n_log_pages; /* after our last commit */
	int try_log_at;
};

struct sqlite_statement {
	struct statement base;
	sqlite3_stmt *stmt;
	bool is_loose; /* not in the cache: a second one of a busy text */
	int n_places;
	unsigned char numbers[PARAMS_MAX]; /* which $n stands at each place */
};

struct sqlite_rows {
	struct rows base;
	struct sqlite_statement *statement;
	int ahead; /* a step already taken: SQLITE_ROW, SQLITE_DONE or 0 */
};

static struct sqlite *lite_of(struct db *db)
{
	return (struct sqlite *)db;
}

/* The disk or the file failed, as opposed to a constraint or a wrong statement. */
static bool is_storage_code(int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_CANTOPEN:
	case SQLITE_NOMEM:
	case SQLITE_READONLY:
	case SQLITE_BUSY:
	case SQLITE_PROTOCOL:
		return true;
	default:
		return false;
	}
}

static int lite_failed(struct sqlite *lite, int code)
{
	db_failed(&lite->db, "%s", sqlite3_errmsg(lite->handle));
	lite->db.is_storage = is_storage_code(code);
	/* The shared index of the log cannot grow on a full disk either. */
	lite->db.is_full =
		(code & 0xff) == SQLITE_FULL ||
		((code & 0xff) == SQLITE_IOERR && sqlite3_system_errno(lite->handle) == ENOSPC);
	return -1;
}

static void forget(struct db *db, struct statement *statement)
{
	(void)db;
	sqlite3_finalize(((struct sqlite_statement *)statement)->stmt);
}

/* Prepare, and note which $n stands where: SQLite numbers names by first sight. */
static int prepare(struct sqlite *lite, struct sqlite_statement *statement)
{
	const char *sql = statement->base.sql, *rest = NULL;
	int n_given = (int)strlen(statement->base.types);
	int code = sqlite3_prepare_v3(lite->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
				      &statement->stmt, &rest);

	if (code != SQLITE_OK)
		return lite_failed(lite, code);
	if (!statement->stmt || rest[strspn(rest, " \t\r\n;")])
		return db_failed(&lite->db, "one statement at a time: %.100s", sql);
	statement->n_places = sqlite3_bind_parameter_count(statement->stmt);
	for (int i = 0; i < statement->n_places; i++) {
		const char *name = sqlite3_bind_parameter_name(statement->stmt, i + 1);
		int number = name && name[0] == '$' ? atoi(name + 1) : 0;

		if (number < 1 || number > n_given)
			return db_failed(&lite->db,
					 "parameter %s is not among the %d given: %.100s",
					 name ? name : "?", n_given, sql);
		statement->numbers[i] = (unsigned char)(number - 1);
	}
	return 0;
}

static int bind_one(sqlite3_stmt *stmt, int place, const struct param *param,
		    sqlite3_destructor_type how)
{
	if (param->is_null)
		return sqlite3_bind_null(stmt, place);
	switch (param->type) {
	case 't':
		return sqlite3_bind_text64(stmt, place, param->bytes, param->n_bytes, how,
					   SQLITE_UTF8);
	case 'i':
		return sqlite3_bind_int64(stmt, place, param->number);
	case 'd':
		return sqlite3_bind_double(stmt, place, param->real);
	default:
		if (!param->n_bytes)
			return sqlite3_bind_zeroblob(stmt, place, 0);
		return sqlite3_bind_blob64(stmt, place, param->bytes, param->n_bytes, how);
	}
}

static void give_back(struct sqlite *lite, struct sqlite_statement *statement)
{
	if (statement->stmt)
		sqlite3_reset(statement->stmt);
	statement->base.is_busy = false;
	if (statement->is_loose)
		statement_free(&lite->cache, &lite->db, &statement->base);
}

/* A statement ready to step.  `how` says whether SQLite copies the parameters. */
static struct sqlite_statement *take(struct sqlite *lite, const char *sql, const char *types,
				     const struct param *params, sqlite3_destructor_type how)
{
	struct statement *found = statement_find(&lite->cache, &lite->db, sql, types);
	struct sqlite_statement *statement = (struct sqlite_statement *)found;
	int code = SQLITE_OK;

	if (found->is_busy) {
		found = statement_new(&lite->cache, sql, types);
		statement = (struct sqlite_statement *)found;
		statement->is_loose = true;
	}
	found->is_busy = true;
	if (!statement->stmt && prepare(lite, statement) < 0) {
		sqlite3_finalize(statement->stmt);
		statement->stmt = NULL;
		give_back(lite, statement);
		return NULL;
	}
	for (int i = 0; i < statement->n_places && code == SQLITE_OK; i++)
		code = bind_one(statement->stmt, i + 1, &params[statement->numbers[i]], how);
	if (code != SQLITE_OK) {
		lite_failed(lite, code);
		give_back(lite, statement);
		return NULL;
	}
	return statement;
}

static int note_log(void *self, sqlite3 *handle, const char *name, int n_pages)
{
	struct sqlite *lite = self;

	(void)handle;
	(void)name;
	lite->n_log_pages = n_pages;
	if (n_pages < LOG_PAGES)
		lite->try_log_at = LOG_PAGES;
	return SQLITE_OK;
}

/* Under steady reading a passive checkpoint never finds the moment at which
 * nobody needs the log, and it would grow for ever.  Once everything is moved
 * into the file new readers no longer need it, so the wait is short; the side
 * thread (db_checkpoint) has left little to move. */
static void tend_log(struct sqlite *lite)
{
	int code;

	if (lite->n_log_pages < lite->try_log_at)
		return;
	sqlite3_busy_timeout(lite->handle, LOG_WAIT_MS);
	code = sqlite3_wal_checkpoint_v2(lite->handle, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	sqlite3_busy_timeout(lite->handle, BUSY_MS);
	lite->try_log_at = code == SQLITE_OK ? LOG_PAGES : lite->n_log_pages + LOG_TRY_EACH;
	if (code == SQLITE_OK)
		lite->n_log_pages = 0;
}

static int64_t run(struct db *db, const char *sql, const char *types, const struct param *params)
{
	struct sqlite *lite = lite_of(db);
	int64_t n_before, n_changed = 0;
	struct sqlite_statement *statement;
	int code;

	/* Before a transaction begins, no one waits for an answer of the last. */
	if (sqlite3_get_autocommit(lite->handle))
		tend_log(lite);
	n_before = sqlite3_total_changes64(lite->handle);
	statement = take(lite, sql, types, params, SQLITE_STATIC);
	if (!statement)
		return -1;
	do
		code = sqlite3_step(statement->stmt);
	while (code == SQLITE_ROW);
	if (code != SQLITE_DONE)
		n_changed = lite_failed(lite, code);
	else if (sqlite3_total_changes64(lite->handle) != n_before)
		n_changed = sqlite3_changes64(lite->handle);
	give_back(lite, statement);
	return n_changed;
}

static int send(struct db *db, const char *sql, const char *types, const struct param *params)
{
	return run(db, sql, types, params) < 0 ? -1 : 0;
}

static int plain(struct db *db, const char *sql)
{
	return send(db, sql, "", NULL);
}

static int begin(struct db *db)
{
	return plain(db, db->mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
}

static int commit(struct db *db)
{
	return plain(db, "COMMIT");
}

static int rollback(struct db *db)
{
	/* A full disk makes SQLite roll back by itself. */
	if (sqlite3_get_autocommit(lite_of(db)->handle))
		return 0;
	return plain(db, "ROLLBACK");
}

static int savepoint(struct db *db)
{
	return plain(db, "SAVEPOINT one");
}

static int release(struct db *db)
{
	return plain(db, "RELEASE one");
}

static int rollback_to(struct db *db)
{
	if (sqlite3_get_autocommit(lite_of(db)->handle))
		return -1; /* the whole transaction is gone; db_why still tells why */
	return plain(db, "ROLLBACK TO one") < 0 ? -1 : plain(db, "RELEASE one");
}

static int append(struct db *db, const struct db_bulk *what, const struct param *params)
{
	struct bulk *bulk = bulk_find(&lite_of(db)->bulks, INSERT_VALUES, what, what);

	return send(db, bulk->sql, bulk->types, params);
}

static int change(struct db *db, const struct db_change *change, const struct param *params)
{
	struct db_bulk what = bulk_of_change(change);
	struct bulk *bulk = bulk_find(&lite_of(db)->bulks, CHANGE_VALUES, change, &what);

	return send(db, bulk->sql, bulk->types, params);
}

static int flush(struct db *db)
{
	(void)db;
	return 0;
}

/* The first step is taken here, so that a failure and the changes of
 * INSERT … RETURNING come at the same moment as on PostgreSQL. */
static int rows_begin(struct db *db, struct rows *base, const char *sql, const char *types,
		      const struct param *params)
{
	struct sqlite *lite = lite_of(db);
	struct sqlite_rows *rows = (struct sqlite_rows *)base;

	/* Copied, because rows are read after the caller's texts may have gone. */
	rows->statement = take(lite, sql, types, params, SQLITE_TRANSIENT);
	if (!rows->statement)
		return -1;
	rows->ahead = sqlite3_step(rows->statement->stmt);
	if (rows->ahead != SQLITE_ROW && rows->ahead != SQLITE_DONE) {
		lite_failed(lite, rows->ahead);
		give_back(lite, rows->statement);
		return -1;
	}
	if (rows->statement->base.is_write)
		db->n_writes++;
	return 0;
}

static int next(struct rows *base)
{
	struct sqlite_rows *rows = (struct sqlite_rows *)base;
	int code = rows->ahead ? rows->ahead : sqlite3_step(rows->statement->stmt);

	rows->ahead = 0;
	if (code == SQLITE_ROW)
		return 1;
	return code == SQLITE_DONE ? 0 : lite_failed(lite_of(base->db), code);
}

static void end(struct rows *base)
{
	give_back(lite_of(base->db), ((struct sqlite_rows *)base)->statement);
}

static sqlite3_stmt *stmt_of(const struct rows *base)
{
	return ((const struct sqlite_rows *)base)->statement->stmt;
}

static bool is_null(const struct rows *rows, int column)
{
	return sqlite3_column_type(stmt_of(rows), column) == SQLITE_NULL;
}

static const char *text(const struct rows *rows, int column)
{
	return (const char *)sqlite3_column_text(stmt_of(rows), column);
}

static int64_t integer(const struct rows *rows, int column)
{
	return sqlite3_column_int64(stmt_of(rows), column);
}

static double real(const struct rows *rows, int column)
{
	return sqlite3_column_double(stmt_of(rows), column);
}

static const void *blob(const struct rows *rows, int column, size_t *n_bytes)
{
	const void *bytes = sqlite3_column_blob(stmt_of(rows), column);

	*n_bytes = (size_t)sqlite3_column_bytes(stmt_of(rows), column);
	return bytes ? bytes : ""; /* an empty blob is not an absent one */
}

static int n_columns(const struct rows *rows)
{
	return sqlite3_column_count(stmt_of(rows));
}

static const char *name(const struct rows *rows, int column)
{
	return sqlite3_column_name(stmt_of(rows), column);
}

static int script(struct db *db, const char *sql)
{
	struct sqlite *lite = lite_of(db);
	int code = sqlite3_exec(lite->handle, sql, NULL, NULL, NULL);

	db->n_writes++;
	return code == SQLITE_OK ? 0 : lite_failed(lite, code);
}

/* Passive: it copies what no reader needs and never holds up the writer. */
static int checkpoint(struct db *db)
{
	struct sqlite *lite = lite_of(db);
	int code = sqlite3_wal_checkpoint_v2(lite->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
					     NULL);

	return code == SQLITE_OK || code == SQLITE_BUSY ? 0 : lite_failed(lite, code);
}

/* Copy page by page inside one read transaction: without it every commit of
 * the writer would start the copy again. */
static int copy_pages(struct sqlite *lite, sqlite3 *to, int pages)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", lite->handle, "main");
	int code;

	if (!backup)
		return db_failed(&lite->db, "%s", sqlite3_errmsg(to));
	do
		code = sqlite3_backup_step(backup, pages);
	while (code == SQLITE_OK);
	sqlite3_backup_finish(backup);
	if (code == SQLITE_DONE)
		return 0;
	db_failed(&lite->db, "the copy failed: %s", sqlite3_errstr(code));
	lite->db.is_full = (code & 0xff) == SQLITE_FULL;
	lite->db.is_storage = true;
	return -1;
}

static int copy(struct db *db, const char *path, int pages)
{
	struct sqlite *lite = lite_of(db);
	bool is_ours = !db->is_in_transaction;
	sqlite3 *to = NULL;
	int outcome = -1;

	/* Made here so that an existing file is never overwritten. */
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return db_failed(db, "%s cannot be made: %s", path, strerror(errno));
	close(fd);
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK) {
		db_failed(db, "%s: %s", path, sqlite3_errmsg(to));
		goto out;
	}
	if (is_ours && plain(db, "BEGIN") < 0)
		goto out;
	if (plain(db, "SELECT count(*) FROM sqlite_schema") == 0)
		outcome = copy_pages(lite, to, pages > 0 ? pages : -1);
	if (is_ours && !sqlite3_get_autocommit(lite->handle))
		sqlite3_exec(lite->handle, "COMMIT", NULL, NULL, NULL);
out:
	sqlite3_close(to);
	if (outcome < 0)
		unlink(path);
	return outcome;
}

static bool is_stale(struct db *db)
{
	(void)db;
	return false;
}

static int mend(struct db *db)
{
	return rollback(db);
}

static void close_db(struct db *db)
{
	struct sqlite *lite = lite_of(db);

	statements_clear(&lite->cache, db);
	bulks_free(&lite->bulks);
	sqlite3_close(lite->handle);
	free(lite);
}

static const struct driver engine = {
	.kind = DB_SQLITE,
	.rows_size = sizeof(struct sqlite_rows),
	.close = close_db,
	.is_stale = is_stale,
	.mend = mend,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.savepoint = savepoint,
	.release = release,
	.rollback_to = rollback_to,
	.run = run,
	.send = send,
	.append = append,
	.change = change,
	.flush = flush,
	.rows = rows_begin,
	.next = next,
	.text = text,
	.integer = integer,
	.real = real,
	.blob = blob,
	.is_null = is_null,
	.n_columns = n_columns,
	.name = name,
	.end = end,
	.script = script,
	.checkpoint = checkpoint,
	.copy = copy,
};

/* Memory counters take a lock that all threads share; nobody reads them. */
static void start_library(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_initialize();
}

/* Pages reach readers through the memory map, so their own caches stay small. */
static const char for_all[] =
	"PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824; PRAGMA foreign_keys = OFF;"
	/* As on PostgreSQL, LIKE tells upper from lower case. */
	"PRAGMA case_sensitive_like = ON; PRAGMA trusted_schema = OFF;";
static const char for_writers[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	"PRAGMA journal_size_limit = 268435456; PRAGMA cache_size = -32768;"
	/* The indexes of a city are sorted in files: in memory they took 700 MB. */
	"PRAGMA temp_store = FILE;"
	/* Deleted records are overwritten, not only unlinked. */
	"PRAGMA secure_delete = ON;";
static const char for_readers[] = "PRAGMA query_only = ON; PRAGMA cache_size = -4096;";

/* The writer's temporary files lie beside its database, where there is room for them;
 * /tmp is memory on many machines.  SQLite goes elsewhere when the folder is gone. */
static void choose_folder(const char *path)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	char *copy = must_copy(path);

	pthread_mutex_lock(&lock);
	if (!sqlite3_temp_directory)
		sqlite3_temp_directory = sqlite3_mprintf("%s", dirname(copy));
	pthread_mutex_unlock(&lock);
	free(copy);
}

struct db *sqlite_open(const char *path, enum db_mode mode, char why[200])
{
	static pthread_once_t is_started = PTHREAD_ONCE_INIT;
	struct sqlite *lite = must_alloc(sizeof *lite);
	int flags = mode == DB_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
				     : SQLITE_OPEN_READONLY;

	pthread_once(&is_started, start_library);
	if (mode == DB_WRITE)
		choose_folder(path);
	lite->db.engine = &engine;
	lite->db.url = must_copy(path);
	lite->cache.size = sizeof(struct sqlite_statement);
	lite->cache.forget = forget;
	if (sqlite3_open_v2(path, &lite->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		goto failed;
	sqlite3_extended_result_codes(lite->handle, 1);
	sqlite3_busy_timeout(lite->handle, BUSY_MS);
	sqlite3_db_config(lite->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* "x" is a name, never a text: PostgreSQL would refuse it. */
	sqlite3_db_config(lite->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(lite->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	if (sqlite3_exec(lite->handle, for_all, NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_exec(lite->handle, mode == DB_WRITE ? for_writers : for_readers, NULL, NULL,
			 NULL) == SQLITE_OK) {
		sqlite3_wal_hook(lite->handle, note_log, lite);
		lite->try_log_at = LOG_PAGES;
		return &lite->db;
	}
failed:
	snprintf(why, 200, "%.120s cannot be opened: %.60s", path, sqlite3_errmsg(lite->handle));
	sqlite3_close(lite->handle);
	free(lite->db.url);
	free(lite);
	return NULL;
}
