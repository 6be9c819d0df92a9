/* One's own sessions: which are open, ending them, and tokens for programs.
 *
 * Rule: a token is shown once and kept by nobody; it may do what its account may. */
#include "actor.h"
#include "authority.h"
#include "home.h"

struct list_row {
	int64_t session, from_at, until_at;
	const char *label;
	int is_bearer;
};
#define REC struct list_row
static const struct field list_fields[] = {
	INT(session, 1, INT64_MAX, .label = "Session"),
	TEXT(label, 1, 100, .label = "What it is for"),
	FLAG(is_bearer, .label = "A program's"),
	AT(from_at, .label = "Opened"),
	AT(until_at, .label = "Good until"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct end_args {
	int64_t session;
};
#define REC struct end_args
static const struct field end_fields[] = {
	INT(session, 1, INT64_MAX, .label = "Session; absent: all of one's own"),
};
static const struct shape end_shape = SHAPE(end_fields);
#undef REC

struct ended {
	int64_t ended;
};
#define REC struct ended
static const struct field ended_fields[] = { INT(ended, 0, 0, .label = "Sessions ended") };
static const struct shape ended_shape = SHAPE(ended_fields);
#undef REC

struct token_args {
	const char *label;
	int64_t days;
};
#define REC struct token_args
static const struct field token_fields[] = {
	TEXT(label, 1, 100, .label = "What it is for", .need = true),
	INT(days, 1, 366, .label = "Days it is good", .need = true),
};
static const struct shape token_shape = SHAPE(token_fields);
#undef REC

struct token_reply {
	const char *token;
	int64_t until_at;
};
#define REC struct token_reply
static const struct field token_reply_fields[] = {
	TEXT(token, 1, 60, .label = "Token; shown once"),
	AT(until_at, .label = "Good until"),
};
static const struct shape token_reply_shape = SHAPE(token_reply_fields);
#undef REC

/* Free in all of this file: one's own sessions are not about territory. */

static int list(struct request *rq, const void *record)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT seq, label, is_bearer, from_at, until_at "
					 "FROM session WHERE account = $1 AND ended_at IS NULL "
					 "AND until_at > $2 ORDER BY seq DESC LIMIT 500",
					 "ii", rq->actor->account, rq->now);
	int more;

	(void)record;
	rq_reply_rows(rq);
	while ((more = rows_next(rows)) == 1) {
		out_object(&rq->reply);
		out_key(&rq->reply, "session");
		out_int(&rq->reply, rows_int(rows, 0));
		out_key(&rq->reply, "label");
		out_text(&rq->reply, rows_text(rows, 1));
		out_key(&rq->reply, "is_bearer");
		out_flag(&rq->reply, rows_int(rows, 2) == 1);
		out_key(&rq->reply, "from_at");
		out_int(&rq->reply, rows_int(rows, 3));
		out_key(&rq->reply, "until_at");
		out_int(&rq->reply, rows_int(rows, 4));
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return more;
}

static int end_phone(struct request *rq)
{
	if (home_end(rq, rq->actor->household, rq->actor->account) < 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "ended");
	out_int(&rq->reply, 1);
	out_end_object(&rq->reply);
	return 0;
}

static int end(struct request *rq, const void *record)
{
	const struct end_args *args = record;

	/* A family's phone is one session, one posting, one binding: it ends as a whole. */
	if (rq->actor->household)
		return end_phone(rq);
	int64_t n = rq_run_free(rq,
				"UPDATE session SET ended_at = $2 WHERE account = $1 "
				"AND ended_at IS NULL AND (seq = $3 OR $3 = 0)",
				"iii", rq->actor->account, rq->now,
				args->session == NOT_GIVEN ? INT64_C(0) : args->session);

	if (n < 0)
		return -1;
	if (n == 0 && args->session != NOT_GIVEN)
		return refuse(rq, 4506, "session", "this session is not yours or has ended");
	auth_changed(rq);
	out_object(&rq->reply);
	out_key(&rq->reply, "ended");
	out_int(&rq->reply, n);
	out_end_object(&rq->reply);
	return 0;
}

static int token(struct request *rq, const void *record)
{
	const struct token_args *args = record;
	int64_t until_at = rq->now + args->days * MS_PER_DAY;
	char made[44];

	if (rq->actor->is_program)
		return refuse(rq, 4101, NULL, "sign in first");
	if (rq->actor->household)
		return refuse(rq, 5606, NULL,
			      "tokens are for programs of staff; bind another phone with a code");
	token_make(made);
	if (rq_run_free(rq,
			"INSERT INTO session (seq, token_hash, account, csrf, is_bearer, label, "
			"from_at, until_at) VALUES ($1, $2, $3, '', 1, $4, $5, $6)",
			"ititii", rq->seq, token_hash(rq->arena, made), rq->actor->account,
			args->label, rq->now, until_at) < 0)
		return -1;
	rq->is_private = true;
	out_object(&rq->reply);
	out_key(&rq->reply, "token");
	out_text(&rq->reply, made);
	out_key(&rq->reply, "until_at");
	out_int(&rq->reply, until_at);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "session.list", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = list,
	  .gives = &list_shape },
	{ "session.end", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = end,
	  .takes = &end_shape, .gives = &ended_shape },
	{ "session.token", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = token,
	  .takes = &token_shape, .gives = &token_reply_shape },
};

const struct room session_own_room = OWN_ROOM(session_own, "Own sessions");
