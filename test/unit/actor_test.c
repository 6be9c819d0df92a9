/* Signing in and being cut off: sessions, passwords, locks, links, and that the
 * cache of postings never outlives them.
 *
 * Runs on SQLite, and on PostgreSQL when LIANFANG_TEST_PG names a server. */
#include "actor.h"
#include "rooms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "tidy.h"

#define OLD_PASSWORD "the first password"
#define NEW_PASSWORD "另一个足够长的密码口令"

static struct engine *engine;
static struct arena *arena;
static const struct actor program = { .login = "program", .is_program = true };

/* One command; the problem number or 0. */
static int say_command(const struct actor *actor, const char *command, const char *region,
		       const char *key, const char *json)
{
	struct envelope envelope = { .command = command, .region = region, .key = key };
	struct call *call = arena_alloc(arena, sizeof(*call));
	const char *why;

	if (call_prepare(engine, arena, actor, &envelope,
			 json_read(arena, json, strlen(json), &why), call) == 0)
		call_do(engine, call);
	return call->rq.fault.number;
}

static void must(const char *command, const char *region, const char *key, const char *json)
{
	assert_int_equal(say_command(&program, command, region, key, json), 0);
}

static int64_t one(const char *sql)
{
	struct db *db = db_pool_take(engine_pool(engine));
	int64_t n = db_one(db, arena, -1, NULL, sql, "");

	db_pool_give(engine_pool(engine), db);
	return n;
}

static int64_t account_of(const char *login)
{
	return one(arena_print(arena, "SELECT seq FROM account WHERE login = '%s'", login));
}

/* An account with a password, as an invitation makes it. */
static int64_t make_account(const char *login)
{
	struct fault fault = { .lang = "en" };
	char token[44];
	int64_t account;

	must("account.add", NULL, NULL,
	     arena_print(arena, "{\"login\":\"%s\",\"name\":\"王小明\"}", login));
	assert_int_equal(link_make(engine, arena, account_of(login), clock_now() + MS_PER_HOUR,
				   token, &fault),
			 0);
	assert_int_equal(link_use(engine, arena, token, OLD_PASSWORD, &account, &fault), 0);
	assert_int_equal(account, account_of(login));
	return account;
}

static int sign_in(const char *login, const char *password)
{
	struct fault fault = { .lang = "en" };
	int64_t account;

	return account_check_password(engine, arena, login, password, "127.0.0.1", &account,
				      &fault) == 0
		       ? 0
		       : fault.number;
}

static void a_link_works_once(void **state)
{
	struct fault fault = { .lang = "en" };
	char token[44];
	int64_t account;

	(void)state;
	make_account("yi");
	assert_int_equal(link_make(engine, arena, account_of("yi"), clock_now() + MS_PER_HOUR,
				   token, &fault),
			 0);
	assert_int_equal(link_use(engine, arena, token, "short", &account, &fault), -1);
	assert_int_equal(fault.number, 4124);
	assert_int_equal(link_use(engine, arena, token, NEW_PASSWORD, &account, &fault), 0);
	assert_int_equal(link_use(engine, arena, token, NEW_PASSWORD, &account, &fault), -1);
	assert_int_equal(fault.number, 4123);
	assert_int_equal(link_make(engine, arena, account_of("yi"), clock_now() - 1, token, &fault),
			 0);
	assert_int_equal(link_use(engine, arena, token, NEW_PASSWORD, &account, &fault), -1);
	assert_int_equal(fault.number, 4123);
	assert_int_equal(sign_in("yi", NEW_PASSWORD), 0);
	assert_int_equal(one("SELECT count(*) FROM journal WHERE args LIKE '%argon2%'"), 0);
}

