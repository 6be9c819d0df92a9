/* Swaps looked at: one's own, those of a checkpoint one leads, and those still open in a place.
 *
 * Rule: whoever answers for a place sees who waits for whose answer, and answers for nobody. */
#include "duty_roster.h"
#include "page.h"
#include "teaming.h"

struct row {
	const char *swap, *shift, *with, *name, *with_name, *checkpoint_name, *region, *region_name,
		*community;
	int state, is_mine, is_mine_to_answer;
	int64_t from_at, until_at, with_from_at, with_until_at;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(swap, 1, 64, .label = "Swap"),
	TEXT(shift, 1, 64, .label = "Shift"),
	TEXT(with, 1, 64, .label = "Shift of the other"),
	TEXT(name, 1, 60, .label = "Who asks"),
	TEXT(with_name, 1, 60, .label = "Who is asked"),
	TEXT(checkpoint_name, 1, 60, .label = "Name of the checkpoint"),
	REGION(region, .label = "Compound or grid"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(community, 1, 100, .label = "Community"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	AT(with_from_at, .label = "The other's, from"),
	AT(with_until_at, .label = "The other's, until"),
	FLAG(is_mine, .label = "You are one of the two"),
	FLAG(is_mine_to_answer, .label = "Waits for your answer"),
	CHOICE(state, swap_states, .label = "State"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

#define COLUMNS                                                                                    \
	"SELECT s.id, s.roster, s.nth, s.k, s.with_roster, s.with_nth, s.with_k, a.sealed, "       \
	"b.sealed, c.name, p.from_at, p.until_at, q.from_at, q.until_at, s.state, "                \
	"s.with_account, s.region, r.name, k.name, s.seq, s.account "
#define TIES                                                                                       \
	"FROM shift_swap s JOIN account a ON a.seq = s.account "                                   \
	"JOIN account b ON b.seq = s.with_account JOIN checkpoint c ON c.seq = s.checkpoint "      \
	"JOIN shift_place p ON p.roster = s.roster AND p.nth = s.nth AND p.k = s.k "               \
	"JOIN shift_place q ON q.roster = s.with_roster AND q.nth = s.with_nth "                   \
	"AND q.k = s.with_k LEFT JOIN region r ON r.key = s.region " JOIN_COMMUNITY
/* Nobody can answer any more once one of the two has begun, or has gone to somebody else. */
#define OPEN(now)                                                                                  \
	"s.state = 0 AND p.from_at > " now " AND q.from_at > " now " "                             \
	"AND p.account = s.account AND q.account = s.with_account "

static void write_row(struct request *rq, const struct rows *rows)
{
	struct row row = {
		.swap = rows_text(rows, 0),
		.shift = place_id(rq, rows_int(rows, 1), rows_int(rows, 2), rows_int(rows, 3)),
		.with = place_id(rq, rows_int(rows, 4), rows_int(rows, 5), rows_int(rows, 6)),
		.name = staff_name(rq, rows, 7),
		.with_name = staff_name(rq, rows, 8),
		.checkpoint_name = rows_text(rows, 9),
		.from_at = rows_int(rows, 10),
		.until_at = rows_int(rows, 11),
		.with_from_at = rows_int(rows, 12),
		.with_until_at = rows_int(rows, 13),
		.state = (int)rows_int(rows, 14),
		.is_mine = rows_int(rows, 15) == rq->actor->account ||
			   rows_int(rows, 20) == rq->actor->account,
		.is_mine_to_answer = rows_int(rows, 14) == SWAP_ASKED &&
				     rows_int(rows, 15) == rq->actor->account,
		.region = rows_text(rows, 16),
		.region_name = rows_text(rows, 17),
		.community = rows_text(rows, 18),
	};

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

/* One's own; and, still open, those of the group one leads: a leader need hold no posting. */
static int swaps(struct request *rq, const void *record)
{
	/* Free: one's own, or of one's own group. */
	struct rows *rows = rq_rows_free(
		rq,
		COLUMNS TIES
		"WHERE ((s.account = $1 OR s.with_account = $1) AND (s.state > 0 OR (" OPEN(
			"$2") "))) OR (" OPEN("$2") "AND EXISTS (SELECT 1 FROM team_member m "
						    "WHERE m.team = c.team AND m.account = $1 "
						    "AND m.role <= $3 AND m.left_at IS NULL)) "
						    "ORDER BY s.seq DESC LIMIT 50",
		"iii", rq->actor->account, rq->now, (int64_t)TEAM_DEPUTY);

	(void)record;
	rq_reply_rows(rq);
	while (rows_next(rows) == 1)
		write_row(rq, rows);
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static int open_swaps(struct request *rq, const void *record)
{
	const struct paged *args = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       COLUMNS TIES "WHERE s.region >= $1 AND s.region < $2 AND " OPEN(
			       "$3") "AND s.seq > $4 ORDER BY s.seq LIMIT $5",
		       "iii", rq->now, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 19));
	}
	return page_end(rq, &page, rows, NOT_GIVEN);
}

static const struct command commands[] = {
	{ "shift.swaps", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = swaps,
	  .gives = &row_shape },
	{ "shift.open_swaps", DOES_READ, .who = DUTY_HEADS, .where = IN_REACH, .run = open_swaps,
	  .takes = &paged_shape, .gives = &row_shape },
};

const struct room shift_swaps_room = OWN_ROOM(shift_swaps, "Swaps looked at");
