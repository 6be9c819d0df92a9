/* Who is posted where: lists by place and time, and one's own.
 *
 * Rule: a list at an instant shows the postings that counted then, one of a window
 * those that counted at any time within it.  Families' own are left out unless
 * that role is asked for. */
#include "authority.h"
#include "page.h"

#define READERS (ADMIN | COMMANDER | OFFICER | GRID_WORKER | AUDITOR)

struct ask {
	const char *region, *account, *cursor;
	int64_t at, from_at, until_at, limit;
	int role, is_all;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Region"),
	AT(at, .label = "At; absent: now"),
	AT(from_at, .label = "Any time from"),
	AT(until_at, .label = "Any time until"),
	CHOICE(role, posting_roles, .label = "Role"),
	TEXT(account, 2, 40, .label = "Login"),
	FLAG(is_all, .label = "Those that ended or are to come as well"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct row {
	const char *posting, *account, *name, *title, *region, *region_name, *order_ref;
	int role, duty;
	int64_t level, from_at, until_at;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(posting, 1, 64, .label = "Posting"),
	TEXT(account, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(title, 1, 60, .label = "Title"),
	CHOICE(role, posting_roles, .label = "Role"),
	CHOICE(duty, duties, .label = "Duty"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 0, 100, .label = "Name of the region"),
	INT(level, 0, 9, .label = "Level"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	TEXT(order_ref, 1, 200, .label = "Order it rests on"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

#define COLUMNS                                                                                    \
	"SELECT p.id, a.login, a.title, p.region, COALESCE(r.name, ''), p.order_ref, p.role, "     \
	"p.duty, COALESCE(r.level, 0), p.from_at, p.until_at, a.sealed, p.seq FROM posting p "     \
	"JOIN account a ON a.seq = p.account LEFT JOIN region r ON r.key = p.region "

static void write_row(struct request *rq, const struct rows *rows)
{
	static const char *const texts[] = { "posting", "account",     "title",
					     "region",  "region_name", "order_ref" };
	struct buf *out = &rq->reply;

	out_object(out);
	for (int i = 0; i < (int)COUNT_OF(texts); i++) {
		out_key(out, texts[i]);
		out_text(out, rows_text(rows, i));
	}
	out_key(out, "name");
	/* An auditor sees logins, never names. */
	out_text(out, rq->role == AUDITOR ? NULL : staff_name(rq, rows, 11));
	out_key(out, "role");
	out_text(out, role_word(rows_int(rows, 6)));
	out_key(out, "duty");
	out_text(out, duties[rows_int(rows, 7)]);
	out_key(out, "level");
	out_int(out, rows_int(rows, 8));
	out_key(out, "from_at");
	out_int(out, rows_int(rows, 9));
	out_key(out, "until_at");
	out_int(out, rows_is_null(rows, 10) ? NOT_GIVEN : rows_int(rows, 10));
	out_end_object(out);
}

/* What the list asks for, without the cursor: begun at $3 or before, not over at $4;
 * the role $5, the login $6. */
#define WANTED                                                                                     \
	"p.region >= $1 AND p.region < $2 AND p.void_at IS NULL "                                  \
	"AND p.from_at <= $3 AND (p.until_at IS NULL OR p.until_at > $4) "                         \
	"AND ($5 = 0 OR p.role = $5) "                                                             \
	"AND ($5 = 2048 OR p.role <> 2048 OR NOT EXISTS (SELECT 1 FROM account h "                 \
	"WHERE h.seq = p.account AND h.household IS NOT NULL)) "                                   \
	"AND (CAST($6 AS text) IS NULL OR p.account = "                                            \
	"(SELECT w.seq FROM account w WHERE w.login = $6)) "

/* Postings that counted at an instant, at any time within a window, or ever. */
struct window {
	int64_t begun, not_over;
};

static struct window window_of(const struct request *rq, const struct ask *ask)
{
	int64_t at = ask->at == NOT_GIVEN ? rq->now : ask->at;
	bool is_window = ask->from_at != NOT_GIVEN || ask->until_at != NOT_GIVEN;

	if (ask->is_all == 1 || is_window)
		return (struct window){
			.begun = ask->until_at == NOT_GIVEN ? INT64_MAX : ask->until_at - 1,
			.not_over = ask->from_at == NOT_GIVEN ? 0 : ask->from_at,
		};
	return (struct window){ at, at };
}

static int list(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct window window = window_of(rq, ask);
	int64_t role = ask->role < 0 ? 0 : INT64_C(1) << ask->role;
	struct page page;
	struct rows *rows;

	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq, COLUMNS "WHERE " WANTED "AND p.seq > $7 ORDER BY p.seq LIMIT $8",
		       "iiitii", window.begun, window.not_over, role, ask->account, page.number[0],
		       page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 12));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM posting p WHERE " WANTED, "iiit",
			       window.begun, window.not_over, role, ask->account));
}

static int mine(struct request *rq, const void *record)
{
	/* Free: one's own postings, wherever they are. */
	struct rows *rows = rq_rows_free(rq,
					 COLUMNS "WHERE p.account = $1 AND p.void_at IS NULL "
						 "AND (p.until_at IS NULL OR p.until_at > $2) "
						 "ORDER BY p.from_at, p.seq",
					 "ii", rq->actor->account, rq->now);
	int more;

	(void)record;
	rq_reply_rows(rq);
	while ((more = rows_next(rows)) == 1)
		write_row(rq, rows);
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return more;
}

/* Only the program runs invariants; all of the table. */
static int invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	static const char *const rules[][2] = {
		{ "has no account", "SELECT p.id FROM posting p LEFT JOIN account a "
				    "ON a.seq = p.account WHERE a.seq IS NULL LIMIT 100" },
		{ "ends before it begins",
		  "SELECT id FROM posting WHERE until_at < from_at LIMIT 100" },
		{ "stands in a region that does not exist",
		  "SELECT p.id FROM posting p LEFT JOIN region r ON r.key = p.region "
		  "WHERE p.region <> '' AND r.key IS NULL LIMIT 100" },
		{ "overlaps another of the same person, role and region",
		  "SELECT p.id FROM posting p JOIN posting q ON q.account = p.account "
		  "AND q.role = p.role AND q.region = p.region AND q.seq > p.seq "
		  "AND q.void_at IS NULL AND (p.until_at IS NULL OR q.from_at < p.until_at) "
		  "AND (q.until_at IS NULL OR p.from_at < q.until_at) "
		  "WHERE p.void_at IS NULL LIMIT 100" },
	};

	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		struct rows *rows = rq_rows_free(rq, rules[i][1], "");
		int more;

		while ((more = rows_next(rows)) == 1)
			found(self, arena_print(rq->arena, "posting %s %s", rows_text(rows, 0),
						rules[i][0]));
		if (more < 0)
			return -1;
	}
	return 0;
}

static const struct command commands[] = {
	{ "posting.list", DOES_READ, .who = READERS, .where = IN_REACH, .run = list,
	  .takes = &ask_shape, .gives = &row_shape },
	{ "posting.mine", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = mine,
	  .gives = &row_shape },
};

const struct room posting_list_room =
	OWN_ROOM(posting_list, "Lists of postings", .invariants = invariants);
