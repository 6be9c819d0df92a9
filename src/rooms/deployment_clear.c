/* Clearances: serving where one lives, asked for by the place, cleared by headquarters.
 *
 * Rule (BH-15, 经区指挥部批准后, 社区可直接调用): nobody is called up at home before
 * headquarters has said yes; whoever asked sees the answer, a no with its reason. */
#include "authority.h"
#include "deploying.h"
#include "page.h"
#include "people.h"
#include "teaming.h"

#define CALLERS (OFFICER | COMMANDER)

struct clearance_row {
	int64_t seq, cadre, asked_by, asked_at, decided_by, decided_at, changed;
	const char *region, *work, *reason;
	int state;
};
#define REC struct clearance_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the clearance", .need = true),
	INT(cadre, 1, INT64_MAX, .label = "Person of a roster", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	CHOICE(state, clearance_states, .label = "State", .need = true),
	TEXT(work, 1, 200, .label = "Work to do"),
	INT(asked_by, 0, INT64_MAX, .label = "Account that asked"),
	AT(asked_at, .label = "Asked"),
	INT(decided_by, 0, INT64_MAX, .label = "Account that decided"),
	AT(decided_at, .label = "Decided"),
	TEXT(reason, 1, 200, .label = "Why it was refused"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "region, seq", NULL };
static const struct table tables[] = {
	TABLE("deployment_clearance", columns, .bare = true, .key = "cadre, region",
	      .indexes = indexes),
};
#undef REC

struct args {
	const char *cadre, *region, *work, *reason, *cursor;
	int64_t limit;
	int state;
};
#define REC struct args
#define WHO_AND_WHERE                                                                              \
	REF(cadre, "cadre", .label = "Person of a roster", .need = true),                          \
		REGION(region, .label = "Region", .need = true)
static const struct field clear_fields[] = { WHO_AND_WHERE };
static const struct shape clear_shape = SHAPE(clear_fields);
static const struct field ask_fields[] = {
	WHO_AND_WHERE,
	TEXT(work, 1, 200, .label = "Work to do", .need = true),
};
static const struct shape ask_shape = SHAPE(ask_fields);
static const struct field refuse_fields[] = {
	WHO_AND_WHERE,
	TEXT(reason, 1, 200, .label = "Reason", .need = true),
};
static const struct shape refuse_shape = SHAPE(refuse_fields);
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(state, clearance_states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *cadre, *name, *organisation_name, *region, *region_name, *work, *asked_by_name,
		*decided_by_name, *reason;
	int64_t asked_at, decided_at;
	int rank, state, may_decide;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(cadre, "cadre", .label = "Person of a roster"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),
	CHOICE(rank, ranks, .label = "Rank"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(work, 1, 200, .label = "Work to do"),
	CHOICE(state, clearance_states, .label = "State"),
	TEXT(asked_by_name, 1, 60, .label = "Who asked"),
	AT(asked_at, .label = "Asked"),
	TEXT(decided_by_name, 1, 60, .label = "Who decided"),
	AT(decided_at, .label = "Decided"),
	TEXT(reason, 1, 200, .label = "Why it was refused"),
	FLAG(may_decide, .label = "You decide about it"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

static int find(struct request *rq, const struct args *args, struct cadre *c)
{
	struct region region;

	return region_need(rq, "region", rq->region, NULL, &region) != 0 ||
			       cadre_need(rq, "cadre", args->cadre, c) != 0
		       ? -1
		       : 0;
}

/* Free in the next two: the place is the request's own, the person was found in reach. */

/* A yes answers for the place, and for all inside it that was asked about this person. */
static int clear(struct request *rq, const void *record)
{
	struct cadre c;

	if (find(rq, record, &c) != 0 ||
	    rq_run(rq,
		   "UPDATE deployment_clearance SET state = 1, decided_by = $4, decided_at = $5, "
		   "reason = NULL, changed = $6 WHERE region >= $1 AND region < $2 AND cadre = $3 "
		   "AND state <> 1 AND (state = 0 OR region = $7)",
		   "iiiit", c.seq, rq->actor->account, rq->now, rq->seq, rq->region) < 0)
		return -1;
	return rq_run_free(rq,
			   "INSERT INTO deployment_clearance (seq, cadre, region, state, "
			   "decided_by, decided_at, changed) VALUES ($1, $2, $3, 1, $4, $5, $1) "
			   "ON CONFLICT DO NOTHING",
			   "iitii", rq->seq, c.seq, rq->region, rq->actor->account, rq->now) < 0
		       ? -1
		       : 0;
}

static int ask(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct cadre c;
	int64_t n;

	if (find(rq, args, &c) != 0)
		return -1;
	if (c.state != CADRE_APPROVED)
		return refuse(rq, 6404, "cadre",
			      "this person's batch is not approved; the organisation department "
			      "does that first");
	if (!serves_at_home(c.residence, rq->region))
		return refuse(rq, 6418, "cadre",
			      "this person lives elsewhere and needs no clearance; call them up");
	if (is_cleared(rq, &c, rq->region))
		return outcome_reply(rq, SAME);
	/* What was refused may be asked again, with other words. */
	n = rq_run_free(rq,
			"INSERT INTO deployment_clearance (seq, cadre, region, state, work, "
			"asked_by, asked_at, changed) VALUES ($1, $2, $3, 0, $4, $5, $6, $1) "
			"ON CONFLICT (cadre, region) DO UPDATE SET seq = $1, state = 0, work = $4, "
			"asked_by = $5, asked_at = $6, decided_by = NULL, decided_at = NULL, "
			"reason = NULL, changed = $1 WHERE deployment_clearance.state = 2",
			"iittii", rq->seq, c.seq, rq->region, args->work, rq->actor->account,
			rq->now);
	return n < 0 ? -1 : outcome_reply(rq, n ? ADDED : SAME);
}

static int refuse_one(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct cadre c;
	int64_t n;

	if (find(rq, args, &c) != 0)
		return -1;
	n = rq_run(rq,
		   "UPDATE deployment_clearance SET state = 2, decided_by = $4, decided_at = $5, "
		   "reason = $6, changed = $7 WHERE region >= $1 AND region < $2 AND cadre = $3 "
		   "AND state = 0 AND region = $8",
		   "iiitit", c.seq, rq->actor->account, rq->now, args->reason, rq->seq, rq->region);
	if (n == 0)
		return refuse(rq, 6419, "cadre",
			      "nobody waits for this answer; look at the list again");
	return n < 0 ? -1 : 0;
}

/* Nobody decides about somebody who has left the rosters since. */
#define WANTED                                                                                     \
	"FROM deployment_clearance k JOIN cadre c ON c.seq = k.cadre AND (k.state <> 0 OR "        \
	"c.state = 1) LEFT JOIN organisation o ON o.id = c.organisation "                          \
	"LEFT JOIN region r ON r.key = k.region LEFT JOIN account a ON a.seq = k.asked_by "        \
	"LEFT JOIN account d ON d.seq = k.decided_by "                                             \
	"WHERE k.region >= $1 AND k.region < $2 AND ($3 < 0 OR k.state = $3) "

static void write_row(struct request *rq, const struct rows *rows)
{
	struct row row = { .cadre = rows_text(rows, 1),
			   .name = staff_name(rq, rows, 2),
			   .organisation_name = rows_text(rows, 3),
			   .rank = rows_choice(rows, 4),
			   .region = rows_text(rows, 5),
			   .region_name = rows_text(rows, 6),
			   .work = rows_text(rows, 7),
			   .state = rows_choice(rows, 8),
			   .asked_by_name = staff_name(rq, rows, 9),
			   .asked_at = rows_int(rows, 10),
			   .decided_by_name = staff_name(rq, rows, 11),
			   .decided_at = rows_int(rows, 12),
			   .reason = rows_text(rows, 13) };

	row.may_decide = row.state == CLEARANCE_ASKED && rq_reaches(rq, COMMANDER, row.region);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

static int list(struct request *rq, const void *record)
{
	const struct args *args = record;
	int64_t state = args->state;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(
		rq,
		"SELECT k.seq, c.id, c.sealed, o.name, c.rank, k.region, r.name, k.work, k.state, "
		"a.sealed, k.asked_at, d.sealed, k.decided_at, k.reason " WANTED
		"AND ($4 = 0 OR k.seq < $4) ORDER BY k.seq DESC LIMIT $5",
		"iii", state, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(rq, &page, rows, rq_one(rq, 0, "SELECT count(*) " WANTED, "i", state));
}

static int faults(struct request *rq, void (*found)(void *self, const char *sentence), void *self)
{
	/* Free: the whole house is checked. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT c.id, k.region FROM deployment_clearance k "
					 "JOIN cadre c ON c.seq = k.cadre "
					 "WHERE (k.state = 0) <> (k.decided_at IS NULL) "
					 "OR (k.state = 0 AND k.asked_at IS NULL) LIMIT 100",
					 "");

	while (rows_next(rows) == 1)
		found(self,
		      arena_print(rq->arena, "the clearance of %s at %s was decided by nobody",
				  rows_text(rows, 0), rows_text(rows, 1)));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "deployment.clear", DOES_OWN, .who = COMMANDER, .where = IN_REACH, .run = clear,
	  .takes = &clear_shape },
	{ "deployment.clear_ask", DOES_OWN, .who = CALLERS, .where = IN_REACH, .run = ask,
	  .takes = &ask_shape, .gives = &outcome_shape },
	{ "deployment.clear_refuse", DOES_OWN, .who = COMMANDER, .where = IN_REACH,
	  .run = refuse_one, .takes = &refuse_shape },
	{ "deployment.clearances", DOES_READ, .who = CALLERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
};

const struct room deployment_clear_room =
	OWN_ROOM(deployment_clear, "Clearances", .tables = tables,
		 .n_tables = (int)COUNT_OF(tables), .invariants = faults);
