/* What a phone carries of a region: by table, columns once and then rows as lists, and
 * the numbers of what left the region.
 *
 * Rule: names travel masked, telephones too; whoever reads a packet takes `gone` first,
 * then the tables, and drops the records of a disputed door whenever the door comes anew. */
#ifndef PACKING_H
#define PACKING_H

#include "request.h"

/* Commands after this one, up to and with that one. */
struct span {
	int64_t after, up_to;
};

/* Where a packet of at most `limit` rows ends: span->up_to, or earlier, after as many whole
 * commands as fit.  1 when something is left for the next packet, 0 when not, -1 with the fault. */
int packing_end(struct request *rq, const struct span *span, int64_t limit, int64_t *end);

/* Write "tables" and "gone" of the request's region into its reply.  0 or -1. */
int packing_write(struct request *rq, const struct span *span, bool has_people);

#endif
