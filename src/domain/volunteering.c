/* Volunteers; see volunteering.h.
 *
 * Rule: what is asked of a volunteer's health is asked for the volunteer's own safety: it
 * stands nowhere but as the warning of one place at one exposed post. */
#include "volunteering.h"

#include <assert.h>

const char *const volunteer_classes[] = { "protecting", "helping", "telling", NULL };
const char *const volunteer_skills[] = { "haircut",   "appliance_repair", "driving",
					 "nursing",   "counselling",      "cooking",
					 "computers", "broadcasting",     NULL };
const char *const volunteer_categories[] = { "party_member", "probationary", "no_post", "resident",
					     "student",      "other",        NULL };
const char *const booking_states[] = {
	[BOOK_TAKEN] = "taken",           [BOOK_WARNED] = "warned", [BOOK_DECLINED] = "declined",
	[BOOK_GIVEN_BACK] = "given_back", [BOOK_DONE] = "done",     NULL
};
const char *const volunteer_warnings[] = { "age_60", "has_illness", NULL };

#define REC struct volunteer_words
static const struct field words_fields[] = {
	TEXT(name, 1, 60, .label = "Name", .secret = SECRET_NAME),
	TEXT(phone, 5, 30, .label = "Phone", .secret = SECRET_PHONE),
	INT(birth_year, 1900, 2100, .label = "Year of birth", .secret = SECRET_TEXT),
	FLAG(has_illness, .label = "Has a chronic illness", .secret = SECRET_TEXT),
};
const struct shape volunteer_words_shape = SHAPE(words_fields);
#undef REC

struct volunteer_words volunteer_words_from(struct request *rq, const struct rows *rows, int column)
{
	struct volunteer_words *words = record_new(rq->arena, &volunteer_words_shape);
	size_t n;
	const void *sealed = rows_blob(rows, column, &n);

	/* Destroyed words leave their hash. */
	if (!sealed || n <= HASH_BYTES ||
	    record_unseal(rq->keys, rq->arena, &volunteer_words_shape, sealed, n, words) != 0)
		words = record_new(rq->arena, &volunteer_words_shape);
	return *words;
}

/* Free in this file: volunteers serve beside the place they live in; each function says
 * who has found its row in his reach. */

int volunteer_words_read(struct request *rq, int64_t seq, struct volunteer_words *words)
{
	struct rows *rows;

	if (db_flush(rq->db) != 0)
		return -1;
	rows = rq_rows_free(rq, "SELECT sealed FROM journal WHERE seq = $1", "i", seq);
	if (rows_next(rows) != 1)
		return rq_rows_failed(rq, rows);
	*words = volunteer_words_from(rq, rows, 0);
	rows_end(rows);
	return 0;
}

int volunteer_find(struct request *rq, const char *id, struct volunteer_at *found)
{
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT seq, id, region, account, household, has_own_gear, "
			     "category, skills, secrets, void_at FROM volunteer "
			     "WHERE id = $1 AND void_at IS NULL",
			     "t", id);
	int more = rows_next(rows);

	if (more != 1)
		return more < 0 ? rq_rows_failed(rq, rows) : 0;
	*found = (struct volunteer_at){
		.seq = rows_int(rows, 0),
		.id = arena_text(rq->arena, rows_text(rows, 1)),
		.region = arena_text(rq->arena, rows_text(rows, 2)),
		.account = rows_int(rows, 3),
		.household = rows_int(rows, 4),
		.has_own_gear = rows_int(rows, 5) == 1,
		.category = (int)rows_int(rows, 6),
		.skills = arena_text(rq->arena, rows_text(rows, 7)),
		.secrets = rows_int(rows, 8),
		.void_at = rows_int(rows, 9),
	};
	rows_end(rows);
	return 1;
}

int64_t volunteer_home(const struct request *rq)
{
	return rq->actor->agent ? 0 : rq->actor->household;
}

bool volunteer_is_own(const struct request *rq, const struct volunteer_at *volunteer)
{
	int64_t home = volunteer_home(rq);

	return (rq->actor->account && volunteer->account == rq->actor->account) ||
	       (home && volunteer->household == home);
}

