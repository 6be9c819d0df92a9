/* The HTTP server: libmicrohttpd with epoll and a small pool of threads.
 *
 * A request is routed and its sender known before its body is read; a write is
 * queued and its connection suspended until the commit is on disk.
 * Rule: nothing here waits, but for reads on a snapshot. */
#include "http.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netdb.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "problems.h"
#include "sender.h"

/* Idle keep-alive connections; a stalled answer is cut after the same time. */
#define IDLE_SECONDS 75
/* Header, answer header and the piece of body in hand share this; it is wiped at
 * every request, so it is no larger than headers need. */
#define CONNECTION_BYTES ((size_t)16 << 10)

static const struct route routes[] = {
	{ "POST", "/api/session", TAKES_BODY, 8192, session_open_handle },
	{ "DELETE", "/api/session", NEEDS_SESSION, 0, session_close_handle },
	{ "POST", "/api/session/link", TAKES_BODY, 8192, session_link_handle },
	{ "POST", "/api/session/device", TAKES_BODY, 8192, session_device_handle },
	{ "POST", "/api/session/household", TAKES_BODY, 8192, session_home_handle },
	{ "GET", "/api/me", NEEDS_SESSION, 0, me_handle },
	{ "POST", "/api/sync/push", NEEDS_SESSION | TAKES_BODY, PUSH_BODY_BYTES, push_handle },
	{ "GET", "/api/live", NEEDS_SESSION | IS_LIVE, 0, live_handle },
	{ "POST", "/api/import/", NEEDS_SESSION | TAKES_FILE | IS_PREFIX, IMPORT_BODY_BYTES,
	  import_start_handle },
	{ "GET", "/api/import/", NEEDS_SESSION | IS_PREFIX, 0, import_status_handle },
	{ "DELETE", "/api/import/", NEEDS_SESSION | IS_PREFIX, 0, import_cancel_handle },
	{ "GET", "/api/export/", NEEDS_SESSION | IS_PREFIX, 0, export_handle },
	{ "GET", "/api/template/", NEEDS_SESSION | IS_PREFIX, 0, template_handle },
	{ "GET", "/api/calendar/", IS_PREFIX, 0, calendar_handle },
	{ "GET", "/api/openapi.json", 0, 0, openapi_handle },
	{ NULL, "/api/", NEEDS_SESSION | TAKES_BODY | IS_PREFIX, COMMAND_BODY_BYTES, api_handle },
	{ "GET", "/health", 0, 0, health_handle },
	{ "GET", "/metrics", 0, 0, metrics_handle },
	{ "GET", "/", IS_PREFIX, 0, assets_handle },
};

static bool route_fits(const struct route *route, const char *path)
{
	size_t n = strlen(route->path);

	if (!(route->flags & IS_PREFIX))
		return strcmp(route->path, path) == 0;
	return strncmp(route->path, path, n) == 0 && (path[n] || n == 1);
}

/* 404 when no path fits, 405 when only the method does not. */
static int find_route(struct exchange *x)
{
	const char *method = strcmp(x->method, "HEAD") == 0 ? "GET" : x->method;
	const char *taken = NULL;

	for (size_t i = 0; i < COUNT_OF(routes); i++) {
		const struct route *route = &routes[i];
		bool fits = route->method
				    ? strcmp(route->method, method) == 0
				    : strcmp(method, "GET") == 0 || strcmp(method, "POST") == 0;

		if (!route_fits(route, x->path))
			continue;
		if (!fits) {
			const char *these = route->method ? route->method : "GET, POST";

			taken = taken ? arena_print(x->arena, "%s, %s", taken, these) : these;
			continue;
		}
		x->route = route;
		x->rest = x->path + strlen(route->path);
		return 0;
	}
	if (!taken) {
		exchange_problem(x, 404, 4902, NULL, "there is nothing at this address");
		return -1;
	}
	exchange_problem(x, 405, 4903, NULL, "this address does not take that method");
	exchange_header(x, "Allow", taken);
	return -1;
}

/* Answers. */

