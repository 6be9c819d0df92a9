/* The half of the store that both engines share: it reads the parameters,
 * keeps the state of the transaction and hands on to the engine.
 *
 * Rule: after a failure inside a transaction nothing runs until a rollback, on
 * SQLite too, so that both engines behave alike. */
#include "driver.h"

#include <ctype.h>
#include <math.h>
#include <strings.h>

struct db *db_open(const char *url, enum db_mode mode, char why[200])
{
	struct db *db;

	if (strncmp(url, "postgres://", 11) == 0 || strncmp(url, "postgresql://", 13) == 0)
		db = postgres_open(url, mode, why);
	else
		db = sqlite_open(url, mode, why);
	if (db) {
		db->mode = mode;
		db->one = must_alloc(db->engine->rows_size);
	}
	return db;
}

static void cut_open_rows(struct db *db)
{
	while (db->open) {
		struct rows *rows = db->open;

		rows_end(rows);
		rows->state = ROWS_CUT;
	}
}

void db_close(struct db *db)
{
	if (!db)
		return;
	cut_open_rows(db);
	if (db->is_in_transaction)
		db_rollback(db);
	free(db->one);
	free(db->url);
	db->engine->close(db);
}

enum db_kind db_kind(const struct db *db)
{
	return db->engine->kind;
}

const char *db_why(const struct db *db)
{
	return db->why;
}

bool db_is_full(const struct db *db)
{
	return db->is_full;
}

bool db_is_lost(const struct db *db)
{
	return db->is_lost;
}

int64_t db_writes(const struct db *db)
{
	return db->n_writes;
}

int64_t db_fail_at(struct db *db, int64_t nth)
{
	int64_t left = db->fail_at;

	db->fail_at = nth;
	return left;
}

int db_failed(struct db *db, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(db->why, sizeof db->why, format, args);
	va_end(args);
	db->why[strcspn(db->why, "\r\n")] = '\0';
	db->is_full = db->is_lost = db->is_storage = false;
	return -1;
}

/* A failure was told: inside a transaction nothing more may run. */
static void spoil(struct db *db)
{
	if (db->is_in_transaction)
		db->is_broken = true;
}

/* Hand on what an engine answered. */
static int told(struct db *db, int outcome)
{
	if (outcome < 0)
		spoil(db);
	return outcome;
}

/* Whether the next statement may run; counts it for the torture. */
static bool may_run(struct db *db)
{
	if (db->is_broken)
		return false;
	if (db->fail_at > 0 && --db->fail_at == 0) {
		db_failed(db, "this statement fails because a test asked for it");
		spoil(db);
		return false;
	}
	return true;
}

bool db_is_broken(const struct db *db)
{
	return db->is_broken;
}

int db_mend(struct db *db)
{
	cut_open_rows(db);
	db->is_in_transaction = db->is_in_savepoint = db->is_broken = false;
	if (db->engine->mend(db) < 0)
		return -1;
	db->is_lost = false;
	return 0;
}

int db_begin(struct db *db)
{
	if (db->is_in_transaction)
		return told(db, db_failed(db, "a transaction is open already"));
	if (db->engine->is_stale(db) && db_mend(db) < 0)
		return -1;
	if (!may_run(db) || db->engine->begin(db) < 0)
		return -1;
	db->is_in_transaction = true;
	return 0;
}

int db_commit(struct db *db)
{
	if (!db->is_in_transaction)
		return db_failed(db, "there is no transaction to commit");
	if (!may_run(db))
		return -1;
	cut_open_rows(db);
	if (db->engine->commit(db) < 0)
		return told(db, -1);
	db->is_in_transaction = db->is_in_savepoint = false;
	return 0;
}

int db_rollback(struct db *db)
{
	if (!db->is_in_transaction)
		return 0;
	cut_open_rows(db);
	db->is_in_transaction = db->is_in_savepoint = db->is_broken = false;
	return db->engine->rollback(db);
}

int db_savepoint(struct db *db)
{
	if (!db->is_in_transaction || db->is_in_savepoint)
		return told(db, db_failed(db, "a savepoint needs a transaction and does not nest"));
	if (!may_run(db) || db->engine->savepoint(db) < 0)
		return told(db, -1);
	db->is_in_savepoint = true;
	return 0;
}

int db_release(struct db *db)
{
	if (!db->is_in_savepoint)
		return told(db, db_failed(db, "there is no savepoint to release"));
	if (!may_run(db) || db->engine->release(db) < 0)
		return told(db, -1);
	db->is_in_savepoint = false;
	return 0;
}

