/* Accounts: the people who sign in.
 *
 * Rule: an account by itself may do nothing; postings give rights.  Whoever keeps
 * accounts keeps only those whose postings all lie within what he could hand out
 * himself, so that nobody takes over an account above his own. */
#include "actor.h"
#include "authority.h"

#define KEEPERS (ADMIN | COMMANDER | OFFICER)

struct account_row {
	int64_t seq, n_failed, locked_until, made_by, changed, household;
	const char *login, *password, *name, *phone, *organisation, *title, *region;
	int state, lang, agent;
};
#define REC struct account_row
static const struct field account_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the command that made it", .need = true),
	TEXT(login, 2, 40, .label = "Login", .need = true),
	TEXT(password, 1, 128, .label = "Argon2id; absent until a link was used"),
	TEXT(name, 1, 60, .label = "Name", .secret = SECRET_NAME),
	TEXT(phone, 1, 30, .label = "Phone", .secret = SECRET_PHONE),
	TEXT(organisation, 1, 64, .label = "Organisation"),
	TEXT(title, 1, 60, .label = "Title"),
	TEXT(region, 0, KEY_MAX, .label = "Where it was made", .need = true),
	CHOICE(state, account_states, .label = "State", .need = true),
	INT(n_failed, 0, INT64_MAX, .label = "Wrong passwords in a row", .need = true),
	AT(locked_until, .label = "No sign-in until"),
	CHOICE(lang, languages, .label = "Language", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
	INT(household, 1, INT64_MAX, .label = "Household whose phone this is; absent: staff"),
	CHOICE(agent, home_agents, .label = "Who acts for that household"),
};
static const char *const account_indexes[] = { "unique (login)", "region", "household", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("account", account_columns, .bare = true, .key = "seq", .indexes = account_indexes),
};

struct account_args {
	const char *login, *name, *phone, *organisation, *title;
	int lang;
};
#define REC   struct account_args
#define LOGIN TEXT(login, 2, 40, .label = "Login", .need = true)
#define ABOUT                                                                                      \
	TEXT(phone, 1, 30, .label = "Phone", .secret = SECRET_PHONE),                              \
		REF(organisation, "organisation", .label = "Organisation"),                        \
		TEXT(title, 1, 60, .label = "Title"), CHOICE(lang, languages, .label = "Language")
static const struct field add_fields[] = {
	LOGIN,
	TEXT(name, 1, 60, .label = "Full name", .secret = SECRET_NAME, .need = true),
	ABOUT,
};
static const struct shape add_shape = SHAPE(add_fields);
static const struct field edit_fields[] = {
	LOGIN,
	TEXT(name, 1, 60, .label = "Full name", .secret = SECRET_NAME),
	ABOUT,
};
static const struct shape edit_shape = SHAPE(edit_fields);
#undef REC

struct outcome {
	const char *outcome;
};
#define REC struct outcome
static const struct field outcome_fields[] = {
	TEXT(outcome, 1, 20, .label = "added, changed or same"),
};
static const struct shape outcome_shape = SHAPE(outcome_fields);
#undef REC

static int answer(struct request *rq, const char *outcome)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, outcome);
	out_end_object(&rq->reply);
	return 0;
}

/* Letters, digits and . _ - @; other scripts are welcome. */
static bool login_is_fit(const char *login)
{
	for (const unsigned char *p = (const unsigned char *)login; *p; p++)
		if (*p < 0x80 && !(*p >= '0' && *p <= '9') && !(*p >= 'A' && *p <= 'Z') &&
		    !(*p >= 'a' && *p <= 'z') && !strchr("._-@", *p))
			return false;
	return true;
}

static int check_organisation(struct request *rq, const char *organisation)
{
	/* Free: people of a city department serve in any street. */
	if (organisation &&
	    rq_one_free(rq, 0, "SELECT 1 FROM organisation WHERE id = $1 AND void_at IS NULL", "t",
			organisation) != 1 &&
	    !rq->fault.number)
		return refuse(rq, 4503, "organisation",
			      "there is no such organisation; add it first");
	return rq->fault.number ? -1 : 0;
}

