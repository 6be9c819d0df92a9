/* Rosters: what the search makes keeps every rule, says every hole, and finds a
 * filling wherever a plain search through everything finds one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "clock.h"
#include "roster.h"

#define FROM INT64_C(1580745600000) /* 2020-02-04 00:00 Beijing time */

static struct arena *arena;
static uint64_t state_now;

static unsigned pick(unsigned n)
{
	state_now = state_now * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state_now >> 33) % n;
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new((size_t)256 << 20);
	state_now = 20200204;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct roster_ask an_ask(struct roster_member *members, int n_members, int n_days,
				int n_lengths, int n_least)
{
	struct roster_ask ask = { .members = members,
				  .n_members = n_members,
				  .from_at = FROM,
				  .until_at = FROM + n_days * MS_PER_DAY,
				  .n_lengths = n_lengths,
				  .n_least = n_least,
				  .rest_minutes = 11 * 60 };

	for (int i = 0; i < n_lengths; i++)
		ask.lengths[i] = 24 * 60 / n_lengths;
	return ask;
}

static int count(const struct roster_finding *found, int n, enum roster_fault fault)
{
	int n_such = 0;

	for (int i = 0; i < n; i++)
		n_such += found[i].fault == fault;
	return n_such;
}

/* Five people, three shifts, seven days, as a checkpoint group of JY-06 stands. */
static void five_people_hold_a_gate(void **state)
{
	struct roster_member members[5] = { 0 };
	struct roster_ask ask = an_ask(members, 5, 7, 3, 1);
	struct roster_shift *shifts;
	struct roster_finding *found;
	int n_shifts, nights[5] = { 0 }, least = 99, most = 0;

	(void)state;
	assert_int_equal(roster_make(arena, &ask, &shifts, &n_shifts), 0);
	assert_int_equal(n_shifts, 21);
	assert_int_equal(roster_check(arena, &ask, shifts, n_shifts, &found), 0);
	for (int i = 0; i < n_shifts; i++)
		if (roster_is_night(shifts[i].from_at, shifts[i].until_at))
			nights[shifts[i].members[0]]++;
	for (int i = 0; i < 5; i++) {
		least = nights[i] < least ? nights[i] : least;
		most = nights[i] > most ? nights[i] : most;
	}
	assert_true(most - least <= 1);
}

static void three_are_too_few_for_two_at_a_time(void **state)
{
	struct roster_member members[3] = { 0 };
	struct roster_ask ask = an_ask(members, 3, 2, 3, 2);
	struct roster_shift *shifts;
	struct roster_finding *found;
	int n_shifts, n_empty = roster_make(arena, &ask, &shifts, &n_shifts), n, n_missing = 0;

	(void)state;
	assert_true(n_empty > 0);
	n = roster_check(arena, &ask, shifts, n_shifts, &found);
	assert_int_equal(count(found, n, ROSTER_REST), 0);
	assert_int_equal(count(found, n, ROSTER_DOUBLE), 0);
	for (int i = 0; i < n_shifts; i++)
		n_missing += ask.n_least - shifts[i].n_members;
	assert_int_equal(n_missing, n_empty);
	assert_true(count(found, n, ROSTER_GAP) + count(found, n, ROSTER_FEW) > 0);
}

