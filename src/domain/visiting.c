/* Doors and their records; see visiting.h.
 *
 * Rule: at the door nothing else is read or written than what is here. */
#include "visiting.h"

#include "asking.h"

/* Why the one read found nothing; told by slower reads, because it is rare. */
static int explain(struct request *rq, const struct door_key *key)
{
	struct sweep sweep;
	int64_t n;

	if (sweep_find(rq, key->sweep, &sweep) != 0)
		return -1;
	n = rq_one(rq, 0,
		   "SELECT count(*) FROM household WHERE id = $3 "
		   "AND region >= $1 AND region < $2",
		   "t", key->household);
	if (rq->fault.number)
		return -1;
	if (n == 0)
		return refuse(rq, 4601, "household",
			      "there is no such household here; look it up again");
	return 0;
}

/* On the lists of days before the household moved its door stayed where it was. */
static int find_in_former_region(struct request *rq, struct door_at *door)
{
	/* Free: the household is in reach; its former region may not be. */
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT d.region, d.state, d.channel, d.n_tries, d.visit, d.conflict, d.answers "
		"FROM household_place p JOIN door d ON d.sweep = $1 AND d.day = $2 "
		"AND d.region = p.region AND d.household = p.household AND d.resident = $4 "
		"WHERE p.household = $3",
		"itii", door->sweep.seq, door->day, door->household, door->resident);
	int more = rows_next(rows);

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(
			rq, 4807, "household",
			"this door is not on the list of that day; the officer can put it on");
	door->region = arena_text(rq->arena, rows_text(rows, 0));
	door->state = (int)rows_int(rows, 1);
	door->channel = rows_is_null(rows, 2) ? -1 : (int)rows_int(rows, 2);
	door->n_tries = rows_int(rows, 3);
	door->visit = rows_int(rows, 4);
	door->conflict = rows_int(rows, 5);
	door->answers = rows_int(rows, 6);
	rows_end(rows);
	return 0;
}

static int check_open(struct request *rq, const struct door_key *key, const struct door_at *door)
{
	const struct sweep *s = &door->sweep;

	if (s->state == SWEEP_CLOSED)
		return refuse(rq, 4804, "sweep", "this sweep is not open; choose one that is");
	if ((s->target == TARGET_PERSON) != (key->resident != NULL))
		return refuse(rq, 4805, "resident",
			      "name the resident in a sweep of persons, and only there");
	if (key->resident && door->resident == 0)
		return refuse(rq, 4701, "resident", "this resident lives in another household");
	if (!s->list_day || strcmp(door->day, s->from_day) < 0 ||
	    strcmp(door->day, s->list_day) > 0)
		return refuse(rq, 4806, "day", "there is no list for that day; choose another");
	return 0;
}

static void take(struct request *rq, const struct rows *rows, const char *day, struct door_at *door)
{
	*door = (struct door_at){
		.household = rows_int(rows, 0),
		.region = arena_text(rq->arena, rows_text(rows, 1)),
		.sweep = { .seq = rows_int(rows, 2),
			   .state = (int)rows_int(rows, 3),
			   .target = (int)rows_int(rows, 4),
			   .from_day = arena_text(rq->arena, rows_text(rows, 5)),
			   .until_day = arena_text(rq->arena, rows_text(rows, 6)),
			   .is_daily = (int)rows_int(rows, 7),
			   .list_day = arena_text(rq->arena, rows_text(rows, 8)) },
		.resident = rows_int(rows, 9),
		.state = rows_is_null(rows, 10) ? -1 : (int)rows_int(rows, 10),
		.channel = rows_is_null(rows, 11) ? -1 : (int)rows_int(rows, 11),
		.n_tries = rows_int(rows, 12),
		.visit = rows_int(rows, 13),
		.conflict = rows_int(rows, 14),
		.answers = rows_int(rows, 15),
	};
	door->day = door->sweep.is_daily == 1 ? day : door->sweep.from_day;
}

/* LIMIT 1 changes nothing but the plan: the door is then looked up by its whole key,
 * also by a planner that has no statistics yet and takes any prefix for as good. */
static const char find_sql[] =
	"SELECT x.household, x.region, x.sweep, x.state, x.target, x.from_day, "
	"x.until_day, "
	"x.is_daily, x.list_day, x.resident, d.state, d.channel, d.n_tries, d.visit, "
	"d.conflict, d.answers FROM (SELECT h.seq AS household, h.region, s.seq AS sweep, "
	"s.state, s.target, s.from_day, s.until_day, s.is_daily, s.list_day, "
	"COALESCE(r.seq, 0) AS resident, "
	"CASE WHEN s.is_daily = 1 THEN $6 ELSE s.from_day END AS day "
	"FROM household h JOIN sweep s ON s.id = $4 "
	"LEFT JOIN resident r ON r.id = $5 AND r.household = h.seq "
	"WHERE h.id = $3 AND h.region >= $1 AND h.region < $2 LIMIT 1) x "
	"LEFT JOIN door d ON d.sweep = x.sweep AND d.day = x.day AND d.region = x.region "
	"AND d.household = x.household AND d.resident = x.resident";

static const char *day_of_key(const struct request *rq, const struct door_key *key)
{
	return key->day ? key->day : rq->today;
}

void visit_ask(struct request *rq, const struct door_key *key)
{
	rq_ask(rq, key->household, find_sql, "tttt", key->household, key->sweep, key->resident,
	       day_of_key(rq, key));
}

