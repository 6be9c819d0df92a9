/* When a phone was last seen; see actor.h.
 *
 * Rule: noting it costs a small write every ten minutes and no row of the journal;
 * if the queue is full it is left out. */
#include "actor.h"

#include <pthread.h>

#define NOTE_EVERY_MS (10 * MS_PER_MINUTE)
#define N_SLOTS       8192

/* The last note of each session, by its number; two that share a slot are noted more often. */
static struct {
	pthread_mutex_t lock;
	struct {
		int64_t session, noted_at;
	} slots[N_SLOTS];
} seen = { .lock = PTHREAD_MUTEX_INITIALIZER };

struct note {
	struct job job; /* first: the writer hands it back */
	int64_t session, at;
};

static bool is_due(int64_t session, int64_t now)
{
	size_t slot = (uint64_t)session % N_SLOTS;
	bool is;

	pthread_mutex_lock(&seen.lock);
	is = seen.slots[slot].session != session ||
	     now - seen.slots[slot].noted_at >= NOTE_EVERY_MS;
	if (is) {
		seen.slots[slot].session = session;
		seen.slots[slot].noted_at = now;
	}
	pthread_mutex_unlock(&seen.lock);
	return is;
}

static int write_note(struct job *job, struct db *db)
{
	const struct note *note = (struct note *)job;

	return db_send(db, "UPDATE session SET seen_at = $2 WHERE seq = $1 AND ended_at IS NULL",
		       "ii", note->session, note->at);
}

static void written(struct job *job, int outcome)
{
	(void)outcome;
	free(job);
}

void session_seen(struct engine *engine, const struct actor *actor, int64_t now)
{
	struct note *note;

	if (!actor->session || !is_due(actor->session, now))
		return;
	note = calloc(1, sizeof(*note));
	if (!note)
		abort();
	note->job.run = write_note;
	note->job.answer = written;
	note->session = actor->session;
	note->at = now;
	if (writer_send(engine_writer(engine), &note->job) != 0)
		free(note);
}
