/* What passed a gate: one record a person, sent at once or days later, by the thousand.
 *
 * A record says what the keeper did; the centre judges it by what it knows and lists
 * what does not fit (a void pass that was let in, a quota used up at two gates without
 * network), and keeps it.
 * Rule: an emergency is never refused and counts against nobody (safeguard R13).  Whose
 * pass it was stands sealed in the journal, so that it can be destroyed with the register. */
#include "gating.h"

struct scan_row {
	int64_t gate, seq, pass, temperature, at, device_at, by, faults, visitor;
	int decision, direction;
	const char *reason;
};
#define REC struct scan_row
static const struct field scan_columns[] = {
	INT(gate, 1, INT64_MAX, .label = "Gate", .need = true),
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	INT(pass, 1, INT64_MAX, .label = "Number of the pass"),
	INT(visitor, 1, INT64_MAX, .label = "Number of the visitor"),
	CHOICE(decision, gate_decisions, .label = "What the keeper did", .need = true),
	CHOICE(direction, gate_directions, .label = "Direction", .need = true),
	INT(temperature, 300, 450, .label = "Temperature, tenths of a degree"),
	TEXT(reason, 1, 200, .label = "Reason"),
	AT(at, .label = "Arrived here", .need = true),
	AT(device_at, .label = "Time on the device", .need = true),
	INT(by, 0, INT64_MAX, .label = "Account of the keeper", .need = true),
	INT(faults, 0, INT64_MAX, .label = "Faults, or'ed", .need = true),
};
#undef REC

