/* Rosters: who is on duty at one post, shift by shift, for days ahead.
 *
 * Made by a search and then edited by hand; both are held against the same rules.
 * Rule: a hole is never hidden: what cannot be filled is said, shift by shift, and
 * the shift stays empty (JY-07: day and night without a gap of a minute). */
#ifndef ROSTER_H
#define ROSTER_H

#include "arena.h"

#define ROSTER_MEMBERS_MAX 64 /* of one group */
#define ROSTER_ON_DUTY_MAX 12 /* at one post at a time */
#define ROSTER_SHIFTS_MAX  12 /* of one day */

struct span {
	int64_t from_at, until_at; /* ms */
};

struct roster_member {
	unsigned skills;         /* bits as the caller names them */
	const struct span *away; /* leave, other posts, stand-by elsewhere */
	int n_away;
	int64_t free_from; /* ms: end of the last shift before these days; 0: none */
	int n_nights;      /* done lately, for a fair share */
};

struct roster_ask {
	const struct roster_member *members;
	int n_members;
	int64_t from_at, until_at;      /* ms; the days to fill, whole shifts */
	int lengths[ROSTER_SHIFTS_MAX]; /* minutes of each shift, one after the other … */
	int n_lengths;                  /* … and then from the first again */
	int n_least;                    /* on duty at any minute */
	unsigned skills;                /* each of these bits by somebody on every shift */
	int rest_minutes;               /* between two shifts of a person */
	int most_minutes_week;          /* of a person in any seven days; 0: no limit */
};

struct roster_shift {
	int64_t from_at, until_at;
	int members[ROSTER_ON_DUTY_MAX]; /* indexes into the ask's members */
	int n_members;
};

/* Fill the days.  The shifts live in the arena, `n_shifts` is written; members are left
 * out of a shift only where the search found nobody.  Returns how many places stayed
 * empty, or -1 when the ask itself makes no sense (no shift, too many members or days). */
int roster_make(struct arena *arena, const struct roster_ask *ask, struct roster_shift **shifts,
		int *n_shifts);

enum roster_fault {
	ROSTER_GAP,    /* nobody from from_at to until_at */
	ROSTER_FEW,    /* somebody, but fewer than n_least */
	ROSTER_DOUBLE, /* a member in two shifts at once */
	ROSTER_REST,   /* too little rest before the shift */
	ROSTER_AWAY,   /* a member is away */
	ROSTER_SKILL,  /* a needed skill is missing */
	ROSTER_LONG,   /* more than most_minutes_week */
};

struct roster_finding {
	enum roster_fault fault;
	int64_t from_at, until_at;
	int member; /* -1: nobody in particular */
};

/* Hold shifts (made or edited, in any order) against the rules; the findings, earliest
 * first, live in the arena.  Returns how many there are. */
int roster_check(struct arena *arena, const struct roster_ask *ask,
		 const struct roster_shift *shifts, int n_shifts, struct roster_finding **findings);

/* Whether somebody who has these shifts (in any order; without one that is given away) may
 * take `more` as well: -1 when nothing speaks against it, else the first of ROSTER_DOUBLE,
 * ROSTER_REST (before or after it) and ROSTER_LONG. */
int roster_may_take(const struct span *held, int n_held, struct span more, int rest_minutes,
		    int most_minutes_week);

/* Whether a span touches the night, 22:00 to 06:00 Beijing time, by an hour or more. */
bool roster_is_night(int64_t from_at, int64_t until_at);

/* Minutes of a span between 22:00 and 06:00 Beijing time. */
int roster_night_minutes(int64_t from_at, int64_t until_at);

#endif