void exchange_header(struct exchange *x, const char *name, const char *value)
{
	assert(x->n_named < (int)COUNT_OF(x->names));
	x->names[x->n_named] = name;
	x->values[x->n_named++] = value;
}

struct buf *exchange_json(struct exchange *x, int status)
{
	x->status = status;
	buf_init(&x->out, x->arena, (size_t)64 << 20);
	return &x->out;
}

void problem_write(struct buf *out, const char *lang, int status, int number, const char *field,
		   const char *sentence)
{
	out_object(out);
	out_key(out, "problem");
	out_object(out);
	out_key(out, "number");
	out_int(out, number);
	out_key(out, "status");
	out_int(out, status);
	out_key(out, "field");
	out_text(out, field);
	out_key(out, "sentence");
	out_text(out, say(lang, sentence));
	out_end_object(out);
	out_end_object(out);
}

enum outcome exchange_problem(struct exchange *x, int status, int number, const char *field,
			      const char *sentence)
{
	problem_write(exchange_json(x, status), x->lang, status, number, field, sentence);
	return ANSWERED;
}

void exchange_wait(struct exchange *x, const struct fault *fault)
{
	if (fault->wait_s)
		exchange_header(x, "Retry-After",
				arena_print(x->arena, "%lld", (long long)fault->wait_s));
}

enum outcome exchange_fault(struct exchange *x, const struct fault *fault)
{
	exchange_wait(x, fault);
	return exchange_problem(x, problem_status(fault->number), fault->number, fault->field,
				fault->sentence);
}

enum outcome exchange_busy(struct exchange *x)
{
	exchange_problem(x, 503, 5030, NULL, "the server is busy: send it again in a moment");
	x->server->figures.n_busy++;
	return ANSWERED;
}

void exchange_suspend(struct exchange *x)
{
	peer_stage(x->peer, STAGE_WORKING);
	MHD_suspend_connection(x->connection);
}

void exchange_resume(struct exchange *x)
{
	struct MHD_Connection *connection = x->connection;

	atomic_store_explicit(&x->is_ready, true, memory_order_release);
	MHD_resume_connection(connection);
}

static const char *const api_headers[][2] = {
	{ "Cache-Control", "no-store" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'" },
};

struct MHD_Response *response_make(const struct buf *body, const char *type, bool is_lasting)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		body->n, body->bytes ? body->bytes : (void *)"",
		is_lasting ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);

	if (!response)
		return NULL;
	MHD_add_response_header(response, "Content-Type",
				type ? type : "application/json; charset=utf-8");
	for (size_t i = 0; i < COUNT_OF(api_headers); i++)
		MHD_add_response_header(response, api_headers[i][0], api_headers[i][1]);
	return response;
}

/* An exercise's clock runs ahead; phones set theirs by this header, which the library
 * takes from the machine's. */
static void add_date(struct MHD_Response *response)
{
	time_t now = (time_t)(clock_now() / MS_PER_SECOND);
	struct tm parts;
	char text[40];

	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &parts));
	MHD_add_response_header(response, "Date", text);
}

static void add_headers(struct exchange *x, struct MHD_Response *response)
{
	for (int i = 0; i < x->n_named; i++)
		MHD_add_response_header(response, x->names[i], x->values[i]);
	if (clock_shifted())
		add_date(response);
	if (x->server->cert)
		MHD_add_response_header(response, TLS_NAME, TLS_ONLY);
	if (x->status == 503)
		MHD_add_response_header(response, "Retry-After", "1");
	if (x->is_closing || x->server->is_stopping)
		MHD_add_response_header(response, "Connection", "close");
}

static enum MHD_Result send_answer(struct exchange *x)
{
	struct MHD_Response *response = x->response;
	enum MHD_Result result;

