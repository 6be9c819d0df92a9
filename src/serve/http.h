/* One HTTP request on its way through serve/.
 *
 * A handler either has answered when it returns, or has suspended the
 * connection and says so; whoever finishes the work calls exchange_resume.
 * Everything of a request lives in its arena, which belongs to the connection
 * and is emptied when the answer is sent. */
#ifndef HTTP_H
#define HTTP_H

#include "serve.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <strings.h>
#include <time.h>

/* Limits: a command is a form, a push is up to 500 of them, an import is a
 * city's sheet (14 million rows are imported with the command line). */
#define COMMAND_BODY_BYTES ((size_t)1 << 20)
#define PUSH_BODY_BYTES    ((size_t)8 << 20)
#define IMPORT_BODY_BYTES  ((size_t)200 << 20)
/* A parsed body takes many times its bytes. */
#define COMMAND_ARENA_BYTES ((size_t)48 << 20)
#define PUSH_ARENA_BYTES    ((size_t)256 << 20)
#define N_PUSHES_AT_ONCE    32
/* A refused body up to this is read and thrown away, so that the connection lives. */
#define DRAINED_BYTES ((size_t)64 << 10)
#define HEADER_BYTES  ((size_t)8 << 10)
#define N_HEADERS_MAX 64

struct exchange;
struct peer;

enum outcome { ANSWERED, WAITS };

enum route_flags {
	NEEDS_SESSION = 1, /* refused before the body is read */
	TAKES_BODY = 2,
	TAKES_FILE = 4, /* the body is streamed to a file */
	IS_PREFIX = 8,  /* path continues after the route's */
	IS_LIVE = 16,
};

struct route {
	const char *method; /* NULL: any of GET and POST */
	const char *path;
	unsigned flags;
	size_t body_bytes;
	enum outcome (*handle)(struct exchange *x);
};

/* The headers that matter, found in one walk. */
struct headers {
	const char *content_length, *content_type, *cookie, *authorization, *csrf;
	const char *accept_language, *accept_encoding, *if_none_match, *file_name, *real_ip;
	const char *view_as; /* login of the account to read as */
	const char *fault;   /* why the request is not taken at all; NULL: clean */
	bool has_coding;     /* Transfer-Encoding */
};

struct exchange {
	struct server *server;
	struct peer *peer;
	struct MHD_Connection *connection;
	struct arena *arena;
	struct arena *own_arena; /* a larger one for this request alone; freed with it */
	const struct route *route;
	const char *method, *path; /* path as sent, without the query */
	const char *target_end;    /* of the raw request target */
	const char *rest;          /* after the prefix of the route */
	const char *lang;          /* "zh-CN" or "en" */
	struct headers headers;
	const char *token;
	struct actor actor;
	struct actor viewed; /* read as this one, with X-View-As */
	struct session session;
	bool has_session;

	char *body;
	size_t n_body, n_expected;
	int fd;           /* of an upload; -1: none */
	const char *file; /* its name */

	bool is_dispatched, is_refused;
	_Atomic bool is_ready; /* the answer may be sent */
	bool is_closing;       /* the connection ends with this answer */
	int status;
	const char *type; /* NULL: JSON */
	struct buf out;
	struct MHD_Response *response; /* instead of `out` */
	bool is_shared;                /* the response is not ours to change or free */
	const char *names[6], *values[6];
	int n_named;

	int64_t began;
	void (*deferred)(struct exchange *x); /* see lane.c */
	void (*finish)(struct exchange *x);   /* writes the answer after a resume; may be NULL */
	struct exchange *next;
	void *own; /* the handler's */
};

/* Figures for /metrics. */
struct figures {
	_Atomic int64_t n_by_class[6];
	_Atomic int64_t n_within[12]; /* see health.c */
	_Atomic int64_t ms_total;
	_Atomic int64_t n_refused_early, n_cut, n_open, n_busy, n_bytes_in;
};

struct guard;
struct lane;
struct live;
struct imports;
struct sender;

/* What admit_tune saw last. */
struct seen {
	int64_t at, answered, busy;
};

