/* What a family's phone is shown: its own home, whatever it asks and wherever the home
 * has moved; see views.h.
 *
 * Rule: a family reaches a building or a grid with its posting, and one household in
 * it; no command of any room may forget the difference. */
#include "views.h"

#include "home_door.h"

/* Bind one phone by a card, as the server does. */
static int bind_one(struct world *world, struct family *family)
{
	struct arena *arena = world->play.arena;
	struct actor program = { .login = "program", .is_program = true };
	const struct home *home = &world->homes[family->home];
	struct deed deed = { .command = "binding.card", .region = home->region, .actor = &program };
	struct home_try given = { .label = "phone" };
	struct home_opened opened;
	struct fault fault = { .lang = "en" };
	struct session session;
	struct actor actor;

	deed.args = arena_print(arena, "{\"households\":[\"%s\"]}", home->id);
	if (play_deliver(world->stage, arena, &deed) || deed.fault.number)
		return play_fail(&world->play, "no card for %s: %s", home->id, deed.reply_text);
	given.card = json_text(json_get(deed.reply, "rows")->first, "token");
	if (home_sign_in(world->stage->engine, arena, &given, &opened, &fault) ||
	    actor_from_token(world->stage->engine, arena, opened.token, clock_now(), &actor,
			     &session))
		return play_fail(&world->play, "the card of %s binds nothing: %d", home->id,
				 fault.number);
	snprintf(family->login, sizeof family->login, "%s", actor.login);
	return 0;
}

int families_bind(struct world *world)
{
	for (int i = 0; i < N_FAMILIES; i++) {
		world->families[i].home = world_dice(world, world->n_homes);
		if (bind_one(world, &world->families[i]))
			return -1;
	}
	return 0;
}

struct asking {
	struct world *world;
	const struct family *family;
	bool is_change; /* then never about the own home */
};

/* Ids from anywhere. */
static const char *some_id(void *self, const struct field *f)
{
	struct asking *asking = self;
	struct world *world = asking->world;
	int home = world_dice(world, world->n_homes);

	if (f->kind != KIND_REF && f->kind != KIND_TEXT)
		return NULL;
	if (asking->is_change && home == asking->family->home)
		home = (home + 1) % world->n_homes;
	if (strcmp(f->name, "household") == 0)
		return world->homes[home].id;
	if (strcmp(f->name, "resident") == 0 || strcmp(f->name, "person") == 0)
		return world->people[world_dice(world, world->n_people)].id;
	if (strcmp(f->name, "sweep") == 0)
		return world->sweeps[world_dice(world, world->n_sweeps)].id;
	if (strcmp(f->name, "channel") == 0)
		return "self";
	return NULL;
}

/* Nothing of another home, of nobody else's people, and no name in clear. */
static int leaks(struct world *world, const struct family *family, const struct deed *deed)
{
	struct named named = { 0 };

	named_add(&named, deed->reply_text);
	for (int i = 0; i < world->n_homes; i++)
		if (named.homes[i] && i != family->home)
			return play_fail(&world->play, "%s shows %s to the family of %s: %.300s",
					 deed->command, world->homes[i].id,
					 world->homes[family->home].id, deed->reply_text);
	for (int i = 0; i < world->n_people; i++)
		if (named.people[i] && world->people[i].home != family->home)
			return play_fail(&world->play, "%s shows %s to the family of %s",
					 deed->command, world->people[i].id,
					 world->homes[family->home].id);
	if (strstr(deed->reply_text, "Clear"))
		return play_fail(&world->play, "%s shows a family a name in clear: %.200s",
				 deed->command, deed->reply_text);
	return 0;
}

/* What a family may do for itself, and only for itself: it offers its help
 * (volunteer.offer), which then stands among its own offers. */
static bool is_own_made(struct world *world, struct arena *arena, const struct deed *deed)
{
	struct deed own = { .command = "volunteer.mine", .args = "{}", .actor = deed->actor };
	const char *made = json_text(deed->reply, "volunteer");

	return strcmp(deed->command, "volunteer.offer") == 0 && made &&
	       play_deliver(world->stage, arena, &own) == 0 && !own.fault.number &&
	       strstr(own.reply_text, arena_print(arena, "\"%s\"", made)) != NULL;
}

static int ask_one(struct world *world, struct arena *arena, const struct family *family,
		   const struct room *room, const struct command *c, struct figures *figures)
{
	bool is_read = c->does == DOES_READ || c->does == DOES_LIST;
	struct asking asking = { world, family, !is_read };
	const char *region = world_dice(world, 3)
				     ? world->homes[family->home].region
				     : world->regions[world_dice(world, world->n_regions)];
	struct actor *actor = arena_alloc(arena, sizeof *actor);
	struct deed deed = { .command = c->name, .region = region, .actor = actor };

	if (actor_from_login(world->stage->engine, arena, family->login, clock_now(), actor))
		return play_fail(&world->play, "the phone %s cannot act", family->login);
	deed.args = args_fill(arena, c, room, region, some_id, &asking);
	if (play_deliver(world->stage, arena, &deed))
		return play_fail(&world->play, "%s: the answer is not JSON", c->name);
	figures->n_asked++;
	figures->n_refused += deed.fault.number != 0;
	if (!is_read && !deed.fault.number && !is_own_made(world, arena, &deed))
		return play_fail(&world->play, "%s was done for the family of %s with %s", c->name,
				 world->homes[family->home].id, deed.args);
	if (!(c->who & (RESIDENT | SIGNED_IN | ANYONE)) && !deed.fault.number)
		return play_fail(&world->play, "%s answers a family", c->name);
	return leaks(world, family, &deed);
}

/* Its own home, where it stands now. */
static int ask_home(struct world *world, struct arena *arena, const struct family *family)
{
	struct actor actor;
	struct deed deed = { .command = "family.home", .args = "{}", .actor = &actor };
	const struct home *home = &world->homes[family->home];

	if (actor_from_login(world->stage->engine, arena, family->login, clock_now(), &actor))
		return play_fail(&world->play, "the phone %s cannot act", family->login);
	if (play_deliver(world->stage, arena, &deed) || deed.fault.number ||
	    strcmp(json_text(deed.reply, "household"), home->id) != 0 ||
	    strcmp(json_text(deed.reply, "region"), home->region) != 0)
		return play_fail(&world->play, "the family of %s in %s is shown %.300s", home->id,
				 home->region, deed.reply_text);
	return leaks(world, family, &deed);
}

int ask_as_family(struct world *world, const struct family *family, struct figures *figures)
{
	int n_rooms, outcome;
	const struct room *const *rooms = rooms_all(&n_rooms);
	struct arena *arena = arena_new(64 << 20);

	outcome = ask_home(world, arena, family);
	for (int i = 0; i < n_rooms && outcome == 0; i++)
		for (int k = 0; k < rooms[i]->n_commands && outcome == 0; k++) {
			const struct command *c = &rooms[i]->commands[k];
			bool is_read = c->does == DOES_READ || c->does == DOES_LIST;

			/* What is about oneself changes oneself, not others. */
			if (!is_read && c->where == ANYWHERE)
				continue;
			outcome = ask_one(world, arena, family, rooms[i], c, figures);
			arena_reset(arena);
		}
	arena_free(arena);
	return outcome;
}
