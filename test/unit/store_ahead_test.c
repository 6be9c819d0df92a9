/* Rows changed by the thousand and reads asked ahead: the same answers on both
 * engines, whatever is written in between.
 *
 * Rule: an answer that nobody wrote about comes from memory on PostgreSQL; whatever
 * could have changed it makes the read a read again. */
#include "store_place.h"

static const struct db_change names = { "item", "k", "name, real", "itd" };
static const struct db_change tallies = { "tally", "place, day", "n", "tti" };
static const struct db_bulk items = { "item", "k, name", "it", "" };

static const char by_k[] = "SELECT name, k FROM item WHERE k = $1";
static const char from_k[] = "SELECT k, name, real FROM item WHERE k >= $1 AND name <> $2 "
			     "ORDER BY k LIMIT 3";

static int change_name(int64_t k, const char *name)
{
	return db_change(place.db, &names, k, name, 1.5);
}

/* The name of item k, "-" when it has none, "" when there is no such item. */
static const char *name_of(int64_t k)
{
	struct rows *rows = db_rows(place.db, place.arena, by_k, "i", k);
	int more = rows_next(rows);
	const char *name = "";

	assert_true(more >= 0);
	if (more == 1) {
		assert_int_equal(rows_columns(rows), 2);
		assert_int_equal(rows_int(rows, 1), k);
		name = rows_is_null(rows, 0) ? "-" : arena_text(place.arena, rows_text(rows, 0));
		assert_int_equal(rows_next(rows), 0);
	}
	return name;
}

static void ask_for(int64_t first, int64_t last)
{
	struct db_param params[10];
	struct db_question questions[10];
	int n = 0;

	for (int64_t k = first; k <= last; k++, n++) {
		params[n] = (struct db_param){ .type = 'i', .number = k };
		questions[n] = (struct db_question){ by_k, &params[n], 1, k % 2 ? "odd" : "even" };
	}
	assert_int_equal(db_ask(place.db, questions, n), 0);
}

static void begin_with_items(void)
{
	add(1, "one");
	add(2, "two");
	add(3, NULL);
	assert_int_equal(db_begin(place.db), 0);
}

static void changes_arrive(void **state)
{
	int64_t before;

	(void)state;
	begin_with_items();
	before = db_writes(place.db);
	assert_int_equal(change_name(1, "uno"), 0);
	assert_true(db_writes(place.db) > before);
	assert_string_equal(name_of(1), "uno");
	assert_int_equal(change_name(1, "ein"), 0);
	assert_int_equal(change_name(2, "zwei"), 0);
	assert_int_equal(change_name(1, "eins"), 0);
	assert_int_equal(change_name(2, NULL), 0);
	assert_int_equal(change_name(9, "nobody"), 0);
	/* In the order they were asked for, also among other statements. */
	assert_int_equal(db_send(place.db, "UPDATE item SET name = name || '!' WHERE k = 1", ""),
			 0);
	assert_int_equal(db_commit(place.db), 0);
	assert_string_equal(name_of(1), "eins!");
	assert_string_equal(name_of(2), "-");
	assert_string_equal(name_of(3), "-");
	assert_int_equal(count_in(place.db), 3);
	/* Without a transaction too. */
	assert_int_equal(change_name(3, "three"), 0);
	assert_string_equal(name_of(3), "three");
}

static void thousands_of_changes_find_their_rows(void **state)
{
	(void)state;
	assert_int_equal(db_begin(place.db), 0);
	for (int i = 0; i < 2500; i++) {
		char day[16];

		snprintf(day, sizeof day, "day %d", i);
		assert_int_equal(
			db_run(place.db, "INSERT INTO tally VALUES ('p', $1, 0)", "t", day), 1);
	}
	for (int i = 0; i < 5000; i++) {
		char day[16];

		snprintf(day, sizeof day, "day %d", i % 2500);
		assert_int_equal(db_change(place.db, &tallies, "p", day, (int64_t)i), 0);
	}
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL,
				"SELECT CAST(sum(n) AS bigint) FROM tally", ""),
			 INT64_C(2500) * (2500 + 4999) / 2);
}

/* Rows that wait and change others are there for the next read. */
static void merged_rows_are_read_back(void **state)
{
	static const struct db_bulk renamed = {
		"item", "k, name", "it", "ON CONFLICT (k) DO UPDATE SET name = excluded.name"
	};

	(void)state;
	begin_with_items();
	ask_for(1, 3);
	assert_int_equal(db_append(place.db, &renamed, INT64_C(1), "uno"), 0);
	assert_int_equal(db_append(place.db, &renamed, INT64_C(7), "seven"), 0);
	db_forget(place.db, "odd");
	assert_string_equal(name_of(2), "two");
	assert_string_equal(name_of(1), "uno");
	assert_string_equal(name_of(7), "seven");
	assert_int_equal(db_append(place.db, &renamed, INT64_C(7), "sept"), 0);
	assert_string_equal(name_of(7), "sept");
	assert_int_equal(db_commit(place.db), 0);
}

