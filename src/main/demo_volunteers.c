/* Volunteers of one community of the district, and exit passes of households of the street.
 *
 * Rule: one of those who ask to stand at the gate is 83 years old (TJ-20), so that the page
 * has a warning that waits for a person's word. */
#include "demo_parts.h"

#define OFFERING  "120113002001"        /* a community of the next street, where they offer */
#define COMMUNITY DEMO_STREET_KEY "003" /* where the passes are */
#define N_PASSES  40
#define BASIS     "区指挥部演示令〔2026〕2号：每户每两天可外出采购一次"

struct run {
	struct demo *demo;
	struct pipe *pipe;
	struct dice dice;
	int64_t tomorrow; /* 00:00 in Beijing */
};

/* Who offers what; the first is the one who is warned of. */
static const struct {
	const char *category, *skills;
	int birth_year;
	bool has_own_gear;
} offers[] = {
	{ "party_member", "[]", 1943, true },
	{ "party_member", "[\"driving\"]", 1962, true },
	{ "resident", "[\"haircut\"]", 1978, false },
	{ "resident", "[\"cooking\"]", 1985, false },
	{ "student", "[\"computers\"]", 2004, false },
	{ "probationary", "[\"driving\",\"broadcasting\"]", 1996, false },
	{ "no_post", "[\"appliance_repair\"]", 1970, true },
	{ "resident", "[\"nursing\"]", 1981, true },
};

/* What tomorrow needs (JY-19): who takes part stands behind, by number above. */
static const struct {
	const char *item, *place;
	int from_hour, hours, capacity, takers[3];
} slots[] = {
	{ "gate_duty", "东门", 8, 4, 2, { 0, 1, -1 } },
	{ "shopping", "菜市场门口", 7, 2, 4, { 5, 3, -1 } },
	{ "delivery", "社区服务站", 11, 2, 6, { 7, 4, -1 } },
	{ "haircut", "社区活动室", 14, 3, 1, { 2, -1, -1 } },
	{ "patrol", "社区居委会", 19, 1, 3, { -1, -1, -1 } },
};

static void start(struct run *run, const char *command, const char *region, const char *id)
{
	pipe_start(run->pipe, &run->demo->program, command, region, id);
}

static const char *id_of(char id[24], const char *letters, int i)
{
	snprintf(id, 24, "demo-%s%d", letters, i + 1);
	return id;
}

static void add_offers(struct run *run)
{
	for (int i = 0; i < (int)COUNT_OF(offers); i++) {
		char name[64], phone[12], id[24];
		int surname = -1;

		demo_name(run->demo->data, &run->dice, i % 2 == 0, &surname, name);
		demo_phone(run->demo->data, &run->dice, 900000 + i, phone);
		start(run, "volunteer.offer", OFFERING, id_of(id, "v", i));
		pipe_text(run->pipe, "name", name);
		pipe_text(run->pipe, "phone", phone);
		pipe_text(run->pipe, "category", offers[i].category);
		pipe_json(run->pipe, "skills", offers[i].skills);
		pipe_int(run->pipe, "birth_year", offers[i].birth_year);
		pipe_int(run->pipe, "has_own_gear", offers[i].has_own_gear);
		pipe_send(run->pipe);
	}
	pipe_wait(run->pipe);
}

static void add_slots(struct run *run)
{
	for (int i = 0; i < (int)COUNT_OF(slots); i++) {
		int64_t from_at = run->tomorrow + slots[i].from_hour * MS_PER_HOUR;
		char slot[24], who[24];

		start(run, "volunteer.slot_add", OFFERING, id_of(slot, "s", i));
		pipe_text(run->pipe, "item", slots[i].item);
		pipe_int(run->pipe, "from_at", from_at);
		pipe_int(run->pipe, "until_at", from_at + slots[i].hours * MS_PER_HOUR);
		pipe_int(run->pipe, "capacity", slots[i].capacity);
		pipe_text(run->pipe, "place", slots[i].place);
		pipe_send(run->pipe);
		pipe_wait(run->pipe);
		for (int k = 0; k < 3 && slots[i].takers[k] >= 0; k++) {
			start(run, "volunteer.take", OFFERING, NULL);
			pipe_text(run->pipe, "slot", slot);
			pipe_text(run->pipe, "volunteer", id_of(who, "v", slots[i].takers[k]));
			pipe_send(run->pipe);
		}
		pipe_wait(run->pipe);
	}
}

static void add_passes(struct run *run, int64_t now)
{
	const struct demo *demo = run->demo;
	int n = 0;

	for (int i = 0; i < demo->n_doors && n < N_PASSES; i++) {
		char id[16];

		if (demo->doors[i].is_vacant ||
		    strncmp(demo->doors[i].grid, COMMUNITY, strlen(COMMUNITY)) != 0)
			continue;
		demo_household_id(demo->doors[i].serial, id);
		start(run, "pass.issue", COMMUNITY, NULL);
		pipe_text(run->pipe, "kind", "household");
		pipe_text(run->pipe, "household", id);
		pipe_int(run->pipe, "until_at", now + 30 * MS_PER_DAY);
		pipe_int(run->pipe, "quota", 1);
		pipe_int(run->pipe, "days", 2);
		pipe_text(run->pipe, "basis", BASIS);
		pipe_send(run->pipe);
		n++;
	}
}

int demo_volunteers(struct demo *demo, int64_t now, char why[300])
{
	struct run run = { .demo = demo };
	char today[11], day[11];

	day_of(now, today);
	day_add(today, 1, day);
	run.tomorrow = day_start(day);
	run.dice = dice_for(demo->plan->seed, "volunteers", "");
	run.pipe = pipe_open(demo, "volunteers", 0);
	add_offers(&run);
	add_slots(&run);
	add_passes(&run, now);
	return pipe_close(run.pipe, why) ? -1 : 0;
}
