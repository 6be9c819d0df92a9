/* The order of a walk; the same doors as web/shared/walk.test.ts. */
#include "walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define HOUSE "12011300300100101001"

static int sort_order(const void *a, const void *b)
{
	return walk_order(a, b);
}

static void one_stairwell_ends_before_the_next_begins(void **state)
{
	struct walk_door doors[] = {
		{ HOUSE "02", "1101", 11 }, { HOUSE "02", "101", 1 },
		{ HOUSE "01", "101", 1 },   { HOUSE "01", "1101", 11 },
		{ HOUSE, "10-101", 1 },     { HOUSE, "2-1101", 11 },
		{ HOUSE, "2-101", 1 },      { HOUSE, "2-201", 2 },
		{ HOUSE, "1-102", 1 },      { HOUSE, "1-1001", 10 },
		{ HOUSE, "1-201", 2 },      { HOUSE, "门卫室", NOT_GIVEN },
	};
	static const char *const order[] = { "门卫室", "1-102", "1-201",  "1-1001",
					     "2-101",  "2-201", "2-1101", "10-101",
					     "101",    "1101",  "101",    "1101" };

	(void)state;
	qsort(doors, COUNT_OF(doors), sizeof(*doors), sort_order);
	for (size_t i = 0; i < COUNT_OF(doors); i++)
		assert_string_equal(doors[i].door, order[i]);
	assert_string_equal(doors[9].region, HOUSE "01");
	assert_string_equal(doors[10].region, HOUSE "02");
}

static int floors(const char *a, const char *b)
{
	return walk_floor_order(&(struct walk_door){ HOUSE, a, 1 },
				&(struct walk_door){ HOUSE, b, 1 });
}

static void the_stairwell_is_read_from_the_door(void **state)
{
	(void)state;
	assert_int_equal(floors("1-101", "01-102"), 0);
	assert_int_equal(floors("1-101", "1单元102"), 0);
	assert_int_equal(floors("1-101", "1门-102"), 0);
	assert_int_equal(floors("1-101-1", "1-102-2"), 0);
	assert_int_equal(floors("101-1", "102-2"), 0);
	assert_int_equal(floors("101", "门卫室"), 0);
	assert_int_equal(floors("101", "1门卫"), 0);
	assert_true(floors("1-101", "2-101") < 0);
	assert_true(floors("9-101", "A-101") < 0);
	assert_true(floors("3-2-301", "3-10-101") < 0);
	assert_true(floors("101", "1-101") < 0);
}

static void numbers_count_as_numbers(void **state)
{
	(void)state;
	assert_true(walk_natural("31", "302") < 0);
	assert_true(walk_natural("302", "1001") < 0);
	assert_true(walk_natural("甲2", "甲10") < 0);
	assert_int_equal(walk_natural("302", "302"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_stairwell_ends_before_the_next_begins),
		cmocka_unit_test(the_stairwell_is_read_from_the_door),
		cmocka_unit_test(numbers_count_as_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