/* Whoever has offered once need not say who it is. */
static int find_only(struct request *rq, const char **id)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT v.id FROM volunteer v WHERE " VOLUNTEER_OWN(
			"$1", "$2") " "
				    "AND v.void_at IS NULL ORDER BY v.seq LIMIT 2",
		"ii", rq->actor->account ? rq->actor->account : INT64_C(-1), volunteer_home(rq));
	int n = 0;

	for (; rows_next(rows) == 1; n++)
		*id = arena_text(rq->arena, rows_text(rows, 0));
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	if (n == 0)
		return refuse(rq, 7305, "volunteer", "say first what you offer; then take a place");
	return n == 1 ? 0 : refuse(rq, 7305, "volunteer", "say which of you takes it");
}

int volunteer_need(struct request *rq, const char *id, struct volunteer_at *found)
{
	int more;

	if (!id && find_only(rq, &id) != 0)
		return -1;
	more = volunteer_find(rq, id, found);
	if (more < 0)
		return -1;
	if (more == 1 &&
	    (volunteer_is_own(rq, found) || rq_reaches(rq, VOLUNTEER_DESK, found->region)))
		return 0;
	return refuse(rq, 7304, "volunteer", "there is no such volunteer here; choose another");
}

bool volunteer_can(struct request *rq, const char *skills, int skill)
{
	return skill < 0 ||
	       strstr(skills, arena_print(rq->arena, "\"%s\"", volunteer_skills[skill])) != NULL;
}

enum { PROTECTING, HELPING, TELLING };
enum { HAIRCUT, APPLIANCE_REPAIR, BROADCASTING = 7 };

/* The report names three classes and eleven items and lists none of them (TJ-19); these
 * are what volunteers did by JY-19, JY-20 and BC-18.  A place adds its own. */
static const struct {
	const char *id;
	int item_class, skill, is_exposed;
} standing[N_STANDING_ITEMS] = {
	{ "gate_duty", PROTECTING, -1, 1 },
	{ "door_to_door", PROTECTING, -1, 1 },
	{ "hygiene_round", PROTECTING, -1, 1 },
	{ "shopping", HELPING, -1, 0 },
	{ "delivery", HELPING, -1, 0 },
	{ "elders_calls", HELPING, -1, 0 },
	{ "haircut", HELPING, HAIRCUT, 1 },
	{ "appliance_repair", HELPING, APPLIANCE_REPAIR, 0 },
	{ "patrol", TELLING, -1, 0 },
	{ "notices", TELLING, -1, 0 },
	{ "group_contact", TELLING, -1, 0 },
};

static const char *standing_name(const char *lang, int i)
{
	switch (i) {
	case 0:
		return say(lang, "Gate duty and temperatures");
	case 1:
		return say(lang, "Asking from door to door");
	case 2:
		return say(lang, "Hygiene round and disinfection");
	case 3:
		return say(lang, "Shopping for households, from 07:00");
	case 4:
		return say(lang, "Unloading and delivering, at noon");
	case 5:
		return say(lang, "Calls to people living alone");
	case 6:
		return say(lang, "Cutting hair");
	case 7:
		return say(lang, "Repairing appliances");
	case 8:
		return say(lang, "Patrol with the loudspeaker, 8 times a day");
	case 9:
		return say(lang, "Putting up and handing out notices");
	default:
		return say(lang, "Contact of a building's group");
	}
}

struct volunteer_item volunteer_standing(const struct request *rq, int i)
{
	return (struct volunteer_item){ standing[i].id, standing_name(rq->lang, i),
					standing[i].item_class, standing[i].skill,
					standing[i].is_exposed };
}

/* A standing item by its id. */
static bool find_standing(const struct request *rq, const char *id, struct volunteer_item *found)
{
	for (int i = 0; i < N_STANDING_ITEMS; i++)
		if (strcmp(id, standing[i].id) == 0) {
			*found = volunteer_standing(rq, i);
			return true;
		}
	return false;
}

struct volunteer_item volunteer_item_from(struct request *rq, const char *id,
					  const struct rows *rows, int column)
{
	struct volunteer_item item;

	if (find_standing(rq, id, &item))
		return item;
	return (struct volunteer_item){
		.id = id,
		.name = arena_text(rq->arena, rows_text(rows, column)),
		.item_class = (int)rows_int(rows, column + 1),
		.skill = rows_is_null(rows, column + 2) ? -1 : (int)rows_int(rows, column + 2),
		.is_exposed = (int)rows_int(rows, column + 3),
	};
}