/* What a hand may do wrong is found, each by its name. */
static void edits_are_checked(void **state)
{
	struct span leave = { FROM + 12 * MS_PER_HOUR, FROM + 36 * MS_PER_HOUR };
	struct roster_member members[3] = { { .skills = 1 },
					    { .n_away = 1, .away = &leave },
					    { 0 } };
	struct roster_ask ask = an_ask(members, 3, 1, 2, 1);
	struct roster_shift shifts[] = {
		{ FROM, FROM + 12 * MS_PER_HOUR, { 0 }, 1 },
		{ FROM + 12 * MS_PER_HOUR + 10 * MS_PER_MINUTE, FROM + 24 * MS_PER_HOUR, { 1 }, 1 },
	};
	struct roster_finding *found;

	(void)state;
	ask.skills = 1;
	ask.most_minutes_week = 20 * 60;
	/* A gap of ten minutes, somebody on leave, no one with the skill. */
	assert_int_equal(roster_check(arena, &ask, shifts, 2, &found), 3);
	assert_int_equal(found[0].fault, ROSTER_GAP);
	assert_int_equal(found[0].until_at - found[0].from_at, 10 * MS_PER_MINUTE);
	assert_int_equal(found[1].fault, ROSTER_AWAY);
	assert_int_equal(found[1].member, 1);
	assert_int_equal(found[2].fault, ROSTER_SKILL);
	/* The same person on: no rest, too long. */
	shifts[1].from_at = FROM + 12 * MS_PER_HOUR;
	shifts[1].members[0] = 0;
	assert_int_equal(roster_check(arena, &ask, shifts, 2, &found), 2);
	assert_int_equal(found[0].fault, ROSTER_REST);
	assert_int_equal(found[1].fault, ROSTER_LONG);
	/* In two places at once. */
	shifts[1].from_at = FROM + 11 * MS_PER_HOUR;
	assert_int_equal(roster_check(arena, &ask, shifts, 2, &found), 2);
	assert_int_equal(found[0].fault, ROSTER_DOUBLE);
	/* Nothing at all is one gap. */
	assert_int_equal(roster_check(arena, &ask, NULL, 0, &found), 1);
	assert_int_equal(found[0].fault, ROSTER_GAP);
}

static void nonsense_is_refused(void **state)
{
	struct roster_member members[1] = { 0 };
	struct roster_ask ask = an_ask(members, 1, 1, 2, 1);
	struct roster_shift *shifts;
	int n;

	(void)state;
	ask.lengths[1] = 0;
	assert_int_equal(roster_make(arena, &ask, &shifts, &n), -1);
	ask = an_ask(members, 1, 1, 2, 0);
	assert_int_equal(roster_make(arena, &ask, &shifts, &n), -1);
	ask = an_ask(members, ROSTER_MEMBERS_MAX + 1, 1, 2, 1);
	assert_int_equal(roster_make(arena, &ask, &shifts, &n), -1);
}

/* Random teams: whatever comes out keeps the rules; only holes may be left, and as
 * many places as the search says. */
static void random_teams_keep_the_rules(void **state)
{
	static const int patterns[] = { 2, 3, 4 };

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct roster_member members[20] = { 0 };
		struct span leave[20];
		int n_members = 1 + (int)pick(20), n_shifts, n_empty, n, n_missing = 0;
		struct roster_ask ask = an_ask(members, n_members, 1 + (int)pick(10),
					       patterns[pick(3)], 1 + (int)pick(3));
		struct roster_shift *shifts;
		struct roster_finding *found;

		ask.skills = pick(4) == 0;
		ask.most_minutes_week = pick(2) ? 48 * 60 : 0;
		for (int i = 0; i < n_members; i++) {
			members[i].skills = pick(3) == 0;
			members[i].free_from = pick(2) ? FROM - pick(20) * MS_PER_HOUR : 0;
			leave[i].from_at = FROM + pick(200) * MS_PER_HOUR;
			leave[i].until_at = leave[i].from_at + pick(60) * MS_PER_HOUR;
			members[i].away = &leave[i];
			members[i].n_away = pick(2) ? 1 : 0;
		}
		n_empty = roster_make(arena, &ask, &shifts, &n_shifts);
		assert_true(n_empty >= 0);
		n = roster_check(arena, &ask, shifts, n_shifts, &found);
		for (int i = 0; i < n; i++)
			assert_true(found[i].fault == ROSTER_GAP || found[i].fault == ROSTER_FEW ||
				    (found[i].fault == ROSTER_SKILL && n_empty > 0));
		for (int i = 0; i < n_shifts; i++)
			n_missing += ask.n_least - shifts[i].n_members;
		assert_int_equal(n_missing, n_empty);
		arena_reset(arena);
	}
}

