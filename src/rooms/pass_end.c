/* Passes that end: made void by somebody, forgotten by the clock.
 *
 * Rule: a void pass joins the list of revoked numbers in the same command, so that a
 * gate that asks for what is new since its cursor never misses one. */
#include "home.h"
#include "passing.h"

struct void_args {
	const char *pass, *reason;
};
#define REC struct void_args
static const struct field void_fields[] = {
	REF(pass, "pass", .label = "Pass", .need = true),
	TEXT(reason, 2, 200, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

struct forget_args {
	int64_t number;
};
#define REC struct forget_args
static const struct field forget_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number of the pass", .need = true),
};
static const struct shape forget_shape = SHAPE(forget_fields);
#undef REC

static int make_void(struct request *rq, const void *record)
{
	const struct void_args *args = record;
	struct pass_at pass;

	if (pass_need(rq, args->pass, &pass) != 0)
		return -1;
	if (rq->role == GRID_WORKER && pass.kind == STAFF_PASS)
		return refuse(rq, 7506, "pass",
			      "passes of this kind are issued by the officer; ask there");
	if (pass.void_at != NOT_GIVEN)
		return refuse(rq, 7509, "pass", "this pass is void already");
	rq_place(rq, pass.region);
	/* Free: just found in reach. */
	return rq_run_free(rq,
			   "UPDATE pass SET void_at = $2, void_seq = $3, void_by = $4 "
			   "WHERE seq = $1",
			   "iiii", pass.seq, rq->now, rq->seq, rq->actor->account) < 0
		       ? -1
		       : 0;
}

static int forget(struct request *rq, const void *record)
{
	const struct forget_args *args = record;

	/* Free: by its number. */
	if (rq_run_free(rq, "DELETE FROM pass_use WHERE pass = $1", "i", args->number) < 0)
		return -1;
	return home_forget(rq, args->number);
}

static const struct command commands[] = {
	{ "pass.void", DOES_OWN, .who = OFFICER | GRID_WORKER | PROPERTY, .where = IN_REACH,
	  .run = make_void, .takes = &void_shape },
	{ "pass.forget", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = forget,
	  .takes = &forget_shape },
};

const struct room pass_end_room = OWN_ROOM(pass_end, "Passes that end");
