/* The load generator: many keep-alive connections on one thread, singles or
 * batches, in a closed loop or at a fixed rate; prints one line of JSON.
 *
 * Rule: every run is bounded in requests and in time. */
#include "load.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

struct run {
	const struct options *options;
	struct round round;
	struct connection *connections;
	int *idle; /* stack of connections without a request */
	int n_idle, n_waiting, n_broken;
	int epoll;
	int64_t n_sent, n_commands, n_done, n_problems, n_retry_after;
	int64_t by_status[600];
	struct latencies good, bad;
	int64_t began, counted_from, last_good, longest_gap, gap_at, end;
	int64_t bytes;
};

static void watch(struct run *run, int i, uint32_t events, int how)
{
	struct epoll_event event = { .events = events, .data.u32 = (uint32_t)i };

	epoll_ctl(run->epoll, how, run->connections[i].fd, &event);
}

static void reopen(struct run *run, int i)
{
	struct connection *c = &run->connections[i];

	run->n_broken++;
	run->by_status[0]++;
	connection_close(c);
	if (connection_open(c, run->options, request_room(run->options)) != 0) {
		run->connections[i].fd = -1;
		return;
	}
	watch(run, i, EPOLLIN, EPOLL_CTL_ADD);
	run->idle[run->n_idle++] = i;
}

