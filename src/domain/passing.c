/* Passes and their keys; see passing.h.
 *
 * Rule: what a list shows of a pass follows from who asks, here and nowhere else. */
#include "passing.h"

#include "home.h"
#include "signed_text.h"

#define LIST_PREFIX "LF1R:"

const char *const pass_kinds[] = {
	[HOUSEHOLD_PASS] = "household", [VISITOR_PASS] = "visitor", [DELIVERY_PASS] = "delivery",
	[VEHICLE_PASS] = "vehicle",     [STAFF_PASS] = "staff",     NULL
};

#define REC struct pass_words
static const struct field words_fields[] = {
	TEXT(holder, 1, 60, .label = "Name of the holder", .secret = SECRET_NAME),
	TEXT(phone, 1, 30, .label = "Phone", .secret = SECRET_PHONE),
	TEXT(plate, 1, 20, .label = "Number plate", .secret = SECRET_TEXT),
};
const struct shape pass_words_shape = SHAPE(words_fields);
#undef REC

struct private_key {
	const char *pem;
};
#define REC struct private_key
static const struct field private_fields[] = {
	TEXT(pem, 1, 1000, .label = "Private key", .secret = SECRET_TEXT),
};
static const struct shape private_shape = SHAPE(private_fields);
#undef REC

struct pass_at pass_from(struct request *rq, const struct rows *rows)
{
	const char *door = rows_text(rows, 6);
	struct pass_at pass = {
		.seq = rows_int(rows, 0),
		.id = arena_text(rq->arena, rows_text(rows, 1)),
		.region = arena_text(rq->arena, rows_text(rows, 2)),
		.opens = arena_text(rq->arena, rows_text(rows, 3)),
		.kind = (int)rows_int(rows, 4),
		.household = rows_int(rows, 5),
		.door = door ? arena_text(rq->arena, door) : NULL,
		.from_at = rows_int(rows, 7),
		.until_at = rows_int(rows, 8),
		.quota = rows_int(rows, 9),
		.days = rows_int(rows, 10),
		.void_at = rows_int(rows, 11),
	};
	size_t n;
	const void *sealed = rows_blob(rows, 12, &n);

	/* Destroyed words leave their hash. */
	if (!sealed || n <= HASH_BYTES ||
	    record_unseal(rq->keys, rq->arena, &pass_words_shape, sealed, n, &pass.words) != 0)
		pass.words = (struct pass_words){ 0 };
	return pass;
}

int pass_sight(struct request *rq, int64_t *home, int64_t *is_firm)
{
	struct household_at own;

	*home = 0;
	*is_firm = rq->role == PROPERTY;
	if (!rq->actor->household && rq->role != RESIDENT)
		return 0;
	if (home_household(rq, "household", NULL, &own) != 0)
		return -1;
	*home = own.seq;
	return 0;
}

int pass_need(struct request *rq, const char *id, struct pass_at *found)
{
	int64_t home, is_firm;
	struct rows *rows;
	int more;

	if (pass_sight(rq, &home, &is_firm) != 0)
		return -1;
	more = rq_first(rq, &rows,
			"SELECT " PASS_COLUMNS
			" FROM pass p WHERE p.id = $3 AND " PASS_SEEN("$4", "$5"),
			"tii", id, home, is_firm);
	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 7508, "pass", "there is no such pass here; look it up again");
	*found = pass_from(rq, rows);
	rows_end(rows);
	return 0;
}

/* Free in the rest of this file: keys are not about territory. */

/* The first of these keys. */
static int find_key(struct request *rq, const char *sql, struct cose_key **key, int64_t *until_at)
{
	struct private_key private = { NULL };
	struct rows *rows = rq_rows_free(rq, sql, "i", rq->now);
	int more = rows_next(rows);
	const void *sealed;
	size_t n;

	*key = NULL;
	if (more != 1)
		return more < 0 ? rq_rows_failed(rq, rows) : 0;
	sealed = rows_blob(rows, 0, &n);
	*until_at = rows_int(rows, 1);
	if (rq_unseal(rq, &private_shape, sealed, n, &private) == 0 && private.pem)
		*key = cose_key_from_pem(rq->arena, private.pem);
	rows_end(rows);
	return rq->fault.number ? -1 : 0;
}

