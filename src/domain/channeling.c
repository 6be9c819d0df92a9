/* Channels: what is put into their boxes; see channeling.h.  The messages themselves are
 * made in channel_message.c. */
#include "channeling.h"

#include "authority.h"

const char *const channel_kinds[] = {
	[CHANNEL_WECOM] = "wecom", [CHANNEL_DINGTALK] = "dingtalk", [CHANNEL_SMS] = "sms", NULL
};
const char *const delivery_states[] = {
	[DELIVERY_WAITING] = "waiting", [DELIVERY_SENT] = "sent", [DELIVERY_FAILED] = "failed", NULL
};

#define REC struct channel_secrets
static const struct field secrets_fields[] = {
	TEXT(url, 8, 500, .label = "Address of the service", .secret = SECRET_TEXT, .need = true),
	TEXT(secret, 1, 200, .label = "Key that signs", .secret = SECRET_TEXT),
};
const struct shape channel_secrets_shape = SHAPE(secrets_fields);
#undef REC

int64_t delivery_wait(int64_t n_tries)
{
	return 5 * MS_PER_SECOND << (n_tries < 1 ? 0 : n_tries < 10 ? n_tries - 1 : 9);
}

bool channel_url_is_here(const char *url)
{
	static const char *const hosts[] = { "://127.0.0.1", "://localhost", "://[::1]" };
	const char *at = strstr(url, "://");

	for (size_t i = 0; at && i < COUNT_OF(hosts); i++) {
		size_t n = strlen(hosts[i]);

		if (strncmp(at, hosts[i], n) == 0 && strchr(":/?", at[n]))
			return true;
	}
	return false;
}

bool channel_url_is_fit(const char *url)
{
	const char *host = strstr(url, "://");

	for (const char *p = url; *p; p++)
		if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7f)
			return false;
	/* A name before the host would hide which host it is. */
	if (!host || !host[3] || strchr(host + 3, '@'))
		return false;
	return strncmp(url, "https://", 8) == 0 ||
	       (strncmp(url, "http://", 7) == 0 && channel_url_is_here(url));
}

/* Free in the rest of this file: a channel serves the places below its own, the order's
 * recipients lie in the order's region. */

/* The robots of groups inside the order's region, once for an order. */
static int send_groups(struct request *rq, const struct order *order)
{
	char end[KEY_MAX + 1];

	key_end(order->region, end);
	return rq_run_free(rq,
			   "INSERT INTO channel_delivery (order_seq, channel, number, region, at, "
			   "state, n_tries, next_at, changed) SELECT $1, c.seq, 0, c.region, $2, "
			   "0, 0, $2, $3 FROM channel c WHERE c.kind <> 2 AND c.void_at IS NULL "
			   "AND c.region >= $4 AND c.region < $5",
			   "iiitt", order->seq, rq->now, rq->seq, order->region, end) < 0
		       ? -1
		       : 0;
}

/* A short message for each: through the nearest gateway at or above the place. */
static int send_people(struct request *rq, const struct order *order)
{
	return rq_run_free(rq,
			   "INSERT INTO channel_delivery (order_seq, channel, number, region, at, "
			   "state, n_tries, next_at, changed) SELECT order_seq, channel, number, "
			   "region, $2, 0, 0, $2, $3 FROM (SELECT r.order_seq, r.number, r.region, "
			   "(SELECT c.seq FROM channel c WHERE c.kind = 2 AND c.void_at IS NULL "
			   "AND substr(r.region, 1, length(c.region)) = c.region "
			   "ORDER BY length(c.region) DESC, c.seq LIMIT 1) AS channel "
			   "FROM order_recipient r WHERE r.order_seq = $1 AND r.changed = $3) near "
			   "WHERE channel IS NOT NULL",
			   "iii", order->seq, rq->now, rq->seq) < 0
		       ? -1
		       : 0;
}

int channels_send(struct request *rq, const struct order *order, bool is_first)
{
	if (is_first && send_groups(rq, order) != 0)
		return -1;
	return send_people(rq, order);
}

int channels_stop(struct request *rq, int64_t order, int64_t channel, const char *why)
{
	return rq_run_free(rq,
			   "UPDATE channel_delivery SET state = 2, status = $3, changed = $4 "
			   "WHERE state = 0 AND ($1 = 0 OR order_seq = $1) "
			   "AND ($2 = 0 OR channel = $2)",
			   "iiti", order, channel, why, rq->seq) < 0
		       ? -1
		       : 0;
}

bool deliveries_due(struct db *db, struct arena *arena, int64_t now)
{
	return db_one(db, arena, 0, NULL,
		      "SELECT 1 FROM channel_delivery WHERE state = 0 AND next_at <= $1 LIMIT 1",
		      "i", now) == 1;
}

static int read_secrets(const struct keys *keys, struct arena *arena, const struct rows *rows,
			struct delivery *d)
{
	struct channel_secrets secrets = { 0 };
	struct staff *staff = record_new(arena, &staff_shape);
	size_t n;
	const void *sealed = rows_blob(rows, 1, &n);

	if (!sealed || record_unseal(keys, arena, &channel_secrets_shape, sealed, n, &secrets) != 0)
		return 0;
	d->url = secrets.url;
	d->secret = secrets.secret;
	sealed = rows_blob(rows, 8, &n);
	if (sealed && record_unseal(keys, arena, &staff_shape, sealed, n, staff) == 0)
		d->phone = staff->phone;
	/* A short message without a number goes nowhere. */
	return d->kind != CHANNEL_SMS || d->phone;
}

int delivery_read(struct db *db, struct arena *arena, const struct keys *keys,
		  const struct delivery_key *key, struct delivery *found)
{
	/* A try of a gateway goes to whoever tries. */
	struct rows *rows = db_rows(
		db, arena,
		"SELECT c.kind, c.sealed, c.template, o.kind, o.title, o.text, o.basis, o.due_at, " RECIPIENT_SEALED
		" FROM channel_delivery d JOIN channel c ON c.seq = d.channel "
		"AND c.void_at IS NULL LEFT JOIN order_given o ON o.seq = d.order_seq "
		"LEFT JOIN order_recipient r ON r.order_seq = d.order_seq AND r.number = d.number "
		"LEFT JOIN account a ON a.seq = COALESCE(r.account, d.tried_by) "
		"LEFT JOIN cadre k ON k.seq = r.cadre "
		"WHERE d.order_seq = $1 AND d.channel = $2 AND d.number = $3",
		"iii", key->order, key->channel, key->number);
	int more = rows_next(rows);

	if (more != 1)
		return more;
	*found = (struct delivery){
		.key = *key,
		.kind = (int)rows_int(rows, 0),
		.template = arena_text(arena, rows_text(rows, 2)),
		.order_kind = rows_choice(rows, 3),
		.title = arena_text(arena, rows_text(rows, 4)),
		.text = arena_text(arena, rows_text(rows, 5)),
		.basis = arena_text(arena, rows_text(rows, 6)),
		.due_at = rows_int(rows, 7),
	};
	if (key->number > 0)
		found->token = order_token(keys, arena, key->order, key->number);
	more = read_secrets(keys, arena, rows, found);
	rows_end(rows);
	return more;
}
