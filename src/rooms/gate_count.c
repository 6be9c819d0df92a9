/* What the gates counted, and what did not fit.
 *
 * Rule: counts are tallies of each gate, day, hour and decision; what the register has
 * lost to its retention stands in gate_past, so that they can be counted again. */
#include "gating.h"
#include "page.h"

#define SEERS (GATE_KEEPERS | COMMANDER | MEDIC)

struct past_row {
	int64_t gate, hour, n;
	const char *day;
	int decision;
};
#define REC struct past_row
static const struct field past_columns[] = {
	INT(gate, 1, INT64_MAX, .label = "Gate", .need = true),
	DAY(day, .label = "Day", .need = true),
	INT(hour, 0, 23, .label = "Hour", .need = true),
	CHOICE(decision, gate_decisions, .label = "What the keeper did", .need = true),
	INT(n, 1, INT64_MAX, .label = "Records destroyed", .need = true),
};
#undef REC
static const struct table tables[] = {
	TABLE("gate_past", past_columns, .bare = true, .key = "gate, day, hour, decision"),
};

struct counts_args {
	const char *region, *day;
};
#define REC struct counts_args
static const struct field counts_fields[] = {
	REGION(region, .label = "Region"),
	DAY(day, .label = "Day"),
};
static const struct shape counts_shape = SHAPE(counts_fields);
#undef REC

struct counted {
	const char *gate, *name;
	int64_t hour, n;
	int decision;
};
#define REC struct counted
static const struct field counted_fields[] = {
	REF(gate, "gate", .label = "Gate"),
	TEXT(name, 1, 60, .label = "Name"),
	INT(hour, 0, 23, .label = "Hour"),
	CHOICE(decision, gate_decisions, .label = "What the keeper did"),
	INT(n, 0, INT64_MAX, .label = "How many"),
};
static const struct shape counted_shape = SHAPE(counted_fields);
#undef REC

struct conflict {
	const char *gate, *name, *region_name, *community, *pass, *door;
	const struct json *faults;
	int64_t record, number, device_at;
};
#define REC struct conflict
static const struct field conflict_fields[] = {
	INT(record, 1, INT64_MAX, .label = "Number of the record"),
	REF(gate, "gate", .label = "Gate"),
	TEXT(name, 1, 60, .label = "Name"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(community, 1, 100, .label = "Community"),
	REF(pass, "pass", .label = "Pass"),
	INT(number, 1, INT64_MAX, .label = "Number of the pass"),
	TEXT(door, 1, PASS_DOOR_MAX, .label = "Door"),
	JSON(faults, 1000, .label = "What does not fit"),
	AT(device_at, .label = "Time on the device"),
};
static const struct shape conflict_shape = SHAPE(conflict_fields);
#undef REC

/* "gate.12.turn_back@08" → the hour and the decision; -1 when it is another gate's. */
static int read_name(const char *name, const char *before, int64_t *hour)
{
	size_t n = strlen(before);
	const char *at = strchr(name, '@');

	if (strncmp(name, before, n) != 0 || !at || text_to_int(at + 1, hour) != 0)
		return -1;
	for (int i = 0; gate_decisions[i]; i++)
		if (strncmp(name + n, gate_decisions[i], (size_t)(at - name) - n) == 0)
			return i;
	return -1;
}

static void write_counts(struct request *rq, const struct gate *gate, const char *day)
{
	const char *before = arena_print(rq->arena, "gate.%" PRId64 ".", gate->seq);
	/* Free: the gate's own region, found in reach. */
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT name, n FROM tally WHERE region = $1 "
			     "AND name >= $2 AND name < $3 AND day = $4 AND n <> 0 "
			     "ORDER BY name",
			     "tttt", gate->region, before,
			     arena_print(rq->arena, "gate.%" PRId64 "/", gate->seq), day);

	while (rows_next(rows) == 1) {
		int64_t hour = 0;
		int decision = read_name(rows_text(rows, 0), before, &hour);
		struct counted row = { gate->id, gate->name, hour, rows_int(rows, 1), decision };

		if (decision < 0)
			continue;
		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &counted_shape, &row, SECRETS_OUT);
		out_end_object(&rq->reply);
	}
	rq_rows_failed(rq, rows);
}

static int counts(struct request *rq, const void *record)
{
	const struct counts_args *args = record;
	const char *day = args->day ? args->day : rq->today;
	struct gate *gates = arena_alloc(rq->arena, 500 * sizeof(*gates));
	int n = 0;
	struct rows *rows = rq_rows(rq,
				    "SELECT " GATE_COLUMNS " FROM gate g WHERE g.region >= $1 "
				    "AND g.region < $2 ORDER BY g.region, g.seq LIMIT 500",
				    "");

	while (rows_next(rows) == 1)
		gates[n++] = gate_from(rq, rows);
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rq_reply_rows(rq);
	for (int i = 0; i < n; i++)
		write_counts(rq, &gates[i], day);
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq->fault.number ? -1 : 0;
}

static void write_conflict(struct request *rq, const struct rows *rows)
{
	struct conflict row = {
		.gate = rows_text(rows, 0),
		.name = rows_text(rows, 1),
		.pass = rows_text(rows, 2),
		.door = rows_text(rows, 3),
		.number = rows_int(rows, 4),
		.device_at = rows_int(rows, 5),
		.record = rows_int(rows, 7),
		.region_name = rows_text(rows, 8),
		.community = rows_text(rows, 9),
	};

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &conflict_shape, &row, SECRETS_OUT);
	out_key(&rq->reply, "faults");
	gate_write_faults(rq, (unsigned)rows_int(rows, 6));
	out_end_object(&rq->reply);
}

static int conflicts(struct request *rq, const void *record)
{
	const struct paged *args = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT g.id, g.name, p.id, p.door, x.pass, x.device_at, x.faults, x.seq, "
		       "r.name, c.name FROM gate_conflict x JOIN gate g ON g.seq = x.gate "
		       "LEFT JOIN pass p ON p.seq = x.pass " JOIN_PLACE
		       " WHERE x.region >= $1 AND x.region < $2 "
		       "AND ($3 = 0 OR x.seq < $3) ORDER BY x.seq DESC LIMIT $4",
		       "ii", page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_conflict(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 7));
	}
	return page_end(
		rq, &page, rows,
		rq_one(rq, 0,
		       "SELECT count(*) FROM gate_conflict WHERE region >= $1 AND region < $2",
		       ""));
}

static int recount(struct request *rq)
{
	/* Free: every gate. */
	struct rows *rows = rq_rows_free(rq, GATE_COUNTED("g.seq > 0"), "");

	while (rows_next(rows) == 1)
		gate_recount(rq, rows, rows_text(rows, 0), 1);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "gate.counts", DOES_READ, .who = SEERS, .where = IN_REACH, .run = counts,
	  .takes = &counts_shape, .gives = &counted_shape },
	{ "gate.conflicts", DOES_READ, .who = OFFICER | GRID_WORKER | PROPERTY | COMMANDER,
	  .where = IN_REACH, .run = conflicts, .takes = &paged_shape, .gives = &conflict_shape },
};

const struct room gate_count_room = OWN_ROOM(gate_count, "Counts of the gates", .tables = tables,
					     .n_tables = (int)COUNT_OF(tables), .recount = recount);
