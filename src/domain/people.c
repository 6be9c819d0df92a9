/* How households and residents change place; see people.h.
 *
 * Rule: what a move takes from one path it gives to the other in the same
 * command: rows, history, tallies and the open doors of sweeps. */
#include "people.h"

#include "home.h"
#include "sweeping.h"

const char *const household_kinds[] = {
	[HOME] = "home", [COLLECTIVE] = "collective", [SHOP] = "shop", [OTHER_KIND] = "other", NULL
};
const char *const household_states[] = {
	[OCCUPIED] = "occupied", [VACANT] = "vacant", [DEMOLISHED] = "demolished", NULL
};
const char *const resident_states[] = {
	[LIVING] = "living", [MOVED_OUT] = "moved_out", [DECEASED] = "deceased", NULL
};
const char *const sexes[] = { [MALE] = "male", [FEMALE] = "female", NULL };
const char *const relations[] = {
	[HEAD] = "head",     [SPOUSE] = "spouse",        [CHILD] = "child",
	[PARENT] = "parent", [OTHER_RELATION] = "other", NULL
};
const char *const residences[] = { [PERMANENT] = "permanent", [FLOATING] = "floating", NULL };
const char *const hukous[] = { [HERE] = "here", [ELSEWHERE] = "elsewhere", NULL };

/* All the households of one region, or one of them: both are a range of the
 * index (region, seq). */
struct move {
	const char *from, *to, *day, *reason;
	int64_t first, last; /* seq of household */
};

/* A row that ended before the move keeps its end; one that came after `day`
 * moves on the day it came, so that no interval runs backwards. */
#define MOVED_ON                                                                                   \
	"CASE WHEN until_day IS NOT NULL THEN until_day "                                          \
	"WHEN since_day > $1 THEN since_day ELSE $1 END"

static int storage(struct request *rq, int64_t n_rows)
{
	if (n_rows >= 0)
		return 0;
	return refuse(rq, 5001, NULL, "the storage failed; nothing was kept, try again");
}

static void shift(struct request *rq, const struct move *move, const char *day, const char *name,
		  int64_t n)
{
	tally(rq, move->from, day, name, -n);
	tally(rq, move->to, day, name, n);
}

/* Free in all of this file: the regions are whole keys given by a command that
 * checked them; a household may leave the range of one and enter another. */
static int shift_tallies(struct request *rq, const struct move *move)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT " MOVED_ON " AS moved_on, count(*), "
		"CAST(sum(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS bigint) FROM household "
		"WHERE region = $2 AND seq BETWEEN $3 AND $4 AND until_day IS NULL GROUP BY 1",
		"ttii", move->day, move->from, move->first, move->last);

	while (rows_next(rows) == 1) {
		shift(rq, move, rows_text(rows, 0), "household", rows_int(rows, 1));
		shift(rq, move, "", "household.vacant", rows_int(rows, 2));
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rows = rq_rows_free(rq,
			    "SELECT " MOVED_ON
			    " AS moved_on, count(*), CAST(sum(residence) AS bigint), "
			    "CAST(sum(hukou) AS bigint) FROM resident "
			    "WHERE region = $2 AND household BETWEEN $3 AND $4 AND until_day IS "
			    "NULL GROUP BY 1",
			    "ttii", move->day, move->from, move->first, move->last);
	while (rows_next(rows) == 1) {
		shift(rq, move, rows_text(rows, 0), "resident", rows_int(rows, 1));
		shift(rq, move, "", "resident.floating", rows_int(rows, 2));
		shift(rq, move, "", "resident.elsewhere", rows_int(rows, 3));
	}
	return rq_rows_failed(rq, rows);
}

static int move_residents(struct request *rq, const struct move *move)
{
	if (storage(rq, rq_run_free(rq,
				    "INSERT INTO stay (resident, household, region, from_day, "
				    "until_day, reason, seq) SELECT seq, household, region, "
				    "since_day, " MOVED_ON ", $5, CAST($6 AS bigint) FROM resident "
				    "WHERE region = $2 AND household BETWEEN $3 AND $4",
				    "ttiiti", move->day, move->from, move->first, move->last,
				    move->reason, rq->seq)) != 0)
		return -1;
	return storage(rq, rq_run_free(rq,
				       "UPDATE resident SET since_day = " MOVED_ON
				       ", region = $5, changed = $6 "
				       "WHERE region = $2 AND household BETWEEN $3 AND $4",
				       "ttiiti", move->day, move->from, move->first, move->last,
				       move->to, rq->seq));
}

