/* Making and checking rosters; see roster.h.
 *
 * The search goes from shift to shift, takes for each place the member with the
 * fairest share who may stand there, and looks some shifts ahead: where a later place
 * would find nobody it steps back and takes others.  When N_TRIES steps find no way it
 * fills what it can and goes on. */
#include "roster.h"

#include "clock.h"

#include <stdlib.h>
#include <string.h>

#define N_TRIES      20000
#define N_AHEAD      8 /* shifts: two days of four, nearly three of three */
#define N_SHIFTS_MAX 4096
#define WEEK_MS      (7 * MS_PER_DAY)
#define NIGHT_FROM_H 22
#define NIGHT_TO_H   6

/* Minutes of a span in the nights it touches, and in the one it touches most. */
static int night_minutes(int64_t from_at, int64_t until_at, int *most)
{
	char day[11];
	int64_t night;
	int minutes = 0;

	*most = 0;
	day_of(from_at - MS_PER_DAY, day);
	for (night = day_start(day) + NIGHT_FROM_H * MS_PER_HOUR; night < until_at;
	     night += MS_PER_DAY) {
		int64_t end = night + (24 - NIGHT_FROM_H + NIGHT_TO_H) * MS_PER_HOUR;
		int64_t first = night > from_at ? night : from_at;
		int64_t last = end < until_at ? end : until_at;
		int one = last > first ? (int)((last - first) / MS_PER_MINUTE) : 0;

		minutes += one;
		*most = one > *most ? one : *most;
	}
	return minutes;
}

int roster_night_minutes(int64_t from_at, int64_t until_at)
{
	int most;

	return night_minutes(from_at, until_at, &most);
}

bool roster_is_night(int64_t from_at, int64_t until_at)
{
	int most;

	night_minutes(from_at, until_at, &most);
	return most >= 60;
}

static bool meets(int64_t from_at, int64_t until_at, const struct span *span)
{
	return span->from_at < until_at && span->until_at > from_at;
}

static bool is_away(const struct roster_member *member, const struct roster_shift *shift)
{
	for (int i = 0; i < member->n_away; i++)
		if (meets(shift->from_at, shift->until_at, &member->away[i]))
			return true;
	return false;
}

/* ---- the search ---- */

/* What is known of a member so far; saved and put back when the search steps back. */
struct so_far {
	int64_t free_from; /* end of the latest shift; 0: none */
	int minutes, n_nights;
};

struct search {
	const struct roster_ask *ask;
	struct roster_shift *shifts;
	bool *is_dark;
	int n_left; /* tries left for the place that is searched for */
	struct so_far now[ROSTER_MEMBERS_MAX];
};

static int minutes_of(const struct roster_shift *shift)
{
	return (int)((shift->until_at - shift->from_at) / MS_PER_MINUTE);
}

/* Minutes of a member in the seven days that end with this shift. */
static int week_minutes(const struct roster_shift *shifts, int n, int member, int64_t until_at)
{
	int minutes = 0;

	for (int i = n - 1; i >= 0 && shifts[i].until_at > until_at - WEEK_MS; i--)
		for (int k = 0; k < shifts[i].n_members; k++)
			if (shifts[i].members[k] == member)
				minutes += minutes_of(&shifts[i]);
	return minutes;
}

static bool is_in(const struct roster_shift *shift, int member)
{
	for (int i = 0; i < shift->n_members; i++)
		if (shift->members[i] == member)
			return true;
	return false;
}

static bool may_stand(const struct search *search, int i, int member)
{
	const struct roster_ask *ask = search->ask;
	const struct roster_shift *shift = &search->shifts[i];
	const struct so_far *now = &search->now[member];

	if (is_in(shift, member) || is_away(&ask->members[member], shift))
		return false;
	if (now->free_from && shift->from_at < now->free_from + ask->rest_minutes * MS_PER_MINUTE)
		return false;
	return !ask->most_minutes_week ||
	       week_minutes(search->shifts, i, member, shift->until_at) + minutes_of(shift) <=
		       ask->most_minutes_week;
}

