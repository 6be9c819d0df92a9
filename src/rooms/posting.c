/* Postings: person, role, region, from, until, and the order they rest on.
 *
 * Rule: a posting is the only authority.  It counts from its start to its end and
 * not a moment longer; nobody posts himself. */
#include "actor.h"
#include "authority.h"

#define POSTERS (ADMIN | COMMANDER | OFFICER)
/* A phone's clock may be this far behind when it says "now". */
#define SLACK_MS MS_PER_MINUTE

struct posting_row {
	int64_t seq, account, role, from_at, until_at, ended_by, changed, void_at;
	const char *id, *region, *order_ref;
	int duty;
};
#define REC struct posting_row
static const struct field posting_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the command that made it", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	INT(role, 1, 1 << 13, .label = "Role, as a bit", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	CHOICE(duty, duties, .label = "Duty", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until"),
	TEXT(order_ref, 1, 200, .label = "Order it rests on"),
	INT(ended_by, 0, INT64_MAX, .label = "Account that ended it"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
	AT(void_at, .label = "It never was"),
};
static const char *const posting_indexes[] = {
	"unique (id)",
	/* Whether somebody answers for a place now is seen in the index alone. */
	"region, from_at, until_at, role, duty, void_at",
	"account",
	NULL,
};
#undef REC

static const struct table tables[] = {
	TABLE("posting", posting_columns, .bare = true, .key = "seq", .indexes = posting_indexes),
};

struct add {
	const char *account, *region, *order_ref;
	int role, duty;
	int64_t from_at, until_at;
};
#define REC struct add
static const struct field add_fields[] = {
	TEXT(account, 2, 40, .label = "Login", .need = true),
	CHOICE(role, posting_roles, .label = "Role", .need = true),
	REGION(region, .label = "Region"),
	CHOICE(duty, duties, .label = "Duty"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	TEXT(order_ref, 1, 200, .label = "Order it rests on"),
};
static const struct shape add_shape = SHAPE(add_fields);
#undef REC

struct carry {
	const char *posting;
	int64_t from_at;
};
#define REC struct carry
static const struct field carry_fields[] = {
	REF(posting, "posting", .label = "Posting", .need = true),
	AT(from_at, .label = "From", .need = true),
};
static const struct shape carry_shape = SHAPE(carry_fields);
#undef REC

struct outcome {
	const char *outcome;
};
#define REC struct outcome
static const struct field outcome_fields[] = { TEXT(outcome, 1, 20, .label = "added or same") };
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

struct posting {
	int64_t account, role, duty, from_at, until_at;
	const char *order_ref;
};

/* A posting of the same person in the same role and place whose time overlaps:
 * 1 the very same one, 0 none, -1 refused. */
static int find_overlap(struct request *rq, const struct posting *p, bool has_from)
{
	/* Free: the region is the request's own. */
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT duty, from_at, until_at FROM posting "
			     "WHERE account = $1 AND role = $2 AND region = $3 "
			     "AND void_at IS NULL AND (until_at IS NULL OR until_at > $4) "
			     "AND (CAST($5 AS bigint) IS NULL OR from_at < $5) LIMIT 1",
			     "iitii", p->account, p->role, rq->region, p->from_at, p->until_at);
	int more = rows_next(rows);
	int64_t until;
	bool is_same;

	if (more != 1)
		return more;
	until = rows_is_null(rows, 2) ? NOT_GIVEN : rows_int(rows, 2);
	is_same = rows_int(rows, 0) == p->duty && until == p->until_at &&
		  (!has_from || rows_int(rows, 1) == p->from_at);
	rows_end(rows);
	if (is_same)
		return 1;
	return refuse(
		rq, 4407, "account",
		"this person holds the role here already in that time; end that posting first");
}

static int insert(struct request *rq, const struct posting *p)
{
	auth_changed(rq);
	/* Free: the region is the request's own. */
	return rq_run_free(rq,
			   "INSERT INTO posting (seq, id, account, role, region, duty, from_at, "
			   "until_at, order_ref, changed) "
			   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $1)",
			   "itiitiiit", rq->seq, rq->key, p->account, p->role, rq->region, p->duty,
			   p->from_at, p->until_at, p->order_ref) < 0
		       ? -1
		       : 0;
}

