/* The order in which doors are walked: building, stairwell, floor, door.
 *
 * Rule: stairwells are not joined above the ground, so one is finished before the
 * next; web/shared/walk.ts keeps the same order. */
#ifndef WALK_H
#define WALK_H

#include "base.h"

/* Where a door is; floor NOT_GIVEN comes before the ground. */
struct walk_door {
	const char *region, *door;
	int64_t floor;
};

/* As people count: runs of digits by their number, everything else by bytes. */
int walk_natural(const char *a, const char *b);

/* By stairwell, which is a region or what stands before the number ("1-102"), then by
 * floor: 0 on one floor of one stairwell. */
int walk_floor_order(const struct walk_door *a, const struct walk_door *b);

/* The same, then by door: 302 after 31 and before 1001. */
int walk_order(const struct walk_door *a, const struct walk_door *b);

#endif
