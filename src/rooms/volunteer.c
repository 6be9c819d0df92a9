/* Volunteers: who offers what, and until when that is kept.
 *
 * Rule: membership is kept only of those who offer it here themselves (R20); whoever
 * withdraws has age and health destroyed at once, name and telephone 30 days later (R12). */
#include "actor.h"
#include "home.h"
#include "volunteering.h"

/* Whoever serves here may offer; a family offers on its own page. */
#define OFFERERS  (ALL_ROLES & ~(unsigned)(AUDITOR | ADMIN))
#define KEPT_MS   (30 * MS_PER_DAY)
#define MOST_HOME 20
#define LEAST_AGE 16

struct volunteer_row {
	int64_t seq, account, household, secrets, made_by, changed, void_at;
	const char *id, *region, *skills;
	int has_own_gear, category;
};
#define REC struct volunteer_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Region", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account"),
	INT(household, 1, INT64_MAX, .label = "Household"),
	FLAG(has_own_gear, .label = "Brings own protective gear", .need = true),
	CHOICE(category, volunteer_categories, .label = "Offers as", .need = true),
	TEXT(skills, 2, 500, .label = "Skills", .need = true),
	INT(secrets, 1, INT64_MAX, .label = "Journal row with what is sealed", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that wrote it", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
	AT(void_at, .label = "Withdrawn"),
};
static const char *const indexes[] = { "unique (id)", "region, seq", "account", "household", NULL };
static const struct table tables[] = {
	TABLE("volunteer", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct offer_args {
	const char *name, *phone, *volunteer;
	const struct json *skills;
	int64_t birth_year;
	int has_illness, has_own_gear, category, is_self;
};
#define REC struct offer_args
static const struct field offer_fields[] = {
	TEXT(name, 1, 60, .label = "Full name", .secret = SECRET_NAME, .need = true),
	TEXT(phone, 5, 30, .label = "Phone", .secret = SECRET_PHONE),
	CHOICE(category, volunteer_categories, .label = "Offers as", .need = true),
	JSON(skills, 500, .label = "Skills"),
	INT(birth_year, 1900, 2100, .label = "Year of birth", .secret = SECRET_TEXT),
	FLAG(has_illness, .label = "Has a chronic illness", .secret = SECRET_TEXT),
	FLAG(has_own_gear, .label = "Brings own protective gear"),
	FLAG(is_self, .label = "Offers for himself, not for somebody on paper"),
	REF(volunteer, "volunteer", .label = "The offer that this one replaces"),
};
static const struct shape offer_shape = SHAPE(offer_fields);
#undef REC

struct offered {
	const char *volunteer;
};
#define REC struct offered
static const struct field offered_fields[] = {
	REF(volunteer, "volunteer", .label = "Volunteer"),
};
static const struct shape offered_shape = SHAPE(offered_fields);
#undef REC

struct withdraw_args {
	const char *volunteer, *reason;
};
#define REC struct withdraw_args
static const struct field withdraw_fields[] = {
	REF(volunteer, "volunteer", .label = "Volunteer", .need = true),
	TEXT(reason, 2, 200, .label = "Reason"),
};
static const struct shape withdraw_shape = SHAPE(withdraw_fields);
#undef REC

struct forget_args {
	int64_t number;
};
#define REC struct forget_args
static const struct field forget_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number", .need = true),
};
static const struct shape forget_shape = SHAPE(forget_fields);
#undef REC

/* Free in the rest of this file: an offer is found by whose it is; see volunteer_need. */

/* A list of known words, as the row keeps it. */
static int check_skills(struct request *rq, const struct json *skills, const char **kept)
{
	struct buf out;

	*kept = "[]";
	if (!skills)
		return 0;
	buf_init(&out, rq->arena, 600);
	out_list(&out);
	for (const struct json *one = skills->first; one; one = one->next) {
		bool is_known = false;

		for (int i = 0; volunteer_skills[i]; i++)
			is_known |= one->kind == JSON_TEXT &&
				    strcmp(one->text, volunteer_skills[i]) == 0;
		if (!is_known)
			return refuse(rq, 7302, "skills", "choose the skills from the list");
		out_text(&out, one->text);
	}
	out_end_list(&out);
	*kept = skills->kind == JSON_LIST ? out.bytes : "[]";
	return 0;
}

static int check_age(struct request *rq, int64_t birth_year)
{
	int64_t year;
	char text[5];

	snprintf(text, sizeof(text), "%.4s", rq->today);
	if (birth_year == NOT_GIVEN || text_to_int(text, &year) != 0)
		return 0;
	return birth_year <= year - LEAST_AGE
		       ? 0
		       : refuse(rq, 7303, "birth_year",
				"volunteers are 16 years or older; look at the year of birth again");
}

/* Who offers alone is called; somebody on paper may have no telephone, and is told at the door. */
static int check_phone(struct request *rq, const struct offer_args *args,
		       const struct volunteer_at *whose)
{
	bool is_paper = whose->account == NOT_GIVEN && whose->household == NOT_GIVEN;

	return args->phone || is_paper ? 0
				       : refuse(rq, 4008, "phone", "this is needed; fill it in");
}

/* Whose offer it is: the caller's own, the family's, or somebody's on paper. */
static int find_whose(struct request *rq, const struct offer_args *args, struct volunteer_at *own)
{
	bool is_paper = args->is_self != 1 && !rq->actor->household &&
			rq_reaches(rq, VOLUNTEER_DESK, rq->region);
	int64_t home = rq->actor->household;

	if (home && home_is_self(rq) != 0)
		return -1;
	own->household = home ? home : NOT_GIVEN;
	own->account = !home && !is_paper && rq->actor->account ? rq->actor->account : NOT_GIVEN;
	own->region = arena_print(rq->arena, "%.*s", level_length[LEVEL_GRID], rq->region);
	if (home && rq_one_free(rq, 0,
				"SELECT count(*) FROM volunteer WHERE household = $1 "
				"AND void_at IS NULL",
				"i", home) >= MOST_HOME)
		return refuse(rq, 7301, NULL, "a household offers 20 times at most");
	if (own->account != NOT_GIVEN &&
	    rq_one_free(rq, 0,
			"SELECT count(*) FROM volunteer WHERE account = $1 AND void_at IS NULL",
			"i", own->account) > 0)
		return refuse(rq, 7301, "volunteer",
			      "you have offered already; change what you offered");
	return rq->fault.number ? -1 : check_phone(rq, args, own);
}

static int answer(struct request *rq, const char *id)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "volunteer");
	out_text(&rq->reply, id);
	out_end_object(&rq->reply);
	return 0;
}

