/* Changing the territory: other names, ends, and carrying a region with all
 * that is in it to another place; see region.h.
 *
 * Rule: what ends in one place begins in another on the same day, so that no
 * household, posting or overlay is in none or in two. */
#include "authority.h"
#include "carrying.h"
#include "people.h"

void region_count(struct request *rq, const char *parent, int64_t level, const char *kind,
		  const char *day, int64_t delta)
{
	char name[66];

	snprintf(name, sizeof(name), "region.%d.%s", (int)level, kind);
	tally(rq, parent, day, name, delta);
}

const char *region_named_since(struct request *rq, const struct region *region)
{
	/* Free: the caller has found the region in reach. */
	struct rows *rows = rq_rows_free(
		rq, "SELECT max(until_day) FROM region_name WHERE region = $1", "t", region->key);
	const char *since = region->valid_from;

	if (rows_next(rows) == 1 && !rows_is_null(rows, 0))
		since = arena_text(rq->arena, rows_text(rows, 0));
	rows_end(rows);
	return since;
}

int region_change(struct request *rq, const struct region *region, const char *code,
		  const char *kind, const char *name, const char *day)
{
	const char *since = region_named_since(rq, region);
	int order = strcmp(day, since);

	if (order < 0)
		return refuse_with(rq, 4307, "from_day",
				   "the present name holds since %s; give that day or a later one",
				   since);
	/* Free: the caller has found the region in reach. */
	if (order > 0 &&
	    rq_run_free(rq,
			"INSERT INTO region_name (region, from_day, until_day, code, name, kind) "
			"SELECT key, CAST($2 AS text), CAST($3 AS text), code, name, kind "
			"FROM region WHERE key = $1",
			"ttt", region->key, since, day) < 0)
		return -1;
	if (kind && strcmp(kind, region->kind) != 0) {
		region_count(rq, region->parent, region->level, region->kind, day, -1);
		region_count(rq, region->parent, region->level, kind, day, 1);
	}
	if (code)
		codes_changed(rq);
	return rq_run_free(
		       rq,
		       "UPDATE region SET code = COALESCE($2, code), kind = COALESCE($3, kind), "
		       "name = COALESCE($4, name), seq = $5 WHERE key = $1",
		       "tttti", region->key, code, kind, name, rq->seq) < 0
		       ? -1
		       : 0;
}

int64_t region_households(struct request *rq, const char *key)
{
	return tally_read(rq, key, "household", NULL);
}

/* A region that began later than `day` ends where it began: it never was. */
static const char *last_day(const struct region *region, const char *day)
{
	return strcmp(region->valid_from, day) > 0 ? region->valid_from : day;
}

int region_end(struct request *rq, const struct region *region, const char *day)
{
	day = last_day(region, day);
	region_count(rq, region->parent, region->level, region->kind, day, -1);
	codes_changed(rq);
	/* Free: the caller has found the region in reach. */
	return rq_run_free(rq, "UPDATE region SET valid_until = $2, seq = $3 WHERE key = $1", "tti",
			   region->key, day, rq->seq) < 0
		       ? -1
		       : 0;
}

/* The keys from $1 to before $2 that are still valid on the day $5, with $3 in
 * place of their first characters. */
#define NEW_KEY(key)  "CAST($3 AS text) || substr(" key ", CAST($4 AS integer))"
#define IN_RANGE(key) key " >= $1 AND " key " < $2"
#define STILL_VALID(key)                                                                           \
	"EXISTS (SELECT 1 FROM region r WHERE r.key = " key                                        \
	" AND (r.valid_until IS NULL OR r.valid_until > $5))"

static const char links_sql[] =
	"INSERT INTO region_link (old_region, new_region, day, how, seq) SELECT key, " NEW_KEY(
		"key") ", CAST($5 AS text), CAST($6 AS text), CAST($7 AS bigint) FROM region "
		       "WHERE " IN_RANGE("key") " AND (valid_until IS NULL OR valid_until > $5) "
						"ON CONFLICT DO NOTHING";
