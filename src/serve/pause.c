/* Pauses: who is told twice within a second to come again in a second is not listened
 * to for two.
 *
 * Reading and refusing a request costs about a third of doing it, and more than twelve
 * thousand impatient connections can ask for it without end.  A paused connection costs
 * nothing: what it sends stays in its socket, unread.
 * Rule: each HTTP thread pauses its own connections and wakes them, a few at a time. */
#include "http.h"

#include <sys/epoll.h>
#include <sys/ioctl.h>

#define TOLD_MS  1000 /* Retry-After */
#define PAUSE_MS 2000
#define TICK_MS  10

/* The connections that one thread has paused, in the order in which they wake. */
struct pauses {
	struct pause *first, **last;
	int n;
	int64_t ticked_at;
};
static _Thread_local struct pauses *mine;
static _Thread_local int epoll_of_thread = -1;

struct pauses *pauses_new(int n_threads)
{
	struct pauses *all = calloc((size_t)n_threads, sizeof(*all));

	if (!all)
		abort();
	return all;
}

/* The same connection in the same set: nothing is heard of it, or everything again. */
static void listen_to(const struct pause *pause, uint32_t what)
{
	struct epoll_event event = { .events = what | EPOLLET, .data.ptr = pause->connection };

	epoll_ctl(epoll_of_thread, EPOLL_CTL_MOD, pause->fd, &event);
}

void pause_refused(struct exchange *x)
{
	struct pause *pause = peer_pause(x->peer);
	int64_t now = clock_ticks();
	bool is_soon = pause->refused_at && now - pause->refused_at < TOLD_MS;

	pause->refused_at = now;
	if ((!is_soon && !pause->was_early) || pause->in)
		return;
	if (!mine)
		mine = &x->server->pauses[atomic_fetch_add(&x->server->n_pausing, 1)];
	pause->in = mine;
	pause->connection = x->connection;
	pause->fd = peer_fd(x->peer);
	pause->until = now + PAUSE_MS;
	pause->next = NULL;
	if (!mine->first)
		mine->last = &mine->first;
	pause->at = mine->last;
	*mine->last = pause;
	mine->last = &pause->next;
	mine->n++;
	listen_to(pause, 0);
}

void pause_end(struct pause *pause)
{
	if (!pause->in)
		return;
	*pause->at = pause->next;
	if (pause->next)
		pause->next->at = pause->at;
	else
		pause->in->last = pause->at;
	pause->in->n--;
	pause->in = NULL;
}

/* What it has sent meanwhile came too early: it is refused again, however much room
 * there is, or the last in the queue would be the one who waited longest. */
static void wake(struct pause *pause)
{
	int n_bytes = 0;

	pause->was_early = ioctl(pause->fd, FIONREAD, &n_bytes) == 0 && n_bytes > 0;
	listen_to(pause, EPOLLIN | EPOLLOUT | EPOLLPRI);
	pause_end(pause);
}

int pause_tick(int epoll)
{
	int64_t now;
	int n_at_once;

	epoll_of_thread = epoll;
	if (!mine || !mine->first)
		return -1;
	now = clock_ticks();
	if (now - mine->ticked_at < TICK_MS)
		return TICK_MS;
	mine->ticked_at = now;
	/* Those who came in one wave do not come back in one. */
	n_at_once = mine->n * TICK_MS / TOLD_MS + 1;
	while (mine->first && mine->first->until <= now && n_at_once-- > 0)
		wake(mine->first);
	return TICK_MS;
}
