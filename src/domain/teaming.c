/* Teams; see teaming.h. */
#include "teaming.h"

const char *const team_kinds[] = { [TEMPORARY_BRANCH] = "temporary_branch",
				   [SQUAD] = "squad",
				   [CHECKPOINT_GROUP] = "checkpoint_group",
				   [SCREENING_GROUP] = "screening_group",
				   [SUPPLY_GROUP] = "supply_group",
				   [GRAND_COMMITTEE] = "grand_committee",
				   [VOLUNTEER_GROUP] = "volunteer_group",
				   [OTHER_TEAM] = "other",
				   NULL };
const char *const team_roles[] = { [TEAM_LEADER] = "leader",
				   [TEAM_DEPUTY] = "deputy",
				   [TEAM_SECRETARY] = "secretary",
				   [TEAM_MEMBER] = "member",
				   NULL };
const char *const team_parts[] = { "guard", "screening", "supplies", NULL };
const char *const team_froms[] = { [FROM_UNIT] = "unit",
				   [FROM_BRANCH] = "branch",
				   [FROM_OWNERS] = "owners",
				   [FROM_PROPERTY] = "property",
				   [FROM_COMMUNITY] = "community",
				   [FROM_VOLUNTEER] = "volunteer",
				   NULL };
const char *const ranks[] = {
	[BUREAU] = "bureau", [DIVISION] = "division", [SECTION] = "section", [CLERK] = "clerk", NULL
};
const char *const team_fault_words[] = { "too_few",     "no_leader", "leader_rank",
					 "composition", "parts",     NULL };

#define LEAST_OF_CHECKPOINT 5 /* JY-06 */
#define LEAST_OF_SQUAD      8 /* JY-21 */

void team_count(struct team_sum *sum, int role, int rank, int part, int from, bool is_linked)
{
	sum->n++;
	if (role == TEAM_LEADER) {
		sum->n_leaders++;
		if (rank >= BUREAU && rank <= SECTION)
			sum->n_ranked_leaders++;
	}
	if (role == TEAM_SECRETARY)
		sum->n_secretaries++;
	if (part >= 0)
		sum->n_parts[part]++;
	if (from >= 0)
		sum->n_from[from]++;
	if (is_linked)
		sum->n_linked++;
}

static bool is_led(int kind, const struct team_sum *sum)
{
	if (kind == TEMPORARY_BRANCH || kind == GRAND_COMMITTEE)
		return sum->n_leaders + sum->n_secretaries > 0;
	return sum->n_leaders > 0;
}

static bool is_composed(int kind, const struct team_sum *sum)
{
	if (kind == CHECKPOINT_GROUP)
		return sum->n_from[FROM_UNIT] && sum->n_from[FROM_BRANCH] &&
		       sum->n_from[FROM_OWNERS] && sum->n_from[FROM_PROPERTY];
	if (kind == GRAND_COMMITTEE)
		return sum->n_linked && sum->n_from[FROM_UNIT] && sum->n_from[FROM_BRANCH];
	return true;
}

int team_faults_of(int kind, const struct team_sum *sum)
{
	int least = kind == CHECKPOINT_GROUP ? LEAST_OF_CHECKPOINT
		    : kind == SQUAD          ? LEAST_OF_SQUAD
					     : 1;
	int faults = 0;

	if (sum->n < least)
		faults |= TEAM_TOO_FEW;
	if (!is_led(kind, sum))
		faults |= TEAM_NO_LEADER;
	if (kind == CHECKPOINT_GROUP && sum->n_leaders > 0 && sum->n_ranked_leaders == 0)
		faults |= TEAM_LEADER_RANK;
	if (!is_composed(kind, sum))
		faults |= TEAM_COMPOSITION;
	for (int i = 0; kind == SQUAD && i < N_TEAM_PARTS; i++)
		if (sum->n_parts[i] == 0)
			faults |= TEAM_PARTS;
	return faults;
}

int team_faults(struct request *rq, int64_t team, int kind)
{
	struct team_sum sum = { 0 };
	/* Free: the team was found by whoever asks. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT role, rank, part, comes_from, is_linked_leader "
					 "FROM team_member WHERE team = $1 AND left_at IS NULL",
					 "i", team);

	while (rows_next(rows) == 1)
		team_count(&sum, (int)rows_int(rows, 0), rows_choice(rows, 1), rows_choice(rows, 2),
			   rows_choice(rows, 3), rows_int(rows, 4) == 1);
	return rq_rows_failed(rq, rows) != 0 ? -1 : team_faults_of(kind, &sum);
}

void team_faults_write(struct buf *out, int faults)
{
	out_list(out);
	for (int i = 0; team_fault_words[i]; i++)
		if (faults & 1 << i)
			out_text(out, team_fault_words[i]);
	out_end_list(out);
}

int team_need(struct request *rq, const char *field, const char *id, struct team *found)
{
	struct rows *rows;
	int more = rq_first(rq, &rows,
			    "SELECT seq, region, name, organisation, kind FROM team "
			    "WHERE region >= $1 AND region < $2 AND id = $3 AND void_at IS NULL",
			    "t", id);

	if (more == 0)
		return refuse(rq, 6201, field,
			      "there is no such team in your reach; form it first");
	if (more < 0)
		return -1;
	*found = (struct team){ .seq = rows_int(rows, 0),
				.id = id,
				.region = arena_text(rq->arena, rows_text(rows, 1)),
				.name = arena_text(rq->arena, rows_text(rows, 2)),
				.organisation = arena_text(rq->arena, rows_text(rows, 3)),
				.kind = (int)rows_int(rows, 4) };
	rows_end(rows);
	return 0;
}

int staff_need(struct request *rq, const char *field, const char *login, int64_t *account)
{
	/* Free: people of any place serve anywhere. */
	struct rows *rows = rq_rows_free(
		rq, "SELECT seq, state FROM account WHERE login = $1 AND household IS NULL", "t",
		login);
	int more = rows_next(rows);
	bool is_active;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 4401, field, "there is no account with this login; add it first");
	*account = rows_int(rows, 0);
	is_active = rows_int(rows, 1) == 0;
	rows_end(rows);
	if (!is_active)
		return refuse(rq, 4402, field, "this account is switched off; enable it first");
	return 0;
}
