/* torture: every scene again, while the machine fails under it.
 *
 * For every command of a scene, the nth allocation, then the nth SQL step, is
 * made to fail for n = 1, 2, 3 … until the command gets through.  Rule: each
 * try ends in a clean refusal that keeps nothing, or in the right answer; then
 * the scene goes on, and everything it expects must still hold.
 *
 *   build/torture [--stride N] [--pg] [--verbose] [FILE …]
 *
 * With a stride, each command is struck at every Nth place only, at another
 * offset for each command. */
#include "play/play.h"
#include <glob.h>
#include <malloc.h>

enum strike { STRIKE_ALLOCATION, STRIKE_STEP, N_STRIKES };
static const char *const strike_names[] = { "allocation", "sql step" };

struct torture {
	enum strike strike;
	int stride;
	struct db *side;   /* SQLite: empties the log between two writes */
	int64_t n_between; /* see between() */
	int64_t n_deeds;   /* commands struck */
	int64_t n_strikes; /* tries that were struck */
};

#define TRIES_MAX 4000 /* a command that never gets through is a fault */

static void arm_writer(void *self, struct db *db)
{
	int64_t *nth = self;

	(void)db;
	*nth = arena_fail_at(*nth);
}

/* Allocations that the writer makes between two jobs: the end of the one that
 * arms it and the beginning of the next. */
static int64_t between(struct play *play)
{
	int64_t counted = 1 << 30, left = 0;

	stage_in_writer(play->stage, arm_writer, &counted);
	stage_in_writer(play->stage, arm_writer, &left);
	return (1 << 30) - left;
}

/* Let the nth step of the thread and connection that will do the work fail; 0:
 * none any more.  Returns what was left of the count before. */
static int64_t arm(struct play *play, const struct torture *torture, bool is_write, int64_t nth)
{
	struct db_pool *pool = engine_pool(play->stage->engine);
	struct db *db;
	int64_t left;

	if (torture->strike == STRIKE_ALLOCATION) {
		if (!is_write)
			return arena_fail_at(nth);
		left = nth ? nth + torture->n_between : 0;
		stage_in_writer(play->stage, arm_writer, &left);
		return left;
	}
	if (is_write)
		return db_fail_at(engine_db(play->stage->engine), nth);
	db = db_pool_take(pool); /* the only one: n_readers is 1 */
	left = db_fail_at(db, nth);
	db_pool_give(pool, db);
	return left;
}

/* Whether a refusal is one that a failing machine may give. */
static bool is_machine(const struct fault *fault)
{
	return fault->number == 4014 || fault->number == 5001 || fault->number == 5031;
}

static int64_t journal_rows(struct play *play)
{
	return stage_one(play->stage, "SELECT count(*) FROM journal", "");
}

/* One try of a deed with the nth place failing; *left is what remained of the
 * count, above 0 when the strike was not reached. */
static int try_once(struct play *play, struct torture *torture, struct deed *deed, bool is_write,
		    int64_t nth, int64_t *left)
{
	struct arena *arena = arena_new(256 << 20);
	const char *why;
	int outcome;

	arm(play, torture, is_write, nth);
	outcome = play_deliver(play->stage, arena, deed);
	*left = arm(play, torture, is_write, 0);
	torture->n_strikes++;
	deed->reply_text = arena_text(play->arena, deed->reply_text);
	deed->fault.field = arena_text(play->arena, deed->fault.field);
	deed->fault.sentence = arena_text(play->arena, deed->fault.sentence);
	deed->reply =
		outcome ? NULL
			: json_read(play->arena, deed->reply_text, strlen(deed->reply_text), &why);
	arena_free(arena);
	if (!deed->reply)
		return play_fail(play, "%s, %s %lld failing: the answer is not JSON: %.200s",
				 deed->command, strike_names[torture->strike], (long long)nth,
				 deed->reply_text);
	return 0;
}

/* Past the value of a member that no two answers share; NULL where none stands here. */
static const char *pass_by(const char *at, const char *member, const char *end)
{
	size_t n = strlen(member);

	return strncmp(at, member, n) == 0 ? at + n + strcspn(at + n, end) : NULL;
}

/* The same answer, but for the server's clock, which goes on, and for signatures, which
 * are drawn anew. */
