/* JSON: strict reading, hostile input, writing that reads back. */
#include "json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new((size_t)1 << 30);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct json *read_text(const char *text)
{
	const char *why = NULL;
	struct json *tree = json_read(arena, text, strlen(text), &why);

	if (!tree)
		assert_non_null(why);
	return tree;
}

static void reads_every_kind(void **state)
{
	struct json *tree = read_text(" {\"a\":1,\"b\":-2.5,\"c\":\"街\\u9053\\n\",\"d\":true,"
				      "\"e\":false,\"f\":null,\"g\":[1,[],{}],\"h\":{\"i\":{}}} ");
	const struct json *list;

	(void)state;
	assert_non_null(tree);
	assert_int_equal(tree->kind, JSON_OBJECT);
	assert_int_equal(tree->n, 8);
	assert_int_equal(json_int(tree, "a"), 1);
	assert_true(json_get(tree, "a")->real == 1.0);
	assert_int_equal(json_get(tree, "b")->kind, JSON_REAL);
	assert_true(json_get(tree, "b")->real == -2.5);
	assert_string_equal(json_text(tree, "c"), "街道\n");
	assert_int_equal(json_get(tree, "d")->kind, JSON_FLAG);
	assert_int_equal(json_get(tree, "d")->number, 1);
	assert_int_equal(json_get(tree, "e")->number, 0);
	assert_int_equal(json_get(tree, "f")->kind, JSON_NULL);
	list = json_get(tree, "g");
	assert_int_equal(list->n, 3);
	assert_int_equal(list->first->number, 1);
	assert_int_equal(list->first->next->kind, JSON_LIST);
	assert_null(list->first->next->next->next);
	assert_int_equal(json_get(json_get(tree, "h"), "i")->kind, JSON_OBJECT);
	/* Order is kept: the sheet and the printers rely on it. */
	for (const struct json *m = tree->first; m->next; m = m->next)
		assert_true(m->key[0] + 1 == m->next->key[0]);
}

static void absent_is_not_zero(void **state)
{
	struct json *tree = read_text("{\"a\":\"1\",\"b\":1,\"c\":1.0,\"d\":true,\"e\":null}");

	(void)state;
	assert_null(json_get(tree, "x"));
	assert_null(json_get(NULL, "x"));
	assert_null(json_get(json_get(tree, "a"), "x"));
	assert_null(json_text(tree, "b"));
	assert_null(json_text(tree, "e"));
	assert_true(json_int(tree, "a") == NOT_GIVEN);
	assert_true(json_int(tree, "c") == NOT_GIVEN);
	assert_true(json_int(tree, "d") == NOT_GIVEN);
	assert_true(json_int(tree, "x") == NOT_GIVEN);
}

static void refuses_what_is_not_json(void **state)
{
	static const char *const bad[] = {
		"",
		" ",
		"{",
		"}",
		"[1,]",
		"{\"a\":1,}",
		"{a:1}",
		"{'a':1}",
		"01",
		"1.",
		".5",
		"+1",
		"NaN",
		"Infinity",
		"nul",
		"\"a",
		"\"\t\"",
		"\"\\x\"",
		"\"\\ud800\"",
		"\"\\udc00\"",
		"\"\\u0000\"",
		"{\"a\\u0000b\":1}",
		"[1]2",
		"// c\n1",
		"\xef\xbb\xbf{}",
		"1e999",
		"9223372036854775808",
		"{\"a\":1,\"a\":2}",
		"[{\"a\":{\"b\":1,\"b\":1}}]",
		"\"\xff\"",
		"\"\xed\xa0\x80\"",
		"\"\xc0\xaf\"",
		"\"\xe8\xa1\"",
	};
	const char *why = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_null(read_text(bad[i]));
	assert_null(json_read(arena, "{}\0", 3, &why));
	assert_null(json_read(arena, "\"a\0b\"", 5, &why));
	json_read(arena, "{\"name\":\"张三\",\"name\":1}", 26, &why);
	assert_null(strstr(why, "name"));
	assert_non_null(strstr(why, "twice"));
}

