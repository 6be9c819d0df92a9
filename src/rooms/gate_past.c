/* The register of a gate: who was there with whom, and its end.
 *
 * Rule: what is older than the gate's days is destroyed by the clock, and the journal
 * says how many records and their hash, so that nothing disappears unseen (R12); who
 * asks for companions says what for. */
#include "gating.h"
#include "home.h"

#define A_TIME    2000
#define NEAR_MS   (30 * MS_PER_MINUTE)
#define MOST_NEAR 2000

struct purge_args {
	int64_t number;
};
#define REC struct purge_args
static const struct field purge_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Gate", .need = true),
};
static const struct shape purge_shape = SHAPE(purge_fields);
#undef REC

struct purged_args {
	int64_t number, n, from_at, until_at;
	const char *hash;
};
#define REC struct purged_args
static const struct field purged_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Gate", .need = true),
	INT(n, 1, INT64_MAX, .label = "Records destroyed", .need = true),
	AT(from_at, .label = "The first arrived", .need = true),
	AT(until_at, .label = "The last arrived", .need = true),
	TEXT(hash, 64, 64, .label = "Hash of the records", .need = true),
};
static const struct shape purged_shape = SHAPE(purged_fields);
#undef REC

struct near_args {
	const char *gate, *purpose;
	int64_t number, from_at, until_at;
};
#define REC struct near_args
static const struct field near_fields[] = {
	REF(gate, "gate", .label = "Gate", .need = true),
	INT(number, 1, INT64_MAX, .label = "Number of the pass", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	TEXT(purpose, 4, 200, .label = "What it is needed for", .need = true),
};
static const struct shape near_shape = SHAPE(near_fields);
#undef REC

struct near {
	const char *pass, *door, *household;
	int64_t number, visitor, device_at;
	int kind, decision, direction;
};
#define REC struct near
static const struct field near_row_fields[] = {
	REF(pass, "pass", .label = "Pass"),
	INT(number, 1, INT64_MAX, .label = "Number of the pass"),
	CHOICE(kind, pass_kinds, .label = "Kind"),
	TEXT(door, 1, PASS_DOOR_MAX, .label = "Door"),
	REF(household, "household", .label = "Household"),
	INT(visitor, 1, INT64_MAX, .label = "Number of the visitor"),
	CHOICE(decision, gate_decisions, .label = "What the keeper did"),
	CHOICE(direction, gate_directions, .label = "Direction"),
	AT(device_at, .label = "Time on the device"),
};
static const struct shape near_row_shape = SHAPE(near_row_fields);
#undef REC

/* Free in the rest of this file: by the gate, which the clock keeps or which was found in
 * reach. */

struct lost {
	const char *region;
	int64_t gate, n, last, from_at, until_at, cutoff;
	uint8_t hash[HASH_BYTES];
};

/* What a record counted stays; what the journal sealed of it goes. */
static int lose(struct request *rq, struct lost *lost, const struct rows *rows)
{
	int64_t device_at = rows_int(rows, 3);
	const char *line =
		arena_print(rq->arena, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
			    rows_int(rows, 0), rows_int(rows, 1), rows_int(rows, 2), device_at);
	char day[11];

	if (lost->n++ == 0)
		lost->from_at = rows_int(rows, 4);
	lost->until_at = rows_int(rows, 4);
	lost->last = rows_int(rows, 0);
	hash_two(lost->hash, sizeof(lost->hash), line, strlen(line), lost->hash);
	day_of(device_at, day);
	if (rq_run_free(rq,
			"INSERT INTO gate_past (gate, day, hour, decision, n) "
			"VALUES ($1, $2, $3, $4, 1) ON CONFLICT (gate, day, hour, decision) "
			"DO UPDATE SET n = gate_past.n + 1",
			"itii", lost->gate, day, (int64_t)gate_hour(device_at),
			rows_int(rows, 2)) < 0)
		return -1;
	return home_forget(rq, lost->last);
}

/* How often a pass was used goes with the last record of it, here or at another gate, but not
 * before its span of days is over: until then it tells what is left of the times out. */
static int lose_uses(struct request *rq, const struct lost *lost)
{
	return rq_run_free(
		       rq,
		       "DELETE FROM pass_use WHERE changed <= $1 AND pass IN (SELECT p.seq FROM "
		       "pass p WHERE (p.opens >= substr($2, 1, 15) "
		       "AND p.opens < substr($2, 1, 15) || '~') OR p.opens IN (substr($2, 1, 2), "
		       "substr($2, 1, 4), substr($2, 1, 6), substr($2, 1, 9), substr($2, 1, 12))) "
		       "AND NOT EXISTS (SELECT 1 FROM pass p WHERE p.seq = pass_use.pass "
		       "AND p.until_at > $3 AND p.quota IS NOT NULL AND pass_use.nth >= "
		       "(" GATE_DAY("$3") " - " GATE_DAY("p.from_at") ") / p.days)",
		       "iti", lost->last, lost->region, rq->now) < 0
		       ? -1
		       : 0;
}

static int lose_all(struct request *rq, struct lost *lost)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT seq, COALESCE(pass, 0), decision, device_at, at FROM gate_scan "
		"WHERE gate = $1 ORDER BY seq LIMIT $2",
		"ii", lost->gate, (int64_t)A_TIME);

	while (rows_next(rows) == 1 && rows_int(rows, 4) < lost->cutoff)
		if (lose(rq, lost, rows) != 0)
			return -1;
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rows_end(rows);
	if (lose_uses(rq, lost) != 0)
		return -1;
	return rq_run_free(rq, "DELETE FROM gate_scan WHERE gate = $1 AND seq <= $2", "ii",
			   lost->gate, lost->last) < 0 ||
			       rq_run_free(rq,
					   "DELETE FROM gate_conflict WHERE gate = $1 "
					   "AND seq <= $2",
					   "ii", lost->gate, lost->last) < 0
		       ? -1
		       : 0;
}

