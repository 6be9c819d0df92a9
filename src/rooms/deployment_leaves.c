/* Leave of the deployed seen: what waits for a signature, and what was decided.
 *
 * Rule: a place sees that somebody is away; why is read only by those who sign. */
#include "deploying.h"
#include "page.h"

#define SEERS (OFFICER | COMMANDER | DEPARTMENT)

struct leaves_args {
	const char *region, *cursor;
	int64_t limit;
	int state;
};
#define REC struct leaves_args
static const struct field leaves_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(state, leave_states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape leaves_shape = SHAPE(leaves_fields);
#undef REC

struct leave {
	const char *leave, *deployment, *name, *organisation_name, *region, *region_name, *from_day,
		*until_day, *reason, *unit_name, *granted_name, *refused_reason;
	int64_t asked_at, unit_at, granted_at;
	int state, may_unit, may_grant;
};
#define REC struct leave
static const struct field leave_fields[] = {
	REF(leave, "deployment_leave", .label = "Leave"),
	REF(deployment, "deployment", .label = "Deployment"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	DAY(from_day, .label = "First day"),
	DAY(until_day, .label = "Last day"),
	TEXT(reason, 1, 500, .label = "Reason of the leave"),
	CHOICE(state, leave_states, .label = "State"),
	AT(asked_at, .label = "Asked"),
	AT(unit_at, .label = "Signed by the unit"),
	TEXT(unit_name, 1, 60, .label = "Who signed for the unit"),
	AT(granted_at, .label = "Decided"),
	TEXT(granted_name, 1, 60, .label = "Who decided"),
	TEXT(refused_reason, 1, 200, .label = "Why it was refused"),
	FLAG(may_unit, .label = "You sign for the unit"),
	FLAG(may_grant, .label = "You decide about it"),
};
static const struct shape leave_shape = SHAPE(leave_fields);
#undef REC

#define LEAVES_WANTED                                                                              \
	"WHERE ((l.region >= $1 AND l.region < $2) OR (d.region >= $1 AND d.region < $2)) "        \
	"AND ($3 < 0 OR l.state = $3) AND (CAST($4 AS text) IS NULL OR c.organisation = $4) "
#define LEAVES_JOINS                                                                               \
	"FROM deployment_leave l JOIN deployment d ON d.seq = l.deployment "                       \
	"JOIN cadre c ON c.seq = d.cadre "

/* The one sealed word of a leave, in the journal row that brought it. */
struct words {
	const char *reason;
};
#define REC struct words
static const struct field words_fields[] = {
	TEXT(reason, 1, 500, .label = "Reason of the leave", .secret = SECRET_TEXT),
};
static const struct shape words_shape = SHAPE(words_fields);
#undef REC

static void write_leave(struct request *rq, const struct rows *rows, const char *own_unit)
{
	const char *place = arena_text(rq->arena, rows_text(rows, 17));
	bool is_own = own_unit && strcmp(own_unit, rows_text(rows, 18)) == 0;
	bool is_decided = unit_is_decided(rq, place);
	struct words words = { 0 };
	struct leave row = {
		.leave = rows_text(rows, 1),
		.deployment = rows_text(rows, 2),
		.name = staff_name(rq, rows, 3),
		.organisation_name = rows_text(rows, 4),
		.region = rows_text(rows, 5),
		.region_name = rows_text(rows, 6),
		.from_day = rows_text(rows, 7),
		.until_day = rows_text(rows, 8),
		.state = (int)rows_int(rows, 9),
		.asked_at = rows_int(rows, 10),
		.unit_at = rows_int(rows, 11),
		.unit_name = staff_name(rq, rows, 12),
		.granted_at = rows_int(rows, 13),
		.granted_name = staff_name(rq, rows, 14),
		.refused_reason = rows_text(rows, 15),
		.may_unit = is_own && rows_int(rows, 9) == LEAVE_ASKED,
		.may_grant = rows_int(rows, 9) == LEAVE_PENDING && unit_is_level(rq, place),
	};
	size_t n;
	const void *sealed = rows_blob(rows, 16, &n);

	if ((is_own || is_decided) && sealed && n > HASH_BYTES &&
	    record_unseal(rq->keys, rq->arena, &words_shape, sealed, n, &words) == 0)
		row.reason = words.reason;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &leave_shape, &row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

static int leaves(struct request *rq, const void *record)
{
	const struct leaves_args *args = record;
	int64_t state = args->state;
	const char *only;
	struct unit own;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0 || unit_only(rq, &only) != 0 ||
	    unit_of_caller(rq, &own) != 0)
		return -1;
	rows = rq_rows(
		rq,
		"SELECT l.seq, l.id, d.id, c.sealed, o.name, d.region, r.name, l.from_day, "
		"l.until_day, l.state, l.asked_at, l.unit_at, u.sealed, l.decided_at, "
		"g.sealed, l.refused_reason, "
		"(SELECT j.sealed FROM journal j WHERE j.seq = l.seq), l.region, c.organisation " LEAVES_JOINS
		"LEFT JOIN organisation o ON o.id = c.organisation "
		"LEFT JOIN region r ON r.key = d.region "
		"LEFT JOIN account u ON u.seq = l.unit_by "
		"LEFT JOIN account g ON g.seq = l.decided_by " LEAVES_WANTED
		"AND ($5 = 0 OR l.seq < $5) ORDER BY l.seq DESC LIMIT $6",
		"itii", state, only, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_leave(rq, rows, own.id);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(
		rq, &page, rows,
		rq_one(rq, 0, "SELECT count(*) " LEAVES_JOINS LEAVES_WANTED, "it", state, only));
}

static const struct command commands[] = {
	{ "deployment.leaves", DOES_READ, .who = SEERS, .where = IN_REACH, .run = leaves,
	  .takes = &leaves_shape, .gives = &leave_shape },
};

const struct room deployment_leaves_room = OWN_ROOM(deployment_leaves, "Leave seen");
