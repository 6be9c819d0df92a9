/* The server on the wire: hostile bytes, slow clients, limits, sessions, live
 * streams, imports and the way it ends, against the real program.
 *
 *   build/wire
 *
 * Rule: whatever a client sends, the answer is a refusal or a closed connection,
 * and the next client is served. */
#include "text.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_BYTES (1 << 20)

static int n_passed, n_failed;
static char answer[ANSWER_BYTES];
static char dir[64], token[64], cookie[80], csrf[64];
static int port;
static pid_t server;

static void check(bool is_right, const char *name)
{
	if (is_right) {
		n_passed++;
		return;
	}
	n_failed++;
	printf("FAIL %s\n     answer: %.300s\n", name, answer);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char *program(void)
{
	const char *named = getenv("LIANFANG_BIN");

	return named ? named : "build/lianfang";
}

/* Start the program with these words; its stdout is in the returned end. */
static pid_t spawn(const char *const *argv, int *out)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		abort();
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* never outlives the test */
		dup2(ends[1], 1);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(ends[1]);
	*out = ends[0];
	return pid;
}

/* Run the program to its end; its stdout in `answer`, its exit code returned. */
static int run(const char *const *argv)
{
	int out, status = 0;
	pid_t pid = spawn(argv, &out);
	size_t n = 0;
	ssize_t got;

	while ((got = read(out, answer + n, sizeof(answer) - 1 - n)) > 0)
		n += (size_t)got;
	answer[n] = 0;
	close(out);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void serve(const char *option, const char *value)
{
	const char *argv[] = { program(),        "serve", dir,    "--port", "0",
			       "--slow-seconds", "1",     option, value,    NULL };
	char line[200] = "";
	size_t n = 0;
	int out;

	server = spawn(argv, &out);
	while (n < sizeof(line) - 1 && read(out, line + n, 1) == 1 && line[n] != '\n')
		n++;
	port = strrchr(line, ':') ? atoi(strrchr(line, ':') + 1) : 0;
	close(out);
	if (!port) {
		printf("FAIL the server does not start: %s\n", line);
		exit(1);
	}
}

/* Ask it to end; the exit code. */
static int end_server(void)
{
	int status = 0;

	kill(server, SIGTERM);
	waitpid(server, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Sockets. */

static int connect_to(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Read until the other end closes or nothing comes for `ms`; 1 when it closed. */
static int read_answer(int fd, int ms)
{
	size_t n = 0;

	answer[0] = 0;
	for (;;) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		ssize_t got;

		if (poll(&ready, 1, ms) <= 0)
			return 0;
		got = read(fd, answer + n, sizeof(answer) - 1 - n);
		if (got <= 0)
			return 1;
		n += (size_t)got;
		answer[n] = 0;
	}
}

/* Send bytes on a connection of their own and read until it is closed, or for `ms`; the
 * status of the first answer, 0 for none. */
static int send_for(const char *bytes, size_t n, int ms)
{
	int fd = connect_to(), status = 0;

	if (fd < 0 || send(fd, bytes, n, MSG_NOSIGNAL) < 0)
		answer[0] = 0;
	else
		read_answer(fd, ms);
	close(fd);
	if (strncmp(answer, "HTTP/1.1 ", 9) == 0)
		status = atoi(answer + 9);
	return status;
}

static int send_raw(const char *bytes, size_t n)
{
	return send_for(bytes, n, 300);
}

/* A well-formed request with a session; the status. */
static int ask(const char *method, const char *path, const char *more, const char *body)
{
	struct buf out;
	int status;

	buf_init(&out, NULL, 32 << 20);
	buf_print(&out, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s%s%s%s", method, path,
		  *cookie ? "Cookie: " : "", cookie, *cookie ? "\r\n" : "", more);
	if (body)
		buf_print(&out, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
	else
		buf_text(&out, "\r\n");
	status = send_for(out.bytes, out.n, 10000);
	buf_free(&out);
	return status;
}

static const char *json_header(void)
{
	static char header[200];

	snprintf(header, sizeof(header), "Content-Type: application/json\r\nX-CSRF: %s\r\n", csrf);
	return header;
}

static bool says(const char *text)
{
	return strstr(answer, text) != NULL;
}

/* Copy what stands between two texts of the answer. */
static void cut(const char *before, char end, char *to, size_t size)
{
	const char *from = strstr(answer, before);
	size_t n;

	to[0] = 0;
	if (!from)
		return;
	from += strlen(before);
	n = strcspn(from, (char[]){ end, '\r', '\n', 0 });
	snprintf(to, size, "%.*s", (int)n, from);
}

/* What no server may read in two ways. */

#define HOST "Host: x\r\n"

static const struct {
	const char *name;
	int status; /* 0: closed without an answer is right too */
	size_t n;
	const char *bytes;
} cases[] = {
#define CASE(name, status, bytes)                                                                  \
	{                                                                                          \
		name, status, sizeof(bytes) - 1, bytes                                             \
	}
	CASE("two lengths", 400,
	     "POST /api/session HTTP/1.1\r\n" HOST
	     "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
	CASE("two equal lengths", 400,
	     "POST /api/session HTTP/1.1\r\n" HOST
	     "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
	CASE("a list of lengths", 400,
	     "POST /api/session HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\nabc"),
	CASE("a signed length", 400,
	     "POST /api/session HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\nabc"),
	CASE("length and coding", 400,
	     "POST /api/session HTTP/1.1\r\n" HOST "Content-Length: 3\r\n"
	     "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
	CASE("chunks", 411,
	     "POST /api/session HTTP/1.1\r\n" HOST
	     "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
	CASE("a folded line", 400,
	     "GET /health HTTP/1.1\r\n" HOST "A: b\r\n folded\r\nC: d\r\n\r\n"),
	CASE("a folded last line", 400, "GET /health HTTP/1.1\r\n" HOST "A: b\r\n\tfolded\r\n\r\n"),
	CASE("a folded first line", 400, "GET /health HTTP/1.1\r\n A: b\r\n" HOST "\r\n"),
	CASE("NUL in a value", 400, "GET /health HTTP/1.1\r\n" HOST "A: b\0c\r\nD: e\r\n\r\n"),
	CASE("NUL in the last value", 400, "GET /health HTTP/1.1\r\n" HOST "A: b\0c\r\n\r\n"),
	CASE("NUL in a name", 400, "GET /health HTTP/1.1\r\n" HOST "A\0b: c\r\n\r\n"),
	CASE("NUL in the target", 400, "GET /health\0x HTTP/1.1\r\n" HOST "\r\n"),
	CASE("NUL in the query", 400, "GET /health?a=b\0c HTTP/1.1\r\n" HOST "\r\n"),
	CASE("encoded NUL", 404, "GET /x%00y HTTP/1.1\r\n" HOST "\r\n"),
	CASE("blank before the colon", 400, "GET /health HTTP/1.1\r\n" HOST "A : b\r\n\r\n"),
	CASE("blank in a name", 400, "GET /health HTTP/1.1\r\n" HOST "A b: c\r\n\r\n"),
	CASE("no name", 400, "GET /health HTTP/1.1\r\n" HOST ": c\r\n\r\n"),
	CASE("a name that is not ASCII", 400, "GET /health HTTP/1.1\r\n" HOST "\xe4: c\r\n\r\n"),
	CASE("bare line feeds", 400, "GET /health HTTP/1.1\nHost: x\nA: b\n\n"),
	CASE("bare carriage return", 400, "GET /health HTTP/1.1\r\n" HOST "A: b\rC: d\r\n\r\n"),
	CASE("two hosts", 400, "GET /health HTTP/1.1\r\n" HOST "Host: y\r\n\r\n"),
	CASE("no host", 400, "GET /health HTTP/1.1\r\n\r\n"),
	CASE("another version", 505, "GET /health HTTP/2.0\r\n" HOST "\r\n"),
	CASE("a blank in the target", 0, "GET /health x HTTP/1.1\r\n" HOST "\r\n"),
	CASE("an absolute target", 400, "GET http://x/health HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a body where none belongs", 400,
	     "GET /health HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"),
	CASE("no such method", 405, "BREW /health HTTP/1.1\r\n" HOST "\r\n"),
	CASE("no such address", 404, "GET /nothing.here HTTP/1.1\r\n" HOST "\r\n"),
	CASE("a command without session", 401, "GET /api/region.list HTTP/1.1\r\n" HOST "\r\n"),
	CASE("what is not HTTP", 0, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
	CASE("not JSON", 400,
	     "POST /api/session HTTP/1.1\r\n" HOST
	     "Content-Type: application/json\r\nContent-Length: 3\r\n\r\n{\"a"),
	CASE("a form instead of JSON", 415,
	     "POST /api/session HTTP/1.1\r\n" HOST
	     "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
	     "3\r\n\r\na=b"),
};

static void hostile_bytes(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int status = send_raw(cases[i].bytes, cases[i].n);

		check(status == cases[i].status || (cases[i].status == 0 && status >= 400),
		      cases[i].name);
		check(ask("GET", "/health", "", NULL) == 200, "served after it");
	}
}

static void sizes(void)
{
	struct buf out;
	int status;

	buf_init(&out, NULL, 1 << 24);
	buf_text(&out, "GET /health HTTP/1.1\r\n" HOST "A: ");
	for (int i = 0; i < 70000; i++)
		buf_char(&out, 'x');
	buf_text(&out, "\r\n\r\n");
	status = send_raw(out.bytes, out.n);
	check(status == 431 || status == 0, "a header of 70 kB");
	out.n = 0;
	buf_text(&out, "GET /health HTTP/1.1\r\n" HOST);
	for (int i = 0; i < 200; i++)
		buf_print(&out, "A%d: b\r\n", i);
	buf_text(&out, "\r\n");
	check(send_raw(out.bytes, out.n) == 400, "200 headers");
	out.n = 0;
	buf_text(&out, "GET /");
	for (int i = 0; i < 60000; i++)
		buf_char(&out, 'x');
	buf_text(&out, " HTTP/1.1\r\n" HOST "\r\n");
	status = send_raw(out.bytes, out.n);
	check(status == 414 || status == 0, "a target of 60 kB");
	buf_free(&out);
	check(ask("POST", "/api/session",
		  "Content-Type: application/json\r\nContent-Length: 9000\r\n", NULL) == 413,
	      "a sign-in of 9 kB is refused before it is sent");
	check(ask("POST", "/api/region.list",
		  "Content-Type: application/json\r\nContent-Length: 99999999\r\n", NULL) == 401,
	      "a large body without session is refused before it is sent");
}

/* Two requests in one packet are answered in order on one connection. */
static void pipelined(void)
{
	static const char two[] = "GET /health HTTP/1.1\r\n" HOST "\r\n"
				  "GET /nothing.here HTTP/1.1\r\n" HOST "\r\n"
				  "GET /health HTTP/1.1\r\n" HOST "\r\n";
	const char *at;
	int n = 0;

	send_raw(two, sizeof(two) - 1);
	for (at = answer; (at = strstr(at, "HTTP/1.1 ")); at++)
		n++;
	check(n == 3 && says("404"), "three requests in one packet");
}

/* Slow clients. */

/* Drip a byte every 100 ms; how long until the other end closed, or -1 after `ms`. */
static int64_t drip(const char *start, int ms)
{
	int fd = connect_to();
	int64_t began = now_ms(), took = -1;

	send(fd, start, strlen(start), MSG_NOSIGNAL);
	while (now_ms() - began < ms) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		char byte;

		if (poll(&ready, 1, 100) > 0 && read(fd, &byte, 1) <= 0) {
			took = now_ms() - began;
			break;
		}
		send(fd, "a", 1, MSG_NOSIGNAL);
	}
	close(fd);
	return took;
}

static int n_cut(void)
{
	ask("GET", "/metrics", "", NULL);
	const char *at = strstr(answer, "\nlianfang_http_cut_total ");

	return at ? atoi(at + 25) : -1;
}

/* Take 800 bytes a second of more than the sockets hold; whether that was cut within
 * `ms`.  What is queued still comes afterwards, so the server is asked. */
static bool sips(int ms)
{
	static const char request[] = "GET /api/openapi.json HTTP/1.1\r\n" HOST "\r\n";
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), small = 2048, before = n_cut();
	int64_t began = now_ms();
	bool is_cut = false;
	char bytes[80];

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		for (int i = 0; i < 100; i++)
			send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL);
	while (!is_cut && now_ms() - began < ms) {
		for (int i = 0; i < 10 && recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT); i++)
			poll(NULL, 0, 100);
		is_cut = n_cut() > before;
	}
	close(fd);
	return is_cut;
}

static void slow_clients(void)
{
	int64_t took;
	int fd;

	answer[0] = 0;
	took = drip("GET /health HTTP/1.1\r\n" HOST "A: ", 6000);
	check(took > 500 && took < 5000, "a header dripped byte by byte is cut");
	took = drip("POST /api/session HTTP/1.1\r\n" HOST "Content-Type: application/json\r\n"
		    "Content-Length: 5000\r\n\r\n{",
		    6000);
	check(took > 500 && took < 5000, "a body dripped byte by byte is cut");
	fd = connect_to();
	took = now_ms();
	check(read_answer(fd, 8000) == 1 && now_ms() - took < 7000, "silence is cut");
	close(fd);
	/* A request after another on one connection is watched as well. */
	took = drip("GET /health HTTP/1.1\r\n" HOST "\r\nGET /health HTTP/1.1\r\n", 8000);
	check(took > 500, "a second header dripped byte by byte is cut");
	check(sips(15000), "an answer read in sips is cut");
}

/* Sessions. */

static void first_link(void)
{
	const char *argv[] = { program(), "init", dir, NULL };
	int status = run(argv);

	cut("/link/", ' ', token, sizeof(token));
	check(status == 0 && strlen(token) == 43, "init prints a link");
}

static void sign_in(void)
{
	char body[200], link[64];

	memcpy(link, token, sizeof(link));
	snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"short\"}", link);
	check(ask("POST", "/api/session/link", json_header(), body) >= 400, "a short password");
	snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"correct horse battery\"}",
		 link);
	check(ask("POST", "/api/session/link", json_header(), body) == 200, "the link works");
	check(says("HttpOnly") && says("SameSite=Strict") && says("Path=/"), "flags of the cookie");
	check(!says("Secure"), "no Secure without TLS");
	check(ask("POST", "/api/session/link", json_header(), body) == 400, "the link works once");
	check(ask("POST", "/api/session", json_header(),
		  "{\"login\":\"admin\",\"password\":\"wrong horse battery\"}") == 401,
	      "a wrong password");
	check(ask("POST", "/api/session", json_header(),
		  "{\"login\":\"admin\",\"password\":\"correct horse battery\"}") == 429,
	      "locked for a moment after it");
	for (int status = 401; status <= 429; status += 28)
		check(ask("POST", "/api/session", json_header(),
			  "{\"login\":\"nobody\",\"password\":\"correct horse battery\"}") ==
			      status,
		      "an unknown login answers like a wrong password, and is locked like one");
	usleep(1200000);
	check(ask("POST", "/api/session", json_header(),
		  "{\"login\":\"admin\",\"password\":\"correct horse battery\"}") == 200,
	      "sign in");
	cut("Set-Cookie: ", ';', cookie, sizeof(cookie));
	cut("\"csrf\":\"", '"', csrf, sizeof(csrf));
	check(ask("GET", "/api/me", "", NULL) == 200 && says("\"login\":\"admin\"") && says(csrf),
	      "/api/me says who and the CSRF token");
}

static void rights(void)
{
	check(ask("POST", "/api/region.list", "Content-Type: application/json\r\n", "{}") == 403 &&
		      says("4105"),
	      "no CSRF token");
	check(ask("POST", "/api/region.list",
		  "Content-Type: application/json\r\nX-CSRF: "
		  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n",
		  "{}") == 403,
	      "a wrong CSRF token");
	check(ask("POST", "/api/region.list", json_header(), "{}") == 200, "the right CSRF token");
	check(ask("GET", "/api/region.list?limit=2", "", NULL) == 200, "a read by GET");
	check(ask("GET", "/api/region.list?limit=x", "", NULL) == 400, "a limit that is no number");
	check(ask("GET", "/api/region.list?region=%ff", "", NULL) == 400,
	      "a query that is not UTF-8");
	check(ask("GET", "/api/region.add", "", NULL) == 405, "a write by GET");
	check(ask("PUT", "/api/session", "", NULL) == 405 && says("Allow: POST, DELETE"),
	      "a method that is not taken, and those that are");
	check(ask("GET", "/api/no.such", "", NULL) == 404, "no such command");
	check(ask("POST", "/api/region.add", json_header(), "{\"code\":\"12\"}") == 400 &&
		      says("4008"),
	      "a needed argument is absent");
	check(ask("POST", "/api/region.list", json_header(), "[]") == 400,
	      "a list instead of an object");
	check(ask("POST", "/api/region.list", "X-CSRF: x\r\nContent-Type: text/plain\r\n", "{}") ==
		      403,
	      "the token comes before the kind of body");
}

static void headers(void)
{
	check(ask("GET", "/api/openapi.json", "", NULL) == 200 && says("default-src 'none'") &&
		      says("nosniff") && says("no-store"),
	      "security headers of the API");
	check(ask("GET", "/health", "", NULL) == 200 && says("\"state\":\"well\""), "/health");
	check(ask("GET", "/metrics", "", NULL) == 200 && says("lianfang_writer_commands_total"),
	      "/metrics");
	check(ask("HEAD", "/health", "", NULL) == 200 && !says("state"), "HEAD has no body");
	check(ask("GET", "/api/region.add", "Accept-Language: fr, zh-CN;q=0.8\r\n", NULL) == 405 &&
		      strstr(answer, "\"sentence\":\"") &&
		      (unsigned char)strstr(answer, "\"sentence\":\"")[12] >= 0x80,
	      "a refusal in Chinese");
}

/* Only when the web was built into the program. */
static void pages(void)
{
	char etag[64], more[120];

	if (ask("GET", "/", "", NULL) != 200)
		return;
	check(says("script-src 'self'") && !says("script-src 'self' 'unsafe-inline'") &&
		      says("frame-ancestors 'none'"),
	      "no inline script");
	check(!says("<script>"), "the page has none");
	cut("ETag: ", '\r', etag, sizeof(etag));
	snprintf(more, sizeof(more), "If-None-Match: %s\r\n", etag);
	check(ask("GET", "/", more, NULL) == 304, "an unchanged page is not sent again");
	check(ask("GET", "/somewhere/deep", "", NULL) == 200, "the page's own addresses");
	check(ask("GET", "/", "Accept-Encoding: gzip, br\r\n", NULL) == 200 &&
		      says("Content-Encoding: br") && says("Vary: Accept-Encoding"),
	      "the page in brotli");
	check(ask("GET", "/", "Accept-Encoding: br;q=0, gzip\r\n", NULL) == 200 &&
		      says("Content-Encoding: gzip"),
	      "the page in gzip for whom brotli is nothing");
	check(ask("GET", "/", "Accept-Encoding: identity\r\n", NULL) == 200 &&
		      !says("Content-Encoding"),
	      "the page as it is");
}

/* Sync, imports, live. */

static void make_place(void)
{
	static const char *const regions[] = {
		"{\"code\":\"99\",\"level\":1,\"name\":\"试点省\",\"kind\":\"province\"}",
		"{\"code\":\"9901\",\"level\":2,\"name\":\"试点市\",\"kind\":\"city\"}",
		"{\"code\":\"990101\",\"level\":3,\"name\":\"试点区\",\"kind\":\"district\"}",
		"{\"code\":\"990101001\",\"level\":4,\"name\":\"试点街道\",\"kind\":\"street\"}",
		"{\"code\":\"990101001001\",\"level\":5,\"name\":\"居委会\",\"kind\":\"rc\"}",
	};

	for (size_t i = 0; i < COUNT_OF(regions); i++)
		check(ask("POST", "/api/region.add", json_header(), regions[i]) == 200,
		      "region.add");
}

static void replays(void)
{
	static const char one[] = "{\"id\":\"w1\",\"code\":\"990101001001001\",\"level\":6,"
				  "\"name\":\"一网格\",\"kind\":\"grid\"}";
	static const char other[] = "{\"id\":\"w1\",\"code\":\"990101001001001\",\"level\":6,"
				    "\"name\":\"二网格\",\"kind\":\"grid\"}";

	check(ask("POST", "/api/region.add", json_header(), one) == 200 && !says("is_replay"),
	      "a write with an id");
	check(ask("POST", "/api/region.add", json_header(), one) == 200 && says("is_replay"),
	      "sent again it is answered again");
	check(ask("POST", "/api/region.add", json_header(), other) == 409 && says("4203"),
	      "the same id with another body");
	check(ask("POST", "/api/region.add", json_header(),
		  "{\"id\":7,\"code\":\"990101001001002\",\"level\":6,\"name\":\"二网格\",\"kind\":"
		  "\"grid\"}") == 400 &&
		      says("\"id\""),
	      "an id that is a number is not left out");
	check(ask("POST", "/api/sync/push", json_header(),
		  "{\"commands\":[{\"command\":\"region.add\",\"id\":\"w1\",\"code\":"
		  "\"990101001001001\","
		  "\"level\":6,\"name\":\"一网格\",\"kind\":\"grid\"},"
		  "{\"command\":\"region.list\",\"id\":\"w2\"},{\"command\":\"no.such\",\"id\":"
		  "\"w3\"},"
		  "{\"id\":\"w4\"},{\"command\":\"region.add\",\"id\":\"w5\"}]}") == 200 &&
		      says("is_replay") && says("4903") && says("4002") && says("4008"),
	      "a push is answered one by one");
	check(ask("POST", "/api/sync/push", json_header(), "{\"commands\":[]}") == 400,
	      "an empty push");
	check(ask("POST", "/api/sync/push", json_header(), "{\"commands\":[1]}") == 400,
	      "a push of 1");
}

static void too_many(void)
{
	struct buf body;

	buf_init(&body, NULL, 1 << 20);
	buf_text(&body, "{\"commands\":[");
	for (int i = 0; i < 501; i++)
		buf_print(&body, "%s{}", i ? "," : "");
	buf_text(&body, "]}");
	check(ask("POST", "/api/sync/push", json_header(), body.bytes) == 400, "a push of 501");
	buf_free(&body);
}

/* Wait for an import to end; its status stays in the answer. */
static void await_import(const char *id)
{
	char path[80];

	snprintf(path, sizeof(path), "/api/import/%s", id);
	for (int i = 0; i < 100; i++) {
		ask("GET", path, "", NULL);
		if (says("\"state\":\"done\"") || says("\"state\":\"failed\""))
			return;
		usleep(50000);
	}
}

static void import(const char *query, const char *sheet, char id[40])
{
	char path[80], more[120];

	snprintf(path, sizeof(path), "/api/import/region%s", query);
	snprintf(more, sizeof(more), "X-CSRF: %s\r\nContent-Type: text/csv\r\n", csrf);
	check(ask("POST", path, more, sheet) == 202, "an import is taken");
	cut("\"import\":\"", '"', id, 40);
	await_import(id);
}

static void imports(void)
{
	static const char sheet[] =
		"代码,上级代码,级别,名称,类型\n说明：十二位,,,,\n"
		"990101001001002,990101001001,6,二网格,grid\n"
		"99010100100100201,990101001001002,7,小区甲,compound\n"
		"=1+1,990101001001,6,算式,grid\n990101009001003,990101009001,6,无上级,grid\n";
	char id[40], path[80];

	import("?dry_run=1", sheet, id);
	check(says("\"added\":2") && says("\"refused\":2"), "a dry run knows the rows before");
	import("", sheet, id);
	check(says("\"read\":4,\"added\":2") && says("\"refused\":2"),
	      "an import with two bad rows");
	snprintf(path, sizeof(path), "/api/import/%s/errors", id);
	check(ask("GET", path, "", NULL) == 200 && says("'=1+1") && says("990101009001003") &&
		      !says("二网格"),
	      "exactly the bad rows come back, made safe");
	import("", sheet, id);
	check(says("\"same\":2") && says("\"refused\":2"), "again: the same");
	check(ask("GET", "/api/import/none", "", NULL) == 404, "no such import");
	check(ask("GET", "/api/export/region?region=990101001001&format=csv", "", NULL) == 200 &&
		      says("小区甲"),
	      "an export has what was imported");
	check(ask("GET", "/api/export/region?format=pdf", "", NULL) == 400, "no such form");
	check(ask("GET", "/api/export/nothing", "", NULL) == 404, "no such kind");
	check(ask("GET", "/api/template/household?lang=zh-CN", "", NULL) == 200, "a template");
}

/* However much happens in a region, it speaks once a second (issue 2, live). */
static void many_changes(int fd)
{
	int64_t began = now_ms(), seconds;
	const char *last = NULL;
	int n_events = 0, n;
	char wanted[80];

	for (int i = 1; i <= 9; i++) {
		char body[160];

		snprintf(body, sizeof(body),
			 "{\"code\":\"9901010010018%02d\",\"level\":6,\"name\":\"格\",\"kind\":"
			 "\"grid\"}",
			 i);
		ask("POST", "/api/region.add", json_header(), body);
	}
	read_answer(fd, 2000);
	seconds = (now_ms() - began) / 1000;
	for (const char *at = answer; (at = strstr(at, "event: tally")); last = at++)
		n_events++;
	check(n_events >= 1 && n_events <= seconds + 1, "one event a second at most");
	last = last ? strstr(last, "\"region.6.grid\":") : NULL;
	n = last ? atoi(last + strlen("\"region.6.grid\":")) : -1;
	snprintf(wanted, sizeof(wanted), "\"level\":6,\"kind\":\"grid\",\"n\":%d}", n);
	check(ask("GET", "/api/region.counts?region=990101001001", "", NULL) == 200 && says(wanted),
	      "the last one tells how it stands");
}

/* A stream tells of a change within two seconds, and ends with its session. */
static void live(void)
{
	char request[300];
	int fd = connect_to();

	snprintf(request, sizeof(request),
		 "GET /api/live?region=990101001001 HTTP/1.1\r\n" HOST "Cookie: %s\r\n\r\n",
		 cookie);
	send(fd, request, strlen(request), MSG_NOSIGNAL);
	read_answer(fd, 500);
	check(says("text/event-stream") && says("listening"), "a stream opens");
	ask("POST", "/api/region.add", json_header(),
	    "{\"code\":\"990101001001009\",\"level\":6,\"name\":\"九网格\",\"kind\":\"grid\"}");
	read_answer(fd, 2000);
	check(says("event: tally") && says("region.6.grid"), "it tells of a change");
	many_changes(fd);
	check(ask("GET", "/api/live", "", NULL) == 400, "a stream of nothing");
	check(ask("DELETE", "/api/session", json_header(), NULL) == 200 && says("Max-Age=0"),
	      "sign out");
	read_answer(fd, 6000);
	check(says("0\r\n\r\n"), "it ends with the session");
	close(fd);
	check(ask("GET", "/api/me", "", NULL) == 401, "the cookie is worth nothing then");
}

/* Limits that need a server of their own. */

static void per_address(void)
{
	int fds[4];
	char byte;

	serve("--per-address", "3");
	for (int i = 0; i < 4; i++) {
		fds[i] = connect_to();
		usleep(100000); /* each is counted once it is accepted */
	}
	send(fds[3], "GET /health HTTP/1.1\r\n" HOST "\r\n", 33, MSG_NOSIGNAL);
	answer[0] = 0;
	check(fds[3] < 0 || recv(fds[3], &byte, 1, 0) <= 0, "the fourth connection is refused");
	for (int i = 0; i < 4; i++)
		close(fds[i]);
	usleep(200000);
	check(ask("GET", "/health", "", NULL) == 200, "there is room again");
	check(end_server() == 0, "ends with 0");
}

static void queue_full(void)
{
	char bearer[120], token_answer[64];
	const char *argv[] = { program(), "call",  dir, "session.token", "label=test", "days=1",
			       "--as",    "admin", NULL };
	struct buf body, more;
	int n_full = 0, n_kept = 0;

	check(run(argv) == 0, "a bearer token");
	cut("\"token\":\"", '"', token_answer, sizeof(token_answer));
	cookie[0] = 0;
	snprintf(bearer, sizeof(bearer), "Authorization: Bearer %s\r\n", token_answer);
	serve("--queue", "4");
	buf_init(&body, NULL, 1 << 20);
	buf_init(&more, NULL, 1024);
	buf_text(&body, "{\"commands\":[");
	for (int i = 0; i < 500; i++)
		buf_print(&body,
			  "%s{\"command\":\"region.rename\",\"id\":\"q%d\",\"region\":"
			  "\"990101001001001\","
			  "\"name\":\"网格%d\",\"from_day\":\"2030-01-01\"}",
			  i ? "," : "", i, i);
	buf_text(&body, "]}");
	buf_print(&more, "%sContent-Type: application/json\r\n", bearer);
	check(ask("POST", "/api/sync/push", more.bytes, body.bytes) == 200,
	      "a push past the queue");
	for (const char *at = answer; (at = strstr(at, "\"number\":5030")); at++)
		n_full++;
	for (const char *at = answer; (at = strstr(at, "\"seq\":")); at++)
		n_kept++;
	check(n_full > 0, "what does not fit is told so");
	check(n_kept + n_full <= 500 && strstr(answer, "\"seq\":") < strstr(answer, "5030"),
	      "the first are kept, the rest left out together");
	check(ask("GET", "/api/region.counts?region=99", bearer, NULL) == 200, "reads go on");
	check(end_server() == 0, "ends with 0");
	buf_free(&body);
	buf_free(&more);
}

int main(void)
{
	const char *rm[] = { "/bin/rm", "-rf", dir, NULL };

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	snprintf(dir, sizeof(dir), "/tmp/lianfang-wire.%d", (int)getpid());
	first_link();
	serve(NULL, NULL);
	hostile_bytes();
	sizes();
	pipelined();
	slow_clients();
	sign_in();
	rights();
	headers();
	pages();
	make_place();
	replays();
	too_many();
	imports();
	live();
	check(end_server() == 0, "SIGTERM ends it with 0");
	per_address();
	queue_full();
	run(rm);
	printf("wire: %d passed, %d failed\n", n_passed, n_failed);
	return n_failed ? 1 : 0;
}
