/* Too many writes at once: the rest are told to come again, who will not wait is not
 * listened to for a while, and who waits is served.
 *
 * Rule: the writer is held, not slowed: nothing here depends on how fast anything is. */
#include "rooms.h"

#include "engine.h"
#include "log.h"
#include "serve.h"

#include <arpa/inet.h>
#include <poll.h>
#include <semaphore.h>
#include <setjmp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tidy.h"

/* As many as are admitted before anything is known about the disk (admit.c), and more. */
#define N_ADMITTED 1024
#define N_SENT     1040

static const struct actor program = { .login = "test", .is_program = true };
static struct engine *engine;
static struct server *server;
static char dir[64], token[128];
static int sockets[N_SENT];
static sem_t gate;

static int64_t must(const struct actor *actor, const char *command, const char *args, char *reply,
		    size_t size)
{
	struct arena *arena = arena_new(1 << 22);
	struct envelope envelope = { .command = command };
	struct call *call = arena_alloc(arena, sizeof(*call));
	const char *why;
	struct buf out;
	struct json *tree = json_read(arena, args, strlen(args), &why);
	int64_t seq;

	if (call_prepare(engine, arena, actor, &envelope, tree, call) != 0 ||
	    call_do(engine, call) != 0)
		fail_msg("%s: %d %s", command, call->rq.fault.number, call->rq.fault.sentence);
	buf_init(&out, arena, 1 << 20);
	call_answer(call, &out);
	snprintf(reply, size, "%s", out.bytes);
	seq = call->rq.seq;
	arena_free(arena);
	return seq;
}

static void make_token(void)
{
	static const char account[] = "{\"login\":\"one\",\"name\":\"One\",\"region\":\"12\"}";
	struct actor actor = { .login = "one" };
	char reply[1000], *at;

	must(&program, "region.add",
	     "{\"code\":\"12\",\"level\":1,\"name\":\"a\",\"kind\":\"municipality\","
	     "\"valid_from\":\"2019-01-01\"}",
	     reply, sizeof(reply));
	actor.account = must(&program, "account.add", account, reply, sizeof(reply));
	must(&actor, "session.token", "{\"label\":\"test\",\"days\":1}", reply, sizeof(reply));
	at = strstr(reply, "\"token\":\"");
	assert_non_null(at);
	sscanf(at + 9, "%127[^\"]", token);
}

static int set_up(void **state)
{
	struct serve_config config = { .dir = dir, .n_connections = 2 * N_SENT };
	struct engine_config engine_config = { .dir = dir, .is_quiet = true };
	char why[200] = "";

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/overload-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	if (engine_init(dir, NULL, why) != 0)
		fail_msg("%s", why);
	engine = engine_open(&engine_config, why);
	if (!engine)
		fail_msg("%s", why);
	make_token();
	config.engine = engine;
	server = serve_start(&config, why);
	if (!server)
		fail_msg("%s", why);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	serve_stop(server);
	engine_close(engine);
	tidy(dir);
	return 0;
}

static int open_one(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)serve_port(server)) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

/* A write that any account may make. */
static void send_write(int fd, const char *more_headers)
{
	static const char body[] = "{\"label\":\"again\",\"days\":1}";
	char text[600];
	int n = snprintf(text, sizeof(text),
			 "POST /api/session.token HTTP/1.1\r\nHost: x\r\n%s"
			 "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
			 "Content-Length: %zu\r\n\r\n%s",
			 more_headers, token, strlen(body), body);

	assert_int_equal(write(fd, text, (size_t)n), n);
}

/* The status of the next answer; 0 when none has come in this time. */
static int answer(int fd, int ms, bool *says_when)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };
	char text[4000];
	ssize_t n;

	if (poll(&one, 1, ms) != 1)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	assert_true(n > 12);
	text[n] = 0;
	if (says_when)
		*says_when = strstr(text, "\r\nRetry-After: 1\r\n") != NULL;
	return atoi(text + 9);
}

static int hold(struct job *job, struct db *db)
{
	(void)job;
	(void)db;
	sem_wait(&gate);
	sem_post(&gate);
	return 0;
}

/* Fill the queue; the sockets that were refused come last in the list. */
static int fill(void)
{
	int n_kept = 0, n_refused = 0;
	bool says_when = false;

	for (int i = 0; i < N_SENT; i++) {
		sockets[i] = open_one();
		send_write(sockets[i], "");
	}
	while (n_refused < N_SENT - N_ADMITTED) {
		for (int i = 0; i < N_SENT - n_refused; i++) {
			int fd = sockets[i];

			if (answer(fd, 0, &says_when) == 0)
				continue;
			assert_true(says_when);
			n_refused++;
			sockets[i] = sockets[N_SENT - n_refused];
			sockets[N_SENT - n_refused] = fd;
		}
		usleep(1000);
	}
	for (int i = 0; i < N_ADMITTED; i++)
		n_kept += answer(sockets[i], 0, NULL) == 0;
	return n_kept;
}

static void who_comes_too_soon_is_paused_and_who_waits_is_served(void **state)
{
	struct job holder = { .run = hold };
	int *refused = sockets + N_ADMITTED;
	bool says_when = false;

	(void)state;
	assert_int_equal(writer_send(engine_writer(engine), &holder), 0);
	assert_int_equal(fill(), N_ADMITTED);
	/* Impatient: refused again and again, and in the end not heard. */
	for (int i = 0; i < 3; i++) {
		send_write(refused[0], "");
		assert_int_equal(answer(refused[0], 20000, &says_when), 503);
		assert_true(says_when);
	}
	send_write(refused[0], "");
	/* A proxy's connection is as impatient, and heard each time. */
	for (int i = 0; i < 3; i++) {
		send_write(refused[1], "X-Real-IP: 10.0.0.1\r\n");
		assert_int_equal(answer(refused[1], 20000, &says_when), 503);
	}
	/* Now there is room. */
	sem_post(&gate);
	for (int i = 0; i < N_ADMITTED; i++)
		assert_int_equal(answer(sockets[i], 20000, NULL), 200);
	/* Who was refused once, and the proxy, are served; who came too soon is not. */
	send_write(refused[1], "X-Real-IP: 10.0.0.1\r\n");
	assert_int_equal(answer(refused[1], 20000, NULL), 200);
	send_write(refused[2], "");
	assert_int_equal(answer(refused[2], 20000, NULL), 200);
	assert_int_equal(answer(refused[0], 20000, &says_when), 503);
	assert_true(says_when);
	/* Paused a second time; after it, everything is as for others. */
	usleep(3500000);
	send_write(refused[0], "");
	assert_int_equal(answer(refused[0], 20000, NULL), 200);
	/* A connection may close while it is paused. */
	for (int i = 0; i < N_SENT; i++)
		close(sockets[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			who_comes_too_soon_is_paused_and_who_waits_is_served, set_up, tear_down),
	};
	struct rlimit files;
	char why[200];

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	crypto_start();
	log_set_level(LOG_QUIET);
	sem_init(&gate, 0, 0);
	if (rooms_register(rooms_list, n_rooms_list, why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	return cmocka_run_group_tests_name("overload", tests, NULL, NULL);
}
