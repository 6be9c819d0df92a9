/* A phone that wants to be bound, and the end of what is over.
 *
 * Rule: a guess is decided in the writer, where guesses stand in one line, and a wrong
 * one is counted on disk before it is answered: five are free, then the household's
 * codes rest for a minute, two, four …, and the tenth ends them.  A card does not rest:
 * its token cannot be guessed. */
#include "home.h"

#define FREE_TRIES 5
#define LAST_TRY   10
#define KEPT_MS    (30 * MS_PER_DAY) /* what is over is kept so long, for the family to see */
#define A_ROUND    500

struct try_args {
	int64_t household, until_at;
	const char *code_hash, *card_hash, *token_hash, *label;
};
#define REC struct try_args
static const struct field try_fields[] = {
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	TEXT(code_hash, 16, 16, .label = "Keyed hash of household and code", .secret = SECRET_TEXT),
	TEXT(card_hash, 64, 64, .label = "Hash of the card's token", .secret = SECRET_TEXT),
	TEXT(token_hash, 64, 64, .label = "Hash of the phone's token", .need = true),
	TEXT(label, 1, 60, .label = "What the phone calls itself"),
	AT(until_at, .label = "Good until", .need = true),
};
static const struct shape try_shape = SHAPE(try_fields);
#undef REC

enum tried { BOUND, WRONG, LOCKED };
static const char *const words[] = {
	[BOUND] = "bound", [WRONG] = "wrong", [LOCKED] = "locked", NULL
};
struct try_reply {
	int outcome, relation;
	int64_t wait_ms;
};
#define REC struct try_reply
static const struct field try_reply_fields[] = {
	CHOICE(outcome, words, .label = "What it came to"),
	CHOICE(relation, home_agents, .label = "Who acts"),
	INT(wait_ms, 0, 0, .label = "Until the next try, ms"),
};
static const struct shape try_reply_shape = SHAPE(try_reply_fields);
#undef REC

struct expired {
	int64_t n_phones, n_keys;
};
#define REC struct expired
static const struct field expired_fields[] = {
	INT(n_phones, 0, INT64_MAX, .label = "Phones deleted", .need = true),
	INT(n_keys, 0, INT64_MAX, .label = "Codes and cards deleted", .need = true),
};
static const struct shape expired_shape = SHAPE(expired_fields);
#undef REC

static const struct shape no_shape;

/* Free in all of this file: sent by the program for a household it has found. */

static int answer(struct request *rq, int outcome, int relation, int64_t wait_ms)
{
	struct try_reply reply = { outcome, relation, wait_ms };

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &try_reply_shape, &reply, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return 0;
}

static int read_lock(struct request *rq, int64_t household, int64_t *n_wrong, int64_t *until)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT n_wrong, locked_until FROM home_lock "
					 "WHERE household = $1",
					 "i", household);
	int more = rows_next(rows);

	*n_wrong = *until = 0;
	if (more == 1) {
		*n_wrong = rows_int(rows, 0);
		*until = rows_int(rows, 1);
		rows_end(rows);
	}
	return more < 0 ? rq_rows_failed(rq, rows) : 0;
}

/* Also where there is no code at all, so that nobody can tell. */
static int count_wrong(struct request *rq, int64_t household, int64_t n_wrong)
{
	int64_t rest = 0;

	n_wrong++;
	if (n_wrong >= FREE_TRIES)
		rest = MS_PER_MINUTE
		       << (n_wrong < LAST_TRY ? n_wrong - FREE_TRIES : LAST_TRY - FREE_TRIES);
	if (n_wrong >= LAST_TRY &&
	    rq_run_free(rq,
			"UPDATE home_key SET code_hash = NULL, code_until_at = $2, ended_at = "
			"CASE WHEN token_hash IS NULL THEN $2 ELSE ended_at END "
			"WHERE household = $1 AND ended_at IS NULL",
			"ii", household, rq->now) < 0)
		return -1;
	if (rq_run_free(rq,
			"INSERT INTO home_lock (household, n_wrong, locked_until) "
			"VALUES ($1, $2, $3) ON CONFLICT (household) DO UPDATE SET "
			"n_wrong = excluded.n_wrong, locked_until = excluded.locked_until",
			"iii", household, n_wrong, rq->now + rest) < 0)
		return -1;
	return answer(rq, WRONG, -1, rest);
}

struct key {
	int64_t seq, made_by;
	int relation, consent;
	bool is_card;
	const char *agreed_on;
};

static struct key key_from(struct request *rq, const struct rows *rows, bool is_card)
{
	return (struct key){
		.seq = rows_int(rows, 1),
		.relation = (int)rows_int(rows, 2),
		.consent = rows_is_null(rows, 3) ? -1 : (int)rows_int(rows, 3),
		.agreed_on = arena_text(rq->arena, rows_text(rows, 4)),
		.made_by = rows_int(rows, 5),
		.is_card = is_card || !rows_is_null(rows, 6),
	};
}

#define KEY_COLUMNS "code_hash, seq, relation, consent, agreed_on, made_by, token_hash "

