/* "Received" and "Arrived": by the person, by the link, or reported by somebody else.
 *
 * Rule (SC-02): it is kept who said it and how; a person speaks for himself, a duty officer
 * for the people of the own unit, those who answer for a place for everybody in it. */
#include "ordering.h"

#include "people.h"

/* How long after the end a link still says that it is over. */
#define LINK_MS (7 * MS_PER_DAY)

struct own_args {
	const char *order;
	int64_t at;
};
#define REC struct own_args
static const struct field own_fields[] = {
	REF(order, "order", .label = "Order", .need = true),
	AT(at, .label = "When it was; absent: now"),
};
static const struct shape own_shape = SHAPE(own_fields);
#undef REC

static const char *const channels[] = { "phone", "duty_officer", NULL };

struct report_args {
	const char *recipient;
	int64_t at;
	int what, channel;
};
#define REC struct report_args
static const struct field report_fields[] = {
	TEXT(recipient, 3, 40, .label = "Recipient", .need = true),
	CHOICE(what, order_tolds, .label = "What the person said", .need = true),
	CHOICE(channel, channels, .label = "How it became known", .need = true),
	AT(at, .label = "When it was; absent: now"),
};
static const struct shape report_shape = SHAPE(report_fields);
#undef REC

struct link_args {
	const char *token;
	int what;
};
#define REC struct link_args
static const struct field open_fields[] = {
	TEXT(token, 8, 80, .label = "Token of the link", .secret = SECRET_TEXT, .need = true),
};
static const struct shape open_shape = SHAPE(open_fields);
static const struct field answer_fields[] = {
	TEXT(token, 8, 80, .label = "Token of the link", .secret = SECRET_TEXT, .need = true),
	CHOICE(what, order_whats, .label = "What the person said", .need = true),
};
static const struct shape answer_shape = SHAPE(answer_fields);
#undef REC

