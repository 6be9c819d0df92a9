/* A command's way through the engine; see engine.h.
 *
 * Rule: outcomes are decided here and nowhere else. */
#include "inside.h"

/* Why a right is missing: 4101 nobody signed in, 4102 no such role, 4103 elsewhere,
 * 4104 several places and none named. */
static int grant(struct request *rq, const struct held *held)
{
	rq->role = held->role;
	rq->posting = held->posting;
	if (!rq->region)
		rq->region = held->region;
	return 0;
}

static bool is_open(const struct request *rq, const struct held *held, int64_t at)
{
	return (held->role & rq->command->who) && held->from_at <= at &&
	       (held->until_at == NOT_GIVEN || at < held->until_at);
}

/* When it was done, if that was before now and not too long ago; else now. */
static int64_t done_at(const struct request *rq, const void *record)
{
	const struct field *f = shape_field(rq->command->takes, "device_at");
	int64_t at;

	memcpy(&at, (const char *)record + f->offset, sizeof(at));
	return at != NOT_GIVEN && at < rq->now && at > rq->now - LATE_DAYS * MS_PER_DAY ? at
											: rq->now;
}

static int check_postings(struct request *rq, int64_t at)
{
	const struct held *found = NULL;
	bool has_role = false;

	for (int i = 0; i < rq->actor->n_held; i++) {
		const struct held *held = &rq->actor->held[i];

		if (!is_open(rq, held, at))
			continue;
		has_role = true;
		if (rq->command->where == ANYWHERE)
			return grant(rq, held);
		if (rq->region) {
			if (key_is_within(rq->region, held->region))
				return grant(rq, held);
		} else if (found && strcmp(found->region, held->region) != 0) {
			return refuse(rq, 4104, "region",
				      "you hold postings in several places; say which region");
		} else {
			found = held;
		}
	}
	if (found)
		return grant(rq, found);
	if (has_role)
		return refuse(rq, 4103, "region",
			      "this place is outside your postings; ask its officer");
	return refuse(rq, 4102, NULL, "none of your postings allows this; ask your officer");
}

static int check_rights(struct request *rq, const void *record)
{
	unsigned who = rq->command->who;

	if (rq->actor->is_program) {
		rq->role = CLOCK;
		if (!rq->region)
			rq->region = "";
		return 0;
	}
	if ((who & ANYONE) || ((who & SIGNED_IN) && rq->actor->account)) {
		rq->role = who & ANYONE ? ANYONE : SIGNED_IN;
		if (!rq->region)
			rq->region = "";
		return 0;
	}
	if (!rq->actor->account)
		return refuse(rq, 4101, NULL, "sign in first");
	if (check_postings(rq, rq->now) != 0) {
		if (!(who & LATE))
			return -1;
		rq->fault.number = 0;
		if (check_postings(rq, done_at(rq, record)) != 0)
			return -1;
	}
	if (!rq->region)
		rq->region = "";
	return 0;
}

/* Region arguments may be official codes: put the regions' keys in their place. */
static void resolve(struct request *rq, const struct shape *takes, const void *record)
{
	for (int i = 0; i < takes->n; i++) {
		const struct field *f = &takes->fields[i];
		const char **at = (const char **)((char *)(uintptr_t)record + f->offset);

		if (f->kind == KIND_REGION && *at)
			*at = code_resolve(rq->engine, rq->arena, *at, false);
	}
}

/* The region aimed at: the argument `region`, else the envelope's. */
static int aim(struct request *rq, const struct shape *takes, const void *record, const char *code)
{
	const struct field *f = shape_field(takes, "region");
	const char **named = NULL;
	char *key;

	if (f && f->kind == KIND_REGION)
		named = (const char **)((char *)(uintptr_t)record + f->offset);
	resolve(rq, takes, record);
	rq->region = named ? *named : NULL;
	if (rq->region || !code)
		return 0;
	key = arena_alloc(rq->arena, KEY_MAX + 1);
	if (*code && key_from_code(code, key) != 0)
		return refuse(
			rq, 4010, "region",
			"this is not a region code; use the 12 digits of the statistical code "
			"or the code of a grid");
	rq->region = code_resolve(rq->engine, rq->arena, key, false);
	if (named)
		*named = rq->region;
	return 0;
}

