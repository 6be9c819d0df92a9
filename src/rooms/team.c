/* Teams formed across units: temporary branches, squads, checkpoint groups, committees.
 *
 * A team is standing (SH-04), its people stay in their own units (SH-02).
 * Rule: membership of a team gives no right; a posting does. */
#include "teaming.h"

#include "region.h"

#define FORMERS (OFFICER | COMMANDER)

struct team_row {
	int64_t seq, made_by, changed, void_at;
	const char *id, *region, *name, *organisation;
	int kind;
};
#define REC struct team_row
static const struct field team_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the team", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	TEXT(name, 1, 100, .label = "Name", .need = true),
	CHOICE(kind, team_kinds, .label = "Kind", .need = true),
	TEXT(organisation, 1, 64, .label = "Organisation"),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
	AT(void_at, .label = "Dissolved"),
};
static const char *const team_indexes[] = { "unique (id)", "region", NULL };
#undef REC

struct member_row {
	int64_t team, account, joined_at, left_at;
	int role, part, comes_from, rank, is_linked_leader;
};
#define REC struct member_row
static const struct field member_columns[] = {
	INT(team, 1, INT64_MAX, .label = "Team", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	CHOICE(role, team_roles, .label = "Role in the team", .need = true),
	CHOICE(part, team_parts, .label = "Group of the squad"),
	CHOICE(comes_from, team_froms, .label = "Comes from"),
	CHOICE(rank, ranks, .label = "Rank"),
	FLAG(is_linked_leader, .label = "Linked leader", .need = true),
	AT(joined_at, .label = "Joined", .need = true),
	AT(left_at, .label = "Left"),
};
static const char *const member_indexes[] = { "account", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("team", team_columns, .bare = true, .key = "seq", .indexes = team_indexes),
	TABLE("team_member", member_columns, .bare = true, .key = "team, account",
	      .indexes = member_indexes),
};

struct add_args {
	const char *name, *region, *organisation;
	int kind;
};
#define REC struct add_args
static const struct field add_fields[] = {
	TEXT(name, 1, 100, .label = "Name", .need = true),
	CHOICE(kind, team_kinds, .label = "Kind", .need = true),
	REGION(region, .label = "Region", .need = true),
	REF(organisation, "organisation", .label = "Organisation"),
};
static const struct shape add_shape = SHAPE(add_fields);
#undef REC

struct join_args {
	const char *team, *account, *reason;
	int role, part, from, rank, is_linked_leader;
};
#define REC struct join_args
static const struct field join_fields[] = {
	REF(team, "team", .label = "Team", .need = true),
	TEXT(account, 2, 40, .label = "Login", .need = true),
	CHOICE(role, team_roles, .label = "Role in the team", .need = true),
	CHOICE(part, team_parts, .label = "Group of the squad"),
	CHOICE(from, team_froms, .label = "Comes from"),
	FLAG(is_linked_leader, .label = "Linked leader"),
	CHOICE(rank, ranks, .label = "Rank"),
};
static const struct shape join_shape = SHAPE(join_fields);
static const struct field part_fields[] = {
	REF(team, "team", .label = "Team", .need = true),
	TEXT(account, 2, 40, .label = "Login", .need = true),
};
static const struct shape part_shape = SHAPE(part_fields);
static const struct field void_fields[] = {
	REF(team, "team", .label = "Team", .need = true),
	TEXT(reason, 1, 200, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

struct joined {
	const char *outcome;
	const struct json *faults;
};
#define REC struct joined
static const struct field joined_fields[] = {
	TEXT(outcome, 1, 20, .label = "added, changed or same"),
	JSON(faults, 200, .label = "What the team still lacks"),
};
static const struct shape joined_shape = SHAPE(joined_fields);
#undef REC

/* Free in the rest of this file: team_need found the team in reach, and its people
 * come from anywhere. */

static void count_team(struct request *rq, const char *region, int kind, int64_t delta)
{
	tally(rq, region, "", arena_print(rq->arena, "team.%s", team_kinds[kind]), delta);
}

static int reply_faults(struct request *rq, const struct team *team, const char *outcome)
{
	int faults = team_faults(rq, team->seq, team->kind);

	if (faults < 0)
		return -1;
	rq_place(rq, team->region);
	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, outcome);
	out_key(&rq->reply, "faults");
	team_faults_write(&rq->reply, faults);
	out_end_object(&rq->reply);
	return 0;
}

static int add(struct request *rq, const void *record)
{
	const struct add_args *args = record;
	struct region region;

	if (*rq->region && region_need(rq, "region", rq->region, NULL, &region) != 0)
		return -1;
	if (args->organisation &&
	    rq_one_free(rq, 0, "SELECT 1 FROM organisation WHERE id = $1 AND void_at IS NULL", "t",
			args->organisation) != 1 &&
	    !rq->fault.number)
		return refuse(rq, 4503, "organisation",
			      "there is no such organisation; add it first");
	if (rq_one_free(rq, 0, "SELECT 1 FROM team WHERE id = $1", "t", rq->key) == 1)
		return refuse(rq, 4207, "id", "a team with this id exists already");
	if (rq->fault.number ||
	    rq_run_free(rq,
			"INSERT INTO team (seq, id, region, name, kind, organisation, made_by, "
			"changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $1)",
			"itttiti", rq->seq, rq->key, rq->region, args->name, (int64_t)args->kind,
			args->organisation, rq->actor->account) < 0)
		return -1;
	count_team(rq, rq->region, args->kind, 1);
	return 0;
}

static int64_t or_absent(int choice)
{
	return choice < 0 ? NOT_GIVEN : choice;
}

/* 1 a member now with just these words, 0 not, -1 failed; `is_member` whatever the words. */
static int is_same(struct request *rq, int64_t team, int64_t account, const struct join_args *args,
		   bool *is_member)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT role, part, comes_from, rank, is_linked_leader "
					 "FROM team_member WHERE team = $1 AND account = $2 "
					 "AND left_at IS NULL",
					 "ii", team, account);
	int64_t words[] = { args->role, or_absent(args->part), or_absent(args->from),
			    or_absent(args->rank), args->is_linked_leader == 1 };
	int more = rows_next(rows);
	bool is = true;

	*is_member = more == 1;
	if (more != 1)
		return more < 0 ? rq_rows_failed(rq, rows) : 0;
	for (int i = 0; i < (int)COUNT_OF(words); i++)
		is = is && rows_int(rows, i) == words[i];
	rows_end(rows);
	return is;
}

