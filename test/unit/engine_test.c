/* The engine with a small room of its own: the way of a write and of a read.
 *
 * Runs on SQLite, and on PostgreSQL when LIANFANG_TEST_PG names a server. */
#include "engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "tidy.h"

static const char *const agents[] = { "chlorine", "alcohol", "other", NULL };

struct treatment {
	const char *site;
	int agent;
	int64_t minutes;
	const char *done_on, *person, *phone;
};
#define REC struct treatment
static const struct field fields[] = {
	TEXT(site, 1, 40, .label = "Site", .need = true),
	CHOICE(agent, agents, .label = "Agent", .need = true),
	INT(minutes, 1, 1440, .label = "Contact, minutes", .need = true),
	DAY(done_on, .label = "Day done"),
	TEXT(person, 1, 40, .label = "Name", .secret = SECRET_NAME),
	TEXT(phone, 1, 40, .label = "Phone", .secret = SECRET_PHONE),
};

static int check(struct request *rq, const void *record)
{
	const struct treatment *t = record;

	if (t->done_on && strcmp(t->done_on, rq->today) > 0)
		return refuse(rq, 4009, "done_on", "that day has not come");
	return 0;
}

/* Writes a row and then refuses: its neighbours must not notice. */
static int write_then_refuse(struct request *rq, const void *record)
{
	(void)record;
	rq_run_free(rq, "INSERT INTO counter (name, n) VALUES ($1, 1)", "t", rq->id);
	tally(rq, "120113001", "", "spoiled", 1);
	return refuse(rq, 4204, NULL, "there is no such row in your reach, or it is void already");
}

static int set_timer(struct request *rq, const void *record)
{
	(void)record;
	return timer_set(rq, "later", rq->now + 1000, "treatment.add", "120113001",
			 "{\"site\":\"by the clock\",\"agent\":\"other\",\"minutes\":5}");
}

static int two_rows(struct request *rq, const void *record)
{
	(void)record;
	for (int i = 0; i < 2; i++)
		if (rq_follow(rq, "treatment.add", "120113001", rq_new_id(rq, i),
			      "{\"site\":\"s\",\"agent\":\"other\",\"minutes\":5}") != 0)
			return -1;
	return 0;
}

static const struct command commands[] = {
	{ "treatment.add", DOES_ADD, .who = GRID_WORKER | CLOCK, .where = IN_REACH,
	  .check = check },
	{ "treatment.list", DOES_LIST, .who = GRID_WORKER | COMMANDER, .where = IN_REACH },
	{ "treatment.void", DOES_VOID, .who = OFFICER, .where = IN_REACH },
	{ "treatment.spoil", DOES_OWN, .who = GRID_WORKER, .where = IN_REACH,
	  .run = write_then_refuse },
	{ "treatment.later", DOES_OWN, .who = GRID_WORKER, .where = IN_REACH, .run = set_timer },
	{ "treatment.twice", DOES_OWN, .who = GRID_WORKER, .where = IN_REACH, .run = two_rows },
};
static const struct room treatment_room = ROOM(treatment, "Treatments");
static const struct room *const rooms[] = { &treatment_room };

static struct held held[] = {
	{ 7, GRID_WORKER, "120113001001", 0, NOT_GIVEN },
	{ 8, OFFICER, "120113001", 0, NOT_GIVEN },
};
static struct actor worker = { .account = 3, .login = "li", .held = held, .n_held = 1 };
static struct actor officer = { .account = 4, .login = "wu", .held = held + 1, .n_held = 1 };

static struct engine *engine;
static struct arena *arena;
static struct call *call;
static char answer[4096];

/* Send one command and keep its answer; returns the problem number or 0. */
static int say_command(const struct actor *actor, const char *command, const char *id,
		       const char *region, const char *json)
{
	struct envelope envelope = { .command = command, .id = id, .region = region };
	const char *why;
	struct buf out;

	arena_reset(arena);
	call = arena_alloc(arena, sizeof(*call));
	if (call_prepare(engine, arena, actor, &envelope,
			 json_read(arena, json, strlen(json), &why), call) == 0)
		call_do(engine, call);
	buf_init(&out, arena, 1 << 20);
	call_answer(call, &out);
	snprintf(answer, sizeof(answer), "%s", out.bytes);
	return call->rq.fault.number;
}

