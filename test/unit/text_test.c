/* Text: buffers at their ceiling, split UTF-8, masks, ids in order. */
#include "text.h"

#include "clock.h"
#include "crypto.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	crypto_start();
	arena = arena_new((size_t)1 << 30);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void a_buffer_grows_and_stops_at_its_ceiling(void **state)
{
	struct arena *owners[] = { arena, NULL };

	(void)state;
	for (size_t o = 0; o < COUNT_OF(owners); o++) {
		struct buf buf;

		buf_init(&buf, owners[o], 1000);
		assert_string_equal(buf.bytes, "");
		for (int i = 0; i < 999; i++)
			buf_char(&buf, 'x');
		buf_text(&buf, "y");
		assert_false(buf.is_over);
		assert_int_equal(buf.n, 1000);
		assert_int_equal(strlen(buf.bytes), 1000);
		buf_text(&buf, "");
		assert_false(buf.is_over);
		buf_text(&buf, "zz");
		assert_true(buf.is_over);
		assert_int_equal(buf.n, 1000);
		assert_string_equal(buf.bytes + 998, "xy");
		buf_free(&buf);
	}
}

static void what_fits_is_kept(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, arena, 5);
	buf_text(&buf, "abcdefgh");
	assert_string_equal(buf.bytes, "abcde");
	assert_true(buf.is_over);
	buf_init(&buf, arena, 5);
	buf_print(&buf, "%d-%s", 12, "long text");
	assert_string_equal(buf.bytes, "12-lo");
	assert_true(buf.is_over);
	buf_init(&buf, arena, 0);
	buf_char(&buf, 'a');
	buf_print(&buf, "a");
	assert_string_equal(buf.bytes, "");
	assert_true(buf.is_over);
}

static void numbers_and_formats(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, arena, 1 << 20);
	buf_int(&buf, 0);
	buf_char(&buf, ' ');
	buf_int(&buf, -1);
	buf_char(&buf, ' ');
	buf_int(&buf, INT64_MAX);
	buf_char(&buf, ' ');
	buf_int(&buf, INT64_MIN);
	buf_print(&buf, " %s%%", "5");
	assert_string_equal(buf.bytes, "0 -1 9223372036854775807 -9223372036854775808 5%");
	buf.n = 0;
	for (int i = 0; i < 10000; i++)
		buf_print(&buf, "%d,", i);
	assert_int_equal(buf.n, 48890);
	assert_string_equal(buf.bytes + buf.n - 5, "9999,");
}

static void utf8(void **state)
{
	static const char *const good[] = { "",
					    "a",
					    "é",
					    "街道",
					    "\U00020000",
					    "\xf4\x8f\xbf\xbf",
					    "\xed\x9f\xbf",
					    "abcdefgh街道abcdefghijklmnop" };
	static const char *const bad[] = {
		"\x80",
		"\xc0\xaf",
		"\xc1\xbf",
		"\xe0\x80\xaf",
		"\xed\xa0\x80",
		"\xf0\x80\x80\x80",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
		"\xe8\xa1",
		"\xe8\xa1x",
		"abcdefgh\x80",
		"abcdefghabcdefg\xe8",
		"\xf0\x9f\x98x",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(utf8_is_valid(good[i], strlen(good[i])));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(utf8_is_valid(bad[i], strlen(bad[i])));
	assert_false(utf8_is_valid("a\0b", 3));
	assert_false(utf8_is_valid("abcdefg\0abcdefgh", 16));
	assert_false(utf8_is_valid("\0bcdefgh", 8));
	/* A text cut inside a character is bad at every cut but the right one. */
	for (size_t n = 1; n < 4; n++)
		assert_false(utf8_is_valid("\U00020000", n));
	assert_int_equal(utf8_length("a街\U00020000"), 3);
	assert_string_equal(utf8_skip("a街道b", 2), "道b");
	assert_string_equal(utf8_skip("a街", 9), "");
	assert_string_equal(utf8_skip("", 1), "");
}

static void trimming(void **state)
{
	(void)state;
	assert_null(text_trim(arena, NULL));
	assert_string_equal(text_trim(arena, ""), "");
	assert_string_equal(text_trim(arena, " \t\r\n\u3000\ufeff"), "");
	assert_string_equal(text_trim(arena, "\u3000 张 三\u00a0\u200b\n"), "张 三");
	assert_string_equal(text_trim(arena, "a"), "a");
	assert_string_equal(text_trim(arena, "\U00020000"), "\U00020000");
}

static void whole_numbers(void **state)
{
	static const char *const bad[] = { NULL,
					   "",
					   "-",
					   "+1",
					   "1 ",
					   " 1",
					   "1.0",
					   "1e3",
					   "0x1",
					   "9223372036854775808",
					   "-9223372036854775808",
					   "99999999999999999999" };
	int64_t number = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(text_to_int(bad[i], &number), -1);
	assert_int_equal(number, 42);
	assert_int_equal(text_to_int("-0012", &number), 0);
	assert_int_equal(number, -12);
	assert_int_equal(text_to_int("9223372036854775807", &number), 0);
	assert_true(number == INT64_MAX);
	assert_int_equal(text_to_int("-9223372036854775807", &number), 0);
	assert_true(number == -INT64_MAX);
}

static void masks(void **state)
{
	(void)state;
	assert_null(mask_name(arena, NULL));
	assert_string_equal(mask_name(arena, ""), "");
	assert_string_equal(mask_name(arena, "王"), "*");
	assert_string_equal(mask_name(arena, "王五"), "王*");
	assert_string_equal(mask_name(arena, "王小某"), "王*某");
	assert_string_equal(mask_name(arena, "欧阳小某"), "欧**某");
	assert_string_equal(mask_name(arena, "\U00020000某\U00020001"), "\U00020000*\U00020001");
	assert_null(mask_phone(arena, NULL));
	assert_string_equal(mask_phone(arena, "13812341234"), "138****1234");
	assert_string_equal(mask_phone(arena, "23456789"), "******89");
	assert_string_equal(mask_phone(arena, "110"), "***");
	assert_null(mask_id_number(arena, NULL));
	assert_string_equal(mask_id_number(arena, "11010519491231002X"), "1********2X");
	assert_string_equal(mask_id_number(arena, "E1234"), "*****");
}

static void id_numbers(void **state)
{
	(void)state;
	/* The worked example of GB 11643-1999. */
	assert_true(id_number_is_valid("11010519491231002X"));
	assert_true(id_number_is_valid("11010519491231002x"));
	assert_true(id_number_is_valid("440524188001010014"));
	assert_false(id_number_is_valid("440524188001010015"));
	assert_false(id_number_is_valid("11010519491231002"));
	assert_false(id_number_is_valid("11010519491231002XX"));
	assert_false(id_number_is_valid("1101051949123100X2"));
	assert_false(id_number_is_valid(""));
	assert_false(id_number_is_valid(NULL));
}

static void ids_grow_within_the_process(void **state)
{
	char before[37] = "", now[37];
	int64_t ms;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uuid7(now);
		assert_int_equal(strlen(now), 36);
		assert_true(strcmp(before, now) < 0);
		memcpy(before, now, sizeof(now));
	}
	assert_int_equal(now[14], '7');
	assert_non_null(strchr("89ab", now[19]));
	ms = strtoll((char[]){ now[0], now[1], now[2], now[3], now[4], now[5], now[6], now[7],
			       now[9], now[10], now[11], now[12], 0 },
		     NULL, 16);
	assert_true(llabs(ms - clock_now()) < 5000);
	/* A clock that goes back must not make ids go back. */
	clock_shift(-MS_PER_DAY);
	uuid7(now);
	clock_shift(0);
	assert_true(strcmp(before, now) < 0);
}

