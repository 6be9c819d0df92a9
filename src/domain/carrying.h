/* What goes along when a place gets another key: statements over everything that stands
 * under one, for each file of the domain that keeps such rows.
 *
 * Rule: rows go with their place, and their tallies and timers with them.  Both ends were
 * checked by the command that changes the territory, so statements here are free. */
#ifndef CARRYING_H
#define CARRYING_H

#include "request.h"

/* From the keys `from` … before `end`, to the same below `to`; a change from `day` on. */
struct way {
	const char *from, *end, *to, *day;
};

/* SQL: the key lies on the way and is not over yet; $1 from, $2 end, $3 day. */
#define ON_THE_WAY(key)                                                                            \
	key " >= $1 AND " key " < $2 AND EXISTS (SELECT 1 FROM region r WHERE r.key = " key        \
	    " AND (r.valid_until IS NULL OR r.valid_until > $3))"
/* SQL: the key after the move; $4 to, $5 length of `from` and one. */
#define MOVED_KEY(key)   "CAST($4 AS text) || substr(" key ", CAST($5 AS integer))"
#define MOVE(table, key) "UPDATE " table " SET " key " = " MOVED_KEY(key) " WHERE " ON_THE_WAY(key)

/* Run statements with $1 … $5 as above; 0 or -1. */
int carry_run(struct request *rq, const struct way *way, const char *const *statements, int n);

/* The key that an old one becomes. */
const char *carry_key(struct request *rq, const struct way *way, const char *old);

/* Rows of region, instant (or null) and count, from a query with $1 … $3: tallies of this
 * name that move, on the instant's day. */
int carry_tally(struct request *rq, const struct way *way, const char *name, const char *sql);

/* The parts, each in a file of its own; 0 or -1. */
int staff_carry(struct request *rq, const struct way *way);
int duty_carry(struct request *rq, const struct way *way);
int gates_carry(struct request *rq, const struct way *way);
int orders_carry(struct request *rq, const struct way *way);

#endif