static const struct shape *takes_of(const struct request *rq)
{
	return command_takes(rq->room, rq->command);
}

static int64_t body_hash(struct call *call, const struct shape *takes)
{
	struct request *rq = &call->rq;
	uint8_t hash[HASH_BYTES];
	struct buf body;
	int64_t n;

	buf_init(&body, rq->arena, (size_t)64 << 20);
	buf_text(&body, rq->command->name);
	buf_char(&body, '|');
	buf_text(&body, rq->region);
	buf_char(&body, '|');
	buf_text(&body, rq->key);
	buf_char(&body, '|');
	record_write(&body, rq->arena, takes, call->record, SECRETS_CLEAR);
	hash_bytes(body.bytes, body.n, hash);
	memcpy(&n, hash, sizeof(n));
	return n == NOT_GIVEN ? 1 : n;
}

static int check_id(struct request *rq, const char *field, const char *id)
{
	size_t n = strlen(id);

	for (const char *p = id; *p; p++)
		if ((unsigned char)*p < 0x20)
			n = 0;
	if (n < 1 || n > 64)
		return refuse(rq, 4013, field, "an id has 1 to 64 characters");
	return 0;
}

/* What the journal will say of a write. */
static void describe(struct call *call, const struct shape *takes, bool has_id)
{
	struct request *rq = &call->rq;

	call->args = args_pack(rq->arena, takes, call->record,
			       strcmp(rq->key, rq->id) != 0 ? rq->key : NULL);
	call->sealed = record_seal(rq->keys, rq->arena, takes, call->record, &call->n_sealed);
	call->body = has_id ? body_hash(call, takes) : NOT_GIVEN;
}

static int prepare_start(struct engine *engine, struct arena *arena, const struct actor *actor,
			 const struct envelope *envelope, struct call *call)
{
	struct request *rq = &call->rq;

	memset(rq, 0, sizeof(*rq));
	call->began = clock_ticks();
	call->http_status = 200;
	rq->engine = engine;
	rq->arena = arena;
	rq->actor = actor;
	rq->keys = engine->keys;
	rq->lang = envelope->lang ? envelope->lang : "en";
	rq->fault.lang = rq->lang;
	rq->now = clock_now();
	rq->id = envelope->id;
	day_of(rq->now, rq->today);
	rq->command = command_find(envelope->command ? envelope->command : "", &rq->room);
	if (!rq->command)
		return refuse(rq, 4002, NULL, "there is no such command");
	if (envelope->id && check_id(rq, "id", envelope->id) != 0)
		return -1;
	if (envelope->key && check_id(rq, "key", envelope->key) != 0)
		return -1;
	return 0;
}

/* What was kept before is answered again, also when the right to it has ended since: whoever
 * did not hear the first answer must not be told that it was refused. */
static bool was_kept(struct call *call, const struct envelope *envelope)
{
	struct request *rq = &call->rq;
	struct db *db;
	bool is_kept;

	if (!call_is_write(call) || !envelope->id || !rq->actor->account)
		return false;
	rq->key = envelope->key ? envelope->key : rq->id;
	call->args = args_pack(rq->arena, takes_of(rq), call->record,
			       strcmp(rq->key, rq->id) != 0 ? rq->key : NULL);
	db = db_pool_take(rq->engine->pool);
	is_kept = journal_find_own(call, db) == 1;
	db_pool_give(rq->engine->pool, db);
	if (is_kept)
		rq->fault = (struct fault){ .lang = rq->lang };
	call->is_kept = is_kept;
	return is_kept;
}

static int prepare_end(struct call *call, const struct envelope *envelope)
{
	struct request *rq = &call->rq;
	const struct shape *takes = takes_of(rq);

	if (aim(rq, takes, call->record, envelope->region) != 0)
		return -1;
	if (check_rights(rq, call->record) != 0)
		return was_kept(call, envelope) ? 0 : -1;
	if (!call_is_write(call))
		return 0;
	if (!rq->id) {
		char id[37];
		uuid7(id);
		rq->id = arena_text(rq->arena, id);
	}
	rq->key = envelope->key ? envelope->key : rq->id;
	describe(call, takes, envelope->id != NULL);
	if (arena_is_over(rq->arena))
		return refuse(rq, 4014, NULL, "this request is too large; split it");
	return 0;
}

