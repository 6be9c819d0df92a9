/* oracle: for random accounts, postings and data, what every command shows is
 * exactly what one short rule says.
 *
 *   build/oracle [--worlds N] [--seconds N] [--seed N]
 *
 * It makes at least that many worlds and goes on for that many seconds, on PostgreSQL a
 * quarter of the worlds and half of the seconds.  With a seed, that one world.
 *
 * Rule: the reference below shares no code with the program but key_is_within. */
#include "reach/views.h"
#include <time.h>

/* ---- The reference -------------------------------------------------------
 *
 * A posting counts for a command when its role is one the command names and the
 * instant lies in it.  An account may ask about a region when a posting that
 * counts stands at that region or above it; when it names none, all postings
 * that count must stand at one place, which is then the region.  It is shown the
 * things that lie in the region asked for, and nothing else. */
bool posting_counts(const struct posted *p, unsigned who, int64_t at)
{
	if (!(p->role & who))
		return false;
	if (at < p->from_at)
		return false;
	return p->until_at == NOT_GIVEN || at < p->until_at;
}

/* The region that is answered for, or NULL: refused. */
const char *may_ask(const struct account *account, unsigned who, const char *asked, int64_t at)
{
	const char *only = NULL;

	if (who & (ANYONE | SIGNED_IN))
		return asked ? asked : "";
	for (int i = 0; i < account->n_postings; i++) {
		const struct posted *p = &account->postings[i];

		if (!posting_counts(p, who, at))
			continue;
		if (asked && key_is_within(asked, p->region))
			return asked;
		if (!asked && only && strcmp(only, p->region) != 0)
			return NULL;
		if (!asked)
			only = p->region;
	}
	return only;
}

bool is_shown(const char *place, const char *asked)
{
	return key_is_within(place, asked);
}
/* ------------------------------------------------------------------------- */

static int n_passed, n_failed;

/* One world: ask, move households, let time pass, ask again. */
static int ask_around(struct world *world, struct figures *figures)
{
	if (families_bind(world))
		return -1;
	for (int round = 0; round < 6; round++) {
		for (int i = 0; i < N_FAMILIES; i++)
			if (ask_as_family(world, &world->families[i], figures))
				return -1;
		for (int i = 0; i < world->n_accounts; i++)
			if (ask_as(world, &world->accounts[i], figures))
				return -1;
		for (int i = 0; i < 5; i++)
			if (world_move(world))
				return -1;
		stage_clock(clock_now() + world_dice(world, 5) * MS_PER_HOUR);
	}
	return wire_ask(world, figures);
}

static void play_seed(enum db_kind kind, uint64_t seed)
{
	static struct world world;
	struct stage stage = { 0 };
	struct figures figures = { 0 };
	int64_t began = clock_ticks(), at;
	char why[200];
	int outcome = -1;

	at_read("2020-02-01T08:00", &at);
	stage_clock(at);
	if (stage_open(&stage, kind, why)) {
		printf("FAIL oracle %s seed %llu: %s\n", stage_kind_name(kind),
		       (unsigned long long)seed, why);
		n_failed++;
		return;
	}
	if (world_make(&world, &stage, seed) == 0)
		outcome = ask_around(&world, &figures);
	printf("%s oracle %s seed %llu: %d questions, %d refused, %d things shown (%lld ms)\n",
	       outcome ? "FAIL" : "ok  ", stage_kind_name(kind), (unsigned long long)seed,
	       figures.n_asked, figures.n_refused, figures.n_shown,
	       (long long)(clock_ticks() - began));
	if (outcome)
		printf("     %s\n", world.play.why);
	fflush(stdout);
	n_passed += !outcome;
	n_failed += !!outcome;
	world_free(&world);
	stage_close(&stage);
}

int main(int argc, char **argv)
{
	int64_t worlds = 1, seconds = 0, seed = (int64_t)time(NULL);
	bool is_one = false;
	char why[200];

	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--worlds") == 0)
			worlds = atoll(argv[i + 1]);
		else if (strcmp(argv[i], "--seconds") == 0)
			seconds = atoll(argv[i + 1]);
		else if (strcmp(argv[i], "--seed") == 0)
			seed = atoll(argv[i + 1]), is_one = true;
	}
	if (stages_start(why)) {
		printf("FAIL %s\noracle: 0 passed, 1 failed\n", why);
		return 1;
	}
	for (int kind = DB_SQLITE; kind <= DB_POSTGRES; kind++) {
		int64_t end = clock_ticks() + seconds * 1000 / (kind == DB_SQLITE ? 1 : 2);
		int64_t n = kind == DB_SQLITE ? worlds : worlds / 4;
		int64_t last = seed + (is_one || n < 1 ? 0 : n - 1);

		if (!stage_has((enum db_kind)kind))
			continue;
		for (int64_t next = seed; n_failed <= 3; next++) {
			play_seed((enum db_kind)kind, (uint64_t)next);
			if (next >= last && (is_one || clock_ticks() >= end))
				break;
		}
	}
	stages_end();
	printf("oracle: %d passed, %d failed\n", n_passed, n_failed);
	return n_failed > 0;
}
