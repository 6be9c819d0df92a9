/* What is to be said of one pass at a gate now, with what all gates have seen.
 *
 * Rule: asking is not passing: nothing is counted and nothing is kept. */
#include "gating.h"

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

static int check_pass(struct request *rq, const void *record)
{
	const struct check_args *args = record;
	struct judged judged;
	int64_t number = NOT_GIVEN;
	struct gate gate;

	if (!args->pass && !args->code)
		return refuse(rq, 7602, "pass",
			      "say which pass it was, or register a visitor instead");
	if (args->pass && text_to_int(args->pass, &number) != 0)
		number = 0;
	if (gate_judge(rq, args->gate, args->code, number, rq->now,
		       args->direction < 0 ? GATE_OUT : args->direction, &gate, &judged) != 0)
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

static const struct command commands[] = {
	{ "gate.check", DOES_READ, .who = GATE_KEEPERS, .where = IN_REACH, .run = check_pass,
	  .takes = &check_shape, .gives = &checked_shape },
};

const struct room gate_check_room = OWN_ROOM(gate_check, "A pass at a gate");