static int prepared(struct call *call, int outcome)
{
	if (outcome != 0)
		call->http_status = problem_status(call->rq.fault.number);
	return outcome;
}

int call_prepare(struct engine *engine, struct arena *arena, const struct actor *actor,
		 const struct envelope *envelope, const struct json *args, struct call *call)
{
	static const char *const allowed[] = { "id", "key", "region", NULL };
	struct request *rq = &call->rq;

	if (prepare_start(engine, arena, actor, envelope, call) != 0)
		return prepared(call, -1);
	call->record = record_new(arena, takes_of(rq));
	if (args && args->kind != JSON_OBJECT)
		return prepared(call, refuse(rq, 4001, NULL, "send a JSON object"));
	if (record_decode(arena, takes_of(rq), args, allowed, call->record, &rq->fault) != 0)
		return prepared(call, -1);
	/* An id that is not text would be left out, and a second sending done twice. */
	for (size_t i = 0; allowed[i]; i++) {
		const struct json *given = json_get(args, allowed[i]);

		if (given && given->kind != JSON_TEXT && given->kind != JSON_NULL)
			return prepared(call, refuse(rq, 4004, allowed[i],
						     "this argument is of another kind"));
	}
	return prepared(call, prepare_end(call, envelope));
}

int call_prepare_record(struct engine *engine, struct arena *arena, const struct actor *actor,
			const struct envelope *envelope, void *record, struct call *call)
{
	if (prepare_start(engine, arena, actor, envelope, call) != 0)
		return prepared(call, -1);
	call->record = record;
	if (record_complete(takes_of(&call->rq), record, &call->rq.fault) != 0)
		return prepared(call, -1);
	return prepared(call, prepare_end(call, envelope));
}

bool call_is_write(const struct call *call)
{
	return call->rq.command && call->rq.command->does != DOES_READ &&
	       call->rq.command->does != DOES_LIST;
}

/* The command itself: the room's check, then its run or the generic verb. */
static int run(struct request *rq, const void *record)
{
	int outcome;

	if (rq->command->check && rq->command->check(rq, record) != 0)
		return -1;
	outcome = rq->command->run ? rq->command->run(rq, record) : verb_run(rq, record);
	/* A fault recorded on the way (rq_one, auth_changed) refuses, whatever was returned. */
	return rq->fault.number ? -1 : outcome;
}

/* The same id twice in one batch: the later one repeats the earlier one's answer. */
static struct call **id_slot(struct engine *engine, const char *id)
{
	uint32_t hash = 2166136261u;
	struct call **slot;

	for (const char *p = id; *p; p++)
		hash = (hash ^ (uint8_t)*p) * 16777619u;
	slot = &engine->ids[hash % N_ID_SLOTS];
	while (*slot && strcmp((*slot)->rq.id, id) != 0)
		slot = slot + 1 < engine->ids + N_ID_SLOTS ? slot + 1 : engine->ids;
	return slot;
}

static int repeat(struct call *call, const struct call *first)
{
	struct request *rq = &call->rq;

	if (first->body != call->body)
		return refuse(rq, 4203, "id",
			      "this id was used before with other content; use a new one");
	call->is_replay = true;
	rq->seq = first->rq.seq;
	if (first->rq.reply.n && !first->rq.is_private)
		buf_text(&rq->reply, first->rq.reply.bytes);
	return 0;
}

/* A due timer is spent by the command it runs, in the same transaction. */
static int spend_timer(struct call *call)
{
	struct request *rq = &call->rq;

	if (!call->timer)
		return 0;
	if (rq_run_free(rq, "DELETE FROM timer WHERE name = $1 AND due_at <= $2", "ti", call->timer,
			rq->now) == 1)
		return 0;
	return refuse(rq, 4204, NULL, "this timer ran already");
}

/* The command first, then those it made follow, so that the chain is in order of seq. */
static int journal_append_all(struct call *call)
{
	for (; call; call = call->next)
		if (journal_append(call) != 0)
			return -1;
	return 0;
}

