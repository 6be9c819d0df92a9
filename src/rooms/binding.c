/* Binding a family's phone: codes to be said, cards to be printed.
 *
 * A code has six digits, fits one household, is used once and dies after ten wrong
 * tries; a card is a token on paper that binds by being held (safeguard R14).
 * Rule: of a code only a keyed hash with the household in it is stored, of a card only
 * the hash of its token; whoever acts for a household has its consent on record. */
#include "actor.h"
#include "home.h"
#include "home_door.h"
#include "region.h"

#define HANDERS      (GRID_WORKER | OFFICER)
#define CODE_MS      (72 * MS_PER_HOUR)
#define OWN_CODE_MS  (24 * MS_PER_HOUR) /* made by the family for somebody it knows */
#define CARD_CODE_MS (30 * MS_PER_DAY)
#define CARD_MS      (366 * MS_PER_DAY)
#define MOST_CARDS   200

/* What is handed out; the table is in binding_list.c. */
struct key {
	int64_t household, until_at, code_until_at;
	int relation, consent;
	const char *token_hash, *code_hash, *agreed_on;
};

struct code_args {
	const char *household, *agreed_on;
	int relation, consent;
};
#define REC struct code_args
static const struct field code_fields[] = {
	REF(household, "household", .label = "Household", .need = true),
	CHOICE(relation, home_agents, .label = "Who will act"),
	CHOICE(consent, home_consents, .label = "How the household agreed"),
	DAY(agreed_on, .label = "When it agreed"),
};
static const struct shape code_shape = SHAPE(code_fields);
#undef REC

struct code_reply {
	const char *code;
	int64_t until_at;
};
#define REC struct code_reply
static const struct field code_reply_fields[] = {
	TEXT(code, 6, 6, .label = "Six-digit code; shown once"),
	AT(until_at, .label = "Good until"),
};
static const struct shape code_reply_shape = SHAPE(code_reply_fields);
#undef REC

struct card_args {
	const char *region;
	const struct json *households;
};
#define REC struct card_args
static const struct field card_fields[] = {
	REGION(region, .label = "Region"),
	JSON(households, 20000, .label = "Households, at most 200", .need = true),
};
static const struct shape card_shape = SHAPE(card_fields);
#undef REC

struct card {
	const char *household, *door, *building, *token, *code;
	int64_t until_at;
};
#define REC struct card
static const struct field card_row_fields[] = {
	REF(household, "household", .label = "Household"),
	TEXT(door, 1, 60, .label = "Door"),
	TEXT(building, 1, 100, .label = "Building"),
	TEXT(token, 1, 60, .label = "Token of the card; shown once"),
	TEXT(code, 6, 6, .label = "Six-digit code on the card"),
	AT(until_at, .label = "Its code is good until"),
};
static const struct shape card_row_shape = SHAPE(card_row_fields);
#undef REC

/* Free in the rest of this file: codes and cards hang on households found in reach. */

/* Six digits, each number as likely as any other. */
static const char *make_code(struct request *rq)
{
	uint32_t n;

	do
		random_bytes(&n, sizeof(n));
	while (n >= 4294000000u);
	return arena_print(rq->arena, "%06u", n % 1000000u);
}

/* What is over is deleted once a day, as long as there is something. */
static int plan_expiry(struct request *rq)
{
	char tomorrow[11];

	if (rq_one_free(rq, 0, "SELECT 1 FROM timer WHERE name = 'binding.expire'", "") == 1)
		return 0;
	day_add(rq->today, 1, tomorrow);
	return rq->fault.number
		       ? -1
		       : timer_set(rq, "binding.expire", day_start(tomorrow) + 3 * MS_PER_HOUR,
				   "binding.expire", "", "{}");
}

static int insert_key(struct request *rq, const struct key *key)
{
	/* A code that is given anew starts with no wrong tries. */
	if (rq_run_free(rq, "DELETE FROM home_lock WHERE household = $1", "i", key->household) <
		    0 ||
	    plan_expiry(rq) != 0)
		return -1;
	return rq_run_free(rq,
			   "INSERT INTO home_key (household, seq, token_hash, code_hash, relation, "
			   "consent, agreed_on, made_by, made_at, until_at, code_until_at) "
			   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
			   "iittiitiiii", key->household, rq->seq, key->token_hash, key->code_hash,
			   (int64_t)key->relation,
			   key->consent < 0 ? NOT_GIVEN : (int64_t)key->consent, key->agreed_on,
			   rq->actor->account, rq->now, key->until_at, key->code_until_at) < 0
		       ? -1
		       : 0;
}

static int check_home(struct request *rq, const struct household_at *at)
{
	if (at->until_day)
		return refuse(rq, 5406, "household",
			      "this household is marked as demolished; correct it first");
	return 0;
}

