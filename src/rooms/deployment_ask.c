/* What places ask for, and who of the pool could come.
 *
 * Rule (SC-03): a community sees the people who live in it or serve in it, and no
 * others; the pool is searched by where people live, never by who they are: membership is
 * kept for the statistics and is not shown to whoever chooses (R20). */
#include "deploying.h"
#include "page.h"
#include "region.h"
#include "teaming.h"

#define CALLERS (OFFICER | COMMANDER)

struct ask_row {
	int64_t seq, n, n_filled, from_at, until_at, made_by, changed;
	const char *id, *region, *work;
};
#define REC struct ask_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the request", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	INT(n, 1, 500, .label = "People asked for", .need = true),
	INT(n_filled, 0, 500, .label = "People who came", .need = true),
	TEXT(work, 1, 200, .label = "Work to do", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, seq", NULL };
static const struct table tables[] = {
	TABLE("deployment_ask", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct ask_args {
	const char *region, *work;
	int64_t n, from_at, until_at;
};
#define REC struct ask_args
static const struct field ask_fields[] = {
	REGION(region, .label = "Region", .need = true),
	INT(n, 1, 500, .label = "People asked for", .need = true),
	TEXT(work, 1, 200, .label = "Work to do", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

static const char *const ask_states[] = { "open", "filled", "over", NULL };
static const char *const pool_states[] = { "free", "deployed", "on_leave", NULL };

struct list_args {
	const char *region, *work, *q, *cursor;
	int64_t limit;
	int state;
};
#define REC struct list_args
#define PAGE                                                                                       \
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),                              \
		INT(limit, 1, 500, .label = "Rows a page")
static const struct field asks_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(state, ask_states, .label = "State"),
	PAGE,
};
static const struct shape asks_shape = SHAPE(asks_fields);
static const struct field pool_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(work, 1, 200, .label = "Work to do"),
	TEXT(q, 1, 60, .label = "Whole name or phone"),
	CHOICE(state, pool_states, .label = "State"),
	PAGE,
};
static const struct shape pool_shape = SHAPE(pool_fields);
#undef REC

struct asked {
	const char *ask, *region, *region_name, *work;
	int64_t n, n_filled, from_at, until_at;
	int state;
};
#define REC struct asked
static const struct field asked_fields[] = {
	REF(ask, "deployment_ask", .label = "Request"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	INT(n, 0, 500, .label = "People asked for"),
	INT(n_filled, 0, 500, .label = "People who came"),
	TEXT(work, 1, 200, .label = "Work to do"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	CHOICE(state, ask_states, .label = "State"),
};
static const struct shape asked_shape = SHAPE(asked_fields);
#undef REC

struct pooled {
	const char *cadre, *name, *organisation_name, *residence, *residence_name;
	int rank, state, needs_clearance, is_cleared, is_asked;
};
#define REC struct pooled
static const struct field pooled_fields[] = {
	REF(cadre, "cadre", .label = "Person of a roster"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),
	CHOICE(rank, ranks, .label = "Rank"),
	TEXT(residence, 0, KEY_MAX, .label = "Lives in (community)"),
	TEXT(residence_name, 1, 100, .label = "Name of that community"),
	CHOICE(state, pool_states, .label = "State"),
	FLAG(needs_clearance, .label = "Lives where he would serve"),
	FLAG(is_cleared, .label = "Cleared by the district's headquarters"),
	FLAG(is_asked, .label = "Headquarters has been asked"),
};
static const struct shape pooled_shape = SHAPE(pooled_fields);
#undef REC

static int ask(struct request *rq, const void *record)
{
	const struct ask_args *args = record;
	struct region region;

	if (region_need(rq, "region", rq->region, NULL, &region) != 0)
		return -1;
	if (args->until_at <= args->from_at)
		return refuse(rq, 4405, "until_at", "the end must come after the start");
	/* Free: an id is unique everywhere; the region is the request's own. */
	if (rq_one_free(rq, 0, "SELECT 1 FROM deployment_ask WHERE id = $1", "t", rq->key) == 1)
		return refuse(rq, 4207, "id", "a request with this id exists already");
	return rq->fault.number ||
			       rq_run_free(rq,
					   "INSERT INTO deployment_ask (seq, id, region, n, "
					   "n_filled, work, from_at, until_at, made_by, changed) "
					   "VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $1)",
					   "ittitiii", rq->seq, rq->key, rq->region, args->n,
					   args->work, args->from_at, args->until_at,
					   rq->actor->account) < 0
		       ? -1
		       : 0;
}

/* 0 open, 1 filled, 2 over: of row k at the instant $3. */
#define ASK_STATE   "CASE WHEN k.until_at <= $3 THEN 2 WHEN k.n_filled >= k.n THEN 1 ELSE 0 END"
#define ASKS_WANTED "WHERE k.region >= $1 AND k.region < $2 AND ($4 < 0 OR " ASK_STATE " = $4) "

static int asks(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t state = args->state;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT k.seq, k.id, k.region, r.name, k.n, k.n_filled, k.work, k.from_at, "
		       "k.until_at, " ASK_STATE " FROM deployment_ask k "
		       "LEFT JOIN region r ON r.key = k.region " ASKS_WANTED
		       "AND ($5 = 0 OR k.seq < $5) ORDER BY k.seq DESC LIMIT $6",
		       "iiii", rq->now, state, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct asked row = { .ask = rows_text(rows, 1),
				     .region = rows_text(rows, 2),
				     .region_name = rows_text(rows, 3),
				     .n = rows_int(rows, 4),
				     .n_filled = rows_int(rows, 5),
				     .work = rows_text(rows, 6),
				     .from_at = rows_int(rows, 7),
				     .until_at = rows_int(rows, 8),
				     .state = (int)rows_int(rows, 9) };

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &asked_shape, &row, SECRETS_OUT);
		out_end_object(&rq->reply);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM deployment_ask k " ASKS_WANTED, "ii",
			       rq->now, state));
}

#define LIVES "c.residence >= $1 AND c.residence < $2"
#define SERVES                                                                                     \
	"EXISTS (SELECT 1 FROM deployment d WHERE d.cadre = c.seq AND d.state = 0 "                \
	"AND d.region >= $1 AND d.region < $2)"
/* Index into pool_states. */
#define POOL_STATE                                                                                 \
	"COALESCE((SELECT max(1 + d.is_away) FROM deployment d WHERE d.cadre = c.seq "             \
	"AND d.state = 0), 0)"
#define POOL_WANTED                                                                                \
	"WHERE c.state = 1 AND ((" LIVES ") OR " SERVES ") "                                       \
	"AND (CAST($3 AS bigint) IS NULL OR c.name_hash = $3 OR c.phone_hash = $4) "               \
	"AND ($5 < 0 OR " POOL_STATE " = $5) "

static void write_pooled(struct request *rq, const struct rows *rows)
{
	struct cadre c = cadre_from(rq, rows);
	struct pooled row = { .cadre = c.id,
			      .name = c.staff.name,
			      .organisation_name = rows_text(rows, 12),
			      .rank = (int)c.rank,
			      .residence = c.residence,
			      .residence_name = rows_text(rows, 13),
			      .state = (int)rows_int(rows, 14),
			      .needs_clearance = (int)rows_int(rows, 15),
			      .is_cleared = (int)rows_int(rows, 16),
			      .is_asked = (int)rows_int(rows, 17) };

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &pooled_shape, &row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

static int pool(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t name = secret_hash(rq->keys, rq->arena, SECRET_NAME, args->q);
	int64_t phone = secret_hash(rq->keys, rq->arena, SECRET_PHONE, args->q);
	int64_t state = args->state;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(
		rq,
		"SELECT " CADRE_COLUMNS ", o.name, r.name, " POOL_STATE ", CASE WHEN " LIVES
		" THEN 1 ELSE 0 END, "
		"CASE WHEN EXISTS (SELECT 1 FROM deployment_clearance k WHERE k.cadre = c.seq "
		"AND k.state = 1 AND substr(c.residence, 1, length(k.region)) = k.region) "
		"THEN 1 ELSE 0 END, "
		"CASE WHEN EXISTS (SELECT 1 FROM deployment_clearance k WHERE k.cadre = c.seq "
		"AND k.state = 0) THEN 1 ELSE 0 END "
		"FROM cadre c LEFT JOIN organisation o ON o.id = c.organisation "
		"LEFT JOIN region r ON r.key = c.residence " POOL_WANTED
		"AND c.seq > $6 ORDER BY c.seq LIMIT $7",
		"iiiii", name, phone, state, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_pooled(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM cadre c " POOL_WANTED, "iii", name,
			       phone, state));
}

static int faults(struct request *rq, void (*found)(void *self, const char *sentence), void *self)
{
	/* Free: the whole house is checked. */
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT k.id FROM deployment_ask k WHERE k.n_filled <> (SELECT count(*) "
		"FROM deployment d WHERE d.ask = k.seq AND d.state <> 1) OR k.n_filled > k.n",
		"");

	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena, "request %s counts other people than came",
					rows_text(rows, 0)));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "deployment.ask", DOES_OWN, .who = CALLERS, .where = IN_REACH, .run = ask,
	  .takes = &ask_shape },
	{ "deployment.asks", DOES_READ, .who = CALLERS, .where = IN_REACH, .run = asks,
	  .takes = &asks_shape, .gives = &asked_shape },
	{ "deployment.pool", DOES_READ, .who = CALLERS, .where = IN_REACH, .run = pool,
	  .takes = &pool_shape, .gives = &pooled_shape },
};

const struct room deployment_ask_room =
	OWN_ROOM(deployment_ask, "Requests for people", .tables = tables,
		 .n_tables = (int)COUNT_OF(tables), .invariants = faults);
