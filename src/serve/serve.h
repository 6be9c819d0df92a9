/* The server as main/ sees it: start, stop, and where it listens.
 *
 * Rule: serve/ reaches rooms only through the command table. */
#ifndef SERVE_H
#define SERVE_H

#include "actor.h"

struct serve_config {
	struct engine *engine;
	const char *dir;                /* data directory; uploads go to dir/tmp */
	const char *host;               /* NULL: 127.0.0.1 */
	int port;                       /* 0: any free one */
	const char *tls_cert, *tls_key; /* PEM files; NULL: plain HTTP */
	int n_threads;                  /* HTTP threads; 0: 2 */
	int n_connections;              /* 0: 8,192 */
	int n_per_address;              /* 0: 256, and no limit for this machine itself */
	int slow_seconds;               /* how long a header, or a stalled body, may take; 0: 10 */
};

struct server;

/* Listen and answer in threads of its own.  NULL with a sentence in `why`. */
struct server *serve_start(const struct serve_config *config, char why[200]);

/* The port it listens on. */
int serve_port(const struct server *server);

/* Stop accepting, refuse new requests with 503, end live streams, wait up to
 * `ms` for requests under way. */
void serve_drain(struct server *server, int64_t ms);

/* Close every connection and end the threads; the engine must still be open. */
void serve_stop(struct server *server);

#endif
