/* Editions: a newer official table of regions takes effect on a day.
 *
 * The staged rows are compared with the tree as a whole.  Rule: nothing is lost: a unit that is
 * gone from the table but still has households stays until somebody has moved them, and is counted
 * as kept. */
#include "authority.h"
#include "edition.h"

struct edition_args {
	const char *edition;
};
#define REC struct edition_args
static const struct field edition_fields[] = {
	DAY(edition, .label = "Day from which the table is valid", .need = true),
};
static const struct shape edition_shape = SHAPE(edition_fields);
#undef REC

enum { ADDED, CHANGED, SAME, REMOVED, MOVED, RECODED, KEPT, N_KINDS };
static const char *const kinds[] = { "added", "changed", "same", "removed",
				     "moved", "recoded", "kept" };

struct edition_reply {
	int64_t added, changed, same, removed, moved, recoded, kept;
	const struct json *levels;
	const char *outcome;
};
#define REC struct edition_reply
static const struct field reply_fields[] = {
	INT(added, 0, 0, .label = "Added"),
	INT(changed, 0, 0, .label = "Renamed"),
	INT(same, 0, 0, .label = "Unchanged"),
	INT(removed, 0, 0, .label = "Removed"),
	INT(moved, 0, 0, .label = "Moved"),
	INT(recoded, 0, 0, .label = "Recoded"),
	INT(kept, 0, 0, .label = "Gone from the table, but people live there"),
	JSON(levels, 4000, .label = "The same by level"),
	TEXT(outcome, 1, 20, .label = "done, or put_off until the day comes"),
};
static const struct shape reply_shape = SHAPE(reply_fields);
#undef REC

struct edition {
	struct request *rq;
	struct change change;
	struct units before, after;
	char (*tops)[KEY_MAX + 1]; /* topmost keys of the staged rows */
	int n_tops;
	int64_t n[LEVEL_COMMUNITY + 1][N_KINDS];
};

static int read_stage(struct edition *edition)
{
	struct request *rq = edition->rq;
	struct rows *rows = rq_rows(rq,
				    "SELECT code, parent_code, level, name, kind FROM region_stage "
				    "WHERE code >= $1 AND code < $2 ORDER BY code",
				    "");
	int more;

	while ((more = rows_next(rows)) == 1) {
		struct unit *unit = units_add(rq->arena, &edition->after);

		unit->code = arena_text(rq->arena, rows_text(rows, 0));
		unit->parent_code = arena_text(rq->arena, rows_text(rows, 1));
		unit->level = rows_int(rows, 2);
		unit->name = arena_text(rq->arena, rows_text(rows, 3));
		unit->kind = arena_text(rq->arena, rows_text(rows, 4));
	}
	units_ready(&edition->after);
	edition->tops =
		arena_alloc(rq->arena, (size_t)(edition->after.n + 1) * sizeof(*edition->tops));
	for (int i = 0; i < edition->after.n; i++)
		if (!edition->after.list[i].parent &&
		    key_from_code(edition->after.list[i].code, edition->tops[edition->n_tops]) == 0)
			edition->n_tops++;
	return more;
}

/* Whether the staged rows speak of this region: it lies below their topmost. */
static bool is_covered(const struct edition *edition, const struct region *region)
{
	for (int i = 0; i < edition->n_tops; i++)
		if (key_is_within(region->key, edition->tops[i]))
			return true;
	return false;
}

static int read_tree(struct edition *edition)
{
	struct request *rq = edition->rq;
	struct rows *rows = rq_rows(rq,
				    "SELECT " REGION_COLUMNS ", p.code FROM region r "
				    "LEFT JOIN region p ON p.key = r.parent WHERE r.key >= $1 "
				    "AND r.key < $2 AND r.level <= 5 AND r.valid_until IS NULL "
				    "ORDER BY r.key",
				    "");
	int more;

	while ((more = rows_next(rows)) == 1) {
		struct region region = region_from(rq, rows);
		struct unit *unit;

		if (!is_covered(edition, &region))
			continue;
		unit = units_add(rq->arena, &edition->before);
		unit->code = region.code;
		unit->parent_code = arena_text(rq->arena, rows_text(rows, 8));
		unit->level = region.level;
		unit->name = region.name;
		unit->kind = region.kind;
		unit->key = region.key;
		unit->parent_key = region.parent;
		unit->valid_from = region.valid_from;
	}
	units_ready(&edition->before);
	return more;
}

static struct region region_of(const struct unit *unit)
{
	return (struct region){ .key = unit->key,
				.code = unit->code,
				.parent = unit->parent_key,
				.level = unit->level,
				.kind = unit->kind,
				.name = unit->name,
				.valid_from = unit->valid_from };
}

static const char *later(const char *a, const char *b)
{
	return strcmp(a, b) > 0 ? a : b;
}

/* The region above a unit, and since when it is valid. */
static int find_parent(struct edition *edition, const struct unit *unit, struct region *parent)
{
	int more;

	*parent = (struct region){ .key = "", .valid_from = SINCE_EVER };
	if (unit->parent) {
		parent->key = unit->parent->key;
		parent->valid_from = unit->parent->valid_from;
	} else if (unit->parent_code) {
		more = region_by_code(edition->rq, unit->parent_code, parent);
		if (more != 1)
			return more < 0 ? -1
					: refuse_with(edition->rq, 4304, "parent_code",
						      "there is no region %s; add it first",
						      unit->parent_code);
	}
	return 0;
}

