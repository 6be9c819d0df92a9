/* Lists of doors and their tallies; see sweeping.h.
 *
 * Statements here are free of the request's range, because a sweep may belong to
 * a region above it and a door may leave it; the regions are keys that a checked
 * command gave. */
#include "sweeping.h"

const char *const sweep_states[] = {
	[SWEEP_FREEZING] = "freezing", [SWEEP_OPEN] = "open", [SWEEP_CLOSED] = "closed", NULL
};
const char *const sweep_kinds[] = {
	[SWEEP_VISIT] = "visit",     [SWEEP_PHONE] = "phone", [SWEEP_TEMPERATURE] = "temperature",
	[SWEEP_LEAFLET] = "leaflet", [SWEEP_OTHER] = "other", NULL
};
const char *const sweep_targets[] = {
	[TARGET_HOUSEHOLD] = "household", [TARGET_PERSON] = "person", NULL
};
const char *const door_states[] = { [DOOR_NONE] = "none",
				    [DOOR_DONE] = "done",
				    [DOOR_ABSENT] = "absent",
				    [DOOR_REFUSED] = "refused",
				    [DOOR_VACANT] = "vacant",
				    [DOOR_MOVED] = "moved",
				    [DOOR_DEMOLISHED] = "demolished",
				    NULL };
const char *const channels[] = { [BY_DOOR] = "door", [BY_PHONE] = "phone", [BY_GROUP] = "group",
				 [BY_SELF] = "self", [BY_PAPER] = "paper", NULL };

bool door_is_valid(int state)
{
	return state == DOOR_DONE || state >= DOOR_VACANT;
}

static int storage(struct request *rq, int64_t n_rows)
{
	if (n_rows >= 0)
		return 0;
	return refuse(rq, 5001, NULL, "the storage failed; nothing was kept, try again");
}

#define SWEEP_COLUMNS                                                                              \
	"SELECT seq, id, region, title, from_day, until_day, kind, target, is_daily, state, "      \
	"n_left, as_of, list_day FROM sweep "

static struct sweep sweep_from(struct request *rq, const struct rows *rows)
{
	return (struct sweep){
		.seq = rows_int(rows, 0),
		.id = arena_text(rq->arena, rows_text(rows, 1)),
		.region = arena_text(rq->arena, rows_text(rows, 2)),
		.title = arena_text(rq->arena, rows_text(rows, 3)),
		.from_day = arena_text(rq->arena, rows_text(rows, 4)),
		.until_day = arena_text(rq->arena, rows_text(rows, 5)),
		.kind = (int)rows_int(rows, 6),
		.target = (int)rows_int(rows, 7),
		.is_daily = (int)rows_int(rows, 8),
		.state = (int)rows_int(rows, 9),
		.n_left = rows_int(rows, 10),
		.as_of = rows_int(rows, 11),
		.list_day = arena_text(rq->arena, rows_text(rows, 12)),
	};
}

int sweep_find(struct request *rq, const char *id, struct sweep *found)
{
	struct rows *rows = rq_rows_free(rq, SWEEP_COLUMNS "WHERE id = $1", "t", id);
	int more = rows_next(rows);

	if (more == 1) {
		*found = sweep_from(rq, rows);
		rows_end(rows);
		return 0;
	}
	if (more < 0)
		return rq_rows_failed(rq, rows);
	return refuse(rq, 4801, "sweep", "there is no such sweep; choose it from the list");
}

static struct sweep *sweeps_of(struct request *rq, struct rows *rows, int *n)
{
	struct sweep *list = NULL;

	*n = 0;
	while (rows_next(rows) == 1) {
		list = arena_grow(rq->arena, list, (size_t)*n * sizeof(*list),
				  (size_t)(*n + 1) * sizeof(*list));
		list[(*n)++] = sweep_from(rq, rows);
	}
	return rq_rows_failed(rq, rows) != 0 ? NULL : list;
}

struct sweep *sweeps_alive(struct request *rq, int *n)
{
	return sweeps_of(rq, rq_rows_free(rq, SWEEP_COLUMNS "WHERE state <> 2 ORDER BY seq", ""),
			 n);
}

struct sweep *sweeps_all(struct request *rq, int *n)
{
	return sweeps_of(rq, rq_rows_free(rq, SWEEP_COLUMNS "ORDER BY seq", ""), n);
}

