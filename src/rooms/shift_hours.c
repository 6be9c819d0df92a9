/* The hours people stood: a statement for each, for a place or for oneself.
 *
 * Rule: hours are those between begin and end, as each began and handed over; nobody is
 * compared by them. */
#include "duty_roster.h"

struct args {
	const char *region, *account, *from_day, *until_day;
};
#define REC struct args
#define DAYS                                                                                       \
	DAY(from_day, .label = "First day", .need = true),                                         \
		DAY(until_day, .label = "Last day", .need = true)
static const struct field hours_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(account, 2, 40, .label = "Login"),
	DAYS,
};
static const struct shape hours_shape = SHAPE(hours_fields);
static const struct field own_fields[] = { DAYS };
static const struct shape own_shape = SHAPE(own_fields);
#undef REC

struct hours {
	const char *login, *name;
	int64_t n_shifts, minutes, night_minutes;
	double hours;
};
#define REC struct hours
static const struct field sum_fields[] = {
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(name, 1, 60, .label = "Name"),
	INT(n_shifts, 0, INT64_MAX, .label = "Shifts"),
	INT(minutes, 0, INT64_MAX, .label = "Minutes"),
	INT(night_minutes, 0, INT64_MAX, .label = "Minutes at night, 22:00 to 6:00"),
	REAL(hours, 0, 1e6, .label = "Hours"),
};
static const struct shape sum_shape = SHAPE(sum_fields);
#undef REC

#define STOOD                                                                                      \
	"SELECT p.account, a.login, a.sealed, p.began_at, p.from_at, p.left_at, p.until_at "       \
	"FROM shift_place p JOIN account a ON a.seq = p.account WHERE p.state IN (2, 3) "          \
	"AND p.from_at >= $3 AND p.from_at < $4 AND (CAST($5 AS text) IS NULL OR a.login = $5) "

static void write_sum(struct request *rq, struct hours *sum)
{
	if (!sum->n_shifts)
		return;
	sum->hours = (double)sum->minutes / 60;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &sum_shape, sum, SECRETS_OUT);
	out_end_object(&rq->reply);
}

/* From the later of begin and the shift's start to the earlier of handing over and its end;
 * of a shift that is under way, what was stood so far. */
static void add_stood(struct request *rq, struct hours *sum, const struct rows *rows)
{
	int64_t from = rows_int(rows, 3), until = rows_int(rows, 6), minutes;

	if (from < rows_int(rows, 4))
		from = rows_int(rows, 4);
	if (!rows_is_null(rows, 5) && rows_int(rows, 5) < until)
		until = rows_int(rows, 5);
	if (until > rq->now)
		until = rq->now;
	minutes = until > from ? (until - from) / MS_PER_MINUTE : 0;
	sum->n_shifts++;
	sum->minutes += minutes;
	if (until > from)
		sum->night_minutes += roster_night_minutes(from, until);
}

static int sum_up(struct request *rq, struct rows *rows)
{
	struct hours sum = { 0 };
	int64_t account = 0;

	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		if (rows_int(rows, 0) != account) {
			write_sum(rq, &sum);
			account = rows_int(rows, 0);
			sum = (struct hours){ .login = arena_text(rq->arena, rows_text(rows, 1)),
					      .name = staff_name(rq, rows, 2) };
		}
		add_stood(rq, &sum, rows);
	}
	write_sum(rq, &sum);
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static int hours(struct request *rq, const void *record)
{
	const struct args *args = record;

	return sum_up(rq, rq_rows(rq,
				  STOOD "AND p.region >= $1 AND p.region < $2 "
					"ORDER BY a.login, p.from_at LIMIT 20000",
				  "iit", day_start(args->from_day),
				  day_start(args->until_day) + MS_PER_DAY, args->account));
}

static int my_hours(struct request *rq, const void *record)
{
	const struct args *args = record;

	/* Free: one's own, wherever one stood. */
	return sum_up(rq, rq_rows_free(rq,
				       STOOD "AND p.account = $1 AND $2 = 0 ORDER BY p.from_at "
					     "LIMIT 20000",
				       "iiiit", rq->actor->account, INT64_C(0),
				       day_start(args->from_day),
				       day_start(args->until_day) + MS_PER_DAY, NULL));
}

static const struct command commands[] = {
	{ "shift.hours", DOES_READ, .who = DUTY_HEADS, .where = IN_REACH, .run = hours,
	  .takes = &hours_shape, .gives = &sum_shape },
	{ "shift.my_hours", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = my_hours,
	  .takes = &own_shape, .gives = &sum_shape },
};

const struct room shift_hours_room = OWN_ROOM(shift_hours, "Hours on duty");
