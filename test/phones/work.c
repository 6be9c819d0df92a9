/* What people write: at the doors, offline, from what their phone shows; and in the office. */
#include "town.h"

#include "clock.h"

/* One row of a table, by the dice. */
static const struct json *pick(struct phone *phone, const struct view *view, enum view_table table,
			       struct arena *arena)
{
	return view->n[table] ? view_row(view, table, phone_dice(phone, view->n[table]), arena)
			      : NULL;
}

static const char *text_of(const struct json *row, int column)
{
	const struct json *value = row_value(row, column);

	return value && value->kind == JSON_TEXT ? value->text : "";
}

static int64_t number_of(const struct json *row, int column)
{
	const struct json *value = row_value(row, column);

	return value ? value->number : 0;
}

/* The door's sweep, household and resident as members; NULL when something is not here. */
static const char *door_members(const struct view *view, const struct json *door,
				struct arena *arena, struct written *about)
{
	const struct json *sweep = view_find(view, SWEEPS, number_of(door, DOOR_SWEEP), arena);
	const struct json *home =
		view_find(view, HOUSEHOLDS, number_of(door, DOOR_HOUSEHOLD), arena);
	int64_t person = number_of(door, DOOR_RESIDENT);
	const struct json *resident = person ? view_find(view, RESIDENTS, person, arena) : NULL;

	if (!sweep || !home || (person && !resident))
		return NULL;
	snprintf(about->household, sizeof about->household, "%s", text_of(home, HOUSEHOLD_ID));
	return arena_print(
		arena,
		"\"region\":\"%s\",\"sweep\":\"%s\",\"day\":\"%s\",\"household\":\"%s\"%s%s%s",
		view->region, text_of(sweep, SWEEP_ID), text_of(door, DOOR_DAY),
		text_of(home, HOUSEHOLD_ID), person ? ",\"resident\":\"" : "",
		person ? text_of(resident, RESIDENT_ID) : "", person ? "\"" : "");
}

static void visit(struct phone *phone, const struct view *view, const struct json *door,
		  struct arena *arena)
{
	static const char *const states[] = { "done",   "done",  "done", "absent",
					      "vacant", "moved", "done", "refused" };
	static const char *const channels[] = { "door", "door", "phone", "group", "paper" };
	struct written about = { 0 };
	const char *members = door ? door_members(view, door, arena, &about) : NULL;
	const char *state = states[phone_dice(phone, (int)COUNT_OF(states))];

	if (!members)
		return;
	/* Every other refusal lacks its reason and is refused itself. */
	phone_write(phone, VISIT, "visit.record",
		    "%s,\"state\":\"%s\",\"channel\":\"%s\",\"answers\":{\"fever\":%d},"
		    "\"device_at\":%lld%s",
		    members, state, channels[phone_dice(phone, (int)COUNT_OF(channels))],
		    phone_dice(phone, 2), (long long)clock_now() - phone_dice(phone, 7200000),
		    strcmp(state, "refused") == 0 && phone_dice(phone, 2) ? ",\"reason\":\"no\""
									  : "");
	snprintf(phone_last(phone)->household, sizeof about.household, "%s", about.household);
	snprintf(phone_last(phone)->region, sizeof about.region, "%s", view->region);
}

/* A disputed door: somebody decides for one of the records shown. */
static void settle(struct phone *phone, const struct view *view, struct arena *arena)
{
	const struct json *record = pick(phone, view, CONFLICTS, arena);
	struct written about = { 0 };
	const char *members = record ? door_members(view, record, arena, &about) : NULL;

	if (members)
		phone_write(phone, SETTLE, "visit.settle", "%s,\"visit\":%lld,\"reason\":\"asked\"",
			    members, (long long)number_of(record, CONFLICT_VISIT));
}

