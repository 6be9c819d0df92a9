/* The one writer: a thread that takes what has queued up, runs it in one
 * transaction and answers when that is on disk.
 *
 * Rule: 0 is answered only after db_commit returned 0.
 *
 * A batch is tried in up to three ways, each only when the one before failed
 * for a reason that is not the disk's: all jobs without savepoints; all with
 * savepoints, which leaves out jobs whose own statements fail; each job alone,
 * when what the hooks gathered cannot be stored for all together. */
#include "writer.h"

#include "driver.h"

#include <pthread.h>
#include <time.h>

/* Someone in writer_do. */
struct waiter {
	pthread_cond_t is_answered;
	bool is_done;
	int outcome;
};

struct writer {
	struct db *db;
	struct writer_hooks hooks;
	int queue_limit, batch_limit;
	pthread_t thread;
	pthread_mutex_t lock; /* of everything below */
	pthread_cond_t has_work, has_room, has_left;
	struct job *first, *last;
	int n_waiting;
	int n_inside; /* threads in writer_do */
	bool is_idle, is_stopping;
	struct writer_figures figures;
};

enum way { PLAIN, WITH_SAVEPOINTS };

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int hook_begin(struct writer *writer, struct job *jobs)
{
	if (!writer->hooks.begin)
		return 0;
	return writer->hooks.begin(writer->hooks.self, writer->db, jobs);
}

static void hook_mark(struct writer *writer)
{
	if (writer->hooks.mark)
		writer->hooks.mark(writer->hooks.self);
}

static void hook_undo(struct writer *writer)
{
	if (writer->hooks.undo)
		writer->hooks.undo(writer->hooks.self);
}

static int hook_finish(struct writer *writer)
{
	return writer->hooks.finish ? writer->hooks.finish(writer->hooks.self, writer->db) : 0;
}

static void hook_done(struct writer *writer, bool is_kept)
{
	if (writer->hooks.done)
		writer->hooks.done(writer->hooks.self, is_kept);
}

/* Run one job without a savepoint.  -1 when only a rollback can undo it. */
static int run_plain(struct writer *writer, struct job *job)
{
	int64_t n_before = db_writes(writer->db);

	hook_mark(writer);
	job->outcome = job->run(job, writer->db) < 0 ? -1 : 0;
	if (writer->db->is_broken)
		return -1;
	if (job->outcome == 0)
		return 0;
	if (db_writes(writer->db) != n_before)
		return -1;
	hook_undo(writer);
	return 0;
}

/* Run one job inside a savepoint.  -1 when the batch cannot go on. */
static int run_saved(struct writer *writer, struct job *job)
{
	struct db *db = writer->db;

	if (db_savepoint(db) < 0)
		return -1;
	hook_mark(writer);
	job->outcome = job->run(job, db) < 0 ? -1 : 0;
	if (job->outcome == 0 && db_release(db) == 0)
		return 0;
	/* It believed in a statement that failed: not its refusal, the store's. */
	if (job->outcome == 0)
		job->outcome = -2;
	if (db->is_broken && db->is_storage)
		return -1;
	if (db_rollback_to(db) < 0)
		return -1;
	hook_undo(writer);
	return 0;
}

static int commit(struct writer *writer)
{
	int64_t start = now_us(), us;
	int outcome = db_commit(writer->db);

	us = now_us() - start;
	pthread_mutex_lock(&writer->lock);
	writer->figures.commit_us_total += us;
	if (us > writer->figures.commit_us_max)
		writer->figures.commit_us_max = us;
	pthread_mutex_unlock(&writer->lock);
	return outcome;
}

/* One attempt at a batch: 0 it is on disk, -1 nothing of it is. */
static int attempt(struct writer *writer, struct job *jobs, enum way way)
{
	struct db *db = writer->db;
	int outcome;

	if (db_begin(db) < 0)
		return -1;
	outcome = hook_begin(writer, jobs);
	for (struct job *job = jobs; job && outcome == 0; job = job->next)
		outcome = way == PLAIN ? run_plain(writer, job) : run_saved(writer, job);
	if (outcome == 0)
		outcome = hook_finish(writer);
	if (outcome == 0)
		outcome = commit(writer);
	if (outcome < 0)
		db_rollback(db);
	hook_done(writer, outcome == 0);
	return outcome;
}

/* Whether the attempt failed for a reason that another way will not meet again. */
static bool is_storage_failure(const struct db *db)
{
	return db->is_storage || db->is_full || db->is_lost;
}

static void all_failed(struct job *jobs)
{
	for (struct job *job = jobs; job; job = job->next)
		job->outcome = -2;
}

static void count_rerun(struct writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	writer->figures.n_reruns++;
	pthread_mutex_unlock(&writer->lock);
}

/* The last way: each job in a transaction of its own. */
static void run_alone(struct writer *writer, struct job *jobs)
{
	bool has_storage = true;

	for (struct job *job = jobs; job; job = job->next) {
		struct job *next = job->next;

		job->next = NULL;
		if (!has_storage || attempt(writer, job, WITH_SAVEPOINTS) < 0) {
			job->outcome = -2;
			has_storage = !is_storage_failure(writer->db);
		}
		job->next = next;
	}
}

/* Run a batch until each job has its outcome. */
static void run_batch(struct writer *writer, struct job *jobs)
{
	struct db *db = writer->db;

	db_failed(db, "the transaction could not be finished");
	if (attempt(writer, jobs, PLAIN) == 0)
		return;
	if (!is_storage_failure(db)) {
		count_rerun(writer);
		db_failed(db, "the transaction could not be finished");
		if (attempt(writer, jobs, WITH_SAVEPOINTS) == 0)
			return;
		if (!is_storage_failure(db) && jobs->next) {
			count_rerun(writer);
			run_alone(writer, jobs);
			return;
		}
	}
	all_failed(jobs);
}

