/* What a gate needs to decide: of one pass now, and of all for the days without network.
 *
 * Rule: a snapshot holds numbers and doors, no names; the keeper's phone may be lost. */
#include "gating.h"

#define MOST 5000

struct check_args {
	const char *gate, *pass, *code;
	int direction;
};
#define REC struct check_args
static const struct field check_fields[] = {
	REF(gate, "gate", .label = "Gate", .need = true),
	TEXT(pass, 1, 20, .label = "Number of the pass", .secret = SECRET_TEXT),
	TEXT(code, 1, 500, .label = "Text of the QR code", .secret = SECRET_TEXT),
	CHOICE(direction, gate_directions, .label = "Direction"),
};
static const struct shape check_shape = SHAPE(check_fields);
#undef REC

struct checked {
	const struct json *faults;
	const char *door;
	int64_t number, n_out, quota;
	int opens, kind;
};
#define REC struct checked
static const struct field checked_fields[] = {
	FLAG(opens, .label = "The gate opens"),
	JSON(faults, 1000, .label = "What does not fit"),
	INT(number, 0, INT64_MAX, .label = "Number of the pass"),
	CHOICE(kind, pass_kinds, .label = "Kind"),
	TEXT(door, 1, PASS_DOOR_MAX, .label = "Door"),
	INT(n_out, 0, INT64_MAX, .label = "Times out"),
	INT(quota, 1, 99, .label = "Times out allowed"),
};
static const struct shape checked_shape = SHAPE(checked_fields);
#undef REC

struct shot_args {
	const char *gate;
	int64_t since;
};
#define REC struct shot_args
static const struct field shot_fields[] = {
	REF(gate, "gate", .label = "Gate", .need = true),
	INT(since, 0, INT64_MAX, .label = "Cursor of the list before; absent: all"),
};
static const struct shape shot_shape = SHAPE(shot_fields);
#undef REC

struct shot {
	const char *gate, *name, *region;
	const struct json *keys, *revoked, *used;
	int64_t now, cursor, fever;
	int has_temperature, has_scan, has_verify, has_register, is_closed, has_more;
};
#define REC struct shot
static const struct field shot_row_fields[] = {
	REF(gate, "gate", .label = "Gate"),
	TEXT(name, 1, 60, .label = "Name"),
	REGION(region, .label = "Compound or grid"),
	AT(now, .label = "Data as of"),
	INT(fever, 360, 400, .label = "Fever from, tenths of a degree"),
	FLAG(has_temperature, .label = "Takes the temperature"),
	FLAG(has_scan, .label = "Scans passes"),
	FLAG(has_verify, .label = "Looks at papers"),
	FLAG(has_register, .label = "Registers visitors"),
	FLAG(is_closed, .label = "Closed"),
	JSON(keys, 1 << 20, .label = "Public keys: kid, pem, from_at, until_at"),
	JSON(revoked, 1 << 20, .label = "Numbers of void passes"),
	JSON(used, 1 << 20, .label = "Number of the pass, span, times out"),
	INT(cursor, 0, INT64_MAX, .label = "Cursor for the next list"),
	FLAG(has_more, .label = "Ask again at once"),
};
static const struct shape shot_row_shape = SHAPE(shot_row_fields);
#undef REC

static int check_pass(struct request *rq, const void *record)
{
	const struct check_args *args = record;
	struct judged judged;
	int64_t number = 0;
	struct gate gate;

	if (!args->pass && !args->code)
		return refuse(rq, 7602, "pass",
			      "say which pass it was, or register a visitor instead");
	if (args->pass && text_to_int(args->pass, &number) != 0)
		number = 0;
	if (gate_need(rq, args->gate, &gate) != 0 ||
	    gate_judge(rq, &gate, args->code, number, rq->now,
		       args->direction < 0 ? GATE_OUT : args->direction, &judged) != 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "opens");
	out_flag(&rq->reply, judged.faults == 0);
	out_key(&rq->reply, "faults");
	gate_write_faults(rq, judged.faults);
	out_key(&rq->reply, "number");
	out_int(&rq->reply, judged.pass);
	out_key(&rq->reply, "kind");
	out_text(&rq->reply, judged.kind < 0 ? NULL : pass_kinds[judged.kind]);
	out_key(&rq->reply, "door");
	out_text(&rq->reply, judged.door);
	out_key(&rq->reply, "n_out");
	out_int(&rq->reply, judged.n_out);
	out_key(&rq->reply, "quota");
	out_int(&rq->reply, judged.quota);
	out_end_object(&rq->reply);
	return 0;
}

static int write_keys(struct request *rq)
{
	struct pass_key *keys;
	int n;

	if (pass_keys(rq, &keys, &n) != 0)
		return -1;
	out_key(&rq->reply, "keys");
	out_list(&rq->reply);
	for (int i = 0; i < n; i++) {
		out_object(&rq->reply);
		out_key(&rq->reply, "kid");
		out_text(&rq->reply, keys[i].kid);
		out_key(&rq->reply, "pem");
		out_text(&rq->reply, keys[i].pem);
		out_key(&rq->reply, "from_at");
		out_int(&rq->reply, keys[i].from_at);
		out_key(&rq->reply, "until_at");
		out_int(&rq->reply, keys[i].until_at);
		out_end_object(&rq->reply);
	}
	out_end_list(&rq->reply);
	return 0;
}

