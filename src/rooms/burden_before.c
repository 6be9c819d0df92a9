/* Before a sweep begins: how many it will ask, and what was asked there of late.
 *
 * Rule: no form is asked twice (JY, BC): a question that stands in a sweep of the
 * last two weeks in the same place is named, with where its answers are. */
#include "asking.h"
#include "figures.h"

#define LOOK_BACK_DAYS 14
#define MOST_SWEEPS    20
#define WEEK_DAYS      7

struct ask {
	const char *region;
	int target;
	const struct json *questions;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Region", .need = true),
	CHOICE(target, sweep_targets, .label = "Of households or persons"),
	JSON(questions, 8000, .label = "Questions"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct answer {
	int64_t n_due, n_asked;
	const struct json *sweeps;
	const char *last_day;
};
#define REC struct answer
static const struct field answer_fields[] = {
	INT(n_due, 0, 0, .label = "Households or persons it would ask"),
	INT(n_asked, 0, 0, .label = "Doors asked here in the last seven days"),
	DAY(last_day, .label = "Day of the latest list here"),
	JSON(sweeps, 1 << 20, .label = "Sweeps here in the last two weeks"),
};
static const struct shape answer_shape = SHAPE(answer_fields);
#undef REC

/* Sweeps of the last two weeks at the region, above it or below it; newest first. */
static const char recent_sql[] =
	"SELECT s.id, s.seq, s.title, s.kind, s.target, s.region, g.name, s.from_day, s.until_day, "
	"s.is_daily, s.state, s.list_day, s.questions FROM sweep s "
	"LEFT JOIN region g ON g.key = s.region WHERE s.until_day >= $3 "
	"AND ((s.region >= $1 AND s.region < $2) OR substr($1, 1, length(s.region)) = s.region) "
	"ORDER BY s.seq DESC LIMIT $4";

static void write_sweep(struct request *rq, struct buf *out, const struct rows *rows,
			const int64_t n[N_FIGURES], const struct json *questions)
{
	const char *text = rows_text(rows, 12), *why;

	out_object(out);
	out_key(out, "sweep");
	out_text(out, rows_text(rows, 0));
	out_key(out, "title");
	out_text(out, rows_text(rows, 2));
	out_key(out, "kind");
	out_text(out, sweep_kinds[rows_int(rows, 3)]);
	out_key(out, "target");
	out_text(out, sweep_targets[rows_int(rows, 4)]);
	out_key(out, "place");
	out_text(out, rows_text(rows, 6));
	out_key(out, "from_day");
	out_text(out, rows_text(rows, 7));
	out_key(out, "until_day");
	out_text(out, rows_text(rows, 8));
	out_key(out, "is_daily");
	out_flag(out, (int)rows_int(rows, 9));
	out_key(out, "state");
	out_text(out, sweep_states[rows_int(rows, 10)]);
	out_key(out, "list_day");
	out_text(out, rows_text(rows, 11));
	out_key(out, "n_due");
	out_int(out, n[DUE]);
	out_key(out, "n_valid");
	out_int(out, n[VALID]);
	out_key(out, "repeated");
	questions_repeated(out, questions,
			   text ? json_read(rq->arena, text, strlen(text), &why) : NULL);
	out_end_object(out);
}

static int write_recent(struct request *rq, struct buf *out, const struct ask *ask,
			const char **last_day)
{
	char since[11];
	struct rows *rows;

	day_add(rq->today, -LOOK_BACK_DAYS, since);
	rows = rq_rows(rq, recent_sql, "ti", since, (int64_t)MOST_SWEEPS);
	out_list(out);
	while (rows_next(rows) == 1) {
		const char *region = arena_text(rq->arena, rows_text(rows, 5));
		const char *list_day = arena_text(rq->arena, rows_text(rows, 11));
		struct sweep sweep = {
			.seq = rows_int(rows, 1),
			.target = (int)rows_int(rows, 4),
			.from_day = arena_text(rq->arena, rows_text(rows, 7)),
			.until_day = arena_text(rq->arena, rows_text(rows, 8)),
			.is_daily = (int)rows_int(rows, 9),
		};
		int64_t n[N_FIGURES] = { 0 };

		/* The part of it that lies here. */
		if (list_day &&
		    sweep_figures(rq, &sweep,
				  key_is_within(region, rq->region) ? region : rq->region,
				  sweep_day(rq, &sweep, list_day), n) != 0)
			return -1;
		if (list_day && n[DUE] > 0 && (!*last_day || strcmp(list_day, *last_day) > 0))
			*last_day = list_day;
		write_sweep(rq, out, rows, n, ask->questions);
	}
	out_end_list(out);
	return rq_rows_failed(rq, rows);
}

/* Who is there today, as the list would hold them. */
static int64_t due(struct request *rq, int target)
{
	return tally_read(rq, rq->region, target == TARGET_PERSON ? "resident" : "household", NULL);
}

static int before(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct answer answer = { .n_due = due(rq, ask->target) };
	char week[11];
	struct buf list;
	const char *why;

	buf_init(&list, rq->arena, 1 << 20);
	if (write_recent(rq, &list, ask, &answer.last_day) != 0)
		return -1;
	day_add(rq->today, 1 - WEEK_DAYS, week);
	answer.n_asked = rq_one(rq, 0,
				"SELECT CAST(COALESCE(sum(t.n), 0) AS bigint) FROM region r "
				"CROSS JOIN tally t WHERE r.key >= $1 AND r.key < $2 "
				"AND length(r.key) = 15 AND t.region = r.key "
				"AND t.name >= 'asked.' AND t.name < 'asked/' AND t.day >= $3",
				"t", week);
	answer.sweeps = json_read(rq->arena, list.bytes, list.n, &why);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &answer_shape, &answer, SECRETS_MASKED);
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

static const struct command commands[] = {
	{ "burden.before", DOES_READ, OFFICER | COMMANDER, IN_REACH, NULL, before, &ask_shape,
	  &answer_shape },
};

const struct room burden_before_room = OWN_ROOM(burden_before, "Before a sweep");
