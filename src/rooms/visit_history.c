/* The records made at one household, newest first.
 *
 * Records have no index of their own: a door names its latest record and each
 * record the one before it.  Rule: what is shown lies in the reach of whoever asks,
 * also where the household came from elsewhere. */
#include "home.h"
#include "page.h"
#include "people.h"
#include "sweeping.h"

#define MOST_DAYS 60 /* of a daily sweep, its latest */

struct ask {
	const char *region, *household, *cursor;
	int64_t limit;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Region"),
	REF(household, "household", .label = "Household", .need = true),
	TEXT(cursor, 1, 20, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct row {
	int64_t seq;
	const char *sweep, *title, *day, *resident;
	int state, channel;
	int64_t at, device_at;
	const char *login, *note;
	const struct json *answers;
	int is_standing, is_disputed, agent;
};
#define REC struct row
static const struct field row_fields[] = {
	INT(seq, 0, 0, .label = "Number"),
	AT(at, .label = "When it arrived"),
	REF(sweep, "sweep", .label = "Sweep"),
	TEXT(title, 1, 100, .label = "Title of the sweep"),
	DAY(day, .label = "Day of the list"),
	REF(resident, "resident", .label = "Resident"),
	CHOICE(state, door_states, .label = "State"),
	CHOICE(channel, channels, .label = "Channel"),
	AT(device_at, .label = "When the device says it was made"),
	TEXT(login, 1, 64, .label = "Recorded by"),
	CHOICE(agent, home_agents, .label = "Who acted for the household, where not itself"),
	TEXT(note, 1, 500, .label = "Note"),
	JSON(answers, 4000, .label = "Answers"),
	FLAG(is_standing, .label = "It is what stands"),
	FLAG(is_disputed, .label = "It disagrees with what stands"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct found {
	struct row *rows;
	int n, size;
};

static void take(struct request *rq, struct found *found, const struct sweep *sweep,
		 const char *day, const struct rows *rows)
{
	const char *answers = rows_text(rows, 7), *why;

	if (found->n == found->size) {
		found->rows =
			arena_grow(rq->arena, found->rows, (size_t)found->size * sizeof(struct row),
				   (size_t)(2 * found->size + 32) * sizeof(struct row));
		found->size = 2 * found->size + 32;
	}
	found->rows[found->n++] = (struct row){
		.seq = rows_int(rows, 0),
		.sweep = sweep->id,
		.title = sweep->title,
		.day = arena_text(rq->arena, day),
		.resident = arena_text(rq->arena, rows_text(rows, 1)),
		.state = (int)rows_int(rows, 2),
		.channel = (int)rows_int(rows, 3),
		.at = rows_int(rows, 4),
		.device_at = rows_int(rows, 5),
		.login = arena_text(rq->arena, rows_text(rows, 6)),
		.answers = answers ? json_read(rq->arena, answers, strlen(answers), &why) : NULL,
		.note = arena_text(rq->arena, rows_text(rows, 8)),
		.is_standing = (int)rows_int(rows, 9),
		.is_disputed = (int)rows_int(rows, 10),
		.agent = rows_is_null(rows, 11) ? -1 : (int)rows_int(rows, 11),
	};
}

/* The chains of the household's doors on one list, wherever it stood then. */
static int of_list(struct request *rq, struct found *found, const struct sweep *sweep,
		   const char *day, int64_t household)
{
	static const char sql[] =
		"WITH RECURSIVE place(region) AS (SELECT region FROM household WHERE seq = $5 "
		"UNION SELECT region FROM household_place WHERE household = $5), "
		"chain(seq, standing, disputed) AS (SELECT COALESCE(d.conflict, d.visit), d.visit, "
		"d.conflict FROM place p JOIN door d ON d.sweep = $3 AND d.day = $4 "
		"AND d.region = p.region AND d.household = $5 WHERE p.region >= $1 "
		"AND p.region < $2 AND d.visit IS NOT NULL UNION ALL SELECT v.previous, "
		"c.standing, "
		"c.disputed FROM chain c JOIN visit v ON v.seq = c.seq "
		"WHERE v.previous IS NOT NULL) "
		"SELECT v.seq, r.id, v.state, v.channel, v.at, v.device_at, a.login, v.answers, "
		"v.note, CAST(CASE WHEN v.seq = c.standing THEN 1 ELSE 0 END AS bigint), "
		"CAST(CASE WHEN v.seq = c.disputed THEN 1 ELSE 0 END AS bigint), v.agent "
		"FROM chain c JOIN visit v ON v.seq = c.seq "
		"LEFT JOIN account a ON a.seq = v.by LEFT JOIN resident r ON r.seq = v.resident";
	struct rows *rows = rq_rows(rq, sql, "iti", sweep->seq, day, household);

	while (rows_next(rows) == 1)
		take(rq, found, sweep, day, rows);
	return rq_rows_failed(rq, rows);
}

/* A list that goes over several days is filed under its first; a daily sweep has one
 * for each day gone by. */
static int of_sweep(struct request *rq, struct found *found, const struct sweep *sweep,
		    int64_t household)
{
	char day[11];

	if (sweep->is_daily != 1)
		return of_list(rq, found, sweep, sweep->from_day, household);
	snprintf(day, sizeof(day), "%s", sweep_day(rq, sweep, NULL));
	for (int i = 0; i < MOST_DAYS && strcmp(day, sweep->from_day) >= 0; i++) {
		char before[11];

		if (of_list(rq, found, sweep, day, household) != 0)
			return -1;
		day_add(day, -1, before);
		memcpy(day, before, sizeof(day));
	}
	return 0;
}

static int newest_first(const void *a, const void *b)
{
	int64_t x = ((const struct row *)a)->seq, y = ((const struct row *)b)->seq;

	return (x < y) - (x > y);
}

static int history(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct household_at at;
	struct found found = { 0 };
	struct page page;
	struct sweep *sweeps;
	const char *next = NULL;
	int64_t n = 0;
	int n_sweeps;

	if (people_household(rq, "household", ask->household, &at) != 0)
		return -1;
	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	sweeps = sweeps_all(rq, &n_sweeps);
	for (int i = 0; i < n_sweeps; i++)
		if (of_sweep(rq, &found, &sweeps[i], at.seq) != 0)
			return -1;
	if (rq->fault.number)
		return -1;
	if (found.n)
		qsort(found.rows, (size_t)found.n, sizeof(struct row), newest_first);
	rq_reply_rows(rq);
	for (int i = 0; i < found.n && !next; i++) {
		if (page.number[0] && found.rows[i].seq >= page.number[0])
			continue;
		if (n++ == page.limit) {
			next = page_next(rq, "%" PRId64, found.rows[i - 1].seq);
			break;
		}
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &found.rows[i], SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, found.n, next);
	return 0;
}

static const struct command commands[] = {
	{ "visit.history", DOES_READ, GRID_WORKER | OFFICER | COMMANDER | MEDIC, IN_REACH, NULL,
	  history, &ask_shape, &row_shape },
};

const struct room visit_history_room = OWN_ROOM(visit_history, "Records of one household");
