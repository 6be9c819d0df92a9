/* Looking at the territory: children, one region, counts, search.
 *
 * Rule: numbers come from tallies, never from scanning; "as of" a day asks which
 * regions, names and counts held on that day. */
#include "authority.h"
#include "page.h"

#define EVERYBODY (ALL_ROLES & ~(unsigned)RESIDENT)

struct list_ask {
	const char *region, *as_of, *cursor;
	int64_t limit;
};
#define REC struct list_ask
static const struct field list_fields[] = {
	REGION(region, .label = "Region above"),
	DAY(as_of, .label = "As of"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct list_row {
	const char *key, *code, *name, *kind, *chief, *valid_from, *valid_until;
	int64_t level, households, residents, n_children;
	int has_hole;
};
#define REC struct list_row
static const struct field list_row_fields[] = {
	TEXT(key, 2, KEY_MAX, .label = "Key"),
	TEXT(code, 2, KEY_MAX, .label = "Code"),
	TEXT(name, 1, 100, .label = "Name"),
	INT(level, 1, 9, .label = "Level"),
	TEXT(kind, 1, 40, .label = "Kind"),
	DAY(valid_from, .label = "Valid from"),
	DAY(valid_until, .label = "Valid until"),
	INT(households, 0, 0, .label = "Households"),
	INT(residents, 0, 0, .label = "Residents"),
	INT(n_children, 0, 0, .label = "Regions directly below"),
	TEXT(chief, 1, 60, .label = "Answers for it"),
	FLAG(has_hole, .label = "Nobody answers for it"),
};
static const struct shape list_row_shape = SHAPE(list_row_fields);
#undef REC

/* $3 is the day, $4 the instant that is asked about. */
#define COUNTED(name)                                                                              \
	"COALESCE((SELECT CAST(sum(t.n) AS bigint) FROM tally t WHERE t.region = r.key "           \
	"AND t.name = '" name "' AND t.day <= $3), 0)"
#define REGION_ROW                                                                                 \
	"SELECT r.key, COALESCE(n.code, r.code), r.parent, r.level, COALESCE(n.kind, r.kind), "    \
	"COALESCE(n.name, r.name), r.valid_from, r.valid_until, " COUNTED(                         \
		"household") ", " COUNTED("resident") ", (SELECT count(*) FROM region c "          \
						      "WHERE c.parent = r.key AND c.valid_from "   \
						      "<= $3 AND (c.valid_until IS NULL "          \
						      "OR c.valid_until > $3)), a.sealed, a.seq, " \
						      "CASE WHEN " REGION_ANSWERED                 \
						      " AND a.seq IS NULL THEN 1 ELSE 0 END FROM " \
						      "region r "                                  \
						      "LEFT JOIN region_name n ON n.region = "     \
						      "r.key AND n.from_day <= $3 AND $3 < "       \
						      "n.until_day "                               \
						      "LEFT JOIN account a ON a.seq = (SELECT "    \
						      "p.account FROM posting p WHERE p.region = " \
						      "r.key "                                     \
						      "AND " POSTING_OPEN(                         \
							      "$4") " AND " POSTING_ANSWERS        \
								    " ORDER BY p.duty, "           \
								    "p.from_at, p.seq LIMIT 1) "   \
								    "WHERE r.key >= $1 AND r.key " \
								    "< $2 AND r.valid_from <= $3 " \
								    "AND (r.valid_until IS NULL "  \
								    "OR r.valid_until > $3) "

static void write_row(struct request *rq, const struct rows *rows)
{
	static const char *const texts[] = { "key",  "code", NULL,         NULL,
					     "kind", "name", "valid_from", "valid_until" };
	static const char *const numbers[] = { "households", "residents", "n_children" };

	for (int i = 0; i < (int)COUNT_OF(texts); i++) {
		if (!texts[i])
			continue;
		out_key(&rq->reply, texts[i]);
		out_text(&rq->reply, rows_text(rows, i));
	}
	out_key(&rq->reply, "level");
	out_int(&rq->reply, rows_int(rows, 3));
	for (int i = 0; i < (int)COUNT_OF(numbers); i++) {
		out_key(&rq->reply, numbers[i]);
		out_int(&rq->reply, rows_int(rows, 8 + i));
	}
	out_key(&rq->reply, "chief");
	out_text(&rq->reply, rows_is_null(rows, 12) ? NULL : staff_name(rq, rows, 11));
	out_key(&rq->reply, "has_hole");
	out_flag(&rq->reply, rows_int(rows, 13) == 1);
}

/* The instant that stands for a day: now, or the end of a day that has passed. */
static int64_t instant_of(const struct request *rq, const char *day)
{
	return day && strcmp(day, rq->today) != 0 ? day_start(day) + MS_PER_DAY - 1 : rq->now;
}

static int list(struct request *rq, const void *record)
{
	const struct list_ask *ask = record;
	const char *day = ask->as_of ? ask->as_of : rq->today;
	struct page page;
	struct rows *rows;

	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq, REGION_ROW "AND r.parent = $5 AND r.key > $6 ORDER BY r.key LIMIT $7",
		       "titti", day, instant_of(rq, ask->as_of), rq->region, page.text[0],
		       page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		out_object(&rq->reply);
		write_row(rq, rows);
		out_end_object(&rq->reply);
		page_row(rq, &page, "%s", rows_text(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0,
			       "SELECT count(*) FROM region WHERE key >= $1 AND key < $2 "
			       "AND parent = $3 AND valid_from <= $4 "
			       "AND (valid_until IS NULL OR valid_until > $4)",
			       "tt", rq->region, day));
}

struct get_ask {
	const char *region, *as_of;
};
#define REC struct get_ask
static const struct field get_fields[] = {
	REGION(region, .label = "Region"),
	DAY(as_of, .label = "As of"),
};
static const struct shape get_shape = SHAPE(get_fields);
#undef REC

struct got {
	const char *key, *code, *name, *kind, *chief, *valid_from, *valid_until;
	int64_t level, households, residents, n_children;
	int has_hole;
	const struct json *path, *names, *links;
};
#define REC struct got
static const struct field got_fields[] = {
	TEXT(key, 2, KEY_MAX, .label = "Key"),
	TEXT(code, 2, KEY_MAX, .label = "Code"),
	TEXT(name, 1, 100, .label = "Name"),
	INT(level, 1, 9, .label = "Level"),
	TEXT(kind, 1, 40, .label = "Kind"),
	DAY(valid_from, .label = "Valid from"),
	DAY(valid_until, .label = "Valid until"),
	INT(households, 0, 0, .label = "Households"),
	INT(residents, 0, 0, .label = "Residents"),
	INT(n_children, 0, 0, .label = "Regions directly below"),
	TEXT(chief, 1, 60, .label = "Answers for it"),
	FLAG(has_hole, .label = "Nobody answers for it"),
	JSON(path, 4000, .label = "Path from the province"),
	JSON(names, 20000, .label = "Former names"),
	JSON(links, 20000, .label = "What it came from and what it became"),
};
static const struct shape got_shape = SHAPE(got_fields);
#undef REC

/* Write the rows of a query as a JSON list of objects keyed by column name. */
static int write_list(struct request *rq, const char *key, struct rows *rows)
{
	int more;

	out_key(&rq->reply, key);
	out_list(&rq->reply);
	while ((more = rows_next(rows)) == 1) {
		out_object(&rq->reply);
		for (int i = 0; i < rows_columns(rows); i++) {
			out_key(&rq->reply, rows_name(rows, i));
			out_text(&rq->reply, rows_text(rows, i));
		}
		out_end_object(&rq->reply);
	}
	out_end_list(&rq->reply);
	return more;
}

static int get(struct request *rq, const void *record)
{
	const struct get_ask *ask = record;
	const char *day = ask->as_of ? ask->as_of : rq->today;
	struct rows *rows = rq_rows(rq, REGION_ROW "AND r.key = $5", "tit", day,
				    instant_of(rq, ask->as_of), rq->region);
	int more = rows_next(rows);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 4301, "region",
			      "no such region on that day; pick it from the tree, or add it first");
	out_object(&rq->reply);
	write_row(rq, rows);
	rows_end(rows);
	out_key(&rq->reply, "path");
	if (region_write_path(rq, &rq->reply, rq->region, day) != 0)
		return -1;
	/* Free: the region was just found in reach; what it came from may lie outside. */
	if (write_list(rq, "names",
		       rq_rows_free(rq,
				    "SELECT from_day, until_day, code, name, kind FROM region_name "
				    "WHERE region = $1 ORDER BY from_day",
				    "t", rq->region)) != 0 ||
	    write_list(rq, "links",
		       rq_rows_free(rq,
				    "SELECT old_region, new_region, day, how FROM region_link "
				    "WHERE old_region = $1 OR new_region = $1 "
				    "ORDER BY day, old_region, new_region",
				    "t", rq->region)) != 0)
		return -1;
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "region.list", DOES_READ, .who = EVERYBODY, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &list_row_shape },
	{ "region.get", DOES_READ, .who = EVERYBODY, .where = IN_REACH, .run = get,
	  .takes = &get_shape, .gives = &got_shape },
};

const struct room region_view_room = OWN_ROOM(region_view, "Territory");
