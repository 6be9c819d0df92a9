/* Splitting a region: its households and what is below it are dealt out to new
 * regions beside it.
 *
 * Rule: every household goes to exactly one part.  A part names households by
 * id, buildings (or whatever is below) by key, or takes what nobody named. */
#include "authority.h"
#include "people.h"

struct split_args {
	const char *region, *from_day, *reason;
	const struct json *into;
};
#define REC struct split_args
static const struct field split_fields[] = {
	REGION(region, .label = "Region", .need = true),
	JSON(into, 1 << 20, .label = "Parts: name, and households, buildings or is_rest",
	     .need = true),
	DAY(from_day, .label = "From"),
	TEXT(reason, 1, 200, .label = "Why, or the document it rests on"),
};
static const struct shape split_shape = SHAPE(split_fields);
#undef REC

struct split_reply {
	const char *outcome;
	const struct json *parts;
};
#define REC struct split_reply
static const struct field reply_fields[] = {
	TEXT(outcome, 1, 20, .label = "done, or put_off until the day comes"),
	JSON(parts, 20000, .label = "Parts: key, name, households"),
};
static const struct shape reply_shape = SHAPE(reply_fields);
#undef REC

#define PARTS_MOST 20

struct part {
	struct region region;
	const struct json *households, *buildings;
	bool is_rest;
};

struct split {
	struct request *rq;
	struct change change;
	struct region old;
	struct part parts[PARTS_MOST];
	int n_parts;
	struct part *rest;
};

static int read_part(struct split *split, const struct json *item)
{
	struct request *rq = split->rq;
	struct part *part = &split->parts[split->n_parts];
	const struct json *rest = json_get(item, "is_rest");
	const char *name = json_text(item, "name"), *code = json_text(item, "code");
	char key[KEY_MAX + 1];

	if (item->kind != JSON_OBJECT || !name || !*name || utf8_length(name) > 100)
		return refuse(rq, 4316, "into", "give every part a name");
	if (code && (key_from_code(code, key) != 0 || (int64_t)key_level(key) != split->old.level))
		return refuse(rq, 4302, "into", "this code does not fit the level of the region");
	*part = (struct part){ .households = json_get(item, "households"),
			       .buildings = json_get(item, "buildings") };
	part->is_rest = (rest && rest->number) || (!part->households && !part->buildings);
	if ((part->households && part->households->kind != JSON_LIST) ||
	    (part->buildings && part->buildings->kind != JSON_LIST))
		return refuse(rq, 4316, "into", "households and buildings are lists");
	if (part->is_rest && split->rest)
		return refuse(rq, 4316, "into", "only one part can take what is left");
	if (part->is_rest)
		split->rest = part;
	part->region = split->old;
	part->region.key = NULL;
	part->region.name = name;
	part->region.code = code ? region_code(rq->arena, code) : NULL;
	part->region.valid_from = split->change.day;
	split->n_parts++;
	return 0;
}

/* The region of the part that takes the place of `key` in the old one; made when
 * it is needed first, with those above it. */
static const char *counterpart(struct split *split, const struct part *part, const char *key)
{
	struct request *rq = split->rq;
	const char *copy =
		arena_print(rq->arena, "%s%s", part->region.key, key + strlen(split->old.key));
	char above[KEY_MAX + 1];
	struct region region;
	int more = region_find(rq, copy, NULL, &region);

	if (more != 0)
		return more < 0 ? NULL : copy;
	key_parent(key, above);
	/* Free: inside the region that is split, which is in reach. */
	if (region_need(rq, "into", key, NULL, &region) != 0 || !counterpart(split, part, above))
		return NULL;
	if (strcmp(region.valid_from, split->change.day) < 0)
		region.valid_from = split->change.day;
	key_parent(copy, above);
	region.parent = arena_text(rq->arena, above);
	region.code = NULL;
	if (region_make(rq, &region) != 0 || region_copy_ties(rq, &split->change, key, copy) != 0)
		return NULL;
	return copy;
}

static const char twice[] = "a building or household is named in two parts";

/* A building with all below it. */
static int deal_building(struct split *split, const struct part *part, const char *code)
{
	struct request *rq = split->rq;
	struct region building;
	char key[KEY_MAX + 1];
	const char *copy;
	int more;

	if (key_from_code(code, key) != 0 || !key_is_within(key, split->old.key) ||
	    strlen(key) == strlen(split->old.key))
		return refuse(rq, 4317, "into", "a building named here is not in this region");
	more = region_find(rq, key, NULL, &building);
	if (more != 1)
		return more < 0 ? -1 : refuse(rq, 4317, "into", twice);
	copy = counterpart(split, part, building.key);
	return copy ? region_carry(rq, &split->change, building.key, copy) : -1;
}

/* Why a household is not found in the old region: it went to a part already. */
static int say_missing(struct split *split, const char *id)
{
	struct request *rq = split->rq;
	/* Free: parts lie beside the region that the request names. */
	struct rows *rows = rq_rows_free(rq, "SELECT region FROM household WHERE id = $1", "t", id);
	const char *region = rows_next(rows) == 1 ? arena_text(rq->arena, rows_text(rows, 0)) : "";

	if (rows_failed(rows))
		return refuse(rq, 5001, NULL, "the storage failed; nothing was kept, try again");
	rows_end(rows);
	for (int i = 0; i < split->n_parts; i++)
		if (key_is_within(region, split->parts[i].region.key))
			return refuse(rq, 4317, "into", twice);
	return -1;
}

