/* The two real tables of Tianjin, 2019 and 2023: our comparison against the one
 * made by others, and what the tree counts before and after.
 *
 * Runs on SQLite, and on PostgreSQL when LIANFANG_TEST_PG names a server. */
#include "edition.h"
#include "engine.h"
#include "rooms.h"
#include "sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include <cmocka.h>

#include "tidy.h"

#define BEFORE  "data/regions-tianjin-2019.csv"
#define AFTER   "data/regions-tianjin-2023.csv"
#define CHANGES "test/data/regions-tianjin-changes-2019-2023.csv"

static const struct actor program = { .login = "program", .is_program = true };
static struct engine *engine;
static struct arena *arena;

/* Read a table of code, parent_code, level, name, kind. */
static struct units *read_units(const char *path)
{
	struct units *units = arena_alloc(arena, sizeof(*units));
	const char *why = "";
	struct sheet_in *in = sheet_open(arena, path, &why);
	struct cell *cells;
	int64_t line, level;
	int n;

	if (!in)
		fail_msg("%s: %s", path, why);
	while (sheet_next(in, &cells, &n, &line) == 1) {
		struct unit *unit;

		if (line == 1 || n < 5)
			continue;
		unit = units_add(arena, units);
		assert_int_equal(text_to_int(cells[2].text, &level), 0);
		unit->level = level;
		unit->code = arena_text(arena, cells[0].text);
		unit->parent_code = *cells[1].text ? arena_text(arena, cells[1].text) : NULL;
		unit->name = arena_text(arena, cells[3].text);
		unit->kind = arena_text(arena, cells[4].text);
	}
	sheet_close(in);
	units_ready(units);
	return units;
}

/* How the table of changes calls what happened to a unit; NULL: nothing. */
static const char *change_of(const struct unit *old, const struct unit *new)
{
	if (!old)
		return "added";
	if (!new)
		return "removed";
	if (strcmp(old->code, new->code) == 0)
		return strcmp(old->name, new->name) == 0 ? NULL : "name_changed_same_code";
	return strncmp(old->code, new->code, 6) == 0 ? "recoded_or_moved" : "transferred_district";
}

static int line_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *line_of(int64_t level, const char *change, const char *old, const char *new)
{
	return arena_print(arena, "%d %s %s>%s", (int)level, change, old, new);
}

static void the_comparison_is_theirs_line_by_line(void **state)
{
	struct units *before = read_units(BEFORE), *after = read_units(AFTER);
	const char **ours = arena_alloc(arena, 2000 * sizeof(*ours));
	const char **theirs = arena_alloc(arena, 2000 * sizeof(*theirs)), *why = "";
	struct sheet_in *in = sheet_open(arena, CHANGES, &why);
	int n_ours = 0, n_theirs = 0, n;
	struct cell *cells;
	int64_t line, level;

	(void)state;
	assert_non_null(in);
	editions_match(arena, before, after);
	for (int i = 0; i < before->n; i++) {
		const struct unit *old = &before->list[i], *new = old->match;
		const char *change = change_of(old, new);

		if (change && n_ours < 2000)
			ours[n_ours++] =
				line_of(old->level, change, old->code, new ? new->code : "");
	}
	for (int i = 0; i < after->n; i++)
		if (!after->list[i].match && n_ours < 2000)
			ours[n_ours++] =
				line_of(after->list[i].level, "added", "", after->list[i].code);
	while (sheet_next(in, &cells, &n, &line) == 1)
		if (line > 1 && n >= 6 && n_theirs < 2000) {
			assert_int_equal(text_to_int(cells[0].text, &level), 0);
			theirs[n_theirs++] =
				line_of(level, cells[1].text, cells[2].text, cells[4].text);
		}
	sheet_close(in);
	assert_int_equal(n_theirs, 979);
	assert_int_equal(n_ours, 979);
	qsort(ours, (size_t)n_ours, sizeof(*ours), line_order);
	qsort(theirs, (size_t)n_theirs, sizeof(*theirs), line_order);
	for (int i = 0; i < n_ours; i++)
		assert_string_equal(ours[i], theirs[i]);
}

/* ---- through the commands ---- */

static _Atomic int n_answered, n_refused;