static char *nested(int depth)
{
	char *text = arena_alloc(arena, (size_t)depth * 2 + 1);

	memset(text, '[', (size_t)depth);
	memset(text + depth, ']', (size_t)depth);
	return text;
}

static void depth_is_limited(void **state)
{
	(void)state;
	assert_non_null(read_text(nested(32)));
	assert_null(read_text(nested(33)));
	assert_null(read_text(nested(100000)));
	memset(nested(100000), '[', 200000);
}

static void numbers_at_the_edge(void **state)
{
	struct json *tree = read_text("[9223372036854775807,-9223372036854775808,0.1,1e300,"
				      "-0.0,5e-324,100000.0,123456789.125]");
	struct buf buf;

	(void)state;
	assert_non_null(tree);
	assert_true(tree->first->number == INT64_MAX);
	assert_true(tree->first->next->number == INT64_MIN);
	buf_init(&buf, arena, 1 << 20);
	json_write(&buf, tree);
	assert_string_equal(buf.bytes, "[9223372036854775807,-9223372036854775808,0.1,1e+300,"
				       "-0.0,4.94065645841247e-324,100000.0,123456789.125]");
}

static void what_is_written_reads_back_the_same(void **state)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		"null",
		"true",
		"0",
		"\"\"",
		"[[],{},[{}]]",
		"{\"\":\"\",\"a b\":[1,2.5,\"x\",null,true,false,{\"k\":[]}]}",
		"\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f街道\U00020000\"",
		"[\"{\",\"[\",\":\",\",\",\" \",\"\\n\"]",
		"{\"{\":\":\",\"x\":\"[\",\"y\":[\",\"]}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct json *tree = read_text(texts[i]);
		struct buf buf;

		assert_non_null(tree);
		buf_init(&buf, arena, 1 << 20);
		json_write(&buf, tree);
		assert_string_equal(buf.bytes, texts[i]);
	}
}

static void writers_place_commas_and_absent_values(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, arena, 1 << 20);
	out_object(&buf);
	out_key(&buf, "a");
	out_int(&buf, NOT_GIVEN);
	out_key(&buf, "b");
	out_text(&buf, NULL);
	out_key(&buf, "c");
	out_flag(&buf, -1);
	out_key(&buf, "d");
	out_real(&buf, NAN);
	out_key(&buf, "e");
	out_list(&buf);
	out_flag(&buf, 1);
	out_flag(&buf, 0);
	out_real(&buf, 1.0);
	out_raw(&buf, "{\"x\":1}");
	out_object(&buf);
	out_end_object(&buf);
	out_null(&buf);
	out_end_list(&buf);
	out_key(&buf, "f");
	out_real(&buf, INFINITY);
	out_end_object(&buf);
	assert_string_equal(buf.bytes, "{\"a\":null,\"b\":null,\"c\":null,\"d\":null,\"e\":[true,"
				       "false,1.0,{\"x\":1},{},null],\"f\":null}");
	buf.n = 0;
	buf_text(&buf, "data: ");
	out_int(&buf, 1);
	assert_string_equal(buf.bytes, "data: 1");
}

static void a_full_buffer_says_so(void **state)
{
	struct buf buf;

	(void)state;
	for (size_t ceiling = 0; ceiling < 14; ceiling++) {
		buf_init(&buf, arena, ceiling);
		json_write(&buf, read_text("{\"a\":[1,\"\\u0001\"]}"));
		assert_true(buf.is_over);
		assert_true(buf.n <= ceiling);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_kind),
		cmocka_unit_test(absent_is_not_zero),
		cmocka_unit_test(refuses_what_is_not_json),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(numbers_at_the_edge),
		cmocka_unit_test(what_is_written_reads_back_the_same),
		cmocka_unit_test(writers_place_commas_and_absent_values),
		cmocka_unit_test(a_full_buffer_says_so),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
