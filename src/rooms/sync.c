/* What a phone carries into the field: the households, people, sweeps and doors of
 * its regions, and afterwards only what changed.
 *
 * Rule: a cursor is the number of the last command seen; commands get their number
 * and their commit in one order, so nothing is skipped.  A cursor of another epoch, or
 * from the future, belongs to another database: the phone starts anew. */
#include "authority.h"
#include "edited.h"
#include "engine.h"
#include "packing.h"

#define MOST_HOUSEHOLDS 60000
#define PACKET_ROWS     20000

struct edited_row {
	int kind;
	int64_t item, seq, fields, by;
};
#define REC struct edited_row
static const struct field edited_columns[] = {
	CHOICE(kind, edited_kinds, .label = "What was edited", .need = true),
	INT(item, 1, INT64_MAX, .label = "Number of its row", .need = true),
	INT(seq, 1, INT64_MAX, .label = "Command", .need = true),
	INT(fields, 1, INT64_MAX, .label = "Bits of the fields that changed", .need = true),
	INT(by, 0, INT64_MAX, .label = "Account", .need = true),
};
static const struct table tables[] = {
	TABLE("edited", edited_columns, .bare = true, .key = "kind, item, seq"),
};
#undef REC

struct ask {
	const char *region;
	int64_t cursor, limit;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Region", .need = true),
	INT(cursor, 0, INT64_MAX, .label = "Cursor of the last packet; 0 at first"),
	INT(limit, 1, 50000, .label = "Rows in one packet"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct packet {
	int64_t cursor, now, n_pushed;
	int is_more;
	const char *epoch;
	const struct json *postings, *tables, *gone;
};
#define REC struct packet
static const struct field packet_fields[] = {
	INT(cursor, 0, INT64_MAX, .label = "Cursor for the next packet"),
	FLAG(is_more, .label = "More is waiting"),
	TEXT(epoch, 16, 16, .label = "Which database this is; another one: start anew"),
	AT(now, .label = "The server's clock"),
	INT(n_pushed, 0, INT64_MAX, .label = "Commands of this session kept from its pushes"),
	JSON(postings, 1 << 20, .label = "Own postings: role, region, from_at, until_at"),
	JSON(tables, 64 << 20, .label = "By table: columns once, then rows"),
	JSON(gone, 64 << 20, .label = "Numbers of what left the region; taken first"),
};
static const struct shape packet_shape = SHAPE(packet_fields);
#undef REC

/* Open ones and those to come, so that a phone without network ends them by itself. */
static void write_postings(struct request *rq)
{
	struct buf *out = &rq->reply;

	out_key(out, "postings");
	out_list(out);
	for (int i = 0; i < rq->actor->n_held; i++) {
		const struct held *held = &rq->actor->held[i];

		if (held->until_at != NOT_GIVEN && held->until_at <= rq->now)
			continue;
		out_object(out);
		out_key(out, "role");
		out_text(out, role_word(held->role));
		out_key(out, "region");
		out_text(out, held->region);
		out_key(out, "from_at");
		out_int(out, held->from_at);
		out_key(out, "until_at");
		out_int(out, held->until_at);
		out_end_object(out);
	}
	out_end_list(out);
}

static int pull(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct span span = { .after = ask->cursor == NOT_GIVEN ? 0 : ask->cursor };
	/* Doors are enough for whoever helps out; who lives there is the keepers' (R3). */
	bool has_people = rq_reaches(rq, GRID_WORKER | OFFICER, rq->region);
	struct sync_marks marks;
	int is_more;

	if (!*rq->region || tally_read(rq, rq->region, "household", NULL) > MOST_HOUSEHOLDS)
		return refuse(rq, 4881, "region",
			      "this region is too large for a phone; choose a street or a grid");
	if (sync_marks_read(rq->db, rq->arena, rq->actor->session, &marks) != 0)
		return -1;
	if (span.after > marks.head)
		return refuse(rq, 4883, "cursor",
			      "the server was set back to an earlier day; fetch everything anew");
	span.up_to = marks.head;
	is_more = packing_end(rq, &span, ask->limit == NOT_GIVEN ? PACKET_ROWS : ask->limit,
			      &span.up_to);
	if (is_more < 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "cursor");
	out_int(&rq->reply, span.up_to);
	out_key(&rq->reply, "is_more");
	out_flag(&rq->reply, is_more);
	sync_marks_write(&rq->reply, &marks, rq->now);
	write_postings(rq);
	if (packing_write(rq, &span, has_people) != 0)
		return -1;
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

static const struct command commands[] = {
	{ "sync.pull", DOES_READ, GRID_WORKER | OFFICER | VOLUNTEER | PROPERTY, IN_REACH, NULL,
	  pull, &ask_shape, &packet_shape },
};

const struct room sync_room = OWN_ROOM(sync, "Taking a region along", .tables = tables,
				       .n_tables = (int)COUNT_OF(tables));