static void note_answer(struct call *call)
{
	if (call->rq.fault.number)
		n_refused++;
	n_answered++;
}

/* Send one row of a table as a command.  It has an arena of its own: the writer
 * works in it while the next row is made. */
static void send_unit(struct arena *own, const char *command, const struct unit *unit)
{
	struct envelope envelope = { .command = command, .region = "" };
	struct call *call = arena_alloc(own, sizeof(*call));
	struct buf args;
	const char *why;

	buf_init(&args, own, 2000);
	out_object(&args);
	out_key(&args, "code");
	out_text(&args, unit->code);
	if (unit->parent_code) {
		out_key(&args, "parent_code");
		out_text(&args, unit->parent_code);
	}
	out_key(&args, "level");
	out_int(&args, unit->level);
	out_key(&args, "name");
	out_text(&args, unit->name);
	out_key(&args, "kind");
	out_text(&args, unit->kind);
	out_end_object(&args);
	if (call_prepare(engine, own, &program, &envelope, json_read(own, args.bytes, args.n, &why),
			 call) != 0)
		fail_msg("%s: %d %s", args.bytes, call->rq.fault.number, call->rq.fault.sentence);
	call->answered = note_answer;
	assert_int_equal(call_send(engine, call), 0);
}

static void send_units(const char *command, const struct units *units)
{
	struct arena **own = arena_alloc(arena, (size_t)units->n * sizeof(*own));

	n_answered = n_refused = 0;
	for (int i = 0; i < units->n; i++) {
		own[i] = arena_new(1 << 20);
		send_unit(own[i], command, &units->list[i]);
		while (i + 1 - n_answered > 1000)
			usleep(200);
	}
	while (n_answered < units->n)
		usleep(200);
	for (int i = 0; i < units->n; i++)
		arena_free(own[i]);
	assert_int_equal(n_refused, 0);
}

/* One command; its reply as JSON. */
static const struct json *ask(const char *command, const char *region, const char *args)
{
	struct envelope envelope = { .command = command, .region = region };
	struct call *call = arena_alloc(arena, sizeof(*call));
	const char *why;
	struct buf out;

	if (call_prepare(engine, arena, &program, &envelope,
			 json_read(arena, args, strlen(args), &why), call) != 0 ||
	    call_do(engine, call) != 0)
		fail_msg("%s: %d %s", command, call->rq.fault.number, call->rq.fault.sentence);
	buf_init(&out, arena, 1 << 20);
	call_answer(call, &out);
	return json_read(arena, out.bytes, out.n, &why);
}

static int64_t count_in_table(const struct units *units, const char *key, int64_t level,
			      const char *kind)
{
	int64_t n = 0;

	for (int i = 0; i < units->n; i++)
		n += units->list[i].level == level && strcmp(units->list[i].kind, kind) == 0 &&
		     strncmp(units->list[i].code, key, strlen(key)) == 0;
	return n;
}

/* Every number of region.counts for this key and day equals the table's; returns how
 * many regions of the kinds are below. */
static void compare(const struct units *units, const char *key, const char *day)
{
	const struct json *counts =
		json_get(ask("region.counts", key, arena_print(arena, "{\"as_of\":\"%s\"}", day)),
			 "regions");
	int64_t sum = 0, n_below = 0;

	for (const struct json *r = counts->first; r; r = r->next) {
		assert_int_equal(json_int(r, "n"), count_in_table(units, key, json_int(r, "level"),
								  json_text(r, "kind")));
		sum += json_int(r, "n");
	}
	for (int i = 0; i < units->n; i++)
		n_below += strncmp(units->list[i].code, key, strlen(key)) == 0;
	assert_int_equal(sum, n_below - 1); /* all but the region itself */
}

/* The city, its districts and its streets. */
static void compare_all(const struct units *units, const char *day)
{
	char key[KEY_MAX + 1];

	for (int i = 0; i < units->n; i++)
		if (units->list[i].level <= LEVEL_STREET) {
			assert_int_equal(key_from_code(units->list[i].code, key), 0);
			compare(units, key, day);
		}
}

static int64_t count_of_kind(const char *key, const char *day, const char *kind)
{
	const struct json *counts =
		json_get(ask("region.counts", key, arena_print(arena, "{\"as_of\":\"%s\"}", day)),
			 "regions");

	for (const struct json *r = counts->first; r; r = r->next)
		if (strcmp(json_text(r, "kind"), kind) == 0)
			return json_int(r, "n");
	return 0;
}

