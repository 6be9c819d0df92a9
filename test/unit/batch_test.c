/* Commands that share a batch come to the same as one after the other: the same
 * answers, doors, records and counts, on both engines, also when a neighbour fails.
 *
 * Rule: what is compared with is the plainest way, one command a batch on SQLite.
 * Runs on SQLite, and on PostgreSQL when LIANFANG_TEST_PG names an empty database. */
#include "rooms.h"

#include "engine.h"
#include "log.h"

#include <semaphore.h>
#include <setjmp.h>
#include <unistd.h>

#include <cmocka.h>

#include "tidy.h"

#define N_HOUSEHOLDS 8
#define N_COMMANDS   240 /* of one batch */
#define N_BATCHES    4
#define N_SEEDS      3

static const struct actor program = { .login = "test", .is_program = true };
static struct engine *engine;
static char dir[64];
static sem_t answered, gate;

/* ---- chance, the same every time ---- */

static uint64_t state_of_chance;

static int below(int n)
{
	state_of_chance = state_of_chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (int)((state_of_chance >> 33) % (uint64_t)n);
}

static const char *one_of(const char *const *list, int n)
{
	return list[below(n)];
}

/* ---- commands ---- */

struct deed {
	struct arena *arena;
	struct call call;
	bool is_unsent; /* refused before it was queued */
};

static void is_answered(struct call *call)
{
	(void)call;
	sem_post(&answered);
}

static const char *household(void)
{
	static char id[16];

	snprintf(id, sizeof id, "h%d", below(N_HOUSEHOLDS + 1)); /* the last is nobody's */
	return id;
}

/* A record at some door, by some of the ways to name it. */
static const char *visit_args(char args[400])
{
	static const char *const states[] = {
		"done", "done", "done", "absent", "refused", "vacant"
	};
	static const char *const ways[] = { "door", "door", "door", "phone", "paper" };
	static const char *const days[] = { "", ",\"day\":\"2020-02-01\"" };
	static const char *const sweeps[] = { "s1", "s1", "s2", "s3", "s9" };
	static const char *const answers[] = { "", ",\"answers\":{\"n\":1}",
					       ",\"answers\":{\"n\":2}" };
	const char *sweep = one_of(sweeps, 5), *door = household();
	char resident[40] = "";

	if (strcmp(sweep, "s3") == 0)
		snprintf(resident, sizeof resident, ",\"resident\":\"r%s\"", door + 1);
	snprintf(
		args, 400,
		"{\"sweep\":\"%s\",\"household\":\"%s\",\"state\":\"%s\",\"channel\":\"%s\"%s%s%s%s}",
		sweep, door, one_of(states, 6), one_of(ways, 5), resident, one_of(days, 2),
		one_of(answers, 3), below(5) ? ",\"reason\":\"why\"" : "");
	return "visit.record";
}

/* What else may come between: places, persons and lists that change. */
static const char *other_args(char args[400])
{
	static const char *const grids[] = { "120113003001001", "120113003001002" };
	const char *door = household();

	switch (below(6)) {
	case 0:
		snprintf(args, 400, "{\"household\":\"%s\",\"to\":\"%s\",\"reason\":\"why\"}", door,
			 one_of(grids, 2));
		return "household.move";
	case 1:
		snprintf(args, 400, "{\"household\":\"%s\",\"state\":\"%s\"}", door,
			 below(2) ? "vacant" : "occupied");
		return "household.edit";
	case 2:
		snprintf(args, 400,
			 "{\"sweep\":\"s1\",\"household\":\"%s\",\"is_in\":%s,\"reason\":\"why\"}",
			 door, below(3) ? "true" : "false");
		return "sweep.adjust";
	case 3:
		snprintf(args, 400, "{\"household\":\"%s\",\"name\":\"某人\"}", door);
		return "resident.add";
	case 4:
		snprintf(args, 400,
			 "{\"sweep\":\"s1\",\"household\":\"%s\",\"visit\":%d,\"reason\":\"why\"}",
			 door, 20 + below(400));
		return "visit.settle";
	default:
		snprintf(args, 400, "{\"region\":\"%s\",\"door\":\"%d\"}", one_of(grids, 2),
			 below(1000));
		return "household.add";
	}
}