void sweep_name(struct request *rq, int64_t seq, const char **id, const char **title)
{
	struct rows *rows = rq_rows_free(rq, SWEEP_COLUMNS "WHERE seq = $1", "i", seq);

	*id = *title = NULL;
	if (rows_next(rows) != 1)
		return;
	*id = arena_text(rq->arena, rows_text(rows, 1));
	*title = arena_text(rq->arena, rows_text(rows, 3));
	rows_end(rows);
}

const char *sweep_day(const struct request *rq, const struct sweep *sweep, const char *day)
{
	if (sweep->is_daily != 1)
		return sweep->from_day;
	if (day)
		return day;
	return strcmp(rq->today, sweep->until_day) < 0 ? rq->today : sweep->until_day;
}

const char *sweep_tally_name(struct request *rq, int64_t sweep, const char *what)
{
	return arena_print(rq->arena, "sweep.%" PRId64 ".%s", sweep, what);
}

const char *door_figure(int state, bool has_conflict)
{
	if (has_conflict)
		return "conflict";
	return state == DOOR_NONE ? NULL : door_states[state];
}

void door_tally(struct request *rq, int64_t sweep, const char *region, const char *day, int state,
		bool has_conflict, int64_t n)
{
	const char *figure = door_figure(state, has_conflict);

	tally_down_to(rq, SWEEP_COUNTED_TO, region, day, sweep_tally_name(rq, sweep, "due"), n);
	if (figure)
		tally_down_to(rq, SWEEP_COUNTED_TO, region, day,
			      sweep_tally_name(rq, sweep, figure), n);
}

/* Due are those there at $5: neither added, nor ended before, nor moved in from
 * outside ($8 … $9 is the sweep's own range) since.  Those ended later stay due;
 * those on the list already stay as they are.  The plus signs keep SQLite, which
 * knows the tables' size after ANALYZE, from walking all numbers instead of the
 * region's. */
#define DUE(table, alias, household)                                                               \
	"FROM " table " " alias " WHERE " alias ".region >= $1 AND " alias ".region < $2 "         \
	"AND +" alias "." household " BETWEEN $3 AND $4 AND +" alias ".seq < $5 "                  \
	"AND (" alias ".until_day IS NULL OR " alias ".changed > $5) "                             \
	"AND NOT EXISTS (SELECT 1 FROM household_place p WHERE p.household = " alias "." household \
	" AND p.seq > $5 AND (p.region < $8 OR p.region >= $9)) "                                  \
	"ON CONFLICT DO NOTHING"
#define ADD_DOORS                                                                                  \
	"INSERT INTO door (sweep, day, region, household, resident, state, n_tries, changed) "     \
	"SELECT CAST($6 AS bigint), CAST($7 AS text), "

/* Count what this command has put on the list, region by region. */
static int count_added(struct request *rq, const struct sweep *sweep, const char *day,
		       const struct part *part)
{
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT region, count(*) FROM door WHERE sweep = $1 AND day = $2 "
			     "AND region >= $3 AND region < $4 AND changed = $5 GROUP BY region",
			     "ittti", sweep->seq, day, part->from, part->until, rq->seq);

	while (rows_next(rows) == 1)
		door_tally(rq, sweep->seq, rows_text(rows, 0), day, DOOR_NONE, false,
			   rows_int(rows, 1));
	return rq_rows_failed(rq, rows);
}

int sweeping_freeze(struct request *rq, const struct sweep *sweep, const char *day,
		    const struct part *part)
{
	bool is_person = sweep->target == TARGET_PERSON;
	char until[KEY_MAX + 1];
	int64_t n;

	key_end(sweep->region, until);
	if (db_flush(rq->db) != 0)
		return storage(rq, -1);
	n = rq_run_free(rq,
			is_person ? ADD_DOORS
				"r.region, r.household, r.seq, 0, 0, "
				"CAST($10 AS bigint) " DUE("resident", "r", "household")
				  : ADD_DOORS "h.region, h.seq, 0, 0, 0, "
					      "CAST($10 AS bigint) " DUE("household", "h", "seq"),
			"ttiiiittti", part->from, part->until, part->first, part->last, part->as_of,
			sweep->seq, day, sweep->region, until, rq->seq);
	if (n <= 0)
		return storage(rq, n);
	if (!part->is_one_region)
		return count_added(rq, sweep, day, part);
	door_tally(rq, sweep->seq, part->from, day, DOOR_NONE, false, n);
	return 0;
}

