/* Shifts read: one's own, those of a place, and those one could swap with.
 *
 * Rule: a colleague's name and hours are seen by who serves at the same checkpoint;
 * telephone numbers are not here. */
#include "duty_roster.h"
#include "page.h"

/* What a shift is to the person who reads it. */
enum seen { COMING, NOW_OPEN, DONE, MISSED };
static const char *const seen_states[] = {
	[COMING] = "coming", [NOW_OPEN] = "open", [DONE] = "done", [MISSED] = "missed", NULL
};

struct args {
	const char *region, *checkpoint, *shift, *cursor;
	int64_t from_at, until_at, limit;
};
#define REC    struct args
#define WINDOW AT(from_at, .label = "From"), AT(until_at, .label = "Until")
static const struct field mine_fields[] = { WINDOW };
static const struct shape mine_shape = SHAPE(mine_fields);
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	REF(checkpoint, "checkpoint", .label = "Checkpoint"),
	WINDOW,
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
static const struct field shift_fields[] = {
	TEXT(shift, 1, 64, .label = "Shift", .need = true),
};
static const struct shape shift_shape = SHAPE(shift_fields);
#undef REC

struct row {
	const char *shift, *checkpoint, *checkpoint_name, *region, *region_name, *community, *gate,
		*login, *name, *note, *last_note, *last_by, *swap;
	int state;
	int64_t from_at, until_at, begun_at, handed_at;
};
#define REC struct row
#define ROW                                                                                        \
	TEXT(shift, 1, 64, .label = "Shift"),                                                      \
		REF(checkpoint, "checkpoint", .label = "Checkpoint"),                              \
		TEXT(checkpoint_name, 1, 60, .label = "Name of the checkpoint"),                   \
		REGION(region, .label = "Compound or grid"),                                       \
		TEXT(region_name, 1, 100, .label = "Name of the region"),                          \
		TEXT(community, 1, 100, .label = "Community"), REF(gate, "gate", .label = "Gate"), \
		TEXT(login, 2, 40, .label = "Login"), TEXT(name, 1, 60, .label = "Name"),          \
		AT(from_at, .label = "From"), AT(until_at, .label = "Until"),                      \
		CHOICE(state, seen_states, .label = "State"), AT(begun_at, .label = "Begun"),      \
		AT(handed_at, .label = "Handed over"),                                             \
		TEXT(note, 1, 500, .label = "What the next one should know")
static const struct field row_fields[] = { ROW };
static const struct shape row_shape = SHAPE(row_fields);
static const struct field own_fields[] = {
	ROW,
	TEXT(last_note, 1, 500, .label = "What the one before said"),
	TEXT(last_by, 1, 60, .label = "Who was there before"),
	TEXT(swap, 1, 64, .label = "Swap asked for"),
};
static const struct shape own_shape = SHAPE(own_fields);
#undef REC

#define SAID(seq) "(SELECT j.sealed FROM journal j WHERE j.seq = " seq ")"
#define COLUMNS                                                                                    \
	"SELECT p.roster, p.nth, p.k, c.id, c.name, p.region, r.name, g.id, a.login, a.sealed, "   \
	"p.from_at, p.until_at, p.state, p.began_at, p.left_at, " SAID("p.note") ", k.name "
#define TIES                                                                                       \
	"FROM shift_place p JOIN checkpoint c ON c.seq = p.checkpoint "                            \
	"JOIN account a ON a.seq = p.account LEFT JOIN region r ON r.key = p.region "              \
	"LEFT JOIN gate g ON g.seq = c.gate " JOIN_COMMUNITY
/* The last word left at the checkpoint before this place, and who left it. */
#define LAST                                                                                       \
	"FROM shift_place q JOIN account b ON b.seq = q.account WHERE "                            \
	"q.checkpoint = p.checkpoint AND q.note IS NOT NULL AND q.left_at <= "                     \
	"p.from_at + 3600000 AND q.account <> p.account ORDER BY q.left_at DESC LIMIT 1"

static int seen_of(const struct request *rq, int64_t state, int64_t until_at)
{
	if (state == PLACE_MISSED || (state == PLACE_OPEN && until_at <= rq->now))
		return MISSED;
	if (state == PLACE_LEFT || (state == PLACE_BEGUN && until_at <= rq->now))
		return DONE;
	return state == PLACE_BEGUN ? NOW_OPEN : COMING;
}

static struct row row_from(struct request *rq, const struct rows *rows)
{
	return (struct row){
		.shift = place_id(rq, rows_int(rows, 0), rows_int(rows, 1), rows_int(rows, 2)),
		.checkpoint = rows_text(rows, 3),
		.checkpoint_name = rows_text(rows, 4),
		.region = rows_text(rows, 5),
		.region_name = rows_text(rows, 6),
		.gate = rows_text(rows, 7),
		.login = rows_text(rows, 8),
		.name = staff_name(rq, rows, 9),
		.from_at = rows_int(rows, 10),
		.until_at = rows_int(rows, 11),
		.state = seen_of(rq, rows_int(rows, 12), rows_int(rows, 11)),
		.begun_at = rows_int(rows, 13),
		.handed_at = rows_int(rows, 14),
		.note = place_note(rq, rows, 15),
		.community = rows_text(rows, 16),
	};
}

