/* The journal: every accepted command, ordered by seq, hash-chained.
 *
 * Rule: never rewritten.  seq has no gaps: a refused command gives its number
 * back, so a cursor on seq never skips a row. */
#include "inside.h"

static const struct db_bulk journal_bulk = {
	"journal", "seq, at, id, body, actor, posting, region, command, args, sealed, reply, hash",
	"iibiiitttbtb", ""
};

/* Lock the counter (two servers may share one database) and read the chain's head. */
int journal_begin(struct engine *engine, struct db *db)
{
	struct rows *rows;
	const void *hash;
	size_t n = 0;

	if (db_run(db, "UPDATE counter SET n = n WHERE name = 'seq'", "") != 1)
		return -1;
	rows = db_rows(db, engine->batch,
		       "SELECT c.n, j.hash FROM counter c LEFT JOIN journal j ON j.seq = c.n "
		       "WHERE c.name = 'seq'",
		       "");
	if (rows_next(rows) != 1)
		return -1;
	engine->head.seq = rows_int(rows, 0);
	hash = rows_blob(rows, 1, &n);
	memset(engine->head.hash, 0, CHAIN_BYTES);
	if (n == CHAIN_BYTES)
		memcpy(engine->head.hash, hash, n);
	rows_end(rows);
	return 0;
}

int journal_end(struct engine *engine, struct db *db)
{
	return db_send(db, "UPDATE counter SET n = $1 WHERE name = 'seq'", "i", engine->head.seq);
}

void chain_link(uint8_t link[CHAIN_BYTES], const void *row, size_t n_bytes)
{
	uint8_t hash[HASH_BYTES];

	hash_two(link, CHAIN_BYTES, row, n_bytes, hash);
	memcpy(link, hash, CHAIN_BYTES);
}

static void digest_text(struct buf *buf, const char *text)
{
	if (text)
		buf_text(buf, text);
	buf_char(buf, '\0');
}

static void digest_bytes(struct buf *buf, const void *bytes, size_t n)
{
	buf_int(buf, (int64_t)n);
	buf_char(buf, '\0');
	if (n)
		buf_add(buf, bytes, n);
}

/* The chain covers the hash of sealed bytes, not the bytes: when they are destroyed at
 * the end of their retention the hash stays in their place, and the chain holds. */
static void digest_sealed(struct buf *buf, const void *sealed, size_t n)
{
	uint8_t hash[HASH_BYTES];

	if (n > HASH_BYTES) {
		hash_bytes(sealed, n, hash);
		sealed = hash;
		n = HASH_BYTES;
	}
	digest_bytes(buf, sealed, n);
}

void journal_digest(struct buf *buf, const struct journal_part *part)
{
	const int64_t numbers[] = { part->seq, part->at, part->body, part->actor, part->posting };

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		buf_int(buf, numbers[i]);
		buf_char(buf, '\0');
	}
	digest_text(buf, part->region);
	digest_text(buf, part->command);
	digest_text(buf, part->args);
	digest_text(buf, part->reply);
	digest_bytes(buf, part->id, part->n_id);
	digest_sealed(buf, part->sealed, part->n_sealed);
}

int journal_append(struct call *call)
{
	struct request *rq = &call->rq;
	struct engine *engine = rq->engine;
	struct journal_part part = {
		.seq = rq->seq,
		.at = rq->now,
		.body = call->body,
		.actor = rq->actor->account,
		.posting = rq->posting,
		.region = rq->place,
		.command = rq->command->name,
		.args = call->args,
		.sealed = call->sealed,
		.n_sealed = call->n_sealed,
	};
	struct buf digest;

	if (call->body != NOT_GIVEN) {
		part.id = id_pack(rq->arena, rq->id, &part.n_id);
		if (rq->reply.n && !rq->is_private)
			part.reply = rq->reply.bytes;
	}
	buf_init(&digest, rq->arena, (size_t)64 << 20);
	journal_digest(&digest, &part);
	chain_link(engine->head.hash, digest.bytes, digest.n);
	return db_append(rq->db, &journal_bulk, part.seq, part.at, part.id, part.n_id, part.body,
			 part.actor, part.posting, part.region, part.command, part.args,
			 part.sealed, part.n_sealed, part.reply, engine->head.hash,
			 (size_t)CHAIN_BYTES);
}