int pass_key_now(struct request *rq, struct cose_key **key, int64_t *until_at)
{
	return find_key(rq,
			"SELECT sealed, until_at FROM pass_key WHERE signs_until > $1 "
			"ORDER BY seq DESC LIMIT 1",
			key, until_at);
}

int pass_key_make(struct request *rq)
{
	struct cose_key *key = cose_key_make(rq->arena);
	struct private_key private;
	int64_t signs_until = rq->now + KEY_SIGNS_DAYS * MS_PER_DAY;
	const void *sealed;
	size_t n;

	if (!key)
		return refuse(rq, 5001, NULL, "the storage failed; try again");
	private.pem = cose_key_pem(rq->arena, key, true);
	sealed = rq_seal(rq, &private_shape, &private, &n);
	if (rq_run_free(rq,
			"INSERT INTO pass_key (seq, kid, public_pem, from_at, signs_until, "
			"until_at, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			"ittiiib", rq->seq, hex(rq->arena, key->kid, KID_BYTES),
			cose_key_pem(rq->arena, key, false), rq->now, signs_until,
			rq->now + KEY_BELIEVED_DAYS * MS_PER_DAY, sealed, n) < 0)
		return -1;
	return timer_set(rq, "pass.rotate", signs_until, "pass.rotate", "", "{}");
}

int pass_keys(struct request *rq, struct pass_key **keys, int *n)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT kid, public_pem, from_at, signs_until, until_at "
					 "FROM pass_key WHERE until_at > $1 "
					 "ORDER BY seq DESC LIMIT 100",
					 "i", rq->now);

	*n = 0;
	*keys = arena_alloc(rq->arena, 100 * sizeof(**keys));
	while (rows_next(rows) == 1)
		(*keys)[(*n)++] = (struct pass_key){
			.kid = arena_text(rq->arena, rows_text(rows, 0)),
			.pem = arena_text(rq->arena, rows_text(rows, 1)),
			.from_at = rows_int(rows, 2),
			.signs_until = rows_int(rows, 3),
			.until_at = rows_int(rows, 4),
		};
	return rq_rows_failed(rq, rows);
}

int pass_keys_open(struct request *rq, struct cose_key ***keys, int *n)
{
	struct pass_key *found;
	int n_found;

	*n = 0;
	if (pass_keys(rq, &found, &n_found) != 0)
		return -1;
	*keys = arena_alloc(rq->arena, (size_t)(n_found + 1) * sizeof(**keys));
	for (int i = 0; i < n_found; i++) {
		struct cose_key *key = cose_key_from_pem(rq->arena, found[i].pem);

		if (key)
			(*keys)[(*n)++] = key;
	}
	return 0;
}

const char *pass_sign_list(struct request *rq, const char *about, const int64_t *numbers, int n,
			   int64_t since, int64_t cursor)
{
	struct cose_key *key;
	struct buf list;
	int64_t until_at;
	uint8_t *message;
	size_t n_bytes, n_packed;

	/* The oldest that is believed: a gate that was without network knows it, and believes
	 * the younger ones that come with a list it can check. */
	if (find_key(rq,
		     "SELECT sealed, until_at FROM pass_key WHERE until_at > $1 "
		     "ORDER BY seq LIMIT 1",
		     &key, &until_at) != 0 ||
	    !key)
		return NULL;
	buf_init(&list, rq->arena, 1 << 20);
	cbor_put_list(&list, (size_t)n + 4);
	cbor_put_text(&list, about);
	cbor_put_int(&list, since);
	cbor_put_int(&list, cursor);
	cbor_put_int(&list, rq->now / MS_PER_SECOND);
	for (int i = 0; i < n; i++)
		cbor_put_int(&list, numbers[i]);
	message = cose_sign(rq->arena, list.bytes, list.n, key->kid, KID_BYTES, key, &n_bytes);
	return message ? signed_text_write(rq->arena, LIST_PREFIX, message, n_bytes, &n_packed)
		       : NULL;
}
