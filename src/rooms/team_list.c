/* Teams seen: which there are, who is in them, what they lack.
 *
 * Rule: a fault is a word, said wherever the team is shown, until it is mended. */
#include "authority.h"
#include "page.h"
#include "teaming.h"

#define SEERS (OFFICER | COMMANDER | GRID_WORKER | DEPARTMENT)

struct list_args {
	const char *region, *cursor, *team;
	int64_t limit;
	int kind;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(kind, team_kinds, .label = "Kind"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
static const struct field get_fields[] = {
	REF(team, "team", .label = "Team", .need = true),
};
static const struct shape get_shape = SHAPE(get_fields);
#undef REC

struct row {
	const char *team, *name, *region, *region_name, *organisation, *organisation_name,
		*leader_name;
	int kind;
	int64_t n_members;
	const struct json *faults, *members;
};
#define REC struct row
#define ROW                                                                                        \
	REF(team, "team", .label = "Team"), TEXT(name, 1, 100, .label = "Name"),                   \
		CHOICE(kind, team_kinds, .label = "Kind"),                                         \
		TEXT(region, 0, KEY_MAX, .label = "Region"),                                       \
		TEXT(region_name, 0, 100, .label = "Name of the region"),                          \
		TEXT(organisation, 1, 64, .label = "Organisation"),                                \
		TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),              \
		TEXT(leader_name, 1, 60, .label = "Leader"),                                       \
		INT(n_members, 0, INT64_MAX, .label = "Members"),                                  \
		JSON(faults, 200, .label = "What the team still lacks")
static const struct field row_fields[] = { ROW };
static const struct shape row_shape = SHAPE(row_fields);
static const struct field get_row_fields[] = {
	ROW,
	JSON(members, 100000,
	     .label = "Members: login, name, organisation_name, role, part, from, rank, "
		      "is_linked_leader, joined_at"),
};
static const struct shape get_row_shape = SHAPE(get_row_fields);
#undef REC

/* A team and, row by row, its members. */
struct seen {
	int64_t seq;
	struct row row;
	struct team_sum sum;
	int leader_role;
};

#define COLUMNS                                                                                    \
	"SELECT t.seq, t.id, t.name, t.kind, t.region, r.name, t.organisation, o.name, "           \
	"m.role, m.rank, m.part, m.comes_from, m.is_linked_leader, a.sealed, a.login, ao.name, "   \
	"m.joined_at "
#define JOINS                                                                                      \
	"LEFT JOIN region r ON r.key = t.region "                                                  \
	"LEFT JOIN organisation o ON o.id = t.organisation "                                       \
	"LEFT JOIN team_member m ON m.team = t.seq AND m.left_at IS NULL "                         \
	"LEFT JOIN account a ON a.seq = m.account "                                                \
	"LEFT JOIN organisation ao ON ao.id = a.organisation "

static struct seen seen_from(struct request *rq, const struct rows *rows)
{
	return (struct seen){
		.seq = rows_int(rows, 0),
		.row = { .team = arena_text(rq->arena, rows_text(rows, 1)),
			 .name = arena_text(rq->arena, rows_text(rows, 2)),
			 .kind = (int)rows_int(rows, 3),
			 .region = arena_text(rq->arena, rows_text(rows, 4)),
			 .region_name = arena_text(rq->arena, rows_text(rows, 5)),
			 .organisation = arena_text(rq->arena, rows_text(rows, 6)),
			 .organisation_name = arena_text(rq->arena, rows_text(rows, 7)) },
		.leader_role = TEAM_MEMBER,
	};
}

/* Whoever leads is named: the leader, else a secretary. */
static void count_row(struct request *rq, struct seen *seen, const struct rows *rows)
{
	int role = rows_choice(rows, 8);

	if (role < 0)
		return;
	team_count(&seen->sum, role, rows_choice(rows, 9), rows_choice(rows, 10),
		   rows_choice(rows, 11), rows_int(rows, 12) == 1);
	if (role == TEAM_LEADER || (role == TEAM_SECRETARY && seen->leader_role == TEAM_MEMBER)) {
		seen->row.leader_name = staff_name(rq, rows, 13);
		seen->leader_role = role;
	}
}

static void write_row(struct request *rq, struct seen *seen, const struct buf *members)
{
	struct buf *out = &rq->reply;

	seen->row.n_members = seen->sum.n;
	out_object(out);
	record_write(out, rq->arena, &row_shape, &seen->row, SECRETS_OUT);
	out_key(out, "faults");
	team_faults_write(out, team_faults_of(seen->row.kind, &seen->sum));
	if (members) {
		out_key(out, "members");
		out_raw(out, members->bytes);
	}
	out_end_object(out);
}

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t kind = args->kind, n = 0;
	struct seen seen = { 0 };
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       COLUMNS "FROM (SELECT * FROM team WHERE region >= $1 AND region < $2 "
			       "AND void_at IS NULL AND ($3 < 0 OR kind = $3) AND seq > $4 "
			       "ORDER BY seq LIMIT $5) t " JOINS
			       "ORDER BY t.seq, m.role, m.account",
		       "iii", kind, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		if (rows_int(rows, 0) != seen.seq) {
			if (seen.seq)
				write_row(rq, &seen, NULL);
			seen = seen_from(rq, rows);
			n++;
		}
		count_row(rq, &seen, rows);
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	if (seen.seq)
		write_row(rq, &seen, NULL);
	rq_reply_end(rq,
		     rq_one(rq, 0,
			    "SELECT count(*) FROM team WHERE region >= $1 AND region < $2 "
			    "AND void_at IS NULL AND ($3 < 0 OR kind = $3)",
			    "i", kind),
		     n == page.limit ? page_next(rq, "%" PRId64, seen.seq) : NULL);
	return rq->fault.number ? -1 : 0;
}

