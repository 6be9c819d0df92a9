/* Complaints, suggestions and problems: filed by anybody, from every page.
 *
 * Rule (国办函〔2026〕12号): no name and no session is needed; whoever files gets a number
 * and a word with which the answer can be read, and a complaint that is not answered
 * in 24 hours goes to the level above by the clock. */
#include "complaining.h"
#include "home.h"
#include "home_door.h"
#include "region.h"

struct complaint_row {
	int64_t seq, account, household, at, due_at, n_climbs, answered_seq, answered_at,
		answered_by, forgotten_at, changed;
	const char *id, *region, *owner, *page;
	int kind, channel, state;
};
#define REC struct complaint_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	TEXT(owner, 0, KEY_MAX, .label = "Region whose answerer has it now", .need = true),
	CHOICE(kind, complaint_kinds, .label = "Kind", .need = true),
	CHOICE(channel, complaint_channels, .label = "How it came", .need = true),
	TEXT(page, 0, 200, .label = "Page it was filed on"),
	INT(account, 1, INT64_MAX, .label = "Account that filed it"),
	INT(household, 1, INT64_MAX, .label = "Household it is from"),
	CHOICE(state, complaint_states, .label = "State", .need = true),
	AT(at, .label = "Filed", .need = true),
	AT(due_at, .label = "To be answered by", .need = true),
	INT(n_climbs, 0, INT64_MAX, .label = "Levels it climbed", .need = true),
	INT(answered_seq, 1, INT64_MAX, .label = "Command that answered it"),
	AT(answered_at, .label = "Answered"),
	INT(answered_by, 0, INT64_MAX, .label = "Account that answered it"),
	AT(forgotten_at, .label = "Words destroyed"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, seq", "account", "household", NULL };
static const struct table tables[] = {
	TABLE("complaint", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct file_args {
	const char *text, *contact, *group, *page, *household, *region;
	int kind, channel;
};
#define REC struct file_args
static const struct field file_fields[] = {
	CHOICE(kind, complaint_kinds, .label = "Kind", .need = true),
	TEXT(text, 1, 1000, .label = "What it is", .secret = SECRET_TEXT, .need = true),
	TEXT(contact, 1, 100, .label = "How to reach you", .secret = SECRET_TEXT),
	TEXT(group, 1, 64, .label = "Token of the group's link", .secret = SECRET_TEXT),
	TEXT(page, 0, 200, .label = "Page it is filed on"),
	CHOICE(channel, complaint_channels, .label = "How it came"),
	REF(household, "household", .label = "Household it is from"),
	REGION(region, .label = "Region"),
};
static const struct shape file_shape = SHAPE(file_fields);
#undef REC

struct filed {
	const char *number, *secret;
	int64_t due_at;
};
#define REC struct filed
static const struct field filed_fields[] = {
	TEXT(number, 1, 20, .label = "Number of the complaint"),
	TEXT(secret, 8, 8, .label = "Word that opens it; shown once"),
	AT(due_at, .label = "To be answered by"),
};
static const struct shape filed_shape = SHAPE(filed_fields);
#undef REC

struct number_args {
	int64_t number;
};
#define REC struct number_args
static const struct field number_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number of the complaint", .need = true),
};
static const struct shape number_shape = SHAPE(number_fields);
#undef REC

/* Free in all of this file: whoever files needs no reach; where it goes is found here. */

/* The region of a household, by id or by number. */
static const char *home_region(struct request *rq, const char *id, int64_t *seq)
{
	const char *region = NULL;
	struct rows *rows = rq_rows_free(rq,
					 "SELECT region, seq FROM household "
					 "WHERE id = $1 OR (CAST($1 AS text) IS NULL AND seq = $2)",
					 "ti", id, *seq);

	if (rows_next(rows) == 1) {
		region = arena_text(rq->arena, rows_text(rows, 0));
		*seq = rows_int(rows, 1);
		rows_end(rows);
	}
	return rq_rows_failed(rq, rows) != 0 ? NULL : region;
}

/* One who may speak for a place: any posting above it. */
static int check_reach(struct request *rq, const char *field, const char *region)
{
	if (region && rq_reaches(rq, (1u << N_ROLES) - 1, region))
		return 0;
	return rq->fault.number ? -1
				: refuse(rq, 5705, field,
					 "this place is outside your postings; ask its officer");
}

/* Nobody said where: the highest who commands. */
static const char *top(struct request *rq)
{
	const char *region = "";
	struct rows *rows = rq_rows_free(rq,
					 "SELECT p.region FROM posting p WHERE p.role = 1 "
					 "AND p.void_at IS NULL AND p.from_at <= $1 "
					 "AND (p.until_at IS NULL OR p.until_at > $1) "
					 "ORDER BY length(p.region), p.region LIMIT 1",
					 "i", rq->now);

	if (rows_next(rows) == 1) {
		region = arena_text(rq->arena, rows_text(rows, 0));
		rows_end(rows);
	}
	return region;
}

static const char *own_posting(const struct request *rq)
{
	for (int i = 0; i < rq->actor->n_held; i++) {
		const struct held *held = &rq->actor->held[i];

		if (held->from_at <= rq->now &&
		    (held->until_at == NOT_GIVEN || rq->now < held->until_at))
			return held->region;
	}
	return NULL;
}

/* Where it is about, and whose household it is from (0: nobody's). */
static int find_region(struct request *rq, const struct file_args *args, const char **region,
		       int64_t *household)
{
	int failed = 0;

	*household = rq->actor->household;
	if (rq->actor->household) {
		*region = home_region(rq, NULL, household);
	} else if (args->household) {
		*region = home_region(rq, args->household, household);
		if (check_reach(rq, "household", *region) != 0)
			return -1;
	} else if (args->group) {
		*region = group_region(rq->db, rq->arena, args->group, &failed);
		if (!*region && !failed)
			return refuse(rq, 5501, "group",
				      "this link has ended; ask your group for the new one");
	} else if (args->region) {
		*region = args->region;
		if (check_reach(rq, "region", *region) != 0)
			return -1;
	} else {
		*region = own_posting(rq);
		*region = *region ? *region : top(rq);
	}
	return *region && !rq->fault.number ? 0 : -1;
}

static int file(struct request *rq, const void *record)
{
	const struct file_args *args = record;
	struct filed filed = { .number = arena_print(rq->arena, "%" PRId64, rq->seq),
			       .secret = complaint_secret(rq, rq->seq),
			       .due_at = rq->now + COMPLAINT_MS };
	const char *region, *owner;
	int64_t household;

	/* What came by telephone or on paper is typed in by somebody. */
	if (args->channel > 0 && !rq->actor->account && !rq->actor->is_program)
		return refuse(rq, 5701, "channel", "leave this out: it comes from this page");
	if (find_region(rq, args, &region, &household) != 0)
		return -1;
	owner = complaint_first(rq, region, args->kind);
	if (rq_run_free(rq,
			"INSERT INTO complaint (seq, id, region, owner, kind, channel, page, "
			"account, household, state, at, due_at, n_climbs, changed) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, 0, $1)",
			"itttiitiiii", rq->seq, rq->key, region, owner, (int64_t)args->kind,
			args->channel < 0 ? INT64_C(0) : (int64_t)args->channel, args->page,
			rq->actor->account ? rq->actor->account : NOT_GIVEN,
			household ? household : NOT_GIVEN, rq->now, filed.due_at) < 0 ||
	    complaint_wait(rq, rq->seq, filed.due_at, region) != 0)
		return -1;
	tally(rq, region, "", "complaint.open", 1);
	rq_place(rq, region);
	rq->is_private = true;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &filed_shape, &filed, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return 0;
}

/* Nobody answered in time: the next above who answers has it now, and as long again. */
static int climb(struct request *rq, const void *record)
{
	const struct number_args *args = record;
	const char *region, *owner, *next;
	char parent[KEY_MAX + 1];
	int64_t n_climbs;
	struct rows *rows = rq_rows_free(rq,
					 "SELECT region, owner, n_climbs FROM complaint "
					 "WHERE seq = $1 AND state = 0",
					 "i", args->number);

	if (rows_next(rows) != 1)
		return rq_rows_failed(rq, rows);
	region = arena_text(rq->arena, rows_text(rows, 0));
	owner = arena_text(rq->arena, rows_text(rows, 1));
	n_climbs = rows_int(rows, 2);
	rows_end(rows);
	key_parent(owner, parent);
	next = *parent ? complaint_owner(rq, parent) : NULL;
	rq_place(rq, region);
	/* At the top it stays, red, until it is answered. */
	if (!next && n_climbs > 0)
		return 0;
	if (rq_run_free(rq,
			"UPDATE complaint SET owner = $2, n_climbs = n_climbs + 1, due_at = $3, "
			"changed = $4 WHERE seq = $1",
			"itii", args->number, next ? next : owner, rq->now + COMPLAINT_MS,
			rq->seq) < 0)
		return -1;
	if (n_climbs == 0)
		tally(rq, region, "", "complaint.overdue", 1);
	return complaint_wait(rq, args->number, rq->now + COMPLAINT_MS, region);
}

/* A year after the answer (PIPL art. 47): words, contact and answer are destroyed. */
static int forget(struct request *rq, const void *record)
{
	const struct number_args *args = record;
	int64_t answered = rq_one_free(rq, 0,
				       "SELECT answered_seq FROM complaint WHERE seq = $1 "
				       "AND forgotten_at IS NULL",
				       "i", args->number);

	if (answered <= 0)
		return rq->fault.number ? -1 : 0;
	if (home_forget(rq, args->number) != 0 || home_forget(rq, answered) != 0)
		return -1;
	return rq_run_free(rq,
			   "UPDATE complaint SET forgotten_at = $2, changed = $3 WHERE seq = $1",
			   "iii", args->number, rq->now, rq->seq) < 0
		       ? -1
		       : 0;
}

static int recount(struct request *rq)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT region, count(*), CAST(sum(CASE WHEN n_climbs > 0 THEN 1 ELSE 0 END) "
		"AS bigint) FROM complaint WHERE state = 0 GROUP BY region",
		"");

	while (rows_next(rows) == 1) {
		tally(rq, rows_text(rows, 0), "", "complaint.open", rows_int(rows, 1));
		tally(rq, rows_text(rows, 0), "", "complaint.overdue", rows_int(rows, 2));
	}
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "complaint.file", DOES_OWN, .who = ANYONE | SIGNED_IN, .where = ANYWHERE, .run = file,
	  .takes = &file_shape, .gives = &filed_shape },
	{ "complaint.climb", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = climb,
	  .takes = &number_shape },
	{ "complaint.forget", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = forget,
	  .takes = &number_shape },
};

const struct room complaint_room = OWN_ROOM(complaint, "Complaints", .tables = tables,
					    .n_tables = (int)COUNT_OF(tables), .recount = recount);
