/* Finding households: the list and the search.
 *
 * Lists are masked and paged in the order of (region, seq), one walk of an index.
 * Rule: what cannot be found through an index is refused with a sentence that
 * says what to add; nothing scans a district. */
#include "address.h"
#include "household_row.h"
#include "page.h"

#define LOOKERS (GRID_WORKER | OFFICER | COMMANDER | MEDIC)
/* Doors are compared one by one inside a place of at most this many households. */
#define MOST_DOORS 20000

struct ask {
	const char *region, *q;
	int state;
	const char *cursor;
	int64_t limit;
};
#define REC struct ask
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(q, 1, 100, .label = "Address, name, telephone or ID number"),
	CHOICE(state, household_states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the last page ended"),
	INT(limit, 1, 500, .label = "Rows"),
};
static const struct shape list_shape = SHAPE(list_fields);
static const struct field search_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(q, 1, 100, .label = "Address, name, telephone or ID number", .need = true),
	INT(limit, 1, 500, .label = "Rows"),
};
static const struct shape search_shape = SHAPE(search_fields);
#undef REC

/* Households of the people whose hashed secret is this one. */
static int by_hash(struct request *rq, const char *column, enum secret secret, const char *value,
		   int64_t limit)
{
	static const char *const sqls[] = {
		HOUSEHOLD_ROWS("SELECT DISTINCT f.* FROM household f JOIN resident p "
			       "ON p.household = f.seq WHERE p.name_hash = $3 AND p.region >= $1 "
			       "AND p.region < $2 AND p.until_day IS NULL LIMIT $4"),
		HOUSEHOLD_ROWS("SELECT DISTINCT f.* FROM household f JOIN resident p "
			       "ON p.household = f.seq WHERE p.phone_hash = $3 AND p.region >= $1 "
			       "AND p.region < $2 AND p.until_day IS NULL LIMIT $4"),
		HOUSEHOLD_ROWS(
			"SELECT DISTINCT f.* FROM household f JOIN resident p "
			"ON p.household = f.seq WHERE p.id_number_hash = $3 AND p.region >= $1 "
			"AND p.region < $2 AND p.until_day IS NULL LIMIT $4"),
	};
	int64_t hash = secret_hash(rq->keys, rq->arena, secret, value);
	const char *sql = sqls[*column == 'n' ? 0 : *column == 'p' ? 1 : 2];

	return household_rows_reply(rq, rq_rows(rq, sql, "ii", hash, limit), limit, NOT_GIVEN);
}

/* Whether an index can bear looking at every door of these places. */
static int64_t households_in(struct request *rq, const struct address *address)
{
	int64_t n = 0;

	for (int i = 0; i < address->n; i++)
		n += *address->places[i].from
			     ? tally_read(rq, address->places[i].from, "household", NULL)
			     : MOST_DOORS + 1;
	return n;
}

static int by_address(struct request *rq, const struct ask *ask, int64_t limit)
{
	struct address address;
	int64_t n = 0;

	if (address_find(rq, ask->q, &address) != 0)
		return -1;
	if (address.door && households_in(rq, &address) > MOST_DOORS)
		return refuse(rq, 4607, "q",
			      "write the compound or the building before the door, or the full "
			      "name, telephone or ID number of a resident");
	rq_reply_rows(rq);
	for (int i = 0; i < address.n && n < limit; i++) {
		struct rows *rows = rq_rows(
			rq,
			HOUSEHOLD_ROWS("SELECT * FROM household WHERE region >= $3 AND region < $4 "
				       "AND region >= $1 AND region < $2 AND until_day IS NULL "
				       "AND ($5 IS NULL OR door = $5) ORDER BY region, seq LIMIT "
				       "$6") " ORDER BY h.region, h.seq",
			"ttti", address.places[i].from, address.places[i].until, address.door,
			limit - n);

		while (rows_next(rows) == 1) {
			n++;
			out_object(&rq->reply);
			household_row_write(rq, rows);
			out_end_object(&rq->reply);
		}
		if (rq_rows_failed(rq, rows) != 0)
			return -1;
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

/* A telephone is digits only, an ID number 15 or 18 characters of them; words
 * without a digit may be a person's full name. */
static int search_for(struct request *rq, const struct ask *ask, int64_t limit)
{
	const char *q = text_trim(rq->arena, ask->q);
	size_t n = strlen(q), n_digits = strspn(q, "0123456789"),
	       n_phone = strspn(q, "0123456789+- ");
	bool has_digit = strcspn(q, "0123456789") < n;

	if (n == 18 && n_digits >= 17)
		return by_hash(rq, "id_number", SECRET_ID_NUMBER, q, limit);
	if (n_phone == n && n >= 7)
		return by_hash(rq, "phone", SECRET_PHONE, q, limit);
	if (!has_digit && utf8_length(q) >= 2 && utf8_length(q) <= 30) {
		size_t before = rq->reply.n;

		if (by_hash(rq, "name", SECRET_NAME, q, limit) != 0)
			return -1;
		if (strncmp(rq->reply.bytes + before, "{\"rows\":[]", 10) != 0)
			return 0;
		rq->reply.n = before;
		rq->reply.bytes[before] = '\0';
	}
	return by_address(rq, ask, limit);
}

static int search(struct request *rq, const void *record)
{
	const struct ask *ask = record;

	return search_for(rq, ask, ask->limit == NOT_GIVEN ? 50 : ask->limit);
}

/* Exact from the tallies, where the tallies say it. */
static int64_t count_of(struct request *rq, int state)
{
	if (!*rq->region || state == DEMOLISHED)
		return NOT_GIVEN;
	int64_t n = tally_read(rq, rq->region, "household", NULL);
	int64_t n_vacant = state < 0 ? 0 : tally_read(rq, rq->region, "household.vacant", NULL);

	return state < 0 ? n : state == VACANT ? n_vacant : n - n_vacant;
}

static int list(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct page page;

	if (page_read(rq, ask->cursor, 2, ask->limit, &page) != 0)
		return -1;
	if (ask->q)
		return search_for(rq, ask, page.limit);
	struct rows *rows =
		rq_rows(rq,
			HOUSEHOLD_ROWS("SELECT * FROM household "
				       "WHERE region >= CASE WHEN $3 > $1 THEN $3 ELSE $1 END "
				       "AND region < $2 AND (region > $3 OR seq > $4) "
				       "AND (state = $5 OR ($5 < 0 AND until_day IS NULL)) "
				       "ORDER BY region, seq LIMIT $6") " ORDER BY h.region, h.seq",
			"tiii", page.text[0], page.number[1], (int64_t)ask->state, page.limit + 1);

	return household_rows_reply(rq, rows, page.limit, count_of(rq, ask->state));
}

static const struct command commands[] = {
	{ "household.list", DOES_READ, LOOKERS, IN_REACH, NULL, list, &list_shape,
	  &household_row_shape },
	{ "household.search", DOES_READ, LOOKERS, IN_REACH, NULL, search, &search_shape,
	  &household_row_shape },
};

const struct room household_find_room = OWN_ROOM(household_find, "Finding households");
