/* Rosters of checkpoints; see duty_roster.h. */
#include "duty_roster.h"

#include "teaming.h"

const char *const roster_states[] = { [ROSTER_DRAFT] = "draft",
				      [ROSTER_PUBLISHED] = "published",
				      [ROSTER_WITHDRAWN] = "withdrawn",
				      NULL };
const char *const roster_patterns[] = { "3x8", "2x12", "4x6", "custom", NULL };
const char *const roster_faults[] = { [ROSTER_GAP] = "gap",       [ROSTER_FEW] = "few",
				      [ROSTER_DOUBLE] = "double", [ROSTER_REST] = "rest",
				      [ROSTER_AWAY] = "away",     [ROSTER_SKILL] = "skill",
				      [ROSTER_LONG] = "long",     NULL };
const char *const duty_skills[] = { "leader", "guard", "screening", "supplies", "medic", NULL };
#define SKILL_LEADER 1
#define SKILL_GUARD  2 /* … the parts of a squad follow */
#define SKILL_MEDIC  16

/* What was done lately counts for a fair share of the nights. */
#define LATELY_MS (14 * MS_PER_DAY)

struct duty_roster roster_from(struct request *rq, const struct rows *rows)
{
	struct arena *arena = rq->arena;

	return (struct duty_roster){
		.seq = rows_int(rows, 0),
		.checkpoint = rows_int(rows, 1),
		.team = rows_is_null(rows, 2) ? 0 : rows_int(rows, 2),
		.from_at = rows_int(rows, 3),
		.until_at = rows_int(rows, 4),
		.days = rows_int(rows, 5),
		.start_hour = rows_int(rows, 6),
		.n_least = rows_int(rows, 7),
		.rest_hours = rows_int(rows, 8),
		.most_hours_week = rows_is_null(rows, 9) ? 0 : rows_int(rows, 9),
		.skills = rows_int(rows, 10),
		.n_holes = rows_int(rows, 11),
		.n_findings = rows_int(rows, 12),
		.id = arena_text(arena, rows_text(rows, 13)),
		.region = arena_text(arena, rows_text(rows, 14)),
		.from_day = arena_text(arena, rows_text(rows, 15)),
		.lengths = arena_text(arena, rows_text(rows, 16)),
		.pattern = (int)rows_int(rows, 17),
		.state = (int)rows_int(rows, 18),
	};
}

int roster_need(struct request *rq, const char *id, struct duty_roster *found)
{
	struct rows *rows;
	int more = rq_first(rq, &rows,
			    "SELECT " ROSTER_COLUMNS " FROM roster o "
			    "JOIN checkpoint c ON c.seq = o.checkpoint WHERE o.id = $3 "
			    "AND o.region >= $1 AND o.region < $2",
			    "t", id);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 7105, "roster",
			      "there is no such roster in your reach; look again");
	*found = roster_from(rq, rows);
	rows_end(rows);
	rq_place(rq, found->region);
	return 0;
}

/* Free in the rest of this file: the roster was found by whoever calls, and its people
 * serve anywhere. */

int roster_by_seq(struct request *rq, int64_t seq, struct duty_roster *found)
{
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT " ROSTER_COLUMNS " FROM roster o JOIN checkpoint c "
			     "ON c.seq = o.checkpoint WHERE o.seq = $1",
			     "i", seq);
	int more = rows_next(rows);

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return 0;
	*found = roster_from(rq, rows);
	rows_end(rows);
	return 1;
}

/* ---- the plan ---- */

/* Words of skills as bits. */
static int read_skills(struct request *rq, const struct json *list, int64_t *skills)
{
	*skills = 0;
	for (const struct json *one = list ? list->first : NULL; one; one = one->next) {
		int i = 0;

		while (duty_skills[i] &&
		       (one->kind != JSON_TEXT || strcmp(duty_skills[i], one->text) != 0))
			i++;
		if (!duty_skills[i])
			return refuse(rq, 7107, "skills",
				      "a skill is leader, guard, screening, supplies or medic");
		*skills |= INT64_C(1) << i;
	}
	return 0;
}

static int64_t given(int64_t value, int64_t otherwise)
{
	return value == NOT_GIVEN ? otherwise : value;
}

