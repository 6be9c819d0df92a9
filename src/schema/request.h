/* A request: what a command's code may see and do.
 *
 * Rooms contain no free, no goto and no cleanup: everything here lives in the
 * request's arena.  In IN_REACH commands $1 and $2 are always the two ends of
 * the region's key range, bound by the engine; a room's own parameters start at $3. */
#ifndef REQUEST_H
#define REQUEST_H

#include "clock.h"
#include "room.h"

/* A posting that an account holds now. */
struct held {
	int64_t posting; /* seq of the posting */
	unsigned role;   /* one bit */
	char region[KEY_MAX + 1];
	int64_t from_at, until_at; /* ms; until_at NOT_GIVEN: open-ended */
};

struct actor {
	int64_t account; /* seq of the account; 0: the clock or the command line */
	int64_t session; /* seq of the session it came with; 0: none */
	const char *login;
	const struct held *held;
	int n_held;
	bool is_program; /* the clock actor, `lianfang call` without --as: every role, every region
			  */
	int64_t household; /* a family's account: seq of its household; 0: staff */
	int agent;         /* who acts for that household; 0: itself (domain/home.h) */
};

struct engine;

struct request {
	struct engine *engine;
	struct arena *arena;
	struct db *db;
	const struct keys *keys;
	const struct command *command;
	const struct room *room;
	const struct actor *actor;
	unsigned role;      /* the role that allowed it */
	int64_t posting;    /* the posting that allowed it; 0: none needed */
	const char *region; /* key aimed at; "" is everything */
	char from[KEY_MAX + 1], until[KEY_MAX + 1]; /* $1 and $2 */
	const char *id;                             /* client-made id of the command */
	const char *key; /* id of the row it adds: the envelope's key, else the command's id */
	int64_t seq;     /* of this command; 0 in reads */
	int64_t now;     /* ms */
	char today[11];
	const char *lang;  /* "zh-CN" or "en" */
	const char *place; /* region the journal files it under; rooms narrow it with rq_place */
	struct buf reply;  /* JSON of the reply; empty: the engine writes {"id","seq"} */
	bool is_private;   /* the reply must not be kept for replays (tokens, opened files) */
	struct fault fault;
	struct gather *counts; /* where tally() adds; NULL: to the batch's */
};

/* Refuse: records number (problems.c), argument and English sentence; returns -1. */
int refuse(struct request *rq, int number, const char *field, const char *sentence);
/* The same with a formatted part; the translation key is the format itself and
 * %s / %lld parts are put in after translation. */
int refuse_with(struct request *rq, int number, const char *field, const char *sentence, ...);

/* SQL.  IN_REACH commands: $1, $2 are bound already and must both occur. */
struct rows *rq_rows(struct request *rq, const char *sql, const char *types, ...);
int64_t rq_run(struct request *rq, const char *sql, const char *types, ...);
int rq_send(struct request *rq, const char *sql, const char *types, ...);
int rq_append(struct request *rq, const struct db_bulk *bulk, ...); /* = db_append */
/* The first row, also one that an earlier command of the same batch has appended and
 * not yet sent: 1 with the rows standing on it, 0 none, -1 with fault 5001. */
int rq_first(struct request *rq, struct rows **rows, const char *sql, const char *types, ...);
/* For a room's `asks`: rq_rows and rq_first with this text and these parameters will be
 * called.  `about` is the id that whoever changes what the answer says without the
 * store's knowing gives to db_forget (see db_ask). */
void rq_ask(struct request *rq, const char *about, const char *sql, const char *types, ...);
/* One bigint, `otherwise` when there is none; a storage failure is recorded and gives `otherwise`.
 */
int64_t rq_one(struct request *rq, int64_t otherwise, const char *sql, const char *types, ...);
/* SQL that is not about territory (accounts, settings) or whose range is not the
 * request's own, each use with a comment saying why: no $1/$2 are bound. */
struct rows *rq_rows_free(struct request *rq, const char *sql, const char *types, ...);
int64_t rq_run_free(struct request *rq, const char *sql, const char *types, ...);
int64_t rq_one_free(struct request *rq, int64_t otherwise, const char *sql, const char *types, ...);
/* -1 with fault 5001 recorded if the rows ended because the storage failed. */
int rq_rows_failed(struct request *rq, struct rows *rows);

/* Whether the actor may use role bits `who` at region `key`: an open posting
 * above it.  Lists of other regions inside a command use it too. */
bool rq_reaches(const struct request *rq, unsigned who, const char *key);

/* File the journal row under this region (a household's grid, not the district
 * the request named); must lie within the request's region. */
void rq_place(struct request *rq, const char *key);

/* Counted on write: add `delta` to tally `name` on `day` for `region` and every
 * region above it, in this transaction.  "" as day is undated.  Tallies at or
 * below `deepest` only (LEVEL_STAIRWELL: all of the path). */
void tally(struct request *rq, const char *region, const char *day, const char *name,
	   int64_t delta);
void tally_down_to(struct request *rq, enum level deepest, const char *region, const char *day,
		   const char *name, int64_t delta);
/* Of this region alone, for what is only ever asked there. */
void tally_at(struct request *rq, const char *region, const char *day, const char *name,
	      int64_t delta);
/* Read one tally: summed over days up to and with `until_day` (NULL: all days). */
int64_t tally_read(struct request *rq, const char *region, const char *name, const char *until_day);

/* Time is a user: run `command` with these arguments (a JSON object) as the clock
 * at `due_at`.  `key` names the timer: setting it again moves it. */
int timer_set(struct request *rq, const char *key, int64_t due_at, const char *command,
	      const char *region, const char *args_json);
int timer_drop(struct request *rq, const char *key);

/* To be called by every command after which some region's official code is not its
 * key, or is so again. */
void codes_changed(struct request *rq);

/* Another command within this one, same transaction, same rules of the room but
 * the engine's authority; journaled under its own seq.  Returns 0 or -1 with the fault. */
int rq_follow(struct request *rq, const char *command, const char *region, const char *id,
	      const char *args_json);

/* A new id for a row made inside a command: "<command id>/<n>". */
const char *rq_new_id(struct request *rq, int n);

/* The sealed secrets, hashes and clear text of a record (see field.h). */
const void *rq_seal(struct request *rq, const struct shape *shape, const void *record, size_t *n);
int rq_unseal(struct request *rq, const struct shape *shape, const void *sealed, size_t n,
	      void *record);

/* Have the journal row of this command seal these secrets instead of the arguments'
 * own: the whole that stands after it, so that a row may refer to one journal row.
 * The shape declares its secret fields in the same order as the arguments do. */
void rq_journal_secrets(struct request *rq, const struct shape *shape, const void *record);

/* Replies: rq_reply_rows starts {"rows":[ ; each row is out_object … out_end_object
 * on &rq->reply; rq_reply_end closes with optional count and next cursor. */
void rq_reply_rows(struct request *rq);
void rq_reply_end(struct request *rq, int64_t count, const char *next);

#endif