int volunteer_item_need(struct request *rq, const char *id, struct volunteer_item *found)
{
	struct rows *rows;
	int more;

	if (find_standing(rq, id, found))
		return 0;
	rows = rq_rows_free(rq,
			    "SELECT " ITEM_COLUMNS " FROM volunteer_item i WHERE i.id = $1 "
			    "AND i.void_at IS NULL",
			    "t", id);
	more = rows_next(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7306, "item", "this is not on the menu; choose from it");
	*found = volunteer_item_from(rq, id, rows, 0);
	rows_end(rows);
	return 0;
}

struct volunteer_slot slot_from(struct request *rq, const struct rows *rows)
{
	return (struct volunteer_slot){
		.seq = rows_int(rows, 0),
		.id = arena_text(rq->arena, rows_text(rows, 1)),
		.region = arena_text(rq->arena, rows_text(rows, 2)),
		.item = arena_text(rq->arena, rows_text(rows, 3)),
		.place = arena_text(rq->arena, rows_text(rows, 4)),
		.from_at = rows_int(rows, 5),
		.until_at = rows_int(rows, 6),
		.capacity = rows_int(rows, 7),
		.n_taken = rows_int(rows, 8),
	};
}

int slot_need(struct request *rq, const char *id, struct volunteer_slot *found)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT " SLOT_COLUMNS " FROM volunteer_slot s "
					 "WHERE s.id = $1 AND s.void_at IS NULL",
					 "t", id);
	int more = rows_next(rows);

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7310, "slot", "there is no such place to take; look again");
	*found = slot_from(rq, rows);
	rows_end(rows);
	return 0;
}

const char *volunteer_community(struct request *rq, const char *key)
{
	return arena_print(rq->arena, "%.*s", level_length[LEVEL_COMMUNITY], key);
}

bool slot_is_near(struct request *rq, const char *slot_region, const char *key)
{
	const char *community = volunteer_community(rq, key);

	return key_is_within(slot_region, community) || key_is_within(community, slot_region);
}

int booking_need(struct request *rq, const char *id, struct booking *found)
{
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT seq, slot, volunteer, from_at, until_at, id, region, "
			     "posting, state FROM volunteer_booking WHERE id = $1",
			     "t", id);
	int more = rows_next(rows);

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7316, "booking", "nobody took this place; look again");
	*found = (struct booking){
		.seq = rows_int(rows, 0),
		.slot = rows_int(rows, 1),
		.volunteer = rows_int(rows, 2),
		.from_at = rows_int(rows, 3),
		.until_at = rows_int(rows, 4),
		.id = arena_text(rq->arena, rows_text(rows, 5)),
		.region = arena_text(rq->arena, rows_text(rows, 6)),
		.posting = rows_is_null(rows, 7) ? NULL : arena_text(rq->arena, rows_text(rows, 7)),
		.state = (int)rows_int(rows, 8),
	};
	rows_end(rows);
	return 0;
}

int booking_post(struct request *rq, const struct booking *booking,
		 const struct volunteer_at *volunteer)
{
	const char *id = rq_new_id(rq, 1);
	struct duty_posting posting = {
		.account = volunteer->account,
		.role = VOLUNTEER,
		.duty = MEMBER,
		.region = booking->region,
		.from_at = booking->from_at < rq->now ? rq->now : booking->from_at,
		.until_at = booking->until_at,
		.order_ref = arena_print(rq->arena, "volunteer %" PRId64, booking->seq),
	};

	if (volunteer->account == NOT_GIVEN)
		return 0;
	if (posting_place(rq, &posting, id) != 0)
		return -1;
	return rq_run_free(rq, "UPDATE volunteer_booking SET posting = $2 WHERE seq = $1", "it",
			   booking->seq, id) < 0
		       ? -1
		       : 0;
}

void booking_count(struct request *rq, const struct booking *booking, int64_t minutes, int delta)
{
	char day[11];

	day_of(booking->from_at, day);
	if (booking->state == BOOK_WARNED)
		tally(rq, booking->region, "", "volunteer.warned", delta);
	if (booking->state == BOOK_TAKEN || booking->state == BOOK_DONE)
		tally(rq, booking->region, day, "volunteer.taken", delta);
	if (booking->state == BOOK_DONE && minutes > 0)
		tally(rq, booking->region, day, "volunteer.minutes", delta * minutes);
}

