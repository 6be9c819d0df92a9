/* Checkpoints of the street as JY-17 counts them: 76, each with a group of five, 58 of them
 * with a temporary branch, exits, a gate, a roster for the week, and people on duty.
 *
 * Rule: two stand empty now, one has no roster yet, some exits were not tried, so that each
 * page finds something of every state. */
#include "demo_parts.h"

#define N_CHECKPOINTS 76
#define N_BRANCHES    58
#define GROUP         5
#define ROSTER_DAYS   7
#define EMPTY_FIRST   7 /* nobody came to these two */
#define EMPTY_SECOND  40

struct place {
	char key[KEY_MAX + 1];
	char name[64];
};

struct run {
	struct demo *demo;
	struct pipe *pipe;
	struct dice dice;
	struct place places[N_CHECKPOINTS];
	int n;
	int64_t serial, now;
};

/* Whom each of the five comes from, and as what (JY-06). */
static const struct {
	const char *role, *from, *rank, *title;
} seats[GROUP] = {
	{ "leader", "unit", "section", "卡口管控组组长" },
	{ "member", "unit", "clerk", "下沉干部" },
	{ "member", "branch", NULL, "小区党支部委员" },
	{ "member", "owners", NULL, "业主委员会委员" },
	{ "member", "property", NULL, "物业人员" },
};

static const struct {
	const char *name, *state;
	bool is_fire_passage;
} ways[] = {
	{ "东门", "open", false },           { "西门", "closed", false },
	{ "南门", "closed", false },         { "北门", "closed", false },
	{ "消防通道一", "emergency", true }, { "消防通道二", "emergency", true },
};

static const char *const notes[] = {
	"一切正常，体温枪已充电",   "三号楼有快递未取，放在岗亭", "消毒液剩半桶，请补",
	"访客登记本用完，已换新本", "西门钥匙在岗亭抽屉",
};

static void login_of(const struct run *run, int i, int seat, char login[40])
{
	snprintf(login, 40, "guard-%s-%d", run->places[i].key, seat + 1);
}

static const char *id_of(char id[24], const char *letters, int i)
{
	put_digits(stpcpy(id, letters), 3, i + 1);
	return id;
}

static void start(struct run *run, const char *command, const char *region, const char *key)
{
	pipe_start(run->pipe, &run->demo->program, command, region, key);
}

static void choose(void *self, const struct demo_building *b)
{
	struct run *run = self;

	if (!b->is_new_compound || run->n == N_CHECKPOINTS ||
	    !key_is_within(b->compound, DEMO_STREET_KEY))
		return;
	snprintf(run->places[run->n].key, sizeof(run->places[0].key), "%s", b->compound);
	snprintf(run->places[run->n].name, sizeof(run->places[0].name), "%s", b->compound_name);
	run->n++;
}

/* ---- the groups ---- */

static void add_person(struct run *run, const char *region, const char *login, const char *title)
{
	char name[64], phone[12];
	int surname = -1;

	run->serial++;
	demo_name(run->demo->data, &run->dice, dice_is(&run->dice, 0.5), &surname, name);
	demo_phone(run->demo->data, &run->dice, 86000000 + run->serial, phone);
	start(run, "account.add", region, NULL);
	pipe_text(run->pipe, "login", login);
	pipe_text(run->pipe, "name", name);
	pipe_text(run->pipe, "phone", phone);
	pipe_text(run->pipe, "title", title);
	pipe_send(run->pipe);
}

static void add_team(struct run *run, const char *id, const char *region, const char *name,
		     const char *kind)
{
	start(run, "team.add", region, id);
	pipe_text(run->pipe, "name", name);
	pipe_text(run->pipe, "kind", kind);
	pipe_text(run->pipe, "region", region);
	pipe_send(run->pipe);
}

static void join(struct run *run, const char *team, const char *region, const char *login,
		 const char *role, int seat)
{
	start(run, "team.join", region, NULL);
	pipe_text(run->pipe, "team", team);
	pipe_text(run->pipe, "account", login);
	pipe_text(run->pipe, "role", role);
	pipe_text(run->pipe, "from", seats[seat].from);
	if (seats[seat].rank)
		pipe_text(run->pipe, "rank", seats[seat].rank);
	pipe_send(run->pipe);
}

