/* Rosters edited, published and withdrawn.
 *
 * What is published binds: each place in a shift becomes a posting from its first minute
 * to its last, and the clock looks whether somebody came.
 * Rule (JY-07): a roster with a minute in which fewer stand than must, or with somebody in
 * two places, is not published, whatever is said for it. */
#include "duty_roster.h"
#include "teaming.h"

struct edit_args {
	const char *roster, *reason;
	const struct json *shifts;
};
#define REC struct edit_args
static const struct field edit_fields[] = {
	REF(roster, "roster", .label = "Roster", .need = true),
	JSON(shifts, 200000, .label = "Shifts", .need = true),
};
static const struct shape edit_shape = SHAPE(edit_fields);
static const struct field roster_fields[] = {
	REF(roster, "roster", .label = "Roster", .need = true),
	TEXT(reason, 1, 200, .label = "Reason"),
};
static const struct shape roster_shape = SHAPE(roster_fields);
#undef REC

struct edited {
	int64_t n_findings;
};
#define REC struct edited
static const struct field edited_fields[] = {
	INT(n_findings, 0, INT64_MAX, .label = "Findings"),
};
static const struct shape edited_shape = SHAPE(edited_fields);
#undef REC

static int need_draft(struct request *rq, const char *id, struct duty_roster *roster)
{
	if (roster_need(rq, id, roster) != 0)
		return -1;
	if (roster->state != ROSTER_DRAFT)
		return refuse(
			rq, 7110, "roster",
			"this roster is published or withdrawn; withdraw it and make a new one");
	return 0;
}

/* ---- edit ---- */

/* Somebody of the group, or somebody from elsewhere whom the caller names by login. */
static int find_member(struct request *rq, struct duty_people *people, const char *login)
{
	int64_t account;
	int i = 0;

	while (i < people->n && strcmp(people->logins[i], login) != 0)
		i++;
	if (i < people->n)
		return i;
	if (staff_need(rq, "shifts", login, &account) != 0)
		return -1;
	if (people->n == ROSTER_MEMBERS_MAX)
		return refuse(rq, 7111, "shifts", "these are too many people for one roster");
	people->members[i] = (struct roster_member){ 0 };
	people->accounts[i] = account;
	people->logins[i] = arena_text(rq->arena, login);
	people->names[i] = people->logins[i];
	people->shifts[i] = NULL;
	people->n_shifts[i] = 0;
	return people->n++;
}

static int read_shift(struct request *rq, struct duty_people *people,
		      const struct duty_roster *roster, const struct json *given,
		      struct roster_shift *shift)
{
	const struct json *list = json_get(given, "people");

	*shift = (struct roster_shift){ .from_at = json_int(given, "from_at"),
					.until_at = json_int(given, "until_at") };
	if (!list || list->kind != JSON_LIST || shift->from_at == NOT_GIVEN ||
	    shift->from_at < roster->from_at || shift->until_at <= shift->from_at ||
	    shift->until_at > roster->until_at || list->n > ROSTER_ON_DUTY_MAX)
		return refuse(rq, 7111, "shifts",
			      "a shift has a beginning, an end and people, and lies in the days of "
			      "the roster");
	for (const struct json *one = list->first; one; one = one->next) {
		int member = one->kind == JSON_TEXT ? find_member(rq, people, one->text) : -1;

		if (member < 0)
			return rq->fault.number ? -1
						: refuse(rq, 7111, "shifts",
							 "people are named by their login");
		shift->members[shift->n_members++] = member;
	}
	return 0;
}

static int by_beginning(const void *a, const void *b)
{
	const struct roster_shift *x = a, *y = b;

	return x->from_at != y->from_at ? (x->from_at < y->from_at ? -1 : 1)
					: (x->until_at > y->until_at) - (x->until_at < y->until_at);
}

/* The whole list takes the place of what was there; it is kept with its findings. */
static int edit(struct request *rq, const void *record)
{
	const struct edit_args *args = record;
	struct duty_people *people = arena_alloc(rq->arena, sizeof(*people));
	struct roster_finding *findings;
	struct roster_shift *shifts;
	struct duty_roster roster;
	int n = 0, n_findings;

	if (need_draft(rq, args->roster, &roster) != 0 ||
	    duty_people_read(rq, &roster, false, people) != 0)
		return -1;
	if (args->shifts->kind != JSON_LIST || args->shifts->n > 400)
		return refuse(rq, 7111, "shifts", "give a list of at most 400 shifts");
	shifts = arena_alloc(rq->arena, (size_t)(args->shifts->n + 1) * sizeof(*shifts));
	for (const struct json *one = args->shifts->first; one; one = one->next)
		if (read_shift(rq, people, &roster, one, &shifts[n++]) != 0)
			return -1;
	qsort(shifts, (size_t)n, sizeof(*shifts), by_beginning);
	/* Written first: who is new among the people is then read with all that keeps them away. */
	if (duty_shifts_write(rq, &roster, people, shifts, n) != 0 ||
	    duty_people_read(rq, &roster, false, people) != 0 ||
	    duty_shifts_read(rq, &roster, people, &shifts, &n) != 0 ||
	    duty_findings(rq, &roster, people, shifts, n, &findings, &n_findings) != 0)
		return -1;
	/* Free: the roster was just found in reach. */
	if (rq_run_free(rq, "UPDATE roster SET n_findings = $2, changed = $3 WHERE seq = $1", "iii",
			roster.seq, (int64_t)n_findings, rq->seq) < 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "n_findings");
	out_int(&rq->reply, n_findings);
	out_end_object(&rq->reply);
	return 0;
}

