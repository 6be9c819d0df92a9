/* Beside the cadres of the demo: the accounts that sign for units, leave under way,
 * leaders and units linked to places, and the street's teams.
 *
 * Rule: each page of the console finds something of every state in the demo. */
#include "demo_parts.h"

#define DISTRICT "120113"
#define N_UNITS  59
#define ALL_FOUR "[\"resources\",\"members\",\"services\",\"prevention\"]"

struct run {
	struct demo *demo;
	struct pipe *pipe;
	struct dice dice;
	int64_t serial;
};

static void start(struct run *run, const char *command, const char *region, const char *key)
{
	pipe_start(run->pipe, &run->demo->program, command, region, key);
}

static void add_account(struct run *run, const char *login, const char *region, const char *title,
			const char *organisation)
{
	char name[64], phone[12];
	int surname = -1;

	run->serial++;
	demo_name(run->demo->data, &run->dice, dice_is(&run->dice, 0.5), &surname, name);
	demo_phone(run->demo->data, &run->dice, 85000000 + run->serial, phone);
	start(run, "account.add", region, NULL);
	pipe_text(run->pipe, "login", login);
	pipe_text(run->pipe, "name", name);
	pipe_text(run->pipe, "phone", phone);
	pipe_text(run->pipe, "title", title);
	if (organisation)
		pipe_text(run->pipe, "organisation", organisation);
	pipe_send(run->pipe);
}

static void add_department(struct run *run, const char *login)
{
	start(run, "posting.add", DISTRICT, NULL);
	pipe_text(run->pipe, "account", login);
	pipe_text(run->pipe, "role", "department");
	pipe_text(run->pipe, "region", DISTRICT);
	pipe_send(run->pipe);
}

/* Who signs for the first unit, and for the organisation department. */
static void add_signers(struct run *run)
{
	start(run, "organisation.add", DISTRICT, "org-" DISTRICT);
	pipe_text(run->pipe, "name", "区委组织部");
	pipe_text(run->pipe, "kind", "organisation_department");
	pipe_send(run->pipe);
	pipe_wait(run->pipe);
	add_account(run, "org-" DISTRICT, DISTRICT, "区委组织部干部科", "org-" DISTRICT);
	add_account(run, "unit-" DISTRICT, DISTRICT, "机关党委书记", "u00001");
	pipe_wait(run->pipe);
	add_department(run, "org-" DISTRICT);
	add_department(run, "unit-" DISTRICT);
	pipe_wait(run->pipe);
}

/* People of the first unit are 1, 60, 119 …: one only asks, one waits for the second
 * signature, one is away. */
static int add_leaves(struct run *run, char why[300])
{
	struct actor unit, department;
	char id[24], leave[24], day[11];

	if (actor_from_login(run->demo->engine, run->demo->arena, "unit-" DISTRICT, clock_now(),
			     &unit) != 0 ||
	    actor_from_login(run->demo->engine, run->demo->arena, "org-" DISTRICT, clock_now(),
			     &department) != 0) {
		snprintf(why, 300, "the accounts that sign a leave are missing");
		return -1;
	}
	day_of(clock_now() + 3 * MS_PER_DAY, day);
	for (int k = 0; k < 3; k++) {
		snprintf(leave, sizeof(leave), "leave-%d", k + 1);
		put_digits(stpcpy(id, "d"), 5, 1 + k * N_UNITS);
		start(run, "deployment.leave", NULL, leave);
		pipe_text(run->pipe, "deployment", id);
		pipe_text(run->pipe, "from_day", day);
		pipe_text(run->pipe, "until_day", day);
		pipe_text(run->pipe, "reason", "家中老人住院，需陪护一天");
		pipe_send(run->pipe);
	}
	pipe_wait(run->pipe);
	for (int k = 1; k < 3; k++) {
		snprintf(leave, sizeof(leave), "leave-%d", k + 1);
		pipe_start(run->pipe, &unit, "deployment.leave_unit", DISTRICT, NULL);
		pipe_text(run->pipe, "leave", leave);
		pipe_send(run->pipe);
	}
	pipe_wait(run->pipe);
	pipe_start(run->pipe, &department, "deployment.leave_grant", DISTRICT, NULL);
	pipe_text(run->pipe, "leave", "leave-3");
	pipe_send(run->pipe);
	pipe_wait(run->pipe);
	return 0;
}

/* ---- linked ---- */

static void link_place(struct run *run, const char *region, const char *leader, const char *unit)
{
	start(run, "liaison.add", region, NULL);
	pipe_text(run->pipe, "region", region);
	if (leader)
		pipe_text(run->pipe, "leader", leader);
	if (unit)
		pipe_text(run->pipe, "organisation", unit);
	pipe_json(run->pipe, "functions", ALL_FOUR);
	pipe_send(run->pipe);
}

