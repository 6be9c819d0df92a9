/* Sweeps: a list of doors that is frozen at the start, and who is still missing.
 *
 * Rule: coverage is valid records ÷ due, both counted by the program; nobody
 * types it.  The seed of the re-check is committed to at the start (its hash is
 * published) and shown when the sweep is closed, so that anyone can draw again. */
#include "asked.h"
#include "asking.h"
#include "region.h"
#include "sweeping.h"

struct sweep_row {
	int64_t seq;
	const char *id, *region;
	int kind, target;
	const char *title, *from_day, *until_day;
	int is_daily, state;
	const char *questions, *seed_hash, *seed, *list_day;
	int64_t n_left, as_of, changed, made_by;
};
#define REC struct sweep_row
static const struct field sweep_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the command that started it", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Region", .need = true),
	CHOICE(kind, sweep_kinds, .label = "Kind", .need = true),
	CHOICE(target, sweep_targets, .label = "Of households or persons", .need = true),
	TEXT(title, 1, 100, .label = "Title", .need = true),
	DAY(from_day, .label = "First day", .need = true),
	DAY(until_day, .label = "Last day", .need = true),
	FLAG(is_daily, .label = "A new list every day", .need = true),
	CHOICE(state, sweep_states, .label = "State", .need = true),
	TEXT(questions, 2, 8000, .label = "Questions, as JSON"),
	TEXT(seed_hash, 64, 64, .label = "BLAKE2b-256 of the seed", .need = true),
	TEXT(seed, 64, 64, .label = "Seed of the re-check", .secret = SECRET_TEXT),
	DAY(list_day, .label = "Day of the latest list"),
	INT(n_left, 0, INT64_MAX, .label = "Parts of it still to be frozen", .need = true),
	INT(as_of, 0, INT64_MAX, .label = "Frozen as of this command", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account", .need = true),
};
static const char *const sweep_indexes[] = { "unique (id)", NULL };
#undef REC