static int write_run(struct job *job, struct db *db)
{
	struct call *call = (struct call *)job;
	struct request *rq = &call->rq;
	struct engine *engine = rq->engine;
	struct call **slot = NULL;
	struct head before = engine->head;

	if (call->is_replay || rq->fault.number == 4203)
		return rq->fault.number ? -1 : 0;
	request_start(rq, db);
	if (call->body != NOT_GIVEN) {
		slot = id_slot(engine, rq->id);
		if (*slot)
			return repeat(call, *slot);
	}
	rq->seq = ++engine->head.seq;
	engine->now = call;
	call->next = NULL;
	if (spend_timer(call) == 0 && run(rq, call->record) == 0) {
		if (arena_is_over(rq->arena))
			refuse(rq, 4014, NULL, "this request is too large; split it");
		else if (journal_append_all(call) == 0 && !call->is_dry) {
			if (slot)
				*slot = call;
			if (call->is_pushed)
				received_add(&engine->received, rq->actor->session);
			return 0;
		}
	}
	engine->head = before;
	return -1;
}

bool job_is_call(const struct job *job)
{
	return job->run == write_run;
}

static bool is_disk_full(struct engine *engine)
{
	struct writer_figures figures;

	writer_figures(engine->writer, &figures);
	return figures.is_full;
}

/* Decide what a finished write came to. */
static void write_answer(struct job *job, int outcome)
{
	struct call *call = (struct call *)job;
	struct request *rq = &call->rq;

	if (outcome == -2 && is_disk_full(rq->engine))
		refuse(rq, 5031, NULL,
		       "the disk is full; nothing was kept, tell the administrator");
	else if (outcome == -2 || (outcome == -1 && !rq->fault.number && !call->is_dry))
		refuse(rq, 5001, NULL, "the storage failed; nothing was kept, try again");
	if (rq->fault.number) {
		rq->seq = 0;
		job->outcome = -1;
		call->http_status = problem_status(rq->fault.number);
	}
	if (!rq->engine->config.is_quiet)
		log_line(call->http_status >= 500 ? LOG_ERROR : LOG_INFO,
			 "command=%s account=%lld region=%s problem=%d seq=%lld ms=%.1f",
			 rq->command->name, (long long)rq->actor->account,
			 rq->place ? rq->place : "", rq->fault.number, (long long)rq->seq,
			 (double)(clock_ticks() - call->began));
	if (call->answered)
		call->answered(call);
}

int call_send(struct engine *engine, struct call *call)
{
	if (call->is_kept) {
		call->answered(call);
		return 0;
	}
	call->job.run = write_run;
	call->job.answer = write_answer;
	if (writer_send(engine->writer, &call->job) == 0)
		return 0;
	refuse(&call->rq, 5030, NULL, "many people are sending just now; try again in a moment");
	call->http_status = 503;
	return -1;
}

/* Several writes as one job that is undone. */
struct trial {
	struct job job; /* first: the writer hands it back */
	struct call **calls;
	int n;
};

static int trial_run(struct job *job, struct db *db)
{
	struct trial *trial = (struct trial *)job;
	struct engine *engine = trial->n ? trial->calls[0]->rq.engine : NULL;
	struct head before = engine ? engine->head : (struct head){ 0 };

	for (int i = 0; i < trial->n; i++)
		trial->calls[i]->job.outcome = write_run(&trial->calls[i]->job, db);
	if (engine)
		engine->head = before;
	return -1;
}

static void trial_answer(struct job *job, int outcome)
{
	job->outcome = outcome;
}

int calls_try(struct engine *engine, struct call **calls, int n)
{
	struct trial trial = { .job = { .run = trial_run, .answer = trial_answer },
			       .calls = calls,
			       .n = n };
	bool has_failed = writer_do(engine->writer, &trial.job) == -2;

	for (int i = 0; i < n; i++) {
		struct request *rq = &calls[i]->rq;

		if (!rq->fault.number && (has_failed || calls[i]->job.outcome != 0))
			refuse(rq, 5001, NULL, "the storage failed; nothing was kept, try again");
		rq->seq = 0;
		if (rq->fault.number)
			calls[i]->http_status = problem_status(rq->fault.number);
	}
	return has_failed ? -1 : 0;
}

