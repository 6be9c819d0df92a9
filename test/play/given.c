/* Fixtures of a scene: regions, people with postings, households, residents.
 *
 * Rule: fixtures are commands like all others, sent as the program itself. */
#include "play.h"

/* Kinds of regions made only because something below them is needed. */
static const char *const plain_kinds[N_LEVELS] = {
	[LEVEL_PROVINCE] = "municipality", [LEVEL_CITY] = "prefecture_placeholder",
	[LEVEL_DISTRICT] = "district",     [LEVEL_STREET] = "street",
	[LEVEL_COMMUNITY] = "community",   [LEVEL_GRID] = "grid",
	[LEVEL_COMPOUND] = "compound",     [LEVEL_BUILDING] = "building",
	[LEVEL_STAIRWELL] = "stairwell",
};

/* Send a command as the program; it must be accepted. */
static int fixture(struct play *play, const char *command, const struct word *pairs, int n)
{
	int as = (int)play->as;
	int outcome;

	play->as = AS_PROGRAM;
	outcome = play_do(play, command, pairs, n);
	play->as = as;
	play->n_fixtures++;
	if (outcome)
		return -1;
	if (play->last.fault.number)
		return play_fail(play, "the fixture %s was refused: %d %s: %s", command,
				 play->last.fault.number,
				 play->last.fault.field ? play->last.fault.field : "",
				 play->last.fault.sentence);
	return 0;
}

static struct word pair(const char *key, const char *value)
{
	return (struct word){ .text = key, .op = "=", .value = value, .how = QUOTED };
}

static bool has_key(const struct word *pairs, int n, const char *key)
{
	for (int i = 0; i < n; i++)
		if (strcmp(pairs[i].text, key) == 0)
			return true;
	return false;
}

/* Take "k v" and "k=v" into pairs; returns how many, -1 when a value is missing. */
static int gather(struct play *play, const struct word *words, int n, struct word *pairs,
		  int n_pairs)
{
	for (int i = 0; i < n && n_pairs < MAX_WORDS; i++) {
		if (words[i].op) {
			pairs[n_pairs++] = words[i];
		} else if (i + 1 < n && !words[i + 1].op) {
			pairs[n_pairs++] = (struct word){ .text = words[i].text,
							  .op = "=",
							  .value = words[i + 1].text,
							  .how = words[i + 1].how };
			i++;
		} else {
			play_fail(play, "\"%s\" has no value", words[i].text);
			return -1;
		}
	}
	return n_pairs;
}

/* The level's word, or its number where the command declares a number. */
static const char *level_value(struct play *play, enum level level)
{
	const struct room *room = NULL;
	const struct command *command = command_find("region.add", &room);
	const struct shape *shape = command ? command_takes(room, command) : NULL;
	const struct field *field = shape ? shape_field(shape, "level") : NULL;

	if (field && field->kind == KIND_INT)
		return arena_print(play->arena, "%d", (int)level);
	return level_names[level];
}

static int add_region(struct play *play, const char *code, const char *key, const char *level,
		      const char *name, const char *kind, const struct word *more, int n_more)
{
	char parent[KEY_MAX + 1];
	struct word pairs[MAX_WORDS + 8];
	int n = 0;

	key_parent(key, parent);
	pairs[n++] = pair("code", code);
	if (*parent)
		pairs[n++] = pair("parent_code", arena_text(play->arena, parent));
	pairs[n] = pair("level", level);
	pairs[n++].how = BARE;
	pairs[n++] = pair("name", name);
	pairs[n++] = pair("kind", kind);
	if (!has_key(more, n_more, "valid_from"))
		pairs[n++] = pair("valid_from", "2019-01-01");
	for (int i = 0; i < n_more; i++)
		pairs[n++] = more[i];
	if (fixture(play, "region.add", pairs, n))
		return -1;
	made_add(play, &play->made, arena_print(play->arena, "region %s", key), "");
	return 0;
}

/* Make the regions above a key that are not there yet, from the top down. */
static int add_above(struct play *play, const char *key)
{
	char path[N_LEVELS][KEY_MAX + 1];
	int n = key_path(key, path);

	for (int i = n - 1; i > 0; i--) {
		enum level level = key_level(path[i]);

		if (made_find(play->made, arena_print(play->arena, "region %s", path[i])))
			continue;
		if (add_region(play, arena_text(play->arena, path[i]), path[i],
			       level_value(play, level), arena_text(play->arena, path[i]),
			       plain_kinds[level], NULL, 0))
			return -1;
	}
	return 0;
}

static int given_region(struct play *play, const struct word *words, int n)
{
	const char *code = n > 2 ? play_fill(play, words[2].text) : "";
	char key[KEY_MAX + 1];
	enum level level = LEVEL_NONE;
	const char *kind;
	int next = 5;

	if (n < 5 || key_from_code(code, key))
		return play_fail(play, "given region <code> <level> \"<name>\" [<kind>]");
	for (int i = 1; i < N_LEVELS; i++)
		if (strcmp(words[3].text, level_names[i]) == 0)
			level = (enum level)i;
	if (level == LEVEL_NONE)
		return play_fail(play, "\"%s\" is no level", words[3].text);
	if (add_above(play, key))
		return -1;
	kind = plain_kinds[level];
	if (n > 5 && !words[5].op)
		kind = words[next++].text;
	return add_region(play, code, key, level_value(play, level), words[4].text, kind,
			  words + next, n - next);
}

