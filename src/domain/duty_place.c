/* Places of shifts: found, opened with their posting, closed with it; see duty_roster.h.
 *
 * Rule: what a place says and what its posting says is one thing, in one transaction. */
#include "duty_roster.h"

const char *const swap_states[] = {
	[SWAP_ASKED] = "asked", [SWAP_AGREED] = "agreed", [SWAP_DECLINED] = "declined", NULL
};

/* Free in all of this file: whoever stands somewhere is from anywhere, and a person's own
 * shifts may lie at several places; the rooms check who may ask. */

/* "12-3-0" as three numbers. */
static int read_id(struct request *rq, const char *id, int64_t number[3])
{
	char *at = arena_text(rq->arena, id);

	for (int i = 0; i < 3; i++) {
		char *cut = strchr(at, '-');

		if ((cut != NULL) != (i < 2))
			return -1;
		if (cut)
			*cut = '\0';
		if (text_to_int(at, &number[i]) != 0)
			return -1;
		at = cut ? cut + 1 : at;
	}
	return 0;
}

int place_need(struct request *rq, const char *field, const char *id, struct place *found)
{
	int64_t number[3];
	struct rows *rows;
	int more;

	if (read_id(rq, id, number) != 0)
		return refuse(rq, 7201, field, "there is no such shift; look at your shifts again");
	rows = rq_rows_free(
		rq,
		"SELECT p.roster, p.nth, p.k, p.checkpoint, p.account, p.from_at, "
		"p.until_at, p.began_at, p.left_at, p.region, p.posting, c.name, p.state, "
		"s.from_at FROM shift_place p JOIN checkpoint c ON c.seq = p.checkpoint "
		"JOIN shift s ON s.roster = p.roster AND s.nth = p.nth "
		"WHERE p.roster = $1 AND p.nth = $2 AND p.k = $3 AND p.state > 0",
		"iii", number[0], number[1], number[2]);
	more = rows_next(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7201, field, "there is no such shift; look at your shifts again");
	*found = (struct place){
		.roster = rows_int(rows, 0),
		.nth = rows_int(rows, 1),
		.k = rows_int(rows, 2),
		.checkpoint = rows_int(rows, 3),
		.account = rows_int(rows, 4),
		.from_at = rows_int(rows, 5),
		.until_at = rows_int(rows, 6),
		.began_at = rows_int(rows, 7),
		.left_at = rows_int(rows, 8),
		.id = place_id(rq, number[0], number[1], number[2]),
		.region = arena_text(rq->arena, rows_text(rows, 9)),
		.posting = arena_text(rq->arena, rows_text(rows, 10)),
		.checkpoint_name = arena_text(rq->arena, rows_text(rows, 11)),
		.state = (int)rows_int(rows, 12),
		.shift_at = rows_int(rows, 13),
	};
	rows_end(rows);
	return 0;
}

struct said {
	const char *note;
};
#define REC struct said
static const struct field said_fields[] = {
	TEXT(note, 1, 500, .label = "What the next one should know", .secret = SECRET_TEXT),
};
static const struct shape said_shape = SHAPE(said_fields);
#undef REC

const char *place_note(struct request *rq, const struct rows *rows, int column)
{
	struct said *said = record_new(rq->arena, &said_shape);
	size_t n;
	const void *sealed = rows_blob(rows, column, &n);

	if (!sealed || record_unseal(rq->keys, rq->arena, &said_shape, sealed, n, said) != 0)
		return NULL;
	return said->note;
}

int place_open(struct request *rq, struct place *place, int n)
{
	struct duty_posting posting = {
		.account = place->account,
		.role = GATEKEEPER,
		.from_at = place->from_at > rq->now ? place->from_at : rq->now,
		.until_at = place->until_at,
		.region = place->region,
		.order_ref = arena_print(rq->arena, "shift %s", place->id),
		.duty = MEMBER,
	};

	place->state = PLACE_OPEN;
	place->posting = place->until_at > rq->now ? rq_new_id(rq, n) : NULL;
	if (place->posting && posting_place(rq, &posting, place->posting) != 0)
		return -1;
	return rq_run_free(
		       rq,
		       "UPDATE shift_place SET state = 1, account = $4, posting = $5, "
		       "began_at = NULL, changed = $6 WHERE roster = $1 AND nth = $2 AND k = $3",
		       "iiiiti", place->roster, place->nth, place->k, place->account,
		       place->posting, rq->seq) < 0
		       ? -1
		       : 0;
}

/* By what it rests on, because a change of the territory may have carried it. */
static int release(struct request *rq, const struct place *place)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT id, region FROM posting WHERE account = $1 "
					 "AND order_ref = $2 AND void_at IS NULL AND until_at > $3 "
					 "ORDER BY seq DESC LIMIT 1",
					 "iti", place->account,
					 arena_print(rq->arena, "shift %s", place->id), rq->now);
	const char *id, *region;

	if (rows_next(rows) != 1)
		return rq_rows_failed(rq, rows);
	id = arena_text(rq->arena, rows_text(rows, 0));
	region = arena_text(rq->arena, rows_text(rows, 1));
	rows_end(rows);
	return posting_release(rq, id, region, rq->now);
}

int place_close(struct request *rq, const struct place *place, enum place_state state)
{
	if (place->posting && place->until_at > rq->now && release(rq, place) != 0)
		return -1;
	return rq_run_free(rq,
			   "UPDATE shift_place SET state = $4, changed = $5 "
			   "WHERE roster = $1 AND nth = $2 AND k = $3",
			   "iiiii", place->roster, place->nth, place->k, (int64_t)state,
			   rq->seq) < 0
		       ? -1
		       : 0;
}

