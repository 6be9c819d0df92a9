/* How a door of a sweep looks in a list: place, state, who to ask for, masked.
 *
 * Rule: door lists show no name in clear; the worker rings at a door. */
#ifndef DOOR_ROW_H
#define DOOR_ROW_H

#include "people.h"
#include "region.h"
#include "sweeping.h"

struct door_row {
	const char *sweep, *title, *day; /* NULL where the list is of one sweep */
	const char *household, *region, *place, *building, *door;
	int64_t floor;
	int state, channel; /* channel -1 before the first record */
	int64_t n_tries;
	const char *next_visit, *reason;
	int64_t visit, conflict; /* NOT_GIVEN */
	const char *head, *resident, *resident_name;
	const struct json *records;
	int64_t household_seq, resident_seq;
	/* Of the sweep by lists over several. */
	int64_t sweep_seq;
};

extern const struct shape door_row_shape;

/* Rows of a query of doors, for door_row_from. */
#define DOOR_ROWS(found)                                                                           \
	"SELECT d.sweep, d.day, d.region, d.household, d.resident, d.state, d.channel, "           \
	"d.n_tries, d.visit, d.conflict, d.next_visit, d.reason, h.id, h.door, h.floor, "          \
	"g.name, " BUILDING_NAME                                                                   \
	", (SELECT j.sealed FROM resident p JOIN journal j ON j.seq = p.secrets WHERE "            \
	"p.region = h.region "                                                                     \
	"AND p.household = h.seq AND p.until_day IS NULL ORDER BY p.relation, p.seq LIMIT 1), "    \
	"r.id, " SEALED_OF("r") " FROM (" found ") d JOIN household h ON h.seq = d.household "     \
				"LEFT JOIN resident r ON r.seq = d.resident LEFT JOIN region g "   \
				"ON g.key = d.region " JOIN_BUILDING("d.region")

struct door_row door_row_from(struct request *rq, const struct rows *rows);
void door_row_write(struct request *rq, const struct door_row *row);

/* The doors still to do in the request's region, in the order one walks them:
 * building, stairwell, floor, door.  NULL and 0 when all is done; refused with 4813
 * when the region has more than 5,000 doors on the list. */
struct door_row *doors_missing(struct request *rq, const struct sweep *sweep, const char *day,
			       int *n);

/* Whether both are on one floor of one stairwell. */
bool doors_share_floor(const struct door_row *a, const struct door_row *b);

#endif
