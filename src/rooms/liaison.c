/* Liaison: which leader and which unit stand by which street, community or village.
 *
 * Rule (BC-02 … BC-04, JY-05): a pairing names what both do jointly; the figures of the
 * whole are counted from these rows, the postings and the deployments. */
#include "authority.h"
#include "page.h"
#include "teaming.h"

#define KEEPERS (OFFICER | COMMANDER | ADMIN)
#define SEERS   (KEEPERS | DEPARTMENT | GRID_WORKER)

/* 资源联用、党员联管、服务联做、疫情联防 (BC-02) */
static const char *const functions[] = { "resources", "members", "services", "prevention", NULL };

struct liaison_row {
	int64_t seq, leader, functions, from_at, ended_at, made_by;
	const char *id, *region, *organisation, *reason;
};
#define REC struct liaison_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the pairing", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	INT(leader, 1, INT64_MAX, .label = "Account of the leader"),
	TEXT(organisation, 1, 64, .label = "Organisation"),
	INT(functions, 0, 15, .label = "Joint functions, as bits", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(ended_at, .label = "Ended"),
	TEXT(reason, 1, 200, .label = "Reason"),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, seq", NULL };
static const struct table tables[] = {
	TABLE("liaison", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct args {
	const char *region, *leader, *organisation, *liaison, *reason;
	const struct json *functions;
};
#define REC struct args
static const struct field add_fields[] = {
	REGION(region, .label = "Region", .need = true),
	TEXT(leader, 2, 40, .label = "Login of the leader"),
	REF(organisation, "organisation", .label = "Organisation"),
	JSON(functions, 200, .label = "Joint functions", .need = true),
};
static const struct shape add_shape = SHAPE(add_fields);
static const struct field end_fields[] = {
	REF(liaison, "liaison", .label = "Pairing", .need = true),
	TEXT(reason, 1, 200, .label = "Reason"),
};
static const struct shape end_shape = SHAPE(end_fields);
static const struct field counts_args_fields[] = { REGION(region, .label = "Region") };
static const struct shape counts_args_shape = SHAPE(counts_args_fields);
#undef REC

struct row {
	const char *liaison, *region, *region_name, *leader, *leader_name, *organisation,
		*organisation_name;
	const struct json *functions;
	int64_t from_at;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(liaison, "liaison", .label = "Pairing"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(leader, 2, 40, .label = "Login of the leader"),
	TEXT(leader_name, 1, 60, .label = "Leader"),
	TEXT(organisation, 1, 64, .label = "Organisation"),
	TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),
	AT(from_at, .label = "From"),
	JSON(functions, 200, .label = "Joint functions"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct counts {
	int64_t leaders, units, streets, villages, communities, grid_workers, cadres;
};
#define REC struct counts
static const struct field counts_fields[] = {
	INT(leaders, 0, INT64_MAX, .label = "Linked leaders"),
	INT(units, 0, INT64_MAX, .label = "Units"),
	INT(streets, 0, INT64_MAX, .label = "Streets and towns"),
	INT(villages, 0, INT64_MAX, .label = "Villages"),
	INT(communities, 0, INT64_MAX, .label = "Communities"),
	INT(grid_workers, 0, INT64_MAX, .label = "Grid workers"),
	INT(cadres, 0, INT64_MAX, .label = "People at the front now"),
};
static const struct shape counts_shape = SHAPE(counts_fields);
#undef REC

/* A list of words of `functions`, each at most once, as bits. */
static int read_functions(struct request *rq, const struct json *list, int64_t *bits)
{
	int64_t found = 0;
	bool is_fit = list->kind == JSON_LIST;

	for (const struct json *word = is_fit ? list->first : NULL; word; word = word->next) {
		int bit = 0;

		while (functions[bit] &&
		       (word->kind != JSON_TEXT || strcmp(functions[bit], word->text) != 0))
			bit++;
		is_fit = is_fit && functions[bit];
		found |= functions[bit] ? INT64_C(1) << bit : 0;
	}
	if (!is_fit || !found)
		return refuse(rq, 6502, "functions",
			      "choose among resources, members, services and prevention");
	*bits = found;
	return 0;
}

static int check_new(struct request *rq, const struct args *args, int64_t leader)
{
	/* Free: a unit stands anywhere; the region is the request's own. */
	if (args->organisation &&
	    rq_one_free(rq, 0, "SELECT 1 FROM organisation WHERE id = $1 AND void_at IS NULL", "t",
			args->organisation) != 1 &&
	    !rq->fault.number)
		return refuse(rq, 4503, "organisation",
			      "there is no such organisation; add it first");
	if (rq_one_free(rq, 0,
			"SELECT count(*) FROM liaison WHERE region = $1 AND ended_at IS NULL "
			"AND COALESCE(leader, 0) = $2 AND COALESCE(organisation, '') = $3",
			"tit", rq->region, leader == NOT_GIVEN ? INT64_C(0) : leader,
			args->organisation ? args->organisation : "") > 0)
		return refuse(rq, 6503, "region", "this pairing stands already");
	return rq->fault.number ? -1 : 0;
}

static int add(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t leader = NOT_GIVEN, bits = 0;
	struct region region;

	if (!args->leader && !args->organisation)
		return refuse(rq, 6501, "leader", "name a leader, a unit or both");
	if (region_need(rq, "region", rq->region, NULL, &region) != 0 ||
	    read_functions(rq, args->functions, &bits) != 0 ||
	    (args->leader && staff_need(rq, "leader", args->leader, &leader) != 0) ||
	    check_new(rq, args, leader) != 0)
		return -1;
	/* Free: the region is the request's own. */
	return rq_run_free(rq,
			   "INSERT INTO liaison (seq, id, region, leader, organisation, functions, "
			   "from_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			   "ittitiii", rq->seq, rq->key, rq->region, leader, args->organisation,
			   bits, rq->now, rq->actor->account) < 0
		       ? -1
		       : 0;
}

static int end(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t n = rq_run(rq,
			   "UPDATE liaison SET ended_at = $4, reason = $5 WHERE region >= $1 "
			   "AND region < $2 AND id = $3 AND ended_at IS NULL",
			   "tit", args->liaison, rq->now, args->reason);

	if (n == 0)
		return refuse(rq, 6504, "liaison", "there is no such pairing in your reach");
	return n < 0 ? -1 : 0;
}

static void write_row(struct request *rq, const struct rows *rows)
{
	struct row row = { .liaison = rows_text(rows, 1),
			   .region = rows_text(rows, 2),
			   .region_name = rows_text(rows, 3),
			   .leader = rows_text(rows, 4),
			   .leader_name = staff_name(rq, rows, 5),
			   .organisation = rows_text(rows, 6),
			   .organisation_name = rows_text(rows, 7),
			   .from_at = rows_int(rows, 8) };
	struct buf *out = &rq->reply;

	out_object(out);
	record_write(out, rq->arena, &row_shape, &row, SECRETS_OUT);
	out_key(out, "functions");
	out_list(out);
	for (int i = 0; functions[i]; i++)
		if (rows_int(rows, 9) & INT64_C(1) << i)
			out_text(out, functions[i]);
	out_end_list(out);
	out_end_object(out);
}

static int list(struct request *rq, const void *record)
{
	const struct paged *args = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT l.seq, l.id, l.region, r.name, a.login, a.sealed, l.organisation, "
		       "o.name, l.from_at, l.functions FROM liaison l "
		       "LEFT JOIN region r ON r.key = l.region "
		       "LEFT JOIN account a ON a.seq = l.leader "
		       "LEFT JOIN organisation o ON o.id = l.organisation "
		       "WHERE l.region >= $1 AND l.region < $2 AND l.ended_at IS NULL "
		       "AND l.seq > $3 ORDER BY l.seq LIMIT $4",
		       "ii", page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0,
			       "SELECT count(*) FROM liaison WHERE region >= $1 AND region < $2 "
			       "AND ended_at IS NULL",
			       ""));
}

#define OPEN_HERE "WHERE l.region >= $1 AND l.region < $2 AND l.ended_at IS NULL"
#define LINKED    "SELECT count(DISTINCT l.region) FROM liaison l JOIN region r ON r.key = l.region "

static int counts(struct request *rq, const void *record)
{
	struct counts c;

	(void)record;
	c.leaders = rq_one(rq, 0, "SELECT count(DISTINCT l.leader) FROM liaison l " OPEN_HERE, "");
	c.units = rq_one(rq, 0, "SELECT count(DISTINCT l.organisation) FROM liaison l " OPEN_HERE,
			 "");
	c.streets = rq_one(rq, 0, LINKED OPEN_HERE " AND r.level = 4", "");
	c.villages = rq_one(
		rq, 0, LINKED OPEN_HERE " AND r.level = 5 AND r.kind = 'village_committee'", "");
	c.communities = rq_one(
		rq, 0, LINKED OPEN_HERE " AND r.level = 5 AND r.kind <> 'village_committee'", "");
	c.grid_workers = rq_one(rq, 0,
				"SELECT count(DISTINCT p.account) FROM posting p "
				"WHERE p.region >= $1 AND p.region < $2 AND p.role = 4 "
				/* Of the place itself: cadres who were sent count below. */
				"AND (p.order_ref IS NULL OR substr(p.order_ref, 1, 11) "
				"<> 'deployment:') AND " POSTING_OPEN("$3"),
				"i", rq->now);
	c.cadres = rq_one(rq, 0,
			  "SELECT count(DISTINCT cadre) FROM deployment WHERE region >= $1 "
			  "AND region < $2 AND state = 0",
			  "");
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &counts_shape, &c, SECRETS_OUT);
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

static const struct command commands[] = {
	{ "liaison.add", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = add,
	  .takes = &add_shape },
	{ "liaison.end", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = end,
	  .takes = &end_shape },
	{ "liaison.list", DOES_READ, .who = SEERS, .where = IN_REACH, .run = list,
	  .takes = &paged_shape, .gives = &row_shape },
	{ "liaison.counts", DOES_READ, .who = SEERS, .where = IN_REACH, .run = counts,
	  .takes = &counts_args_shape, .gives = &counts_shape },
};

const struct room liaison_room =
	OWN_ROOM(liaison, "Liaison", .tables = tables, .n_tables = (int)COUNT_OF(tables));
