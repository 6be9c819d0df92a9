/* The engine: the one door through which every command goes, whoever sends it.
 *
 *   prepare: find, decode, validate, check the posting (caller's thread)
 *   write:   queue → writer → transaction, journal, tallies → answer
 *   read:    a read connection and one snapshot → answer
 *
 * The engine decides outcomes in one place and logs one line per command. */
#ifndef ENGINE_H
#define ENGINE_H

#include "request.h"
#include "writer.h"

struct engine_config {
	const char *dir;    /* data directory: keys, lock, SQLite file */
	const char *db_url; /* NULL: dir/lianfang.db */
	int n_readers;      /* read connections; 0: 4 */
	int queue_limit;    /* commands that may wait; 0: 4096 */
	bool is_quiet;      /* no line per command (imports, tests) */
};

/* Make a data directory: the folder, its key file, the database at the newest
 * migration.  Refuses a directory that has a key file already.  0, or -1 with why[200]. */
int engine_init(const char *dir, const char *db_url, char why[200]);

/* Open an initialised directory: load keys, migrate, start the writer and the
 * clock thread is NOT started (engine_clock_start).  NULL with why[200]. */
struct engine *engine_open(const struct engine_config *config, char why[200]);
void engine_close(struct engine *engine);

const struct keys *engine_keys(struct engine *engine);
struct db_pool *engine_pool(struct engine *engine);
struct writer *engine_writer(struct engine *engine);
/* The writer's connection; for tests that let its steps fail while the writer is idle. */
struct db *engine_db(struct engine *engine);
/* Grows with every commit of this process; for caches. */
int64_t engine_version(struct engine *engine);
/* Which engine of this process it is, the first is 1; no later one has the same number. */
int64_t engine_serial(const struct engine *engine);

/* A database's epoch is a random number that tells it from every other, also from itself
 * before a backup was restored: whoever keeps a copy then starts anew.  Renew it. */
int epoch_renew(struct db *db);
/* Whether these are the keys the database was sealed with; the first ever asked about are.
 * 1, 0, or -1 when the storage fails. */
int keys_ensure(struct db *db, const struct keys *keys);
/* What somebody who syncs must know: the epoch, the number of the last command, and how
 * many pushed commands of a session were kept.  0 or -1. */
struct sync_marks {
	char epoch[17]; /* in hexadecimal: more bits than JavaScript counts exactly */
	int64_t head, n_pushed;
};
int sync_marks_read(struct db *db, struct arena *arena, int64_t session, struct sync_marks *marks);
/* Write "epoch", "now" and "n_pushed" into an object. */
void sync_marks_write(struct buf *out, const struct sync_marks *marks, int64_t now);

/* One command on its way.  Lives in an arena; zero it, then call_prepare. */
struct call {
	struct job job; /* first: the writer hands it back */
	struct request rq;
	void *record;
	const char *args;   /* as journaled: values in declared order, no secrets */
	const void *sealed; /* the secrets of the arguments */
	size_t n_sealed;
	int64_t body; /* hash of command, region and arguments with secrets: same id, same body? */
	int http_status; /* set with the outcome */
	bool is_replay;
	bool is_kept;      /* found in the journal already: answered without being sent */
	bool is_pushed;    /* came in a phone's push: counted for its session when kept */
	bool is_dry;       /* run and undo: says what would happen, keeps nothing */
	struct call *next; /* the next command it made follow (rq_follow) */
	const char *timer; /* name of the due timer this call carries out, or NULL */
	int64_t began;     /* clock_ticks */
	void (*answered)(struct call *call); /* writes: in the writer thread */
	void *owner;                         /* the sender's */
};

/* What the sender says beside the command's own arguments. */
struct envelope {
	const char *command;
	const char *id;      /* NULL: the engine makes a UUIDv7 and keeps no replay entry */
	const char *key;     /* the row's own (external) id; NULL: the same as id */
	const char *region;  /* code or key; NULL: taken from the arguments or the one posting that
				allows it */
	const char *lang;    /* NULL: "en" */
	const char *address; /* for the log of sign-ins; may be NULL */
};

/* Find the command, decode `args` (a JSON object or NULL) and check the rights.
 * 0, or -1 with call->rq.fault set and call->http_status. */
int call_prepare(struct engine *engine, struct arena *arena, const struct actor *actor,
		 const struct envelope *envelope, const struct json *args, struct call *call);
/* The same with a record already filled (sheets). */
int call_prepare_record(struct engine *engine, struct arena *arena, const struct actor *actor,
			const struct envelope *envelope, void *record, struct call *call);

bool call_is_write(const struct call *call);
/* Queue a prepared write; call->answered is called later.  -1: queue full (5030). */
int call_send(struct engine *engine, struct call *call);
/* Do a prepared write and wait; or a read in this thread.  0 or -1 with the fault. */
int call_do(struct engine *engine, struct call *call);

/* Run prepared writes (without client-made ids) one after the other in one transaction and
 * undo it: what a whole sheet would do, each call with its outcome.  0, or -1 when
 * the storage failed. */
int calls_try(struct engine *engine, struct call **calls, int n);

/* The answer as JSON: the reply, or {"problem":{number, field, sentence}} in the caller's language.
 */
void call_answer(struct call *call, struct buf *out);

/* The clock thread: runs due timers as commands, checkpoints, until engine_close. */
int engine_clock_start(struct engine *engine);
/* Run every timer due now in this thread (tests, scenes). Returns how many. */
int engine_run_timers(struct engine *engine);

/* Bulk loading: the lookup indexes of every table are dropped when it goes on and
 * built again when it goes off (also at the next open, if the program died between).
 * Searches by name, phone and ID number are slow meanwhile.  0 or -1. */
int engine_bulk(struct engine *engine, bool is_on);
/* Whether this process is bulk loading: commands leave out look-ups that warn only. */
bool engine_is_bulk(const struct engine *engine);

/* The invariants of engine and rooms: found() once per fault.  Returns the number
 * of faults, or -1 with why[200] when a check could not run. */
int engine_check(struct engine *engine, void (*found)(void *self, const char *sentence), void *self,
		 char why[200]);

/* The key of the region that a key or today's official code (trimmed like a key) names:
 * the key itself but for recoded regions; see codes.c. */
const char *code_resolve(struct engine *engine, struct arena *arena, const char *key,
			 bool is_code_first);

/* A journal row's arguments as a JSON object with names; -1 when they are not a list. */
int args_unpack(struct arena *arena, const char *command, const char *packed, struct buf *out);

/* Walk the journal's hash chain.  0 when it holds (or the journal is empty), 1 with
 * the first broken seq, -1 when it could not be read. */
int journal_verify(struct db *db, struct arena *arena, int64_t *broken_at);

/* Count every tally again from the facts; returns how many differed, or -1 with why[200]. */
int64_t engine_recount(struct engine *engine, char why[200]);

#endif
