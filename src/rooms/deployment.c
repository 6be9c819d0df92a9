/* Deployments: somebody of the pool called up to a place, from then until then.
 *
 * Rule (BH-13 … BH-16): who serves where he lives is cleared by the district's
 * headquarters first; nobody serves in two posts at once; rights begin and end with it. */
#include "deploying.h"

#include "region.h"

#define SLACK_MS MS_PER_MINUTE /* a phone's clock may be this far behind when it says "now" */

struct deployment_row {
	int64_t seq, cadre, account, ask, role, team, from_at, until_at, ended_at, made_by, changed;
	const char *id, *region, *work, *post, *reason;
	int state, is_away;
};
static const char *const states[] = { "deployed", "returned", "over", NULL };
#define REC struct deployment_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the deployment", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	INT(cadre, 1, INT64_MAX, .label = "Person of a roster", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	INT(ask, 1, INT64_MAX, .label = "Request it answers"),
	TEXT(work, 1, 200, .label = "Work to do", .need = true),
	INT(role, 1, 1 << 13, .label = "Role, as a bit", .need = true),
	TEXT(post, 1, 100, .label = "Post there"),
	INT(team, 1, INT64_MAX, .label = "Team"),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	FLAG(is_away, .label = "On leave now", .need = true),
	CHOICE(state, states, .label = "State", .need = true),
	AT(ended_at, .label = "Ended"),
	TEXT(reason, 1, 200, .label = "Reason"),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = {
	"unique (id)", "region, seq", "cadre", "account", "ask", NULL
};
#undef REC

static const struct table tables[] = {
	TABLE("deployment", columns, .bare = true, .key = "seq", .indexes = indexes),
};