static int read_do(struct engine *engine, struct call *call)
{
	struct request *rq = &call->rq;
	struct db *db = db_pool_take(engine->pool);
	const char *why = "";
	int outcome = -1;

	request_start(rq, db);
	if (db_begin(db) == 0) {
		outcome = run(rq, call->record);
		/* A failed statement that the room overlooked makes its answer wrong. */
		if (outcome == 0 && db_is_broken(db))
			outcome = -1;
		if (outcome == 0 && arena_is_over(rq->arena))
			outcome = refuse(rq, 4014, NULL, "this request is too large; split it");
		/* Before the rollback has words of its own. */
		why = outcome != 0 ? arena_text(rq->arena, db_why(db)) : "";
		db_rollback(db);
	} else {
		why = arena_text(rq->arena, db_why(db));
	}
	if (outcome != 0 && !rq->fault.number)
		refuse(rq, 5001, NULL, "the storage failed; try again");
	if (outcome != 0)
		call->http_status = problem_status(rq->fault.number);
	/* Whoever noticed it, a room or this place: the administrator reads why. */
	if (outcome != 0 && call->http_status >= 500)
		log_line(LOG_ERROR, "command=%s account=%lld region=%s problem=%d fault=\"%s\"",
			 rq->command->name, (long long)rq->actor->account, rq->region,
			 rq->fault.number, why);
	db_pool_give(engine->pool, db);
	return outcome;
}

int call_do(struct engine *engine, struct call *call)
{
	if (!call_is_write(call))
		return read_do(engine, call);
	if (call->is_kept)
		return 0;
	call->job.run = write_run;
	call->job.answer = write_answer;
	writer_do(engine->writer, &call->job);
	return call->rq.fault.number ? -1 : 0;
}

int rq_follow(struct request *rq, const char *command, const char *region, const char *id,
	      const char *args_json)
{
	static const struct actor program = { .login = "program", .is_program = true };
	struct engine *engine = rq->engine;
	struct call *call = arena_alloc(rq->arena, sizeof(*call));
	struct call **last = &engine->now;
	const char *why;
	struct json *args = json_read(rq->arena, args_json, strlen(args_json), &why);
	struct envelope envelope = {
		.command = command, .key = id, .region = region, .lang = rq->lang
	};

	assert(args && rq->seq);
	if (call_prepare(engine, rq->arena, &program, &envelope, args, call) != 0) {
		rq->fault = call->rq.fault;
		return -1;
	}
	call->rq.now = rq->now;
	memcpy(call->rq.today, rq->today, sizeof(rq->today));
	request_start(&call->rq, rq->db);
	call->rq.actor = rq->actor;
	call->rq.posting = rq->posting;
	call->rq.seq = ++engine->head.seq;
	while (*last)
		last = &(*last)->next;
	*last = call;
	if (run(&call->rq, call->record) != 0) {
		rq->fault = call->rq.fault;
		return -1;
	}
	return 0;
}

/* {"id","seq"} first, then what the room said. */
static void write_ack(struct call *call, struct buf *out)
{
	struct request *rq = &call->rq;

	out_object(out);
	out_key(out, "id");
	out_text(out, rq->key);
	out_key(out, "seq");
	out_int(out, rq->seq);
	if (call->is_replay) {
		out_key(out, "is_replay");
		out_flag(out, 1);
	}
	if (rq->reply.n > 2) {
		buf_char(out, ',');
		buf_add(out, rq->reply.bytes + 1, rq->reply.n - 2);
	}
	out_end_object(out);
}

void call_answer(struct call *call, struct buf *out)
{
	struct request *rq = &call->rq;

	if (!rq->fault.number) {
		if (call_is_write(call))
			write_ack(call, out);
		else
			buf_add(out, rq->reply.bytes, rq->reply.n);
		return;
	}
	out_object(out);
	out_key(out, "problem");
	out_object(out);
	out_key(out, "number");
	out_int(out, rq->fault.number);
	out_key(out, "status");
	out_int(out, call->http_status);
	out_key(out, "field");
	out_text(out, rq->fault.field);
	out_key(out, "sentence");
	out_text(out, rq->fault.sentence);
	out_end_object(out);
	out_end_object(out);
}
