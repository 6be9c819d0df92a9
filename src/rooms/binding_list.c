/* Which phones, codes and cards a household has, and their end.
 *
 * Rule: the family sees all of its own and ends any of them at once; an agent sees
 * none but itself.  What is over stays in sight for thirty days. */
#include "home.h"

#define SEERS (GRID_WORKER | OFFICER | RESIDENT)

struct key_row {
	int64_t household, seq, made_by, made_at, until_at, code_until_at, ended_at;
	int relation, consent;
	const char *token_hash, *code_hash, *agreed_on;
};
#define REC struct key_row
static const struct field key_columns[] = {
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	INT(seq, 1, INT64_MAX, .label = "Number of the command that made it", .need = true),
	TEXT(token_hash, 64, 64, .label = "Hash of a card's token; absent: a code alone"),
	TEXT(code_hash, 16, 16, .label = "Keyed hash of household and code"),
	CHOICE(relation, home_agents, .label = "Who will act", .need = true),
	CHOICE(consent, home_consents, .label = "How the household agreed"),
	DAY(agreed_on, .label = "When it agreed"),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	AT(made_at, .label = "Made", .need = true),
	AT(until_at, .label = "Good until", .need = true),
	AT(code_until_at, .label = "Its code is good until", .need = true),
	AT(ended_at, .label = "Ended"),
};
static const char *const key_indexes[] = { "unique (token_hash)", NULL };
#undef REC

struct lock_row {
	int64_t household, n_wrong, locked_until;
};
#define REC struct lock_row
static const struct field lock_columns[] = {
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	INT(n_wrong, 0, INT64_MAX, .label = "Wrong codes in a row", .need = true),
	AT(locked_until, .label = "No code is looked at until", .need = true),
};
#undef REC