static unsigned skills_of(const struct roster_ask *ask, const struct roster_shift *shift)
{
	unsigned skills = 0;

	for (int i = 0; i < shift->n_members; i++)
		skills |= ask->members[shift->members[i]].skills;
	return skills;
}

/* Smaller is fairer: nights weigh for a night, then hours, then who has rested longest. */
static int compare(const struct search *search, bool is_dark, int a, int b)
{
	const struct so_far *x = &search->now[a], *y = &search->now[b];

	if (is_dark && x->n_nights != y->n_nights)
		return x->n_nights - y->n_nights;
	if (x->minutes != y->minutes)
		return x->minutes - y->minutes;
	if (x->free_from != y->free_from)
		return x->free_from < y->free_from ? -1 : 1;
	return a - b;
}

/* Members who may take the next place of shift i, the fairest first; returns how many. */
static int candidates(const struct search *search, int i, int order[ROSTER_MEMBERS_MAX])
{
	const struct roster_ask *ask = search->ask;
	const struct roster_shift *shift = &search->shifts[i];
	unsigned missing = ask->skills & ~skills_of(ask, shift);
	int n_places = ask->n_least - shift->n_members, n = 0;

	for (int member = 0; member < ask->n_members; member++) {
		int at = n;

		if (!may_stand(search, i, member))
			continue;
		/* The last places belong to those who bring what is missing. */
		if (missing && n_places == 1 && (missing & ~ask->members[member].skills))
			continue;
		while (at > 0 && compare(search, search->is_dark[i], member, order[at - 1]) < 0) {
			order[at] = order[at - 1];
			at--;
		}
		order[at] = member;
		n++;
	}
	return n;
}

static struct so_far put(struct search *search, int i, int member)
{
	struct roster_shift *shift = &search->shifts[i];
	struct so_far was = search->now[member];

	shift->members[shift->n_members++] = member;
	search->now[member].free_from = shift->until_at;
	search->now[member].minutes += minutes_of(shift);
	search->now[member].n_nights += search->is_dark[i];
	return was;
}

static void take_back(struct search *search, int i, int member, struct so_far was)
{
	search->shifts[i].n_members--;
	search->now[member] = was;
}

/* Fill the places from shift i up to the shift `last`: whether that was possible. */
static bool fill(struct search *search, int i, int last)
{
	int order[ROSTER_MEMBERS_MAX], n;

	while (i <= last && search->shifts[i].n_members >= search->ask->n_least)
		i++;
	if (i > last)
		return true;
	if (--search->n_left < 0)
		return false;
	n = candidates(search, i, order);
	for (int k = 0; k < n; k++) {
		struct so_far was = put(search, i, order[k]);

		if (fill(search, i, last))
			return true;
		take_back(search, i, order[k], was);
	}
	return false;
}

static void put_all(struct search *search, int i, const struct roster_shift *chosen)
{
	for (int k = 0; k < chosen->n_members; k++)
		put(search, i, chosen->members[k]);
}

/* Whether shift i can be filled so that those up to `last` can be as well; afterwards
 * only shift i is filled. */
static bool fill_one(struct search *search, int i, int last)
{
	struct so_far before[ROSTER_MEMBERS_MAX];
	struct roster_shift chosen;

	memcpy(before, search->now, sizeof(before));
	search->n_left = N_TRIES;
	if (!fill(search, i, last))
		return false;
	chosen = search->shifts[i];
	for (int k = i; k <= last; k++)
		search->shifts[k].n_members = 0;
	memcpy(search->now, before, sizeof(before));
	put_all(search, i, &chosen);
	return true;
}

/* As many as there are for shift i. */
static void fill_some(struct search *search, int i)
{
	int order[ROSTER_MEMBERS_MAX];

	while (search->shifts[i].n_members < search->ask->n_least &&
	       candidates(search, i, order) > 0)
		put(search, i, order[0]);
}