	if (!response) {
		exchange_compress(x);
		response = response_make(&x->out, x->type, true);
	}
	if (!response)
		return MHD_NO;
	if (!x->is_shared)
		add_headers(x, response);
	peer_stage(x->peer, x->route && x->route->flags & IS_LIVE && x->status == 200
				    ? STAGE_LIVE
				    : STAGE_SENDING);
	figures_note(x->server, x->status, clock_ticks() - x->began);
	x->is_dispatched = true;
	result = MHD_queue_response(x->connection, (unsigned)x->status, response);
	if (!x->is_shared)
		MHD_destroy_response(response);
	x->response = NULL;
	return result;
}

/* Refuse before the body is read: what follows on this connection would be
 * read as a request, so it is closed. */
static enum MHD_Result send_refusal(struct exchange *x)
{
	x->is_closing = true;
	x->server->figures.n_refused_early++;
	return send_answer(x);
}

/* The body. */

static int body_length(struct exchange *x)
{
	const char *length = x->headers.content_length;
	int64_t n = 0;

	if (x->headers.has_coding) {
		exchange_problem(x, 411, 4904, NULL,
				 "send the length of the body; chunks are not taken");
		return -1;
	}
	if (length && (text_to_int(length, &n) || n < 0 || *length == '+')) {
		exchange_problem(x, 400, 4905, NULL, "the length of the body is not a number");
		return -1;
	}
	if ((uint64_t)n > x->route->body_bytes) {
		exchange_problem(x, 413, 4906, NULL, "that is too much at once: send it in parts");
		return -1;
	}
	x->n_expected = (size_t)n;
	return 0;
}