static void start_request(struct run *run, int i)
{
	struct connection *c = &run->connections[i];
	int done;

	c->n_out = request_make(run->options, &run->round, c->out, request_room(run->options),
				&c->n_commands);
	c->sent = 0;
	c->is_waiting = true;
	c->began = now_us();
	run->n_sent++;
	run->n_waiting++;
	done = connection_send(c);
	if (done < 0) {
		run->n_waiting--;
		c->is_waiting = false;
		reopen(run, i);
	} else if (done == 0) {
		watch(run, i, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
	}
}

static void count_answer(struct run *run, struct connection *c, const struct answer *answer)
{
	int64_t now = now_us();
	bool is_good = answer->status >= 200 && answer->status < 300;

	run->by_status[answer->status > 0 && answer->status < 600 ? answer->status : 1]++;
	if (answer->status == 503)
		run->n_retry_after += answer->has_retry_after;
	if (is_good) {
		if (run->last_good && now - run->last_good > run->longest_gap) {
			run->longest_gap = now - run->last_good;
			run->gap_at = now - run->began;
		}
		run->last_good = now;
	}
	if (now < run->counted_from)
		return;
	latencies_add(is_good ? &run->good : &run->bad, now - c->began);
	run->bytes += (int64_t)answer->n_body;
	if (is_good) {
		run->n_done++;
		run->n_commands += c->n_commands - answer->n_problems;
		run->n_problems += answer->n_problems;
	}
}

static void on_event(struct run *run, const struct epoll_event *event)
{
	int i = (int)event->data.u32;
	struct connection *c = &run->connections[i];
	struct answer answer;
	int got = 0;

	if (event->events & EPOLLOUT) {
		int done = connection_send(c);

		if (done == 1)
			watch(run, i, EPOLLIN, EPOLL_CTL_MOD);
		got = done < 0 ? -1 : 0;
	}
	if (got == 0 && event->events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		got = connection_read(c, &answer);
	if (got == 0)
		return;
	if (c->is_waiting)
		run->n_waiting--;
	c->is_waiting = false;
	if (got < 0) {
		reopen(run, i);
		return;
	}
	count_answer(run, c, &answer);
	run->idle[run->n_idle++] = i;
}

/* How many requests may be started now. */
static int64_t allowed(const struct run *run, int64_t now)
{
	const struct options *o = run->options;
	int64_t n = o->connections;

	if (o->rate)
		n = (int64_t)((double)(now - run->began) * (double)o->rate / 1e6) - run->n_sent;
	if (o->count && n > o->count - run->n_sent)
		n = o->count - run->n_sent;
	return n;
}

static void run_loop(struct run *run)
{
	struct epoll_event events[512];
	const struct options *o = run->options;
	int64_t stop = run->began + (int64_t)(o->seconds * 1e6);

	for (;;) {
		int64_t now = now_us(), n = allowed(run, now);
		bool is_over = now >= stop || (o->count && run->n_sent >= o->count);
		int got;

		/* At the end, what is under way may finish: three seconds, no more. */
		if (is_over && (run->n_waiting == 0 || now > stop + 3000000))
			break;
		while (!is_over && run->n_idle > 0 && n-- > 0)
			start_request(run, run->idle[--run->n_idle]);
		got = epoll_wait(run->epoll, events, 512, o->rate ? 1 : 100);
		for (int i = 0; i < got; i++)
			on_event(run, &events[i]);
	}
	run->end = now_us();
}

static void report(const struct run *run)
{
	double seconds = (double)(run->end - run->counted_from) / 1e6;

	printf("{\"seconds\":%.2f,\"answers\":%lld,\"rate\":%.0f,\"commands\":%lld,"
	       "\"commands_rate\":%.0f,\"p50_ms\":%.2f,\"p95_ms\":%.2f,\"p99_ms\":%.2f,"
	       "\"max_ms\":%.1f,\"longest_gap_ms\":%.0f,\"gap_at_s\":%.0f,\"problems\":%lld,"
	       "\"body_bytes\":%.0f",
	       seconds, (long long)run->n_done, (double)run->n_done / seconds,
	       (long long)run->n_commands, (double)run->n_commands / seconds,
	       latencies_ms(&run->good, .50), latencies_ms(&run->good, .95),
	       latencies_ms(&run->good, .99), (double)run->good.largest / 1000,
	       (double)run->longest_gap / 1000, (double)run->gap_at / 1e6,
	       (long long)run->n_problems,
	       run->n_done ? (double)run->bytes / (double)run->n_done : 0);
	printf(",\"refused\":%lld,\"refused_rate\":%.0f,\"refused_p99_ms\":%.2f,"
	       "\"retry_after\":%lld,\"status\":{",
	       (long long)run->bad.n, (double)run->bad.n / seconds, latencies_ms(&run->bad, .99),
	       (long long)run->n_retry_after);
	for (int i = 0, n = 0; i < 600; i++)
		if (run->by_status[i])
			printf("%s\"%d\":%lld", n++ ? "," : "", i, (long long)run->by_status[i]);
	printf("},\"steps\":%lld}\n", (long long)run->round.i);
}

static int run_requests(const struct options *o)
{
	struct run *run = calloc(1, sizeof(*run));
	int n_open = 0;

	run->options = o;
	run->connections = calloc((size_t)o->connections, sizeof(*run->connections));
	run->idle = calloc((size_t)o->connections, sizeof(*run->idle));
	run->epoll = epoll_create1(EPOLL_CLOEXEC);
	round_start(&run->round, o);
	for (int i = o->connections - 1; i >= 0; i--) {
		if (connection_open(&run->connections[i], o, request_room(o)) != 0) {
			run->n_broken++;
			continue;
		}
		watch(run, i, EPOLLIN, EPOLL_CTL_ADD);
		run->idle[run->n_idle++] = i;
		n_open++;
	}
	if (n_open == 0) {
		fprintf(stderr, "load: nobody listens at %s:%d\n", o->host, o->port);
		return 1;
	}
	run->began = now_us();
	run->counted_from = run->began + (int64_t)(o->ramp * 1e6);
	run_loop(run);
	report(run);
	for (int i = 0; i < o->connections; i++)
		if (run->connections[i].fd >= 0)
			connection_close(&run->connections[i]);
	return run->n_done ? 0 : 1;
}

/* ---- options ---- */

static void read_paths(struct options *o, const char *file)
{
	FILE *in = fopen(file, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (!in) {
		fprintf(stderr, "load: %s: %s\n", file, strerror(errno));
		exit(2);
	}
	while ((n = getline(&line, &size, in)) > 0) {
		if (line[n - 1] == '\n')
			line[--n] = 0;
		o->paths = realloc(o->paths, (size_t)(o->n_paths + 1) * sizeof(*o->paths));
		o->paths[o->n_paths++] = strdup(line);
	}
	free(line);
	fclose(in);
}

static const struct option names[] = { { "mode", 1, 0, 'm' },
				       { "host", 1, 0, 'h' },
				       { "port", 1, 0, 'p' },
				       { "token", 1, 0, 't' },
				       { "sweep", 1, 0, 'w' },
				       { "region", 1, 0, 'r' },
				       { "connections", 1, 0, 'c' },
				       { "batch", 1, 0, 'b' },
				       { "seconds", 1, 0, 's' },
				       { "ramp", 1, 0, 'a' },
				       { "count", 1, 0, 'n' },
				       { "rate", 1, 0, 'R' },
				       { "first", 1, 0, 'F' },
				       { "last", 1, 0, 'L' },
				       { "start", 1, 0, 'S' },
				       { "workers", 1, 0, 'W' },
				       { "paths", 1, 0, 'P' },
				       { "answers", 1, 0, 'A' },
				       { 0, 0, 0, 0 } };

static int mode_of(const char *name)
{
	static const char *const modes[] = { "visit", "batch", "paths", "hello",
					     "live",  "fresh", "scan",  "scans" };

	for (int i = 0; i < 8; i++)
		if (strcmp(name, modes[i]) == 0)
			return i;
	fprintf(stderr, "load: no such mode: %s\n", name);
	exit(2);
}

static void end_unused(void)
{
	fprintf(stderr, "usage: load --mode visit|batch|paths|hello|live|fresh|scan|scans --port N "
			"[options]; see bench/README.md\n");
	exit(2);
}

static void take(struct options *o, int letter, const char *value)
{
	switch (letter) {
	case 'm':
		o->mode = (enum mode)mode_of(value);
		break;
	case 'h':
		o->host = value;
		break;
	case 'p':
		o->port = atoi(value);
		break;
	case 't':
		o->token = value;
		break;
	case 'w':
		o->sweep = value;
		break;
	case 'r':
		o->region = value;
		break;
	case 'c':
		o->connections = atoi(value);
		break;
	case 'b':
		o->batch = atoi(value);
		break;
	case 's':
		o->seconds = atof(value);
		break;
	case 'a':
		o->ramp = atof(value);
		break;
	case 'n':
		o->count = atoll(value);
		break;
	case 'R':
		o->rate = atoll(value);
		break;
	case 'F':
		o->first = atoll(value);
		break;
	case 'L':
		o->last = atoll(value);
		break;
	case 'S':
		o->start = atoll(value);
		break;
	case 'W':
		o->workers = atoi(value);
		break;
	case 'A':
		o->answers = value;
		break;
	case 'P':
		read_paths(o, value);
		break;
	default:
		end_unused();
	}
}

int main(int argc, char **argv)
{
	struct options o = { .host = "127.0.0.1",
			     .connections = 256,
			     .batch = 500,
			     .seconds = 10,
			     .ramp = 1,
			     .workers = 1000,
			     .first = 1,
			     .last = 100000,
			     .sweep = "",
			     .region = "12" };
	struct rlimit files;
	int letter;

	while ((letter = getopt_long_only(argc, argv, "", names, NULL)) != -1)
		take(&o, letter, optarg);
	if (o.connections < 1 || o.connections > 60000 || o.batch < 1 || o.batch > 2000 ||
	    o.seconds <= 0 || o.seconds > 3600 || o.workers < 1 ||
	    o.last - o.first + 1 < o.workers || (o.mode == MODE_PATHS && !o.n_paths)) {
		fprintf(stderr, "load: an option is out of its range\n");
		return 2;
	}
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	if (o.mode == MODE_LIVE)
		return run_live(&o);
	if (o.mode == MODE_FRESH)
		return run_fresh(&o);
	return run_requests(&o);
}