/* Make the next command; one in ten is not a visit. */
static void prepare(struct deed *deed, int number)
{
	static const char *const regions[] = { "120113003", "120113003001", "12" };
	char args[400], id[24];
	struct envelope envelope = { .region = one_of(regions, 3) };
	const char *why;

	envelope.command = below(10) ? visit_args(args) : other_args(args);
	if (strcmp(envelope.command, "household.add") == 0)
		envelope.region = NULL;
	snprintf(id, sizeof id, "deed-%d", number);
	deed->arena = arena_new(1 << 22);
	envelope.id = arena_text(deed->arena, id);
	struct json *tree =
		json_read(deed->arena, arena_text(deed->arena, args), strlen(args), &why);
	deed->is_unsent =
		call_prepare(engine, deed->arena, &program, &envelope, tree, &deed->call) != 0;
	deed->call.answered = is_answered;
}

static void send(struct deed *deed)
{
	if (!deed->is_unsent)
		assert_int_equal(call_send(engine, &deed->call), 0);
	else
		sem_post(&answered);
}

/* A neighbour that writes and then refuses: everybody is run again, in savepoints. */
static int spoil(struct job *job, struct db *db)
{
	(void)job;
	db_run(db, "INSERT INTO counter (name, n) VALUES ('spoilt', 1)", "");
	return -1;
}

/* Holds the writer until the whole batch has queued up. */
static int hold(struct job *job, struct db *db)
{
	(void)job;
	(void)db;
	sem_wait(&gate);
	sem_post(&gate); /* it may be run again */
	return 0;
}

static void spoiled(struct job *job, int outcome)
{
	(void)job;
	assert_int_equal(outcome, -1);
	sem_post(&answered);
}

static void run_batch(struct deed *deeds, int first, bool is_together, bool has_neighbour)
{
	struct job holder = { .run = hold }, neighbour = { .run = spoil, .answer = spoiled };
	int n_waited = N_COMMANDS;

	for (int i = 0; i < N_COMMANDS; i++) {
		uint64_t before = state_of_chance;

		prepare(&deeds[i], first + i);
		if (i % 20 != 0)
			continue;
		/* Once more, and once more with other words under the same id. */
		state_of_chance = before;
		prepare(&deeds[i + 1], first + i);
		prepare(&deeds[i + 2], first + i);
		i += 2;
	}
	if (is_together)
		assert_int_equal(writer_send(engine_writer(engine), &holder), 0);
	for (int i = 0; i < N_COMMANDS; i++) {
		if (is_together && has_neighbour && i == N_COMMANDS / 2) {
			writer_send(engine_writer(engine), &neighbour);
			n_waited++;
		}
		send(&deeds[i]);
		if (!is_together)
			sem_wait(&answered);
	}
	if (!is_together)
		return;
	sem_post(&gate);
	for (int i = 0; i < n_waited; i++)
		sem_wait(&answered);
	sem_wait(&gate);
}

/* ---- what it came to ---- */

static void dump(struct buf *out, const char *sql)
{
	struct arena *arena = arena_new(1 << 24);
	struct db *db = db_pool_take(engine_pool(engine));
	struct rows *rows = db_rows(db, arena, sql, "");
	int more;

	while ((more = rows_next(rows)) == 1) {
		for (int i = 0; i < rows_columns(rows); i++)
			buf_print(out, "%s|", rows_is_null(rows, i) ? "-" : rows_text(rows, i));
		buf_char(out, '\n');
	}
	assert_int_equal(more, 0);
	db_pool_give(engine_pool(engine), db);
	arena_free(arena);
}

