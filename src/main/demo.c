/* `lianfang demo`: a data directory with a real territory and invented people.
 *
 * Rule: it only fills a directory that is empty or new; somebody's data is never
 * mixed with invented rows. */
#include "demo.h"

#include "demo_parts.h"

#include <getopt.h>

static const char usage[] =
	"usage: lianfang demo DIR [--size street|district|city] [--seed N] [--db URL]\n"
	"\n"
	"Fills a new directory with the tree of Tianjin (2023 edition) and invented people\n"
	"that follow the 2020 census, through the same commands as everything else:\n"
	"  street    the people of one street, about 50,000, and a sweep half done (default)\n"
	"  district  one district, 0.9 million\n"
	"  city      all of it, 22,000 grids and 13.9 million\n"
	"The same seed makes the same people.  The passwords it prints are kept nowhere else.\n";

struct wish {
	const char *dir, *db_url;
	enum demo_size size;
	uint64_t seed;
};

static int size_of(const char *name, enum demo_size *size)
{
	static const char *const names[] = { "street", "district", "city" };

	for (int i = 0; i < 3; i++)
		if (strcmp(name, names[i]) == 0) {
			*size = (enum demo_size)i;
			return 0;
		}
	return -1;
}

static int read_wish(int argc, char **argv, struct wish *wish)
{
	static const struct option options[] = { { "size", 1, 0, 's' },
						 { "seed", 1, 0, 'n' },
						 { "db", 1, 0, 'd' },
						 { "help", 0, 0, 'h' },
						 { 0, 0, 0, 0 } };
	int letter, bad = 0;
	int64_t seed;

	*wish = (struct wish){ .seed = 1 };
	optind = 1;
	while ((letter = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (letter == 's')
			bad |= size_of(optarg, &wish->size);
		else if (letter == 'n' && text_to_int(optarg, &seed) == 0)
			wish->seed = (uint64_t)seed;
		else if (letter == 'd')
			wish->db_url = optarg;
		else
			bad = -1;
	}
	if (bad || optind != argc - 1)
		return -1;
	wish->dir = argv[optind];
	return 0;
}

static int fill(struct demo *demo, char why[300])
{
	int64_t now;

	clock_shift(0);
	now = clock_now();
	/* The people have lived here for two days when the sweep starts. */
	demo_clock_set(now - 2 * MS_PER_DAY);
	if (engine_bulk(demo->engine, true) != 0) {
		snprintf(why, 300, "the lookup indexes cannot be put aside");
		return -1;
	}
	if (demo_territory(demo, why) != 0 || demo_staff(demo, why) != 0 ||
	    demo_residents(demo, why) != 0)
		return -1;
	fprintf(stderr, "building indexes …\n");
	if (engine_bulk(demo->engine, false) != 0) {
		snprintf(why, 300, "the lookup indexes cannot be built");
		return -1;
	}
	if (demo_sweep(demo, now, why) != 0)
		return -1;
	clock_shift(0);
	return demo_logins(demo, why);
}
