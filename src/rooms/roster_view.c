/* Rosters read: the list of a place, and one with its shifts, its people, and what is to
 * be said against it.
 *
 * Rule: the findings are looked for when they are read, so that a leave granted since is
 * among them. */
#include "duty_roster.h"
#include "page.h"

struct list_args {
	const char *region, *checkpoint, *cursor;
	int state;
	int64_t limit;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	REF(checkpoint, "checkpoint", .label = "Checkpoint"),
	CHOICE(state, roster_states, .label = "State"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct get_args {
	const char *roster;
};
#define REC struct get_args
static const struct field get_fields[] = {
	REF(roster, "roster", .label = "Roster", .need = true),
};
static const struct shape get_shape = SHAPE(get_fields);
#undef REC

struct row {
	const char *roster, *checkpoint, *checkpoint_name, *region, *region_name, *community,
		*from_day, *team_name, *leader_name, *reason;
	int pattern, state;
	int64_t from_at, until_at, days, start_hour, n_least, rest_hours, most_hours_week, n_holes,
		n_findings, published_at;
	const struct json *skills, *lengths, *members, *shifts, *findings;
};
#define REC struct row
#define ROW                                                                                        \
	REF(roster, "roster", .label = "Roster"),                                                  \
		REF(checkpoint, "checkpoint", .label = "Checkpoint"),                              \
		TEXT(checkpoint_name, 1, 60, .label = "Name of the checkpoint"),                   \
		REGION(region, .label = "Compound or grid"),                                       \
		TEXT(region_name, 1, 100, .label = "Name of the region"),                          \
		TEXT(community, 1, 100, .label = "Community"),                                     \
		DAY(from_day, .label = "First day"), INT(days, 1, 14, .label = "Days"),            \
		AT(from_at, .label = "From"), AT(until_at, .label = "Until"),                      \
		CHOICE(pattern, roster_patterns, .label = "Pattern of shifts"),                    \
		INT(start_hour, 0, 23, .label = "Hour at which the day's first shift begins"),     \
		INT(n_least, 1, 12, .label = "On duty at least"),                                  \
		INT(rest_hours, 0, 24, .label = "Hours of rest between shifts"),                   \
		INT(most_hours_week, 1, 168, .label = "Hours in seven days at most"),              \
		CHOICE(state, roster_states, .label = "State"),                                    \
		INT(n_holes, 0, INT64_MAX, .label = "Places nobody was found for"),                \
		INT(n_findings, 0, INT64_MAX, .label = "Findings"),                                \
		AT(published_at, .label = "Published"),                                            \
		TEXT(team_name, 1, 100, .label = "Name of the team"),                              \
		TEXT(leader_name, 1, 60, .label = "Leader"),                                       \
		TEXT(reason, 1, 200, .label = "Reason")
static const struct field row_fields[] = { ROW };
static const struct shape row_shape = SHAPE(row_fields);
static const struct field one_fields[] = {
	ROW,
	JSON(lengths, 200, .label = "Minutes of each shift"),
	JSON(skills, 200, .label = "Skills on every shift"),
	JSON(members, 20000, .label = "People who may stand"),
	JSON(shifts, 1 << 20, .label = "Shifts"),
	JSON(findings, 1 << 20, .label = "Findings"),
};
static const struct shape one_shape = SHAPE(one_fields);
#undef REC

#define COLUMNS                                                                                    \
	"SELECT " ROSTER_COLUMNS ", c.id, c.name, r.name, t.name, (SELECT a.sealed "               \
	"FROM team_member m JOIN account a ON a.seq = m.account WHERE m.team = c.team "            \
	"AND m.role = 0 AND m.left_at IS NULL ORDER BY m.account LIMIT 1), o.published_at, "       \
	"o.reason, k.name "
#define TIES                                                                                        \
	"FROM roster o JOIN checkpoint c ON c.seq = o.checkpoint "                                  \
	"LEFT JOIN team t ON t.seq = c.team LEFT JOIN region r ON r.key = o.region " JOIN_COMMUNITY \
	"WHERE o.region >= $1 AND o.region < $2 "
#define N_OWN 19 /* columns of ROSTER_COLUMNS */

static struct row row_from(struct request *rq, const struct rows *rows,
			   const struct duty_roster *roster)
{
	struct arena *arena = rq->arena;

	return (struct row){
		.roster = roster->id,
		.region = roster->region,
		.from_day = roster->from_day,
		.pattern = roster->pattern,
		.state = roster->state,
		.from_at = roster->from_at,
		.until_at = roster->until_at,
		.days = roster->days,
		.start_hour = roster->start_hour,
		.n_least = roster->n_least,
		.rest_hours = roster->rest_hours,
		.most_hours_week = roster->most_hours_week ? roster->most_hours_week : NOT_GIVEN,
		.n_holes = roster->n_holes,
		.n_findings = roster->n_findings,
		.checkpoint = arena_text(arena, rows_text(rows, N_OWN)),
		.checkpoint_name = arena_text(arena, rows_text(rows, N_OWN + 1)),
		.region_name = arena_text(arena, rows_text(rows, N_OWN + 2)),
		.team_name = arena_text(arena, rows_text(rows, N_OWN + 3)),
		.leader_name = staff_name(rq, rows, N_OWN + 4),
		.published_at = rows_int(rows, N_OWN + 5),
		.reason = arena_text(arena, rows_text(rows, N_OWN + 6)),
		.community = arena_text(arena, rows_text(rows, N_OWN + 7)),
	};
}

#define WANTED "AND (CAST($3 AS text) IS NULL OR c.id = $3) AND ($4 < 0 OR o.state = $4) "

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t state = args->state;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(
		rq, COLUMNS TIES WANTED "AND ($5 = 0 OR o.seq < $5) ORDER BY o.seq DESC LIMIT $6",
		"tiii", args->checkpoint, state, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct duty_roster roster = roster_from(rq, rows);
		struct row row = row_from(rq, rows, &roster);

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
		out_end_object(&rq->reply);
		page_row(rq, &page, "%" PRId64, roster.seq);
	}
	return page_end(
		rq, &page, rows,
		rq_one(rq, 0, "SELECT count(*) " TIES WANTED, "ti", args->checkpoint, state));
}

/* ---- one ---- */

static int get(struct request *rq, const void *record)
{
	const struct get_args *args = record;
	struct duty_people *people = arena_alloc(rq->arena, sizeof(*people));
	struct rows *rows = rq_rows(rq, COLUMNS TIES "AND o.id = $3", "t", args->roster);
	int more = rows_next(rows);
	struct duty_roster roster;
	struct row row;
	const char *why;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7105, "roster",
			      "there is no such roster in your reach; look again");
	roster = roster_from(rq, rows);
	row = row_from(rq, rows, &roster);
	rows_end(rows);
	if (duty_people_read(rq, &roster, false, people) != 0 ||
	    roster_shifts_json(rq, &roster, people, &row.shifts) != 0 ||
	    roster_findings_json(rq, &roster, people, &row.findings) != 0)
		return -1;
	row.n_findings = row.findings->n;
	row.members = roster_members_json(rq, people);
	row.skills = roster_skills_json(rq, roster.skills);
	if (roster.lengths)
		row.lengths = json_read(rq->arena, roster.lengths, strlen(roster.lengths), &why);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &one_shape, &row, SECRETS_OUT);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "roster.list", DOES_READ, .who = DUTY_SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "roster.get", DOES_READ, .who = DUTY_SEERS, .where = IN_REACH, .run = get,
	  .takes = &get_shape, .gives = &one_shape },
};

const struct room roster_view_room = OWN_ROOM(roster_view, "Rosters read");
