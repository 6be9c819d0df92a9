/* What a scene expects: of the last reply, and of the database. */
#include "play.h"

const char *reply_text(struct arena *arena, const struct json *value)
{
	struct buf out;

	if (!value || value->kind == JSON_NULL)
		return "null";
	if (value->kind == JSON_TEXT)
		return value->text;
	buf_init(&out, arena, 8 << 20);
	json_write(&out, value);
	return out.bytes;
}

/* A member by index; negative counts from the end. */
static const struct json *member_at(const struct json *list, long at)
{
	const struct json *member = list->first;

	if (at < 0)
		at += list->n;
	if (at < 0 || at >= list->n)
		return NULL;
	while (at-- > 0)
		member = member->next;
	return member;
}

/* Follow "a.b[2].c" down from a value. */
static const struct json *find_below(struct arena *arena, const struct json *value,
				     const char *path)
{
	while (value && *path) {
		if (*path == '[') {
			char *end;
			long at = strtol(path + 1, &end, 10);

			value = value->kind == JSON_LIST ? member_at(value, at) : NULL;
			path = *end == ']' ? end + 1 : end;
		} else {
			size_t n;

			path += *path == '.';
			n = strcspn(path, ".[");
			if (value->kind == JSON_LIST && n == 1 && *path == 'n') {
				struct json *count = arena_alloc(arena, sizeof *count);

				count->kind = JSON_INT;
				count->number = value->n;
				return count;
			}
			/* A key may hold a dot itself ("region.5.community"): the whole rest first.
			 */
			if (value->kind == JSON_OBJECT && json_get(value, path))
				return json_get(value, path);
			value = value->kind == JSON_OBJECT
					? json_get(value, arena_text_n(arena, path, n))
					: NULL;
			path += n;
		}
	}
	return value;
}

const struct json *reply_find(struct play *play, const char *path)
{
	return find_below(play->arena, play->last.reply, path);
}

/* Whether `have` stands to `want` as the operator says. */
static bool holds(const char *have, const char *op, const char *want)
{
	double a, b;
	char *end_a, *end_b;

	if (strcmp(op, "=") == 0 || strcmp(op, ":=") == 0)
		return strcmp(have, want) == 0;
	if (strcmp(op, "!=") == 0)
		return strcmp(have, want) != 0;
	if (strcmp(op, "~") == 0)
		return strstr(have, want) != NULL;
	if (strcmp(op, "!~") == 0)
		return strstr(have, want) == NULL;
	a = strtod(have, &end_a);
	b = strtod(want, &end_b);
	if (end_a == have || *end_a || end_b == want || *end_b)
		return false;
	if (strcmp(op, "<") == 0)
		return a < b;
	if (strcmp(op, "<=") == 0)
		return a <= b;
	if (strcmp(op, ">") == 0)
		return a > b;
	return a >= b;
}

static bool object_fits(struct play *play, const struct json *object, const struct word *pairs,
			int n, const struct word **wrong, const char **have)
{
	for (int i = 0; i < n; i++) {
		const char *path = play_fill(play, pairs[i].text);
		const struct json *value = find_below(play->arena, object, path);

		*have = reply_text(play->arena, value);
		*wrong = &pairs[i];
		if (!holds(*have, pairs[i].op, play_fill(play, pairs[i].value)))
			return false;
	}
	return true;
}

static int all_pairs(struct play *play, const struct word *words, int n)
{
	if (n == 0)
		return play_fail(play, "nothing is said about it: k=v is missing");
	for (int i = 0; i < n; i++)
		if (!words[i].op)
			return play_fail(play, "\"%s\" is not of the form key=value",
					 words[i].text);
	return 0;
}

static int expect_row(struct play *play, const struct word *pairs, int n, bool is_wanted)
{
	const struct json *rows = json_get(play->last.reply, "rows");
	const struct word *wrong;
	const char *have;
	bool is_there = false;

	if (all_pairs(play, pairs, n))
		return -1;
	if (!rows || rows->kind != JSON_LIST)
		return play_fail(play, "the reply has no rows: %.300s", play->last.reply_text);
	for (const struct json *row = rows->first; row && !is_there; row = row->next)
		is_there = object_fits(play, row, pairs, n, &wrong, &have);
	if (is_there != is_wanted)
		return play_fail(play, "%s row fits %s%s%s …: %.600s", is_wanted ? "no" : "a",
				 pairs[0].text, pairs[0].op, play_fill(play, pairs[0].value),
				 play->last.reply_text);
	return 0;
}