/* The same id again: the same body is answered again, another is refused. */
static void replay(struct call *call, int64_t seq, int64_t body, const char *reply)
{
	struct request *rq = &call->rq;

	if (body != call->body) {
		refuse(rq, 4203, "id", "this id was used before with other content; use a new one");
		return;
	}
	call->is_replay = true;
	rq->seq = seq;
	buf_init(&rq->reply, rq->arena, (size_t)64 << 20);
	if (reply)
		buf_text(&rq->reply, reply);
}

int journal_find_own(struct call *call, struct db *db)
{
	struct request *rq = &call->rq;
	size_t n;
	const void *id = id_pack(rq->arena, rq->id, &n);
	struct rows *rows =
		db_rows(db, rq->arena,
			"SELECT seq, reply FROM journal WHERE id = $1 AND actor = $2 "
			"AND command = $3 AND args = $4",
			"bitt", id, n, rq->actor->account, rq->command->name, call->args);
	int more = rows_next(rows);

	if (more == 1) {
		replay(call, rows_int(rows, 0), call->body,
		       arena_text(rq->arena, rows_text(rows, 1)));
		rows_end(rows);
	}
	return more;
}

#define N_AT_ONCE 32 /* ids looked up by one statement */

static int find_some(struct engine *engine, struct db *db, struct call **calls, int n)
{
	static const char sql[] =
		"SELECT id, seq, body, reply FROM journal WHERE id IS NOT NULL AND id IN "
		"($1,$2,$3,$4,$5,$6,$7,$8,$9,"
		"$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,"
		"$30,$31,$32)";
	struct db_param params[N_AT_ONCE];
	struct rows *rows;
	int more;

	for (int i = 0; i < N_AT_ONCE; i++) {
		struct call *call = calls[i < n ? i : n - 1];

		params[i] = (struct db_param){ .type = 'b' };
		params[i].text = id_pack(engine->batch, call->rq.id, &params[i].n);
	}
	rows = db_rows_p(db, engine->batch, sql, params, N_AT_ONCE);
	while ((more = rows_next(rows)) == 1) {
		size_t n_id;
		const void *id = rows_blob(rows, 0, &n_id);

		for (int i = 0; i < n; i++)
			if (params[i].n == n_id && memcmp(params[i].text, id, n_id) == 0)
				replay(calls[i], rows_int(rows, 1), rows_int(rows, 2),
				       arena_text(calls[i]->rq.arena, rows_text(rows, 3)));
	}
	return more;
}

int journal_find_replays(struct engine *engine, struct db *db, struct job *jobs)
{
	struct call *calls[N_AT_ONCE];
	int n = 0;

	for (struct job *job = jobs; job; job = job->next) {
		struct call *call = (struct call *)job;

		if (!job_is_call(job))
			continue;
		call->is_replay = false;
		call->rq.fault.number = 0;
		if (call->body == NOT_GIVEN)
			continue;
		calls[n++] = call;
		if (n == N_AT_ONCE) {
			if (find_some(engine, db, calls, n) != 0)
				return -1;
			n = 0;
		}
	}
	return n ? find_some(engine, db, calls, n) : 0;
}

int journal_verify(struct db *db, struct arena *arena, int64_t *broken_at)
{
	uint8_t hash[CHAIN_BYTES] = { 0 };
	int64_t seq = 0;
	struct buf digest;
	struct rows *rows = db_rows(db, arena,
				    "SELECT seq, at, body, actor, posting, region, command, args, "
				    "reply, id, sealed, hash FROM journal ORDER BY seq",
				    "");
	int more;

	buf_init(&digest, NULL, (size_t)64 << 20);
	while ((more = rows_next(rows)) == 1) {
		struct journal_part part = {
			.seq = rows_int(rows, 0),
			.at = rows_int(rows, 1),
			.body = rows_int(rows, 2),
			.actor = rows_int(rows, 3),
			.posting = rows_int(rows, 4),
			.region = rows_text(rows, 5),
			.command = rows_text(rows, 6),
			.args = rows_text(rows, 7),
			.reply = rows_text(rows, 8),
		};
		const void *kept;
		size_t n;

		part.id = rows_blob(rows, 9, &part.n_id);
		part.sealed = rows_blob(rows, 10, &part.n_sealed);
		digest.n = 0;
		journal_digest(&digest, &part);
		chain_link(hash, digest.bytes, digest.n);
		kept = rows_blob(rows, 11, &n);
		if (part.seq != ++seq || n != CHAIN_BYTES || memcmp(kept, hash, n) != 0) {
			*broken_at = part.seq;
			rows_end(rows);
			buf_free(&digest);
			return 1;
		}
	}
	buf_free(&digest);
	return more;
}
