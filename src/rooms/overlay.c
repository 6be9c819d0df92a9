/* Overlays: named sets of regions beside the tree: defence zones, lockdown zones,
 * trees of office buildings.
 *
 * Rule: an overlay is never a second spine; its members are regions, and when one
 * of them moves or splits, what it became is a member as well. */
#include "page.h"
#include "region.h"

static const char *const kinds[] = { "defence_zone", "lockdown_zone", "control_zone",
				     "office_tree",  "other",         NULL };

struct member_row {
	int64_t overlay, seq;
	const char *region;
};
#define REC struct member_row
static const struct field member_columns[] = {
	INT(overlay, 1, INT64_MAX, .label = "Overlay", .need = true),
	TEXT(region, 2, KEY_MAX, .label = "Region", .need = true),
	INT(seq, 1, INT64_MAX, .label = "Command", .need = true),
};
static const char *const member_indexes[] = { "region", NULL };
static const struct table tables[] = {
	TABLE("overlay_member", member_columns, .bare = true, .key = "overlay, region",
	      .indexes = member_indexes),
};
#undef REC

struct member_args {
	const char *overlay, *region;
	int is_in;
};
#define REC struct member_args
static const struct field member_fields[] = {
	REF(overlay, "overlay", .label = "Overlay", .need = true),
	REGION(region, .label = "Region of the set", .need = true),
	FLAG(is_in, .label = "Belongs to it", .need = true),
};
static const struct shape member_shape = SHAPE(member_fields);
#undef REC

struct members_ask {
	const char *overlay, *cursor;
	int64_t limit;
};
#define REC struct members_ask
static const struct field ask_fields[] = {
	REF(overlay, "overlay", .label = "Overlay", .need = true),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct members_row {
	const char *key, *name;
	int64_t level, households, residents;
};
#define REC struct members_row
static const struct field row_fields[] = {
	TEXT(key, 2, KEY_MAX, .label = "Region"),   TEXT(name, 1, 100, .label = "Name"),
	INT(level, 1, 9, .label = "Level"),         INT(households, 0, 0, .label = "Households"),
	INT(residents, 0, 0, .label = "Residents"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

/* The overlay's number, found inside the request's region. */
static int64_t find(struct request *rq, const char *id)
{
	int64_t seq = rq_one(rq, 0,
			     "SELECT seq FROM overlay WHERE region >= $1 AND region < $2 "
			     "AND id = $3 AND void_at IS NULL",
			     "t", id);

	if (seq == 0 && !rq->fault.number)
		refuse(rq, 4206, "overlay", "there is no such set of regions in your reach");
	return seq;
}

/* The region named is the one put in or taken out; the set itself must lie in the
 * caller's reach as well. */
static int member(struct request *rq, const void *record)
{
	const struct member_args *args = record;
	/* Free: the set may stand above the region. */
	struct rows *rows = rq_rows_free(
		rq, "SELECT seq, region FROM overlay WHERE id = $1 AND void_at IS NULL", "t",
		args->overlay);
	int more = rows_next(rows);
	struct region region;
	int64_t overlay;

	if (more < 0)
		return -1;
	if (more == 0 || !rq_reaches(rq, rq->command->who, rows_text(rows, 1)))
		return refuse(rq, 4206, "overlay", "there is no such set of regions in your reach");
	overlay = rows_int(rows, 0);
	rows_end(rows);
	if (!args->is_in)
		return rq_run_free(rq,
				   "DELETE FROM overlay_member WHERE overlay = $1 AND region = $2",
				   "it", overlay, args->region) < 0
			       ? -1
			       : 0;
	if (region_need(rq, "region", args->region, NULL, &region) != 0)
		return -1;
	return rq_run_free(rq,
			   "INSERT INTO overlay_member (overlay, region, seq) VALUES ($1, $2, $3) "
			   "ON CONFLICT DO NOTHING",
			   "iti", overlay, args->region, rq->seq) < 0
		       ? -1
		       : 0;
}

static int members(struct request *rq, const void *record)
{
	const struct members_ask *ask = record;
	int64_t overlay = find(rq, ask->overlay);
	struct page page;
	struct rows *rows;

	if (overlay == 0 || page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	/* Only members that are in the caller's reach are shown. */
	rows = rq_rows(rq,
		       "SELECT r.key, r.name, r.level FROM overlay_member m "
		       "JOIN region r ON r.key = m.region WHERE r.key >= $1 AND r.key < $2 "
		       "AND m.overlay = $3 AND r.valid_until IS NULL AND r.key > $4 "
		       "ORDER BY r.key LIMIT $5",
		       "iti", overlay, page.text[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		const char *key = arena_text(rq->arena, rows_text(rows, 0));

		out_object(&rq->reply);
		out_key(&rq->reply, "key");
		out_text(&rq->reply, key);
		out_key(&rq->reply, "name");
		out_text(&rq->reply, rows_text(rows, 1));
		out_key(&rq->reply, "level");
		out_int(&rq->reply, rows_int(rows, 2));
		out_key(&rq->reply, "households");
		out_int(&rq->reply, tally_read(rq, key, "household", NULL));
		out_key(&rq->reply, "residents");
		out_int(&rq->reply, tally_read(rq, key, "resident", NULL));
		out_end_object(&rq->reply);
		page_row(rq, &page, "%s", key);
	}
	return page_end(rq, &page, rows, NOT_GIVEN);
}

struct overlay {
	const char *name;
	int kind;
};
#define REC struct overlay
static const struct field fields[] = {
	TEXT(name, 1, 100, .label = "Name", .need = true),
	CHOICE(kind, kinds, .label = "Kind", .need = true),
};

static const struct command commands[] = {
	{ "overlay.add", DOES_ADD, .who = ADMIN | COMMANDER | OFFICER, .where = IN_REACH },
	{ "overlay.list", DOES_LIST, .who = ADMIN | COMMANDER | OFFICER | GRID_WORKER,
	  .where = IN_REACH },
	{ "overlay.void", DOES_VOID, .who = ADMIN | COMMANDER | OFFICER, .where = IN_REACH },
	{ "overlay.member", DOES_OWN, .who = ADMIN | COMMANDER | OFFICER, .where = IN_REACH,
	  .run = member, .takes = &member_shape },
	{ "overlay.members", DOES_READ, .who = ADMIN | COMMANDER | OFFICER | GRID_WORKER,
	  .where = IN_REACH, .run = members, .takes = &ask_shape, .gives = &row_shape },
};

const struct room overlay_room =
	ROOM(overlay, "Overlays", .tables = tables, .n_tables = (int)COUNT_OF(tables));
#undef REC
