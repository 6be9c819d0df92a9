/* The phones of the staff in lists, and signing one out from afar.
 *
 * Rule: ending a phone ends its session: its next call is told to sign in, and what it
 * kept is wiped. */
#include "actor.h"
#include "authority.h"
#include "page.h"

#define KEEPERS (ADMIN | COMMANDER | OFFICER)

enum state { INVITED, EXPIRED, OPEN, ENDED };
static const char *const states[] = {
	[INVITED] = "invited", [EXPIRED] = "expired", [OPEN] = "open", [ENDED] = "ended", NULL
};

struct list_ask {
	const char *login;
	int state;
	const char *cursor;
	int64_t limit;
};
#define REC struct list_ask
static const struct field list_fields[] = {
	TEXT(login, 2, 40, .label = "Login"),
	CHOICE(state, states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	int64_t device;
	const char *login, *name, *label;
	int state;
	int64_t enrolled_at, seen_at, until_at, ended_at, n_pushed;
};
#define REC struct row
static const struct field row_fields[] = {
	INT(device, 1, INT64_MAX, .label = "Phone"),
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(label, 1, 100, .label = "What kind of phone"),
	CHOICE(state, states, .label = "State"),
	AT(enrolled_at, .label = "Enrolled"),
	AT(seen_at, .label = "Last seen"),
	AT(until_at, .label = "Good until"),
	AT(ended_at, .label = "Ended"),
	INT(n_pushed, 0, 0, .label = "Records received from it"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct end_args {
	int64_t device;
	const char *reason;
};
#define REC struct end_args
static const struct field end_fields[] = {
	INT(device, 1, INT64_MAX, .label = "Phone", .need = true),
	TEXT(reason, 1, 200, .label = "Reason"),
};
static const struct shape end_shape = SHAPE(end_fields);
#undef REC

static struct row row_from(struct request *rq, const struct rows *rows)
{
	struct row row = {
		.device = rows_int(rows, 0),
		.login = rows_text(rows, 1),
		.name = staff_name(rq, rows, 2),
		.label = rows_text(rows, 3),
		.until_at = rows_int(rows, 4),
		.enrolled_at = rows_int(rows, 5),
		.seen_at = rows_int(rows, 6),
		.ended_at = rows_int(rows, 7),
		.n_pushed = rows_int(rows, 8),
	};
	bool is_over = row.until_at <= rq->now;

	if (row.ended_at != NOT_GIVEN)
		row.state = ENDED;
	else if (row.enrolled_at == NOT_GIVEN)
		row.state = is_over ? EXPIRED : INVITED;
	else
		row.state = is_over ? EXPIRED : OPEN;
	return row;
}

/* Accounts made in the region, or that serve or once served there: a phone is found also
 * after its holder's posting has ended. */
#define OF_REGION                                                                                  \
	"((a.region >= $1 AND a.region < $2) OR EXISTS (SELECT 1 FROM posting p WHERE p.account "  \
	"= a.seq AND p.region >= $1 AND p.region < $2 AND p.void_at IS NULL))"

static const char list_sql[] =
	"SELECT d.seq, a.login, a.sealed, s.label, COALESCE(s.until_at, d.until_at) AS until_at, "
	"d.used_at, s.seen_at, COALESCE(s.ended_at, d.void_at) AS ended_at, "
	"COALESCE(c.n, 0) FROM device d JOIN account a ON a.seq = d.account "
	"LEFT JOIN session s ON s.seq = d.session "
	"LEFT JOIN counter c ON c.name = 'pushed.' || CAST(d.session AS text) "
	"WHERE d.seq < $3 AND " OF_REGION " AND (CAST($5 AS text) IS NULL OR a.login = $5) "
	"AND ($6 < 0 OR $6 = CASE WHEN COALESCE(s.ended_at, d.void_at) IS NOT NULL THEN 3 "
	"WHEN COALESCE(s.until_at, d.until_at) <= $4 THEN 1 "
	"WHEN d.session IS NULL THEN 0 ELSE 2 END) ORDER BY d.seq DESC LIMIT $7";

static int list(struct request *rq, const void *record)
{
	const struct list_ask *ask = record;
	const char *next = NULL;
	struct rows *rows;
	struct page page;
	int64_t n = 0, last = 0;

	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq, list_sql, "iitii", page.number[0] ? page.number[0] : INT64_MAX, rq->now,
		       ask->login, (int64_t)ask->state, page.limit + 1);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = row_from(rq, rows);

		if (n++ == page.limit) {
			next = page_next(rq, "%" PRId64, last);
			continue;
		}
		last = row.device;
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, next);
	return rq_rows_failed(rq, rows);
}

static int end(struct request *rq, const void *record)
{
	const struct end_args *args = record;
	struct rows *rows = rq_rows(rq,
				    "SELECT d.account, d.session FROM device d "
				    "JOIN account a ON a.seq = d.account "
				    "LEFT JOIN session s ON s.seq = d.session WHERE d.seq = $3 "
				    "AND d.void_at IS NULL AND s.ended_at IS NULL AND " OF_REGION,
				    "i", args->device);
	int more = rows_next(rows);
	int64_t account, session;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 5352, "device", "this phone is not in your reach or has ended");
	account = rows_int(rows, 0);
	session = rows_int(rows, 1);
	rows_end(rows);
	if (account_within(rq, account) != 0)
		return -1;
	auth_changed(rq);
	/* Free: the phone was just found in reach. */
	if (session == NOT_GIVEN)
		return rq_run_free(rq, "UPDATE device SET void_at = $2 WHERE seq = $1", "ii",
				   args->device, rq->now) < 0
			       ? -1
			       : 0;
	return rq_run_free(rq, "UPDATE session SET ended_at = $2 WHERE seq = $1", "ii", session,
			   rq->now) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "device.list", DOES_READ, .who = KEEPERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "device.end", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = end,
	  .takes = &end_shape },
};

const struct room device_list_room = OWN_ROOM(device_list, "Phones: list and end");
