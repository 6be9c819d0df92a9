/* The very doors of a sweep: all of them, those disputed, those missed yesterday.
 *
 * Rule: a door not recorded on its day is red the next morning, whatever was
 * recorded on other days (不断一天). */
#include "door_row.h"
#include "figures.h"
#include "page.h"

#define LOOKERS (GRID_WORKER | OFFICER | COMMANDER | MEDIC | VOLUNTEER | PROPERTY)

struct ask {
	const char *region, *sweep, *day;
	int state;
	const char *cursor;
	int64_t limit;
};
#define REC struct ask
static const struct field doors_fields[] = {
	REGION(region, .label = "Region"),
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	DAY(day, .label = "Day"),
	CHOICE(state, door_states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the last page ended"),
	INT(limit, 1, 500, .label = "Rows"),
};
static const struct shape doors_shape = SHAPE(doors_fields);
static const struct field conflicts_fields[] = {
	REGION(region, .label = "Region"),
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	DAY(day, .label = "Day"),
	INT(limit, 1, 500, .label = "Rows"),
};
static const struct shape conflicts_shape = SHAPE(conflicts_fields);
static const struct field missed_fields[] = {
	REGION(region, .label = "Region"),
	DAY(day, .label = "Day"),
	TEXT(cursor, 1, 100, .label = "Where the last page ended"),
	INT(limit, 1, 500, .label = "Rows"),
};
static const struct shape missed_shape = SHAPE(missed_fields);
#undef REC

/* From the tallies; "not yet" is what is due and has no other state. */
static int count_doors(struct request *rq, const struct sweep *sweep, const char *day, int state,
		       int64_t *count)
{
	int64_t n[N_FIGURES];

	*count = NOT_GIVEN;
	if (!*rq->region)
		return 0;
	if (sweep_figures(rq, sweep, rq->region, day, n) != 0)
		return -1;
	if (state < 0)
		*count = n[DUE];
	else if (state == DOOR_NONE)
		*count = n[DUE] - n[F_DONE] - n[F_ABSENT] - n[F_REFUSED] - n[F_VACANT] -
			 n[F_MOVED] - n[F_DEMOLISHED];
	else
		*count = n[F_DONE + state - DOOR_DONE];
	return 0;
}

static int doors(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct door_row last = { .region = "" };
	struct sweep sweep;
	struct page page;
	const char *next = NULL;
	int64_t n = 0, count;

	if (page_read(rq, ask->cursor, 3, ask->limit, &page) != 0 ||
	    sweep_find(rq, ask->sweep, &sweep) != 0)
		return -1;
	const char *day = sweep_day(rq, &sweep, ask->day);
	if (count_doors(rq, &sweep, day, ask->state, &count) != 0)
		return -1;
	struct rows *rows = rq_rows(
		rq,
		DOOR_ROWS(
			"SELECT * FROM door WHERE sweep = $3 AND day = $4 "
			"AND region >= CASE WHEN $5 > $1 THEN $5 ELSE $1 END AND region < $2 "
			"AND (region > $5 OR household > $6 OR "
			"(household = $6 AND resident > $7)) AND ($8 < 0 OR state = $8) "
			"ORDER BY sweep, day, region, household, resident LIMIT $9") " ORDER BY "
										     "d.region, "
										     "d.household, "
										     "d.resident",
		"ittiiii", sweep.seq, day, page.text[0], page.number[1], page.number[2],
		(int64_t)ask->state, page.limit + 1);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		if (n++ == page.limit) {
			next = page_next(rq, "%s:%" PRId64 ":%" PRId64, last.region,
					 last.household_seq, last.resident_seq);
			continue;
		}
		last = door_row_from(rq, rows);
		last.day = NULL;
		door_row_write(rq, &last);
	}
	rq_reply_end(rq, count, next);
	return rq_rows_failed(rq, rows);
}

