/* What the parts of the demo share: the embedded data, the dice, the plan of
 * the territory, people, and the pipe that sends commands.
 *
 * Rule: chance comes from `struct dice` only, never from the clock or the machine. */
#ifndef DEMO_PARTS_H
#define DEMO_PARTS_H

#include "clock.h"
#include "actor.h"

/* ---- dice ---- */

struct dice {
	uint64_t state;
};

/* A stream of its own for one purpose ("street names") and place. */
struct dice dice_for(uint64_t seed, const char *purpose, const char *place);
uint64_t dice_roll(struct dice *dice);
int dice_below(struct dice *dice, int n);      /* 0 … n-1 */
double dice_share(struct dice *dice);          /* 0 … <1 */
bool dice_is(struct dice *dice, double share); /* true with this chance */
double dice_normal(struct dice *dice, double mean, double deviation);

/* Write a number with exactly `n` digits and a NUL; returns the NUL's place. */
char *put_digits(char *to, int n, int64_t number);

/* ---- data ---- */

#define N_AGES 19 /* census groups: 0, 1-4, 5-9, …, 80-84, 85+ */

struct demo_region {
	char key[KEY_MAX + 1];
	const char *code, *parent_code, *name, *kind;
	int level;
};

struct demo_census {
	char key[KEY_MAX + 1];
	int64_t persons;
	double men_per_100_women;
	double elsewhere; /* share registered elsewhere, floating included */
	double floating;  /* share registered outside the province */
	double ages[N_AGES];
	double in_families; /* share of people in family households */
	double mean_size, one_person;
	double generations[3]; /* one, two, three or more */
};

struct demo_given {
	const char *text;
	bool is_man, is_woman;
	int n_characters;
};

struct demo_data {
	struct demo_region *regions; /* in key order */
	int n_regions;
	struct demo_census *census;
	int n_census;
	const char **surnames;
	double *surname_sums; /* running sum of the weights */
	int n_surnames;
	struct demo_given *givens;
	int n_givens;
	int *givens_of[2][3]; /* [woman, man][characters] */
	int n_givens_of[2][3];
	const char **prefixes;
	int n_prefixes;
	double building_doors[9], compound_buildings[9]; /* 0, 5 … 95, 99, 100 % */
};

/* Read the files embedded in the binary; everything lives in the arena. */
struct demo_data *demo_data_read(struct arena *arena);
/* A draw from quantiles at 0, 5, 10, 25, 50, 75, 90, 95, 99 %. */
double demo_draw(struct dice *dice, const double quantiles[9]);
/* An invented name; `surname` is an index or -1 for any.  Writes the surname used. */
void demo_name(const struct demo_data *data, struct dice *dice, bool is_man, int *surname,
	       char out[64]);

/* ---- plan ---- */

enum demo_size { DEMO_STREET, DEMO_DISTRICT, DEMO_CITY };

/* A community with people in it. */
struct demo_community {
	const struct demo_region *region;
	const struct demo_census *census;
	bool is_rural;
	double weight;
	int64_t persons;
	int64_t homes, rooms, vacant, shops; /* rooms: of collective households */
	int n_grids;
};

struct demo_plan {
	enum demo_size size;
	uint64_t seed;
	const char *scope;                  /* key of the part that has people */
	struct demo_community *communities; /* in key order, within scope */
	int n_communities;
	int64_t n_persons, n_doors, n_grids;
};

struct demo_plan *demo_plan_make(struct arena *arena, const struct demo_data *data,
				 enum demo_size size, uint64_t seed);

/* One building of a community, as demo_walk meets it. */
struct demo_building {
	char grid[KEY_MAX + 1], compound[KEY_MAX + 1],
		key[KEY_MAX + 1]; /* compound "" in a village */
	char compound_name[64], name[64];
	int i_grid, number;
	int doors, stairwells, floors, per_landing;
	bool is_new_grid, is_new_compound, is_dormitory, is_shops, is_rural;
};

/* Walk a community's buildings in key order; returns when `each` was called for all. */
void demo_walk(const struct demo_plan *plan, const struct demo_data *data,
	       const struct demo_community *community,
	       void (*each)(void *self, const struct demo_building *building), void *self);

/* ---- people ---- */

enum { MAX_MEMBERS = 9 };

struct demo_person {
	bool is_man, is_floating, is_elsewhere;
	int birth_year, group;
	const char *relation; /* as resident.add says it */
	int surname;
};

