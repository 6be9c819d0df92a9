/* Where the demo's people live: persons per community, then grids, compounds
 * and buildings in key order.
 *
 * Rule: a district's persons add up to its census exactly, and the whole city
 * has 22,000 grids; what is assumed beyond that is said in data/README.md. */
#include "demo_parts.h"
#include <math.h>

#define CITY_GRIDS     22000
#define STREET_PERSONS 50000
#define DISTRICT_KEY   "120113"
#define CITY_KEY       "12"

/* Assumptions; see data/README.md. */
#define VACANT_SHARE     0.15 /* of all flats */
#define SHOPS_PER_HOME   0.06
#define PERSONS_PER_ROOM 3  /* of a dormitory */
#define ROW_DOORS        20 /* one row of houses in a village */

/* ---- persons ---- */

/* How many people live in a community of this kind, compared with others of the district. */
static double weight_of(const struct demo_region *region, struct dice *dice)
{
	double middle = 1200;

	if (strcmp(region->kind, "residents_committee") == 0)
		middle = 3500;
	if (strncmp(region->kind, "virtual_", 8) == 0 || strcmp(region->kind, "like_vc") == 0)
		middle = 300;
	if (strcmp(region->kind, "like_rc") == 0)
		middle = 1500;
	return middle * exp(dice_normal(dice, 0, 0.45));
}

static const struct demo_census *census_of(const struct demo_data *data, const char *key)
{
	for (int i = 0; i < data->n_census; i++)
		if (key_is_within(key, data->census[i].key))
			return &data->census[i];
	assert(!"a community lies in no district of the census");
	return NULL;
}

/* Share `persons` out over communities [from, until) by weight, to the last person. */
static void share_out(struct demo_community *from, struct demo_community *until, int64_t persons)
{
	double all = 0, sum = 0;
	int64_t given = 0;

	for (struct demo_community *c = from; c < until; c++)
		all += c->weight;
	for (struct demo_community *c = from; c < until; c++) {
		sum += c->weight;
		c->persons = llround((double)persons * sum / all) - given;
		given += c->persons;
	}
}

static void count_doors(struct demo_community *c)
{
	double families = (double)c->persons * c->census->in_families;

	c->homes = llround(families / c->census->mean_size);
	c->rooms = llround((double)(c->persons - llround(families)) / PERSONS_PER_ROOM);
	if (c->homes < 1)
		c->homes = 1;
	c->vacant = llround((double)c->homes * VACANT_SHARE / (1 - VACANT_SHARE));
	c->shops = llround((double)c->homes * SHOPS_PER_HOME);
}

static int64_t doors_of(const struct demo_community *c)
{
	return c->homes + c->rooms + c->vacant + c->shops;
}

static int grids_of(const struct demo_community *c, double grid_doors)
{
	int n = (int)lround((double)doors_of(c) / grid_doors);

	return n < 1 ? 1 : n > 999 ? 999 : n;
}