/* The account that is posted: it exists, is staff's (a family's phone gets no office), is
 * not switched off, and is not oneself. */
static int find_account(struct request *rq, const char *login, int64_t *account)
{
	/* Free: people from anywhere are posted here. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT seq, state FROM account WHERE login = $1 "
					 "AND household IS NULL",
					 "t", login);
	int more = rows_next(rows);
	bool is_active;

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 4401, "account",
			      "there is no account with this login; add it first");
	*account = rows_int(rows, 0);
	is_active = rows_int(rows, 1) == 0;
	rows_end(rows);
	if (!is_active)
		return refuse(rq, 4402, "account", "this account is switched off; enable it first");
	if (!rq->actor->is_program && *account == rq->actor->account)
		return refuse(rq, 4404, "account", "somebody else must post you");
	return 0;
}

static int check_time(struct request *rq, const struct posting *p)
{
	if (p->until_at != NOT_GIVEN && p->until_at <= p->from_at)
		return refuse(rq, 4405, "until_at", "the end must come after the start");
	if (p->from_at < rq->now - SLACK_MS && !rq_reaches(rq, ADMIN | COMMANDER, rq->region))
		return refuse(rq, 4406, "from_at",
			      "a posting begins now or later; the district can enter earlier ones");
	return 0;
}

static int add(struct request *rq, const void *record)
{
	const struct add *given = record;
	struct posting p = {
		.role = INT64_C(1) << given->role,
		.duty = given->duty,
		.from_at = given->from_at == NOT_GIVEN ? rq->now : given->from_at,
		.until_at = given->until_at,
		.order_ref = given->order_ref,
	};
	struct region region;
	int more;

	if (p.duty < 0)
		p.duty = p.role & (COMMANDER | OFFICER) ? CHIEF : MEMBER;
	if (*rq->region && region_need(rq, "region", rq->region, NULL, &region) != 0)
		return -1;
	if (!posting_may_give(rq, p.role, rq->region))
		return refuse(rq, 4403, "role", "this role is handed out by the district; ask it");
	if (find_account(rq, given->account, &p.account) != 0 || check_time(rq, &p) != 0)
		return -1;
	more = find_overlap(rq, &p, given->from_at != NOT_GIVEN);
	if (more)
		return more < 0 ? -1 : answer(rq, "same");
	/* Free: an id is unique everywhere. */
	if (rq_one_free(rq, 0, "SELECT 1 FROM posting WHERE id = $1", "t", rq->key) == 1)
		return refuse(rq, 4207, "id", "a posting with this id exists already");
	return rq->fault.number || insert(rq, &p) != 0 ? -1 : answer(rq, "added");
}

/* Only within a change of the territory: the same posting in what the region
 * became.  Where the person serves already, nothing is added. */
static int carry(struct request *rq, const void *record)
{
	const struct carry *given = record;
	/* Free: the old region lies outside this command's. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT account, role, duty, from_at, until_at, order_ref "
					 "FROM posting WHERE id = $1",
					 "t", given->posting);
	int more = rows_next(rows);
	struct posting p;

	if (more != 1)
		return more < 0 ? -1
				: refuse(rq, 4411, "posting",
					 "there is no such posting in your reach");
	p = (struct posting){ .account = rows_int(rows, 0),
			      .role = rows_int(rows, 1),
			      .duty = rows_int(rows, 2),
			      .from_at = rows_int(rows, 3),
			      .until_at = rows_is_null(rows, 4) ? NOT_GIVEN : rows_int(rows, 4),
			      .order_ref = arena_text(rq->arena, rows_text(rows, 5)) };
	rows_end(rows);
	if (p.from_at < given->from_at)
		p.from_at = given->from_at;
	more = find_overlap(rq, &p, false);
	if (more < 0 && rq->fault.number != 4407)
		return -1;
	rq->fault.number = 0;
	return more ? 0 : insert(rq, &p);
}

static const struct command commands[] = {
	{ "posting.add", DOES_OWN, .who = POSTERS, .where = IN_REACH, .run = add,
	  .takes = &add_shape, .gives = &outcome_shape },
	{ "posting.carry", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = carry,
	  .takes = &carry_shape },
};

const struct room posting_room =
	OWN_ROOM(posting, "Postings", .tables = tables, .n_tables = (int)COUNT_OF(tables));