/* One list of a snapshot; its last column is what the cursor counts. */
struct part {
	struct rows *rows;
	int64_t last;
	int n;
};

/* Free in the rest of this file: passes that open this gate may be issued for the whole
 * street; the gate was found in reach and of a pass only its number is told. */

static int write_revoked(struct request *rq, const struct gate *gate, const char *end,
			 int64_t since, struct part *part)
{
	part->rows = rq_rows_free(rq,
				  "SELECT p.seq, p.void_seq FROM pass p WHERE p.void_seq > $1 "
				  "AND p.until_at > $2 AND " OPENS_AT(
					  "$3", "$4") " "
						      "ORDER BY p.void_seq, p.seq LIMIT $5",
				  "iitti", since, rq->now, gate->region, end, (int64_t)MOST);
	out_key(&rq->reply, "revoked");
	out_list(&rq->reply);
	for (; rows_next(part->rows) == 1; part->n++) {
		out_int(&rq->reply, rows_int(part->rows, 0));
		part->last = rows_int(part->rows, 1);
	}
	out_end_list(&rq->reply);
	return rq_rows_failed(rq, part->rows);
}

/* Spans count days in Beijing: 28,800,000 ms before those of UTC. */
#define DAY_OF(at) "((" at " + 28800000) / 86400000)"

static int write_used(struct request *rq, const struct gate *gate, const char *end, int64_t since,
		      struct part *part)
{
	part->rows = rq_rows_free(
		rq,
		"SELECT p.seq, u.nth, u.n_out, u.changed FROM pass p JOIN pass_use u "
		"ON u.pass = p.seq AND u.nth = (" DAY_OF("CAST($1 AS bigint)") " - " DAY_OF(
			"p.from_at") ") / p.days WHERE p.quota IS NOT NULL AND p.void_at IS NULL "
				     "AND p.until_at > $1 AND u.changed > $2 AND " OPENS_AT(
					     "$3", "$4") " ORDER BY u.changed, p.seq LIMIT $5",
		"iitti", rq->now, since, gate->region, end, (int64_t)MOST);
	out_key(&rq->reply, "used");
	out_list(&rq->reply);
	for (; rows_next(part->rows) == 1; part->n++) {
		out_list(&rq->reply);
		for (int i = 0; i < 3; i++)
			out_int(&rq->reply, rows_int(part->rows, i));
		out_end_list(&rq->reply);
		part->last = rows_int(part->rows, 3);
	}
	out_end_list(&rq->reply);
	return rq_rows_failed(rq, part->rows);
}

/* Up to where both lists are whole. */
static int64_t cursor_of(const struct part *a, const struct part *b, int64_t since)
{
	int64_t cursor = a->last > b->last ? a->last : b->last;

	if (a->n == MOST && a->last < cursor)
		cursor = a->last;
	if (b->n == MOST && b->last < cursor)
		cursor = b->last;
	return cursor > since ? cursor : since;
}

static void write_policy(struct request *rq, const struct gate *gate)
{
	struct shot shot = {
		.gate = gate->id,
		.name = gate->name,
		.region = gate->region,
		.now = rq->now,
		.cursor = NOT_GIVEN,
		.fever = gate->fever,
		.has_temperature = gate->has_temperature,
		.has_scan = gate->has_scan,
		.has_verify = gate->has_verify,
		.has_register = gate->has_register,
		.is_closed = gate->closed_at != NOT_GIVEN,
		.has_more = -1,
	};

	record_write(&rq->reply, rq->arena, &shot_row_shape, &shot, SECRETS_OUT);
}

static int snapshot(struct request *rq, const void *record)
{
	const struct shot_args *args = record;
	int64_t since = args->since == NOT_GIVEN ? 0 : args->since;
	struct part revoked = { 0 }, used = { 0 };
	char end[KEY_MAX + 1];
	struct gate gate;

	if (gate_need(rq, args->gate, &gate) != 0)
		return -1;
	key_end(gate.region, end);
	out_object(&rq->reply);
	write_policy(rq, &gate);
	if (write_keys(rq) != 0 || write_revoked(rq, &gate, end, since, &revoked) != 0 ||
	    write_used(rq, &gate, end, since, &used) != 0)
		return -1;
	out_key(&rq->reply, "cursor");
	out_int(&rq->reply, cursor_of(&revoked, &used, since));
	out_key(&rq->reply, "has_more");
	out_flag(&rq->reply, revoked.n == MOST || used.n == MOST);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "gate.check", DOES_READ, .who = GATE_KEEPERS, .where = IN_REACH, .run = check_pass,
	  .takes = &check_shape, .gives = &checked_shape },
	{ "gate.snapshot", DOES_READ, .who = GATE_KEEPERS, .where = IN_REACH, .run = snapshot,
	  .takes = &shot_shape, .gives = &shot_row_shape },
};

const struct room gate_view_room = OWN_ROOM(gate_view, "What a gate needs");