#define ADD                                                                                        \
	"{\"site\":\"gate\",\"agent\":\"chlorine\",\"minutes\":30,\"person\":\"王小明\","       \
	"\"phone\":\"13800001234\"}"

static int64_t count_of(const char *sql)
{
	struct db *db = db_pool_take(engine_pool(engine));
	int64_t n = db_one(db, arena, -1, NULL, sql, "");

	db_pool_give(engine_pool(engine), db);
	return n;
}

static void adds_lists_and_masks(void **state)
{
	(void)state;
	assert_int_equal(say_command(&worker, "treatment.add", "d1", "120113001001", ADD), 0);
	assert_int_equal(say_command(&worker, "treatment.list", NULL, NULL, "{}"), 0);
	assert_non_null(strstr(answer, "\"person\":\"王*明\""));
	assert_non_null(strstr(answer, "138****1234"));
	assert_non_null(strstr(answer, "\"count\":1"));
	assert_null(strstr(answer, "王小明"));
	assert_int_equal(
		count_of("SELECT n FROM tally WHERE region = '120113' AND name = 'treatment'"), 1);
}

static void answers_a_replay_again(void **state)
{
	int64_t n = count_of("SELECT count(*) FROM journal");

	(void)state;
	assert_int_equal(say_command(&worker, "treatment.add", "d1", "120113001001", ADD), 0);
	assert_non_null(strstr(answer, "is_replay"));
	assert_int_equal(count_of("SELECT count(*) FROM journal"), n);
	assert_int_equal(say_command(&worker, "treatment.add", "d1", "120113001001",
				     "{\"site\":\"x\",\"agent\":\"other\",\"minutes\":1}"),
			 4203);
}

static void refuses_outside_the_reach(void **state)
{
	struct actor nobody = { 0 };

	(void)state;
	assert_int_equal(say_command(&worker, "treatment.add", "d2", "120113002", ADD), 4103);
	assert_int_equal(say_command(&officer, "treatment.add", "d2", "120113001001", ADD), 4102);
	assert_int_equal(say_command(&nobody, "treatment.add", "d2", "120113001001", ADD), 4101);
	assert_int_equal(say_command(&officer, "treatment.void", "v1", NULL,
				     "{\"row\":\"nothing\",\"reason\":\"wrong\"}"),
			 4204);
}

static void refuses_bad_words(void **state)
{
	(void)state;
	assert_int_equal(say_command(&worker, "treatment.add", NULL, NULL, "{\"site\":\"x\"}"),
			 4008);
	assert_int_equal(say_command(&worker, "treatment.add", NULL, NULL, "{\"sites\":\"x\"}"),
			 4003);
	assert_int_equal(say_command(&worker, "treatment.add", NULL, NULL,
				     "{\"site\":\"x\",\"agent\":\"soap\",\"minutes\":3}"),
			 4006);
	assert_int_equal(say_command(&worker, "treatment.add", NULL, NULL,
				     "{\"site\":\"x\",\"agent\":\"other\",\"minutes\":0}"),
			 4005);
	assert_int_equal(say_command(&worker, "treatment.nothing", NULL, NULL, "{}"), 4002);
}

static void a_spoiled_command_leaves_nothing(void **state)
{
	int64_t n = count_of("SELECT count(*) FROM counter");

	(void)state;
	assert_int_equal(say_command(&worker, "treatment.spoil", "bad", NULL, "{}"), 4204);
	assert_int_equal(count_of("SELECT count(*) FROM counter"), n);
	assert_int_equal(count_of("SELECT count(*) FROM tally WHERE name = 'spoiled'"), 0);
	assert_int_equal(count_of("SELECT max(seq) - count(*) FROM journal"), 0);
}

static void followers_keep_the_chain(void **state)
{
	(void)state;
	assert_int_equal(say_command(&worker, "treatment.twice", "t2", NULL, "{}"), 0);
	assert_int_equal(count_of("SELECT max(seq) - count(*) FROM journal"), 0);
}

static void timers_run_once(void **state)
{
	(void)state;
	assert_int_equal(say_command(&worker, "treatment.later", "l1", NULL, "{}"), 0);
	assert_int_equal(engine_run_timers(engine), 0);
	clock_shift(2000);
	assert_int_equal(engine_run_timers(engine), 1);
	assert_int_equal(engine_run_timers(engine), 0);
	assert_int_equal(count_of("SELECT count(*) FROM treatment WHERE site = 'by the clock'"), 1);
}

