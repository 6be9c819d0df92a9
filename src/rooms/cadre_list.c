/* Rosters seen, batch by batch and person by person.
 *
 * Rule: names are known to those who serve, phones are masked; a unit sees its own
 * people, and whoever decides about units sees theirs. */
#include "deploying.h"
#include "page.h"
#include "teaming.h"

#define SEERS (DEPARTMENT | OFFICER | COMMANDER | ADMIN)

struct list_args {
	const char *region, *batch, *organisation, *q, *cursor;
	int64_t limit;
	int state;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(batch, 1, 40, .label = "Batch"),
	REF(organisation, "organisation", .label = "Organisation"),
	CHOICE(state, cadre_states, .label = "State"),
	TEXT(q, 1, 60, .label = "Whole name or phone"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *cadre, *name, *phone, *organisation, *organisation_name, *batch, *residence,
		*residence_name, *reason, *login;
	int rank, is_member, state;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(cadre, "cadre", .label = "Person of a roster"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(phone, 1, 30, .label = "Phone", .secret = SECRET_PHONE),
	TEXT(organisation, 1, 64, .label = "Organisation"),
	TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),
	TEXT(batch, 1, 40, .label = "Batch"),
	CHOICE(rank, ranks, .label = "Rank"),
	FLAG(is_member, .label = "Party member"),
	TEXT(residence, 0, KEY_MAX, .label = "Lives in (community)"),
	TEXT(residence_name, 1, 100, .label = "Name of that community"),
	CHOICE(state, cadre_states, .label = "State"),
	TEXT(reason, 1, 200, .label = "Reason"),
	TEXT(login, 2, 40, .label = "Login"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct batches_args {
	const char *region, *cursor;
	int64_t limit;
};
#define REC struct batches_args
static const struct field batches_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(cursor, 1, 200, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape batches_shape = SHAPE(batches_fields);
#undef REC

static const char *const batch_states[] = { "uploaded", "partly", "approved", "rejected", NULL };

struct batch_row {
	const char *batch, *organisation, *organisation_name, *region, *region_name;
	int64_t n, n_approved, n_refused, n_members, n_division, n_bureau, uploaded_at;
	int state, may_decide;
};
#define REC struct batch_row
static const struct field batch_fields[] = {
	TEXT(batch, 1, 40, .label = "Batch"),
	TEXT(organisation, 1, 64, .label = "Organisation"),
	TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),
	TEXT(region, 0, KEY_MAX, .label = "Place of the unit"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	INT(n, 0, INT64_MAX, .label = "People"),
	INT(n_approved, 0, INT64_MAX, .label = "Approved"),
	INT(n_refused, 0, INT64_MAX, .label = "Refused"),
	INT(n_members, 0, INT64_MAX, .label = "Approved party members"),
	INT(n_division, 0, INT64_MAX, .label = "Approved of division rank"),
	INT(n_bureau, 0, INT64_MAX, .label = "Approved of bureau rank"),
	AT(uploaded_at, .label = "Uploaded"),
	CHOICE(state, batch_states, .label = "State"),
	FLAG(may_decide, .label = "You decide about it"),
};
static const struct shape batch_shape = SHAPE(batch_fields);
#undef REC

#define WANTED                                                                                     \
	"WHERE c.region >= $1 AND c.region < $2 AND (CAST($3 AS text) IS NULL OR c.batch = $3) "   \
	"AND (CAST($4 AS text) IS NULL OR c.organisation = $4) "                                   \
	"AND (CASE WHEN $5 < 0 THEN CASE WHEN c.state < 3 THEN 1 ELSE 0 END "                      \
	"ELSE CASE WHEN c.state = $5 THEN 1 ELSE 0 END END) = 1 "                                  \
	"AND (CAST($6 AS bigint) IS NULL OR c.name_hash = $6 OR c.phone_hash = $7) "

/* A unit sees its own batches and people; who decides or commands sees all. */
static const char *only_unit(struct request *rq, bool *has_failed)
{
	struct unit own;

	*has_failed = false;
	if (rq_reaches(rq, COMMANDER | ADMIN, rq->region) || unit_is_decided(rq, rq->region))
		return NULL;
	*has_failed = unit_of_caller(rq, &own) != 0;
	return own.id ? own.id : "";
}

static void write_row(struct request *rq, const struct rows *rows)
{
	struct cadre c = cadre_from(rq, rows);
	struct row row = { .cadre = c.id,
			   .name = c.staff.name,
			   .phone = c.staff.phone,
			   .organisation = c.organisation,
			   .organisation_name = rows_text(rows, 12),
			   .batch = c.batch,
			   .rank = (int)c.rank,
			   .is_member = (int)c.is_member,
			   .residence = c.residence,
			   .residence_name = rows_text(rows, 13),
			   .state = c.state,
			   .reason = rows_text(rows, 14),
			   .login = rows_is_null(rows, 15) ? c.login : rows_text(rows, 15) };

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_MASKED);
	out_end_object(&rq->reply);
}

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	const char *only = args->organisation;
	int64_t state = args->state;
	int64_t name = secret_hash(rq->keys, rq->arena, SECRET_NAME, args->q);
	int64_t phone = secret_hash(rq->keys, rq->arena, SECRET_PHONE, args->q);
	bool has_failed;
	const char *own = only_unit(rq, &has_failed);
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	if (has_failed)
		return -1;
	if (own)
		only = !only || strcmp(only, own) == 0 ? own : "";
	rows = rq_rows(rq,
		       "SELECT " CADRE_COLUMNS ", o.name, r.name, c.reason, a.login FROM cadre c "
		       "LEFT JOIN organisation o ON o.id = c.organisation "
		       "LEFT JOIN region r ON r.key = c.residence "
		       "LEFT JOIN account a ON a.seq = c.account " WANTED
		       "AND c.seq > $8 ORDER BY c.seq LIMIT $9",
		       "ttiiiii", args->batch, only, state, name, phone, page.number[0],
		       page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM cadre c " WANTED, "ttiii", args->batch,
			       only, state, name, phone));
}

static int state_of(const struct batch_row *row)
{
	int64_t n_waiting = row->n - row->n_approved - row->n_refused;

	if (n_waiting > 0)
		return n_waiting == row->n ? 0 : 1;
	return row->n_approved > 0 ? 2 : 3;
}

static int batches(struct request *rq, const void *record)
{
	const struct batches_args *args = record;
	bool has_failed;
	const char *only = only_unit(rq, &has_failed);
	int64_t offset = 0;
	struct page page;
	struct rows *rows;

	if (has_failed || page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	offset = page.number[0];
	rows = rq_rows(rq,
		       "SELECT b.batch, b.organisation, o.name, b.region, r.name, b.n, "
		       "b.n_approved, b.n_refused, b.n_members, b.n_division, b.n_bureau, "
		       "b.uploaded_at FROM cadre_batch b "
		       "LEFT JOIN organisation o ON o.id = b.organisation "
		       "LEFT JOIN region r ON r.key = b.region "
		       "WHERE b.region >= $1 AND b.region < $2 AND b.n > 0 "
		       "AND (CAST($3 AS text) IS NULL OR b.organisation = $3) "
		       "ORDER BY b.batch, b.region, b.organisation LIMIT $4 OFFSET $5",
		       "tii", only, page.limit, offset);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct batch_row row = { .batch = rows_text(rows, 0),
					 .organisation = rows_text(rows, 1),
					 .organisation_name = rows_text(rows, 2),
					 .region = arena_text(rq->arena, rows_text(rows, 3)),
					 .region_name = rows_text(rows, 4),
					 .n = rows_int(rows, 5),
					 .n_approved = rows_int(rows, 6),
					 .n_refused = rows_int(rows, 7),
					 .n_members = rows_int(rows, 8),
					 .n_division = rows_int(rows, 9),
					 .n_bureau = rows_int(rows, 10),
					 .uploaded_at = rows_int(rows, 11) };

		row.state = state_of(&row);
		row.may_decide = row.state < 2 && unit_is_decided(rq, row.region);
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &batch_shape, &row, SECRETS_OUT);
		out_end_object(&rq->reply);
		page_row(rq, &page, "%" PRId64, offset + page.n + 1);
	}
	return page_end(
		rq, &page, rows,
		rq_one(rq, 0,
		       "SELECT count(*) FROM cadre_batch WHERE region >= $1 AND region < $2 "
		       "AND n > 0 AND (CAST($3 AS text) IS NULL OR organisation = $3)",
		       "t", only));
}

static const struct command commands[] = {
	{ "cadre.batches", DOES_READ, .who = SEERS, .where = IN_REACH, .run = batches,
	  .takes = &batches_shape, .gives = &batch_shape },
	{ "cadre.list", DOES_READ, .who = SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
};

const struct room cadre_list_room = OWN_ROOM(cadre_list, "Cadres seen");
