/* Phones that sync: how large and how long the first packet of a grid is, and how long
 * until every one of a hundred, all at once, has fetched its grid, sent its visits and
 * fetched what changed.
 *
 *   build/bench/sync --port N --token OFFICE [--phones 100] [--visits 40] --region KEY --sweep ID
 *
 * Every phone is enrolled as a real one is, for a grid worker of the region, and takes gzip.
 * Rule: what is measured is on the wire; unpacking and reading happen outside the clock. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#define PHONES_MOST 1000
#define VISITS_MOST 400

static int port, n_phones = 100, n_visits = 40;
static const char *office, *region, *sweep;

/* One answer, the body as it came over the wire. */
struct answer {
	int status;
	char *bytes;
	size_t n;
	bool is_gzip;
};

struct phone {
	pthread_t thread;
	char login[64], region[64], token[64];
	char *push; /* the body of its visits */
	long long cursor;
	int fd;
	double began_ms, done_ms; /* since the start of all */
	size_t n_wire;
	size_t n_packet;
	int n_refused, n_failed, n_waits;
};
static struct phone phones[PHONES_MOST];
static pthread_barrier_t start;
static double started;

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static int open_connection(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to)) {
		perror("connect");
		exit(1);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static bool send_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes += sent;
		n -= (size_t)sent;
	}
	return true;
}

/* Read until the announced body is there. */
static bool read_answer(int fd, struct answer *a)
{
	size_t size = 1 << 16, n = 0, head = 0, body = 0;
	char *in = malloc(size + 1), *end, *length;

	while (!head || n < head + body) {
		ssize_t got;

		if (n == size)
			in = realloc(in, (size *= 2) + 1);
		got = recv(fd, in + n, size - n, 0);
		if (got <= 0)
			break;
		n += (size_t)got;
		in[n] = 0;
		end = head ? NULL : strstr(in, "\r\n\r\n");
		if (!end)
			continue;
		head = (size_t)(end - in) + 4;
		*end = 0;
		length = strcasestr(in, "\r\ncontent-length:");
		body = length ? strtoul(length + 17, NULL, 10) : 0;
		a->is_gzip = strcasestr(in, "\r\ncontent-encoding: gzip") != NULL;
		a->status = atoi(in + 9);
	}
	if (!head || n < head + body) {
		free(in);
		return false;
	}
	memmove(in, in + head, body);
	in[body] = 0;
	a->bytes = in;
	a->n = body;
	return true;
}

static struct answer ask(int fd, const char *token, const char *command, const char *body)
{
	struct answer a = { 0 };
	char head[600];

	snprintf(head, sizeof head,
		 "POST /api/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
		 "Accept-Encoding: gzip\r\nContent-Type: application/json\r\n"
		 "Content-Length: %zu\r\n\r\n",
		 command, token, strlen(body));
	if (!send_all(fd, head, strlen(head)) || !send_all(fd, body, strlen(body)) ||
	    !read_answer(fd, &a))
		a.status = 0;
	return a;
}

/* The body in clear; to be freed. */
static char *clear(const struct answer *a)
{
	size_t size = (size_t)64 << 20;
	char *out = malloc(size + 1);
	z_stream z = { .next_in = (Bytef *)a->bytes, .avail_in = (uInt)a->n };

	if (!a->is_gzip) {
		memcpy(out, a->bytes ? a->bytes : "", a->n);
		out[a->n] = 0;
		return out;
	}
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)size;
	if (inflateInit2(&z, 15 + 16) != Z_OK || inflate(&z, Z_FINISH) != Z_STREAM_END) {
		fprintf(stderr, "an answer that is no gzip\n");
		exit(1);
	}
	out[z.total_out] = 0;
	inflateEnd(&z);
	return out;
}

/* A text or number after "key": in flat JSON. */
static const char *member(const char *json, const char *key, char out[64])
{
	char wanted[80];
	const char *at;

	snprintf(wanted, sizeof wanted, "\"%s\":", key);
	at = strstr(json, wanted);
	out[0] = 0;
	if (!at)
		return NULL;
	at += strlen(wanted);
	at += *at == '"';
	snprintf(out, 64, "%.*s", (int)strcspn(at, "\",}"), at);
	return at;
}

