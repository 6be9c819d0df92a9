/* Burden: how often each worker was sent to ask in a span of days, and how often each
 * household was asked.
 *
 * Rule: about load, so that it can be lowered (no form asked twice, JY and BC); rows
 * stand by how much, nobody is graded, and no name of a resident is shown. */
#include "authority.h"
#include "page.h"
#include "people.h"
#include "sweeping.h"

#define DAYS_SHOWN 7

struct ask {
	const char *region, *from_day, *until_day, *day, *cursor;
	int64_t least, limit;
};
#define REC   struct ask
#define LEAST INT(least, 1, 1000, .label = "At least so often")
#define PAGE                                                                                       \
	TEXT(cursor, 1, 60, .label = "Where the page before ended"),                               \
		INT(limit, 1, 500, .label = "Rows a page")
static const struct field workers_fields[] = {
	REGION(region, .label = "Region"),
	DAY(from_day, .label = "First day; absent: seven days"),
	DAY(until_day, .label = "Last day; absent: today"),
	LEAST,
	PAGE,
};
static const struct shape workers_shape = SHAPE(workers_fields);
static const struct field households_fields[] = {
	REGION(region, .label = "Street, community, grid or building"),
	DAY(day, .label = "Last day of the week; absent: today"),
	LEAST,
	PAGE,
};
static const struct shape households_shape = SHAPE(households_fields);
#undef REC

struct worker {
	int64_t account;
	const char *login, *name, *title;
	int64_t n, n_days, most;
};
#define REC struct worker
static const struct field worker_fields[] = {
	TEXT(login, 1, 64, .label = "Login"), TEXT(name, 1, 60, .label = "Full name"),
	TEXT(title, 1, 60, .label = "Title"), INT(n, 0, 0, .label = "Doors asked"),
	INT(n_days, 0, 0, .label = "Days"),   INT(most, 0, 0, .label = "On the fullest day"),
};
static const struct shape worker_shape = SHAPE(worker_fields);
#undef REC

struct household_row {
	const char *household, *region, *building, *door;
	int64_t floor, n_asked, n_tries, n_lists, n_sweeps, last_at;
};
#define REC struct household_row
static const struct field household_fields[] = {
	REF(household, "household", .label = "Household"),
	REGION(region, .label = "Region"),
	TEXT(building, 1, 100, .label = "Building"),
	INT(floor, 0, 0, .label = "Floor"),
	TEXT(door, 1, 60, .label = "Door"),
	INT(n_asked, 0, 0, .label = "Times asked"),
	INT(n_tries, 0, 0, .label = "Of them in vain"),
	INT(n_lists, 0, 0, .label = "Lists it is on"),
	INT(n_sweeps, 0, 0, .label = "Sweeps"),
	AT(last_at, .label = "Asked last"),
};
static const struct shape household_shape = SHAPE(household_fields);
#undef REC

/* Grids one by one: their tallies of this name stand together. */
static const char workers_sql[] =
	"SELECT x.account, a.login, a.sealed, a.title, x.n, x.n_days, x.most FROM ("
	"SELECT CAST(substr(d.name, 7) AS bigint) AS account, CAST(sum(d.n) AS bigint) AS n, "
	"count(*) AS n_days, max(d.n) AS most FROM (SELECT t.name AS name, t.day AS day, "
	"CAST(sum(t.n) AS bigint) AS n FROM region r CROSS JOIN tally t "
	"WHERE r.key >= $1 AND r.key < $2 AND length(r.key) = 15 AND t.region = r.key "
	"AND t.name >= 'asked.' AND t.name < 'asked/' AND t.day >= $3 AND t.day <= $4 "
	"GROUP BY t.name, t.day HAVING sum(t.n) > 0) d GROUP BY d.name) x "
	"JOIN account a ON a.seq = x.account WHERE x.n >= $5 "
	"AND (x.n < $6 OR (x.n = $6 AND x.account > $7)) ORDER BY x.n DESC, x.account LIMIT $8";

static int read_page(struct request *rq, const struct ask *ask, struct page *page)
{
	if (page_read(rq, ask->cursor, 2, ask->limit, page) != 0)
		return -1;
	if (!ask->cursor)
		page->number[0] = INT64_MAX;
	return 0;
}

static void write_row(struct request *rq, const struct shape *shape, const void *row)
{
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, shape, row, SECRETS_MASKED);
	out_end_object(&rq->reply);
}

static int workers(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	const char *until = ask->until_day ? ask->until_day : rq->today, *next = NULL;
	char week[11];
	struct worker row = { 0 };
	struct page page;
	int64_t n = 0;

	day_add(until, 1 - DAYS_SHOWN, week);
	if (read_page(rq, ask, &page) != 0)
		return -1;
	struct rows *rows = rq_rows(rq, workers_sql, "ttiiii", ask->from_day ? ask->from_day : week,
				    until, ask->least == NOT_GIVEN ? INT64_C(1) : ask->least,
				    page.number[0], page.number[1], page.limit + 1);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		if (n++ == page.limit) {
			next = page_next(rq, "%" PRId64 ":%" PRId64, row.n, row.account);
			continue;
		}
		row = (struct worker){
			.account = rows_int(rows, 0),
			.login = arena_text(rq->arena, rows_text(rows, 1)),
			.name = staff_name(rq, rows, 2),
			.title = arena_text(rq->arena, rows_text(rows, 3)),
			.n = rows_int(rows, 4),
			.n_days = rows_int(rows, 5),
			.most = rows_int(rows, 6),
		};
		write_row(rq, &worker_shape, &row);
	}
	rq_reply_end(rq, NOT_GIVEN, next);
	return rq_rows_failed(rq, rows);
}

