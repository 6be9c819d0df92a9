/* Doors in lists; see door_row.h.
 *
 * Rule: doors stand in the order of a walk (walk.h). */
#include "door_row.h"

#include "figures.h"
#include "walk.h"

#define MOST_DOORS 5000 /* a work list is one worker's, a share text one building's */

#define REC struct door_row
static const struct field row_fields[] = {
	REF(sweep, "sweep", .label = "Sweep"),
	TEXT(title, 1, 100, .label = "Title of the sweep"),
	DAY(day, .label = "Day of the list"),
	REF(household, "household", .label = "Household"),
	REGION(region, .label = "Region"),
	TEXT(place, 1, 100, .label = "Name of the region"),
	TEXT(building, 1, 100, .label = "Building"),
	INT(floor, 0, 0, .label = "Floor"),
	TEXT(door, 1, 60, .label = "Door"),
	CHOICE(state, door_states, .label = "State"),
	CHOICE(channel, channels, .label = "Channel"),
	INT(n_tries, 0, 0, .label = "Tries"),
	DAY(next_visit, .label = "Next visit"),
	TEXT(reason, 1, 200, .label = "Reason"),
	INT(visit, 0, 0, .label = "Record that counts"),
	INT(conflict, 0, 0, .label = "Record that disagrees"),
	TEXT(head, 1, 60, .label = "Head of the household", .secret = SECRET_NAME),
	REF(resident, "resident", .label = "Resident"),
	TEXT(resident_name, 1, 60, .label = "Resident's name", .secret = SECRET_NAME),
	JSON(records, 1 << 16, .label = "The records that disagree"),
};
const struct shape door_row_shape = SHAPE(row_fields);
#undef REC

struct door_row door_row_from(struct request *rq, const struct rows *rows)
{
	struct arena *arena = rq->arena;

	return (struct door_row){
		.sweep_seq = rows_int(rows, 0),
		.day = arena_text(arena, rows_text(rows, 1)),
		.region = arena_text(arena, rows_text(rows, 2)),
		.household_seq = rows_int(rows, 3),
		.resident_seq = rows_int(rows, 4),
		.state = (int)rows_int(rows, 5),
		.channel = rows_is_null(rows, 6) ? -1 : (int)rows_int(rows, 6),
		.n_tries = rows_int(rows, 7),
		.visit = rows_int(rows, 8),
		.conflict = rows_int(rows, 9),
		.next_visit = arena_text(arena, rows_text(rows, 10)),
		.reason = arena_text(arena, rows_text(rows, 11)),
		.household = arena_text(arena, rows_text(rows, 12)),
		.door = arena_text(arena, rows_text(rows, 13)),
		.floor = rows_int(rows, 14),
		.place = arena_text(arena, rows_text(rows, 15)),
		.building = arena_text(arena, rows_text(rows, 16)),
		.head = person_from(rq, rows, 17).name,
		.resident = arena_text(arena, rows_text(rows, 18)),
		.resident_name = person_from(rq, rows, 19).name,
	};
}

void door_row_write(struct request *rq, const struct door_row *row)
{
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &door_row_shape, row, SECRETS_MASKED);
	out_end_object(&rq->reply);
}

static struct walk_door door_at(const struct door_row *row)
{
	return (struct walk_door){ row->region, row->door, row->floor };
}

bool doors_share_floor(const struct door_row *a, const struct door_row *b)
{
	struct walk_door one = door_at(a), two = door_at(b);

	return walk_floor_order(&one, &two) == 0;
}

static int list_order(const void *left, const void *right)
{
	const struct door_row *a = left, *b = right;
	struct walk_door one = door_at(a), two = door_at(b);
	int order = walk_order(&one, &two);

	if (!order)
		order = (a->household_seq > b->household_seq) -
			(a->household_seq < b->household_seq);
	return order ? order
		     : (a->resident_seq > b->resident_seq) - (a->resident_seq < b->resident_seq);
}

struct door_row *doors_missing(struct request *rq, const struct sweep *sweep, const char *day,
			       int *n)
{
	int64_t figures[N_FIGURES];
	struct door_row *list = NULL;
	struct rows *rows;
	int size = 0;

	*n = 0;
	if (sweep_figures(rq, sweep, rq->region, day, figures) != 0)
		return NULL;
	if (figures[DUE] > MOST_DOORS || !*rq->region) {
		refuse(rq, 4813, "region", "choose a building, a grid or a community");
		return NULL;
	}
	rows = rq_rows(rq,
		       DOOR_ROWS("SELECT * FROM door WHERE sweep = $3 AND day = $4 "
				 "AND region >= $1 AND region < $2 "
				 "AND (state IN (0, 2, 3) OR conflict IS NOT NULL)"),
		       "it", sweep->seq, day);
	while (rows_next(rows) == 1) {
		if (*n == size) {
			list = arena_grow(rq->arena, list, (size_t)size * sizeof(*list),
					  (size_t)(size * 2 + 64) * sizeof(*list));
			size = size * 2 + 64;
		}
		list[(*n)++] = door_row_from(rq, rows);
	}
	if (rq_rows_failed(rq, rows) != 0)
		return NULL;
	if (*n)
		qsort(list, (size_t)*n, sizeof(*list), list_order);
	return list;
}
