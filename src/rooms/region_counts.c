/* Counting and finding regions.
 *
 * Rule: counts are sums of tallies up to a day; a search walks only the keys of
 * the caller's region. */
#include "authority.h"
#include "page.h"

#define EVERYBODY (ALL_ROLES & ~(unsigned)RESIDENT)

struct counts_ask {
	const char *region, *as_of;
};
#define REC struct counts_ask
static const struct field counts_fields[] = {
	REGION(region, .label = "Region"),
	DAY(as_of, .label = "As of"),
};
static const struct shape counts_shape = SHAPE(counts_fields);
#undef REC

struct counted {
	const char *region, *name, *as_of;
	const struct json *regions;
	int64_t households, residents, vacant, floating, elsewhere;
};
#define REC struct counted
static const struct field counted_fields[] = {
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(name, 0, 100, .label = "Name"),
	DAY(as_of, .label = "As of"),
	JSON(regions, 20000, .label = "Regions below: level, kind, n"),
	INT(households, 0, 0, .label = "Households"),
	INT(residents, 0, 0, .label = "Residents"),
	INT(vacant, 0, 0, .label = "Vacant households, today"),
	INT(floating, 0, 0, .label = "Floating residents, today"),
	INT(elsewhere, 0, 0, .label = "Registered elsewhere, today"),
};
static const struct shape counted_shape = SHAPE(counted_fields);
#undef REC

/* "region.4.street" → its level and kind. */
static void write_kind(struct request *rq, const char *name, int64_t n)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "level");
	out_int(&rq->reply, name[7] - '0');
	out_key(&rq->reply, "kind");
	out_text(&rq->reply, name + 9);
	out_key(&rq->reply, "n");
	out_int(&rq->reply, n);
	out_end_object(&rq->reply);
}

/* The whole house is the sum of its provinces, and the provinces themselves. */
#define EVERYWHERE                                                                                 \
	"SELECT name, CAST(sum(n) AS bigint) FROM (SELECT name, n FROM tally WHERE region >= $1 "  \
	"AND region < $2 AND $3 = '' AND region IN (SELECT key FROM region WHERE level = 1 "       \
	"AND parent = '') AND name >= 'region.' AND name < 'region/' AND day <= $4 "               \
	"UNION ALL SELECT 'region.1.' || kind, 1 FROM region WHERE level = 1 AND parent = '' "     \
	"AND valid_from <= $4 AND (valid_until IS NULL OR valid_until > $4)) counted "             \
	"GROUP BY name ORDER BY name"
#define BELOW                                                                                      \
	"SELECT name, CAST(sum(n) AS bigint) FROM tally WHERE region >= $1 AND region < $2 "       \
	"AND region = $3 AND name >= 'region.' AND name < 'region/' AND day <= $4 "                \
	"GROUP BY name ORDER BY name"

static int write_regions(struct request *rq, const char *day)
{
	struct rows *rows = rq_rows(rq, *rq->region ? BELOW : EVERYWHERE, "tt", rq->region, day);
	int more;

	out_key(&rq->reply, "regions");
	out_list(&rq->reply);
	while ((more = rows_next(rows)) == 1)
		if (rows_int(rows, 1) != 0)
			write_kind(rq, rows_text(rows, 0), rows_int(rows, 1));
	out_end_list(&rq->reply);
	return more;
}

static int64_t count(struct request *rq, const char *name, const char *day)
{
	if (*rq->region)
		return tally_read(rq, rq->region, name, day);
	return rq_one(rq, 0,
		      "SELECT CAST(sum(n) AS bigint) FROM tally WHERE region >= $1 AND region < $2 "
		      "AND region IN (SELECT key FROM region WHERE level = 1 AND parent = '') "
		      "AND name = $3 AND day <= $4",
		      "tt", name, day);
}

