/* Organisations: departments, street offices, committees, property firms, firms.
 *
 * Rule: an organisation is added under the id its source gives it, so that the
 * same sheet twice adds nothing. */
#include "page.h"
#include "people.h"
#include "region.h"

static const char *const kinds[] = { "department",
				     "street_office",
				     "committee",
				     "owners_committee",
				     "property_firm",
				     "medical",
				     "enterprise",
				     "volunteer_group",
				     "other",
				     "organisation_department",
				     "party_organisation",
				     NULL };

struct organisation {
	const char *name;
	int kind;
};
#define REC struct organisation
static const struct field fields[] = {
	TEXT(name, 1, 100, .label = "Name", .need = true),
	CHOICE(kind, kinds, .label = "Kind", .need = true),
};
static const struct shape add_shape = SHAPE(fields);

#undef REC

struct row {
	const char *id, *region, *region_name, *name;
	int kind;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(id, 1, 64, .label = "Id"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 0, 100, .label = "Name of the region"),
	TEXT(name, 1, 100, .label = "Name"),
	CHOICE(kind, kinds, .label = "Kind"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct void_args {
	const char *organisation, *reason;
};
#define REC struct void_args
static const struct field void_fields[] = {
	REF(organisation, "organisation", .label = "Organisation", .need = true),
	TEXT(reason, 1, 200, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

static int insert(struct request *rq, const struct organisation *given)
{
	struct region region;

	if (*rq->region && region_need(rq, "region", rq->region, NULL, &region) != 0)
		return -1;
	/* Free: the region is the request's own. */
	if (rq_run_free(rq,
			"INSERT INTO organisation (seq, id, region, name, kind, made_by) "
			"VALUES ($1, $2, $3, $4, $5, $6)",
			"itttii", rq->seq, rq->key, rq->region, given->name, (int64_t)given->kind,
			rq->actor->account) < 0)
		return -1;
	return outcome_reply(rq, ADDED);
}

static int add(struct request *rq, const void *record)
{
	const struct organisation *given = record;
	/* Free: an id is unique everywhere. */
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT seq, region, name, kind, void_at FROM organisation "
			     "WHERE id = $1",
			     "t", rq->key);
	int more = rows_next(rows);
	int64_t seq;
	bool is_same;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return insert(rq, given);
	seq = rows_int(rows, 0);
	if (!rows_is_null(rows, 4) || !key_is_within(rows_text(rows, 1), rq->region))
		return refuse(rq, 4207, "id", "an organisation with this id exists already");
	is_same = strcmp(rows_text(rows, 2), given->name) == 0 && rows_int(rows, 3) == given->kind;
	rows_end(rows);
	/* Free: the row was just found in reach. */
	if (!is_same &&
	    rq_run_free(rq, "UPDATE organisation SET name = $2, kind = $3 WHERE seq = $1", "iti",
			seq, given->name, (int64_t)given->kind) < 0)
		return -1;
	return outcome_reply(rq, is_same ? SAME : CHANGED);
}

static int list(struct request *rq, const void *record)
{
	static const char *const texts[] = { "id", "region", "region_name", "name" };
	const struct paged *ask = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT o.id, o.region, COALESCE(r.name, ''), o.name, o.kind, o.seq "
		       "FROM organisation o LEFT JOIN region r ON r.key = o.region "
		       "WHERE o.region >= $1 AND o.region < $2 AND o.void_at IS NULL "
		       "AND o.seq > $3 ORDER BY o.seq LIMIT $4",
		       "ii", page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		out_object(&rq->reply);
		for (int i = 0; i < (int)COUNT_OF(texts); i++) {
			out_key(&rq->reply, texts[i]);
			out_text(&rq->reply, rows_text(rows, i));
		}
		out_key(&rq->reply, "kind");
		out_text(&rq->reply, kinds[rows_int(rows, 4)]);
		out_end_object(&rq->reply);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 5));
	}
	return page_end(
		rq, &page, rows,
		rq_one(rq, 0,
		       "SELECT count(*) FROM organisation WHERE region >= $1 AND region < $2 "
		       "AND void_at IS NULL",
		       ""));
}

/* Accounts keep naming it; it is only not offered any more. */
static int void_row(struct request *rq, const void *record)
{
	const struct void_args *args = record;
	int64_t n = rq_run(rq,
			   "UPDATE organisation SET void_at = $4 WHERE region >= $1 "
			   "AND region < $2 AND id = $3 AND void_at IS NULL",
			   "ti", args->organisation, rq->now);

	if (n == 0)
		return refuse(rq, 4503, "organisation",
			      "there is no such organisation; add it first");
	return n < 0 ? -1 : 0;
}

#define REC struct organisation
static const struct command commands[] = {
	{ "organisation.add", DOES_OWN, .who = ADMIN | COMMANDER | OFFICER, .where = IN_REACH,
	  .run = add, .takes = &add_shape, .gives = &outcome_shape },
	{ "organisation.list", DOES_READ, .who = ADMIN | COMMANDER | OFFICER | DEPARTMENT,
	  .where = IN_REACH, .run = list, .takes = &paged_shape, .gives = &row_shape },
	{ "organisation.void", DOES_OWN, .who = ADMIN | COMMANDER, .where = IN_REACH,
	  .run = void_row, .takes = &void_shape },
};

const struct room organisation_room = ROOM(organisation, "Organisations");
#undef REC
