/* Keys that sign passes, and the numbers of passes that were made void.
 *
 * Rule: a gate works for days without the centre, so keys are believed longer than they
 * sign, and what was revoked travels as a signed list that only grows. */
#include "passing.h"

#define GATE_ROLES   (GATEKEEPER | VOLUNTEER | PROPERTY | GRID_WORKER | OFFICER)
#define MOST_NUMBERS 5000

struct key_row {
	int64_t seq, from_at, signs_until, until_at;
	const char *kid, *public_pem, *pem;
};
#define REC struct key_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the command that made it", .need = true),
	TEXT(kid, 16, 16, .label = "Name of the key in codes", .need = true),
	TEXT(public_pem, 1, 1000, .label = "Public key", .need = true),
	AT(from_at, .label = "Made", .need = true),
	AT(signs_until, .label = "Signs until", .need = true),
	AT(until_at, .label = "Is believed until", .need = true),
	TEXT(pem, 1, 1000, .label = "Private key", .secret = SECRET_TEXT, .need = true),
};
static const char *const indexes[] = { "unique (kid)", NULL };
static const struct table tables[] = {
	TABLE("pass_key", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct rotate_args {
	int is_leaked;
};
#define REC struct rotate_args
static const struct field rotate_fields[] = {
	FLAG(is_leaked, .label = "Somebody else may have the keys: every printed code ends"),
};
static const struct shape rotate_shape = SHAPE(rotate_fields);
#undef REC

struct row {
	const char *kid, *pem;
	int64_t from_at, signs_until, until_at;
	int is_late;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(kid, 16, 16, .label = "Name of the key in codes"),
	TEXT(pem, 1, 1000, .label = "Public key"),
	AT(from_at, .label = "Made"),
	AT(signs_until, .label = "Signs until"),
	AT(until_at, .label = "Is believed until"),
	FLAG(is_late, .label = "The last key runs out within 30 days"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct revoked_args {
	const char *region;
	int64_t since;
};
#define REC struct revoked_args
static const struct field revoked_fields[] = {
	REGION(region, .label = "Region"),
	INT(since, 0, INT64_MAX, .label = "Cursor of the list before; absent: all"),
};
static const struct shape revoked_shape = SHAPE(revoked_fields);
#undef REC

struct revoked {
	const struct json *numbers;
	const char *signed_text;
	int64_t cursor;
	int has_more;
};
#define REC struct revoked
static const struct field revoked_row_fields[] = {
	JSON(numbers, 1 << 20, .label = "Numbers of void passes"),
	INT(cursor, 0, INT64_MAX, .label = "Cursor for the next list"),
	FLAG(has_more, .label = "Ask again at once"),
	TEXT(signed_text, 1, 1 << 20, .label = "The same, signed"),
};
static const struct shape revoked_row_shape = SHAPE(revoked_row_fields);
#undef REC

/* By the clock every 90 days; by hand at any time.  Keys count for every gate, so only
 * who administers all of it makes them. */
static int rotate(struct request *rq, const void *record)
{
	const struct rotate_args *args = record;

	if (rq_one(rq, 0,
		   "SELECT count(*) FROM region WHERE level = 3 AND valid_until IS NULL "
		   "AND NOT (key >= $1 AND key < $2)",
		   "") > 0)
		return refuse(rq, 5802, NULL,
			      "this counts for every district; ask the administrator of the whole");
	/* Free: keys are not about territory. */
	if (rq_run_free(rq,
			"UPDATE pass_key SET signs_until = $1, until_at = CASE WHEN $2 = 1 THEN $1 "
			"ELSE until_at END WHERE signs_until > $1 OR ($2 = 1 AND until_at > $1)",
			"ii", rq->now, (int64_t)(args->is_leaked == 1)) < 0)
		return -1;
	return pass_key_make(rq);
}

static int keys(struct request *rq, const void *record)
{
	struct pass_key *found;
	int n;

	(void)record;
	if (pass_keys(rq, &found, &n) != 0)
		return -1;
	rq_reply_rows(rq);
	for (int i = 0; i < n; i++) {
		/* The newest stands first: when its end is near, the clock has not made
		 * another in time. */
		struct row row = {
			found[i].kid,
			found[i].pem,
			found[i].from_at,
			found[i].signs_until,
			found[i].until_at,
			i == 0 && found[i].until_at - rq->now < KEY_ALARM_DAYS * MS_PER_DAY
		};

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

static void write_revoked(struct request *rq, const int64_t *numbers, int n, int64_t since,
			  int64_t cursor)
{
	const char *text = pass_sign_list(rq, rq->region, numbers, n, since, cursor);

	out_object(&rq->reply);
	out_key(&rq->reply, "numbers");
	out_list(&rq->reply);
	for (int i = 0; i < n; i++)
		out_int(&rq->reply, numbers[i]);
	out_end_list(&rq->reply);
	out_key(&rq->reply, "cursor");
	out_int(&rq->reply, cursor);
	out_key(&rq->reply, "has_more");
	out_flag(&rq->reply, n == MOST_NUMBERS);
	out_key(&rq->reply, "signed_text");
	out_text(&rq->reply, text);
	out_end_object(&rq->reply);
}

/* Passes that open gates here: issued for this place, or for one around it. */
static int revoked(struct request *rq, const void *record)
{
	const struct revoked_args *args = record;
	int64_t *numbers = arena_alloc(rq->arena, MOST_NUMBERS * sizeof(*numbers));
	int64_t since = args->since == NOT_GIVEN ? 0 : args->since, cursor = since;
	int n = 0;
	struct rows *rows = rq_rows(rq,
				    "SELECT seq, void_seq FROM pass WHERE void_seq > $3 "
				    "AND until_at > $4 AND ((opens >= $1 AND opens < $2) "
				    "OR substr($5, 1, length(opens)) = opens) "
				    "ORDER BY void_seq, seq LIMIT $6",
				    "iiti", since, rq->now, rq->region, (int64_t)MOST_NUMBERS);

	while (rows_next(rows) == 1) {
		numbers[n++] = rows_int(rows, 0);
		cursor = rows_int(rows, 1);
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	write_revoked(rq, numbers, n, since, cursor);
	return rq->fault.number ? -1 : 0;
}

static const struct command commands[] = {
	{ "pass.rotate", DOES_OWN, .who = ADMIN | CLOCK, .where = IN_REACH, .run = rotate,
	  .takes = &rotate_shape },
	{ "pass.keys", DOES_READ, .who = GATE_ROLES | COMMANDER | ADMIN, .where = ANYWHERE,
	  .run = keys, .gives = &row_shape },
	{ "pass.revoked", DOES_READ, .who = GATE_ROLES, .where = IN_REACH, .run = revoked,
	  .takes = &revoked_shape, .gives = &revoked_row_shape },
};

const struct room pass_key_room = OWN_ROOM(pass_key, "Keys that sign passes", .tables = tables,
					   .n_tables = (int)COUNT_OF(tables));
