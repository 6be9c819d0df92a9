/* One contract for two engines: SQLite inside the data directory, PostgreSQL
 * through libpq.  The rest of the program writes one SQL text for both.
 *
 * Four types: text (UTF-8), bigint, double, blob.  Parameters are $1, $2 …;
 * `types` has one letter per parameter: t text, i bigint, d double, b blob
 * (two arguments: pointer, size_t).  An int handed over for an i must be cast to
 * int64_t: the compiler cannot see it, and -1 would arrive as 4294967295.  A
 * NULL text or blob and NOT_GIVEN are stored as NULL.  Sums and counts must come
 * back as bigint: write CAST(sum(n) AS bigint).
 *
 * A struct db is one connection and belongs to one thread at a time.
 * Functions return -1 on failure with db_why telling the reason; after a
 * failure inside a transaction only db_rollback (or db_rollback_to) helps. */
#ifndef DB_H
#define DB_H

#include "arena.h"

struct db;

enum db_mode {
	DB_WRITE, /* the writer's connection */
	DB_READ,  /* snapshot reads; refuses to write */
};

enum db_kind { DB_SQLITE, DB_POSTGRES };

/* Open `url`: "postgres://…" or "postgresql://…", else the path of a SQLite
 * file (created in DB_WRITE mode).  Returns NULL with a sentence in
 * `why[200]`. */
struct db *db_open(const char *url, enum db_mode mode, char why[200]);
void db_close(struct db *db);

enum db_kind db_kind(const struct db *db);
const char *db_why(const struct db *db);

/* Whether the last failure is the disk being full (SQLITE_FULL, 53100), or the
 * connection being lost (PostgreSQL only; db_mend reopens it). */
bool db_is_full(const struct db *db);
bool db_is_lost(const struct db *db);
int db_mend(struct db *db);
/* Whether a statement of the running transaction failed, seen by its asker or not. */
bool db_is_broken(const struct db *db);

/* Transactions.  On a read connection db_begin pins one snapshot, which the first
 * statement takes.  The end of a transaction, and db_rollback_to, end all rows
 * still open on the connection. */
int db_begin(struct db *db);
int db_commit(struct db *db);
int db_rollback(struct db *db);
int db_savepoint(struct db *db); /* savepoints do not nest */
int db_release(struct db *db);
int db_rollback_to(struct db *db); /* undoes and ends the savepoint */

/* Number of writes asked for since the connection was opened: db_run that
 * changed rows, db_rows and db_one with INSERT, UPDATE or DELETE in the text,
 * db_send, db_append, db_change and db_script.  Two equal readings: nothing was written. */
int64_t db_writes(const struct db *db);

/* One parameter, for callers that collect them first (the _p functions). */
#define DB_PARAMS_MAX 64
struct db_param {
	char type;        /* t i d b */
	const char *text; /* t: NUL-ended; b: n bytes; NULL is NULL */
	size_t n;         /* b */
	int64_t number;   /* i; NOT_GIVEN is NULL */
	double real;      /* d; NaN is NULL */
};
/* Collect the arguments that `types` announces; returns how many (at most DB_PARAMS_MAX). */
int db_params(struct db_param params[DB_PARAMS_MAX], const char *types, va_list args);
/* Around it in a function that ends with "…": `what` takes `args` from after `last`. */
#define COLLECT(last, what)                                                                        \
	do {                                                                                       \
		va_list args;                                                                      \
		va_start(args, last);                                                              \
		what;                                                                              \
		va_end(args);                                                                      \
	} while (0)

/* Run a statement that gives no rows; returns the rows changed, or -1. */
int64_t db_run(struct db *db, const char *sql, const char *types, ...);
int64_t db_run_p(struct db *db, const char *sql, const struct db_param *params, int n);

/* Like db_run, but does not wait: on PostgreSQL it travels in a pipeline and a
 * failure shows at the next read or at the commit.  Returns 0 or -1. */
int db_send(struct db *db, const char *sql, const char *types, ...);
int db_send_p(struct db *db, const char *sql, const struct db_param *params, int n);

/* Rows to be inserted by the thousand.  SQLite inserts at once; PostgreSQL
 * collects them and sends arrays (unnest) when 1,000 are waiting, before a
 * savepoint ends, and at the commit.  A read in the same transaction may not
 * see rows still waiting: use it for facts that the batch does not read back,
 * or call db_flush first.  Rows with ON CONFLICT … DO UPDATE are seen by every read but
 * the answers asked ahead (db_forget). */
