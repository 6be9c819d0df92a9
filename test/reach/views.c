/* What the oracle asks; see views.h. */
#include "views.h"

enum shows { HOMES = 1, PEOPLE = 2, OF_SWEEP = 4, NOT_VALID = 8 };
enum pages { IN_PAGES, AT_ONCE, BY_NUMBER };

/* Lists that must show exactly the homes or people of the region asked for. */
static const struct view {
	const char *command;
	const char *args; /* %s: a sweep */
	unsigned shows;
	enum pages pages;
} views[] = {
	{ "household.list", "", HOMES, IN_PAGES },
	{ "resident.list", "", PEOPLE, IN_PAGES },
	{ "sweep.doors", "\"sweep\":\"%s\"", HOMES | OF_SWEEP, IN_PAGES },
	{ "sweep.worklist", "\"sweep\":\"%s\"", HOMES | OF_SWEEP | NOT_VALID, AT_ONCE },
	{ "sync.pull", "", HOMES | PEOPLE, BY_NUMBER },
};

static int marker(const char *text, const char *prefix, int n)
{
	if (strncmp(text, prefix, 2) != 0 || strspn(text + 2, "0123456789") != 4)
		return -1;
	return atoi(text + 2) < n ? atoi(text + 2) : -1;
}

void named_add(struct named *named, const char *text)
{
	for (; *text; text++) {
		int home = marker(text, "hh", N_HOMES), person = marker(text, "rr", N_PEOPLE);

		if (home >= 0)
			named->homes[home] = true;
		if (person >= 0)
			named->people[person] = true;
	}
}

/* One read as an account; the reply's text in the world's arena of the question. */
static int ask(struct world *world, struct arena *arena, const struct account *account,
	       const char *command, const char *region, const char *args, struct deed *deed)
{
	struct actor *actor = arena_alloc(arena, sizeof *actor);

	if (actor_from_login(world->stage->engine, arena, account->login, clock_now(), actor))
		return play_fail(&world->play, "%s cannot act", account->login);
	if (region && !strstr(args, "\"region\"")) /* the body of a call is flat */
		args = arena_print(arena, "{\"region\":\"%s\"%s%s", region,
				   args[1] == '}' ? "" : ",", args + 1);
	*deed = (struct deed){ .command = command, .region = region, .args = args, .actor = actor };
	if (play_deliver(world->stage, arena, deed))
		return play_fail(&world->play, "%s: the answer is not JSON", command);
	return 0;
}

static bool is_rights(int number)
{
	return number >= 4101 && number <= 4104;
}

/* Whether being let in or not is what the rule says; *goes_on when let in. */
static int rights_fit(struct world *world, const struct account *account, const struct deed *deed,
		      const char *answered, struct figures *figures, bool *goes_on)
{
	figures->n_asked++;
	figures->n_refused += answered == NULL;
	if (!deed->region && deed->fault.number == 4008) { /* it wants a region named */
		*goes_on = false;
		return 0;
	}
	*goes_on = answered && !deed->fault.number;
	if ((answered == NULL) != is_rights(deed->fault.number))
		return play_fail(&world->play, "%s by %s at %s: the rule says %s, it was %d %.200s",
				 deed->command, account->login, deed->region ? deed->region : "-",
				 answered ? "yes" : "no", deed->fault.number, deed->reply_text);
	return 0;
}

/* The journal and a household's history tell what happened in a region while it
 * was there: they name what has left since. */
static bool may_name(const struct home *home, const char *command, const char *asked)
{
	bool is_past = strncmp(command, "journal.", 8) == 0 || strstr(command, ".history") ||
		       strstr(command, ".openings");

	for (int i = 0; is_past && i < home->n_before; i++)
		if (is_shown(home->before[i], asked))
			return true;
	return is_shown(home->region, asked);
}

