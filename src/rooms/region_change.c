/* Changes of the territory that keep its regions: names, codes, places, ends, and
 * several becoming one.
 *
 * Rule: a change counts from a day; one whose day has not come is done by the
 * clock on that day.  Every change leaves the old region readable as it was. */
#include "authority.h"

#define CHANGERS (ADMIN | COMMANDER | OFFICER)

struct change_args {
	const char *region, *name, *kind, *code, *to, *from_day, *reason;
	const struct json *regions;
};
#define REC        struct change_args
#define THE_REGION REGION(region, .label = "Region", .need = true)
#define FROM_DAY   DAY(from_day, .label = "From")
#define REASON     TEXT(reason, 1, 200, .label = "Why, or the document it rests on")
static const struct field rename_fields[] = {
	THE_REGION,
	TEXT(name, 1, 100, .label = "New name", .need = true),
	FROM_DAY,
	REASON,
};
static const struct shape rename_shape = SHAPE(rename_fields);
static const struct field recode_fields[] = {
	THE_REGION,
	TEXT(code, 2, KEY_MAX, .label = "New code", .need = true),
	FROM_DAY,
	REASON,
};
static const struct shape recode_shape = SHAPE(recode_fields);
static const struct field move_fields[] = {
	THE_REGION,
	REGION(to, .label = "New region above", .need = true),
	FROM_DAY,
	REASON,
};
static const struct shape move_shape = SHAPE(move_fields);
static const struct field close_fields[] = {
	THE_REGION,
	FROM_DAY,
	REASON,
};
static const struct shape close_shape = SHAPE(close_fields);
static const struct field merge_fields[] = {
	REGION(region, .label = "Region above them"),
	JSON(regions, 2000, .label = "Regions that become one", .need = true),
	TEXT(name, 1, 100, .label = "Name of the new region", .need = true),
	TEXT(code, 2, KEY_MAX, .label = "Its code, if it has an official one"),
	FROM_DAY,
	REASON,
};
static const struct shape merge_shape = SHAPE(merge_fields);
#undef REC

struct changed {
	const char *key, *code, *outcome;
};
#define REC struct changed
static const struct field changed_fields[] = {
	TEXT(key, 2, KEY_MAX, .label = "Key of the region from now on"),
	TEXT(code, 2, KEY_MAX, .label = "Its code"),
	TEXT(outcome, 1, 20, .label = "done, or put_off until the day comes"),
};
static const struct shape changed_shape = SHAPE(changed_fields);
#undef REC

static int answer(struct request *rq, const char *key, const char *code)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "key");
	out_text(&rq->reply, key);
	out_key(&rq->reply, "code");
	out_text(&rq->reply, code);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, "done");
	out_end_object(&rq->reply);
	return 0;
}

/* What every change begins with: the region, its day, the right to change it.
 * 1: put off, 0: go on, -1: refused. */
static int begin(struct request *rq, const struct change_args *args, const char **day,
		 struct region *region)
{
	*day = args->from_day;
	if (region_open(rq, "region", args->region, day, region) != 0 ||
	    region_allow(rq, region->level, region->key) != 0)
		return -1;
	return region_put_off(rq, *day, args);
}

static int rename_region(struct request *rq, const void *record)
{
	const struct change_args *args = record;
	struct region region;
	const char *day;
	int put_off = begin(rq, args, &day, &region);

	if (put_off)
		return put_off < 0 ? -1 : 0;
	if (strcmp(region.name, args->name) == 0)
		return refuse(rq, 4313, "name", "it has this name already");
	if (region_change(rq, &region, NULL, NULL, args->name, day) != 0)
		return -1;
	return answer(rq, region.key, region.code);
}

static int check_code(struct request *rq, const char *code, int64_t level)
{
	char key[KEY_MAX + 1];

	if (key_from_code(code, key) != 0 || (int64_t)key_level(key) != level)
		return refuse(rq, 4302, "code", "this code does not fit the level of the region");
	/* Free: a code is carried by one region at a time, wherever it is. */
	if (rq_one_free(rq, 0, "SELECT 1 FROM region WHERE code = $1 AND valid_until IS NULL", "t",
			region_code(rq->arena, code)) == 1)
		return refuse(rq, 4314, "code",
			      "another region carries this code; recode it first");
	return rq->fault.number ? -1 : 0;
}

static int recode(struct request *rq, const void *record)
{
	const struct change_args *args = record;
	struct region region;
	const char *day, *code = region_code(rq->arena, args->code);
	int put_off = begin(rq, args, &day, &region);

	if (put_off)
		return put_off < 0 ? -1 : 0;
	if (check_code(rq, code, region.level) != 0 ||
	    region_change(rq, &region, code, NULL, NULL, day) != 0)
		return -1;
	return answer(rq, region.key, code);
}

/* A region of the same level, name and kind under another parent. */
static int make_like(struct request *rq, const struct region *old, const char *parent,
		     const char *day, struct region *made)
{
	*made = (struct region){
		.key = old->key,
		.parent = parent,
		.level = old->level,
		.kind = old->kind,
		.name = old->name,
		.code = old->level <= LEVEL_COMMUNITY ? old->code : NULL,
		.valid_from = strcmp(old->valid_from, day) > 0 ? old->valid_from : day,
	};
	return region_make(rq, made);
}

