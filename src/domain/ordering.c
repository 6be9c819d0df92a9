/* Response levels and orders; see ordering.h. */
#include "ordering.h"

#include "people.h"

const char *const response_levels[] = {
	[RESPONSE_NONE] = "none", [RESPONSE_I] = "I",   [RESPONSE_II] = "II",
	[RESPONSE_III] = "III",   [RESPONSE_IV] = "IV", NULL
};

bool response_is_stricter(int a, int b)
{
	return a != RESPONSE_NONE && (b == RESPONSE_NONE || a < b);
}

int basis_need(struct request *rq, const char *field, const char *text, size_t least)
{
	if (utf8_length(text_trim(rq->arena, text)) >= least)
		return 0;
	return refuse(rq, 6601, field,
		      "say by what law, plan or decision this stands, and who issued it");
}

/* The last level set at this very place. */
static int read_level(struct db *db, struct arena *arena, const char *region, int64_t at,
		      struct response *found)
{
	struct rows *rows = db_rows(db, arena,
				    "SELECT seq, from_at, region, basis, issuer, level "
				    "FROM response WHERE region = $1 AND from_at <= $2 "
				    "ORDER BY from_at DESC, seq DESC LIMIT 1",
				    "ti", region, at);
	int more = rows_next(rows);

	if (more != 1)
		return more;
	*found = (struct response){ .seq = rows_int(rows, 0),
				    .from_at = rows_int(rows, 1),
				    .region = arena_text(arena, rows_text(rows, 2)),
				    .basis = arena_text(arena, rows_text(rows, 3)),
				    .issuer = arena_text(arena, rows_text(rows, 4)),
				    .level = (int)rows_int(rows, 5) };
	rows_end(rows);
	return 1;
}

int response_at(struct db *db, struct arena *arena, const char *region, int64_t at,
		struct response *found)
{
	char path[N_LEVELS][KEY_MAX + 1];
	int n = key_path(region, path), n_found = 0;

	path[n++][0] = '\0';
	for (int i = 0; i < n; i++) {
		struct response one;
		int more = read_level(db, arena, path[i], at, &one);

		if (more < 0)
			return -1;
		if (more == 1 && (n_found++ == 0 || response_is_stricter(one.level, found->level)))
			*found = one;
	}
	return n_found > 0;
}

/* Orders. */

const char *const order_kinds[] = { [ORDER_MOBILISATION] = "mobilisation",
				    [ORDER_COMMUNITY] = "community_order",
				    [ORDER_MUSTER] = "muster",
				    [ORDER_NOTICE] = "notice",
				    NULL };
const char *const order_states[] = { "open", "ended", NULL };
const char *const order_hows[] = { [BY_APP] = "app",         [BY_LINK] = "link",
				   [BY_PHONE] = "phone",     [BY_DUTY_OFFICER] = "duty_officer",
				   [BY_CHANNEL] = "channel", NULL };
const char *const order_whats[] = { [ORDER_RECEIVED] = "received",
				    [ORDER_ACKNOWLEDGED] = "acknowledged",
				    [ORDER_ARRIVED] = "arrived",
				    NULL };
const char *const order_tolds[] = {
	[TOLD_ACKNOWLEDGED] = "acknowledged", [TOLD_ARRIVED] = "arrived", NULL
};

#define ORDER_COLUMNS                                                                              \
	"o.seq, o.id, o.region, o.title, o.kind, o.issued_at, o.escalate_at, o.due_at, "           \
	"o.made_by, o.ended_at, o.to_roles, o.to_levels, o.to_team, o.to_living"

static struct order order_from(struct request *rq, const struct rows *rows)
{
	return (struct order){ .seq = rows_int(rows, 0),
			       .id = arena_text(rq->arena, rows_text(rows, 1)),
			       .region = arena_text(rq->arena, rows_text(rows, 2)),
			       .title = arena_text(rq->arena, rows_text(rows, 3)),
			       .kind = (int)rows_int(rows, 4),
			       .issued_at = rows_int(rows, 5),
			       .escalate_at = rows_int(rows, 6),
			       .due_at = rows_int(rows, 7),
			       .made_by = rows_int(rows, 8),
			       .ended_at = rows_int(rows, 9),
			       .roles = rows_int(rows, 10),
			       .levels = rows_int(rows, 11),
			       .team = rows_int(rows, 12),
			       .is_living = (int)rows_int(rows, 13) };
}