/* The shifts of the days, empty; how many, or -1. */
static int lay_out(struct arena *arena, const struct roster_ask *ask, struct roster_shift **shifts)
{
	int64_t at = ask->from_at;
	int n = 0;

	if (ask->n_lengths < 1 || ask->n_lengths > ROSTER_SHIFTS_MAX ||
	    ask->n_members > ROSTER_MEMBERS_MAX || ask->n_least < 1 ||
	    ask->n_least > ROSTER_ON_DUTY_MAX || ask->until_at <= ask->from_at)
		return -1;
	*shifts = arena_alloc(arena, N_SHIFTS_MAX * sizeof(**shifts));
	for (; at < ask->until_at; n++) {
		int minutes = ask->lengths[n % ask->n_lengths];

		if (n == N_SHIFTS_MAX || minutes < 1)
			return -1;
		(*shifts)[n].from_at = at;
		at += minutes * MS_PER_MINUTE;
		(*shifts)[n].until_at = at < ask->until_at ? at : ask->until_at;
	}
	return n;
}

int roster_make(struct arena *arena, const struct roster_ask *ask, struct roster_shift **shifts,
		int *n_shifts)
{
	struct search *search = arena_alloc(arena, sizeof(*search));
	int n = lay_out(arena, ask, shifts), n_empty = 0;

	if (n < 0)
		return -1;
	search->ask = ask;
	search->shifts = *shifts;
	search->is_dark = arena_alloc(arena, (size_t)n * sizeof(bool));
	for (int i = 0; i < n; i++)
		search->is_dark[i] = roster_is_night((*shifts)[i].from_at, (*shifts)[i].until_at);
	for (int i = 0; i < ask->n_members; i++)
		search->now[i] = (struct so_far){ .free_from = ask->members[i].free_from,
						  .n_nights = ask->members[i].n_nights };
	for (int i = 0; i < n; i++) {
		int last = i + N_AHEAD < n ? i + N_AHEAD : n - 1;

		if (!fill_one(search, i, last) && !fill_one(search, i, i))
			fill_some(search, i);
		n_empty += ask->n_least - (*shifts)[i].n_members;
	}
	*n_shifts = n;
	return n_empty;
}

/* ---- one shift more ---- */

static int span_minutes(const struct span *span)
{
	return (int)((span->until_at - span->from_at) / MS_PER_MINUTE);
}

/* Minutes in the seven days that end with `until_at`, `more` included. */
static int span_week(const struct span *held, int n_held, const struct span *more, int64_t until_at)
{
	int minutes = 0;

	for (int i = -1; i < n_held; i++) {
		const struct span *span = i < 0 ? more : &held[i];

		if (span->until_at <= until_at && span->until_at > until_at - WEEK_MS)
			minutes += span_minutes(span);
	}
	return minutes;
}

int roster_may_take(const struct span *held, int n_held, struct span more, int rest_minutes,
		    int most_minutes_week)
{
	int64_t rest = rest_minutes * MS_PER_MINUTE;
	struct span wide = { more.from_at - rest, more.until_at + rest };

	for (int i = 0; i < n_held; i++)
		if (meets(more.from_at, more.until_at, &held[i]))
			return ROSTER_DOUBLE;
	for (int i = 0; i < n_held; i++)
		if (meets(held[i].from_at, held[i].until_at, &wide))
			return ROSTER_REST;
	if (!most_minutes_week)
		return -1;
	/* Every week that the new shift lies in ends with it or with a later one. */
	if (span_week(held, n_held, &more, more.until_at) > most_minutes_week)
		return ROSTER_LONG;
	for (int i = 0; i < n_held; i++)
		if (held[i].until_at > more.until_at &&
		    held[i].until_at - WEEK_MS < more.until_at &&
		    span_week(held, n_held, &more, held[i].until_at) > most_minutes_week)
			return ROSTER_LONG;
	return -1;
}

/* ---- the check ---- */

struct check {
	struct arena *arena;
	const struct roster_ask *ask;
	struct roster_shift *shifts; /* by their beginning */
	int n_shifts;
	struct roster_finding *found;
	int n_found;
};

static void note(struct check *check, enum roster_fault fault, int64_t from_at, int64_t until_at,
		 int member)
{
	size_t size = sizeof(*check->found);

	/* Grown by doubling: at 0, 1, 2, 4 … */
	if ((check->n_found & (check->n_found - 1)) == 0)
		check->found = arena_grow(check->arena, check->found, size * (size_t)check->n_found,
					  size * (size_t)(check->n_found ? 2 * check->n_found : 1));
	check->found[check->n_found++] =
		(struct roster_finding){ fault, from_at, until_at, member };
}

