/* What is still to do: the work list of a walk, and the text for a group chat.
 *
 * Rule: the text names doors, never people; it says what the list says. */
#include "door_row.h"
#include "figures.h"
#include "region.h"

#define LOOKERS (GRID_WORKER | OFFICER | COMMANDER | VOLUNTEER | PROPERTY)

struct ask {
	const char *region, *sweep, *day;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Building, grid or community", .need = true),
	REF(sweep, "sweep", .label = "Sweep", .need = true),
	DAY(day, .label = "Day"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct share {
	const char *text;
};
#define REC struct share
static const struct field share_fields[] = {
	TEXT(text, 0, 100000, .label = "Text for the group"),
};
static const struct shape share_shape = SHAPE(share_fields);
#undef REC

static int worklist(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct sweep sweep;
	int n;

	if (sweep_find(rq, ask->sweep, &sweep) != 0)
		return -1;
	const struct door_row *list =
		doors_missing(rq, &sweep, sweep_day(rq, &sweep, ask->day), &n);
	if (rq->fault.number)
		return -1;
	rq_reply_rows(rq);
	for (int i = 0; i < n; i++)
		door_row_write(rq, &list[i]);
	rq_reply_end(rq, n, NULL);
	return 0;
}

/* Words of the two languages the text is pasted in. */
struct words {
	const char *done[2]; /* households, persons: name, valid, due */
	const char *missing, *floor, *next_floor;
};
static const struct words chinese = {
	{ "%s %" PRId64 "/%" PRId64 " 户已报", "%s %" PRId64 "/%" PRId64 " 人已报" },
	"，未报：",
	"%s%" PRId64 "层",
	"；",
};
static const struct words english = {
	{ "%s: %" PRId64 " of %" PRId64 " households reported",
	  "%s: %" PRId64 " of %" PRId64 " persons reported" },
	"; not yet: ",
	"%sfloor %" PRId64 ":",
	"; ",
};

/* Name of the stairwell in front of the floor, where the region is one. */
static const char *stairwell(struct request *rq, const struct door_row *row)
{
	if (key_level(row->region) != LEVEL_STAIRWELL || !row->place)
		return "";
	return arena_print(rq->arena, "%s%s", row->place, rq->lang[0] == 'z' ? "" : " ");
}

static void write_missing(struct request *rq, struct buf *text, const struct words *words,
			  const struct door_row *list, int n)
{
	for (int i = 0; i < n; i++) {
		const struct door_row *row = &list[i], *before = i ? &list[i - 1] : NULL;
		bool is_new = !before || !doors_share_floor(before, row);

		/* Several persons of one household: the door once. */
		if (before && before->household_seq == row->household_seq)
			continue;
		if (is_new) {
			buf_text(text, before ? words->next_floor : words->missing);
			if (row->floor != NOT_GIVEN)
				buf_print(text, words->floor, stairwell(rq, row), row->floor);
			else
				buf_text(text, stairwell(rq, row));
		}
		if (!is_new || (row->floor != NOT_GIVEN || *stairwell(rq, row)))
			buf_char(text, ' ');
		buf_text(text, row->door);
	}
}

/* One line for one building, or for what stands in a grid beside its buildings. */
static int write_line(struct request *rq, struct buf *text, const struct sweep *sweep,
		      const char *day, const char *region, const char *name,
		      const struct door_row *list, int n)
{
	const struct words *words = rq->lang[0] == 'z' ? &chinese : &english;
	int64_t figures[N_FIGURES];

	if (sweep_figures(rq, sweep, region, day, figures) != 0)
		return -1;
	if (figures[DUE] == 0)
		return 0;
	if (text->n)
		buf_char(text, '\n');
	buf_print(text, words->done[sweep->target], name, figures[VALID], figures[DUE]);
	write_missing(rq, text, words, list, n);
	return 0;
}

/* Buildings below the region, one line each, in the order of their keys. */
static int write_buildings(struct request *rq, struct buf *text, const struct sweep *sweep,
			   const char *day, const struct door_row *list, int n)
{
	struct rows *rows = rq_rows(rq,
				    "SELECT r.key, " BUILDING_NAME " FROM region r " JOIN_BUILDING(
					    "r.key") "WHERE r.key >= $1 AND r.key < $2 "
						     "AND length(r.key) = 20 ORDER BY r.key",
				    "");
	int first = 0;

	while (rows_next(rows) == 1) {
		const char *key = arena_text(rq->arena, rows_text(rows, 0));
		int last;

		while (first < n && strcmp(list[first].region, key) < 0)
			first++;
		for (last = first; last < n && key_is_within(list[last].region, key);)
			last++;
		if (write_line(rq, text, sweep, day, key, arena_text(rq->arena, rows_text(rows, 1)),
			       list + first, last - first) != 0)
			return -1;
		first = last;
	}
	return rq_rows_failed(rq, rows);
}

static int share(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct sweep sweep;
	struct buf text;
	int n, n_loose = 0;

	if (sweep_find(rq, ask->sweep, &sweep) != 0)
		return -1;
	const char *day = sweep_day(rq, &sweep, ask->day);
	struct door_row *list = doors_missing(rq, &sweep, day, &n);
	if (rq->fault.number)
		return -1;
	buf_init(&text, rq->arena, 1 << 20);
	if (key_level(rq->region) >= LEVEL_BUILDING) {
		if (write_line(rq, &text, &sweep, day, rq->region,
			       region_name(rq, rq->region, NULL), list, n) != 0)
			return -1;
	} else {
		/* The whole first, with the doors that stand in no building. */
		struct door_row *loose = arena_alloc(rq->arena, (size_t)(n + 1) * sizeof(*loose));

		for (int i = 0; i < n; i++)
			if (key_level(list[i].region) < LEVEL_BUILDING)
				loose[n_loose++] = list[i];
		if (write_line(rq, &text, &sweep, day, rq->region,
			       region_name(rq, rq->region, NULL), loose, n_loose) != 0 ||
		    write_buildings(rq, &text, &sweep, day, list, n) != 0)
			return -1;
	}
	out_object(&rq->reply);
	out_key(&rq->reply, "text");
	out_text(&rq->reply, text.n ? text.bytes : "");
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "sweep.worklist", DOES_READ, LOOKERS, IN_REACH, NULL, worklist, &ask_shape,
	  &door_row_shape },
	{ "sweep.share", DOES_READ, LOOKERS, IN_REACH, NULL, share, &ask_shape, &share_shape },
};

const struct room sweep_worklist_room = OWN_ROOM(sweep_worklist, "Work lists");
