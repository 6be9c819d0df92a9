/* Latencies, requests and connections of the load generator; see load.h.
 *
 * Rule: nothing here allocates or formats more than it must: generator and
 * server share the machine's cores, and what the one burns the other lacks. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>

int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t wall_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- latencies ---- */

static int bucket_of(int64_t us)
{
	int power;

	if (us < 64)
		return us < 0 ? 0 : (int)us;
	power = 63 - __builtin_clzll((unsigned long long)us) - 6;
	return 64 * power + (int)(us >> power);
}

void latencies_add(struct latencies *l, int64_t us)
{
	int i = bucket_of(us);

	l->n++;
	l->sum += us;
	if (us > l->largest)
		l->largest = us;
	l->buckets[i < N_BUCKETS ? i : N_BUCKETS - 1]++;
}

double latencies_ms(const struct latencies *l, double share)
{
	int64_t left = (int64_t)((double)l->n * share);

	for (int i = 0; i < N_BUCKETS; i++) {
		left -= l->buckets[i];
		if (left < 0) {
			int power = i < 128 ? 0 : i / 64 - 1;

			return (double)((int64_t)(i - 64 * power) << power) / 1000;
		}
	}
	return (double)l->largest / 1000;
}

/* ---- requests ---- */

void round_start(struct round *round, const struct options *options)
{
	round->i = options->start;
	round->chance = (uint64_t)now_us() * 0x9e3779b97f4a7c15u | 1;
}

static uint64_t chance(struct round *round)
{
	round->chance ^= round->chance << 13;
	round->chance ^= round->chance >> 7;
	round->chance ^= round->chance << 17;
	return round->chance;
}

static char *put_hex(char *to, uint64_t number, int n)
{
	for (int i = n - 1; i >= 0; i--) {
		to[i] = "0123456789abcdef"[number & 15];
		number >>= 4;
	}
	return to + n;
}

static char *put_text(char *to, const char *text)
{
	size_t n = strlen(text);

	memcpy(to, text, n);
	return to + n;
}

static char *put_digits(char *to, int64_t number, int n)
{
	for (int i = n - 1; i >= 0; i--) {
		to[i] = (char)('0' + number % 10);
		number /= 10;
	}
	return to + n;
}

/* UUIDv7 (RFC 9562 §5.7), as phones make them. */
static char *put_uuid(char *to, struct round *round, int64_t ms)
{
	uint64_t a = chance(round), b = chance(round);

	to = put_hex(to, (uint64_t)ms >> 16, 8);
	*to++ = '-';
	to = put_hex(to, (uint64_t)ms & 0xffff, 4);
	*to++ = '-';
	*to++ = '7';
	to = put_hex(to, a, 3);
	*to++ = '-';
	to = put_hex(to, 0x8000 | ((a >> 12) & 0x3fff), 4);
	*to++ = '-';
	return put_hex(to, b, 12);
}

/* Which door the next visit goes to.  Singles come from people who walk each their
 * own part of the territory at the same time; a batch is what one phone sends
 * after a while without network: doors one after the other. */
static int64_t next_door(const struct options *o, struct round *round)
{
	int64_t all = o->last - o->first + 1, i = round->i++;

	if (o->mode == MODE_BATCH) {
		int64_t n_phones = all / o->batch;
		int64_t phone = i / o->batch % n_phones * 7919 % n_phones;

		return o->first + phone * o->batch + i % o->batch;
	}
	return o->first + i % o->workers * (all / o->workers) + i / o->workers % (all / o->workers);
}