/* Nothing of another place, and no name or number in clear. */
static int leaks(struct world *world, const struct account *account, const struct deed *deed,
		 const char *asked)
{
	struct named named = { 0 };
	size_t n = strlen(deed->command);
	bool is_open = n > 5 && strcmp(deed->command + n - 5, ".open") == 0;

	named_add(&named, deed->reply_text);
	for (int i = 0; i < world->n_homes; i++)
		if (named.homes[i] && !may_name(&world->homes[i], deed->command, asked))
			return play_fail(&world->play, "%s by %s at %s shows %s, which lies in %s",
					 deed->command, account->login, asked, world->homes[i].id,
					 world->homes[i].region);
	for (int i = 0; i < world->n_people; i++)
		if (named.people[i] &&
		    !may_name(&world->homes[world->people[i].home], deed->command, asked))
			return play_fail(&world->play, "%s by %s at %s shows %s, who lives in %s",
					 deed->command, account->login, asked, world->people[i].id,
					 world->homes[world->people[i].home].region);
	for (const char *at = deed->reply_text; !is_open && (at = strstr(at, "Clear")); at++)
		if (strspn(at + 5, "0123456789") == 4 && strncmp(at + 9, "Name", 4) == 0)
			return play_fail(&world->play,
					 "%s by %s at %s shows a name in clear: %.60s",
					 deed->command, account->login, asked, at);
	return 0;
}

/* Limit and cursor of the next page, as arguments. */
static const char *page_args(struct arena *arena, const char *args, enum pages pages, int limit,
			     const char *cursor)
{
	const char *comma = *args ? "," : "";

	if (pages == AT_ONCE)
		return arena_print(arena, "{%s}", args);
	if (!cursor)
		return arena_print(arena, "{%s%s\"limit\":%d}", args, comma, limit);
	return arena_print(arena,
			   pages == BY_NUMBER ? "{%s%s\"limit\":%d,\"cursor\":%s}"
					      : "{%s%s\"limit\":%d,\"cursor\":\"%s\"}",
			   args, comma, limit, cursor);
}

/* Where the next page begins, or NULL after the last one. */
static const char *next_cursor(struct arena *keep, enum pages pages, const struct json *reply)
{
	if (pages == IN_PAGES)
		return arena_text(keep, json_text(reply, "next"));
	if (pages == BY_NUMBER && json_get(reply, "is_more")->number)
		return arena_print(keep, "%lld", (long long)json_int(reply, "cursor"));
	return NULL;
}

/* All pages of a view; the names in all of them, and the first page's count. */
static int read_pages(struct world *world, const struct account *account, const struct view *view,
		      const char *region, const char *args, struct named *named, int64_t *count)
{
	static const int limits[] = { 1, 7, 50, 500 };
	int limit = limits[world_dice(world, 4)];
	const char *cursor = NULL;
	struct arena *keep = arena_new(1 << 20);
	int outcome = 0;

	*count = NOT_GIVEN;
	for (int page = 0; page < 2000 && outcome == 0; page++) {
		struct arena *arena = arena_new(64 << 20);
		struct deed deed;

		outcome = ask(world, arena, account, view->command, region,
			      page_args(arena, args, view->pages, limit, cursor), &deed);
		if (outcome == 0 && deed.fault.number)
			outcome = play_fail(&world->play, "%s by %s at %s: page %d is refused: %s",
					    view->command, account->login, region ? region : "-",
					    page, deed.reply_text);
		if (outcome == 0) {
			named_add(named, deed.reply_text);
			if (page == 0)
				*count = json_int(deed.reply, "count");
			cursor = next_cursor(keep, view->pages, deed.reply);
		}
		arena_free(arena);
		if (!cursor)
			break;
	}
	arena_free(keep);
	return outcome;
}

/* The sets an answer must name, by the rule. */
static int expected_names(const struct world *world, const struct view *view, int sweep,
			  const char *asked, struct named *expected)
{
	int n = 0;

	for (int i = 0; i < world->n_homes && (view->shows & HOMES); i++) {
		if (!is_shown(world->homes[i].region, asked) ||
		    ((view->shows & OF_SWEEP) && !world->homes[i].is_due[sweep]) ||
		    ((view->shows & NOT_VALID) && world->homes[i].is_valid[sweep]))
			continue;
		expected->homes[i] = true;
		n++;
	}
	for (int i = 0; i < world->n_people && (view->shows & PEOPLE); i++) {
		if (!is_shown(world->homes[world->people[i].home].region, asked))
			continue;
		expected->people[i] = true;
		n++;
	}
	return n;
}