/* The records at a disputed door, the latest first. */
static const struct json *records_of(struct request *rq, int64_t at)
{
	struct buf out;
	const char *why;

	buf_init(&out, rq->arena, 1 << 16);
	out_list(&out);
	for (int i = 0; i < 20 && at != NOT_GIVEN; i++) {
		/* Free: records by their number, reached from a door in reach. */
		struct rows *rows = rq_rows_free(
			rq,
			"SELECT v.state, v.channel, v.at, a.login, v.answers, v.note, v.previous "
			"FROM visit v LEFT JOIN account a ON a.seq = v.by WHERE v.seq = $1",
			"i", at);

		if (rows_next(rows) != 1)
			break;
		out_object(&out);
		out_key(&out, "visit");
		out_int(&out, at);
		out_key(&out, "state");
		out_text(&out, door_states[rows_int(rows, 0)]);
		out_key(&out, "channel");
		out_text(&out, channels[rows_int(rows, 1)]);
		out_key(&out, "at");
		out_int(&out, rows_int(rows, 2));
		out_key(&out, "by");
		out_text(&out, rows_text(rows, 3));
		out_key(&out, "answers");
		if (rows_is_null(rows, 4))
			out_null(&out);
		else
			out_raw(&out, rows_text(rows, 4));
		out_key(&out, "note");
		out_text(&out, rows_text(rows, 5));
		out_end_object(&out);
		at = rows_int(rows, 6);
		rows_end(rows);
	}
	out_end_list(&out);
	return json_read(rq->arena, out.bytes, out.n, &why);
}

static int conflicts(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct sweep sweep;

	if (sweep_find(rq, ask->sweep, &sweep) != 0)
		return -1;
	/* Written so that only the index of disputed doors serves. */
	struct rows *rows =
		rq_rows(rq,
			DOOR_ROWS("SELECT * FROM door WHERE conflict > 0 AND sweep + 0 = $3 "
				  "AND day || '' = $4 AND region >= $1 AND region < $2 "
				  "ORDER BY conflict LIMIT $5") " ORDER BY d.conflict",
			"iti", sweep.seq, sweep_day(rq, &sweep, ask->day),
			ask->limit == NOT_GIVEN ? 50 : ask->limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct door_row row = door_row_from(rq, rows);

		row.records = records_of(rq, row.conflict);
		door_row_write(rq, &row);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

/* The red list: doors of daily sweeps without a valid record on a day that is over. */
static int missed(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct door_row last = { .region = "" };
	struct page page;
	const char *next = NULL, *day = ask->day;
	char yesterday[11];
	int64_t n = 0;

	if (page_read(rq, ask->cursor, 4, ask->limit, &page) != 0)
		return -1;
	day_add(rq->today, -1, yesterday);
	day = day ? day : yesterday;
	if (strcmp(day, rq->today) >= 0)
		return refuse(rq, 4814, "day",
			      "that day is not over; the red list is made in the "
			      "morning after");
	struct rows *rows = rq_rows(
		rq,
		DOOR_ROWS(
			"SELECT o.* FROM sweep s CROSS JOIN door o "
			"WHERE o.sweep = s.seq AND o.day = $3 AND o.region >= $1 AND o.region < $2 "
			"AND (o.state IN (0, 2, 3) OR o.conflict IS NOT NULL) "
			"AND s.is_daily = 1 AND s.from_day <= $3 AND s.until_day "
			">= $3 "
			"AND s.seq >= $4 AND (s.seq > $4 OR o.region > $5 OR "
			"(o.region = $5 "
			"AND (o.household > $6 OR (o.household = $6 AND o.resident "
			"> $7)))) "
			"ORDER BY o.sweep, o.region, o.household, o.resident LIMIT "
			"$8") " ORDER BY d.sweep, d.region, d.household, d.resident",
		"titiii", day, page.number[0], page.text[1], page.number[2], page.number[3],
		page.limit + 1);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		if (n++ == page.limit) {
			next = page_next(rq, "%" PRId64 ":%s:%" PRId64 ":%" PRId64, last.sweep_seq,
					 last.region, last.household_seq, last.resident_seq);
			continue;
		}
		last = door_row_from(rq, rows);
		sweep_name(rq, last.sweep_seq, &last.sweep, &last.title);
		door_row_write(rq, &last);
	}
	rq_reply_end(rq, NOT_GIVEN, next);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "sweep.doors", DOES_READ, LOOKERS, IN_REACH, NULL, doors, &doors_shape, &door_row_shape },
	{ "sweep.conflicts", DOES_READ, LOOKERS, IN_REACH, NULL, conflicts, &conflicts_shape,
	  &door_row_shape },
	{ "sweep.missed", DOES_READ, LOOKERS, IN_REACH, NULL, missed, &missed_shape,
	  &door_row_shape },
};

const struct room sweep_doors_room = OWN_ROOM(sweep_doors, "Doors of a sweep");