/* Age and health are shown to nobody, so that whoever changes the rest cannot say them again:
 * what is not said stays. */
static int change(struct request *rq, const struct offer_args *args, const char *skills)
{
	struct offer_args now = *args;
	struct volunteer_at found;
	struct volunteer_words was;

	if (volunteer_need(rq, args->volunteer, &found) != 0 || check_phone(rq, args, &found) != 0)
		return -1;
	if (volunteer_words_read(rq, found.secrets, &was) != 0)
		return -1;
	if (now.birth_year == NOT_GIVEN)
		now.birth_year = was.birth_year;
	if (now.has_illness < 0)
		now.has_illness = was.has_illness;
	rq_journal_secrets(rq, &offer_shape, &now);
	rq_place(rq, rq->region);
	/* The words of before are not needed any more. */
	if (home_forget(rq, found.secrets) != 0 ||
	    rq_run_free(rq,
			"UPDATE volunteer SET has_own_gear = $2, category = $3, skills = $4, "
			"secrets = $5, changed = $5 WHERE seq = $1",
			"iiiti", found.seq, (int64_t)(args->has_own_gear == 1),
			(int64_t)args->category, skills, rq->seq) < 0)
		return -1;
	return answer(rq, found.id);
}

static int offer(struct request *rq, const void *record)
{
	const struct offer_args *args = record;
	struct volunteer_at own = { 0 };
	const char *skills;

	if (key_level(rq->region) < LEVEL_COMMUNITY)
		return refuse(rq, 7307, "region", "choose the community where you want to help");
	if (check_skills(rq, args->skills, &skills) != 0 || check_age(rq, args->birth_year) != 0)
		return -1;
	if (args->volunteer)
		return change(rq, args, skills);
	if (find_whose(rq, args, &own) != 0)
		return -1;
	if (rq_run_free(rq,
			"INSERT INTO volunteer (seq, id, region, account, household, has_own_gear, "
			"category, skills, secrets, made_by, changed) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $1, $9, $1)",
			"ittiiiiti", rq->seq, rq->key, own.region, own.account, own.household,
			(int64_t)(args->has_own_gear == 1), (int64_t)args->category, skills,
			rq->actor->account) < 0)
		return -1;
	return answer(rq, rq->key);
}

/* The places held give way to others; what was done stays counted. */
static int give_all_back(struct request *rq, int64_t volunteer, const char *reason)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT id FROM volunteer_booking WHERE volunteer = $1 "
					 "AND state IN (0, 1) AND until_at > $2 ORDER BY seq "
					 "LIMIT 500",
					 "ii", volunteer, rq->now);
	const char *ids[500];
	int n = 0;

	while (rows_next(rows) == 1)
		ids[n++] = arena_text(rq->arena, rows_text(rows, 0));
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct booking booking;

		if (booking_need(rq, ids[i], &booking) != 0 ||
		    booking_release(rq, &booking, BOOK_GIVEN_BACK, reason) != 0)
			return -1;
	}
	return 0;
}

/* Name and telephone go on in this command's own row; what was sealed before is destroyed. */
static int withdraw(struct request *rq, const void *record)
{
	const struct withdraw_args *args = record;
	struct volunteer_at found;
	struct volunteer_words words;

	if (volunteer_need(rq, args->volunteer, &found) != 0 ||
	    give_all_back(rq, found.seq, args->reason) != 0 ||
	    volunteer_words_read(rq, found.secrets, &words) != 0 ||
	    home_forget(rq, found.secrets) != 0)
		return -1;
	words.birth_year = NOT_GIVEN;
	words.has_illness = -1;
	rq_journal_secrets(rq, &volunteer_words_shape, &words);
	rq_place(rq, found.region);
	if (rq_run_free(rq,
			"UPDATE volunteer SET void_at = $2, secrets = $3, changed = $3 "
			"WHERE seq = $1",
			"iii", found.seq, rq->now, rq->seq) < 0)
		return -1;
	return timer_set(rq, arena_print(rq->arena, "volunteer.forget.%" PRId64, found.seq),
			 rq->now + KEPT_MS, "volunteer.forget", found.region,
			 arena_print(rq->arena, "{\"number\":%" PRId64 "}", rq->seq));
}

static int forget(struct request *rq, const void *record)
{
	return home_forget(rq, ((const struct forget_args *)record)->number);
}

static const struct command commands[] = {
	{ "volunteer.offer", DOES_OWN, .who = OFFERERS, .where = IN_REACH, .run = offer,
	  .takes = &offer_shape, .gives = &offered_shape },
	{ "volunteer.withdraw", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = withdraw,
	  .takes = &withdraw_shape },
	{ "volunteer.forget", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = forget,
	  .takes = &forget_shape },
};

const struct room volunteer_room =
	OWN_ROOM(volunteer, "Volunteers", .tables = tables, .n_tables = (int)COUNT_OF(tables));
