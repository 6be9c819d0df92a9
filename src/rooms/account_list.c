/* Lists of accounts, and what an account sees of itself.
 *
 * Rule: staff are known by name to signed-in staff; their phones are masked. */
#include "actor.h"
#include "authority.h"
#include "page.h"

struct list_ask {
	const char *q, *cursor;
	int64_t limit;
	int state, homes;
};
#define REC struct list_ask
static const struct field list_fields[] = {
	TEXT(q, 1, 60, .label = "Start of a login, or the whole name"),
	CHOICE(state, account_states, .label = "State"),
	FLAG(homes, .label = "Families' phones as well"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct list_row {
	const char *login, *name, *phone, *organisation, *title;
	int state, lang, has_password;
	int64_t locked_until;
	const struct json *postings;
};
#define REC struct list_row
static const struct field list_row_fields[] = {
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(phone, 1, 30, .label = "Phone", .secret = SECRET_PHONE),
	TEXT(organisation, 1, 64, .label = "Organisation"),
	TEXT(title, 1, 60, .label = "Title"),
	CHOICE(state, account_states, .label = "State"),
	CHOICE(lang, languages, .label = "Language"),
	FLAG(has_password, .label = "Has signed in or can"),
	AT(locked_until, .label = "No sign-in until"),
	JSON(postings, 20000, .label = "Postings open now: role, region, region_name, duty"),
};
static const struct shape list_row_shape = SHAPE(list_row_fields);
#undef REC

struct me {
	int64_t account;
	const char *login, *name, *title, *organisation;
	int lang;
	const struct json *postings;
};
#define REC struct me
static const struct field me_fields[] = {
	INT(account, 1, INT64_MAX, .label = "Account"),
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(title, 1, 60, .label = "Title"),
	TEXT(organisation, 1, 64, .label = "Organisation"),
	CHOICE(lang, languages, .label = "Language"),
	JSON(postings, 20000, .label = "Postings open now"),
};
static const struct shape me_shape = SHAPE(me_fields);
#undef REC

struct password_args {
	const char *old, *new;
};
#define REC struct password_args
static const struct field password_fields[] = {
	TEXT(old, 1, 200, .label = "Present password", .secret = SECRET_TEXT, .need = true),
	TEXT(new, 1, 200, .label = "New password", .secret = SECRET_TEXT, .need = true),
};
static const struct shape password_shape = SHAPE(password_fields);
#undef REC

struct done {
	const char *outcome;
};
#define REC struct done
static const struct field done_fields[] = { TEXT(outcome, 1, 20, .label = "changed") };
static const struct shape done_shape = SHAPE(done_fields);
#undef REC

/* The postings of an account that are open now, as a JSON list. */
static int write_postings(struct request *rq, int64_t account)
{
	/* Free: they may lie anywhere; they say what the account may do. */
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT p.id, p.role, p.region, r.name, p.duty, p.from_at, "
			     "p.until_at FROM posting p LEFT JOIN region r "
			     "ON r.key = p.region WHERE p.account = $1 AND " POSTING_OPEN(
				     "$2") " ORDER BY p.seq",
			     "ii", account, rq->now);
	struct buf *out = &rq->reply;
	int more;

	out_key(out, "postings");
	out_list(out);
	while ((more = rows_next(rows)) == 1) {
		out_object(out);
		out_key(out, "posting");
		out_text(out, rows_text(rows, 0));
		out_key(out, "role");
		out_text(out, role_word(rows_int(rows, 1)));
		out_key(out, "region");
		out_text(out, rows_text(rows, 2));
		out_key(out, "region_name");
		out_text(out, rows_text(rows, 3));
		out_key(out, "duty");
		out_text(out, duties[rows_int(rows, 4)]);
		out_key(out, "from_at");
		out_int(out, rows_int(rows, 5));
		out_key(out, "until_at");
		out_int(out, rows_is_null(rows, 6) ? NOT_GIVEN : rows_int(rows, 6));
		out_end_object(out);
	}
	out_end_list(out);
	return more;
}

struct listed {
	int64_t seq, locked_until;
	struct staff staff;
	const char *login, *organisation, *title;
	int state, lang, has_password;
};

static struct listed listed_from(struct request *rq, const struct rows *rows)
{
	struct listed l = {
		.seq = rows_int(rows, 0),
		.login = arena_text(rq->arena, rows_text(rows, 1)),
		.organisation = arena_text(rq->arena, rows_text(rows, 2)),
		.title = arena_text(rq->arena, rows_text(rows, 3)),
		.state = (int)rows_int(rows, 4),
		.lang = (int)rows_int(rows, 5),
		.has_password = (int)rows_int(rows, 6),
		.locked_until = rows_is_null(rows, 7) ? NOT_GIVEN : rows_int(rows, 7),
	};
	size_t n;
	const void *sealed = rows_blob(rows, 8, &n);

	if (sealed)
		record_unseal(rq->keys, rq->arena, &staff_shape, sealed, n, &l.staff);
	return l;
}

#define COLUMNS                                                                                    \
	"a.seq, a.login, a.organisation, a.title, a.state, a.lang, "                               \
	"CASE WHEN a.password IS NULL THEN 0 ELSE 1 END, a.locked_until, a.sealed"

static void write_text(struct buf *out, const char *key, const char *text)
{
	out_key(out, key);
	out_text(out, text);
}

static int write_row(struct request *rq, const struct listed *l)
{
	struct buf *out = &rq->reply;

	out_object(out);
	write_text(out, "login", l->login);
	write_text(out, "name", l->staff.name);
	write_text(out, "phone", mask_phone(rq->arena, l->staff.phone));
	write_text(out, "organisation", l->organisation);
	write_text(out, "title", l->title);
	write_text(out, "state", account_states[l->state]);
	write_text(out, "lang", languages[l->lang]);
	out_key(out, "has_password");
	out_flag(out, l->has_password);
	out_key(out, "locked_until");
	out_int(out, l->locked_until);
	if (write_postings(rq, l->seq) != 0)
		return -1;
	out_end_object(out);
	return 0;
}

static int list(struct request *rq, const void *record)
{
	const struct list_ask *ask = record;
	struct listed *found;
	struct page page;
	struct rows *rows;
	int n = 0, more;

	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	found = arena_alloc(rq->arena, (size_t)page.limit * sizeof(*found));
	rows = rq_rows(
		rq,
		"SELECT " COLUMNS " FROM account a WHERE a.login > $3 "
		"AND ((a.region >= $1 AND a.region < $2) OR EXISTS (SELECT 1 FROM posting p "
		"WHERE p.account = a.seq AND p.region >= $1 AND p.region < $2 "
		"AND p.void_at IS NULL AND (p.until_at IS NULL OR p.until_at > $4))) "
		"AND (CAST($5 AS bigint) IS NULL OR a.state = $5) AND (CAST($6 AS text) IS NULL "
		"OR substr(a.login, 1, length($6)) = $6 OR a.name_hash = $7) "
		"AND ($9 = 1 OR a.household IS NULL) ORDER BY a.login LIMIT $8",
		"tiitiii", page.text[0], rq->now, ask->state < 0 ? NOT_GIVEN : (int64_t)ask->state,
		ask->q, secret_hash(rq->keys, rq->arena, SECRET_NAME, ask->q), page.limit,
		(int64_t)(ask->homes == 1));
	while ((more = rows_next(rows)) == 1)
		found[n++] = listed_from(rq, rows);
	if (more < 0)
		return -1;
	rq_reply_rows(rq);
	for (int i = 0; i < n; i++)
		if (write_row(rq, &found[i]) != 0)
			return -1;
	rq_reply_end(rq, NOT_GIVEN,
		     n == page.limit ? page_next(rq, "%s", found[n - 1].login) : NULL);
	return 0;
}

static int me(struct request *rq, const void *record)
{
	/* Free: one's own account. */
	struct rows *rows = rq_rows_free(rq, "SELECT " COLUMNS " FROM account a WHERE a.seq = $1",
					 "i", rq->actor->account);
	struct listed l;
	int more = rows_next(rows);

	(void)record;
	if (more != 1)
		return more < 0 ? -1 : refuse(rq, 4101, NULL, "sign in first");
	l = listed_from(rq, rows);
	rows_end(rows);
	out_object(&rq->reply);
	out_key(&rq->reply, "account");
	out_int(&rq->reply, l.seq);
	write_text(&rq->reply, "login", l.login);
	write_text(&rq->reply, "name", l.staff.name);
	write_text(&rq->reply, "title", l.title);
	write_text(&rq->reply, "organisation", l.organisation);
	write_text(&rq->reply, "lang", languages[l.lang]);
	if (write_postings(rq, l.seq) != 0)
		return -1;
	out_end_object(&rq->reply);
	return 0;
}

/* A read by its form: hashing takes 100 ms and belongs into the caller's thread.
 * What it decides is written by session.password_set, with the hash alone. */
static int password(struct request *rq, const void *record)
{
	const struct password_args *args = record;

	if (rq->actor->is_program || !rq->actor->login)
		return refuse(rq, 4101, NULL, "sign in first");
	if (password_change(rq, args->old, args->new) != 0)
		return -1;
	out_object(&rq->reply);
	write_text(&rq->reply, "outcome", "changed");
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "account.list", DOES_READ, .who = ADMIN | COMMANDER | OFFICER, .where = IN_REACH,
	  .run = list, .takes = &list_shape, .gives = &list_row_shape },
	{ "account.me", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = me,
	  .gives = &me_shape },
	{ "account.password", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = password,
	  .takes = &password_shape, .gives = &done_shape },
};

const struct room account_list_room = OWN_ROOM(account_list, "Lists of accounts");
