/* Complaints read and answered: by those who have them, and by those who filed them.
 *
 * Rule: whoever answers for a region sees what is about it, wherever it stands on its
 * way up; how to reach the person is opened one by one and journaled. */
#include "authority.h"
#include "complaining.h"
#include "page.h"

#define ANSWERERS (OFFICER | COMMANDER | DEPARTMENT)
#define SEERS     (ANSWERERS | GRID_WORKER)

struct list_args {
	const char *region, *cursor;
	int state, kind, is_overdue;
	int64_t limit;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(state, complaint_states, .label = "State"),
	CHOICE(kind, complaint_kinds, .label = "Kind"),
	FLAG(is_overdue, .label = "Only what is overdue"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *complaint, *number, *text, *contact, *page, *region, *region_name, *owner,
		*owner_name, *answer, *answered_by;
	int kind, state, channel, is_overdue;
	int64_t at, due_at, n_climbs, answered_at;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(complaint, "complaint", .label = "Complaint"),
	TEXT(number, 1, 20, .label = "Number of the complaint"),
	CHOICE(kind, complaint_kinds, .label = "Kind"),
	TEXT(text, 1, 1000, .label = "What it is"),
	TEXT(contact, 1, 100, .label = "How to reach the person", .secret = SECRET_TEXT),
	TEXT(page, 0, 200, .label = "Page it was filed on"),
	CHOICE(channel, complaint_channels, .label = "How it came"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(owner, 0, KEY_MAX, .label = "Region whose answerer has it now"),
	TEXT(owner_name, 1, 100, .label = "Who has it now"),
	CHOICE(state, complaint_states, .label = "State"),
	AT(at, .label = "Filed"),
	AT(due_at, .label = "To be answered by"),
	FLAG(is_overdue, .label = "Overdue"),
	INT(n_climbs, 0, 0, .label = "Levels it climbed"),
	TEXT(answer, 1, 1000, .label = "Answer"),
	AT(answered_at, .label = "Answered"),
	TEXT(answered_by, 1, 40, .label = "Answered by"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct which {
	const char *complaint, *text;
};
#define REC struct which
static const struct field which_fields[] = {
	REF(complaint, "complaint", .label = "Complaint", .need = true),
};
static const struct shape which_shape = SHAPE(which_fields);
static const struct field answer_fields[] = {
	TEXT(text, 1, 1000, .label = "Answer", .secret = SECRET_TEXT, .need = true),
	REF(complaint, "complaint", .label = "Complaint", .need = true),
};
static const struct shape answer_shape = SHAPE(answer_fields);
#undef REC

#define REC struct row
static const struct field open_fields[] = {
	TEXT(contact, 1, 100, .label = "How to reach the person", .secret = SECRET_TEXT),
};
static const struct shape open_shape = SHAPE(open_fields);
#undef REC

struct mine_args {
	const char *number, *secret;
};
#define REC struct mine_args
static const struct field mine_fields[] = {
	TEXT(number, 1, 20, .label = "Number of the complaint"),
	TEXT(secret, 1, 20, .label = "Word that opens it", .secret = SECRET_TEXT),
};
static const struct shape mine_shape = SHAPE(mine_fields);
#undef REC

#define COLUMNS                                                                                    \
	"SELECT c.id, c.seq, c.kind, c.page, c.channel, c.region, g.name, c.owner, o.name, "       \
	"c.state, c.at, c.due_at, c.n_climbs, c.answered_at, a.login, "                            \
	"(SELECT j.sealed FROM journal j WHERE j.seq = c.seq), "                                   \
	"(SELECT j.sealed FROM journal j WHERE j.seq = c.answered_seq) FROM complaint c "          \
	"LEFT JOIN region g ON g.key = c.region LEFT JOIN region o ON o.key = c.owner "            \
	"LEFT JOIN account a ON a.seq = c.answered_by "

static struct row row_from(struct request *rq, const struct rows *rows)
{
	struct complaint_words words = complaint_words_from(rq, rows, 15);

	return (struct row){
		.complaint = rows_text(rows, 0),
		.number = arena_print(rq->arena, "%" PRId64, rows_int(rows, 1)),
		.kind = (int)rows_int(rows, 2),
		.page = rows_text(rows, 3),
		.channel = (int)rows_int(rows, 4),
		.region = rows_text(rows, 5),
		.region_name = rows_text(rows, 6),
		.owner = rows_text(rows, 7),
		.owner_name = rows_text(rows, 8),
		.state = (int)rows_int(rows, 9),
		.at = rows_int(rows, 10),
		.due_at = rows_int(rows, 11),
		.n_climbs = rows_int(rows, 12),
		.is_overdue = rows_int(rows, 9) == COMPLAINT_OPEN && rows_int(rows, 12) > 0,
		.answered_at = rows_is_null(rows, 13) ? NOT_GIVEN : rows_int(rows, 13),
		.answered_by = rows_text(rows, 14),
		.text = words.text,
		.contact = words.contact,
		.answer = complaint_words_from(rq, rows, 16).text,
	};
}

static void write_row(struct request *rq, const struct row *row)
{
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, row, SECRETS_MASKED);
	out_end_object(&rq->reply);
}

/* Complaints and suggestions are for officers; a grid worker has the problems. */
static int64_t sees_all(const struct request *rq)
{
	return rq_reaches(rq, ANSWERERS, rq->region);
}

#define WANTED                                                                                     \
	"WHERE c.region >= $1 AND c.region < $2 AND ($3 = 1 OR c.kind = 2) "                       \
	"AND ($4 < 0 OR c.state = $4) AND ($5 < 0 OR c.kind = $5) "                                \
	"AND ($6 <> 1 OR (c.state = 0 AND c.n_climbs > 0)) "

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t all = sees_all(rq), state = args->state, kind = args->kind;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq, COLUMNS WANTED "AND ($7 = 0 OR c.seq < $7) ORDER BY c.seq DESC LIMIT $8",
		       "iiiiii", all, state, kind, (int64_t)args->is_overdue, page.number[0],
		       page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = row_from(rq, rows);

		write_row(rq, &row);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 1));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM complaint c " WANTED, "iiii", all,
			       state, kind, (int64_t)args->is_overdue));
}

