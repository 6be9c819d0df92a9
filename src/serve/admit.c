/* Admission: how many single writes may wait at once.
 *
 * Whoever is admitted should wait about as long as always; when more arrive than
 * the disk takes, the rest are told at once to come again.
 * Rule: the limit follows what was really answered, so a slow disk refuses
 * earlier instead of letting everybody wait. */
#include "http.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* What is admitted under overload waits this long in the queue. */
#define WAIT_MS 50
/* There has been no room within this time. */
#define FULL_MS     1000
#define LIMIT_MIN   256
#define LIMIT_MAX   4096
#define LIMIT_START 1024

/* How long ago the last bytes of a connection arrived. */
static int64_t waited_ms(const struct exchange *x)
{
	struct tcp_info info = { 0 };
	socklen_t n = sizeof(info);

	if (getsockopt(peer_fd(x->peer), IPPROTO_TCP, TCP_INFO, &info, &n) != 0)
		return 0;
	return info.tcpi_last_data_recv;
}

bool admit_would(struct exchange *x)
{
	struct server *server = x->server;
	int limit = server->n_singles_max;

	if (server->n_singles >= limit) {
		server->full_at = clock_ticks();
		return false;
	}
	if (peer_pause(x->peer)->was_early)
		return false;
	/* While it is full again and again, thousands wait in their sockets, the oldest
	 * first: those who have waited long already make room for those who have not. */
	return !server->full_at || clock_ticks() - server->full_at > FULL_MS ||
	       waited_ms(x) <= WAIT_MS;
}

static struct MHD_Response *make_busy(const char *lang)
{
	struct MHD_Response *response;
	struct buf body;

	buf_init(&body, NULL, 1 << 16);
	problem_write(&body, lang, 503, 5030, NULL,
		      "the server is busy: send it again in a moment");
	response = response_make(&body, NULL, false);
	buf_free(&body);
	if (!response)
		abort();
	MHD_add_response_header(response, "Retry-After", "1");
	return response;
}

void admit_start(struct server *server)
{
	server->n_singles_max = LIMIT_START;
	server->pauses = pauses_new(server->config.n_threads);
	server->busy_en = make_busy("en");
	server->busy_zh = make_busy("zh-CN");
}

void admit_stop(struct server *server)
{
	MHD_destroy_response(server->busy_en);
	MHD_destroy_response(server->busy_zh);
	free(server->pauses);
}

void admit_refuse(struct exchange *x)
{
	x->status = 503;
	x->response = strcmp(x->lang, "en") == 0 ? x->server->busy_en : x->server->busy_zh;
	x->is_shared = true;
	x->server->figures.n_busy++;
	/* A proxy's connection carries many people: one's haste is not another's. */
	if (!x->headers.real_ip || !peer_is_local(x->peer))
		pause_refused(x);
}

bool admit_one(struct server *server)
{
	int limit = atomic_load_explicit(&server->n_singles_max, memory_order_relaxed);

	if (atomic_fetch_add(&server->n_singles, 1) < limit)
		return true;
	atomic_fetch_sub(&server->n_singles, 1);
	return false;
}

void admit_done(struct server *server)
{
	atomic_fetch_sub_explicit(&server->n_singles, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&server->n_answered, 1, memory_order_relaxed);
}

void admit_tune(struct server *server, int64_t now)
{
	struct seen *seen = &server->seen;
	int64_t answered = server->n_answered, busy = server->figures.n_busy;
	int64_t ms = now - seen->at, limit = server->n_singles_max, proven;

	if (ms < 400)
		return;
	proven = (answered - seen->answered) * WAIT_MS / ms;
	if (busy != seen->busy && seen->at)
		limit = (limit + proven) / 2;
	else if (limit < LIMIT_START || limit < 2 * proven)
		limit += limit / 4;
	else if (limit > LIMIT_START)
		limit -= limit / 4; /* what was proven an hour ago is not so now */
	*seen = (struct seen){ now, answered, busy };
	server->n_singles_max = (int)(limit < LIMIT_MIN   ? LIMIT_MIN
				      : limit > LIMIT_MAX ? LIMIT_MAX
							  : limit);
}
