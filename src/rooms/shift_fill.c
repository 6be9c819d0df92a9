/* Stand-by, and a shift that somebody else takes over.
 *
 * Rule: whoever is put into a shift by somebody else is not in two places at once; too
 * little rest needs a reason that stands in the journal. */
#include "duty_roster.h"
#include "page.h"
#include "teaming.h"

struct stand_by_row {
	int64_t seq, account, from_at, until_at, void_at, changed;
	const char *id, *region;
};
#define REC struct stand_by_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Region", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	AT(void_at, .label = "It never was"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, until_at", "account, until_at",
				       NULL };
static const struct table tables[] = {
	TABLE("stand_by", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct args {
	const char *region, *account, *stand_by, *shift, *reason;
	int64_t from_at, until_at;
};
#define REC struct args
static const struct field by_fields[] = {
	REGION(region, .label = "Region", .need = true),
	TEXT(account, 2, 40, .label = "Login", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
};
static const struct shape by_shape = SHAPE(by_fields);
static const struct field end_fields[] = {
	TEXT(stand_by, 1, 64, .label = "Stand-by", .need = true),
};
static const struct shape end_shape = SHAPE(end_fields);
static const struct field fill_fields[] = {
	TEXT(shift, 1, 64, .label = "Shift", .need = true),
	TEXT(account, 2, 40, .label = "Login", .need = true),
	TEXT(reason, 1, 200, .label = "Reason"),
};
static const struct shape fill_shape = SHAPE(fill_fields);
#undef REC

struct row {
	const char *stand_by, *login, *name, *region, *region_name, *shift;
	int64_t from_at, until_at;
	int is_mine;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(stand_by, 1, 64, .label = "Stand-by"),
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Name"),
	REGION(region, .label = "Region"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	FLAG(is_mine, .label = "Yours"),
};
static const struct shape row_shape = SHAPE(row_fields);
static const struct field filled_fields[] = {
	TEXT(shift, 1, 64, .label = "Shift"),
};
static const struct shape filled_shape = SHAPE(filled_fields);
#undef REC

/* ---- stand-by ---- */

static int stand_by(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t account;

	if (staff_need(rq, "account", args->account, &account) != 0)
		return -1;
	if (args->until_at <= args->from_at || args->until_at <= rq->now)
		return refuse(rq, 7220, "until_at",
			      "the end must come after the start, and after now");
	if (account_engaged(rq, account, (struct span){ args->from_at, args->until_at }) == 1)
		return refuse(rq, 7221, "account",
			      "this person is on duty or on stand-by in that time; choose another");
	/* Free: the region is the request's own. */
	return rq->fault.number ||
			       rq_run_free(
				       rq,
				       "INSERT INTO stand_by (seq, id, region, account, from_at, "
				       "until_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $1)",
				       "ittiii", rq->seq, rq->key, rq->region, account,
				       args->from_at, args->until_at) < 0
		       ? -1
		       : 0;
}

static int stand_by_end(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t n = rq_run(rq,
			   "UPDATE stand_by SET void_at = $4, changed = $5 WHERE id = $3 "
			   "AND region >= $1 AND region < $2 AND void_at IS NULL AND until_at > $4",
			   "tii", args->stand_by, rq->now, rq->seq);

	if (n == 0)
		return refuse(rq, 7222, "stand_by",
			      "there is no such stand-by in your reach, or it is over");
	return n < 0 ? -1 : 0;
}

#define COLUMNS                                                                                    \
	"SELECT s.id, a.login, a.sealed, s.region, r.name, s.from_at, s.until_at, s.account, "     \
	"s.seq FROM stand_by s JOIN account a ON a.seq = s.account "                               \
	"LEFT JOIN region r ON r.key = s.region "

static void write_row(struct request *rq, const struct rows *rows)
{
	struct row row = { .stand_by = rows_text(rows, 0),
			   .login = rows_text(rows, 1),
			   .name = staff_name(rq, rows, 2),
			   .region = rows_text(rows, 3),
			   .region_name = rows_text(rows, 4),
			   .from_at = rows_int(rows, 5),
			   .until_at = rows_int(rows, 6),
			   .is_mine = rows_int(rows, 7) == rq->actor->account };

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

static int stand_bys(struct request *rq, const void *record)
{
	const struct paged *args = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       COLUMNS "WHERE s.region >= $1 AND s.region < $2 AND s.void_at IS NULL "
			       "AND s.until_at > $3 AND s.seq > $4 ORDER BY s.seq LIMIT $5",
		       "iii", rq->now, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 8));
	}
	return page_end(rq, &page, rows, NOT_GIVEN);
}

static int my_stand_bys(struct request *rq, const void *record)
{
	/* Free: one's own, wherever they are. */
	struct rows *rows = rq_rows_free(rq,
					 COLUMNS "WHERE s.account = $1 AND s.void_at IS NULL "
						 "AND s.until_at > $2 ORDER BY s.from_at LIMIT 100",
					 "ii", rq->actor->account, rq->now);

	(void)record;
	rq_reply_rows(rq);
	while (rows_next(rows) == 1)
		write_row(rq, rows);
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

/* ---- somebody else takes it ---- */

static int check(struct request *rq, const struct place *place, int64_t account, const char *reason)
{
	struct span span = { place->from_at > rq->now ? place->from_at : rq->now, place->until_at };
	struct duty_roster roster;
	int fault;

	if (place->until_at <= rq->now ||
	    (place->state != PLACE_OPEN && place->state != PLACE_MISSED &&
	     place->state != PLACE_LEFT))
		return refuse(rq, 7223, "shift",
			      "this shift is held, or over; choose one that stands empty");
	if (roster_by_seq(rq, place->roster, &roster) < 0)
		return -1;
	fault = account_may_take(rq, account, NULL, span, &roster, true);
	if (fault == -2)
		return -1;
	if (fault == ROSTER_DOUBLE || fault == ROSTER_AWAY)
		return refuse(rq, 7224, "account",
			      "this person is on duty elsewhere or on leave in that time; choose "
			      "another");
	if (fault >= 0 && !reason)
		return refuse(rq, 7225, "reason",
			      "this person would have too little rest or too many hours; choose "
			      "another, or say why it has to be");
	return 0;
}

/* The next place of the same shift, from now on. */
static int add_place(struct request *rq, const struct place *old, int64_t account,
		     struct place *place)
{
	*place = *old;
	place->account = account;
	place->from_at = old->from_at > rq->now ? old->from_at : rq->now;
	/* Free: the place was just found in reach. */
	place->k = rq_one_free(rq, 0,
			       "SELECT max(k) + 1 FROM shift_place WHERE roster = $1 AND nth = $2",
			       "ii", old->roster, old->nth);
	place->id = place_id(rq, old->roster, old->nth, place->k);
	return rq->fault.number ||
			       rq_run_free(
				       rq,
				       "INSERT INTO shift_place (roster, nth, k, region, "
				       "checkpoint, account, from_at, until_at, state, changed) "
				       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)",
				       "iiitiiiii", place->roster, place->nth, place->k,
				       place->region, place->checkpoint, account, place->from_at,
				       place->until_at, rq->seq) < 0
		       ? -1
		       : 0;
}

/* Whose place was empty is free of it: rights and alarm go. */
static int fill(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct place old, place;
	int64_t account;

	if (place_need(rq, "shift", args->shift, &old) != 0 ||
	    staff_need(rq, "account", args->account, &account) != 0)
		return -1;
	if (!key_is_within(old.region, rq->region))
		return refuse(rq, 7201, "shift",
			      "there is no such shift; look at your shifts again");
	rq_place(rq, old.region);
	if (check(rq, &old, account, args->reason) != 0)
		return -1;
	if (old.state == PLACE_MISSED)
		place_count_missed(rq, &old, -1);
	if ((old.state != PLACE_LEFT && place_close(rq, &old, PLACE_GONE) != 0) ||
	    add_place(rq, &old, account, &place) != 0 || place_open(rq, &place, 1) != 0 ||
	    place_watch(rq, &place) != 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "shift");
	out_text(&rq->reply, place.id);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "shift.stand_by", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = stand_by,
	  .takes = &by_shape },
	{ "shift.stand_by_end", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = stand_by_end,
	  .takes = &end_shape },
	{ "shift.stand_bys", DOES_READ, .who = DUTY_HEADS, .where = IN_REACH, .run = stand_bys,
	  .takes = &paged_shape, .gives = &row_shape },
	{ "shift.my_stand_bys", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = my_stand_bys,
	  .gives = &row_shape },
	{ "shift.fill", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = fill,
	  .takes = &fill_shape, .gives = &filled_shape },
};

const struct room shift_fill_room =
	OWN_ROOM(shift_fill, "Stand-by", .tables = tables, .n_tables = (int)COUNT_OF(tables));