/* Every way, for small asks: is there one that fills all places? */
static bool can_fill(const struct roster_ask *ask, struct roster_shift *shifts, int n_shifts, int i)
{
	struct roster_finding *found;

	if (i == n_shifts)
		return roster_check(arena, ask, shifts, n_shifts, &found) == 0;
	for (int member = 0; member < ask->n_members; member++) {
		shifts[i].members[0] = member;
		shifts[i].n_members = 1;
		if (can_fill(ask, shifts, n_shifts, i + 1))
			return true;
	}
	shifts[i].n_members = 0;
	return false;
}

static void what_can_be_filled_is_filled(void **state)
{
	int n_full = 0;

	(void)state;
	for (int round = 0; round < 150; round++) {
		struct roster_member members[4] = { 0 };
		struct span leave[4];
		int n_members = 2 + (int)pick(3), n_shifts, n_empty;
		struct roster_ask ask = an_ask(members, n_members, 2, 3, 1);
		struct roster_shift *shifts, *plain;

		for (int i = 0; i < n_members; i++) {
			leave[i].from_at = FROM + pick(40) * MS_PER_HOUR;
			leave[i].until_at = leave[i].from_at + pick(30) * MS_PER_HOUR;
			members[i].away = &leave[i];
			members[i].n_away = 1;
		}
		n_empty = roster_make(arena, &ask, &shifts, &n_shifts);
		plain = arena_alloc(arena, (size_t)n_shifts * sizeof(*plain));
		memcpy(plain, shifts, (size_t)n_shifts * sizeof(*plain));
		assert_int_equal(n_empty == 0, can_fill(&ask, plain, n_shifts, 0));
		n_full += n_empty == 0;
		arena_reset(arena);
	}
	/* Both kinds occurred. */
	assert_true(n_full > 10 && n_full < 140);
}

/* What a member has in these shifts, without the i-th. */
static int spans_of(const struct roster_shift *shifts, int n_shifts, int member, int without,
		    struct span *held)
{
	int n = 0;

	for (int i = 0; i < n_shifts; i++)
		for (int k = 0; i != without && k < shifts[i].n_members; k++)
			if (shifts[i].members[k] == member)
				held[n++] = (struct span){ shifts[i].from_at, shifts[i].until_at };
	return n;
}

static int of_member(const struct roster_finding *found, int n, int member)
{
	int n_such = 0;

	for (int i = 0; i < n; i++)
		n_such += found[i].member == member;
	return n_such;
}

/* One more shift for somebody, by the short rule and by the whole check: both agree, for
 * rest before and after, for two places at once, and for the hours of every week. */
static void one_shift_more_is_the_whole_check(void **state)
{
	int n_yes = 0, n_no[ROSTER_LONG + 1] = { 0 };

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct roster_member members[1] = { 0 };
		struct roster_ask ask = an_ask(members, 1, 20, 3, 1);
		struct roster_shift shifts[24];
		struct roster_finding *found;
		struct span held[24], more;
		int n = (int)pick(12), fault, n_before, n_after;

		ask.most_minutes_week = pick(2) ? (16 + (int)pick(40)) * 60 : 0;
		for (int i = 0; i < n; i++) {
			int64_t at = FROM + (i ? (shifts[i - 1].until_at - FROM) : 0) +
				     (11 + pick(40)) * MS_PER_HOUR;

			shifts[i] = (struct roster_shift){
				at, at + (2 + pick(11)) * MS_PER_HOUR, { 0 }, 1
			};
		}
		more.from_at = FROM + pick(24 * 18) * MS_PER_HOUR;
		more.until_at = more.from_at + (2 + pick(11)) * MS_PER_HOUR;
		n_before = of_member(found, roster_check(arena, &ask, shifts, n, &found), 0);
		if (n_before)
			continue;
		fault = roster_may_take(held, spans_of(shifts, n, 0, -1, held), more,
					ask.rest_minutes, ask.most_minutes_week);
		shifts[n] = (struct roster_shift){ more.from_at, more.until_at, { 0 }, 1 };
		n_after = roster_check(arena, &ask, shifts, n + 1, &found);
		assert_int_equal(fault == -1, of_member(found, n_after, 0) == 0);
		if (fault >= 0)
			assert_true(count(found, n_after, (enum roster_fault)fault) > 0);
		n_yes += fault == -1;
		if (fault >= 0)
			n_no[fault]++;
		arena_reset(arena);
	}
	/* Every answer occurred. */
	assert_true(n_yes > 100 && n_no[ROSTER_DOUBLE] > 100 && n_no[ROSTER_REST] > 100 &&
		    n_no[ROSTER_LONG] > 20);
}

