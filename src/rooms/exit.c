/* Exits of a compound: which one is open, which are closed by whom and why, and which
 * are ways out in an emergency.
 *
 * Exactly one stays open (JY-02, JY-12), and a way out of a fire is never closed (R13;
 * 联防联控机制综发〔2022〕113号: 严禁堵塞消防通道、单元门、小区门).
 * Rule: whatever does not stand open is tried every day; one that was not, is red. */
#include "duty.h"
#include "teaming.h"

struct exit_row {
	int64_t seq, keeper, tested_at, due_at, red_since, void_at, changed;
	const char *id, *region, *name, *reason;
	int state, is_fire_passage;
};
#define REC struct exit_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Compound or grid", .need = true),
	TEXT(name, 1, 60, .label = "Name", .need = true),
	CHOICE(state, exit_states, .label = "State", .need = true),
	FLAG(is_fire_passage, .label = "Fire passage", .need = true),
	TEXT(reason, 1, 200, .label = "Reason"),
	INT(keeper, 1, INT64_MAX, .label = "Account that keeps the key"),
	AT(tested_at, .label = "Last opened on trial"),
	AT(due_at, .label = "To be tried by"),
	AT(red_since, .label = "Red since"),
	AT(void_at, .label = "It is no exit any more"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, seq", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("exit", columns, .bare = true, .key = "seq", .indexes = indexes),
};

struct args {
	const char *exit, *name, *reason, *keeper, *instead;
	int state, is_fire_passage;
};
#define REC struct args
#define KEEPING                                                                                    \
	TEXT(reason, 1, 200, .label = "Reason"),                                                   \
		TEXT(keeper, 2, 40, .label = "Login of who keeps the key")
