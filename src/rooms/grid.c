/* Grids: drawing them into communities, and which are too small or too large.
 *
 * Rule: GB/T 34300-2017 (城乡社区网格化服务管理规范) draws grids of 300 to 500
 * households; a grid outside is a warning, never a refusal. */
#include "page.h"
#include "region.h"

#define GRID_FEWEST 300
#define GRID_MOST   500

struct grids {
	const char *region, *valid_from;
	int64_t n;
};
#define REC struct grids
static const struct field grids_fields[] = {
	REGION(region, .label = "Community"),
	INT(n, 1, 200, .label = "How many grids it shall have", .need = true),
	DAY(valid_from, .label = "Valid from"),
};
static const struct shape grids_shape = SHAPE(grids_fields);
#undef REC

struct grids_made {
	int64_t added;
};
#define REC struct grids_made
static const struct field grids_made_fields[] = { INT(added, 0, 200, .label = "Grids added") };
static const struct shape grids_made_shape = SHAPE(grids_made_fields);
#undef REC

static int grids(struct request *rq, const void *record)
{
	const struct grids *given = record;
	struct region community;
	int64_t n_there, n_added = 0;

	if (region_need(rq, "region", rq->region, given->valid_from, &community) != 0)
		return -1;
	if (community.level != LEVEL_COMMUNITY)
		return refuse(rq, 4303, "region", "grids are drawn in a community or village");
	n_there = rq_one(rq, 0,
			 "SELECT count(*) FROM region WHERE key >= $1 AND key < $2 "
			 "AND parent = $3 AND level = 6 AND valid_until IS NULL",
			 "t", community.key);
	for (int64_t i = n_there + 1; i <= given->n; i++, n_added++) {
		struct region grid = {
			.parent = community.key,
			.level = LEVEL_GRID,
			.kind = "grid",
			.name = arena_print(rq->arena, "第%lld网格", (long long)i),
			.valid_from = given->valid_from ? given->valid_from : rq->today,
		};
		if (region_make(rq, &grid) != 0)
			return -1;
	}
	out_object(&rq->reply);
	out_key(&rq->reply, "added");
	out_int(&rq->reply, n_added);
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

struct warning {
	const char *key, *name, *parent_name, *why;
	int64_t households;
};
#define REC struct warning
static const struct field warning_fields[] = {
	TEXT(key, 2, KEY_MAX, .label = "Grid"),
	TEXT(name, 1, 100, .label = "Name"),
	TEXT(parent_name, 1, 100, .label = "Community"),
	INT(households, 0, 0, .label = "Households"),
	TEXT(why, 1, 20, .label = "few or many"),
};
static const struct shape warning_shape = SHAPE(warning_fields);
#undef REC

/* The level is said twice so that SQLite sees that the index of the upper levels serves: it
 * holds all that is asked, and a city's buildings are not walked.  Outside of $4 … $5 is said
 * with the sum written once: each engine looks it up as often as it is written. */
#define OUTSIDE                                                                                    \
	"(SELECT r.key, COALESCE((SELECT CAST(sum(t.n) AS bigint) "                                \
	"FROM tally t WHERE t.region = r.key AND t.name = 'household' AND t.day <= $3), 0) AS n "  \
	"FROM region r WHERE r.key >= $1 AND r.key < $2 "                                          \
	"AND r.level <= 6 AND r.level = 6 AND r.kind <> 'dedicated_grid' AND r.valid_from <= $3 "  \
	"AND (r.valid_until IS NULL OR r.valid_until > $3)) g "                                    \
	"WHERE abs(2 * g.n - ($4 + $5)) > $5 - $4"

/* Grids of a park or a school (dedicated_grid) have no households to count. */
static int warnings(struct request *rq, const void *record)
{
	const struct paged *ask = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT r.key, r.name, p.name, o.n FROM (SELECT g.key, g.n FROM " OUTSIDE
		       " AND g.key > $6 ORDER BY g.key LIMIT $7) o JOIN region r ON r.key = o.key "
		       "JOIN region p ON p.key = r.parent ORDER BY r.key",
		       "tiiti", rq->today, (int64_t)GRID_FEWEST, (int64_t)GRID_MOST, page.text[0],
		       page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		int64_t n = rows_int(rows, 3);

		out_object(&rq->reply);
		out_key(&rq->reply, "key");
		out_text(&rq->reply, rows_text(rows, 0));
		out_key(&rq->reply, "name");
		out_text(&rq->reply, rows_text(rows, 1));
		out_key(&rq->reply, "parent_name");
		out_text(&rq->reply, rows_text(rows, 2));
		out_key(&rq->reply, "households");
		out_int(&rq->reply, n);
		out_key(&rq->reply, "why");
		out_text(&rq->reply, n < GRID_FEWEST ? "few" : "many");
		out_end_object(&rq->reply);
		page_row(rq, &page, "%s", rows_text(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM " OUTSIDE, "tii", rq->today,
			       (int64_t)GRID_FEWEST, (int64_t)GRID_MOST));
}

static const struct command commands[] = {
	{ "region.grids", DOES_OWN, .who = ADMIN | COMMANDER | OFFICER, .where = IN_REACH,
	  .run = grids, .takes = &grids_shape, .gives = &grids_made_shape },
	{ "region.warnings", DOES_READ, .who = ADMIN | COMMANDER | OFFICER | AUDITOR,
	  .where = IN_REACH, .run = warnings, .takes = &paged_shape, .gives = &warning_shape },
};

const struct room grid_room = OWN_ROOM(grid, "Grids");
