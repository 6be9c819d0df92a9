/* Passes looked up, and the code of one: for a printed card or a phone's page.
 *
 * Rule: a code is made anew whenever it is asked for, with the key that signs then; it
 * stands nowhere, and whoever had it made is in the journal. */
#include "page.h"
#include "passing.h"

#define HANDERS (OFFICER | GRID_WORKER | PROPERTY | RESIDENT)
#define SEERS   (HANDERS | COMMANDER | GATEKEEPER)

static const char *const states[] = { "open", "over", "void", NULL };

struct list_args {
	const char *region, *household, *cursor;
	int64_t number, limit;
	int kind, state;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	REF(household, "household", .label = "Household"),
	INT(number, 1, INT64_MAX, .label = "Number of the pass"),
	CHOICE(kind, pass_kinds, .label = "Kind"),
	CHOICE(state, states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *pass, *region, *opens, *opens_name, *door, *household, *holder, *phone, *plate;
	int64_t number, from_at, until_at, quota, days, void_at;
	int kind, state;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(pass, "pass", .label = "Pass"),
	INT(number, 1, INT64_MAX, .label = "Number of the pass"),
	CHOICE(kind, pass_kinds, .label = "Kind"),
	CHOICE(state, states, .label = "State"),
	TEXT(region, 0, KEY_MAX, .label = "Region it was issued in"),
	TEXT(opens, 1, KEY_MAX, .label = "Region whose gates it opens"),
	TEXT(opens_name, 1, 100, .label = "Where it opens"),
	TEXT(door, 1, PASS_DOOR_MAX, .label = "Door"),
	REF(household, "household", .label = "Household"),
	TEXT(holder, 1, 60, .label = "Name of the holder", .secret = SECRET_NAME),
	TEXT(phone, 1, 30, .label = "Phone", .secret = SECRET_PHONE),
	TEXT(plate, 1, 20, .label = "Number plate", .secret = SECRET_TEXT),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	INT(quota, 1, 99, .label = "Times out"),
	INT(days, 1, 30, .label = "in so many days"),
	AT(void_at, .label = "Made void"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct code_args {
	const char *pass;
};
#define REC struct code_args
static const struct field code_fields[] = {
	REF(pass, "pass", .label = "Pass", .need = true),
};
static const struct shape code_shape = SHAPE(code_fields);
#undef REC

struct coded {
	const char *code, *door, *opens_name;
	int64_t number, from_at, until_at, quota, days;
	int kind;
};
#define REC struct coded
static const struct field coded_fields[] = {
	TEXT(code, 1, 500, .label = "Text of the QR code"),
	INT(number, 1, INT64_MAX, .label = "Number of the pass"),
	CHOICE(kind, pass_kinds, .label = "Kind"),
	TEXT(door, 1, PASS_DOOR_MAX, .label = "Door"),
	TEXT(opens_name, 1, 100, .label = "Where it opens"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "This code is good until"),
	INT(quota, 1, 99, .label = "Times out"),
	INT(days, 1, 30, .label = "in so many days"),
};
static const struct shape coded_shape = SHAPE(coded_fields);
#undef REC

static int state_of(const struct request *rq, const struct pass_at *pass)
{
	return pass->void_at != NOT_GIVEN ? 2 : pass->until_at <= rq->now ? 1 : 0;
}

static void write_row(struct request *rq, const struct rows *rows)
{
	struct pass_at pass = pass_from(rq, rows);
	struct row row = {
		.pass = pass.id,
		.number = pass.seq,
		.kind = pass.kind,
		.state = state_of(rq, &pass),
		.region = pass.region,
		.opens = pass.opens,
		.opens_name = rows_text(rows, 13),
		.door = pass.door,
		.household = rows_text(rows, 14),
		.holder = pass.words.holder,
		.phone = pass.words.phone,
		.plate = pass.words.plate,
		.from_at = pass.from_at,
		.until_at = pass.until_at,
		.quota = pass.quota,
		.days = pass.days,
		.void_at = pass.void_at,
	};

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_MASKED);
	out_end_object(&rq->reply);
}

#define WANTED                                                                                        \
	"WHERE " PASS_SEEN(                                                                           \
		"$3",                                                                                 \
		"$4") "AND ($5 < 0 OR p.kind = $5) AND ($6 < 0 "                                      \
		      "OR ($6 = 2 AND p.void_at IS NOT NULL) OR ($6 = 1 AND p.void_at IS NULL "       \
		      "AND p.until_at <= $7) OR ($6 = 0 AND p.void_at IS NULL AND p.until_at > $7)) " \
		      "AND (CAST($8 AS text) IS NULL OR h.id = $8) "                                  \
		      "AND (CAST($9 AS bigint) IS NULL OR p.seq = $9) "

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t home, is_firm;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0 ||
	    pass_sight(rq, &home, &is_firm) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT " PASS_COLUMNS ", g.name, h.id FROM pass p "
		       "LEFT JOIN region g ON g.key = p.opens "
		       "LEFT JOIN household h ON h.seq = p.household " WANTED
		       "AND ($10 = 0 OR p.seq < $10) ORDER BY p.seq DESC LIMIT $11",
		       "iiiiitiii", home, is_firm, (int64_t)args->kind, (int64_t)args->state,
		       rq->now, args->household, args->number, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0,
			       "SELECT count(*) FROM pass p "
			       "LEFT JOIN household h ON h.seq = p.household " WANTED,
			       "iiiiiti", home, is_firm, (int64_t)args->kind, (int64_t)args->state,
			       rq->now, args->household, args->number));
}