struct call_args {
	const char *cadre, *region, *ask, *work;
	int64_t from_at, until_at;
};
#define REC struct call_args
static const struct field call_fields[] = {
	REF(cadre, "cadre", .label = "Person of a roster", .need = true),
	REGION(region, .label = "Region", .need = true),
	REF(ask, "deployment_ask", .label = "Request it answers"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until", .need = true),
	TEXT(work, 1, 200, .label = "Work to do", .need = true),
};
static const struct shape call_shape = SHAPE(call_fields);
#undef REC

struct called {
	const char *login;
};
#define REC struct called
static const struct field called_fields[] = {
	TEXT(login, 2, 40, .label = "Login"),
};
static const struct shape called_shape = SHAPE(called_fields);
#undef REC

/* Free in the rest of this file: cadre_need found the person in the caller's reach, and
 * the place is the request's own. */

static int check_person(struct request *rq, const struct cadre *c, int64_t from_at,
			int64_t until_at)
{
	if (c->state != CADRE_APPROVED)
		return refuse(rq, 6404, "cadre",
			      "this person's batch is not approved; the organisation department "
			      "does that first");
	if (serves_at_home(c->residence, rq->region) && !is_cleared(rq, c, rq->region))
		return refuse(rq, 6405, "cadre",
			      "this person lives there: the district's headquarters clears it "
			      "first");
	if (rq_one_free(rq, 0,
			"SELECT count(*) FROM deployment WHERE cadre = $1 AND state = 0 "
			"AND from_at < $3 AND until_at > $2",
			"iii", c->seq, from_at, until_at) > 0)
		return refuse(rq, 6406, "cadre",
			      "this person has another post in that time; end that one first");
	return rq->fault.number ? -1 : 0;
}

static int check_time(struct request *rq, int64_t from_at, int64_t until_at)
{
	if (until_at <= from_at)
		return refuse(rq, 4405, "until_at", "the end must come after the start");
	if (from_at < rq->now - SLACK_MS)
		return refuse(rq, 6407, "from_at", "a deployment begins now or later");
	return 0;
}

/* The request that is answered, counted; NOT_GIVEN where none is named. */
static int fill_ask(struct request *rq, const char *id, int64_t *ask)
{
	struct rows *rows;
	bool is_full, is_here;
	int more;

	*ask = NOT_GIVEN;
	if (!id)
		return 0;
	rows = rq_rows_free(rq, "SELECT seq, region, n, n_filled FROM deployment_ask WHERE id = $1",
			    "t", id);
	more = rows_next(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	is_here = more == 1 && key_is_within(rq->region, rows_text(rows, 1));
	is_full = is_here && rows_int(rows, 3) >= rows_int(rows, 2);
	*ask = is_here ? rows_int(rows, 0) : NOT_GIVEN;
	rows_end(rows);
	if (!is_here)
		return refuse(rq, 6401, "ask", "there is no such request for this place");
	if (is_full)
		return refuse(rq, 6408, "ask",
			      "this request has all its people; make another one for more");
	return rq_run_free(rq,
			   "UPDATE deployment_ask SET n_filled = n_filled + 1, changed = $2 "
			   "WHERE seq = $1",
			   "ii", *ask, rq->seq) < 0
		       ? -1
		       : 0;
}

/* It stands with the unit, not with the place of this one deployment. */
static int make_account(struct request *rq, const struct cadre *c, const char *login)
{
	struct buf args;

	buf_init(&args, rq->arena, 2000);
	out_object(&args);
	out_key(&args, "login");
	out_text(&args, login);
	out_key(&args, "name");
	out_text(&args, c->staff.name);
	out_key(&args, "phone");
	out_text(&args, c->staff.phone);
	out_key(&args, "organisation");
	out_text(&args, c->organisation);
	out_end_object(&args);
	return rq_follow(rq, "account.add", c->region, rq_new_id(rq, 1), args.bytes);
}

/* The person's account: the one of before, the one of the roster's login if it is the
 * same person's, or a new one. */
static int find_account(struct request *rq, struct cadre *c, const char **login)
{
	struct rows *rows;
	bool is_theirs, is_active;
	int more;

	*login = c->login ? c->login : arena_print(rq->arena, "cadre-%" PRId64, c->seq);
	rows = rq_rows_free(rq,
			    "SELECT seq, phone_hash, household, login, state FROM account "
			    "WHERE seq = $1 OR ($1 = 0 AND login = $2)",
			    "it", c->account, *login);
	more = rows_next(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return make_account(rq, c, *login);
	*login = arena_text(rq->arena, rows_text(rows, 3));
	is_theirs = rows_is_null(rows, 2) &&
		    (c->account || rows_int(rows, 1) == secret_hash(rq->keys, rq->arena,
								    SECRET_PHONE, c->staff.phone));
	is_active = rows_int(rows, 4) == 0;
	rows_end(rows);
	if (!is_theirs)
		return refuse(rq, 6409, "cadre",
			      "the roster's login belongs to somebody else; correct the roster");
	if (!is_active)
		return refuse(rq, 4402, "cadre", "this account is switched off; enable it first");
	return 0;
}

static int insert(struct request *rq, const struct call_args *args, struct deployment *d)
{
	if (rq_run_free(rq,
			"INSERT INTO deployment (seq, id, region, cadre, account, ask, work, role, "
			"from_at, until_at, is_away, state, made_by, changed) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, $11, $1)",
			"ittiiitiiii", d->seq, d->id, d->region, d->cadre, d->account, d->ask,
			args->work, d->role, d->from_at, d->until_at, rq->actor->account) < 0 ||
	    deployment_post(rq, d, d->from_at) != 0)
		return -1;
	tally(rq, d->region, "", "deployment", 1);
	return timer_set(rq, arena_print(rq->arena, "deployment.%" PRId64, d->seq), d->until_at,
			 "deployment.over", d->region,
			 arena_print(rq->arena, "{\"number\":%" PRId64 "}", d->seq));
}

static int call_up(struct request *rq, const void *record)
{
	const struct call_args *args = record;
	struct deployment d = { .seq = rq->seq,
				.id = rq->key,
				.region = rq->region,
				.role = VOLUNTEER, /* the least, until the place gives a post */
				.from_at = args->from_at == NOT_GIVEN ? rq->now : args->from_at,
				.until_at = args->until_at };
	struct called called;
	struct region region;
	struct cadre c;

	if (region_need(rq, "region", rq->region, NULL, &region) != 0 ||
	    cadre_need(rq, "cadre", args->cadre, &c) != 0 ||
	    check_time(rq, d.from_at, d.until_at) != 0 ||
	    check_person(rq, &c, d.from_at, d.until_at) != 0 ||
	    fill_ask(rq, args->ask, &d.ask) != 0 || find_account(rq, &c, &called.login) != 0)
		return -1;
	d.cadre = c.seq;
	d.account =
		rq_one_free(rq, 0, "SELECT seq FROM account WHERE login = $1", "t", called.login);
	if (rq->fault.number ||
	    (!c.account && rq_run_free(rq, "UPDATE cadre SET account = $2 WHERE seq = $1", "ii",
				       c.seq, d.account) < 0) ||
	    insert(rq, args, &d) != 0)
		return -1;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &called_shape, &called, SECRETS_OUT);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "deployment.call_up", DOES_OWN, .who = OFFICER | COMMANDER, .where = IN_REACH,
	  .run = call_up, .takes = &call_shape, .gives = &called_shape },
};

const struct room deployment_room =
	OWN_ROOM(deployment, "Deployments", .tables = tables, .n_tables = (int)COUNT_OF(tables));