int booking_release(struct request *rq, const struct booking *booking, int state,
		    const char *reason)
{
	assert(booking->state == BOOK_TAKEN || booking->state == BOOK_WARNED);
	booking_count(rq, booking, 0, -1);
	if (booking->posting &&
	    posting_release(rq, booking->posting, booking->region, rq->now) != 0)
		return -1;
	if (rq_run_free(rq,
			"UPDATE volunteer_booking SET state = $2, reason = $3, ended_at = $4, "
			"ended_by = $5, changed = $6 WHERE seq = $1",
			"iitiii", booking->seq, (int64_t)state, reason, rq->now, rq->actor->account,
			rq->seq) < 0)
		return -1;
	return rq_run_free(rq, "UPDATE volunteer_slot SET n_taken = n_taken - 1 WHERE seq = $1",
			   "i", booking->slot) < 0
		       ? -1
		       : 0;
}

int64_t volunteer_warnings_of(const struct volunteer_words *words,
			      const struct volunteer_item *item, int64_t from_at)
{
	int64_t year = 0, warnings = 0;
	char day[11];

	if (!item->is_exposed)
		return 0;
	day_of(from_at, day);
	day[4] = '\0';
	text_to_int(day, &year);
	if (words->birth_year != NOT_GIVEN && year - words->birth_year >= 60)
		warnings |= WARN_AGE;
	if (words->has_illness == 1)
		warnings |= WARN_ILLNESS;
	return warnings;
}

void volunteer_write_warnings(struct request *rq, int64_t warnings)
{
	out_list(&rq->reply);
	for (int i = 0; volunteer_warnings[i]; i++)
		if (warnings & INT64_C(1) << i)
			out_text(&rq->reply, volunteer_warnings[i]);
	out_end_list(&rq->reply);
}

int volunteer_invariants(struct request *rq, void (*found)(void *self, const char *sentence),
			 void *self)
{
	static const struct {
		const char *sql, *sentence;
	} faults[] = {
		{ "SELECT s.id FROM volunteer_slot s WHERE s.n_taken > s.capacity "
		  "OR s.n_taken <> (SELECT count(*) FROM volunteer_booking b "
		  "WHERE b.slot = s.seq AND " BOOKING_HOLDS ")",
		  "place to help %s does not hold what it says" },
		{ "SELECT b.id FROM volunteer_booking b JOIN volunteer_booking c "
		  "ON c.volunteer = b.volunteer AND c.seq > b.seq AND c.from_at < b.until_at "
		  "AND c.until_at > b.from_at AND c.state IN (0, 1, 4) WHERE " BOOKING_HOLDS,
		  "the volunteer of place %s is in two places at once" },
		{ "SELECT b.id FROM volunteer_booking b JOIN volunteer v ON v.seq = b.volunteer "
		  "JOIN shift_place p ON p.account = v.account AND p.state IN (1, 2) "
		  "AND p.from_at < b.until_at AND p.until_at > b.from_at WHERE b.state = 0",
		  "the volunteer of place %s is on duty at a checkpoint at the same time" },
		{ "SELECT b.id FROM volunteer_booking b JOIN posting p ON p.id = b.posting "
		  "WHERE p.void_at IS NULL AND (b.state NOT IN (0, 4) AND p.until_at > b.ended_at "
		  "OR p.until_at > b.until_at)",
		  "the posting of place %s lasts longer than the place is held" },
	};

	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct rows *rows = rq_rows_free(rq, faults[i].sql, "");

		while (rows_next(rows) == 1)
			found(self, arena_print(rq->arena, faults[i].sentence, rows_text(rows, 0)));
		if (rq_rows_failed(rq, rows) != 0)
			return -1;
	}
	return 0;
}

int volunteer_recount(struct request *rq)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT region, from_at, state, minutes "
					 "FROM volunteer_booking WHERE state IN (0, 1, 4)",
					 "");

	while (rows_next(rows) == 1) {
		struct booking booking = { .region = rows_text(rows, 0),
					   .from_at = rows_int(rows, 1),
					   .state = (int)rows_int(rows, 2) };

		booking_count(rq, &booking, rows_int(rows, 3), 1);
	}
	return rq_rows_failed(rq, rows);
}