/* Grid workers of the region, one a phone. */
static void find_people(int fd)
{
	struct answer a;
	char body[200], cursor[64] = "", *text;
	int n = 0;

	while (n < n_phones) {
		const char *at;

		snprintf(body, sizeof body,
			 "{\"region\":\"%s\",\"role\":\"grid_worker\",\"limit\":500%s%s%s}", region,
			 *cursor ? ",\"cursor\":\"" : "", cursor, *cursor ? "\"" : "");
		a = ask(fd, office, "posting.list", body);
		text = clear(&a);
		for (at = text; n < n_phones && (at = strstr(at, "\"account\":")); at++) {
			member(at, "account", phones[n].login);
			member(at, "region", phones[n].region);
			n++;
		}
		if (!member(text, "next", cursor) || strcmp(cursor, "null") == 0 || !*cursor)
			break;
		free(text);
		free(a.bytes);
	}
	if (n < n_phones) {
		fprintf(stderr, "only %d grid workers in %s\n", n, region);
		exit(1);
	}
}

static void enrol(int fd, struct phone *phone)
{
	struct answer a;
	char body[300], code[64];

	snprintf(body, sizeof body, "{\"login\":\"%s\",\"region\":\"%s\"}", phone->login, region);
	a = ask(fd, office, "device.invite", body);
	if (a.status != 200 || !member(a.bytes, "token", code)) {
		fprintf(stderr, "no code for %s: %d %s\n", phone->login, a.status, a.bytes);
		exit(1);
	}
	free(a.bytes);
	snprintf(body, sizeof body, "{\"token\":\"%s\",\"label\":\"bench\"}", code);
	a = ask(fd, "", "session/device", body);
	if (a.status != 200 || !member(a.bytes, "token", phone->token)) {
		fprintf(stderr, "not enrolled: %d %s\n", a.status, a.bytes);
		exit(1);
	}
	free(a.bytes);
}

/* The visits it will send, at the first doors of its packet. */
static void write_visits(struct phone *phone, const char *packet)
{
	const char *at = strstr(packet, "\"household\":{"), *end;
	size_t size = (size_t)n_visits * 400 + 100, n;
	char id[64];

	phone->push = malloc(size);
	n = (size_t)snprintf(phone->push, size, "{\"commands\":[");
	at = at ? strstr(at, "\"rows\":[") : NULL;
	end = at ? strstr(at, "]]") : NULL;
	for (int i = 0; at && end && i < n_visits; i++) {
		at = strchr(at + 1, ',');      /* after the row's number */
		at = at ? strchr(at, '"') : 0; /* its id */
		if (!at || at > end)
			break;
		snprintf(id, sizeof id, "%.*s", (int)strcspn(at + 1, "\""), at + 1);
		n += (size_t)snprintf(phone->push + n, size - n,
				      "%s{\"command\":\"visit.record\",\"id\":\"%s-%s\","
				      "\"region\":\"%s\",\"sweep\":\"%s\",\"household\":\"%s\","
				      "\"state\":\"done\",\"channel\":\"door\"}",
				      i ? "," : "", sweep, id, phone->region, sweep, id);
		at = strchr(at, ']');
		at = at ? strchr(at, '[') : NULL;
	}
	snprintf(phone->push + n, size - n, "]}");
}

static int count(const char *text, const char *wanted)
{
	int n = 0;

	for (const char *at = text; (at = strstr(at, wanted)); at++)
		n++;
	return n;
}

static struct answer pull(struct phone *phone, long long cursor)
{
	char body[100];

	snprintf(body, sizeof body, "{\"region\":\"%s\",\"cursor\":%lld}", phone->region, cursor);
	return ask(phone->fd, phone->token, "sync.pull", body);
}

/* As a phone does: when the server says 503, wait the second it asks for and send again. */
static struct answer push(struct phone *phone)
{
	for (int tries = 0;; tries++) {
		struct answer a = ask(phone->fd, phone->token, "sync/push", phone->push);

		if (a.status != 503 || tries == 30)
			return a;
		phone->n_waits++;
		free(a.bytes);
		sleep(1);
	}
}

/* Fetch all, send the visits, fetch what changed. */
static void *sync_once(void *self)
{
	struct phone *phone = self;
	struct answer first, pushed, then;

	pthread_barrier_wait(&start);
	phone->began_ms = now_ms() - started;
	first = pull(phone, 0);
	pushed = push(phone);
	then = pull(phone, phone->cursor);
	phone->done_ms = now_ms() - started;
	phone->n_wire = first.n + pushed.n + then.n;
	phone->n_failed = (first.status != 200) + (pushed.status != 200) + (then.status != 200);
	if (pushed.status == 200) {
		char *text = clear(&pushed);

		phone->n_refused = count(text, "\"problem\":");
		free(text);
	}
	free(first.bytes);
	free(pushed.bytes);
	free(then.bytes);
	return NULL;
}