int roster_plan_read(struct request *rq, const struct roster_plan *args, struct duty_roster *roster)
{
	struct buf lengths;

	roster->from_day = args->from_day;
	roster->days = args->days;
	roster->pattern = args->pattern;
	roster->start_hour = given(args->start_hour, 8);
	roster->rest_hours = given(args->rest_hours, 11);
	roster->most_hours_week = given(args->most_hours_week, 0);
	roster->from_at = day_start(args->from_day) + roster->start_hour * MS_PER_HOUR;
	roster->until_at = roster->from_at + args->days * MS_PER_DAY;
	if (strcmp(args->from_day, rq->today) < 0)
		return refuse(rq, 7108, "from_day", "these days are over; begin today or later");
	if (args->lengths) {
		buf_init(&lengths, rq->arena, 1000);
		json_write(&lengths, args->lengths);
		roster->lengths = lengths.bytes;
	}
	return read_skills(rq, args->skills, &roster->skills);
}

/* ---- people ---- */

int duty_people_find(const struct duty_people *people, int64_t account)
{
	for (int i = 0; i < people->n; i++)
		if (people->accounts[i] == account)
			return i;
	return -1;
}

/* Who may stand, with what they can do; a leader leads, a part of a squad does its work. */
static int read_members(struct request *rq, const struct duty_roster *roster,
			struct duty_people *people)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT a.seq, a.login, a.sealed, min(m.role), max(m.part), (SELECT count(*) "
		"FROM posting p WHERE p.account = a.seq AND p.role = 32 AND " POSTING_OPEN(
			"$3") ") FROM account a LEFT JOIN team_member m ON m.account = a.seq AND m.team = $1 "
			      "AND m.left_at IS NULL WHERE a.seq IN (SELECT account FROM team_member "
			      "WHERE team = $1 AND left_at IS NULL UNION SELECT account FROM shift_place "
			      "WHERE roster = $2 AND state < 5) "
			      "GROUP BY a.seq, a.login, a.sealed ORDER BY a.login",
		"iii", roster->team, roster->seq, rq->now);

	people->n = 0;
	while (rows_next(rows) == 1 && people->n < ROSTER_MEMBERS_MAX) {
		struct roster_member *member = &people->members[people->n];

		*member = (struct roster_member){ 0 };
		if (!rows_is_null(rows, 3) && rows_int(rows, 3) <= TEAM_DEPUTY)
			member->skills |= SKILL_LEADER;
		if (!rows_is_null(rows, 4))
			member->skills |= SKILL_GUARD << rows_int(rows, 4);
		if (rows_int(rows, 5) > 0)
			member->skills |= SKILL_MEDIC;
		people->shifts[people->n] = NULL;
		people->n_shifts[people->n] = 0;
		people->accounts[people->n] = rows_int(rows, 0);
		people->logins[people->n] = arena_text(rq->arena, rows_text(rows, 1));
		people->names[people->n++] = staff_name(rq, rows, 2);
	}
	rows_end(rows);
	return rq_rows_failed(rq, rows);
}

static void keep_span(struct request *rq, struct span **list, int *n, struct span span)
{
	size_t size = sizeof(span);

	*list = arena_grow(rq->arena, *list, (size_t)*n * size, (size_t)(*n + 1) * size);
	(*list)[(*n)++] = span;
}

/* What a member has elsewhere: before these days it is rest and nights, in them it keeps
 * the member away. */
static void take_in(struct request *rq, const struct duty_roster *roster, bool is_making,
		    struct duty_people *people, int i, struct span span, bool is_shift)
{
	struct roster_member *member = &people->members[i];
	int64_t rest = is_making && is_shift ? roster->rest_hours * MS_PER_HOUR : 0;
	struct span *away = (struct span *)member->away;

	if (is_shift && span.until_at <= roster->from_at) {
		if (span.until_at > member->free_from)
			member->free_from = span.until_at;
		member->n_nights += roster_is_night(span.from_at, span.until_at);
		return;
	}
	if (is_shift)
		keep_span(rq, &people->shifts[i], &people->n_shifts[i], span);
	keep_span(rq, &away, &member->n_away,
		  (struct span){ span.from_at - rest, span.until_at + rest });
	member->away = away;
}

/* Those of the group, and those who stand in the roster already. */
#define THESE                                                                                      \
	"IN (SELECT account FROM team_member WHERE team = $1 AND left_at IS NULL UNION "           \
	"SELECT account FROM shift_place WHERE roster = $2 AND state < 5) "

