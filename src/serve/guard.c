/* The guard: what libmicrohttpd 0.9.75 lets through and we do not.
 *
 * It keeps a row per connection.  A thread looks at them twice a second and
 * cuts those whose header is not complete in time, whose body or reading is
 * slower than MIN_BYTES_PER_SECOND, or that are too many from one address.
 * Rule: a message that two readers could understand differently is refused. */
#include "http.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/* A phone on a bad 2G network sends 2 KB/s; below half of that a request is
 * not a request but an occupation. */
#define MIN_BYTES_PER_SECOND 1024
#define SWEEP_MS             500
#define COMMAND_TOTAL_MS     (2 * MS_PER_MINUTE)
#define UPLOAD_TOTAL_MS      MS_PER_HOUR
#define PER_ADDRESS          256
#define N_SLOTS              1024

struct address {
	struct address *next;
	char text[INET6_ADDRSTRLEN];
	int n;
	bool is_local;
};

struct peer {
	struct peer *prev, *next;
	struct guard *guard;
	struct address *address;
	struct arena *arena;
	int fd;
	_Atomic int stage;
	_Atomic int64_t stage_began;
	_Atomic int64_t n_requests;
	_Atomic size_t n_received; /* of the body */
	_Atomic bool is_upload;
	/* The sweeper's own. */
	int64_t seen_requests, base_bytes, header_began, slow_since, acked;
	struct pause pause; /* its HTTP thread's own */
	struct exchange exchange;
};

struct guard {
	struct server *server;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool is_stopping;
	struct peer *peers;
	struct address *slots[N_SLOTS];
	struct arena *spare[256]; /* emptied arenas of closed connections */
	int n_spare;
};

/* Protocol. */

static void blame(struct headers *headers, const char *sentence)
{
	headers->fault = sentence;
}

static bool is_token(const char *text, size_t n)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < n; i++) {
		char c = text[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c && strchr(marks, c))))
			return false;
	}
	return n > 0;
}

struct walk {
	struct headers *headers;
	const char *expected; /* where the next name must start */
	size_t n_bytes;
	int n_headers, n_hosts, n_lengths;
	bool is_exact; /* the library keeps the bytes as they came */
};

static void keep_header(struct walk *walk, const char *name, const char *value)
{
	struct headers *h = walk->headers;
	const struct {
		const char *name;
		const char **to;
	} wanted[] = {
		{ "Content-Type", &h->content_type },
		{ "Cookie", &h->cookie },
		{ "Authorization", &h->authorization },
		{ "X-CSRF", &h->csrf },
		{ "Accept-Language", &h->accept_language },
		{ "Accept-Encoding", &h->accept_encoding },
		{ "If-None-Match", &h->if_none_match },
		{ "X-File-Name", &h->file_name },
		{ "X-View-As", &h->view_as },
		{ "X-Real-IP", &h->real_ip },
	};

	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		if ((*name | 0x20) == (*wanted[i].name | 0x20) &&
		    strcasecmp(name, wanted[i].name) == 0)
			*wanted[i].to = value;
	if (strcasecmp(name, "Host") == 0)
		walk->n_hosts++;
	if (strcasecmp(name, "Content-Length") == 0) {
		h->content_length = value;
		walk->n_lengths++;
	}
	if (strcasecmp(name, "Transfer-Encoding") == 0)
		h->has_coding = true;
}

/* libmicrohttpd 0.9.75 parses in place: with CRLF ends, no folding and no NUL
 * each name starts two bytes after the value before it, and both bytes are
 * zero now.  Anything else shows as a gap. */
