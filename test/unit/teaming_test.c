/* What a team lacks, case by case, and who would serve at home. */
#include "deploying.h"
#include "teaming.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct member {
	int role, rank, part, from;
	bool is_linked;
};

#define NONE (-1)
/* The whole checkpoint group of JY-06: a deputy head of a unit leads, two cadres, the
 * compound's branch, the owners' committee, the property firm. */
static const struct member group[] = {
	{ TEAM_LEADER, SECTION, NONE, FROM_UNIT, false },
	{ TEAM_MEMBER, CLERK, NONE, FROM_UNIT, false },
	{ TEAM_MEMBER, CLERK, NONE, FROM_BRANCH, false },
	{ TEAM_MEMBER, NONE, NONE, FROM_OWNERS, false },
	{ TEAM_MEMBER, NONE, NONE, FROM_PROPERTY, false },
};
static const struct member squad[] = {
	{ TEAM_LEADER, NONE, 0, NONE, false }, { TEAM_MEMBER, NONE, 0, NONE, false },
	{ TEAM_MEMBER, NONE, 0, NONE, false }, { TEAM_MEMBER, NONE, 1, NONE, false },
	{ TEAM_MEMBER, NONE, 1, NONE, false }, { TEAM_MEMBER, NONE, 1, NONE, false },
	{ TEAM_DEPUTY, NONE, 1, NONE, false }, { TEAM_MEMBER, NONE, 2, NONE, false },
};

/* The faults of all members but the one at `without` (n: everybody is there). */
static int faults_without(int kind, const struct member *members, int n, int without)
{
	struct team_sum sum = { 0 };

	for (int i = 0; i < n; i++)
		if (i != without)
			team_count(&sum, members[i].role, members[i].rank, members[i].part,
				   members[i].from, members[i].is_linked);
	return team_faults_of(kind, &sum);
}

static void each_member_of_a_checkpoint_group_is_needed(void **state)
{
	static const int wanted[] = { TEAM_TOO_FEW | TEAM_NO_LEADER, TEAM_TOO_FEW,
				      TEAM_TOO_FEW | TEAM_COMPOSITION,
				      TEAM_TOO_FEW | TEAM_COMPOSITION,
				      TEAM_TOO_FEW | TEAM_COMPOSITION };

	(void)state;
	assert_int_equal(faults_without(CHECKPOINT_GROUP, group, 5, 5), 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(faults_without(CHECKPOINT_GROUP, group, 5, i), wanted[i]);
}

static void only_some_ranks_lead_a_checkpoint_group(void **state)
{
	static const int lacks[] = {
		[BUREAU] = 0, [DIVISION] = 0, [SECTION] = 0, [CLERK] = TEAM_LEADER_RANK
	};
	struct member changed[5];

	(void)state;
	memcpy(changed, group, sizeof(group));
	for (int rank = BUREAU; rank <= CLERK; rank++) {
		changed[0].rank = rank;
		assert_int_equal(faults_without(CHECKPOINT_GROUP, changed, 5, 5), lacks[rank]);
		/* The rule is a checkpoint group's alone. */
		assert_int_equal(faults_without(OTHER_TEAM, changed, 5, 5), 0);
	}
	changed[0].rank = NONE;
	assert_int_equal(faults_without(CHECKPOINT_GROUP, changed, 5, 5), TEAM_LEADER_RANK);
}

static void a_squad_is_eight_in_three_groups(void **state)
{
	(void)state;
	assert_int_equal(faults_without(SQUAD, squad, 8, 8), 0);
	for (int i = 1; i < 7; i++)
		assert_int_equal(faults_without(SQUAD, squad, 8, i), TEAM_TOO_FEW);
	assert_int_equal(faults_without(SQUAD, squad, 8, 0), TEAM_TOO_FEW | TEAM_NO_LEADER);
	assert_int_equal(faults_without(SQUAD, squad, 8, 7), TEAM_TOO_FEW | TEAM_PARTS);
}

static void a_secretary_leads_a_branch_and_no_squad(void **state)
{
	static const struct member one = { TEAM_SECRETARY, NONE, NONE, FROM_UNIT, false };

	(void)state;
	assert_int_equal(faults_without(TEMPORARY_BRANCH, &one, 1, 1), 0);
	assert_int_equal(faults_without(VOLUNTEER_GROUP, &one, 1, 1), TEAM_NO_LEADER);
	assert_int_equal(faults_without(TEMPORARY_BRANCH, &one, 0, 0),
			 TEAM_TOO_FEW | TEAM_NO_LEADER);
}

static void a_grand_committee_has_a_linked_leader(void **state)
{
	struct member three[] = { { TEAM_SECRETARY, DIVISION, NONE, NONE, true },
				  { TEAM_MEMBER, NONE, NONE, FROM_UNIT, false },
				  { TEAM_MEMBER, NONE, NONE, FROM_BRANCH, false } };

	(void)state;
	assert_int_equal(faults_without(GRAND_COMMITTEE, three, 3, 3), 0);
	assert_int_equal(faults_without(GRAND_COMMITTEE, three, 3, 1), TEAM_COMPOSITION);
	assert_int_equal(faults_without(GRAND_COMMITTEE, three, 3, 2), TEAM_COMPOSITION);
	three[0].is_linked = false;
	assert_int_equal(faults_without(GRAND_COMMITTEE, three, 3, 3), TEAM_COMPOSITION);
}

/* "At home" is the own community, whatever part of it the post is in (BH-15). */
static void at_home_is_the_own_community(void **state)
{
	static const struct {
		const char *residence, *region;
		bool is;
	} cases[] = {
		{ "120113003012", "120113003012", true },
		{ "120113003012", "120113003012001", true },
		{ "120113003012", "12011300301200101001", true },
		{ "120113003012", "120113003013", false },
		{ "120113003012", "120113003013012", false },
		{ "120113003012", "120113003", true },
		{ "120113003012", "120113", true },
		{ "120113003012", "120114", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(serves_at_home(cases[i].residence, cases[i].region), cases[i].is);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_member_of_a_checkpoint_group_is_needed),
		cmocka_unit_test(only_some_ranks_lead_a_checkpoint_group),
		cmocka_unit_test(a_squad_is_eight_in_three_groups),
		cmocka_unit_test(a_secretary_leads_a_branch_and_no_squad),
		cmocka_unit_test(a_grand_committee_has_a_linked_leader),
		cmocka_unit_test(at_home_is_the_own_community),
	};

	return cmocka_run_group_tests_name("teaming", tests, NULL, NULL);
}
