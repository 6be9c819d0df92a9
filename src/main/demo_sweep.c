/* A sweep of the street, half done: grid workers on their way from door to door,
 * some doors closed, some refused, a few told differently by another channel.
 *
 * Rule: every record carries the time of the day at which it was made, and the
 * records reach the journal in that order. */
#include "demo_parts.h"

#define SWEEP_KEY    "demo-sweep"
#define FIRST_HOUR   8                    /* when the workers start */
#define LENGTH       (10 * MS_PER_HOUR)   /* of a day as it is planned; see when() */
#define RETURN_AFTER (40 * MS_PER_MINUTE) /* a closed door is tried again */

static const char questions[] =
	"[{\"key\":\"fever\",\"label\":\"家中有人发热或咳嗽吗\",\"kind\":\"flag\"},"
	"{\"key\":\"returned\",\"label\":\"十四天内有人从外地回来吗\",\"kind\":\"flag\"},"
	"{\"key\":\"persons\",\"label\":\"现住几人\",\"kind\":\"int\"}]";

struct event {
	int64_t at; /* since the planned day's start */
	int i_door;
	const char *state, *channel;
};

struct sweep_run {
	struct demo *demo;
	struct dice dice;
	int64_t from_at, until_at;
	struct event *events;
	int n, size;
	struct actor *actors; /* of the grids, in order */
	char (*grids)[KEY_MAX + 1];
	int n_grids;
};

void demo_clock_set(int64_t at)
{
	clock_shift(0);
	clock_shift(at - clock_now());
}

/* ---- what happens at the doors ---- */

static void happens(struct sweep_run *run, int64_t at, int i_door, const char *state,
		    const char *channel)
{
	size_t each = sizeof(*run->events);

	if (at >= LENGTH)
		return;
	if (run->n == run->size) {
		int size = run->size ? run->size * 2 : 4096;

		run->events = arena_grow(run->demo->arena, run->events, (size_t)run->size * each,
					 (size_t)size * each);
		run->size = size;
	}
	run->events[run->n++] = (struct event){ at, i_door, state, channel };
}

/* A closed door is tried again later; some are closed again. */
static void knock_again(struct sweep_run *run, int64_t at, int i_door)
{
	at += RETURN_AFTER + dice_below(&run->dice, (int)RETURN_AFTER);
	if (dice_is(&run->dice, 0.5))
		happens(run, at, i_door, dice_is(&run->dice, 0.7) ? "done" : "absent", "door");
}

static const char *any_channel(struct dice *dice)
{
	double share = dice_share(dice);

	return share < 0.84    ? "door"
	       : share < 0.91  ? "phone"
	       : share < 0.96  ? "group"
	       : share < 0.985 ? "self"
			       : "paper";
}

static void knock(struct sweep_run *run, int64_t at, int i_door)
{
	struct dice *dice = &run->dice;
	double share = dice_share(dice);

	if (run->demo->doors[i_door].is_vacant) {
		happens(run, at, i_door, "vacant", "door");
	} else if (share < 0.10) {
		happens(run, at, i_door, "absent", "door");
		knock_again(run, at, i_door);
	} else if (share < 0.115) {
		happens(run, at, i_door, "refused", "door");
	} else if (share < 0.12) {
		happens(run, at, i_door, "moved", "door");
	} else {
		happens(run, at, i_door, "done", any_channel(dice));
		/* Somebody says otherwise: both stay, and the grid worker settles it. */
		if (dice_is(dice, 0.006))
			happens(run, at + 20 * MS_PER_MINUTE, i_door,
				dice_is(dice, 0.5) ? "moved" : "vacant", "paper");
	}
}

/* One worker's day: the doors of a grid in order, some workers further than others. */
static void walk_grid(struct sweep_run *run, int first, int n)
{
	int reached = (int)(n * (0.25 + 0.6 * dice_share(&run->dice)));
	int64_t start = (int64_t)(LENGTH * 0.08 * dice_share(&run->dice));

	for (int i = 0; i < reached; i++)
		knock(run,
		      start + (LENGTH - start) * i / reached +
			      dice_below(&run->dice, (int)(LENGTH / (reached + 1))),
		      first + i);
}

/* The planned day is stretched or pressed into the hours there are, so that the
 * same seed makes the same records at any hour. */
static int64_t when(const struct sweep_run *run, const struct event *event)
{
	return run->from_at +
	       (int64_t)((double)(run->until_at - run->from_at) * ((double)event->at / LENGTH));
}

static int by_time(const void *a, const void *b)
{
	const struct event *left = a, *right = b;

	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return left->i_door - right->i_door;
}

/* ---- the grids and who walks them ---- */

