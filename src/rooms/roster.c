/* Rosters of checkpoints: made by a search, changed by hand, kept as drafts with all that
 * is to be said against them.
 *
 * Rule: a draft binds nobody; a hole in it is said, shift by shift, and stays a hole until
 * somebody fills it (JY-07: 24 小时轮班). */
#include "duty_roster.h"
#include "teaming.h"

struct roster_row {
	int64_t seq, checkpoint, days, from_at, until_at, start_hour, n_least, rest_hours,
		most_hours_week, skills, n_holes, n_findings, made_by, published_at, changed;
	const char *id, *region, *from_day, *lengths, *reason;
	int pattern, state;
};
#define REC struct roster_row
static const struct field roster_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Region", .need = true),
	INT(checkpoint, 1, INT64_MAX, .label = "Checkpoint", .need = true),
	DAY(from_day, .label = "First day", .need = true),
	INT(days, 1, 14, .label = "Days", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	CHOICE(pattern, roster_patterns, .label = "Pattern of shifts", .need = true),
	TEXT(lengths, 1, 200, .label = "Minutes of each shift"),
	INT(start_hour, 0, 23, .label = "Hour at which the day's first shift begins", .need = true),
	INT(n_least, 1, 12, .label = "On duty at least", .need = true),
	INT(rest_hours, 0, 24, .label = "Hours of rest between shifts", .need = true),
	INT(most_hours_week, 1, 168, .label = "Hours in seven days at most"),
	INT(skills, 0, 31, .label = "Skills on every shift, or'ed", .need = true),
	CHOICE(state, roster_states, .label = "State", .need = true),
	INT(n_holes, 0, INT64_MAX, .label = "Places nobody was found for", .need = true),
	INT(n_findings, 0, INT64_MAX, .label = "Findings", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	AT(published_at, .label = "Published"),
	TEXT(reason, 1, 200, .label = "Reason"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const roster_indexes[] = { "unique (id)", "region, seq", "checkpoint, until_at",
					      NULL };
#undef REC

struct shift_row {
	int64_t roster, nth, checkpoint, from_at, until_at;
	const char *region;
};
#define REC struct shift_row
static const struct field shift_columns[] = {
	INT(roster, 1, INT64_MAX, .label = "Roster", .need = true),
	INT(nth, 0, INT64_MAX, .label = "Which shift of it", .need = true),
	REGION(region, .label = "Region", .need = true),
	INT(checkpoint, 1, INT64_MAX, .label = "Checkpoint", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
};
static const struct table tables[] = {
	TABLE("roster", roster_columns, .bare = true, .key = "seq", .indexes = roster_indexes),
	TABLE("shift", shift_columns, .bare = true, .key = "roster, nth"),
};
#undef REC

#define REC struct roster_plan
static const struct field make_fields[] = {
	REF(checkpoint, "checkpoint", .label = "Checkpoint", .need = true),
	ROSTER_PLAN_FIELDS,
};
static const struct shape make_shape = SHAPE(make_fields);
#undef REC

struct made {
	const char *roster;
	int64_t n_holes, n_findings;
};
#define REC struct made
static const struct field made_fields[] = {
	REF(roster, "roster", .label = "Roster"),
	INT(n_holes, 0, INT64_MAX, .label = "Places nobody was found for"),
	INT(n_findings, 0, INT64_MAX, .label = "Findings"),
};
static const struct shape made_shape = SHAPE(made_fields);
#undef REC

/* Search, and keep what was found as a draft. */
static int fill(struct request *rq, struct duty_roster *roster)
{
	struct duty_people *people = arena_alloc(rq->arena, sizeof(*people));
	struct roster_finding *findings;
	struct roster_shift *shifts;
	struct roster_ask ask;
	int n, n_findings;

	if (duty_people_read(rq, roster, true, people) != 0 ||
	    duty_ask(rq, roster, people, &ask) != 0)
		return -1;
	if (people->n == 0)
		return refuse(rq, 7109, "checkpoint",
			      "this checkpoint has no group yet; choose its group first");
	roster->n_holes = roster_make(rq->arena, &ask, &shifts, &n);
	if (duty_findings(rq, roster, people, shifts, n, &findings, &n_findings) != 0)
		return -1;
	roster->n_findings = n_findings;
	/* Free: the checkpoint was just found in reach. */
	if (rq_run_free(rq,
			"INSERT INTO roster (seq, id, region, checkpoint, from_day, days, from_at, "
			"until_at, pattern, lengths, start_hour, n_least, rest_hours, "
			"most_hours_week, skills, state, n_holes, n_findings, made_by, changed) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
			"0, $16, $17, $18, $1)",
			"ittitiiiitiiiiiiii", roster->seq, roster->id, roster->region,
			roster->checkpoint, roster->from_day, roster->days, roster->from_at,
			roster->until_at, (int64_t)roster->pattern, roster->lengths,
			roster->start_hour, roster->n_least, roster->rest_hours,
			roster->most_hours_week ? roster->most_hours_week : NOT_GIVEN,
			roster->skills, roster->n_holes, roster->n_findings,
			rq->actor->account) < 0)
		return -1;
	return duty_shifts_write(rq, roster, people, shifts, n);
}

static int make(struct request *rq, const void *record)
{
	const struct roster_plan *args = record;
	struct duty_roster roster = { .seq = rq->seq, .id = rq->key };
	struct checkpoint c;
	struct made made = { .roster = rq->key };

	if (checkpoint_need(rq, args->checkpoint, &c) != 0)
		return -1;
	roster.region = c.region;
	roster.checkpoint = c.seq;
	roster.team = c.team;
	roster.n_least = args->n_least == NOT_GIVEN ? c.n_least : args->n_least;
	/* Free: an id is unique everywhere. */
	if (rq_one_free(rq, 0, "SELECT 1 FROM roster WHERE id = $1", "t", rq->key) == 1)
		return refuse(rq, 4207, "id", "a roster with this id exists already");
	if (rq->fault.number || roster_plan_read(rq, args, &roster) != 0 || fill(rq, &roster) != 0)
		return -1;
	made.n_holes = roster.n_holes;
	made.n_findings = roster.n_findings;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &made_shape, &made, SECRETS_OUT);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "roster.make", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = make,
	  .takes = &make_shape, .gives = &made_shape },
};

const struct room roster_room =
	OWN_ROOM(roster, "Rosters", .tables = tables, .n_tables = (int)COUNT_OF(tables));