static const char members_sql[] =
	"INSERT INTO overlay_member (overlay, region, seq) SELECT overlay, " NEW_KEY(
		"region") ", CAST($6 AS bigint) FROM overlay_member "
			  "WHERE " IN_RANGE("region") " AND " STILL_VALID(
				  "region") " ON CONFLICT DO NOTHING";
static const char organisations_sql[] = "UPDATE organisation SET region = " NEW_KEY(
	"region") " WHERE " IN_RANGE("region") " AND " STILL_VALID("region");
static const char accounts_sql[] = "UPDATE account SET region = " NEW_KEY(
	"region") ", changed = $6 "
		  "WHERE " IN_RANGE("region") " AND " STILL_VALID("region");

/* Links, overlays, organisations, accounts and staff of the regions from `from` down, or
 * of that one alone.  Free: both ends were checked by the command. */
static int carry_ties(struct request *rq, const struct change *change, const char *from,
		      const char *to, bool is_subtree)
{
	struct way way = { .from = from, .to = to, .day = change->day };
	int64_t n = (int64_t)strlen(from) + 1;
	char end[KEY_MAX + 2];

	way.end = end;
	if (is_subtree)
		key_end(from, end);
	else
		snprintf(end, sizeof(end), "%s!", from); /* '!' sorts before every segment */
	if (rq_run_free(rq, links_sql, "tttitti", from, end, to, n, change->day, change->how,
			rq->seq) < 0 ||
	    rq_run_free(rq, members_sql, "tttiti", from, end, to, n, change->day, rq->seq) < 0 ||
	    rq_run_free(rq, organisations_sql, "tttit", from, end, to, n, change->day) < 0 ||
	    rq_run_free(rq, accounts_sql, "tttiti", from, end, to, n, change->day, rq->seq) < 0)
		return -1;
	return staff_carry(rq, &way) != 0 || duty_carry(rq, &way) != 0 ||
			       gates_carry(rq, &way) != 0 || orders_carry(rq, &way) != 0
		       ? -1
		       : 0;
}

/* Boundaries go along with what is carried below `from`; that of `from` itself only
 * when it moves as it is, not into a larger one.  Free: as above. */
static int carry_shapes(struct request *rq, const struct change *change, const char *from,
			const char *to)
{
	char end[KEY_MAX + 1];

	key_end(from, end);
	return rq_run_free(
		       rq,
		       "INSERT INTO region_shape (region, datum, west, south, east, north, "
		       "area_km2, seq, outline, geometry) SELECT CAST($3 AS text) || "
		       "substr(s.region, CAST($4 AS integer)), s.datum, s.west, s.south, s.east, "
		       "s.north, s.area_km2, CAST($6 AS bigint), s.outline, s.geometry "
		       "FROM region_shape s JOIN region r ON r.key = s.region "
		       "WHERE s.region >= $1 AND s.region < $2 "
		       "AND (r.valid_until IS NULL OR r.valid_until > $5) "
		       "AND (s.region > $1 OR $7 = 'moved') ON CONFLICT DO NOTHING",
		       "tttitit", from, end, to, (int64_t)strlen(from) + 1, change->day, rq->seq,
		       change->how) < 0
		       ? -1
		       : 0;
}

int region_copy_ties(struct request *rq, struct change *change, const char *from, const char *to)
{
	if (carry_ties(rq, change, from, to, false) != 0)
		return -1;
	return postings_carry(rq, change, from, to, false, true);
}

/* The regions that are valid after `day` from `key` down, in order of key. */
static int subtree(struct request *rq, const char *key, const char *day, struct region **regions)
{
	char end[KEY_MAX + 1];
	struct rows *rows;
	int n = 0, size = 0, more;

	key_end(key, end);
	/* Free: the caller has found the region in reach. */
	rows = rq_rows_free(rq,
			    "SELECT " REGION_COLUMNS " FROM region r WHERE r.key >= $1 "
			    "AND r.key < $2 AND (r.valid_until IS NULL OR r.valid_until > $3) "
			    "ORDER BY r.key",
			    "ttt", key, end, day);
	*regions = NULL;
	while ((more = rows_next(rows)) == 1) {
		if (n == size) {
			size = size ? size * 2 : 16;
			*regions = arena_grow(rq->arena, *regions, (size_t)n * sizeof(**regions),
					      (size_t)size * sizeof(**regions));
		}
		(*regions)[n++] = region_from(rq, rows);
	}
	return more < 0 ? -1 : n;
}