static void edit(struct phone *phone, const struct view *view, struct arena *arena)
{
	const struct json *home = pick(phone, view, HOUSEHOLDS, arena);

	if (!home)
		return;
	phone_write(phone, EDIT, "household.edit",
		    "\"region\":\"%s\",\"household\":\"%s\",\"base\":%lld,\"%s\":%d", view->region,
		    text_of(home, HOUSEHOLD_ID), (long long)number_of(home, HOUSEHOLD_CHANGED),
		    "floor", 1 + phone_dice(phone, 30));
}

static void person_edit(struct phone *phone, const struct view *view, struct arena *arena)
{
	const struct json *person = pick(phone, view, RESIDENTS, arena);

	if (!person)
		return;
	phone_write(phone, PERSON_EDIT, "resident.edit",
		    "\"region\":\"%s\",\"resident\":\"%s\",\"base\":%lld,\"birth_year\":%d",
		    view->region, text_of(person, RESIDENT_ID),
		    (long long)number_of(person, RESIDENT_CHANGED), 1930 + phone_dice(phone, 80));
}

/* A new household and who lives there, known by ids of the phone's own. */
static void add(struct phone *phone, const struct view *view)
{
	int home, n = phone->n_written;

	if (strlen(view->region) < (size_t)level_length[LEVEL_GRID])
		return;
	home = phone_write(phone, ADD, "household.add",
			   "\"key\":\"%s-h%d\",\"region\":\"%s\",\"door\":\"9-%d\"", phone->login,
			   n, view->region, n);
	phone_write(phone, PERSON_ADD, "resident.add",
		    "\"key\":\"%s-r%d\",\"region\":\"%s\",\"household\":\"%s-h%d\",\"name\":\"Xin "
		    "%d\",\"relation\":\"head\"",
		    phone->login, n, view->region, phone->login, n, n);
	phone_last(phone)->needs = home;
}

static void person_move(struct phone *phone, const struct view *view, struct arena *arena)
{
	const struct json *person = pick(phone, view, RESIDENTS, arena);
	const struct json *home = pick(phone, view, HOUSEHOLDS, arena);

	if (person && home)
		phone_write(phone, PERSON_MOVE, "resident.move",
			    "\"region\":\"%s\",\"resident\":\"%s\",\"household\":\"%s\"",
			    view->region, text_of(person, RESIDENT_ID),
			    text_of(home, HOUSEHOLD_ID));
}

/* From one grid to another: officers only, others are refused. */
static void move(struct phone *phone, const struct view *view, struct arena *arena)
{
	const struct json *home = pick(phone, view, HOUSEHOLDS, arena);
	const struct json *other = pick(phone, view, HOUSEHOLDS, arena);

	if (home && other)
		phone_write(
			phone, MOVE, "household.move",
			"\"region\":\"%s\",\"household\":\"%s\",\"to\":\"%s\",\"reason\":\"moved\"",
			view->region, text_of(home, HOUSEHOLD_ID),
			text_of(other, HOUSEHOLD_REGION));
}

/* What was refused because the region is another's now is written again where the door is. */
static void refile(struct phone *phone, struct arena *arena)
{
	for (int i = 0; i < phone->n_written; i++) {
		struct written *w = &phone->written[i];

		if (w->fate != REFUSED || w->deed != VISIT || w->is_refiled ||
		    (w->problem != 4103 && w->problem != 4601))
			continue;
		w->is_refiled = true;
		for (int v = 0; v < phone->n_views; v++)
			for (int d = 0; d < phone->views[v].n[DOORS]; d++) {
				const struct view *view = &phone->views[v];
				const struct json *door = view_row(view, DOORS, d, arena);
				struct written about = { 0 };

				if (!door_members(view, door, arena, &about) ||
				    strcmp(about.household, phone->written[i].household) != 0)
					continue;
				visit(phone, view, door, arena);
				return;
			}
	}
}

