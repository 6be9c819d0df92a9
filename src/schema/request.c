/* What a command's code may call; see request.h.
 *
 * Rule: a statement about territory carries $1 and $2, the two ends of the
 * request's key range, or it is not prepared. */
#include "inside.h"

/* Once the storage has failed, what a room makes of it is no reason of its own. */
static bool is_machine_at_fault(const struct request *rq, int number)
{
	return rq->fault.number >= 5000 && number < 5000;
}

int refuse(struct request *rq, int number, const char *field, const char *sentence)
{
	if (is_machine_at_fault(rq, number))
		return -1;
	rq->fault.number = number;
	rq->fault.field = field;
	rq->fault.sentence = say(rq->lang, sentence);
	return -1;
}

int refuse_with(struct request *rq, int number, const char *field, const char *sentence, ...)
{
	va_list args;
	char *text;

	if (is_machine_at_fault(rq, number))
		return -1;
	va_start(args, sentence);
	if (vasprintf(&text, say(rq->lang, sentence), args) < 0)
		abort();
	va_end(args);
	rq->fault.number = number;
	rq->fault.field = field;
	rq->fault.sentence = arena_text(rq->arena, text);
	free(text);
	return -1;
}

void request_start(struct request *rq, struct db *db)
{
	rq->db = db;
	rq->seq = 0;
	rq->place = rq->region;
	rq->is_private = false;
	rq->fault = (struct fault){ .lang = rq->lang };
	buf_init(&rq->reply, rq->arena, (size_t)64 << 20);
	key_end(rq->region, rq->until);
	snprintf(rq->from, sizeof(rq->from), "%s", rq->region);
}

/* Collect parameters; a scoped statement gets the range as $1 and $2. */
static int collect(struct request *rq, const char *sql, const char *types, va_list args,
		   struct db_param *params)
{
	if (rq->command->where == IN_REACH && !(strstr(sql, "$1") && strstr(sql, "$2"))) {
		refuse(rq, 5001, NULL, "a statement of this command is not scoped; report this");
		log_line(LOG_ERROR, "command=%s fault=\"statement without $1 and $2\"",
			 rq->command->name);
		return -1;
	}
	params[0] = (struct db_param){ .type = 't', .text = rq->from };
	params[1] = (struct db_param){ .type = 't', .text = rq->until };
	return 2 + db_params(params + 2, types, args);
}

struct rows *rq_rows(struct request *rq, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX + 2];
	int n;

	COLLECT(types, n = collect(rq, sql, types, args, params));
	return n < 0 ? NULL : db_rows_p(rq->db, rq->arena, sql, params, n);
}

int rq_first(struct request *rq, struct rows **rows, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX + 2];
	int n, more;

	COLLECT(types, n = collect(rq, sql, types, args, params));
	if (n < 0)
		return -1;
	*rows = db_rows_p(rq->db, rq->arena, sql, params, n);
	more = rows_next(*rows);
	if (more == 0 && rq->seq) {
		/* What cannot be sent is not "not there". */
		*rows = db_flush(rq->db) == 0 ? db_rows_p(rq->db, rq->arena, sql, params, n) : NULL;
		more = rows_next(*rows);
	}
	return more < 0 ? rq_rows_failed(rq, *rows) : more;
}

void rq_ask(struct request *rq, const char *about, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX + 2];
	int n;

	COLLECT(types, n = collect(rq, sql, types, args, params));
	if (n >= 0)
		ahead_keep(rq->engine, &(struct db_question){ sql, params, n, about });
}

int64_t rq_run(struct request *rq, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX + 2];
	int n;

	COLLECT(types, n = collect(rq, sql, types, args, params));
	return n < 0 ? -1 : db_run_p(rq->db, sql, params, n);
}

int rq_send(struct request *rq, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX + 2];
	int n;

	COLLECT(types, n = collect(rq, sql, types, args, params));
	return n < 0 ? -1 : db_send_p(rq->db, sql, params, n);
}

int rq_append(struct request *rq, const struct db_bulk *bulk, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	int n;

	COLLECT(bulk, n = db_params(params, bulk->types, args));
	return db_append_p(rq->db, bulk, params, n);
}

/* The first column of the first row. */
static int64_t one(struct request *rq, struct rows *rows, int64_t otherwise)
{
	int64_t found = otherwise;
	int more = rows_next(rows);

	if (more < 0) {
		if (!rq->fault.number)
			refuse(rq, 5001, NULL, "the storage failed; nothing was kept, try again");
		return otherwise;
	}
	if (more == 1 && !rows_is_null(rows, 0))
		found = rows_int(rows, 0);
	rows_end(rows);
	return found;
}

int64_t rq_one(struct request *rq, int64_t otherwise, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX + 2];
	int n;

	COLLECT(types, n = collect(rq, sql, types, args, params));
	return one(rq, n < 0 ? NULL : db_rows_p(rq->db, rq->arena, sql, params, n), otherwise);
}

struct rows *rq_rows_free(struct request *rq, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	int n;

	COLLECT(types, n = db_params(params, types, args));
	return db_rows_p(rq->db, rq->arena, sql, params, n);
}

