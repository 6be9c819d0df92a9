/* Cadres sent down, as the reports count them: 59 units and 2,600 people of 北辰区 with
 * 29 leaders beside 121 villages and 125 communities; in the whole city 13,078 people of
 * 137 units in 5,257 communities, 11,443 of them members, 1,517 of division rank and 100
 * of bureau rank (TJ-12, BC-03, BC-04).
 *
 * Rule: the figures are nowhere written down; they come out of the rows made here. */
#include "demo_parts.h"

#define DISTRICT     "120113"
#define N_VILLAGES   121
#define N_COMMITTEES 125
#define N_HERE       (N_VILLAGES + N_COMMITTEES)
#define N_PLACES     5257
#define N_LEADERS    29
#define N_FREE       200 /* of the district's: not called up yet */
#define ASKED        6   /* people a community of the street asks for (SC-03) */
#define CLEAR_ASKED  3   /* people whom a community may call up at home if headquarters agrees */
#define SERVE_MS     (28 * MS_PER_DAY)

/* What one level sends. */
static const struct share {
	const char *region, *prefix;
	int n_units, n, n_members, n_division, n_bureau;
} shares[] = {
	{ DISTRICT, "区", 59, 2600, 2275, 302, 0 },
	{ "12", "市", 78, 10478, 9168, 1215, 100 },
};

static const char *const names[] = {
	"发展改革委",   "教育局",   "科技局",     "工信局",         "民政局",     "司法局",
	"财政局",       "人社局",   "住建委",     "城管委",         "水务局",     "农业农村委",
	"商务局",       "文旅局",   "卫生健康委", "退役军人局",     "应急局",     "审计局",
	"市场监管委",   "体育局",   "统计局",     "医保局",         "信访办",     "政务服务办",
	"机关事务中心", "总工会",   "团委",       "妇联",           "科协",       "工商联",
	"文联",         "残联",     "红十字会",   "档案馆",         "委党校",     "融媒体中心",
	"法院",         "检察院",   "委办公室",   "政府办公室",     "人大办公室", "政协办公室",
	"纪委监委",     "委宣传部", "委统战部",   "委政法委",       "委网信办",   "委编办",
	"直机关工委",   "税务局",   "规划资源局", "生态环境局",     "公安局",     "供销社",
	"公路处",       "园林中心", "环卫中心",   "不动产登记中心", "公积金中心", "城投集团",
	"轨道集团",     "水务集团", "能源集团",   "公交集团",       "港口集团",   "食品集团",
	"建工集团",     "旅游集团", "医药集团",   "轻工集团",       "农商集团",   "出版集团",
	"广电集团",     "测绘院",   "设计院",     "疾控中心",       "社会科学院", "图书馆",
};

struct run {
	struct demo *demo;
	struct pipe *pipe;
	struct dice dice;
	const struct demo_region **places; /* the district's first, then the rest */
	int n_places;
	int64_t serial, until_at;
};

static void start(struct run *run, const char *command, const char *region, const char *key)
{
	pipe_start(run->pipe, &run->demo->program, command, region, key);
}

/* A command whose region is an argument as well. */
static void start_at(struct run *run, const char *command, const char *region, const char *key)
{
	start(run, command, region, key);
	pipe_text(run->pipe, "region", region);
}

static const char *print_id(char id[24], const char *letter, int64_t number)
{
	put_digits(stpcpy(id, letter), 5, number);
	return id;
}

/* Whether row i of n is one of `wanted`, spread evenly: exactly so many are. */
static bool is_share(int64_t i, int64_t wanted, int64_t n)
{
	return (i + 1) * wanted / n > i * wanted / n;
}

/* The communities that are served: the district's villages and communities, then others. */
static void choose_places(struct run *run)
{
	const struct demo_data *data = run->demo->data;
	int n_villages = 0, n_committees = 0, n;

	run->places = arena_alloc(run->demo->arena, N_PLACES * sizeof(*run->places));
	for (int i = 0; i < data->n_regions; i++) {
		const struct demo_region *r = &data->regions[i];
		bool is_village = strcmp(r->kind, "village_committee") == 0;

		if (r->level != LEVEL_COMMUNITY || !key_is_within(r->key, DISTRICT) ||
		    (!is_village && strcmp(r->kind, "residents_committee") != 0))
			continue;
		if (is_village ? n_villages++ < N_VILLAGES : n_committees++ < N_COMMITTEES)
			run->places[run->n_places++] = r;
	}
	n = run->n_places;
	for (int i = 0; i < data->n_regions && run->n_places < N_PLACES; i++) {
		const struct demo_region *r = &data->regions[i];
		bool is_chosen = r->level != LEVEL_COMMUNITY;

		for (int k = 0; k < n && !is_chosen; k++)
			is_chosen = run->places[k] == r;
		if (!is_chosen)
			run->places[run->n_places++] = r;
	}
}

