/* The desk of the volunteers: who comes today, who was there, and the statement of hours.
 *
 * Rule: hours are written down so that they can be thanked and insured; nobody is put in
 * an order by them, and a statement is in the order in which people offered. */
#include "page.h"
#include "volunteering.h"

#include <math.h>

struct list_args {
	const char *region, *item, *slot, *volunteer, *cursor;
	int64_t from_at, until_at, limit;
	int state;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	REF(item, "volunteer_menu", .label = "Item of the menu"),
	CHOICE(state, booking_states, .label = "State"),
	REF(slot, "volunteer_slot", .label = "Place to help"),
	REF(volunteer, "volunteer", .label = "Volunteer"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *booking, *slot, *volunteer, *name, *item, *item_name, *region, *region_name,
		*place, *reason, *decided_by_name;
	const struct json *warnings;
	int64_t from_at, until_at;
	double hours;
	int category, has_own_gear, state, is_exposed, is_own;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(booking, "volunteer_take", .label = "Place taken"),
	REF(slot, "volunteer_slot", .label = "Place to help"),
	REF(volunteer, "volunteer", .label = "Volunteer"),
	TEXT(name, 1, 60, .label = "Full name"),
	CHOICE(category, volunteer_categories, .label = "Offers as"),
	FLAG(has_own_gear, .label = "Brings own protective gear"),
	CHOICE(state, booking_states, .label = "State"),
	JSON(warnings, 100, .label = "Warnings"),
	TEXT(item, 1, 64, .label = "Item of the menu"),
	TEXT(item_name, 1, 60, .label = "What to do"),
	FLAG(is_exposed, .label = "Close to many people"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(place, 1, 100, .label = "Meeting point"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	REAL(hours, 0, 24, .label = "Hours"),
	TEXT(reason, 1, 200, .label = "Reason"),
	TEXT(decided_by_name, 1, 60, .label = "Decided by"),
	FLAG(is_own, .label = "One's own"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct done_args {
	const char *booking;
	double hours;
};
#define REC struct done_args
static const struct field done_fields[] = {
	REF(booking, "volunteer_take", .label = "Place taken", .need = true),
	REAL(hours, 0, 24, .label = "Hours"),
};
static const struct shape done_shape = SHAPE(done_fields);
#undef REC

struct hours_args {
	const char *region, *volunteer, *from_day, *until_day, *cursor;
	int64_t limit;
};
#define REC struct hours_args
static const struct field hours_fields[] = {
	REGION(region, .label = "Region"),
	REF(volunteer, "volunteer", .label = "Volunteer"),
	DAY(from_day, .label = "From", .need = true),
	DAY(until_day, .label = "Until", .need = true),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape hours_shape = SHAPE(hours_fields);
#undef REC

#define COLUMNS                                                                                    \
	"SELECT b.seq, b.id, s.id, v.id, " VOLUNTEER_SEALED                                        \
	", v.category, v.has_own_gear, b.state, s.item, b.region, g.name, s.place, b.from_at, "    \
	"b.until_at, b.minutes, b.reason, v.account, a.sealed, " ITEM_COLUMNS                      \
	", b.volunteer FROM volunteer_booking b JOIN volunteer v ON v.seq = b.volunteer "          \
	"JOIN volunteer_slot s ON s.seq = b.slot " JOIN_ITEM                                       \
	"LEFT JOIN region g ON g.key = b.region LEFT JOIN account a ON a.seq = b.decided_by "

static void write_row(struct request *rq, const struct rows *rows)
{
	const char *item_id = arena_text(rq->arena, rows_text(rows, 8));
	struct volunteer_item item = volunteer_item_from(rq, item_id, rows, 18);
	struct volunteer_words words = volunteer_words_from(rq, rows, 4);
	int64_t minutes = rows_int(rows, 14);
	struct row row = {
		.booking = rows_text(rows, 1),
		.slot = rows_text(rows, 2),
		.volunteer = rows_text(rows, 3),
		.name = words.name,
		.category = (int)rows_int(rows, 5),
		.has_own_gear = (int)rows_int(rows, 6),
		.state = (int)rows_int(rows, 7),
		.item = item.id,
		.item_name = item.name,
		.is_exposed = item.is_exposed,
		.region = rows_text(rows, 9),
		.region_name = rows_text(rows, 10),
		.place = rows_text(rows, 11),
		.from_at = rows_int(rows, 12),
		.until_at = rows_int(rows, 13),
		.hours = minutes == NOT_GIVEN ? NAN : (double)minutes / 60,
		.reason = rows_text(rows, 15),
		.is_own = rq->actor->account && rows_int(rows, 16) == rq->actor->account,
		.decided_by_name = staff_name(rq, rows, 17),
	};

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
	out_key(&rq->reply, "warnings");
	volunteer_write_warnings(rq, volunteer_warnings_of(&words, &item, row.from_at));
	out_end_object(&rq->reply);
}

#define WANTED                                                                                     \
	"WHERE b.region >= $1 AND b.region < $2 AND ($3 < 0 OR b.state = $3) "                     \
	"AND (CAST($4 AS text) IS NULL OR s.item = $4) "                                           \
	"AND (CAST($5 AS text) IS NULL OR s.id = $5) AND b.until_at > $6 AND b.from_at < $7 "      \
	"AND (CAST($8 AS text) IS NULL OR v.id = $8) "

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t from = args->from_at == NOT_GIVEN ? 0 : args->from_at;
	int64_t until = args->until_at == NOT_GIVEN ? INT64_MAX : args->until_at;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 2, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       COLUMNS WANTED "AND (b.from_at > $9 OR (b.from_at = $9 AND b.seq > $10)) "
				      "ORDER BY b.from_at, b.seq LIMIT $11",
		       "ittiitiii", (int64_t)args->state, args->item, args->slot, from, until,
		       args->volunteer, page.number[0], page.number[1], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64 ":%" PRId64, rows_int(rows, 12), rows_int(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0,
			       "SELECT count(*) FROM volunteer_booking b JOIN volunteer_slot s "
			       "ON s.seq = b.slot JOIN volunteer v ON v.seq = b.volunteer " WANTED,
			       "ittiit", (int64_t)args->state, args->item, args->slot, from, until,
			       args->volunteer));
}

static int done(struct request *rq, const void *record)
{
	const struct done_args *args = record;
	struct booking booking;
	int64_t minutes;

	if (booking_need(rq, args->booking, &booking) != 0)
		return -1;
	if (!key_is_within(booking.region, rq->region))
		return refuse(rq, 7316, "booking", "nobody took this place; look again");
	if (booking.state != BOOK_TAKEN)
		return refuse(rq, 7319, "booking", "this place is not held any more");
	if (booking.from_at > rq->now)
		return refuse(rq, 7320, "booking", "this has not begun; write it down afterwards");
	minutes = isnan(args->hours) ? (booking.until_at - booking.from_at) / MS_PER_MINUTE
				     : (int64_t)lround(args->hours * 60);
	rq_place(rq, booking.region);
	/* Free: found in reach just now. */
	if (rq_run_free(rq,
			"UPDATE volunteer_booking SET state = 4, minutes = $2, ended_at = $3, "
			"ended_by = $4, changed = $5 WHERE seq = $1",
			"iiiii", booking.seq, minutes, rq->now, rq->actor->account, rq->seq) < 0)
		return -1;
	booking_count(rq, &booking, 0, -1);
	booking.state = BOOK_DONE;
	booking_count(rq, &booking, minutes, 1);
	return 0;
}

/* By whom, in the order in which they offered; the reader groups and adds. */
static int hours(struct request *rq, const void *record)
{
	const struct hours_args *args = record;
	int64_t from = day_start(args->from_day);
	int64_t until = day_start(args->until_day) + MS_PER_DAY;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 2, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       COLUMNS "WHERE b.region >= $1 AND b.region < $2 AND b.state = 4 "
			       "AND b.from_at >= $3 AND b.from_at < $4 "
			       "AND (CAST($5 AS text) IS NULL OR v.id = $5) "
			       "AND (b.volunteer > $6 OR (b.volunteer = $6 AND b.seq > $7)) "
			       "ORDER BY b.volunteer, b.seq LIMIT $8",
		       "iitiii", from, until, args->volunteer, page.number[0], page.number[1],
		       page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64 ":%" PRId64, rows_int(rows, 22), rows_int(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0,
			       "SELECT count(*) FROM volunteer_booking b JOIN volunteer v "
			       "ON v.seq = b.volunteer WHERE b.region >= $1 AND b.region < $2 "
			       "AND b.state = 4 AND b.from_at >= $3 AND b.from_at < $4 "
			       "AND (CAST($5 AS text) IS NULL OR v.id = $5)",
			       "iit", from, until, args->volunteer));
}

static const struct command commands[] = {
	{ "volunteer.list", DOES_READ, .who = VOLUNTEER_SEES, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "volunteer.done", DOES_OWN, .who = VOLUNTEER_SEES, .where = IN_REACH, .run = done,
	  .takes = &done_shape },
	{ "volunteer.hours", DOES_READ, .who = VOLUNTEER_SEES, .where = IN_REACH, .run = hours,
	  .takes = &hours_shape, .gives = &row_shape },
};

const struct room volunteer_desk_room = OWN_ROOM(volunteer_desk, "Desk of volunteers");
