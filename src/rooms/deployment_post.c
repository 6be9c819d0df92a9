/* The post of somebody who was called up, and the end of it.
 *
 * Rule (BH-16): the place that asked assigns the post; the person's rights are those of
 * the post, in that place, and end with the deployment. */
#include "deploying.h"
#include "teaming.h"

#define CALLERS (OFFICER | COMMANDER)

struct assign_args {
	const char *deployment, *post, *team, *reason;
	int role;
};
#define REC struct assign_args
static const struct field assign_fields[] = {
	REF(deployment, "deployment", .label = "Deployment", .need = true),
	CHOICE(role, posting_roles, .label = "Role", .need = true),
	TEXT(post, 1, 100, .label = "Post there", .need = true),
	REF(team, "team", .label = "Team"),
};
static const struct shape assign_shape = SHAPE(assign_fields);
static const struct field return_fields[] = {
	REF(deployment, "deployment", .label = "Deployment", .need = true),
	TEXT(reason, 1, 200, .label = "Reason"),
};
static const struct shape return_shape = SHAPE(return_fields);
#undef REC

struct over_args {
	int64_t number;
};
#define REC struct over_args
static const struct field over_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number of the deployment", .need = true),
};
static const struct shape over_shape = SHAPE(over_fields);
#undef REC

/* Free in the rest of this file: the deployment was found in reach, or by its timer. */

static int assign(struct request *rq, const void *record)
{
	const struct assign_args *args = record;
	struct team team = { .seq = NOT_GIVEN };
	struct deployment d;

	if (deployment_need(rq, args->deployment, &d) != 0 ||
	    (args->team && team_need(rq, "team", args->team, &team) != 0))
		return -1;
	d.role = INT64_C(1) << args->role;
	if (d.role & (COMMANDER | ADMIN | AUDITOR | RESIDENT) ||
	    !posting_may_give(rq, d.role, d.region))
		return refuse(rq, 4403, "role", "this role is handed out by the district; ask it");
	if (deployment_unpost(rq, &d) != 0 ||
	    rq_run_free(rq,
			"UPDATE deployment SET role = $2, post = $3, team = $4, changed = $5 "
			"WHERE seq = $1",
			"iitii", d.seq, d.role, args->post, team.seq, rq->seq) < 0)
		return -1;
	/* Who is on leave gets the new post on coming back. */
	return d.is_away ? 0 : deployment_post(rq, &d, rq->now);
}

static int end(struct request *rq, struct deployment *d, int state, const char *reason)
{
	if (deployment_unpost(rq, d) != 0 ||
	    rq_run_free(rq,
			"UPDATE deployment SET state = $2, ended_at = $3, reason = $4, "
			"is_away = 0, changed = $5 WHERE seq = $1",
			"iiiti", d->seq, (int64_t)state, rq->now, reason, rq->seq) < 0)
		return -1;
	tally(rq, d->region, "", "deployment", -1);
	return 0;
}

/* The request that had this person is open again for another. */
static int give_back(struct request *rq, const void *record)
{
	const struct assign_args *args = record;
	struct deployment d;

	if (deployment_need(rq, args->deployment, &d) != 0 ||
	    end(rq, &d, RETURNED, args->reason) != 0)
		return -1;
	if (d.ask != NOT_GIVEN &&
	    rq_run_free(rq,
			"UPDATE deployment_ask SET n_filled = n_filled - 1, changed = $2 "
			"WHERE seq = $1",
			"ii", d.ask, rq->seq) < 0)
		return -1;
	return timer_drop(rq, arena_print(rq->arena, "deployment.%" PRId64, d.seq));
}

static int over(struct request *rq, const void *record)
{
	const struct over_args *args = record;
	struct deployment d;
	int more = deployment_by_seq(rq, args->number, &d);

	if (more != 1 || d.state != DEPLOYED)
		return more < 0 ? -1 : 0;
	rq_place(rq, d.region);
	return end(rq, &d, OVER, NULL);
}

static int faults(struct request *rq, void (*found)(void *self, const char *sentence), void *self)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT a.id, b.id FROM deployment a JOIN deployment b ON b.cadre = a.cadre "
		"AND b.seq > a.seq AND b.from_at < COALESCE(a.ended_at, a.until_at) "
		"AND a.from_at < COALESCE(b.ended_at, b.until_at)",
		"");

	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena, "deployments %s and %s hold one person at once",
					rows_text(rows, 0), rows_text(rows, 1)));
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rows = rq_rows_free(rq,
			    "SELECT d.id FROM deployment d JOIN posting p "
			    "ON p.order_ref = 'deployment:' || d.id AND p.void_at IS NULL "
			    "WHERE d.state <> 0 AND p.until_at > d.ended_at",
			    "");
	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena, "a posting outlives deployment %s",
					rows_text(rows, 0)));
	return rq_rows_failed(rq, rows);
}

static int recount(struct request *rq)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT region, count(*) FROM deployment WHERE state = 0 "
					 "GROUP BY region",
					 "");

	while (rows_next(rows) == 1)
		tally(rq, rows_text(rows, 0), "", "deployment", rows_int(rows, 1));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "deployment.assign", DOES_OWN, .who = CALLERS, .where = IN_REACH, .run = assign,
	  .takes = &assign_shape },
	{ "deployment.return", DOES_OWN, .who = CALLERS, .where = IN_REACH, .run = give_back,
	  .takes = &return_shape },
	{ "deployment.over", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = over,
	  .takes = &over_shape },
};

const struct room deployment_post_room = OWN_ROOM(deployment_post, "Posts of the deployed",
						  .invariants = faults, .recount = recount);
