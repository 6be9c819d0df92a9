/* The PostgreSQL engine: libpq in pipeline mode, binary both ways.
 *
 * Statements are sent without waiting; a sync and a read of the results come
 * only where an answer is needed.  A failure spoils all that was sent after it
 * until the next sync.
 *
 * Rule: what waits here is sent before the transaction ends or is dropped with it. */
#include "postgres.h"

#include <endian.h>
#include <poll.h>

/* Rows sent as arrays in one statement; more gains nothing and holds memory. */
#define BULK_ROWS  1000
#define BULK_BYTES (4 << 20)

/* A command's statement has a minute, a long export's five, a migration as
 * long as it needs.  JIT compiles longer than such statements run. */
#define WRITER_TIMEOUTS "SET statement_timeout = '60s'; SET lock_timeout = '10s'"
#define NO_TIMEOUTS     "SET statement_timeout = 0; SET lock_timeout = 0"

static struct postgres *pg_of(struct db *db)
{
	return (struct postgres *)db;
}

/* The connection is gone, and with it everything on the way. */
static int lost(struct postgres *pg)
{
	db_failed(&pg->db, "%s", PQerrorMessage(pg->conn));
	pg->db.is_lost = pg->db.is_storage = true;
	pg->n_queries = pg->n_syncs = 0;
	pg->is_unsynced = false;
	pg->has_failed = true;
	return -1;
}

/* Remember the first failure since the last one told.  Only the primary
 * message: the detail repeats values, and those may be a person's. */
static void note_failure(struct postgres *pg, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (pg->has_failed)
		return;
	pg->has_failed = true;
	db_failed(&pg->db, "%s", message ? message : PQresultErrorMessage(result));
	if (!state)
		return;
	pg->db.is_full = strcmp(state, "53100") == 0;
	/* 53 resources, 57P operator, 58 system, XX internal, 25006 a standby. */
	pg->db.is_storage = strncmp(state, "53", 2) == 0 || strncmp(state, "57P", 3) == 0 ||
			    strncmp(state, "58", 2) == 0 || strncmp(state, "XX", 2) == 0 ||
			    strcmp(state, "25006") == 0;
}

/* What was prepared since the last sync is so, or must be prepared anew under
 * another name, as some of it may have arrived before the failure. */
static void settle_sent(struct postgres *pg)
{
	while (pg->sent) {
		pg->sent->state = pg->has_failed ? NOT_PREPARED : IS_PREPARED;
		pg->sent->base.is_busy = false;
		pg->sent = pg->sent->also_sent;
	}
}

PGresult *pg_read(struct postgres *pg)
{
	PGresult *result = PQgetResult(pg->conn);

	if (!result && pg->n_queries > 0) {
		pg->n_queries--;
		return NULL;
	}
	switch (PQresultStatus(result)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_SINGLE_TUPLE:
		return result;
	case PGRES_PIPELINE_SYNC:
		pg->n_syncs--;
		settle_sent(pg);
		break;
	case PGRES_PIPELINE_ABORTED:
		break;
	default:
		note_failure(pg, result);
		/* Without a result the count is wrong, and the connection of no use. */
		if (!result || PQstatus(pg->conn) == CONNECTION_BAD) {
			settle_sent(pg);
			lost(pg);
		}
	}
	PQclear(result);
	return NULL;
}

int pg_sync(struct postgres *pg)
{
	if (!PQpipelineSync(pg->conn))
		return lost(pg);
	pg->n_syncs++;
	pg->is_unsynced = false;
	return 0;
}

int pg_outcome(struct postgres *pg)
{
	bool has_failed = pg->has_failed;

	pg->has_failed = false;
	return has_failed ? -1 : 0;
}

void pg_drain(struct postgres *pg, int n_left)
{
	if (pg->stream)
		pg_rows_keep(pg);
	while (pg->n_queries > n_left || pg->n_syncs > n_left)
		PQclear(pg_read(pg));
}