/* ---- units and their people ---- */

static void add_units(struct run *run, int first, const struct share *share)
{
	char id[24], name[100];

	for (int u = 0; u < share->n_units; u++) {
		snprintf(name, sizeof(name), "%s%s", share->prefix, names[u]);
		start(run, "organisation.add", share->region, print_id(id, "u", first + u));
		pipe_text(run->pipe, "name", name);
		pipe_text(run->pipe, "kind", "department");
		pipe_send(run->pipe);
	}
}

static const struct demo_region *serves(const struct run *run, const struct share *share, int64_t i)
{
	bool is_here = share == shares;

	return run->places[is_here ? i % N_HERE : N_HERE + i % (run->n_places - N_HERE)];
}

/* Every eighth lives where he serves. */
static const struct demo_region *lives(const struct run *run, const struct share *share, int64_t i)
{
	return serves(run, share, i % 8 == 0 ? i : i + 7);
}

static const char *rank_of(const struct share *share, int64_t i)
{
	bool is_bureau = is_share(i, share->n_bureau, share->n);
	int64_t before = i * share->n_bureau / share->n;

	if (is_bureau)
		return "bureau";
	if (is_share(i - before, share->n_division, share->n - share->n_bureau))
		return "division";
	return i % 3 == 0 ? "section" : "clerk";
}

static void add_person(struct run *run, const struct share *share, int first_unit, int64_t i,
		       const char *batch)
{
	char id[24], unit[24], name[64], phone[12];
	int surname = -1;

	run->serial++;
	demo_name(run->demo->data, &run->dice, dice_is(&run->dice, 0.6), &surname, name);
	demo_phone(run->demo->data, &run->dice, 80000000 + run->serial, phone);
	start(run, "cadre.add", share->region, print_id(id, "c", run->serial));
	pipe_text(run->pipe, "organisation", print_id(unit, "u", first_unit + i % share->n_units));
	pipe_text(run->pipe, "name", name);
	pipe_text(run->pipe, "phone", phone);
	pipe_text(run->pipe, "login", id);
	pipe_text(run->pipe, "rank", rank_of(share, i));
	pipe_int(run->pipe, "is_member", is_share(i, share->n_members, share->n));
	pipe_text(run->pipe, "residence", lives(run, share, i)->key);
	pipe_text(run->pipe, "batch", batch);
	pipe_send(run->pipe);
}

/* Three batches, approved; a fourth of one unit waits. */
static void add_people(struct run *run, int n_shares)
{
	int first = 1;
	char batch[2] = "1";

	for (int s = 0; s < n_shares; s++) {
		add_units(run, first, &shares[s]);
		first += shares[s].n_units;
	}
	pipe_wait(run->pipe);
	first = 1;
	for (int s = 0; s < n_shares; s++) {
		for (int64_t i = 0; i < shares[s].n; i++) {
			batch[0] = (char)('1' + i % shares[s].n_units % 3);
			add_person(run, &shares[s], first, i, batch);
		}
		first += shares[s].n_units;
	}
	pipe_wait(run->pipe);
	for (batch[0] = '1'; batch[0] <= '3'; batch[0]++) {
		start(run, "cadre.approve", "12", NULL);
		pipe_text(run->pipe, "batch", batch);
		pipe_send(run->pipe);
	}
	pipe_wait(run->pipe);
	for (int64_t i = 0; i < 12; i++)
		add_person(run, &shares[0], 1, i * shares[0].n_units, "4");
}

/* ---- called up ---- */

static bool is_street(const struct demo_region *place)
{
	return key_is_within(place->key, DEMO_STREET_KEY);
}

static void add_asks(struct run *run)
{
	for (int p = 0; p < N_HERE; p++) {
		char id[40];

		if (!is_street(run->places[p]))
			continue;
		for (int more = 0; more < 2; more++) {
			snprintf(id, sizeof(id), "ask-%s-%d", run->places[p]->key, more + 1);
			start_at(run, "deployment.ask", run->places[p]->key, id);
			pipe_int(run->pipe, "n", more ? 2 : ASKED);
			pipe_text(run->pipe, "work", more ? "入户排查" : "卡口值守");
			pipe_int(run->pipe, "from_at", clock_now());
			pipe_int(run->pipe, "until_at", run->until_at);
			pipe_send(run->pipe);
		}
	}
	pipe_wait(run->pipe);
}