static int body_open(struct exchange *x)
{
	if (body_length(x))
		return -1;
	if (x->route->flags & TAKES_FILE) {
		char name[37];

		uuid7(name);
		x->file = arena_print(x->arena, "%s/tmp/upload-%s", x->server->config.dir, name);
		x->fd = open(x->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (x->fd < 0) {
			exchange_problem(
				x, 507, 5031, NULL,
				"there is no room to keep the file: tell the administrator");
			return -1;
		}
		peer_uploads(x->peer);
		return 0;
	}
	if (x->route->body_bytes == PUSH_BODY_BYTES) {
		x->own_arena = arena_new(PUSH_ARENA_BYTES);
		x->arena = x->own_arena;
	}
	x->body = arena_alloc(x->arena, x->n_expected + 1);
	return 0;
}

static int body_add(struct exchange *x, const char *bytes, size_t n_bytes)
{
	if (n_bytes > x->n_expected - x->n_body)
		return -1;
	peer_received(x->peer, n_bytes);
	if (x->fd < 0) {
		memcpy(x->body + x->n_body, bytes, n_bytes);
		x->n_body += n_bytes;
		return 0;
	}
	x->n_body += n_bytes;
	while (n_bytes) {
		ssize_t n = write(x->fd, bytes, n_bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes += n;
		n_bytes -= (size_t)n;
	}
	return 0;
}

const struct json *exchange_body(struct exchange *x)
{
	static const char json_type[] = "application/json";
	const char *type = x->headers.content_type, *why = NULL;
	const struct json *body;

	if (!type || strncasecmp(type, json_type, sizeof(json_type) - 1) != 0) {
		exchange_problem(x, 415, 4907, NULL,
				 "send JSON, with Content-Type: application/json");
		return NULL;
	}
	body = json_read(x->arena, x->body, x->n_body, &why);
	if (!body || body->kind != JSON_OBJECT) {
		exchange_problem(x, 400, 4001, NULL, body ? "the body must be an object" : why);
		return NULL;
	}
	if (arena_is_over(x->arena)) {
		exchange_problem(x, 413, 4906, NULL, "that is too much at once: send it in parts");
		return NULL;
	}
	return body;
}

/* The query. */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char *percent_decode(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, strlen(text) + 1), *to = out;

	for (; *text; text++) {
		int high, low;

		if (*text != '%') {
			*to++ = *text;
			continue;
		}
		high = hex_digit(text[1]);
		low = high < 0 ? -1 : hex_digit(text[2]);
		if (low < 0 || (high | low) == 0)
			return NULL;
		*to++ = (char)(high << 4 | low);
		text += 2;
	}
	*to = 0;
	return utf8_is_valid(out, (size_t)(to - out)) ? out : NULL;
}

const char *exchange_query(struct exchange *x, const char *name)
{
	const char *value = MHD_lookup_connection_value(x->connection, MHD_GET_ARGUMENT_KIND, name);

	return value ? percent_decode(x->arena, value) : NULL;
}

const char *exchange_address(struct exchange *x)
{
	if (peer_is_local(x->peer) && x->headers.real_ip)
		return x->headers.real_ip;
	return peer_address(x->peer);
}

/* The reader's language: the first of ours that is named. */
static const char *choose_language(const char *accepted)
{
	for (; accepted && *accepted; accepted++) {
		if (strncasecmp(accepted, "zh", 2) == 0)
			return "zh-CN";
		if (strncasecmp(accepted, "en", 2) == 0)
			return "en";
		accepted = strchr(accepted, ',');
		if (!accepted)
			break;
		while (accepted[1] == ' ')
			accepted++;
	}
	return "en";
}

/* First sight of a request: everything that can be refused before its body. */
static int begin(struct exchange *x)
{
	bool is_change;

	if (x->headers.fault) {
		exchange_problem(x, 400, 4901, NULL, x->headers.fault);
		return -1;
	}
	if (x->server->is_stopping)
		return exchange_busy(x) == ANSWERED ? -1 : 0;
	if (find_route(x))
		return -1;
	is_change = strcmp(x->method, "GET") != 0 && strcmp(x->method, "HEAD") != 0;
	if (x->route->handle == api_handle && api_is_busy(x)) {
		admit_refuse(x);
		return -1;
	}
	if (x->route->flags & NEEDS_SESSION &&
	    (api_is_open(x) ? session_welcome(x, is_change) : session_check(x, is_change)))
		return -1;
	if (x->actor.household && x->route->flags & TAKES_FILE) {
		exchange_problem(x, 403, 4102, NULL,
				 "none of your postings allows this; ask your officer");
		return -1;
	}
	if (x->headers.view_as && view_check(x))
		return -1;
	if (!is_change || !(x->route->flags & (TAKES_BODY | TAKES_FILE))) {
		if (x->headers.has_coding ||
		    (x->headers.content_length && strcmp(x->headers.content_length, "0") != 0)) {
			exchange_problem(x, 400, 4908, NULL, "this request takes no body");
			return -1;
		}
		return 0;
	}
	return body_open(x);
}

static enum MHD_Result dispatch(struct exchange *x)
{
	x->is_dispatched = true;
	peer_stage(x->peer, STAGE_WORKING);
	if (x->route->handle(x) == ANSWERED)
		return send_answer(x);
	return MHD_YES;
}

static bool body_is_short(const struct exchange *x)
{
	int64_t n = 0;

	return !x->headers.content_length || (text_to_int(x->headers.content_length, &n) == 0 &&
					      n >= 0 && n <= (int64_t)DRAINED_BYTES);
}

static enum MHD_Result first_call(struct exchange *x, struct MHD_Connection *connection,
				  const char *path, const char *method, const char *version)
{
	bool refused;

	x->connection = connection;
	x->arena = peer_arena(x->peer);
	x->path = path;
	x->method = method;
	x->fd = -1;
	x->began = clock_ticks();
	guard_headers(x, version);
	x->lang = choose_language(x->headers.accept_language);
	peer_stage(x->peer, STAGE_BODY);
	refused = begin(x) != 0;
	peer_pause(x->peer)->was_early = false;
	if (!refused)
		return MHD_YES;
	/* libmicrohttpd closes after an answer given now, as it must when the message
	 * is not to be trusted or a long body follows; else the answer waits for its
	 * turn and the connection lives. */
	if (x->headers.fault || x->headers.has_coding || x->status == 413 || !body_is_short(x))
		return send_refusal(x);
	x->is_refused = true;
	return MHD_YES;
}

static enum MHD_Result access_handler(void *server, struct MHD_Connection *connection,
				      const char *path, const char *method, const char *version,
				      const char *bytes, size_t *n_bytes, void **context)
{
	struct exchange *x = *context;

	if (!x->server) {
		x->server = server;
		return first_call(x, connection, path, method, version);
	}
	if (*n_bytes) {
		if (x->is_dispatched || x->is_refused) { /* the rest is thrown away */
			peer_received(x->peer, *n_bytes);
			*n_bytes = 0;
			return MHD_YES;
		}
		if (body_add(x, bytes, *n_bytes))
			return MHD_NO;
		*n_bytes = 0;
		return MHD_YES;
	}
	if (x->is_dispatched) {
		if (!atomic_load_explicit(&x->is_ready, memory_order_acquire))
			return MHD_YES;
		if (x->finish)
			x->finish(x);
		return send_answer(x);
	}
	return x->is_refused ? send_answer(x) : dispatch(x);
}

/* Called with the raw request target before anything else of a request. */
static void *request_began(void *server, const char *uri, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct exchange *x = peer_exchange(info->socket_context);

	(void)server;
	memset(x, 0, sizeof(*x));
	x->peer = info->socket_context;
	x->fd = -1;
	x->target_end = uri + strlen(uri);
	return x;
}

static void request_ended(void *server, struct MHD_Connection *connection, void **context,
			  enum MHD_RequestTerminationCode how)
{
	struct exchange *x = *context;

	(void)server;
	(void)connection;
	(void)how;
	*context = NULL;
	if (!x)
		return;
	if (x->fd >= 0)
		close(x->fd);
	if (x->file)
		unlink(x->file); /* an import that took it over has set it to NULL */
	arena_free(x->own_arena);
	x->own_arena = NULL;
	arena_reset(peer_arena(x->peer));
	peer_stage(x->peer, STAGE_WAITING);
}

/* Percent signs stay: we decode ourselves and refuse %00. */
static size_t leave_escapes(void *self, struct MHD_Connection *connection, char *text)
{
	(void)self;
	(void)connection;
	return strlen(text);
}

static void PRINTS(2, 0) quiet_log(void *self, const char *format, va_list args)
{
	(void)self;
	(void)format;
	(void)args;
}

static char *read_pem(const char *path, char why[200])
{
	FILE *file = fopen(path, "re");
	struct buf buf;
	char part[4096];
	size_t n;

	if (!file) {
		snprintf(why, 200, "cannot read %s: %s", path, strerror(errno));
		return NULL;
	}
	buf_init(&buf, NULL, (size_t)1 << 20);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(&buf, part, n);
	fclose(file);
	buf_char(&buf, '\n');
	return buf.bytes;
}

/* A listening socket of our own, so that the port is known and a second start
 * on the same port is told plainly. */
static int listen_on(const char *host, int port, int *bound, char why[200])
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE }, *found;
	struct sockaddr_storage at;
	socklen_t n_at = sizeof(at);
	char service[12];
	int fd = -1, on = 1, failed;

	snprintf(service, sizeof(service), "%d", port);
	failed = getaddrinfo(host, service, &hints, &found);
	if (failed) {
		snprintf(why, 200, "cannot find the address %s: %s", host, gai_strerror(failed));
		return -1;
	}
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) || listen(fd, 4096) ||
	    getsockname(fd, (struct sockaddr *)&at, &n_at)) {
		snprintf(why, 200, "cannot listen on %s port %d: %s", host, port, strerror(errno));
		if (fd >= 0)
			close(fd);
		fd = -1;
	} else {
		*bound = ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
							: ((struct sockaddr_in *)&at)->sin_port);
	}
	freeaddrinfo(found);
	return fd;
}

