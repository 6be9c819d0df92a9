/* Batches of cadres: approved or refused by the organisation department.
 *
 * Rule: a batch is decided as a whole, by somebody of the same level as its units
 * (SC-03: three batches); who comes later waits for a decision of its own. */
#include "deploying.h"

#define DECIDERS (DEPARTMENT | COMMANDER | ADMIN)
#define KEEPERS  (DECIDERS | OFFICER)

struct decide_args {
	const char *cadre, *batch, *organisation, *reason;
};
#define REC struct decide_args
static const struct field approve_fields[] = {
	TEXT(batch, 1, 40, .label = "Batch", .need = true),
	REF(organisation, "organisation", .label = "Organisation"),
};
static const struct shape approve_shape = SHAPE(approve_fields);
static const struct field refuse_fields[] = {
	REF(cadre, "cadre", .label = "Person of a roster"),
	TEXT(batch, 1, 40, .label = "Batch"),
	REF(organisation, "organisation", .label = "Organisation"),
	TEXT(reason, 1, 200, .label = "Reason", .need = true),
};
static const struct shape refuse_shape = SHAPE(refuse_fields);
static const struct field void_fields[] = {
	REF(cadre, "cadre", .label = "Person of a roster", .need = true),
	TEXT(reason, 1, 200, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

struct decided {
	int64_t n;
};
#define REC struct decided
static const struct field decided_fields[] = { INT(n, 0, INT64_MAX, .label = "People") };
static const struct shape decided_shape = SHAPE(decided_fields);
#undef REC

struct group {
	const char *organisation, *region;
	int64_t rank, is_member, n;
};

/* Those of a batch who wait, by unit, rank and membership; the caller decides about each
 * of their units. */
static int waiting(struct request *rq, const struct decide_args *args, struct group **groups)
{
	struct rows *rows =
		rq_rows(rq,
			"SELECT organisation, region, rank, is_member, count(*) FROM cadre "
			"WHERE region >= $1 AND region < $2 AND batch = $3 AND state = 0 "
			"AND (CAST($4 AS text) IS NULL OR organisation = $4) "
			"GROUP BY organisation, region, rank, is_member",
			"tt", args->batch, args->organisation);
	int n = 0, size = 0;

	*groups = NULL;
	while (rows_next(rows) == 1) {
		const char *region = arena_text(rq->arena, rows_text(rows, 1));

		if (!unit_is_decided(rq, region))
			return refuse(rq, 6307, "batch",
				      "the organisation department of the same level decides; send "
				      "it there");
		if (n == size) {
			*groups = arena_grow(rq->arena, *groups, (size_t)n * sizeof(**groups),
					     (size_t)(n + 64) * sizeof(**groups));
			size = n + 64;
		}
		(*groups)[n++] =
			(struct group){ arena_text(rq->arena, rows_text(rows, 0)), region,
					rows_int(rows, 2), rows_int(rows, 3), rows_int(rows, 4) };
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	return n ? n
		 : refuse(rq, 6308, "batch",
			  "nobody of this batch waits for a decision; look at the batches again");
}

/* Add these people to the counts of their batch as decided this way. */
static int count_batch(struct request *rq, const char *batch, const struct group *g, int state,
		       int64_t n)
{
	int64_t approved = state == CADRE_APPROVED ? n : 0;

	if (approved)
		cadre_count(rq, g->region, g->rank, g->is_member == 1, n);
	/* Free: the rows were just found in reach. */
	return rq_run_free(rq,
			   "UPDATE cadre_batch SET n_approved = n_approved + $3, "
			   "n_refused = n_refused + $4, n_members = n_members + $5, "
			   "n_division = n_division + $6, n_bureau = n_bureau + $7, changed = $8 "
			   "WHERE organisation = $1 AND batch = $2",
			   "ttiiiiii", g->organisation, batch, approved,
			   state == CADRE_REFUSED ? n : INT64_C(0), g->is_member ? approved : 0,
			   g->rank == 1 ? approved : 0, g->rank == 0 ? approved : 0, rq->seq) < 0
		       ? -1
		       : 0;
}

static int reply_n(struct request *rq, int64_t n)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "n");
	out_int(&rq->reply, n);
	out_end_object(&rq->reply);
	return 0;
}

static int decide(struct request *rq, const struct decide_args *args, int state)
{
	struct group *groups;
	int n_groups = waiting(rq, args, &groups);
	int64_t n;

	if (n_groups < 0)
		return -1;
	for (int i = 0; i < n_groups; i++)
		if (count_batch(rq, args->batch, &groups[i], state, groups[i].n) != 0)
			return -1;
	n = rq_run(rq,
		   "UPDATE cadre SET state = $5, reason = $6, changed = $7 "
		   "WHERE region >= $1 AND region < $2 AND batch = $3 AND state = 0 "
		   "AND (CAST($4 AS text) IS NULL OR organisation = $4)",
		   "ttiti", args->batch, args->organisation, (int64_t)state, args->reason, rq->seq);
	return n < 0 ? -1 : reply_n(rq, n);
}

static int approve(struct request *rq, const void *record)
{
	return decide(rq, record, CADRE_APPROVED);
}

/* One person: waiting → refused, or whatever → void. */
static int set_one(struct request *rq, const struct decide_args *args, int state)
{
	struct unit unit;
	struct cadre c;
	struct group g;

	if (cadre_need(rq, "cadre", args->cadre, &c) != 0)
		return -1;
	unit = (struct unit){ .id = c.organisation, .region = c.region };
	g = (struct group){ c.organisation, c.region, c.rank, c.is_member, 1 };
	if (!unit_is_decided(rq, c.region) && (state == CADRE_REFUSED || !unit_is_kept(rq, &unit)))
		return refuse(rq, 6307, "cadre",
			      "the organisation department of the same level decides; send it "
			      "there");
	if (state == CADRE_REFUSED && c.state != CADRE_WAITING)
		return refuse(
			rq, 6308, "cadre",
			"nobody of this batch waits for a decision; look at the batches again");
	/* Free: the person was just found in reach. */
	if (rq_one_free(rq, 0, "SELECT 1 FROM deployment WHERE cadre = $1 AND state = 0", "i",
			c.seq) == 1)
		return refuse(rq, 6309, "cadre",
			      "this person is deployed; end the deployment first");
	if (rq->fault.number ||
	    count_batch(rq, c.batch, &g, state == CADRE_REFUSED ? state : c.state,
			state == CADRE_REFUSED ? 1 : -1) != 0 ||
	    rq_run_free(rq, "UPDATE cadre SET state = $2, reason = $3, changed = $4 WHERE seq = $1",
			"iiti", c.seq, (int64_t)state, args->reason, rq->seq) < 0)
		return -1;
	if (state == CADRE_VOID &&
	    rq_run_free(rq,
			"UPDATE cadre_batch SET n = n - 1, changed = $3 WHERE organisation = $1 "
			"AND batch = $2",
			"tti", c.organisation, c.batch, rq->seq) < 0)
		return -1;
	rq_place(rq, c.region);
	return reply_n(rq, 1);
}

static int refuse_some(struct request *rq, const void *record)
{
	const struct decide_args *args = record;

	if (!args->cadre == !args->batch)
		return refuse(rq, 6310, "batch", "name either one person or a whole batch");
	return args->cadre ? set_one(rq, args, CADRE_REFUSED) : decide(rq, args, CADRE_REFUSED);
}

static int void_row(struct request *rq, const void *record)
{
	return set_one(rq, record, CADRE_VOID);
}

static const struct command commands[] = {
	{ "cadre.approve", DOES_OWN, .who = DECIDERS, .where = IN_REACH, .run = approve,
	  .takes = &approve_shape, .gives = &decided_shape },
	{ "cadre.refuse", DOES_OWN, .who = DECIDERS, .where = IN_REACH, .run = refuse_some,
	  .takes = &refuse_shape, .gives = &decided_shape },
	{ "cadre.void", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = void_row,
	  .takes = &void_shape, .gives = &decided_shape },
};

const struct room cadre_batch_room = OWN_ROOM(cadre_batch, "Batches of cadres");