/* One visit.  Four in five doors open, the others are absent: a sweep as it is. */
static char *put_visit(char *to, const struct options *o, struct round *round, int64_t ms)
{
	int64_t door = next_door(o, round);
	bool is_in = chance(round) % 5 != 0;

	to = put_text(to, o->mode == MODE_BATCH ? "{\"command\":\"visit.record\",\"id\":\""
						: "{\"id\":\"");
	to = put_uuid(to, round, ms);
	to = put_text(to, "\",\"region\":\"");
	to = put_text(to, o->region);
	to = put_text(to, "\",\"sweep\":\"");
	to = put_text(to, o->sweep);
	to = put_text(to, "\",\"household\":\"h");
	to = put_digits(to, door, 7);
	to = put_text(to, is_in ? "\",\"state\":\"done\"" : "\",\"state\":\"absent\"");
	to = put_text(to, ",\"channel\":\"door\",\"device_at\":");
	to = put_digits(to, ms, 13);
	if (is_in && o->answers) {
		to = put_text(to, ",\"answers\":");
		to = put_text(to, o->answers);
	}
	*to++ = '}';
	return to;
}

/* One record of a gate.  Singles are sent as people pass, anywhere; a batch is what one
 * gate kept through a day without network: the lines of one gate stand together. */
static char *put_scan(char *to, const struct options *o, struct round *round, int64_t ms)
{
	int64_t i = round->i++;
	bool is_batch = o->mode == MODE_SCANS;
	const char *line =
		o->paths[(is_batch ? (uint64_t)i : chance(round)) % (uint64_t)o->n_paths];
	const char *pass = strchr(line, ' ');
	int64_t age = is_batch ? (int64_t)(chance(round) % (24 * 3600)) * 1000 : 0;

	to = put_text(to, is_batch ? "{\"command\":\"gate.scan\",\"id\":\"" : "{\"id\":\"");
	to = put_uuid(to, round, ms);
	to = put_text(to, "\",\"region\":\"");
	to = put_text(to, o->region);
	to = put_text(to, "\",\"gate\":\"");
	memcpy(to, line, (size_t)(pass - line));
	to += pass - line;
	to = put_text(to, "\",\"pass\":\"");
	to = put_text(to, pass + 1);
	to = put_text(to,
		      chance(round) % 2 ? "\",\"direction\":\"out\"" : "\",\"direction\":\"in\"");
	to = put_text(to, ",\"decision\":\"pass\",\"temperature\":36");
	to = put_digits(to, (int64_t)(chance(round) % 9), 1);
	to = put_text(to, ",\"device_at\":");
	to = put_digits(to, ms - age, 13);
	*to++ = '}';
	return to;
}

static char *put_one(char *to, const struct options *o, struct round *round, int64_t ms)
{
	return o->mode == MODE_SCAN || o->mode == MODE_SCANS ? put_scan(to, o, round, ms)
							     : put_visit(to, o, round, ms);
}

static size_t put_post(const struct options *o, const char *path, const char *body, size_t n_body,
		       char *out, size_t size)
{
	int n = snprintf(out, size,
			 "POST %s HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer %s\r\n"
			 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
			 path, o->host, o->port, o->token ? o->token : "-", n_body);

	if (n < 0 || (size_t)n + n_body > size)
		abort();
	memcpy(out + n, body, n_body);
	return (size_t)n + n_body;
}

size_t request_room(const struct options *options)
{
	return 2048 +
	       (320 + (options->answers ? strlen(options->answers) : 0)) * (size_t)options->batch;
}

size_t request_make(const struct options *o, struct round *round, char *out, size_t size,
		    int *n_commands)
{
	static char body[1 << 20];
	char *to = body;
	int64_t ms = wall_ms();

	*n_commands = 1;
	if (o->mode == MODE_PATHS)
		return request_get(o, o->paths[chance(round) % (uint64_t)o->n_paths], "*/*", out,
				   size);
	if (o->mode != MODE_BATCH && o->mode != MODE_SCANS) {
		to = put_one(to, o, round, ms);
		return put_post(o,
				o->mode == MODE_HELLO  ? "/hello"
				: o->mode == MODE_SCAN ? "/api/gate.scan"
						       : "/api/visit.record",
				body, (size_t)(to - body), out, size);
	}
	*n_commands = o->batch;
	to = put_text(to, "{\"commands\":[");
	for (int i = 0; i < o->batch; i++) {
		if (i)
			*to++ = ',';
		to = put_one(to, o, round, ms);
	}
	to = put_text(to, "]}");
	return put_post(o, "/api/sync/push", body, (size_t)(to - body), out, size);
}