static enum MHD_Result each_header(void *self, enum MHD_ValueKind kind, const char *name,
				   size_t n_name, const char *value, size_t n_value)
{
	struct walk *walk = self;
	struct headers *headers = walk->headers;

	(void)kind;
	walk->n_headers++;
	walk->n_bytes += n_name + n_value + 4;
	if (!value || !is_token(name, n_name))
		blame(headers, "a header's name has a character that no name has, or a blank "
			       "before the colon");
	else if (walk->is_exact && (name != walk->expected || value[n_value] || value[n_value + 1]))
		blame(headers, "a header has a NUL, a folded line, or a line end other than CR LF");
	else if (walk->n_headers > N_HEADERS_MAX || walk->n_bytes > HEADER_BYTES)
		blame(headers, "the header is too large");
	for (size_t i = 0; value && !headers->fault && i < n_value; i++)
		if ((unsigned char)value[i] < 0x20 && value[i] != '\t')
			blame(headers, "a header has a control character");
	if (headers->fault)
		return MHD_NO;
	walk->expected = value + n_value + 2;
	keep_header(walk, name, value);
	return MHD_YES;
}

void guard_headers(struct exchange *x, const char *version)
{
	static const char exact_version[] = "0.9.75";
	struct walk walk = { .headers = &x->headers, .expected = version + 10 };
	size_t n_path = strlen(x->path);

	walk.is_exact = strncmp(MHD_get_version(), exact_version, sizeof(exact_version) - 1) == 0;
	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		blame(&x->headers, "the request is not HTTP/1.1");
	else if (x->path[0] != '/')
		blame(&x->headers, "the request's target must be a path");
	else if (walk.is_exact && x->target_end + 1 != version)
		blame(&x->headers, "the request's target has a NUL");
	for (size_t i = 0; i < n_path; i++)
		if ((unsigned char)x->path[i] <= 0x20)
			blame(&x->headers, "the request's target has a control character");
	if (x->headers.fault)
		return;
	MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, each_header, &walk);
	if (x->headers.fault)
		return;
	/* The empty line at the end is zeroed too; a line left out shows before it. */
	if (walk.is_exact && (walk.expected[0] || walk.expected[1]))
		blame(&x->headers, "a header has no name");
	else if (walk.n_hosts > 1)
		blame(&x->headers, "there is more than one Host");
	else if (walk.n_lengths > 1)
		blame(&x->headers, "there is more than one Content-Length");
	else if (walk.n_lengths && x->headers.has_coding)
		blame(&x->headers, "there is a Content-Length and a Transfer-Encoding");
}

/* Addresses. */

static void address_text(const struct sockaddr *address, char text[INET6_ADDRSTRLEN])
{
	text[0] = 0;
	if (address->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text,
			  INET6_ADDRSTRLEN);
	else if (address->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, text,
			  INET6_ADDRSTRLEN);
}

static struct address **find_address(struct guard *guard, const char *text)
{
	uint32_t hash = 2166136261u;
	struct address **at;

	for (const char *p = text; *p; p++)
		hash = (hash ^ (uint8_t)*p) * 16777619u;
	at = &guard->slots[hash % N_SLOTS];
	while (*at && strcmp((*at)->text, text) != 0)
		at = &(*at)->next;
	return at;
}

static bool text_is_local(const char *text)
{
	return strncmp(text, "127.", 4) == 0 || strcmp(text, "::1") == 0 ||
	       strncmp(text, "::ffff:127.", 11) == 0;
}

enum MHD_Result guard_admit(void *self, const struct sockaddr *address, socklen_t n)
{
	struct guard *guard = self;
	int limit = guard->server->config.n_per_address;
	char text[INET6_ADDRSTRLEN];
	struct address *found;
	int n_now;

	(void)n;
	address_text(address, text);
	pthread_mutex_lock(&guard->lock);
	found = *find_address(guard, text);
	n_now = found ? found->n : 0;
	pthread_mutex_unlock(&guard->lock);
	/* A proxy on this machine stands for many people: it keeps its own limits. */
	if (!limit)
		limit = text_is_local(text) ? INT32_MAX : PER_ADDRESS;
	if (n_now < limit)
		return MHD_YES;
	guard->server->figures.n_cut++;
	return MHD_NO;
}

/* Connections. */

