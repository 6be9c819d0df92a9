/* Freezing a list too long for one command: part by part by the clock, as of the
 * instant it was started, while people move, come and go.
 *
 * Runs on SQLite, and on PostgreSQL when LIANFANG_TEST_PG names an empty database. */
#include "rooms.h"

#include "engine.h"
#include "log.h"

#include <semaphore.h>
#include <setjmp.h>
#include <unistd.h>

#include <cmocka.h>

#include "tidy.h"

#define N_GRIDS     101
#define IN_GRID     500 /* 50,500 in all: more than one command may freeze */
#define N_IN_FLIGHT 500

static const struct actor program = { .login = "test", .is_program = true };
static struct engine *engine;
static struct arena *arenas[N_IN_FLIGHT];
static struct call *calls[N_IN_FLIGHT];
static int n_in_flight;
static sem_t answered;

static void is_answered(struct call *call)
{
	(void)call;
	sem_post(&answered);
}

static void wait_for_all(void)
{
	for (int i = 0; i < n_in_flight; i++)
		sem_wait(&answered);
	for (int i = 0; i < n_in_flight; i++) {
		if (calls[i]->rq.fault.number)
			fail_msg("%s: %d %s", calls[i]->rq.command->name, calls[i]->rq.fault.number,
				 calls[i]->rq.fault.sentence);
		arena_reset(arenas[i]);
	}
	n_in_flight = 0;
}

/* Send a command as the program; many are on their way at once. */
static void send(const char *command, const char *key, const char *format, ...)
{
	struct arena *arena;
	struct envelope envelope = { .command = command };
	char args[500];
	const char *why;
	va_list list;

	va_start(list, format);
	vsnprintf(args, sizeof(args), format, list);
	va_end(list);
	if (!arenas[n_in_flight])
		arenas[n_in_flight] = arena_new(1 << 22);
	arena = arenas[n_in_flight];
	envelope.key = arena_text(arena, key);
	struct call *call = arena_alloc(arena, sizeof(*call));
	struct json *tree = json_read(arena, args, strlen(args), &why);
	if (call_prepare(engine, arena, &program, &envelope, tree, call) != 0)
		fail_msg("%s: %d %s", command, call->rq.fault.number, call->rq.fault.sentence);
	call->answered = is_answered;
	assert_int_equal(call_send(engine, call), 0);
	calls[n_in_flight++] = call;
	if (n_in_flight == N_IN_FLIGHT)
		wait_for_all();
}

static void send_and_wait(const char *command, const char *key, const char *args)
{
	wait_for_all();
	send(command, key, "%s", args);
	wait_for_all();
}

static int64_t number(const char *sql)
{
	struct arena *arena = arena_new(1 << 16);
	struct db *db = db_pool_take(engine_pool(engine));
	int64_t n = db_one(db, arena, -1, NULL, sql, "");

	db_pool_give(engine_pool(engine), db);
	arena_free(arena);
	return n;
}

static void add_region(const char *code, const char *parent, int level, const char *kind)
{
	char args[300];

	snprintf(args, sizeof(args),
		 "{\"code\":\"%s\",\"parent_code\":\"%s\",\"level\":%d,\"name\":\"%s\","
		 "\"kind\":\"%s\",\"valid_from\":\"2019-01-01\"}",
		 code, parent, level, code, kind);
	send_and_wait("region.add", NULL, args);
}

static void grid_key(int i, char key[KEY_MAX + 1])
{
	snprintf(key, KEY_MAX + 1, "120113003%03d%03d", 1 + i / 10, 1 + i % 10);
}

static void make_street(void)
{
	char key[KEY_MAX + 1], id[40];

	send_and_wait("region.add", NULL,
		      "{\"code\":\"12\",\"level\":1,\"name\":\"a\",\"kind\":\"municipality\","
		      "\"valid_from\":\"2019-01-01\"}");
	add_region("1201", "12", 2, "prefecture_placeholder");
	add_region("120113", "1201", 3, "district");
	add_region("120113003", "120113", 4, "street");
	for (int i = 0; i < N_GRIDS; i++) {
		char community[KEY_MAX + 1];

		grid_key(i, key);
		snprintf(community, sizeof(community), "%.12s", key);
		if (i % 10 == 0)
			add_region(community, "120113003", 5, "residents_committee");
		add_region(key, community, 6, "grid");
	}
	for (int i = 0; i < N_GRIDS; i++) {
		grid_key(i, key);
		for (int k = 0; k < IN_GRID; k++) {
			snprintf(id, sizeof(id), "h%d-%d", i, k);
			send("household.add", id, "{\"region\":\"%s\",\"door\":\"%d\"}", key, k);
		}
	}
	wait_for_all();
}