static void call_up(struct run *run, const struct share *share, int64_t i, int64_t serial)
{
	static const char *const work[] = { "卡口值守", "入户排查", "消杀保障", "物资配送" };
	const struct demo_region *place = serves(run, share, i);
	char id[24], deployment[24], ask[40];

	print_id(id, "c", serial);
	if (lives(run, share, i) == place) {
		start_at(run, "deployment.clear", place->key, NULL);
		pipe_text(run->pipe, "cadre", id);
		pipe_send(run->pipe);
	}
	start_at(run, "deployment.call_up", place->key, print_id(deployment, "d", serial));
	pipe_text(run->pipe, "cadre", id);
	pipe_int(run->pipe, "until_at", run->until_at);
	pipe_text(run->pipe, "work", work[i % 4]);
	if (share == shares && is_street(place) && i / N_HERE < ASKED) {
		snprintf(ask, sizeof(ask), "ask-%s-1", place->key);
		pipe_text(run->pipe, "ask", ask);
	}
	pipe_send(run->pipe);
}

/* The street's communities give posts to those who came. */
static void assign(struct run *run, int n_called)
{
	static const char *const roles[] = { "gatekeeper", "grid_worker", "sampler", "volunteer" };
	static const char *const posts[] = { "东门卡口", "第一排查组", "采样点", "便民服务岗" };

	for (int i = 0; i < n_called; i++) {
		const struct demo_region *place = serves(run, shares, i);
		char id[24];

		if (!is_street(place))
			continue;
		start(run, "deployment.assign", place->key, NULL);
		pipe_text(run->pipe, "deployment", print_id(id, "d", i + 1));
		pipe_text(run->pipe, "role", roles[i / N_HERE % 4]);
		pipe_text(run->pipe, "post", posts[i / N_HERE % 4]);
		pipe_send(run->pipe);
	}
	pipe_wait(run->pipe);
}

/* The last few who live in the street and were cleared for no place at home: the street
 * asks headquarters for them. */
static int ask_headquarters(struct run *run, char why[300])
{
	struct actor chief;
	int n_asked = 0;

	if (actor_from_login(run->demo->engine, run->demo->arena, "chief-" DEMO_STREET_KEY,
			     clock_now(), &chief) != 0) {
		snprintf(why, 300, "the chief of the street is missing");
		return -1;
	}
	for (int64_t i = shares[0].n - 1; i >= 0 && n_asked < CLEAR_ASKED; i--) {
		const struct demo_region *home = lives(run, shares, i);
		char id[24];

		if (!is_street(home) || home == serves(run, shares, i))
			continue;
		pipe_start(run->pipe, &chief, "deployment.clear_ask", home->key, NULL);
		pipe_text(run->pipe, "region", home->key);
		pipe_text(run->pipe, "cadre", print_id(id, "c", i + 1));
		pipe_text(run->pipe, "work", n_asked % 2 ? "夜间卡口值守" : "入户排查");
		pipe_send(run->pipe);
		n_asked++;
	}
	pipe_wait(run->pipe);
	return 0;
}

int demo_cadre(struct demo *demo, char why[300])
{
	struct run run = { .demo = demo };
	int n_shares = demo->plan->size == DEMO_CITY ? 2 : 1;
	int outcome;
	int64_t serial = 0, n_called = shares[0].n - (n_shares == 1 ? N_FREE : 0);

	run.dice = dice_for(demo->plan->seed, "cadres", "");
	run.until_at = clock_now() + SERVE_MS;
	run.pipe = pipe_open(demo, "cadres", 0);
	choose_places(&run);
	add_people(&run, n_shares);
	add_asks(&run);
	for (int s = 0; s < n_shares; s++)
		for (int64_t i = 0; i < shares[s].n; i++, serial++)
			if (s > 0 || i < n_called)
				call_up(&run, &shares[s], i, serial + 1);
	pipe_wait(run.pipe);
	assign(&run, (int)n_called);
	outcome = ask_headquarters(&run, why);
	if (pipe_close(run.pipe, why) || outcome != 0)
		return -1;
	return demo_units(demo, run.places, N_HERE, N_LEADERS, why);
}