/* 246 streets were announced in February 2020; the table of October has 247, and
 * exactly the 5,257 committees of the announcement below them. */
static void the_figures_of_february_2020(const struct units *before)
{
	static const char *const streets[] = { "street", "town", "township" };
	int64_t n_streets = 0, n_committees = 0;
	char key[KEY_MAX + 1];

	for (int k = 0; k < 3; k++)
		n_streets += count_of_kind("12", "2020-02-01", streets[k]);
	assert_int_equal(n_streets, 247);
	assert_int_equal(count_of_kind("12", "2020-02-01", "district"), 16);
	for (int i = 0; i < before->n; i++) {
		const struct unit *unit = &before->list[i];

		for (int k = 0; k < 3 && unit->level == LEVEL_STREET; k++) {
			if (strcmp(unit->kind, streets[k]) != 0)
				continue;
			assert_int_equal(key_from_code(unit->code, key), 0);
			n_committees += count_of_kind(key, "2020-02-01", "residents_committee") +
					count_of_kind(key, "2020-02-01", "village_committee");
		}
	}
	assert_int_equal(n_committees, 5257);
}

static void note_fault(void *self, const char *sentence)
{
	if (strncmp(sentence, "hole:", 5) != 0)
		print_error("%s\n", sentence), ++*(int *)self;
}

static void both_days_answer_right(void **state)
{
	struct units *before = read_units(BEFORE), *after = read_units(AFTER);
	const struct json *reply;
	char why[200];
	int n_faults = 0;

	(void)state;
	send_units("region.add", before);
	the_figures_of_february_2020(before);
	send_units("region.stage", after);
	reply = ask("region.edition", "", "{\"edition\":\"2023-06-30\"}");
	assert_int_equal(json_int(reply, "added"), 350);
	assert_int_equal(json_int(reply, "removed"), 225);
	assert_int_equal(json_int(reply, "changed"), 346);
	assert_int_equal(json_int(reply, "moved"), 57);
	assert_int_equal(json_int(reply, "recoded"), 1);
	assert_int_equal(json_int(reply, "kept"), 0);
	compare_all(before, "2020-02-01");
	compare_all(before, "2023-06-29");
	compare_all(after, "2023-06-30");
	the_figures_of_february_2020(before);
	assert_true(engine_check(engine, note_fault, &n_faults, why) >= 0);
	assert_int_equal(n_faults, 0);
	assert_int_equal(engine_recount(engine, why), 0);
	/* The same table again changes nothing. */
	send_units("region.stage", after);
	reply = ask("region.edition", "", "{\"edition\":\"2023-06-30\"}");
	assert_int_equal(json_int(reply, "same"), after->n);
}

static char dir[64];

static void open_engine(const char *url)
{
	struct engine_config config = { .dir = dir, .db_url = url, .is_quiet = true };
	char why[200] = "";

	snprintf(dir, sizeof(dir), "/tmp/lianfang-edition-XXXXXX");
	assert_non_null(mkdtemp(dir));
	arena = arena_new((size_t)1 << 30);
	if (engine_init(dir, url, why) != 0 || !(engine = engine_open(&config, why)))
		fail_msg("%s", why);
}

static int open_sqlite(void **state)
{
	(void)state;
	open_engine(NULL);
	return 0;
}

static int open_postgres(void **state)
{
	(void)state;
	open_engine(getenv("LIANFANG_TEST_PG"));
	return 0;
}

static int close_engine(void **state)
{
	(void)state;
	engine_close(engine);
	arena_free(arena);
	tidy(dir);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_comparison_is_theirs_line_by_line),
		cmocka_unit_test(both_days_answer_right),
	};
	char why[200];
	int failed;

	crypto_start();
	if (rooms_register(rooms_list, n_rooms_list, why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	failed =
		cmocka_run_group_tests_name("editions on SQLite", tests, open_sqlite, close_engine);
	if (getenv("LIANFANG_TEST_PG"))
		failed += cmocka_run_group_tests_name("editions on PostgreSQL", tests,
						      open_postgres, close_engine);
	return failed;
}