/* Each connection is a file; the default of 1,024 would be the first limit met. */
static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static struct MHD_Daemon *start_daemon(struct server *server)
{
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, server->cert },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, server->key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0,
		  (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
			 MHD_USE_ERROR_LOG;

	if (server->cert)
		flags |= MHD_USE_TLS;
	/* clang-format off */
	return MHD_start_daemon(
		flags, 0, guard_admit, server->guard, access_handler, server,
		MHD_OPTION_EXTERNAL_LOGGER, quiet_log, NULL,
		MHD_OPTION_LISTEN_SOCKET, server->listen_fd,
		MHD_OPTION_THREAD_POOL_SIZE, (unsigned)server->config.n_threads,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)server->config.n_connections,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_NOTIFY_COMPLETED, request_ended, server,
		MHD_OPTION_NOTIFY_CONNECTION, guard_connection, server,
		MHD_OPTION_URI_LOG_CALLBACK, request_began, server,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL,
		MHD_OPTION_ARRAY, server->cert ? tls : none,
		MHD_OPTION_END);
	/* clang-format on */
}

static int load_tls(struct server *server, char why[200])
{
	if (!server->config.tls_cert)
		return 0;
	server->cert = read_pem(server->config.tls_cert, why);
	if (!server->cert)
		return -1;
	server->key = read_pem(server->config.tls_key, why);
	return server->key ? 0 : -1;
}

