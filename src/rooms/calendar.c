/* One's own duties as a calendar that a telephone subscribes to.
 *
 * Rule: whoever has the address reads when and where one serves, and nothing else: no
 * name, no household, no other person; ended, it says nothing from then on. */
#include "actor.h"
#include "home_door.h"
#include "volunteering.h"

#define BEFORE_MS (31 * MS_PER_DAY)
#define MOST      500

struct calendar_row {
	int64_t seq, account, made_at, ended_at;
	const char *token_hash;
};
#define REC struct calendar_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	TEXT(token_hash, 64, 64, .label = "Hash of its token", .need = true),
	AT(made_at, .label = "Made", .need = true),
	AT(ended_at, .label = "Ended"),
};
static const char *const indexes[] = { "unique (token_hash)",
				       "unique (account) where ended_at is null", NULL };
static const struct table tables[] = {
	TABLE("calendar", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct link {
	const char *url_path, *token;
	int64_t made_at;
};
#define REC struct link
static const struct field link_fields[] = {
	TEXT(url_path, 1, 100, .label = "Address on this server"),
	TEXT(token, 32, 32, .label = "Token"),
	AT(made_at, .label = "Made"),
};
static const struct shape link_shape = SHAPE(link_fields);
#undef REC

struct feed_args {
	const char *token;
};
#define REC struct feed_args
static const struct field feed_fields[] = {
	TEXT(token, 1, 64, .label = "Token of the calendar's address", .secret = SECRET_TEXT,
	     .need = true),
};
static const struct shape feed_shape = SHAPE(feed_fields);
#undef REC

struct event {
	const char *uid, *title, *place, *note;
	int64_t from_at, until_at, changed_at;
	int is_tentative;
};
#define REC struct event
static const struct field event_fields[] = {
	TEXT(uid, 1, 100, .label = "Name of the entry"),
	TEXT(title, 1, 200, .label = "What to do"),
	TEXT(place, 1, 300, .label = "Where"),
	TEXT(note, 1, 300, .label = "Note"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	AT(changed_at, .label = "Changed"),
	FLAG(is_tentative, .label = "Not decided yet"),
};
static const struct shape event_shape = SHAPE(event_fields);
#undef REC

/* Free in all of this file: a calendar is the caller's own, or found by its token. */

static const char *token_of(struct request *rq, int64_t seq)
{
	return group_token(rq->keys, rq->arena, "calendar", seq);
}

/* Asked again, the same address is said again. */
static int make_link(struct request *rq, const void *record)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT seq, made_at FROM calendar WHERE account = $1 "
					 "AND ended_at IS NULL",
					 "i", rq->actor->account);
	struct link link = { .made_at = rq->now };
	int64_t seq = 0;

	(void)record;
	if (rows_next(rows) == 1) {
		seq = rows_int(rows, 0);
		link.made_at = rows_int(rows, 1);
		rows_end(rows);
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	if (!rq->actor->account)
		return refuse(rq, 4101, NULL, "sign in first");
	if (!seq) {
		seq = rq->seq;
		if (rq_run_free(rq,
				"INSERT INTO calendar (seq, account, token_hash, made_at) "
				"VALUES ($1, $2, $3, $4)",
				"iiti", seq, rq->actor->account,
				token_hash(rq->arena, token_of(rq, seq)), rq->now) < 0)
			return -1;
	}
	link.token = token_of(rq, seq);
	link.url_path = arena_print(rq->arena, "/api/calendar/%s.ics", link.token);
	rq->is_private = true;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &link_shape, &link, SECRETS_OUT);
	out_end_object(&rq->reply);
	return 0;
}

static int end_link(struct request *rq, const void *record)
{
	(void)record;
	return rq_run_free(rq,
			   "UPDATE calendar SET ended_at = $2 WHERE account = $1 "
			   "AND ended_at IS NULL",
			   "ii", rq->actor->account, rq->now) < 0
		       ? -1
		       : 0;
}

static void write_event(struct request *rq, const struct event *event)
{
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &event_shape, event, SECRETS_OUT);
	out_end_object(&rq->reply);
}

