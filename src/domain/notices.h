/* What open screens must hear at once: a response level that counts, an order that moved.
 *
 * Rule (SC-02): within seconds on every open screen; of an order, only those hear who
 * watch over the place or are meant. */
#ifndef NOTICES_H
#define NOTICES_H

#include "engine.h"

struct notice {
	bool is_order; /* else a response level */
	int64_t seq;   /* of the order */
	const char *id, *region, *level;
};
#define N_NOTICES_MAX 64

/* What commands after `seq` brought, the earliest first, in the arena.  Moves `seq` on,
 * at most to `head`.  How many, or -1 when the storage failed. */
int notices_since(struct db *db, struct arena *arena, int64_t *seq, int64_t head, int64_t now,
		  struct notice notices[N_NOTICES_MAX]);

/* Whether a command after `seq` sent the order to this account, or let somebody climb to
 * it: 1, 0, -1. */
int notice_is_for(struct db *db, struct arena *arena, const struct notice *notice, int64_t account,
		  int64_t seq);

#endif