static void write_text(struct buf *out, const char *key, const char *text)
{
	out_key(out, key);
	out_text(out, text);
}

static const char *word_at(const char *const *words, const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ? NULL : words[rows_int(rows, column)];
}

static void write_member(struct request *rq, struct buf *out, const struct rows *rows)
{
	out_object(out);
	write_text(out, "login", rows_text(rows, 14));
	write_text(out, "name", staff_name(rq, rows, 13));
	write_text(out, "organisation_name", rows_text(rows, 15));
	write_text(out, "role", word_at(team_roles, rows, 8));
	write_text(out, "part", word_at(team_parts, rows, 10));
	write_text(out, "from", word_at(team_froms, rows, 11));
	write_text(out, "rank", word_at(ranks, rows, 9));
	out_key(out, "is_linked_leader");
	out_flag(out, rows_int(rows, 12) == 1);
	out_key(out, "joined_at");
	out_int(out, rows_int(rows, 16));
	out_end_object(out);
}

static int get(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	struct seen seen = { 0 };
	struct rows *rows;
	struct buf members;
	struct team team;

	if (team_need(rq, "team", args->team, &team) != 0)
		return -1;
	rows = rq_rows(rq,
		       COLUMNS "FROM team t " JOINS
			       "WHERE t.region >= $1 AND t.region < $2 AND t.seq = $3 "
			       "ORDER BY m.role, m.joined_at, m.account",
		       "i", team.seq);
	buf_init(&members, rq->arena, 1 << 20);
	out_list(&members);
	while (rows_next(rows) == 1) {
		if (!seen.seq)
			seen = seen_from(rq, rows);
		count_row(rq, &seen, rows);
		if (!rows_is_null(rows, 8))
			write_member(rq, &members, rows);
	}
	out_end_list(&members);
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	write_row(rq, &seen, &members);
	return 0;
}

static const struct command commands[] = {
	{ "team.list", DOES_READ, .who = SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "team.get", DOES_READ, .who = SEERS, .where = IN_REACH, .run = get, .takes = &get_shape,
	  .gives = &get_row_shape },
};

const struct room team_list_room = OWN_ROOM(team_list, "Teams seen");