/* Random teams swap random shifts of a good roster wherever the rule allows it for both, and
 * somebody fills in for somebody else: the roster stays as good as it was. */
static void swaps_and_fillings_keep_the_rules(void **state)
{
	int n_swapped = 0, n_filled = 0;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct roster_member members[12] = { 0 };
		int n_members = 4 + (int)pick(9), n_shifts;
		struct roster_ask ask = an_ask(members, n_members, 7, 3, 1);
		struct roster_shift *shifts;
		struct roster_finding *found;

		ask.most_minutes_week = pick(2) ? 48 * 60 : 0;
		if (roster_make(arena, &ask, &shifts, &n_shifts) != 0)
			continue;
		for (int try = 0; try < 40; try++) {
			int i = (int)pick((unsigned)n_shifts), k = (int)pick((unsigned)n_shifts);
			int a = shifts[i].members[0], b = shifts[k].members[0];
			int c = (int)pick((unsigned)n_members);
			struct span held[32], ours = { shifts[i].from_at, shifts[i].until_at },
					      theirs = { shifts[k].from_at, shifts[k].until_at };

			if (a != b &&
			    roster_may_take(held, spans_of(shifts, n_shifts, a, i, held), theirs,
					    ask.rest_minutes, ask.most_minutes_week) == -1 &&
			    roster_may_take(held, spans_of(shifts, n_shifts, b, k, held), ours,
					    ask.rest_minutes, ask.most_minutes_week) == -1) {
				shifts[i].members[0] = b;
				shifts[k].members[0] = a;
				n_swapped++;
			} else if (c != a &&
				   roster_may_take(held, spans_of(shifts, n_shifts, c, -1, held),
						   ours, ask.rest_minutes,
						   ask.most_minutes_week) == -1) {
				shifts[i].members[0] = c;
				n_filled++;
			}
			assert_int_equal(roster_check(arena, &ask, shifts, n_shifts, &found), 0);
		}
		arena_reset(arena);
	}
	assert_true(n_swapped > 200 && n_filled > 200);
}

static void nights_are_counted_by_the_minute(void **state)
{
	(void)state;
	assert_int_equal(roster_night_minutes(FROM, FROM + 8 * MS_PER_HOUR), 6 * 60);
	assert_int_equal(roster_night_minutes(FROM + 8 * MS_PER_HOUR, FROM + 22 * MS_PER_HOUR), 0);
	assert_int_equal(roster_night_minutes(FROM, FROM + 24 * MS_PER_HOUR), 8 * 60);
	assert_true(roster_is_night(FROM + 16 * MS_PER_HOUR, FROM + 24 * MS_PER_HOUR));
	assert_false(roster_is_night(FROM + 14 * MS_PER_HOUR,
				     FROM + 22 * MS_PER_HOUR + 59 * MS_PER_MINUTE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(five_people_hold_a_gate, set_up, tear_down),
		cmocka_unit_test_setup_teardown(three_are_too_few_for_two_at_a_time, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(edits_are_checked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nonsense_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(random_teams_keep_the_rules, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_can_be_filled_is_filled, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_shift_more_is_the_whole_check, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(swaps_and_fillings_keep_the_rules, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(nights_are_counted_by_the_minute, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
