/* The figures of the reports, counted again from rows: cadres sent down in Tianjin
 * (TJ-12), Beichen (BC-02 … BC-04), Shanghai (SH-05) and Jingyang (JY-09, JY-14, JY-17).
 *
 * Rule: the rows are dealt out at random; what the program says must be what a plain count
 * over its table says, and both must be the report's figure, on both engines. */
#include "rooms.h"

#include "engine.h"
#include "log.h"

#include <math.h>
#include <semaphore.h>
#include <setjmp.h>
#include <unistd.h>

#include <cmocka.h>

#include "tidy.h"

#define RING 400

static const struct actor program = { .login = "test", .is_program = true };
static struct engine *engine;
static char dir[64];
static sem_t answered;

/* ---- chance, the same every time ---- */

static uint64_t state_of_chance = 20200210;

static int below(int n)
{
	state_of_chance = state_of_chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (int)((state_of_chance >> 33) % (uint64_t)n);
}

/* ---- commands, many at a time ---- */

static struct deed {
	struct arena *arena;
	struct call call;
} ring[RING];
static int n_ring;

static void is_answered(struct call *call)
{
	(void)call;
	sem_post(&answered);
}

static void finish(void)
{
	for (int i = 0; i < n_ring; i++)
		sem_wait(&answered);
	for (int i = 0; i < n_ring; i++) {
		if (ring[i].call.rq.fault.number)
			fail_msg("%s: %d %s", ring[i].call.rq.command->name,
				 ring[i].call.rq.fault.number, ring[i].call.rq.fault.sentence);
		arena_free(ring[i].arena);
	}
	n_ring = 0;
}

/* Send it; every RING commands their answers are looked at. */
static void send(const char *command, const char *key, const char *format, ...)
{
	struct deed *deed = &ring[n_ring];
	struct envelope envelope = { .command = command };
	struct json *tree;
	char args[500];
	const char *why;
	va_list list;

	va_start(list, format);
	vsnprintf(args, sizeof(args), format, list);
	va_end(list);
	*deed = (struct deed){ .arena = arena_new(1 << 22) };
	envelope.key = key ? arena_text(deed->arena, key) : NULL;
	tree = json_read(deed->arena, arena_text(deed->arena, args), strlen(args), &why);
	assert_non_null(tree);
	envelope.region = json_text(tree, "region");
	if (call_prepare(engine, deed->arena, &program, &envelope, tree, &deed->call) != 0)
		fail_msg("%s: %d %s", command, deed->call.rq.fault.number,
			 deed->call.rq.fault.sentence);
	deed->call.answered = is_answered;
	assert_int_equal(call_send(engine, &deed->call), 0);
	if (++n_ring == RING)
		finish();
}

/* A read's reply, in the arena. */
static const struct json *ask(struct arena *arena, const char *command, const char *args)
{
	struct envelope envelope = { .command = command };
	struct call *call = arena_alloc(arena, sizeof(*call));
	const char *why;
	struct buf out;

	finish();
	if (call_prepare(engine, arena, &program, &envelope,
			 json_read(arena, args, strlen(args), &why), call) != 0 ||
	    call_do(engine, call) != 0)
		fail_msg("%s: %d %s", command, call->rq.fault.number, call->rq.fault.sentence);
	buf_init(&out, arena, 4 << 20);
	call_answer(call, &out);
	return json_read(arena, out.bytes, out.n, &why);
}

static int64_t count(const char *sql)
{
	struct arena *arena = arena_new(1 << 20);
	struct db *db = db_pool_take(engine_pool(engine));
	int64_t n = db_one(db, arena, -1, NULL, sql, "");

	db_pool_give(engine_pool(engine), db);
	arena_free(arena);
	return n;
}

static int64_t tally_of(const char *region, const char *name)
{
	char sql[300];

	snprintf(sql, sizeof(sql),
		 "SELECT CAST(COALESCE(sum(n), 0) AS bigint) FROM tally WHERE region = '%s' "
		 "AND name = '%s'",
		 region, name);
	return count(sql);
}

/* ---- the stage ---- */