static int say_lost(struct request *rq, const struct lost *lost)
{
	if (lost->n == 0)
		return 0;
	return rq_follow(rq, "gate.purged", lost->region, rq_new_id(rq, 1),
			 arena_print(rq->arena,
				     "{\"number\":%" PRId64 ",\"n\":%" PRId64
				     ",\"from_at\":%" PRId64 ",\"until_at\":%" PRId64
				     ",\"hash\":\"%s\"}",
				     lost->gate, lost->n, lost->from_at, lost->until_at,
				     hex(rq->arena, lost->hash, sizeof(lost->hash))));
}

static int purge(struct request *rq, const void *record)
{
	const struct purge_args *args = record;
	struct lost lost = { .gate = args->number };
	char tomorrow[11];
	struct rows *rows = rq_rows_free(rq, "SELECT region, kept_days FROM gate WHERE seq = $1",
					 "i", lost.gate);

	if (rows_next(rows) != 1)
		return rq_rows_failed(rq, rows);
	lost.region = arena_text(rq->arena, rows_text(rows, 0));
	lost.cutoff = rq->now - rows_int(rows, 1) * MS_PER_DAY;
	rows_end(rows);
	rq_place(rq, lost.region);
	if (lose_all(rq, &lost) != 0 || say_lost(rq, &lost) != 0)
		return -1;
	day_add(rq->today, 1, tomorrow);
	/* A register of a busy gate ends in pieces, so that nobody waits behind it. */
	return timer_set(rq, arena_print(rq->arena, "gate.purge.%" PRId64, lost.gate),
			 lost.n == A_TIME ? rq->now + MS_PER_SECOND
					  : day_start(tomorrow) + 3 * MS_PER_HOUR,
			 "gate.purge", lost.region,
			 arena_print(rq->arena, "{\"number\":%" PRId64 "}", lost.gate));
}

/* The journal row itself is what remains. */
static int purged(struct request *rq, const void *record)
{
	(void)rq;
	(void)record;
	return 0;
}

static void write_near(struct request *rq, const struct rows *rows)
{
	struct near row = {
		rows_text(rows, 0),     rows_text(rows, 1),     rows_text(rows, 2),
		rows_int(rows, 3),      rows_int(rows, 4),      rows_int(rows, 5),
		(int)rows_int(rows, 6), (int)rows_int(rows, 7), (int)rows_int(rows, 8)
	};

	if (rows_is_null(rows, 6))
		row.kind = -1;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &near_row_shape, &row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

static int companions(struct request *rq, const void *record)
{
	const struct near_args *args = record;
	struct gate gate;
	struct rows *rows;

	if (args->until_at < args->from_at || args->until_at - args->from_at > 14 * MS_PER_DAY)
		return refuse(rq, 7606, "until_at", "ask for 14 days at most, the first day first");
	if (gate_need(rq, args->gate, &gate) != 0)
		return -1;
	rq_place(rq, gate.region);
	rq->is_private = true;
	rows = rq_rows_free(
		rq,
		"WITH mine AS MATERIALIZED (SELECT device_at FROM gate_scan WHERE gate = $1 "
		"AND pass = $2 AND device_at BETWEEN $3 AND $4) "
		"SELECT p.id, p.door, h.id, s.pass, s.visitor, s.device_at, p.kind, s.decision, "
		"s.direction FROM gate_scan s LEFT JOIN pass p ON p.seq = s.pass "
		"LEFT JOIN household h ON h.seq = p.household WHERE s.gate = $1 "
		"AND s.device_at BETWEEN $3 - $5 AND $4 + $5 "
		"AND (s.pass IS NULL OR s.pass <> $2) AND EXISTS (SELECT 1 FROM mine "
		"WHERE mine.device_at BETWEEN s.device_at - $5 AND s.device_at + $5) "
		"ORDER BY s.device_at, s.seq LIMIT $6",
		"iiiiii", gate.seq, args->number, args->from_at, args->until_at, NEAR_MS,
		(int64_t)MOST_NEAR);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1)
		write_near(rq, rows);
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "gate.purge", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = purge,
	  .takes = &purge_shape },
	{ "gate.purged", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = purged,
	  .takes = &purged_shape },
	{ "gate.companions", DOES_OWN, .who = OFFICER | MEDIC | COMMANDER, .where = IN_REACH,
	  .run = companions, .takes = &near_shape, .gives = &near_row_shape },
};

const struct room gate_past_room = OWN_ROOM(gate_past, "Registers of the gates");