/* Sync what is in the pipeline and read everything; 0 or the first failure. */
static int settle(struct postgres *pg)
{
	if (!pg->is_unsynced || pg_sync(pg) == 0)
		pg_drain(pg, 0);
	return pg_outcome(pg);
}

static int after_sending(struct postgres *pg, int is_sent)
{
	if (is_sent) {
		pg->n_queries++;
		pg->is_unsynced = true;
		return 0;
	}
	lost(pg);
	return pg_outcome(pg);
}

/* A statement without parameters, parsed each time: BEGIN and its like. */
static int send_plain(struct postgres *pg, const char *sql)
{
	if (pg->stream)
		pg_rows_keep(pg);
	return after_sending(pg, PQsendQueryParams(pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1));
}

static Oid oid_of(char type)
{
	switch (type) {
	case 't':
		return OID_TEXT;
	case 'i':
		return OID_INT8;
	case 'd':
		return OID_FLOAT8;
	case 'b':
		return OID_BYTEA;
	case 'T':
		return OID_TEXT_ARRAY;
	case 'I':
		return OID_INT8_ARRAY;
	case 'D':
		return OID_FLOAT8_ARRAY;
	default:
		return OID_BYTEA_ARRAY;
	}
}

/* The prepared statement; its preparation travels in the same pipeline. */
static struct pg_statement *prepared(struct postgres *pg, const char *sql, const char *types)
{
	struct pg_statement *statement =
		(struct pg_statement *)statement_find(&pg->cache, &pg->db, sql, types);
	int n = (int)strlen(types);
	Oid oids[PARAMS_MAX];

	if (statement->state != NOT_PREPARED)
		return statement;
	for (int i = 0; i < n; i++)
		oids[i] = oid_of(types[i]);
	snprintf(statement->name, sizeof statement->name, "s%" PRId64, ++pg->n_names);
	if (after_sending(pg, PQsendPrepare(pg->conn, statement->name, sql, n, oids)) < 0)
		return NULL;
	statement->state = IS_SENT;
	statement->base.is_busy = true; /* not to be forgotten before it is confirmed */
	statement->also_sent = pg->sent;
	pg->sent = statement;
	return statement;
}

/* Free the server's copy too, when room is made for another statement. */
static void forget(struct db *db, struct statement *statement)
{
	struct pg_statement *gone = (struct pg_statement *)statement;
	char sql[48];

	if (gone->state == NOT_PREPARED)
		return;
	snprintf(sql, sizeof sql, "DEALLOCATE %s", gone->name);
	send_plain(pg_of(db), sql);
}

/* Forget all statements; the server has forgotten them already. */
static void forget_all(struct postgres *pg)
{
	for (size_t i = 0; i < STATEMENT_CHAINS; i++)
		for (struct statement *s = pg->cache.chains[i]; s; s = s->next)
			((struct pg_statement *)s)->state = NOT_PREPARED;
	statements_clear(&pg->cache, &pg->db);
}

int pg_send(struct postgres *pg, const char *sql, const char *types, const struct param *params)
{
	int n = (int)strlen(types), lengths[PARAMS_MAX], formats[PARAMS_MAX];
	const char *values[PARAMS_MAX];
	uint64_t wide[PARAMS_MAX];
	struct pg_statement *statement;

	if (pg->stream)
		pg_rows_keep(pg);
	statement = prepared(pg, sql, types);
	if (!statement)
		return -1;
	pg->is_write = statement->base.is_write;
	for (int i = 0; i < n; i++) {
		values[i] = params[i].bytes;
		lengths[i] = (int)params[i].n_bytes;
		formats[i] = 1;
		if (types[i] == 'i' || types[i] == 'd') {
			memcpy(&wide[i],
			       types[i] == 'i' ? (const void *)&params[i].number
					       : (const void *)&params[i].real,
			       8);
			wide[i] = htobe64(wide[i]);
			values[i] = (const char *)&wide[i];
			lengths[i] = 8;
		}
		if (params[i].is_null)
			values[i] = NULL;
	}
	return after_sending(
		pg, PQsendQueryPrepared(pg->conn, statement->name, n, values, lengths, formats, 1));
}

