/* Orders and recipients as rows of lists; see order_view.h. */
#include "order_view.h"

#include "authority.h"
#include "order_people.h"
#include "page.h"

struct row {
	const char *order, *region, *region_name, *title, *text, *basis, *issuer_name, *end_reason;
	const struct json *to;
	int64_t issued_at, escalate_at, due_at, reported_at, ended_at, n, n_delivered,
		n_acknowledged, n_arrived, n_escalated, n_missing, now;
	int kind, needs_arrival, stops_leave, state, is_sending;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(order, "order", .label = "Order"),
	CHOICE(kind, order_kinds, .label = "Kind of order"),
	TEXT(title, 2, 100, .label = "Title"),
	TEXT(text, 2, 2000, .label = "Text of the order"),
	TEXT(basis, 4, 300, .label = "Legal basis"),
	TEXT(issuer_name, 1, 200, .label = "Issued by"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 0, 100, .label = "Name of the region"),
	AT(issued_at, .label = "Issued"),
	AT(escalate_at, .label = "When silence climbs"),
	AT(due_at, .label = "To be done by"),
	FLAG(needs_arrival, .label = "Done by arriving"),
	FLAG(stops_leave, .label = "Leave is stopped"),
	CHOICE(state, order_states, .label = "State"),
	FLAG(is_sending, .label = "Still being sent"),
	INT(n, 0, 0, .label = "People it was sent to"),
	INT(n_delivered, 0, 0, .label = "Delivered to"),
	INT(n_acknowledged, 0, 0, .label = "Acknowledged by"),
	INT(n_arrived, 0, 0, .label = "Arrived"),
	INT(n_escalated, 0, 0, .label = "Climbed"),
	INT(n_missing, 0, 0, .label = "On the list of the missing"),
	AT(reported_at, .label = "List of the missing stored"),
	AT(ended_at, .label = "Ended"),
	TEXT(end_reason, 2, 200, .label = "Why it ended"),
	JSON(to, 4000, .label = "For whom: roles, levels, team_name, living"),
	AT(now, .label = "The server's clock"),
};
const struct shape order_row_shape = SHAPE(row_fields);
#undef REC

const char order_row_columns[] =
	"SELECT o.id, o.kind, o.title, o.text, o.basis, COALESCE(u.name, g.name), o.region, g.name, "
	"o.issued_at, o.escalate_at, o.due_at, o.stops_leave, o.n_left, o.reported_at, o.ended_at, "
	"o.end_reason, o.seq, o.to_roles, o.to_levels, o.to_team, o.to_living FROM order_given o "
	"LEFT JOIN region g ON g.key = o.region LEFT JOIN account i ON i.seq = o.made_by "
	"LEFT JOIN organisation u ON u.id = i.organisation ";

/* The six counts of an order at a place, in one question. */
static int read_counts(struct request *rq, int64_t seq, const char *at, struct row *row)
{
	const char *prefix = order_tally(rq, seq, "");
	const struct {
		const char *what;
		int64_t *n;
	} counts[] = {
		{ "issued", &row->n },          { "delivered", &row->n_delivered },
		{ "arrived", &row->n_arrived }, { "acknowledged", &row->n_acknowledged },
		{ "missing", &row->n_missing }, { "escalated", &row->n_escalated },
	};
	/* Free: whoever calls may see the order there.  '/' comes after the '.' of the prefix. */
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT name, CAST(sum(n) AS bigint) FROM tally WHERE region = $1 "
			     "AND name > $2 AND name < $3 GROUP BY name",
			     "ttt", at, prefix, arena_print(rq->arena, "order.%" PRId64 "/", seq));

	while (rows_next(rows) == 1)
		for (size_t i = 0; i < COUNT_OF(counts); i++)
			if (strcmp(rows_text(rows, 0) + strlen(prefix), counts[i].what) == 0)
				*counts[i].n = rows_int(rows, 1);
	return rq_rows_failed(rq, rows);
}

int order_row_write(struct request *rq, const struct rows *rows, bool is_whole)
{
	int64_t seq = rows_int(rows, 16);
	const char *region = arena_text(rq->arena, rows_text(rows, 6));
	const char *at = strlen(rq->region) > strlen(region) ? rq->region : region;
	struct order order = { .roles = rows_int(rows, 17),
			       .levels = rows_int(rows, 18),
			       .team = rows_int(rows, 19),
			       .is_living = (int)rows_int(rows, 20) };
	struct row row = { .order = arena_text(rq->arena, rows_text(rows, 0)),
			   .kind = (int)rows_int(rows, 1),
			   .title = arena_text(rq->arena, rows_text(rows, 2)),
			   .basis = arena_text(rq->arena, rows_text(rows, 4)),
			   .issuer_name = arena_text(rq->arena, rows_text(rows, 5)),
			   .region = region,
			   .region_name = arena_text(rq->arena, rows_text(rows, 7)),
			   .issued_at = rows_int(rows, 8),
			   .escalate_at = rows_int(rows, 9),
			   .due_at = rows_int(rows, 10),
			   .stops_leave = (int)rows_int(rows, 11),
			   .is_sending = rows_int(rows, 12) > 0,
			   .reported_at = rows_int(rows, 13),
			   .ended_at = rows_int(rows, 14),
			   .state = !rows_is_null(rows, 14),
			   .end_reason = arena_text(rq->arena, rows_text(rows, 15)),
			   .now = rq->now };

	row.needs_arrival = order_needs_arrival(row.kind);
	if (is_whole)
		row.text = arena_text(rq->arena, rows_text(rows, 3));
	if (read_counts(rq, seq, at, &row) != 0)
		return -1;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &order_row_shape, &row, SECRETS_CLEAR);
	if (is_whole) {
		out_key(&rq->reply, "to");
		order_people_write(rq, &rq->reply, &order);
	}
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