/* ---- publish ---- */

static int read_places(struct request *rq, const struct duty_roster *roster, struct place **places,
		       int *n)
{
	/* Free: the roster was just found in reach. */
	int64_t size = rq_one_free(rq, 0, "SELECT count(*) FROM shift_place WHERE roster = $1", "i",
				   roster->seq);
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT p.nth, p.k, p.account, p.from_at, p.until_at, p.state, "
			     "p.posting, s.from_at FROM shift_place p JOIN shift s "
			     "ON s.roster = p.roster AND s.nth = p.nth WHERE p.roster = $1 "
			     "AND p.state IN (0, 1, 2, 4) ORDER BY p.nth, p.k",
			     "i", roster->seq);

	*places = arena_alloc(rq->arena, (size_t)(size + 1) * sizeof(**places));
	*n = 0;
	while (rows_next(rows) == 1 && *n < size) {
		struct place place = { .roster = roster->seq,
				       .nth = rows_int(rows, 0),
				       .k = rows_int(rows, 1),
				       .checkpoint = roster->checkpoint,
				       .region = roster->region,
				       .account = rows_int(rows, 2),
				       .from_at = rows_int(rows, 3),
				       .until_at = rows_int(rows, 4),
				       .state = (int)rows_int(rows, 5),
				       .posting = arena_text(rq->arena, rows_text(rows, 6)),
				       .shift_at = rows_int(rows, 7) };

		place.id = place_id(rq, place.roster, place.nth, place.k);
		(*places)[(*n)++] = place;
	}
	return rq_rows_failed(rq, rows);
}

static int publish(struct request *rq, const void *record)
{
	const struct edit_args *args = record;
	struct duty_roster roster;
	struct place *places;
	int n;

	if (need_draft(rq, args->roster, &roster) != 0 ||
	    roster_may_publish(rq, &roster, args->reason) != 0 ||
	    read_places(rq, &roster, &places, &n) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (place_open(rq, &places[i], i + 1) != 0 ||
		    (places[i].until_at > rq->now && place_watch(rq, &places[i]) != 0))
			return -1;
	/* Free: the roster was just found in reach. */
	return rq_run_free(rq,
			   "UPDATE roster SET state = 1, published_at = $2, reason = $3, "
			   "changed = $4 WHERE seq = $1",
			   "iiti", roster.seq, rq->now, args->reason, rq->seq) < 0
		       ? -1
		       : 0;
}

/* A draft is put away; of what is published, all that is still to come ends now. */
static int withdraw(struct request *rq, const void *record)
{
	const struct edit_args *args = record;
	struct duty_roster roster;
	struct place *places;
	int n;

	if (roster_need(rq, args->roster, &roster) != 0)
		return -1;
	if (roster.state == ROSTER_WITHDRAWN)
		return refuse(
			rq, 7110, "roster",
			"this roster is published or withdrawn; withdraw it and make a new one");
	if (roster.state == ROSTER_PUBLISHED && !args->reason)
		return refuse(rq, 7115, "reason", "say why it is withdrawn; people count on it");
	if (read_places(rq, &roster, &places, &n) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		if (places[i].state != PLACE_DRAFT && places[i].until_at <= rq->now)
			continue;
		/* Nobody is waited for any more. */
		if (places[i].state == PLACE_MISSED)
			place_count_missed(rq, &places[i], -1);
		if (place_close(rq, &places[i],
				places[i].state == PLACE_BEGUN ? PLACE_LEFT : PLACE_GONE) != 0)
			return -1;
	}
	/* Free: the roster was just found in reach. */
	if (rq_run_free(rq,
			"UPDATE shift_place SET left_at = $2 WHERE roster = $1 AND state = 3 "
			"AND left_at IS NULL",
			"ii", roster.seq, rq->now) < 0 ||
	    rq_run_free(rq, "UPDATE roster SET state = 2, reason = $2, changed = $3 WHERE seq = $1",
			"iti", roster.seq, args->reason, rq->seq) < 0)
		return -1;
	return checkpoint_look(rq, roster.checkpoint);
}

static const struct command commands[] = {
	{ "roster.edit", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = edit,
	  .takes = &edit_shape, .gives = &edited_shape },
	{ "roster.publish", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = publish,
	  .takes = &roster_shape },
	{ "roster.withdraw", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = withdraw,
	  .takes = &roster_shape },
};

const struct room roster_publish_room = OWN_ROOM(roster_publish, "Rosters published");
