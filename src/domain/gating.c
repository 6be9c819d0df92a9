/* Gates; see gating.h.
 *
 * Rule: what a keeper could know and what the centre knows is one judgement, made here. */
#include "gating.h"

#include "home_door.h"

#define REPLAY_MS (2 * MS_PER_MINUTE)
#define BEIJING   (8 * MS_PER_HOUR)

const char *const gate_decisions[] = { [LET_PASS] = "pass",
				       [LET_VISITOR] = "visitor",
				       [TURN_BACK] = "turn_back",
				       [EMERGENCY] = "emergency",
				       NULL };
const char *const gate_directions[] = { [GATE_OUT] = "out", [GATE_IN] = "in", NULL };
const char *const gate_faults[] = { "void",     "over",  "early",   "elsewhere", "forged",
				    "replayed", "quota", "unknown", "fever",     NULL };

void gate_write_faults(struct request *rq, unsigned faults)
{
	out_list(&rq->reply);
	for (int i = 0; gate_faults[i]; i++)
		if (faults & 1u << i)
			out_text(&rq->reply, gate_faults[i]);
	out_end_list(&rq->reply);
}

struct gate gate_from(struct request *rq, const struct rows *rows)
{
	return (struct gate){
		.seq = rows_int(rows, 0),
		.id = arena_text(rq->arena, rows_text(rows, 1)),
		.region = arena_text(rq->arena, rows_text(rows, 2)),
		.name = arena_text(rq->arena, rows_text(rows, 3)),
		.fever = rows_int(rows, 4),
		.kept_days = rows_int(rows, 5),
		.closed_at = rows_int(rows, 6),
		.has_temperature = (int)rows_int(rows, 7),
		.has_scan = (int)rows_int(rows, 8),
		.has_verify = (int)rows_int(rows, 9),
		.has_register = (int)rows_int(rows, 10),
	};
}

int gate_need(struct request *rq, const char *id, struct gate *found)
{
	struct rows *rows;
	int more = rq_first(rq, &rows,
			    "SELECT " GATE_COLUMNS " FROM gate g WHERE g.id = $3 "
			    "AND g.region >= $1 AND g.region < $2",
			    "t", id);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 7601, "gate", "there is no such gate here; choose one of yours");
	*found = gate_from(rq, rows);
	rows_end(rows);
	return 0;
}

const char *gate_token(struct request *rq, int64_t gate)
{
	return group_token(rq->keys, rq->arena, "gate", gate);
}

const char *gate_tally(struct request *rq, int64_t gate, int decision, int hour)
{
	return arena_print(rq->arena, "gate.%" PRId64 ".%s@%02d", gate, gate_decisions[decision],
			   hour);
}

int gate_hour(int64_t at)
{
	return (int)((at + BEIJING) / MS_PER_HOUR % 24);
}

static int64_t day_number(int64_t at)
{
	return (at + BEIJING) / MS_PER_DAY;
}

/* Free in the rest of this file: a pass opens gates beside the place it was issued in; the
 * gate was found in reach, and of the pass only what the code says is told. */

static void judge_pass(const struct gate *gate, const struct pass_at *pass, int64_t at,
		       struct judged *judged)
{
	judged->pass = pass->seq;
	judged->kind = pass->kind;
	judged->door = pass->door;
	judged->quota = pass->quota;
	if (pass->days != NOT_GIVEN && at > pass->from_at)
		judged->nth = (day_number(at) - day_number(pass->from_at)) / pass->days;
	/* Made void after that is no fault of that hour. */
	if (pass->void_at != NOT_GIVEN && pass->void_at <= at)
		judged->faults |= GATE_VOID;
	if (pass->until_at <= at)
		judged->faults |= GATE_OVER;
	if (pass->from_at > at)
		judged->faults |= GATE_EARLY;
	if (!key_is_within(gate->region, pass->opens) && !key_is_within(pass->opens, gate->region))
		judged->faults |= GATE_ELSEWHERE;
}

static int judge_use(struct request *rq, int64_t at, int direction, struct judged *judged)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT n_out, last_at, last_direction FROM pass_use "
					 "WHERE pass = $1 AND nth = $2",
					 "ii", judged->pass, judged->nth);
	int more = rows_next(rows);
	int64_t apart;

	if (more != 1)
		return more < 0 ? rq_rows_failed(rq, rows) : 0;
	judged->n_out = rows_int(rows, 0);
	apart = at - rows_int(rows, 1);
	if (rows_int(rows, 2) == direction && apart < REPLAY_MS && apart > -REPLAY_MS)
		judged->faults |= GATE_REPLAYED;
	if (direction == GATE_OUT && judged->quota != NOT_GIVEN && judged->n_out >= judged->quota)
		judged->faults |= GATE_QUOTA;
	rows_end(rows);
	return 0;
}

/* The number in a code that we signed; 0 and GATE_FORGED in any other. */
static int read_code(struct request *rq, const char *code, int64_t at, int64_t *number,
		     unsigned *faults)
{
	static const unsigned ours = PASS_EXPIRED | PASS_EARLY;
	struct cose_key **keys;
	struct pass_code said;
	unsigned found;
	int n;

	if (pass_keys_open(rq, &keys, &n) != 0)
		return -1;
	found = pass_code_check(rq->arena, code, at, keys, n, &said);
	*number = found & ~ours ? 0 : said.number;
	if (found & ~ours)
		*faults |= GATE_FORGED;
	/* The code is over before its pass: its key has run out. */
	if (found & PASS_EXPIRED)
		*faults |= GATE_OVER;
	return 0;
}

int gate_judge(struct request *rq, const struct gate *gate, const char *code, int64_t number,
	       int64_t at, int direction, struct judged *judged)
{
	struct rows *rows;
	struct pass_at pass;
	int more;

	*judged = (struct judged){ .kind = -1, .quota = NOT_GIVEN };
	if (code && read_code(rq, code, at, &number, &judged->faults) != 0)
		return -1;
	if (judged->faults & GATE_FORGED)
		return 0;
	rows = rq_rows_free(rq, "SELECT " PASS_COLUMNS " FROM pass p WHERE p.seq = $1", "i",
			    number);
	more = rows_next(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0) {
		judged->faults |= GATE_UNKNOWN;
		return 0;
	}
	pass = pass_from(rq, rows);
	rows_end(rows);
	judge_pass(gate, &pass, at, judged);
	return judge_use(rq, at, direction, judged);
}
