/* Shifts begun and handed over, also without network, and shifts that nobody began.
 *
 * What is said to the next one may name people: it stands sealed in the journal row that
 * brought it, and only there.  What a phone without network wrote at eight and sends at eleven
 * counts from eight. Rule: ten minutes after the beginning the clock looks; who did not come is an
 * alarm until somebody stands there. */
#include "duty_roster.h"

#define EARLY_MS     (30 * MS_PER_MINUTE) /* to come before the time, and take over */
#define SENT_LATE_MS (14 * MS_PER_DAY)    /* as long as a phone keeps what it wrote */

struct place_row {
	int64_t roster, nth, k, checkpoint, account, from_at, until_at, began_at, left_at, note,
		n_conflicts, changed;
	const char *region, *posting;
	int state;
};
#define REC struct place_row
static const struct field place_columns[] = {
	INT(roster, 1, INT64_MAX, .label = "Roster", .need = true),
	INT(nth, 0, INT64_MAX, .label = "Which shift of it", .need = true),
	INT(k, 0, INT64_MAX, .label = "Which place of the shift", .need = true),
	REGION(region, .label = "Region", .need = true),
	INT(checkpoint, 1, INT64_MAX, .label = "Checkpoint", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	CHOICE(state, place_states, .label = "State", .need = true),
	TEXT(posting, 1, 64, .label = "Posting that goes with it"),
	AT(began_at, .label = "Begun"),
	AT(left_at, .label = "Handed over"),
	INT(note, 1, INT64_MAX, .label = "Command whose sealed words are for the next one"),
	INT(n_conflicts, 0, INT64_MAX, .label = "Records left in dispute"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const place_indexes[] = { "checkpoint, until_at", "account, until_at", NULL };
static const struct table tables[] = {
	TABLE("shift_place", place_columns, .bare = true, .key = "roster, nth, k",
	      .indexes = place_indexes),
};
#undef REC

struct args {
	const char *shift, *note;
	int64_t device_at, n_conflicts, roster, nth;
};
#define REC struct args
static const struct field begin_fields[] = {
	TEXT(shift, 1, 64, .label = "Shift", .need = true),
	AT(device_at, .label = "Time on the device"),
};
static const struct shape begin_shape = SHAPE(begin_fields);
static const struct field over_fields[] = {
	TEXT(shift, 1, 64, .label = "Shift", .need = true),
	TEXT(note, 1, 500, .label = "What the next one should know", .secret = SECRET_TEXT),
	INT(n_conflicts, 0, 10000, .label = "Records left in dispute"),
	AT(device_at, .label = "Time on the device"),
};
static const struct shape over_shape = SHAPE(over_fields);
static const struct field late_fields[] = {
	INT(roster, 1, INT64_MAX, .label = "Roster", .need = true),
	INT(nth, 0, INT64_MAX, .label = "Which shift of it", .need = true),
};
static const struct shape late_shape = SHAPE(late_fields);
#undef REC

/* One's own place. */
static int need_own(struct request *rq, const char *id, struct place *place)
{
	if (place_need(rq, "shift", id, place) != 0)
		return -1;
	if (place->account != rq->actor->account)
		return refuse(rq, 7203, "shift",
			      "this is somebody else's shift; look at your shifts again");
	rq_place(rq, place->region);
	return 0;
}

/* When it was pressed: not later than now, and not so long ago that nobody believes it. */
static int64_t pressed(const struct request *rq, int64_t device_at)
{
	return device_at == NOT_GIVEN || device_at > rq->now || device_at < rq->now - SENT_LATE_MS
		       ? rq->now
		       : device_at;
}

/* Free in the rest of this file: the place was found as one's own, or by its timer. */

static int begin(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t at = pressed(rq, args->device_at);
	struct place place;

	if (need_own(rq, args->shift, &place) != 0)
		return -1;
	if (place.state == PLACE_GONE)
		return refuse(rq, 7204, "shift",
			      "somebody else stands in this shift now; ask your leader");
	if (place.state == PLACE_BEGUN || place.state == PLACE_LEFT)
		return refuse(rq, 7205, "shift", "this shift has begun already");
	if (at < place.from_at - EARLY_MS)
		return refuse(rq, 7206, "shift",
			      "a shift is begun from half an hour before its time; come back then");
	if (at >= place.until_at)
		return refuse(rq, 7207, "shift",
			      "this shift is over; tell your leader that you were there");
	if (rq_run_free(rq,
			"UPDATE shift_place SET state = 2, began_at = $4, changed = $5 "
			"WHERE roster = $1 AND nth = $2 AND k = $3",
			"iiiii", place.roster, place.nth, place.k, at, rq->seq) < 0)
		return -1;
	if (place.state == PLACE_MISSED)
		place_count_missed(rq, &place, -1);
	return checkpoint_look(rq, place.checkpoint);
}

/* Who goes before the time is up gives the rights back with the place. */
static int hand_over(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t at = pressed(rq, args->device_at);
	struct place place;

	if (need_own(rq, args->shift, &place) != 0)
		return -1;
	if (place.state != PLACE_BEGUN)
		return refuse(rq, 7208, "shift", "a shift is handed over once, after it has begun");
	if (at < place.began_at)
		at = place.began_at;
	if (place_close(rq, &place, PLACE_LEFT) != 0 ||
	    rq_run_free(rq,
			"UPDATE shift_place SET left_at = $4, note = $5, n_conflicts = $6 "
			"WHERE roster = $1 AND nth = $2 AND k = $3",
			"iiiiii", place.roster, place.nth, place.k, at,
			args->note ? rq->seq : NOT_GIVEN, args->n_conflicts) < 0)
		return -1;
	return checkpoint_look(rq, place.checkpoint);
}

/* Ten minutes after the beginning: whose place is empty is missed, and shown. */
static int late(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t n = rq_run(rq,
			   "UPDATE shift_place SET state = 4, changed = $6 WHERE region >= $1 "
			   "AND region < $2 AND roster = $3 AND nth = $4 AND state = 1 "
			   "AND from_at <= $5",
			   "iiii", args->roster, args->nth, rq->now - LATE_MS, rq->seq);
	struct place shift = { .region = rq->region };

	if (n <= 0)
		return n < 0 ? -1 : 0;
	shift.shift_at =
		rq_one_free(rq, rq->now, "SELECT from_at FROM shift WHERE roster = $1 AND nth = $2",
			    "ii", args->roster, args->nth);
	place_count_missed(rq, &shift, (int)n);
	return rq->fault.number ? -1 : 0;
}

static int recount(struct request *rq)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT p.region, s.from_at, count(*) FROM shift_place p "
					 "JOIN shift s ON s.roster = p.roster AND s.nth = p.nth "
					 "WHERE p.state = 4 GROUP BY p.region, s.from_at",
					 "");

	while (rows_next(rows) == 1) {
		struct place shift = { .region = arena_text(rq->arena, rows_text(rows, 0)),
				       .shift_at = rows_int(rows, 1) };

		place_count_missed(rq, &shift, (int)rows_int(rows, 2));
	}
	return rq_rows_failed(rq, rows);
}

/* A place that is to come or under way has its posting, for the same person and hours; and
 * nobody stands in two places at once. */
static int invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT p.roster, p.nth, p.k FROM shift_place p WHERE p.state IN (1, 2, 4) "
		"AND p.until_at > $1 AND NOT EXISTS (SELECT 1 FROM posting o "
		"WHERE o.account = p.account AND o.region = p.region AND o.order_ref = 'shift ' || "
		"CAST(p.roster AS text) || '-' || CAST(p.nth AS text) || '-' || CAST(p.k AS text) "
		"AND o.role = 8 AND o.void_at IS NULL "
		"AND o.until_at = p.until_at) UNION ALL "
		"SELECT p.roster, p.nth, p.k FROM shift_place p JOIN shift_place q "
		"ON q.account = p.account AND q.state IN (1, 2) AND q.from_at < p.until_at "
		"AND q.until_at > p.from_at AND (q.roster, q.nth, q.k) > (p.roster, p.nth, p.k) "
		"WHERE p.state IN (1, 2)",
		"i", rq->now);

	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena, "shift %s: its posting or its hours do not fit",
					place_id(rq, rows_int(rows, 0), rows_int(rows, 1),
						 rows_int(rows, 2))));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "shift.begin", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = begin,
	  .takes = &begin_shape },
	{ "shift.hand_over", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = hand_over,
	  .takes = &over_shape },
	{ "shift.late", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = late,
	  .takes = &late_shape },
};

const struct room shift_begin_room =
	OWN_ROOM(shift_begin, "Shifts begun", .tables = tables, .n_tables = (int)COUNT_OF(tables),
		 .invariants = invariants, .recount = recount);