static int counts(struct request *rq, const void *record)
{
	static const char *const tallies[][2] = {
		{ "households", "household" },         { "residents", "resident" },
		{ "vacant", "household.vacant" },      { "floating", "resident.floating" },
		{ "elsewhere", "resident.elsewhere" },
	};
	const struct counts_ask *ask = record;
	const char *day = ask->as_of ? ask->as_of : rq->today;
	struct region region = { .key = "", .name = "" };

	if (*rq->region && region_need(rq, "region", rq->region, day, &region) != 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "region");
	out_text(&rq->reply, region.key);
	out_key(&rq->reply, "name");
	out_text(&rq->reply, region.name);
	out_key(&rq->reply, "as_of");
	out_text(&rq->reply, day);
	if (write_regions(rq, day) != 0)
		return -1;
	for (size_t i = 0; i < COUNT_OF(tallies); i++) {
		out_key(&rq->reply, tallies[i][0]);
		out_int(&rq->reply, count(rq, tallies[i][1], day));
	}
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

struct search_ask {
	const char *region, *q, *cursor;
	int64_t limit;
};
#define REC struct search_ask
static const struct field search_fields[] = {
	REGION(region, .label = "Within"),
	TEXT(q, 1, 60, .label = "Part of a name, or the start of a code", .need = true),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape search_shape = SHAPE(search_fields);
#undef REC

struct found {
	const char *key, *code, *name, *kind, *parent, *parent_name;
	int64_t level;
};
#define REC struct found
static const struct field found_fields[] = {
	TEXT(key, 2, KEY_MAX, .label = "Key"),
	TEXT(code, 2, KEY_MAX, .label = "Code"),
	TEXT(name, 1, 100, .label = "Name"),
	INT(level, 1, 9, .label = "Level"),
	TEXT(kind, 1, 40, .label = "Kind"),
	TEXT(parent, 0, KEY_MAX, .label = "Key of the region above"),
	TEXT(parent_name, 0, 100, .label = "Name of the region above"),
};
static const struct shape found_shape = SHAPE(found_fields);
#undef REC

/* The text between two % with the wildcards of LIKE made harmless. */
static const char *pattern(struct request *rq, const char *q, bool is_start)
{
	struct buf text;

	buf_init(&text, rq->arena, 1000);
	buf_text(&text, is_start ? "" : "%");
	for (; *q; q++) {
		if (*q == '%' || *q == '_' || *q == '\\')
			buf_char(&text, '\\');
		buf_char(&text, *q);
	}
	buf_char(&text, '%');
	return text.bytes;
}

static int search(struct request *rq, const void *record)
{
	static const char *const texts[] = {
		"key", "code", "name", "kind", "parent", "parent_name"
	};
	const struct search_ask *ask = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, ask->cursor, 2, ask->limit, &page) != 0)
		return -1;
	/* Upper levels first: who types 和平 means the district. */
	rows = rq_rows(
		rq,
		"SELECT r.key, r.code, r.name, r.kind, r.parent, COALESCE(p.name, ''), r.level "
		"FROM region r LEFT JOIN region p ON p.key = r.parent "
		"WHERE r.key >= $1 AND r.key < $2 AND (r.level > $6 OR (r.level = $6 "
		"AND r.key > $7)) AND (r.name LIKE $3 ESCAPE '\\' OR r.code LIKE $4 ESCAPE "
		"'\\') AND r.valid_from <= $5 AND (r.valid_until IS NULL "
		"OR r.valid_until > $5) ORDER BY r.level, r.key LIMIT $8",
		"tttiti", pattern(rq, ask->q, false), pattern(rq, ask->q, true), rq->today,
		page.number[0], page.text[1], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		out_object(&rq->reply);
		for (int i = 0; i < (int)COUNT_OF(texts); i++) {
			out_key(&rq->reply, texts[i]);
			out_text(&rq->reply, rows_text(rows, i));
		}
		out_key(&rq->reply, "level");
		out_int(&rq->reply, rows_int(rows, 6));
		out_end_object(&rq->reply);
		page_row(rq, &page, "%" PRId64 ":%s", rows_int(rows, 6), rows_text(rows, 0));
	}
	return page_end(rq, &page, rows, NOT_GIVEN);
}

static const struct command commands[] = {
	{ "region.counts", DOES_READ, .who = EVERYBODY, .where = IN_REACH, .run = counts,
	  .takes = &counts_shape, .gives = &counted_shape },
	{ "region.search", DOES_READ, .who = EVERYBODY, .where = IN_REACH, .run = search,
	  .takes = &search_shape, .gives = &found_shape },
};

const struct room region_counts_room = OWN_ROOM(region_counts, "Counts of the territory");
