/* /health for whoever restarts us, /metrics for whoever watches, and the API's
 * own description.
 *
 * Rule: figures only; nothing here names a person or a place. */
#include "http.h"

#include <pthread.h>

#include "print.h"
#include "version.h"

static const int64_t bounds_ms[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000 };
_Static_assert(COUNT_OF(bounds_ms) + 1 == COUNT_OF(((struct figures *)0)->n_within),
	       "one for more");

void figures_note(struct server *server, int status, int64_t ms)
{
	struct figures *f = &server->figures;
	size_t i = 0;

	while (i < COUNT_OF(bounds_ms) && ms > bounds_ms[i])
		i++;
	atomic_fetch_add_explicit(&f->n_within[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&f->n_by_class[status / 100 % 6], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&f->ms_total, ms, memory_order_relaxed);
}

enum outcome health_handle(struct exchange *x)
{
	struct writer_figures figures;
	struct buf *out;
	bool is_well;

	writer_figures(engine_writer(x->server->engine), &figures);
	is_well = !figures.is_full && !x->server->is_stopping;
	out = exchange_json(x, is_well ? 200 : 503);
	out_object(out);
	out_key(out, "state");
	out_text(out, is_well ? "well" : figures.is_full ? "disk full" : "stopping");
	out_key(out, "version");
	out_text(out, LIANFANG_VERSION);
	out_key(out, "up_seconds");
	out_int(out, (clock_now() - x->server->started_at) / MS_PER_SECOND);
	out_key(out, "waiting");
	out_int(out, figures.n_waiting);
	out_end_object(out);
	return ANSWERED;
}

static void figure(struct buf *out, const char *name, const char *kind, const char *help,
		   int64_t value)
{
	buf_print(out, "# HELP lianfang_%s %s\n# TYPE lianfang_%s %s\nlianfang_%s %lld\n", name,
		  help, name, kind, name, (long long)value);
}

static void http_figures(struct buf *out, struct server *server)
{
	struct figures *f = &server->figures;
	int64_t n = 0;

	buf_text(out, "# HELP lianfang_http_requests_total Answers by class of status.\n"
		      "# TYPE lianfang_http_requests_total counter\n");
	for (int i = 2; i < 6; i++)
		buf_print(out, "lianfang_http_requests_total{class=\"%dxx\"} %lld\n", i,
			  (long long)f->n_by_class[i]);
	buf_text(out, "# HELP lianfang_http_seconds Time from header to answer.\n"
		      "# TYPE lianfang_http_seconds histogram\n");
	for (size_t i = 0; i < COUNT_OF(bounds_ms); i++) {
		n += f->n_within[i];
		buf_print(out, "lianfang_http_seconds_bucket{le=\"%g\"} %lld\n",
			  (double)bounds_ms[i] / 1000, (long long)n);
	}
	n += f->n_within[COUNT_OF(bounds_ms)];
	buf_print(out, "lianfang_http_seconds_bucket{le=\"+Inf\"} %lld\n", (long long)n);
	buf_print(out, "lianfang_http_seconds_sum %.3f\n", (double)f->ms_total / 1000);
	buf_print(out, "lianfang_http_seconds_count %lld\n", (long long)n);
	figure(out, "http_connections", "gauge", "Open connections.", f->n_open);
	figure(out, "http_refused_total", "counter", "Requests refused before their body.",
	       f->n_refused_early);
	figure(out, "http_cut_total", "counter", "Connections cut or not admitted.", f->n_cut);
	figure(out, "http_busy_total", "counter", "Answers 503.", f->n_busy);
	figure(out, "http_received_bytes_total", "counter", "Bytes of bodies.", f->n_bytes_in);
	figure(out, "live_listeners", "gauge", "Open live streams.", live_n(server->live));
}

enum outcome metrics_handle(struct exchange *x)
{
	struct buf *out = exchange_json(x, 200);
	struct writer_figures w;

	x->type = "text/plain; version=0.0.4; charset=utf-8";
	writer_figures(engine_writer(x->server->engine), &w);
	http_figures(out, x->server);
	figure(out, "writer_batches_total", "counter", "Transactions.", w.n_batches);
	figure(out, "writer_commands_total", "counter", "Commands run.", w.n_jobs);
	figure(out, "writer_refused_total", "counter", "Commands refused.", w.n_refused);
	figure(out, "writer_failed_total", "counter", "Commands the storage failed.", w.n_failed);
	figure(out, "writer_reruns_total", "counter", "Batches run again.", w.n_reruns);
	figure(out, "writer_waiting", "gauge", "Commands queued.", w.n_waiting);
	figure(out, "writer_commit_microseconds_total", "counter", "Time in commits.",
	       w.commit_us_total);
	figure(out, "writer_commit_microseconds_max", "gauge", "Longest commit.", w.commit_us_max);
	figure(out, "writer_disk_full", "gauge", "1 while the disk is full.", w.is_full);
	figure(out, "up_seconds", "gauge", "Since the start.",
	       (clock_now() - x->server->started_at) / MS_PER_SECOND);
	return ANSWERED;
}

static struct buf openapi;

static void make_openapi(void)
{
	buf_init(&openapi, NULL, (size_t)64 << 20);
	print_openapi(&openapi);
}

enum outcome openapi_handle(struct exchange *x)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct buf *out = exchange_json(x, 200);

	pthread_once(&once, make_openapi);
	buf_add(out, openapi.bytes, openapi.n);
	return ANSWERED;
}