struct db_bulk {
	const char *table;
	const char *columns;  /* "seq, at, region" */
	const char *types;    /* "iit"; d and b as well */
	const char *conflict; /* "" or "ON CONFLICT (…) DO …" */
};
int db_append(struct db *db, const struct db_bulk *bulk, ...);
int db_append_p(struct db *db, const struct db_bulk *bulk, const struct db_param *params, int n);
int db_flush(struct db *db);

/* Rows to be changed in place by the thousand; a row that is not there stays away.
 * PostgreSQL collects them as for db_append, but every read sees them: they are sent
 * before any other statement but db_append. */
struct db_change {
	const char *table;
	const char *keys;    /* "sweep, day": they find one row */
	const char *columns; /* "state, changed": they are set */
	const char *types;   /* of the keys, then of the columns: "itii" */
};
int db_change(struct db *db, const struct db_change *change, ...);

/* Reads asked ahead.  On PostgreSQL every read waits for a journey to the server and
 * back, so whoever runs many commands in one transaction asks at once for what they
 * will ask one by one.  db_rows and db_one with the same text and parameters then have
 * their rows from memory, the first time each; whatever is not asked ahead, or is no
 * longer sure, is read as always.  SQLite reads at once and asks nothing ahead.
 *
 * All answers are dropped by the next db_ask, at a savepoint, at the end of the
 * transaction, by db_flush and by every write but two: rows of db_append are not seen,
 * and whoever calls db_change calls db_forget with what the questions are `about`.
 * The text of such a question has no OFFSET and no '$' but in its parameters. */
struct db_question {
	const char *sql;
	const struct db_param *params;
	int n;
	const char *about; /* an id for db_forget */
};
int db_ask(struct db *db, const struct db_question *questions, int n);
void db_forget(struct db *db, const char *about);
/* Whether asking ahead helps here. */
bool db_asks(const struct db *db);

/* Rows of a query.  The rows object lives in `arena` and ends by itself when
 * exhausted or when the arena is reset.  Column values are valid until the next
 * rows_next.  On PostgreSQL a statement run while rows are open reads the rest of
 * them into memory first: go through a large table by key, a page at a time. */
struct rows;
struct rows *db_rows(struct db *db, struct arena *arena, const char *sql, const char *types, ...);
struct rows *db_rows_p(struct db *db, struct arena *arena, const char *sql,
		       const struct db_param *params, int n);
int rows_next(struct rows *rows);          /* 1 row, 0 end, -1 failed; NULL rows give -1 */
bool rows_failed(const struct rows *rows); /* ended by a failure; NULL has failed */
const char *rows_text(const struct rows *rows, int column); /* NULL when absent */
int64_t rows_int(const struct rows *rows, int column);      /* NOT_GIVEN when absent */
int rows_choice(const struct rows *rows, int column);       /* -1 when absent */
double rows_real(const struct rows *rows, int column);      /* NaN when absent */
const void *rows_blob(const struct rows *rows, int column, size_t *n_bytes);
bool rows_is_null(const struct rows *rows, int column);
int rows_columns(const struct rows *rows);
const char *rows_name(const struct rows *rows, int column);
void rows_end(struct rows *rows); /* early; NULL is fine */

/* One bigint of one row: the first column, or `otherwise` when there is no row
 * or it is NULL.  -1 in *failed is set on failure (failed may be NULL). */
int64_t db_one(struct db *db, struct arena *arena, int64_t otherwise, int *failed, const char *sql,
	       const char *types, ...);

/* Several statements separated by semicolons, without parameters (migrations). */
int db_script(struct db *db, const char *sql);

/* Torture: the nth statement from now on this connection fails.  0 turns it off.
 * Returns how many statements were left to go before the call. */
int64_t db_fail_at(struct db *db, int64_t nth);

/* SQLite: move the WAL into the file from a side thread's own connection; busy is fine. */
int db_checkpoint(struct db *db);

/* SQLite: a consistent copy of a live database into a new file, through the
 * backup interface, `pages` at a time.  PostgreSQL: -1, backups are its own tools'. */
int db_copy(struct db *db, const char *path, int pages);

/* Lookup indexes of a table, dropped before a bulk load and built after it. */
int db_indexes_drop(struct db *db, const char *const *index_names, int n);

/* A pool of read connections, one handed to a thread at a time. */
struct db_pool;
struct db_pool *db_pool_new(const char *url, int n, char why[200]);
struct db *db_pool_take(struct db_pool *pool); /* waits */
void db_pool_give(struct db_pool *pool, struct db *db);
void db_pool_free(struct db_pool *pool);

#endif
