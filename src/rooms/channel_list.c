/* Channels looked at: what waits, what was taken, what failed and why.
 *
 * Rule: of an address only the host is shown, of a telephone only its ends. */
#include "authority.h"
#include "channeling.h"
#include "page.h"

#define SEERS (ADMIN | COMMANDER | OFFICER)

struct row {
	const char *channel, *name, *region, *region_name, *host, *template, *last_status;
	int64_t n_waiting, n_sent, n_failed, last_at;
	int kind, has_secret;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(channel, "channel", .label = "Channel"),
	TEXT(name, 1, 60, .label = "Name"),
	CHOICE(kind, channel_kinds, .label = "Kind of channel"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 0, 100, .label = "Name of the region"),
	TEXT(host, 1, 200, .label = "Host of the service"),
	FLAG(has_secret, .label = "Signs"),
	TEXT(template, 1, 1000, .label = "Template"),
	INT(n_waiting, 0, 0, .label = "Waiting"),
	INT(n_sent, 0, 0, .label = "Sent"),
	INT(n_failed, 0, 0, .label = "Failed"),
	AT(last_at, .label = "Last message"),
	TEXT(last_status, 1, 40, .label = "What the service answered"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct deliveries_args {
	const char *channel, *order, *region, *cursor;
	int64_t limit;
	int state;
};
#define REC struct deliveries_args
static const struct field deliveries_fields[] = {
	REF(channel, "channel", .label = "Channel"),
	REF(order, "order", .label = "Order"),
	CHOICE(state, delivery_states, .label = "State"),
	REGION(region, .label = "Region"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape deliveries_shape = SHAPE(deliveries_fields);
#undef REC

struct delivered {
	const char *channel, *channel_name, *order, *title, *to, *status;
	int64_t at, n_tries, next_at;
	int state;
};
#define REC struct delivered
static const struct field delivered_fields[] = {
	AT(at, .label = "Put into the box"),
	REF(channel, "channel", .label = "Channel"),
	TEXT(channel_name, 1, 60, .label = "Name of the channel"),
	REF(order, "order", .label = "Order; absent: a trial"),
	TEXT(title, 2, 100, .label = "Title"),
	TEXT(to, 1, 60, .label = "To; telephones are masked"),
	CHOICE(state, delivery_states, .label = "State"),
	INT(n_tries, 0, 0, .label = "Tries"),
	TEXT(status, 1, 40, .label = "What the service answered"),
	AT(next_at, .label = "Next try"),
};
static const struct shape delivered_shape = SHAPE(delivered_fields);
#undef REC

/* Where it goes, without the rest of the address, which holds a robot's key. */
static const char *host_of(struct request *rq, const char *url)
{
	const char *at = url ? strstr(url, "://") : NULL;

	return at ? arena_text_n(rq->arena, at + 3, strcspn(at + 3, "/?#")) : NULL;
}

static void write_row(struct request *rq, const struct rows *rows)
{
	struct channel_secrets secrets = { 0 };
	size_t n;
	const void *sealed = rows_blob(rows, 6, &n);
	struct row row = { .channel = rows_text(rows, 1),
			   .name = rows_text(rows, 2),
			   .kind = (int)rows_int(rows, 3),
			   .region = rows_text(rows, 4),
			   .region_name = rows_text(rows, 5),
			   .template = rows_text(rows, 7),
			   .n_waiting = rows_int(rows, 8),
			   .n_sent = rows_int(rows, 9),
			   .n_failed = rows_int(rows, 10),
			   .last_at = rows_int(rows, 11),
			   .last_status = rows_text(rows, 12) };

	if (sealed &&
	    record_unseal(rq->keys, rq->arena, &channel_secrets_shape, sealed, n, &secrets) == 0)
		row.host = host_of(rq, secrets.url);
	row.has_secret = secrets.secret != NULL;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_MASKED);
	out_end_object(&rq->reply);
}

static int list(struct request *rq, const void *record)
{
	const struct paged *args = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(
		rq,
		"SELECT c.seq, c.id, c.name, c.kind, c.region, g.name, c.sealed, c.template, "
		"(SELECT count(*) FROM channel_delivery d WHERE d.channel = c.seq AND d.state = 0), "
		"(SELECT count(*) FROM channel_delivery d WHERE d.channel = c.seq AND d.state = 1), "
		"(SELECT count(*) FROM channel_delivery d WHERE d.channel = c.seq AND d.state = 2), "
		"(SELECT max(d.at) FROM channel_delivery d WHERE d.channel = c.seq), "
		"(SELECT d.status FROM channel_delivery d WHERE d.channel = c.seq "
		"AND d.status IS NOT NULL ORDER BY d.at DESC, d.number DESC LIMIT 1) "
		"FROM channel c LEFT JOIN region g ON g.key = c.region WHERE c.void_at IS NULL "
		"AND c.region >= $1 AND c.region < $2 AND c.seq > $3 ORDER BY c.seq LIMIT $4",
		"ii", page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(rq, &page, rows, NOT_GIVEN);
}

/* A telephone by its ends; of a group its name. */
static const char *receiver(struct request *rq, const struct rows *rows)
{
	struct staff *staff = record_new(rq->arena, &staff_shape);
	size_t n;
	const void *sealed = rows_blob(rows, 6, &n);

	if (rows_int(rows, 5) != CHANNEL_SMS)
		return rows_text(rows, 2);
	if (!sealed || record_unseal(rq->keys, rq->arena, &staff_shape, sealed, n, staff) != 0)
		return NULL;
	return mask_phone(rq->arena, staff->phone);
}

static void write_delivery(struct request *rq, const struct rows *rows)
{
	int state = (int)rows_int(rows, 7);
	struct delivered row = { .at = rows_int(rows, 0),
				 .channel = rows_text(rows, 1),
				 .channel_name = rows_text(rows, 2),
				 .order = rows_text(rows, 3),
				 .title = rows_text(rows, 4),
				 .to = receiver(rq, rows),
				 .state = state,
				 .n_tries = rows_int(rows, 8),
				 .status = rows_text(rows, 9),
				 .next_at = state == DELIVERY_WAITING ? rows_int(rows, 10)
								      : NOT_GIVEN };

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &delivered_shape, &row, SECRETS_CLEAR);
	out_end_object(&rq->reply);
}

/* The newest first; a page ends at an instant, order, channel and recipient. */
static int deliveries(struct request *rq, const void *record)
{
	const struct deliveries_args *args = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 4, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(
		rq,
		"SELECT d.at, c.id, c.name, o.id, o.title, c.kind, " RECIPIENT_SEALED
		", d.state, d.n_tries, "
		"d.status, d.next_at, d.order_seq, d.channel, d.number FROM channel_delivery d "
		"JOIN channel c ON c.seq = d.channel LEFT JOIN order_given o ON o.seq = d.order_seq "
		"LEFT JOIN order_recipient r ON r.order_seq = d.order_seq AND r.number = d.number "
		"LEFT JOIN account a ON a.seq = COALESCE(r.account, d.tried_by) "
		"LEFT JOIN cadre k ON k.seq = r.cadre "
		"WHERE d.region >= $1 AND d.region < $2 "
		"AND (CAST($3 AS text) IS NULL OR c.id = $3) "
		"AND (CAST($4 AS text) IS NULL OR o.id = $4) AND ($5 < 0 OR d.state = $5) "
		"AND ($6 = 0 OR d.at < $6 OR (d.at = $6 AND (d.order_seq, d.channel, d.number) > "
		"($7, $8, $9))) ORDER BY d.at DESC, d.order_seq, d.channel, d.number LIMIT $10",
		"ttiiiiii", args->channel, args->order, (int64_t)args->state, page.number[0],
		page.number[1], page.number[2], page.number[3], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_delivery(rq, rows);
		page_row(rq, &page, "%" PRId64 ":%" PRId64 ":%" PRId64 ":%" PRId64,
			 rows_int(rows, 0), rows_int(rows, 11), rows_int(rows, 12),
			 rows_int(rows, 13));
	}
	return page_end(rq, &page, rows, NOT_GIVEN);
}

static const struct command commands[] = {
	{ "channel.list", DOES_READ, .who = SEERS, .where = IN_REACH, .run = list,
	  .takes = &paged_shape, .gives = &row_shape },
	{ "channel.deliveries", DOES_READ, .who = SEERS, .where = IN_REACH, .run = deliveries,
	  .takes = &deliveries_shape, .gives = &delivered_shape },
};

const struct room channel_list_room = OWN_ROOM(channel_list, "Channels looked at");
