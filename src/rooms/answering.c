/* Who answers: the chain from the city to the grid at any instant, and the nodes
 * that nobody answers for.
 *
 * Rule: responsibility has no holes; a node without a chief, a deputy or a grid
 * worker is shown to the level above.  A region that was not there yet, or is no
 * more, is followed to what it was or became. */
#include "authority.h"
#include "page.h"
#include "people.h"

#define READERS (ADMIN | COMMANDER | OFFICER | AUDITOR)

struct ask {
	const char *region, *household, *cursor;
	int64_t at, level, limit;
};
#define REC struct ask
static const struct field answering_fields[] = {
	REGION(region, .label = "Region"),
	AT(at, .label = "At; absent: now"),
	REF(household, "household", .label = "Household; its place at that time"),
};
static const struct shape answering_shape = SHAPE(answering_fields);
static const struct field holes_fields[] = {
	REGION(region, .label = "Region"),
	AT(at, .label = "At; absent: now"),
	INT(level, 1, 6, .label = "Level"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape holes_shape = SHAPE(holes_fields);
#undef REC

struct row {
	const char *region, *region_name, *kind, *posting, *login, *name, *order_ref;
	int role, duty, is_hole;
	int64_t level, from_at, until_at;
};
#define REC struct row
#define PLACE                                                                                      \
	TEXT(region, 2, KEY_MAX, .label = "Region"), INT(level, 1, 9, .label = "Level"),           \
		TEXT(region_name, 1, 100, .label = "Name of the region"),                          \
		TEXT(kind, 1, 40, .label = "Kind")
static const struct field row_fields[] = {
	PLACE,
	CHOICE(role, posting_roles, .label = "Role"),
	CHOICE(duty, duties, .label = "Duty"),
	TEXT(posting, 1, 64, .label = "Posting"),
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Full name"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	TEXT(order_ref, 1, 200, .label = "Order it rests on"),
	FLAG(is_hole, .label = "Nobody answers"),
};
static const struct shape row_shape = SHAPE(row_fields);
static const struct field hole_fields[] = { PLACE };
static const struct shape hole_shape = SHAPE(hole_fields);
#undef REC

#define CHAIN_MOST 200

/* The keys whose answerers are asked for. */
struct chain {
	char keys[CHAIN_MOST][KEY_MAX + 1];
	int n;
};

static void chain_add(struct chain *chain, const char *key)
{
	for (int i = 0; i < chain->n; i++)
		if (strcmp(chain->keys[i], key) == 0)
			return;
	if (chain->n < CHAIN_MOST)
		snprintf(chain->keys[chain->n++], KEY_MAX + 1, "%s", key);
}

/* Put the region that stood for `key` on `day` into the chain with all above it;
 * a region that came or went is followed along its links, at most `n_more` times. */
static int chain_find(struct request *rq, struct chain *chain, const char *key, const char *day,
		      int n_more)
{
	struct region region;
	char path[N_LEVELS][KEY_MAX + 1];
	const char *next[CHAIN_MOST];
	int more = region_find(rq, key, day, &region), n = 0;
	struct rows *rows;

	if (more < 0)
		return -1;
	if (more == 1) {
		for (int i = key_path(key, path) - 1; i >= 0; i--)
			chain_add(chain, path[i]);
		return 0;
	}
	if (n_more == 0)
		return 0;
	/* Free: who answered for a place before it came here is asked from here. */
	rows = rq_rows_free(rq,
			    "SELECT old_region FROM region_link WHERE new_region = $1 AND day > $2 "
			    "UNION ALL SELECT new_region FROM region_link "
			    "WHERE old_region = $1 AND day <= $2",
			    "tt", key, day);
	while ((more = rows_next(rows)) == 1 && n < CHAIN_MOST)
		next[n++] = arena_text(rq->arena, rows_text(rows, 0));
	rows_end(rows);
	for (int i = 0; i < n && more >= 0; i++)
		if (chain_find(rq, chain, next[i], day, n_more - 1) != 0)
			return -1;
	return more < 0 ? -1 : 0;
}

static void write_place(struct request *rq, const struct region *region)
{
	struct buf *out = &rq->reply;

	out_key(out, "region");
	out_text(out, region->key);
	out_key(out, "level");
	out_int(out, region->level);
	out_key(out, "region_name");
	out_text(out, region->name);
	out_key(out, "kind");
	out_text(out, region->kind);
}

static void write_answerer(struct request *rq, const struct region *region, const struct rows *rows)
{
	struct buf *out = &rq->reply;

	out_object(out);
	write_place(rq, region);
	out_key(out, "role");
	out_text(out, role_word(rows_int(rows, 0)));
	out_key(out, "duty");
	out_text(out, duties[rows_int(rows, 1)]);
	out_key(out, "posting");
	out_text(out, rows_text(rows, 2));
	out_key(out, "login");
	out_text(out, rows_text(rows, 3));
	out_key(out, "name");
	/* An auditor sees logins, never names. */
	out_text(out, rq->role == AUDITOR ? NULL : staff_name(rq, rows, 4));
	out_key(out, "from_at");
	out_int(out, rows_int(rows, 5));
	out_key(out, "until_at");
	out_int(out, rows_is_null(rows, 6) ? NOT_GIVEN : rows_int(rows, 6));
	out_key(out, "order_ref");
	out_text(out, rows_text(rows, 7));
	out_key(out, "is_hole");
	out_flag(out, 0);
	out_end_object(out);
}

/* Somebody must answer for it: city to grid, without the placeholder. */
static bool is_answered_for(const struct region *region)
{
	if (strcmp(region->kind, KIND_PLACEHOLDER) == 0)
		return false;
	return (region->level >= LEVEL_CITY && region->level <= LEVEL_GRID) ||
	       strcmp(region->kind, "municipality") == 0;
}

static int write_node(struct request *rq, const char *key, int64_t at, const char *day)
{
	struct region region;
	struct rows *rows;
	int more = region_find(rq, key, day, &region), n = 0;

	if (more != 1)
		return more;
	/* Free: who answers above is known to everybody below. */
	rows = rq_rows_free(
		rq,
		"SELECT p.role, p.duty, p.id, a.login, a.sealed, p.from_at, p.until_at, "
		"p.order_ref FROM posting p JOIN account a ON a.seq = p.account "
		"WHERE p.region = $1 AND " POSTING_OPEN("$2") " AND " POSTING_ANSWERS
							      " ORDER BY p.duty, p.from_at, p.seq",
		"ti", key, at);
	for (; (more = rows_next(rows)) == 1; n++)
		write_answerer(rq, &region, rows);
	if (n > 0 || more < 0 || !is_answered_for(&region))
		return more;
	out_object(&rq->reply);
	write_place(rq, &region);
	out_key(&rq->reply, "is_hole");
	out_flag(&rq->reply, 1);
	out_end_object(&rq->reply);
	return 0;
}

static int key_order(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int answering(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	int64_t at = ask->at == NOT_GIVEN ? rq->now : ask->at;
	struct chain *chain = arena_alloc(rq->arena, sizeof(*chain));
	const char *key = rq->region;
	char day[11];

	day_of(at, day);
	if (ask->household && people_place(rq, "household", ask->household, day, &key) != 0)
		return -1;
	if (chain_find(rq, chain, key, day, 8) != 0)
		return -1;
	if (chain->n == 0)
		return refuse(rq, 4301, "region",
			      "no such region on that day; pick it from the tree, or add it first");
	qsort(chain->keys, (size_t)chain->n, sizeof(chain->keys[0]), key_order);
	rq_reply_rows(rq);
	for (int i = 0; i < chain->n; i++)
		if (write_node(rq, chain->keys[i], at, day) != 0)
			return -1;
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

/* $1 … $2 the range, $3 the day, $4 the instant, $5 the level or 0.  Nobody answers for what
 * lies below a grid; said again so that the index of the upper levels serves. */
#define HOLES                                                                                      \
	"FROM region r WHERE r.key >= $1 AND r.key < $2 AND r.level <= 6 AND " REGION_ANSWERED     \
	" AND ($5 = 0 OR r.level = $5) AND r.valid_from <= $3 AND (r.valid_until IS NULL "         \
	"OR r.valid_until > $3) AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.region = r.key "   \
	"AND " POSTING_OPEN("$4") " AND " POSTING_ANSWERS ") "

static int holes(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	int64_t at = ask->at == NOT_GIVEN ? rq->now : ask->at;
	int64_t level = ask->level == NOT_GIVEN ? 0 : ask->level;
	struct page page;
	struct rows *rows;
	char day[11];

	day_of(at, day);
	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT " REGION_COLUMNS " " HOLES "AND r.key > $6 ORDER BY r.key LIMIT $7",
		       "tiiti", day, at, level, page.text[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct region region = region_from(rq, rows);

		out_object(&rq->reply);
		write_place(rq, &region);
		out_end_object(&rq->reply);
		page_row(rq, &page, "%s", region.key);
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) " HOLES, "tii", day, at, level));
}

/* One line a level for `check`, marked as a hole: the territory is whole, but
 * somebody is missing.  Only the program runs it; all of the tree. */
static int invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT r.level, count(*), min(r.key) FROM region r "
					 "WHERE " REGION_ANSWERED " AND r.valid_from <= $1 "
					 "AND (r.valid_until IS NULL OR r.valid_until > $1) "
					 "AND NOT EXISTS (SELECT 1 FROM posting p "
					 "WHERE p.region = r.key AND " POSTING_OPEN(
						 "$2") " AND " POSTING_ANSWERS ") "
						       "GROUP BY r.level ORDER BY r.level",
					 "ti", rq->today, rq->now);
	int more;

	while ((more = rows_next(rows)) == 1)
		found(self, arena_print(rq->arena,
					"hole: %lld at level %s have nobody who answers, first %s",
					(long long)rows_int(rows, 1),
					level_names[rows_int(rows, 0)], rows_text(rows, 2)));
	return more;
}

static const struct command commands[] = {
	{ "posting.answering", DOES_READ, .who = ALL_ROLES, .where = IN_REACH, .run = answering,
	  .takes = &answering_shape, .gives = &row_shape },
	{ "posting.holes", DOES_READ, .who = READERS, .where = IN_REACH, .run = holes,
	  .takes = &holes_shape, .gives = &hole_shape },
};

const struct room answering_room = OWN_ROOM(answering, "Who answers", .invariants = invariants);