static int order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The first packet of the phone with the largest grid, alone, many times; and its size. */
static void measure_first(void)
{
	struct phone *phone = &phones[0];
	struct answer a = { 0 };
	double best = 1e9, sum = 0;
	char *text;
	const char *rows;

	for (int i = 1; i < n_phones; i++)
		if (phones[i].n_packet > phone->n_packet)
			phone = &phones[i];
	for (int i = 0; i < 20; i++) {
		double began = now_ms(), took;

		free(a.bytes);
		a = pull(phone, 0);
		took = now_ms() - began;
		sum += took;
		best = took < best ? took : best;
	}
	text = clear(&a);
	rows = strstr(text, "\"resident\":{");
	printf("{\"first_wire_bytes\":%zu,\"first_bytes\":%zu,\"first_ms\":%.1f,"
	       "\"first_ms_best\":%.1f,\"residents\":%d,",
	       a.n, strlen(text), sum / 20, best,
	       rows ? count(rows, "\"permanent\"") + count(rows, "\"floating\"") : 0);
	free(text);
	free(a.bytes);
}

static void measure_all(void)
{
	double done[PHONES_MOST], took[PHONES_MOST];
	size_t n_wire = 0;
	int n_refused = 0, n_failed = 0, n_waits = 0;

	pthread_barrier_init(&start, NULL, (unsigned)n_phones + 1);
	for (int i = 0; i < n_phones; i++)
		pthread_create(&phones[i].thread, NULL, sync_once, &phones[i]);
	usleep(200000);
	started = now_ms();
	pthread_barrier_wait(&start);
	for (int i = 0; i < n_phones; i++) {
		pthread_join(phones[i].thread, NULL);
		done[i] = phones[i].done_ms;
		took[i] = phones[i].done_ms - phones[i].began_ms;
		n_wire += phones[i].n_wire;
		n_refused += phones[i].n_refused;
		n_failed += phones[i].n_failed;
		n_waits += phones[i].n_waits;
	}
	qsort(done, (size_t)n_phones, sizeof *done, order);
	qsort(took, (size_t)n_phones, sizeof *took, order);
	printf("\"phones\":%d,\"visits\":%d,\"all_done_ms\":%.0f,\"p50_ms\":%.0f,"
	       "\"slowest_ms\":%.0f,\"wire_bytes\":%zu,\"refused\":%d,\"failed\":%d,\"waits\":%d}\n",
	       n_phones, n_phones * n_visits, done[n_phones - 1], took[n_phones / 2],
	       took[n_phones - 1], n_wire, n_refused, n_failed, n_waits);
}

static void read_options(int argc, char **argv)
{
	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--port") == 0)
			port = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--token") == 0)
			office = argv[i + 1];
		else if (strcmp(argv[i], "--phones") == 0)
			n_phones = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--visits") == 0)
			n_visits = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--region") == 0)
			region = argv[i + 1];
		else if (strcmp(argv[i], "--sweep") == 0)
			sweep = argv[i + 1];
	}
	if (!port || !office || !region || !sweep || n_phones < 1 || n_phones > PHONES_MOST ||
	    n_visits < 1 || n_visits > VISITS_MOST) {
		fprintf(stderr, "usage: sync --port N --token T --region KEY --sweep ID "
				"[--phones N] [--visits N]\n");
		exit(2);
	}
}

int main(int argc, char **argv)
{
	int fd;

	read_options(argc, argv);
	fd = open_connection();
	find_people(fd);
	for (int i = 0; i < n_phones; i++) {
		struct answer a;
		char cursor[64], *text;

		enrol(fd, &phones[i]);
		phones[i].fd = open_connection();
		a = pull(&phones[i], 0);
		phones[i].n_packet = a.n;
		text = clear(&a);
		member(text, "cursor", cursor);
		phones[i].cursor = atoll(cursor);
		write_visits(&phones[i], text);
		free(text);
		free(a.bytes);
	}
	measure_first();
	measure_all();
	return 0;
}
