/* lianfang serve: open the directory, listen, wait for the signal to end.
 *
 * Rule: SIGTERM stops accepting, finishes what is queued, and exits 0. */
#include "cli.h"

#include <signal.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "serve.h"

/* Commands waiting before the answer is 503: half a second of the fastest writer. */
#define QUEUE_LIMIT 16384
#define DRAIN_MS    10000
/* How far an exercise may run ahead of the time: a year. */
#define AHEAD_MAX (366 * 24 * 60)

struct options {
	const char *port, *host, *db, *cert, *key;
	const char *per_address, *connections, *queue, *threads, *readers, *slow, *ahead;
	bool has_log;
};

static int number(const char *text, int otherwise, int max, const char *name)
{
	int64_t n = otherwise;

	if (!text)
		return otherwise;
	if (text_to_int(text, &n) || n < 0 || n > max) {
		cli_complain("%s takes a number from 0 to %d", name, max);
		return -1;
	}
	return (int)n;
}

static int read_config(const struct options *o, struct serve_config *serve,
		       struct engine_config *engine)
{
	serve->host = o->host;
	serve->tls_cert = o->cert;
	serve->tls_key = o->key;
	serve->port = number(o->port, 8080, 65535, "--port");
	serve->n_per_address = number(o->per_address, 0, 1 << 20, "--per-address");
	serve->n_connections = number(o->connections, 0, 1 << 20, "--connections");
	serve->n_threads = number(o->threads, 0, 64, "--threads");
	serve->slow_seconds = number(o->slow, 0, 3600, "--slow-seconds");
	engine->queue_limit = number(o->queue, QUEUE_LIMIT, 1 << 22, "--queue");
	engine->n_readers = number(o->readers, 0, 256, "--readers");
	engine->is_quiet = !o->has_log;
	if (serve->port < 0 || serve->n_per_address < 0 || serve->n_connections < 0 ||
	    serve->n_threads < 0 || serve->slow_seconds < 0 || engine->queue_limit < 0 ||
	    engine->n_readers < 0)
		return -1;
	if (!o->cert != !o->key) {
		cli_complain("--tls-cert and --tls-key belong together");
		return -1;
	}
	return 0;
}

/* An exercise plays minute 45 before it comes: the whole program's clock runs ahead. */
static int run_ahead(const char *minutes)
{
	int n = number(minutes, 0, AHEAD_MAX, "--ahead");

	if (n < 0)
		return -1;
	clock_shift((int64_t)n * MS_PER_MINUTE);
	if (n > 0)
		printf("exercise: the clock runs %d minutes ahead\n", n);
	return 0;
}

/* Threads started later inherit the mask, so only sigwait sees the signals. */
static void hold_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void wait_for_end(const sigset_t *set)
{
	int got = 0;

	/* A terminal that goes away does not end a server. */
	while (sigwait(set, &got) == 0 && got == SIGHUP)
		;
}

static int serve(struct engine *engine, struct serve_config *config, const sigset_t *signals)
{
	char why[200];
	struct server *server;

	config->engine = engine;
	if (engine_clock_start(engine))
		return cli_complain("the clock does not start");
	server = serve_start(config, why);
	if (!server)
		return cli_complain("%s", why);
	printf("listening on %s://%s:%d\n", config->tls_cert ? "https" : "http",
	       config->host ? config->host : "127.0.0.1", serve_port(server));
	fflush(stdout);
	wait_for_end(signals);
	serve_drain(server, DRAIN_MS);
	serve_stop(server);
	return EXIT_OK;
}

int cli_serve(int argc, char **argv)
{
	struct options o = { 0 };
	const struct cli_option options[] = {
		{ "--port", &o.port, NULL },
		{ "--host", &o.host, NULL },
		{ "--db", &o.db, NULL },
		{ "--tls-cert", &o.cert, NULL },
		{ "--tls-key", &o.key, NULL },
		{ "--per-address", &o.per_address, NULL },
		{ "--connections", &o.connections, NULL },
		{ "--queue", &o.queue, NULL },
		{ "--threads", &o.threads, NULL },
		{ "--readers", &o.readers, NULL },
		{ "--slow-seconds", &o.slow, NULL },
		{ "--ahead", &o.ahead, NULL },
		{ "--log", NULL, &o.has_log },
	};
	struct serve_config serving = { 0 };
	struct engine_config config = { 0 };
	char why[200], *url;
	struct engine *engine;
	sigset_t signals;
	int outcome;

	if (cli_options(argc, argv, options, (int)COUNT_OF(options)) != 2)
		return cli_usage(argv[0]);
	if (read_config(&o, &serving, &config) || run_ahead(o.ahead))
		return EXIT_USAGE;
	log_set_level(o.has_log ? LOG_INFO : LOG_WARN);
	hold_signals(&signals);
	url = cli_db_url(argv[1], o.db);
	config.dir = serving.dir = argv[1];
	config.db_url = url;
	engine = engine_open(&config, why);
	if (!engine) {
		free(url);
		return cli_complain("%s", why);
	}
	outcome = serve(engine, &serving, &signals);
	engine_close(engine);
	free(url);
	return outcome;
}