static void dump_all(struct buf *out)
{
	static const char *const queries[] = {
		"SELECT sweep, day, region, household, resident, state, channel, n_tries, visit, "
		"conflict, answers, next_visit, reason, changed FROM door ORDER BY 1, 2, 3, 4, 5",
		"SELECT seq, sweep, day, household, resident, region, state, channel, by, answers, "
		"note, previous, valid_change FROM visit ORDER BY seq",
		"SELECT region, name, day, n FROM tally WHERE n <> 0 ORDER BY 1, 2, 3",
		"SELECT seq, id, region, state, since_day, changed FROM household ORDER BY seq",
		"SELECT seq, id, region, household FROM resident ORDER BY seq",
		"SELECT seq, command, region, reply FROM journal ORDER BY seq",
	};

	for (size_t i = 0; i < COUNT_OF(queries); i++)
		dump(out, queries[i]);
}

/* ---- the stage ---- */

static void must(const char *command, const char *key, const char *format, ...)
{
	struct arena *arena = arena_new(1 << 22);
	struct envelope envelope = { .command = command, .key = key };
	struct call *call = arena_alloc(arena, sizeof(*call));
	char args[400];
	const char *why;
	va_list list;

	va_start(list, format);
	vsnprintf(args, sizeof args, format, list);
	va_end(list);
	struct json *tree = json_read(arena, args, strlen(args), &why);
	if (call_prepare(engine, arena, &program, &envelope, tree, call) != 0 ||
	    call_do(engine, call) != 0)
		fail_msg("%s: %d %s", command, call->rq.fault.number, call->rq.fault.sentence);
	arena_free(arena);
}

static void set_the_stage(void)
{
	static const struct {
		const char *code, *parent, *kind;
	} regions[] = {
		{ "1201", "12", "prefecture_placeholder" },
		{ "120113", "1201", "district" },
		{ "120113003", "120113", "street" },
		{ "120113003001", "120113003", "residents_committee" },
		{ "120113003001001", "120113003001", "grid" },
		{ "120113003001002", "120113003001", "grid" },
	};

	must("region.add", NULL,
	     "{\"code\":\"12\",\"level\":1,\"name\":\"a\",\"kind\":\"municipality\","
	     "\"valid_from\":\"2019-01-01\"}");
	for (int i = 0; i < (int)COUNT_OF(regions); i++)
		must("region.add", NULL,
		     "{\"code\":\"%s\",\"parent_code\":\"%s\",\"level\":%d,\"name\":\"%s\","
		     "\"kind\":\"%s\",\"valid_from\":\"2019-01-01\"}",
		     regions[i].code, regions[i].parent, i < 4 ? i + 2 : 6, regions[i].code,
		     regions[i].kind);
	for (int i = 0; i < N_HOUSEHOLDS; i++) {
		char id[16];

		snprintf(id, sizeof id, "h%d", i);
		must("household.add", id, "{\"region\":\"12011300300100%d\",\"door\":\"%d\"}",
		     i % 2 + 1, i);
		snprintf(id, sizeof id, "r%d", i);
		must("resident.add", id, "{\"household\":\"h%d\",\"name\":\"某人\"}", i);
	}
	must("sweep.start", "s1", "{\"region\":\"120113003\",\"kind\":\"visit\",\"title\":\"t\"}");
	must("sweep.start", "s2",
	     "{\"region\":\"120113003\",\"kind\":\"visit\",\"title\":\"d\",\"is_daily\":true,"
	     "\"until_day\":\"2020-02-20\"}");
	must("sweep.start", "s3",
	     "{\"region\":\"120113003\",\"kind\":\"visit\",\"title\":\"p\",\"target\":\"person\"}");
	engine_run_timers(engine);
}

static void stop_the_clock_at(const char *day)
{
	clock_shift(0);
	clock_shift(day_start(day) + 10 * MS_PER_HOUR - clock_now());
}

