/* Volunteers and their places looked up, by those who speak for them and by themselves.
 *
 * Rule: names are shown to whoever plans the day; a telephone is opened one by one, with
 * a purpose, and journaled; year of birth and illness are shown to nobody. */
#include "page.h"
#include "volunteering.h"

#include <math.h>

struct people_args {
	const char *region, *cursor;
	int64_t limit;
	int category, skill;
};
#define REC struct people_args
static const struct field people_fields[] = {
	REGION(region, .label = "Region"),
	CHOICE(category, volunteer_categories, .label = "Offers as"),
	CHOICE(skill, volunteer_skills, .label = "Skill it needs"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape people_shape = SHAPE(people_fields);
#undef REC

struct person {
	const char *volunteer, *name, *phone, *region, *region_name, *login;
	const struct json *skills;
	int64_t n_taken;
	int category, has_own_gear, is_household;
};
#define REC struct person
static const struct field person_fields[] = {
	REF(volunteer, "volunteer", .label = "Volunteer"),
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(phone, 5, 30, .label = "Phone", .secret = SECRET_PHONE),
	CHOICE(category, volunteer_categories, .label = "Offers as"),
	JSON(skills, 500, .label = "Skills"),
	FLAG(has_own_gear, .label = "Brings own protective gear"),
	FLAG(is_household, .label = "Offered on the family's page"),
	TEXT(login, 1, 40, .label = "Login"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	INT(n_taken, 0, INT64_MAX, .label = "Places held from now on"),
};
static const struct shape person_row_shape = SHAPE(person_fields);
#undef REC

struct open_args {
	const char *volunteer, *purpose;
};
#define REC struct open_args
static const struct field open_fields[] = {
	REF(volunteer, "volunteer", .label = "Volunteer", .need = true),
	TEXT(purpose, 2, 200, .label = "What it is needed for", .need = true),
};
static const struct shape open_shape = SHAPE(open_fields);
#undef REC

#define REC struct volunteer_words
static const struct field opened_fields[] = {
	TEXT(name, 1, 60, .label = "Full name"),
	TEXT(phone, 5, 30, .label = "Phone", .secret = SECRET_PHONE),
};
static const struct shape opened_shape = SHAPE(opened_fields);
#undef REC

struct mine {
	const struct json *offers, *bookings;
};
#define REC struct mine
static const struct field mine_fields[] = {
	JSON(offers, 1 << 20,
	     .label = "Own offers: volunteer, name (masked), category, skills, has_own_gear, "
		      "region, region_name"),
	JSON(bookings, 1 << 20,
	     .label = "Own places: booking, volunteer, state, warnings, item_name, is_exposed, "
		      "place, region_name, from_at, until_at, hours, reason"),
};
static const struct shape mine_shape = SHAPE(mine_fields);
#undef REC

#define WANTED                                                                                     \
	"WHERE v.region >= $1 AND v.region < $2 AND v.void_at IS NULL "                            \
	"AND ($3 < 0 OR v.category = $3) "                                                         \
	"AND (CAST($4 AS text) IS NULL OR v.skills LIKE $4) "

static void write_person(struct request *rq, const struct rows *rows)
{
	struct volunteer_words words = volunteer_words_from(rq, rows, 2);
	struct person row = { .volunteer = rows_text(rows, 1),
			      .name = words.name,
			      .phone = words.phone,
			      .category = (int)rows_int(rows, 3),
			      .has_own_gear = (int)rows_int(rows, 5),
			      .is_household = !rows_is_null(rows, 6),
			      .login = rows_text(rows, 7),
			      .region = rows_text(rows, 8),
			      .region_name = rows_text(rows, 9),
			      .n_taken = rows_int(rows, 10) };

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &person_row_shape, &row, SECRETS_MASKED);
	out_key(&rq->reply, "skills");
	out_raw(&rq->reply, rows_text(rows, 4));
	out_end_object(&rq->reply);
}

static int people(struct request *rq, const void *record)
{
	const struct people_args *args = record;
	const char *like = args->skill < 0 ? NULL
					   : arena_print(rq->arena, "%%\"%s\"%%",
							 volunteer_skills[args->skill]);
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT v.seq, v.id, " VOLUNTEER_SEALED ", v.category, v.skills, "
		       "v.has_own_gear, v.household, a.login, v.region, g.name, "
		       "(SELECT count(*) FROM volunteer_booking b WHERE b.volunteer = v.seq "
		       "AND b.state IN (0, 1) AND b.until_at > $5) FROM volunteer v "
		       "LEFT JOIN account a ON a.seq = v.account AND v.household IS NULL "
		       "LEFT JOIN region g ON g.key = v.region " WANTED
		       "AND ($6 = 0 OR v.seq < $6) ORDER BY v.seq DESC LIMIT $7",
		       "itiii", (int64_t)args->category, like, rq->now, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_person(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(rq, &page, rows,
			rq_one(rq, 0, "SELECT count(*) FROM volunteer v " WANTED, "it",
			       (int64_t)args->category, like));
}

static int open_one(struct request *rq, const void *record)
{
	const struct open_args *args = record;
	struct volunteer_words words;
	struct rows *rows = rq_rows(rq,
				    "SELECT " VOLUNTEER_SEALED ", v.region FROM volunteer v "
				    "WHERE v.id = $3 AND v.region >= $1 AND v.region < $2 "
				    "AND v.void_at IS NULL",
				    "t", args->volunteer);
	int more = rows_next(rows);

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7304, "volunteer",
			      "there is no such volunteer here; choose another");
	words = volunteer_words_from(rq, rows, 0);
	rq_place(rq, arena_text(rq->arena, rows_text(rows, 1)));
	rows_end(rows);
	rq->is_private = true;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &opened_shape, &words, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return 0;
}

/* Free in the rest of this file: one's own. */

static void out_pair(struct request *rq, const char *key, const char *text)
{
	out_key(&rq->reply, key);
	out_text(&rq->reply, text);
}

static int write_offers(struct request *rq, int64_t account, int64_t home)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT v.id, " VOLUNTEER_SEALED ", v.category, v.skills, "
		"v.has_own_gear, v.region, g.name FROM volunteer v "
		"LEFT JOIN region g ON g.key = v.region "
		"WHERE " VOLUNTEER_OWN("$1", "$2") " "
						   "AND v.void_at IS NULL ORDER BY v.seq LIMIT 100",
		"ii", account, home);

	out_key(&rq->reply, "offers");
	out_list(&rq->reply);
	while (rows_next(rows) == 1) {
		const char *name = volunteer_words_from(rq, rows, 1).name;

		out_object(&rq->reply);
		out_pair(rq, "volunteer", rows_text(rows, 0));
		out_pair(rq, "name", name ? secret_mask(rq->arena, SECRET_NAME, name) : NULL);
		out_pair(rq, "category", volunteer_categories[rows_int(rows, 2)]);
		out_key(&rq->reply, "skills");
		out_raw(&rq->reply, rows_text(rows, 3));
		out_key(&rq->reply, "has_own_gear");
		out_flag(&rq->reply, (int)rows_int(rows, 4));
		out_pair(rq, "region", rows_text(rows, 5));
		out_pair(rq, "region_name", rows_text(rows, 6));
		out_end_object(&rq->reply);
	}
	out_end_list(&rq->reply);
	return rq_rows_failed(rq, rows);
}

