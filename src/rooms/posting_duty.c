/* Postings that come with a duty: a shift, a deployment, a volunteer's afternoon.
 *
 * Rule: rights begin and end with the duty.  Only a command that has checked whose
 * duty it is makes such a posting (rq_follow); nobody sends one, whatever his role. */
#include "actor.h"
#include "authority.h"

struct place_args {
	const char *order_ref;
	int64_t account, from_at, until_at;
	int role, duty;
};
#define REC struct place_args
static const struct field place_fields[] = {
	INT(account, 1, INT64_MAX, .label = "Number of the account", .need = true),
	CHOICE(role, posting_roles, .label = "Role", .need = true),
	CHOICE(duty, duties, .label = "Duty"),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until"),
	TEXT(order_ref, 1, 200, .label = "Order it rests on", .need = true),
};
static const struct shape place_shape = SHAPE(place_fields);
#undef REC

struct release_args {
	const char *posting;
	int64_t at;
};
#define REC struct release_args
static const struct field release_fields[] = {
	REF(posting, "posting", .label = "Posting", .need = true),
	AT(at, .label = "When", .need = true),
};
static const struct shape release_shape = SHAPE(release_fields);
#undef REC

/* Free in the rest of this file: the command that runs this one has found the duty and
 * its place in its own reach. */

static int place(struct request *rq, const void *record)
{
	const struct place_args *args = record;

	/* A family's phone gets no office. */
	if (rq_one_free(rq, 0, "SELECT 1 FROM account WHERE seq = $1 AND household IS NULL", "i",
			args->account) != 1)
		return rq->fault.number
			       ? -1
			       : refuse(rq, 4401, "account",
					"there is no account with this login; add it first");
	auth_changed(rq);
	return rq_run_free(rq,
			   "INSERT INTO posting (seq, id, account, role, region, duty, from_at, "
			   "until_at, order_ref, changed) "
			   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $1)",
			   "itiitiiit", rq->seq, rq->key, args->account, INT64_C(1) << args->role,
			   rq->region, args->duty < 0 ? (int64_t)MEMBER : (int64_t)args->duty,
			   args->from_at, args->until_at, args->order_ref) < 0
		       ? -1
		       : 0;
}

/* Before it began it never was; after its end nothing changes. */
static int release(struct request *rq, const void *record)
{
	const struct release_args *args = record;

	auth_changed(rq);
	return rq_run_free(rq,
			   "UPDATE posting SET until_at = CASE WHEN from_at < $2 THEN $2 ELSE "
			   "from_at END, void_at = CASE WHEN from_at < $2 THEN NULL ELSE "
			   "CAST($3 AS bigint) END, ended_by = $4, changed = $5 "
			   "WHERE id = $1 AND void_at IS NULL "
			   "AND (until_at IS NULL OR until_at > $2)",
			   "tiiii", args->posting, args->at, rq->now, rq->actor->account,
			   rq->seq) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "posting.place", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = place,
	  .takes = &place_shape },
	{ "posting.release", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = release,
	  .takes = &release_shape },
};

const struct room posting_duty_room = OWN_ROOM(posting_duty, "Postings of a duty");
