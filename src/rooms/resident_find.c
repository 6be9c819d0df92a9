/* Finding residents: masked lists, the opened file, and who opened it.
 *
 * Rule (GB/T 35273-2020 §7.1, Personal Information Protection Law art. 45): a file
 * is opened only with a purpose, every opening is kept, and the person may be told
 * which office looked and why, without the name of the one who looked. */
#include "page.h"
#include "people.h"

#define LOOKERS (GRID_WORKER | OFFICER | COMMANDER | MEDIC)
/* A pass over a region for duplicates reads each resident once. */
#define MOST_RESIDENTS 100000

struct opening {
	int64_t resident, seq, at, account, posting, role;
	const char *region, *purpose;
};
#define REC struct opening
static const struct field opening_columns[] = {
	INT(resident, 1, INT64_MAX, .label = "Resident", .need = true),
	INT(seq, 1, INT64_MAX, .label = "Command", .need = true),
	AT(at, .label = "When", .need = true),
	INT(account, 0, INT64_MAX, .label = "Account", .need = true),
	INT(posting, 0, INT64_MAX, .label = "Posting that allowed it", .need = true),
	INT(role, 0, INT64_MAX, .label = "Role", .need = true),
	REGION(region, .label = "Region acted for", .need = true),
	TEXT(purpose, 4, 200, .label = "Purpose", .need = true),
};
static const struct table tables[] = {
	TABLE("opening", opening_columns, .bare = true, .key = "resident, seq"),
};
#undef REC

struct ask {
	const char *region, *household, *q;
	int state;
	const char *cursor;
	int64_t limit;
};
#define REC struct ask
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	REF(household, "household", .label = "Household"),
	TEXT(q, 1, 100, .label = "Full name, telephone or ID number"),
	CHOICE(state, resident_states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the last page ended"),
	INT(limit, 1, 500, .label = "Rows"),
};
static const struct shape list_shape = SHAPE(list_fields);
static const struct field region_fields[] = {
	REGION(region, .label = "Region", .need = true),
	INT(limit, 1, 500, .label = "Rows"),
};
static const struct shape region_shape = SHAPE(region_fields);
#undef REC

struct which {
	const char *resident, *purpose;
};
#define REC struct which
static const struct field which_fields[] = {
	REF(resident, "resident", .label = "Resident", .need = true),
};
static const struct shape which_shape = SHAPE(which_fields);
static const struct field open_fields[] = {
	REF(resident, "resident", .label = "Resident", .need = true),
	TEXT(purpose, 4, 200, .label = "What it is needed for", .need = true),
};
static const struct shape open_shape = SHAPE(open_fields);
#undef REC

struct opened {
	int64_t at;
	const char *role, *region, *place, *purpose;
	int64_t duty_number;
};
#define REC struct opened
static const struct field opened_fields[] = {
	AT(at, .label = "When"),
	TEXT(role, 1, 30, .label = "Role"),
	REGION(region, .label = "Region acted for"),
	TEXT(place, 1, 100, .label = "Its name"),
	TEXT(purpose, 1, 200, .label = "Purpose"),
	INT(duty_number, 0, 0, .label = "Duty number"),
};
static const struct shape opened_shape = SHAPE(opened_fields);
#undef REC

struct twin {
	const char *resident, *region, *other, *other_region;
};
#define REC struct twin
static const struct field twin_fields[] = {
	REF(resident, "resident", .label = "Resident"),
	REGION(region, .label = "Region"),
	REF(other, "resident", .label = "Same ID number, in reach"),
	REGION(other_region, .label = "Its region"),
};
static const struct shape twin_shape = SHAPE(twin_fields);
#undef REC

#define FROM_RESIDENTS                                                                             \
	"SELECT " RESIDENT_ROW " FROM resident r JOIN household h ON h.seq = r.household "         \
	"LEFT JOIN region g ON g.key = r.region WHERE r.region >= $1 AND r.region < $2 "

static int reply_rows(struct request *rq, struct rows *rows, int64_t limit, int64_t count)
{
	const char *next = NULL, *region = "";
	int64_t n = 0, household = 0, seq = 0;

	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		if (n++ == limit) {
			next = page_next(rq, "%s:%" PRId64 ":%" PRId64, region, household, seq);
			continue;
		}
		seq = rows_int(rows, 0);
		region = arena_text(rq->arena, rows_text(rows, 2));
		household = rows_int(rows, 3);
		out_object(&rq->reply);
		resident_row_write(rq, rows);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, count, next);
	return rq_rows_failed(rq, rows);
}

/* By the keyed hash of the whole name, telephone or ID number, never by a part. */
static int search(struct request *rq, const char *q, int64_t limit)
{
	size_t n = strlen(q);
	bool is_id = n == 18 && strspn(q, "0123456789") >= 17;
	bool is_phone = !is_id && strspn(q, "0123456789+- ") == n && n >= 7;
	int64_t hash = secret_hash(rq->keys, rq->arena,
				   is_id      ? SECRET_ID_NUMBER
				   : is_phone ? SECRET_PHONE
					      : SECRET_NAME,
				   q);

	return reply_rows(rq,
			  rq_rows(rq,
				  is_id      ? FROM_RESIDENTS "AND r.id_number_hash = $3 LIMIT $4"
				  : is_phone ? FROM_RESIDENTS "AND r.phone_hash = $3 LIMIT $4"
					     : FROM_RESIDENTS "AND r.name_hash = $3 LIMIT $4",
				  "ii", hash, limit),
			  limit, NOT_GIVEN);
}