static int move(struct request *rq, const void *record)
{
	const struct change_args *args = record;
	struct change change = { .how = "moved", .reason = args->reason };
	struct region region, to, made;
	int put_off = begin(rq, args, &change.day, &region);

	if (put_off)
		return put_off < 0 ? -1 : 0;
	if (region_open(rq, "to", args->to, &change.day, &to) != 0 ||
	    region_allow(rq, region.level, to.key) != 0)
		return -1;
	if (to.level >= region.level || key_is_within(to.key, region.key))
		return refuse(rq, 4309, "to", "choose a region of a higher level");
	if (strcmp(to.key, region.parent) == 0)
		return refuse(rq, 4309, "to", "it is there already");
	if (make_like(rq, &region, to.key, change.day, &made) != 0 ||
	    region_carry(rq, &change, region.key, made.key) != 0)
		return -1;
	return answer(rq, made.key, made.code);
}

static int close_region(struct request *rq, const void *record)
{
	const struct change_args *args = record;
	struct region region;
	const char *day;
	int put_off = begin(rq, args, &day, &region);

	if (put_off)
		return put_off < 0 ? -1 : 0;
	if (rq_one(rq, 0,
		   "SELECT 1 FROM region WHERE key >= $1 AND key < $2 AND parent = $3 "
		   "AND valid_until IS NULL LIMIT 1",
		   "t", region.key) == 1)
		return refuse(rq, 4310, "region",
			      "there are regions below it; move or close them first");
	if (region_households(rq, region.key) > 0)
		return refuse(rq, 4311, "region", "there are households in it; move them first");
	if (rq->fault.number || postings_end(rq, region.key, day) != 0 ||
	    region_end(rq, &region, day) != 0)
		return -1;
	return answer(rq, region.key, region.code);
}

#define MERGE_MOST 20

/* The regions named: open, of one level, under one parent, each once. */
static int read_regions(struct request *rq, const struct json *list, const char **day,
			struct region *found, int *n)
{
	if (list->kind != JSON_LIST || list->n < 2 || list->n > MERGE_MOST)
		return refuse(rq, 4315, "regions", "name two to twenty regions");
	*n = 0;
	for (const struct json *item = list->first; item; item = item->next) {
		struct region *region = &found[*n];
		char key[KEY_MAX + 1];

		if (item->kind != JSON_TEXT || key_from_code(item->text, key) != 0)
			return refuse(rq, 4315, "regions", "name regions by their codes");
		if (!key_is_within(key, rq->region))
			return refuse(rq, 4103, "regions",
				      "this place is outside your postings; ask its officer");
		if (region_open(rq, "regions", arena_text(rq->arena, key), day, region) != 0)
			return -1;
		if (strcmp(region->parent, found[0].parent) != 0 || region->level != found[0].level)
			return refuse(rq, 4315, "regions",
				      "only neighbours under the same region can become one");
		for (int i = 0; i < *n; i++)
			if (strcmp(found[i].key, region->key) == 0)
				return refuse(rq, 4315, "regions", "one region is named twice");
		(*n)++;
	}
	return region_allow(rq, found[0].level, found[0].parent);
}

#define CHILDREN_AT_ONCE 200

/* What is below one of them goes below the new one, under numbers that are free there. */
static int carry_children(struct request *rq, struct change *change, const struct region *old,
			  const struct region *made)
{
	struct region children[CHILDREN_AT_ONCE], child;
	int n, more;

	do {
		struct rows *rows = rq_rows(rq,
					    "SELECT " REGION_COLUMNS " FROM region r "
					    "WHERE r.key >= $1 AND r.key < $2 AND r.parent = $3 "
					    "AND r.valid_until IS NULL ORDER BY r.key LIMIT 200",
					    "t", old->key);

		for (n = 0; (more = rows_next(rows)) == 1; n++)
			children[n] = region_from(rq, rows);
		if (more < 0)
			return -1;
		for (int i = 0; i < n; i++)
			if (make_like(rq, &children[i], made->key, change->day, &child) != 0 ||
			    region_carry(rq, change, children[i].key, child.key) != 0)
				return -1;
	} while (n == CHILDREN_AT_ONCE);
	return 0;
}

static int merge(struct request *rq, const void *record)
{
	const struct change_args *args = record;
	struct change change = { .how = "merged", .reason = args->reason, .day = args->from_day };
	struct region old[MERGE_MOST] = { 0 }, made;
	int n = 0, put_off;

	if (read_regions(rq, args->regions, &change.day, old, &n) != 0)
		return -1;
	put_off = region_put_off(rq, change.day, args);
	if (put_off)
		return put_off < 0 ? -1 : 0;
	if (args->code && check_code(rq, args->code, old[0].level) != 0)
		return -1;
	made = old[0];
	made.key = NULL;
	made.name = args->name;
	made.code = args->code ? region_code(rq->arena, args->code) : NULL;
	made.valid_from = change.day;
	if (region_make(rq, &made) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (carry_children(rq, &change, &old[i], &made) != 0 ||
		    region_carry(rq, &change, old[i].key, made.key) != 0)
			return -1;
	return answer(rq, made.key, made.code);
}

static const struct command commands[] = {
	{ "region.rename", DOES_OWN, .who = CHANGERS, .where = IN_REACH, .run = rename_region,
	  .takes = &rename_shape, .gives = &changed_shape },
	{ "region.recode", DOES_OWN, .who = ADMIN | COMMANDER, .where = IN_REACH, .run = recode,
	  .takes = &recode_shape, .gives = &changed_shape },
	{ "region.move", DOES_OWN, .who = CHANGERS, .where = IN_REACH, .run = move,
	  .takes = &move_shape, .gives = &changed_shape },
	{ "region.close", DOES_OWN, .who = CHANGERS, .where = IN_REACH, .run = close_region,
	  .takes = &close_shape, .gives = &changed_shape },
	{ "region.merge", DOES_OWN, .who = CHANGERS, .where = IN_REACH, .run = merge,
	  .takes = &merge_shape, .gives = &changed_shape },
};

const struct room region_change_room = OWN_ROOM(region_change, "Changes of the territory");