static int write_bookings(struct request *rq, int64_t account, int64_t home)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT b.seq, b.state, s.item, s.place, g.name, b.from_at, b.until_at, "
		"j.at, " ITEM_COLUMNS " FROM volunteer_booking b "
		"JOIN volunteer v ON v.seq = b.volunteer JOIN volunteer_slot s ON s.seq = b.slot "
		"JOIN journal j ON j.seq = b.changed " JOIN_ITEM
		"LEFT JOIN region g ON g.key = b.region WHERE " VOLUNTEER_OWN(
			"$1", "$2") " "
				    "AND " BOOKING_HOLDS
				    " AND b.until_at > $3 ORDER BY b.from_at, b.seq LIMIT $4",
		"iiii", account, home, rq->now - BEFORE_MS, (int64_t)MOST);

	while (rows_next(rows) == 1) {
		bool is_open = rows_int(rows, 1) == BOOK_WARNED;
		struct volunteer_item item =
			volunteer_item_from(rq, arena_text(rq->arena, rows_text(rows, 2)), rows, 8);
		struct event event = {
			.uid = arena_print(rq->arena, "volunteer-%" PRId64 "@lianfang",
					   rows_int(rows, 0)),
			.title = item.name,
			.place = arena_print(rq->arena, "%s, %s", rows_text(rows, 4),
					     rows_text(rows, 3)),
			.note = is_open ? say(rq->lang, "Waits for a decision; come when it is yes")
					: NULL,
			.from_at = rows_int(rows, 5),
			.until_at = rows_int(rows, 6),
			.changed_at = rows_int(rows, 7),
			.is_tentative = is_open,
		};

		write_event(rq, &event);
	}
	return rq_rows_failed(rq, rows);
}

/* Shifts and deployments are postings that name them. */
static int write_postings(struct request *rq, int64_t account)
{
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT p.seq, p.role, g.name, p.from_at, p.until_at, j.at, c.name "
			     "FROM posting p JOIN journal j ON j.seq = p.changed "
			     "LEFT JOIN region g ON g.key = p.region LEFT JOIN shift_place sp "
			     "ON sp.account = p.account AND sp.posting = p.id "
			     "LEFT JOIN checkpoint c ON c.seq = sp.checkpoint "
			     "WHERE p.account = $1 AND p.void_at IS NULL AND p.until_at > $2 "
			     "AND (p.order_ref LIKE 'shift%' OR p.order_ref LIKE 'deployment%') "
			     "ORDER BY p.from_at, p.seq LIMIT $3",
			     "iii", account, rq->now - BEFORE_MS, (int64_t)MOST);

	while (rows_next(rows) == 1) {
		struct event event = {
			.uid = arena_print(rq->arena, "duty-%" PRId64 "@lianfang",
					   rows_int(rows, 0)),
			.title = arena_print(rq->arena, "%s · %s", say(rq->lang, "On duty"),
					     say(rq->lang, role_word(rows_int(rows, 1)))),
			.place = rows_is_null(rows, 6)
					 ? rows_text(rows, 2)
					 : arena_print(rq->arena, "%s, %s", rows_text(rows, 2),
						       rows_text(rows, 6)),
			.from_at = rows_int(rows, 3),
			.until_at = rows_int(rows, 4),
			.changed_at = rows_int(rows, 5),
			.is_tentative = 0,
		};

		write_event(rq, &event);
	}
	return rq_rows_failed(rq, rows);
}

static int feed(struct request *rq, const void *record)
{
	const struct feed_args *args = record;
	struct rows *rows = rq_rows_free(rq,
					 "SELECT a.seq, a.household, a.agent, a.lang "
					 "FROM calendar c JOIN account a ON a.seq = c.account "
					 "WHERE c.token_hash = $1 AND c.ended_at IS NULL "
					 "AND a.state = 0",
					 "t", token_hash(rq->arena, args->token));
	int more = rows_next(rows);
	int64_t account, home;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7401, "token",
			      "this calendar has ended; make a new address on your page");
	account = rows_int(rows, 0);
	home = rows_is_null(rows, 1) || rows_int(rows, 2) > 0 ? 0 : rows_int(rows, 1);
	rq->lang = languages[rows_int(rows, 3)];
	rows_end(rows);
	rq_reply_rows(rq);
	if (write_bookings(rq, account, home) != 0 || write_postings(rq, account) != 0)
		return -1;
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

static const struct command commands[] = {
	{ "calendar.link", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = make_link,
	  .gives = &link_shape },
	{ "calendar.end", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = end_link },
	{ "calendar.feed", DOES_READ, .who = ANYONE, .where = ANYWHERE, .run = feed,
	  .takes = &feed_shape, .gives = &event_shape },
};

const struct room calendar_room = OWN_ROOM(calendar, "Calendars of own duties", .tables = tables,
					   .n_tables = (int)COUNT_OF(tables));
