/* Live listeners: how many events a thousand of them get while others write, and
 * how long after its answer a visit shows on a board.
 *
 * Rule: a listener that is silent is counted as silent. */
#include "load.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

struct listener {
	struct connection c;
	int64_t n_events, first_at, last_at, longest_gap;
	size_t matched; /* of "\nevent: tally", over reads */
};

static int listen_to(struct connection *c, const struct options *o, const char *region)
{
	char path[128];

	if (connection_open(c, o, 4096) != 0)
		return -1;
	snprintf(path, sizeof(path), "/api/live?region=%s", region);
	c->n_out = request_get(o, path, "text/event-stream", c->out, 4096);
	c->sent = 0;
	return connection_send(c) == 1 ? 0 : -1;
}

/* Events in what came, also when an event's first line is cut by a read. */
static int count_events(struct listener *l, const char *in, ssize_t n)
{
	static const char mark[] = "event: tally";
	int found = 0;

	for (ssize_t i = 0; i < n; i++) {
		if (in[i] != mark[l->matched])
			l->matched = in[i] == mark[0] ? 1 : 0;
		else if (++l->matched == sizeof(mark) - 1) {
			l->matched = 0;
			found++;
		}
	}
	return found;
}

static void hear(struct listener *l)
{
	char in[8192];
	ssize_t n;

	while ((n = recv(l->c.fd, in, sizeof(in), MSG_DONTWAIT)) > 0) {
		int found = count_events(l, in, n);
		int64_t now = now_us();

		if (!found)
			continue;
		if (l->last_at && now - l->last_at > l->longest_gap)
			l->longest_gap = now - l->last_at;
		if (!l->first_at)
			l->first_at = now;
		l->last_at = now;
		l->n_events += found;
	}
}

static void live_report(struct listener *all, const struct options *o, int64_t took)
{
	int64_t n = 0, n_silent = 0, longest = 0, fewest = INT64_MAX, most = 0;

	for (int i = 0; i < o->connections; i++) {
		n += all[i].n_events;
		n_silent += all[i].n_events == 0;
		if (all[i].longest_gap > longest)
			longest = all[i].longest_gap;
		if (all[i].n_events < fewest)
			fewest = all[i].n_events;
		if (all[i].n_events > most)
			most = all[i].n_events;
	}
	printf("{\"seconds\":%.1f,\"listeners\":%d,\"silent\":%lld,\"events\":%lld,"
	       "\"events_rate\":%.0f,\"fewest\":%lld,\"most\":%lld,\"longest_gap_ms\":%.0f}\n",
	       (double)took / 1e6, o->connections, (long long)n_silent, (long long)n,
	       (double)n * 1e6 / (double)took, (long long)fewest, (long long)most,
	       (double)longest / 1000);
}

int run_live(const struct options *o)
{
	struct listener *all = calloc((size_t)o->connections, sizeof(*all));
	int epoll = epoll_create1(EPOLL_CLOEXEC), got;
	int64_t began, stop;
	struct epoll_event events[512];

	for (int i = 0; i < o->connections; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = &all[i] };
		const char *region = o->n_paths ? o->paths[i % o->n_paths] : o->region;

		if (listen_to(&all[i].c, o, region) != 0) {
			fprintf(stderr, "load: listener %d was not taken\n", i);
			return 1;
		}
		epoll_ctl(epoll, EPOLL_CTL_ADD, all[i].c.fd, &event);
	}
	began = now_us();
	stop = began + (int64_t)(o->seconds * 1e6);
	while (now_us() < stop) {
		got = epoll_wait(epoll, events, 512, 100);
		for (int i = 0; i < got; i++)
			hear(events[i].data.ptr);
	}
	live_report(all, o, now_us() - began);
	for (int i = 0; i < o->connections; i++)
		connection_close(&all[i].c);
	free(all);
	return 0;
}

/* ---- freshness ---- */

/* Send one visit and wait for its answer; the time of the answer, or 0. */
static int64_t visit_once(struct connection *c, const struct options *o, struct round *round)
{
	struct answer answer;
	int n_commands, got;

	c->n_out = request_make(o, round, c->out, request_room(o), &n_commands);
	c->sent = 0;
	connection_send(c);
	for (;;) {
		struct pollfd wait = { .fd = c->fd, .events = POLLIN };

		if (poll(&wait, 1, 5000) <= 0)
			return 0;
		got = connection_read(c, &answer);
		if (got != 0)
			return got == 1 && answer.status / 100 == 2 ? now_us() : 0;
	}
}

/* After each answered visit: how long until the region's next event. */
int run_fresh(const struct options *o)
{
	struct options visit = *o;
	struct listener l = { 0 };
	struct connection c;
	struct round round;
	struct latencies delays = { 0 };
	int n_missing = 0;
	int64_t stop = now_us() + (int64_t)(o->seconds * 1e6);

	visit.mode = MODE_VISIT;
	round_start(&round, &visit);
	if (connection_open(&c, &visit, request_room(&visit)) != 0 ||
	    listen_to(&l.c, o, o->region) != 0)
		return 1;
	poll(NULL, 0, 1500);
	hear(&l);
	while (now_us() < stop) {
		int64_t answered, before, limit;

		before = l.n_events;
		answered = visit_once(&c, &visit, &round);
		if (!answered)
			return 1;
		limit = answered + 5000000;
		while (l.n_events == before && now_us() < limit) {
			struct pollfd wait = { .fd = l.c.fd, .events = POLLIN };

			poll(&wait, 1, 100);
			hear(&l);
		}
		if (l.n_events == before)
			n_missing++;
		else
			latencies_add(&delays, now_us() - answered);
		poll(NULL, 0, 130);
	}
	printf("{\"visits\":%lld,\"not_shown\":%d,\"p50_ms\":%.0f,\"p99_ms\":%.0f,"
	       "\"max_ms\":%.0f}\n",
	       (long long)delays.n, n_missing, latencies_ms(&delays, .5),
	       latencies_ms(&delays, .99), (double)delays.largest / 1000);
	connection_close(&c);
	connection_close(&l.c);
	return n_missing ? 1 : 0;
}
