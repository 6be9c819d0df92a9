/* What a gate needs to decide alone, for the days without network.
 *
 * Rule: a snapshot holds numbers and doors, no names; the keeper's phone may be lost. */
#include "gating.h"

#define MOST 5000

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
	const struct json *keys, *passes, *revoked, *used;
	const char *signed_text;
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
	JSON(passes, 1 << 20,
	     .label = "Number of the pass, kind, door, from, until, times out, in so many days"),
	JSON(revoked, 1 << 20, .label = "Numbers of void passes"),
	TEXT(signed_text, 1, 1 << 20, .label = "The void ones, signed"),
	JSON(used, 1 << 20, .label = "Number of the pass, span, times out"),
	INT(cursor, 0, INT64_MAX, .label = "Cursor for the next list"),
	FLAG(has_more, .label = "Ask again at once"),
};
static const struct shape shot_row_shape = SHAPE(shot_row_fields);
#undef REC

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

/* What the lists are asked with. */
struct range {
	const struct gate *gate;
	int64_t since;
	char end[KEY_MAX + 1]; /* of the gate's region */
};

/* Free in the rest of this file: passes that open this gate may be issued for the whole
 * street; the gate was found in reach and of a pass only its number is told. */

/* So that a number or a door that is typed in can be told without the centre. */
static int write_passes(struct request *rq, const struct range *range, struct part *part)
{
	part->rows = rq_rows_free(
		rq,
		"SELECT p.seq, p.kind, p.door, p.from_at, p.until_at, p.quota, p.days FROM pass p "
		"WHERE p.seq > $1 AND p.until_at > $2 AND p.void_at IS NULL "
		"AND " OPENS_AT("$3", "$4") " ORDER BY p.seq LIMIT $5",
		"iitti", range->since, rq->now, range->gate->region, range->end, (int64_t)MOST);
	out_key(&rq->reply, "passes");
	out_list(&rq->reply);
	for (; rows_next(part->rows) == 1; part->n++) {
		out_list(&rq->reply);
		out_int(&rq->reply, part->last = rows_int(part->rows, 0));
		out_text(&rq->reply, pass_kinds[rows_int(part->rows, 1)]);
		out_text(&rq->reply, rows_text(part->rows, 2));
		for (int i = 3; i < 7; i++)
			out_int(&rq->reply, rows_int(part->rows, i));
		out_end_list(&rq->reply);
	}
	out_end_list(&rq->reply);
	return rq_rows_failed(rq, part->rows);
}

static int write_revoked(struct request *rq, const struct range *range, int64_t *numbers,
			 struct part *part)
{
	part->rows = rq_rows_free(rq,
				  "SELECT p.seq, p.void_seq FROM pass p WHERE p.void_seq > $1 "
				  "AND p.until_at > $2 AND " OPENS_AT(
					  "$3", "$4") " "
						      "ORDER BY p.void_seq, p.seq LIMIT $5",
				  "iitti", range->since, rq->now, range->gate->region, range->end,
				  (int64_t)MOST);
	out_key(&rq->reply, "revoked");
	out_list(&rq->reply);
	while (rows_next(part->rows) == 1) {
		numbers[part->n++] = rows_int(part->rows, 0);
		out_int(&rq->reply, rows_int(part->rows, 0));
		part->last = rows_int(part->rows, 1);
	}
	out_end_list(&rq->reply);
	return rq_rows_failed(rq, part->rows);
}

static int write_used(struct request *rq, const struct range *range, struct part *part)
{
	part->rows = rq_rows_free(
		rq,
		"SELECT p.seq, u.nth, u.n_out, u.changed FROM pass p JOIN pass_use u "
		"ON u.pass = p.seq AND u.nth = (" GATE_DAY("$1") " - " GATE_DAY(
			"p.from_at") ") / p.days WHERE p.quota IS NOT NULL AND p.void_at IS NULL "
				     "AND p.until_at > $1 AND u.changed > $2 AND " OPENS_AT(
					     "$3", "$4") " ORDER BY u.changed, p.seq LIMIT $5",
		"iitti", rq->now, range->since, range->gate->region, range->end, (int64_t)MOST);
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

enum { PASSES, REVOKED, USED, N_PARTS };

/* Up to where all lists are whole. */
static int64_t cursor_of(const struct part *parts, int64_t since)
{
	int64_t cursor = since;

	for (int i = 0; i < N_PARTS; i++)
		if (parts[i].last > cursor)
			cursor = parts[i].last;
	for (int i = 0; i < N_PARTS; i++)
		if (parts[i].n == MOST && parts[i].last < cursor)
			cursor = parts[i].last;
	return cursor;
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
	struct range range = { .since = args->since == NOT_GIVEN ? 0 : args->since };
	int64_t *void_ones = arena_alloc(rq->arena, MOST * sizeof(*void_ones));
	struct part parts[N_PARTS] = { 0 };
	struct gate gate;
	int64_t cursor;

	if (gate_need(rq, args->gate, &gate) != 0)
		return -1;
	range.gate = &gate;
	key_end(gate.region, range.end);
	out_object(&rq->reply);
	write_policy(rq, &gate);
	if (write_keys(rq) != 0 || write_passes(rq, &range, &parts[PASSES]) != 0 ||
	    write_revoked(rq, &range, void_ones, &parts[REVOKED]) != 0 ||
	    write_used(rq, &range, &parts[USED]) != 0)
		return -1;
	cursor = cursor_of(parts, range.since);
	out_key(&rq->reply, "signed_text");
	out_text(&rq->reply,
		 pass_sign_list(rq, gate.id, void_ones, parts[REVOKED].n, range.since, cursor));
	out_key(&rq->reply, "cursor");
	out_int(&rq->reply, cursor);
	out_key(&rq->reply, "has_more");
	out_flag(&rq->reply,
		 parts[PASSES].n == MOST || parts[REVOKED].n == MOST || parts[USED].n == MOST);
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

static const struct command commands[] = {
	{ "gate.snapshot", DOES_READ, .who = GATE_KEEPERS, .where = IN_REACH, .run = snapshot,
	  .takes = &shot_shape, .gives = &shot_row_shape },
};

const struct room gate_view_room = OWN_ROOM(gate_view, "What a gate needs");