static bool differs(const char *given, const char *kept)
{
	return given && (!kept || strcmp(given, kept) != 0);
}

/* Take up what the arguments say; 1 when anything changed. */
static int take_up(struct request *rq, const struct account_args *args, struct account *known)
{
	const void *sealed;
	size_t n;

	if (check_organisation(rq, args->organisation) != 0)
		return -1;
	if (!differs(args->name, known->staff.name) && !differs(args->phone, known->staff.phone) &&
	    !differs(args->organisation, known->organisation) &&
	    !differs(args->title, known->title) && (args->lang < 0 || args->lang == known->lang))
		return 0;
	if (args->name)
		known->staff.name = args->name;
	if (args->phone)
		known->staff.phone = args->phone;
	sealed = rq_seal(rq, &staff_shape, &known->staff, &n);
	/* Free: the account was just found in reach. */
	if (rq_run_free(rq,
			"UPDATE account SET sealed = $2, name_hash = $3, phone_hash = $4, "
			"organisation = $5, title = $6, lang = $7, changed = $8 WHERE seq = $1",
			"ibiittii", known->seq, sealed, n,
			secret_hash(rq->keys, rq->arena, SECRET_NAME, known->staff.name),
			secret_hash(rq->keys, rq->arena, SECRET_PHONE, known->staff.phone),
			args->organisation ? args->organisation : known->organisation,
			args->title ? args->title : known->title,
			(int64_t)(args->lang >= 0 ? args->lang : known->lang), rq->seq) < 0)
		return -1;
	return 1;
}

static int insert(struct request *rq, const struct account_args *args)
{
	struct staff staff = { args->name, args->phone };
	size_t n;
	const void *sealed = rq_seal(rq, &staff_shape, &staff, &n);

	if (check_organisation(rq, args->organisation) != 0)
		return -1;
	/* Free: the region is the request's own. */
	if (rq_run_free(rq,
			"INSERT INTO account (seq, login, name_hash, phone_hash, sealed, "
			"organisation, title, region, state, n_failed, lang, made_by, changed) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, $10, $1)",
			"itiibtttii", rq->seq, args->login,
			secret_hash(rq->keys, rq->arena, SECRET_NAME, args->name),
			secret_hash(rq->keys, rq->arena, SECRET_PHONE, args->phone), sealed, n,
			args->organisation, args->title, rq->region,
			(int64_t)(args->lang >= 0 ? args->lang : 0), rq->actor->account) < 0)
		return -1;
	return answer(rq, "added");
}

static int add(struct request *rq, const void *record)
{
	const struct account_args *args = record;
	struct account known;
	int more;

	if (!login_is_fit(args->login))
		return refuse(rq, 4504, "login", "a login has letters, digits and . _ - @ only");
	more = account_find(rq, args->login, &known);
	if (more < 0)
		return -1;
	if (more == 1) {
		more = take_up(rq, args, &known);
		return more < 0 ? -1 : answer(rq, more ? "changed" : "same");
	}
	/* Free: a login is unique in the whole house. */
	if (rq_one_free(rq, 0, "SELECT 1 FROM account WHERE login = $1", "t", args->login) == 1)
		return refuse(rq, 4501, "login", "this login is taken; choose another");
	return rq->fault.number ? -1 : insert(rq, args);
}

static int edit(struct request *rq, const void *record)
{
	const struct account_args *args = record;
	struct account known;
	int more;

	if (account_need(rq, args->login, &known) != 0)
		return -1;
	more = take_up(rq, args, &known);
	return more < 0 ? -1 : answer(rq, more ? "changed" : "same");
}

static const struct command commands[] = {
	{ "account.add", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = add,
	  .takes = &add_shape, .gives = &outcome_shape },
	{ "account.edit", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = edit,
	  .takes = &edit_shape, .gives = &outcome_shape },
};

const struct room account_room =
	OWN_ROOM(account, "Accounts", .tables = tables, .n_tables = (int)COUNT_OF(tables));
