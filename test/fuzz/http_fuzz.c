/* Fuzzing the wire: raw bytes to a real server in this process, with a database
 * of its own; the end of the input is the end of the connection.
 *
 * Rule: whatever came, the next well-formed request is answered. */
#include "serve.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "rooms.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static char dir[] = "/tmp/lianfang-fuzz.XXXXXX";
static struct engine *engine;
static struct server *server;

static void clean(void)
{
	static const char *const names[] = {
		"keys", "lianfang.db", "lianfang.db-wal", "lianfang.db-shm", "tmp", ""
	};
	char path[200];

	serve_stop(server);
	engine_close(engine);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		remove(path);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct engine_config config = { .dir = dir, .is_quiet = true };
	struct serve_config serving = { .dir = dir, .slow_seconds = 1 };
	char why[200] = "";

	(void)argc;
	(void)argv;
	signal(SIGPIPE, SIG_IGN);
	crypto_start();
	log_set_level(LOG_QUIET);
	if (!mkdtemp(dir) || rooms_register(rooms_list, n_rooms_list, why) ||
	    engine_init(dir, NULL, why) || !(engine = engine_open(&config, why))) {
		fprintf(stderr, "%s\n", why);
		abort();
	}
	serving.engine = engine;
	server = serve_start(&serving, why);
	if (!server)
		abort();
	atexit(clean);
	return 0;
}

/* Send, say that this was all, read to the end; bytes read into `answer`. */
static size_t exchange(const void *bytes, size_t n, char *answer, size_t size)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)serve_port(server)) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct linger linger = { 1, 0 }; /* no ports left waiting by the thousand */
	size_t n_read = 0;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		abort();
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	send(fd, bytes, n, MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	for (;;) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		ssize_t got;

		if (poll(&ready, 1, 3000) <= 0)
			break;
		got = read(fd, answer + n_read, size - 1 - n_read);
		if (got <= 0 || n_read + (size_t)got == size - 1)
			break;
		n_read += (size_t)got;
	}
	close(fd);
	answer[n_read] = 0;
	return n_read;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char well[] = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	static char answer[65536];
	static int n_runs;

	if (exchange(bytes, n, answer, sizeof(answer)))
		assert(strncmp(answer, "HTTP/1.", 7) == 0);
	if (++n_runs % 64 == 0) {
		exchange(well, sizeof(well) - 1, answer, sizeof(answer));
		assert(strncmp(answer, "HTTP/1.1 200", 12) == 0);
	}
	return 0;
}
