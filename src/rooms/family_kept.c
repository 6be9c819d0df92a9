/* What is kept about a household, why, until when, how much; who looked; who acted.
 *
 * Rule (Personal Information Protection Law art. 44, 45 and 47; safeguards R10, R12):
 * the family sees it itself, or an officer prints it for one without a phone; whoever
 * looked is shown as office, purpose and duty number, never by name. */
#include "authority.h"
#include "home.h"
#include "home_kept.h"
#include "region.h"
#include "sweeping.h"

#define MOST_DAYS   60 /* of a daily sweep, its latest */
#define MOST_AGENTS 100

struct ask {
	const char *household;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REF(household, "household", .label = "Household; absent: one's own"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct kept {
	const struct json *rows, *lookers, *agents;
};
#define REC struct kept
static const struct field kept_fields[] = {
	JSON(rows, 1 << 16, .label = "What is kept: what, fields, why, until, n"),
	JSON(lookers, 1 << 20, .label = "Who looked: at, role, unit, purpose, duty_number"),
	JSON(agents, 1 << 16, .label = "Who acted: relation, from_at, until_at, ended_at, n"),
};
static const struct shape kept_shape = SHAPE(kept_fields);
#undef REC

struct agent {
	int64_t account, from_at, until_at, ended_at, n;
	int relation;
};

struct counted {
	int64_t n[N_WHAT];
	struct agent agents[MOST_AGENTS];
	int n_agents;
};

/* Free in the rest of this file: all hangs on a household found by home_household. */

/* The records at the household's doors on one list, wherever it stood then. */
static int count_list(struct request *rq, struct counted *counted, const struct sweep *sweep,
		      const char *day, int64_t household)
{
	struct rows *rows = rq_rows_free(
		rq,
		"WITH RECURSIVE place(region) AS (SELECT region FROM household WHERE seq = $3 "
		"UNION SELECT region FROM household_place WHERE household = $3), "
		"chain(seq) AS (SELECT COALESCE(d.conflict, d.visit) FROM place p JOIN door d "
		"ON d.sweep = $1 AND d.day = $2 AND d.region = p.region AND d.household = $3 "
		"WHERE d.visit IS NOT NULL UNION ALL SELECT v.previous FROM chain c JOIN visit v "
		"ON v.seq = c.seq WHERE v.previous IS NOT NULL) "
		"SELECT v.by, count(*) FROM chain c JOIN visit v ON v.seq = c.seq GROUP BY v.by",
		"iti", sweep->seq, day, household);

	while (rows_next(rows) == 1) {
		counted->n[VISITS] += rows_int(rows, 1);
		for (int i = 0; i < counted->n_agents; i++)
			if (counted->agents[i].account == rows_int(rows, 0))
				counted->agents[i].n += rows_int(rows, 1);
	}
	return rq_rows_failed(rq, rows);
}

static int count_records(struct request *rq, struct counted *counted, int64_t household)
{
	int n_sweeps;
	struct sweep *sweeps = sweeps_all(rq, &n_sweeps);

	for (int i = 0; i < n_sweeps; i++) {
		const struct sweep *s = &sweeps[i];
		char day[11];

		snprintf(day, sizeof(day), "%s",
			 s->is_daily == 1 ? sweep_day(rq, s, NULL) : s->from_day);
		for (int k = 0; k < (s->is_daily == 1 ? MOST_DAYS : 1); k++) {
			char before[11];

			if (strcmp(day, s->from_day) < 0)
				break;
			if (count_list(rq, counted, s, day, household) != 0)
				return -1;
			day_add(day, -1, before);
			memcpy(day, before, sizeof(day));
		}
	}
	return rq->fault.number ? -1 : 0;
}

static int read_agents(struct request *rq, struct counted *counted, int64_t household)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT account, relation, from_at, until_at, ended_at "
					 "FROM binding WHERE household = $1 AND relation > 0 "
					 "ORDER BY account DESC LIMIT $2",
					 "ii", household, (int64_t)MOST_AGENTS);

	while (rows_next(rows) == 1)
		counted->agents[counted->n_agents++] = (struct agent){
			.account = rows_int(rows, 0),
			.relation = (int)rows_int(rows, 1),
			.from_at = rows_int(rows, 2),
			.until_at = rows_int(rows, 3),
			.ended_at = rows_is_null(rows, 4) ? NOT_GIVEN : rows_int(rows, 4),
		};
	return rq_rows_failed(rq, rows);
}

#define THEIRS "(SELECT r.seq FROM resident r WHERE r.region = $1 AND r.household = $2)"