static void add_group(struct run *run, int i)
{
	const struct place *place = &run->places[i];
	char team[24], branch[24], name[100], login[40];

	snprintf(name, sizeof(name), "%s卡口管控组", place->name);
	add_team(run, id_of(team, "tg", i), place->key, name, "checkpoint_group");
	for (int seat = 0; seat < GROUP; seat++) {
		login_of(run, i, seat, login);
		add_person(run, place->key, login, seats[seat].title);
		join(run, team, place->key, login, seats[seat].role, seat);
	}
	if (i >= N_BRANCHES)
		return;
	/* The secretary comes from the branch of the compound (JY-14). */
	snprintf(name, sizeof(name), "%s卡点临时党支部", place->name);
	add_team(run, id_of(branch, "tb", i), place->key, name, "temporary_branch");
	login_of(run, i, 2, login);
	join(run, branch, place->key, login, "secretary", 2);
}

/* ---- exits, gates, checkpoints ---- */

static void add_exit(struct run *run, int i, int way)
{
	const struct place *place = &run->places[i];
	char id[24], keeper[40];

	snprintf(id, sizeof(id), "x%03d-%d", i + 1, way + 1);
	login_of(run, i, GROUP - 1, keeper);
	start(run, "exit.add", place->key, id);
	pipe_text(run->pipe, "name", ways[way].name);
	pipe_text(run->pipe, "state", ways[way].state);
	pipe_int(run->pipe, "is_fire_passage", ways[way].is_fire_passage);
	if (way) {
		pipe_text(run->pipe, "reason", "疫情期间保留一个出入口");
		pipe_text(run->pipe, "keeper", keeper);
	}
	pipe_send(run->pipe);
	/* One in forty does not open. */
	if (!way)
		return;
	start(run, "exit.test", place->key, NULL);
	pipe_text(run->pipe, "exit", id);
	pipe_int(run->pipe, "is_ok", !dice_is(&run->dice, 0.025));
	pipe_send(run->pipe);
}

static void add_checkpoint(struct run *run, int i)
{
	const struct place *place = &run->places[i];
	char id[24], gate[24], team[24], branch[24], name[100];

	for (int way = 0; way < (int)COUNT_OF(ways); way++)
		add_exit(run, i, way);
	start(run, "gate.open", place->key, id_of(gate, "gd", i));
	pipe_text(run->pipe, "name", ways[0].name);
	pipe_send(run->pipe);
	snprintf(name, sizeof(name), "%s东门卡口", place->name);
	start(run, "checkpoint.add", place->key, id_of(id, "c", i));
	pipe_text(run->pipe, "name", name);
	snprintf(name, sizeof(name), "x%03d-1", i + 1);
	pipe_text(run->pipe, "exit", name);
	pipe_text(run->pipe, "team", id_of(team, "tg", i));
	if (i < N_BRANCHES)
		pipe_text(run->pipe, "branch", id_of(branch, "tb", i));
	pipe_text(run->pipe, "gate", gate);
	pipe_send(run->pipe);
}

/* The last one stays a draft. */
static void add_roster(struct run *run, int i)
{
	const struct place *place = &run->places[i];
	char id[24], checkpoint[24], today[11];

	day_of(run->now, today);
	start(run, "roster.make", place->key, id_of(id, "ro", i));
	pipe_text(run->pipe, "checkpoint", id_of(checkpoint, "c", i));
	pipe_text(run->pipe, "from_day", today);
	pipe_int(run->pipe, "days", ROSTER_DAYS);
	pipe_text(run->pipe, "pattern", "3x8");
	pipe_int(run->pipe, "start_hour", 0);
	pipe_send(run->pipe);
	if (i == N_CHECKPOINTS - 1)
		return;
	start(run, "roster.publish", place->key, NULL);
	pipe_text(run->pipe, "roster", id);
	pipe_send(run->pipe);
}

/* ---- today ---- */

struct stood {
	const char *login, *checkpoint, *id;
	int64_t from_at, until_at;
};

