/* Inside the PostgreSQL engine: what its three files share.
 *
 * Rule: every query sent is counted in n_queries and every sync in n_syncs,
 * and results are read in that order; nothing else reads from the connection. */
#ifndef POSTGRES_H
#define POSTGRES_H

#include "driver.h"

#include <libpq-fe.h>

enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_NAME = 19,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_FLOAT4 = 700,
	OID_FLOAT8 = 701,
	OID_UNKNOWN = 705,
	OID_BYTEA_ARRAY = 1001,
	OID_TEXT_ARRAY = 1009,
	OID_INT8_ARRAY = 1016,
	OID_FLOAT8_ARRAY = 1022,
	OID_BPCHAR = 1042,
	OID_VARCHAR = 1043,
	OID_NUMERIC = 1700,
};

struct pg_statement {
	struct statement base;
	struct pg_statement *also_sent;
	enum { NOT_PREPARED, IS_SENT, IS_PREPARED } state;
	char name[24];
};

/* Answers to questions asked ahead; see postgres_ask.c. */
#define ASKED_TEXTS_MAX 16
#define FORGOTTEN_BITS  (1 << 19)

struct pg_answer {
	uint64_t hash;
	size_t key, n_key; /* in `keys`: which question, with which parameters */
	int text;          /* in `bulks` and `results` */
	int64_t number;    /* of its row in the arrays, from 1 */
	uint64_t about;    /* hash of it */
	bool is_given;
};

struct pg_asked {
	bool is_open;    /* there are answers to be had */
	bool is_growing; /* questions are being put down */
	struct bulk *all;
	int n_texts;
	struct bulk *bulks[ASKED_TEXTS_MAX];
	PGresult *results[ASKED_TEXTS_MAX];
	struct bytes keys;
	struct pg_answer *answers;
	size_t n, size;
	uint32_t *slots; /* 1-based places in `answers`, by hash; n_slots is a power of two */
	size_t n_slots;
	bool has_forgotten;
	uint64_t forgotten[FORGOTTEN_BITS / 64]; /* by hash of what it was about */
};

struct postgres {
	struct db db;
	PGconn *conn;
	struct statements cache;
	struct bulk *bulks;
	int n_queries, n_syncs;    /* sent, not yet read */
	bool is_unsynced;          /* something was sent since the last sync */
	bool has_failed;           /* a result was a failure, not yet told */
	bool is_write;             /* the statement sent last asks for a change */
	struct pg_statement *sent; /* prepared on the way, not yet confirmed */
	struct pg_rows *stream;    /* rows still coming in */
	struct pg_asked asked;
	int64_t n_names;
};

struct pg_rows {
	struct rows base;
	PGresult *result; /* the row in hand, or all rows if they came at once */
	int at;           /* row within `result`; before the first at first */
	int end;          /* the last row is the one before */
	bool is_lent;     /* the result is one of `asked`, with a last column of its own */
	bool has_failed;
	bool is_in_kept;   /* the row in hand is in `kept` */
	struct bytes kept; /* rows read into memory to free the connection */
	size_t row, next_row;
	char (*numbers)[32]; /* numbers asked for as text, one place per column */
};

/* Put a statement into the pipeline. */
int pg_send(struct postgres *pg, const char *sql, const char *types, const struct param *params);
/* Ask for the answer of the query sent last: its first result, or NULL. */
PGresult *pg_own_result(struct postgres *pg);
/* Mark the point up to which a failure spoils. */
int pg_sync(struct postgres *pg);
/* The next result with rows or a count; NULL for the end of a query's results,
 * for a sync and for a failure, which is noted. */
PGresult *pg_read(struct postgres *pg);
/* Read all that is due, or with `n_left` 1 all but the last query and its sync. */
void pg_drain(struct postgres *pg, int n_left);
/* Tell a noted failure once: 0 or -1. */
int pg_outcome(struct postgres *pg);

/* Send the changes that wait, those by ON CONFLICT too, for a statement that may read them. */
int pg_flush_changes(struct postgres *pg);

/* Asking ahead. */
int pg_ask(struct db *db, const char *sql, const char *types, const struct param *params,
	   const char *about);
int pg_hear(struct db *db);
void pg_forget(struct db *db, const char *about);
/* The rows of an answer, if there is one still: `rows` stands before the first. */
bool pg_recall(struct postgres *pg, struct pg_rows *rows, const char *sql, const char *types,
	       const struct param *params);
/* Free everything; no rows are open. */
void pg_asked_free(struct postgres *pg);

/* The rows' part of the engine. */
/* Whether the columns are of types that can be read: 0 or -1. */
int pg_check_types(struct postgres *pg, const PGresult *result);
int pg_rows_begin(struct db *db, struct rows *rows, const char *sql, const char *types,
		  const struct param *params);
/* A whole number of 1, 2, 4 or 8 bytes, most significant first. */
int64_t pg_whole(const char *bytes, int n_bytes);
int pg_rows_next(struct rows *rows);
const char *pg_rows_text(const struct rows *rows, int column);
int64_t pg_rows_int(const struct rows *rows, int column);
double pg_rows_real(const struct rows *rows, int column);
const void *pg_rows_blob(const struct rows *rows, int column, size_t *n_bytes);
bool pg_rows_is_null(const struct rows *rows, int column);
int pg_rows_columns(const struct rows *rows);
const char *pg_rows_name(const struct rows *rows, int column);
void pg_rows_end(struct rows *rows);
/* Read the rows still coming in into memory, so that another statement can run. */
void pg_rows_keep(struct postgres *pg);

#endif
