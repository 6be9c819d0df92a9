/* crowd: many threads write and read at once through one engine; made for the
 * thread sanitiser, worth running without it too.
 *
 * Rule: what each thread was told is true afterwards, and the tallies add up. */
#include "play/play.h"
#include <pthread.h>
#include <stdatomic.h>

#define N_THREADS 8
#define N_EACH    150
#define GRID      "120113003012001"

struct person {
	struct stage *stage;
	int number;
	int n_kept, n_wrong;
	pthread_t thread;
};

static const struct actor program = { .login = "program", .is_program = true };

/* One deed in an arena of its own; the fault's number. */
static int act(struct person *person, const char *command, const char *id, const char *args,
	       int64_t *count)
{
	struct arena *arena = arena_new(64 << 20);
	struct deed deed = {
		.command = command, .id = id, .region = GRID, .args = args, .actor = &program
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
		char id[40], args[120];

		snprintf(id, sizeof id, "c%d-%d", person->number, i);
		snprintf(args, sizeof args, "{\"region\":\"" GRID "\",\"door\":\"%d-%d\"}",
			 person->number, i);
		if (act(person, "household.add", id, args, NULL) == 0)
			person->n_kept++;
		if (i % 5 == 0)
			person->n_wrong += act(person, "household.add", id, args, NULL) != 0;
		if (i % 7 == 0)
			person->n_wrong +=
				act(person, "household.add", id,
				    "{\"region\":\"" GRID "\",\"door\":\"other\"}", NULL) != 4203;
		if (i % 3 == 0) {
			person->n_wrong +=
				act(person, "household.list", NULL, "{\"limit\":5}", &count) != 0;
			person->n_wrong += count < before;
			before = count;
		}
	}
	return NULL;
}

static int run_on(enum db_kind kind)
{
	static const struct scene scene = { .file = "crowd", .title = "crowd" };
	static struct person people[N_THREADS];
	struct stage stage = { .n_readers = 3 };
	struct play play = { .stage = &stage, .scene = &scene, .send = play_send };
	struct word words[] = { { .text = "given" },
				{ .text = "region" },
				{ .text = GRID },
				{ .text = "grid" },
				{ .text = "G", .how = QUOTED } };
	int64_t began = clock_ticks(), there;
	int n_kept = 0, n_wrong = 0, n_faults;
	struct buf faults;
	char why[200];

	play.arena = arena_new((size_t)512 << 20);
	buf_init(&faults, play.arena, 4000);
	if (stage_open(&stage, kind, why) || play_given(&play, words, (int)COUNT_OF(words))) {
		printf("FAIL crowd %s: %s%s\n", stage_kind_name(kind), why, play.why);
		return -1;
	}
	engine_clock_start(stage.engine);
	for (int i = 0; i < N_THREADS; i++) {
		people[i] = (struct person){ .stage = &stage, .number = i };
		pthread_create(&people[i].thread, NULL, live, &people[i]);
	}
	for (int i = 0; i < N_THREADS; i++) {
		pthread_join(people[i].thread, NULL);
		n_kept += people[i].n_kept;
		n_wrong += people[i].n_wrong;
	}
	there = stage_one(&stage, "SELECT count(*) FROM household", "");
	n_faults = stage_check(&stage, &faults);
	stage_close(&stage);
	if (n_wrong || there != n_kept || n_kept != N_THREADS * N_EACH || n_faults) {
		printf("FAIL crowd %s: %d of %d kept, %lld are there, %d wrong answers; %s\n",
		       stage_kind_name(kind), n_kept, N_THREADS * N_EACH, (long long)there, n_wrong,
		       faults.bytes ? faults.bytes : "");
		arena_free(play.arena);
		return -1;
	}
	printf("ok   crowd %s: %d threads, %d households, all there once (%lld ms)\n",
	       stage_kind_name(kind), N_THREADS, n_kept, (long long)(clock_ticks() - began));
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