/* Where sheets lie on their way in and out; what a server that was killed left
 * there a day ago is nobody's any more. */
static void make_folder(const char *dir)
{
	char path[4096];
	struct dirent *entry;
	struct stat facts;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/tmp", dir);
	mkdir(path, 0700);
	folder = opendir(path);
	while (folder && (entry = readdir(folder))) {
		snprintf(path, sizeof(path), "%s/tmp/%s", dir, entry->d_name);
		if (stat(path, &facts) == 0 && S_ISREG(facts.st_mode) &&
		    clock_now() - (int64_t)facts.st_mtime * MS_PER_SECOND > MS_PER_DAY)
			unlink(path);
	}
	if (folder)
		closedir(folder);
}

struct server *serve_start(const struct serve_config *config, char why[200])
{
	struct server *server = calloc(1, sizeof(*server));

	if (!server)
		abort();
	server->config = *config;
	server->engine = config->engine;
	server->started_at = clock_now();
	server->config.host = config->host ? config->host : "127.0.0.1";
	server->config.n_threads = config->n_threads ? config->n_threads : 2;
	server->config.n_connections = config->n_connections ? config->n_connections : 8192;
	server->config.slow_seconds = config->slow_seconds ? config->slow_seconds : 10;
	raise_file_limit();
	make_folder(config->dir);
	server->listen_fd = listen_on(server->config.host, config->port, &server->port, why);
	if (server->listen_fd < 0 || load_tls(server, why))
		goto failed;
	assets_start(server->cert != NULL);
	admit_start(server);
	server->guard = guard_start(server);
	server->lane = lane_start(2, 128);
	server->live = live_start(server);
	server->imports = imports_start(server);
	server->sender = sender_start(server->engine);
	server->daemon = start_daemon(server);
	if (server->daemon)
		return server;
	snprintf(why, 200, "the HTTP server does not start%s",
		 server->cert ? ": are certificate and key a pair in PEM?" : "");
	serve_stop(server);
	return NULL;
failed:
	if (server->listen_fd >= 0)
		close(server->listen_fd);
	free(server->cert);
	free(server);
	return NULL;
}

int serve_port(const struct server *server)
{
	return server->port;
}

void serve_drain(struct server *server, int64_t ms)
{
	int64_t until = clock_ticks() + ms;

	server->is_stopping = true;
	if (server->daemon)
		MHD_quiesce_daemon(server->daemon);
	live_end_all(server->live);
	imports_end(server->imports);
	while (guard_n_busy(server->guard) > 0 && clock_ticks() < until)
		usleep(10000);
}

void serve_stop(struct server *server)
{
	if (!server->is_stopping)
		serve_drain(server, 0);
	lane_stop(server->lane);
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	live_stop(server->live);
	imports_stop(server->imports);
	sender_stop(server->sender);
	close(server->listen_fd);
	guard_stop(server->guard);
	assets_stop();
	admit_stop(server);
	free(server->cert);
	if (server->key)
		explicit_bzero(server->key, strlen(server->key));
	free(server->key);
	free(server);
}