PGresult *pg_own_result(struct postgres *pg)
{
	if (pg_sync(pg) < 0)
		return NULL;
	pg_drain(pg, 1);
	return pg->n_queries == 1 ? pg_read(pg) : NULL;
}

static int64_t run(struct db *db, const char *sql, const char *types, const struct param *params)
{
	struct postgres *pg = pg_of(db);
	PGresult *result;
	int64_t n_changed = 0;

	if (pg_flush_changes(pg) < 0 || pg_send(pg, sql, types, params) < 0)
		return -1;
	if (pg->is_write)
		pg_forget(db, NULL);
	result = pg_own_result(pg);
	/* A query handed to db_run counts its rows, but has changed none. */
	if (result && strncmp(PQcmdStatus(result), "SELECT", 6) != 0)
		n_changed = atoll(PQcmdTuples(result));
	PQclear(result);
	pg_drain(pg, 0);
	return pg_outcome(pg) < 0 ? -1 : n_changed;
}

static int flush_bulk(struct postgres *pg, struct bulk *bulk)
{
	struct param params[PARAMS_MAX];
	int outcome;

	if (!bulk->n_rows)
		return 0;
	bulk_params(bulk, params);
	outcome = pg_send(pg, bulk->sql, bulk->types, params);
	bulk_clear(bulk);
	return outcome;
}

int pg_flush_changes(struct postgres *pg)
{
	for (struct bulk *bulk = pg->bulks; bulk; bulk = bulk->next)
		if (bulk->n_keys && flush_bulk(pg, bulk) < 0)
			return -1;
	return 0;
}

static int flush_all(struct postgres *pg)
{
	for (struct bulk *bulk = pg->bulks; bulk; bulk = bulk->next)
		if (flush_bulk(pg, bulk) < 0)
			return -1;
	return 0;
}

static int flush(struct db *db)
{
	pg_forget(db, NULL);
	return flush_all(pg_of(db));
}

static int send_later(struct db *db, const char *sql, const char *types, const struct param *params)
{
	/* Outside a transaction everything up to a sync would be one. */
	if (!db->is_in_transaction)
		return run(db, sql, types, params) < 0 ? -1 : 0;
	pg_forget(db, NULL);
	return pg_flush_changes(pg_of(db)) < 0 ? -1 : pg_send(pg_of(db), sql, types, params);
}

static void drop_waiting(struct postgres *pg)
{
	for (struct bulk *bulk = pg->bulks; bulk; bulk = bulk->next)
		bulk_clear(bulk);
}

/* Let a row wait with others of its kind. */
static int put(struct postgres *pg, struct bulk *bulk, const struct param *params)
{
	if (bulk_repeats(bulk, params) && flush_bulk(pg, bulk) < 0)
		return -1;
	bulk_add(bulk, params);
	if (!pg->db.is_in_transaction)
		return flush_bulk(pg, bulk) < 0 ? -1 : settle(pg);
	if (bulk->n_rows >= BULK_ROWS || bulk->n_bytes >= BULK_BYTES)
		return flush_bulk(pg, bulk);
	return 0;
}

static int append(struct db *db, const struct db_bulk *what, const struct param *params)
{
	return put(pg_of(db), bulk_find(&pg_of(db)->bulks, INSERT_ARRAYS, what, what), params);
}

static int change(struct db *db, const struct db_change *change, const struct param *params)
{
	struct db_bulk what = bulk_of_change(change);

	return put(pg_of(db), bulk_find(&pg_of(db)->bulks, CHANGE_ARRAYS, change, &what), params);
}