/* Regions that nobody answers for are no fault of a list. */
static void count_fault(void *self, const char *sentence)
{
	if (strncmp(sentence, "hole: ", 6) == 0)
		return;
	print_message("%s\n", sentence);
	++*(int *)self;
}

static void a_long_list_is_frozen_as_of_its_start(void **state)
{
	char why[200];
	int n_faults = 0;

	(void)state;
	make_street();
	send_and_wait("sweep.start", "s1",
		      "{\"region\":\"120113003\",\"kind\":\"visit\",\"title\":\"t\"}");
	assert_true(number("SELECT n_left FROM sweep") >= 11);
	assert_int_equal(number("SELECT count(*) FROM door"), 0);
	/* Before the clock comes: one moves forward, one back, one is demolished, one
	 * is added, one moves to a part and on to another. */
	send_and_wait("household.move", NULL,
		      "{\"household\":\"h0-0\",\"to\":\"120113003010001\",\"reason\":\"r\"}");
	send_and_wait("household.move", NULL,
		      "{\"household\":\"h100-0\",\"to\":\"120113003001001\",\"reason\":\"r\"}");
	send_and_wait("household.edit", NULL, "{\"household\":\"h5-5\",\"state\":\"demolished\"}");
	send_and_wait("household.add", "late",
		      "{\"region\":\"120113003001001\",\"door\":\"late\"}");
	assert_int_equal(number("SELECT count(*) FROM door"), 2);
	assert_true(engine_run_timers(engine) >= 11);
	assert_int_equal(number("SELECT n_left FROM sweep"), 0);
	assert_int_equal(number("SELECT state FROM sweep"), 1);
	/* Everyone there at the start, once: the demolished one too, the late one not. */
	assert_int_equal(number("SELECT count(*) FROM door"), N_GRIDS * IN_GRID);
	assert_int_equal(number("SELECT count(*) FROM (SELECT DISTINCT household FROM door) d"),
			 N_GRIDS * IN_GRID);
	assert_int_equal(number("SELECT count(*) FROM door d JOIN household h "
				"ON h.seq = d.household WHERE h.id = 'late'"),
			 0);
	assert_int_equal(number("SELECT n FROM tally WHERE region = '120113003' "
				"AND name LIKE 'sweep.%.due'"),
			 N_GRIDS * IN_GRID);
	assert_int_equal(engine_run_timers(engine), 0);
	assert_int_equal(engine_check(engine, count_fault, &n_faults, why) < 0, 0);
	assert_int_equal(n_faults, 0);
	assert_int_equal(engine_recount(engine, why), 0);
}

static char dir[64];

static void open_engine(const char *url)
{
	struct engine_config config = { .dir = dir, .db_url = url, .is_quiet = true };
	char why[200] = "";

	snprintf(dir, sizeof(dir), "/tmp/freeze-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	if (engine_init(dir, url, why) != 0)
		fail_msg("%s", why);
	engine = engine_open(&config, why);
	if (!engine)
		fail_msg("%s", why);
}

static int open_sqlite(void **state)
{
	(void)state;
	open_engine(NULL);
	return 0;
}

/* The tests share one database: it is left as empty as it is wanted. */
static void empty_postgres(void)
{
	char why[200] = "";
	struct db *db = db_open(getenv("LIANFANG_TEST_PG"), DB_WRITE, why);

	assert_non_null(db);
	assert_int_equal(db_script(db, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"), 0);
	db_close(db);
}

static int open_postgres(void **state)
{
	(void)state;
	empty_postgres();
	open_engine(getenv("LIANFANG_TEST_PG"));
	return 0;
}

static int close_engine(void **state)
{
	(void)state;
	engine_close(engine);
	tidy(dir);
	return 0;
}

static int close_postgres(void **state)
{
	close_engine(state);
	empty_postgres();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_list_is_frozen_as_of_its_start),
	};
	char why[200];
	int failed;

	crypto_start();
	log_set_level(LOG_QUIET);
	sem_init(&answered, 0, 0);
	if (rooms_register(rooms_list, n_rooms_list, why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	failed =
		cmocka_run_group_tests_name("freezing on SQLite", tests, open_sqlite, close_engine);
	if (getenv("LIANFANG_TEST_PG"))
		failed += cmocka_run_group_tests_name("freezing on PostgreSQL", tests,
						      open_postgres, close_postgres);
	return failed;
}