int db_rollback_to(struct db *db)
{
	if (!db->is_in_savepoint)
		return told(db, db_failed(db, "there is no savepoint to go back to"));
	cut_open_rows(db);
	db->is_in_savepoint = false;
	if (db->engine->rollback_to(db) < 0)
		return told(db, -1);
	db->is_broken = false;
	return 0;
}

int db_params(struct db_param params[DB_PARAMS_MAX], const char *types, va_list args)
{
	int n = 0;

	for (; types && *types; types++, n++) {
		assert(n < DB_PARAMS_MAX);
		params[n] = (struct db_param){ .type = *types };
		if (*types == 'i')
			params[n].number = va_arg(args, int64_t);
		else if (*types == 'd')
			params[n].real = va_arg(args, double);
		else
			params[n].text = va_arg(args, const char *);
		if (*types == 'b')
			params[n].n = va_arg(args, size_t);
	}
	return n;
}

/* A statement about to run: its parameters as the engines take them. */
struct call {
	char types[PARAMS_MAX + 1];
	struct param params[PARAMS_MAX];
};

static void call_with(struct call *call, const struct db_param *given, int n)
{
	assert(n >= 0 && n <= PARAMS_MAX);
	for (int i = 0; i < n; i++, given++) {
		struct param *param = &call->params[i];

		assert(given->type && strchr("tidb", given->type));
		*param = (struct param){ .type = given->type,
					 .number = given->number,
					 .real = given->real,
					 .bytes = given->text };
		if (given->type == 'i')
			param->is_null = given->number == NOT_GIVEN;
		else if (given->type == 'd')
			param->is_null = isnan(given->real);
		else
			param->is_null = !given->text;
		if (given->type == 'b')
			param->n_bytes = given->n;
		else if (given->type == 't' && given->text)
			param->n_bytes = strlen(given->text);
		call->types[i] = given->type;
	}
	call->types[n] = '\0';
}

int64_t db_run_p(struct db *db, const char *sql, const struct db_param *params, int n)
{
	struct call call;
	int64_t n_changed;

	if (!may_run(db))
		return -1;
	call_with(&call, params, n);
	n_changed = db->engine->run(db, sql, call.types, call.params);
	if (n_changed < 0)
		return told(db, -1);
	if (n_changed > 0)
		db->n_writes++;
	return n_changed;
}

int64_t db_run(struct db *db, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	int n;

	COLLECT(types, n = db_params(params, types, args));
	return db_run_p(db, sql, params, n);
}

int db_send_p(struct db *db, const char *sql, const struct db_param *params, int n)
{
	struct call call;

	if (!may_run(db))
		return -1;
	call_with(&call, params, n);
	db->n_writes++;
	return told(db, db->engine->send(db, sql, call.types, call.params));
}

int db_send(struct db *db, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	int n;

	COLLECT(types, n = db_params(params, types, args));
	return db_send_p(db, sql, params, n);
}

int db_append_p(struct db *db, const struct db_bulk *bulk, const struct db_param *params, int n)
{
	struct call call;

	if (!may_run(db))
		return -1;
	call_with(&call, params, n);
	assert(strcmp(call.types, bulk->types) == 0);
	db->n_writes++;
	return told(db, db->engine->append(db, bulk, call.params));
}

int db_append(struct db *db, const struct db_bulk *bulk, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	int n;

	COLLECT(bulk, n = db_params(params, bulk->types, args));
	return db_append_p(db, bulk, params, n);
}

int db_change(struct db *db, const struct db_change *change, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	struct call call;
	int n;

	if (!may_run(db))
		return -1;
	COLLECT(change, n = db_params(params, change->types, args));
	call_with(&call, params, n);
	db->n_writes++;
	return told(db, db->engine->change(db, change, call.params));
}

int db_ask(struct db *db, const struct db_question *questions, int n)
{
	struct call call;
	int outcome = 0;

	if (!db->engine->ask || !n)
		return 0;
	if (!may_run(db))
		return -1;
	assert(db->is_in_transaction && !db->open);
	for (int i = 0; i < n && outcome == 0; i++) {
		call_with(&call, questions[i].params, questions[i].n);
		outcome = db->engine->ask(db, questions[i].sql, call.types, call.params,
					  questions[i].about);
	}
	return told(db, outcome == 0 ? db->engine->hear(db) : outcome);
}

void db_forget(struct db *db, const char *about)
{
	if (db->engine->forget)
		db->engine->forget(db, about);
}

bool db_asks(const struct db *db)
{
	return db->engine->ask;
}

int db_flush(struct db *db)
{
	if (!may_run(db))
		return -1;
	return told(db, db->engine->flush(db));
}

