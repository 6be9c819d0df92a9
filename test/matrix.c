/* matrix: every command × role × place × posting, as printed/who.txt says it.
 *
 * Rule: the printed matrix is what reviewers read, so the program must do
 * exactly that: each X works inside the posting's region while the posting is
 * open, and everything else is refused with 4101 … 4104. */
#include "play/play.h"

#include "home_door.h"

#define POSTED "120113003"       /* where the postings are */
#define BELOW  "120113003012001" /* inside */
#define BESIDE "120114001001001" /* another district */
#define ABOVE  "120113"          /* the district of the postings */

enum state { OPEN, COMING, ENDED, N_STATES };
static const char *const state_names[] = { "open", "coming", "ended" };
static const char *const places[] = { BELOW, BESIDE, ABOVE };

#define N_PRINTED        17 /* columns of who.txt: roles, clock, signed_in, anyone */
#define SIGNED_IN_COLUMN 15
#define ANYONE_COLUMN    16
#define RESIDENT_COLUMN  11

struct rule {
	struct rule *next;
	char command[65];
	bool is_anywhere;
	bool may[N_PRINTED];
	bool is_met;
};

static int64_t n_tries, n_wrong;
static int n_passed, n_failed;
static char card[64]; /* of a family's phone */

/* One line of who.txt: name, does, where, seventeen marks. */
static int rule_read(const char *line, struct rule *rule)
{
	char does[20], where[20];
	int at = 0;

	if (sscanf(line, "%64s %19s %19s%n", rule->command, does, where, &at) != 3)
		return -1;
	rule->is_anywhere = strcmp(where, "anywhere") == 0;
	for (int i = 0; i < N_PRINTED; i++) {
		char mark;
		int more = 0;

		if (sscanf(line + at, " %c%n", &mark, &more) != 1 || !strchr("X.", mark))
			return -1;
		rule->may[i] = mark == 'X';
		at += more;
	}
	return 0;
}

static struct rule *rules_read(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "r");
	struct rule *first = NULL;
	char line[400];

	while (file && fgets(line, sizeof line, file)) {
		struct rule *rule = arena_alloc(arena, sizeof *rule);

		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (rule_read(line, rule)) {
			printf("FAIL %s: not understood: %s", path, line);
			n_failed++;
			continue;
		}
		rule->next = first;
		first = rule;
	}
	if (file)
		fclose(file);
	return first;
}

/* Whether the rights were looked at: they are after the arguments. */
static bool decodes(struct stage *stage, struct arena *arena, const struct deed *deed)
{
	struct call *call = arena_alloc(arena, sizeof *call);
	struct envelope envelope = { .command = deed->command, .region = deed->region };
	const char *why;
	const struct json *args = json_read(arena, deed->args, strlen(deed->args), &why);

	if (deed->fault.number < 4001 || deed->fault.number > 4014)
		return true;
	return call_prepare(stage->engine, arena, deed->actor, &envelope, args, call) == 0;
}

/* Do it; whether the rights let it pass.  Anything beside a refusal for want of
 * rights means that the room was reached. */
static bool try_command(struct stage *stage, const struct command *command, const struct room *room,
			const struct actor *actor, const char *region, int *number)
{
	struct arena *arena = arena_new(64 << 20);
	struct deed deed = { .command = command->name, .region = region, .actor = actor };

	deed.args = args_fill(arena, command, room, region, NULL, NULL);
	play_deliver(stage, arena, &deed);
	*number = deed.fault.number;
	if (!decodes(stage, arena, &deed)) {
		printf("     %s: arguments made for it do not decode: %s\n", command->name,
		       deed.reply_text);
		n_wrong++;
	}
	arena_free(arena);
	n_tries++;
	return *number < 4101 || *number > 4104;
}

static void compare(const char *command, const char *who, const char *state, const char *place,
		    bool is_expected, bool is_let, int number)
{
	if (is_expected == is_let)
		return;
	if (n_wrong++ < 40)
		printf("     %s as %s (%s) at %s: who.txt says %s, it was %s (%d)\n", command, who,
		       state, place, is_expected ? "yes" : "no", is_let ? "let in" : "refused",
		       number);
}

