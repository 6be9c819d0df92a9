/* The slow lane: a few threads and a bounded queue for requests that take long.
 *
 * Rule: a full queue is an answer (503), never a wait. */
#include "http.h"

#include <pthread.h>

#define N_THREADS_MAX 8

struct lane {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t threads[N_THREADS_MAX];
	int n_threads;
	int n_waiting, limit;
	bool is_stopping;
	struct exchange *first, **last;
};

static void *work(void *self)
{
	struct lane *lane = self;

	pthread_mutex_lock(&lane->lock);
	for (;;) {
		struct exchange *x = lane->first;

		if (!x && lane->is_stopping)
			break;
		if (!x) {
			pthread_cond_wait(&lane->wake, &lane->lock);
			continue;
		}
		lane->first = x->next;
		if (!lane->first)
			lane->last = &lane->first;
		lane->n_waiting--;
		pthread_mutex_unlock(&lane->lock);
		x->deferred(x);
		exchange_resume(x);
		pthread_mutex_lock(&lane->lock);
	}
	pthread_mutex_unlock(&lane->lock);
	return NULL;
}

struct lane *lane_start(int n_threads, int n_waiting)
{
	struct lane *lane = calloc(1, sizeof(*lane));

	if (!lane || n_threads > N_THREADS_MAX)
		abort();
	pthread_mutex_init(&lane->lock, NULL);
	pthread_cond_init(&lane->wake, NULL);
	lane->limit = n_waiting;
	lane->last = &lane->first;
	while (lane->n_threads < n_threads)
		if (pthread_create(&lane->threads[lane->n_threads++], NULL, work, lane))
			abort();
	return lane;
}

enum outcome lane_run(struct exchange *x, void (*deferred)(struct exchange *x))
{
	struct lane *lane = x->server->lane;
	bool has_room;

	pthread_mutex_lock(&lane->lock);
	has_room = lane->n_waiting < lane->limit && !lane->is_stopping;
	if (has_room) {
		exchange_suspend(x);
		x->deferred = deferred;
		x->next = NULL;
		*lane->last = x;
		lane->last = &x->next;
		lane->n_waiting++;
		pthread_cond_signal(&lane->wake);
	}
	pthread_mutex_unlock(&lane->lock);
	return has_room ? WAITS : exchange_busy(x);
}

void lane_stop(struct lane *lane)
{
	if (!lane)
		return;
	pthread_mutex_lock(&lane->lock);
	lane->is_stopping = true;
	pthread_cond_broadcast(&lane->wake);
	pthread_mutex_unlock(&lane->lock);
	for (int i = 0; i < lane->n_threads; i++)
		pthread_join(lane->threads[i], NULL);
	pthread_cond_destroy(&lane->wake);
	pthread_mutex_destroy(&lane->lock);
	free(lane);
}