/* What a district has so far, so that each household moves it towards the census. */
struct demo_quota {
	const struct demo_census *census;
	int64_t n, n_men, n_by_age[N_AGES];
	int64_t n_floating, n_elsewhere;
	int64_t n_homes, n_one_person, n_in_families;
};

/* Size of a family household with this mean over all sizes. */
int demo_family_size(const struct demo_census *census, struct dice *dice, double mean);
/* The `n` members of one family household, or of a dormitory room, counted into the quota. */
int demo_family(struct demo_quota *quota, struct dice *dice, int year, int n,
		struct demo_person *out);
int demo_room(struct demo_quota *quota, struct dice *dice, int year, int n,
	      struct demo_person *out);

/* An ID number that nobody has, and an invented phone; `serial` is unique per person. */
void demo_id_number(int64_t serial, const struct demo_person *person, char out[19]);
void demo_phone(const struct demo_data *data, struct dice *dice, int64_t serial, char out[12]);

/* ---- pipe ---- */

struct pipe;
struct demo;

/* Send commands with many in flight; each counts as a row of the demo. */
struct pipe *pipe_open(struct demo *demo, const char *label, int64_t expected);
/* Start a command: the record is all absent and lives until it is answered. */
void pipe_start(struct pipe *pipe, const struct actor *actor, const char *command,
		const char *region, const char *id);
void pipe_text(struct pipe *pipe, const char *field,
	       const char *text); /* text, day, ref, region, choice */
void pipe_int(struct pipe *pipe, const char *field, int64_t number); /* int, flag, at */
void pipe_json(struct pipe *pipe, const char *field, const char *json);
/* Queue it; waits while too many are in flight. */
void pipe_send(struct pipe *pipe);
/* Wait until all are answered. */
void pipe_wait(struct pipe *pipe);
/* Wait, finish the progress line; returns how many were refused, with the first
 * reason in why[300]. */
int64_t pipe_close(struct pipe *pipe, char why[300]);

/* ---- the demo itself ---- */

/* A door of the street where a sweep is under way. */
struct demo_door {
	int64_t serial; /* household id h<serial> */
	char grid[KEY_MAX + 1];
	char region[KEY_MAX + 1];
	bool is_vacant;
};

struct demo {
	struct engine *engine;
	struct arena *arena;
	struct demo_data *data;
	struct demo_plan *plan;
	struct actor program;
	struct demo_door *doors; /* of the street, in key order */
	int n_doors, doors_size;
	const char *hole;            /* the community of the street where nobody is posted */
	char hole_grid[KEY_MAX + 1]; /* a grid of it without a worker */
	const char *keeper;          /* login of somebody who stands at a gate now */
	int64_t n_households, n_residents, n_rows; /* made so far */
};

#define DEMO_STREET_KEY "120113001" /* 果园新村街道 of 北辰区: twelve communities */

/* Steps, in order; 0, or -1 with the reason in why[300]. */
int demo_territory(struct demo *demo, char why[300]); /* demo_load.c */
int demo_residents(struct demo *demo, char why[300]);
int demo_staff(struct demo *demo, char why[300]);                    /* demo_staff.c */
int demo_cadre(struct demo *demo, char why[300]);                    /* demo_cadre.c */
int demo_orders_past(struct demo *demo, int64_t now, char why[300]); /* demo_orders.c */
int demo_sweep(struct demo *demo, int64_t now, char why[300]);       /* demo_sweep.c */
int demo_volunteers(struct demo *demo, int64_t now, char why[300]);  /* demo_volunteers.c */
int demo_orders_now(struct demo *demo, int64_t now, char why[300]);
int demo_duty(struct demo *demo, int64_t now, char why[300]); /* demo_duty.c */
/* Called by demo_cadre with the places that are served: signers, leave, liaison, teams. */
int demo_units(struct demo *demo, const struct demo_region **places, int n_places, int n_leaders,
	       char why[300]); /* demo_units.c */

/* Move the program's clock to this instant; it runs on from there. */
void demo_clock_set(int64_t at);

/* Give the accounts a visitor needs a password each, and print them. */
int demo_logins(struct demo *demo, char why[300]);

/* Ids of the demo: fixed width, so that they append to their index. */
void demo_household_id(int64_t serial, char out[16]);
void demo_resident_id(int64_t serial, char out[16]);
/* Login of whoever answers for a region: "chief-120113001", "grid-120113001001001". */
void demo_login(const char *post, const char *key, char out[64]);
/* Whether the demo leaves this region without anybody, so that holes show. */
bool demo_is_hole(const struct demo *demo, const char *key, int level);

#endif