int visit_find(struct request *rq, const struct door_key *key, struct door_at *door)
{
	const char *day = day_of_key(rq, key);
	struct rows *rows = NULL;
	int more = 0;

	/* Household or list may have been made a moment ago in the same batch. */
	for (int tries = 0; tries < 2 && more == 0; tries++) {
		if (tries > 0 && (explain(rq, key) != 0 || db_flush(rq->db) != 0))
			return -1;
		rows = rq_rows(rq, find_sql, "tttt", key->household, key->sweep, key->resident,
			       day);
		more = rows_next(rows);
	}
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 4601, "household",
			      "there is no such household here; look it up again");
	take(rq, rows, day, door);
	door->id = key->household;
	door->sweep.id = key->sweep;
	rows_end(rows);
	if (check_open(rq, key, door) != 0)
		return -1;
	return door->state >= 0 ? 0 : find_in_former_region(rq, door);
}

int visit_is_backed(struct request *rq, const struct door_at *door, int channel, bool by_answers)
{
	bool is_other = door->channel != channel;

	if (!is_other && db_flush(rq->db) != 0)
		return -1;
	for (int64_t at = door->visit; !is_other && at != NOT_GIVEN;) {
		/* Free: the records of a door in reach. */
		struct rows *rows = rq_rows_free(rq,
						 "SELECT channel, answers, previous FROM visit "
						 "WHERE seq = $1 AND state = $2",
						 "ii", at, (int64_t)door->state);

		if (rows_next(rows) != 1)
			return rq_rows_failed(rq, rows);
		is_other = rows_int(rows, 0) != channel && !(by_answers && rows_is_null(rows, 1));
		at = rows_int(rows, 2);
		rows_end(rows);
	}
	return is_other;
}

int visit_append(struct request *rq, const struct door_at *door, const struct visit *visit)
{
	static const struct db_bulk bulk = {
		"visit",
		"seq, sweep, day, household, resident, region, state, channel, at, device_at, by, "
		"answers, note, previous, valid_change, agent",
		"iitiitiiiiittiii", ""
	};

	asking_count(rq, door->region, visit->channel, rq->actor->account, rq->now);
	return rq_append(rq, &bulk, rq->seq, door->sweep.seq, door->day, door->household,
			 door->resident, door->region, (int64_t)visit->state,
			 (int64_t)visit->channel, rq->now, visit->device_at, rq->actor->account,
			 visit->answers, visit->note, visit->previous, (int64_t)visit->valid_change,
			 rq->actor->agent ? (int64_t)rq->actor->agent : NOT_GIVEN);
}

int visit_write_door(struct request *rq, const struct door_at *door)
{
	/* The region is the household's or, for an earlier day, the one it left: found
	 * for this request, so the range is given as the door's own region. */
	static const struct db_change change = {
		"door", "sweep, day, region, household, resident",
		"state, channel, n_tries, visit, conflict, answers, next_visit, reason, changed",
		"ittiiiiiiiitti"
	};

	/* The same door may be next in this batch, by another day's name or region. */
	db_forget(rq->db, door->id);
	return db_change(rq->db, &change, door->sweep.seq, door->day, door->region, door->household,
			 door->resident, (int64_t)door->state, (int64_t)door->channel,
			 door->n_tries, door->visit, door->conflict, door->answers,
			 door->next_visit, door->reason, rq->seq);
}

static bool counts(const struct door_at *door)
{
	return door_is_valid(door->state) && door->conflict == NOT_GIVEN;
}

int visit_valid_change(const struct door_at *was, const struct door_at *now)
{
	return counts(now) - counts(was);
}

static const char *hour_name(struct request *rq, const struct sweep *sweep, int hour)
{
	return arena_print(rq->arena, "sweep.%" PRId64 ".valid@%02d", sweep->seq, hour);
}

const char *visit_hour(struct request *rq, const struct sweep *sweep, const char *list_day,
		       int64_t at, char day[11])
{
	char today[11];
	const char *last = sweep->is_daily == 1 ? list_day : sweep->until_day;
	int hour;

	day_of(at, today);
	hour = (int)((at - day_start(today)) / MS_PER_HOUR);
	if (sweep->is_daily == 1 ? strcmp(today, last) != 0 : strcmp(today, last) > 0)
		hour = 24;
	snprintf(day, 11, "%s", hour == 24 ? last : today);
	return hour_name(rq, sweep, hour);
}

void visit_tally(struct request *rq, const struct door_at *was, const struct door_at *now)
{
	const struct sweep *s = &now->sweep;
	int change = visit_valid_change(was, now);
	const char *before = door_figure(was->state, was->conflict != NOT_GIVEN);
	const char *after = door_figure(now->state, now->conflict != NOT_GIVEN);
	char day[11];

	if (before != after) {
		if (before)
			tally_down_to(rq, SWEEP_COUNTED_TO, now->region, now->day,
				      sweep_tally_name(rq, s->seq, before), -1);
		tally_down_to(rq, SWEEP_COUNTED_TO, now->region, now->day,
			      sweep_tally_name(rq, s->seq, after), 1);
	}
	if (change) {
		const char *hour = visit_hour(rq, s, now->day, rq->now, day);

		tally_down_to(rq, LEVEL_COMMUNITY, now->region, day, hour, change);
	}
}

int64_t answers_hash(struct request *rq, const struct json *answers)
{
	uint64_t sum = 0;

	if (!answers || !answers->first)
		return NOT_GIVEN;
	for (const struct json *one = answers->first; one; one = one->next) {
		uint8_t bytes[HASH_BYTES];
		struct buf text;
		uint64_t part;

		buf_init(&text, rq->arena, 10000);
		buf_text(&text, one->key ? one->key : "");
		buf_char(&text, ':');
		json_write(&text, one);
		hash_bytes(text.bytes, text.n, bytes);
		memcpy(&part, bytes, sizeof(part));
		sum += part;
	}
	return (int64_t)sum == NOT_GIVEN ? 1 : (int64_t)sum;
}