static bool is_same(const char *a, const char *b)
{
	static const char *const members[][2] = { { "\"now\":", ",}" },
						  { "\"signed_text\":\"", "\"" } };

	while (*a && *a == *b) {
		const char *at = NULL, *bt = NULL;

		for (size_t i = 0; i < COUNT_OF(members) && !at; i++) {
			at = pass_by(a, members[i][0], members[i][1]);
			bt = pass_by(b, members[i][0], members[i][1]);
		}
		a = at && bt ? at : a + 1;
		b = at && bt ? bt : b + 1;
	}
	return *a == *b;
}

/* Reads: the right answer is known from an untroubled run. */
static int torture_read(struct play *play, struct torture *torture, struct deed *deed)
{
	struct deed right = *deed;
	int64_t left = 0;

	if (play_send(play, &right))
		return -1;
	for (int64_t nth = 1 + torture->n_deeds % torture->stride; nth < TRIES_MAX && left == 0;
	     nth += torture->stride) {
		struct deed tried = *deed;

		if (try_once(play, torture, &tried, false, nth, &left))
			return -1;
		if (!is_machine(&tried.fault) && !is_same(tried.reply_text, right.reply_text))
			return play_fail(play, "%s, %s %lld failing, gave a wrong answer: %.300s",
					 deed->command, strike_names[torture->strike],
					 (long long)nth, tried.reply_text);
	}
	*deed = right;
	return 0;
}

/* Preparing a command in the sender's thread changes nothing, however it fails. */
static int torture_prepare(struct play *play, struct torture *torture, struct deed *deed)
{
	if (torture->strike != STRIKE_ALLOCATION)
		return 0;
	for (int64_t nth = 1 + torture->n_deeds % torture->stride; nth < TRIES_MAX;
	     nth += torture->stride) {
		struct arena *arena = arena_new(256 << 20);
		struct call *call = arena_alloc(arena, sizeof *call);
		struct envelope envelope = { .command = deed->command,
					     .id = deed->id,
					     .key = deed->key,
					     .region = deed->region,
					     .lang = deed->lang };
		const char *why;
		const struct json *args = json_read(arena, deed->args, strlen(deed->args), &why);
		int64_t left;

		arena_fail_at(nth);
		call_prepare(play->stage->engine, arena, deed->actor, &envelope, args, call);
		left = arena_fail_at(0);
		arena_free(arena);
		torture->n_strikes++;
		if (left > 0)
			break;
	}
	return 0;
}

/* A refusal must keep nothing. */
static int kept_nothing(struct play *play, struct torture *torture, const struct deed *deed,
			int64_t nth, int64_t before)
{
	int64_t after = journal_rows(play);

	if (after == before)
		return 0;
	return play_fail(play, "%s, %s %lld failing, was refused (%d), yet %lld rows were kept",
			 deed->command, strike_names[torture->strike], (long long)nth,
			 deed->fault.number, (long long)(after - before));
}

/* As the side thread of a server that runs: a page is looked for in what stands in the
 * log, and each try looks for some hundred. */
static int empty_log(struct torture *torture)
{
	return torture->side ? db_checkpoint(torture->side) : 0;
}

/* Writes: first run and undone with each place failing, then in earnest with the
 * last places failing, those of the commit. */
static int torture_write(struct play *play, struct torture *torture, struct deed *deed)
{
	int64_t before = journal_rows(play), nth, left = 0;

	if (torture_prepare(play, torture, deed))
		return -1;
	if (empty_log(torture))
		return play_fail(play, "the log of the database cannot be emptied");
	for (nth = 1 + torture->n_deeds % torture->stride; nth < TRIES_MAX && left == 0;
	     nth += torture->stride) {
		struct deed dry = *deed;

		dry.is_dry = true;
		if (try_once(play, torture, &dry, true, nth, &left) ||
		    kept_nothing(play, torture, &dry, nth, before))
			return -1;
	}
	for (nth = nth > 12 ? nth / 2 - 4 : 1; nth < TRIES_MAX; nth++) {
		struct deed tried = *deed;

		if (try_once(play, torture, &tried, true, nth, &left))
			return -1;
		if (!is_machine(&tried.fault)) {
			*deed = tried;
			return 0;
		}
		if (kept_nothing(play, torture, &tried, nth, before))
			return -1;
	}
	return play_fail(play, "%s never gets through", deed->command);
}

