/* crowd: many threads write and read at once through one engine; made for the
 * thread sanitiser, worth running without it too.
 *
 * Rule: what each thread was told is true afterwards, and the tallies add up: also at
 * any moment in between, for whoever looks (SC-01). */
#include "play/play.h"
#include <pthread.h>
#include <stdatomic.h>

#define N_THREADS 8
#define N_EACH    150
#define N_TOTAL   (N_THREADS * N_EACH)
#define STREET    "120113003"

static const char *const grids[] = { "120113003012001", "120113003012002", "120113003013001",
				     "120113003014001" };

struct person {
	struct stage *stage;
	int number;
	int n_kept, n_wrong;
	pthread_t thread;
};

static const struct actor program = { .login = "program", .is_program = true };

/* Looks at all levels at once while the others write. */
struct watcher {
	struct stage *stage;
	atomic_bool is_over;
	int n_looks, n_amid, n_wrong;
	pthread_t thread;
};

/* Places above the grids whose households are not those of their children together. */
static const char apart_sql[] =
	"SELECT count(*) FROM (SELECT r.key, (SELECT COALESCE(sum(t.n), 0) FROM tally t "
	"WHERE t.region = r.key AND t.name = 'household') AS own, (SELECT COALESCE(sum(t.n), 0) "
	"FROM region c JOIN tally t ON t.region = c.key AND t.name = 'household' "
	"WHERE c.parent = r.key) AS below FROM region r WHERE r.level <= 5) x "
	"WHERE x.own <> x.below";
static const char total_sql[] =
	"SELECT CAST(COALESCE(sum(n), 0) AS bigint) FROM tally WHERE region = '12' "
	"AND name = 'household'";

static void *watch(void *self)
{
	struct watcher *watcher = self;

	while (!atomic_load(&watcher->is_over)) {
		int64_t before = stage_one(watcher->stage, total_sql, "");

		watcher->n_wrong += stage_one(watcher->stage, apart_sql, "") != 0;
		watcher->n_looks++;
		watcher->n_amid += before > 0 && before < N_TOTAL;
	}
	return NULL;
}

/* One deed in an arena of its own; the fault's number. */
static int act(struct person *person, const char *command, const char *id, const char *region,
	       const char *args, int64_t *count)
{
	struct arena *arena = arena_new(64 << 20);
	struct deed deed = {
		.command = command, .id = id, .region = region, .args = args, .actor = &program
	};
	int number;

	play_deliver(person->stage, arena, &deed);
	number = deed.fault.number;
	if (count)
		*count = json_int(deed.reply, "count");
	arena_free(arena);
	return number;
}

/* Adds households, each twice (a replay), lists in between, sends nonsense too. */
static void *live(void *self)
{
	struct person *person = self;
	int64_t count, before = 0;

	for (int i = 0; i < N_EACH; i++) {
		const char *grid = grids[(person->number + i) % (int)COUNT_OF(grids)];
		char id[40], args[120];

		snprintf(id, sizeof id, "c%d-%d", person->number, i);
		snprintf(args, sizeof args, "{\"region\":\"%s\",\"door\":\"%d-%d\"}", grid,
			 person->number, i);
		if (act(person, "household.add", id, grid, args, NULL) == 0)
			person->n_kept++;
		if (i % 5 == 0)
			person->n_wrong += act(person, "household.add", id, grid, args, NULL) != 0;
		snprintf(args, sizeof args, "{\"region\":\"%s\",\"door\":\"other\"}", grid);
		if (i % 7 == 0)
			person->n_wrong +=
				act(person, "household.add", id, grid, args, NULL) != 4203;
		if (i % 3 == 0) {
			person->n_wrong += act(person, "household.list", NULL, STREET,
					       "{\"limit\":5}", &count) != 0;
			person->n_wrong += count < before;
			before = count;
		}
	}
	return NULL;
}

static int build(struct play *play)
{
	for (size_t i = 0; i < COUNT_OF(grids); i++) {
		struct word words[] = { { .text = "given" },
					{ .text = "region" },
					{ .text = grids[i] },
					{ .text = "grid" },
					{ .text = "G", .how = QUOTED } };

		if (play_given(play, words, (int)COUNT_OF(words)))
			return -1;
	}
	return 0;
}

/* Everybody at once, until all have done their part; what was kept and what was wrong. */
static void run(struct stage *stage, struct watcher *watcher, int *n_kept, int *n_wrong)
{
	static struct person people[N_THREADS];

	*watcher = (struct watcher){ .stage = stage };
	pthread_create(&watcher->thread, NULL, watch, watcher);
	for (int i = 0; i < N_THREADS; i++) {
		people[i] = (struct person){ .stage = stage, .number = i };
		pthread_create(&people[i].thread, NULL, live, &people[i]);
	}
	for (int i = 0; i < N_THREADS; i++) {
		pthread_join(people[i].thread, NULL);
		*n_kept += people[i].n_kept;
		*n_wrong += people[i].n_wrong;
	}
	atomic_store(&watcher->is_over, true);
	pthread_join(watcher->thread, NULL);
	/* Who never looked in between has proved nothing. */
	*n_wrong += watcher->n_wrong + (watcher->n_amid == 0);
}

static int run_on(enum db_kind kind)
{
	static const struct scene scene = { .file = "crowd", .title = "crowd" };
	static struct watcher watcher;
	struct stage stage = { .n_readers = 3 };
	struct play play = { .stage = &stage, .scene = &scene, .send = play_send };
	int64_t began = clock_ticks(), there;
	int n_kept = 0, n_wrong = 0, n_faults;
	struct buf faults;
	char why[200];

	play.arena = arena_new((size_t)512 << 20);
	buf_init(&faults, play.arena, 4000);
	if (stage_open(&stage, kind, why) || build(&play)) {
		printf("FAIL crowd %s: %s%s\n", stage_kind_name(kind), why, play.why);
		return -1;
	}
	engine_clock_start(stage.engine);
	run(&stage, &watcher, &n_kept, &n_wrong);
	there = stage_one(&stage, "SELECT count(*) FROM household", "");
	n_faults = stage_check(&stage, &faults);
	stage_close(&stage);
	if (n_wrong || there != n_kept || n_kept != N_TOTAL || n_faults) {
		printf("FAIL crowd %s: %d of %d kept, %lld are there, %d wrong answers, %d of them "
		       "sums, in %d looks; %s\n",
		       stage_kind_name(kind), n_kept, N_TOTAL, (long long)there, n_wrong,
		       watcher.n_wrong, watcher.n_looks, faults.bytes ? faults.bytes : "");
		arena_free(play.arena);
		return -1;
	}
	printf("ok   crowd %s: %d threads, %d households, all there once; every level was the sum "
	       "of those below in %d looks, %d of them in between (%lld ms)\n",
	       stage_kind_name(kind), N_THREADS, n_kept, watcher.n_looks, watcher.n_amid,
	       (long long)(clock_ticks() - began));
	arena_free(play.arena);
	return 0;
}

int main(void)
{
	int n_passed = 0, n_failed = 0;
	char why[200];

	if (stages_start(why)) {
		printf("FAIL %s\ncrowd: 0 passed, 1 failed\n", why);
		return 1;
	}
	for (int kind = DB_SQLITE; kind <= DB_POSTGRES; kind++) {
		if (!stage_has((enum db_kind)kind))
			continue;
		if (run_on((enum db_kind)kind) == 0)
			n_passed++;
		else
			n_failed++;
	}
	stages_end();
	printf("crowd: %d passed, %d failed\n", n_passed, n_failed);
	return n_failed > 0;
}