/* BEGIN travels with the first statement. */
static int begin(struct db *db)
{
	pg_forget(db, NULL);
	return send_plain(pg_of(db), db->mode == DB_WRITE
					     ? "BEGIN"
					     : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* A commit waits for its answer.  The end of a reading does not: whoever uses
 * the connection next reads it. */
static int commit(struct db *db)
{
	struct postgres *pg = pg_of(db);
	PGresult *result;
	bool is_committed;

	if (flush_all(pg) < 0 || send_plain(pg, "COMMIT") < 0)
		return -1;
	if (db->mode == DB_READ)
		return pg_sync(pg) < 0 ? pg_outcome(pg) : 0;
	result = pg_own_result(pg);
	/* The answer to COMMIT in a failed transaction is a friendly "ROLLBACK". */
	is_committed = result && strcmp(PQcmdStatus(result), "COMMIT") == 0;
	PQclear(result);
	pg_drain(pg, 0);
	if (pg_outcome(pg) < 0)
		return -1;
	return is_committed ? 0 : db_failed(db, "the server rolled the transaction back");
}

/* Drop what waits and read what is on the way, whose failure is told already
 * or does not matter any more.  ROLLBACK must come after that sync, or it would
 * be skipped with the rest. */
static int clear_way(struct postgres *pg)
{
	pg_forget(&pg->db, NULL);
	drop_waiting(pg);
	if (PQstatus(pg->conn) == CONNECTION_BAD)
		return -1;
	settle(pg);
	return PQstatus(pg->conn) == CONNECTION_BAD ? -1 : 0;
}

static int rollback(struct db *db)
{
	struct postgres *pg = pg_of(db);

	if (clear_way(pg) < 0)
		return -1;
	if (PQtransactionStatus(pg->conn) == PQTRANS_IDLE)
		return 0;
	return send_plain(pg, "ROLLBACK") < 0 ? -1 : settle(pg);
}

/* What came before the savepoint must be known to be good, or its failure
 * would be blamed on what comes after. */
static int savepoint(struct db *db)
{
	struct postgres *pg = pg_of(db);

	if (flush(db) < 0 || settle(pg) < 0)
		return -1;
	return send_plain(pg, "SAVEPOINT one");
}

static int release(struct db *db)
{
	struct postgres *pg = pg_of(db);

	if (flush_all(pg) < 0 || send_plain(pg, "RELEASE SAVEPOINT one") < 0)
		return -1;
	return settle(pg);
}

static int rollback_to(struct db *db)
{
	struct postgres *pg = pg_of(db);

	if (clear_way(pg) < 0 || send_plain(pg, "ROLLBACK TO SAVEPOINT one") < 0 ||
	    send_plain(pg, "RELEASE SAVEPOINT one") < 0)
		return -1;
	return settle(pg);
}

/* Run texts the simple way, which takes several statements at once but no
 * pipeline.  A migration may take as long as it must. */
static int script(struct db *db, const char *sql)
{
	/* Statements may be prepared against tables that the script changes. */
	static const char *const around[] = { NO_TIMEOUTS, NULL,
					      "DEALLOCATE ALL; " WRITER_TIMEOUTS };
	struct postgres *pg = pg_of(db);

	db->n_writes++;
	if (flush(db) < 0 || settle(pg) < 0)
		return -1;
	PQexitPipelineMode(pg->conn);
	for (size_t i = 0; i < COUNT_OF(around); i++) {
		PGresult *result = PQexec(pg->conn, around[i] ? around[i] : sql);
		ExecStatusType status = PQresultStatus(result);

		if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
		    status != PGRES_EMPTY_QUERY)
			note_failure(pg, result);
		PQclear(result);
	}
	if (PQstatus(pg->conn) == CONNECTION_BAD)
		lost(pg);
	forget_all(pg);
	PQenterPipelineMode(pg->conn);
	return pg_outcome(pg);
}

static int checkpoint(struct db *db)
{
	(void)db;
	return 0; /* the server's own business */
}

static int copy(struct db *db, const char *path, int pages)
{
	(void)path;
	(void)pages;
	return db_failed(db, "a PostgreSQL database is backed up with PostgreSQL's own tools");
}

/* A server that went away has closed the connection, which shows as something
 * to read.  Costs one system call. */
static bool is_stale(struct db *db)
{
	struct postgres *pg = pg_of(db);

	for (int i = 0; i < 4 && PQstatus(pg->conn) != CONNECTION_BAD; i++) {
		struct pollfd socket = { .fd = PQsocket(pg->conn), .events = POLLIN };

		if (poll(&socket, 1, 0) <= 0 || !PQconsumeInput(pg->conn))
			break;
	}
	return PQstatus(pg->conn) == CONNECTION_BAD;
}

static void ignore_notice(void *nothing, const char *message)
{
	(void)nothing;
	(void)message;
}

/* Prepared plans are made while tables are still empty and kept: without an index
 * in sight PostgreSQL would go on reading whole tables as they grow. */
#define STEADY_PLANS "SET client_min_messages = warning; SET jit = off; SET enable_seqscan = off; "

static const char for_writers[] = STEADY_PLANS "SET synchronous_commit = on; " WRITER_TIMEOUTS;
static const char for_readers[] = STEADY_PLANS "SET statement_timeout = '300s';"
					       "SET default_transaction_read_only = on";

/* Connect; on failure `conn` holds the message. */
static int connect_to(struct postgres *pg)
{
	/* A network that swallows packets must show within seconds. */
	const char *const keys[] = { "dbname",          "application_name", "client_encoding",
				     "connect_timeout", "tcp_user_timeout", NULL };
	const char *const values[] = { pg->db.url, "lianfang", "UTF8", "10", "15000", NULL };
	PGresult *result;
	bool is_set;

	pg->conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(pg->conn) != CONNECTION_OK)
		return -1;
	PQsetNoticeProcessor(pg->conn, ignore_notice, NULL);
	result = PQexec(pg->conn, pg->db.mode == DB_WRITE ? for_writers : for_readers);
	is_set = PQresultStatus(result) == PGRES_COMMAND_OK;
	PQclear(result);
	return is_set && PQenterPipelineMode(pg->conn) ? 0 : -1;
}