/* Every list of the week: a sweep that is not daily has one, filed under its first day. */
static const char households_sql[] =
	"WITH days(day) AS (SELECT CAST($3 AS text) UNION SELECT CAST($4 AS text) "
	"UNION SELECT CAST($5 AS text) UNION SELECT CAST($6 AS text) UNION SELECT CAST($7 AS text) "
	"UNION SELECT CAST($8 AS text) UNION SELECT CAST($9 AS text)), "
	"lists(sweep, day) AS (SELECT s.seq, s.from_day FROM sweep s WHERE s.is_daily = 0 "
	"AND s.from_day <= $9 AND s.until_day >= $3 UNION ALL SELECT s.seq, d.day "
	"FROM sweep s CROSS JOIN days d WHERE s.is_daily = 1 AND s.from_day <= d.day "
	"AND s.until_day >= d.day), asked AS (SELECT o.household AS household, "
	"CAST(sum(o.n_tries) AS bigint) AS n_tries, CAST(sum(o.n_tries "
	"+ CASE WHEN o.state IN (1, 4, 5, 6) THEN 1 ELSE 0 END "
	"+ CASE WHEN o.conflict IS NULL THEN 0 ELSE 1 END) AS bigint) AS n_asked, "
	"count(DISTINCT o.sweep || ':' || o.day) AS n_lists, count(DISTINCT o.sweep) AS n_sweeps, "
	"max(COALESCE(o.conflict, o.visit)) AS last FROM lists l CROSS JOIN door o "
	"WHERE o.sweep = l.sweep AND o.day = l.day AND o.region >= $1 AND o.region < $2 "
	"GROUP BY o.household) "
	"SELECT x.household, h.id, h.region, " BUILDING_NAME
	", h.door, h.floor, x.n_asked, x.n_tries, x.n_lists, x.n_sweeps, v.at "
	"FROM (SELECT * FROM asked WHERE n_asked >= $10 "
	"AND (n_asked < $11 OR (n_asked = $11 AND household > $12)) "
	"ORDER BY n_asked DESC, household LIMIT $13) x JOIN household h ON h.seq = x.household "
	"LEFT JOIN visit v ON v.seq = x.last " JOIN_BUILDING(
		"h.region") " ORDER BY x.n_asked DESC, x.household";

static struct rows *households_of_week(struct request *rq, const struct ask *ask,
				       const struct page *page)
{
	const char *last = ask->day ? ask->day : rq->today;
	char day[DAYS_SHOWN][11];

	for (int i = 0; i < DAYS_SHOWN; i++)
		day_add(last, i + 1 - DAYS_SHOWN, day[i]);
	return rq_rows(rq, households_sql, "tttttttiiii", day[0], day[1], day[2], day[3], day[4],
		       day[5], day[6], ask->least == NOT_GIVEN ? INT64_C(1) : ask->least,
		       page->number[0], page->number[1], page->limit + 1);
}

static int households(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct household_row row = { 0 };
	const char *next = NULL;
	int64_t n = 0, seq = 0;
	struct page page;

	if (key_level(rq->region) < LEVEL_STREET)
		return refuse(rq, 6001, "region", "choose a street or a smaller region");
	if (read_page(rq, ask, &page) != 0)
		return -1;
	struct rows *rows = households_of_week(rq, ask, &page);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		if (n++ == page.limit) {
			next = page_next(rq, "%" PRId64 ":%" PRId64, row.n_asked, seq);
			continue;
		}
		seq = rows_int(rows, 0);
		row = (struct household_row){
			.household = arena_text(rq->arena, rows_text(rows, 1)),
			.region = arena_text(rq->arena, rows_text(rows, 2)),
			.building = arena_text(rq->arena, rows_text(rows, 3)),
			.door = arena_text(rq->arena, rows_text(rows, 4)),
			.floor = rows_int(rows, 5),
			.n_asked = rows_int(rows, 6),
			.n_tries = rows_int(rows, 7),
			.n_lists = rows_int(rows, 8),
			.n_sweeps = rows_int(rows, 9),
			.last_at = rows_int(rows, 10),
		};
		write_row(rq, &household_shape, &row);
	}
	rq_reply_end(rq, NOT_GIVEN, next);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "burden.workers", DOES_READ, OFFICER | COMMANDER, IN_REACH, NULL, workers, &workers_shape,
	  &worker_shape },
	{ "burden.households", DOES_READ, OFFICER | COMMANDER, IN_REACH, NULL, households,
	  &households_shape, &household_shape },
};

const struct room burden_room = OWN_ROOM(burden, "Burden");
