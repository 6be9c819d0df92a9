/* Two people swap their shifts: one asks, the other agrees, the rules are looked at again.
 *
 * Rule: nobody's shift moves without that person's own yes; with it the postings move in
 * the same breath. */
#include "duty_roster.h"

struct swap_row {
	int64_t seq, checkpoint, roster, nth, k, account, with_roster, with_nth, with_k,
		with_account, asked_at, answered_at, changed;
	const char *id, *region;
	int state;
};
#define REC struct swap_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Region", .need = true),
	INT(checkpoint, 1, INT64_MAX, .label = "Checkpoint", .need = true),
	INT(roster, 1, INT64_MAX, .label = "Roster", .need = true),
	INT(nth, 0, INT64_MAX, .label = "Which shift of it", .need = true),
	INT(k, 0, INT64_MAX, .label = "Which place of the shift", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	INT(with_roster, 1, INT64_MAX, .label = "Roster", .need = true),
	INT(with_nth, 0, INT64_MAX, .label = "Which shift of it", .need = true),
	INT(with_k, 0, INT64_MAX, .label = "Which place of the shift", .need = true),
	INT(with_account, 1, INT64_MAX, .label = "Account", .need = true),
	CHOICE(state, swap_states, .label = "State", .need = true),
	AT(asked_at, .label = "Asked", .need = true),
	AT(answered_at, .label = "Answered"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "account, state", "with_account, state",
				       "region, state", NULL };
static const struct table tables[] = {
	TABLE("shift_swap", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct args {
	const char *shift, *with, *swap;
	int is_yes;
};
#define REC struct args
static const struct field swap_fields[] = {
	TEXT(shift, 1, 64, .label = "Shift", .need = true),
	TEXT(with, 1, 64, .label = "Shift of the other", .need = true),
};
static const struct shape swap_shape = SHAPE(swap_fields);
static const struct field answer_fields[] = {
	TEXT(swap, 1, 64, .label = "Swap", .need = true),
	FLAG(is_yes, .label = "Agreed", .need = true),
};
static const struct shape answer_shape = SHAPE(answer_fields);
#undef REC

/* Both still to come, of one checkpoint, and within the rules for both people. */
static int check(struct request *rq, const struct place *own, const struct place *other)
{
	struct duty_roster roster;
	int fault;

	if (own->state != PLACE_OPEN || other->state != PLACE_OPEN || own->from_at <= rq->now ||
	    other->from_at <= rq->now)
		return refuse(rq, 7210, "with", "only shifts that have not begun are swapped");
	if (own->checkpoint != other->checkpoint || own->account == other->account)
		return refuse(
			rq, 7211, "with",
			"a swap is between two people of the same checkpoint; for another, ask "
			"your leader");
	if (roster_by_seq(rq, own->roster, &roster) < 0)
		return -1;
	fault = swap_fault(rq, own, other, &roster);
	if (fault == -2)
		return -1;
	if (fault == ROSTER_SKILL)
		return refuse(rq, 7212, "with",
			      "with this swap a shift would lack a skill it needs; choose another");
	if (fault >= 0)
		return refuse(rq, 7212, "with",
			      "with this swap one of you would have too little rest, two places at "
			      "once or too many hours; choose another");
	return 0;
}

/* Free in the rest of this file: the two shifts are the two people's own. */

static int ask(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct place own, other;

	if (place_need(rq, "shift", args->shift, &own) != 0 ||
	    place_need(rq, "with", args->with, &other) != 0)
		return -1;
	if (own.account != rq->actor->account)
		return refuse(rq, 7203, "shift",
			      "this is somebody else's shift; look at your shifts again");
	rq_place(rq, own.region);
	if (check(rq, &own, &other) != 0)
		return -1;
	if (rq_one_free(rq, 0,
			"SELECT 1 FROM shift_swap WHERE state = 0 AND roster = $1 AND nth = $2 "
			"AND k = $3 AND account = $4 LIMIT 1",
			"iiii", own.roster, own.nth, own.k, own.account) == 1)
		return refuse(
			rq, 7213, "shift",
			"a swap of this shift is asked for already; wait for the answer or take "
			"it back");
	return rq->fault.number ||
			       rq_run_free(
				       rq,
				       "INSERT INTO shift_swap (seq, id, region, checkpoint, "
				       "roster, nth, k, account, with_roster, with_nth, with_k, "
				       "with_account, state, asked_at, changed) VALUES ($1, $2, "
				       "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $1)",
				       "ittiiiiiiiiii", rq->seq, rq->key, own.region,
				       own.checkpoint, own.roster, own.nth, own.k, own.account,
				       other.roster, other.nth, other.k, other.account, rq->now) < 0
		       ? -1
		       : 0;
}

static int find(struct request *rq, const char *id, struct swap_row *found)
{
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT seq, region, roster, nth, k, account, with_roster, "
			     "with_nth, with_k, with_account, state FROM shift_swap "
			     "WHERE id = $1 AND (account = $2 OR with_account = $2)",
			     "ti", id, rq->actor->account);
	int more = rows_next(rows);

	*found = (struct swap_row){ 0 };
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7214, "swap", "there is no such swap of yours; look again");
	*found = (struct swap_row){ .seq = rows_int(rows, 0),
				    .region = arena_text(rq->arena, rows_text(rows, 1)),
				    .roster = rows_int(rows, 2),
				    .nth = rows_int(rows, 3),
				    .k = rows_int(rows, 4),
				    .account = rows_int(rows, 5),
				    .with_roster = rows_int(rows, 6),
				    .with_nth = rows_int(rows, 7),
				    .with_k = rows_int(rows, 8),
				    .with_account = rows_int(rows, 9),
				    .state = (int)rows_int(rows, 10) };
	rows_end(rows);
	rq_place(rq, found->region);
	return 0;
}

/* The places change hands, and so do the rights. */
static int carry_out(struct request *rq, const struct swap_row *swap)
{
	struct place own, other;

	if (place_need(rq, "swap", place_id(rq, swap->roster, swap->nth, swap->k), &own) != 0 ||
	    place_need(rq, "swap", place_id(rq, swap->with_roster, swap->with_nth, swap->with_k),
		       &other) != 0)
		return -1;
	if (own.account != swap->account || other.account != swap->with_account)
		return refuse(rq, 7215, "swap",
			      "one of the two shifts has changed hands meanwhile; ask again");
	if (check(rq, &own, &other) != 0 || place_close(rq, &own, PLACE_GONE) != 0 ||
	    place_close(rq, &other, PLACE_GONE) != 0)
		return -1;
	own.account = swap->with_account;
	other.account = swap->account;
	return place_open(rq, &own, 1) != 0 || place_open(rq, &other, 2) != 0 ? -1 : 0;
}

/* The asker may only take it back. */
static int answer(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct swap_row swap;

	if (find(rq, args->swap, &swap) != 0)
		return -1;
	if (swap.state != SWAP_ASKED)
		return refuse(rq, 7216, "swap", "this swap has been answered already");
	if (args->is_yes && swap.with_account != rq->actor->account)
		return refuse(rq, 7217, "swap", "the other one agrees, not the one who asks");
	if (args->is_yes && carry_out(rq, &swap) != 0)
		return -1;
	return rq_run_free(rq,
			   "UPDATE shift_swap SET state = $2, answered_at = $3, changed = $4 "
			   "WHERE seq = $1",
			   "iiii", swap.seq, (int64_t)(args->is_yes ? SWAP_AGREED : SWAP_DECLINED),
			   rq->now, rq->seq) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "shift.swap", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = ask,
	  .takes = &swap_shape },
	{ "shift.swap_answer", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = answer,
	  .takes = &answer_shape },
};

const struct room shift_swap_room =
	OWN_ROOM(shift_swap, "Shifts swapped", .tables = tables, .n_tables = (int)COUNT_OF(tables));
