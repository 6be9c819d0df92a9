/* A random world for the reach oracle, and a mirror of it in plain arrays. */
#ifndef WORLD_H
#define WORLD_H

#include "play/play.h"

#define N_REGIONS  80
#define N_HOMES    160
#define N_PEOPLE   260
#define N_SWEEPS   4
#define N_ACCOUNTS 12
#define N_POSTINGS 4 /* per account, at most */
#define N_FAMILIES 6
#define N_THINGS   24

struct home {
	char id[8]; /* "hh0007" */
	const char *region;
	const char *before[16]; /* where it stood earlier, as the journal remembers */
	int n_before;
	bool is_due[N_SWEEPS], is_valid[N_SWEEPS];
};

struct person {
	char id[8]; /* "rr0007" */
	int home;
};

struct posted {
	unsigned role;
	const char *region;
	int64_t from_at, until_at; /* NOT_GIVEN: open-ended */
};

struct account {
	char login[16];
	struct posted postings[N_POSTINGS];
	int n_postings;
};

/* A family's phone, bound to a home. */
struct family {
	char login[24];
	int home;
};

/* A gate with a visitor and a record that does not fit, an exit, a pass, a unit, a team. */
struct thing {
	char id[8]; /* "gg0007": the letters say what it is */
	const char *region;
};

struct sweep_made {
	char id[8]; /* "ss0001" */
	const char *region;
};

struct world {
	struct stage *stage;
	struct play play;
	uint64_t dice;
	const char *regions[N_REGIONS];
	int n_regions, n_grids; /* grids come first */
	struct home homes[N_HOMES + 1];
	int n_homes;
	struct person people[N_PEOPLE];
	int n_people;
	struct sweep_made sweeps[N_SWEEPS];
	int n_sweeps;
	struct account accounts[N_ACCOUNTS];
	int n_accounts;
	struct family families[N_FAMILIES];
	struct thing things[N_THINGS];
};

/* A number from 0 to n - 1; the same for the same seed. */
int world_dice(struct world *world, int n);
/* Make it all through commands; 0, or -1 with world->play.why. */
int world_make(struct world *world, struct stage *stage, uint64_t seed);
/* Move a random household to another grid. */
int world_move(struct world *world);
/* Add a household there. */
int world_add(struct world *world, const char *region);
void world_free(struct world *world);

#endif
