/* Comparing two editions of the official table of regions.
 *
 * Rule: a unit is the same as long as its code stays; one whose code is gone is
 * the same as a new one of the same name in the same district, if neither name
 * occurs twice there; a street of which more than half the communities turn up
 * in a new street of another district was transferred with them. */
#ifndef EDITION_H
#define EDITION_H

#include "region.h"

/* A unit of one edition; `match` is the same unit in the other one. */
struct unit {
	const char *code, *parent_code, *name, *kind, *key; /* key: of a region there is */
	int64_t level;
	struct unit *parent; /* in the same edition; NULL at its top */
	struct unit *match;
	const char *valid_from, *parent_key;
};

struct units {
	struct unit *list; /* in order of code */
	int n, size;
};

struct unit *units_add(struct arena *arena, struct units *units);
/* Sort by code and find the parents. */
void units_ready(struct units *units);
struct unit *units_find(const struct units *units, const char *code);

/* Find the matches between the old and the new edition. */
void editions_match(struct arena *arena, struct units *old_units, struct units *new_units);

#endif
