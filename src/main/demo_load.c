/* The territory and its people, sent in key order.
 *
 * Rule: regions come before the people in them, and everything goes through
 * the same commands as a sheet would. */
#include "demo_parts.h"

#include "people.h"

#include <math.h>

#define EDITION_DAY "2023-06-30" /* of the statistical codes, see data/README.md */
#define CENSUS_YEAR 2020         /* ages are as of the census */

void demo_household_id(int64_t serial, char out[16])
{
	out[0] = 'h';
	put_digits(out + 1, 7, serial);
}

void demo_resident_id(int64_t serial, char out[16])
{
	out[0] = 'r';
	put_digits(out + 1, 8, serial);
}

/* ---- regions ---- */

struct territory {
	struct demo *demo;
	struct pipe *pipe;
};

static void add_region(struct territory *t, const char *code, const char *parent, int level,
		       const char *name, const char *kind)
{
	pipe_start(t->pipe, &t->demo->program, "region.add", NULL, NULL);
	pipe_text(t->pipe, "code", code);
	if (parent && *parent)
		pipe_text(t->pipe, "parent_code", parent);
	pipe_int(t->pipe, "level", level);
	pipe_text(t->pipe, "name", name);
	pipe_text(t->pipe, "kind", kind);
	pipe_text(t->pipe, "valid_from", EDITION_DAY);
	pipe_send(t->pipe);
}

/* The street of the demo goes down to its stairwells. */
static bool has_stairwells(const struct demo_building *b)
{
	return b->stairwells > 1 && key_is_within(b->key, DEMO_STREET_KEY);
}

static void stairwell_key(const struct demo_building *b, int i, char key[KEY_MAX + 1])
{
	put_digits(stpcpy(key, b->key), 2, i + 1);
}

static void add_building(void *self, const struct demo_building *b)
{
	struct territory *t = self;
	char name[64], key[KEY_MAX + 1], community[KEY_MAX + 1];

	if (b->is_new_grid) {
		key_parent(b->grid, community);
		snprintf(name, sizeof(name), "第%d网格", b->i_grid + 1);
		add_region(t, b->grid, community, LEVEL_GRID, name, "grid");
	}
	if (b->is_new_compound)
		add_region(t, b->compound, b->grid, LEVEL_COMPOUND, b->compound_name, "compound");
	add_region(t, b->key, b->compound[0] ? b->compound : b->grid, LEVEL_BUILDING, b->name,
		   "building");
	if (!has_stairwells(b))
		return;
	for (int i = 0; i < b->stairwells; i++) {
		stairwell_key(b, i, key);
		snprintf(name, sizeof(name), "%d单元", i + 1);
		add_region(t, key, b->key, LEVEL_STAIRWELL, name, "stairwell");
	}
}

int demo_territory(struct demo *demo, char why[300])
{
	const struct demo_plan *plan = demo->plan;
	struct territory t = { demo, pipe_open(demo, "regions", 0) };

	for (int i = 0; i < demo->data->n_regions; i++) {
		const struct demo_region *r = &demo->data->regions[i];

		add_region(&t, r->code, r->parent_code, r->level, r->name, r->kind);
	}
	pipe_wait(t.pipe);
	for (int i = 0; i < plan->n_communities; i++)
		demo_walk(plan, demo->data, &plan->communities[i], add_building, &t);
	return pipe_close(t.pipe, why) ? -1 : 0;
}

/* ---- people ---- */

struct move_in {
	struct demo *demo;
	struct pipe *pipe;
	const struct demo_community *community;
	struct demo_quota quota; /* of the district */
	struct dice dice;
	int64_t homes, vacant, shops, rooms; /* left in the community */
	int64_t in_families, in_rooms;       /* persons left for them */
};

