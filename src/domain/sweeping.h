/* Sweeps, as the rooms share them: the list that is due, its doors, its tallies.
 *
 * Rule: what is due was frozen at the start; a door is added, taken off or
 * carried to another region only here, with its tallies, in the same command. */
#ifndef SWEEPING_H
#define SWEEPING_H

#include "request.h"

enum sweep_state { SWEEP_FREEZING, SWEEP_OPEN, SWEEP_CLOSED };
extern const char *const sweep_states[];
enum sweep_kind { SWEEP_VISIT, SWEEP_PHONE, SWEEP_TEMPERATURE, SWEEP_LEAFLET, SWEEP_OTHER };
extern const char *const sweep_kinds[];
enum sweep_target { TARGET_HOUSEHOLD, TARGET_PERSON };
extern const char *const sweep_targets[];

/* How a door stands.  Valid records are done, vacant, moved, demolished without
 * an open conflict; coverage is valid ÷ due. */
enum door_state {
	DOOR_NONE,
	DOOR_DONE,
	DOOR_ABSENT,
	DOOR_REFUSED,
	DOOR_VACANT,
	DOOR_MOVED,
	DOOR_DEMOLISHED,
	N_DOOR_STATES
};
extern const char *const door_states[];
enum channel { BY_DOOR, BY_PHONE, BY_GROUP, BY_SELF, BY_PAPER };
extern const char *const channels[];

/* Whether a state counts as a valid record. */
bool door_is_valid(int state);

struct sweep {
	int64_t seq;
	const char *id, *region, *title, *from_day, *until_day;
	int kind, target, is_daily, state;
	/* While n_left parts of the list of list_day wait to be frozen as of as_of. */
	int64_t n_left, as_of;
	const char *list_day;
};

/* The sweep with this id; 0, or -1 with fault 4801.  It may lie above the
 * request's region: a district's sweep is recorded door by door. */
int sweep_find(struct request *rq, const char *id, struct sweep *found);

/* All sweeps that are not closed, oldest first (they are few); NULL and 0 when
 * there are none, or with the fault. */
struct sweep *sweeps_alive(struct request *rq, int *n);
/* The closed ones too. */
struct sweep *sweeps_all(struct request *rq, int *n);

/* Id and title of a sweep by its number; NULLs when there is none. */
void sweep_name(struct request *rq, int64_t seq, const char **id, const char **title);

/* Day of the list meant: a daily sweep has one list a day (default today, or its
 * last day), every other one list, filed under its first day. */
const char *sweep_day(const struct request *rq, const struct sweep *sweep, const char *day);

/* Name of a tally of the sweep, "sweep.12.due", in the arena. */
const char *sweep_tally_name(struct request *rq, int64_t sweep, const char *what);

/* Sweeps are counted on write from the grid upward; below it the few hundred doors of
 * the grid are read.  A tally a building would be one more page in every commit. */
#define SWEEP_COUNTED_TO LEVEL_GRID

/* What a door counts as: "conflict" while one is open on it, else its state; NULL
 * before the first record. */
const char *door_figure(int state, bool has_conflict);

/* Count a door in (n = 1) or out (-1) under its region: due, and what it counts as. */
void door_tally(struct request *rq, int64_t sweep, const char *region, const char *day, int state,
		bool has_conflict, int64_t n);

/* Part of what is due: households in regions from … until (a key range) with seq
 * first … last, as they were when command `as_of` was accepted. */
struct part {
	const char *from, *until;
	int64_t first, last, as_of;
	bool is_one_region; /* from … until holds one region only */
};

/* Put the doors of a part on the list of `day`, those that are not on it yet.
 * 0 or -1 with the fault. */
int sweeping_freeze(struct request *rq, const struct sweep *sweep, const char *day,
		    const struct part *part);

/* Freeze the list of `day`, at once where at most 50,000 are due, else plan it as
 * timers of sweep.freeze over parts of about 2,000; a daily sweep gets the timer
 * of its next day.  0 or -1. */
int sweeping_plan(struct request *rq, const struct sweep *sweep, const char *day);

/* Let the clock plan the list of `day` at `due_at`. */
int sweeping_wait(struct request *rq, const struct sweep *sweep, const char *day, int64_t due_at);

/* The seed of the re-check, sealed and opened again. */
const void *sweep_seal_seed(struct request *rq, const char *seed, size_t *n);
const char *sweep_seed(struct request *rq, const void *sealed, size_t n);

/* The counts of one list in one region, from tallies; below the grid from the doors.
 * A disputed door counts as a conflict only; valid is done, vacant, moved and demolished. */
enum figure {
	DUE,
	VALID,
	CONFLICT,
	F_DONE,
	F_ABSENT,
	F_REFUSED,
	F_VACANT,
	F_MOVED,
	F_DEMOLISHED,
	N_FIGURES
};
/* "due", "conflict", "done" … as in the tallies; "valid", which is a sum, has none. */
extern const char *const figure_names[N_FIGURES];
/* Add a count by the last part of its tally's name ("sweep.12.done"). */
void sweep_figure_add(int64_t figures[N_FIGURES], const char *tally_name, int64_t n);
int sweep_figures(struct request *rq, const struct sweep *sweep, const char *region,
		  const char *day, int64_t figures[N_FIGURES]);
/* valid ÷ due; NaN when nothing is due: what is typed as 100 % does not exist. */
double sweep_coverage(const int64_t figures[N_FIGURES]);

/* For the room's hooks: faults of doors and visits, and the tallies from the facts. */
int sweeping_faults(struct request *rq, void (*found)(void *self, const char *sentence),
		    void *self);
int sweeping_recount(struct request *rq);

/* Carry the doors of households first … last of region `from` to region `to` in
 * every sweep that is not closed: its one list, or the daily lists from `day` on. */
int sweeping_move(struct request *rq, const char *from, const char *to, int64_t first, int64_t last,
		  const char *day);

/* The same for one person who changes household, in sweeps of persons. */
int sweeping_move_person(struct request *rq, int64_t resident, int64_t from_household,
			 const char *from, int64_t to_household, const char *to, const char *day);

#endif
