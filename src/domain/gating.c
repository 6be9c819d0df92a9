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

static int refuse_gate(struct request *rq)
{
	return refuse(rq, 7601, "gate", "there is no such gate here; choose one of yours");
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
		return refuse_gate(rq);
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

/* A pass and what was used of it in the span of days that the instant lies in. */
struct pass_seen {
	int64_t seq, from_at, until_at, quota, days, void_at;
	int64_t n_out, last_at; /* last_at NOT_GIVEN: not seen in this span */
	const char *opens, *door;
	int kind, last_direction;
};

/* The gate, the pass, and what was used of it in the span of days that the instant lies
 * in (they count in Beijing from the pass's first day): one question for all three. */
#define SPAN                                                                                       \
	"CASE WHEN p.days IS NULL OR p.from_at >= $5 THEN 0 "                                      \
	"ELSE (" GATE_DAY("$5") " - " GATE_DAY("p.from_at") ") / p.days END"
static const char find_sql[] =
	"SELECT " GATE_COLUMNS ", p.seq, p.kind, p.opens, p.door, p.from_at, p.until_at, p.quota, "
	"p.days, p.void_at, u.n_out, u.last_at, u.last_direction FROM gate g "
	"LEFT JOIN pass p ON p.seq = $4 "
	"LEFT JOIN pass_use u ON u.pass = p.seq AND u.nth = " SPAN " "
	"WHERE g.id = $3 AND g.region >= $1 AND g.region < $2";

static int find(struct request *rq, const char *gate_id, int64_t number, int64_t at,
		struct gate *gate, struct pass_seen *pass)
{
	struct rows *rows = rq_rows(rq, find_sql, "tii", gate_id, number, at);

	if (rows_next(rows) != 1)
		return rq_rows_failed(rq, rows) != 0 ? -1 : refuse_gate(rq);
	*gate = gate_from(rq, rows);
	*pass = (struct pass_seen){ 0 };
	if (!rows_is_null(rows, 11))
		*pass = (struct pass_seen){
			.seq = rows_int(rows, 11),
			.kind = (int)rows_int(rows, 12),
			.opens = arena_text(rq->arena, rows_text(rows, 13)),
			.door = rows_is_null(rows, 14) ? NULL
						       : arena_text(rq->arena, rows_text(rows, 14)),
			.from_at = rows_int(rows, 15),
			.until_at = rows_int(rows, 16),
			.quota = rows_int(rows, 17),
			.days = rows_int(rows, 18),
			.void_at = rows_int(rows, 19),
			.n_out = rows_is_null(rows, 20) ? 0 : rows_int(rows, 20),
			.last_at = rows_int(rows, 21),
			.last_direction = (int)rows_int(rows, 22),
		};
	rows_end(rows);
	return 0;
}

static void judge_pass(const struct gate *gate, const struct pass_seen *pass, int64_t at,
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

static void judge_use(const struct pass_seen *pass, int64_t at, int direction,
		      struct judged *judged)
{
	int64_t apart = at - pass->last_at;

	judged->n_out = pass->n_out;
	if (pass->last_at == NOT_GIVEN)
		return;
	if (pass->last_direction == direction && apart < REPLAY_MS && apart > -REPLAY_MS)
		judged->faults |= GATE_REPLAYED;
	if (direction == GATE_OUT && pass->quota != NOT_GIVEN && pass->n_out >= pass->quota)
		judged->faults |= GATE_QUOTA;
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

int gate_judge(struct request *rq, const char *gate_id, const char *code, int64_t number,
	       int64_t at, int direction, struct gate *gate, struct judged *judged)
{
	struct pass_seen pass = { 0 };

	*judged = (struct judged){ .kind = -1, .quota = NOT_GIVEN };
	if (code && read_code(rq, code, at, &number, &judged->faults) != 0)
		return -1;
	if (find(rq, gate_id, number, at, gate, &pass) != 0)
		return -1;
	if (number == NOT_GIVEN || judged->faults & GATE_FORGED)
		return 0;
	if (!pass.seq) {
		judged->faults |= GATE_UNKNOWN;
		return 0;
	}
	judge_pass(gate, &pass, at, judged);
	judge_use(&pass, at, direction, judged);
	return 0;
}

/* What judgements of this pass ask about, for db_forget. */
static const char *about(struct request *rq, int64_t pass)
{
	return arena_print(rq->arena, "%" PRId64, pass);
}

void gate_ask(struct request *rq, const char *gate_id, int64_t number, int64_t at)
{
	rq_ask(rq, about(rq, number), find_sql, "tii", gate_id, number, at);
}

void gate_recount(struct request *rq, const struct rows *rows, const char *region, int sign)
{
	int decision = (int)rows_int(rows, 2);
	int64_t hours = rows_int(rows, 3), n = sign * rows_int(rows, 5);
	char day[11];

	if (rows_is_null(rows, 4))
		day_of(hours * MS_PER_HOUR - BEIJING, day);
	else
		snprintf(day, sizeof(day), "%s", rows_text(rows, 4));
	tally_at(rq, region, day, gate_tally(rq, rows_int(rows, 1), decision, (int)(hours % 24)),
		 n);
	tally(rq, region, day, arena_print(rq->arena, "gate.%s", gate_decisions[decision]), n);
}

int gate_count_certificate(struct request *rq, const char *region, const char *day, bool is_good)
{
	static const struct db_bulk bulk = { "certificate_count", "region, day, is_good, n", "ttii",
					     "ON CONFLICT (region, day, is_good) "
					     "DO UPDATE SET n = certificate_count.n + excluded.n" };

	tally(rq, region, day, is_good ? "certificate.good" : "certificate.bad", 1);
	return rq_append(rq, &bulk, region, day, (int64_t)is_good, INT64_C(1));
}

int gate_use(struct request *rq, const struct judged *judged, int64_t at, int direction)
{
	static const struct db_bulk bulk = {
		"pass_use", "pass, nth, n_out, last_at, last_direction, changed", "iiiiii",
		"ON CONFLICT (pass, nth) DO UPDATE SET n_out = pass_use.n_out + excluded.n_out, "
		"last_at = excluded.last_at, last_direction = excluded.last_direction, "
		"changed = excluded.changed"
	};

	db_forget(rq->db, about(rq, judged->pass));
	return rq_append(rq, &bulk, judged->pass, judged->nth, (int64_t)(direction == GATE_OUT), at,
			 (int64_t)direction, rq->seq);
}
