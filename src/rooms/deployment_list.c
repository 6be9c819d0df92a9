/* Who serves where.
 *
 * Rule: a place sees who serves in it; a unit sees where its own people are; everybody
 * sees the own deployments without any posting. */
#include "deploying.h"
#include "page.h"

#define SEERS (OFFICER | COMMANDER | DEPARTMENT)

static const char *const states[] = { "waiting", "open", "on_leave", "returned", "over", NULL };

struct list_args {
	const char *region, *q, *cursor;
	int64_t limit;
	int state, leave_state;
};
#define REC struct list_args
#define PAGE                                                                                       \
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),                              \
		INT(limit, 1, 500, .label = "Rows a page")
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(state, states, .label = "State"),
	TEXT(q, 1, 60, .label = "Whole name or phone"),
	PAGE,
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC
struct row {
	const char *deployment, *cadre, *login, *name, *organisation_name, *region, *region_name,
		*work, *post, *team, *team_name, *reason;
	int64_t from_at, until_at, ended_at;
	int role, state;
	const struct json *leaves;
};
#define REC struct row
#define ROW                                                                                        \
	REF(deployment, "deployment", .label = "Deployment"),                                      \
		REF(cadre, "cadre", .label = "Person of a roster"),                                \
		TEXT(login, 2, 40, .label = "Login"), TEXT(name, 1, 60, .label = "Full name"),     \
		TEXT(organisation_name, 1, 100, .label = "Name of the organisation"),              \
		TEXT(region, 0, KEY_MAX, .label = "Region"),                                       \
		TEXT(region_name, 1, 100, .label = "Name of the region"),                          \
		TEXT(work, 1, 200, .label = "Work to do"),                                         \
		CHOICE(role, posting_roles, .label = "Role"),                                      \
		TEXT(post, 1, 100, .label = "Post there"), TEXT(team, 1, 64, .label = "Team"),     \
		TEXT(team_name, 1, 100, .label = "Name of the team"),                              \
		AT(from_at, .label = "From"), AT(until_at, .label = "Until"),                      \
		CHOICE(state, states, .label = "State"), AT(ended_at, .label = "Ended"),           \
		TEXT(reason, 1, 200, .label = "Reason")
static const struct field row_fields[] = { ROW };
static const struct shape row_shape = SHAPE(row_fields);
static const struct field mine_fields[] = {
	ROW,
	JSON(leaves, 20000, .label = "Leave: leave, from_day, until_day, state, refused_reason"),
};
static const struct shape mine_shape = SHAPE(mine_fields);
#undef REC

/* Index into states at an instant (a parameter). */
#define STATE(at)                                                                                  \
	"CASE WHEN d.state = 1 THEN 3 WHEN d.state = 2 OR d.until_at <= " at " THEN 4 "            \
	"WHEN d.is_away = 1 THEN 2 WHEN d.from_at > " at " THEN 0 ELSE 1 END"
#define SELECT(at)                                                                                           \
	"SELECT d.seq, d.id, c.id, a.login, c.sealed, o.name, d.region, r.name, d.work, d.role, "            \
	"d.post, t.id, t.name, d.from_at, d.until_at, " STATE(                                               \
		at) ", d.ended_at, d.reason "                                                                \
		    "FROM deployment d JOIN cadre c ON c.seq = d.cadre JOIN account a ON a.seq = d.account " \
		    "LEFT JOIN organisation o ON o.id = c.organisation "                                     \
		    "LEFT JOIN region r ON r.key = d.region LEFT JOIN team t ON t.seq = d.team "

static int role_index(int64_t role)
{
	for (int i = 0; i < N_ROLES; i++)
		if (role == INT64_C(1) << i)
			return i;
	return -1;
}

