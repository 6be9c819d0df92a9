/* Places to help: what, where, when, and for how many.
 *
 * Rule: places are told to whoever lives or serves in the community, and to nobody by
 * name; who took one is told to those who speak for the volunteers there. */
#include "page.h"
#include "volunteering.h"

#define LONGEST_MS (24 * MS_PER_HOUR)
#define AHEAD_MS   (90 * MS_PER_DAY)

struct slot_row {
	int64_t seq, from_at, until_at, capacity, n_taken, made_by, changed, void_at;
	const char *id, *region, *item, *place;
};
#define REC struct slot_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Region", .need = true),
	TEXT(item, 1, 64, .label = "Item of the menu", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	INT(capacity, 1, 200, .label = "For how many", .need = true),
	INT(n_taken, 0, 200, .label = "Taken", .need = true),
	TEXT(place, 1, 100, .label = "Meeting point", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
	AT(void_at, .label = "Called off"),
};
static const char *const indexes[] = { "unique (id)", "region, from_at", "until_at", NULL };
static const struct table tables[] = {
	TABLE("volunteer_slot", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct add_args {
	const char *item, *place;
	int64_t from_at, until_at, capacity;
};
#define REC struct add_args
static const struct field add_fields[] = {
	REF(item, "volunteer_menu", .label = "Item of the menu", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	INT(capacity, 1, 200, .label = "For how many", .need = true),
	TEXT(place, 1, 100, .label = "Meeting point", .need = true),
};
static const struct shape add_shape = SHAPE(add_fields);
#undef REC

struct void_args {
	const char *slot, *reason;
};
#define REC struct void_args
static const struct field void_fields[] = {
	REF(slot, "volunteer_slot", .label = "Place to help", .need = true),
	TEXT(reason, 2, 200, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

struct list_args {
	const char *region, *item, *cursor;
	int64_t from_at, until_at, limit;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	REF(item, "volunteer_menu", .label = "Item of the menu"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *slot, *item, *item_name, *region, *region_name, *place, *booking;
	int64_t from_at, until_at, capacity, n_taken, n_left;
	int class, skill, is_exposed, state;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(slot, "volunteer_slot", .label = "Place to help"),
	TEXT(item, 1, 64, .label = "Item of the menu"),
	TEXT(item_name, 1, 60, .label = "What to do"),
	CHOICE(class, volunteer_classes, .label = "Class of work"),
	CHOICE(skill, volunteer_skills, .label = "Skill it needs"),
	FLAG(is_exposed, .label = "Close to many people"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(region_name, 1, 100, .label = "Name of the region"),
	TEXT(place, 1, 100, .label = "Meeting point"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	INT(capacity, 1, 200, .label = "For how many"),
	INT(n_taken, 0, 200, .label = "Taken"),
	INT(n_left, 0, 200, .label = "Free places"),
	TEXT(booking, 1, 64, .label = "One's own place"),
	CHOICE(state, booking_states, .label = "State"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

static int add(struct request *rq, const void *record)
{
	const struct add_args *args = record;
	int level = (int)key_level(rq->region);
	struct volunteer_item item;

	if (level < LEVEL_STREET || level > LEVEL_BUILDING)
		return refuse(
			rq, 7308, "region",
			"choose the street, community, grid or compound where help is wanted");
	if (args->until_at <= rq->now || args->until_at <= args->from_at ||
	    args->until_at - args->from_at > LONGEST_MS || args->from_at > rq->now + AHEAD_MS)
		return refuse(rq, 7309, "until_at",
			      "help lasts a day at most and begins within 90 days; look at the "
			      "times again");
	if (volunteer_item_need(rq, args->item, &item) != 0)
		return -1;
	/* Free: the region is the request's own. */
	return rq_run_free(rq,
			   "INSERT INTO volunteer_slot (seq, id, region, item, from_at, until_at, "
			   "capacity, n_taken, place, made_by, changed) "
			   "VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $1)",
			   "itttiiiti", rq->seq, rq->key, rq->region, item.id, args->from_at,
			   args->until_at, args->capacity, args->place, rq->actor->account) < 0
		       ? -1
		       : 0;
}

/* Free in the rest of this file: the slot was found in reach; its bookings are its own. */

static int call_off(struct request *rq, const void *record)
{
	const struct void_args *args = record;
	struct volunteer_slot slot;
	const char *ids[200];
	struct rows *rows;
	int n = 0;

	if (slot_need(rq, args->slot, &slot) != 0)
		return -1;
	if (!key_is_within(slot.region, rq->region))
		return refuse(rq, 7310, "slot", "there is no such place to take; look again");
	rows = rq_rows_free(rq,
			    "SELECT id FROM volunteer_booking WHERE slot = $1 "
			    "AND state IN (0, 1) ORDER BY seq LIMIT 200",
			    "i", slot.seq);
	while (rows_next(rows) == 1)
		ids[n++] = arena_text(rq->arena, rows_text(rows, 0));
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct booking booking;

		if (booking_need(rq, ids[i], &booking) != 0 ||
		    booking_release(rq, &booking, BOOK_DECLINED, args->reason) != 0)
			return -1;
	}
	rq_place(rq, slot.region);
	return rq_run_free(rq,
			   "UPDATE volunteer_slot SET void_at = $2, changed = $3 WHERE seq = $1",
			   "iii", slot.seq, rq->now, rq->seq) < 0
		       ? -1
		       : 0;
}

/* The place one asks about: the one named, where one offered, or where one serves.
 * NULL with no fault: there is none. */
static const char *where(struct request *rq, const char *asked)
{
	const char *own = NULL;
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT v.region FROM volunteer v WHERE " VOLUNTEER_OWN(
			"$1", "$2") " "
				    "AND v.void_at IS NULL ORDER BY v.seq LIMIT 1",
		"ii", rq->actor->account ? rq->actor->account : INT64_C(-1), volunteer_home(rq));

	if (rows_next(rows) == 1) {
		own = arena_text(rq->arena, rows_text(rows, 0));
		rows_end(rows);
	}
	if (rq_rows_failed(rq, rows) != 0)
		return NULL;
	if (!own)
		for (int i = 0; i < rq->actor->n_held && !own; i++)
			if (rq_reaches(rq, ALL_ROLES, rq->actor->held[i].region))
				own = rq->actor->held[i].region;
	/* A family, or a volunteer between two shifts: the community, not the stairwell. */
	if (own && (!asked || key_is_within(asked, volunteer_community(rq, own))))
		return asked ? asked : volunteer_community(rq, own);
	if (!asked || rq_reaches(rq, ALL_ROLES, asked))
		return asked;
	refuse(rq, 7315, "region", "this place is outside; choose where you live or serve");
	return NULL;
}

static void write_row(struct request *rq, const struct rows *rows)
{
	struct volunteer_slot slot = slot_from(rq, rows);
	struct volunteer_item item = volunteer_item_from(rq, slot.item, rows, 12);
	struct row row = { .slot = slot.id,
			   .region = slot.region,
			   .region_name = rows_text(rows, 9),
			   .place = slot.place,
			   .from_at = slot.from_at,
			   .until_at = slot.until_at,
			   .capacity = slot.capacity,
			   .n_taken = slot.n_taken,
			   .n_left = slot.capacity - slot.n_taken,
			   .booking = rows_text(rows, 10),
			   .state = rows_is_null(rows, 11) ? -1 : (int)rows_int(rows, 11) };

	row.item = item.id;
	row.item_name = item.name;
	row.class = item.item_class;
	row.skill = item.skill;
	row.is_exposed = item.is_exposed;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t from = args->from_at == NOT_GIVEN ? rq->now : args->from_at;
	int64_t until = args->until_at == NOT_GIVEN ? INT64_MAX : args->until_at;
	char end[KEY_MAX + 1];
	const char *region;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 2, args->limit, &page) != 0)
		return -1;
	region = where(rq, args->region);
	rq_reply_rows(rq);
	if (!region) {
		rq_reply_end(rq, 0, NULL);
		return rq->fault.number ? -1 : 0;
	}
	key_end(region, end);
	rows = rq_rows_free(
		rq,
		"SELECT " SLOT_COLUMNS ", g.name, b.id, b.state, " ITEM_COLUMNS
		" FROM volunteer_slot s " JOIN_ITEM
		"LEFT JOIN region g ON g.key = s.region LEFT JOIN volunteer_booking b ON b.seq = "
		"(SELECT max(b.seq) FROM volunteer_booking b JOIN volunteer v "
		"ON v.seq = b.volunteer WHERE b.slot = s.seq AND " BOOKING_HOLDS
		" AND " VOLUNTEER_OWN(
			"$7",
			"$8") ") "
			      "WHERE ((s.region >= $1 AND s.region < $10) "
			      "OR substr($1, 1, length(s.region)) = s.region) AND s.void_at IS NULL "
			      "AND s.until_at > $2 AND s.from_at < $3 "
			      "AND (CAST($4 AS text) IS NULL OR s.item = $4) "
			      "AND (s.from_at > $5 OR (s.from_at = $5 AND s.seq > $6)) "
			      "ORDER BY s.from_at, s.seq LIMIT $9",
		"tiitiiiiit", region, from, until, args->item, page.number[0], page.number[1],
		rq->actor->account ? rq->actor->account : INT64_C(-1), volunteer_home(rq),
		page.limit, end);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64 ":%" PRId64, rows_int(rows, 5), rows_int(rows, 0));
	}
	return page_end(rq, &page, rows, NOT_GIVEN);
}

static const struct command commands[] = {
	{ "volunteer.slot_add", DOES_OWN, .who = VOLUNTEER_SEES, .where = IN_REACH, .run = add,
	  .takes = &add_shape },
	{ "volunteer.slot_void", DOES_OWN, .who = VOLUNTEER_SEES, .where = IN_REACH,
	  .run = call_off, .takes = &void_shape },
	{ "volunteer.slots", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
};

const struct room volunteer_slot_room = OWN_ROOM(volunteer_slot, "Places to help", .tables = tables,
						 .n_tables = (int)COUNT_OF(tables));