static void fault_found(void *self, const char *sentence)
{
	(void)self;
	print_error("%s\n", sentence);
}

static void the_chain_holds(void **state)
{
	struct db *db = db_pool_take(engine_pool(engine));
	int64_t broken_at = 0;
	char why[200];

	(void)state;
	arena_reset(arena);
	assert_int_equal(journal_verify(db, arena, &broken_at), 0);
	db_pool_give(engine_pool(engine), db);
	assert_int_equal(engine_check(engine, fault_found, NULL, why), 0);
}

static void fault_counted(void *self, const char *sentence)
{
	(void)sentence;
	++*(int *)self;
}

static void check_counts_again(void **state)
{
	struct db *db = engine_db(engine);
	char why[200];
	int n = 0;

	(void)state;
	assert_int_equal(db_run(db,
				"UPDATE tally SET n = n + 1 WHERE region = '120113001' AND "
				"name = (SELECT min(name) FROM tally)",
				""),
			 1);
	assert_int_equal(engine_check(engine, fault_counted, &n, why), 1);
	assert_int_equal(n, 1);
	assert_int_equal(engine_recount(engine, why), 1);
	assert_int_equal(engine_check(engine, fault_found, NULL, why), 0);
	/* The end of the journal cut off. */
	assert_int_equal(db_run(db, "UPDATE counter SET n = n + 1 WHERE name = 'seq'", ""), 1);
	assert_int_equal(engine_check(engine, fault_counted, &n, why), 1);
	assert_int_equal(db_run(db, "UPDATE counter SET n = n - 1 WHERE name = 'seq'", ""), 1);
}

static const char *const make_tables =
	"CREATE TABLE treatment (seq bigint PRIMARY KEY, id text NOT NULL, region text NOT NULL, "
	"site text, agent bigint, minutes bigint, done_on text, person_hash bigint, phone_hash "
	"bigint, "
	"sealed bytea, made_by bigint NOT NULL, void_at bigint);"
	"CREATE UNIQUE INDEX treatment_by_id ON treatment (id);"
	"INSERT INTO region (key, code, parent, level, kind, name, valid_from, seq) VALUES "
	"('120113001', '120113001000', '120113', 4, 'street', 'a', '2019-01-01', 0), "
	"('120113001001', '120113001001', '120113001', 5, 'residents_committee', 'b', "
	"'2019-01-01', 0)";

static char dir[64];

static void open_engine(const char *url)
{
	struct engine_config config = { .dir = dir, .db_url = url, .is_quiet = true };
	char why[200] = "", path[128];
	struct db *db;

	snprintf(dir, sizeof(dir), "/tmp/engine-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	if (engine_init(dir, url, why) != 0)
		fail_msg("%s", why);
	snprintf(path, sizeof(path), "%s/lianfang.db", dir);
	db = db_open(url ? url : path, DB_WRITE, why);
	assert_non_null(db);
	if (db_script(db, make_tables) != 0)
		fail_msg("%s", db_why(db));
	db_close(db);
	arena = arena_new(1 << 24);
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

static int open_postgres(void **state)
{
	(void)state;
	clock_shift(0);
	open_engine(getenv("LIANFANG_TEST_PG"));
	return 0;
}

static int close_engine(void **state)
{
	(void)state;
	engine_close(engine);
	arena_free(arena);
	tidy(dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds_lists_and_masks),
		cmocka_unit_test(answers_a_replay_again),
		cmocka_unit_test(refuses_outside_the_reach),
		cmocka_unit_test(refuses_bad_words),
		cmocka_unit_test(a_spoiled_command_leaves_nothing),
		cmocka_unit_test(followers_keep_the_chain),
		cmocka_unit_test(timers_run_once),
		cmocka_unit_test(the_chain_holds),
		cmocka_unit_test(check_counts_again),
	};
	char why[200];
	int failed;

	crypto_start();
	if (rooms_register(rooms, 1, why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	failed = cmocka_run_group_tests_name("engine on SQLite", tests, open_sqlite, close_engine);
	if (getenv("LIANFANG_TEST_PG"))
		failed += cmocka_run_group_tests_name("engine on PostgreSQL", tests, open_postgres,
						      close_engine);
	return failed;
}
