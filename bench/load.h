/* The load generator's parts: latencies, requests, connections.
 *
 * Rule: every run is bounded in requests and in time, and says what it saw;
 * answers other than 2xx are counted, never hidden. */
#ifndef LOAD_H
#define LOAD_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int64_t now_us(void);  /* a clock that never goes back */
int64_t wall_ms(void); /* since the epoch */

/* ---- latencies: buckets of 1/64 of a power of two, in microseconds ---- */

enum { N_BUCKETS = 64 * 40 };
struct latencies {
	int64_t n, sum, largest;
	int64_t buckets[N_BUCKETS];
};
void latencies_add(struct latencies *l, int64_t us);
double latencies_ms(const struct latencies *l, double share); /* 0.99: the 99th percentile */

/* ---- options ---- */

enum mode {
	MODE_VISIT,
	MODE_BATCH,
	MODE_PATHS,
	MODE_HELLO,
	MODE_LIVE,
	MODE_FRESH,
	MODE_SCAN, /* one record of a gate; `paths` holds lines "gate pass" */
	MODE_SCANS /* batches of them, each from one gate that was without network for a day */
};

struct options {
	enum mode mode;
	const char *host;
	int port;
	const char *token, *sweep, *region; /* region: of the envelope */
	const char *answers;                /* JSON for every visit that is done; may be NULL */
	const char *run;                    /* goes into every id, so that runs differ */
	int connections, batch;
	double seconds, ramp; /* ramp: seconds at the start that are not counted */
	int64_t count;        /* 0: until the time is over */
	int64_t rate;         /* requests a second; 0: as fast as answers come */
	int64_t first, last;  /* household ids h<first> … h<last> */
	int64_t start;        /* steps taken by earlier runs: doors not visited yet */
	int workers;          /* how many grid workers walk at the same time */
	char **paths;
	int64_t n_paths;
};

/* ---- requests ---- */

/* Where the next visit goes: `workers` people each walk their own part of the
 * households from door to door, taking turns. */
struct round {
	int64_t i;
	uint64_t chance;
};
void round_start(struct round *round, const struct options *options);

/* Write the next request into `out` (room for `size` bytes); returns its length.
 * `n_commands` gets how many commands it carries. */
size_t request_make(const struct options *options, struct round *round, char *out, size_t size,
		    int *n_commands);
/* Largest request of these options. */
size_t request_room(const struct options *options);
/* A GET for this path. */
size_t request_get(const struct options *options, const char *path, const char *accept, char *out,
		   size_t size);

/* ---- one connection ---- */

struct answer {
	int status;
	int n_problems; /* of the commands in a batch */
	bool has_retry_after;
	size_t n_body;
};

struct connection {
	int fd;
	char *out, *in;
	size_t n_out, sent, n_in, in_size;
	int64_t began;
	int n_commands;
	bool is_waiting; /* a request is under way */
};

/* Connect (blocking, then set non-blocking); -1 on failure. */
int connection_open(struct connection *c, const struct options *options, size_t out_size);
void connection_close(struct connection *c);
/* Send what is left: 1 all sent, 0 would block, -1 broken. */
int connection_send(struct connection *c);
/* Read what is there: 1 an answer is complete, 0 not yet, -1 broken or closed. */
int connection_read(struct connection *c, struct answer *answer);

/* ---- live listeners (load_live.c) ---- */

int run_live(const struct options *options);
int run_fresh(const struct options *options);

#endif