static int add_account(struct play *play, const char *login, const struct word *more, int n_more)
{
	const char *what = arena_print(play->arena, "account %s", login);
	struct word pairs[MAX_WORDS + 8];
	int n = 0;

	if (made_find(play->made, what))
		return 0;
	if (!has_key(more, n_more, "id"))
		pairs[n++] = pair("id", arena_print(play->arena, "account-%s", login));
	pairs[n++] = pair("login", login);
	if (!has_key(more, n_more, "name"))
		pairs[n++] = pair("name", login);
	for (int i = 0; i < n_more; i++)
		pairs[n++] = more[i];
	if (fixture(play, "account.add", pairs, n))
		return -1;
	made_add(play, &play->made, what, "");
	return 0;
}

int play_posting(struct play *play, const char *login, const char *role, const char *region,
		 const struct word *more, int n_more)
{
	const char *what = arena_print(play->arena, "posting %s %s %s", login, role, region);
	struct word pairs[MAX_WORDS + 8];
	int n = 0;

	if (made_find(play->made, what))
		return 0;
	if (add_account(play, login, NULL, 0))
		return -1;
	if (!has_key(more, n_more, "id"))
		pairs[n++] = pair("id", arena_print(play->arena, "%s-%s-%s", login, role, region));
	pairs[n++] = pair("account", login);
	pairs[n++] = pair("role", role);
	pairs[n++] = pair("region", region);
	if (!has_key(more, n_more, "from_at")) {
		pairs[n] = pair("from_at", "now");
		pairs[n++].how = BARE;
	}
	for (int i = 0; i < n_more; i++)
		pairs[n++] = more[i];
	if (fixture(play, "posting.add", pairs, n))
		return -1;
	made_add(play, &play->made, what, "");
	return 0;
}

/* given posting <login> <role> in <region> [from …] [until …] [k=v …] */
static int given_posting(struct play *play, const struct word *words, int n)
{
	struct word more[MAX_WORDS];
	int n_more;

	if (n < 6 || strcmp(words[4].text, "in") != 0)
		return play_fail(play, "given posting <login> <role> in <region>");
	n_more = gather(play, words + 6, n - 6, more, 0);
	if (n_more < 0)
		return -1;
	for (int i = 0; i < n_more; i++) {
		if (strcmp(more[i].text, "from") == 0)
			more[i].text = "from_at";
		if (strcmp(more[i].text, "until") == 0)
			more[i].text = "until_at";
	}
	return play_posting(play, play_fill(play, words[2].text), words[3].text,
			    play_fill(play, words[5].text), more, n_more);
}

/* given household <id> in <region> door "1-301" … */
static int given_household(struct play *play, const struct word *words, int n)
{
	struct word pairs[MAX_WORDS + 8];
	const char *id, *region;
	int n_pairs;

	if (n < 5 || strcmp(words[3].text, "in") != 0)
		return play_fail(play, "given household <id> in <region> door \"1-301\"");
	id = play_fill(play, words[2].text);
	region = play_fill(play, words[4].text);
	pairs[0] = pair("id", id);
	pairs[1] = pair("region", region);
	n_pairs = gather(play, words + 5, n - 5, pairs, 2);
	if (n_pairs < 0 || fixture(play, "household.add", pairs, n_pairs))
		return -1;
	made_add(play, &play->made, arena_print(play->arena, "household %s", id), region);
	return 0;
}

/* given resident <id> in <household> name "…" … */
static int given_resident(struct play *play, const struct word *words, int n)
{
	struct word pairs[MAX_WORDS + 8];
	const char *household, *region;
	int n_pairs = 0;

	if (n < 5 || strcmp(words[3].text, "in") != 0)
		return play_fail(play, "given resident <id> in <household> name \"…\"");
	household = play_fill(play, words[4].text);
	region = made_find(play->made, arena_print(play->arena, "household %s", household));
	pairs[n_pairs++] = pair("id", play_fill(play, words[2].text));
	pairs[n_pairs++] = pair("household", household);
	if (region && !has_key(words + 5, n - 5, "region"))
		pairs[n_pairs++] = pair("region", region);
	n_pairs = gather(play, words + 5, n - 5, pairs, n_pairs);
	if (n_pairs < 0)
		return -1;
	return fixture(play, "resident.add", pairs, n_pairs);
}

int play_given(struct play *play, const struct word *words, int n)
{
	const char *what = n > 1 ? words[1].text : "";
	struct word pairs[MAX_WORDS];
	int n_pairs;

	if (strcmp(what, "region") == 0)
		return given_region(play, words, n);
	if (strcmp(what, "posting") == 0)
		return given_posting(play, words, n);
	if (strcmp(what, "household") == 0)
		return given_household(play, words, n);
	if (strcmp(what, "resident") == 0)
		return given_resident(play, words, n);
	if (strcmp(what, "account") == 0) {
		if (n < 3)
			return play_fail(play, "given account <login>");
		n_pairs = gather(play, words + 3, n - 3, pairs, 0);
		if (n_pairs < 0)
			return -1;
		return add_account(play, play_fill(play, words[2].text), pairs, n_pairs);
	}
	if (strchr(what, '.'))
		return fixture(play, play_fill(play, what), words + 2, n - 2);
	return play_fail(play, "there is no fixture \"%s\"", what);
}
