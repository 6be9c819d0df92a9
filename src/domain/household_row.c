/* Households in lists; see household_row.h.
 *
 * Rule: names are masked before they reach the reply. */
#include "household_row.h"

#include "page.h"

struct row {
	const char *id;
	int64_t seq;
	const char *region, *place, *building, *door;
	int64_t floor;
	int kind, state;
	const char *since_day;
	int64_t n_residents;
	const char *head;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(id, 1, 64, .label = "Id"),
	INT(seq, 0, 0, .label = "Number"),
	REGION(region, .label = "Region"),
	TEXT(place, 1, 100, .label = "Name of its region"),
	TEXT(building, 1, 100, .label = "Building"),
	TEXT(door, 1, 60, .label = "Door"),
	INT(floor, 0, 0, .label = "Floor"),
	CHOICE(kind, household_kinds, .label = "Kind"),
	CHOICE(state, household_states, .label = "State"),
	DAY(since_day, .label = "In this region since"),
	INT(n_residents, 0, 0, .label = "Residents"),
	TEXT(head, 1, 60, .label = "Head of the household", .secret = SECRET_NAME),
};
const struct shape household_row_shape = SHAPE(row_fields);
#undef REC

void household_row_write(struct request *rq, const struct rows *rows)
{
	struct row row = {
		.id = rows_text(rows, 0),
		.seq = rows_int(rows, 1),
		.region = rows_text(rows, 2),
		.place = rows_text(rows, 3),
		.building = rows_text(rows, 4),
		.door = rows_text(rows, 5),
		.floor = rows_int(rows, 6),
		.kind = (int)rows_int(rows, 7),
		.state = (int)rows_int(rows, 8),
		.since_day = rows_text(rows, 9),
		.n_residents = rows_int(rows, 10),
		.head = person_from(rq, rows, 11).name,
	};

	record_write(&rq->reply, rq->arena, &household_row_shape, &row, SECRETS_MASKED);
}

int household_rows_reply(struct request *rq, struct rows *rows, int64_t limit, int64_t count)
{
	const char *next = NULL, *region = "";
	int64_t n = 0, seq = 0;

	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		if (n++ == limit) {
			next = page_next(rq, "%s:%" PRId64, region, seq);
			continue;
		}
		region = arena_text(rq->arena, rows_text(rows, 2));
		seq = rows_int(rows, 1);
		out_object(&rq->reply);
		household_row_write(rq, rows);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, count, next);
	return rq_rows_failed(rq, rows);
}
