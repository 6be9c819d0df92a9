/* Checkpoints: where somebody stands day and night, and which group holds the place.
 *
 * A group is taken only when it is complete (JY-06: five people of unit, branch, owners
 * and property firm, led by somebody of section rank); it changes by itself afterwards,
 * and then its faults are shown.
 * Rule: a checkpoint is red from the moment it exists until somebody has begun a shift. */
#include "duty.h"
#include "teaming.h"

struct checkpoint_row {
	int64_t seq, exit, team, branch, gate, n_least, n_on_duty, red_since, opened_at, void_at,
		changed;
	const char *id, *region, *name;
};
#define REC struct checkpoint_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Compound or grid", .need = true),
	TEXT(name, 1, 60, .label = "Name", .need = true),
	INT(exit, 1, INT64_MAX, .label = "Exit"),
	INT(team, 1, INT64_MAX, .label = "Team"),
	INT(branch, 1, INT64_MAX, .label = "Temporary branch"),
	INT(gate, 1, INT64_MAX, .label = "Gate"),
	INT(n_least, 1, 12, .label = "On duty at least", .need = true),
	INT(n_on_duty, 0, INT64_MAX, .label = "On duty now", .need = true),
	AT(red_since, .label = "Red since"),
	AT(opened_at, .label = "Opened", .need = true),
	AT(void_at, .label = "Given up"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, seq", NULL };
static const struct table tables[] = {
	TABLE("checkpoint", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct args {
	const char *checkpoint, *name, *exit, *team, *branch, *gate, *reason;
	int64_t n_least;
};
#define REC struct args
#define HELD                                                                                       \
	REF(exit, "exit", .label = "Exit"), REF(team, "team", .label = "Team"),                    \
		REF(branch, "team", .label = "Temporary branch"),                                  \
		REF(gate, "gate", .label = "Gate"),                                                \
		INT(n_least, 1, 12, .label = "On duty at least")
static const struct field add_fields[] = {
	TEXT(name, 1, 60, .label = "Name", .need = true),
	HELD,
};
static const struct shape add_shape = SHAPE(add_fields);
static const struct field set_fields[] = {
	REF(checkpoint, "checkpoint", .label = "Checkpoint", .need = true),
	TEXT(name, 1, 60, .label = "Name"),
	HELD,
};
static const struct shape set_shape = SHAPE(set_fields);
static const struct field void_fields[] = {
	REF(checkpoint, "checkpoint", .label = "Checkpoint", .need = true),
	TEXT(reason, 1, 200, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

/* What is missing in the group, in words. */
static int refuse_team(struct request *rq, int faults)
{
	if (faults & TEAM_TOO_FEW)
		return refuse(rq, 7102, "team",
			      "the group has fewer people than it needs; a checkpoint group has at "
			      "least five");
	if (faults & (TEAM_NO_LEADER | TEAM_LEADER_RANK))
		return refuse(
			rq, 7102, "team",
			"the group needs a leader; at a checkpoint, of section rank or above");
	if (faults & TEAM_COMPOSITION)
		return refuse(rq, 7102, "team",
			      "a checkpoint group has people of a unit, of the branch, of the "
			      "owners and of the property firm; add who is missing");
	return refuse(rq, 7102, "team",
		      "each of the three groups of the squad needs somebody; say who does what");
}

/* A team formed for this place or for one around it, which the caller may also lead
 * elsewhere (JY-17: 25 units hold 76 checkpoints of one town). */
static int find_team(struct request *rq, const char *field, const char *id, const char *place,
		     struct team *team)
{
	/* Free: the team is formed above the checkpoint; that is looked at here. */
	struct rows *rows = rq_rows_free(
		rq, "SELECT seq, kind, region FROM team WHERE id = $1 AND void_at IS NULL", "t",
		id);
	int more = rows_next(rows);
	const char *region;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	region = more ? arena_text(rq->arena, rows_text(rows, 2)) : NULL;
	if (!more || (!key_is_within(place, region) && !rq_reaches(rq, DUTY_HEADS, region)))
		return refuse(rq, 6201, field,
			      "there is no such team in your reach; form it first");
	team->seq = rows_int(rows, 0);
	team->kind = (int)rows_int(rows, 1);
	rows_end(rows);
	return 0;
}

static int find_group(struct request *rq, const struct args *args, struct checkpoint *c)
{
	struct team team;
	int faults;

	if (find_team(rq, "team", args->team, c->region, &team) != 0)
		return -1;
	if (team.kind != CHECKPOINT_GROUP && team.kind != SQUAD)
		return refuse(rq, 7104, "team",
			      "a checkpoint is held by a checkpoint group or a squad; choose one");
	faults = team_faults(rq, team.seq, team.kind);
	if (faults)
		return faults < 0 ? -1 : refuse_team(rq, faults);
	c->team = team.seq;
	return 0;
}

/* JY-14: the secretary of the temporary branch answers for the checkpoint. */
static int find_branch(struct request *rq, const struct args *args, struct checkpoint *c)
{
	struct team team;

	if (find_team(rq, "branch", args->branch, c->region, &team) != 0)
		return -1;
	if (team.kind != TEMPORARY_BRANCH)
		return refuse(rq, 7104, "branch", "this team is no temporary branch; choose one");
	c->branch = team.seq;
	return 0;
}

/* Exit and gate of the checkpoint's own compound or grid. */
static int find_ties(struct request *rq, const struct args *args, struct checkpoint *c)
{
	if (args->exit) {
		/* Free: the region is the checkpoint's own, found in reach. */
		c->exit = rq_one_free(rq, 0,
				      "SELECT seq FROM exit WHERE id = $1 AND region = $2 "
				      "AND void_at IS NULL",
				      "tt", args->exit, c->region);
		if (!c->exit)
			return refuse(rq, 7006, "exit",
				      "there is no such exit in your reach; look again");
	}
	if (args->gate) {
		c->gate = rq_one_free(rq, 0, "SELECT seq FROM gate WHERE id = $1 AND region = $2",
				      "tt", args->gate, c->region);
		if (!c->gate)
			return refuse(rq, 7601, "gate",
				      "there is no such gate here; choose one of yours");
	}
	if (args->branch && find_branch(rq, args, c) != 0)
		return -1;
	return args->team ? find_group(rq, args, c) : 0;
}

static int64_t or_null(int64_t seq)
{
	return seq ? seq : NOT_GIVEN;
}

static int add(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct checkpoint c = { .region = rq->region, .n_least = args->n_least };

	if (duty_place(rq, rq->region) != 0 || find_ties(rq, args, &c) != 0)
		return -1;
	/* Free: an id is unique everywhere; the region is the request's own. */
	if (rq_one_free(rq, 0, "SELECT 1 FROM checkpoint WHERE id = $1", "t", rq->key) == 1)
		return refuse(rq, 4207, "id", "a checkpoint with this id exists already");
	if (rq->fault.number ||
	    rq_run_free(rq,
			"INSERT INTO checkpoint (seq, id, region, name, exit, team, branch, gate, "
			"n_least, n_on_duty, red_since, opened_at, changed) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $10, $1)",
			"itttiiiiii", rq->seq, rq->key, rq->region, args->name, or_null(c.exit),
			or_null(c.team), or_null(c.branch), or_null(c.gate),
			args->n_least == NOT_GIVEN ? INT64_C(1) : args->n_least, rq->now) < 0)
		return -1;
	tally(rq, rq->region, "", "checkpoint", 1);
	tally(rq, rq->region, "", "checkpoint.red", 1);
	return 0;
}

static int set(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct checkpoint c;

	if (checkpoint_need(rq, args->checkpoint, &c) != 0 || find_ties(rq, args, &c) != 0)
		return -1;
	/* Free: the checkpoint was just found in reach. */
	return rq_run_free(rq,
			   "UPDATE checkpoint SET name = $2, exit = $3, team = $4, branch = $5, "
			   "gate = $6, n_least = $7, changed = $8 WHERE seq = $1",
			   "itiiiiii", c.seq, args->name ? args->name : c.name, or_null(c.exit),
			   or_null(c.team), or_null(c.branch), or_null(c.gate),
			   args->n_least == NOT_GIVEN ? c.n_least : args->n_least, rq->seq) < 0
		       ? -1
		       : 0;
}

/* Given up when nobody is to stand there any more: its rosters are withdrawn first. */
static int void_one(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct checkpoint c;

	if (checkpoint_need(rq, args->checkpoint, &c) != 0)
		return -1;
	/* Free: the checkpoint was just found in reach. */
	if (rq_one_free(rq, 0,
			"SELECT 1 FROM shift_place WHERE checkpoint = $1 AND until_at > $2 "
			"AND state IN (1, 2, 4) LIMIT 1",
			"ii", c.seq, rq->now) == 1)
		return refuse(rq, 7103, "checkpoint",
			      "people are still to stand here; withdraw the roster first");
	if (rq->fault.number ||
	    rq_run_free(rq,
			"UPDATE checkpoint SET void_at = $2, red_since = NULL, n_on_duty = 0, "
			"changed = $3 WHERE seq = $1",
			"iii", c.seq, rq->now, rq->seq) < 0)
		return -1;
	tally(rq, c.region, "", "checkpoint", -1);
	if (c.red_since)
		tally(rq, c.region, "", "checkpoint.red", -1);
	return timer_drop(rq, arena_print(rq->arena, "checkpoint.%" PRId64, c.seq));
}

static int recount(struct request *rq)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT region, count(*), CAST(sum(CASE WHEN red_since IS NULL THEN 0 ELSE 1 END) "
		"AS bigint) FROM checkpoint WHERE void_at IS NULL GROUP BY region",
		"");

	while (rows_next(rows) == 1) {
		tally(rq, rows_text(rows, 0), "", "checkpoint", rows_int(rows, 1));
		tally(rq, rows_text(rows, 0), "", "checkpoint.red", rows_int(rows, 2));
	}
	return rq_rows_failed(rq, rows);
}

/* What a checkpoint says of itself is what its places say, but for the second in which
 * its timer is due, and when it was said at an hour that is still to come: of an
 * exercise's directory whose clock does not run ahead any more. */
static int invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT c.id FROM checkpoint c WHERE c.void_at IS NULL AND "
		"(c.n_on_duty <> (SELECT count(DISTINCT p.account) FROM shift_place p "
		"WHERE p.checkpoint = c.seq AND p.state = 2 AND p.until_at > $1) "
		"OR (c.n_on_duty = 0) <> (c.red_since IS NOT NULL)) "
		"AND NOT EXISTS (SELECT 1 FROM timer t WHERE t.name = 'checkpoint.' || "
		"CAST(c.seq AS text) AND t.due_at <= $1) "
		"AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.seq = c.changed AND j.at > $1)",
		"i", rq->now);

	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena, "checkpoint %s: who is on duty is not counted",
					rows_text(rows, 0)));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "checkpoint.add", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = add,
	  .takes = &add_shape },
	{ "checkpoint.set", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = set,
	  .takes = &set_shape },
	{ "checkpoint.void", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = void_one,
	  .takes = &void_shape },
};

const struct room checkpoint_room =
	OWN_ROOM(checkpoint, "Checkpoints", .tables = tables, .n_tables = (int)COUNT_OF(tables),
		 .invariants = invariants, .recount = recount);
