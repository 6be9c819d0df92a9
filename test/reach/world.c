/* A random world for the reach oracle; see world.h. */
#include "world.h"

int world_dice(struct world *world, int n)
{
	/* splitmix64: the same world for the same seed on every machine. */
	uint64_t z = (world->dice += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (int)((z ^ (z >> 31)) % (uint64_t)n);
}

/* Send "command k=v …" as the program; it must be accepted. */
static int send(struct world *world, const char *format, ...) PRINTS(2, 3);
static int send(struct world *world, const char *format, ...)
{
	struct play *play = &world->play;
	struct word words[MAX_WORDS] = { { .text = "given" } };
	char *text, *save = NULL;
	va_list args;
	int n = 1;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	for (char *part = strtok_r(arena_text(play->arena, text), " ", &save); part;
	     part = strtok_r(NULL, " ", &save)) {
		char *is = strchr(part, '=');

		words[n] = (struct word){ .text = part };
		if (is) {
			*is = '\0';
			words[n].op = "=";
			words[n].value = is + 1;
		}
		n++;
	}
	free(text);
	return play_given(play, words, n);
}

static int make_regions(struct world *world)
{
	struct arena *arena = world->play.arena;

	for (int i = 0; i < 16; i++) {
		/* Two districts, each 2 streets of 2 communities of 2 grids. */
		const char *grid = arena_print(arena, "1201%s%03d%03d%03d", i & 8 ? "14" : "13",
					       1 + (i >> 2 & 1), 1 + (i >> 1 & 1), 1 + (i & 1));

		if (send(world, "region %s grid G%d", grid, i))
			return -1;
		world->regions[world->n_regions++] = grid;
	}
	world->n_grids = world->n_regions;
	for (int i = 0; i < world->n_grids; i++)
		for (int level = LEVEL_PROVINCE; level < LEVEL_GRID; level++) {
			const char *key =
				arena_text_n(arena, world->regions[i], (size_t)level_length[level]);
			bool is_new = true;

			for (int k = 0; k < world->n_regions; k++)
				is_new &= strcmp(world->regions[k], key) != 0;
			if (is_new)
				world->regions[world->n_regions++] = key;
		}
	return 0;
}

static int make_homes(struct world *world)
{
	world->n_homes = N_HOMES / 2 + world_dice(world, N_HOMES / 2);
	for (int i = 0; i < world->n_homes; i++) {
		struct home *home = &world->homes[i];

		snprintf(home->id, sizeof home->id, "hh%04d", i);
		home->region = world->regions[world_dice(world, world->n_grids)];
		if (send(world, "household %s in %s door d%04d", home->id, home->region, i))
			return -1;
	}
	world->n_people = N_PEOPLE / 2 + world_dice(world, N_PEOPLE / 2);
	for (int i = 0; i < world->n_people; i++) {
		struct person *person = &world->people[i];

		snprintf(person->id, sizeof person->id, "rr%04d", i);
		person->home = world_dice(world, world->n_homes);
		if (send(world, "resident %s in %s name=Clear%04dName phone=1380000%04d",
			 person->id, world->homes[person->home].id, i, i))
			return -1;
	}
	return 0;
}

static int make_sweeps(struct world *world)
{
	world->n_sweeps = 1 + world_dice(world, N_SWEEPS);
	for (int i = 0; i < world->n_sweeps; i++) {
		struct sweep_made *sweep = &world->sweeps[i];

		snprintf(sweep->id, sizeof sweep->id, "ss%04d", i);
		sweep->region = world->regions[world_dice(world, world->n_regions)];
		if (send(world,
			 "sweep.start id=%s region=%s kind=visit target=household title=T%d "
			 "from_day=today until_day=today",
			 sweep->id, sweep->region, i))
			return -1;
		for (int k = 0; k < world->n_homes; k++)
			world->homes[k].is_due[i] =
				key_is_within(world->homes[k].region, sweep->region);
	}
	engine_run_timers(world->stage->engine);
	for (int i = 0; i < world->n_homes / 2; i++) {
		int home = world_dice(world, world->n_homes);
		int sweep = world_dice(world, world->n_sweeps);
		bool is_done = world_dice(world, 2);

		if (!world->homes[home].is_due[sweep])
			continue;
		if (send(world,
			 "visit.record id=vv%04d region=%s sweep=%s household=%s day=today "
			 "state=%s channel=door",
			 i, world->homes[home].region, world->sweeps[sweep].id,
			 world->homes[home].id, is_done ? "done" : "absent"))
			return -1;
		world->homes[home].is_valid[sweep] = is_done;
	}
	return 0;
}

/* What stands at one place and is told by its id. */
static int make_things(struct world *world)
{
	for (int i = 0; i < N_THINGS; i++) {
		static const char *const letters[] = { "gg", "ee", "kk", "oo", "tt" };
		struct thing *thing = &world->things[i];
		int kind = i % (int)COUNT_OF(letters), outcome;
		const char *id = thing->id;

		snprintf(thing->id, sizeof thing->id, "%s%04d", letters[kind], i);
		thing->region = world->regions[world_dice(world, kind < 3 ? world->n_grids
									  : world->n_regions)];
		if (kind == 0)
			outcome =
				send(world, "gate.open id=%s region=%s name=%s", id, thing->region,
				     id) ||
				send(world,
				     "gate.scan gate=%s region=%s decision=pass pass=999999 "
				     "device_at=now",
				     id, thing->region) ||
				send(world,
				     "visitor.write gate=%s region=%s name=Guest phone=13800001234 "
				     "destination=1-1 agrees=true",
				     id, thing->region);
		else if (kind == 1)
			outcome = send(world,
				       "exit.add id=%s region=%s name=E state=emergency "
				       "is_fire_passage=true",
				       id, thing->region);
		else if (kind == 2)
			outcome = send(world,
				       "pass.issue id=%s region=%s kind=delivery holder=Rider "
				       "until_at=now+6d",
				       id, thing->region);
		else if (kind == 3)
			outcome =
				send(world, "organisation.add id=%s region=%s name=O%d kind=other",
				     id, thing->region, i);
		else
			outcome = send(world, "team.add id=%s region=%s name=T kind=squad", id,
				       thing->region);
		if (outcome)
			return -1;
	}
	return 0;
}

/* Whether the account has this role there already: it may not hold it twice. */
static bool is_held(const struct account *account, int n, unsigned role, const char *region)
{
	for (int i = 0; i < n; i++)
		if (account->postings[i].role == role &&
		    strcmp(account->postings[i].region, region) == 0)
			return true;
	return false;
}

/* Accounts with none to four postings: open, over, to come, open-ended. */
static int make_accounts(struct world *world)
{
	int64_t now = clock_now();

	world->n_accounts = N_ACCOUNTS;
	for (int i = 0; i < world->n_accounts; i++) {
		struct account *account = &world->accounts[i];

		snprintf(account->login, sizeof account->login, "staff%d", i);
		if (send(world, "account %s", account->login))
			return -1;
		account->n_postings = world_dice(world, N_POSTINGS + 1);
		for (int k = 0; k < account->n_postings; k++) {
			struct posted *p = &account->postings[k];
			int role = world_dice(world, 3) ? world_dice(world, 3)
							: world_dice(world, N_ROLES);

			p->role = 1u << role;
			p->region = world->regions[world_dice(world, world->n_regions)];
			if (world_dice(world, 2)) /* officers stand above the grids */
				p->region =
					world->regions[world->n_grids +
						       world_dice(world, world->n_regions -
										 world->n_grids)];
			if (is_held(account, k, p->role, p->region)) {
				account->n_postings = k;
				break;
			}
			p->from_at = now + (world_dice(world, 48) - 36) * MS_PER_HOUR;
			p->until_at =
				world_dice(world, 3)
					? p->from_at + (1 + world_dice(world, 120)) * MS_PER_HOUR
					: NOT_GIVEN;
			if (send(world,
				 "posting.add id=pp%02d%02d account=%s role=%s region=%s "
				 "from_at=%lld",
				 i, k, account->login, role_names[role], p->region,
				 (long long)p->from_at))
				return -1;
			if (p->until_at != NOT_GIVEN &&
			    send(world,
				 "posting.end posting=pp%02d%02d region=%s at=%lld reason=over", i,
				 k, p->region, (long long)p->until_at))
				return -1;
		}
	}
	return 0;
}

int world_make(struct world *world, struct stage *stage, uint64_t seed)
{
	static const struct scene scene = { .file = "oracle", .title = "oracle" };

	memset(world, 0, sizeof *world);
	world->stage = stage;
	world->dice = seed;
	world->play.stage = stage;
	world->play.scene = &scene;
	world->play.send = play_send;
	world->play.arena = arena_new((size_t)1 << 30);
	if (make_regions(world) || make_homes(world) || make_sweeps(world) || make_things(world) ||
	    make_accounts(world))
		return -1;
	return 0;
}

int world_move(struct world *world)
{
	struct home *home = &world->homes[world_dice(world, world->n_homes)];
	const char *to = world->regions[world_dice(world, world->n_grids)];

	if (strcmp(to, home->region) == 0)
		return 0;
	if (send(world, "household.move household=%s region=12 to=%s from_day=today reason=moved",
		 home->id, to))
		return -1;
	if (home->n_before < 16)
		home->before[home->n_before++] = home->region;
	home->region = to;
	return 0;
}

int world_add(struct world *world, const char *region)
{
	struct home *home = &world->homes[world->n_homes];

	snprintf(home->id, sizeof home->id, "hh%04d", world->n_homes);
	home->region = region;
	return send(world, "household %s in %s door d%04d", home->id, region, world->n_homes++);
}

void world_free(struct world *world)
{
	arena_free(world->play.arena);
}