static int code(struct request *rq, const void *record)
{
	const struct code_args *args = record;
	bool is_own = rq->actor->household != 0;
	struct household_at at;
	const char *made;

	if (home_household(rq, "household", args->household, &at) != 0 || home_is_self(rq) != 0 ||
	    check_home(rq, &at) != 0)
		return -1;
	struct key key = {
		.household = at.seq,
		.relation = args->relation < 0 ? HOME_SELF : args->relation,
		.consent = is_own ? HOME_BY_PAGE : args->consent,
		.agreed_on = is_own || !args->agreed_on ? rq->today : args->agreed_on,
		.until_at = rq->now + (is_own ? OWN_CODE_MS : CODE_MS),
	};
	key.code_until_at = key.until_at;
	if (key.relation != HOME_SELF && key.consent < 0)
		return refuse(rq, 5404, "consent", "say how the household agreed");
	if (strcmp(key.agreed_on, rq->today) > 0)
		return refuse(rq, 5405, "agreed_on",
			      "that day has not come; give the day it agreed");
	made = make_code(rq);
	key.code_hash = home_code_hash(rq->keys, rq->arena, at.seq, made);
	if (rq_run_free(rq,
			"UPDATE home_key SET ended_at = $3 WHERE household = $1 AND relation = $2 "
			"AND token_hash IS NULL AND ended_at IS NULL",
			"iii", at.seq, (int64_t)key.relation, rq->now) < 0 ||
	    insert_key(rq, &key) != 0)
		return -1;
	rq_place(rq, at.region);
	rq->is_private = true;
	out_object(&rq->reply);
	out_key(&rq->reply, "code");
	out_text(&rq->reply, made);
	out_key(&rq->reply, "until_at");
	out_int(&rq->reply, key.until_at);
	out_end_object(&rq->reply);
	return 0;
}

static const char *building_of(struct request *rq, const char *region)
{
	const char *name = NULL;
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT " BUILDING_NAME " FROM region r " JOIN_BUILDING("r.key") "WHERE r.key = $1",
		"t", region);

	if (rows_next(rows) == 1) {
		name = arena_text(rq->arena, rows_text(rows, 0));
		rows_end(rows);
	}
	return name;
}

static int make_card(struct request *rq, const char *id)
{
	struct household_at at;
	char token[44];

	if (home_household(rq, "households", id, &at) != 0 || check_home(rq, &at) != 0)
		return -1;
	const char *made = make_code(rq);
	struct key key = { .household = at.seq,
			   .relation = HOME_SELF,
			   .consent = -1,
			   .until_at = rq->now + CARD_MS,
			   .code_until_at = rq->now + CARD_CODE_MS };
	struct card card = { .household = id,
			     .door = at.door,
			     .building = building_of(rq, at.region),
			     .token = token,
			     .code = made,
			     .until_at = key.code_until_at };
	token_make(token);
	key.token_hash = token_hash(rq->arena, token);
	key.code_hash = home_code_hash(rq->keys, rq->arena, at.seq, made);
	if (rq_run_free(rq,
			"UPDATE home_key SET ended_at = $2 WHERE household = $1 "
			"AND token_hash IS NOT NULL AND ended_at IS NULL",
			"ii", at.seq, rq->now) < 0 ||
	    insert_key(rq, &key) != 0)
		return -1;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &card_row_shape, &card, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return 0;
}

static int cards(struct request *rq, const void *record)
{
	const struct card_args *args = record;

	if (args->households->kind != JSON_LIST || args->households->n < 1 ||
	    args->households->n > MOST_CARDS)
		return refuse(rq, 5407, "households", "name 1 to 200 households");
	rq->is_private = true;
	rq_reply_rows(rq);
	for (const struct json *one = args->households->first; one; one = one->next) {
		if (one->kind != JSON_TEXT)
			return refuse(rq, 5407, "households", "name 1 to 200 households");
		for (const struct json *other = args->households->first; other != one;
		     other = other->next)
			if (strcmp(other->text, one->text) == 0)
				return refuse(rq, 5407, "households", "name each household once");
		if (make_card(rq, one->text) != 0)
			return rq->fault.number
				       ? -1
				       : refuse(rq, 5001, NULL,
						"the storage failed; nothing was kept, try again");
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

static const struct command commands[] = {
	{ "binding.code", DOES_OWN, .who = HANDERS | RESIDENT, .where = IN_REACH, .run = code,
	  .takes = &code_shape, .gives = &code_reply_shape },
	{ "binding.card", DOES_OWN, .who = HANDERS, .where = IN_REACH, .run = cards,
	  .takes = &card_shape, .gives = &card_row_shape },
};

const struct room binding_room = OWN_ROOM(binding, "Phones of families");