const char *const recipient_states[] = { "silent",    "acknowledged", "arrived",
					 "escalated", "missing",      NULL };

const char recipient_columns[] =
	"SELECT r.order_seq, r.number, a.login, " RECIPIENT_SEALED
	", u.name, r.region, " RECIPIENT_PLACE ", r.issued_at, "
	"r.delivered_at, r.delivered_by, r.acknowledged_at, r.acknowledged_by, r.arrived_at, "
	"r.arrived_by, told.sealed, seen.sealed, r.escalated_at, above.sealed, r.missing_at "
	"FROM order_recipient r " RECIPIENT_PERSON
	"LEFT JOIN organisation u ON u.id = " RECIPIENT_UNIT " "
	"LEFT JOIN region g ON g.key = r.region "
	"LEFT JOIN account told ON told.seq = r.acknowledged_via "
	"LEFT JOIN account seen ON seen.seq = r.arrived_via "
	"LEFT JOIN account above ON above.seq = r.escalated_to ";

/* $3 the order, $4 the state (-1: all), $5 whether it is done by arriving, $6 the unit. */
#define WANTED                                                                                     \
	"WHERE r.order_seq = $3 AND r.region >= $1 AND r.region < $2 AND ($4 < 0 "                 \
	"OR ($4 = 0 AND r.acknowledged_at IS NULL AND r.arrived_at IS NULL) "                      \
	"OR ($4 = 1 AND r.acknowledged_at IS NOT NULL) "                                           \
	"OR ($4 = 2 AND r.arrived_at IS NOT NULL) OR ($4 = 3 AND r.escalated_at IS NOT NULL) "     \
	"OR ($4 = 4 AND r.arrived_at IS NULL AND ($5 = 1 OR r.acknowledged_at IS NULL)) "          \
	"OR ($4 = 5 AND r.missing_at IS NOT NULL)) "                                               \
	"AND " RECIPIENT_OF_UNIT("$6") " "

int recipients_page(struct request *rq, const struct recipients_args *args, int state,
		    void (*write)(struct request *rq, const struct order *order,
				  const struct rows *rows))
{
	const char *unit = order_own_unit(rq);
	int64_t needs, wanted = state;
	struct order order;
	struct page page;
	struct rows *rows;

	if (order_need(rq, args->order, &order) != 0 ||
	    page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	needs = order_needs_arrival(order.kind);
	rows = rq_rows(rq,
		       arena_print(rq->arena, "%s%s", recipient_columns,
				   WANTED "AND r.number > $7 ORDER BY r.number LIMIT $8"),
		       "iiitii", order.seq, wanted, needs, unit, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write(rq, &order, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 1));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM order_recipient r " WANTED, "iiit",
			       order.seq, wanted, needs, unit));
}

struct recipient_row {
	const char *recipient, *login, *name, *organisation_name, *region, *region_name,
		*acknowledged_via_name, *arrived_via_name, *escalated_to_name;
	int64_t issued_at, delivered_at, acknowledged_at, arrived_at, escalated_at, missing_at;
	int delivered_by, acknowledged_by, arrived_by;
};
#define REC struct recipient_row
static const struct field recipient_fields[] = {
	TEXT(recipient, 3, 40, .label = "Recipient"),
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 0, 201, .label = "Name of the region"),
	AT(issued_at, .label = "Issued"),
	AT(delivered_at, .label = "Delivered"),
	CHOICE(delivered_by, order_hows, .label = "Delivered by"),
	AT(acknowledged_at, .label = "Acknowledged"),
	CHOICE(acknowledged_by, order_hows, .label = "Acknowledged by"),
	TEXT(acknowledged_via_name, 1, 60, .label = "Reported by"),
	AT(arrived_at, .label = "Arrived"),
	CHOICE(arrived_by, order_hows, .label = "Arrival known by"),
	TEXT(arrived_via_name, 1, 60, .label = "Arrival reported by"),
	AT(escalated_at, .label = "Climbed"),
	TEXT(escalated_to_name, 1, 60, .label = "Climbed to"),
	AT(missing_at, .label = "On the list of the missing"),
};
const struct shape recipient_row_shape = SHAPE(recipient_fields);
#undef REC

void recipient_row_write(struct request *rq, const struct order *order, const struct rows *rows)
{
	struct recipient_row row = { .recipient = recipient_id(rq, order->seq, rows_int(rows, 1)),
				     .login = rows_text(rows, 2),
				     .name = staff_name(rq, rows, 3),
				     .organisation_name = rows_text(rows, 4),
				     .region = rows_text(rows, 5),
				     .region_name = rows_text(rows, 6),
				     .issued_at = rows_int(rows, 7),
				     .delivered_at = rows_int(rows, 8),
				     .delivered_by = rows_choice(rows, 9),
				     .acknowledged_at = rows_int(rows, 10),
				     .acknowledged_by = rows_choice(rows, 11),
				     .arrived_at = rows_int(rows, 12),
				     .arrived_by = rows_choice(rows, 13),
				     .acknowledged_via_name = staff_name(rq, rows, 14),
				     .arrived_via_name = staff_name(rq, rows, 15),
				     .escalated_at = rows_int(rows, 16),
				     .escalated_to_name = staff_name(rq, rows, 17),
				     .missing_at = rows_int(rows, 18) };

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &recipient_row_shape, &row, SECRETS_CLEAR);
	out_end_object(&rq->reply);
}
