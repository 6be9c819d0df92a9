/* The end of a posting.
 *
 * Rule: rights end at once, for the next request already.  What is past is not
 * rewritten, except by an administrator who says why. */
#include "actor.h"
#include "authority.h"

/* A phone's clock may be this far behind when it says "now". */
#define SLACK_MS MS_PER_MINUTE

struct end {
	const char *posting, *reason;
	int64_t at;
};
#define REC struct end
static const struct field end_fields[] = {
	REF(posting, "posting", .label = "Posting", .need = true),
	AT(at, .label = "When; absent: now"),
	TEXT(reason, 1, 200, .label = "Reason"),
};
static const struct shape end_shape = SHAPE(end_fields);
#undef REC

struct posting {
	int64_t role, from_at, until_at;
};

/* Whether and how a posting may be ended at `at`: 1 it never was, 0 it ends. */
static int check_end(struct request *rq, const struct end *given, const struct posting *p,
		     const char *region, int64_t *at)
{
	*at = given->at == NOT_GIVEN ? rq->now : given->at;
	if (*at < rq->now && *at >= rq->now - SLACK_MS)
		*at = rq->now;
	if (!posting_may_give(rq, p->role, region))
		return refuse(rq, 4403, "posting", "this role is ended by the district; ask it");
	if (p->until_at != NOT_GIVEN && p->until_at <= *at)
		return refuse(rq, 4408, "at", "this posting has ended by then already");
	if (*at < rq->now && p->from_at < rq->now) {
		if (!rq_reaches(rq, ADMIN, region))
			return refuse(rq, 4409, "at",
				      "a posting cannot end in the past; end it now, or ask the "
				      "administrator for a correction");
		if (!given->reason)
			return refuse(rq, 4410, "reason", "say why the past is corrected");
	}
	return *at <= p->from_at;
}

static int end_posting(struct request *rq, const void *record)
{
	const struct end *given = record;
	struct rows *rows = rq_rows(rq,
				    "SELECT seq, role, from_at, until_at, region FROM posting "
				    "WHERE region >= $1 AND region < $2 AND id = $3 "
				    "AND void_at IS NULL",
				    "t", given->posting);
	int more = rows_next(rows);
	const char *region;
	struct posting p;
	int64_t seq, at;

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 4411, "posting", "there is no such posting in your reach");
	seq = rows_int(rows, 0);
	p.role = rows_int(rows, 1);
	p.from_at = rows_int(rows, 2);
	p.until_at = rows_is_null(rows, 3) ? NOT_GIVEN : rows_int(rows, 3);
	region = arena_text(rq->arena, rows_text(rows, 4));
	rows_end(rows);
	more = check_end(rq, given, &p, region, &at);
	if (more < 0)
		return -1;
	auth_changed(rq);
	rq_place(rq, region);
	/* Free: the posting was just found in reach. */
	return rq_run_free(rq,
			   "UPDATE posting SET until_at = $2, void_at = $3, ended_by = $4, "
			   "changed = $5 WHERE seq = $1",
			   "iiiii", seq, more ? p.from_at : at, more ? rq->now : NOT_GIVEN,
			   rq->actor->account, rq->seq) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "posting.end", DOES_OWN, .who = ADMIN | COMMANDER | OFFICER, .where = IN_REACH,
	  .run = end_posting, .takes = &end_shape },
};

const struct room posting_end_room = OWN_ROOM(posting_end, "Ends of postings");
