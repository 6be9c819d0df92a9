/* Whom an order is for: everybody posted in some roles, a team, the pool that lives there.
 *
 * Rule (BH-13 以社区令为令): one order reaches one person once, whatever brings him in. */
#ifndef ORDER_PEOPLE_H
#define ORDER_PEOPLE_H

#include "ordering.h"

/* Read `to`: {"roles":[…], "levels":[…], "team":"…", "living":true} into the order.
 * 0, or -1 with 6703, or 6201 for the team. */
int order_people_read(struct request *rq, const struct json *to, struct order *order);
/* Write it again. */
void order_people_write(struct request *rq, struct buf *out, const struct order *order);

/* How many people it is for, and the last of each part of ORDER_PART but the last one in
 * the arena; -1 when the storage failed. */
int64_t order_people_count(struct request *rq, const struct order *order, int64_t **ends,
			   int *n_ends);

/* Send it to part number `part`: people after `after` up to and with `until`.  Returns how
 * many, or -1. */
int64_t order_people_send(struct request *rq, const struct order *order, int64_t part,
			  int64_t after, int64_t until);

#endif
