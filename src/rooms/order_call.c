/* One's own orders; and how people without the app are reached: a list to call, links to paste.
 *
 * Rule: telephones and links are opened for a purpose and journaled; a link is made from
 * the key file, so that it can be shown again and stands in no table. */
#include "order_view.h"

#include "authority.h"

#define CALLERS   (COMMANDER | OFFICER | MEDIC | DEPARTMENT)
#define SHOWN_MS  MS_PER_DAY /* an order that ended stays on the page this long */
#define N_CLIMBED 50

struct mine {
	const char *order, *recipient, *title, *text, *basis, *issuer_name, *region, *region_name,
		*escalated_to_name;
	const struct json *climbed;
	int64_t issued_at, escalate_at, due_at, delivered_at, acknowledged_at, arrived_at,
		escalated_at, n_climbed, now;
	int kind, needs_arrival, stops_leave, state;
};
#define REC struct mine
static const struct field mine_fields[] = {
	REF(order, "order", .label = "Order"),
	TEXT(recipient, 3, 40, .label = "Recipient; absent: only people who climbed"),
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
	AT(delivered_at, .label = "Delivered"),
	AT(acknowledged_at, .label = "Acknowledged"),
	AT(arrived_at, .label = "Arrived"),
	AT(escalated_at, .label = "Climbed"),
	TEXT(escalated_to_name, 1, 60, .label = "Climbed to"),
	INT(n_climbed, 0, 0, .label = "People who climbed to you and are still silent"),
	JSON(climbed, 20000,
	     .label = "The first of them: recipient, name, region_name, "
		      "organisation_name"),
	AT(now, .label = "The server's clock"),
};
static const struct shape mine_shape = SHAPE(mine_fields);
#undef REC

#define REC struct recipients_args
#define PAGE                                                                                       \
	REF(order, "order", .label = "Order", .need = true), REGION(region, .label = "Region"),    \
		CHOICE(state, recipient_states, .label = "State"),                                 \
		TEXT(cursor, 1, 100, .label = "Where the page before ended"),                      \
		INT(limit, 1, 500, .label = "Rows a page")
static const struct field calls_fields[] = {
	PAGE,
	TEXT(purpose, 2, 100, .label = "What the numbers are needed for", .need = true),
};
static const struct shape calls_shape = SHAPE(calls_fields);
static const struct field links_fields[] = { PAGE };
static const struct shape links_shape = SHAPE(links_fields);
#undef REC

struct call {
	const char *recipient, *name, *phone, *organisation_name, *region_name, *token, *url_path;
	int64_t acknowledged_at, arrived_at;
};
#define REC struct call
static const struct field call_fields[] = {
	TEXT(recipient, 3, 40, .label = "Recipient"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(phone, 1, 30, .label = "Phone"),
	TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),
	TEXT(region_name, 0, 201, .label = "Name of the region"),
	AT(acknowledged_at, .label = "Acknowledged"),
	AT(arrived_at, .label = "Arrived"),
};
static const struct shape call_shape = SHAPE(call_fields);
static const struct field link_fields[] = {
	TEXT(recipient, 3, 40, .label = "Recipient"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(region_name, 0, 201, .label = "Name of the region"),
	TEXT(token, 8, 80, .label = "Token of the link"),
	TEXT(url_path, 1, 120, .label = "Address on this server"),
};
static const struct shape link_shape = SHAPE(link_fields);
#undef REC

/* Free: those of other places who climbed to oneself. */
static int write_climbed(struct request *rq, int64_t order)
{
	int64_t n = rq_one_free(rq, 0,
				"SELECT count(*) FROM order_recipient r WHERE r.escalated_to = $1 "
				"AND r.order_seq = $2 AND " ORDER_SILENT("r"),
				"ii", rq->actor->account, order);
	struct rows *rows;

	out_key(&rq->reply, "n_climbed");
	out_int(&rq->reply, n);
	out_key(&rq->reply, "climbed");
	out_list(&rq->reply);
	rows = rq_rows_free(
		rq,
		"SELECT r.number, " RECIPIENT_SEALED ", " RECIPIENT_PLACE
		", u.name FROM order_recipient r " RECIPIENT_PERSON
		"LEFT JOIN organisation u ON u.id = " RECIPIENT_UNIT " "
		"LEFT JOIN region g ON g.key = r.region WHERE r.escalated_to = $1 "
		"AND r.order_seq = $2 AND " ORDER_SILENT("r") " ORDER BY r.number LIMIT $3",
		"iii", rq->actor->account, order, (int64_t)N_CLIMBED);
	while (rows_next(rows) == 1) {
		out_object(&rq->reply);
		out_key(&rq->reply, "recipient");
		out_text(&rq->reply, recipient_id(rq, order, rows_int(rows, 0)));
		out_key(&rq->reply, "name");
		out_text(&rq->reply, staff_name(rq, rows, 1));
		out_key(&rq->reply, "region_name");
		out_text(&rq->reply, rows_text(rows, 2));
		out_key(&rq->reply, "organisation_name");
		out_text(&rq->reply, rows_text(rows, 3));
		out_end_object(&rq->reply);
	}
	out_end_list(&rq->reply);
	return rq_rows_failed(rq, rows);
}

static int write_mine(struct request *rq, const struct rows *rows)
{
	int64_t seq = rows_int(rows, 0);
	struct mine mine = { .order = rows_text(rows, 1),
			     .recipient = rows_is_null(rows, 2)
						  ? NULL
						  : recipient_id(rq, seq, rows_int(rows, 2)),
			     .kind = (int)rows_int(rows, 3),
			     .title = rows_text(rows, 4),
			     .text = rows_text(rows, 5),
			     .basis = rows_text(rows, 6),
			     .issuer_name = rows_text(rows, 7),
			     .region = rows_text(rows, 8),
			     .region_name = rows_text(rows, 9),
			     .issued_at = rows_int(rows, 10),
			     .escalate_at = rows_int(rows, 11),
			     .due_at = rows_int(rows, 12),
			     .stops_leave = (int)rows_int(rows, 13),
			     .state = !rows_is_null(rows, 14),
			     .delivered_at = rows_int(rows, 15),
			     .acknowledged_at = rows_int(rows, 16),
			     .arrived_at = rows_int(rows, 17),
			     .escalated_at = rows_int(rows, 18),
			     .escalated_to_name = staff_name(rq, rows, 19),
			     .n_climbed = NOT_GIVEN,
			     .now = rq->now };
	int outcome;

	mine.needs_arrival = order_needs_arrival(mine.kind);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &mine_shape, &mine, SECRETS_CLEAR);
	outcome = write_climbed(rq, seq);
	out_end_object(&rq->reply);
	return outcome;
}