static void wrong_passwords_lock_longer_and_longer(void **state)
{
	struct session session;
	struct fault fault = { .lang = "en" };
	char token[44];
	int64_t account = make_account("er"), now = clock_now(), shift = 0;

	(void)state;
	assert_int_equal(sign_in("er", OLD_PASSWORD), 0);
	for (int n = 1; n <= 12; n++) {
		int64_t until;

		assert_int_equal(sign_in("er", "not the password"), 4120);
		until = one("SELECT locked_until FROM account WHERE login = 'er'");
		assert_true(until - clock_now() <= lock_ms(n));
		assert_true(until - clock_now() > lock_ms(n) - 5000);
		assert_int_equal(sign_in("er", OLD_PASSWORD), 4121);
		shift += lock_ms(n) + 1;
		clock_shift(shift);
	}
	assert_int_equal(lock_ms(1), 1000);
	assert_int_equal(lock_ms(10), 512000);
	assert_int_equal(lock_ms(11), 900000);
	assert_int_equal(lock_ms(1000000), 900000);
	assert_int_equal(sign_in("er", OLD_PASSWORD), 0);
	assert_int_equal(session_open(engine, arena, account, false, "web",
				      clock_now() + MS_PER_HOUR, token, &session, &fault),
			 0);
	assert_int_equal(one("SELECT n_failed FROM account WHERE login = 'er'"), 0);
	clock_shift(0);
	assert_true(clock_now() - now < 60000);
	assert_int_equal(sign_in("nobody at all", OLD_PASSWORD), 4120);
	must("account.disable", NULL, NULL, "{\"login\":\"er\"}");
	assert_int_equal(sign_in("er", OLD_PASSWORD), 4122);
	assert_int_equal(sign_in("er", "not the password"), 4120);
}

static void a_session_is_open_until_its_end(void **state)
{
	struct fault fault = { .lang = "en" };
	struct session session, found;
	struct actor actor;
	char token[44];
	int64_t account = make_account("san"), now = clock_now();

	(void)state;
	assert_int_equal(session_open(engine, arena, account, false, "web", now + MS_PER_HOUR,
				      token, &session, &fault),
			 0);
	assert_int_equal(actor_from_token(engine, arena, token, now, &actor, &found), 0);
	assert_string_equal(actor.login, "san");
	assert_string_equal(found.csrf, session.csrf);
	assert_int_equal(found.seq, session.seq);
	assert_false(found.is_bearer);
	assert_int_equal(actor_from_token(engine, arena, token, now + MS_PER_HOUR, &actor, &found),
			 -1);
	assert_int_equal(actor_from_token(engine, arena, "never seen", now, &actor, &found), -1);
	/* The token itself is nowhere. */
	assert_int_equal(one(arena_print(arena,
					 "SELECT count(*) FROM session WHERE token_hash = '%s' "
					 "OR csrf = '%s'",
					 token, token)),
			 0);
	assert_int_equal(
		one(arena_print(arena, "SELECT count(*) FROM journal WHERE args LIKE '%%%s%%'",
				token)),
		0);
	/* A new password ends it; asking again must not find it in the cache. */
	assert_int_equal(actor_from_login(engine, arena, "san", now, &actor), 0);
	assert_int_equal(say_command(&actor, "account.password", NULL, NULL,
				     "{\"old\":\"" OLD_PASSWORD "\",\"new\":\"" NEW_PASSWORD "\"}"),
			 0);
	assert_int_equal(actor_from_token(engine, arena, token, now, &actor, &found), -1);
	assert_int_equal(sign_in("san", NEW_PASSWORD), 0);
	assert_int_equal(actor_from_login(engine, arena, "san", now, &actor), 0);
	assert_int_equal(say_command(&actor, "account.password", NULL, NULL,
				     "{\"old\":\"wrong\",\"new\":\"" NEW_PASSWORD "\"}"),
			 4120);
	assert_int_equal(say_command(&actor, "account.password", NULL, NULL,
				     "{\"old\":\"" NEW_PASSWORD "\",\"new\":\"" NEW_PASSWORD "\"}"),
			 4121);
}

static int n_open(const char *login)
{
	struct actor actor;

	return actor_from_login(engine, arena, login, clock_now(), &actor) == 0 ? actor.n_held : -1;
}

/* Whether some posting of the account counts now. */
static bool is_posted(const char *login)
{
	struct actor actor;

	if (actor_from_login(engine, arena, login, clock_now(), &actor) != 0)
		return false;
	for (int i = 0; i < actor.n_held; i++)
		if (actor.held[i].until_at == NOT_GIVEN || actor.held[i].until_at > clock_now())
			return true;
	return false;
}