int order_need(struct request *rq, const char *id, struct order *found)
{
	struct rows *rows;
	int more = rq_first(rq, &rows,
			    "SELECT " ORDER_COLUMNS " FROM order_given o WHERE o.id = $3 "
			    "AND ((o.region >= $1 AND o.region < $2) OR EXISTS (SELECT 1 "
			    "FROM order_recipient r WHERE r.order_seq = o.seq "
			    "AND r.region >= $1 AND r.region < $2))",
			    "t", id);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 6701, "order", "there is no such order in your reach");
	*found = order_from(rq, rows);
	rows_end(rows);
	return 0;
}

int order_find(struct request *rq, int64_t seq, struct order *found)
{
	/* Free: the clock speaks of an order by its number. */
	struct rows *rows = rq_rows_free(
		rq, "SELECT " ORDER_COLUMNS " FROM order_given o WHERE o.seq = $1", "i", seq);
	int more = rows_next(rows);

	if (more != 1)
		return more < 0 ? rq_rows_failed(rq, rows) : 0;
	*found = order_from(rq, rows);
	rows_end(rows);
	return 1;
}

bool order_needs_arrival(int kind)
{
	return kind == ORDER_MOBILISATION || kind == ORDER_MUSTER;
}

const char *order_tally(struct request *rq, int64_t order, const char *what)
{
	return arena_print(rq->arena, "order.%" PRId64 ".%s", order, what);
}

void order_count(struct request *rq, const struct rows *rows, const char *region, int sign)
{
	static const char *const counted[] = { "issued",  "delivered", "acknowledged",
					       "arrived", "escalated", "missing" };

	for (int i = 0; i < (int)COUNT_OF(counted); i++)
		tally(rq, region, "", order_tally(rq, rows_int(rows, 0), counted[i]),
		      sign * rows_int(rows, i + 2));
}

