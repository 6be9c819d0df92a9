/* Who stands at each checkpoint now, who comes next, and which one stands empty.
 *
 * Rule: whoever has begun, has not handed over, and whose time is not up, stands there;
 * the clock looks again at the very moment the last one's time ends. */
#include "duty.h"
#include "page.h"
#include "teaming.h"

struct args {
	const char *checkpoint;
	int64_t number;
};
#define REC struct args
static const struct field number_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number", .need = true),
};
static const struct shape number_shape = SHAPE(number_fields);
static const struct field get_fields[] = {
	REF(checkpoint, "checkpoint", .label = "Checkpoint", .need = true),
};
static const struct shape get_shape = SHAPE(get_fields);
#undef REC

struct list_args {
	const char *region, *cursor;
	int is_red;
	int64_t limit;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	FLAG(is_red, .label = "Only what is red"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *checkpoint, *name, *region, *region_name, *community, *exit, *exit_name, *team,
		*team_name, *leader_name, *branch, *branch_name, *gate, *roster;
	int64_t seq, team_seq, n_least, n_on_duty, red_since, next_from_at;
	int is_red, team_kind;
	const struct json *on_duty, *members, *faults;
};
#define REC struct row
#define ROW                                                                                        \
	REF(checkpoint, "checkpoint", .label = "Checkpoint"), TEXT(name, 1, 60, .label = "Name"),  \
		REGION(region, .label = "Compound or grid"),                                       \
		TEXT(region_name, 1, 100, .label = "Name of the region"),                          \
		TEXT(community, 1, 100, .label = "Community"), REF(exit, "exit", .label = "Exit"), \
		TEXT(exit_name, 1, 60, .label = "Name of the exit"),                               \
		REF(team, "team", .label = "Team"),                                                \
		TEXT(team_name, 1, 100, .label = "Name of the team"),                              \
		TEXT(leader_name, 1, 60, .label = "Leader"),                                       \
		REF(branch, "team", .label = "Temporary branch"),                                  \
		TEXT(branch_name, 1, 100, .label = "Name of the branch"),                          \
		REF(gate, "gate", .label = "Gate"),                                                \
		INT(n_least, 1, 12, .label = "On duty at least"),                                  \
		INT(n_on_duty, 0, INT64_MAX, .label = "On duty now"),                              \
		FLAG(is_red, .label = "Red"), AT(red_since, .label = "Red since"),                 \
		AT(next_from_at, .label = "Next shift from"),                                      \
		JSON(on_duty, 10000, .label = "Who stands there")
static const struct field row_fields[] = { ROW };
static const struct shape row_shape = SHAPE(row_fields);
static const struct field one_fields[] = {
	ROW,
	REF(roster, "roster", .label = "Roster in force"),
	JSON(members, 20000, .label = "People of the team"),
	JSON(faults, 200, .label = "What the team lacks now"),
};
static const struct shape one_shape = SHAPE(one_fields);
#undef REC

#define LEADER                                                                                     \
	"(SELECT a.sealed FROM team_member m JOIN account a ON a.seq = m.account "                 \
	"WHERE m.team = c.team AND m.role = 0 AND m.left_at IS NULL "                              \
	"ORDER BY m.account LIMIT 1)"
#define COLUMNS                                                                                    \
	"SELECT c.seq, c.id, c.name, c.region, r.name, e.id, e.name, t.id, t.name, " LEADER        \
	", b.id, b.name, g.id, c.n_least, c.n_on_duty, c.red_since, "                              \
	"(SELECT min(p.from_at) FROM shift_place p WHERE p.checkpoint = c.seq "                    \
	"AND p.state = 1 AND p.from_at > $3), c.team, t.kind, k.name "
#define TIES                                                                                       \
	"FROM checkpoint c LEFT JOIN region r ON r.key = c.region "                                \
	"LEFT JOIN exit e ON e.seq = c.exit LEFT JOIN team t ON t.seq = c.team "                   \
	"LEFT JOIN team b ON b.seq = c.branch LEFT JOIN gate g ON g.seq = c.gate " JOIN_COMMUNITY  \
	"WHERE c.region >= $1 AND c.region < $2 AND c.void_at IS NULL "

static struct row row_from(struct request *rq, const struct rows *rows)
{
	struct arena *arena = rq->arena;

	return (struct row){
		.seq = rows_int(rows, 0),
		.checkpoint = arena_text(arena, rows_text(rows, 1)),
		.name = arena_text(arena, rows_text(rows, 2)),
		.region = arena_text(arena, rows_text(rows, 3)),
		.region_name = arena_text(arena, rows_text(rows, 4)),
		.exit = arena_text(arena, rows_text(rows, 5)),
		.exit_name = arena_text(arena, rows_text(rows, 6)),
		.team = arena_text(arena, rows_text(rows, 7)),
		.team_name = arena_text(arena, rows_text(rows, 8)),
		.leader_name = staff_name(rq, rows, 9),
		.branch = arena_text(arena, rows_text(rows, 10)),
		.branch_name = arena_text(arena, rows_text(rows, 11)),
		.gate = arena_text(arena, rows_text(rows, 12)),
		.n_least = rows_int(rows, 13),
		.n_on_duty = rows_int(rows, 14),
		.red_since = rows_int(rows, 15),
		.is_red = !rows_is_null(rows, 15),
		.next_from_at = rows_int(rows, 16),
		.team_seq = rows_is_null(rows, 17) ? 0 : rows_int(rows, 17),
		.team_kind = rows_is_null(rows, 18) ? -1 : (int)rows_int(rows, 18),
		.community = arena_text(arena, rows_text(rows, 19)),
	};
}

static const struct json *as_json(struct request *rq, struct buf *out)
{
	const char *why;

	return json_read(rq->arena, out->bytes, out->n, &why);
}

/* Names only: whoever sees the checkpoint may know who stands there. */
static int add_on_duty(struct request *rq, struct row *row)
{
	struct buf out;
	/* Free: the checkpoint was just found in reach. */
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT a.sealed, p.until_at FROM shift_place p "
			     "JOIN account a ON a.seq = p.account "
			     "WHERE p.checkpoint = $1 AND p.state = 2 AND p.until_at > $2 "
			     "ORDER BY p.until_at, p.account",
			     "ii", row->seq, rq->now);

