/* Headings, words and texts: what sheets, queries and pushes are read by. */
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "args.h"
#include "http.h"
#include "push.h"
#include "rooms.h"
#include "say.h"
#include "sheet_map.h"

static struct arena *arena;

static int match(const char *kind, const char *const *headings, struct column *columns,
		 struct fault *fault)
{
	const struct sheet_of *of = sheet_of_kind(kind);
	struct cell cells[16];
	int n = 0;

	while (headings[n]) {
		cells[n] = (struct cell){ .text = headings[n] };
		n++;
	}
	*fault = (struct fault){ .lang = "en" };
	return sheet_match(arena, of, sheet_shape(of->add), cells, n, columns, fault);
}

static void headings_are_understood(void **state)
{
	static const char *const chinese[] = { "编号",       "户编号",     "姓名*",
					       " 联系方式 ", "身份证号码", "性别",
					       "与户主关系", "无关列",     NULL };
	static const char *const english[] = { "ID", "HOUSEHOLD", "Name *", "phone", NULL };
	static const char *const wanted[] = { NULL,        "household", "name",    "phone",
					      "id_number", "sex",       "relation" };
	struct column columns[16];
	struct fault fault;

	(void)state;
	assert_int_equal(match("resident", chinese, columns, &fault), 0);
	assert_int_equal(columns[0].to, TO_KEY);
	for (int i = 1; i < 7; i++) {
		assert_int_equal(columns[i].to, TO_FIELD);
		assert_string_equal(columns[i].field->name, wanted[i]);
	}
	assert_int_equal(columns[7].to, TO_NOWHERE);
	assert_int_equal(match("resident", english, columns, &fault), 0);
	assert_int_equal(columns[0].to, TO_KEY);
	assert_string_equal(columns[1].field->name, "household");
}

static void headings_are_refused(void **state)
{
	static const char *const twice[] = { "编号", "户编号", "姓名", "名字", NULL };
	static const char *const lacks[] = { "编号", "手机", NULL };
	struct column columns[16];
	struct fault fault;

	(void)state;
	assert_int_equal(match("resident", twice, columns, &fault), -1);
	assert_int_equal(fault.number, 4952);
	assert_string_equal(fault.field, "name");
	assert_int_equal(match("resident", lacks, columns, &fault), -1);
	assert_int_equal(fault.number, 4952);
	assert_null(sheet_of_kind("nothing"));
}

/* What a person said stands above what headings mean; columns without a heading have numbers. */
static void columns_are_said(void **state)
{
	static const char *const headings[] = { "备注", "", "编号", "编号", "手机" };
	static const char said[] = "{\"备注\":\"name\",\"#2\":\"household\",\"#3\":\"id\","
				   "\"#4\":null}";
	const struct sheet_of *of = sheet_of_kind("resident");
	const struct shape *shape = sheet_shape(of->add);
	struct fault fault = { .lang = "en" };
	struct column columns[5];
	struct cell cells[5];
	const char **names, *why;
	struct json *map = json_read(arena, said, strlen(said), &why);

	(void)state;
	for (int i = 0; i < 5; i++)
		cells[i] = (struct cell){ .text = headings[i] };
	names = sheet_columns(arena, cells, 5);
	assert_string_equal(names[0], "备注");
	assert_string_equal(names[1], "#2");
	assert_string_equal(names[3], "#4");
	assert_int_equal(sheet_match_as(arena, of, shape, cells, 5, map, columns, &fault), 0);
	assert_string_equal(sheet_goal(of, &columns[0]), "name");
	assert_string_equal(sheet_goal(of, &columns[1]), "household");
	assert_string_equal(sheet_goal(of, &columns[2]), "id");
	assert_null(sheet_goal(of, &columns[3]));
	assert_string_equal(sheet_goal(of, &columns[4]), "phone");
	map = json_read(arena, "{\"备注\":\"colour\"}", strlen("{\"备注\":\"colour\"}"), &why);
	assert_int_equal(sheet_match_as(arena, of, shape, cells, 5, map, columns, &fault), -1);
	assert_int_equal(fault.number, 5901);
}

static void words_and_explanations(void **state)
{
	const struct shape *shape = sheet_shape("resident.add");

	(void)state;
	assert_string_equal(sheet_word(shape_field(shape, "relation"), "户主"), "head");
	assert_string_equal(sheet_word(shape_field(shape, "relation"), "女"), "child");
	assert_string_equal(sheet_word(shape_field(shape, "sex"), "女"), "female");
	assert_string_equal(sheet_word(shape_field(shape, "name"), "户主"), "户主");
	assert_true(sheet_is_explanation("说明：十二位"));
	assert_true(sheet_is_explanation("# Explanation: text"));
	assert_false(sheet_is_explanation("h1"));
	assert_false(sheet_is_explanation(""));
	for (int i = 0; i < shape->n; i++)
		assert_true(
			sheet_is_explanation(sheet_explain(arena, &shape->fields[i], "en", true)));
}

static void queries_are_decoded(void **state)
{
	(void)state;
	assert_string_equal(percent_decode(arena, "a%20b%E7%8E%8B"), "a b王");
	assert_string_equal(percent_decode(arena, ""), "");
	assert_null(percent_decode(arena, "%00"));
	assert_null(percent_decode(arena, "%"));
	assert_null(percent_decode(arena, "%4"));
	assert_null(percent_decode(arena, "%zz"));
	assert_null(percent_decode(arena, "%ff"));
	assert_null(percent_decode(arena, "%C0%80"));
}

static void arguments_have_their_kinds(void **state)
{
	const struct shape *shape = sheet_shape("household.add");
	struct json object = { .kind = JSON_OBJECT };

	(void)state;
	args_add(arena, shape, &object, "door", "12");
	args_add(arena, shape, &object, "floor", "3");
	args_add(arena, shape, &object, "floor_of_others", "3");
	args_add(arena, shape, &object, "limit", "50");
	assert_int_equal(object.n, 4);
	assert_string_equal(json_text(&object, "door"), "12");
	assert_int_equal(json_int(&object, "floor"), 3);
	assert_string_equal(json_text(&object, "floor_of_others"), "3");
	assert_int_equal(json_int(&object, "limit"), 50);
}

static int decode(const char *text, int *n, const char **why)
{
	struct json *body = json_read(arena, text, strlen(text), why), *command = NULL;

	return push_decode(body, &command, n, why);
}

static void pushes_are_decoded(void **state)
{
	const char *why = NULL;
	int n = 0;

	(void)state;
	assert_int_equal(decode("{\"commands\":[{},{\"command\":\"a.b\"}]}", &n, &why), 0);
	assert_int_equal(n, 2);
	assert_int_equal(decode("{\"commands\":[]}", &n, &why), -1);
	assert_int_equal(decode("{\"commands\":{}}", &n, &why), -1);
	assert_int_equal(decode("{}", &n, &why), -1);
	assert_int_equal(decode("{\"commands\":[{}],\"more\":1}", &n, &why), -1);
	assert_int_equal(decode("{\"commands\":[[]]}", &n, &why), -1);
}

static int set_up(void **state)
{
	char why[200];

	(void)state;
	arena = arena_new((size_t)16 << 20);
	return rooms_register(rooms_list, n_rooms_list, why);
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings_are_understood),
		cmocka_unit_test(headings_are_refused),
		cmocka_unit_test(columns_are_said),
		cmocka_unit_test(words_and_explanations),
		cmocka_unit_test(queries_are_decoded),
		cmocka_unit_test(arguments_have_their_kinds),
		cmocka_unit_test(pushes_are_decoded),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