/* Tell everyone.  A job may be gone as soon as its answer has returned. */
static void answer_all(struct writer *writer, struct job *jobs)
{
	while (jobs) {
		struct job *job = jobs;
		struct waiter *waiter = job->waiter;
		int outcome = job->outcome;

		jobs = job->next;
		if (job->answer)
			job->answer(job, outcome);
		if (!waiter)
			continue;
		pthread_mutex_lock(&writer->lock);
		waiter->outcome = outcome;
		waiter->is_done = true;
		pthread_cond_signal(&waiter->is_answered);
		pthread_mutex_unlock(&writer->lock);
	}
}

static void count_batch(struct writer *writer, const struct job *jobs)
{
	struct writer_figures *figures = &writer->figures;
	bool has_failed = false;

	pthread_mutex_lock(&writer->lock);
	figures->n_batches++;
	for (const struct job *job = jobs; job; job = job->next) {
		figures->n_jobs++;
		figures->n_refused += job->outcome == -1;
		figures->n_failed += job->outcome == -2;
		has_failed |= job->outcome == -2;
	}
	figures->is_full = has_failed && writer->db->is_full;
	pthread_mutex_unlock(&writer->lock);
}

/* Wait for jobs and take a batch; NULL when stopping and nothing is left. */
static struct job *take_batch(struct writer *writer)
{
	struct job *jobs, *last;

	pthread_mutex_lock(&writer->lock);
	while (!writer->first && !writer->is_stopping) {
		writer->is_idle = true;
		pthread_cond_wait(&writer->has_work, &writer->lock);
	}
	writer->is_idle = false;
	jobs = last = writer->first;
	if (jobs) {
		int n = 1;

		while (n < writer->batch_limit && last->next) {
			last = last->next;
			n++;
		}
		writer->first = last->next;
		if (!writer->first)
			writer->last = NULL;
		last->next = NULL;
		writer->n_waiting -= n;
		if (writer->n_inside)
			pthread_cond_broadcast(&writer->has_room);
	}
	pthread_mutex_unlock(&writer->lock);
	return jobs;
}

static void *work(void *self)
{
	struct writer *writer = self;
	struct job *jobs;

	while ((jobs = take_batch(writer))) {
		run_batch(writer, jobs);
		count_batch(writer, jobs);
		answer_all(writer, jobs);
	}
	return NULL;
}

struct writer *writer_start(struct db *db, const struct writer_hooks *hooks, int queue_limit,
			    int batch_limit)
{
	struct writer *writer = must_alloc(sizeof *writer);

	assert(queue_limit > 0 && batch_limit > 0);
	writer->db = db;
	if (hooks)
		writer->hooks = *hooks;
	writer->queue_limit = queue_limit;
	writer->batch_limit = batch_limit;
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->has_work, NULL);
	pthread_cond_init(&writer->has_room, NULL);
	pthread_cond_init(&writer->has_left, NULL);
	if (pthread_create(&writer->thread, NULL, work, writer) != 0)
		abort();
	return writer;
}

/* Put a job at the end of the queue; the lock is held. */
static void queue(struct writer *writer, struct job *job, struct waiter *waiter)
{
	job->next = NULL;
	job->waiter = waiter;
	job->outcome = 0;
	if (writer->last)
		writer->last->next = job;
	else
		writer->first = job;
	writer->last = job;
	writer->n_waiting++;
	if (writer->is_idle) {
		writer->is_idle = false;
		pthread_cond_signal(&writer->has_work);
	}
}

int writer_send(struct writer *writer, struct job *job)
{
	int outcome = -1;

	pthread_mutex_lock(&writer->lock);
	if (!writer->is_stopping && writer->n_waiting < writer->queue_limit) {
		queue(writer, job, NULL);
		outcome = 0;
	}
	pthread_mutex_unlock(&writer->lock);
	return outcome;
}

int writer_do(struct writer *writer, struct job *job)
{
	struct waiter waiter = { .outcome = -2 };

	assert(!pthread_equal(pthread_self(), writer->thread));
	pthread_cond_init(&waiter.is_answered, NULL);
	pthread_mutex_lock(&writer->lock);
	writer->n_inside++;
	while (!writer->is_stopping && writer->n_waiting >= writer->queue_limit)
		pthread_cond_wait(&writer->has_room, &writer->lock);
	if (!writer->is_stopping) {
		queue(writer, job, &waiter);
		while (!waiter.is_done)
			pthread_cond_wait(&waiter.is_answered, &writer->lock);
	}
	if (--writer->n_inside == 0)
		pthread_cond_signal(&writer->has_left);
	pthread_mutex_unlock(&writer->lock);
	pthread_cond_destroy(&waiter.is_answered);
	return waiter.outcome;
}

void writer_stop(struct writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	writer->is_stopping = true;
	pthread_cond_signal(&writer->has_work);
	pthread_cond_broadcast(&writer->has_room);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	/* Those in writer_do are answered or woken, but may not have left yet. */
	pthread_mutex_lock(&writer->lock);
	while (writer->n_inside)
		pthread_cond_wait(&writer->has_left, &writer->lock);
	pthread_mutex_unlock(&writer->lock);
	pthread_cond_destroy(&writer->has_work);
	pthread_cond_destroy(&writer->has_room);
	pthread_cond_destroy(&writer->has_left);
	pthread_mutex_destroy(&writer->lock);
	free(writer);
}

void writer_figures(struct writer *writer, struct writer_figures *out)
{
	pthread_mutex_lock(&writer->lock);
	*out = writer->figures;
	out->n_waiting = writer->n_waiting;
	pthread_mutex_unlock(&writer->lock);
}
