/* phones: fifty simulated phones and an office work against the real server while
 * connections break, batches come twice or in another order, postings and doors move,
 * the server is killed, and is set back to an older backup underneath them.
 *
 *   build/phones [--pg URL] [--seed N] [--rounds N]
 *
 * Rule: in the end every phone shows what the server has, nothing acknowledged is lost,
 * every conflict is listed, every refusal lies in an inbox. */
#include "phones/proof.h"

#include "clock.h"
#include "crypto.h"

#include <pthread.h>
#include <unistd.h>

#define N_THREADS  4
#define LATECOMERS 5 /* enrolled after the backup: unknown to the server afterwards */

static char base_dir[100];
static int n_passed, n_failed;

struct crew {
	pthread_t thread;
	int number, round;
	bool is_rough, has_work, has_latecomers;
};

static void *shift(void *self)
{
	const struct crew *crew = self;
	int last = crew->has_latecomers ? N_PHONES : N_PHONES - LATECOMERS;

	if (crew->number == 0 && crew->has_work) {
		town_order(town_office());
		town_order(town_office());
		if (crew->round % 2)
			town_sweep(town_office());
		if (crew->round % 4 == 1)
			town_divide(town_office());
	}
	if (crew->number == 0)
		phone_sync(town_office(), town.port, crew->is_rough);
	for (int i = crew->number; i < last; i += N_THREADS) {
		struct phone *phone = &town.phones[i];

		if (crew->has_work)
			phone_work(phone);
		/* A third stays in the dead spot. */
		if (!crew->is_rough || phone_dice(phone, 3))
			phone_sync(phone, town.port, crew->is_rough);
	}
	return NULL;
}

static void start_round(struct crew crews[N_THREADS], struct crew how)
{
	for (int i = 0; i < N_THREADS; i++) {
		crews[i] = how;
		crews[i].number = i;
		pthread_create(&crews[i].thread, NULL, shift, &crews[i]);
	}
}

static void end_round(struct crew crews[N_THREADS])
{
	for (int i = 0; i < N_THREADS; i++)
		pthread_join(crews[i].thread, NULL);
}

static int kill_and_start(void)
{
	server_kill(&town.server);
	usleep(20000);
	if (server_start(&town.server)) {
		breach("the server does not start again");
		return -1;
	}
	town.port = town.server.port;
	return 0;
}

static int set_back(const char *file)
{
	char why[600];

	server_kill(&town.server);
	if (town_restore(file, why)) {
		breach("restore: %s", why);
		return -1;
	}
	town.port = town.server.port;
	return 0;
}

/* Rounds of work, with a kill in every third, a backup early and a restore late. */
static int play(int rounds, int *n_kills)
{
	struct crew crews[N_THREADS];
	char file[300];
	int outcome = 0;

	snprintf(file, sizeof file, "%s/%s.lf", base_dir, town.part);
	for (int round = 1; outcome == 0 && round <= rounds; round++) {
		struct crew how = { .is_rough = true,
				    .has_work = true,
				    .round = round,
				    .has_latecomers = round > rounds / 3 };

		start_round(crews, how);
		if (round % 3 == 0) {
			usleep((useconds_t)(30000 + rand() % 300000));
			outcome = kill_and_start();
			++*n_kills;
		}
		end_round(crews);
		if (outcome == 0 && round == rounds / 3)
			outcome = town_backup(file);
		if (outcome == 0 && round == 2 * rounds / 3)
			outcome = set_back(file);
	}
	return outcome;
}

/* Everybody has network: until nothing waits, and once more for what the last ones sent. */
static void settle_down(void)
{
	struct crew crews[N_THREADS];
	int waiting = 1;

	for (int tries = 0; tries < 12 && waiting; tries++) {
		start_round(crews, (struct crew){ .has_latecomers = true });
		end_round(crews);
		waiting = 0;
		for (int i = 0; i <= N_PHONES; i++)
			waiting += phone_waiting(&town.phones[i]);
	}
	for (int pass = 0; pass < 2; pass++) {
		start_round(crews, (struct crew){ .has_latecomers = true });
		end_round(crews);
	}
}

static void prove(const char *what, void (*proof)(void))
{
	int64_t before = tale.n_faults;

	proof();
	if (tale.n_faults == before) {
		printf("ok   %s: %s\n", town.part, what);
		n_passed++;
	} else {
		printf("FAIL %s: %s\n", town.part, what);
		n_failed++;
	}
	fflush(stdout);
}

static void story(void)
{
	proof_tale(true);
}

static void run_on(const char *part, const char *url, unsigned seed, int rounds)
{
	int64_t began = clock_ticks();
	int n_kills = 0;
	char why[600] = "";

	memset(&tale, 0, sizeof tale);
	if (town_make(part, url, base_dir, why)) {
		printf("FAIL %s: the town cannot be made: %s\n", part, why);
		n_failed++;
		return;
	}
	for (int i = 0; i <= N_PHONES; i++)
		town.phones[i].seed = seed + (unsigned)i * 7919;
	if (town_fill() == 0 && play(rounds, &n_kills) == 0) {
		settle_down();
		if (tale.n_faults) {
			n_failed++; /* on the way; what it was is printed */
		} else {
			printf("ok   %s: %d rounds, %d kills, a restore (%lld ms)\n", part, rounds,
			       n_kills, (long long)(clock_ticks() - began));
			n_passed++;
		}
		prove("every phone shows what the server has", proof_views);
		prove("nothing acknowledged is lost, every refusal lies in an inbox",
		      proof_commands);
		prove("every conflict is listed", proof_conflicts);
		prove("the server received what it says", proof_counts);
		prove("a replay of everything changes nothing", proof_replay);
		prove("check is clean", proof_check);
		prove("the story had everything in it", story);
	} else {
		n_failed++;
	}
	if (server_stop(&town.server)) {
		printf("FAIL %s: the server does not end in good order\n", part);
		n_failed++;
	}
	town_end();
	printf("     %s: %lld ms\n", part, (long long)(clock_ticks() - began));
}

int main(int argc, char **argv)
{
	unsigned seed = (unsigned)time(NULL);
	const char *pg = getenv("LIANFANG_TEST_PG");
	int rounds = 24;
	char command[200];

	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--pg") == 0)
			pg = argv[i + 1];
		else if (strcmp(argv[i], "--seed") == 0)
			seed = (unsigned)atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--rounds") == 0)
			rounds = atoi(argv[i + 1]);
	}
	crypto_start();
	printf("phones: seed %u\n", seed);
	srand(seed);
	snprintf(base_dir, sizeof base_dir, "%s/lianfang-phones-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(base_dir))
		return 1;
	run_on("sqlite", "", seed, rounds);
	if (pg && *pg)
		run_on("postgres", pg, seed, rounds);
	if (n_failed == 0) {
		snprintf(command, sizeof command, "rm -rf %s", base_dir);
		if (system(command))
			printf("     %s stays\n", base_dir);
	} else {
		printf("     what is left: %s\n", base_dir);
	}
	printf("phones: %d passed, %d failed\n", n_passed, n_failed);
	return n_failed > 0;
}
