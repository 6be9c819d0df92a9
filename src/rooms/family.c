/* The family's page: its own door, who comes to it, and what is asked of it now.
 *
 * Rule: one's own household and nothing beside it; who lives there is masked here too,
 * for the phone may be a neighbour's. */
#include "authority.h"
#include "home.h"
#include "region.h"
#include "sweeping.h"

struct home {
	const char *household, *region, *door, *building, *relation;
	const struct json *path, *worker, *sweeps, *people;
	int is_agent;
};
#define REC struct home
static const struct field home_fields[] = {
	REF(household, "household", .label = "Household"),
	REGION(region, .label = "Region"),
	TEXT(door, 1, 60, .label = "Door"),
	TEXT(building, 1, 100, .label = "Building"),
	TEXT(relation, 1, 30, .label = "Who acts: self, relative, neighbour, building_leader"),
	FLAG(is_agent, .label = "It is an agent"),
	JSON(path, 4000, .label = "What the door lies in"),
	JSON(worker, 1000, .label = "Grid worker: name, phone"),
	JSON(sweeps, 1 << 20,
	     .label = "What is asked: sweep, title, day, until_day, kind, target, "
		      "state, questions, is_done, is_disputed, people"),
	JSON(people, 1 << 16, .label = "Residents, masked: resident, name"),
};
static const struct shape home_shape = SHAPE(home_fields);
#undef REC

static void write_text(struct buf *out, const char *key, const char *text)
{
	out_key(out, key);
	out_text(out, text);
}

static int write_door(struct request *rq, const struct household_at *at)
{
	struct buf *out = &rq->reply;
	struct rows *rows =
		rq_rows(rq,
			"SELECT h.id, " BUILDING_NAME " FROM household h " JOIN_BUILDING(
				"h.region") "WHERE h.seq = $3 AND h.region >= $1 "
					    "AND h.region < $2",
			"i", at->seq);

	if (rows_next(rows) != 1)
		return -1;
	write_text(out, "household", rows_text(rows, 0));
	write_text(out, "building", rows_text(rows, 1));
	rows_end(rows);
	write_text(out, "region", at->region);
	write_text(out, "door", at->door);
	write_text(out, "relation", home_agents[rq->actor->agent]);
	out_key(out, "is_agent");
	out_flag(out, rq->actor->agent != HOME_SELF);
	out_key(out, "path");
	return region_write_path(rq, out, at->region, NULL);
}

/* Who serves this door: named with a telephone, as on the notice in the hall. */
static int write_worker(struct request *rq, const char *region)
{
	struct buf *out = &rq->reply;
	struct staff staff = { 0 };
	const void *sealed;
	size_t n;
	/* Free: who serves a grid is known to everybody in it. */
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT a.sealed FROM posting p JOIN account a ON a.seq = p.account "
			     "WHERE p.role = 4 AND p.region >= substr($1, 1, 15) "
			     "AND p.region <= $1 AND substr($1, 1, length(p.region)) = p.region "
			     "AND " POSTING_OPEN("$2") " ORDER BY length(p.region) DESC, p.duty, "
						       "p.seq LIMIT 1",
			     "ti", region, rq->now);

	out_key(out, "worker");
	if (rows_next(rows) != 1) {
		out_null(out);
		return rq_rows_failed(rq, rows);
	}
	sealed = rows_blob(rows, 0, &n);
	if (sealed && rq_unseal(rq, &staff_shape, sealed, n, &staff) != 0)
		return -1;
	rows_end(rows);
	out_object(out);
	write_text(out, "name", staff.name);
	write_text(out, "phone", staff.phone);
	out_end_object(out);
	return 0;
}

/* One line of a list: the household's own, or one of its people. */
struct line {
	const char *resident, *name;
	int state;
	bool is_disputed;
};

static bool is_done(const struct line *line)
{
	return door_is_valid(line->state) && !line->is_disputed;
}

/* The lines of this household on one list; how many, -1. */
static int read_lines(struct request *rq, const struct sweep *sweep, const char *day,
		      const struct household_at *at, struct line *lines, int most)
{
	struct rows *rows =
		rq_rows(rq,
			"SELECT r.id, " SEALED_OF(
				"r") ", d.state, d.conflict FROM door d LEFT JOIN resident r "
				     "ON r.seq = d.resident WHERE d.sweep = $3 AND d.day = $4 "
				     "AND d.region = $5 AND d.household = $6 AND d.region >= $1 "
				     "AND d.region < $2 ORDER BY d.resident",
			"itti", sweep->seq, day, at->region, at->seq);
	int n = 0;

	while (rows_next(rows) == 1 && n < most) {
		struct line *line = &lines[n++];

		line->resident = arena_text(rq->arena, rows_text(rows, 0));
		line->name = mask_name(rq->arena, person_from(rq, rows, 1).name);
		line->state = (int)rows_int(rows, 2);
		line->is_disputed = !rows_is_null(rows, 3);
	}
	rows_end(rows);
	return rq_rows_failed(rq, rows) != 0 ? -1 : n;
}