static int read_busy(struct request *rq, const struct duty_roster *roster, bool is_making,
		     struct duty_people *people)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT account, from_at, until_at, kind FROM (" ENGAGED(
			THESE, "$3", "$4",
			"$6") "UNION ALL SELECT account, from_at, until_at, 1, roster, nth, k "
			      "FROM shift_place WHERE account " THESE "AND state = 0 AND $5 = 1 "
			      "AND until_at > $3 AND from_at < $4) e WHERE roster <> $2",
		"iiiiii", roster->team, roster->seq, roster->from_at - LATELY_MS,
		roster->until_at + roster->rest_hours * MS_PER_HOUR, (int64_t)is_making, rq->now);

	while (rows_next(rows) == 1) {
		int i = duty_people_find(people, rows_int(rows, 0));

		if (i >= 0)
			take_in(rq, roster, is_making, people, i,
				(struct span){ rows_int(rows, 1), rows_int(rows, 2) },
				rows_int(rows, 3) == ON_SHIFT);
	}
	return rq_rows_failed(rq, rows);
}

int leave_next(struct request *rq, struct rows *rows, struct span *span)
{
	int more = rows_next(rows);

	if (more != 1)
		return more < 0 ? rq_rows_failed(rq, rows) : 0;
	*span = (struct span){ day_start(rows_text(rows, 0)),
			       day_start(rows_text(rows, 1)) + MS_PER_DAY };
	return 1;
}

/* Leave that both have signed (BH-14). */
static int read_leaves(struct request *rq, const struct duty_roster *roster,
		       struct duty_people *people)
{
	char from_day[11], until_day[11];
	struct span span;
	struct rows *rows;
	int more;

	day_of(roster->from_at, from_day);
	day_of(roster->until_at, until_day);
	rows = rq_rows_free(rq,
			    "SELECT l.from_day, l.until_day, d.account FROM deployment_leave l "
			    "JOIN deployment d ON d.seq = l.deployment WHERE l.state = 2 "
			    "AND d.account " THESE "AND l.until_day >= $3 AND l.from_day <= $4",
			    "iitt", roster->team, roster->seq, from_day, until_day);
	while ((more = leave_next(rq, rows, &span)) == 1) {
		int i = duty_people_find(people, rows_int(rows, 2));

		if (i >= 0)
			take_in(rq, roster, false, people, i, span, false);
	}
	return more;
}

int duty_people_read(struct request *rq, const struct duty_roster *roster, bool is_making,
		     struct duty_people *people)
{
	return read_members(rq, roster, people) != 0 ||
			       read_busy(rq, roster, is_making, people) != 0 ||
			       read_leaves(rq, roster, people) != 0
		       ? -1
		       : 0;
}

/* ---- the question ---- */

/* Minutes of the shifts of one day: of the pattern, or as given. */
static int read_lengths(struct request *rq, const struct duty_roster *roster,
			struct roster_ask *ask)
{
	static const int counts[] = { 3, 2, 4 };
	const char *why;
	const struct json *list;
	int sum = 0;

	if (roster->pattern < (int)COUNT_OF(counts)) {
		ask->n_lengths = counts[roster->pattern];
		for (int i = 0; i < ask->n_lengths; i++)
			ask->lengths[i] = 24 * 60 / ask->n_lengths;
		return 0;
	}
	list = roster->lengths
		       ? json_read(rq->arena, roster->lengths, strlen(roster->lengths), &why)
		       : NULL;
	ask->n_lengths = 0;
	for (const struct json *one = list ? list->first : NULL; one; one = one->next) {
		if (one->kind != JSON_INT || one->number < 30 || one->number > 24 * 60 ||
		    ask->n_lengths == ROSTER_SHIFTS_MAX)
			break;
		ask->lengths[ask->n_lengths++] = (int)one->number;
		sum += (int)one->number;
	}
	if (!list || list->kind != JSON_LIST || ask->n_lengths != list->n || sum != 24 * 60)
		return refuse(rq, 7106, "lengths",
			      "give the length of each shift of a day; together they are 24 hours");
	return 0;
}

int duty_ask(struct request *rq, const struct duty_roster *roster, const struct duty_people *people,
	     struct roster_ask *ask)
{
	*ask = (struct roster_ask){
		.members = people->members,
		.n_members = people->n,
		.from_at = roster->from_at,
		.until_at = roster->until_at,
		.n_least = (int)roster->n_least,
		.skills = (unsigned)roster->skills,
		.rest_minutes = (int)roster->rest_hours * 60,
		.most_minutes_week = (int)roster->most_hours_week * 60,
	};
	return read_lengths(rq, roster, ask);
}

