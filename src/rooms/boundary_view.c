/* Looking at boundaries: outlines for a map of one region and what lies directly
 * below it, and one boundary with every position.
 *
 * Rule: a map is never heavier than its screen; who needs each position asks for
 * one region at a time. */
#include "authority.h"
#include "geometry.h"
#include "page.h"

#define EVERYBODY      (ALL_ROLES & ~(unsigned)RESIDENT)
#define GEOMETRY_BYTES (256 << 10)

struct ask {
	const char *region;
};
#define REC struct ask
static const struct field get_fields[] = {
	REGION(region, .label = "Region"),
};
static const struct shape get_shape = SHAPE(get_fields);
#undef REC

struct row {
	const char *key, *name;
	int64_t level;
	int datum;
	double west, south, east, north, area_km2;
	const struct json *geometry;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(key, 2, KEY_MAX, .label = "Region"),
	TEXT(name, 1, 100, .label = "Name"),
	INT(level, 1, 9, .label = "Level"),
	CHOICE(datum, datums, .label = "Coordinates of the source"),
	REAL(west, -180, 180, .label = "West"),
	REAL(south, -90, 90, .label = "South"),
	REAL(east, -180, 180, .label = "East"),
	REAL(north, -90, 90, .label = "North"),
	REAL(area_km2, 0, 0, .label = "Area, km2"),
	JSON(geometry, GEOMETRY_BYTES, .label = "Boundary"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

/* Columns of ROW are the fields of the reply, in their order. */
static void write_row(struct request *rq, const struct rows *rows)
{
	out_object(&rq->reply);
	for (int i = 0; i < (int)COUNT_OF(row_fields); i++) {
		const struct field *f = &row_fields[i];

		out_key(&rq->reply, f->name);
		if (f->kind == KIND_TEXT)
			out_text(&rq->reply, rows_text(rows, i));
		else if (f->kind == KIND_INT)
			out_int(&rq->reply, rows_int(rows, i));
		else if (f->kind == KIND_CHOICE)
			out_text(&rq->reply, datums[rows_int(rows, i)]);
		else if (f->kind == KIND_REAL)
			out_real(&rq->reply, rows_real(rows, i));
		else
			out_raw(&rq->reply, rows_text(rows, i));
	}
	out_end_object(&rq->reply);
}

#define ROW(geometry)                                                                              \
	"SELECT r.key, r.name, r.level, s.datum, s.west, s.south, s.east, s.north, s.area_km2, "   \
	"s." geometry " FROM region_shape s JOIN region r ON r.key = s.region "                    \
	"WHERE r.key >= $1 AND r.key < $2 AND r.valid_until IS NULL "

/* The region's own boundary and those of the regions directly below. */
static int list(struct request *rq, const void *record)
{
	const struct paged *ask = record;
	struct page page;
	struct rows *rows;

	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       ROW("outline") "AND (r.key = $3 OR r.parent = $3) AND r.key > $4 "
				      "ORDER BY r.key LIMIT $5",
		       "tti", rq->region, page.text[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%s", rows_text(rows, 0));
	}
	return page_end(rq, &page, rows, NOT_GIVEN);
}

/* One boundary with every position, to draw on or to take elsewhere. */
static int get(struct request *rq, const void *record)
{
	struct rows *rows = rq_rows(rq, ROW("geometry") "AND r.key = $3", "t", rq->region);
	int more = rows_next(rows);

	(void)record;
	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 5307, "region", "this region has no boundary on the map");
	write_row(rq, rows);
	rows_end(rows);
	return 0;
}

static const struct command commands[] = {
	{ "boundary.list", DOES_READ, EVERYBODY, IN_REACH, NULL, list, &paged_shape, &row_shape },
	{ "boundary.get", DOES_READ, EVERYBODY, IN_REACH, NULL, get, &get_shape, &row_shape },
};

const struct room boundary_view_room = OWN_ROOM(boundary_view, "Map");
