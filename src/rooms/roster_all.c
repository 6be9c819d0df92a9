/* Rosters of all checkpoints of a place at once: 76 of them, say (JY-17).
 *
 * Rule: what is made or published together is done some at a time, by the clock, so that
 * nobody else waits; each roster stands in the journal by itself. */
#include "duty_roster.h"

#define A_CHUNK 20 /* rosters in one transaction: a fraction of a second */

#define REC struct roster_plan
static const struct field all_fields[] = {
	REGION(region, .label = "Region"),
	ROSTER_PLAN_FIELDS,
};
static const struct shape all_shape = SHAPE(all_fields);
static const struct field next_fields[] = {
	ROSTER_PLAN_FIELDS,
	INT(after, 0, INT64_MAX, .label = "Checkpoint made before", .need = true),
};
static const struct shape next_shape = SHAPE(next_fields);
static const struct field after_fields[] = {
	INT(after, 0, INT64_MAX, .label = "Roster published before", .need = true),
};
static const struct shape after_shape = SHAPE(after_fields);
static const struct field region_fields[] = {
	REGION(region, .label = "Region"),
};
static const struct shape region_shape = SHAPE(region_fields);
#undef REC

struct many {
	int64_t n;
};
#define REC struct many
static const struct field many_fields[] = {
	INT(n, 0, INT64_MAX, .label = "Rosters that are made"),
};
static const struct shape many_shape = SHAPE(many_fields);
#undef REC

#define WITHOUT_ROSTER                                                                             \
	"FROM checkpoint c WHERE c.region >= $1 AND c.region < $2 AND c.void_at IS NULL "          \
	"AND c.team IS NOT NULL AND c.seq > $3 AND EXISTS (SELECT 1 FROM team_member m "           \
	"WHERE m.team = c.team AND m.left_at IS NULL) AND NOT EXISTS (SELECT 1 FROM roster o "     \
	"WHERE o.checkpoint = c.seq AND o.state < 2 AND o.until_at > $4 AND o.from_at < $5) "

static const char *args_of(struct request *rq, const struct roster_plan *args, const char *key,
			   const char *id, int64_t after)
{
	struct buf out;

	buf_init(&out, rq->arena, 4000);
	out_object(&out);
	if (id) {
		out_key(&out, key);
		out_text(&out, id);
	}
	/* The plan as it was given, fields of next_fields before `after`. */
	record_write(&out, rq->arena,
		     &(struct shape){ .fields = next_fields,
				      .n = (int)COUNT_OF(next_fields) - 1,
				      .size = sizeof(*args) },
		     args, SECRETS_OUT);
	if (!id) {
		out_key(&out, "after");
		out_int(&out, after);
	}
	out_end_object(&out);
	return out.bytes;
}

