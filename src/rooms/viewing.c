/* Viewing as somebody else: begun with a purpose, ended by hand or by the clock,
 * and told to whom it concerns.
 *
 * Rule: nobody is viewed by whom the person's postings do not all lie under, and
 * nobody is viewed in secret: both the journal and the person know. */
#include "viewing.h"

#include "authority.h"

struct viewing_row {
	int64_t seq, viewer, viewed, from_at, until_at, ended_at;
	const char *purpose;
};
#define REC struct viewing_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Command", .need = true),
	INT(viewer, 1, INT64_MAX, .label = "Account that looks", .need = true),
	INT(viewed, 1, INT64_MAX, .label = "Account looked as", .need = true),
	TEXT(purpose, 1, 200, .label = "Purpose", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	AT(ended_at, .label = "Ended"),
};
static const char *const indexes[] = { "viewer, seq", "viewed, seq", NULL };
static const struct table tables[] = {
	TABLE("viewing", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct view_args {
	const char *login, *purpose;
};
#define REC struct view_args
static const struct field view_fields[] = {
	TEXT(login, 2, 40, .label = "Login", .need = true),
	TEXT(purpose, 2, 200, .label = "Purpose", .need = true),
};
static const struct shape view_shape = SHAPE(view_fields);
#undef REC

struct view_reply {
	const char *login, *name;
	int64_t until_at;
};
#define REC struct view_reply
static const struct field view_reply_fields[] = {
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Full name"),
	AT(until_at, .label = "Until"),
};
static const struct shape view_reply_shape = SHAPE(view_reply_fields);
#undef REC

struct end_reply {
	int64_t ended;
};
#define REC struct end_reply
static const struct field end_reply_fields[] = { INT(ended, 0, 0, .label = "Viewings ended") };
static const struct shape end_reply_shape = SHAPE(end_reply_fields);
#undef REC

struct row {
	const char *login, *name, *purpose;
	int64_t from_at, until_at;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(login, 2, 40, .label = "Who looked"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(purpose, 1, 200, .label = "Purpose"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

/* Free in all of this file: accounts and viewings are not about territory; reach is
 * asked of each posting. */

/* Every open posting of the account lies under one of the caller's. */
static int within(struct request *rq, int64_t account)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT p.role, p.region FROM posting p "
					 "WHERE p.account = $1 AND " POSTING_OPEN("$2"),
					 "ii", account, rq->now);
	const char *place = NULL;
	int more, n = 0;

	for (; (more = rows_next(rows)) == 1; n++) {
		const char *region = rows_text(rows, 1);

		if (rows_int(rows, 0) == RESIDENT)
			return refuse(rq, 6105, "login",
				      "the page of a household belongs to the household alone");
		if (!rq_reaches(rq, VIEWERS, region))
			return refuse(rq, 6101, "login",
				      "this person also serves outside your reach; ask the level "
				      "above to look");
		if (!place && key_is_within(region, rq->region))
			place = arena_text(rq->arena, region);
	}
	if (more < 0)
		return -1;
	if (n == 0)
		return refuse(rq, 6105, "login",
			      "this person holds no posting now, so there is nothing to see");
	if (place)
		rq_place(rq, place);
	return 0;
}

static int end_open(struct request *rq, int64_t *n)
{
	*n = rq_run_free(rq,
			 "UPDATE viewing SET ended_at = $2 WHERE viewer = $1 "
			 "AND ended_at IS NULL AND until_at > $2",
			 "ii", rq->actor->account, rq->now);
	return *n < 0 ? -1 : 0;
}

static int begin(struct request *rq, int64_t account, const char *purpose)
{
	int64_t n;

	if (account == rq->actor->account)
		return refuse(rq, 6104, "login", "that is your own account");
	if (within(rq, account) != 0 || end_open(rq, &n) != 0)
		return -1;
	return rq_run_free(rq,
			   "INSERT INTO viewing (seq, viewer, viewed, purpose, from_at, until_at) "
			   "VALUES ($1, $2, $3, $4, $5, $6)",
			   "iiitii", rq->seq, rq->actor->account, account, purpose, rq->now,
			   rq->now + VIEWING_MS) < 0
		       ? -1
		       : 0;
}

static int view(struct request *rq, const void *record)
{
	const struct view_args *args = record;
	struct rows *rows;
	const char *name;
	int64_t account;
	int more;

	if (rq->actor->is_program)
		return refuse(rq, 4101, NULL, "sign in first");
	rows = rq_rows_free(rq, "SELECT seq, sealed FROM account WHERE login = $1 AND state = 0",
			    "t", args->login);
	more = rows_next(rows);
	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 4502, "login", "there is no such account in your reach");
	account = rows_int(rows, 0);
	name = staff_name(rq, rows, 1);
	rows_end(rows);
	if (begin(rq, account, args->purpose) != 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "login");
	out_text(&rq->reply, args->login);
	out_key(&rq->reply, "name");
	out_text(&rq->reply, name);
	out_key(&rq->reply, "until_at");
	out_int(&rq->reply, rq->now + VIEWING_MS);
	out_end_object(&rq->reply);
	/* The name is sealed at rest and must not stand in the journal. */
	rq->is_private = true;
	return 0;
}

static int view_end(struct request *rq, const void *record)
{
	int64_t n;

	(void)record;
	if (end_open(rq, &n) != 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "ended");
	out_int(&rq->reply, n);
	out_end_object(&rq->reply);
	return 0;
}

/* Who looked as me, newest first. */
static int viewers(struct request *rq, const void *record)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT a.login, a.sealed, v.purpose, v.from_at, "
					 "COALESCE(v.ended_at, v.until_at) FROM viewing v "
					 "JOIN account a ON a.seq = v.viewer WHERE v.viewed = $1 "
					 "ORDER BY v.seq DESC LIMIT 100",
					 "i", rq->actor->account);
	int more;

	(void)record;
	rq_reply_rows(rq);
	while ((more = rows_next(rows)) == 1) {
		out_object(&rq->reply);
		out_key(&rq->reply, "login");
		out_text(&rq->reply, rows_text(rows, 0));
		out_key(&rq->reply, "name");
		out_text(&rq->reply, staff_name(rq, rows, 1));
		out_key(&rq->reply, "purpose");
		out_text(&rq->reply, rows_text(rows, 2));
		out_key(&rq->reply, "from_at");
		out_int(&rq->reply, rows_int(rows, 3));
		out_key(&rq->reply, "until_at");
		out_int(&rq->reply, rows_int(rows, 4));
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return more;
}

static const struct command commands[] = {
	{ "account.view", DOES_OWN, .who = VIEWERS, .where = ANYWHERE, .run = view,
	  .takes = &view_shape, .gives = &view_reply_shape },
	{ "account.view_end", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = view_end,
	  .gives = &end_reply_shape },
	{ "account.viewers", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = viewers,
	  .gives = &row_shape },
};

const struct room viewing_room = OWN_ROOM(viewing, "Viewing as another", .tables = tables,
					  .n_tables = (int)COUNT_OF(tables));
