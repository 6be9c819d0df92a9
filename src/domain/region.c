/* Finding and making regions; see region.h.
 *
 * Rule: every region counts once in the tally "region.<level>.<kind>" of its
 * parent and of all above, from valid_from on, until valid_until. */
#include "region.h"

struct region region_from(struct request *rq, const struct rows *rows)
{
	return (struct region){
		.key = arena_text(rq->arena, rows_text(rows, 0)),
		.code = arena_text(rq->arena, rows_text(rows, 1)),
		.parent = arena_text(rq->arena, rows_text(rows, 2)),
		.level = rows_int(rows, 3),
		.kind = arena_text(rq->arena, rows_text(rows, 4)),
		.name = arena_text(rq->arena, rows_text(rows, 5)),
		.valid_from = arena_text(rq->arena, rows_text(rows, 6)),
		.valid_until = arena_text(rq->arena, rows_text(rows, 7)),
	};
}

/* 1, 0 or -1 with the first of `rows`. */
static int take_one(struct request *rq, struct rows *rows, struct region *found)
{
	int more = rows_next(rows);

	if (more < 0)
		return -1;
	if (more == 1)
		*found = region_from(rq, rows);
	rows_end(rows);
	return more;
}

int region_find(struct request *rq, const char *key, const char *day, struct region *found)
{
	/* Free: names above the request's region are public, and moves look at both ends. */
	return take_one(rq,
			rq_rows_free(rq,
				     "SELECT r.key, COALESCE(n.code, r.code), r.parent, r.level, "
				     "COALESCE(n.kind, r.kind), COALESCE(n.name, r.name), "
				     "r.valid_from, r.valid_until FROM region r "
				     "LEFT JOIN region_name n ON n.region = r.key "
				     "AND n.from_day <= $2 AND $2 < n.until_day "
				     "WHERE r.key = $1 AND r.valid_from <= $2 "
				     "AND (r.valid_until IS NULL OR $2 < r.valid_until)",
				     "tt", key, day ? day : rq->today),
			found);
}

char *region_code(struct arena *arena, const char *code_or_key)
{
	char key[KEY_MAX + 1];
	size_t n;
	char *code = arena_alloc(arena, KEY_MAX + 1);

	if (key_from_code(code_or_key, key) != 0)
		return arena_text(arena, code_or_key);
	n = strlen(key);
	memset(code, '0', 12);
	memcpy(code, key, n);
	return code;
}

int region_by_code(struct request *rq, const char *code, struct region *found)
{
	char key[KEY_MAX + 1];
	int more;

	/* Free: a code is looked up before anything is known about its place. */
	more = take_one(rq,
			rq_rows_free(rq,
				     "SELECT " REGION_COLUMNS " FROM region r WHERE r.code = $1 "
				     "AND (r.valid_until IS NULL OR $2 < r.valid_until) "
				     "ORDER BY r.valid_from LIMIT 1",
				     "tt", region_code(rq->arena, code), rq->today),
			found);
	if (more != 0)
		return more;
	return key_from_code(code, key) == 0 ? region_find(rq, key, NULL, found) : 0;
}

int region_need(struct request *rq, const char *field, const char *key, const char *day,
		struct region *found)
{
	int more = region_find(rq, key, day, found);

	if (more == 0)
		return refuse(rq, 4301, field,
			      "no such region on that day; pick it from the tree, or add it first");
	return more < 0 ? -1 : 0;
}

int region_open(struct request *rq, const char *field, const char *key, const char **day,
		struct region *found)
{
	if (!*day)
		*day = rq->today;
	if (region_need(rq, field, key, NULL, found) != 0)
		return -1;
	if (found->valid_until)
		return refuse(rq, 4301, field,
			      "this region has been ended; choose what followed it");
	if (strcmp(*day, found->valid_from) < 0)
		return refuse_with(rq, 4306, "from_day",
				   "this region begins on %s; give that day or a later one",
				   found->valid_from);
	return 0;
}

int region_allow(struct request *rq, int64_t level, const char *inside)
{
	if (level < LEVEL_GRID && !rq_reaches(rq, ADMIN | COMMANDER, inside))
		return refuse(rq, 4308, "level",
			      "streets and communities are kept by the district; ask it");
	if (!rq_reaches(rq, ADMIN | COMMANDER | OFFICER, inside))
		return refuse(rq, 4103, "region",
			      "this place is outside your postings; ask its officer");
	return 0;
}

bool region_holds_households(int64_t level)
{
	return level >= LEVEL_GRID;
}

const char *region_name(struct request *rq, const char *key, const char *day)
{
	struct region region;

	return region_find(rq, key, day, &region) == 1 ? region.name : arena_text(rq->arena, key);
}

