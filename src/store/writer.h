/* The one writer: commands queue up, a batch shares one transaction and one
 * disk sync, and only then is everyone answered.
 *
 * The writer first runs a batch without savepoints.  A job that refuses before
 * it has written anything costs nothing.  If a job fails after writing, or a
 * statement fails, the whole batch is rolled back and run again with a
 * savepoint around each job, so a bad command never spoils its neighbours.
 * Jobs must therefore give the same result when run again on the same data and
 * must leave their replies untouched until `answer`. */
#ifndef WRITER_H
#define WRITER_H

#include "db.h"

/* One job.  The caller owns it until `answer` has returned. */
struct job {
	struct job *next; /* the writer's */
	int outcome;
	/* Do the work: 0 keep it, -1 undo it (the job keeps the reason).  May run
	 * twice: it must start by resetting what a first run left behind. */
	int (*run)(struct job *job, struct db *db);
	/* Called in the writer thread after the commit is on disk, or after it
	 * failed: outcome 0 kept, -1 refused by run, -2 storage failed (nothing kept). */
	void (*answer)(struct job *job, int outcome);
	void *waiter; /* the writer's */
};

/* What surrounds the jobs of a batch; all run in the writer thread.  Any may be NULL.
 * Each begin is followed by exactly one done, also when a batch is run again.
 * When a PostgreSQL connection is lost during COMMIT, done(false) may be wrong:
 * begin must read again whatever it keeps in memory after a done(false). */
struct writer_hooks {
	void *self;
	int (*begin)(void *self, struct db *db, struct job *jobs); /* after BEGIN */
	void (*mark)(void *self);                 /* a job starts: remember where */
	void (*undo)(void *self);                 /* the job since mark was undone */
	int (*finish)(void *self, struct db *db); /* before COMMIT: append what was gathered */
	void (*done)(void *self, bool is_kept);   /* after COMMIT or ROLLBACK, before answers */
};

struct writer;

/* Start the thread.  `db` belongs to the writer until writer_stop.  At most
 * `queue_limit` jobs wait; a batch takes at most `batch_limit`. */
struct writer *writer_start(struct db *db, const struct writer_hooks *hooks, int queue_limit,
			    int batch_limit);

/* Queue a job from any thread: 0, or -1 when the queue is full or stopping. */
int writer_send(struct writer *writer, struct job *job);

/* Queue and wait for the answer; for the command line and the clock.  Waits for
 * room in the queue.  Returns the outcome. */
int writer_do(struct writer *writer, struct job *job);

/* Finish what is queued, stop the thread, give the connection back. */
void writer_stop(struct writer *writer);

/* Figures for /metrics. */
struct writer_figures {
	int64_t n_batches, n_jobs, n_refused, n_failed, n_reruns, n_waiting;
	int64_t commit_us_total, commit_us_max;
	bool is_full; /* the last commit failed because the disk is full */
};
void writer_figures(struct writer *writer, struct writer_figures *out);

#endif