/* ---- shifts ---- */

int duty_shifts_read(struct request *rq, const struct duty_roster *roster,
		     const struct duty_people *people, struct roster_shift **shifts, int *n)
{
	int64_t size = rq_one_free(rq, 0, "SELECT count(*) FROM shift WHERE roster = $1", "i",
				   roster->seq),
		last = -1;
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT s.nth, s.from_at, s.until_at, p.account FROM shift s "
			     "LEFT JOIN shift_place p ON p.roster = s.roster "
			     "AND p.nth = s.nth AND p.state < 5 WHERE s.roster = $1 "
			     "ORDER BY s.nth, p.k",
			     "i", roster->seq);

	*shifts = arena_alloc(rq->arena, (size_t)(size + 1) * sizeof(**shifts));
	*n = 0;
	while (rows_next(rows) == 1 && *n <= size) {
		struct roster_shift *shift;
		int member;

		if (rows_int(rows, 0) != last)
			(*shifts)[(*n)++] = (struct roster_shift){ .from_at = rows_int(rows, 1),
								   .until_at = rows_int(rows, 2) };
		last = rows_int(rows, 0);
		shift = &(*shifts)[*n - 1];
		member = rows_is_null(rows, 3) ? -1 : duty_people_find(people, rows_int(rows, 3));
		if (member >= 0 && shift->n_members < ROSTER_ON_DUTY_MAX)
			shift->members[shift->n_members++] = member;
	}
	return rq_rows_failed(rq, rows);
}

static int write_shift(struct request *rq, const struct duty_roster *roster,
		       const struct duty_people *people, const struct roster_shift *shift,
		       int64_t nth)
{
	static const struct db_bulk shifts = { .table = "shift",
					       .columns = "roster, nth, region, checkpoint, "
							  "from_at, until_at",
					       .types = "iitiii",
					       .conflict = "" },
				    places = { .table = "shift_place",
					       .columns = "roster, nth, k, region, checkpoint, "
							  "account, from_at, until_at, state, "
							  "changed",
					       .types = "iiitiiiiii",
					       .conflict = "" };

	if (rq_append(rq, &shifts, roster->seq, nth, roster->region, roster->checkpoint,
		      shift->from_at, shift->until_at) != 0)
		return -1;
	for (int k = 0; k < shift->n_members; k++)
		if (rq_append(rq, &places, roster->seq, nth, (int64_t)k, roster->region,
			      roster->checkpoint, people->accounts[shift->members[k]],
			      shift->from_at, shift->until_at, (int64_t)PLACE_DRAFT, rq->seq) != 0)
			return -1;
	return 0;
}

int duty_shifts_write(struct request *rq, const struct duty_roster *roster,
		      const struct duty_people *people, const struct roster_shift *shifts, int n)
{
	if (rq_run_free(rq, "DELETE FROM shift_place WHERE roster = $1 AND state = 0", "i",
			roster->seq) < 0 ||
	    rq_run_free(rq, "DELETE FROM shift WHERE roster = $1", "i", roster->seq) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (write_shift(rq, roster, people, &shifts[i], i) != 0)
			return -1;
	/* The next command of the batch reads them. */
	return db_flush(rq->db);
}

const char *place_id(struct request *rq, int64_t roster, int64_t nth, int64_t k)
{
	return arena_print(rq->arena, "%" PRId64 "-%" PRId64 "-%" PRId64, roster, nth, k);
}

/* ---- findings ---- */

/* Rest between a shift here and one elsewhere, which roster_check does not see. */
static bool is_restless(const struct duty_roster *roster, const struct duty_people *people,
			int member, const struct roster_shift *shift)
{
	return roster_may_take(people->shifts[member], people->n_shifts[member],
			       (struct span){ shift->from_at, shift->until_at },
			       (int)roster->rest_hours * 60, 0) == ROSTER_REST;
}

int duty_findings(struct request *rq, const struct duty_roster *roster,
		  const struct duty_people *people, const struct roster_shift *shifts, int n,
		  struct roster_finding **findings, int *n_findings)
{
	size_t size = sizeof(**findings);
	struct roster_ask ask;

	if (duty_ask(rq, roster, people, &ask) != 0)
		return -1;
	*n_findings = roster_check(rq->arena, &ask, shifts, n, findings);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < shifts[i].n_members; k++) {
			int member = shifts[i].members[k];
			size_t n_now = (size_t)*n_findings;

			if (!is_restless(roster, people, member, &shifts[i]))
				continue;
			*findings =
				arena_grow(rq->arena, *findings, n_now * size, (n_now + 1) * size);
			(*findings)[(*n_findings)++] =
				(struct roster_finding){ ROSTER_REST, shifts[i].from_at,
							 shifts[i].until_at, member };
		}
	return 0;
}