int region_write_path(struct request *rq, struct buf *out, const char *key, const char *day)
{
	char path[N_LEVELS][KEY_MAX + 1];
	int n = key_path(key, path);

	out_list(out);
	for (int i = n - 1; i >= 0; i--) {
		struct region region;
		int more = region_find(rq, path[i], day, &region);

		if (more < 0)
			return -1;
		if (more == 0)
			continue;
		out_object(out);
		out_key(out, "key");
		out_text(out, region.key);
		out_key(out, "level");
		out_int(out, region.level);
		out_key(out, "name");
		out_text(out, region.name);
		out_end_object(out);
	}
	out_end_list(out);
	return 0;
}

/* Add one to a segment counted 0-9A-Z; false when it is full. */
static bool segment_next(char *segment, size_t n)
{
	for (size_t i = n; i-- > 0;) {
		char c = segment[i];

		segment[i] = c == '9' ? 'A' : c == 'Z' ? '0' : (char)(c + 1);
		if (c != 'Z')
			return true;
	}
	return false;
}

static int key_is_used(struct request *rq, const char *key)
{
	/* Free: a key is never used again, wherever in the tree. */
	return rq_one_free(rq, 0, "SELECT 1 FROM region WHERE key = $1", "t", key) == 1;
}

/* The next segment never used below a parent: digits while they last for regions
 * we number ourselves, letters where the official digits belong to others. */
static int segment_free(struct request *rq, const struct region *region, char *key, size_t n_prefix,
			bool has_letters)
{
	size_t n = (size_t)level_length[region->level] - n_prefix;
	char *segment = key + n_prefix;
	struct rows *rows;
	char bound[KEY_MAX + 2];
	int more;

	memset(segment, '0', n);
	segment[n] = '\0';
	snprintf(bound, sizeof(bound), "%.*s%s", (int)n_prefix, key, has_letters ? "[" : "A");
	if (has_letters)
		segment[0] = 'A';
	/* Free: the parent may be the place a region moves to. */
	rows = rq_rows_free(rq,
			    "SELECT max(key) FROM region WHERE parent = $1 AND level = $2 "
			    "AND key >= $3 AND key < $4",
			    "titt", region->parent, region->level, key, bound);
	more = rows_next(rows);
	if (more < 0)
		return -1;
	if (more == 1 && !rows_is_null(rows, 0))
		memcpy(key, rows_text(rows, 0), n_prefix + n);
	else if (has_letters)
		return rows_end(rows), 0;
	rows_end(rows);
	if (has_letters)
		return segment_next(segment, n)
			       ? 0
			       : refuse(rq, 4305, "code", "this region has no free number left");
	for (size_t i = n; i-- > 0;) {
		if (segment[i] != '9') {
			segment[i]++;
			return 0;
		}
		segment[i] = '0';
	}
	return segment_free(rq, region, key, n_prefix, true);
}

/* Find the key: see region_make. */
static int key_make(struct request *rq, struct region *region, char key[KEY_MAX + 1])
{
	const char *like = region->code ? region->code : region->key;
	size_t n_prefix = (size_t)level_length[region->level - 1];
	size_t n = (size_t)level_length[region->level] - n_prefix;
	char own[KEY_MAX + 1];
	bool is_like = like && key_from_code(like, own) == 0 && strlen(own) == n_prefix + n;

	memset(key, '0', n_prefix);
	memcpy(key, region->parent, strlen(region->parent));
	key[n_prefix] = '\0';
	if (is_like) {
		memcpy(key + n_prefix, own + n_prefix, n + 1);
		if (!key_is_used(rq, key))
			return rq->fault.number ? -1 : 0;
	}
	return segment_free(rq, region, key, n_prefix, region->level <= LEVEL_COMMUNITY);
}

int region_make(struct request *rq, struct region *region)
{
	char *key = arena_alloc(rq->arena, KEY_MAX + 2);

	if (key_make(rq, region, key) != 0)
		return -1;
	region->key = key;
	region->code = region_code(rq->arena, region->code ? region->code : key);
	/* Free: the key was just made. */
	if (rq_run_free(rq,
			"INSERT INTO region (key, code, parent, level, kind, name, valid_from, "
			"valid_until, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8)",
			"tttittti", region->key, region->code, region->parent, region->level,
			region->kind, region->name, region->valid_from, rq->seq) < 0)
		return -1;
	if (strcmp(region->code, region_code(rq->arena, key)) != 0)
		codes_changed(rq);
	region_count(rq, region->parent, region->level, region->kind, region->valid_from, 1);
	return 0;
}
