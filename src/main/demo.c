/* `lianfang demo`: a data directory with a real territory and invented people.
 *
 * Rule: it only makes a directory that is new; somebody's data is never mixed
 * with invented rows. */
#include "demo.h"

#include "cli.h"
#include "demo_parts.h"

#include <unistd.h>

#define ARENA_CEILING ((size_t)4 << 30)

static int size_of(const char *name, enum demo_size *size)
{
	static const char *const names[] = { "street", "district", "city" };

	for (int i = 0; name && i < 3; i++)
		if (strcmp(name, names[i]) == 0) {
			*size = (enum demo_size)i;
			return 0;
		}
	return name ? cli_complain("--size is street, district or city") : 0;
}

static int is_empty(struct demo *demo)
{
	struct db *db = db_pool_take(engine_pool(demo->engine));
	int64_t n = db_one(db, demo->arena, 0, NULL, "SELECT max(seq) FROM journal", "");

	db_pool_give(engine_pool(demo->engine), db);
	return n == 0;
}

static int fill(struct demo *demo, char why[300])
{
	int64_t now = clock_now();

	/* The people have lived here for two days when the sweep starts. */
	demo_clock_set(now - 2 * MS_PER_DAY);
	if (engine_bulk(demo->engine, true) != 0) {
		snprintf(why, 300, "the lookup indexes cannot be put aside");
		return -1;
	}
	if (demo_territory(demo, why) != 0 || demo_staff(demo, why) != 0 ||
	    demo_residents(demo, why) != 0)
		return -1;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "building the lookup indexes\n");
	if (engine_bulk(demo->engine, false) != 0) {
		snprintf(why, 300, "the lookup indexes cannot be built");
		return -1;
	}
	if (demo_cadre(demo, why) != 0 || demo_orders_past(demo, now, why) != 0 ||
	    demo_sweep(demo, now, why) != 0 || demo_duty(demo, now, why) != 0 ||
	    demo_volunteers(demo, now, why) != 0 || demo_orders_now(demo, now, why) != 0)
		return -1;
	clock_shift(0);
	return demo_logins(demo, why);
}

static void report(const struct demo *demo, int64_t began)
{
	double seconds = (double)(clock_ticks() - began) / 1000;

	printf("%lld residents in %lld households of %lld grids; %lld rows in %.0f s (%.0f/s), "
	       "every one a command\n",
	       (long long)demo->n_residents, (long long)demo->n_households,
	       (long long)demo->plan->n_grids, (long long)demo->n_rows, seconds,
	       (double)demo->n_rows / seconds);
}

static int run(struct demo *demo, enum demo_size size, uint64_t seed)
{
	char why[300] = "";
	int64_t began = clock_ticks();

	if (!is_empty(demo))
		return cli_complain("the database is in use; choose a new one for the demo");
	demo->data = demo_data_read(demo->arena);
	demo->plan = demo_plan_make(demo->arena, demo->data, size, seed);
	demo->program = cli_program;
	if (fill(demo, why) != 0)
		return cli_complain("the demo is not complete: %s", why);
	report(demo, began);
	return EXIT_OK;
}

int cli_demo(int argc, char **argv)
{
	const char *size_name = NULL, *seed_text = NULL, *db_url = NULL;
	const struct cli_option options[] = {
		{ "--size", &size_name, NULL },
		{ "--seed", &seed_text, NULL },
		{ "--db", &db_url, NULL },
	};
	enum demo_size size = DEMO_STREET;
	int64_t seed = 1;
	char why[200];
	struct demo demo = { 0 };
	int outcome;

	if (cli_options(argc, argv, options, (int)COUNT_OF(options)) != 2)
		return cli_usage(argv[0]);
	if (size_of(size_name, &size) != 0)
		return EXIT_USAGE;
	if (seed_text && text_to_int(seed_text, &seed) != 0) {
		cli_complain("--seed takes a whole number");
		return EXIT_USAGE;
	}
	if (engine_init(argv[1], db_url, why) != 0)
		return cli_complain("%s", why);
	if (db_url && cli_remember(argv[1], db_url) != 0)
		return cli_complain("%s: the settings cannot be written", argv[1]);
	demo.engine = cli_open(argv[1], db_url);
	if (!demo.engine)
		return EXIT_PROBLEM;
	demo.arena = arena_new(ARENA_CEILING);
	outcome = run(&demo, size, (uint64_t)seed);
	engine_close(demo.engine);
	arena_free(demo.arena);
	return outcome;
}
