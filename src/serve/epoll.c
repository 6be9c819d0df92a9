/* A mend for libmicrohttpd's event loop (0.9.75, MHD_epoll in daemon.c): when
 * epoll_wait fills its 128 places, it calls epoll_wait again, with the same
 * timeout, before it looks at what it has.  If nothing else happens meanwhile, 128
 * clients wait for an answer as long as that: seen as 256 phones stalled for 75 s.
 *
 * Rule: after a full answer the next call of the same thread does not wait.  The
 * program's own epoll_wait is found before the C library's, also by the library. */
#include <stdbool.h>
#include <stddef.h>
#include <sys/epoll.h>

int epoll_wait(int epoll, struct epoll_event *events, int n_events, int ms)
{
	static _Thread_local bool was_full;
	int n = epoll_pwait(epoll, events, n_events, was_full ? 0 : ms, NULL);

	was_full = n == n_events;
	return n;
}
