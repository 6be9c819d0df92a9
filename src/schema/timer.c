/* Time is a user: due timers run as commands of the clock actor.
 *
 * Rule: a timer is spent in the transaction of its command, so that after any
 * restart it has run exactly once.  A refused one is tried again later, at
 * growing distances, and stays visible in the table. */
#include "inside.h"

#define MAX_PER_ROUND 200

struct postpone {
	const char *name;
	int64_t due_at;
};
#define REC struct postpone
static const struct field postpone_fields[] = {
	TEXT(name, 1, 200, .label = "Name of the timer", .need = true),
	AT(due_at, .label = "When to try again", .need = true),
};
static const struct shape postpone_shape = SHAPE(postpone_fields);

static int postpone(struct request *rq, const void *record)
{
	const struct postpone *p = record;

	return rq_run_free(rq,
			   "UPDATE timer SET due_at = $2, n_tries = n_tries + 1 WHERE name = $1",
			   "ti", p->name, p->due_at) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "timer.postpone", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = postpone,
	  .takes = &postpone_shape },
};
const struct room timer_room = OWN_ROOM(timer, "Timers");
#undef REC

static const struct actor clock_actor = { .login = "clock", .is_program = true };

struct due {
	const char *name, *command, *region, *args;
	int64_t n_tries;
};

static int read_due(struct engine *engine, struct arena *arena, int64_t now, struct due *due)
{
	struct db *db = db_pool_take(engine->pool);
	struct rows *rows;
	int n = 0, more;

	rows = db_rows(db, arena,
		       "SELECT name, command, region, args, n_tries FROM timer "
		       "WHERE due_at <= $1 ORDER BY due_at, name LIMIT 200",
		       "i", now);
	while ((more = rows_next(rows)) == 1 && n < MAX_PER_ROUND) {
		due[n].name = arena_text(arena, rows_text(rows, 0));
		due[n].command = arena_text(arena, rows_text(rows, 1));
		due[n].region = arena_text(arena, rows_text(rows, 2));
		due[n].args = arena_text(arena, rows_text(rows, 3));
		due[n++].n_tries = rows_int(rows, 4);
	}
	rows_end(rows);
	db_pool_give(engine->pool, db);
	return more < 0 ? -1 : n;
}

static int do_as_clock(struct engine *engine, struct arena *arena, const char *command,
		       const char *region, const char *args, const char *timer)
{
	struct call *call = arena_alloc(arena, sizeof(*call));
	struct envelope envelope = { .command = command, .region = region };
	const char *why;
	struct json *tree = json_read(arena, args, strlen(args), &why);

	call->timer = timer;
	if (!tree || call_prepare(engine, arena, &clock_actor, &envelope, tree, call) != 0 ||
	    call_do(engine, call) != 0) {
		log_line(LOG_WARN, "timer command=%s region=%s problem=%d", command, region,
			 call->rq.fault.number);
		return -1;
	}
	return 0;
}

static void try_later(struct engine *engine, struct arena *arena, const struct due *due,
		      int64_t now)
{
	int64_t wait = MS_PER_SECOND << (due->n_tries < 12 ? due->n_tries : 12);
	struct buf args;

	buf_init(&args, arena, 4096);
	out_object(&args);
	out_key(&args, "name");
	out_text(&args, due->name);
	out_key(&args, "due_at");
	out_int(&args, now + wait);
	out_end_object(&args);
	do_as_clock(engine, arena, "timer.postpone", "", args.bytes, NULL);
}

int engine_run_timers(struct engine *engine)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct due due[MAX_PER_ROUND];
	int64_t now = clock_now();
	int n_run = 0;
	int n;

	do {
		arena_reset(arena);
		n = read_due(engine, arena, now, due);
		for (int i = 0; i < n; i++) {
			if (do_as_clock(engine, arena, due[i].command, due[i].region, due[i].args,
					due[i].name) == 0)
				n_run++;
			else
				try_later(engine, arena, &due[i], now);
		}
	} while (n == MAX_PER_ROUND);
	arena_free(arena);
	return n_run;
}

#define CHECKPOINT_SECONDS 2

static void *clock_thread(void *self)
{
	struct engine *engine = self;
	char why[200];
	struct db *side = NULL;
	int seconds = 0;

	if (db_kind(engine->db) == DB_SQLITE)
		side = db_open(engine->url, DB_WRITE, why);
	pthread_mutex_lock(&engine->clock_lock);
	while (!engine->is_stopping) {
		struct timespec until;

		pthread_mutex_unlock(&engine->clock_lock);
		engine_run_timers(engine);
		if (side && ++seconds % CHECKPOINT_SECONDS == 0)
			db_checkpoint(side);
		pthread_mutex_lock(&engine->clock_lock);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		if (!engine->is_stopping)
			pthread_cond_timedwait(&engine->clock_wake, &engine->clock_lock, &until);
	}
	pthread_mutex_unlock(&engine->clock_lock);
	if (side)
		db_close(side);
	return NULL;
}

int engine_clock_start(struct engine *engine)
{
	if (pthread_create(&engine->clock, NULL, clock_thread, engine) != 0)
		return -1;
	engine->is_clock_on = true;
	return 0;
}

void clock_stop(struct engine *engine)
{
	if (!engine->is_clock_on)
		return;
	pthread_mutex_lock(&engine->clock_lock);
	engine->is_stopping = true;
	pthread_cond_signal(&engine->clock_wake);
	pthread_mutex_unlock(&engine->clock_lock);
	pthread_join(engine->clock, NULL);
	engine->is_clock_on = false;
}