static int expect_reply(struct play *play, const struct word *pairs, int n)
{
	const struct word *wrong = NULL;
	const char *have = "";

	if (all_pairs(play, pairs, n))
		return -1;
	if (!object_fits(play, play->last.reply, pairs, n, &wrong, &have))
		return play_fail(play, "expected %s %s %s, it is %.200s, in %.400s", wrong->text,
				 wrong->op, play_fill(play, wrong->value), have,
				 play->last.reply_text);
	return 0;
}

static int expect_refused(struct play *play, const struct word *words, int n)
{
	const struct fault *fault = &play->last.fault;
	int wanted = n > 0 ? atoi(play_fill(play, words[0].text)) : 0;
	const char *field = n > 1 ? words[1].text : NULL;

	play->is_refusal_open = false;
	if (!wanted)
		return play_fail(play, "expect refused <number> [<field>]");
	if (!fault->number)
		return play_fail(play, "%s should be refused %d, but was accepted: %.300s",
				 play->last.command, wanted, play->last.reply_text);
	if (fault->number != wanted ||
	    (field && (!fault->field || strcmp(field, fault->field) != 0)))
		return play_fail(play, "%s should be refused %d %s, it was %d %s: %s",
				 play->last.command, wanted, field ? field : "", fault->number,
				 fault->field ? fault->field : "", fault->sentence);
	return 0;
}

static int expect_number(struct play *play, const char *what, int64_t wanted)
{
	const struct json *rows = json_get(play->last.reply, "rows");

	if (strcmp(what, "timers") == 0) {
		if (play->n_timers != wanted)
			return play_fail(play, "expected %lld timers, %d ran", (long long)wanted,
					 play->n_timers);
		return 0;
	}
	if (strcmp(what, "rows") != 0 && strcmp(what, "row") != 0)
		return play_fail(play, "expect <n> rows, or <n> timers");
	if (!rows || rows->n != wanted)
		return play_fail(play, "expected %lld rows, there are %d: %.600s",
				 (long long)wanted, rows ? rows->n : -1, play->last.reply_text);
	return 0;
}

/* The journal rows that name something, by id or anywhere in their texts. */
static int64_t mentions(struct play *play, const char *what)
{
	struct db_pool *pool = engine_pool(play->stage->engine);
	struct db *db = db_pool_take(pool);
	struct arena *arena = arena_new(64 << 20);
	struct rows *rows = db_rows(db, arena, "SELECT id, args, reply FROM journal", "");
	size_t n_packed;
	const void *packed = id_pack(arena, what, &n_packed);
	int64_t n = 0;
	int more;

	while ((more = rows_next(rows)) > 0) {
		size_t n_id = 0;
		const void *id = rows_blob(rows, 0, &n_id);
		const char *args = rows_text(rows, 1), *reply = rows_text(rows, 2);
		bool is_id = id && n_id == n_packed && memcmp(id, packed, n_id) == 0;

		if (is_id || (args && strstr(args, what)) || (reply && strstr(reply, what)))
			n++;
	}
	arena_free(arena);
	db_pool_give(pool, db);
	return more < 0 ? -1 : n;
}

/* expect tally <region> <name> [<day>] = <n> */
static int expect_tally(struct play *play, const struct word *words, int n)
{
	const char *region, *name, *day = NULL;
	int64_t wanted, have;

	if ((n != 4 && n != 5) || strcmp(words[n - 2].text, "=") != 0 ||
	    text_to_int(play_fill(play, words[n - 1].text), &wanted))
		return play_fail(play, "expect tally <region> <name> [<day>] = <n>");
	region = play_fill(play, words[0].text);
	name = play_fill(play, words[1].text);
	if (n == 5)
		day = play_fill(play, words[2].text);
	have = stage_one(play->stage,
			 "SELECT CAST(coalesce(sum(n), 0) AS bigint) FROM tally WHERE "
			 "region = $1 AND name = $2 AND (day = $3 OR $3 = 'any')",
			 "ttt", region, name, day ? day : "any");
	if (have != wanted)
		return play_fail(play, "tally %s %s %s is %lld, expected %lld", region, name,
				 day ? day : "", (long long)have, (long long)wanted);
	return 0;
}