/* A random region, or none; all levels are asked alike. */
static const char *some_region(struct world *world, const struct account *account)
{
	int dice = world_dice(world, 10);

	if (dice == 0)
		return NULL;
	if (dice < 5 && account->n_postings) {
		const char *posted =
			account->postings[world_dice(world, account->n_postings)].region;

		for (int tries = 0; tries < 20; tries++) {
			const char *region = world->regions[world_dice(world, world->n_regions)];

			if (key_is_within(region, posted))
				return region;
		}
		return posted;
	}
	return world->regions[world_dice(world, world->n_regions)];
}

/* The same, never none. */
static const char *some_place(struct world *world, const struct account *account)
{
	const char *region = some_region(world, account);

	return region ? region : world->regions[world_dice(world, world->n_regions)];
}

/* Say what is shown and should not be, or is missing. */
static int differs(struct world *world, const struct named *named, const struct named *expected,
		   const struct view *view, const struct account *account, const char *answered)
{
	const char *what = "?";
	bool is_missing = false;

	for (int i = 0; i < world->n_homes; i++)
		if (named->homes[i] != expected->homes[i]) {
			what = world->homes[i].id;
			is_missing = expected->homes[i];
		}
	for (int i = 0; i < world->n_people; i++)
		if (named->people[i] != expected->people[i]) {
			what = world->people[i].id;
			is_missing = expected->people[i];
		}
	return play_fail(&world->play, "%s by %s at %s %s %s", view->command, account->login,
			 answered, is_missing ? "leaves out" : "shows", what);
}

static int ask_view(struct world *world, const struct account *account, const struct view *view,
		    struct figures *figures)
{
	const struct command *command = command_find(view->command, NULL);
	const char *region = some_region(world, account), *answered, *args;
	struct arena *arena = arena_new(64 << 20);
	struct named named = { 0 }, expected = { 0 };
	int sweep = world_dice(world, world->n_sweeps), n, outcome = -1;
	struct deed deed;
	int64_t count;
	bool goes_on = false;

	if (!command) {
		arena_free(arena);
		return play_fail(&world->play, "there is no %s", view->command);
	}
	answered = may_ask(account, command->who, region, clock_now());
	args = arena_print(arena, view->args, world->sweeps[sweep].id);
	if (ask(world, arena, account, view->command, region, arena_print(arena, "{%s}", args),
		&deed) == 0 &&
	    rights_fit(world, account, &deed, answered, figures, &goes_on) == 0)
		outcome = 0;
	if (outcome == 0 && answered && region && !goes_on &&
	    strcmp(view->command, "sync.pull") != 0)
		outcome = play_fail(&world->play, "%s by %s at %s is refused: %s", view->command,
				    account->login, answered, deed.reply_text);
	if (goes_on) {
		n = expected_names(world, view, sweep, answered, &expected);
		/* The packet has people for their keepers only (R3). */
		if (view->pages == BY_NUMBER &&
		    !may_ask(account, GRID_WORKER | OFFICER, answered, clock_now()))
			memset(expected.people, 0, sizeof expected.people);
		figures->n_shown += n;
		outcome = read_pages(world, account, view, region, args, &named, &count);
		/* A person's household is named beside the person, and the reverse. */
		for (int i = 0; i < world->n_homes && !(view->shows & HOMES); i++)
			expected.homes[i] =
				named.homes[i] && is_shown(world->homes[i].region, answered);
		for (int i = 0; i < world->n_people && !(view->shows & PEOPLE); i++)
			expected.people[i] =
				named.people[i] &&
				is_shown(world->homes[world->people[i].home].region, answered);
		if (outcome == 0 && memcmp(&named, &expected, sizeof named) != 0)
			outcome = differs(world, &named, &expected, view, account, answered);
		if (outcome == 0 && count != NOT_GIVEN && count != n)
			outcome = play_fail(
				&world->play, "%s by %s at %s counts %lld, there are %d",
				view->command, account->login, answered, (long long)count, n);
	}
	arena_free(arena);
	return outcome;
}