struct binding_row {
	int64_t account, household, key_seq, from_at, until_at, made_by, ended_at, ended_by;
	int relation, consent;
	const char *agreed_on, *label;
};
#define REC struct binding_row
static const struct field binding_columns[] = {
	INT(account, 1, INT64_MAX, .label = "The phone's account", .need = true),
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	CHOICE(relation, home_agents, .label = "Who acts", .need = true),
	CHOICE(consent, home_consents, .label = "How the household agreed"),
	DAY(agreed_on, .label = "When it agreed"),
	INT(key_seq, 1, INT64_MAX, .label = "Code or card it was bound with", .need = true),
	TEXT(label, 1, 60, .label = "What the phone calls itself"),
	AT(from_at, .label = "Bound", .need = true),
	AT(until_at, .label = "Good until", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that gave the code or card", .need = true),
	AT(ended_at, .label = "Ended"),
	INT(ended_by, 0, INT64_MAX, .label = "Account that ended it"),
};
static const char *const binding_indexes[] = { "household", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("binding", binding_columns, .bare = true, .key = "account",
	      .indexes = binding_indexes),
	TABLE("home_key", key_columns, .bare = true, .key = "household, seq",
	      .indexes = key_indexes),
	TABLE("home_lock", lock_columns, .bare = true, .key = "household"),
};

struct list_args {
	const char *household;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REF(household, "household", .label = "Household", .need = true),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

enum held_kind { PHONE, CARD, CODE };
static const char *const kinds[] = { [PHONE] = "phone", [CARD] = "card", [CODE] = "code", NULL };
struct row {
	int kind, relation, consent, is_own;
	int64_t number, from_at, until_at, ended_at;
	const char *agreed_on, *label;
};
#define REC struct row
static const struct field row_fields[] = {
	CHOICE(kind, kinds, .label = "Kind"),
	INT(number, 1, INT64_MAX, .label = "Number"),
	CHOICE(relation, home_agents, .label = "Who acts"),
	CHOICE(consent, home_consents, .label = "How the household agreed"),
	DAY(agreed_on, .label = "When it agreed"),
	TEXT(label, 1, 60, .label = "What the phone calls itself"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Good until"),
	AT(ended_at, .label = "Ended"),
	FLAG(is_own, .label = "This phone"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct end_args {
	const char *household;
	int64_t number;
};
#define REC struct end_args
static const struct field end_fields[] = {
	REF(household, "household", .label = "Household", .need = true),
	INT(number, 1, INT64_MAX, .label = "Number of the phone, card or code", .need = true),
};
static const struct shape end_shape = SHAPE(end_fields);
#undef REC

static int64_t or_none(const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ? NOT_GIVEN : rows_int(rows, column);
}

/* Free in the rest of this file: all hangs on a household found in reach. */

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	struct household_at at;
	struct rows *rows;

	if (home_household(rq, "household", args->household, &at) != 0)
		return -1;
	rows = rq_rows_free(
		rq,
		"SELECT 0 AS kind, account AS number, relation, consent, agreed_on, label, from_at, "
		"until_at, ended_at FROM binding WHERE household = $1 AND ($2 = 0 OR account = $2) "
		"UNION ALL SELECT CASE WHEN token_hash IS NULL THEN 2 ELSE 1 END, seq, relation, "
		"consent, agreed_on, NULL, made_at, until_at, ended_at FROM home_key "
		"WHERE household = $1 AND $2 = 0 ORDER BY 1, 2 DESC LIMIT 500",
		"ii", at.seq, rq->actor->agent == HOME_SELF ? INT64_C(0) : rq->actor->account);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = { .kind = (int)rows_int(rows, 0),
				   .number = rows_int(rows, 1),
				   .relation = (int)rows_int(rows, 2),
				   .consent = rows_is_null(rows, 3) ? -1 : (int)rows_int(rows, 3),
				   .agreed_on = rows_text(rows, 4),
				   .label = rows_text(rows, 5),
				   .from_at = rows_int(rows, 6),
				   .until_at = rows_int(rows, 7),
				   .ended_at = or_none(rows, 8) };

		row.is_own = row.kind == PHONE && row.number == rq->actor->account;
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static int end(struct request *rq, const void *record)
{
	const struct end_args *args = record;
	struct household_at at;
	int64_t n;

	if (home_household(rq, "household", args->household, &at) != 0)
		return -1;
	if (args->number != rq->actor->account && home_is_self(rq) != 0)
		return -1;
	n = home_end(rq, at.seq, args->number);
	if (n == 0)
		n = rq_run_free(rq,
				"UPDATE home_key SET ended_at = $3 WHERE household = $1 "
				"AND seq = $2 AND ended_at IS NULL",
				"iii", at.seq, args->number, rq->now);
	if (n < 0)
		return -1;
	if (n == 0)
		return refuse(rq, 5408, "number",
			      "there is no such phone, card or code here, or it has ended");
	rq_place(rq, at.region);
	return 0;
}

/* Only the program runs invariants; all of the tables. */
static int invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	static const char *const rules[][2] = {
		{ "acts in another place than its household stands",
		  "SELECT a.login FROM account a JOIN household h ON h.seq = a.household "
		  "JOIN posting p ON p.account = a.seq WHERE a.state = 0 AND p.void_at IS NULL "
		  "AND p.region <> h.region LIMIT 100" },
		{ "holds a posting that is not a resident's",
		  "SELECT a.login FROM account a JOIN posting p ON p.account = a.seq "
		  "WHERE a.household IS NOT NULL AND p.role <> 2048 LIMIT 100" },
		{ "may act although its binding ended, or there is none",
		  "SELECT a.login FROM account a LEFT JOIN binding b ON b.account = a.seq "
		  "WHERE a.household IS NOT NULL AND a.state = 0 "
		  "AND (b.account IS NULL OR b.ended_at IS NOT NULL "
		  "OR b.household <> a.household) LIMIT 100" },
		{ "ended and still has an open session",
		  "SELECT a.login FROM account a JOIN session s ON s.account = a.seq "
		  "WHERE a.household IS NOT NULL AND a.state <> 0 AND s.ended_at IS NULL "
		  "LIMIT 100" },
	};

	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		struct rows *rows = rq_rows_free(rq, rules[i][1], "");
		int more;

		while ((more = rows_next(rows)) == 1)
			found(self, arena_print(rq->arena, "the phone %s %s", rows_text(rows, 0),
						rules[i][0]));
		if (more < 0)
			return -1;
	}
	return 0;
}

static const struct command commands[] = {
	{ "binding.list", DOES_READ, .who = SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "binding.end", DOES_OWN, .who = SEERS, .where = IN_REACH, .run = end,
	  .takes = &end_shape },
};

const struct room binding_list_room =
	OWN_ROOM(binding_list, "Phones of a household", .tables = tables,
		 .n_tables = (int)COUNT_OF(tables), .invariants = invariants);