static void disconnect(struct postgres *pg)
{
	PQfinish(pg->conn);
	pg->conn = NULL;
	pg->sent = NULL;
	pg->stream = NULL;
	pg->n_queries = pg->n_syncs = 0;
	pg->is_unsynced = pg->has_failed = false;
	pg_forget(&pg->db, NULL);
	drop_waiting(pg);
	forget_all(pg);
}

static int mend(struct db *db)
{
	struct postgres *pg = pg_of(db);

	disconnect(pg);
	if (connect_to(pg) == 0)
		return 0;
	lost(pg);
	return pg_outcome(pg);
}

static void close_db(struct db *db)
{
	struct postgres *pg = pg_of(db);

	disconnect(pg);
	pg_asked_free(pg);
	bulks_free(&pg->bulks);
	free(pg);
}

static const struct driver engine = {
	.kind = DB_POSTGRES,
	.rows_size = sizeof(struct pg_rows),
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
	.send = send_later,
	.append = append,
	.change = change,
	.flush = flush,
	.ask = pg_ask,
	.hear = pg_hear,
	.forget = pg_forget,
	.rows = pg_rows_begin,
	.next = pg_rows_next,
	.text = pg_rows_text,
	.integer = pg_rows_int,
	.real = pg_rows_real,
	.blob = pg_rows_blob,
	.is_null = pg_rows_is_null,
	.n_columns = pg_rows_columns,
	.name = pg_rows_name,
	.end = pg_rows_end,
	.script = script,
	.checkpoint = checkpoint,
	.copy = copy,
};

struct db *postgres_open(const char *url, enum db_mode mode, char why[200])
{
	struct postgres *pg = must_alloc(sizeof *pg);

	pg->db.engine = &engine;
	pg->db.url = must_copy(url);
	pg->db.mode = mode;
	pg->cache.size = sizeof(struct pg_statement);
	pg->cache.forget = forget;
	if (connect_to(pg) == 0)
		return &pg->db;
	/* Not the address: it may hold a password. */
	snprintf(why, 200, "the database cannot be reached: %.150s", PQerrorMessage(pg->conn));
	why[strcspn(why, "\r\n")] = '\0';
	free(pg->db.url);
	close_db(&pg->db);
	return NULL;
}
