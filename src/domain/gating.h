/* Gates as the rooms share them: where one stands, what it looks at, and what is to be
 * said of a pass at an instant.
 *
 * Rule: a gate decides alone, also without the centre; the centre judges afterwards, and
 * then it keeps what happened and says what was wrong with it, it never unmakes it. */
#ifndef GATING_H
#define GATING_H

#include "passing.h"

/* Who keeps a gate. */
#define GATE_KEEPERS (GATEKEEPER | VOLUNTEER | PROPERTY | GRID_WORKER | OFFICER)

/* Days that a register is kept, at least and at most (safeguard R12). */
#define GATE_KEPT_LEAST 14
#define GATE_KEPT_MOST  30

enum gate_decision { LET_PASS, LET_VISITOR, TURN_BACK, EMERGENCY, N_DECISIONS };
extern const char *const gate_decisions[];
enum gate_direction { GATE_OUT, GATE_IN };
extern const char *const gate_directions[];

/* Faults, or'ed; bit i is gate_faults[i]. */
enum gate_fault {
	GATE_VOID = 1 << 0,
	GATE_OVER = 1 << 1,
	GATE_EARLY = 1 << 2,
	GATE_ELSEWHERE = 1 << 3, /* it opens other gates */
	GATE_FORGED = 1 << 4,    /* the code is not ours, or broken */
	GATE_REPLAYED = 1 << 5,  /* the same way twice within two minutes */
	GATE_QUOTA = 1 << 6,
	GATE_UNKNOWN = 1 << 7, /* there is no such number */
	GATE_FEVER = 1 << 8,
};
extern const char *const gate_faults[];
/* Write them as a list of words. */
void gate_write_faults(struct request *rq, unsigned faults);

struct gate {
	int64_t seq, fever, kept_days, closed_at;
	const char *id, *region, *name, *token_hash;
	int has_temperature, has_scan, has_verify, has_register;
};
#define GATE_COLUMNS                                                                               \
	"g.seq, g.id, g.region, g.name, g.fever, g.kept_days, g.closed_at, g.has_temperature, "    \
	"g.has_scan, g.has_verify, g.has_register"
/* SQL: r is where gate g stands, c its community: compounds of one street share names. */
#define JOIN_PLACE                                                                                 \
	"LEFT JOIN region r ON r.key = g.region "                                                  \
	"LEFT JOIN region c ON c.key = substr(g.region, 1, 12)"
struct gate gate_from(struct request *rq, const struct rows *rows);
/* In reach; -1 with 7601. */
int gate_need(struct request *rq, const char *id, struct gate *found);
/* The token of its visitors' link, from the key file. */
const char *gate_token(struct request *rq, int64_t gate);
/* The name of the tally of one decision in one hour. */
const char *gate_tally(struct request *rq, int64_t gate, int decision, int hour);
/* Hour of the day in Beijing, 0 … 23. */
int gate_hour(int64_t at);

/* What is to be said of a pass at a gate at an instant. */
struct judged {
	int64_t pass, nth, n_out, quota; /* pass 0: none that we know; nth: which span of days */
	unsigned faults;
	int kind; /* -1 */
	const char *door;
};
/* The gate, and what is to be said of a pass there: by the number typed in (NOT_GIVEN:
 * none; 0: no such number), or by the code (whose number counts only when we signed it).
 * 0, or -1 with 7601 or when the storage failed. */
int gate_judge(struct request *rq, const char *gate_id, const char *code, int64_t number,
	       int64_t at, int direction, struct gate *gate, struct judged *judged);
/* For a room's `asks`: that this will be judged. */
void gate_ask(struct request *rq, const char *gate_id, int64_t number, int64_t at);
/* SQL: what the register counted, and what it has lost since, of gates g that `where` names;
 * by the hour, for a register may hold millions. */
#define GATE_COUNTED(where)                                                                        \
	"SELECT g.region, s.gate, s.decision, (s.device_at + 28800000) / 3600000 AS hours, "       \
	"CAST(NULL AS text) AS day, count(*) FROM gate_scan s JOIN gate g ON g.seq = s.gate "      \
	"WHERE " where " GROUP BY g.region, s.gate, s.decision, hours UNION ALL "                  \
	"SELECT g.region, p.gate, p.decision, p.hour, p.day, p.n FROM gate_past p "                \
	"JOIN gate g ON g.seq = p.gate WHERE " where
/* Add such a row to the tallies of `region`, or with sign -1 take it away. */
void gate_recount(struct request *rq, const struct rows *rows, const char *region, int sign);
/* Count a health certificate that was looked at on a day. */
int gate_count_certificate(struct request *rq, const char *region, const char *day, bool is_good);
/* Count one passage of a pass that was judged. */
int gate_use(struct request *rq, const struct judged *judged, int64_t at, int direction);

/* SQL: the day in Beijing of an instant, as a number: 28,800,000 ms before those of UTC. */
#define GATE_DAY(at) "((CAST(" at " AS bigint) + 28800000) / 86400000)"
/* SQL: pass p opens gates of the region `key` (a parameter), or of one in it. */
#define OPENS_AT(key, end)                                                                         \
	"((p.opens >= " key " AND p.opens < " end ") OR substr(" key                               \
	", 1, length(p.opens)) = p.opens)"

#endif