/* What was sent to oneself, and what others did not answer and climbed here. */
static int mine(struct request *rq, const void *record)
{
	/* Free: one's own, wherever it was issued. */
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT o.seq, o.id, r.number, o.kind, o.title, o.text, o.basis, "
		"COALESCE(u.name, g.name), o.region, g.name, o.issued_at, o.escalate_at, "
		"o.due_at, o.stops_leave, o.ended_at, r.delivered_at, r.acknowledged_at, "
		"r.arrived_at, r.escalated_at, above.sealed FROM order_given o "
		"LEFT JOIN order_recipient r ON r.order_seq = o.seq AND r.account = $1 "
		"LEFT JOIN account above ON above.seq = r.escalated_to "
		"LEFT JOIN region g ON g.key = o.region "
		"LEFT JOIN account i ON i.seq = o.made_by "
		"LEFT JOIN organisation u ON u.id = i.organisation WHERE o.seq IN "
		"(SELECT order_seq FROM order_recipient WHERE account = $1 UNION "
		"SELECT order_seq FROM order_recipient WHERE escalated_to = $1) "
		"AND (o.ended_at IS NULL OR o.ended_at > $2) ORDER BY o.seq DESC LIMIT 50",
		"ii", rq->actor->account, rq->now - SHOWN_MS);

	(void)record;
	rq_reply_rows(rq);
	while (rows_next(rows) == 1)
		if (write_mine(rq, rows) != 0)
			return -1;
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static void write_call(struct request *rq, const struct order *order, const struct rows *rows)
{
	struct staff *staff = record_new(rq->arena, &staff_shape);
	struct call call = { .recipient = recipient_id(rq, order->seq, rows_int(rows, 1)),
			     .organisation_name = rows_text(rows, 4),
			     .region_name = rows_text(rows, 6),
			     .acknowledged_at = rows_int(rows, 10),
			     .arrived_at = rows_int(rows, 12) };
	size_t n;
	const void *sealed = rows_blob(rows, 3, &n);

	if (sealed && record_unseal(rq->keys, rq->arena, &staff_shape, sealed, n, staff) == 0) {
		call.name = staff->name;
		call.phone = staff->phone;
	}
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &call_shape, &call, SECRETS_CLEAR);
	out_end_object(&rq->reply);
}

static void write_link(struct request *rq, const struct order *order, const struct rows *rows)
{
	int64_t number = rows_int(rows, 1);
	struct call call = { .recipient = recipient_id(rq, order->seq, number),
			     .name = staff_name(rq, rows, 3),
			     .region_name = rows_text(rows, 6) };

	call.token = order_token(rq->keys, rq->arena, order->seq, number);
	/* After the #, so that it reaches no server's log. */
	call.url_path = arena_print(rq->arena, "/resident/#o=%s", call.token);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &link_shape, &call, SECRETS_CLEAR);
	out_end_object(&rq->reply);
}

static int calls(struct request *rq, const void *record)
{
	const struct recipients_args *args = record;

	rq->is_private = true;
	return recipients_page(rq, args, args->state, write_call);
}

static int links(struct request *rq, const void *record)
{
	const struct recipients_args *args = record;

	rq->is_private = true;
	return recipients_page(rq, args, args->state, write_link);
}

static const struct command commands[] = {
	{ "order.mine", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = mine,
	  .gives = &mine_shape },
	{ "order.calls", DOES_OWN, .who = CALLERS, .where = IN_REACH, .run = calls,
	  .takes = &calls_shape, .gives = &call_shape },
	{ "order.links", DOES_OWN, .who = CALLERS, .where = IN_REACH, .run = links,
	  .takes = &links_shape, .gives = &link_shape },
};

const struct room order_call_room = OWN_ROOM(order_call, "Orders reaching people");