static void add_resident(struct move_in *m, const char *household, const struct demo_person *p,
			 int surname)
{
	struct demo *demo = m->demo;
	struct pipe *pipe = m->pipe;
	char id[16], name[64], phone[12], id_number[19];

	demo->n_residents++;
	demo_resident_id(demo->n_residents, id);
	demo_name(demo->data, &m->dice, p->is_man, &surname, name);
	demo_id_number(demo->n_residents, p, id_number);
	pipe_start(pipe, &demo->program, "resident.add", NULL, id);
	pipe_text(pipe, "household", household);
	pipe_text(pipe, "name", name);
	pipe_text(pipe, "id_number", id_number);
	/* Grown-ups up to eighty; who is older or younger is reached through them. */
	if (p->birth_year <= CENSUS_YEAR - 16 && p->birth_year > CENSUS_YEAR - 80) {
		demo_phone(demo->data, &m->dice, demo->n_residents, phone);
		pipe_text(pipe, "phone", phone);
	}
	pipe_text(pipe, "sex", p->is_man ? "male" : "female");
	pipe_int(pipe, "birth_year", p->birth_year);
	pipe_text(pipe, "relation", p->relation);
	if (p->is_floating)
		pipe_text(pipe, "residence", "floating");
	if (p->is_elsewhere)
		pipe_text(pipe, "hukou", "elsewhere");
	/* The indexes that find a person again are built at the end. */
	pipe_send(pipe);
}

/* Children carry the name of the man of the house, parents that of the head. */
static void add_members(struct move_in *m, const char *household, const struct demo_person *people,
			int n)
{
	int head = -1, father;
	char name[64];

	demo_name(m->demo->data, &m->dice, true, &head, name);
	father = head;
	if (n > 1 && !people[0].is_man && strcmp(people[1].relation, "spouse") == 0) {
		father = -1;
		demo_name(m->demo->data, &m->dice, true, &father, name);
	}
	for (int i = 0; i < n; i++) {
		int surname = -1;

		if (i == 0 || (strcmp(people[i].relation, "parent") == 0 && people[i].is_man))
			surname = head;
		if (strcmp(people[i].relation, "child") == 0 ||
		    (strcmp(people[i].relation, "spouse") == 0 && people[i].is_man))
			surname = father;
		add_resident(m, household, &people[i], surname);
	}
}

enum use { HOME_USE, VACANT_USE, SHOP_USE, ROOM_USE };

/* In a village shops are among the houses, elsewhere in buildings of their own. */
static enum use choose_use(struct move_in *m, const struct demo_building *b)
{
	int64_t shops = b->is_rural ? m->shops : 0;
	double at = dice_share(&m->dice) * (double)(m->homes + m->vacant + shops);

	if (b->is_dormitory)
		return ROOM_USE;
	if (b->is_shops)
		return SHOP_USE;
	if (at < (double)m->homes)
		return HOME_USE;
	if (at < (double)(m->homes + m->vacant))
		return VACANT_USE;
	return SHOP_USE;
}

static void remember_door(struct demo *demo, const struct demo_building *b, const char *region,
			  bool is_vacant)
{
	struct demo_door *door;

	if (!key_is_within(b->key, DEMO_STREET_KEY))
		return;
	if (demo->n_doors == demo->doors_size) {
		size_t size = (size_t)demo->doors_size * sizeof(*demo->doors);

		demo->doors_size = demo->doors_size ? demo->doors_size * 2 : 4096;
		demo->doors = arena_grow(demo->arena, demo->doors, size,
					 (size_t)demo->doors_size * sizeof(*demo->doors));
	}
	door = &demo->doors[demo->n_doors++];
	door->serial = demo->n_households;
	door->is_vacant = is_vacant;
	stpcpy(door->grid, b->grid);
	stpcpy(door->region, region);
}

/* How many of `persons` live behind the next of `doors` doors when `wish` would: all
 * must find a place, and no door stays empty. */
static int fit(int wish, int64_t persons, int64_t doors)
{
	int64_t n = wish;

	if (n > persons - (doors - 1))
		n = persons - (doors - 1);
	if (n < persons - (doors - 1) * MAX_MEMBERS)
		n = persons - (doors - 1) * MAX_MEMBERS;
	return n < 1 ? 1 : n > MAX_MEMBERS ? MAX_MEMBERS : (int)n;
}