static void write_row(struct request *rq, const struct shape *shape, const struct row *row)
{
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, shape, row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

/* From a day ago to a month ahead, where nothing is said. */
static void window(const struct request *rq, const struct args *args, int64_t *from, int64_t *until)
{
	*from = args->from_at == NOT_GIVEN ? rq->now - MS_PER_DAY : args->from_at;
	*until = args->until_at == NOT_GIVEN ? rq->now + 31 * MS_PER_DAY : args->until_at;
}

static int mine(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t from, until;
	struct rows *rows;

	window(rq, args, &from, &until);
	/* Free: one's own, wherever it is. */
	rows = rq_rows_free(
		rq,
		COLUMNS ", (SELECT " SAID(
			"q.note") " " LAST "), (SELECT b.sealed " LAST "), "
				  "(SELECT min(s.id) FROM shift_swap s WHERE s.state = 0 AND "
				  "((s.roster = p.roster AND s.nth = p.nth AND s.k = p.k) OR "
				  "(s.with_roster = p.roster AND s.with_nth = p.nth "
				  "AND s.with_k = p.k))) " TIES
				  "WHERE p.account = $1 AND p.state BETWEEN 1 AND 4 "
				  "AND p.until_at > $2 AND p.from_at < $3 "
				  "ORDER BY p.from_at, p.roster LIMIT 200",
		"iii", rq->actor->account, from, until);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = row_from(rq, rows);

		row.last_note = place_note(rq, rows, 17);
		row.last_by = staff_name(rq, rows, 18);
		row.swap = rows_text(rows, 19);
		write_row(rq, &own_shape, &row);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static int list(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t from, until;
	struct page page;
	struct rows *rows;

	window(rq, args, &from, &until);
	if (page_read(rq, args->cursor, 4, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       COLUMNS TIES
		       "WHERE p.region >= $1 AND p.region < $2 AND p.state BETWEEN 1 "
		       "AND 4 AND (CAST($3 AS text) IS NULL OR c.id = $3) "
		       "AND p.until_at > $4 AND p.from_at < $5 AND (p.from_at, p.roster, "
		       "p.nth, p.k) > ($6, $7, $8, $9) "
		       "ORDER BY p.from_at, p.roster, p.nth, p.k LIMIT $10",
		       "tiiiiiii", args->checkpoint, from, until,
		       args->cursor ? page.number[0] : INT64_MIN + 1, page.number[1],
		       page.number[2], page.number[3], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = row_from(rq, rows);

		write_row(rq, &row_shape, &row);
		page_row(rq, &page, "%" PRId64 ":%" PRId64 ":%" PRId64 ":%" PRId64, row.from_at,
			 rows_int(rows, 0), rows_int(rows, 1), rows_int(rows, 2));
	}
	return page_end(rq, &page, rows, NOT_GIVEN);
}

/* ---- to swap with ---- */

struct partner {
	struct place place;
	struct row row;
};
#define N_PARTNERS 60

/* Shifts of others at the same checkpoint that have not begun, within two weeks of mine. */
static int read_partners(struct request *rq, const struct place *own,
			 struct partner partners[N_PARTNERS], int *n)
{
	/* Free: the checkpoint is that of one's own shift. */
	struct rows *rows = rq_rows_free(
		rq,
		COLUMNS ", p.account " TIES "WHERE p.checkpoint = $1 AND p.state = 1 "
			"AND p.account <> $2 AND p.from_at > $3 "
			"AND p.from_at < $4 ORDER BY p.from_at LIMIT 60",
		"iiii", own->checkpoint, own->account, rq->now, own->from_at + 14 * MS_PER_DAY);

	*n = 0;
	while (rows_next(rows) == 1 && *n < N_PARTNERS) {
		struct partner *p = &partners[*n];

		p->row = row_from(rq, rows);
		p->row.login = NULL;
		p->row.name = arena_text(rq->arena, p->row.name);
		p->row.shift = arena_text(rq->arena, p->row.shift);
		p->row.checkpoint = p->row.checkpoint_name = p->row.region = NULL;
		p->row.region_name = p->row.community = p->row.gate = p->row.note = NULL;
		p->place = (struct place){ .roster = rows_int(rows, 0),
					   .nth = rows_int(rows, 1),
					   .k = rows_int(rows, 2),
					   .account = rows_int(rows, 17),
					   .from_at = p->row.from_at,
					   .until_at = p->row.until_at };
		(*n)++;
	}
	rows_end(rows);
	return rq_rows_failed(rq, rows);
}

static int partners(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct partner *found = arena_alloc(rq->arena, N_PARTNERS * sizeof(*found));
	struct duty_roster roster;
	struct place own;
	int n;

	if (place_need(rq, "shift", args->shift, &own) != 0)
		return -1;
	if (own.account != rq->actor->account || own.state != PLACE_OPEN)
		return refuse(rq, 7202, "shift",
			      "this is not one of your coming shifts; look at your shifts again");
	if (roster_by_seq(rq, own.roster, &roster) < 0 || read_partners(rq, &own, found, &n) != 0)
		return -1;
	rq_reply_rows(rq);
	for (int i = 0; i < n; i++) {
		int fault = swap_fault(rq, &own, &found[i].place, &roster);

		if (fault == -2)
			return -1;
		if (fault < 0)
			write_row(rq, &row_shape, &found[i].row);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

static const struct command commands[] = {
	{ "shift.mine", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = mine,
	  .takes = &mine_shape, .gives = &own_shape },
	{ "shift.list", DOES_READ, .who = DUTY_SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "shift.partners", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = partners,
	  .takes = &shift_shape, .gives = &row_shape },
};

const struct room shift_room = OWN_ROOM(shift, "Shifts");