static struct row row_from(struct request *rq, const struct rows *rows)
{
	return (struct row){
		.deployment = arena_text(rq->arena, rows_text(rows, 1)),
		.cadre = arena_text(rq->arena, rows_text(rows, 2)),
		.login = arena_text(rq->arena, rows_text(rows, 3)),
		.name = staff_name(rq, rows, 4),
		.organisation_name = arena_text(rq->arena, rows_text(rows, 5)),
		.region = arena_text(rq->arena, rows_text(rows, 6)),
		.region_name = arena_text(rq->arena, rows_text(rows, 7)),
		.work = arena_text(rq->arena, rows_text(rows, 8)),
		.role = role_index(rows_int(rows, 9)),
		.post = arena_text(rq->arena, rows_text(rows, 10)),
		.team = arena_text(rq->arena, rows_text(rows, 11)),
		.team_name = arena_text(rq->arena, rows_text(rows, 12)),
		.from_at = rows_int(rows, 13),
		.until_at = rows_int(rows, 14),
		.state = (int)rows_int(rows, 15),
		.ended_at = rows_int(rows, 16),
		.reason = arena_text(rq->arena, rows_text(rows, 17)),
	};
}

#define WANTED                                                                                     \
	"WHERE d.region >= $1 AND d.region < $2 AND ($4 < 0 OR " STATE(                            \
		"$3") " = $4) "                                                                    \
		      "AND (CAST($5 AS bigint) IS NULL OR c.name_hash = $5 OR c.phone_hash = $6) " \
		      "AND (CAST($7 AS text) IS NULL OR c.organisation = $7) "

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t name = secret_hash(rq->keys, rq->arena, SECRET_NAME, args->q);
	int64_t phone = secret_hash(rq->keys, rq->arena, SECRET_PHONE, args->q);
	int64_t state = args->state;
	const char *only;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0 || unit_only(rq, &only) != 0)
		return -1;
	rows = rq_rows(
		rq, SELECT("$3") WANTED "AND ($8 = 0 OR d.seq < $8) ORDER BY d.seq DESC LIMIT $9",
		"iiiitii", rq->now, state, name, phone, only, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct row row = row_from(rq, rows);

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
		out_end_object(&rq->reply);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(
		rq, &page, rows,
		rq_one(rq, 0,
		       "SELECT count(*) FROM deployment d JOIN cadre c ON c.seq = d.cadre " WANTED,
		       "iiiit", rq->now, state, name, phone, only));
}

static int write_leaves(struct request *rq, int64_t deployment)
{
	/* Free: the deployment is the caller's own. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT id, from_day, until_day, state, refused_reason "
					 "FROM deployment_leave WHERE deployment = $1 ORDER BY seq "
					 "LIMIT 50",
					 "i", deployment);

	out_key(&rq->reply, "leaves");
	out_list(&rq->reply);
	while (rows_next(rows) == 1) {
		out_object(&rq->reply);
		out_key(&rq->reply, "leave");
		out_text(&rq->reply, rows_text(rows, 0));
		out_key(&rq->reply, "from_day");
		out_text(&rq->reply, rows_text(rows, 1));
		out_key(&rq->reply, "until_day");
		out_text(&rq->reply, rows_text(rows, 2));
		out_key(&rq->reply, "state");
		out_text(&rq->reply, leave_states[rows_int(rows, 3)]);
		out_key(&rq->reply, "refused_reason");
		out_text(&rq->reply, rows_text(rows, 4));
		out_end_object(&rq->reply);
	}
	out_end_list(&rq->reply);
	return rq_rows_failed(rq, rows);
}

static int mine(struct request *rq, const void *record)
{
	struct row found[20];
	int64_t seqs[20];
	int n = 0;
	/* Free: the caller's own, wherever they are. */
	struct rows *rows =
		rq_rows_free(rq, SELECT("$2") "WHERE d.account = $1 ORDER BY d.seq DESC LIMIT 20",
			     "ii", rq->actor->account, rq->now);

	(void)record;
	while (rows_next(rows) == 1 && n < (int)COUNT_OF(found)) {
		seqs[n] = rows_int(rows, 0);
		found[n++] = row_from(rq, rows);
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rows_end(rows);
	rq_reply_rows(rq);
	for (int i = 0; i < n; i++) {
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &found[i], SECRETS_OUT);
		if (write_leaves(rq, seqs[i]) != 0)
			return -1;
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

static const struct command commands[] = {
	{ "deployment.list", DOES_READ, .who = SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "deployment.mine", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = mine,
	  .gives = &mine_shape },
};

const struct room deployment_list_room = OWN_ROOM(deployment_list, "The deployed");