/* Doors in question: of households, or of one person. */
struct doors {
	const char *from, *to;
	int64_t first, last, person; /* person: 0 for all */
	int64_t to_household;
};

/* One list of one sweep: tallies of both paths, then the doors. */
static int carry(struct request *rq, const struct sweep *sweep, const char *day,
		 const struct doors *doors)
{
	int64_t first = doors->person ? doors->person : 0;
	int64_t last = doors->person ? doors->person : INT64_MAX;
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT state, CAST(CASE WHEN conflict IS NULL THEN 0 ELSE 1 END AS bigint), "
		"count(*) "
		"FROM door WHERE sweep = $1 AND day = $2 AND region = $3 "
		"AND household BETWEEN $4 AND $5 AND resident BETWEEN $6 AND $7 GROUP BY 1, 2",
		"ittiiii", sweep->seq, day, doors->from, doors->first, doors->last, first, last);
	int64_t n = 0;

	while (rows_next(rows) == 1) {
		int state = (int)rows_int(rows, 0);
		bool has_conflict = rows_int(rows, 1) == 1;

		n += rows_int(rows, 2);
		door_tally(rq, sweep->seq, doors->from, day, state, has_conflict,
			   -rows_int(rows, 2));
		door_tally(rq, sweep->seq, doors->to, day, state, has_conflict, rows_int(rows, 2));
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	if (n == 0)
		return 0;
	return storage(rq, rq_run_free(rq,
				       "UPDATE door SET region = $8, household = "
				       "CASE WHEN CAST($9 AS bigint) = 0 THEN household ELSE "
				       "CAST($9 AS bigint) END, changed = $10 "
				       "WHERE sweep = $1 AND day = $2 AND region = $3 "
				       "AND household BETWEEN $4 AND $5 "
				       "AND resident BETWEEN $6 AND $7",
				       "ittiiiitii", sweep->seq, day, doors->from, doors->first,
				       doors->last, first, last, doors->to, doors->to_household,
				       rq->seq));
}

/* Every list of the sweep that the move touches. */
static int carry_lists(struct request *rq, const struct sweep *sweep, const struct doors *doors,
		       const char *moved_on)
{
	char until[KEY_MAX + 2];
	char day[11], last[11];

	/* Past the region itself and before those below it: keys hold digits and letters. */
	snprintf(until, sizeof(until), "%s!", doors->from);
	snprintf(day, sizeof(day), "%s", sweep->from_day);
	if (sweep->is_daily == 1 && strcmp(moved_on, day) > 0)
		snprintf(day, sizeof(day), "%s", moved_on);
	snprintf(last, sizeof(last), "%s", sweep->is_daily == 1 ? sweep->until_day : day);
	if (strcmp(rq->today, last) < 0 && sweep->is_daily == 1)
		snprintf(last, sizeof(last), "%s", rq->today);
	for (; strcmp(day, last) <= 0; day_add(day, 1, day)) {
		struct part part = { doors->from, until,        doors->first,
				     doors->last, sweep->as_of, true };

		/* A list still being frozen: put those who leave on it before they go. */
		if (sweep->n_left > 0 && strcmp(day, sweep->list_day) == 0 &&
		    key_is_within(doors->from, sweep->region) &&
		    sweeping_freeze(rq, sweep, day, &part) != 0)
			return -1;
		if (carry(rq, sweep, day, doors) != 0)
			return -1;
	}
	return 0;
}

static int carry_all(struct request *rq, const struct doors *doors, const char *day)
{
	int n;
	struct sweep *list = sweeps_alive(rq, &n);

	if (n && !list)
		return -1;
	for (int i = 0; i < n; i++) {
		if (doors->person && list[i].target != TARGET_PERSON)
			continue;
		if (carry_lists(rq, &list[i], doors, day) != 0)
			return -1;
	}
	return rq->fault.number ? -1 : 0;
}

int sweeping_move(struct request *rq, const char *from, const char *to, int64_t first, int64_t last,
		  const char *day)
{
	struct doors doors = { from, to, first, last, 0, 0 };

	return carry_all(rq, &doors, day);
}

int sweeping_move_person(struct request *rq, int64_t resident, int64_t from_household,
			 const char *from, int64_t to_household, const char *to, const char *day)
{
	struct doors doors = { from, to, from_household, from_household, resident, to_household };

	return carry_all(rq, &doors, day);
}