/* The regions below `from` again below `to`; the numbers we gave ourselves follow
 * their new place, official ones stay until they are recoded. */
static int copy_below(struct request *rq, const char *day, const char *from, const char *to)
{
	char end[KEY_MAX + 1];

	key_end(from, end);
	codes_changed(rq);
	/* Free: both ends were checked by the command. */
	return rq_run_free(rq,
			   "INSERT INTO region (key, code, parent, level, kind, name, valid_from, "
			   "valid_until, seq) SELECT CAST($3 AS text) || "
			   "substr(key, CAST($4 AS integer)), CASE WHEN level > 5 THEN "
			   "CAST($3 AS text) || substr(key, CAST($4 AS integer)) ELSE code END, "
			   "CAST($3 AS text) || substr(parent, CAST($4 AS integer)), level, kind, "
			   "name, CASE WHEN valid_from > $5 THEN valid_from ELSE $5 END, NULL, "
			   "CAST($6 AS bigint) FROM region WHERE key > $1 AND key < $2 "
			   "AND (valid_until IS NULL OR valid_until > $5)",
			   "tttiti", from, end, to, (int64_t)strlen(from) + 1, day, rq->seq) < 0
		       ? -1
		       : 0;
}

int region_end_all(struct request *rq, const char *key, const char *day)
{
	struct region *regions;
	int n = subtree(rq, key, day, &regions);

	if (n < 0 || postings_end(rq, key, day) != 0)
		return -1;
	while (n-- > 0)
		if (region_end(rq, &regions[n], day) != 0)
			return -1;
	return 0;
}

static int carry_one(struct request *rq, struct change *change, const struct region *old,
		     const char *from, const char *to, bool has_people)
{
	const char *key = arena_print(rq->arena, "%s%s", to, old->key + strlen(from));
	char parent[KEY_MAX + 1];

	key_parent(key, parent);
	if (strcmp(old->key, from) != 0)
		region_count(rq, parent, old->level, old->kind, last_day(old, change->day), 1);
	if (has_people && people_move_region(rq, old->key, key, change->day, change->reason) != 0)
		return -1;
	return region_end(rq, old, change->day);
}

static int has_households(struct request *rq, const char *key)
{
	char end[KEY_MAX + 1];

	key_end(key, end);
	/* Free: the caller has found the region in reach.  Rows of this batch that
	 * still wait are sent first. */
	if (db_flush(rq->db) != 0)
		return -1;
	return (int)rq_one_free(
		rq, 0, "SELECT 1 FROM household WHERE region >= $1 AND region < $2 LIMIT 1", "tt",
		key, end);
}

int region_carry(struct request *rq, struct change *change, const char *from, const char *to)
{
	struct region *regions;
	int n = subtree(rq, from, change->day, &regions);
	int has_people;

	if (n < 0 || carry_ties(rq, change, from, to, true) != 0 ||
	    carry_shapes(rq, change, from, to) != 0 ||
	    postings_carry(rq, change, from, to, true, false) != 0 ||
	    copy_below(rq, change->day, from, to) != 0)
		return -1;
	has_people = has_households(rq, from);
	if (has_people < 0 || rq->fault.number)
		return -1;
	while (n-- > 0)
		if (carry_one(rq, change, &regions[n], from, to, has_people) != 0)
			return -1;
	return 0;
}

int region_put_off(struct request *rq, const char *day, const void *record)
{
	struct buf args;

	if (!day || strcmp(day, rq->today) <= 0)
		return 0;
	buf_init(&args, rq->arena, (size_t)1 << 20);
	out_object(&args);
	record_write(&args, rq->arena, rq->command->takes, record, SECRETS_CLEAR);
	out_end_object(&args);
	if (timer_set(rq, arena_print(rq->arena, "%s/%.64s", rq->command->name, rq->id),
		      day_start(day), rq->command->name, rq->region, args.bytes) != 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, "put_off");
	out_end_object(&rq->reply);
	return 1;
}
