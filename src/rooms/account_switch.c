/* Switching accounts off and on, and inviting: a one-time link with which somebody
 * sets a password.
 *
 * Rule: nobody knows another's password, and nobody switches the own account. */
#include "actor.h"
#include "authority.h"

#define KEEPERS (ADMIN | COMMANDER | OFFICER)
#define LINK_MS (3 * MS_PER_DAY) /* an invitation */

struct account_args {
	const char *login, *reason;
};
#define REC   struct account_args
#define LOGIN TEXT(login, 2, 40, .label = "Login", .need = true)
static const struct field state_fields[] = {
	LOGIN,
	TEXT(reason, 1, 200, .label = "Reason"),
};
static const struct shape state_shape = SHAPE(state_fields);
static const struct field login_fields[] = { LOGIN };
static const struct shape login_shape = SHAPE(login_fields);
#undef REC

struct outcome {
	const char *outcome;
};
#define REC struct outcome
static const struct field outcome_fields[] = { TEXT(outcome, 1, 20, .label = "changed or same") };
static const struct shape outcome_shape = SHAPE(outcome_fields);
#undef REC

struct invitation {
	const char *login, *token;
	int64_t until_at;
};
#define REC struct invitation
static const struct field invitation_fields[] = {
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(token, 1, 60, .label = "Token of the one-time link; shown once"),
	AT(until_at, .label = "Good until"),
};
static const struct shape invitation_shape = SHAPE(invitation_fields);
#undef REC

static int answer(struct request *rq, const char *outcome)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, outcome);
	out_end_object(&rq->reply);
	return 0;
}

static int set_state(struct request *rq, const struct account_args *args, int state)
{
	struct account known;

	if (rq->actor->login && strcmp(rq->actor->login, args->login) == 0)
		return refuse(rq, 4505, "login", "somebody else must switch your own account");
	if (account_need(rq, args->login, &known) != 0)
		return -1;
	if (known.state == state)
		return answer(rq, "same");
	auth_changed(rq);
	/* Free: the account was just found in reach. */
	if (rq_run_free(rq,
			"UPDATE account SET state = $2, n_failed = 0, locked_until = NULL, "
			"changed = $3 WHERE seq = $1",
			"iii", known.seq, (int64_t)state, rq->seq) < 0)
		return -1;
	return answer(rq, "changed");
}

static int disable(struct request *rq, const void *record)
{
	return set_state(rq, record, 1);
}

static int enable(struct request *rq, const void *record)
{
	return set_state(rq, record, 0);
}

static int invite(struct request *rq, const void *record)
{
	const struct account_args *args = record;
	struct account known;
	char token[44];

	if (account_need(rq, args->login, &known) != 0)
		return -1;
	token_make(token);
	/* Free: the account was just found in reach. */
	if (rq_run_free(rq, "INSERT INTO link (token_hash, account, until_at) VALUES ($1, $2, $3)",
			"tii", token_hash(rq->arena, token), known.seq, rq->now + LINK_MS) < 0)
		return -1;
	rq->is_private = true;
	out_object(&rq->reply);
	out_key(&rq->reply, "login");
	out_text(&rq->reply, args->login);
	out_key(&rq->reply, "token");
	out_text(&rq->reply, token);
	out_key(&rq->reply, "until_at");
	out_int(&rq->reply, rq->now + LINK_MS);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "account.disable", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = disable,
	  .takes = &state_shape, .gives = &outcome_shape },
	{ "account.enable", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = enable,
	  .takes = &state_shape, .gives = &outcome_shape },
	{ "account.invite", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = invite,
	  .takes = &login_shape, .gives = &invitation_shape },
};

const struct room account_switch_room = OWN_ROOM(account_switch, "Switching accounts");