struct door {
	int64_t sweep, household, resident;
	const char *day, *region;
	int state, channel;
	int64_t n_tries, visit, conflict, answers;
	const char *next_visit, *reason;
	int64_t changed;
};
#define REC struct door
static const struct field door_columns[] = {
	INT(sweep, 1, INT64_MAX, .label = "Sweep", .need = true),
	DAY(day, .label = "Day of the list", .need = true),
	REGION(region, .label = "Region of the household", .need = true),
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	INT(resident, 0, INT64_MAX, .label = "Resident; 0 for the household", .need = true),
	CHOICE(state, door_states, .label = "State", .need = true),
	CHOICE(channel, channels, .label = "Channel of the record that counts"),
	INT(n_tries, 0, 1000, .label = "Times nobody opened or all was refused", .need = true),
	INT(visit, 1, INT64_MAX, .label = "Record that counts"),
	INT(conflict, 1, INT64_MAX, .label = "Latest record that disagrees with it"),
	INT(answers, 0, 0, .label = "Hash of its answers"),
	DAY(next_visit, .label = "Next visit"),
	TEXT(reason, 1, 200, .label = "Reason"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
/* Only disputed doors are in it: few, found without walking the list. */
static const char *const door_indexes[] = { "unique (conflict) where conflict is not null", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("sweep", sweep_columns, .bare = true, .key = "seq", .indexes = sweep_indexes),
	TABLE("door", door_columns, .bare = true, .key = "sweep, day, region, household, resident",
	      .indexes = door_indexes),
};

struct start {
	const char *region;
	int kind, target;
	const char *title, *from_day, *until_day;
	int is_daily;
	const struct json *questions;
};
#define REC struct start
static const struct field start_fields[] = {
	REGION(region, .label = "Region", .need = true),
	CHOICE(kind, sweep_kinds, .label = "Kind", .need = true),
	CHOICE(target, sweep_targets, .label = "Of households or persons"),
	TEXT(title, 1, 100, .label = "Title of the sweep", .need = true),
	DAY(from_day, .label = "First day"),
	DAY(until_day, .label = "Last day"),
	FLAG(is_daily, .label = "A new list every day"),
	JSON(questions, 8000, .label = "Questions"),
};
static const struct shape start_shape = SHAPE(start_fields);
#undef REC

struct which {
	const char *sweep;
};
#define REC struct which
static const struct field which_fields[] = {
	REF(sweep, "sweep", .label = "Sweep", .need = true),
};
static const struct shape which_shape = SHAPE(which_fields);
#undef REC

static int check(struct request *rq, const void *record)
{
	const struct start *s = record;
	const char *from = s->from_day ? s->from_day : rq->today;
	const char *until = s->until_day ? s->until_day : from;

	if (!*s->region)
		return refuse(rq, 4809, "region", "choose the region to sweep");
	if (strcmp(from, rq->today) < 0)
		return refuse(rq, 4802, "from_day",
			      "a list cannot be frozen in the past; start today or later");
	if (strcmp(until, from) < 0 || day_between(from, until) > 366)
		return refuse(rq, 4803, "until_day",
			      "the last day is the first or later, within a year");
	return asked_check(rq, s->questions);
}

static int insert(struct request *rq, const struct start *s, const struct sweep *sweep)
{
	uint8_t bytes[HASH_BYTES], sum[HASH_BYTES];
	const char *seed;
	struct buf questions;
	size_t n;

	random_bytes(bytes, sizeof(bytes));
	seed = hex(rq->arena, bytes, sizeof(bytes));
	hash_bytes(seed, strlen(seed), sum);
	buf_init(&questions, rq->arena, 10000);
	if (s->questions)
		json_write(&questions, s->questions);
	const void *sealed = sweep_seal_seed(rq, seed, &n);
	/* Free: an insert; the region was checked as the argument aimed at. */
	if (rq_run_free(rq,
			"INSERT INTO sweep (seq, id, region, kind, target, title, from_day, "
			"until_day, is_daily, state, questions, seed_hash, n_left, as_of, changed, "
			"made_by, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, "
			"0, $1, $1, $12, $13)",
			"ittiitttittib", sweep->seq, sweep->id, sweep->region, (int64_t)sweep->kind,
			(int64_t)sweep->target, sweep->title, sweep->from_day, sweep->until_day,
			(int64_t)sweep->is_daily, s->questions ? questions.bytes : NULL,
			hex(rq->arena, sum, sizeof(sum)), rq->actor->account, sealed, n) < 0)
		return refuse(rq, 4207, "id", "a sweep with this id exists; use a new one");
	return 0;
}

/* No form is asked twice: all these questions are being asked of the same people. */
static int check_repeated(struct request *rq, const struct json *questions,
			  const struct sweep *sweep)
{
	struct rows *rows;
	const char *why;
	struct buf out;
	bool is_repeated = false;

	if (!questions || questions->n == 0)
		return 0;
	/* Free: a sweep of a region above asks here too. */
	rows = rq_rows_free(rq,
			    "SELECT questions FROM sweep WHERE state <> 2 AND target = $1 "
			    "AND substr($2, 1, length(region)) = region AND from_day <= $3 "
			    "AND until_day >= $4 AND questions IS NOT NULL",
			    "ittt", (int64_t)sweep->target, sweep->region, sweep->until_day,
			    sweep->from_day);
	while (rows_next(rows) == 1) {
		const char *text = rows_text(rows, 0);

		buf_init(&out, rq->arena, 10000);
		is_repeated |= questions_repeated(&out, questions,
						  json_read(rq->arena, text, strlen(text), &why)) ==
			       questions->n;
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	return is_repeated ? refuse(rq, 4816, "questions",
				    "a sweep that is open asks all of this here already; use its "
				    "answers, or ask only what is new")
			   : 0;
}

static int start(struct request *rq, const void *record)
{
	const struct start *s = record;
	struct region region;
	struct sweep sweep = {
		.seq = rq->seq,
		.id = rq->key,
		.region = s->region,
		.kind = s->kind,
		.target = s->target < 0 ? TARGET_HOUSEHOLD : s->target,
		.title = s->title,
		.from_day = s->from_day ? s->from_day : rq->today,
		.is_daily = s->is_daily == 1,
	};

	sweep.until_day = s->until_day ? s->until_day : sweep.from_day;
	if (region_need(rq, "region", s->region, NULL, &region) != 0)
		return -1;
	if (rq_one_free(rq, 0, "SELECT seq FROM sweep WHERE id = $1", "t", rq->key))
		return refuse(rq, 4207, "id", "a sweep with this id exists; use a new one");
	if (check_repeated(rq, s->questions, &sweep) != 0 || insert(rq, s, &sweep) != 0)
		return -1;
	if (strcmp(sweep.from_day, rq->today) > 0)
		return sweeping_wait(rq, &sweep, sweep.from_day, day_start(sweep.from_day));
	return sweeping_plan(rq, &sweep, sweep.from_day);
}

static int close_sweep(struct request *rq, const void *record)
{
	const struct which *which = record;
	struct sweep sweep;

	if (sweep_find(rq, which->sweep, &sweep) != 0)
		return -1;
	if (!key_is_within(sweep.region, rq->region))
		return refuse(rq, 4103, "sweep",
			      "this sweep was started above your region; ask who started it");
	if (sweep.state == SWEEP_CLOSED)
		return refuse(rq, 4804, "sweep", "this sweep is closed already");
	if (timer_drop(rq, arena_print(rq->arena, "sweep.%" PRId64 ".next", sweep.seq)) != 0)
		return -1;
	return rq_send(rq,
		       "UPDATE sweep SET state = 2, n_left = 0, changed = $4 "
		       "WHERE seq = $3 AND region >= $1 AND region < $2",
		       "ii", sweep.seq, rq->seq);
}

static const struct command commands[] = {
	{ "sweep.start", DOES_OWN, OFFICER | COMMANDER, IN_REACH, check, start, &start_shape,
	  NULL },
	{ "sweep.close", DOES_OWN, OFFICER | COMMANDER, IN_REACH, NULL, close_sweep, &which_shape,
	  NULL },
};

const struct room sweep_room =
	OWN_ROOM(sweep, "Sweeps", .tables = tables, .n_tables = (int)COUNT_OF(tables),
		 .invariants = sweeping_faults, .recount = sweeping_recount);