static int write_questions(struct request *rq, int64_t sweep)
{
	/* Free: a sweep may lie above the household. */
	struct rows *rows =
		rq_rows_free(rq, "SELECT questions FROM sweep WHERE seq = $1", "i", sweep);

	out_key(&rq->reply, "questions");
	if (rows_next(rows) == 1 && rows_text(rows, 0))
		out_raw(&rq->reply, arena_text(rq->arena, rows_text(rows, 0)));
	else
		out_null(&rq->reply);
	rows_end(rows);
	return rq_rows_failed(rq, rows);
}

static int write_sweep(struct request *rq, const struct sweep *sweep, const char *day,
		       const struct line *lines, int n)
{
	struct buf *out = &rq->reply;
	bool all_done = true, is_disputed = false;

	for (int i = 0; i < n; i++) {
		all_done = all_done && is_done(&lines[i]);
		is_disputed = is_disputed || lines[i].is_disputed;
	}
	out_object(out);
	write_text(out, "sweep", sweep->id);
	write_text(out, "title", sweep->title);
	write_text(out, "day", day);
	write_text(out, "until_day", sweep->until_day);
	write_text(out, "kind", sweep_kinds[sweep->kind]);
	write_text(out, "target", sweep_targets[sweep->target]);
	write_text(out, "state",
		   sweep->target == TARGET_PERSON ? NULL : door_states[lines[0].state]);
	out_key(out, "is_done");
	out_flag(out, all_done);
	out_key(out, "is_disputed");
	out_flag(out, is_disputed);
	out_key(out, "people");
	out_list(out);
	for (int i = 0; i < n && sweep->target == TARGET_PERSON; i++) {
		out_object(out);
		write_text(out, "resident", lines[i].resident);
		write_text(out, "name", lines[i].name);
		write_text(out, "state", door_states[lines[i].state]);
		out_key(out, "is_done");
		out_flag(out, is_done(&lines[i]));
		out_end_object(out);
	}
	out_end_list(out);
	if (write_questions(rq, sweep->seq) != 0)
		return -1;
	out_end_object(out);
	return 0;
}

#define MOST_LINES 100

static int write_sweeps(struct request *rq, const struct household_at *at, bool *has_people)
{
	struct line *lines = arena_alloc(rq->arena, MOST_LINES * sizeof(*lines));
	int n_sweeps, n;
	struct sweep *sweeps = sweeps_alive(rq, &n_sweeps);

	out_key(&rq->reply, "sweeps");
	out_list(&rq->reply);
	for (int i = n_sweeps - 1; i >= 0; i--) {
		const struct sweep *s = &sweeps[i];
		const char *day;

		if (!s->list_day || !key_is_within(at->region, s->region))
			continue;
		day = sweep_day(rq, s, NULL);
		n = read_lines(rq, s, day, at, lines, MOST_LINES);
		if (n < 0 || (n > 0 && write_sweep(rq, s, day, lines, n) != 0))
			return -1;
		*has_people = *has_people || (n > 0 && s->target == TARGET_PERSON);
	}
	out_end_list(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

static int write_people(struct request *rq, const struct household_at *at)
{
	struct buf *out = &rq->reply;
	struct rows *rows = rq_rows(
		rq,
		"SELECT r.id, " SEALED_OF("r") " FROM resident r WHERE r.region = $3 "
					       "AND r.household = $4 AND r.until_day IS NULL "
					       "AND r.region >= $1 AND r.region < $2 "
					       "ORDER BY r.relation, r.seq LIMIT 100",
		"ti", at->region, at->seq);

	while (rows_next(rows) == 1) {
		out_object(out);
		write_text(out, "resident", rows_text(rows, 0));
		write_text(out, "name", mask_name(rq->arena, person_from(rq, rows, 1).name));
		out_end_object(out);
	}
	return rq_rows_failed(rq, rows);
}

static int home(struct request *rq, const void *record)
{
	struct household_at at;
	bool has_people = false;

	(void)record;
	if (home_household(rq, NULL, NULL, &at) != 0)
		return -1;
	out_object(&rq->reply);
	if (write_door(rq, &at) != 0 || write_worker(rq, at.region) != 0 ||
	    write_sweeps(rq, &at, &has_people) != 0)
		return -1;
	out_key(&rq->reply, "people");
	out_list(&rq->reply);
	if (has_people && write_people(rq, &at) != 0)
		return -1;
	out_end_list(&rq->reply);
	out_end_object(&rq->reply);
	return 0;
}

static const struct shape no_shape;

static const struct command commands[] = {
	{ "family.home", DOES_READ, .who = RESIDENT, .where = IN_REACH, .run = home,
	  .takes = &no_shape, .gives = &home_shape },
};

const struct room family_room = OWN_ROOM(family, "Page of the family");