/* Start a query in memory that the caller holds. */
static int rows_start(struct db *db, struct rows *rows, const char *sql,
		      const struct db_param *params, int n)
{
	struct call call;

	if (!may_run(db))
		return -1;
	call_with(&call, params, n);
	rows->db = db;
	rows->state = ROWS_DONE; /* until it has begun, there is nothing to end */
	if (db->engine->rows(db, rows, sql, call.types, call.params) < 0)
		return told(db, -1);
	rows->state = ROWS_OPEN;
	rows->before = NULL;
	rows->after = db->open;
	if (db->open)
		db->open->before = rows;
	db->open = rows;
	return 0;
}

static void rows_end_promise(void *rows)
{
	rows_end(rows);
}

struct rows *db_rows_p(struct db *db, struct arena *arena, const char *sql,
		       const struct db_param *params, int n)
{
	struct rows *rows = arena_alloc(arena, db->engine->rows_size);

	if (rows_start(db, rows, sql, params, n) < 0)
		return NULL;
	arena_promise(arena, rows_end_promise, rows);
	return rows;
}

struct rows *db_rows(struct db *db, struct arena *arena, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	int n;

	COLLECT(types, n = db_params(params, types, args));
	return db_rows_p(db, arena, sql, params, n);
}

int rows_next(struct rows *rows)
{
	int outcome;

	if (!rows)
		return -1;
	if (rows->state == ROWS_CUT) {
		if (!rows->db->is_broken)
			db_failed(rows->db, "these rows ended with their transaction");
		return -1;
	}
	if (rows->state == ROWS_DONE)
		return 0;
	outcome = rows->db->engine->next(rows);
	if (outcome > 0)
		return 1;
	rows_end(rows);
	if (outcome < 0)
		rows->state = ROWS_CUT;
	return told(rows->db, outcome);
}

bool rows_failed(const struct rows *rows)
{
	return !rows || rows->state == ROWS_CUT;
}

void rows_end(struct rows *rows)
{
	if (!rows || rows->state != ROWS_OPEN)
		return;
	rows->state = ROWS_DONE;
	if (rows->before)
		rows->before->after = rows->after;
	else
		rows->db->open = rows->after;
	if (rows->after)
		rows->after->before = rows->before;
	rows->db->engine->end(rows);
}

bool rows_is_null(const struct rows *rows, int column)
{
	return rows->state != ROWS_OPEN || rows->db->engine->is_null(rows, column);
}

const char *rows_text(const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ? NULL : rows->db->engine->text(rows, column);
}

int64_t rows_int(const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ? NOT_GIVEN : rows->db->engine->integer(rows, column);
}

int rows_choice(const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ? -1 : (int)rows_int(rows, column);
}

double rows_real(const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ? (double)NAN : rows->db->engine->real(rows, column);
}

const void *rows_blob(const struct rows *rows, int column, size_t *n_bytes)
{
	*n_bytes = 0;
	if (rows_is_null(rows, column))
		return NULL;
	return rows->db->engine->blob(rows, column, n_bytes);
}

int rows_columns(const struct rows *rows)
{
	return rows->state == ROWS_OPEN ? rows->db->engine->n_columns(rows) : 0;
}

const char *rows_name(const struct rows *rows, int column)
{
	return rows->state == ROWS_OPEN ? rows->db->engine->name(rows, column) : NULL;
}

int64_t db_one(struct db *db, struct arena *arena, int64_t otherwise, int *failed, const char *sql,
	       const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	int64_t number = otherwise;
	int n, outcome;

	(void)arena; /* the number is all that is kept */
	COLLECT(types, n = db_params(params, types, args));
	outcome = rows_start(db, db->one, sql, params, n);
	if (outcome == 0) {
		outcome = rows_next(db->one);
		if (outcome > 0 && !rows_is_null(db->one, 0))
			number = rows_int(db->one, 0);
		rows_end(db->one);
	}
	if (outcome < 0 && failed)
		*failed = -1;
	return number;
}

int db_script(struct db *db, const char *sql)
{
	if (!may_run(db))
		return -1;
	return told(db, db->engine->script(db, sql));
}

int db_checkpoint(struct db *db)
{
	return db->engine->checkpoint(db);
}

int db_copy(struct db *db, const char *path, int pages)
{
	if (!may_run(db))
		return -1;
	return db->engine->copy(db, path, pages);
}

int db_indexes_drop(struct db *db, const char *const *index_names, int n)
{
	for (int i = 0; i < n; i++) {
		char sql[160];

		for (const char *c = index_names[i]; *c; c++)
			assert(isalnum((unsigned char)*c) || *c == '_');
		snprintf(sql, sizeof sql, "DROP INDEX IF EXISTS %s", index_names[i]);
		if (db_run(db, sql, "") < 0)
			return -1;
	}
	return 0;
}
