/* Gates: where they stand, what they look at, how long their register is kept.
 *
 * Rule: a gate has a register of 14 to 30 days and nothing longer (safeguard R12); what
 * it counts stays, whom it saw does not. */
#include "gating.h"
#include "actor.h"
#include "region.h"

#define OPENERS (OFFICER | GRID_WORKER)
#define SEERS   (GATE_KEEPERS | COMMANDER | MEDIC)

struct gate_row {
	int64_t seq, fever, kept_days, opened_at, closed_at, changed;
	const char *id, *region, *name, *token_hash;
	int has_temperature, has_scan, has_verify, has_register;
};
#define REC struct gate_row
#define CHECKS                                                                                     \
	FLAG(has_temperature, .label = "Takes the temperature"),                                   \
		FLAG(has_scan, .label = "Scans passes"),                                           \
		FLAG(has_verify, .label = "Looks at papers"),                                      \
		FLAG(has_register, .label = "Registers visitors")
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Compound or grid", .need = true),
	TEXT(name, 1, 60, .label = "Name", .need = true),
	INT(fever, 360, 400, .label = "Fever from, tenths of a degree", .need = true),
	INT(kept_days, GATE_KEPT_LEAST, GATE_KEPT_MOST, .label = "Days the register is kept",
	    .need = true),
	CHECKS,
	TEXT(token_hash, 64, 64, .label = "Hash of the token of its visitors' link", .need = true),
	AT(opened_at, .label = "Opened", .need = true),
	AT(closed_at, .label = "Closed"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, seq", "unique (token_hash)", NULL };
static const struct table tables[] = {
	TABLE("gate", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct gate_args {
	const char *gate, *name;
	int64_t fever, kept_days;
	int has_temperature, has_scan, has_verify, has_register, is_closed;
};
#define REC struct gate_args
#define POLICY                                                                                     \
	INT(fever, 360, 400, .label = "Fever from, tenths of a degree"),                           \
		INT(kept_days, GATE_KEPT_LEAST, GATE_KEPT_MOST,                                    \
		    .label = "Days the register is kept"),                                         \
		CHECKS
static const struct field open_fields[] = {
	TEXT(name, 1, 60, .label = "Name", .need = true),
	POLICY,
};
static const struct shape open_shape = SHAPE(open_fields);
static const struct field set_fields[] = {
	REF(gate, "gate", .label = "Gate", .need = true),
	TEXT(name, 1, 60, .label = "Name"),
	POLICY,
	FLAG(is_closed, .label = "Closed"),
};
static const struct shape set_shape = SHAPE(set_fields);
#undef REC

struct row {
	const char *gate, *name, *region, *region_name, *community, *token, *url_path;
	int64_t number, fever, kept_days;
	int has_temperature, has_scan, has_verify, has_register, is_closed;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(gate, "gate", .label = "Gate"),
	INT(number, 1, INT64_MAX, .label = "Number"),
	TEXT(name, 1, 60, .label = "Name"),
	REGION(region, .label = "Compound or grid"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(community, 1, 100, .label = "Community"),
	POLICY,
	FLAG(is_closed, .label = "Closed"),
	TEXT(token, 32, 32, .label = "Token of the gate's QR code"),
	TEXT(url_path, 1, 100, .label = "Address of its visitors' page, without the host"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

static int64_t given(int64_t value, int64_t otherwise)
{
	return value == NOT_GIVEN || value == -1 ? otherwise : value;
}

static int open_gate(struct request *rq, const void *record)
{
	const struct gate_args *args = record;
	enum level level = key_level(rq->region);
	char tomorrow[11];

	if (level != LEVEL_GRID && level != LEVEL_COMPOUND)
		return refuse(rq, 7605, "region",
			      "a gate stands at a compound or a grid; choose which");
	day_add(rq->today, 1, tomorrow);
	/* Free: the region is the request's own. */
	if (rq_run_free(rq,
			"INSERT INTO gate (seq, id, region, name, fever, kept_days, "
			"has_temperature, has_scan, has_verify, has_register, token_hash, "
			"opened_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
			"$12, $1)",
			"itttiiiiiiti", rq->seq, rq->key, rq->region, args->name,
			given(args->fever, 373), given(args->kept_days, GATE_KEPT_LEAST),
			given(args->has_temperature, 1), given(args->has_scan, 1),
			given(args->has_verify, 1), given(args->has_register, 1),
			token_hash(rq->arena, gate_token(rq, rq->seq)), rq->now) < 0)
		return -1;
	return timer_set(rq, arena_print(rq->arena, "gate.purge.%" PRId64, rq->seq),
			 day_start(tomorrow) + 3 * MS_PER_HOUR, "gate.purge", rq->region,
			 arena_print(rq->arena, "{\"number\":%" PRId64 "}", rq->seq));
}

static int set(struct request *rq, const void *record)
{
	const struct gate_args *args = record;
	struct gate gate;
	int64_t closed_at;

	if (gate_need(rq, args->gate, &gate) != 0)
		return -1;
	closed_at = args->is_closed < 0           ? gate.closed_at
		    : args->is_closed == 0        ? NOT_GIVEN
		    : gate.closed_at != NOT_GIVEN ? gate.closed_at
						  : rq->now;
	rq_place(rq, gate.region);
	/* Free: the gate was just found in reach. */
	return rq_run_free(rq,
			   "UPDATE gate SET name = $2, fever = $3, kept_days = $4, "
			   "has_temperature = $5, has_scan = $6, has_verify = $7, "
			   "has_register = $8, closed_at = $9, changed = $10 WHERE seq = $1",
			   "itiiiiiiii", gate.seq, args->name ? args->name : gate.name,
			   given(args->fever, gate.fever), given(args->kept_days, gate.kept_days),
			   given(args->has_temperature, gate.has_temperature),
			   given(args->has_scan, gate.has_scan),
			   given(args->has_verify, gate.has_verify),
			   given(args->has_register, gate.has_register), closed_at, rq->seq) < 0
		       ? -1
		       : 0;
}

/* A compound has a handful of them, a district some hundreds. */
static int list(struct request *rq, const void *record)
{
	struct rows *rows =
		rq_rows(rq,
			"SELECT " GATE_COLUMNS ", r.name, c.name FROM gate g " JOIN_PLACE
			" WHERE g.region >= $1 "
			"AND g.region < $2 ORDER BY g.region, g.seq LIMIT 5000",
			"");

	(void)record;
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct gate gate = gate_from(rq, rows);
		struct row row = {
			.gate = gate.id,
			.number = gate.seq,
			.name = gate.name,
			.region = gate.region,
			.region_name = rows_text(rows, 11),
			.community = rows_text(rows, 12),
			.fever = gate.fever,
			.kept_days = gate.kept_days,
			.has_temperature = gate.has_temperature,
			.has_scan = gate.has_scan,
			.has_verify = gate.has_verify,
			.has_register = gate.has_register,
			.is_closed = gate.closed_at != NOT_GIVEN,
			.token = gate_token(rq, gate.seq),
			/* After the #, so that it reaches no server's log. */
			.url_path =
				arena_print(rq->arena, "/resident/#v=%s", gate_token(rq, gate.seq)),
		};

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

struct list_args {
	const char *region;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

static const struct command commands[] = {
	{ "gate.open", DOES_OWN, .who = OPENERS, .where = IN_REACH, .run = open_gate,
	  .takes = &open_shape },
	{ "gate.set", DOES_OWN, .who = OPENERS, .where = IN_REACH, .run = set,
	  .takes = &set_shape },
	{ "gate.list", DOES_READ, .who = SEERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
};

const struct room gate_room =
	OWN_ROOM(gate, "Gates", .tables = tables, .n_tables = (int)COUNT_OF(tables));
