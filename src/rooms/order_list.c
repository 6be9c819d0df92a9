/* Orders watched: what was issued, who has answered, who is missing, minute by minute.
 *
 * Rule: a duty officer of a hospital or a department sees the own unit's people; no list
 * here is a ranking: rows stand in the order in which people were called. */
#include "order_view.h"

#include "authority.h"
#include "page.h"

#define WATCHERS (COMMANDER | OFFICER | MEDIC | DEPARTMENT)

struct list_args {
	const char *region, *cursor;
	int64_t limit;
	int state;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(state, order_states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

#define REC struct recipients_args
static const struct field which_fields[] = {
	REF(order, "order", .label = "Order", .need = true),
	REGION(region, .label = "Region"),
};
static const struct shape which_shape = SHAPE(which_fields);
static const struct field recipients_fields[] = {
	REF(order, "order", .label = "Order", .need = true),
	REGION(region, .label = "Region"),
	CHOICE(state, recipient_states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape recipients_shape = SHAPE(recipients_fields);
static const struct field missing_fields[] = {
	REF(order, "order", .label = "Order", .need = true),
	REGION(region, .label = "Region"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape missing_shape = SHAPE(missing_fields);
#undef REC

static const char *const groupings[] = { "person", "minute", NULL };
static const char *const events[] = { "issued",  "delivered", "acknowledged",
				      "arrived", "escalated", "missing",
				      NULL };

struct timeline_args {
	const char *order, *region, *cursor;
	int64_t limit;
	int by;
};
#define REC struct timeline_args
static const struct field timeline_fields[] = {
	REF(order, "order", .label = "Order", .need = true),
	REGION(region, .label = "Region"),
	CHOICE(by, groupings, .label = "One row a person, or a minute"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape timeline_shape = SHAPE(timeline_fields);
#undef REC

struct event {
	const char *recipient, *name, *by_name;
	int64_t at, n;
	int what, by;
};
#define REC struct event
static const struct field event_fields[] = {
	AT(at, .label = "When"),
	CHOICE(what, events, .label = "What happened"),
	INT(n, 0, 0, .label = "How many people"),
	TEXT(recipient, 3, 40, .label = "Recipient"),
	TEXT(name, 1, 60, .label = "Full name"),
	CHOICE(by, order_hows, .label = "How it became known"),
	TEXT(by_name, 1, 60, .label = "Reported by, or climbed to"),
};
static const struct shape event_shape = SHAPE(event_fields);
#undef REC

/* Orders of the region, and from above those that have people in it. */
#define WANTED                                                                                     \
	"WHERE ((o.region >= $1 AND o.region < $2) OR (substr($1, 1, length(o.region)) = "         \
	"o.region AND EXISTS (SELECT 1 FROM order_recipient r WHERE r.order_seq = o.seq "          \
	"AND r.region >= $1 AND r.region < $2))) AND ($3 < 0 OR (o.ended_at IS NULL) = ($3 = 0)) "

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t state = args->state;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       arena_print(rq->arena, "%s%s", order_row_columns,
				   WANTED
				   "AND ($4 = 0 OR o.seq < $4) ORDER BY o.seq DESC LIMIT $5"),
		       "iii", state, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		if (order_row_write(rq, rows, false) != 0)
			return -1;
		page_row(rq, &page, "%" PRId64, rows_int(rows, 16));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM order_given o " WANTED, "i", state));
}

static int get(struct request *rq, const void *record)
{
	const struct recipients_args *args = record;
	struct order order;
	struct rows *rows;

	if (order_need(rq, args->order, &order) != 0)
		return -1;
	/* Free: the order was just found in reach. */
	rows = rq_rows_free(rq, arena_print(rq->arena, "%sWHERE o.seq = $1", order_row_columns),
			    "i", order.seq);
	return rows_next(rows) == 1 ? order_row_write(rq, rows, true) : -1;
}

static int recipients(struct request *rq, const void *record)
{
	const struct recipients_args *args = record;

	return recipients_page(rq, args, args->state, recipient_row_write);
}

static int missing(struct request *rq, const void *record)
{
	return recipients_page(rq, record, RECIPIENTS_LISTED, recipient_row_write);
}

/* What happened to each person: instant, event, how, by whom; $3 the order, $4 the unit. */
#define EVENT(column, what, how, whom)                                                                    \
	"SELECT r." column " AS at, " what " AS what, r.number AS number, " how " AS how, " whom          \
	" AS whom, r.account AS account, r.cadre AS cadre FROM order_recipient r WHERE r.order_seq = $3 " \
	"AND r.region >= $1 AND r.region < $2 AND r." column " IS NOT NULL "                              \
	"AND " RECIPIENT_OF_UNIT("$4") " "
#define NOBODY "CAST(NULL AS bigint)"
/* Who reported an acknowledgement brought the order as well. */
#define EVENTS                                                                                                                                                                                        \
	"(" EVENT("issued_at", "0", NOBODY, NOBODY) " UNION ALL " EVENT("delivered_at", "1", "r.delivered_by", "CASE WHEN r.delivered_by IN (2, 3) THEN r.acknowledged_via END") " UNION ALL " EVENT( \
		"acknowledged_at", "2", "r.acknowledged_by",                                                                                                                                          \
		"r.acknowledged_via") " UNION ALL " EVENT("arrived_at", "3", "r.arrived_by",                                                                                                          \
							  "r.arrived_via") " UNION ALL " EVENT("escalated_at",                                                                                        \
											       "4",                                                                                                   \
											       NOBODY,                                                                                                \
											       "r.escalated_to") " UNION ALL " EVENT("missing_at",                                                    \
																     "5",                                                             \
																     NOBODY,                                                          \
																     NOBODY) ") happened "

static int by_minute(struct request *rq, const struct order *order, const char *unit)
{
	struct rows *rows =
		rq_rows(rq,
			"SELECT at / 60000 * 60000 AS minute, what, count(*) FROM " EVENTS
			"GROUP BY at / 60000 * 60000, what ORDER BY 1, 2",
			"it", order->seq, unit);

	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct event event = { .at = rows_int(rows, 0),
				       .what = (int)rows_int(rows, 1),
				       .n = rows_int(rows, 2),
				       .by = -1 };

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &event_shape, &event, SECRETS_CLEAR);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static int by_person(struct request *rq, const struct order *order, const char *unit,
		     struct page *page)
{
	struct rows *rows = rq_rows(
		rq,
		"SELECT at, what, number, how, " RECIPIENT_SEALED ", b.sealed FROM " EVENTS
		"LEFT JOIN account a ON a.seq = happened.account "
		"LEFT JOIN cadre k ON k.seq = happened.cadre LEFT JOIN account b ON b.seq = whom "
		"WHERE at > $5 OR (at = $5 AND (what > $6 OR (what = $6 AND number > $7))) "
		"ORDER BY at, what, number LIMIT $8",
		"itiiii", order->seq, unit, page->number[0], page->number[1], page->number[2],
		page->limit);

	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct event event = { .at = rows_int(rows, 0),
				       .what = (int)rows_int(rows, 1),
				       .n = 1,
				       .recipient = recipient_id(rq, order->seq, rows_int(rows, 2)),
				       .by = rows_choice(rows, 3),
				       .name = staff_name(rq, rows, 4),
				       .by_name = staff_name(rq, rows, 5) };

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &event_shape, &event, SECRETS_CLEAR);
		out_end_object(&rq->reply);
		page_row(rq, page, "%" PRId64 ":%d:%" PRId64, event.at, event.what,
			 rows_int(rows, 2));
	}
	return page_end(rq, page, rows, NOT_GIVEN);
}

static int timeline(struct request *rq, const void *record)
{
	const struct timeline_args *args = record;
	const char *unit = order_own_unit(rq);
	struct order order;
	struct page page;

	if (order_need(rq, args->order, &order) != 0 ||
	    page_read(rq, args->cursor, 3, args->limit, &page) != 0)
		return -1;
	return args->by == 1 ? by_minute(rq, &order, unit) : by_person(rq, &order, unit, &page);
}

static const struct command commands[] = {
	{ "order.list", DOES_READ, .who = WATCHERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &order_row_shape },
	{ "order.get", DOES_READ, .who = WATCHERS, .where = IN_REACH, .run = get,
	  .takes = &which_shape, .gives = &order_row_shape },
	{ "order.recipients", DOES_READ, .who = WATCHERS, .where = IN_REACH, .run = recipients,
	  .takes = &recipients_shape, .gives = &recipient_row_shape },
	{ "order.missing", DOES_READ, .who = WATCHERS, .where = IN_REACH, .run = missing,
	  .takes = &missing_shape, .gives = &recipient_row_shape },
	{ "order.timeline", DOES_READ, .who = WATCHERS, .where = IN_REACH, .run = timeline,
	  .takes = &timeline_shape, .gives = &event_shape },
};

const struct room order_list_room = OWN_ROOM(order_list, "Orders watched");