static int deal_household(struct split *split, const struct part *part, const char *id)
{
	struct request *rq = split->rq;
	struct household_at household;
	const char *copy;

	if (people_household(rq, "into", id, &household) != 0)
		return say_missing(split, id);
	copy = counterpart(split, part, household.region);
	return copy ? people_move_household(rq, household.seq, copy, split->change.day,
					    split->change.reason)
		    : -1;
}

static int deal(struct split *split, const struct part *part)
{
	for (const struct json *b = part->buildings ? part->buildings->first : NULL; b;
	     b = b->next) {
		if (b->kind != JSON_TEXT)
			return refuse(split->rq, 4316, "into", "name buildings by their keys");
		if (deal_building(split, part, b->text) != 0)
			return -1;
	}
	for (const struct json *h = part->households ? part->households->first : NULL; h;
	     h = h->next) {
		if (h->kind != JSON_TEXT)
			return refuse(split->rq, 4316, "into", "name households by their ids");
		if (deal_household(split, part, h->text) != 0)
			return -1;
	}
	return 0;
}

/* What nobody named: the region itself and every one below that is left. */
static int deal_rest(struct split *split)
{
	struct request *rq = split->rq;
	int64_t left = region_households(rq, split->old.key);
	const struct part *part = split->rest;
	struct region regions[200];
	int n, more;

	if (!part && left > 0)
		return refuse_with(
			rq, 4318, "into",
			"%lld households are in no part; name them, or let one part take "
			"the rest",
			(long long)left);
	if (!part)
		part = &split->parts[0];
	do { /* the deepest first: a region ends when nothing is left below it */
		struct rows *rows =
			rq_rows(rq,
				"SELECT " REGION_COLUMNS " FROM region r "
				"WHERE r.key >= $1 AND r.key < $2 AND r.key > $3 "
				"AND r.valid_until IS NULL ORDER BY r.level DESC, r.key "
				"LIMIT 200",
				"t", split->old.key);

		for (n = 0; (more = rows_next(rows)) == 1; n++)
			regions[n] = region_from(rq, rows);
		for (int i = 0; i < n; i++) {
			bool is_divided = region_households(rq, regions[i].key) == 0 &&
					  rq_one(rq, 0,
						 "SELECT 1 FROM region_link WHERE old_region >= $1 "
						 "AND old_region < $2 AND old_region = $3 LIMIT 1",
						 "t", regions[i].key) == 1;
			const char *copy =
				is_divided ? NULL : counterpart(split, part, regions[i].key);

			if (!is_divided && (!copy || people_move_region(rq, regions[i].key, copy,
									split->change.day,
									split->change.reason) != 0))
				return -1;
			if (postings_end(rq, regions[i].key, split->change.day) != 0 ||
			    region_end(rq, &regions[i], split->change.day) != 0)
				return -1;
		}
	} while (n == 200 && more == 0);
	if (more < 0)
		return -1;
	return part->is_rest ? people_move_region(rq, split->old.key, part->region.key,
						  split->change.day, split->change.reason)
			     : 0;
}

static int answer(struct split *split)
{
	struct request *rq = split->rq;

	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, "done");
	out_key(&rq->reply, "parts");
	out_list(&rq->reply);
	for (int i = 0; i < split->n_parts; i++) {
		const struct region *region = &split->parts[i].region;

		out_object(&rq->reply);
		out_key(&rq->reply, "key");
		out_text(&rq->reply, region->key);
		out_key(&rq->reply, "name");
		out_text(&rq->reply, region->name);
		out_key(&rq->reply, "households");
		out_int(&rq->reply, region_households(rq, region->key));
		out_end_object(&rq->reply);
	}
	out_end_list(&rq->reply);
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

static int run(struct request *rq, const void *record)
{
	const struct split_args *args = record;
	struct split *split = arena_alloc(rq->arena, sizeof(*split));
	int put_off;

	split->rq = rq;
	split->change =
		(struct change){ .how = "split", .reason = args->reason, .day = args->from_day };
	if (region_open(rq, "region", args->region, &split->change.day, &split->old) != 0 ||
	    region_allow(rq, split->old.level, split->old.key) != 0)
		return -1;
	if (args->into->kind != JSON_LIST || args->into->n < 2 || args->into->n > PARTS_MOST)
		return refuse(rq, 4316, "into", "name two to twenty parts");
	for (const struct json *item = args->into->first; item; item = item->next)
		if (read_part(split, item) != 0)
			return -1;
	put_off = region_put_off(rq, split->change.day, args);
	if (put_off)
		return put_off < 0 ? -1 : 0;
	for (int i = 0; i < split->n_parts; i++)
		if (region_make(rq, &split->parts[i].region) != 0 ||
		    region_copy_ties(rq, &split->change, split->old.key,
				     split->parts[i].region.key) != 0)
			return -1;
	for (int i = 0; i < split->n_parts; i++)
		if (deal(split, &split->parts[i]) != 0)
			return -1;
	if (deal_rest(split) != 0 || postings_end(rq, split->old.key, split->change.day) != 0 ||
	    region_end(rq, &split->old, split->change.day) != 0)
		return -1;
	return answer(split);
}

static const struct command commands[] = {
	{ "region.split", DOES_OWN, .who = ADMIN | COMMANDER | OFFICER, .where = IN_REACH,
	  .run = run, .takes = &split_shape, .gives = &reply_shape },
};

const struct room region_split_room = OWN_ROOM(region_split, "Splits");