/* 1 found, 0 none, -1.  Every live code is compared, each in constant time. */
static int find_key(struct request *rq, const struct try_args *given, struct key *key)
{
	struct rows *rows;
	int found = 0, more;

	if (given->card_hash)
		rows = rq_rows_free(rq,
				    "SELECT " KEY_COLUMNS "FROM home_key WHERE token_hash = $1 "
				    "AND household = $2 AND ended_at IS NULL AND until_at > $3",
				    "tii", given->card_hash, given->household, rq->now);
	else
		rows = rq_rows_free(rq,
				    "SELECT " KEY_COLUMNS "FROM home_key WHERE household = $1 "
				    "AND code_hash IS NOT NULL AND ended_at IS NULL "
				    "AND code_until_at > $2 ORDER BY seq",
				    "ii", given->household, rq->now);
	while ((more = rows_next(rows)) == 1)
		if (given->card_hash || texts_equal_secret(rows_text(rows, 0), given->code_hash)) {
			*key = key_from(rq, rows, given->card_hash != NULL);
			found = 1;
		}
	return more < 0 ? rq_rows_failed(rq, rows) : found;
}

static int bind(struct request *rq, const struct try_args *given, const struct key *key,
		const char *region)
{
	struct home_phone phone = { .household = given->household,
				    .key = key->seq,
				    .until_at = given->until_at,
				    .made_by = key->made_by,
				    .region = region,
				    .token_hash = given->token_hash,
				    .label = given->label,
				    .agreed_on = key->agreed_on,
				    .agent = key->relation,
				    .consent = key->consent };

	/* A code is for one phone; what is printed serves the whole family. */
	if (!key->is_card && rq_run_free(rq,
					 "UPDATE home_key SET ended_at = $3 WHERE household = $1 "
					 "AND seq = $2",
					 "iii", given->household, key->seq, rq->now) < 0)
		return -1;
	if (!given->card_hash && rq_run_free(rq, "DELETE FROM home_lock WHERE household = $1", "i",
					     given->household) < 0)
		return -1;
	return home_bind(rq, &phone) != 0 ? -1 : answer(rq, BOUND, key->relation, NOT_GIVEN);
}

static int try(struct request *rq, const void *record)
{
	const struct try_args *given = record;
	const char *region = NULL;
	int64_t n_wrong, locked_until;
	struct rows *rows;
	struct key key = { 0 };
	int found;

	if (read_lock(rq, given->household, &n_wrong, &locked_until) != 0)
		return -1;
	if (given->code_hash && locked_until > rq->now)
		return answer(rq, LOCKED, -1, locked_until - rq->now);
	rows = rq_rows_free(rq, "SELECT region FROM household WHERE seq = $1", "i",
			    given->household);
	if (rows_next(rows) == 1)
		region = arena_text(rq->arena, rows_text(rows, 0));
	rows_end(rows);
	if (rq_rows_failed(rq, rows) != 0 || (!given->code_hash && !given->card_hash))
		return -1;
	if (region)
		rq_place(rq, region);
	found = region ? find_key(rq, given, &key) : 0;
	if (found < 0)
		return -1;
	if (found)
		return bind(rq, given, &key, region);
	return given->card_hash ? answer(rq, WRONG, -1, 0)
				: count_wrong(rq, given->household, n_wrong);
}

/* Phones whose time is over end like those that are ended by hand. */
static int end_late(struct request *rq)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT household, account FROM binding "
					 "WHERE ended_at IS NULL AND until_at <= $1 LIMIT $2",
					 "ii", rq->now, (int64_t)A_ROUND);
	int64_t homes[A_ROUND], numbers[A_ROUND];
	int n = 0, more;

	while ((more = rows_next(rows)) == 1) {
		homes[n] = rows_int(rows, 0);
		numbers[n++] = rows_int(rows, 1);
	}
	if (more < 0)
		return rq_rows_failed(rq, rows);
	for (int i = 0; i < n; i++)
		if (home_end(rq, homes[i], numbers[i]) < 0)
			return -1;
	return 0;
}

/* Once a day.  The account stays, without name or phone, as the author of records. */
static int expire(struct request *rq, const void *record)
{
	int64_t until = rq->now - KEPT_MS, n_phones, n_keys;

	(void)record;
	if (end_late(rq) != 0 ||
	    rq_run_free(rq,
			"DELETE FROM session WHERE account IN (SELECT account FROM binding "
			"WHERE ended_at <= $1)",
			"i", until) < 0)
		return -1;
	n_phones = rq_run_free(rq, "DELETE FROM binding WHERE ended_at <= $1", "i", until);
	n_keys = rq_run_free(rq, "DELETE FROM home_key WHERE ended_at <= $1 OR until_at <= $1", "i",
			     until);
	if (n_phones < 0 || n_keys < 0 ||
	    rq_run_free(rq, "DELETE FROM home_lock WHERE locked_until <= $1", "i", until) < 0)
		return -1;
	if (n_phones + n_keys > 0 &&
	    rq_follow(rq, "binding.expired", "", rq_new_id(rq, 1),
		      arena_print(rq->arena, "{\"n_phones\":%" PRId64 ",\"n_keys\":%" PRId64 "}",
				  n_phones, n_keys)) != 0)
		return -1;
	if (rq_one_free(rq, 0, "SELECT 1 FROM binding UNION ALL SELECT 1 FROM home_key LIMIT 1",
			"") != 1)
		return rq->fault.number ? -1 : 0;
	return timer_set(rq, "binding.expire", rq->now + MS_PER_DAY, "binding.expire", "", "{}");
}

/* Only so that the journal holds the count. */
static int expired(struct request *rq, const void *record)
{
	(void)rq;
	(void)record;
	return 0;
}

static const struct command commands[] = {
	{ "binding.try", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = try, .takes = &try_shape,
	  .gives = &try_reply_shape },
	{ "binding.expire", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = expire,
	  .takes = &no_shape },
	{ "binding.expired", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = expired,
	  .takes = &expired_shape },
};

const struct room binding_try_room = OWN_ROOM(binding_try, "Binding a phone");