static int people_home(struct move_in *m, struct demo_person *people)
{
	double mean = (double)m->in_families / (double)m->homes;
	int wish = demo_family_size(m->community->census, &m->dice, mean);
	int n = fit(wish, m->in_families, m->homes);

	m->in_families -= n;
	m->homes--;
	return demo_family(&m->quota, &m->dice, CENSUS_YEAR, n, people);
}

static int people_room(struct move_in *m, struct demo_person *people)
{
	double mean = (double)m->in_rooms / (double)m->rooms;
	int wish = 1 + dice_below(&m->dice, (int)(2 * mean - 0.5));
	int n = fit(wish, m->in_rooms, m->rooms);

	m->in_rooms -= n;
	m->rooms--;
	return demo_room(&m->quota, &m->dice, CENSUS_YEAR, n, people);
}

static void door_text(const struct demo_building *b, int stairwell, int floor, int at,
		      char door[48])
{
	if (b->is_rural || b->is_shops)
		snprintf(door, 48, "%d号", at);
	else if (b->stairwells > 1)
		snprintf(door, 48, "%d-%d%02d", stairwell, floor, at);
	else
		snprintf(door, 48, "%d%02d", floor, at);
}

static void add_door(struct move_in *m, const struct demo_building *b, int i)
{
	struct demo *demo = m->demo;
	struct demo_person people[MAX_MEMBERS];
	int per_stairwell = b->floors * b->per_landing, n = 0;
	int stairwell = i / per_stairwell;
	int floor = i % per_stairwell / b->per_landing + 1;
	enum use use = choose_use(m, b);
	char id[16], door[48], region[KEY_MAX + 1];

	stpcpy(region, b->key);
	if (has_stairwells(b))
		stairwell_key(b, stairwell, region);
	door_text(b, stairwell + 1, floor, i % b->per_landing + 1, door);
	demo->n_households++;
	demo_household_id(demo->n_households, id);
	pipe_start(m->pipe, &demo->program, "household.add", NULL, id);
	pipe_text(m->pipe, "region", region);
	pipe_text(m->pipe, "door", door);
	pipe_int(m->pipe, "floor", floor);
	if (use == VACANT_USE)
		pipe_text(m->pipe, "state", "vacant");
	if (use == SHOP_USE || use == ROOM_USE)
		pipe_text(m->pipe, "kind", use == SHOP_USE ? "shop" : "collective");
	pipe_send(m->pipe);
	remember_door(demo, b, region, use == VACANT_USE);
	m->vacant -= use == VACANT_USE;
	m->shops -= use == SHOP_USE;
	if (use == HOME_USE)
		n = people_home(m, people);
	else if (use == ROOM_USE)
		n = people_room(m, people);
	if (n)
		add_members(m, id, people, n);
}

static void add_doors(void *self, const struct demo_building *b)
{
	for (int i = 0; i < b->doors; i++)
		add_door(self, b, i);
}

static void settle(struct move_in *m, const struct demo_community *c)
{
	if (!m->community || m->community->census != c->census)
		m->quota = (struct demo_quota){ .census = c->census };
	m->community = c;
	m->dice = dice_for(m->demo->plan->seed, "people", c->region->key);
	m->homes = c->homes;
	m->vacant = c->vacant;
	m->shops = c->shops;
	m->rooms = c->rooms;
	m->in_families = llround((double)c->persons * c->census->in_families);
	m->in_rooms = c->persons - m->in_families;
	if (c->rooms == 0) {
		m->in_families += m->in_rooms;
		m->in_rooms = 0;
	}
	demo_walk(m->demo->plan, m->demo->data, c, add_doors, m);
}

int demo_residents(struct demo *demo, char why[300])
{
	const struct demo_plan *plan = demo->plan;
	struct move_in m = { .demo = demo };

	m.pipe = pipe_open(demo, "people", plan->n_doors + plan->n_persons);
	for (int i = 0; i < plan->n_communities; i++)
		settle(&m, &plan->communities[i]);
	return pipe_close(m.pipe, why) ? -1 : 0;
}