void place_count_missed(struct request *rq, const struct place *place, int delta)
{
	char day[11];

	day_of(place->shift_at, day);
	tally(rq, place->region, day, "shift.missed", delta);
}

int place_watch(struct request *rq, const struct place *place)
{
	int64_t at = place->from_at > rq->now ? place->from_at : rq->now;

	return timer_set(
		rq, arena_print(rq->arena, "shift.%" PRId64 ".%" PRId64, place->roster, place->nth),
		at + LATE_MS, "shift.late", place->region,
		arena_print(rq->arena, "{\"roster\":%" PRId64 ",\"nth\":%" PRId64 "}",
			    place->roster, place->nth));
}

#define HELD_MAX 200 /* shifts of one person in four weeks */

int account_engaged(struct request *rq, int64_t account, struct span span)
{
	int64_t found = rq_one_free(
		rq, 0, "SELECT 1 FROM (" ENGAGED("= $1", "$2", "$3", "$4") ") e LIMIT 1", "iiii",
		account, span.from_at, span.until_at, rq->now);

	return rq->fault.number ? -1 : (int)found;
}

/* Shifts of an account around a span, and whether it is away in it; -1 when the storage
 * failed. */
static int read_held(struct request *rq, int64_t account, const struct place *given,
		     struct span span, bool is_called, struct span held[HELD_MAX], bool *is_away)
{
	static const struct place none;
	const struct place *less = given ? given : &none;
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT from_at, until_at, kind FROM (" ENGAGED(
			"= $1", "$2", "$3",
			"$7") ") e WHERE NOT (roster = $4 AND nth = $5 AND k = $6)",
		"iiiiiii", account, span.from_at - 8 * MS_PER_DAY, span.until_at + 8 * MS_PER_DAY,
		less->roster, less->nth, less->k, rq->now);
	int n = 0;

	*is_away = false;
	while (rows_next(rows) == 1 && n < HELD_MAX) {
		struct span one = { rows_int(rows, 0), rows_int(rows, 1) };
		int64_t kind = rows_int(rows, 2);

		if (kind == ON_SHIFT)
			held[n++] = one;
		else if (one.from_at < span.until_at && one.until_at > span.from_at)
			*is_away |= kind == HELPING || !is_called;
	}
	rows_end(rows);
	return rq_rows_failed(rq, rows) != 0 ? -1 : n;
}

static int read_leave(struct request *rq, int64_t account, struct span span, bool *is_away)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT l.from_day, l.until_day FROM deployment_leave l "
					 "JOIN deployment d ON d.seq = l.deployment "
					 "WHERE d.account = $1 AND l.state = 2",
					 "i", account);
	struct span leave;
	int more;

	while ((more = leave_next(rq, rows, &leave)) == 1)
		if (leave.from_at < span.until_at && leave.until_at > span.from_at)
			*is_away = true;
	return more;
}

int account_may_take(struct request *rq, int64_t account, const struct place *given,
		     struct span span, const struct duty_roster *rules, bool is_called)
{
	struct span *held = arena_alloc(rq->arena, HELD_MAX * sizeof(*held));
	bool is_away;
	int n = read_held(rq, account, given, span, is_called, held, &is_away);
	int fault;

	if (n < 0 || read_leave(rq, account, span, &is_away) != 0)
		return -2;
	fault = roster_may_take(held, n, span, (int)rules->rest_hours * 60,
				(int)rules->most_hours_week * 60);
	return fault == ROSTER_DOUBLE ? fault : is_away ? ROSTER_AWAY : fault;
}

/* The skills on a shift when `account` stands in the place `k` of it. */
static int shift_skills(struct request *rq, const struct place *place, int64_t account,
			const struct duty_people *people, unsigned *skills)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT CASE WHEN k = $3 THEN $4 ELSE account END "
					 "FROM shift_place WHERE roster = $1 AND nth = $2 "
					 "AND state BETWEEN 1 AND 3",
					 "iiii", place->roster, place->nth, place->k, account);

	*skills = 0;
	while (rows_next(rows) == 1) {
		int i = duty_people_find(people, rows_int(rows, 0));

		*skills |= i < 0 ? 0 : people->members[i].skills;
	}
	return rq_rows_failed(rq, rows);
}

/* A shift keeps the skills it needs and had. */
static int skill_fault(struct request *rq, const struct place *own, const struct place *other,
		       const struct duty_roster *rules)
{
	struct duty_people *people;
	unsigned before, after, needed = (unsigned)rules->skills;

	if (!needed)
		return -1;
	people = arena_alloc(rq->arena, sizeof(*people));
	if (duty_people_read(rq, rules, false, people) != 0 ||
	    shift_skills(rq, own, own->account, people, &before) != 0 ||
	    shift_skills(rq, own, other->account, people, &after) != 0)
		return -2;
	return needed & before & ~after ? ROSTER_SKILL : -1;
}

int swap_fault(struct request *rq, const struct place *own, const struct place *other,
	       const struct duty_roster *rules)
{
	struct span ours = { own->from_at, own->until_at };
	struct span theirs = { other->from_at, other->until_at };
	int fault = account_may_take(rq, own->account, own, theirs, rules, false);

	if (fault == -1)
		fault = account_may_take(rq, other->account, other, ours, rules, false);
	if (fault == -1)
		fault = skill_fault(rq, own, other, rules);
	if (fault == -1)
		fault = skill_fault(rq, other, own, rules);
	return fault;
}