static struct peer *peer_open(struct guard *guard, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info;
	struct peer *peer = calloc(1, sizeof(*peer));
	struct address **at;
	char text[INET6_ADDRSTRLEN];

	if (!peer)
		abort();
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	address_text(info->client_addr, text);
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	peer->guard = guard;
	peer->fd = info->connect_fd;
	peer->stage_began = clock_ticks();
	pthread_mutex_lock(&guard->lock);
	at = find_address(guard, text);
	if (!*at) {
		*at = calloc(1, sizeof(**at));
		if (!*at)
			abort();
		memcpy((*at)->text, text, sizeof(text));
		(*at)->is_local = text_is_local(text);
	}
	peer->address = *at;
	peer->address->n++;
	peer->next = guard->peers;
	if (peer->next)
		peer->next->prev = peer;
	guard->peers = peer;
	if (guard->n_spare)
		peer->arena = guard->spare[--guard->n_spare];
	pthread_mutex_unlock(&guard->lock);
	if (!peer->arena)
		peer->arena = arena_new(COMMAND_ARENA_BYTES);
	guard->server->figures.n_open++;
	return peer;
}

static void peer_close(struct peer *peer)
{
	struct guard *guard = peer->guard;
	struct address **at;

	pause_end(&peer->pause);
	arena_reset(peer->arena);
	pthread_mutex_lock(&guard->lock);
	if (peer->prev)
		peer->prev->next = peer->next;
	else
		guard->peers = peer->next;
	if (peer->next)
		peer->next->prev = peer->prev;
	at = find_address(guard, peer->address->text);
	if (--peer->address->n == 0) {
		*at = peer->address->next;
		free(peer->address);
	}
	if (guard->n_spare < (int)COUNT_OF(guard->spare)) {
		guard->spare[guard->n_spare++] = peer->arena;
		peer->arena = NULL;
	}
	pthread_mutex_unlock(&guard->lock);
	arena_free(peer->arena);
	guard->server->figures.n_open--;
	free(peer);
}

void guard_connection(void *self, struct MHD_Connection *connection, void **socket_context,
		      enum MHD_ConnectionNotificationCode code)
{
	struct server *server = self;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*socket_context = peer_open(server->guard, connection);
	} else if (*socket_context) {
		peer_close(*socket_context);
		*socket_context = NULL;
	}
}

void peer_stage(struct peer *peer, enum stage stage)
{
	if (stage == STAGE_BODY) {
		atomic_fetch_add_explicit(&peer->n_requests, 1, memory_order_relaxed);
		atomic_store_explicit(&peer->n_received, 0, memory_order_relaxed);
		atomic_store_explicit(&peer->is_upload, false, memory_order_relaxed);
	}
	atomic_store_explicit(&peer->stage_began, clock_ticks(), memory_order_relaxed);
	atomic_store_explicit(&peer->stage, (int)stage, memory_order_release);
}

void peer_received(struct peer *peer, size_t n_bytes)
{
	atomic_fetch_add_explicit(&peer->n_received, n_bytes, memory_order_relaxed);
	peer->guard->server->figures.n_bytes_in += (int64_t)n_bytes;
}

void peer_uploads(struct peer *peer)
{
	peer->is_upload = true;
}

struct exchange *peer_exchange(struct peer *peer)
{
	return &peer->exchange;
}

struct arena *peer_arena(struct peer *peer)
{
	return peer->arena;
}

struct pause *peer_pause(struct peer *peer)
{
	return &peer->pause;
}

int peer_fd(const struct peer *peer)
{
	return peer->fd;
}

const char *peer_address(const struct peer *peer)
{
	return peer->address->text;
}

bool peer_is_local(const struct peer *peer)
{
	return peer->address->is_local;
}

/* The sweep. */

/* A request without a handler yet: bytes that came since the last one ended are
 * a header under way. */
static bool header_is_late(struct peer *peer, const struct tcp_info *info, int64_t now,
			   int64_t slow_ms)
{
	int64_t n_requests = peer->n_requests, bytes = (int64_t)info->tcpi_bytes_received;

	if (n_requests != peer->seen_requests) {
		peer->seen_requests = n_requests;
		peer->base_bytes = bytes;
		peer->header_began = 0;
		return false;
	}
	if (bytes <= peer->base_bytes) {
		/* A new connection that says nothing at all. */
		return n_requests == 0 && now - peer->stage_began > 3 * slow_ms;
	}
	if (!peer->header_began)
		peer->header_began = now;
	return now - peer->header_began > slow_ms;
}