	buf_init(&out, rq->arena, 10000);
	out_list(&out);
	while (rows_next(rows) == 1) {
		out_object(&out);
		out_key(&out, "name");
		out_text(&out, staff_name(rq, rows, 0));
		out_key(&out, "until_at");
		out_int(&out, rows_int(rows, 1));
		out_end_object(&out);
	}
	out_end_list(&out);
	row->on_duty = as_json(rq, &out);
	return rq_rows_failed(rq, rows);
}

static void write_row(struct request *rq, const struct shape *shape, const struct row *row)
{
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, shape, row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	struct page page;
	struct row *found;
	struct rows *rows;
	int64_t n = 0, is_red = args->is_red;

	if (page_read(rq, args->cursor, 2, args->limit, &page) != 0)
		return -1;
	found = arena_alloc(rq->arena, (size_t)page.limit * sizeof(*found));
	rows = rq_rows(rq,
		       COLUMNS TIES "AND ($4 <> 1 OR c.red_since IS NOT NULL) "
				    "AND (c.region > $5 OR (c.region = $5 AND c.seq > $6)) "
				    "ORDER BY c.region, c.seq LIMIT $7",
		       "iitii", rq->now, is_red, page.text[0], page.number[1], page.limit);
	while (rows_next(rows) == 1)
		found[n++] = row_from(rq, rows);
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rq_reply_rows(rq);
	for (int64_t i = 0; i < n; i++) {
		if (add_on_duty(rq, &found[i]) != 0)
			return -1;
		write_row(rq, &row_shape, &found[i]);
	}
	rq_reply_end(rq,
		     rq_one(rq, 0,
			    "SELECT count(*) FROM checkpoint c WHERE c.region >= $1 "
			    "AND c.region < $2 AND c.void_at IS NULL "
			    "AND ($3 <> 1 OR c.red_since IS NOT NULL)",
			    "i", is_red),
		     n > 0 && n == page.limit
			     ? page_next(rq, "%s:%" PRId64, found[n - 1].region, found[n - 1].seq)
			     : NULL);
	return rq->fault.number ? -1 : 0;
}

static int add_members(struct request *rq, struct row *row)
{
	int faults = row->team_seq ? team_faults(rq, row->team_seq, row->team_kind) : 0;
	struct buf out;
	/* Free: the checkpoint was just found in reach. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT a.login, a.sealed, m.role FROM team_member m "
					 "JOIN account a ON a.seq = m.account WHERE m.team = $1 "
					 "AND m.left_at IS NULL ORDER BY m.role, a.login",
					 "i", row->team_seq);

	buf_init(&out, rq->arena, 20000);
	out_list(&out);
	while (rows_next(rows) == 1) {
		out_object(&out);
		out_key(&out, "login");
		out_text(&out, rows_text(rows, 0));
		out_key(&out, "name");
		out_text(&out, staff_name(rq, rows, 1));
		out_key(&out, "role");
		out_text(&out, team_roles[rows_int(rows, 2)]);
		out_end_object(&out);
	}
	out_end_list(&out);
	if (faults < 0 || rq_rows_failed(rq, rows) != 0)
		return -1;
	row->members = as_json(rq, &out);
	buf_init(&out, rq->arena, 1000);
	team_faults_write(&out, faults);
	row->faults = as_json(rq, &out);
	return 0;
}

/* The published roster whose days these are. */
static int add_roster(struct request *rq, struct row *row)
{
	/* Free: the checkpoint was just found in reach. */
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT id FROM roster WHERE checkpoint = $1 AND state = 1 "
			     "AND from_at <= $2 AND until_at > $2 LIMIT 1",
			     "ii", row->seq, rq->now);

	if (rows_next(rows) == 1)
		row->roster = arena_text(rq->arena, rows_text(rows, 0));
	rows_end(rows);
	return rq_rows_failed(rq, rows);
}

static int get(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct rows *rows =
		rq_rows(rq, COLUMNS TIES "AND c.id = $4", "it", rq->now, args->checkpoint);
	int more = rows_next(rows);
	struct row row;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7101, "checkpoint",
			      "there is no such checkpoint in your reach; look again");
	row = row_from(rq, rows);
	rows_end(rows);
	if (add_on_duty(rq, &row) != 0 || add_members(rq, &row) != 0 || add_roster(rq, &row) != 0)
		return -1;
	write_row(rq, &one_shape, &row);
	return 0;
}

static int look(struct request *rq, const void *record)
{
	const struct args *args = record;

	return checkpoint_look(rq, args->number);
}

static const struct command commands[] = {
	{ "checkpoint.look", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = look,
	  .takes = &number_shape },
	{ "checkpoint.list", DOES_READ, .who = DUTY_SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "checkpoint.get", DOES_READ, .who = DUTY_SEERS, .where = IN_REACH, .run = get,
	  .takes = &get_shape, .gives = &one_shape },
};

const struct room checkpoint_duty_room = OWN_ROOM(checkpoint_duty, "Checkpoints now");