static int torture_send(struct play *play, struct deed *deed)
{
	struct torture *torture = play->self;
	const struct command *command = command_find(deed->command, NULL);

	torture->n_deeds++;
	if (!command)
		return play_send(play, deed);
	if (command->does == DOES_READ || command->does == DOES_LIST)
		return torture_read(play, torture, deed);
	return torture_write(play, torture, deed);
}

/* Timers: struck once, then the clock tries again a moment later. */
static int torture_tick(struct play *play)
{
	struct torture *torture = play->self;
	int n_run;

	arm(play, torture, true, 3 + torture->n_deeds % 40);
	n_run = engine_run_timers(play->stage->engine);
	arm(play, torture, true, 0);
	stage_clock(clock_now() + 2 * MS_PER_SECOND);
	return n_run + engine_run_timers(play->stage->engine);
}

static int64_t n_strikes;
static int n_passed, n_failed;

static struct db *side_open(const struct stage *stage, char why[200])
{
	char path[300];

	snprintf(path, sizeof path, "%s/lianfang.db", stage->dir);
	return db_open(path, DB_WRITE, why);
}

static void torture_scene(const struct scene *scene, enum db_kind kind, struct torture *torture)
{
	struct stage stage = { .n_readers = 1 };
	struct play play = {
		.stage = &stage, .send = torture_send, .tick = torture_tick, .self = torture
	};
	int64_t began = clock_ticks();
	char why[200];
	int outcome = -1;

	play.arena = arena_new((size_t)4 << 30);
	if (stage_open(&stage, kind, why) ||
	    (kind == DB_SQLITE && !(torture->side = side_open(&stage, why)))) {
		snprintf(play.why, sizeof play.why, "the stage does not open: %s", why);
	} else {
		torture->n_between = between(&play);
		outcome = play_scene(&play, scene);
	}
	db_close(torture->side);
	stage_close(&stage);
	printf("%s %s %s:%d %s: %s, %lld strikes (%lld ms)\n", outcome ? "FAIL" : "ok  ",
	       stage_kind_name(kind), scene->file, scene->number, scene->title,
	       strike_names[torture->strike], (long long)torture->n_strikes,
	       (long long)(clock_ticks() - began));
	if (outcome)
		printf("     %s\n", play.why);
	fflush(stdout);
	n_strikes += torture->n_strikes;
	n_passed += !outcome;
	n_failed += !!outcome;
	arena_free(play.arena);
}

static void torture_file(const char *path, enum db_kind kind, int stride)
{
	struct arena *arena = arena_new(64 << 20);
	const char *why = NULL;
	struct scene *scenes = scenes_read(arena, path, &why);

	if (!scenes) {
		printf("FAIL %s\n", why);
		n_failed++;
	}
	for (const struct scene *scene = scenes; scene; scene = scene->next) {
		for (int strike = 0; strike < N_STRIKES; strike++) {
			struct torture torture = { .strike = (enum strike)strike,
						   .stride = stride };

			torture_scene(scene, kind, &torture);
		}
	}
	arena_free(arena);
}

int main(int argc, char **argv)
{
	enum db_kind kind = DB_SQLITE;
	int stride = 1, n_files = 0;
	char why[200];

	/* Each try takes an arena and gives it back: to the program, not to the kernel. */
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
	if (stages_start(why)) {
		printf("FAIL %s\ntorture: 0 passed, 1 failed\n", why);
		return 1;
	}
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--stride") == 0 && i + 1 < argc) {
			stride = atoi(argv[++i]);
		} else if (strcmp(argv[i], "--pg") == 0) {
			kind = DB_POSTGRES;
		} else {
			torture_file(argv[i], kind, stride < 1 ? 1 : stride);
			n_files++;
		}
	}
	if (n_files == 0) {
		glob_t found;

		if (glob("test/scenes/*.scene", 0, NULL, &found) == 0)
			for (size_t i = 0; i < found.gl_pathc; i++)
				torture_file(found.gl_pathv[i], kind, stride < 1 ? 1 : stride);
		globfree(&found);
	}
	stages_end();
	printf("%lld strikes\ntorture: %d passed, %d failed\n", (long long)n_strikes, n_passed,
	       n_failed);
	return n_failed > 0;
}