int64_t rq_run_free(struct request *rq, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	int n;

	COLLECT(types, n = db_params(params, types, args));
	return db_run_p(rq->db, sql, params, n);
}

int64_t rq_one_free(struct request *rq, int64_t otherwise, const char *sql, const char *types, ...)
{
	struct db_param params[DB_PARAMS_MAX];
	int n;

	COLLECT(types, n = db_params(params, types, args));
	return one(rq, db_rows_p(rq->db, rq->arena, sql, params, n), otherwise);
}

int rq_rows_failed(struct request *rq, struct rows *rows)
{
	if (!rows_failed(rows))
		return 0;
	if (!rq->fault.number)
		refuse(rq, 5001, NULL, "the storage failed; nothing was kept, try again");
	return -1;
}

bool rq_reaches(const struct request *rq, unsigned who, const char *key)
{
	const struct actor *actor = rq->actor;

	if (actor->is_program)
		return true;
	for (int i = 0; i < actor->n_held; i++) {
		const struct held *h = &actor->held[i];

		if ((h->role & who) && h->from_at <= rq->now &&
		    (h->until_at == NOT_GIVEN || rq->now < h->until_at) &&
		    key_is_within(key, h->region))
			return true;
	}
	return false;
}

void rq_place(struct request *rq, const char *key)
{
	rq->place = arena_text(rq->arena, key);
}

static struct gather *counts_of(const struct request *rq)
{
	return rq->counts ? rq->counts : rq->engine->gather;
}

void tally_down_to(struct request *rq, enum level deepest, const char *region, const char *day,
		   const char *name, int64_t delta)
{
	char path[N_LEVELS][KEY_MAX + 1];
	int n = key_path(region, path);

	if (delta == 0)
		return;
	for (int i = 0; i < n; i++)
		if (strlen(path[i]) <= (size_t)level_length[deepest])
			gather_add(counts_of(rq), path[i], day, name, delta, rq->seq);
}

void tally(struct request *rq, const char *region, const char *day, const char *name, int64_t delta)
{
	tally_down_to(rq, LEVEL_STAIRWELL, region, day, name, delta);
}

void tally_at(struct request *rq, const char *region, const char *day, const char *name,
	      int64_t delta)
{
	if (delta != 0)
		gather_add(counts_of(rq), region, day, name, delta, rq->seq);
}

int64_t tally_read(struct request *rq, const char *region, const char *name, const char *until_day)
{
	/* Free: the region of a tally is its whole key, checked by whoever asks. */
	int64_t n = rq_one_free(rq, 0,
				"SELECT CAST(sum(n) AS bigint) FROM tally "
				"WHERE region = $1 AND name = $2 AND day <= $3",
				"ttt", region, name, until_day ? until_day : "9999");

	return rq->seq ? n + gather_pending(rq->engine->gather, region, name, until_day) : n;
}

int timer_set(struct request *rq, const char *key, int64_t due_at, const char *command,
	      const char *region, const char *args_json)
{
	return rq_run_free(rq,
			   "INSERT INTO timer (name, due_at, command, region, args, n_tries) "
			   "VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (name) DO UPDATE SET "
			   "due_at = excluded.due_at, command = excluded.command, "
			   "region = excluded.region, args = excluded.args, n_tries = 0",
			   "tittt", key, due_at, command, region, args_json ? args_json : "{}") < 0
		       ? -1
		       : 0;
}

int timer_drop(struct request *rq, const char *key)
{
	return rq_run_free(rq, "DELETE FROM timer WHERE name = $1", "t", key) < 0 ? -1 : 0;
}

const char *rq_new_id(struct request *rq, int n)
{
	return arena_print(rq->arena, "%.50s/%d", rq->key, n);
}

const void *rq_seal(struct request *rq, const struct shape *shape, const void *record, size_t *n)
{
	return record_seal(rq->keys, rq->arena, shape, record, n);
}

int rq_unseal(struct request *rq, const struct shape *shape, const void *sealed, size_t n,
	      void *record)
{
	if (record_unseal(rq->keys, rq->arena, shape, sealed, n, record) != 0)
		return refuse(rq, 5001, NULL,
			      "a sealed field cannot be opened with this directory's key file");
	return 0;
}

void rq_journal_secrets(struct request *rq, const struct shape *shape, const void *record)
{
	struct call *call = (struct call *)((char *)rq - offsetof(struct call, rq));

	assert(rq->seq);
	call->sealed = rq_seal(rq, shape, record, &call->n_sealed);
}

void rq_reply_rows(struct request *rq)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "rows");
	out_list(&rq->reply);
}

void rq_reply_end(struct request *rq, int64_t count, const char *next)
{
	out_end_list(&rq->reply);
	if (count != NOT_GIVEN) {
		out_key(&rq->reply, "count");
		out_int(&rq->reply, count);
	}
	if (next) {
		out_key(&rq->reply, "next");
		out_text(&rq->reply, next);
	}
	out_end_object(&rq->reply);
}
