/* How a household looks in a list: its place, its door, a masked head.
 *
 * Rule: a list never shows a name in clear. */
#ifndef HOUSEHOLD_ROW_H
#define HOUSEHOLD_ROW_H

#include "people.h"
#include "region.h"

extern const struct shape household_row_shape;

/* Columns for household_row_write; `found` is a query of rows of household. */
#define HOUSEHOLD_ROWS(found)                                                                      \
	"SELECT h.id, h.seq, h.region, g.name, " BUILDING_NAME                                     \
	", h.door, h.floor, h.kind, h.state, "                                                     \
	"h.since_day, (SELECT count(*) FROM resident r WHERE r.region = h.region "                 \
	"AND r.household = h.seq AND r.until_day IS NULL), "                                       \
	"(SELECT j.sealed FROM resident r JOIN journal j ON j.seq = r.secrets WHERE r.region = "   \
	"h.region AND r.household = h.seq "                                                        \
	"AND r.until_day IS NULL ORDER BY r.relation, r.seq LIMIT 1) FROM (" found ") h "          \
	"LEFT JOIN region g ON g.key = h.region " JOIN_BUILDING("h.region")

/* Write one row of such a query without its braces. */
void household_row_write(struct request *rq, const struct rows *rows);

/* A page of `rows`: at most page_limit, with the cursor of the next. */
int household_rows_reply(struct request *rq, struct rows *rows, int64_t limit, int64_t count);

#endif
