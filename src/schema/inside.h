/* What the engine's own files share; no other folder includes this. */
#ifndef INSIDE_H
#define INSIDE_H

#include "core_tables.h"
#include "engine.h"
#include "log.h"
#include "problems.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* Tallies gathered in memory during a batch, written once before its commit. */
struct gather;
struct gather *gather_new(void);
void gather_free(struct gather *gather);
void gather_clear(struct gather *gather);
void gather_mark(struct gather *gather); /* a command starts */
void gather_undo(struct gather *gather); /* undo since the mark */
void gather_add(struct gather *gather, const char *region, const char *day, const char *name,
		int64_t delta, int64_t seq);
/* What is gathered and not yet written for one region and name. */
int64_t gather_pending(const struct gather *gather, const char *region, const char *name,
		       const char *until_day);
int gather_write(struct gather *gather, struct db *db);
/* Tell of every sum that is not nought, in the order of keys. */
void gather_each(struct gather *gather,
		 void (*tell)(void *self, const char *region, const char *day, const char *name,
			      int64_t n),
		 void *self);

/* A link of the chain: the first 160 bits of BLAKE2b-256.  A row of the journal is
 * small and there are many; forging a link of 160 bits is out of reach all the same. */
#define CHAIN_BYTES 20
void chain_link(uint8_t link[CHAIN_BYTES], const void *row, size_t n_bytes);

/* The journal's head during a batch. */
struct head {
	int64_t seq;
	uint8_t hash[CHAIN_BYTES];
};

#define N_ID_SLOTS 8192 /* twice the largest batch */

/* received.c: sessions of the pushed commands that this batch keeps, one entry each. */
struct received {
	int n, n_at_mark;
	int64_t sessions[N_ID_SLOTS];
};
void received_clear(struct received *received);
void received_mark(struct received *received);
void received_undo(struct received *received);
void received_add(struct received *received, int64_t session);
int received_write(struct received *received, struct db *db);
/* Give the database an epoch if it has none. */
int epoch_ensure(struct db *db);

struct engine {
	struct engine_config config;
	char *dir, *url;
	struct keys *keys;
	struct db *db; /* the writer's */
	struct db_pool *pool;
	struct writer *writer;
	struct gather *gather;
	struct head head;
	struct arena *batch;          /* reset at every batch */
	struct call *ids[N_ID_SLOTS]; /* commands kept in this batch, by hash of their id */
	struct call *now;             /* the command being run */
	struct received received;
	struct db_question *questions; /* in `batch` */
	int n_questions, questions_size;
	_Atomic int64_t version;
	int64_t serial; /* of this process, never given twice */
	pthread_t clock;
	pthread_mutex_t clock_lock;
	pthread_cond_t clock_wake;
	bool is_clock_on, is_stopping;
	_Atomic bool is_bulk;
	struct codes *codes;
};

/* journal.c */
int journal_begin(struct engine *engine, struct db *db);
int journal_end(struct engine *engine, struct db *db);
int journal_append(struct call *call);
/* The same command of the same account with the same arguments, kept before: 1 and the call
 * answers as a replay, 0, -1. */
int journal_find_own(struct call *call, struct db *db);
/* Look the batch's client-made ids up: sets call->is_replay, or the fault 4203. */
int journal_find_replays(struct engine *engine, struct db *db, struct job *jobs);

/* ahead.c: ask what the commands of a batch will read first, where asking is a journey. */
int ahead_ask(struct engine *engine, struct db *db, struct job *jobs);
void ahead_keep(struct engine *engine, const struct db_question *question);

/* The bytes of one journal row that the chain covers: all but the hash itself. */
struct journal_part {
	int64_t seq, at, body, actor, posting;
	const char *region, *command, *args, *reply;
	const void *id, *sealed;
	size_t n_id, n_sealed;
};
void journal_digest(struct buf *buf, const struct journal_part *part);

/* pack.c: the arguments as the journal keeps them; `key` NULL when it is the command's id. */
const char *args_pack(struct arena *arena, const struct shape *takes, const void *record,
		      const char *key);

/* codes.c */
struct codes *codes_new(void);
void codes_free(struct codes *codes);
void codes_batch_done(struct codes *codes);

/* verbs.c: the generic commands. */
int verb_run(struct request *rq, const void *record);

/* timer.c */
void clock_stop(struct engine *engine);

/* bulk.c: build again what a bulk load left without indexes. */
int bulk_mend(struct engine *engine);

/* call.c: whether a job of the writer is a struct call (the others are the engine's own). */
bool job_is_call(const struct job *job);

/* request.c */
void request_start(struct request *rq, struct db *db);

#endif
