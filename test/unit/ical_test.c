/* Calendars: folding, escaping, whole days.
 *
 * Rule: unfolded again, every line says what was put in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ical.h"

static struct buf out;
static struct arena *arena;

static int open_buf(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	buf_init(&out, arena, 1 << 18);
	return 0;
}

static int close_buf(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void test_fold(void **state)
{
	static const char name[] = "卡口执勤：晨曦家园南门，请带身份证；有事打电话";
	char value[2000], plain[3000];
	size_t n = 0, longest = 0, line = 0;

	(void)state;
	for (int i = 0; i < 9; i++)
		memcpy(value + (size_t)i * (sizeof(name) - 1), name, sizeof(name));
	ical_text(&out, "DESCRIPTION", value);
	assert_true(utf8_is_valid(out.bytes, out.n));
	for (size_t i = 0; i < out.n; i++) {
		if (out.bytes[i] == '\r') {
			assert_int_equal(out.bytes[i + 1], '\n');
			longest = line > longest ? line : longest;
			line = 0;
			i += out.bytes[i + 2] == ' ' ? 2 : 1;
			/* The blank that begins what was cut counts. */
			line = out.bytes[i] == ' ';
			continue;
		}
		line++;
		plain[n++] = out.bytes[i];
	}
	plain[n] = '\0';
	assert_true(longest <= 75);
	assert_true(longest > 70);
	assert_string_equal(plain + strlen("DESCRIPTION:"), value);
	/* Every piece is text of its own: no character is cut in two. */
	for (char *p = out.bytes; (p = strstr(p, "\r\n")); p += 2)
		assert_true(((unsigned char)p[-1] & 0xC0) != 0xC0);
}

static void test_escape(void **state)
{
	(void)state;
	ical_text(&out, "SUMMARY", "a,b;c\\d\r\nEND:VEVENT");
	assert_string_equal(out.bytes, "SUMMARY:a\\,b\\;c\\\\d\\nEND:VEVENT\r\n");
}

static void test_event(void **state)
{
	struct ical_event event = { .uid = "b1@lianfang",
				    .title = "Gate duty",
				    .place = "South gate",
				    .changed_at = INT64_C(1580515200000),
				    .from_at = INT64_C(1580515200000),
				    .until_at = INT64_C(1580522400000) };

	(void)state;
	ical_begin(&out, "Duty");
	ical_event(&out, &event);
	event.until_at = event.from_at + 3 * MS_PER_DAY;
	event.is_tentative = true;
	ical_event(&out, &event);
	ical_end(&out);
	assert_non_null(strstr(out.bytes, "DTSTAMP:20200201T000000Z\r\n"));
	assert_non_null(strstr(out.bytes, "DTSTART;TZID=Asia/Shanghai:20200201T080000\r\n"));
	assert_non_null(strstr(out.bytes, "DTEND;TZID=Asia/Shanghai:20200201T100000\r\n"));
	/* 1 February 08:00 to 4 February 08:00 touches four days. */
	assert_non_null(strstr(out.bytes, "DTSTART;VALUE=DATE:20200201\r\n"));
	assert_non_null(strstr(out.bytes, "DTEND;VALUE=DATE:20200205\r\n"));
	assert_non_null(strstr(out.bytes, "STATUS:TENTATIVE\r\n"));
	assert_non_null(strstr(out.bytes, "TZID:Asia/Shanghai\r\n"));
	assert_string_equal(out.bytes + out.n - strlen("END:VCALENDAR\r\n"), "END:VCALENDAR\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_fold, open_buf, close_buf),
		cmocka_unit_test_setup_teardown(test_escape, open_buf, close_buf),
		cmocka_unit_test_setup_teardown(test_event, open_buf, close_buf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