/* Counts from tallies: region.counts, and the first row of the sweep board. */
static int ask_counts(struct world *world, const struct account *account, struct figures *figures)
{
	const struct command *counts = command_find("region.counts", NULL);
	const struct command *board = command_find("sweep.board", NULL);
	const char *region = some_place(world, account);
	const char *answered = may_ask(account, counts->who, region, clock_now());
	struct arena *arena = arena_new(64 << 20);
	int sweep = world_dice(world, world->n_sweeps), n_homes = 0, n_people = 0, n_due = 0;
	struct deed deed;
	bool goes_on;
	int outcome = -1;

	for (int i = 0; i < world->n_homes; i++) {
		n_homes += is_shown(world->homes[i].region, region);
		n_due += is_shown(world->homes[i].region, region) && world->homes[i].is_due[sweep];
	}
	for (int i = 0; i < world->n_people; i++)
		n_people += is_shown(world->homes[world->people[i].home].region, region);
	if (ask(world, arena, account, "region.counts", region, "{}", &deed) ||
	    rights_fit(world, account, &deed, answered, figures, &goes_on))
		goto out;
	if (goes_on && (json_int(deed.reply, "households") != n_homes ||
			json_int(deed.reply, "residents") != n_people)) {
		play_fail(&world->play, "region.counts of %s: there are %d and %d: %.200s", region,
			  n_homes, n_people, deed.reply_text);
		goto out;
	}
	answered = may_ask(account, board->who, region, clock_now());
	if (ask(world, arena, account, "sweep.board", region,
		arena_print(arena, "{\"sweep\":\"%s\"}", world->sweeps[sweep].id), &deed) ||
	    rights_fit(world, account, &deed, answered, figures, &goes_on))
		goto out;
	if (goes_on && json_int(json_get(deed.reply, "rows")->first, "due") != n_due) {
		play_fail(&world->play, "sweep.board of %s: %d are due: %.300s", region, n_due,
			  deed.reply_text);
		goto out;
	}
	outcome = 0;
out:
	arena_free(arena);
	return outcome;
}

/* Postings that are open now, of the region asked for. */
static int ask_postings(struct world *world, const struct account *account, struct figures *figures)
{
	const char *region = some_place(world, account);
	const char *answered =
		may_ask(account, command_find("posting.list", NULL)->who, region, clock_now());
	struct arena *arena = arena_new(64 << 20);
	struct deed deed;
	bool goes_on;
	int outcome = -1;

	if (ask(world, arena, account, "posting.list", region, "{\"limit\":500}", &deed) ||
	    rights_fit(world, account, &deed, answered, figures, &goes_on))
		goto out;
	for (int i = 0; i < world->n_accounts && goes_on; i++) {
		for (int k = 0; k < world->accounts[i].n_postings; k++) {
			const struct posted *p = &world->accounts[i].postings[k];
			const char *id = arena_print(arena, "\"pp%02d%02d\"", i, k);
			bool is_wanted = is_shown(p->region, answered) &&
					 posting_counts(p, ~0u, clock_now());

			if ((strstr(deed.reply_text, id) != NULL) == is_wanted)
				continue;
			play_fail(&world->play, "posting.list by %s at %s %s %s", account->login,
				  answered, is_wanted ? "leaves out" : "shows", id);
			goto out;
		}
	}
	outcome = 0;
out:
	arena_free(arena);
	return outcome;
}