/* A region under `parent` for a unit; what is in its old place follows in `end`. */
static int make(struct edition *edition, struct unit *unit, const struct region *parent,
		const struct unit *old)
{
	struct region region = region_of(unit);

	region.key = NULL;
	region.parent = parent->key;
	region.valid_from = later(edition->change.day, parent->valid_from);
	if (old)
		region.valid_from = later(region.valid_from, old->valid_from);
	if (region_make(edition->rq, &region) != 0)
		return -1;
	unit->key = region.key;
	unit->valid_from = region.valid_from;
	return 0;
}

/* One unit of the new table, after those above it. */
static int apply(struct edition *edition, struct unit *unit)
{
	struct request *rq = edition->rq;
	struct unit *old = unit->match;
	struct region region, parent;
	int kind;

	if (find_parent(edition, unit, &parent) != 0)
		return -1;
	if (!old || strcmp(old->parent_key, parent.key) != 0) {
		edition->n[unit->level][old ? MOVED : ADDED]++;
		return make(edition, unit, &parent, old);
	}
	unit->key = old->key;
	unit->valid_from = old->valid_from;
	kind = strcmp(old->code, unit->code) != 0                                         ? RECODED
	       : strcmp(old->name, unit->name) == 0 && strcmp(old->kind, unit->kind) == 0 ? SAME
											  : CHANGED;
	edition->n[unit->level][kind]++;
	if (kind == SAME)
		return 0;
	region = region_of(old);
	return region_change(rq, &region, unit->code, unit->kind, unit->name,
			     later(edition->change.day, region_named_since(rq, &region)));
}

/* Gone from the table while people live there: it stays, under the place of the
 * street it belonged to. */
static int keep(struct edition *edition, const struct unit *old)
{
	const struct unit *above = old->parent ? old->parent->match : NULL;
	struct region region = region_of(old);

	edition->n[old->level][KEPT]++;
	if (!above || strcmp(above->key, old->parent_key) == 0)
		return 0;
	region.parent = above->key;
	region.valid_from = later(later(edition->change.day, above->valid_from), old->valid_from);
	if (region_make(edition->rq, &region) != 0)
		return -1;
	return region_carry(edition->rq, &edition->change, old->key, region.key);
}

/* What ends: the old place of a moved unit, and a unit gone from the table, the
 * deepest first. */
static int end(struct edition *edition, const struct unit *old)
{
	if (old->match && strcmp(old->match->key, old->key) == 0)
		return 0;
	if (old->match)
		return region_carry(edition->rq, &edition->change, old->key, old->match->key);
	if (region_households(edition->rq, old->key) > 0)
		return keep(edition, old);
	edition->n[old->level][REMOVED]++;
	return region_end_all(edition->rq, old->key, edition->change.day);
}

static void answer(struct edition *edition)
{
	struct buf *out = &edition->rq->reply;

	out_object(out);
	for (int k = 0; k < N_KINDS; k++) {
		int64_t sum = 0;

		for (int level = LEVEL_PROVINCE; level <= LEVEL_COMMUNITY; level++)
			sum += edition->n[level][k];
		out_key(out, kinds[k]);
		out_int(out, sum);
	}
	out_key(out, "levels");
	out_list(out);
	for (int level = LEVEL_PROVINCE; level <= LEVEL_COMMUNITY; level++) {
		out_object(out);
		out_key(out, "level");
		out_int(out, level);
		for (int k = 0; k < N_KINDS; k++) {
			out_key(out, kinds[k]);
			out_int(out, edition->n[level][k]);
		}
		out_end_object(out);
	}
	out_end_list(out);
	out_key(out, "outcome");
	out_text(out, "done");
	out_end_object(out);
}

static int run(struct request *rq, const void *record)
{
	const struct edition_args *args = record;
	struct edition *edition = arena_alloc(rq->arena, sizeof(*edition));
	int put_off = region_put_off(rq, args->edition, args);

	if (put_off)
		return put_off < 0 ? -1 : 0;
	edition->rq = rq;
	edition->change =
		(struct change){ .day = args->edition, .how = "moved", .reason = "edition" };
	if (read_stage(edition) != 0 || read_tree(edition) != 0)
		return -1;
	if (edition->after.n == 0)
		return refuse(rq, 4319, "edition",
			      "no rows are staged; send them with region.stage first");
	editions_match(rq->arena, &edition->before, &edition->after);
	for (int64_t level = LEVEL_PROVINCE; level <= LEVEL_COMMUNITY; level++)
		for (int i = 0; i < edition->after.n; i++)
			if (edition->after.list[i].level == level &&
			    apply(edition, &edition->after.list[i]) != 0)
				return -1;
	for (int64_t level = LEVEL_COMMUNITY; level >= LEVEL_PROVINCE; level--)
		for (int i = 0; i < edition->before.n; i++)
			if (edition->before.list[i].level == level &&
			    end(edition, &edition->before.list[i]) != 0)
				return -1;
	answer(edition);
	return rq_run(rq, "DELETE FROM region_stage WHERE code >= $1 AND code < $2", "") < 0 ? -1
											     : 0;
}

static const struct command commands[] = {
	{ "region.edition", DOES_OWN, .who = ADMIN | COMMANDER, .where = IN_REACH, .run = run,
	  .takes = &edition_shape, .gives = &reply_shape },
};

const struct room edition_room = OWN_ROOM(edition, "Editions");