static void changes_are_undone_too(void **state)
{
	(void)state;
	begin_with_items();
	assert_int_equal(change_name(1, "kept"), 0);
	assert_int_equal(db_savepoint(place.db), 0);
	assert_int_equal(change_name(1, "undone"), 0);
	assert_int_equal(change_name(2, "undone"), 0);
	assert_int_equal(db_rollback_to(place.db), 0);
	assert_int_equal(db_savepoint(place.db), 0);
	assert_int_equal(change_name(3, "kept too"), 0);
	assert_int_equal(db_release(place.db), 0);
	assert_int_equal(db_commit(place.db), 0);
	assert_string_equal(name_of(1), "kept");
	assert_string_equal(name_of(2), "two");
	assert_string_equal(name_of(3), "kept too");
	assert_int_equal(db_begin(place.db), 0);
	assert_int_equal(change_name(2, "undone"), 0);
	assert_int_equal(db_rollback(place.db), 0);
	assert_string_equal(name_of(2), "two");
}

static void a_wrong_change_is_never_lost(void **state)
{
	(void)state;
	assert_int_equal(db_run(place.db, "INSERT INTO tally VALUES ('p', 'd', 1)", ""), 1);
	assert_int_equal(db_begin(place.db), 0);
	assert_true(db_change(place.db, &tallies, "p", "d", NOT_GIVEN) < 0 ||
		    db_commit(place.db) < 0);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(db_one(place.db, place.arena, -1, NULL, "SELECT n FROM tally", ""), 1);
}

static void answers_are_those_of_the_reads(void **state)
{
	struct db_param params[4][2] = {
		{ { .type = 'i', .number = 2 }, { .type = 't', .text = "zz" } },
		{ { .type = 'i', .number = 1 }, { .type = 't', .text = "two" } },
		{ { .type = 'i', .number = NOT_GIVEN }, { .type = 't', .text = "zz" } },
		{ { .type = 'i', .number = 1 }, { .type = 't', .text = NULL } },
	};
	static const char found[4][16] = { "2two 4四 5 ", "1one 4四 5 ", "", "" };
	struct db_question questions[5];

	(void)state;
	begin_with_items();
	add(4, "四");
	add(5, "");
	for (int i = 0; i < 4; i++)
		questions[i] = (struct db_question){ from_k, params[i], 2, "all" };
	questions[4] = (struct db_question){ by_k, params[0], 1, "two" };
	assert_int_equal(db_ask(place.db, questions, 5), 0);
	for (int turn = 0; turn < 2; turn++) {
		for (int i = 3; i >= 0; i--) {
			struct rows *rows = db_rows_p(place.db, place.arena, from_k, params[i], 2);
			char text[64] = "";
			int more;

			while ((more = rows_next(rows)) == 1) {
				size_t n = strlen(text);

				assert_int_equal(rows_columns(rows), 3);
				assert_string_equal(rows_name(rows, 1), "name");
				assert_true(rows_is_null(rows, 2));
				snprintf(text + n, sizeof text - n, "%" PRId64 "%s ",
					 rows_int(rows, 0), rows_text(rows, 1));
			}
			assert_int_equal(more, 0);
			assert_string_equal(text, found[i]);
		}
		assert_string_equal(name_of(2), "two");
	}
	assert_int_equal(db_commit(place.db), 0);
}

/* The one way to show that a journey was saved: nobody told about the change. */
static void an_answer_is_given_once_from_memory(void **state)
{
	(void)state;
	begin_with_items();
	ask_for(1, 3);
	assert_int_equal(change_name(1, "uno"), 0);
	assert_int_equal(change_name(2, "due"), 0);
	assert_string_equal(name_of(1), place.is_postgres ? "one" : "uno");
	assert_string_equal(name_of(1), "uno");
	ask_for(1, 3);
	assert_int_equal(change_name(1, "ein"), 0);
	assert_int_equal(change_name(2, "zwei"), 0);
	db_forget(place.db, "odd");
	assert_string_equal(name_of(1), "ein");
	assert_string_equal(name_of(2), place.is_postgres ? "due" : "zwei");
	assert_string_equal(name_of(3), "-");
	assert_int_equal(db_commit(place.db), 0);
}