struct found {
	int64_t seq, n_climbs;
	int state;
	const char *region, *contact;
};

static int find(struct request *rq, const char *id, struct found *found)
{
	struct rows *rows;
	int more = rq_first(rq, &rows,
			    "SELECT c.seq, c.n_climbs, c.state, c.region, (SELECT j.sealed "
			    "FROM journal j WHERE j.seq = c.seq) FROM complaint c WHERE c.id = $3 "
			    "AND c.region >= $1 AND c.region < $2 AND ($4 = 1 OR c.kind = 2)",
			    "ti", id, sees_all(rq));

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 5702, "complaint", "there is no such complaint in your reach");
	*found = (struct found){ .seq = rows_int(rows, 0),
				 .n_climbs = rows_int(rows, 1),
				 .state = (int)rows_int(rows, 2),
				 .region = arena_text(rq->arena, rows_text(rows, 3)),
				 .contact = complaint_words_from(rq, rows, 4).contact };
	rows_end(rows);
	rq_place(rq, found->region);
	return 0;
}

static int open_one(struct request *rq, const void *record)
{
	const struct which *args = record;
	struct row row = { 0 };
	struct found found;

	if (find(rq, args->complaint, &found) != 0)
		return -1;
	row.contact = found.contact;
	rq->is_private = true;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &open_shape, &row, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return 0;
}

static int answer(struct request *rq, const void *record)
{
	const struct which *args = record;
	struct found found;

	if (find(rq, args->complaint, &found) != 0)
		return -1;
	if (found.state == COMPLAINT_ANSWERED)
		return refuse(rq, 5703, "complaint", "this complaint has been answered already");
	/* Free: the complaint was just found in reach. */
	if (rq_run_free(rq,
			"UPDATE complaint SET state = 1, answered_seq = $2, answered_at = $3, "
			"answered_by = $4, changed = $2 WHERE seq = $1",
			"iiii", found.seq, rq->seq, rq->now, rq->actor->account) < 0)
		return -1;
	tally(rq, found.region, "", "complaint.open", -1);
	if (found.n_climbs > 0)
		tally(rq, found.region, "", "complaint.overdue", -1);
	return complaint_rest(rq, found.seq, found.region);
}

/* By number and word, or one's own: what this account filed, and what came from its
 * household by telephone or on paper. */
static int mine(struct request *rq, const void *record)
{
	const struct mine_args *args = record;
	int64_t number = 0, home = rq->actor->agent ? 0 : rq->actor->household;
	struct rows *rows;

	if (args->number &&
	    (text_to_int(args->number, &number) != 0 || number <= 0 || !args->secret ||
	     !texts_equal_secret(complaint_secret(rq, number), args->secret)))
		return refuse(rq, 5704, "secret", "number and word do not fit; look at both again");
	if (!args->number && !rq->actor->account)
		return refuse(rq, 5704, "number", "give the number and the word you were shown");
	/* Free: what one filed oneself. */
	rows = rq_rows_free(rq,
			    COLUMNS "WHERE ($1 > 0 AND c.seq = $1) OR ($1 = 0 AND (c.account = $2 "
				    "OR ($3 > 0 AND c.household = $3))) "
				    "ORDER BY c.seq DESC LIMIT 200",
			    "iii", number, rq->actor->account, home);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = row_from(rq, rows);

		row.answered_by = row.region = row.owner = NULL;
		write_row(rq, &row);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "complaint.list", DOES_READ, .who = SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "complaint.open", DOES_OWN, .who = SEERS, .where = IN_REACH, .run = open_one,
	  .takes = &which_shape, .gives = &open_shape },
	{ "complaint.answer", DOES_OWN, .who = SEERS, .where = IN_REACH, .run = answer,
	  .takes = &answer_shape },
	{ "complaint.mine", DOES_READ, .who = ANYONE | SIGNED_IN, .where = ANYWHERE, .run = mine,
	  .takes = &mine_shape, .gives = &row_shape },
};

const struct room complaint_desk_room = OWN_ROOM(complaint_desk, "Complaints answered");