static const struct field add_fields[] = {
	TEXT(name, 1, 60, .label = "Name", .need = true),
	CHOICE(state, exit_states, .label = "State", .need = true),
	FLAG(is_fire_passage, .label = "Fire passage", .need = true),
	KEEPING,
};
static const struct shape add_shape = SHAPE(add_fields);
static const struct field set_fields[] = {
	REF(exit, "exit", .label = "Exit", .need = true),
	TEXT(name, 1, 60, .label = "Name"),
	CHOICE(state, exit_states, .label = "State"),
	FLAG(is_fire_passage, .label = "Fire passage"),
	KEEPING,
	REF(instead, "exit", .label = "Exit that closes in the same breath"),
};
static const struct shape set_shape = SHAPE(set_fields);
static const struct field void_fields[] = {
	REF(exit, "exit", .label = "Exit", .need = true),
	TEXT(reason, 1, 200, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

/* The exit that stands open in this compound, 0 when none does. */
static int64_t open_one(struct request *rq, const char *region)
{
	/* Free: the region was settled by the caller. */
	return rq_one_free(rq, 0,
			   "SELECT seq FROM exit WHERE region = $1 AND state = 0 "
			   "AND void_at IS NULL LIMIT 1",
			   "t", region);
}

/* What holds of one exit, whatever the others are. */
static int check_one(struct request *rq, const struct way_out *e)
{
	if (e->state != EXIT_CLOSED)
		return 0;
	if (e->is_fire_passage)
		return refuse(rq, 7002, "state",
			      "a fire passage is never closed or sealed; make it an emergency way, "
			      "which opens from inside at any time");
	if (!e->reason)
		return refuse(rq, 7003, "reason",
			      "say why it is closed; people read it at the door");
	if (e->keeper <= 0)
		return refuse(rq, 7003, "keeper",
			      "name who keeps the key, so that it can be opened at any time");
	return 0;
}

/* Exactly one open: `was` is the state before, -1 for a new exit. */
static int check_others(struct request *rq, const struct way_out *e, int was, int64_t instead)
{
	int64_t open = open_one(rq, e->region);

	if (rq->fault.number)
		return -1;
	if (e->state == EXIT_OPEN && open && open != e->seq && open != instead)
		return refuse(
			rq, 7004, "state",
			"one exit is open already; name it as the one that closes in the same "
			"breath, or make this one an emergency way");
	if ((e->state != EXIT_OPEN && was == EXIT_OPEN) || (e->state == EXIT_CLOSED && !open))
		return refuse(rq, 7005, "state",
			      "one exit always stays open; first open the one that is to stay");
	return 0;
}

/* Write it, with its clock: what does not stand open is to be tried within a day. */
static int keep(struct request *rq, const struct way_out *e, bool is_new)
{
	bool is_tried = e->state != EXIT_OPEN;
	int64_t due = is_tried ? rq->now + EXIT_TEST_MS : NOT_GIVEN;

	if (!is_new && e->red_since != NOT_GIVEN)
		tally(rq, e->region, "", "exit.red", -1);
	/* Free: the region is the request's own, or the exit was found in reach. */
	if (rq_run_free(rq,
			"INSERT INTO exit (seq, id, region, name, state, is_fire_passage, reason, "
			"keeper, due_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
			"ON CONFLICT (seq) DO UPDATE SET name = excluded.name, "
			"state = excluded.state, is_fire_passage = excluded.is_fire_passage, "
			"reason = excluded.reason, keeper = excluded.keeper, "
			"due_at = excluded.due_at, red_since = NULL, changed = excluded.changed",
			"itttiitiii", e->seq, e->id, e->region, e->name, (int64_t)e->state,
			(int64_t)e->is_fire_passage, e->reason, e->keeper ? e->keeper : NOT_GIVEN,
			due, rq->seq) < 0)
		return -1;
	return exit_watch(rq, e, is_tried);
}

static int add(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct way_out e = { .seq = rq->seq,
			     .id = rq->key,
			     .region = rq->region,
			     .name = args->name,
			     .state = args->state,
			     .is_fire_passage = args->is_fire_passage,
			     .reason = args->reason,
			     .red_since = NOT_GIVEN };

	if (duty_place(rq, rq->region) != 0)
		return -1;
	if (args->keeper && staff_need(rq, "keeper", args->keeper, &e.keeper) != 0)
		return -1;
	/* Free: an id is unique everywhere. */
	if (rq_one_free(rq, 0, "SELECT 1 FROM exit WHERE id = $1", "t", rq->key) == 1)
		return refuse(rq, 4207, "id", "an exit with this id exists already");
	if (rq->fault.number || check_one(rq, &e) != 0 || check_others(rq, &e, -1, 0) != 0)
		return -1;
	return keep(rq, &e, true);
}

/* The one that stood open closes; a fire passage becomes an emergency way. */
static int close_instead(struct request *rq, const struct args *args, int64_t keeper,
			 const char *region, int64_t *seq)
{
	struct way_out e;

	if (exit_need(rq, "instead", args->instead, &e) != 0)
		return -1;
	if (strcmp(e.region, region) != 0)
		return refuse(rq, 7007, "instead", "both exits must be of the same compound");
	*seq = e.seq;
	e.state = e.is_fire_passage ? EXIT_EMERGENCY : EXIT_CLOSED;
	e.reason = args->reason ? args->reason : e.reason;
	e.keeper = keeper ? keeper : e.keeper;
	return check_one(rq, &e) != 0 ? -1 : keep(rq, &e, false);
}

static int set(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct way_out e;
	int was;
	int64_t keeper = 0, instead = 0;

	if (exit_need(rq, "exit", args->exit, &e) != 0 ||
	    (args->keeper && staff_need(rq, "keeper", args->keeper, &keeper) != 0))
		return -1;
	was = e.state;
	e.name = args->name ? args->name : e.name;
	e.state = args->state < 0 ? e.state : args->state;
	e.is_fire_passage = args->is_fire_passage < 0 ? e.is_fire_passage : args->is_fire_passage;
	if (e.state == EXIT_OPEN) {
		/* Reason and keeper belong to the one that closes. */
		e.reason = NULL;
		e.keeper = 0;
		if (args->instead && was != EXIT_OPEN &&
		    close_instead(rq, args, keeper, e.region, &instead) != 0)
			return -1;
	} else {
		e.reason = args->reason ? args->reason : e.reason;
		e.keeper = keeper ? keeper : e.keeper;
	}
	if (check_one(rq, &e) != 0 || check_others(rq, &e, was, instead) != 0)
		return -1;
	return keep(rq, &e, false);
}

/* Walled up, or entered by mistake. */
static int void_exit(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct way_out e;

	if (exit_need(rq, "exit", args->exit, &e) != 0)
		return -1;
	if (e.is_fire_passage || e.state == EXIT_OPEN)
		return refuse(
			rq, 7009, "exit",
			"an open exit or a fire passage is not taken off the list; set what it "
			"is now first");
	if (e.red_since != NOT_GIVEN)
		tally(rq, e.region, "", "exit.red", -1);
	/* Free: the exit was just found in reach. */
	if (rq_run_free(rq,
			"UPDATE exit SET void_at = $2, red_since = NULL, changed = $3 "
			"WHERE seq = $1",
			"iii", e.seq, rq->now, rq->seq) < 0)
		return -1;
	return exit_watch(rq, &e, false);
}

static int recount(struct request *rq)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT region, count(*) FROM exit "
					 "WHERE red_since IS NOT NULL GROUP BY region",
					 "");

	while (rows_next(rows) == 1)
		tally(rq, rows_text(rows, 0), "", "exit.red", rows_int(rows, 1));
	return rq_rows_failed(rq, rows);
}

/* Every compound with a closed exit has one open, never two, and no fire passage closed. */
static int invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT region FROM exit WHERE void_at IS NULL GROUP BY region HAVING "
		"sum(CASE WHEN state = 0 THEN 1 ELSE 0 END) > 1 OR "
		"(sum(CASE WHEN state = 0 THEN 1 ELSE 0 END) = 0 AND "
		"sum(CASE WHEN state = 1 THEN 1 ELSE 0 END) > 0) OR "
		"sum(CASE WHEN state = 1 AND is_fire_passage = 1 THEN 1 ELSE 0 END) > 0",
		"");

	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena, "exits of %s: not exactly one is open",
					rows_text(rows, 0)));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "exit.add", DOES_OWN, .who = DUTY_HEADS | GRID_WORKER, .where = IN_REACH, .run = add,
	  .takes = &add_shape },
	{ "exit.set", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = set,
	  .takes = &set_shape },
	{ "exit.void", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = void_exit,
	  .takes = &void_shape },
};

const struct room exit_room =
	OWN_ROOM(exit, "Exits", .tables = tables, .n_tables = (int)COUNT_OF(tables),
		 .invariants = invariants, .recount = recount);
