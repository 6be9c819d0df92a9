/* What libmicrohttpd's event loop is handed (0.9.75, MHD_epoll in daemon.c): few
 * events at a time, and those of paused connections when their pause is over.
 *
 * Rule: a call never returns as many events as it has places for.  The library would
 * call again, with the same timeout, before it looks at what it has: 256 phones were
 * seen stalled for 75 s.  The program's own epoll_wait is found before the C
 * library's, also by the library. */
#include "http.h"

#include <sys/epoll.h>

/* With thousands ready, what the writer has answered would wait until all of them are
 * read; after so many it has its turn. */
#define N_AT_ONCE 100

int epoll_wait(int epoll, struct epoll_event *events, int n_events, int ms)
{
	int next_ms = pause_tick(epoll);

	if (next_ms >= 0 && (ms < 0 || ms > next_ms))
		ms = next_ms;
	return epoll_pwait(epoll, events, n_events > N_AT_ONCE ? N_AT_ONCE : n_events, ms, NULL);
}