struct server {
	struct serve_config config;
	struct engine *engine;
	struct MHD_Daemon *daemon;
	struct guard *guard;
	struct lane *lane;
	struct live *live;
	struct imports *imports;
	struct sender *sender;
	char *cert, *key;
	int port;
	int listen_fd;
	int64_t started_at;
	_Atomic bool is_stopping;
	_Atomic int n_pushes;
	_Atomic int n_singles;                  /* writes sent one by one and not answered yet */
	_Atomic int n_singles_max;              /* see admit.c */
	_Atomic int64_t n_answered;             /* of them, ever */
	_Atomic int64_t full_at;                /* when there was no room for one last */
	struct seen seen;                       /* the guard thread's */
	struct MHD_Response *busy_en, *busy_zh; /* 503, made once */
	struct pauses *pauses;                  /* one of each HTTP thread */
	_Atomic int n_pausing;                  /* of them, taken by their threads */
	_Atomic int n_exports;
	struct figures figures;
};

/* Answers.  exchange_problem writes {"problem":…} in the reader's language. */
void problem_write(struct buf *out, const char *lang, int status, int number, const char *field,
		   const char *sentence);
/* A response with these bytes (copied when not `is_lasting`) and the headers of the API. */
struct MHD_Response *response_make(const struct buf *body, const char *type, bool is_lasting);
enum outcome exchange_problem(struct exchange *x, int status, int number, const char *field,
			      const char *sentence);
enum outcome exchange_fault(struct exchange *x, const struct fault *fault);
/* Retry-After, where the fault says how long. */
void exchange_wait(struct exchange *x, const struct fault *fault);
/* 503 with Retry-After. */
enum outcome exchange_busy(struct exchange *x);
/* Start a JSON answer: the buffer to write into. */
struct buf *exchange_json(struct exchange *x, int status);
/* Write into an object which database this is now and how many commands of the caller's
 * session it has kept ("epoch", "now", "n_pushed"); 0 or -1. */
int exchange_marks(struct exchange *x, struct buf *out);
/* Add a header to the answer; both texts must outlive it. */
void exchange_header(struct exchange *x, const char *name, const char *value);

/* A JSON answer of more than 8 kB is put into gzip when the asker takes it; done once. */
void exchange_compress(struct exchange *x);
/* Whether the request's Accept-Encoding names this coding. */
bool exchange_accepts(const struct exchange *x, const char *coding);

/* Suspend until exchange_resume, which any thread may call once, also before
 * the handler has returned. */
void exchange_suspend(struct exchange *x);
void exchange_resume(struct exchange *x);

/* A query argument, decoded, in the arena; NULL when absent or not valid UTF-8. */
const char *exchange_query(struct exchange *x, const char *name);
/* The body as a JSON object; NULL when it is not one (the problem is answered). */
const struct json *exchange_body(struct exchange *x);
/* Percent-decoding into the arena; NULL for %00 or text that is not UTF-8. */
const char *percent_decode(struct arena *arena, const char *text);

/* Handlers. */
enum outcome api_handle(struct exchange *x);
enum outcome push_handle(struct exchange *x);
enum outcome live_handle(struct exchange *x);
enum outcome session_open_handle(struct exchange *x);
enum outcome session_close_handle(struct exchange *x);
enum outcome session_link_handle(struct exchange *x);
enum outcome session_device_handle(struct exchange *x);
enum outcome session_home_handle(struct exchange *x);
enum outcome me_handle(struct exchange *x);
enum outcome import_start_handle(struct exchange *x);
/* In the slow lane: what an uploaded sheet looks like, without running it. */
void import_preview(struct exchange *x);
enum outcome import_status_handle(struct exchange *x);
enum outcome import_cancel_handle(struct exchange *x);
enum outcome export_handle(struct exchange *x);
enum outcome template_handle(struct exchange *x);
enum outcome calendar_handle(struct exchange *x);
enum outcome openapi_handle(struct exchange *x);
enum outcome health_handle(struct exchange *x);
enum outcome metrics_handle(struct exchange *x);
enum outcome assets_handle(struct exchange *x);

/* Whether a write that has just begun would be refused: told before its body is read. */
bool api_is_busy(struct exchange *x);
/* Whether the command asked for is open to anyone. */
bool api_is_open(const struct exchange *x);

/* Sessions: fill actor and session from cookie or bearer; 0, or -1 answered. */
int session_check(struct exchange *x, bool is_change);
/* The same where a session is welcome and not needed: without a good one the caller is
 * nobody, and limited by address; 0, or -1 answered. */
int session_welcome(struct exchange *x, bool is_change);

/* What an address may ask without a session (limit.c): 0, or -1 answered with 429 and
 * Retry-After. */