/* The grid size with which the whole city has CITY_GRIDS, by halving. */
static double grid_size(const struct demo_community *all, int n)
{
	double low = 100, high = 1000;

	for (int round = 0; round < 40; round++) {
		double middle = (low + high) / 2;
		int64_t grids = 0;

		for (int i = 0; i < n; i++)
			grids += grids_of(&all[i], middle);
		if (grids > CITY_GRIDS)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* Every community of the city by the census; the plan keeps those in scope. */
static struct demo_community *plan_city(struct arena *arena, const struct demo_data *data,
					uint64_t seed, int *n)
{
	struct demo_community *all = arena_alloc(arena, (size_t)data->n_regions * sizeof(*all));
	int count = 0, first = 0;

	for (int i = 0; i < data->n_regions; i++) {
		const struct demo_region *region = &data->regions[i];
		struct dice dice = dice_for(seed, "persons", region->key);

		if (region->level != LEVEL_COMMUNITY)
			continue;
		all[count++] = (struct demo_community){
			.region = region,
			.census = census_of(data, region->key),
			.weight = weight_of(region, &dice),
			.is_rural = strcmp(region->kind, "village_committee") == 0 ||
				    strcmp(region->kind, "like_vc") == 0,
		};
	}
	for (int i = 1; i <= count; i++) {
		if (i < count && all[i].census == all[first].census)
			continue;
		share_out(all + first, all + i, all[first].census->persons);
		first = i;
	}
	*n = count;
	return all;
}

struct demo_plan *demo_plan_make(struct arena *arena, const struct demo_data *data,
				 enum demo_size size, uint64_t seed)
{
	static const char *const scopes[] = { DEMO_STREET_KEY, DISTRICT_KEY, CITY_KEY };
	struct demo_plan *plan = arena_alloc(arena, sizeof(*plan));
	int n;
	struct demo_community *all = plan_city(arena, data, seed, &n), *end;
	double grid_doors;

	for (int i = 0; i < n; i++)
		count_doors(&all[i]);
	grid_doors = grid_size(all, n);
	plan->size = size;
	plan->seed = seed;
	plan->scope = scopes[size];
	plan->communities = all;
	while (!key_is_within(plan->communities->region->key, plan->scope))
		plan->communities++;
	for (end = plan->communities; end < all + n; end++)
		if (!key_is_within(end->region->key, plan->scope))
			break;
	plan->n_communities = (int)(end - plan->communities);
	if (size == DEMO_STREET)
		share_out(plan->communities, end, STREET_PERSONS);
	for (struct demo_community *c = plan->communities; c < end; c++) {
		count_doors(c);
		c->n_grids = grids_of(c, grid_doors);
		plan->n_persons += c->persons;
		plan->n_doors += doors_of(c);
		plan->n_grids += c->n_grids;
	}
	return plan;
}

/* ---- buildings ---- */

static const char *const words[] = {
	"祥和", "锦绣", "瑞景", "安居", "福源", "昌盛", "春晖", "丽水", "金桥", "兴华", "民安",
	"宝翠", "秋怡", "华康", "同心", "泰和", "康馨", "佳和", "富锦", "双溪", "景和", "翠亨",
	"东篱", "文澜", "盛景", "融和", "碧水", "银河", "朝霞", "和美", "长青", "天和"
};
static const char *const endings[] = { "里", "花园", "家园", "苑", "公寓", "新村", "园", "新苑" };
static const char *const dormitories[] = { "职工公寓", "学生公寓", "蓝领公寓" };

struct walk {
	const struct demo_community *community;
	struct dice dice;
	struct demo_building b;
	int64_t dwellings, doors, placed, shops; /* in the community */
	int i_compound, i_building;              /* in the grid, in the compound */
	void (*each)(void *self, const struct demo_building *building);
	void *self;
};

static void shape_building(struct walk *walk)
{
	struct demo_building *b = &walk->b;

	if (b->is_rural || b->is_shops) {
		b->stairwells = b->floors = 1;
		b->per_landing = b->doors;
	} else if (b->is_dormitory) {
		b->stairwells = 1;
		b->floors = 6;
		b->per_landing = (b->doors + 5) / 6;
	} else if (b->doors <= 110) {
		b->floors = 6;
		b->per_landing = 2 + dice_below(&walk->dice, 2);
		b->stairwells =
			(b->doors + b->floors * b->per_landing - 1) / (b->floors * b->per_landing);
	} else {
		b->per_landing = 4;
		b->stairwells = b->doors > 140 ? 2 : 1;
		b->floors = (b->doors + 4 * b->stairwells - 1) / (4 * b->stairwells);
	}
}

/* Place one building of the compound named in walk->b; keys follow from the counters. */
static void place(struct walk *walk, int doors)
{
	struct demo_building *b = &walk->b;
	const char *community = walk->community->region->key;
	int64_t middle = walk->placed + doors / 2;
	int i_grid = (int)(middle * walk->community->n_grids / walk->doors);

	b->doors = doors;
	b->is_new_grid = walk->placed == 0 || i_grid > b->i_grid;
	if (b->is_new_grid) {
		b->i_grid = walk->placed == 0 ? 0 : b->i_grid + 1;
		walk->i_compound = 0;
		b->is_new_compound = true;
	}
	if (b->is_new_compound) {
		walk->i_compound++;
		walk->i_building = 0;
	}
	walk->i_building++;
	put_digits(stpcpy(b->grid, community), 3, b->i_grid + 1);
	put_digits(stpcpy(b->compound, b->grid), 2, b->is_rural ? 0 : walk->i_compound);
	put_digits(stpcpy(b->key, b->compound), 3, walk->i_building);
	if (b->is_rural) {
		b->is_new_compound = false;
		b->compound[0] = 0;
	}
	if (b->is_shops)
		snprintf(b->name, sizeof(b->name), "底商");
	else
		snprintf(b->name, sizeof(b->name), b->is_rural ? "%d排" : "%d号楼", b->number++);
	shape_building(walk);
	walk->each(walk->self, b);
	walk->placed += doors;
	b->is_new_compound = false;
}

static void start_compound(struct walk *walk, const char *word, const char *ending)
{
	walk->b.number = 1;
	walk->b.is_new_compound = true;
	snprintf(walk->b.compound_name, sizeof(walk->b.compound_name), "%s%s", word, ending);
}

/* The shops along the street that belong to the dwellings placed so far; in a
 * village they are among the houses. */
static void place_shops(struct walk *walk, int64_t n_dwellings)
{
	int64_t due = walk->community->shops * n_dwellings / walk->dwellings;

	if (walk->b.is_rural || due <= walk->shops)
		return;
	walk->b.is_shops = true;
	while (walk->shops < due) {
		int here = due - walk->shops < 60 ? (int)(due - walk->shops) : 40;

		place(walk, here);
		walk->shops += here;
	}
	walk->b.is_shops = false;
}

/* A village is rows of houses in one go; elsewhere one compound after the other. */
static void walk_dwellings(struct walk *walk, const struct demo_data *data)
{
	/* A building must fit its grid well enough for the grids to come out even. */
	int largest = (int)(walk->doors / walk->community->n_grids * 45 / 100);
	int64_t left = walk->dwellings;

	while (left > 0) {
		int buildings = (int)demo_draw(&walk->dice, data->compound_buildings);
		int doors = (int)demo_draw(&walk->dice, data->building_doors);

		if (walk->b.is_rural) {
			buildings = INT32_MAX;
			doors = ROW_DOORS;
		}
		if (doors > largest)
			doors = largest;
		if (doors < 8)
			doors = 8;
		start_compound(walk, words[dice_below(&walk->dice, (int)COUNT_OF(words))],
			       endings[dice_below(&walk->dice, (int)COUNT_OF(endings))]);
		for (int i = 0; i < buildings && left > 0; i++) {
			int here = left < doors + 8 ? (int)left : doors;

			place(walk, here);
			left -= here;
		}
		place_shops(walk, walk->dwellings - left);
	}
}

void demo_walk(const struct demo_plan *plan, const struct demo_data *data,
	       const struct demo_community *community,
	       void (*each)(void *self, const struct demo_building *building), void *self)
{
	struct walk walk = { .community = community, .each = each, .self = self };
	int64_t rooms = community->rooms;

	walk.dice = dice_for(plan->seed, "buildings", community->region->key);
	walk.doors = doors_of(community);
	walk.b.is_rural = community->is_rural;
	walk.b.number = 1;
	walk.dwellings =
		community->homes + community->vacant + (community->is_rural ? community->shops : 0);
	walk_dwellings(&walk, data);
	walk.b.is_rural = false;
	walk.b.is_dormitory = true;
	if (rooms > 0)
		start_compound(&walk, "", dormitories[dice_below(&walk.dice, 3)]);
	while (rooms > 0) {
		int here = rooms < 130 ? (int)rooms : 100;

		place(&walk, here);
		rooms -= here;
	}
}
