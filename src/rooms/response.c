/* The response level: how high the alarm is, where, since when, and by what right.
 *
 * Rule (SC-02, 突发事件应对法): a level is set by headquarters, with its legal basis, its
 * issuer and its start; it is never changed, another one follows it.  At any place the
 * strictest counts that was set there or above. */
#include "authority.h"
#include "ordering.h"
#include "page.h"

#define STAFF       (ALL_ROLES & ~RESIDENT)
#define AHEAD_MOST  (30 * MS_PER_DAY)
#define BEHIND_MOST (366 * MS_PER_DAY)

struct response_row {
	int64_t seq, from_at, made_by, changed;
	const char *id, *region, *basis, *issuer;
	int level;
};
#define REC struct response_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	CHOICE(level, response_levels, .label = "Response level", .need = true),
	TEXT(basis, 4, 300, .label = "Legal basis", .need = true),
	TEXT(issuer, 2, 100, .label = "Issued by", .need = true),
	AT(from_at, .label = "From", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that set it", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, from_at", "changed", NULL };
static const struct table tables[] = {
	TABLE("response", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct set_args {
	const char *region, *basis, *issuer;
	int64_t from_at;
	int level;
};
#define REC struct set_args
static const struct field set_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(level, response_levels, .label = "Response level", .need = true),
	TEXT(basis, 4, 300, .label = "Legal basis", .need = true),
	TEXT(issuer, 2, 100, .label = "Issued by", .need = true),
	AT(from_at, .label = "From; absent: now"),
};
static const struct shape set_shape = SHAPE(set_fields);
#undef REC

struct begin_args {
	const char *response;
};
#define REC struct begin_args
static const struct field begin_fields[] = {
	REF(response, "response", .label = "Response level", .need = true),
};
static const struct shape begin_shape = SHAPE(begin_fields);
#undef REC

struct row {
	const char *response, *region, *region_name, *basis, *issuer, *set_by_name;
	int64_t from_at, until_at;
	int level;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(response, "response", .label = "Response level"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 0, 100, .label = "Name of the region"),
	CHOICE(level, response_levels, .label = "Response level"),
	TEXT(basis, 4, 300, .label = "Legal basis"),
	TEXT(issuer, 2, 100, .label = "Issued by"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until; absent: in force"),
	TEXT(set_by_name, 1, 60, .label = "Set by"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct now_args {
	const char *region;
};
#define REC struct now_args
static const struct field now_args_fields[] = {
	REGION(region, .label = "Region; absent: where one serves"),
};
static const struct shape now_args_shape = SHAPE(now_args_fields);
#undef REC

struct in_force {
	const char *region, *region_name, *basis, *issuer;
	int64_t from_at, now;
	int level;
};
#define REC struct in_force
static const struct field in_force_fields[] = {
	CHOICE(level, response_levels, .label = "Response level"),
	TEXT(basis, 4, 300, .label = "Legal basis"),
	TEXT(issuer, 2, 100, .label = "Issued by"),
	AT(from_at, .label = "From"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 0, 100, .label = "Name of the region"),
	AT(now, .label = "The server's clock"),
};
static const struct shape in_force_shape = SHAPE(in_force_fields);
#undef REC

static int check_start(struct request *rq, int64_t from_at)
{
	int64_t last;

	if (from_at > rq->now + AHEAD_MOST || from_at < rq->now - BEHIND_MOST)
		return refuse(rq, 6602, "from_at",
			      "give the start as the decision says it: at most a year ago and a "
			      "month ahead");
	/* Free: the region is the request's own. */
	last = rq_one_free(rq, 0, "SELECT max(from_at) FROM response WHERE region = $1", "t",
			   rq->region);
	if (last > from_at)
		return refuse(rq, 6603, "from_at",
			      "a later level stands here already; give a start after it");
	return rq->fault.number ? -1 : 0;
}

static int set(struct request *rq, const void *record)
{
	const struct set_args *args = record;
	int64_t from_at = args->from_at == NOT_GIVEN ? rq->now : args->from_at;

	if (basis_need(rq, "basis", args->basis, 4) != 0 ||
	    basis_need(rq, "issuer", args->issuer, 2) != 0 || check_start(rq, from_at) != 0)
		return -1;
	/* Free: the region is the request's own. */
	if (rq_run_free(rq,
			"INSERT INTO response (seq, id, region, level, basis, issuer, from_at, "
			"made_by, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $1)",
			"ittittii", rq->seq, rq->key, rq->region, (int64_t)args->level, args->basis,
			args->issuer, from_at, rq->actor->account) < 0)
		return -1;
	if (from_at <= rq->now)
		return 0;
	return timer_set(rq, arena_print(rq->arena, "response.%" PRId64, rq->seq), from_at,
			 "response.begin", rq->region,
			 arena_print(rq->arena, "{\"response\":\"%s\"}", rq->key));
}

/* A level set ahead counts now: every open screen hears of it. */
static int begin(struct request *rq, const void *record)
{
	const struct begin_args *args = record;

	return rq_run(rq,
		      "UPDATE response SET changed = $4 WHERE id = $3 AND region >= $1 "
		      "AND region < $2",
		      "ti", args->response, rq->seq) < 0
		       ? -1
		       : 0;
}

/* What was set in reach, and above it, since that counts here too. */
#define WANTED                                                                                     \
	"WHERE ((r.region >= $1 AND r.region < $2) OR substr($1, 1, length(r.region)) = r.region) "

static int list(struct request *rq, const void *record)
{
	const struct paged *args = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT r.id, r.region, g.name, r.basis, r.issuer, r.from_at, (SELECT "
		       "min(l.from_at) FROM response l WHERE l.region = r.region "
		       "AND (l.from_at > r.from_at OR (l.from_at = r.from_at AND l.seq > r.seq))), "
		       "r.level, a.sealed, r.seq FROM response r "
		       "LEFT JOIN region g ON g.key = r.region "
		       "LEFT JOIN account a ON a.seq = r.made_by " WANTED
		       "AND ($3 = 0 OR r.seq < $3) ORDER BY r.seq DESC LIMIT $4",
		       "ii", page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = { .response = rows_text(rows, 0),
				   .region = rows_text(rows, 1),
				   .region_name = rows_text(rows, 2),
				   .basis = rows_text(rows, 3),
				   .issuer = rows_text(rows, 4),
				   .from_at = rows_int(rows, 5),
				   .until_at = rows_int(rows, 6),
				   .level = (int)rows_int(rows, 7),
				   .set_by_name = staff_name(rq, rows, 8) };

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_MASKED);
		out_end_object(&rq->reply);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 9));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM response r " WANTED, ""));
}

/* The strictest at this place and at those looked at before. */
static int look(struct request *rq, const char *region, struct response *found, bool *is_found)
{
	struct response one;
	int more = response_at(rq->db, rq->arena, region, rq->now, &one);

	if (more == 1 && (!*is_found || response_is_stricter(one.level, found->level))) {
		*found = one;
		*is_found = true;
	}
	return more < 0 ? -1 : 0;
}

static int now(struct request *rq, const void *record)
{
	const struct now_args *args = record;
	struct in_force reply = { .from_at = NOT_GIVEN, .now = rq->now };
	struct response found;
	bool is_found = false;

	if (args->region && look(rq, args->region, &found, &is_found) != 0)
		return -1;
	for (int i = 0; i < rq->actor->n_held && !args->region; i++) {
		const struct held *held = &rq->actor->held[i];

		if (held->from_at <= rq->now &&
		    (held->until_at == NOT_GIVEN || rq->now < held->until_at) &&
		    look(rq, held->region, &found, &is_found) != 0)
			return -1;
	}
	if (is_found) {
		reply.level = found.level;
		reply.basis = found.basis;
		reply.issuer = found.issuer;
		reply.from_at = found.from_at;
		reply.region = found.region;
		reply.region_name = region_name(rq, found.region, NULL);
	}
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &in_force_shape, &reply, SECRETS_MASKED);
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

static const struct command commands[] = {
	{ "response.set", DOES_OWN, .who = COMMANDER, .where = IN_REACH, .run = set,
	  .takes = &set_shape },
	{ "response.begin", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = begin,
	  .takes = &begin_shape },
	{ "response.list", DOES_READ, .who = STAFF, .where = IN_REACH, .run = list,
	  .takes = &paged_shape, .gives = &row_shape },
	{ "response.now", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = now,
	  .takes = &now_args_shape, .gives = &in_force_shape },
};

const struct room response_room =
	OWN_ROOM(response, "Response level", .tables = tables, .n_tables = (int)COUNT_OF(tables));
