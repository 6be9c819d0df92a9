/* Sessions, one-time links and what they set.
 *
 * Rule: only hashes of tokens are stored.  The commands here that only the
 * program runs are sent by domain/sign_in.c after it has checked a password or a
 * token in the caller's thread. */
#include "actor.h"
#include "authority.h"

struct session_row {
	int64_t seq, account, from_at, until_at, ended_at, seen_at;
	const char *token_hash, *csrf, *label;
	int is_bearer;
};
#define REC struct session_row
static const struct field session_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the command that opened it", .need = true),
	TEXT(token_hash, 64, 64, .label = "Hash of its token", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	TEXT(csrf, 0, 43, .label = "Token that its changes must carry", .need = true),
	FLAG(is_bearer, .label = "A program's", .need = true),
	TEXT(label, 1, 100, .label = "What it is for"),
	AT(from_at, .label = "Opened", .need = true),
	AT(until_at, .label = "Good until", .need = true),
	AT(ended_at, .label = "Ended"),
	AT(seen_at, .label = "Last seen, within ten minutes; programs and phones only"),
};
static const char *const session_indexes[] = { "unique (token_hash)", "account, seq", NULL };
#undef REC

struct link_row {
	const char *token_hash;
	int64_t account, until_at, used_at;
};
#define REC struct link_row
static const struct field link_columns[] = {
	TEXT(token_hash, 64, 64, .label = "Hash of its token", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	AT(until_at, .label = "Good until", .need = true),
	AT(used_at, .label = "Used"),
};
#undef REC

static const struct table tables[] = {
	TABLE("session", session_columns, .bare = true, .key = "seq", .indexes = session_indexes),
	TABLE("link", link_columns, .bare = true, .key = "token_hash"),
};

struct args {
	int64_t account, until_at;
	const char *token_hash, *csrf, *label, *password_hash;
	int is_bearer;
};
#define REC     struct args
#define ACCOUNT INT(account, 1, INT64_MAX, .label = "Account", .need = true)
#define TOKEN   TEXT(token_hash, 64, 64, .label = "Hash of the token", .need = true)
#define UNTIL   AT(until_at, .label = "Good until", .need = true)
#define HASH    TEXT(password_hash, 1, 128, .label = "Argon2id", .secret = SECRET_TEXT, .need = true)
static const struct field open_fields[] = {
	ACCOUNT,
	TOKEN,
	TEXT(csrf, 0, 43, .label = "CSRF token", .secret = SECRET_TEXT, .need = true),
	FLAG(is_bearer, .label = "A program's", .need = true),
	TEXT(label, 1, 100, .label = "What it is for"),
	UNTIL,
};
static const struct shape open_shape = SHAPE(open_fields);
static const struct field failed_fields[] = { ACCOUNT };
static const struct shape failed_shape = SHAPE(failed_fields);
static const struct field link_fields[] = { ACCOUNT, TOKEN, UNTIL };
static const struct shape link_shape = SHAPE(link_fields);
static const struct field used_fields[] = { TOKEN, HASH };
static const struct shape used_shape = SHAPE(used_fields);
static const struct field set_fields[] = { ACCOUNT, HASH };
static const struct shape set_shape = SHAPE(set_fields);
#undef REC

/* Free in all of this file: accounts and sessions are not about territory. */

static int insert_session(struct request *rq, int64_t account, const char *token, const char *csrf,
			  bool is_bearer, const char *label, int64_t until_at)
{
	return rq_run_free(rq,
			   "INSERT INTO session (seq, token_hash, account, csrf, is_bearer, label, "
			   "from_at, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			   "itititii", rq->seq, token, account, csrf, (int64_t)is_bearer, label,
			   rq->now, until_at) < 0
		       ? -1
		       : 0;
}

static int open_session(struct request *rq, const void *record)
{
	const struct args *args = record;

	/* A right password ends the count of wrong ones. */
	if (rq_run_free(rq,
			"UPDATE account SET n_failed = 0, locked_until = NULL "
			"WHERE seq = $1 AND n_failed > 0",
			"i", args->account) < 0)
		return -1;
	return insert_session(rq, args->account, args->token_hash, args->csrf, args->is_bearer,
			      args->label, args->until_at);
}

static int failed(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t n = rq_one_free(rq, 0, "SELECT n_failed FROM account WHERE seq = $1", "i",
				args->account);

	return rq_run_free(rq, "UPDATE account SET n_failed = $2, locked_until = $3 WHERE seq = $1",
			   "iii", args->account, n + 1, rq->now + lock_ms(n + 1)) < 0
		       ? -1
		       : 0;
}

static int make_link(struct request *rq, const void *record)
{
	const struct args *args = record;

	return rq_run_free(rq,
			   "INSERT INTO link (token_hash, account, until_at) VALUES ($1, $2, $3)",
			   "tii", args->token_hash, args->account, args->until_at) < 0
		       ? -1
		       : 0;
}

/* A new password ends every session and every other link of the account. */
static int set_password(struct request *rq, int64_t account, const char *hash)
{
	auth_changed(rq);
	if (rq_run_free(rq,
			"UPDATE account SET password = $2, n_failed = 0, locked_until = NULL, "
			"changed = $3 WHERE seq = $1",
			"iti", account, hash, rq->seq) < 0 ||
	    rq_run_free(rq,
			"UPDATE session SET ended_at = $2 WHERE account = $1 AND ended_at IS NULL",
			"ii", account, rq->now) < 0)
		return -1;
	return rq_run_free(rq,
			   "UPDATE link SET used_at = $2 WHERE account = $1 AND used_at IS NULL",
			   "ii", account, rq->now) < 0
		       ? -1
		       : 0;
}

static int use_link(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t account = rq_one_free(rq, 0,
				      "SELECT account FROM link WHERE token_hash = $1 "
				      "AND used_at IS NULL AND until_at > $2",
				      "ti", args->token_hash, rq->now);

	if (account == 0)
		return refuse(rq, 4123, "token",
			      "this link was used already or is too old; ask for a new one");
	return set_password(rq, account, args->password_hash);
}

static int password_set(struct request *rq, const void *record)
{
	const struct args *args = record;

	return set_password(rq, args->account, args->password_hash);
}

static const struct command commands[] = {
	{ "session.open", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = open_session,
	  .takes = &open_shape },
	{ "session.failed", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = failed,
	  .takes = &failed_shape },
	{ "session.link", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = make_link,
	  .takes = &link_shape },
	{ "session.link_used", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = use_link,
	  .takes = &used_shape },
	{ "session.password_set", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = password_set,
	  .takes = &set_shape },
};

const struct room session_room =
	OWN_ROOM(session, "Sessions", .tables = tables, .n_tables = (int)COUNT_OF(tables));