static int count_rest(struct request *rq, struct counted *counted, const struct household_at *at)
{
	static const char *const sql[N_WHAT] = {
		[DOOR] = "SELECT 1 + count(*) FROM household_place WHERE household = $2 "
			 "AND region <> $1",
		[PEOPLE] =
			"SELECT count(*) FROM resident r WHERE r.region = $1 AND r.household = $2",
		[STAYS] = "SELECT count(*) FROM stay s WHERE s.resident IN " THEIRS,
		[PHONES] = "SELECT count(*) FROM binding WHERE household = $2 AND $1 = $1",
		[KEYS] = "SELECT count(*) FROM home_key WHERE household = $2 AND $1 = $1",
		[COMPLAINTS] = "SELECT count(*) FROM complaint WHERE household = $2 AND $1 = $1 "
			       "AND forgotten_at IS NULL",
		[PASSES] = "SELECT count(*) FROM pass WHERE household = $2 AND $1 = $1",
		/* The gates of the community it lives in: the registers have no index. */
		[GATES] = "SELECT count(*) FROM gate g JOIN gate_scan s ON s.gate = g.seq "
			  "WHERE g.region >= substr($1, 1, 12) "
			  "AND g.region < substr($1, 1, 12) || '~' AND s.pass IN "
			  "(SELECT p.seq FROM pass p WHERE p.household = $2)",
		[OFFERS] = "SELECT count(*) FROM volunteer v WHERE v.household = $2 AND $1 = $1 "
			   "AND v.void_at IS NULL",
		[OPENED] = "SELECT count(*) FROM opening o WHERE o.resident IN " THEIRS,
	};

	for (int i = 0; i < N_WHAT; i++)
		if (sql[i])
			counted->n[i] = rq_one_free(rq, 0, sql[i], "ti", at->region, at->seq);
	return rq->fault.number ? -1 : 0;
}

static void write_rows(struct request *rq, const struct counted *counted)
{
	struct buf *out = &rq->reply;

	out_key(out, "rows");
	out_list(out);
	for (int i = 0; i < N_WHAT; i++) {
		const char *const parts[][2] = { { "what", home_texts[i].what },
						 { "fields", home_texts[i].fields },
						 { "why", home_texts[i].why },
						 { "until", home_texts[i].until } };

		out_object(out);
		for (size_t k = 0; k < COUNT_OF(parts); k++) {
			out_key(out, parts[k][0]);
			out_text(out, say(rq->lang, parts[k][1]));
		}
		out_key(out, "n");
		out_int(out, counted->n[i]);
		out_end_object(out);
	}
	out_end_list(out);
}

static int write_lookers(struct request *rq, const struct household_at *at)
{
	struct buf *out = &rq->reply;
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT o.at, o.role, g.name, o.purpose, o.account "
			     "FROM opening o LEFT JOIN posting p ON p.seq = o.posting "
			     "LEFT JOIN region g ON g.key = COALESCE(p.region, o.region) "
			     "WHERE o.resident IN " THEIRS " ORDER BY o.seq DESC LIMIT 500",
			     "ti", at->region, at->seq);

	out_key(out, "lookers");
	out_list(out);
	while (rows_next(rows) == 1) {
		out_object(out);
		out_key(out, "at");
		out_int(out, rows_int(rows, 0));
		out_key(out, "role");
		out_text(out, role_word(rows_int(rows, 1)));
		out_key(out, "unit");
		out_text(out, rows_text(rows, 2));
		out_key(out, "purpose");
		out_text(out, rows_text(rows, 3));
		out_key(out, "duty_number");
		out_int(out, rows_int(rows, 4));
		out_end_object(out);
	}
	out_end_list(out);
	return rq_rows_failed(rq, rows);
}

static void write_agents(struct request *rq, const struct counted *counted)
{
	struct buf *out = &rq->reply;

	out_key(out, "agents");
	out_list(out);
	for (int i = 0; i < counted->n_agents; i++) {
		const struct agent *a = &counted->agents[i];

		out_object(out);
		out_key(out, "relation");
		out_text(out, home_agents[a->relation]);
		out_key(out, "from_at");
		out_int(out, a->from_at);
		out_key(out, "until_at");
		out_int(out, a->until_at);
		out_key(out, "ended_at");
		out_int(out, a->ended_at);
		out_key(out, "n");
		out_int(out, a->n);
		out_end_object(out);
	}
	out_end_list(out);
}

static int kept(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct counted *counted = arena_alloc(rq->arena, sizeof(*counted));
	struct household_at at;

	memset(counted, 0, sizeof(*counted));
	if (home_household(rq, "household", ask->household, &at) != 0 || home_is_self(rq) != 0 ||
	    read_agents(rq, counted, at.seq) != 0 || count_records(rq, counted, at.seq) != 0 ||
	    count_rest(rq, counted, &at) != 0)
		return -1;
	out_object(&rq->reply);
	write_rows(rq, counted);
	if (write_lookers(rq, &at) != 0)
		return -1;
	write_agents(rq, counted);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "family.kept", DOES_READ, .who = RESIDENT | OFFICER, .where = IN_REACH, .run = kept,
	  .takes = &ask_shape, .gives = &kept_shape },
};

const struct room family_kept_room = OWN_ROOM(family_kept, "What is kept of a household");
