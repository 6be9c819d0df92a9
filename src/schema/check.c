/* Invariants and the recount of tallies; see engine.h.
 *
 * Rule: a rebuild from the facts gives the tallies that were counted on write. */
#include "inside.h"

static const struct actor program = { .login = "check", .is_program = true };

struct finder {
	void (*found)(void *self, const char *sentence);
	void *self;
	int n;
};

static void count_found(void *self, const char *sentence)
{
	struct finder *finder = self;

	finder->n++;
	finder->found(finder->self, sentence);
}

/* A request that belongs to no command: everything, unscoped. */
static void free_request(struct engine *engine, struct arena *arena, struct db *db,
			 const struct room *room, struct request *rq)
{
	static const struct command anything = { .name = "check", .where = ANYWHERE };

	memset(rq, 0, sizeof(*rq));
	rq->engine = engine;
	rq->arena = arena;
	rq->keys = engine->keys;
	rq->command = &anything;
	rq->room = room;
	rq->actor = &program;
	rq->region = "";
	rq->lang = "en";
	rq->now = clock_now();
	day_of(rq->now, rq->today);
	request_start(rq, db);
}

static int check_journal(struct db *db, struct arena *arena, struct finder *finder)
{
	int64_t broken_at = 0;
	int outcome = journal_verify(db, arena, &broken_at), failed = 0;
	int64_t n_lost = db_one(db, arena, 0, &failed,
				"SELECT n - COALESCE((SELECT max(seq) FROM journal), 0) "
				"FROM counter WHERE name = 'seq'",
				"");

	if (outcome == 1)
		count_found(finder, arena_print(arena, "journal: the chain breaks at seq %" PRId64,
						broken_at));
	/* A chain cannot tell that its end was cut off; the counter can. */
	if (n_lost != 0)
		count_found(finder,
			    arena_print(arena, "journal: its last %" PRId64 " rows are missing",
					n_lost));
	return outcome < 0 || failed ? -1 : 0;
}

/* What the generic commands counted: every row on the day it was added, and back
 * on the day it was voided. */
static int recount_rows(struct request *rq, const struct room *room)
{
	bool is_counted = false;
	struct rows *rows;
	char day[11];
	int more;

	for (int i = 0; i < room->n_commands; i++)
		is_counted = is_counted || room->commands[i].does == DOES_ADD;
	if (!is_counted)
		return 0;
	rows = db_rows(rq->db, rq->arena,
		       arena_print(rq->arena,
				   "SELECT r.region, j.at, r.void_at FROM %s r "
				   "JOIN journal j ON j.seq = r.seq",
				   room->name),
		       "");
	while ((more = rows_next(rows)) == 1) {
		day_of(rows_int(rows, 1), day);
		tally(rq, rows_text(rows, 0), day, room->name, 1);
		if (rows_is_null(rows, 2))
			continue;
		day_of(rows_int(rows, 2), day);
		tally(rq, rows_text(rows, 0), day, room->name, -1);
	}
	return more;
}

/* One room's tallies, from its facts, into rq->counts. */
static int recount_room(struct request *rq, const struct room *room)
{
	return recount_rows(rq, room) != 0 || (room->recount && room->recount(rq) != 0) ? -1 : 0;
}

static void tell_tally(void *self, const char *region, const char *day, const char *name, int64_t n)
{
	char sentence[300];

	snprintf(sentence, sizeof(sentence),
		 "tally %s of %s%s%s is off by %" PRId64
		 "; lianfang rebuild-tallies counts again, tell the maintainers too",
		 name, region, *day ? " on " : "", day, -n);
	count_found(self, sentence);
}

/* The facts are counted, what stands in the table is taken away: nothing may be left. */
static int check_tallies(struct engine *engine, struct arena *arena, struct db *db,
			 struct finder *finder, char why[200])
{
	int n_rooms, more = 0;
	const struct room *const *rooms = rooms_all(&n_rooms);
	struct gather *counts = gather_new();
	struct rows *rows;
	struct request rq;

	for (int i = 0; i < n_rooms && more == 0; i++) {
		arena_reset(arena);
		free_request(engine, arena, db, rooms[i], &rq);
		rq.counts = counts;
		more = recount_room(&rq, rooms[i]);
		gather_mark(counts);
		if (more != 0)
			snprintf(why, 200, "room %s could not be counted: %.120s", rooms[i]->name,
				 db_why(db));
	}
	rows = more == 0 ? db_rows(db, arena, "SELECT region, day, name, n FROM tally", "") : NULL;
	while (rows && (more = rows_next(rows)) == 1) {
		gather_add(counts, rows_text(rows, 0), rows_text(rows, 1), rows_text(rows, 2),
			   -rows_int(rows, 3), 0);
		gather_mark(counts);
	}
	if (more == 0)
		gather_each(counts, tell_tally, finder);
	gather_free(counts);
	return more;
}