static int64_t move_households(struct request *rq, const struct move *move)
{
	if (storage(rq,
		    rq_run_free(rq,
				"INSERT INTO household_place (household, region, from_day, "
				"until_day, reason, seq) SELECT seq, region, since_day, " MOVED_ON
				", $5, CAST($6 AS bigint) FROM household "
				"WHERE region = $2 AND seq BETWEEN $3 AND $4",
				"ttiiti", move->day, move->from, move->first, move->last,
				move->reason, rq->seq)) != 0)
		return -1;
	int64_t n = rq_run_free(
		rq,
		"UPDATE household SET since_day = " MOVED_ON ", region = $5, changed = $6 "
		"WHERE region = $2 AND seq BETWEEN $3 AND $4",
		"ttiiti", move->day, move->from, move->first, move->last, move->to, rq->seq);

	return storage(rq, n) ? -1 : n;
}

static int64_t move_all(struct request *rq, const struct move *move)
{
	if (strcmp(move->from, move->to) == 0)
		return 0;
	/* Rows appended in this batch must be seen by the statements below. */
	if (db_flush(rq->db) != 0)
		return storage(rq, -1);
	if (shift_tallies(rq, move) != 0 ||
	    sweeping_move(rq, move->from, move->to, move->first, move->last, move->day) != 0 ||
	    move_residents(rq, move) != 0 ||
	    home_follow(rq, move->from, move->to, move->first, move->last) != 0)
		return -1;
	return move_households(rq, move);
}

int people_move_household(struct request *rq, int64_t household, const char *to_region,
			  const char *day, const char *reason)
{
	struct move move = {
		.to = to_region, .day = day, .reason = reason, .first = household, .last = household
	};
	struct rows *rows;

	if (db_flush(rq->db) != 0)
		return storage(rq, -1);
	rows = rq_rows_free(rq, "SELECT region FROM household WHERE seq = $1", "i", household);
	if (rows_next(rows) == 1)
		move.from = arena_text(rq->arena, rows_text(rows, 0));
	rows_end(rows);
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	if (!move.from)
		return refuse(rq, 4601, "household",
			      "there is no such household here; look it up again");
	return move_all(rq, &move) < 0 ? -1 : 0;
}

int people_move_region(struct request *rq, const char *from_key, const char *to_key,
		       const char *day, const char *reason)
{
	struct move move = { .from = from_key,
			     .to = to_key,
			     .day = day,
			     .reason = reason,
			     .first = 0,
			     .last = INT64_MAX };

	return move_all(rq, &move) < 0 ? -1 : 0;
}

struct household_at household_from(struct request *rq, const struct rows *rows, int column)
{
	return (struct household_at){
		.seq = rows_int(rows, column),
		.region = arena_text(rq->arena, rows_text(rows, column + 1)),
		.door = arena_text(rq->arena, rows_text(rows, column + 2)),
		.floor = rows_int(rows, column + 3),
		.kind = (int)rows_int(rows, column + 4),
		.state = (int)rows_int(rows, column + 5),
		.since_day = arena_text(rq->arena, rows_text(rows, column + 6)),
		.until_day = arena_text(rq->arena, rows_text(rows, column + 7)),
	};
}

int people_household(struct request *rq, const char *field, const char *id,
		     struct household_at *found)
{
	static const char sql[] = "SELECT " HOUSEHOLD_COLUMNS " FROM household h "
				  "WHERE h.id = $3 AND h.region >= $1 AND h.region < $2";

	struct rows *rows;
	int more = rq_first(rq, &rows, sql, "t", id);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 4601, field, "there is no such household here; look it up again");
	*found = household_from(rq, rows, 0);
	rows_end(rows);
	return 0;
}

int people_place(struct request *rq, const char *field, const char *id, const char *day,
		 const char **region)
{
	struct household_at at;
	struct rows *rows;
	int more;

	if (home_household(rq, field, id, &at) != 0)
		return -1;
	/* Free: the household is in reach; where it stood before may lie outside. */
	rows = rq_rows_free(rq,
			    "SELECT region FROM household_place WHERE household = $1 "
			    "AND until_day > $2 ORDER BY until_day, seq LIMIT 1",
			    "it", at.seq, day);
	more = rows_next(rows);
	if (more < 0)
		return -1;
	*region = more == 1 ? arena_text(rq->arena, rows_text(rows, 0)) : at.region;
	if (more == 1)
		rows_end(rows);
	return 0;
}

const char *const outcomes[] = { [ADDED] = "added", [CHANGED] = "changed", [SAME] = "same", NULL };
struct answer {
	int outcome;
};
#define REC struct answer
static const struct field outcome_fields[] = {
	CHOICE(outcome, outcomes, .label = "What it came to"),
};
const struct shape outcome_shape = SHAPE(outcome_fields);
#undef REC

int outcome_reply(struct request *rq, enum outcome outcome)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, outcomes[outcome]);
	out_end_object(&rq->reply);
	return 0;
}