static int list(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct household_at at = { 0 };
	struct page page;
	int64_t state = ask->state;

	if (page_read(rq, ask->cursor, 3, ask->limit, &page) != 0)
		return -1;
	if (ask->q)
		return search(rq, text_trim(rq->arena, ask->q), page.limit);
	if (ask->household && people_household(rq, "household", ask->household, &at) != 0)
		return -1;
	if (at.seq)
		return reply_rows(rq,
				  rq_rows(rq,
					  FROM_RESIDENTS "AND r.region = $3 AND r.household = $4 "
							 "AND ($5 < 0 OR r.state = $5) "
							 "ORDER BY r.relation, r.seq LIMIT 500",
					  "tii", at.region, at.seq, state),
				  500, NOT_GIVEN);
	return reply_rows(
		rq,
		rq_rows(rq,
			"SELECT " RESIDENT_ROW " FROM (SELECT * FROM resident "
			"WHERE region >= CASE WHEN $3 > $1 THEN $3 ELSE $1 END AND region < $2 "
			"AND (region > $3 OR household > $4 OR (household = $4 AND seq > $5)) "
			"AND (state = $6 OR ($6 < 0 AND until_day IS NULL)) "
			"ORDER BY region, household, seq LIMIT $7) r "
			"JOIN household h ON h.seq = r.household "
			"LEFT JOIN region g ON g.key = r.region "
			"ORDER BY r.region, r.household, r.seq",
			"tiiii", page.text[0], page.number[1], page.number[2], state,
			page.limit + 1),
		page.limit,
		*rq->region && state <= LIVING ? tally_read(rq, rq->region, "resident", NULL)
					       : NOT_GIVEN);
}

static int open_file(struct request *rq, const void *record)
{
	static const struct db_bulk bulk = {
		"opening", "resident, seq, at, account, posting, role, region, purpose", "iiiiiitt",
		""
	};
	const struct which *which = record;
	struct resident_at r;

	if (people_resident(rq, "resident", which->resident, &r) != 0)
		return -1;
	rq->is_private = true;
	rq_place(rq, r.region);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &person_shape, &r.person, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return rq_append(rq, &bulk, r.seq, rq->seq, rq->now, rq->actor->account, rq->posting,
			 (int64_t)rq->role, rq->region, which->purpose);
}

static const char *role_name(int64_t role)
{
	for (int i = 0; role_names[i]; i++)
		if (role == 1 << i)
			return role_names[i];
	return NULL;
}

static int openings(struct request *rq, const void *record)
{
	const struct which *which = record;
	struct resident_at r;
	struct rows *rows;

	if (people_resident(rq, "resident", which->resident, &r) != 0)
		return -1;
	/* Free: the resident is in reach; those who looked may act for a region above. */
	rows = rq_rows_free(rq,
			    "SELECT o.at, o.role, o.region, g.name, o.purpose, o.account "
			    "FROM opening o LEFT JOIN region g ON g.key = o.region "
			    "WHERE o.resident = $1 ORDER BY o.seq DESC LIMIT 500",
			    "i", r.seq);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct opened opened = { rows_int(rows, 0),  role_name(rows_int(rows, 1)),
					 rows_text(rows, 2), rows_text(rows, 3),
					 rows_text(rows, 4), rows_int(rows, 5) };

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &opened_shape, &opened, SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

/* One pass after an import that did not look for duplicates row by row. */
static int duplicates(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	int64_t limit = ask->limit == NOT_GIVEN ? 50 : ask->limit;
	struct rows *rows;

	if (!*rq->region || tally_read(rq, rq->region, "resident", NULL) > MOST_RESIDENTS)
		return refuse(rq, 4705, "region",
			      "this region is too large for one pass; "
			      "choose a street or a community");
	/* The other one is looked up everywhere and named only within reach. */
	rows = rq_rows(rq,
		       "SELECT r.id, r.region, o.id, o.region FROM resident r "
		       "JOIN resident o ON o.id_number_hash = r.id_number_hash AND o.seq <> r.seq "
		       "WHERE r.region >= $1 AND r.region < $2 "
		       "ORDER BY r.region, r.household, r.seq LIMIT $3",
		       "i", limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		bool is_seen = rq_reaches(rq, rq->command->who, rows_text(rows, 3));
		struct twin twin = { rows_text(rows, 0), rows_text(rows, 1),
				     is_seen ? rows_text(rows, 2) : NULL,
				     is_seen ? rows_text(rows, 3) : NULL };

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &twin_shape, &twin, SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "resident.list", DOES_READ, LOOKERS, IN_REACH, NULL, list, &list_shape,
	  &resident_row_shape },
	{ "resident.open", DOES_OWN, LOOKERS, IN_REACH, NULL, open_file, &open_shape,
	  &person_shape },
	{ "resident.openings", DOES_READ, OFFICER | COMMANDER, IN_REACH, NULL, openings,
	  &which_shape, &opened_shape },
	{ "resident.duplicates", DOES_READ, LOOKERS, IN_REACH, NULL, duplicates, &region_shape,
	  &twin_shape },
};

const struct room resident_find_room = OWN_ROOM(
	resident_find, "Finding residents", .tables = tables, .n_tables = (int)COUNT_OF(tables));