static int find_workers(struct sweep_run *run, char why[300])
{
	struct demo *demo = run->demo;
	char login[64];

	run->grids = arena_alloc(demo->arena, (size_t)demo->n_doors * sizeof(*run->grids));
	for (int i = 0; i < demo->n_doors; i++)
		if (i == 0 || strcmp(demo->doors[i].grid, demo->doors[i - 1].grid) != 0)
			stpcpy(run->grids[run->n_grids++], demo->doors[i].grid);
	run->actors = arena_alloc(demo->arena, (size_t)run->n_grids * sizeof(*run->actors));
	for (int i = 0; i < run->n_grids; i++) {
		if (demo_is_hole(demo, run->grids[i], LEVEL_GRID))
			continue;
		demo_login("grid", run->grids[i], login);
		if (actor_from_login(demo->engine, demo->arena, login, clock_now(),
				     &run->actors[i]) != 0) {
			snprintf(why, 300, "the account %s is missing", login);
			return -1;
		}
	}
	return 0;
}

/* The worker of a door's grid; the grids are in key order. */
static const struct actor *worker_of(const struct sweep_run *run, const struct demo_door *door)
{
	int low = 0, high = run->n_grids - 1;

	while (low < high) {
		int middle = (low + high) / 2;

		if (strcmp(run->grids[middle], door->grid) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return &run->actors[low];
}

static void plan_day(struct sweep_run *run)
{
	const struct demo *demo = run->demo;
	int first = 0;

	for (int i = 1; i <= demo->n_doors; i++) {
		const char *grid = demo->doors[first].grid;

		if (i < demo->n_doors && strcmp(demo->doors[i].grid, grid) == 0)
			continue;
		/* Where nobody is posted nobody walks: the board shows it. */
		if (!demo_is_hole(demo, grid, LEVEL_GRID))
			walk_grid(run, first, i - first);
		first = i;
	}
	qsort(run->events, (size_t)run->n, sizeof(*run->events), by_time);
}

/* ---- sending ---- */

static void start_sweep(struct sweep_run *run, const struct actor *officer, char why[300],
			int64_t *n_refused)
{
	struct pipe *pipe = pipe_open(run->demo, "sweep", 1);
	char day[11];

	day_of(run->from_at, day);
	pipe_start(pipe, officer, "sweep.start", DEMO_STREET_KEY, SWEEP_KEY);
	pipe_text(pipe, "region", DEMO_STREET_KEY);
	pipe_text(pipe, "kind", "visit");
	pipe_text(pipe, "target", "household");
	pipe_text(pipe, "title", "果园新村街道入户排查");
	pipe_text(pipe, "from_day", day);
	pipe_text(pipe, "until_day", day);
	pipe_json(pipe, "questions", questions);
	pipe_send(pipe);
	*n_refused = pipe_close(pipe, why);
}

static void record(struct sweep_run *run, struct pipe *pipe, const struct event *event)
{
	const struct demo_door *door = &run->demo->doors[event->i_door];
	int64_t at = when(run, event);
	char household[16], next[11];

	demo_household_id(door->serial, household);
	demo_clock_set(at);
	pipe_start(pipe, worker_of(run, door), "visit.record", door->region, NULL);
	pipe_text(pipe, "sweep", SWEEP_KEY);
	pipe_text(pipe, "household", household);
	pipe_text(pipe, "state", event->state);
	pipe_text(pipe, "channel", event->channel);
	pipe_int(pipe, "device_at", at);
	if (strcmp(event->state, "done") == 0)
		pipe_json(pipe, "answers",
			  dice_is(&run->dice, 0.01)
				  ? "{\"fever\":true,\"returned\":false,\"persons\":2}"
				  : "{\"fever\":false,\"returned\":false,\"persons\":2}");
	if (strcmp(event->state, "absent") == 0) {
		day_of(at + MS_PER_DAY, next);
		pipe_text(pipe, "next_visit", next);
	}
	if (strcmp(event->state, "refused") == 0)
		pipe_text(pipe, "reason", "不愿开门，约定由楼组长再上门");
	pipe_send(pipe);
}

static void choose_hours(struct sweep_run *run, int64_t now)
{
	char day[11];

	day_of(now, day);
	run->until_at = now;
	run->from_at = day_start(day) + FIRST_HOUR * MS_PER_HOUR;
	/* Early in the morning the day is shorter, but the sweep is today's all the same. */
	if (now - run->from_at < MS_PER_HOUR)
		run->from_at = day_start(day) + (now - day_start(day)) / 4;
}

int demo_sweep(struct demo *demo, int64_t now, char why[300])
{
	struct sweep_run run = { .demo = demo };
	struct actor officer;
	struct pipe *pipe;
	int64_t n_refused;
	char login[64];

	run.dice = dice_for(demo->plan->seed, "sweep", DEMO_STREET_KEY);
	choose_hours(&run, now);
	demo_clock_set(run.from_at);
	demo_login("chief", DEMO_STREET_KEY, login);
	if (actor_from_login(demo->engine, demo->arena, login, clock_now(), &officer) != 0) {
		snprintf(why, 300, "the account %s is missing", login);
		return -1;
	}
	start_sweep(&run, &officer, why, &n_refused);
	if (n_refused || find_workers(&run, why) != 0)
		return -1;
	while (engine_run_timers(demo->engine) > 0)
		;
	plan_day(&run);
	pipe = pipe_open(demo, "visits", run.n);
	for (int i = 0; i < run.n; i++)
		record(&run, pipe, &run.events[i]);
	return pipe_close(pipe, why) ? -1 : 0;
}