static void whatever_is_written_makes_reads_again(void **state)
{
	struct rows *rows;

	(void)state;
	begin_with_items();
	ask_for(1, 2);
	assert_int_equal(db_run(place.db, "UPDATE item SET name = 'a'", ""), 3);
	assert_string_equal(name_of(1), "a");
	ask_for(1, 2);
	assert_int_equal(db_send(place.db, "UPDATE item SET name = 'b'", ""), 0);
	assert_string_equal(name_of(1), "b");
	ask_for(1, 2);
	assert_int_equal(db_one(place.db, place.arena, 0, NULL,
				"UPDATE item SET name = 'c' WHERE k = 1 RETURNING k", ""),
			 1);
	assert_string_equal(name_of(1), "c");
	ask_for(1, 4);
	assert_int_equal(db_append(place.db, &items, INT64_C(4), "four"), 0);
	assert_int_equal(db_flush(place.db), 0);
	assert_string_equal(name_of(4), "four");
	ask_for(1, 2);
	assert_int_equal(db_script(place.db, "UPDATE item SET name = 'd' WHERE k = 1"), 0);
	assert_string_equal(name_of(1), "d");
	/* Rows in hand live on when the answers are dropped under them. */
	ask_for(1, 2);
	rows = db_rows(place.db, place.arena, by_k, "i", INT64_C(1));
	assert_int_equal(rows_next(rows), 1);
	assert_int_equal(db_run(place.db, "UPDATE item SET name = 'e'", ""), 4);
	assert_string_equal(rows_text(rows, 0), "d");
	rows_end(rows);
	assert_string_equal(name_of(1), "e");
	assert_int_equal(db_commit(place.db), 0);
}

static void answers_end_with_their_transaction(void **state)
{
	(void)state;
	begin_with_items();
	assert_int_equal(db_savepoint(place.db), 0);
	ask_for(1, 3);
	assert_int_equal(change_name(1, "undone"), 0);
	assert_int_equal(change_name(2, "undone"), 0);
	db_forget(place.db, "odd");
	db_forget(place.db, "even");
	assert_string_equal(name_of(1), "undone");
	assert_int_equal(db_rollback_to(place.db), 0);
	assert_string_equal(name_of(1), "one");
	assert_string_equal(name_of(2), "two");
	ask_for(1, 3);
	assert_int_equal(db_rollback(place.db), 0);
	assert_int_equal(db_run(place.db, "UPDATE item SET name = 'x'", ""), 3);
	assert_string_equal(name_of(1), "x");
	assert_int_equal(db_begin(place.db), 0);
	ask_for(1, 3);
	assert_int_equal(db_commit(place.db), 0);
	assert_int_equal(db_begin(place.db), 0);
	assert_string_equal(name_of(1), "x");
	assert_int_equal(db_commit(place.db), 0);
}

static void a_wrong_question_spoils_the_transaction(void **state)
{
	struct db_param param = { .type = 'i', .number = 1 };
	struct db_question wrong = { "SELECT nothing FROM nowhere WHERE k = $1", &param, 1, "" };

	(void)state;
	if (!place.is_postgres)
		return; /* it asks nothing ahead */
	begin_with_items();
	assert_int_equal(change_name(1, "lost"), 0);
	assert_int_equal(db_ask(place.db, &wrong, 1), -1);
	assert_true(db_is_broken(place.db));
	assert_int_equal(db_rollback(place.db), 0);
	assert_string_equal(name_of(1), "one");
	assert_int_equal(db_begin(place.db), 0);
	db_fail_at(place.db, 1);
	assert_int_equal(db_ask(place.db, &wrong, 1), -1);
	assert_int_equal(db_rollback(place.db), 0);
}

int main(void)
{
	const struct CMUnitTest contract[] = {
		TEST(changes_arrive),
		TEST(thousands_of_changes_find_their_rows),
		TEST(merged_rows_are_read_back),
		TEST(changes_are_undone_too),
		TEST(a_wrong_change_is_never_lost),
		TEST(answers_are_those_of_the_reads),
		TEST(an_answer_is_given_once_from_memory),
		TEST(whatever_is_written_makes_reads_again),
		TEST(answers_end_with_their_transaction),
		TEST(a_wrong_question_spoils_the_transaction),
	};
	int n_failed;

	if (!go_to_sqlite())
		return 1;
	n_failed = cmocka_run_group_tests_name("ahead on SQLite", contract, NULL, NULL);
	if (go_to_postgres())
		n_failed +=
			cmocka_run_group_tests_name("ahead on PostgreSQL", contract, NULL, NULL);
	return n_failed;
}
