/* Shifts that nobody began, with who could come instead.
 *
 * Rule: whoever did not come is shown so that the place is filled, not to be blamed. */
#include "duty_roster.h"
#include "page.h"

struct args {
	const char *region, *cursor;
	int64_t limit;
};
#define REC struct args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 100, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *shift, *checkpoint_name, *region, *region_name, *community, *login, *name;
	int64_t from_at, until_at, since_at;
	const struct json *proposals;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(shift, 1, 64, .label = "Shift"),
	TEXT(checkpoint_name, 1, 60, .label = "Name of the checkpoint"),
	REGION(region, .label = "Compound or grid"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(community, 1, 100, .label = "Community"),
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Name"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	AT(since_at, .label = "Empty since"),
	JSON(proposals, 4000, .label = "Who could come instead"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

/* ---- who could come ---- */

#define N_PROPOSALS 3

/* One who could, once the rules are asked. */
static int propose(struct request *rq, struct buf *out, const struct rows *rows,
		   const struct place *place, const struct duty_roster *rules, bool is_called)
{
	struct span span = { place->from_at > rq->now ? place->from_at : rq->now, place->until_at };
	const char *login = arena_text(rq->arena, rows_text(rows, 1));
	const char *name = staff_name(rq, rows, 2);
	int fault = account_may_take(rq, rows_int(rows, 0), NULL, span, rules, is_called);

	if (fault != -1)
		return fault == -2 ? -1 : 0;
	out_object(out);
	out_key(out, "login");
	out_text(out, login);
	out_key(out, "name");
	out_text(out, name);
	out_key(out, "how");
	out_text(out, is_called ? "stand_by" : "free");
	out_end_object(out);
	return 1;
}

/* How many digits of its place a stand-by shares with $1: compound, grid, community, street. */
#define SHARED                                                                                     \
	"CASE WHEN substr(s.region, 1, 17) = substr($1, 1, 17) THEN 17 "                           \
	"WHEN substr(s.region, 1, 15) = substr($1, 1, 15) THEN 15 "                                \
	"WHEN substr(s.region, 1, 12) = substr($1, 1, 12) THEN 12 ELSE 9 END"

/* Stand-bys of the same street whose time it is, the nearest place first; then those of the
 * group who have been free the longest. */
static int add_proposals(struct request *rq, const struct place *place, struct buf *out)
{
	static const char *const wanted[] = {
		"SELECT a.seq, a.login, a.sealed FROM stand_by s JOIN account a ON a.seq = s.account "
		"WHERE s.void_at IS NULL AND s.from_at <= $2 AND s.until_at > $2 "
		"AND substr(s.region, 1, 9) = substr($1, 1, 9) AND $3 > 0 AND $4 > 0 "
		"ORDER BY " SHARED " DESC, s.seq LIMIT 10",
		"SELECT a.seq, a.login, a.sealed FROM team_member m JOIN checkpoint c "
		"ON c.team = m.team JOIN account a ON a.seq = m.account WHERE c.seq = $3 "
		"AND m.left_at IS NULL AND a.state = 0 AND m.account <> $4 AND $2 > 0 "
		"AND CAST($1 AS text) IS NOT NULL "
		"ORDER BY (SELECT max(p.until_at) FROM shift_place p WHERE p.account = m.account "
		"AND p.state IN (1, 2, 3) AND p.until_at <= $2), m.account LIMIT 20",
	};
	struct duty_roster rules;

	if (roster_by_seq(rq, place->roster, &rules) < 0)
		return -1;
	out_list(out);
	for (int i = 0; i < 2; i++) {
		int n = 0, one = 0;
		/* Free: a stand-by of the next community may come; names only. */
		struct rows *rows =
			rq_rows_free(rq, wanted[i], "tiii", place->region,
				     place->from_at > rq->now ? place->from_at : rq->now,
				     place->checkpoint, place->account);

		while (n < N_PROPOSALS && one >= 0 && rows_next(rows) == 1) {
			one = propose(rq, out, rows, place, &rules, i == 0);
			n += one > 0;
		}
		if (one < 0)
			return -1;
		rows_end(rows);
	}
	out_end_list(out);
	return 0;
}

#define MISSED                                                                                       \
	"FROM shift_place p JOIN checkpoint c ON c.seq = p.checkpoint "                              \
	"JOIN account a ON a.seq = p.account LEFT JOIN region r ON r.key = p.region " JOIN_COMMUNITY \
	"WHERE p.region >= $1 AND p.region < $2 AND p.state = 4 AND p.until_at > $3 "

static int read_missed(struct request *rq, const struct page *page, struct row *found,
		       struct place *places, int *n)
{
	struct rows *rows = rq_rows(
		rq,
		"SELECT p.roster, p.nth, p.k, p.checkpoint, p.account, p.from_at, p.until_at, "
		"p.region, c.name, r.name, a.login, a.sealed, k.name " MISSED
		"AND (p.from_at, p.roster, p.nth, p.k) > ($4, $5, $6, $7) "
		"ORDER BY p.from_at, p.roster, p.nth, p.k LIMIT $8",
		"iiiiii", rq->now, page->number[0], page->number[1], page->number[2],
		page->number[3], page->limit);

	*n = 0;
	while (rows_next(rows) == 1) {
		struct place *p = &places[*n];

		*p = (struct place){ .roster = rows_int(rows, 0),
				     .nth = rows_int(rows, 1),
				     .k = rows_int(rows, 2),
				     .checkpoint = rows_int(rows, 3),
				     .account = rows_int(rows, 4),
				     .from_at = rows_int(rows, 5),
				     .until_at = rows_int(rows, 6),
				     .region = arena_text(rq->arena, rows_text(rows, 7)) };
		found[(*n)++] = (struct row){
			.shift = place_id(rq, p->roster, p->nth, p->k),
			.checkpoint_name = arena_text(rq->arena, rows_text(rows, 8)),
			.region = p->region,
			.region_name = arena_text(rq->arena, rows_text(rows, 9)),
			.login = arena_text(rq->arena, rows_text(rows, 10)),
			.name = staff_name(rq, rows, 11),
			.community = arena_text(rq->arena, rows_text(rows, 12)),
			.from_at = p->from_at,
			.until_at = p->until_at,
			.since_at = p->from_at,
		};
	}
	return rq_rows_failed(rq, rows);
}

static int no_shows(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct row *found;
	struct place *places;
	struct page page;
	int n;

	if (page_read(rq, args->cursor, 4, args->limit, &page) != 0)
		return -1;
	found = arena_alloc(rq->arena, (size_t)page.limit * sizeof(*found));
	places = arena_alloc(rq->arena, (size_t)page.limit * sizeof(*places));
	if (read_missed(rq, &page, found, places, &n) != 0)
		return -1;
	rq_reply_rows(rq);
	for (int i = 0; i < n; i++) {
		struct buf out;
		const char *why;

		buf_init(&out, rq->arena, 10000);
		if (add_proposals(rq, &places[i], &out) != 0)
			return -1;
		found[i].proposals = json_read(rq->arena, out.bytes, out.n, &why);
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &found[i], SECRETS_OUT);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, rq_one(rq, 0, "SELECT count(*) " MISSED, "i", rq->now),
		     n > 0 && n == page.limit
			     ? page_next(rq, "%" PRId64 ":%" PRId64 ":%" PRId64 ":%" PRId64,
					 places[n - 1].from_at, places[n - 1].roster,
					 places[n - 1].nth, places[n - 1].k)
			     : NULL);
	return rq->fault.number ? -1 : 0;
}

static const struct command commands[] = {
	{ "shift.no_shows", DOES_READ, .who = DUTY_HEADS, .where = IN_REACH, .run = no_shows,
	  .takes = &list_shape, .gives = &row_shape },
};

const struct room shift_no_shows_room = OWN_ROOM(shift_no_shows, "Shifts nobody began");
