/* The clock: leap days, Beijing's day boundary, every form of an instant. */
#include "clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void days_are_beijing_days(void **state)
{
	char day[11];

	(void)state;
	day_of(0, day);
	assert_string_equal(day, "1970-01-01");
	/* 2020-02-03 15:59:59.999 UTC is the last millisecond of that day. */
	day_of(INT64_C(1580745599999), day);
	assert_string_equal(day, "2020-02-03");
	day_of(INT64_C(1580745600000), day);
	assert_string_equal(day, "2020-02-04");
	day_of(-8 * MS_PER_HOUR - 1, day);
	assert_string_equal(day, "1969-12-31");
	day_of(INT64_MAX, day);
	assert_string_equal(day, "9999-12-31");
	day_of(INT64_MIN, day);
	assert_string_equal(day, "0000-01-01");
}

static void only_real_days_are_valid(void **state)
{
	static const char *const good[] = { "1900-01-01", "2199-12-31", "2020-02-29",
					    "2000-02-29", "2021-02-28", "2020-04-30" };
	static const char *const bad[] = { NULL,         "",           "2020",        "2020-2-1",
					   "2021-02-29", "1900-02-29", "2100-02-29",  "2020-04-31",
					   "2020-00-01", "2020-13-01", "2020-01-00",  "2020-01-32",
					   "1899-12-31", "2200-01-01", "2020-01-011", "2020-01-0a",
					   "2020/01/01", "-020-01-01", "2020-01-01 " };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(day_is_valid(good[i]));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(day_is_valid(bad[i]));
}

static void every_day_of_three_centuries_follows_the_one_before(void **state)
{
	char day[11] = "1900-01-01", next[11];
	int n = 0;

	(void)state;
	while (strcmp(day, "2199-12-31") != 0) {
		int64_t start = day_start(day);
		char same[11];

		day_of(start, same);
		assert_string_equal(same, day);
		day_of(start + MS_PER_DAY - 1, same);
		assert_string_equal(same, day);
		day_add(day, 1, next);
		assert_true(strcmp(day, next) < 0);
		assert_true(day_is_valid(next));
		assert_int_equal(day_start(next) - start, MS_PER_DAY);
		memcpy(day, next, sizeof(day));
		n++;
	}
	assert_int_equal(n, day_between("1900-01-01", "2199-12-31"));
	assert_int_equal(n, 109572);
}

static void adding_days(void **state)
{
	char day[11] = "2020-02-28";

	(void)state;
	day_add(day, 1, day);
	assert_string_equal(day, "2020-02-29");
	day_add(day, 14, day);
	assert_string_equal(day, "2020-03-14");
	day_add(day, -14, day);
	assert_string_equal(day, "2020-02-29");
	assert_int_equal(day_between("2020-02-01", "2020-01-18"), -14);
	assert_int_equal(day_between("2019-02-28", "2020-02-28"), 365);
	day_add("2199-12-31", INT32_MAX, day);
	assert_string_equal(day, "9999-12-31");
}

static void reads_instants(void **state)
{
	static const struct {
		const char *text;
		int64_t at_ms;
	} good[] = {
		{ "2020-02-04T02:10:00+08:00", INT64_C(1580753400000) },
		{ "2020-02-03T18:10:00Z", INT64_C(1580753400000) },
		{ "2020-02-03t18:10:00z", INT64_C(1580753400000) },
		{ "2020-02-04T02:10:00", INT64_C(1580753400000) },
		{ "2020-02-04 02:10", INT64_C(1580753400000) },
		{ "2020-02-04T02:10:00.5", INT64_C(1580753400500) },
		{ "2020-02-04T02:10:00.123456789+08:00", INT64_C(1580753400123) },
		{ "2020-02-03T12:40:00-05:30", INT64_C(1580753400000) },
		{ "2020-02-04", INT64_C(1580745600000) },
		{ "2016-12-31T23:59:60Z", INT64_C(1483228800000) },
		{ "1580753400000", INT64_C(1580753400000) },
		{ "0", 0 },
		{ "-1", -1 },
	};
	static const char *const bad[] = {
		NULL,
		"",
		"x",
		"2020-02-30",
		"2020-02-04T",
		"2020-02-04T2:10",
		"2020-02-04T24:00:00",
		"2020-02-04T02:60:00",
		"2020-02-04T02:10:61",
		"2020-02-04T02:10:00.",
		"2020-02-04T02:10.5",
		"2020-02-04T02:10:00+8",
		"2020-02-04T02:10:00+08:60",
		"2020-02-04T02:10:00+24:00",
		"2020-02-04T02:10:00 +08:00",
		"2020-02-04T02:10:00Zx",
		"2020-02-04T02:10:0",
		"2020-02-04T02:10:",
		"99999999999999",
		"9223372036854775807",
		"2020-02-04x",
	};
	int64_t at_ms = 7;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (at_read(bad[i], &at_ms) != -1)
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(at_ms, 7);
	}
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		assert_int_equal(at_read(good[i].text, &at_ms), 0);
		assert_true(at_ms == good[i].at_ms);
	}
}

static void what_is_written_reads_back(void **state)
{
	char text[32];
	int64_t back;

	(void)state;
	at_write(INT64_C(1580753400123), text);
	assert_string_equal(text, "2020-02-04T02:10:00.123+08:00");
	at_write(-1, text);
	assert_string_equal(text, "1970-01-01T07:59:59.999+08:00");
	for (int64_t at = INT64_C(-2208988800000); at < INT64_C(7258089600000);
	     at += INT64_C(86399999 * 37)) {
		at_write(at, text);
		assert_int_equal(at_read(text, &back), 0);
		assert_true(back == at);
	}
	at_write(INT64_MAX, text);
	assert_memory_equal(text, "9999-12-31T", 11);
	at_write(INT64_MIN, text);
	assert_memory_equal(text, "0000-01-01T", 11);
}

static void the_clock_can_be_moved(void **state)
{
	int64_t before = clock_now(), ticks = clock_ticks();

	(void)state;
	clock_shift(14 * MS_PER_DAY);
	assert_true(clock_now() - before >= 14 * MS_PER_DAY);
	assert_true(clock_now() - before < 14 * MS_PER_DAY + MS_PER_MINUTE);
	assert_true(clock_ticks() - ticks < MS_PER_MINUTE);
	clock_shift(0);
	assert_true(clock_now() - before < MS_PER_MINUTE);
	assert_true(clock_ticks() >= ticks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_beijing_days),
		cmocka_unit_test(only_real_days_are_valid),
		cmocka_unit_test(every_day_of_three_centuries_follows_the_one_before),
		cmocka_unit_test(adding_days),
		cmocka_unit_test(reads_instants),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(the_clock_can_be_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