size_t request_get(const struct options *o, const char *path, const char *accept, char *out,
		   size_t size)
{
	int n = snprintf(out, size,
			 "GET %s HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer %s\r\n"
			 "Accept: %s\r\n\r\n",
			 path, o->host, o->port, o->token ? o->token : "-", accept);

	if (n < 0 || (size_t)n >= size)
		abort();
	return (size_t)n;
}

/* ---- connections ---- */

int connection_open(struct connection *c, const struct options *options, size_t out_size)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)options->port) };
	int one = 1;

	*c = (struct connection){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	inet_pton(AF_INET, options->host, &to.sin_addr);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		if (c->fd >= 0)
			close(c->fd);
		c->fd = -1;
		return -1;
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	fcntl(c->fd, F_SETFL, fcntl(c->fd, F_GETFL) | O_NONBLOCK);
	c->in_size = 16 << 10;
	c->in = malloc(c->in_size);
	c->out = malloc(out_size);
	if (!c->in || !c->out)
		abort();
	return 0;
}

void connection_close(struct connection *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	free(c->in);
	free(c->out);
	c->in = c->out = NULL;
}

int connection_send(struct connection *c)
{
	while (c->sent < c->n_out) {
		ssize_t n = send(c->fd, c->out + c->sent, c->n_out - c->sent, MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
		c->sent += (size_t)n;
	}
	return 1;
}

static int count_text(const char *in, size_t n, const char *text)
{
	int count = 0;
	const char *end = in + n;

	for (; (in = memmem(in, (size_t)(end - in), text, strlen(text))); in++)
		count++;
	return count;
}

/* The body's end when chunked: a last chunk of no bytes. */
static bool chunked_is_complete(const char *body, size_t n)
{
	return n >= 5 && memcmp(body + n - 5, "0\r\n\r\n", 5) == 0;
}

/* Whether c->in holds a whole answer; fills it in. */
static bool answer_is_complete(struct connection *c, struct answer *answer)
{
	char *end = memmem(c->in, c->n_in, "\r\n\r\n", 4), *field;
	size_t n_head, n_body = 0;

	if (!end)
		return false;
	*end = 0;
	n_head = (size_t)(end - c->in) + 4;
	field = strcasestr(c->in, "\r\ncontent-length:");
	if (field) {
		n_body = strtoul(field + 17, NULL, 10);
	} else if (strcasestr(c->in, "\r\ntransfer-encoding: chunked")) {
		n_body = c->n_in - n_head;
		if (!chunked_is_complete(c->in + n_head, n_body))
			n_body = SIZE_MAX / 2;
	}
	answer->status = c->n_in > 12 ? atoi(c->in + 9) : 0;
	answer->has_retry_after = strcasestr(c->in, "\r\nretry-after:") != NULL;
	*end = '\r';
	if (c->n_in < n_head + n_body)
		return false;
	answer->n_body = n_body;
	answer->n_problems = count_text(c->in + n_head, n_body, "\"problem\"");
	return true;
}

int connection_read(struct connection *c, struct answer *answer)
{
	for (;;) {
		ssize_t n;

		if (c->n_in + 1 >= c->in_size) {
			c->in_size *= 2;
			c->in = realloc(c->in, c->in_size);
			if (!c->in)
				abort();
		}
		n = recv(c->fd, c->in + c->n_in, c->in_size - c->n_in - 1, 0);
		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
		if (n == 0)
			return -1;
		c->n_in += (size_t)n;
		if (answer_is_complete(c, answer)) {
			c->n_in = 0;
			return 1;
		}
	}
}
