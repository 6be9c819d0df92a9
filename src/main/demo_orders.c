/* Orders of the street: a response level, yesterday's mobilisation with those it missed,
 * and a muster that began twelve minutes ago and is still running when the page is opened.
 *
 * Rule: everybody answers through the commands that a phone sends, each at a minute of
 * its own. */
#include "demo_parts.h"

#define DISTRICT    "120113"
#define BASIS       "《中华人民共和国突发公共卫生事件应对法》；区指挥部演示令〔2026〕2号"
#define MUSTERED    DEMO_STREET_KEY "027" /* a community of the street */
#define MUSTER_AGO  (12 * MS_PER_MINUTE)
#define PEOPLE_MOST 400

struct run {
	struct demo *demo;
	struct pipe *pipe;
	struct dice dice;
	int64_t issued_at;
};

static void set_level(struct run *run, const char *level, const char *issuer)
{
	pipe_start(run->pipe, &run->demo->program, "response.set", DISTRICT, NULL);
	pipe_text(run->pipe, "region", DISTRICT);
	pipe_text(run->pipe, "level", level);
	pipe_text(run->pipe, "basis", BASIS);
	pipe_text(run->pipe, "issuer", issuer);
	pipe_send(run->pipe);
}

static void issue(struct run *run, const char *region, const char *id, const char *kind,
		  const char *title, const char *text, const char *to)
{
	run->issued_at = clock_now();
	pipe_start(run->pipe, &run->demo->program, "order.issue", region, id);
	pipe_text(run->pipe, "kind", kind);
	pipe_text(run->pipe, "title", title);
	pipe_text(run->pipe, "text", text);
	pipe_text(run->pipe, "basis", BASIS);
	pipe_json(run->pipe, "to", to);
	pipe_send(run->pipe);
	pipe_wait(run->pipe);
}

/* Logins of those a region's order reached. */
static int people(struct run *run, const char *order, const char *logins[PEOPLE_MOST])
{
	struct demo *demo = run->demo;
	struct db *db = db_pool_take(engine_pool(demo->engine));
	struct rows *rows = db_rows(db, demo->arena,
				    "SELECT a.login FROM order_recipient p "
				    "JOIN order_given o ON o.seq = p.order_seq "
				    "JOIN account a ON a.seq = p.account WHERE o.id = $1 "
				    "ORDER BY p.number LIMIT 400",
				    "t", order);
	int n = 0;

	while (n < PEOPLE_MOST && rows_next(rows) == 1)
		logins[n++] = arena_text(demo->arena, rows_text(rows, 0));
	rows_end(rows);
	db_pool_give(engine_pool(demo->engine), db);
	return n;
}

/* The first `n_acknowledge` say that they have it, the first `n_arrive` that they are
 * there; whoever comes after them is silent. */
static int answer(struct run *run, const char *order, const char *const *logins, int n_acknowledge,
		  int n_arrive, char why[300])
{
	struct demo *demo = run->demo;

	for (int i = 0; i < n_acknowledge; i++) {
		struct actor *actor = arena_alloc(demo->arena, sizeof(*actor));
		int64_t at = run->issued_at + (2 + dice_below(&run->dice, 5)) * MS_PER_MINUTE;

		if (actor_from_login(demo->engine, demo->arena, logins[i], clock_now(), actor) !=
		    0) {
			snprintf(why, 300, "no account %s", logins[i]);
			return -1;
		}
		pipe_start(run->pipe, actor, "order.acknowledge", NULL, NULL);
		pipe_text(run->pipe, "order", order);
		pipe_int(run->pipe, "at", at);
		pipe_send(run->pipe);
		if (i >= n_arrive)
			continue;
		pipe_start(run->pipe, actor, "order.arrive", NULL, NULL);
		pipe_text(run->pipe, "order", order);
		pipe_int(run->pipe, "at", at + 4 * MS_PER_MINUTE);
		pipe_send(run->pipe);
	}
	pipe_wait(run->pipe);
	return 0;
}

static void run_timers(const struct demo *demo)
{
	while (engine_run_timers(demo->engine) > 0)
		;
}

int demo_orders_past(struct demo *demo, int64_t now, char why[300])
{
	struct run run = { .demo = demo };
	const char *logins[PEOPLE_MOST];
	int n;

	run.dice = dice_for(demo->plan->seed, "orders", "");
	run.pipe = pipe_open(demo, "orders", 0);
	set_level(&run, "III", "北辰区疫情防控指挥部");
	demo_clock_set(now - 26 * MS_PER_HOUR);
	set_level(&run, "II", "北辰区疫情防控指挥部");
	issue(&run, DEMO_STREET_KEY, "demo-mobilisation", "mobilisation", "全员到岗",
	      "请各社区书记、网格员一小时内到岗，停止休假，到岗后点“我到了”。",
	      "{\"roles\":[\"officer\",\"grid_worker\"]}");
	n = people(&run, "demo-mobilisation", logins);
	demo_clock_set(now - 26 * MS_PER_HOUR + 40 * MS_PER_MINUTE);
	if (answer(&run, "demo-mobilisation", logins, n - 3, n - 5, why) != 0)
		return -1;
	demo_clock_set(now - 26 * MS_PER_HOUR + 46 * MS_PER_MINUTE);
	run_timers(demo);
	demo_clock_set(now - 26 * MS_PER_HOUR + 60 * MS_PER_MINUTE);
	run_timers(demo);
	return pipe_close(run.pipe, why) ? -1 : 0;
}

int demo_orders_now(struct demo *demo, int64_t now, char why[300])
{
	struct run run = { .demo = demo };
	const char *logins[PEOPLE_MOST];
	int n;

	run.dice = dice_for(demo->plan->seed, "muster", "");
	run.pipe = pipe_open(demo, "muster", 0);
	demo_clock_set(now - MUSTER_AGO);
	issue(&run, MUSTERED, "demo-muster", "muster", "消杀队集结",
	      "今晚对涉疫楼栋做终末消毒，请消杀队员一小时内到社区居委会集合，自带雨靴。",
	      "{\"roles\":[\"officer\",\"grid_worker\"]}");
	n = people(&run, "demo-muster", logins);
	demo_clock_set(now);
	if (answer(&run, "demo-muster", logins, n * 2 / 3, n / 3, why) != 0)
		return -1;
	return pipe_close(run.pipe, why) ? -1 : 0;
}