static void write_booking(struct request *rq, const struct rows *rows)
{
	struct volunteer_item item =
		volunteer_item_from(rq, arena_text(rq->arena, rows_text(rows, 4)), rows, 11);
	struct volunteer_words words = volunteer_words_from(rq, rows, 3);
	int64_t minutes = rows_int(rows, 9);

	out_object(&rq->reply);
	out_pair(rq, "booking", rows_text(rows, 0));
	out_pair(rq, "volunteer", rows_text(rows, 1));
	out_pair(rq, "state", booking_states[rows_int(rows, 2)]);
	out_key(&rq->reply, "warnings");
	volunteer_write_warnings(rq, volunteer_warnings_of(&words, &item, rows_int(rows, 7)));
	out_pair(rq, "item_name", item.name);
	out_key(&rq->reply, "is_exposed");
	out_flag(&rq->reply, item.is_exposed);
	out_pair(rq, "place", rows_text(rows, 5));
	out_pair(rq, "region_name", rows_text(rows, 6));
	out_key(&rq->reply, "from_at");
	out_int(&rq->reply, rows_int(rows, 7));
	out_key(&rq->reply, "until_at");
	out_int(&rq->reply, rows_int(rows, 8));
	out_key(&rq->reply, "hours");
	out_real(&rq->reply, minutes == NOT_GIVEN ? NAN : (double)minutes / 60);
	out_pair(rq, "reason", rows_text(rows, 10));
	out_end_object(&rq->reply);
}

static int mine(struct request *rq, const void *record)
{
	int64_t account = rq->actor->account ? rq->actor->account : -1, home = volunteer_home(rq);
	struct rows *rows;

	(void)record;
	out_object(&rq->reply);
	if (write_offers(rq, account, home) != 0)
		return -1;
	rows = rq_rows_free(
		rq,
		"SELECT b.id, v.id, b.state, " VOLUNTEER_SEALED ", s.item, s.place, g.name, "
		"b.from_at, b.until_at, b.minutes, b.reason, " ITEM_COLUMNS
		" FROM volunteer_booking b JOIN volunteer v ON v.seq = b.volunteer "
		"JOIN volunteer_slot s ON s.seq = b.slot " JOIN_ITEM
		"LEFT JOIN region g ON g.key = b.region "
		"WHERE " VOLUNTEER_OWN("$1", "$2") " "
						   "ORDER BY b.from_at DESC, b.seq DESC LIMIT 100",
		"ii", account, home);
	out_key(&rq->reply, "bookings");
	out_list(&rq->reply);
	while (rows_next(rows) == 1)
		write_booking(rq, rows);
	out_end_list(&rq->reply);
	out_end_object(&rq->reply);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "volunteer.people", DOES_READ, .who = VOLUNTEER_SEES, .where = IN_REACH, .run = people,
	  .takes = &people_shape, .gives = &person_row_shape },
	{ "volunteer.open", DOES_OWN, .who = VOLUNTEER_SEES, .where = IN_REACH, .run = open_one,
	  .takes = &open_shape, .gives = &opened_shape },
	{ "volunteer.mine", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = mine,
	  .gives = &mine_shape },
};

const struct room volunteer_list_room = OWN_ROOM(volunteer_list, "Volunteers looked up");
