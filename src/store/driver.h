/* What the two engines and the common half of the store share: the table of
 * functions an engine fills in, the parameters, the cache of statements.
 *
 * Rule: only the files of store/ include this; the rest of the program sees db.h. */
#ifndef DRIVER_H
#define DRIVER_H

#include "db.h"

#define PARAMS_MAX DB_PARAMS_MAX

/* One parameter as an engine takes it. */
struct param {
	char type; /* t i d b; T I D B: an array of them (PostgreSQL) */
	bool is_null;
	int64_t number;
	double real;
	const void *bytes;
	size_t n_bytes;
};

struct rows {
	struct db *db;
	struct rows *before, *after; /* all rows open on the connection */
	enum { ROWS_OPEN, ROWS_DONE, ROWS_CUT } state;
};

/* Functions return -1 after db_failed told why.  The common half checks the
 * state of the transaction first, so an engine is never called out of order. */
struct driver {
	enum db_kind kind;
	size_t rows_size;
	void (*close)(struct db *db);
	bool (*is_stale)(struct db *db); /* the other end has gone while idle */
	int (*mend)(struct db *db);
	int (*begin)(struct db *db);
	int (*commit)(struct db *db);
	int (*rollback)(struct db *db);
	int (*savepoint)(struct db *db);
	int (*release)(struct db *db);
	int (*rollback_to)(struct db *db);
	int64_t (*run)(struct db *db, const char *sql, const char *types,
		       const struct param *params);
	int (*send)(struct db *db, const char *sql, const char *types, const struct param *params);
	int (*append)(struct db *db, const struct db_bulk *bulk, const struct param *params);
	int (*change)(struct db *db, const struct db_change *change, const struct param *params);
	int (*flush)(struct db *db);
	/* One question after the other, then the answers; NULL: reads are not asked ahead. */
	int (*ask)(struct db *db, const char *sql, const char *types, const struct param *params,
		   const char *about);
	int (*hear)(struct db *db);
	void (*forget)(struct db *db, const char *about); /* NULL: all answers */
	int (*rows)(struct db *db, struct rows *rows, const char *sql, const char *types,
		    const struct param *params);
	int (*next)(struct rows *rows);
	const char *(*text)(const struct rows *rows, int column);
	int64_t (*integer)(const struct rows *rows, int column);
	double (*real)(const struct rows *rows, int column);
	const void *(*blob)(const struct rows *rows, int column, size_t *n_bytes);
	bool (*is_null)(const struct rows *rows, int column);
	int (*n_columns)(const struct rows *rows);
	const char *(*name)(const struct rows *rows, int column);
	void (*end)(struct rows *rows);
	int (*script)(struct db *db, const char *sql);
	int (*checkpoint)(struct db *db);
	int (*copy)(struct db *db, const char *path, int pages);
};

/* What both kinds of connection begin with. */
struct db {
	const struct driver *engine;
	enum db_mode mode;
	char *url;
	char why[200];
	bool is_full, is_lost;
	bool is_storage; /* the disk or the server failed, not the statement */
	bool is_in_transaction, is_in_savepoint;
	bool is_broken; /* a statement failed; only a rollback helps */
	int64_t n_writes;
	int64_t fail_at;
	struct rows *open; /* rows not yet at their end */
	struct rows *one;  /* for db_one, which needs no memory of its own */
};

/* Open a connection of each kind; NULL with a sentence in `why`. */
struct db *sqlite_open(const char *path, enum db_mode mode, char why[200]);
struct db *postgres_open(const char *url, enum db_mode mode, char why[200]);

/* Remember why something failed, cut to one line; clears the flags. Returns -1. */
int db_failed(struct db *db, const char *format, ...) PRINTS(2, 3);

/* A prepared statement: found again by the address of its text, then by the
 * text itself.  Engines put their own members after this one. */
struct statement {
	struct statement *next; /* in its chain */
	uint64_t hash;
	int64_t used_at;
	char *sql;
	char *types;
	bool is_write; /* names INSERT, UPDATE or DELETE */
	bool is_busy;  /* rows are open on it: not to be forgotten */
};

#define STATEMENTS_MAX    512 /* per connection: a few per command and filter */
#define STATEMENT_CHAINS  256
#define STATEMENT_RECENTS 1024

struct statements {
	size_t size;                                                /* of the engine's structure */
	void (*forget)(struct db *db, struct statement *statement); /* free the engine's part */
	int n;
	int64_t n_uses;
	struct statement *chains[STATEMENT_CHAINS];
	struct statement *recent[STATEMENT_RECENTS]; /* by address of the text */
};

/* The statement of that text and those types, made (zeroed) if it is new; the
 * least recently used one makes room. */
struct statement *statement_find(struct statements *all, struct db *db, const char *sql,
				 const char *types);
/* A statement outside the cache, and the end of one. */
struct statement *statement_new(const struct statements *all, const char *sql, const char *types);
void statement_free(struct statements *all, struct db *db, struct statement *statement);
/* Forget all. */
void statements_clear(struct statements *all, struct db *db);
/* Whether a statement asks for a change, seen by its words. */
bool sql_is_write(const char *sql);

/* Memory that grows; the program ends when the machine has none. */
void *must_alloc(size_t n_bytes);
void *must_grow(void *old, size_t n_bytes);
char *must_copy(const char *text);

struct bytes {
	char *at;
	size_t n, size;
};
void bytes_add(struct bytes *bytes, const void *more, size_t n_bytes);
void bytes_free(struct bytes *bytes);

/* What is done with rows by the thousand, and in which form its statement takes them. */
enum bulk_kind {
	INSERT_VALUES, /* one row */
	INSERT_ARRAYS, /* the other kinds: many rows, an array for each column */
	CHANGE_VALUES,
	CHANGE_ARRAYS,
	ASK_ARRAYS,
};

/* A kind of rows to be inserted by the thousand: its statement, and for
 * PostgreSQL the rows that wait, column by column in the binary form of an array. */
struct bulk {
	struct bulk *next;
	const void *from; /* the caller's description, as a hint */
	enum bulk_kind kind;
	struct db_bulk what; /* our own copies of the texts; see bulk_find */
	char *sql;
	char *types; /* of the statement's parameters */
	int n_columns;
	int n_rows;
	size_t n_bytes;
	struct bytes *columns;
	bool *has_null;
	int n_keys; /* columns of the conflict clause; -1 not understood */
	int *keys;
	uint64_t *seen; /* hashes of the keys that wait */
	size_t n_seen;
};

/* The bulk of that kind and description, made if it is new; `from` is compared first.
 * To change rows the conflict clause has the names of the key; to ask, the table is the
 * text of the question, and $1 … in it become the columns of the arrays. */
struct bulk *bulk_find(struct bulk **list, enum bulk_kind kind, const void *from,
		       const struct db_bulk *what);
/* How a change is described to bulk_find. */
struct db_bulk bulk_of_change(const struct db_change *change);
/* Put one row with those that wait. */
void bulk_add(struct bulk *bulk, const struct param *params);
/* Whether a waiting row has the same key and would be changed twice by one
 * statement, which PostgreSQL refuses. */
bool bulk_repeats(const struct bulk *bulk, const struct param *params);
/* The waiting rows as array parameters, valid until bulk_clear. */
void bulk_params(struct bulk *bulk, struct param *params);
void bulk_clear(struct bulk *bulk);
void bulks_free(struct bulk **list);

#endif