#define N_THREADS 4
#define N_EACH    20000
static char ids[N_THREADS * N_EACH][37];

static void *make_ids(void *first)
{
	for (int i = 0; i < N_EACH; i++)
		uuid7(((char(*)[37])first)[i]);
	return NULL;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void ids_of_threads_differ(void **state)
{
	pthread_t threads[N_THREADS];

	(void)state;
	for (int i = 0; i < N_THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, make_ids, ids[i * N_EACH]), 0);
	for (int i = 0; i < N_THREADS; i++)
		pthread_join(threads[i], NULL);
	qsort(ids, COUNT_OF(ids), sizeof(ids[0]), by_text);
	for (size_t i = 1; i < COUNT_OF(ids); i++)
		assert_true(strcmp(ids[i - 1], ids[i]) != 0);
}

static void packing_loses_nothing(void **state)
{
	static const char *const texts[] = {
		"018f3b1c-7e2a-7c11-9a3b-0123456789ab", /* packed */
		"018F3B1C-7E2A-7C11-9A3B-0123456789AB", /* upper case stays as it is */
		"018f3b1c-7e2a-0c11-9a3b-0123456789ab", /* no version */
		"018f3b1c-7e2a-7c11-1a3b-0123456789ab", /* no variant */
		"018f3b1c-7e2a-7c11-9a3b-0123456789a",
		"018f3b1c77e2a-7c11-9a3b-0123456789ab",
		"",
		"d1",
		"0123456789abcdef",
		"012345abé89abcde",
		"0123456é9abcdef",
	};
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		const void *bytes = id_pack(arena, texts[i], &n);

		assert_int_equal(n == 16, i == 0 || i == 8);
		assert_string_equal(id_unpack(arena, bytes, n), texts[i]);
	}
	for (int i = 0; i < 1000; i++) {
		char id[37];
		const void *bytes;

		uuid7(id);
		bytes = id_pack(arena, id, &n);
		assert_int_equal(n, 16);
		assert_string_equal(id_unpack(arena, bytes, n), id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_grows_and_stops_at_its_ceiling),
		cmocka_unit_test(what_fits_is_kept),
		cmocka_unit_test(numbers_and_formats),
		cmocka_unit_test(utf8),
		cmocka_unit_test(trimming),
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(masks),
		cmocka_unit_test(id_numbers),
		cmocka_unit_test(ids_grow_within_the_process),
		cmocka_unit_test(ids_of_threads_differ),
		cmocka_unit_test(packing_loses_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