static void open_engine(const char *url)
{
	struct engine_config config = { .dir = dir, .db_url = url, .is_quiet = true };
	char why[200] = "";

	if (url) {
		struct db *db = db_open(url, DB_WRITE, why);

		assert_non_null(db);
		db_script(db, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
		db_close(db);
	}
	snprintf(dir, sizeof(dir), "/tmp/batch-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	if (engine_init(dir, url, why) != 0)
		fail_msg("%s", why);
	engine = engine_open(&config, why);
	if (!engine)
		fail_msg("%s", why);
}

static void count_fault(void *self, const char *sentence)
{
	if (strncmp(sentence, "hole: ", 6) == 0)
		return;
	print_message("%s\n", sentence);
	++*(int *)self;
}

/* Play the commands of a seed and tell what all came to. */
static char *play(const char *url, int seed, bool is_together, bool has_neighbour)
{
	struct deed *deeds = calloc(N_COMMANDS, sizeof(*deeds));
	struct buf out;
	int n_faults = 0;
	char why[200];

	stop_the_clock_at("2020-02-01");
	open_engine(url);
	buf_init(&out, NULL, (size_t)64 << 20);
	set_the_stage();
	state_of_chance = (uint64_t)seed;
	for (int batch = 0; batch < N_BATCHES; batch++) {
		if (batch == N_BATCHES / 2) {
			stop_the_clock_at("2020-02-02");
			engine_run_timers(engine); /* the next list of the daily one */
		}
		run_batch(deeds, batch * N_COMMANDS, is_together, has_neighbour);
		for (int i = 0; i < N_COMMANDS; i++) {
			call_answer(&deeds[i].call, &out);
			buf_char(&out, '\n');
			arena_free(deeds[i].arena);
		}
	}
	dump_all(&out);
	assert_true(engine_check(engine, count_fault, &n_faults, why) >= 0);
	assert_int_equal(n_faults, 0);
	engine_close(engine);
	tidy(dir);
	clock_shift(0);
	free(deeds);
	return out.bytes;
}

/* The line where two texts part, for the message. */
static void same(const char *got, const char *wanted, const char *what)
{
	size_t at = 0, line = 0;

	while (got[at] && got[at] == wanted[at]) {
		at++;
		if (got[at - 1] == '\n')
			line = at;
	}
	if (got[at] != wanted[at])
		fail_msg("%s:\n  %.*s\nbut alone:\n  %.*s", what, (int)strcspn(got + line, "\n"),
			 got + line, (int)strcspn(wanted + line, "\n"), wanted + line);
}

static void compare(const char *url, const char *name)
{
	for (int seed = 1; seed <= N_SEEDS; seed++) {
		char *alone = play(NULL, seed, false, false);
		char *here = url ? play(url, seed, false, false) : NULL;
		char *together = play(url, seed, true, false);
		char *spoilt = play(url, seed, true, true);

		assert_non_null(strstr(alone, "\"is_replay\":true"));
		assert_non_null(strstr(alone, "\"conflict\""));
		if (here)
			same(here, alone, "one by one on the other engine");
		same(together, alone, name);
		same(spoilt, alone, "in savepoints");
		free(alone);
		free(here);
		free(together);
		free(spoilt);
	}
}

static void a_batch_is_its_commands_on_sqlite(void **state)
{
	(void)state;
	compare(NULL, "together on SQLite");
}

static void a_batch_is_its_commands_on_postgres(void **state)
{
	(void)state;
	if (!getenv("LIANFANG_TEST_PG"))
		skip();
	compare(getenv("LIANFANG_TEST_PG"), "together on PostgreSQL");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_is_its_commands_on_sqlite),
		cmocka_unit_test(a_batch_is_its_commands_on_postgres),
	};
	char why[200];

	crypto_start();
	log_set_level(LOG_QUIET);
	sem_init(&answered, 0, 0);
	sem_init(&gate, 0, 0);
	if (rooms_register(rooms_list, n_rooms_list, why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	return cmocka_run_group_tests_name("batches", tests, NULL, NULL);
}