void phone_work(struct phone *phone)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	int n = 2 + phone_dice(phone, 9);

	refile(phone, arena);
	while (phone->n_views && n-- > 0) {
		const struct view *view = &phone->views[phone_dice(phone, phone->n_views)];
		int dice = phone_dice(phone, 40);

		if (dice < 26)
			visit(phone, view, pick(phone, view, DOORS, arena), arena);
		else if (dice < 30)
			settle(phone, view, arena);
		else if (dice < 34)
			edit(phone, view, arena);
		else if (dice < 36)
			person_edit(phone, view, arena);
		else if (dice < 37)
			person_move(phone, view, arena);
		else if (dice < 38)
			move(phone, view, arena);
		else
			add(phone, view);
	}
	arena_free(arena);
}

/* Somebody's posting ends, and begins elsewhere or as something else. */
static void transfer(struct phone *office)
{
	static const char *const roles[] = { "grid_worker", "grid_worker", "volunteer" };
	struct phone *other = &town.phones[phone_dice(office, N_PHONES)];
	char key[KEY_MAX + 1];
	int n = office->n_written;

	town_grid(phone_dice(office, N_COMMUNITIES), phone_dice(office, N_GRIDS), key);
	if (phone_dice(office, 2))
		phone_write(office, OFFICE, "posting.end",
			    "\"region\":\"" DISTRICT
			    "\",\"posting\":\"%s-post\",\"reason\":\"rotation\"",
			    other->login);
	phone_write(office, OFFICE, "posting.add",
		    "\"key\":\"%s-post-%d\",\"account\":\"%s\",\"role\":\"%s\",\"region\":\"%s\"",
		    other->login, n, other->login, roles[phone_dice(office, 3)], key);
}

void town_divide(struct phone *office)
{
	int c = phone_dice(office, N_COMMUNITIES), g = phone_dice(office, N_GRIDS);
	char key[KEY_MAX + 1];

	town_grid(c, g, key);
	phone_write(
		office, OFFICE, "region.split",
		"\"region\":\"%s\",\"reason\":\"too many doors\",\"into\":[{\"name\":\"%s east\","
		"\"households\":[\"h%d-%d-0\",\"h%d-%d-1\",\"h%d-%d-2\",\"h%d-%d-3\"]},"
		"{\"name\":\"%s west\"}]",
		key, key, c, g, c, g, c, g, c, g, key);
}

/* Another sweep of a grid begins, or one of those ends while people are at its doors. */
void town_sweep(struct phone *office)
{
	char key[KEY_MAX + 1];
	int n = office->n_written;

	for (int i = n - 1; i > n - 30 && i >= 0 && n % 2; i--)
		if (strstr(office->written[i].body, "\"sweep.start\"") &&
		    strstr(office->written[i].body, "\"key\":\"other-")) {
			phone_write(office, OFFICE, "sweep.close",
				    "\"region\":\"" DISTRICT "\",\"sweep\":\"other-%d\"", i);
			return;
		}
	town_grid(phone_dice(office, N_COMMUNITIES), phone_dice(office, N_GRIDS), key);
	phone_write(office, OFFICE, "sweep.start",
		    "\"key\":\"other-%d\",\"region\":\"%s\",\"kind\":\"other\",\"target\":"
		    "\"household\",\"title\":\"Other %d\",\"from_day\":\"%s\",\"until_day\":\"%s\"",
		    n, key, n, town.today, town.today);
}

void town_order(struct phone *office)
{
	int dice = phone_dice(office, 13);
	char key[KEY_MAX + 1];

	if (dice < 5) {
		transfer(office);
	} else if (dice < 8) {
		town_grid(phone_dice(office, N_COMMUNITIES), phone_dice(office, N_GRIDS), key);
		phone_write(office, OFFICE, "household.move",
			    "\"region\":\"" DISTRICT
			    "\",\"household\":\"h%d-%d-%d\",\"to\":\"%s\",\"reason\":\"redrawn\"",
			    phone_dice(office, N_COMMUNITIES), phone_dice(office, N_GRIDS),
			    phone_dice(office, N_HOUSES), key);
	} else if (dice < 10) {
		town_divide(office);
	} else {
		town_sweep(office);
	}
}