static bool body_is_late(const struct peer *peer, int64_t now, int64_t slow_ms)
{
	int64_t took = now - peer->stage_began, received = (int64_t)peer->n_received;

	if (took > (peer->is_upload ? UPLOAD_TOTAL_MS : COMMAND_TOTAL_MS))
		return true;
	return took > slow_ms + received * 1000 / MIN_BYTES_PER_SECOND;
}

/* An answer that is not read: less than the least rate over three times the grace.
 * Bytes go in gulps of a window, so the rate is looked at over the whole of it. */
static bool reading_is_late(struct peer *peer, const struct tcp_info *info, int64_t now,
			    int64_t slow_ms)
{
	int64_t acked = (int64_t)info->tcpi_bytes_acked, took = now - peer->slow_since;
	bool is_new = peer->slow_since <= peer->stage_began;
	bool is_late = acked - peer->acked < took * MIN_BYTES_PER_SECOND / 1000;

	if (!is_new && took <= 3 * slow_ms)
		return false;
	peer->acked = acked;
	peer->slow_since = now;
	return !is_new && is_late;
}

static bool peer_is_late(struct peer *peer, int64_t now, int64_t slow_ms)
{
	enum stage stage = (enum stage)atomic_load_explicit(&peer->stage, memory_order_acquire);
	struct tcp_info info = { 0 };
	socklen_t n = sizeof(info);

	if (stage == STAGE_BODY)
		return body_is_late(peer, now, slow_ms);
	if (stage != STAGE_WAITING && stage != STAGE_SENDING)
		return false;
	if (getsockopt(peer->fd, IPPROTO_TCP, TCP_INFO, &info, &n))
		return false;
	if (stage == STAGE_WAITING)
		return header_is_late(peer, &info, now, slow_ms);
	return reading_is_late(peer, &info, now, slow_ms);
}

static void *sweep(void *self)
{
	struct guard *guard = self;
	int64_t slow_ms = guard->server->config.slow_seconds * MS_PER_SECOND;
	struct timespec next;

	pthread_mutex_lock(&guard->lock);
	clock_gettime(CLOCK_REALTIME, &next);
	while (!guard->is_stopping) {
		int64_t now = clock_ticks();

		admit_tune(guard->server, now);
		for (struct peer *peer = guard->peers; peer; peer = peer->next)
			if (peer_is_late(peer, now, slow_ms)) {
				shutdown(peer->fd, SHUT_RDWR);
				guard->server->figures.n_cut++;
			}
		clock_gettime(CLOCK_REALTIME, &next);
		next.tv_nsec += SWEEP_MS * 1000000;
		next.tv_sec += next.tv_nsec / 1000000000;
		next.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&guard->wake, &guard->lock, &next);
	}
	pthread_mutex_unlock(&guard->lock);
	return NULL;
}

int guard_n_busy(struct guard *guard)
{
	int n = 0;

	pthread_mutex_lock(&guard->lock);
	for (struct peer *peer = guard->peers; peer; peer = peer->next)
		n += peer->stage != STAGE_WAITING;
	pthread_mutex_unlock(&guard->lock);
	return n;
}

struct guard *guard_start(struct server *server)
{
	struct guard *guard = calloc(1, sizeof(*guard));

	if (!guard)
		abort();
	guard->server = server;
	pthread_mutex_init(&guard->lock, NULL);
	pthread_cond_init(&guard->wake, NULL);
	if (pthread_create(&guard->thread, NULL, sweep, guard))
		abort();
	return guard;
}

void guard_stop(struct guard *guard)
{
	if (!guard)
		return;
	pthread_mutex_lock(&guard->lock);
	guard->is_stopping = true;
	pthread_cond_signal(&guard->wake);
	pthread_mutex_unlock(&guard->lock);
	pthread_join(guard->thread, NULL);
	while (guard->n_spare)
		arena_free(guard->spare[--guard->n_spare]);
	pthread_cond_destroy(&guard->wake);
	pthread_mutex_destroy(&guard->lock);
	free(guard);
}