enum limited { LIMIT_BIND, LIMIT_OPEN, LIMIT_FILE, LIMIT_VISIT, LIMIT_ASK };
int limit_take(struct exchange *x, enum limited kind);
void limit_give(struct exchange *x, enum limited kind);
int limit_command(struct exchange *x, const char *command);

/* With X-View-As: whether this request may be made so, and as whom; 0, or -1 answered. */
int view_check(struct exchange *x);
/* What such a request may not ask. */
enum outcome view_refuse(struct exchange *x);
/* Whoever reads: the account itself, or the one it views. */
const struct actor *exchange_reader(const struct exchange *x);
/* Whether a read prepared as the viewed account is allowed to the viewer too; -1 answered. */
int view_allow(struct exchange *x, const struct call *call);

/* Where a command's address comes from: the peer, or what a proxy on this machine says. */
const char *exchange_address(struct exchange *x);

/* Admission of single writes: whether there is room for one more, one admitted
 * was answered, and a look every half second at how many there may be. */
void admit_start(struct server *server);
void admit_stop(struct server *server);
/* Whether a single write that has just begun would be admitted. */
bool admit_would(struct exchange *x);
/* Answer a single write that there is no room for, before its body is read. */
void admit_refuse(struct exchange *x);
bool admit_one(struct server *server);
void admit_done(struct server *server);
void admit_tune(struct server *server, int64_t now);

/* Pauses of connections whose writes are refused again and again; see pause.c. */
struct pauses;
struct pause {
	int64_t refused_at, until;
	bool was_early; /* the next request was sent during the pause */
	struct pauses *in;
	struct pause *next, **at;
	struct MHD_Connection *connection;
	int fd;
};
/* One list for each thread; free() it when they have ended. */
struct pauses *pauses_new(int n_threads);
/* A write of this connection is refused as too much: it may be paused after this answer. */
void pause_refused(struct exchange *x);
/* The connection closes. */
void pause_end(struct pause *pause);
/* Wake those of this thread whose time has come; in how many ms to look again, -1 never. */
int pause_tick(int epoll);
struct pause *peer_pause(struct peer *peer);
int peer_fd(const struct peer *peer);

/* Guard: connections, deadlines, addresses. */
struct guard *guard_start(struct server *server);
void guard_stop(struct guard *guard);
/* Requests under way. */
int guard_n_busy(struct guard *guard);
enum MHD_Result guard_admit(void *guard, const struct sockaddr *address, socklen_t n);
void guard_connection(void *server, struct MHD_Connection *connection, void **socket_context,
		      enum MHD_ConnectionNotificationCode code);
/* Walk the headers and note the first breach of the protocol in x->headers.fault. */
void guard_headers(struct exchange *x, const char *version);
/* The request's stage, for deadlines. */
enum stage { STAGE_WAITING, STAGE_BODY, STAGE_WORKING, STAGE_SENDING, STAGE_LIVE };
void peer_stage(struct peer *peer, enum stage stage);
void peer_received(struct peer *peer, size_t n_bytes);
void peer_uploads(struct peer *peer); /* its body may take an hour */
struct exchange *peer_exchange(struct peer *peer);
struct arena *peer_arena(struct peer *peer);
const char *peer_address(const struct peer *peer);
bool peer_is_local(const struct peer *peer);

/* The slow lane: a few threads for work that would hold up an HTTP thread
 * (password hashing, building an XLSX file). */
struct lane *lane_start(int n_threads, int n_waiting);
void lane_stop(struct lane *lane);
/* Suspend and run `work` in the lane; it is resumed afterwards.  Busy when full. */
enum outcome lane_run(struct exchange *x, void (*work)(struct exchange *x));

/* Live streams. */
struct live *live_start(struct server *server);
void live_end_all(struct live *live);
void live_stop(struct live *live);
int live_n(struct live *live);

/* Imports sent over HTTP. */
struct imports *imports_start(struct server *server);
void imports_end(struct imports *imports);  /* no run is under way afterwards */
void imports_stop(struct imports *imports); /* after the daemon */

/* Where the program itself serves TLS, browsers come by TLS alone for a year. */
#define TLS_NAME "Strict-Transport-Security"
#define TLS_ONLY "max-age=31536000"

/* Assets: build their answers once. */
void assets_start(bool is_tls);
void assets_stop(void);

/* Add one finished request to the figures. */
void figures_note(struct server *server, int status, int64_t ms);

#endif