/* Lists of what stands at one place: each shows those of the region asked for. */
static int ask_things(struct world *world, const struct account *account, struct figures *figures)
{
	static const struct {
		const char *command, *letters, *args;
	} lists[] = {
		{ "gate.list", "gg", "{}" },
		{ "gate.conflicts", "gg", "{\"limit\":500}" },
		{ "visitor.list", "gg", "{\"limit\":500}" },
		{ "exit.list", "ee", "{\"limit\":500}" },
		{ "pass.list", "kk", "{\"limit\":500}" },
		{ "organisation.list", "oo", "{\"limit\":500}" },
		{ "team.list", "tt", "{\"limit\":500}" },
	};

	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		const char *region = some_place(world, account);
		const char *answered = may_ask(account, command_find(lists[i].command, NULL)->who,
					       region, clock_now());
		struct arena *arena = arena_new(64 << 20);
		struct deed deed;
		bool goes_on;
		int outcome =
			ask(world, arena, account, lists[i].command, region, lists[i].args, &deed);

		if (outcome == 0)
			outcome = rights_fit(world, account, &deed, answered, figures, &goes_on);
		for (int k = 0; k < N_THINGS && outcome == 0 && goes_on; k++) {
			const struct thing *thing = &world->things[k];
			const char *id = arena_print(arena, "\"%s\"", thing->id);
			bool is_wanted = strncmp(thing->id, lists[i].letters, 2) == 0 &&
					 is_shown(thing->region, answered);

			figures->n_shown += is_wanted;
			if ((strstr(deed.reply_text, id) != NULL) != is_wanted)
				outcome = play_fail(&world->play, "%s by %s at %s %s %s",
						    lists[i].command, account->login, answered,
						    is_wanted ? "leaves out" : "shows", id);
		}
		arena_free(arena);
		if (outcome)
			return -1;
	}
	return 0;
}

/* Ids of things anywhere in the world, inside the reach or not. */
static const char *some_id(void *self, const struct field *f)
{
	struct world *world = self;

	if (f->kind == KIND_REF || f->kind == KIND_TEXT) {
		if (strcmp(f->name, "household") == 0)
			return world->homes[world_dice(world, world->n_homes)].id;
		if (strcmp(f->name, "resident") == 0 || strcmp(f->name, "person") == 0)
			return world->people[world_dice(world, world->n_people)].id;
		if (strcmp(f->name, "sweep") == 0)
			return world->sweeps[world_dice(world, world->n_sweeps)].id;
		if (strcmp(f->name, "account") == 0)
			return world->accounts[world_dice(world, world->n_accounts)].login;
		if (strcmp(f->name, "q") == 0) {
			static char q[40];
			int person = world_dice(world, world->n_people);

			switch (world_dice(world, 3)) {
			case 0:
				snprintf(q, sizeof q, "Clear%04dName", person);
				break;
			case 1:
				snprintf(q, sizeof q, "1380000%04d", person);
				break;
			default:
				snprintf(q, sizeof q, "d%04d", world->people[person].home);
			}
			return q;
		}
	}
	return NULL;
}

/* Every read there is, with ids from anywhere: nothing of another place comes out.
 * Opening a person's file is a write, and looks like a read to whoever asks. */
static int ask_everything(struct world *world, const struct account *account,
			  struct figures *figures)
{
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);
	int outcome = 0;

	for (int i = 0; i < n_rooms && outcome == 0; i++) {
		for (int k = 0; k < rooms[i]->n_commands && outcome == 0; k++) {
			const struct command *c = &rooms[i]->commands[k];
			size_t n = strlen(c->name);
			bool is_open = n > 5 && strcmp(c->name + n - 5, ".open") == 0;
			const char *region = some_place(world, account);
			const char *answered = may_ask(account, c->who, region, clock_now());
			struct arena *arena = arena_new(64 << 20);
			struct deed deed;
			bool goes_on;

			if (c->where == IN_REACH &&
			    (c->does == DOES_READ || c->does == DOES_LIST || is_open)) {
				const char *args =
					args_fill(arena, c, rooms[i], region, some_id, world);

				outcome = ask(world, arena, account, c->name, region, args, &deed);
				if (outcome == 0)
					outcome = rights_fit(world, account, &deed, answered,
							     figures, &goes_on);
				if (outcome == 0)
					outcome = leaks(world, account, &deed,
							answered ? answered : "none");
			}
			arena_free(arena);
		}
	}
	return outcome;
}

int ask_as(struct world *world, const struct account *account, struct figures *figures)
{
	for (size_t i = 0; i < COUNT_OF(views); i++)
		if (ask_view(world, account, &views[i], figures))
			return -1;
	if (ask_counts(world, account, figures) || ask_postings(world, account, figures) ||
	    ask_things(world, account, figures))
		return -1;
	return ask_everything(world, account, figures);
}
