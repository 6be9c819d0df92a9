/* Regions: the tree of the territory, and the grids we draw into it.
 *
 * Rule: official codes come from the national table (统计用区划代码和城乡划分代码
 * 编制规则, 国统字〔2009〕91号); grids, compounds, buildings and stairwells are
 * numbered below them.  Officers draw grids, headquarters and administrators
 * keep the official part. */
#include "region.h"

struct region_row {
	const char *key, *code, *parent, *kind, *name, *valid_from, *valid_until;
	int64_t level, seq;
};
#define REC struct region_row
static const struct field region_columns[] = {
	TEXT(key, 2, KEY_MAX, .label = "Key, never changed and never used again", .need = true),
	TEXT(code, 2, KEY_MAX, .label = "Official code today", .need = true),
	TEXT(parent, 0, KEY_MAX, .label = "Key of the region above", .need = true),
	INT(level, 1, 9, .label = "1 province … 5 community, 6 grid … 9 stairwell", .need = true),
	TEXT(kind, 1, 40, .label = "Kind", .need = true),
	TEXT(name, 1, 100, .label = "Name today", .need = true),
	DAY(valid_from, .label = "First day", .need = true),
	DAY(valid_until, .label = "First day it is no more"),
	INT(seq, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
/* The last one holds what is above the buildings: one region in sixteen, and all that
 * lists of grids and of places without an answerer ask of them. */
static const char *const region_indexes[] = {
	"parent, level, key", "code", "name, key",
	"unique (key, level, kind, valid_from, valid_until) where level <= 6", NULL
};
#undef REC

struct name_row {
	const char *region, *from_day, *until_day, *code, *name, *kind;
};
#define REC struct name_row
static const struct field name_columns[] = {
	TEXT(region, 2, KEY_MAX, .label = "Region", .need = true),
	DAY(from_day, .label = "From", .need = true),
	DAY(until_day, .label = "Until, not with", .need = true),
	TEXT(code, 2, KEY_MAX, .label = "Former code", .need = true),
	TEXT(name, 1, 100, .label = "Former name", .need = true),
	TEXT(kind, 1, 40, .label = "Former kind", .need = true),
};
#undef REC

struct link_row {
	const char *old_region, *new_region, *day, *how;
	int64_t seq;
};
#define REC struct link_row
static const struct field link_columns[] = {
	TEXT(old_region, 2, KEY_MAX, .label = "Before", .need = true),
	TEXT(new_region, 2, KEY_MAX, .label = "After", .need = true),
	DAY(day, .label = "Day", .need = true),
	TEXT(how, 1, 20, .label = "moved, split or merged", .need = true),
	INT(seq, 1, INT64_MAX, .label = "Command", .need = true),
};
static const char *const link_indexes[] = { "new_region", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("region", region_columns, .bare = true, .key = "key", .indexes = region_indexes),
	TABLE("region_name", name_columns, .bare = true, .key = "region, from_day"),
	TABLE("region_link", link_columns, .bare = true, .key = "old_region, new_region",
	      .indexes = link_indexes),
};

struct add {
	const char *code, *parent_code, *name, *kind, *valid_from;
	int64_t level;
};
#define REC struct add
static const struct field add_fields[] = {
	TEXT(code, 2, KEY_MAX, .label = "Code"),
	TEXT(parent_code, 2, KEY_MAX, .label = "Code of the region above"),
	INT(level, 1, 9, .label = "Level, 1 province … 9 stairwell"),
	TEXT(name, 1, 100, .label = "Name", .need = true),
	TEXT(kind, 1, 40, .label = "Kind"),
	DAY(valid_from, .label = "Valid from"),
};
static const struct shape add_shape = SHAPE(add_fields);
#undef REC

struct added {
	const char *outcome, *key, *code;
};
#define REC struct added
static const struct field added_fields[] = {
	TEXT(outcome, 1, 20, .label = "added, changed or same"),
	TEXT(key, 2, KEY_MAX, .label = "Key"),
	TEXT(code, 2, KEY_MAX, .label = "Code"),
};
static const struct shape added_shape = SHAPE(added_fields);
#undef REC

static void answer(struct request *rq, const char *outcome, const struct region *region)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, outcome);
	out_key(&rq->reply, "key");
	out_text(&rq->reply, region->key);
	out_key(&rq->reply, "code");
	out_text(&rq->reply, region->code);
	out_end_object(&rq->reply);
}

/* A kind is part of a tally's name: small letters and underscores. */
static bool is_kind(const char *kind)
{
	size_t n = strspn(kind, "abcdefghijklmnopqrstuvwxyz_");

	return n > 0 && kind[n] == '\0';
}

/* The level from the code where it is not said. */
static int find_level(struct request *rq, const struct add *add, struct region *region)
{
	char key[KEY_MAX + 1];

	region->level = add->level;
	if (!add->code) {
		if (!add->parent_code || add->level == NOT_GIVEN || add->level <= LEVEL_COMMUNITY)
			return refuse(rq, 4302, "code",
				      "give the code, or for a grid and below the region above "
				      "and the level");
		return 0;
	}
	if (key_from_code(add->code, key) != 0)
		return refuse(rq, 4302, "code",
			      "this is not a region code; use the 12 digits of the statistical "
			      "code, and 3, 2, 3, 2 more for grid, compound, building, stairwell");
	if (add->level == NOT_GIVEN)
		region->level = key_level(key);
	else if ((int64_t)key_level(key) != add->level)
		return refuse(rq, 4303, "level",
			      "the code belongs to another level; correct one of the two");
	region->code = region_code(rq->arena, key);
	return 0;
}