struct opened {
	const char *title, *text, *basis, *issuer, *region_name;
	int64_t issued_at, due_at, acknowledged_at, arrived_at, now;
	int kind, needs_arrival, state;
};
#define REC struct opened
static const struct field opened_fields[] = {
	CHOICE(kind, order_kinds, .label = "Kind of order"),
	TEXT(title, 2, 100, .label = "Title"),
	TEXT(text, 2, 2000, .label = "Text of the order"),
	TEXT(basis, 4, 300, .label = "Legal basis"),
	TEXT(issuer, 1, 200, .label = "Issued by"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	AT(issued_at, .label = "Issued"),
	AT(due_at, .label = "To be done by"),
	CHOICE(state, order_states, .label = "State"),
	FLAG(needs_arrival, .label = "Done by arriving"),
	AT(acknowledged_at, .label = "Acknowledged"),
	AT(arrived_at, .label = "Arrived"),
	AT(now, .label = "The server's clock"),
};
static const struct shape opened_shape = SHAPE(opened_fields);
#undef REC

static int note_own(struct request *rq, const struct own_args *args, int what)
{
	struct recipient r;
	/* Free: what was sent to oneself, wherever it was issued. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT " RECIPIENT_COLUMNS " FROM order_given o "
					 "JOIN order_recipient r ON r.order_seq = o.seq "
					 "AND r.account = $2 WHERE o.id = $1",
					 "ti", args->order, rq->actor->account);
	int more = rows_next(rows);

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 6711, "order",
			      "this order was not sent to you; ask your officer");
	r = recipient_from(rq, rows);
	rows_end(rows);
	return recipient_note(rq, &r, what, BY_APP, args->at, 0);
}

static int received(struct request *rq, const void *record)
{
	return note_own(rq, record, ORDER_RECEIVED);
}

static int acknowledge(struct request *rq, const void *record)
{
	return note_own(rq, record, ORDER_ACKNOWLEDGED);
}

static int arrive(struct request *rq, const void *record)
{
	return note_own(rq, record, ORDER_ARRIVED);
}

static int report_for(struct request *rq, const void *record)
{
	const struct report_args *args = record;
	struct recipient r;

	if (recipient_need(rq, args->recipient, &r) != 0)
		return -1;
	if (r.account == rq->actor->account && !rq->actor->is_program)
		return refuse(rq, 6710, "recipient", "for yourself, press Received or Arrived");
	return recipient_note(
		rq, &r, args->what == TOLD_ACKNOWLEDGED ? ORDER_ACKNOWLEDGED : ORDER_ARRIVED,
		args->channel == 0 ? BY_PHONE : BY_DUTY_OFFICER, args->at, rq->actor->account);
}

/* Free in the rest of this file: the link is the right to one order and to answer it for
 * the one person it was made for. */

static int find_by_token(struct request *rq, const char *token, const char *columns,
			 struct rows **rows)
{
	int64_t order, number;
	int more = 0;

	if (order_token_read(rq, token, &order, &number) == 0) {
		*rows = rq_rows_free(
			rq,
			arena_print(rq->arena,
				    "SELECT %s FROM order_recipient r JOIN order_given o "
				    "ON o.seq = r.order_seq LEFT JOIN region g ON g.key = o.region "
				    "LEFT JOIN account i ON i.seq = o.made_by "
				    "LEFT JOIN organisation u ON u.id = i.organisation "
				    "WHERE r.order_seq = $1 AND r.number = $2 "
				    "AND (o.ended_at IS NULL OR o.ended_at > $3)",
				    columns),
			"iii", order, number, rq->now - LINK_MS);
		more = rows_next(*rows);
		if (more < 0)
			return rq_rows_failed(rq, *rows);
	}
	return more == 1 ? 0
			 : refuse(rq, 6706, "token",
				  "this link has ended; ask whoever sent it to you");
}

static int open_link(struct request *rq, const void *record)
{
	const struct link_args *args = record;
	struct opened opened;
	struct rows *rows;

	if (find_by_token(rq, args->token,
			  "o.kind, o.title, o.text, COALESCE(u.name, g.name), g.name, o.issued_at, "
			  "o.due_at, o.ended_at, r.acknowledged_at, r.arrived_at, o.basis",
			  &rows) != 0)
		return -1;
	opened = (struct opened){ .kind = (int)rows_int(rows, 0),
				  .title = rows_text(rows, 1),
				  .text = rows_text(rows, 2),
				  .basis = rows_text(rows, 10),
				  .issuer = rows_text(rows, 3),
				  .region_name = rows_text(rows, 4),
				  .issued_at = rows_int(rows, 5),
				  .due_at = rows_int(rows, 6),
				  .state = !rows_is_null(rows, 7),
				  .acknowledged_at = rows_int(rows, 8),
				  .arrived_at = rows_int(rows, 9),
				  .now = rq->now };
	opened.needs_arrival = order_needs_arrival(opened.kind);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &opened_shape, &opened, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	rows_end(rows);
	return 0;
}

static int answer_link(struct request *rq, const void *record)
{
	const struct link_args *args = record;
	struct recipient r;
	struct rows *rows;

	if (find_by_token(rq, args->token, RECIPIENT_COLUMNS, &rows) != 0)
		return -1;
	r = recipient_from(rq, rows);
	rows_end(rows);
	return recipient_note(rq, &r, args->what, BY_LINK, NOT_GIVEN, 0);
}

static const struct command commands[] = {
	{ "order.received", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = received,
	  .takes = &own_shape, .gives = &outcome_shape },
	{ "order.acknowledge", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = acknowledge,
	  .takes = &own_shape, .gives = &outcome_shape },
	{ "order.arrive", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = arrive,
	  .takes = &own_shape, .gives = &outcome_shape },
	{ "order.report_for", DOES_OWN, .who = ORDER_REPORTERS, .where = IN_REACH,
	  .run = report_for, .takes = &report_shape, .gives = &outcome_shape },
	{ "order.open", DOES_READ, .who = ANYONE, .where = ANYWHERE, .run = open_link,
	  .takes = &open_shape, .gives = &opened_shape },
	{ "order.answer", DOES_OWN, .who = ANYONE, .where = ANYWHERE, .run = answer_link,
	  .takes = &answer_shape, .gives = &outcome_shape },
};

const struct room order_answer_room = OWN_ROOM(order_answer, "Orders answered");