static int check_all(struct engine *engine, struct arena *arena, struct db *db,
		     struct finder *finder, char why[200])
{
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);
	struct request rq;

	if (check_journal(db, arena, finder) != 0)
		return -1;
	for (int i = 0; i < n_rooms; i++) {
		if (!rooms[i]->invariants)
			continue;
		arena_reset(arena);
		free_request(engine, arena, db, rooms[i], &rq);
		if (rooms[i]->invariants(&rq, count_found, finder) != 0) {
			snprintf(why, 200, "room %s could not be checked: %.120s", rooms[i]->name,
				 rq.fault.sentence ? rq.fault.sentence : db_why(db));
			return -1;
		}
	}
	return check_tallies(engine, arena, db, finder, why);
}

/* PostgreSQL's readers are told to go by index and not for long; whole tables are read here. */
static int read_at_length(struct db *db, struct arena *arena)
{
	int failed = 0;

	if (db_kind(db) == DB_POSTGRES)
		db_one(db, arena, 0, &failed,
		       "SELECT length(set_config('enable_seqscan', 'on', true) || "
		       "set_config('statement_timeout', '0', true))",
		       "");
	return failed;
}

int engine_check(struct engine *engine, void (*found)(void *self, const char *sentence), void *self,
		 char why[200])
{
	struct arena *arena = arena_new((size_t)4 << 30);
	struct db *db = db_pool_take(engine->pool);
	struct finder finder = { found, self, 0 };
	int outcome = -1;

	snprintf(why, 200, "the storage failed: %.150s", db_why(db));
	if (db_begin(db) == 0) {
		if (read_at_length(db, arena) == 0)
			outcome = check_all(engine, arena, db, &finder, why);
		db_rollback(db);
	}
	db_pool_give(engine->pool, db);
	arena_free(arena);
	return outcome == 0 ? finder.n : -1;
}

/* The recount runs in the writer, alone in its batch's transaction: the old
 * tallies are set aside, the rooms count again, the two are compared. */
struct recount {
	struct job job;
	struct engine *engine;
	int64_t n_differed;
	char *why;
};

static int recount_rooms(struct recount *recount, struct arena *arena, struct db *db)
{
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);
	struct request rq;

	for (int i = 0; i < n_rooms; i++) {
		arena_reset(arena);
		free_request(recount->engine, arena, db, rooms[i], &rq);
		rq.seq = recount->engine->head.seq;
		if (recount_room(&rq, rooms[i]) != 0 ||
		    gather_write(recount->engine->gather, db) != 0) {
			snprintf(recount->why, 200, "room %s could not be counted: %.120s",
				 rooms[i]->name, db_why(db));
			return -1;
		}
	}
	return 0;
}

static int recount_run(struct job *job, struct db *db)
{
	struct recount *recount = (struct recount *)job;
	struct arena *arena = arena_new((size_t)4 << 30);
	struct gather *batch = recount->engine->gather;
	int outcome = -1, failed = 0;

	/* The batch's own counts stand aside: the facts they come from are in the
	 * tables, so that a successful recount has counted them. */
	recount->engine->gather = gather_new();
	if (db_flush(db) == 0 &&
	    db_run(db, "CREATE TEMPORARY TABLE tally_before AS SELECT * FROM tally", "") >= 0 &&
	    db_run(db, "DELETE FROM tally", "") >= 0 && recount_rooms(recount, arena, db) == 0 &&
	    db_flush(db) == 0) {
		recount->n_differed =
			db_one(db, arena, -1, &failed,
			       "SELECT count(*) FROM (SELECT region, name, day FROM "
			       "(SELECT region, name, day, n FROM tally_before UNION ALL "
			       "SELECT region, name, day, -n FROM tally) both_tallies "
			       "GROUP BY region, name, day HAVING sum(n) <> 0) differing",
			       "");
		outcome = failed || db_run(db, "DROP TABLE tally_before", "") < 0 ? -1 : 0;
	}
	if (outcome == 0)
		gather_clear(batch);
	gather_free(recount->engine->gather);
	recount->engine->gather = batch;
	arena_free(arena);
	return outcome;
}

static void recount_answer(struct job *job, int outcome)
{
	job->outcome = outcome;
}

int64_t engine_recount(struct engine *engine, char why[200])
{
	struct recount recount = { .job = { .run = recount_run, .answer = recount_answer },
				   .engine = engine,
				   .why = why };

	snprintf(why, 200, "the storage failed; nothing was changed");
	writer_do(engine->writer, &recount.job);
	return recount.job.outcome == 0 ? recount.n_differed : -1;
}