/* A code that names a level in between says where it belongs: 120113 is a district
 * of 1201, never directly of 12. */
static int check_between(struct request *rq, const struct region *region,
			 const struct region *parent)
{
	char key[KEY_MAX + 1], above[KEY_MAX + 1];

	if (!region->code || key_from_code(region->code, key) != 0)
		return 0;
	key_parent(key, above);
	if (key_is_within(key, parent->key) && strcmp(above, parent->key) != 0)
		return refuse_with(rq, 4304, "parent_code",
				   "by its code this belongs under %s; add that one first", above);
	return 0;
}

static int find_parent(struct request *rq, const struct add *add, struct region *region,
		       struct region *parent)
{
	char above[KEY_MAX + 1] = "", key[KEY_MAX + 1];
	int more;

	region->parent = "";
	if (add->parent_code)
		snprintf(above, sizeof(above), "%s", add->parent_code);
	else if (key_from_code(add->code, key) == 0)
		key_parent(key, above);
	if (!*above)
		return region->level == LEVEL_PROVINCE
			       ? 0
			       : refuse(rq, 4304, "parent_code", "say which region it belongs to");
	more = region_by_code(rq, above, parent);
	if (more == 0)
		return refuse(rq, 4304, "parent_code",
			      "there is no region with this code; add it first");
	if (more == 1 && parent->level >= region->level)
		return refuse(rq, 4304, "parent_code", "the region above is not of a higher level");
	if (more < 0)
		return -1;
	region->parent = parent->key;
	return check_between(rq, region, parent);
}

static int change_known(struct request *rq, const struct add *add, struct region *known)
{
	const char *kind = add->kind ? add->kind : known->kind;
	bool is_same = strcmp(known->name, add->name) == 0 && strcmp(known->kind, kind) == 0;
	const char *day = add->valid_from && strcmp(add->valid_from, known->valid_from) > 0
				  ? add->valid_from
				  : rq->today;

	if (region_allow(rq, known->level, known->key) != 0)
		return -1;
	int put_off = is_same ? 0 : region_put_off(rq, day, add);

	if (put_off)
		return put_off < 0 ? -1 : 0;
	if (!is_same && strcmp(known->valid_from, day) > 0)
		day = known->valid_from;
	if (!is_same && region_change(rq, known, NULL, kind, add->name, day) != 0)
		return -1;
	answer(rq, is_same ? "same" : "changed", known);
	return 0;
}

static int add_new(struct request *rq, const struct add *add, struct region *region)
{
	static const char *const kinds[N_LEVELS] = {
		"",     "province", "prefecture", "district",  "street", "residents_committee",
		"grid", "compound", "building",   "stairwell",
	};
	struct region parent = { .valid_from = SINCE_EVER };

	if (find_parent(rq, add, region, &parent) != 0 ||
	    region_allow(rq, region->level, region->parent) != 0)
		return -1;
	region->name = add->name;
	region->kind = add->kind ? add->kind : kinds[region->level];
	region->valid_from = add->valid_from;
	/* The official tree has been there before anybody wrote it down. */
	if (!region->valid_from)
		region->valid_from = region->level >= LEVEL_GRID ? rq->today : SINCE_EVER;
	if (strcmp(region->valid_from, parent.valid_from) < 0) {
		if (add->valid_from)
			return refuse_with(
				rq, 4306, "valid_from",
				"the region above begins on %s; give that day or a later one",
				parent.valid_from);
		region->valid_from = parent.valid_from;
	}
	if (region_make(rq, region) != 0)
		return -1;
	rq_place(rq, region->key);
	answer(rq, "added", region);
	return 0;
}

static int add(struct request *rq, const void *record)
{
	const struct add *given = record;
	struct region region = { 0 }, known;

	if (given->kind && !is_kind(given->kind))
		return refuse(rq, 4302, "kind", "write the kind in small letters, like street");
	if (find_level(rq, given, &region) != 0)
		return -1;
	if (region.code) {
		/* Free: the code decides where the row belongs; region_allow follows. */
		struct rows *rows =
			rq_rows_free(rq,
				     "SELECT " REGION_COLUMNS " FROM region r WHERE r.code = $1 "
				     "AND r.valid_until IS NULL ORDER BY r.valid_from LIMIT 1",
				     "t", region.code);
		int more = rows_next(rows);

		if (more < 0)
			return -1;
		if (more == 1) {
			known = region_from(rq, rows);
			rows_end(rows);
			return change_known(rq, given, &known);
		}
	}
	return add_new(rq, given, &region);
}

static const struct command commands[] = {
	{ "region.add", DOES_OWN, .who = ADMIN | COMMANDER | OFFICER, .where = IN_REACH, .run = add,
	  .takes = &add_shape, .gives = &added_shape },
};

const struct room region_room =
	OWN_ROOM(region, "Regions", .tables = tables, .n_tables = (int)COUNT_OF(tables),
		 .invariants = region_invariants, .recount = region_recount);