/* The next of them, and a timer for those after; every roster is a command of its own. */
static int make_chunk(struct request *rq, const struct roster_plan *args, int64_t after)
{
	struct duty_roster days = { 0 };
	struct checkpoint found[A_CHUNK];
	int n = 0, more;
	struct rows *rows;

	if (roster_plan_read(rq, args, &days) != 0)
		return -1;
	rows = rq_rows(rq, "SELECT c.seq, c.id, c.region " WITHOUT_ROSTER "ORDER BY c.seq LIMIT 21",
		       "iii", after, days.from_at, days.until_at);
	while ((more = rows_next(rows)) == 1 && n < A_CHUNK)
		found[n++] =
			(struct checkpoint){ .seq = rows_int(rows, 0),
					     .id = arena_text(rq->arena, rows_text(rows, 1)),
					     .region = arena_text(rq->arena, rows_text(rows, 2)) };
	rows_end(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	for (int i = 0; i < n; i++)
		if (rq_follow(rq, "roster.make", found[i].region, rq_new_id(rq, i + 1),
			      args_of(rq, args, "checkpoint", found[i].id, 0)) != 0)
			return -1;
	if (more == 0)
		return 0;
	/* Two weeks asked for one after the other are both made. */
	return timer_set(rq,
			 arena_print(rq->arena, "roster.next.%s.%s", rq->region, args->from_day),
			 rq->now, "roster.next", rq->region,
			 args_of(rq, args, NULL, NULL, found[n - 1].seq));
}

static int make_all(struct request *rq, const void *record)
{
	const struct roster_plan *args = record;
	struct duty_roster days = { 0 };
	int64_t n;

	if (roster_plan_read(rq, args, &days) != 0)
		return -1;
	n = rq_one(rq, 0, "SELECT count(*) " WITHOUT_ROSTER, "iii", INT64_C(0), days.from_at,
		   days.until_at);
	if (rq->fault.number || make_chunk(rq, args, 0) != 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "n");
	out_int(&rq->reply, n);
	out_end_object(&rq->reply);
	return 0;
}

static int make_next(struct request *rq, const void *record)
{
	const struct roster_plan *args = record;

	return make_chunk(rq, args, args->after);
}

/* ---- publishing ---- */

#define READY                                                                                      \
	"FROM roster o JOIN checkpoint c ON c.seq = o.checkpoint WHERE o.region >= $1 "            \
	"AND o.region < $2 AND o.state = 0 AND o.n_findings = 0 AND o.until_at > $3 "              \
	"AND o.seq > $4 "

/* One that was ready when it was made may not be ready any more; it stays a draft. */
static int publish_one(struct request *rq, const struct duty_roster *roster, int n)
{
	struct buf args;

	if (roster_may_publish(rq, roster, NULL) != 0) {
		if (rq->fault.number >= 5000 && rq->fault.number < 5100)
			return -1;
		rq->fault.number = 0;
		return 0;
	}
	buf_init(&args, rq->arena, 1000);
	out_object(&args);
	out_key(&args, "roster");
	out_text(&args, roster->id);
	out_end_object(&args);
	return rq_follow(rq, "roster.publish", roster->region, rq_new_id(rq, n), args.bytes);
}

static int publish_chunk(struct request *rq, int64_t after)
{
	struct duty_roster found[A_CHUNK];
	int n = 0, more;
	struct rows *rows =
		rq_rows(rq, "SELECT " ROSTER_COLUMNS " " READY "ORDER BY o.seq LIMIT 21", "ii",
			rq->now, after);

	while ((more = rows_next(rows)) == 1 && n < A_CHUNK)
		found[n++] = roster_from(rq, rows);
	rows_end(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	for (int i = 0; i < n; i++)
		if (publish_one(rq, &found[i], i + 1) != 0)
			return -1;
	if (more == 0)
		return 0;
	return timer_set(rq, arena_print(rq->arena, "roster.publishing.%s", rq->region), rq->now,
			 "roster.publish_next", rq->region,
			 arena_print(rq->arena, "{\"after\":%" PRId64 "}", found[n - 1].seq));
}

static int publish_all(struct request *rq, const void *record)
{
	int64_t n = rq_one(rq, 0, "SELECT count(*) " READY, "ii", rq->now, INT64_C(0));

	(void)record;
	if (rq->fault.number || publish_chunk(rq, 0) != 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "n");
	out_int(&rq->reply, n);
	out_end_object(&rq->reply);
	return 0;
}

static int publish_next(struct request *rq, const void *record)
{
	const struct roster_plan *args = record;

	return publish_chunk(rq, args->after);
}

static const struct command commands[] = {
	{ "roster.make_all", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = make_all,
	  .takes = &all_shape, .gives = &many_shape },
	{ "roster.publish_all", DOES_OWN, .who = DUTY_HEADS, .where = IN_REACH, .run = publish_all,
	  .takes = &region_shape, .gives = &many_shape },
	{ "roster.publish_next", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = publish_next,
	  .takes = &after_shape },
	{ "roster.next", DOES_OWN, .who = CLOCK, .where = IN_REACH, .run = make_next,
	  .takes = &next_shape },
};

const struct room roster_all_room = OWN_ROOM(roster_all, "Rosters of a place");
