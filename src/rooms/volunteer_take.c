/* Places taken, decided about, and given back.
 *
 * Rule: never more than the slot holds, and nobody in two places at once.  Whoever is 60
 * or older, or ill, and takes an exposed post waits for a person's word (TJ-20); a place
 * taken posts the volunteer's account there for just that time. */
#include "duty_roster.h"
#include "volunteering.h"

struct booking_row {
	int64_t seq, slot, volunteer, from_at, until_at, minutes, decided_at, decided_by, ended_at,
		ended_by, made_by, changed;
	const char *id, *region, *reason, *posting;
	int state;
};
#define REC struct booking_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Region", .need = true),
	INT(slot, 1, INT64_MAX, .label = "Place to help", .need = true),
	INT(volunteer, 1, INT64_MAX, .label = "Volunteer", .need = true),
	CHOICE(state, booking_states, .label = "State", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	INT(minutes, 0, 1440, .label = "Minutes helped"),
	TEXT(reason, 1, 200, .label = "Reason"),
	TEXT(posting, 1, 64, .label = "Posting that comes with it"),
	AT(decided_at, .label = "Decided"),
	INT(decided_by, 0, INT64_MAX, .label = "Account that decided"),
	AT(ended_at, .label = "Given back or done"),
	INT(ended_by, 0, INT64_MAX, .label = "Account that wrote so"),
	INT(made_by, 0, INT64_MAX, .label = "Account that wrote it", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const indexes[] = { "unique (id)", "region, from_at", "slot", "volunteer",
				       NULL };
static const struct table tables[] = {
	TABLE("volunteer_booking", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct take_args {
	const char *slot, *volunteer;
};
#define REC struct take_args
static const struct field take_fields[] = {
	REF(slot, "volunteer_slot", .label = "Place to help", .need = true),
	REF(volunteer, "volunteer", .label = "Volunteer"),
};
static const struct shape take_shape = SHAPE(take_fields);
#undef REC

struct taken {
	const char *booking;
	int state;
};
#define REC struct taken
static const struct field taken_fields[] = {
	REF(booking, "volunteer_take", .label = "Place taken"),
	CHOICE(state, booking_states, .label = "State"),
};
static const struct shape taken_shape = SHAPE(taken_fields);
#undef REC

struct end_args {
	const char *booking, *reason;
	int is_taken;
};
#define REC struct end_args
static const struct field decide_fields[] = {
	REF(booking, "volunteer_take", .label = "Place taken", .need = true),
	FLAG(is_taken, .label = "May take it", .need = true),
	TEXT(reason, 2, 200, .label = "Reason", .need = true),
};
static const struct shape decide_shape = SHAPE(decide_fields);
static const struct field back_fields[] = {
	REF(booking, "volunteer_take", .label = "Place taken", .need = true),
	TEXT(reason, 2, 200, .label = "Reason"),
};
static const struct shape back_shape = SHAPE(back_fields);
#undef REC

/* Free in all of this file: whoever asks takes a place near the own home or the own
 * posting; each function looks whose the booking is, or in whose reach. */

/* Whoever stands at a checkpoint or waits on stand-by does not help elsewhere at that time: the
 * same look as a roster's at places taken. */
static int check_duty(struct request *rq, const char *field, const struct volunteer_at *volunteer,
		      struct span span)
{
	if (volunteer->account != NOT_GIVEN && account_engaged(rq, volunteer->account, span) == 1)
		return refuse(rq, 7321, field,
			      "in this time this person is on duty or on stand-by; choose another "
			      "time");
	return rq->fault.number ? -1 : 0;
}

static int check_free(struct request *rq, const struct volunteer_slot *slot,
		      const struct volunteer_at *volunteer)
{
	int64_t other = rq_one_free(rq, 0,
				    "SELECT b.seq FROM volunteer_booking b WHERE b.volunteer = $1 "
				    "AND " BOOKING_HOLDS " AND b.from_at < $3 AND b.until_at > $2 "
				    "LIMIT 1",
				    "iii", volunteer->seq, slot->from_at, slot->until_at);

	if (rq->fault.number)
		return -1;
	if (other)
		return refuse(rq, 7313, "slot",
			      "in this time a place is taken already; give that one back first");
	if (slot->n_taken >= slot->capacity)
		return refuse(rq, 7314, "slot", "all places are taken; choose another time");
	return check_duty(rq, "slot", volunteer, (struct span){ slot->from_at, slot->until_at });
}

static int check_slot(struct request *rq, const struct volunteer_slot *slot,
		      const struct volunteer_at *volunteer, const struct volunteer_item *item)
{
	if (!slot_is_near(rq, slot->region, volunteer->region) &&
	    !rq_reaches(rq, VOLUNTEER_SEES, slot->region))
		return refuse(rq, 7310, "slot", "there is no such place to take; look again");
	if (slot->until_at <= rq->now)
		return refuse(rq, 7311, "slot", "this time is over; choose another");
	if (!volunteer_can(rq, volunteer->skills, item->skill))
		return refuse(rq, 7312, "slot",
			      "this work needs a skill; if you have it, add it to what you offer");
	return check_free(rq, slot, volunteer);
}

static int insert(struct request *rq, const struct booking *booking)
{
	if (rq_run_free(rq,
			"INSERT INTO volunteer_booking (seq, id, region, slot, volunteer, state, "
			"from_at, until_at, made_by, changed) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $1)",
			"ittiiiiii", booking->seq, booking->id, booking->region, booking->slot,
			booking->volunteer, (int64_t)booking->state, booking->from_at,
			booking->until_at, rq->actor->account) < 0)
		return -1;
	return rq_run_free(rq,
			   "UPDATE volunteer_slot SET n_taken = n_taken + 1, changed = $2 "
			   "WHERE seq = $1",
			   "ii", booking->slot, rq->seq) < 0
		       ? -1
		       : 0;
}

/* Not why a place waits: the answer is kept in the journal. */
static void answer(struct request *rq, const struct booking *booking)
{
	out_object(&rq->reply);
	out_key(&rq->reply, "booking");
	out_text(&rq->reply, booking->id);
	out_key(&rq->reply, "state");
	out_text(&rq->reply, booking_states[booking->state]);
	out_end_object(&rq->reply);
}

static int take(struct request *rq, const void *record)
{
	const struct take_args *args = record;
	struct booking booking = { .seq = rq->seq, .id = rq->key };
	struct volunteer_at volunteer;
	struct volunteer_slot slot;
	struct volunteer_item item;
	struct volunteer_words words;

	if (slot_need(rq, args->slot, &slot) != 0 ||
	    volunteer_need(rq, args->volunteer, &volunteer) != 0 ||
	    volunteer_item_need(rq, slot.item, &item) != 0 ||
	    check_slot(rq, &slot, &volunteer, &item) != 0 ||
	    volunteer_words_read(rq, volunteer.secrets, &words) != 0)
		return -1;
	booking.region = slot.region;
	booking.slot = slot.seq;
	booking.volunteer = volunteer.seq;
	booking.from_at = slot.from_at;
	booking.until_at = slot.until_at;
	booking.state =
		volunteer_warnings_of(&words, &item, slot.from_at) ? BOOK_WARNED : BOOK_TAKEN;
	rq_place(rq, slot.region);
	if (insert(rq, &booking) != 0 ||
	    (booking.state == BOOK_TAKEN && booking_post(rq, &booking, &volunteer) != 0))
		return -1;
	booking_count(rq, &booking, 0, 1);
	answer(rq, &booking);
	return 0;
}

/* The volunteer of a booking; withdrawn meanwhile: 7304. */
static int find_volunteer(struct request *rq, const struct booking *booking,
			  struct volunteer_at *found)
{
	struct rows *rows = rq_rows_free(rq, "SELECT id FROM volunteer WHERE seq = $1", "i",
					 booking->volunteer);
	const char *id = "";

	if (rows_next(rows) == 1) {
		id = arena_text(rq->arena, rows_text(rows, 0));
		rows_end(rows);
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	switch (volunteer_find(rq, id, found)) {
	case 1:
		return 0;
	case 0:
		return refuse(rq, 7304, "volunteer",
			      "there is no such volunteer here; choose another");
	default:
		return -1;
	}
}

static int decide(struct request *rq, const void *record)
{
	const struct end_args *args = record;
	struct volunteer_at volunteer;
	struct booking booking;

	if (booking_need(rq, args->booking, &booking) != 0)
		return -1;
	if (!key_is_within(booking.region, rq->region))
		return refuse(rq, 7316, "booking", "nobody took this place; look again");
	if (booking.state != BOOK_WARNED)
		return refuse(rq, 7317, "booking", "this has been decided already");
	if (find_volunteer(rq, &booking, &volunteer) != 0)
		return -1;
	if (volunteer_is_own(rq, &volunteer))
		return refuse(rq, 7318, "booking", "somebody else decides about your own place");
	if (args->is_taken == 1 && booking.until_at > rq->now &&
	    check_duty(rq, "booking", &volunteer,
		       (struct span){ booking.from_at, booking.until_at }) != 0)
		return -1;
	rq_place(rq, booking.region);
	if (rq_run_free(rq,
			"UPDATE volunteer_booking SET decided_at = $2, decided_by = $3 "
			"WHERE seq = $1",
			"iii", booking.seq, rq->now, rq->actor->account) < 0)
		return -1;
	if (args->is_taken != 1)
		return booking_release(rq, &booking, BOOK_DECLINED, args->reason);
	if (rq_run_free(rq,
			"UPDATE volunteer_booking SET state = 0, reason = $2, changed = $3 "
			"WHERE seq = $1",
			"iti", booking.seq, args->reason, rq->seq) < 0)
		return -1;
	booking_count(rq, &booking, 0, -1);
	booking.state = BOOK_TAKEN;
	booking_count(rq, &booking, 0, 1);
	return booking.until_at > rq->now ? booking_post(rq, &booking, &volunteer) : 0;
}

static int give_back(struct request *rq, const void *record)
{
	const struct end_args *args = record;
	struct volunteer_at volunteer;
	struct booking booking;

	if (booking_need(rq, args->booking, &booking) != 0)
		return -1;
	if (!rq_reaches(rq, VOLUNTEER_SEES, booking.region) &&
	    (find_volunteer(rq, &booking, &volunteer) != 0 || !volunteer_is_own(rq, &volunteer)))
		return refuse(rq, 7316, "booking", "nobody took this place; look again");
	if (booking.state != BOOK_TAKEN && booking.state != BOOK_WARNED)
		return refuse(rq, 7319, "booking", "this place is not held any more");
	if (booking.until_at <= rq->now)
		return refuse(rq, 7311, "booking", "this time is over; choose another");
	rq_place(rq, booking.region);
	return booking_release(rq, &booking, BOOK_GIVEN_BACK, args->reason);
}

static const struct command commands[] = {
	{ "volunteer.take", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = take,
	  .takes = &take_shape, .gives = &taken_shape },
	{ "volunteer.decide", DOES_OWN, .who = OFFICER | COMMANDER, .where = IN_REACH,
	  .run = decide, .takes = &decide_shape },
	{ "volunteer.give_back", DOES_OWN, .who = SIGNED_IN, .where = ANYWHERE, .run = give_back,
	  .takes = &back_shape },
};

const struct room volunteer_take_room = OWN_ROOM(
	volunteer_take, "Places taken", .tables = tables, .n_tables = (int)COUNT_OF(tables),
	.recount = volunteer_recount, .invariants = volunteer_invariants);