/* "02-04 08:00" of an instant, Beijing time. */
static const char *clock_text(struct request *rq, int64_t at)
{
	char text[32];

	at_write(at, text);
	return arena_print(rq->arena, "%.5s %.5s", text + 5, text + 11);
}

static const char *missing_skills(struct request *rq, const struct duty_roster *roster)
{
	const char *words = "";

	for (int i = 0; duty_skills[i]; i++)
		if (roster->skills & 1 << i)
			words = arena_print(rq->arena, "%s%s%s", words, *words ? ", " : "",
					    say(rq->lang, duty_skills[i]));
	return words;
}

const char *finding_say(struct request *rq, const struct duty_roster *roster,
			const struct duty_people *people, const struct roster_finding *finding)
{
	const char *from = clock_text(rq, finding->from_at);
	const char *until = clock_text(rq, finding->until_at), *lang = rq->lang;
	const char *name = finding->member >= 0 ? people->names[finding->member] : "";
	struct arena *arena = rq->arena;

	if (!name)
		name = people->logins[finding->member];
	switch (finding->fault) {
	case ROSTER_GAP:
		return arena_print(
			arena, say(lang, "nobody is on duty from %s to %s; fill that time first"),
			from, until);
	case ROSTER_FEW:
		return arena_print(arena,
				   say(lang, "too few are on duty from %s to %s; add somebody"),
				   from, until);
	case ROSTER_DOUBLE:
		return arena_print(
			arena,
			say(lang, "%s stands in two shifts at once from %s; choose one of them"),
			name, from);
	case ROSTER_REST:
		return arena_print(arena,
				   say(lang, "%s has too little rest around the shift from %s; "
					     "choose somebody else"),
				   name, from);
	case ROSTER_AWAY:
		return arena_print(arena,
				   say(lang, "%s is on leave or on duty elsewhere at %s; choose "
					     "somebody else"),
				   name, from);
	case ROSTER_SKILL:
		return arena_print(arena, say(lang, "the shift from %s needs somebody who is: %s"),
				   from, missing_skills(rq, roster));
	case ROSTER_LONG:
		break;
	}
	return arena_print(
		arena,
		say(lang, "%s would stand too many hours in seven days with the shift from %s; "
			  "choose somebody else"),
		name, from);
}

bool finding_is_hard(enum roster_fault fault)
{
	return fault != ROSTER_REST && fault != ROSTER_SKILL && fault != ROSTER_LONG;
}

int roster_may_publish(struct request *rq, const struct duty_roster *roster, const char *reason)
{
	struct duty_people *people = arena_alloc(rq->arena, sizeof(*people));
	struct roster_finding *findings;
	struct roster_shift *shifts;
	int n, n_findings;

	if (duty_people_read(rq, roster, false, people) != 0 ||
	    duty_shifts_read(rq, roster, people, &shifts, &n) != 0 ||
	    duty_findings(rq, roster, people, shifts, n, &findings, &n_findings) != 0)
		return -1;
	for (int i = 0; i < n_findings; i++)
		if (finding_is_hard(findings[i].fault))
			return refuse(rq, 7112, "roster",
				      finding_say(rq, roster, people, &findings[i]));
	if (n_findings && !reason)
		return refuse_with(rq, 7113, "reason",
				   "%s; or say why it has to be like this all the same",
				   finding_say(rq, roster, people, &findings[0]));
	/* Free: the checkpoint is the roster's, found in reach. */
	if (rq_one_free(rq, 0,
			"SELECT 1 FROM roster WHERE checkpoint = $1 AND state = 1 AND seq <> $2 "
			"AND until_at > $3 AND from_at < $4 LIMIT 1",
			"iiii", roster->checkpoint, roster->seq, roster->from_at,
			roster->until_at) == 1)
		return refuse(rq, 7114, "roster",
			      "another roster of this checkpoint is published for these days; "
			      "withdraw it first");
	return rq->fault.number ? -1 : 0;
}
