/* From what people type to places: "朝阳里 12号楼 502".
 *
 * Rule: nothing is found by scanning.  Names of regions are looked up whole or by
 * their beginning in the index (name, key), from the left, each inside what the
 * words before it found; what is left over is a door.  Words for the chosen region
 * or one above it are fulfilled by the choice: a list shows them, people copy them. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include "request.h"

#define ADDRESS_PLACES 16 /* of one name that are followed up */

struct place_range {
	char from[KEY_MAX + 1], until[KEY_MAX + 1];
};

struct address {
	struct place_range places[ADDRESS_PLACES];
	int n;
	bool is_cut;      /* more places carry this name than are followed up */
	bool has_place;   /* some words named a region */
	const char *door; /* NULL when nothing was left over */
};

/* Read an address inside the request's range.  0, or -1 with the fault. */
int address_find(struct request *rq, const char *text, struct address *found);

#endif