static void compare_roles(struct stage *stage, struct arena *arena, const struct rule *rule,
			  const struct command *command, const struct room *room)
{
	bool is_for_all = rule->may[SIGNED_IN_COLUMN] || rule->may[ANYONE_COLUMN];
	size_t n_places = rule->is_anywhere ? 1 : COUNT_OF(places);

	for (int role = 0; role < N_ROLES; role++) {
		for (int state = 0; state < N_STATES; state++) {
			const char *login =
				arena_print(arena, "%s-%s", role_names[role], state_names[state]);
			struct actor actor = { 0 };

			if (actor_from_login(stage->engine, arena, login, clock_now(), &actor)) {
				n_wrong++;
				continue;
			}
			for (size_t p = 0; p < n_places; p++) {
				int number;
				bool is_let = try_command(stage, command, room, &actor, places[p],
							  &number);
				bool is_inside = rule->is_anywhere || p == 0;

				compare(rule->command, login, state_names[state], places[p],
					is_for_all ||
						(rule->may[role] && state == OPEN && is_inside),
					is_let, number);
			}
		}
	}
}

/* Nobody, somebody without any posting, and the program. */
static void compare_others(struct stage *stage, struct arena *arena, const struct rule *rule,
			   const struct command *command, const struct room *room)
{
	struct actor nobody = { 0 }, idle = { 0 };
	int number;
	bool is_let = try_command(stage, command, room, &nobody, BELOW, &number);

	compare(rule->command, "nobody", "", BELOW, rule->may[ANYONE_COLUMN], is_let, number);
	if (!rule->may[ANYONE_COLUMN] && number != 4101)
		compare(rule->command, "nobody", "not 4101", BELOW, false, true, number);
	if (actor_from_login(stage->engine, arena, "idle", clock_now(), &idle))
		n_wrong++;
	is_let = try_command(stage, command, room, &idle, BELOW, &number);
	compare(rule->command, "idle", "no posting", BELOW,
		rule->may[SIGNED_IN_COLUMN] || rule->may[ANYONE_COLUMN], is_let, number);
}

/* A family's phone holds a posting as resident and nothing else: what is not its own
 * household's is refused in the rooms (build/oracle), not by the matrix.  It is bound
 * anew each time, for some commands end it. */
static void compare_family(struct stage *stage, struct arena *arena, const struct rule *rule,
			   const struct command *command, const struct room *room)
{
	struct home_try given = { .card = card };
	struct home_opened opened;
	struct fault fault = { .lang = "en" };
	struct session session;
	struct actor actor;

	for (size_t p = 0; p < (rule->is_anywhere ? 1 : COUNT_OF(places)); p++) {
		bool is_for_all = rule->may[SIGNED_IN_COLUMN] || rule->may[ANYONE_COLUMN];
		bool is_inside = rule->is_anywhere || p == 0, is_let;
		int number;

		if (home_sign_in(stage->engine, arena, &given, &opened, &fault) ||
		    actor_from_token(stage->engine, arena, opened.token, clock_now(), &actor,
				     &session)) {
			printf("     the family's phone cannot be bound: %d\n", fault.number);
			n_wrong++;
			return;
		}
		is_let = try_command(stage, command, room, &actor, places[p], &number);
		compare(rule->command, "a family", "", places[p],
			is_for_all || (rule->may[RESIDENT_COLUMN] && is_inside), is_let, number);
	}
}

/* A household inside, and the card of its phone. */
static int prepare_family(struct play *play)
{
	struct actor program = { .login = "program", .is_program = true };
	struct deed deed = { .command = "binding.card",
			     .region = BELOW,
			     .args = "{\"households\":[\"family\"]}",
			     .actor = &program };
	struct word home[] = { { .text = "given" }, { .text = "household" }, { .text = "family" },
			       { .text = "in" },    { .text = BELOW },       { .text = "door" },
			       { .text = "301" } };

	if (play_given(play, home, (int)COUNT_OF(home)) ||
	    play_deliver(play->stage, play->arena, &deed) || deed.fault.number)
		return -1;
	snprintf(card, sizeof card, "%s", json_text(json_get(deed.reply, "rows")->first, "token"));
	return 0;
}