static int join(struct request *rq, const void *record)
{
	const struct join_args *args = record;
	struct team team;
	int64_t account;
	bool is_member;
	int same;

	if (team_need(rq, "team", args->team, &team) != 0 ||
	    staff_need(rq, "account", args->account, &account) != 0)
		return -1;
	same = is_same(rq, team.seq, account, args, &is_member);
	if (same)
		return same < 0 ? -1 : reply_faults(rq, &team, "same");
	if (rq_run_free(rq,
			"INSERT INTO team_member (team, account, role, part, comes_from, rank, "
			"is_linked_leader, joined_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
			"ON CONFLICT (team, account) DO UPDATE SET role = $3, part = $4, "
			"comes_from = $5, rank = $6, is_linked_leader = $7, "
			"joined_at = CASE WHEN team_member.left_at IS NULL "
			"THEN team_member.joined_at ELSE $8 END, left_at = NULL",
			"iiiiiiii", team.seq, account, (int64_t)args->role, or_absent(args->part),
			or_absent(args->from), or_absent(args->rank),
			(int64_t)(args->is_linked_leader == 1), rq->now) < 0)
		return -1;
	return reply_faults(rq, &team, is_member ? "changed" : "added");
}

static int part(struct request *rq, const void *record)
{
	const struct join_args *args = record;
	struct team team;
	int64_t n;

	if (team_need(rq, "team", args->team, &team) != 0)
		return -1;
	n = rq_run_free(rq,
			"UPDATE team_member SET left_at = $3 WHERE team = $1 AND left_at IS NULL "
			"AND account = (SELECT seq FROM account WHERE login = $2)",
			"iti", team.seq, args->account, rq->now);
	if (n == 0)
		return refuse(rq, 6202, "account", "this person is not in the team");
	return n < 0 ? -1 : reply_faults(rq, &team, "changed");
}

static int void_row(struct request *rq, const void *record)
{
	const struct join_args *args = record;
	struct team team;

	if (team_need(rq, "team", args->team, &team) != 0)
		return -1;
	if (rq_run_free(rq, "UPDATE team SET void_at = $2, changed = $3 WHERE seq = $1", "iii",
			team.seq, rq->now, rq->seq) < 0)
		return -1;
	rq_place(rq, team.region);
	count_team(rq, team.region, team.kind, -1);
	return 0;
}

static int recount(struct request *rq)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT region, kind, count(*) FROM team "
					 "WHERE void_at IS NULL GROUP BY region, kind",
					 "");

	while (rows_next(rows) == 1)
		count_team(rq, rows_text(rows, 0), (int)rows_int(rows, 1), rows_int(rows, 2));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "team.add", DOES_OWN, .who = FORMERS, .where = IN_REACH, .run = add,
	  .takes = &add_shape },
	{ "team.join", DOES_OWN, .who = FORMERS, .where = IN_REACH, .run = join,
	  .takes = &join_shape, .gives = &joined_shape },
	{ "team.part", DOES_OWN, .who = FORMERS, .where = IN_REACH, .run = part,
	  .takes = &part_shape, .gives = &joined_shape },
	{ "team.void", DOES_OWN, .who = FORMERS, .where = IN_REACH, .run = void_row,
	  .takes = &void_shape },
};

const struct room team_room = OWN_ROOM(team, "Teams", .tables = tables,
				       .n_tables = (int)COUNT_OF(tables), .recount = recount);