struct use_row {
	int64_t pass, nth, n_out, last_at, changed;
	int last_direction;
};
#define REC struct use_row
static const struct field use_columns[] = {
	INT(pass, 1, INT64_MAX, .label = "Number of the pass", .need = true),
	INT(nth, 0, INT64_MAX, .label = "Which span of its days", .need = true),
	INT(n_out, 0, INT64_MAX, .label = "Times out", .need = true),
	AT(last_at, .label = "Last seen", .need = true),
	CHOICE(last_direction, gate_directions, .label = "Direction", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
#undef REC

struct conflict_row {
	int64_t seq, gate, pass, faults, device_at;
	const char *region;
};
#define REC struct conflict_row
static const struct field conflict_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the record", .need = true),
	TEXT(region, 1, KEY_MAX, .label = "Region", .need = true),
	INT(gate, 1, INT64_MAX, .label = "Gate", .need = true),
	INT(pass, 1, INT64_MAX, .label = "Number of the pass"),
	INT(faults, 1, INT64_MAX, .label = "Faults, or'ed", .need = true),
	AT(device_at, .label = "Time on the device", .need = true),
};
static const char *const conflict_indexes[] = { "region, seq", NULL };
#undef REC

/* Facts that arrive by the thousand: both keys append at each gate's end, and there is no
 * other index. */
static const struct table tables[] = {
	TABLE("gate_scan", scan_columns, .bare = true, .key = "gate, seq"),
	TABLE("pass_use", use_columns, .bare = true, .key = "pass, nth"),
	TABLE("gate_conflict", conflict_columns, .bare = true, .key = "seq",
	      .indexes = conflict_indexes),
};

struct scan_args {
	const char *gate, *pass, *code, *reason, *visitor_id;
	int64_t temperature, device_at, visitor;
	int decision, direction, is_certificate_good;
};
#define REC struct scan_args
static const struct field scan_fields[] = {
	REF(gate, "gate", .label = "Gate", .need = true),
	CHOICE(decision, gate_decisions, .label = "What the keeper did", .need = true),
	CHOICE(direction, gate_directions, .label = "Direction"),
	TEXT(pass, 1, 20, .label = "Number of the pass", .secret = SECRET_TEXT),
	TEXT(code, 1, 500, .label = "Text of the QR code", .secret = SECRET_TEXT),
	INT(visitor, 1, INT64_MAX, .label = "Number of the visitor"),
	TEXT(visitor_id, 1, 64, .label = "Id of the visitor, written down before without network"),
	INT(temperature, 300, 450, .label = "Temperature, tenths of a degree"),
	TEXT(reason, 1, 200, .label = "Reason"),
	AT(device_at, .label = "Time on the device", .need = true),
	FLAG(is_certificate_good, .label = "Health certificate looked at: it was good"),
};
static const struct shape scan_shape = SHAPE(scan_fields);
#undef REC

struct scanned {
	const struct json *faults;
	int64_t n_out, quota;
};
#define REC struct scanned
static const struct field scanned_fields[] = {
	JSON(faults, 1000, .label = "What does not fit"),
	INT(n_out, 0, INT64_MAX, .label = "Times out, with this one"),
	INT(quota, 1, 99, .label = "Times out allowed"),
};
static const struct shape scanned_shape = SHAPE(scanned_fields);
#undef REC

static int check(struct request *rq, const void *record)
{
	const struct scan_args *args = record;

	if (args->decision == LET_PASS && !args->pass && !args->code)
		return refuse(rq, 7602, "pass",
			      "say which pass it was, or register a visitor instead");
	if (args->decision == TURN_BACK && !args->reason)
		return refuse(rq, 7603, "reason",
			      "say why the person was turned back; they may ask");
	return 0;
}

/* The record stands also when the visitor's own was refused: who passed, passed. */
static int64_t visitor_of(struct request *rq, const struct gate *gate, const struct scan_args *args)
{
	if (args->visitor != NOT_GIVEN || !args->visitor_id)
		return args->visitor;
	/* Free: the gate was found in reach. */
	return rq_one_free(rq, NOT_GIVEN, "SELECT seq FROM visitor WHERE id = $1 AND gate = $2",
			   "ti", args->visitor_id, gate->seq);
}

static int keep(struct request *rq, const struct gate *gate, const struct scan_args *args,
		const struct judged *judged, int64_t at)
{
	static const struct db_bulk bulk = {
		"gate_scan",
		"gate, seq, pass, visitor, decision, direction, temperature, reason, at, "
		"device_at, by, faults",
		"iiiiiiitiiii", ""
	};
	static const struct db_bulk conflict = { "gate_conflict",
						 "seq, region, gate, pass, faults, device_at",
						 "itiiii", "" };
	int direction = args->direction < 0 ? GATE_OUT : args->direction;
	char day[11];

	day_of(at, day);
	tally_at(rq, gate->region, day, gate_tally(rq, gate->seq, args->decision, gate_hour(at)),
		 1);
	tally(rq, gate->region, day,
	      arena_print(rq->arena, "gate.%s", gate_decisions[args->decision]), 1);
	/* The phone verified it; of the certificate itself nothing comes. */
	if (args->is_certificate_good >= 0 &&
	    gate_count_certificate(rq, gate->region, day, args->is_certificate_good) != 0)
		return -1;
	if (args->decision == LET_PASS && judged->faults &&
	    rq_append(rq, &conflict, rq->seq, gate->region, gate->seq,
		      judged->pass ? judged->pass : NOT_GIVEN, (int64_t)judged->faults, at) != 0)
		return -1;
	return rq_append(rq, &bulk, gate->seq, rq->seq, judged->pass ? judged->pass : NOT_GIVEN,
			 visitor_of(rq, gate, args), (int64_t)args->decision, (int64_t)direction,
			 args->temperature, args->reason, rq->now, at, rq->actor->account,
			 (int64_t)judged->faults);
}

/* The number said, NOT_GIVEN when none counts.  What is no number is one that does not
 * exist, and an emergency is nobody's. */
static int64_t number_of(const struct scan_args *args)
{
	int64_t number;

	if (args->decision == EMERGENCY || !args->pass)
		return NOT_GIVEN;
	return text_to_int(args->pass, &number) == 0 ? number : 0;
}

/* A clock that runs ahead says now. */
static int64_t instant_of(const struct request *rq, const struct scan_args *args)
{
	return args->device_at < rq->now ? args->device_at : rq->now;
}

static int judge(struct request *rq, const struct scan_args *args, struct gate *gate,
		 struct judged *judged)
{
	int direction = args->direction < 0 ? GATE_OUT : args->direction;
	int64_t at = instant_of(rq, args);

	if (gate_judge(rq, args->gate, args->decision == EMERGENCY ? NULL : args->code,
		       number_of(args), at, direction, gate, judged) != 0)
		return -1;
	if (args->decision == EMERGENCY)
		return 0;
	if ((args->pass || args->code) && args->temperature != NOT_GIVEN &&
	    args->temperature >= gate->fever)
		judged->faults |= GATE_FEVER;
	if (args->decision != LET_PASS || !judged->pass)
		return 0;
	judged->n_out += direction == GATE_OUT;
	return gate_use(rq, judged, at, direction);
}

static int scan(struct request *rq, const void *record)
{
	const struct scan_args *args = record;
	struct judged judged;
	struct gate gate;

	if (judge(rq, args, &gate, &judged) != 0 ||
	    keep(rq, &gate, args, &judged, instant_of(rq, args)) != 0)
		return -1;
	rq_place(rq, gate.region);
	out_object(&rq->reply);
	out_key(&rq->reply, "faults");
	gate_write_faults(rq, judged.faults);
	out_key(&rq->reply, "n_out");
	out_int(&rq->reply, judged.quota == NOT_GIVEN ? NOT_GIVEN : judged.n_out);
	out_key(&rq->reply, "quota");
	out_int(&rq->reply, judged.quota);
	out_end_object(&rq->reply);
	return 0;
}

static void asks(struct request *rq, const void *record)
{
	const struct scan_args *args = record;

	if (!args->code)
		gate_ask(rq, args->gate, number_of(args), instant_of(rq, args));
}

/* Of the days that every gate still has its register of: what ended is not looked for, and
 * the counts stay, so they may only be higher. */
static int invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	/* Free: it looks at every gate. */
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT k.pass, k.nth FROM (SELECT s.pass, "
		"CASE WHEN p.days IS NULL OR p.from_at >= s.device_at THEN 0 ELSE "
		"(" GATE_DAY("s.device_at") " - " GATE_DAY(
			"p.from_at") ") / p.days END AS nth, "
				     "SUM(CASE WHEN s.direction = 0 THEN 1 ELSE 0 END) AS n_out "
				     "FROM gate_scan s JOIN pass p ON p.seq = s.pass "
				     "WHERE s.decision = 0 AND s.at > $1 GROUP BY 1, 2) k "
				     "LEFT JOIN pass_use u ON u.pass = k.pass AND u.nth = k.nth "
				     "WHERE u.n_out IS NULL OR u.n_out < k.n_out LIMIT 100",
		"i", rq->now - GATE_KEPT_LEAST * MS_PER_DAY);

	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena,
					"pass %" PRId64 " went out more often in its span %" PRId64
					" than was counted",
					rows_int(rows, 0), rows_int(rows, 1)));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "gate.scan", DOES_OWN, .who = GATE_KEEPERS | LATE, .where = IN_REACH, .check = check,
	  .run = scan, .takes = &scan_shape, .gives = &scanned_shape },
};

const struct room gate_scan_room =
	OWN_ROOM(gate_scan, "What passed the gates", .tables = tables,
		 .n_tables = (int)COUNT_OF(tables), .asks = asks, .invariants = invariants);
