/* What changed in the tallies since a command: for live boards.
 *
 * Rule: the reader has checked the reach; these look at one region each. */
#ifndef CHANGES_H
#define CHANGES_H

#include "engine.h"

/* One changed tally: the change of its day, and the sum over all days up to today. */
struct change_of_tally {
	const char *name, *day;
	int64_t n, sum;
};

/* The last command on disk; -1 when the storage failed. */
int64_t changes_head(struct db *db, struct arena *arena);

/* Tallies of one region that commands after `seq` changed, in the arena; returns
 * how many, or -1 when the storage failed. */
int changes_since(struct db *db, struct arena *arena, const char *region, int64_t seq,
		  const char *today, struct change_of_tally **changes);

#endif