static void add_liaison(struct run *run, const struct demo_region **places, int n_places,
			int n_leaders)
{
	const struct demo_data *data = run->demo->data;
	char login[24];
	int n = 0;

	for (int k = 0; k < n_leaders; k++) {
		put_digits(stpcpy(login, "leader-"), 2, k + 1);
		add_account(run, login, DISTRICT, "区领导", NULL);
	}
	pipe_wait(run->pipe);
	while (n < n_leaders)
		for (int i = 0; i < data->n_regions && n < n_leaders; i++) {
			const struct demo_region *r = &data->regions[i];

			if (r->level != LEVEL_STREET || !key_is_within(r->key, DISTRICT))
				continue;
			put_digits(stpcpy(login, "leader-"), 2, ++n);
			link_place(run, r->key, login, NULL);
		}
	for (int p = 0; p < n_places; p++) {
		put_digits(stpcpy(login, "u"), 5, 1 + p % N_UNITS);
		link_place(run, places[p]->key, NULL, login);
	}
	pipe_wait(run->pipe);
}

/* ---- teams of the street ---- */

static void join(struct run *run, const char *team, const char *region, const char *login,
		 const char *role, const char *from, const char *part)
{
	start(run, "team.join", region, NULL);
	pipe_text(run->pipe, "team", team);
	pipe_text(run->pipe, "account", login);
	pipe_text(run->pipe, "role", role);
	pipe_text(run->pipe, "from", from);
	if (part)
		pipe_text(run->pipe, "part", part);
	if (strcmp(role, "leader") == 0)
		pipe_text(run->pipe, "rank", "section");
	pipe_send(run->pipe);
}

static void add_team(struct run *run, const char *id, const char *kind, const char *name,
		     const char *region)
{
	start(run, "team.add", region, id);
	pipe_text(run->pipe, "name", name);
	pipe_text(run->pipe, "kind", kind);
	pipe_text(run->pipe, "region", region);
	pipe_send(run->pipe);
	pipe_wait(run->pipe);
}

/* Place p has the cadres p + 1, p + 1 + n_places, …, nine of them. */
static void login_of(char login[24], int p, int n_places, int nth)
{
	put_digits(stpcpy(login, "c"), 5, 1 + p + nth * n_places);
}

static void add_teams(struct run *run, const struct demo_region *place, int p, int n_places)
{
	static const char *const parts[] = { "guard", "screening", "supplies" };
	char group[40], squad[40], owners[64], property[64], login[24], name[100];

	snprintf(group, sizeof(group), "group-%s", place->key);
	snprintf(squad, sizeof(squad), "squad-%s", place->key);
	demo_login("owners", place->key, owners);
	demo_login("property", place->key, property);
	add_account(run, owners, place->key, "业委会委员", NULL);
	add_account(run, property, place->key, "物业经理", NULL);
	snprintf(name, sizeof(name), "%.60s卡口管控组", place->name);
	add_team(run, group, "checkpoint_group", name, place->key);
	for (int k = 0; k < 3; k++) {
		login_of(login, p, n_places, k);
		join(run, group, place->key, login, k ? "member" : "leader",
		     k == 2 ? "branch" : "unit", NULL);
	}
	join(run, group, place->key, owners, "member", "owners", NULL);
	join(run, group, place->key, property, "member", "property", NULL);
	snprintf(name, sizeof(name), "%.60s突击队", place->name);
	add_team(run, squad, "squad", name, place->key);
	/* Every third squad is one short, so that a fault shows. */
	for (int k = 0; k < (p % 3 == 2 ? 7 : 8); k++) {
		login_of(login, p, n_places, k);
		join(run, squad, place->key, login, k ? "member" : "leader", "unit", parts[k % 3]);
	}
	pipe_wait(run->pipe);
}

int demo_units(struct demo *demo, const struct demo_region **places, int n_places, int n_leaders,
	       char why[300])
{
	struct run run = { .demo = demo };
	int outcome;

	run.dice = dice_for(demo->plan->seed, "units", "");
	run.pipe = pipe_open(demo, "units", 0);
	add_signers(&run);
	outcome = add_leaves(&run, why);
	add_liaison(&run, places, n_places, n_leaders);
	for (int p = 0; p < n_places; p++)
		if (key_is_within(places[p]->key, DEMO_STREET_KEY))
			add_teams(&run, places[p], p, n_places);
	return pipe_close(run.pipe, why) || outcome != 0 ? -1 : 0;
}