static const char *name_of(struct request *rq, const char *region)
{
	const char *name = NULL;
	/* Free: where a pass opens is no secret to who holds it. */
	struct rows *rows = rq_rows_free(rq, "SELECT name FROM region WHERE key = $1", "t", region);

	if (rows_next(rows) == 1) {
		name = arena_text(rq->arena, rows_text(rows, 0));
		rows_end(rows);
	}
	return name;
}

/* The key that signs now, made when the clock stood still for too long. */
static int signing_key(struct request *rq, struct cose_key **key, int64_t *until_at)
{
	if (pass_key_now(rq, key, until_at) != 0)
		return -1;
	if (*key)
		return 0;
	if (pass_key_make(rq) != 0 || pass_key_now(rq, key, until_at) != 0)
		return -1;
	return *key ? 0 : refuse(rq, 5001, NULL, "the storage failed; try again");
}

static int code(struct request *rq, const void *record)
{
	const struct code_args *args = record;
	struct cose_key *key;
	struct pass_at pass;
	int64_t key_until;

	if (pass_need(rq, args->pass, &pass) != 0)
		return -1;
	if (state_of(rq, &pass) != 0)
		return refuse(rq, 7510, "pass",
			      "this pass is void or over; ask for a new one where it was issued");
	if (signing_key(rq, &key, &key_until) != 0)
		return -1;
	struct coded coded = {
		.number = pass.seq,
		.kind = pass.kind,
		.door = pass.door,
		.opens_name = name_of(rq, pass.opens),
		.from_at = pass.from_at,
		.until_at = pass.until_at < key_until ? pass.until_at : key_until,
		.quota = pass.quota,
		.days = pass.days,
	};
	struct pass_code said = { (enum pass_kind)pass.kind,
				  pass.seq,
				  pass.opens,
				  pass.door,
				  coded.from_at,
				  coded.until_at,
				  pass.quota,
				  pass.days };
	coded.code = pass_code_write(rq->arena, &said, key);
	if (!coded.code)
		return refuse(rq, 5001, NULL, "the storage failed; try again");
	rq_place(rq, pass.region);
	rq->is_private = true;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &coded_shape, &coded, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "pass.list", DOES_READ, .who = SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "pass.code", DOES_OWN, .who = HANDERS, .where = IN_REACH, .run = code,
	  .takes = &code_shape, .gives = &coded_shape },
};

const struct room pass_list_room = OWN_ROOM(pass_list, "Passes looked up");