static int by_beginning(const void *a, const void *b)
{
	const struct roster_shift *x = a, *y = b;

	return x->from_at != y->from_at ? (x->from_at < y->from_at ? -1 : 1)
					: (x->until_at > y->until_at) - (x->until_at < y->until_at);
}

static int by_time(const void *a, const void *b)
{
	const struct roster_finding *x = a, *y = b;

	return x->from_at != y->from_at ? (x->from_at < y->from_at ? -1 : 1)
	       : x->fault != y->fault   ? (int)x->fault - (int)y->fault
					: x->member - y->member;
}

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Every minute between two neighbouring beginnings or ends has the same people. */
static void check_cover(struct check *check)
{
	const struct roster_ask *ask = check->ask;
	int64_t *edges =
		arena_alloc(check->arena, ((size_t)check->n_shifts * 2 + 2) * sizeof(*edges));
	int n = 0;

	edges[n++] = ask->from_at;
	edges[n++] = ask->until_at;
	for (int i = 0; i < check->n_shifts; i++) {
		edges[n++] = check->shifts[i].from_at;
		edges[n++] = check->shifts[i].until_at;
	}
	qsort(edges, (size_t)n, sizeof(*edges), by_number);
	for (int i = 0; i + 1 < n; i++) {
		struct span piece = { edges[i], edges[i + 1] };
		int n_there = 0;

		if (piece.from_at == piece.until_at || piece.from_at < ask->from_at ||
		    piece.until_at > ask->until_at)
			continue;
		for (int k = 0; k < check->n_shifts; k++)
			if (meets(check->shifts[k].from_at, check->shifts[k].until_at, &piece))
				n_there += check->shifts[k].n_members;
		if (n_there < ask->n_least)
			note(check, n_there ? ROSTER_FEW : ROSTER_GAP, piece.from_at,
			     piece.until_at, -1);
	}
}

static void check_member(struct check *check, int member)
{
	const struct roster_ask *ask = check->ask;
	int64_t free_from = ask->members[member].free_from;

	for (int i = 0; i < check->n_shifts; i++) {
		const struct roster_shift *shift = &check->shifts[i];

		if (!is_in(shift, member))
			continue;
		if (is_away(&ask->members[member], shift))
			note(check, ROSTER_AWAY, shift->from_at, shift->until_at, member);
		if (free_from && shift->from_at < free_from)
			note(check, ROSTER_DOUBLE, shift->from_at, shift->until_at, member);
		else if (free_from &&
			 shift->from_at < free_from + ask->rest_minutes * MS_PER_MINUTE)
			note(check, ROSTER_REST, shift->from_at, shift->until_at, member);
		if (shift->until_at > free_from)
			free_from = shift->until_at;
		if (ask->most_minutes_week &&
		    week_minutes(check->shifts, i + 1, member, shift->until_at) >
			    ask->most_minutes_week)
			note(check, ROSTER_LONG, shift->from_at, shift->until_at, member);
	}
}

int roster_check(struct arena *arena, const struct roster_ask *ask,
		 const struct roster_shift *shifts, int n_shifts, struct roster_finding **findings)
{
	struct check check = { .arena = arena, .ask = ask, .n_shifts = n_shifts };

	check.shifts = arena_alloc(arena, (size_t)n_shifts * sizeof(*shifts) + 1);
	if (n_shifts)
		memcpy(check.shifts, shifts, (size_t)n_shifts * sizeof(*shifts));
	qsort(check.shifts, (size_t)n_shifts, sizeof(*shifts), by_beginning);
	check_cover(&check);
	for (int i = 0; i < ask->n_members; i++)
		check_member(&check, i);
	for (int i = 0; i < n_shifts; i++)
		if (check.shifts[i].n_members && (ask->skills & ~skills_of(ask, &check.shifts[i])))
			note(&check, ROSTER_SKILL, check.shifts[i].from_at,
			     check.shifts[i].until_at, -1);
	if (check.n_found)
		qsort(check.found, (size_t)check.n_found, sizeof(*check.found), by_time);
	*findings = check.found;
	return check.n_found;
}