/* The accounts: each role with a posting that is open, to come, or over. */
static int prepare(struct play *play)
{
	static const char *const regions[] = { BELOW, BESIDE };
	int64_t now = clock_now();

	for (size_t i = 0; i < COUNT_OF(regions); i++) {
		struct word words[] = { { .text = "given" },
					{ .text = "region" },
					{ .text = regions[i] },
					{ .text = "grid" },
					{ .text = "G", .how = QUOTED } };

		if (play_given(play, words, (int)COUNT_OF(words)))
			return -1;
	}
	for (int role = 0; role < N_ROLES; role++) {
		for (int state = 0; state < N_STATES; state++) {
			int64_t from = state == COMING ? now + MS_PER_DAY : now - 2 * MS_PER_DAY;
			int64_t until = state == ENDED ? now - MS_PER_DAY : now + 2 * MS_PER_DAY;
			struct word span[] = {
				{ .text = "from_at",
				  .op = ":=",
				  .value = arena_print(play->arena, "%lld", (long long)from) },
				{ .text = "until_at",
				  .op = ":=",
				  .value = arena_print(play->arena, "%lld", (long long)until) },
			};
			const char *login = arena_print(play->arena, "%s-%s", role_names[role],
							state_names[state]);

			if (play_posting(play, login, role_names[role], POSTED, span, 2))
				return -1;
		}
	}
	{
		struct word idle[] = { { .text = "given" },
				       { .text = "account" },
				       { .text = "idle" } };

		return play_given(play, idle, 3) || prepare_family(play) ? -1 : 0;
	}
}

static void compare_all(struct stage *stage, struct rule *rules)
{
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);

	for (int i = 0; i < n_rooms; i++) {
		for (int k = 0; k < rooms[i]->n_commands; k++) {
			const struct command *command = &rooms[i]->commands[k];
			struct arena *arena = arena_new(64 << 20);
			struct rule *rule = rules;
			int64_t before = n_wrong;

			while (rule && strcmp(rule->command, command->name) != 0)
				rule = rule->next;
			if (rule) {
				rule->is_met = true;
				compare_roles(stage, arena, rule, command, rooms[i]);
				compare_others(stage, arena, rule, command, rooms[i]);
				compare_family(stage, arena, rule, command, rooms[i]);
			} else {
				printf("     %s is not in who.txt\n", command->name);
				n_wrong++;
			}
			n_passed += n_wrong == before;
			n_failed += n_wrong != before;
			arena_free(arena);
		}
	}
	for (const struct rule *rule = rules; rule; rule = rule->next) {
		if (!rule->is_met) {
			printf("     who.txt names %s, which does not exist\n", rule->command);
			n_failed++;
		}
	}
}

static void run_on(enum db_kind kind, struct rule *rules)
{
	static const struct scene scene = { .file = "matrix", .title = "matrix" };
	struct stage stage = { 0 };
	struct play play = { .stage = &stage, .scene = &scene, .send = play_send };
	int64_t began = clock_ticks(), tries = n_tries;
	char why[200];

	play.arena = arena_new((size_t)512 << 20);
	if (stage_open(&stage, kind, why)) {
		printf("FAIL matrix %s: %s\n", stage_kind_name(kind), why);
		n_failed++;
	} else if (prepare(&play)) {
		printf("FAIL matrix %s: %s\n", stage_kind_name(kind), play.why);
		n_failed++;
	} else {
		compare_all(&stage, rules);
		printf("%s matrix %s: %lld tries, %lld wrong (%lld ms)\n",
		       n_wrong ? "FAIL" : "ok  ", stage_kind_name(kind),
		       (long long)(n_tries - tries), (long long)n_wrong,
		       (long long)(clock_ticks() - began));
	}
	stage_close(&stage);
	arena_free(play.arena);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(16 << 20);
	struct rule *rules = rules_read(arena, argc > 1 ? argv[1] : "printed/who.txt");
	char why[200];

	if (stages_start(why)) {
		printf("FAIL %s\nmatrix: 0 passed, 1 failed\n", why);
		return 1;
	}
	for (int kind = DB_SQLITE; kind <= DB_POSTGRES; kind++)
		if (stage_has((enum db_kind)kind))
			run_on((enum db_kind)kind, rules);
	stages_end();
	arena_free(arena);
	printf("matrix: %d passed, %d failed\n", n_passed, n_failed);
	return n_failed > 0;
}