/* Shifts of today that have begun or should have. */
static int read_today(struct run *run, struct stood *stood, int most)
{
	struct arena *arena = run->demo->arena;
	struct db *db = db_pool_take(engine_pool(run->demo->engine));
	struct rows *rows =
		db_rows(db, arena,
			"SELECT a.login, c.id, p.roster, p.nth, p.k, p.from_at, "
			"p.until_at FROM shift_place p JOIN account a "
			"ON a.seq = p.account JOIN checkpoint c ON c.seq = p.checkpoint "
			"WHERE p.from_at <= $1 AND p.state = 1 ORDER BY p.from_at, c.id",
			"i", run->now);
	int n = 0;

	while (n < most && rows_next(rows) == 1)
		stood[n++] = (struct stood){
			.login = arena_text(arena, rows_text(rows, 0)),
			.checkpoint = arena_text(arena, rows_text(rows, 1)),
			.id = arena_print(arena, "%lld-%lld-%lld", (long long)rows_int(rows, 2),
					  (long long)rows_int(rows, 3),
					  (long long)rows_int(rows, 4)),
			.from_at = rows_int(rows, 5),
			.until_at = rows_int(rows, 6),
		};
	rows_end(rows);
	db_pool_give(engine_pool(run->demo->engine), db);
	return n;
}

static bool is_empty_now(const struct run *run, const struct stood *one)
{
	char first[24], second[24];

	return one->until_at > run->now &&
	       (strcmp(one->checkpoint, id_of(first, "c", EMPTY_FIRST)) == 0 ||
		strcmp(one->checkpoint, id_of(second, "c", EMPTY_SECOND)) == 0);
}

static int stand(struct run *run, const struct stood *one, char why[300])
{
	struct demo *demo = run->demo;
	struct actor *actor = arena_alloc(demo->arena, sizeof(*actor));

	if (actor_from_login(demo->engine, demo->arena, one->login, run->now, actor) != 0) {
		snprintf(why, 300, "no account %s", one->login);
		return -1;
	}
	pipe_start(run->pipe, actor, "shift.begin", NULL, NULL);
	pipe_text(run->pipe, "shift", one->id);
	pipe_int(run->pipe, "device_at", one->from_at - 5 * MS_PER_MINUTE);
	pipe_send(run->pipe);
	if (one->until_at > run->now) {
		if (!demo->keeper)
			demo->keeper = one->login;
		return 0;
	}
	pipe_start(run->pipe, actor, "shift.hand_over", NULL, NULL);
	pipe_text(run->pipe, "shift", one->id);
	pipe_text(run->pipe, "note", notes[dice_below(&run->dice, (int)COUNT_OF(notes))]);
	pipe_int(run->pipe, "device_at", one->until_at);
	pipe_send(run->pipe);
	return 0;
}

/* Two people wait beside the rosters, for whoever does not come. */
static void add_stand_bys(struct run *run)
{
	for (int i = 0; i < 2; i++) {
		char login[40];

		snprintf(login, sizeof(login), "standby-%s-%d", DEMO_STREET_KEY, i + 1);
		add_person(run, DEMO_STREET_KEY, login, "备班人员");
		start(run, "shift.stand_by", DEMO_STREET_KEY, NULL);
		pipe_text(run->pipe, "region", DEMO_STREET_KEY);
		pipe_text(run->pipe, "account", login);
		pipe_int(run->pipe, "from_at", run->now);
		pipe_int(run->pipe, "until_at", run->now + 3 * MS_PER_DAY);
		pipe_send(run->pipe);
	}
}

int demo_duty(struct demo *demo, int64_t now, char why[300])
{
	enum { MOST = 3 * N_CHECKPOINTS };
	struct run *run = arena_alloc(demo->arena, sizeof(*run));
	struct stood *stood = arena_alloc(demo->arena, MOST * sizeof(*stood));
	int n;

	run->demo = demo;
	run->now = now;
	run->dice = dice_for(demo->plan->seed, "duty", "");
	run->pipe = pipe_open(demo, "duty", 0);
	for (int i = 0; i < demo->plan->n_communities; i++)
		demo_walk(demo->plan, demo->data, &demo->plan->communities[i], choose, run);
	for (int i = 0; i < run->n; i++)
		add_group(run, i);
	for (int i = 0; i < run->n; i++)
		add_checkpoint(run, i);
	for (int i = 0; i < run->n; i++)
		add_roster(run, i);
	add_stand_bys(run);
	pipe_wait(run->pipe);
	n = read_today(run, stood, MOST);
	for (int i = 0; i < n; i++)
		if (!is_empty_now(run, &stood[i]) && stand(run, &stood[i], why) != 0)
			return -1;
	return pipe_close(run->pipe, why) ? -1 : 0;
}