static void add_region(const char *code, const char *parent, int level, const char *kind)
{
	send("region.add", NULL,
	     "{\"code\":\"%s\",\"parent_code\":\"%s\",\"level\":%d,\"name\":\"%s\",\"kind\":\"%s\","
	     "\"valid_from\":\"2019-01-01\"}",
	     code, parent, level, code, kind);
	finish();
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
	snprintf(dir, sizeof(dir), "/tmp/sent-down-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	if (engine_init(dir, url, why) != 0)
		fail_msg("%s", why);
	engine = engine_open(&config, why);
	if (!engine)
		fail_msg("%s", why);
	sem_init(&answered, 0, 0);
	send("region.add", NULL,
	     "{\"code\":\"12\",\"level\":1,\"name\":\"a\",\"kind\":\"municipality\","
	     "\"valid_from\":\"2019-01-01\"}");
	finish();
	add_region("1201", "12", 2, "prefecture_placeholder");
	add_region("120113", "1201", 3, "district");
	add_region("120113003", "120113", 4, "street");
}

static void count_fault(void *self, const char *sentence)
{
	if (strncmp(sentence, "hole: ", 6) == 0)
		return;
	print_message("%s\n", sentence);
	++*(int *)self;
}

/* All invariants, and every tally counted again from the rows. */
static void close_engine(void)
{
	int n_faults = 0;
	char why[200];

	finish();
	if (engine_check(engine, count_fault, &n_faults, why) < 0)
		fail_msg("%s", why);
	assert_int_equal(n_faults, 0);
	engine_close(engine);
	tidy(dir);
	sem_destroy(&answered);
}

/* ---- rosters ---- */

struct people {
	int n_units, n, n_members, n_division, n_bureau, n_batches;
};

/* Deal so many marks to rows at random: each row gets one with the chance that is left. */
static bool deal(int *left, int rows)
{
	bool is = below(rows) < *left;

	*left -= is;
	return is;
}

static void add_units(const char *region, const char *letter, int n)
{
	char id[40];

	for (int u = 0; u < n; u++) {
		snprintf(id, sizeof(id), "%s%d", letter, u);
		send("organisation.add", id,
		     "{\"region\":\"%s\",\"name\":\"%s\",\"kind\":\"department\"}", region, id);
	}
	finish();
}

static void add_people(const char *region, const char *letter, const char *residence,
		       const struct people *p)
{
	static const char *const clerks[] = { "section", "clerk", "clerk" };
	int n_members = p->n_members, n_division = p->n_division, n_bureau = p->n_bureau;
	char id[40];

	add_units(region, letter, p->n_units);
	for (int i = 0; i < p->n; i++) {
		/* Nobody is of two ranks; each unit and batch has somebody. */
		bool is_bureau = deal(&n_bureau, p->n - i);
		bool is_division = !is_bureau && deal(&n_division, p->n - i - n_bureau);
		int unit = i < p->n_units ? i : below(p->n_units);

		snprintf(id, sizeof(id), "%s-%d", letter, i);
		send("cadre.add", id,
		     "{\"organisation\":\"%s%d\",\"name\":\"某人%d\",\"phone\":\"13%09d\","
		     "\"rank\":\"%s\",\"is_member\":%s,\"residence\":\"%s\",\"batch\":\"%d\"}",
		     letter, unit, i, i,
		     is_bureau     ? "bureau"
		     : is_division ? "division"
				   : clerks[below(3)],
		     deal(&n_members, p->n - i) ? "true" : "false", residence,
		     unit % p->n_batches + 1);
	}
	finish();
	assert_int_equal(n_members, 0);
	assert_int_equal(n_division, 0);
	assert_int_equal(n_bureau, 0);
}

static void approve(const char *region, int n_batches)
{
	for (int b = 1; b <= n_batches; b++)
		send("cadre.approve", NULL, "{\"region\":\"%s\",\"batch\":\"%d\"}", region, b);
	finish();
}

/* The statistics of a region are the rows' own and the report's. */
static void assert_people(const char *region, const struct people *p)
{
	struct arena *arena = arena_new(16 << 20);
	char args[60];
	const struct json *reply;
	int64_t n = 0, n_members = 0;

	snprintf(args, sizeof(args), "{\"region\":\"%s\"}", region);
	reply = ask(arena, "deployment.statistics", args);
	assert_int_equal(json_int(reply, "n"), p->n);
	assert_int_equal(json_int(reply, "n_members"), p->n_members);
	assert_int_equal(json_int(reply, "n_division"), p->n_division);
	assert_int_equal(json_int(reply, "n_bureau"), p->n_bureau);
	assert_int_equal(json_int(reply, "n_units"), p->n_units);
	assert_int_equal(json_int(reply, "n_batches"), p->n_batches);
	assert_int_equal(count("SELECT count(*) FROM cadre WHERE state = 1"), p->n);
	assert_int_equal(count("SELECT count(*) FROM cadre WHERE state = 1 AND is_member = 1"),
			 p->n_members);
	assert_int_equal(count("SELECT count(*) FROM cadre WHERE state = 1 AND rank = 1"),
			 p->n_division);
	assert_int_equal(count("SELECT count(*) FROM cadre WHERE state = 1 AND rank = 0"),
			 p->n_bureau);
	assert_int_equal(count("SELECT count(DISTINCT organisation) FROM cadre WHERE state = 1"),
			 p->n_units);
	assert_int_equal(tally_of(region, "cadre"), p->n);
	assert_int_equal(tally_of(region, "cadre.member"), p->n_members);
	assert_int_equal(tally_of(region, "cadre.division"), p->n_division);
	assert_int_equal(tally_of(region, "cadre.bureau"), p->n_bureau);
	for (const struct json *unit = json_get(reply, "units")->first; unit; unit = unit->next) {
		n += json_int(unit, "n");
		n_members += json_int(unit, "n_members");
	}
	assert_int_equal(n, p->n);
	assert_int_equal(n_members, p->n_members);
	arena_free(arena);
}

/* A share as the report prints it: per mille, rounded. */
static long per_mille(const char *region, const char *name)
{
	struct arena *arena = arena_new(16 << 20);
	char args[60];
	long share;

	snprintf(args, sizeof(args), "{\"region\":\"%s\"}", region);
	share = lround(json_get(ask(arena, "deployment.statistics", args), name)->real * 1000);
	arena_free(arena);
	return share;
}

/* ---- the reports ---- */

/* 137 departments, 13,078 cadres, 87.5 % members, 11.6 % of division rank, about 100 of
 * bureau rank, in three batches. */
static void tianjin(const char *url)
{
	static const struct people report = { 137, 13078, 11443, 1517, 100, 3 };

	open_engine(url);
	add_region("120113003001", "120113003", 5, "residents_committee");
	add_people("12", "u", "120113003001", &report);
	/* Nobody counts before the approval. */
	assert_int_equal(count("SELECT count(*) FROM cadre WHERE state = 0"), report.n);
	assert_int_equal(tally_of("12", "cadre"), 0);
	approve("12", 3);
	assert_people("12", &report);
	assert_int_equal(per_mille("12", "share_members"), 875);
	assert_int_equal(per_mille("12", "share_division"), 116);
	close_engine();
}

/* Three batches, 55 units, 3,100 people. */
static void shanghai(const char *url)
{
	static const struct people report = { 55, 3100, 2700, 200, 10, 3 };

	open_engine(url);
	add_region("120113003001", "120113003", 5, "residents_committee");
	add_people("12", "u", "120113003001", &report);
	approve("12", 3);
	assert_people("12", &report);
	close_engine();
}

/* 29 leaders by towns and streets, 59 units with 2,600 cadres by 121 villages and 125
 * communities, together with 1,113 grid workers. */
static void beichen(const char *url)
{
	static const struct people report = { 59, 2600, 2275, 302, 0, 1 };
	struct arena *arena = arena_new(1 << 20);
	const struct json *reply;
	char code[40], login[40];

	open_engine(url);
	for (int p = 0; p < 246; p++) {
		snprintf(code, sizeof(code), "120113003%03d", p + 1);
		add_region(code, "120113003", 5,
			   p < 121 ? "village_committee" : "residents_committee");
	}
	add_people("120113", "u", "120113003001", &report);
	approve("120113", 1);
	for (int i = 0; i < 29; i++) {
		snprintf(login, sizeof(login), "leader%d", i);
		send("account.add", NULL, "{\"login\":\"%s\",\"name\":\"%s\"}", login, login);
		send("liaison.add", NULL,
		     "{\"region\":\"120113003\",\"leader\":\"%s\",\"functions\":[\"prevention\"]}",
		     login);
	}
	for (int p = 0; p < 246; p++)
		send("liaison.add", NULL,
		     "{\"region\":\"120113003%03d\",\"organisation\":\"u%d\",\"functions\":"
		     "[\"resources\",\"members\",\"services\",\"prevention\"]}",
		     p + 1, p % 59);
	for (int i = 0; i < 1113; i++) {
		snprintf(login, sizeof(login), "grid%d", i);
		send("account.add", NULL, "{\"login\":\"%s\",\"name\":\"%s\"}", login, login);
		send("posting.add", NULL,
		     "{\"account\":\"%s\",\"role\":\"grid_worker\",\"region\":\"120113003%03d\"}",
		     login, i % 246 + 1);
	}
	/* All of them are called up; who serves at home is cleared, none of the others. */
	for (int i = 0; i < 2600; i++) {
		if (i % 246 == 0)
			send("deployment.clear", NULL, "{\"cadre\":\"u-%d\",\"region\":\"120113\"}",
			     i);
		send("deployment.call_up", NULL,
		     "{\"cadre\":\"u-%d\",\"region\":\"120113003%03d\",\"work\":\"入户排查\","
		     "\"until_at\":%" PRId64 "}",
		     i, i % 246 + 1, clock_now() + 14 * MS_PER_DAY);
	}
	reply = ask(arena, "liaison.counts", "{\"region\":\"120113\"}");
	assert_int_equal(json_int(reply, "leaders"), 29);
	assert_int_equal(json_int(reply, "units"), 59);
	assert_int_equal(json_int(reply, "villages"), 121);
	assert_int_equal(json_int(reply, "communities"), 125);
	assert_int_equal(json_int(reply, "grid_workers"), 1113);
	assert_int_equal(json_int(reply, "cadres"), 2600);
	reply = ask(arena, "deployment.statistics", "{\"region\":\"120113\"}");
	assert_int_equal(json_int(reply, "n_deployed"), 2600);
	assert_int_equal(json_int(reply, "n_communities"), 246);
	assert_int_equal(tally_of("120113", "deployment"), 2600);
	assert_people("120113", &report);
	arena_free(arena);
	close_engine();
}

/* 68 units with 4,920 members in 347 closed small grids; 76 checkpoints, 58 of them with
 * a temporary branch. */
static void jingyang(const char *url)
{
	static const struct people report = { 68, 4920, 4920, 0, 0, 1 };
	struct arena *arena = arena_new(1 << 20);
	char code[40], id[40];

	open_engine(url);
	add_region("120113003001", "120113003", 5, "residents_committee");
	for (int g = 0; g < 347; g++) {
		snprintf(code, sizeof(code), "120113003001%03d", g + 1);
		add_region(code, "120113003001", 6, "grid");
	}
	add_people("120113", "u", "120113003001", &report);
	approve("120113", 1);
	for (int g = 0; g < 76; g++)
		for (int kind = 0; kind < (g < 58 ? 2 : 1); kind++) {
			snprintf(id, sizeof(id), "team%d-%d", g, kind);
			send("team.add", id,
			     "{\"name\":\"%s\",\"kind\":\"%s\",\"region\":\"120113003001%03d\"}",
			     id, kind ? "temporary_branch" : "checkpoint_group", g + 1);
		}
	assert_int_equal(json_int(ask(arena, "team.list",
				      "{\"region\":\"120113\",\"kind\":\"checkpoint_group\"}"),
				  "count"),
			 76);
	assert_int_equal(json_int(ask(arena, "team.list",
				      "{\"region\":\"120113\",\"kind\":\"temporary_branch\"}"),
				  "count"),
			 58);
	assert_int_equal(tally_of("120113", "team.checkpoint_group"), 76);
	assert_int_equal(tally_of("120113", "team.temporary_branch"), 58);
	assert_int_equal(tally_of("120113", "region.6.grid"), 347);
	assert_people("120113", &report);
	arena_free(arena);
	close_engine();
}

static void reports_on_sqlite(void **state)
{
	(void)state;
	tianjin(NULL);
	shanghai(NULL);
	beichen(NULL);
	jingyang(NULL);
}

static void reports_on_postgres(void **state)
{
	const char *url = getenv("LIANFANG_TEST_PG");

	(void)state;
	if (!url)
		skip();
	tianjin(url);
	shanghai(url);
	beichen(url);
	jingyang(url);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_on_sqlite),
		cmocka_unit_test(reports_on_postgres),
	};
	char why[200];

	crypto_start();
	log_set_level(LOG_QUIET);
	if (rooms_register(rooms_list, n_rooms_list, why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	return cmocka_run_group_tests_name("sent down", tests, NULL, NULL);
}
