/* How often those who go from door to door were sent to ask, and how often doors were.
 *
 * Rule: it is load, counted so that it can be lowered; nobody is compared by it.
 * A family that reports by itself, through a group's link or its own page, is no
 * load on the worker and is not counted. */
#ifndef ASKING_H
#define ASKING_H

#include "request.h"

/* Count one record that `account` made at a door of this region at the instant `at`:
 * tally "asked.<account>" of the grid and the day, of the grid alone. */
void asking_count(struct request *rq, const char *region, int channel, int64_t account, int64_t at);

/* The same again from all records, for rebuild-tallies.  0 or -1. */
int asking_recount(struct request *rq);

/* Labels of the questions that both lists hold, written as a JSON list; returns how many. */
int questions_repeated(struct buf *out, const struct json *now, const struct json *before);

#endif