static int expect_journal(struct play *play, const struct word *words, int n)
{
	int64_t wanted, have;

	if (n != 2 || text_to_int(play_fill(play, words[0].text), &wanted))
		return play_fail(play, "expect journal <n> <command>");
	have = stage_one(play->stage, "SELECT count(*) FROM journal WHERE command = $1", "t",
			 words[1].text);
	if (have != wanted)
		return play_fail(play, "the journal holds %lld rows of %s, expected %lld",
				 (long long)have, words[1].text, (long long)wanted);
	return 0;
}

static int expect_sentence(struct play *play, const struct word *words, int n)
{
	const char *have = play->last.fault.sentence;

	if (n != 2 || !play->last.fault.number)
		return play_fail(play, "expect sentence ~ \"words\", after a refusal");
	if (!holds(have ? have : "", words[0].text, play_fill(play, words[1].text)))
		return play_fail(play, "the sentence is: %s", have ? have : "");
	return 0;
}

/* expect audit has nothing about <id> */
static int expect_audit(struct play *play, const struct word *words, int n)
{
	int64_t have;

	if (n != 4 || strcmp(words[0].text, "has") != 0)
		return play_fail(play, "expect audit has nothing about <id>");
	have = mentions(play, play_fill(play, words[3].text));
	if (have != 0)
		return play_fail(play, "the journal mentions %s in %lld rows",
				 play_fill(play, words[3].text), (long long)have);
	return 0;
}

static int expect_clean(struct play *play)
{
	struct buf faults;

	buf_init(&faults, play->arena, 2000);
	if (stage_check(play->stage, &faults) != 0)
		return play_fail(play, "the check is not clean: %.900s", faults.bytes);
	return 0;
}

int play_expect(struct play *play, const struct word *words, int n)
{
	const char *what = words[1].text;
	int64_t number;

	if (strcmp(what, "tally") == 0)
		return expect_tally(play, words + 2, n - 2);
	if (strcmp(what, "journal") == 0)
		return expect_journal(play, words + 2, n - 2);
	if (strcmp(what, "audit") == 0)
		return expect_audit(play, words + 2, n - 2);
	if (strcmp(what, "check") == 0)
		return expect_clean(play);
	if (n == 3 && text_to_int(play_fill(play, what), &number) == 0 &&
	    strcmp(words[2].text, "timers") == 0)
		return expect_number(play, words[2].text, number);
	if (!play->has_last)
		return play_fail(play, "nothing was done before this line");
	if (strcmp(what, "refused") == 0)
		return expect_refused(play, words + 2, n - 2);
	if (strcmp(what, "sentence") == 0)
		return expect_sentence(play, words + 2, n - 2);
	if (play->last.fault.number)
		return play_fail(play, "%s was refused: %d %s: %s", play->last.command,
				 play->last.fault.number,
				 play->last.fault.field ? play->last.fault.field : "",
				 play->last.fault.sentence);
	if (strcmp(what, "ok") == 0)
		return 0;
	if (strcmp(what, "row") == 0)
		return expect_row(play, words + 2, n - 2, true);
	if (strcmp(what, "no") == 0 && n > 2 && strcmp(words[2].text, "row") == 0)
		return expect_row(play, words + 3, n - 3, false);
	if (strcmp(what, "reply") == 0)
		return expect_reply(play, words + 2, n - 2);
	if (strcmp(what, "count") == 0 && n == 3) {
		const char *have = reply_text(play->arena, json_get(play->last.reply, "count"));

		if (strcmp(have, play_fill(play, words[2].text)) != 0)
			return play_fail(play, "expected count %s, it is %s", words[2].text, have);
		return 0;
	}
	if (n == 3 && text_to_int(play_fill(play, what), &number) == 0)
		return expect_number(play, words[2].text, number);
	return play_fail(play, "expect \"%s\" is not understood", what);
}

/* Commands that the clock ran count as hit, like those that somebody did. */
static void note_commands(struct play *play)
{
	struct db_pool *pool = engine_pool(play->stage->engine);
	struct db *db = db_pool_take(pool);
	struct arena *arena = arena_new(1 << 20);
	struct rows *rows = db_rows(db, arena, "SELECT DISTINCT command FROM journal", "");

	while (rows_next(rows) == 1)
		coverage_command(rows_text(rows, 0));
	arena_free(arena);
	db_pool_give(pool, db);
}

int play_end(struct play *play)
{
	note_commands(play);
	for (const struct made *secret = play->secrets; secret; secret = secret->next) {
		if (mentions(play, secret->what) != 0)
			return play_fail(play, "a secret (%s) stands in clear in the journal",
					 secret->value);
	}
	return expect_clean(play);
}
