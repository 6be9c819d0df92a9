/* The arena: alignment, the ceiling, promises, torture. */
#include "arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void hands_out_zeroed_and_aligned(void **state)
{
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t n = 0; n < 300; n++) {
			unsigned char *bytes = arena_alloc(arena, n);

			assert_non_null(bytes);
			assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(bytes[i], 0);
			memset(bytes, 0xa5, n);
			arena_text_n(arena, "x", 1); /* upsets the alignment of the next */
		}
		arena_reset(arena);
	}
	arena_free(arena);
}

static void pieces_do_not_overlap(void **state)
{
	struct arena *arena = arena_new((size_t)1 << 30);
	unsigned char *pieces[2000];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		pieces[i] = arena_alloc(arena, 1 + i * 7 % 5000);
		memset(pieces[i], (int)(i & 0xff), 1 + i * 7 % 5000);
	}
	for (size_t i = 0; i < COUNT_OF(pieces); i++)
		for (size_t k = 0; k < 1 + i * 7 % 5000; k++)
			assert_int_equal(pieces[i][k], i & 0xff);
	arena_free(arena);
}

static void the_ceiling_is_noted_and_memory_still_served(void **state)
{
	struct arena *arena = arena_new(1000);
	char *bytes;

	(void)state;
	arena_alloc(arena, 1000);
	assert_false(arena_is_over(arena));
	assert_int_equal(arena_used(arena), 1000);
	bytes = arena_alloc(arena, 5 << 20);
	assert_true(arena_is_over(arena));
	memset(bytes, 1, 5 << 20);
	arena_reset(arena);
	assert_false(arena_is_over(arena));
	assert_int_equal(arena_used(arena), 0);
	arena_free(arena);
	arena_free(NULL);
}

static void texts(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	char longest[3000];

	(void)state;
	assert_null(arena_text(arena, NULL));
	assert_string_equal(arena_text(arena, ""), "");
	assert_string_equal(arena_text_n(arena, "街道口", 6), "街道");
	assert_string_equal(arena_text_n(arena, NULL, 0), "");
	assert_string_equal(arena_print(arena, "%s-%d", "a", 7), "a-7");
	memset(longest, 'z', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_string_equal(arena_print(arena, "%s", longest), longest);
	for (int n = 505; n < 520; n++)
		assert_int_equal(strlen(arena_print(arena, "%.*s", n, longest)), n);
	arena_free(arena);
}

static void growing_keeps_the_bytes(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	char *text = arena_grow(arena, NULL, 0, 4);
	char *same;

	(void)state;
	memcpy(text, "abc", 4);
	same = arena_grow(arena, text, 4, 100);
	assert_ptr_equal(same, text);
	arena_alloc(arena, 1);
	text = arena_grow(arena, same, 100, 60000);
	assert_ptr_not_equal(same, text);
	assert_string_equal(text, "abc");
	memset(text, 'y', 60000);
	arena_free(arena);
}

static char kept[16];

static void keep(void *what)
{
	size_t n = strlen(kept);

	kept[n] = *(const char *)what;
	kept[n + 1] = '\0';
}

static void promises_run_newest_first_and_once(void **state)
{
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	kept[0] = '\0';
	arena_promise(arena, keep, (void *)"a");
	arena_promise(arena, keep, (void *)"b");
	arena_reset(arena);
	assert_string_equal(kept, "ba");
	/* A promise may refer to what the arena holds. */
	arena_promise(arena, keep, arena_text(arena, "c"));
	arena_free(arena);
	assert_string_equal(kept, "bac");
}

static void torture_strikes_the_nth(void **state)
{
	struct arena *one = arena_new(1 << 20), *two = arena_new(1 << 20);

	(void)state;
	assert_int_equal(arena_fail_at(3), 0);
	arena_alloc(one, 1);
	arena_text(two, "x");
	assert_false(arena_is_over(one) || arena_is_over(two));
	assert_non_null(arena_alloc(one, 1));
	assert_true(arena_is_over(one));
	assert_false(arena_is_over(two));
	arena_alloc(two, 1);
	assert_false(arena_is_over(two));
	assert_int_equal(arena_fail_at(5), 0);
	arena_alloc(two, 1);
	assert_int_equal(arena_fail_at(0), 4);
	arena_alloc(two, 1);
	assert_int_equal(arena_fail_at(0), 0);
	arena_free(one);
	arena_free(two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_out_zeroed_and_aligned),
		cmocka_unit_test(pieces_do_not_overlap),
		cmocka_unit_test(the_ceiling_is_noted_and_memory_still_served),
		cmocka_unit_test(texts),
		cmocka_unit_test(growing_keeps_the_bytes),
		cmocka_unit_test(promises_run_newest_first_and_once),
		cmocka_unit_test(torture_strikes_the_nth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