int order_tally_changed(struct request *rq, const struct order *order, const char *what)
{
	const char *name = order_tally(rq, order->seq, what);
	/* Free: the order's own recipients, all in its region. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT region, count(*) FROM order_recipient "
					 "WHERE order_seq = $1 AND changed = $2 GROUP BY region",
					 "ii", order->seq, rq->seq);

	while (rows_next(rows) == 1)
		tally(rq, rows_text(rows, 0), "", name, rows_int(rows, 1));
	return rq_rows_failed(rq, rows);
}

struct recipient recipient_from(struct request *rq, const struct rows *rows)
{
	return (struct recipient){ .order = rows_int(rows, 0),
				   .number = rows_int(rows, 1),
				   .account = rows_int(rows, 2),
				   .issued_at = rows_int(rows, 3),
				   .delivered_at = rows_int(rows, 4),
				   .acknowledged_at = rows_int(rows, 5),
				   .arrived_at = rows_int(rows, 6),
				   .ended_at = rows_int(rows, 7),
				   .region = arena_text(rq->arena, rows_text(rows, 8)),
				   .delivered_by = rows_choice(rows, 9),
				   .acknowledged_by = rows_choice(rows, 10),
				   .arrived_by = rows_choice(rows, 11) };
}

const char *recipient_id(struct request *rq, int64_t order, int64_t number)
{
	return arena_print(rq->arena, "%" PRId64 ".%" PRId64, order, number);
}

int recipient_read(const char *id, int64_t *order, int64_t *number)
{
	char first[20];
	size_t n = strcspn(id, ".");

	if (n == 0 || n >= sizeof(first) || id[n] != '.')
		return -1;
	memcpy(first, id, n);
	first[n] = '\0';
	return text_to_int(first, order) == 0 && text_to_int(id + n + 1, number) == 0 ? 0 : -1;
}

int recipient_need(struct request *rq, const char *id, struct recipient *found)
{
	const char *unit = rq_reaches(rq, GRID_WORKER, rq->region) ? NULL : order_own_unit(rq);
	int64_t order = 0, number = 0;
	struct rows *rows;
	int more;

	if (recipient_read(id, &order, &number) != 0)
		order = 0;
	more = rq_first(rq, &rows,
			"SELECT " RECIPIENT_COLUMNS " FROM order_recipient r "
			"JOIN order_given o ON o.seq = r.order_seq "
			"WHERE r.order_seq = $3 AND r.number = $4 AND r.region >= $1 "
			"AND r.region < $2 AND " RECIPIENT_OF_UNIT("$5"),
			"iit", order, number, unit);
	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 6709, "recipient",
			      "there is no such person on an order in your reach");
	*found = recipient_from(rq, rows);
	rows_end(rows);
	return 0;
}

/* When it happened: as said, but not before the order and not later than now. */
static int note_time(struct request *rq, const struct recipient *r, int64_t *at)
{
	if (*at == NOT_GIVEN || *at > rq->now)
		*at = rq->now;
	if (*at < r->issued_at)
		return refuse(rq, 6708, "at",
			      "this is before the order was issued; look at the "
			      "time again");
	if (r->ended_at != NOT_GIVEN && *at >= r->ended_at)
		return refuse(rq, 6707, "order", "this order has ended; nothing more is needed");
	return 0;
}

int recipient_note(struct request *rq, const struct recipient *r, int what, int how, int64_t at,
		   int64_t reporter)
{
	bool has[] = { r->delivered_at != NOT_GIVEN, r->acknowledged_at != NOT_GIVEN,
		       r->arrived_at != NOT_GIVEN };
	static const char *const names[] = { "delivered", "acknowledged", "arrived" };

	rq_place(rq, r->region);
	if (has[what])
		return outcome_reply(rq, SAME);
	if (note_time(rq, r, &at) != 0)
		return -1;
	/* Free: whoever calls has found the recipient. */
	if (rq_run_free(rq,
			"UPDATE order_recipient SET changed = $7, delivered_by = CASE WHEN "
			"delivered_at IS NULL THEN $5 ELSE delivered_by END, "
			"delivered_at = COALESCE(delivered_at, $4), acknowledged_by = CASE WHEN "
			"$3 > 0 AND acknowledged_at IS NULL THEN $5 ELSE acknowledged_by END, "
			"acknowledged_at = CASE WHEN $3 > 0 THEN COALESCE(acknowledged_at, $4) "
			"ELSE acknowledged_at END, "
			"arrived_by = CASE WHEN $3 = 2 THEN $5 ELSE arrived_by END, "
			"arrived_at = CASE WHEN $3 = 2 THEN $4 ELSE arrived_at END, "
			"acknowledged_via = CASE WHEN $3 > 0 AND acknowledged_at IS NULL THEN $6 "
			"ELSE acknowledged_via END, "
			"arrived_via = CASE WHEN $3 = 2 THEN $6 ELSE arrived_via END "
			"WHERE order_seq = $1 AND number = $2",
			"iiiiiii", r->order, r->number, (int64_t)what, at, (int64_t)how,
			reporter ? reporter : NOT_GIVEN, rq->seq) < 0)
		return -1;
	for (int i = 0; i <= what; i++)
		if (!has[i])
			tally(rq, r->region, "", order_tally(rq, r->order, names[i]), 1);
	return outcome_reply(rq, ADDED);
}

static const char *token_mac(const struct keys *keys, struct arena *arena, int64_t order,
			     int64_t number)
{
	const char *what = arena_print(arena, "%" PRId64 ".%" PRId64, order, number);

	return arena_print(arena, "%016" PRIx64 "%016" PRIx64,
			   (uint64_t)keyed_hash(keys, "order.link", what),
			   (uint64_t)keyed_hash(keys, "order.link.2", what));
}

const char *order_token(const struct keys *keys, struct arena *arena, int64_t order, int64_t number)
{
	return arena_print(arena, "%" PRId64 ".%" PRId64 ".%s", order, number,
			   token_mac(keys, arena, order, number));
}

int order_token_read(struct request *rq, const char *token, int64_t *order, int64_t *number)
{
	const char *mac = strrchr(token, '.');

	if (!mac ||
	    recipient_read(arena_text_n(rq->arena, token, (size_t)(mac - token)), order, number))
		return -1;
	return texts_equal_secret(mac + 1, token_mac(rq->keys, rq->arena, *order, *number)) ? 0
											    : -1;
}

const char *order_own_unit(struct request *rq)
{
	struct rows *rows;
	const char *unit = "";

	if (rq_reaches(rq, COMMANDER | OFFICER, rq->region))
		return NULL;
	/* Free: one's own account. */
	rows = rq_rows_free(rq, "SELECT organisation FROM account WHERE seq = $1", "i",
			    rq->actor->account);
	if (rows_next(rows) == 1) {
		if (!rows_is_null(rows, 0))
			unit = arena_text(rq->arena, rows_text(rows, 0));
		rows_end(rows);
	}
	return unit;
}

bool order_stops_leave(struct request *rq, const char *region)
{
	/* Free: the order may be issued above the place. */
	return rq_one_free(rq, 0,
			   "SELECT 1 FROM order_given o WHERE o.stops_leave = 1 "
			   "AND o.ended_at IS NULL "
			   "AND substr($1, 1, length(o.region)) = o.region LIMIT 1",
			   "t", region) == 1;
}