static void a_posting_is_seen_and_gone_at_once(void **state)
{
	(void)state;
	make_account("si");
	assert_false(is_posted("si"));
	for (int i = 0; i < 50; i++) {
		const char *key = arena_print(arena, "si-%d", i);

		must("posting.add", "120113", key, "{\"account\":\"si\",\"role\":\"officer\"}");
		assert_true(is_posted("si"));
		usleep(2000); /* it lasted */
		must("posting.end", "120113", NULL,
		     arena_print(arena, "{\"posting\":\"%s\"}", key));
		assert_false(is_posted("si"));
	}
	must("account.disable", NULL, NULL, "{\"login\":\"si\"}");
	assert_int_equal(n_open("si"), -1);
	must("account.enable", NULL, NULL, "{\"login\":\"si\"}");
	assert_int_equal(n_open("si"), 50);
}

/* A refused command changes nothing, and what it announced is forgotten. */
static void a_refused_change_does_not_disturb(void **state)
{
	(void)state;
	make_account("wu");
	must("posting.add", "120113", "wu-1", "{\"account\":\"wu\",\"role\":\"officer\"}");
	assert_int_equal(n_open("wu"), 1);
	assert_int_equal(
		say_command(&program, "posting.add", "120113", "wu-2",
			    "{\"account\":\"wu\",\"role\":\"officer\",\"duty\":\"deputy\"}"),
		4407);
	assert_int_equal(n_open("wu"), 1);
}

/* Another process is seen through the counter alone, within a second. */
static void another_process_is_noticed(void **state)
{
	struct db *db = engine_db(engine);

	(void)state;
	make_account("liu");
	must("posting.add", "120113", "liu-1", "{\"account\":\"liu\",\"role\":\"officer\"}");
	assert_int_equal(n_open("liu"), 1);
	assert_int_equal(db_run(db, "UPDATE posting SET void_at = 1 WHERE id = 'liu-1'", ""), 1);
	assert_int_equal(db_run(db, "UPDATE counter SET n = n + 1 WHERE name = 'auth'", ""), 1);
	usleep(1100 * 1000);
	assert_int_equal(n_open("liu"), 0);
	assert_int_equal(db_run(db, "UPDATE posting SET void_at = NULL WHERE id = 'liu-1'", ""), 1);
	assert_int_equal(db_run(db, "UPDATE counter SET n = n + 1 WHERE name = 'auth'", ""), 1);
}

static char dir[64];

static void open_engine(const char *url)
{
	char why[200] = "";
	struct engine_config config = { .dir = dir, .db_url = url, .is_quiet = true };

	snprintf(dir, sizeof(dir), "/tmp/lianfang-actor-XXXXXX");
	assert_non_null(mkdtemp(dir));
	arena = arena_new((size_t)64 << 20);
	if (engine_init(dir, url, why) != 0 || !(engine = engine_open(&config, why)))
		fail_msg("%s", why);
	must("region.add", NULL, NULL,
	     "{\"code\":\"12\",\"name\":\"天津市\",\"kind\":\"municipality\"}");
	must("region.add", NULL, NULL, "{\"code\":\"1201\",\"name\":\"市辖区\"}");
	must("region.add", NULL, NULL, "{\"code\":\"120113\",\"name\":\"北辰区\"}");
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
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_works_once),
		cmocka_unit_test(wrong_passwords_lock_longer_and_longer),
		cmocka_unit_test(a_session_is_open_until_its_end),
		cmocka_unit_test(a_posting_is_seen_and_gone_at_once),
		cmocka_unit_test(a_refused_change_does_not_disturb),
		cmocka_unit_test(another_process_is_noticed),
	};
	char why[200];
	int failed;

	crypto_start();
	if (rooms_register(rooms_list, n_rooms_list, why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	failed = cmocka_run_group_tests_name("actors on SQLite", tests, open_sqlite, close_engine);
	if (getenv("LIANFANG_TEST_PG"))
		failed += cmocka_run_group_tests_name("actors on PostgreSQL", tests, open_postgres,
						      close_engine);
	return failed;
}
