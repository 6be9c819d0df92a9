/* Boundaries: where a region lies on the map.
 *
 * Kept in WGS-84 (RFC 7946), whatever the source was drawn in; GCJ-02 is turned.
 * Rule: a region has one boundary or none, and nothing else depends on it: rights,
 * counts and duties follow the tree of regions, never a drawn line. */
#include "geometry.h"
#include "region.h"

#include <math.h>

#define GEOMETRY_BYTES (256 << 10)
/* An outline is exact to a thousandth of the region's size: less than a screen shows. */
#define OUTLINE_STEPS 1000
#define KEEPERS       (ADMIN | COMMANDER | OFFICER)

struct shape_row {
	const char *region;
	int datum;
	double west, south, east, north, area_km2;
	int64_t seq;
	const struct json *outline, *geometry;
};
#define REC struct shape_row
static const struct field columns[] = {
	TEXT(region, 2, KEY_MAX, .label = "Region", .need = true),
	CHOICE(datum, datums, .label = "Coordinates of the source", .need = true),
	REAL(west, -180, 180, .label = "West", .need = true),
	REAL(south, -90, 90, .label = "South", .need = true),
	REAL(east, -180, 180, .label = "East", .need = true),
	REAL(north, -90, 90, .label = "North", .need = true),
	REAL(area_km2, 0, 0, .label = "Area, km2", .need = true),
	INT(seq, 1, INT64_MAX, .label = "Command", .need = true),
	JSON(outline, GEOMETRY_BYTES, .label = "Boundary for the screen", .need = true),
	JSON(geometry, GEOMETRY_BYTES, .label = "Boundary", .need = true),
};
static const struct table tables[] = {
	TABLE("region_shape", columns, .bare = true, .key = "region"),
};
#undef REC

struct set_args {
	const char *region;
	const struct json *geometry;
	int datum;
};
#define REC struct set_args
static const struct field set_fields[] = {
	REGION(region, .label = "Region", .need = true),
	JSON(geometry, GEOMETRY_BYTES, .label = "Boundary", .need = true),
	CHOICE(datum, datums, .label = "Coordinates of the source"),
};
static const struct shape set_shape = SHAPE(set_fields);
#undef REC

struct set_reply {
	const char *outcome;
	double area_km2;
	int64_t positions;
};
#define REC struct set_reply
static const struct field set_reply_fields[] = {
	TEXT(outcome, 1, 20, .label = "added, changed or same"),
	REAL(area_km2, 0, 0, .label = "Area, km2"),
	INT(positions, 0, 0, .label = "Positions"),
};
static const struct shape set_reply_shape = SHAPE(set_reply_fields);
#undef REC

struct drop_args {
	const char *region, *reason;
};
#define REC struct drop_args
static const struct field drop_fields[] = {
	REGION(region, .label = "Region", .need = true),
	TEXT(reason, 1, 200, .label = "Reason", .need = true),
};
static const struct shape drop_shape = SHAPE(drop_fields);
#undef REC

static int blame(struct request *rq, enum geometry_fault fault)
{
	switch (fault) {
	case GEOMETRY_FINE:
		return 0;
	case GEOMETRY_NO_POLYGON:
		return refuse(rq, 5301, "geometry",
			      "this is no area: send a GeoJSON Polygon or MultiPolygon");
	case GEOMETRY_NO_POSITION:
		return refuse(rq, 5302, "geometry",
			      "a position is not a longitude from -180 to 180 followed by a "
			      "latitude from -90 to 90; look whether the two are swapped");
	case GEOMETRY_TOO_SHORT:
		return refuse(rq, 5303, "geometry",
			      "a ring has fewer than four positions; the last repeats the first");
	case GEOMETRY_NOT_CLOSED:
		return refuse(rq, 5304, "geometry",
			      "a ring is not closed: let it end at the position it begins with");
	case GEOMETRY_TOO_LONG:
		return refuse(rq, 5305, "geometry",
			      "the boundary has more than 20,000 positions; simplify it first");
	case GEOMETRY_FLAT:
		break;
	}
	return refuse(rq, 5306, "geometry",
		      "a ring encloses nothing; leave it out or draw it anew");
}

static const char *written(struct request *rq, const struct geometry *geometry)
{
	struct buf out;

	buf_init(&out, rq->arena, (size_t)4 << 20);
	geometry_write(&out, geometry);
	return out.bytes;
}

/* "added", "changed" or "same"; NULL when the storage failed. */
static const char *compare(struct request *rq, const char *region, int datum, const char *text)
{
	struct rows *rows = rq_rows(rq,
				    "SELECT datum, geometry FROM region_shape "
				    "WHERE region >= $1 AND region < $2 AND region = $3",
				    "t", region);
	int more = rows_next(rows);
	bool is_same =
		more == 1 && rows_int(rows, 0) == datum && strcmp(rows_text(rows, 1), text) == 0;

	if (more == 1)
		rows_end(rows);
	return more < 0 ? NULL : more == 0 ? "added" : is_same ? "same" : "changed";
}

static int put(struct request *rq, const struct set_args *args, const struct geometry *g,
	       const char *text)
{
	double tolerance = fmax(g->east - g->west, g->north - g->south) / OUTLINE_STEPS;
	struct geometry outline = geometry_outline(rq->arena, g, tolerance);

	/* Free: an insert has no range; the region was found in reach. */
	return rq_run_free(rq,
			   "INSERT INTO region_shape (region, datum, west, south, east, north, "
			   "area_km2, seq, outline, geometry) "
			   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
			   "ON CONFLICT (region) DO UPDATE SET datum = excluded.datum, "
			   "west = excluded.west, south = excluded.south, east = excluded.east, "
			   "north = excluded.north, area_km2 = excluded.area_km2, "
			   "seq = excluded.seq, outline = excluded.outline, "
			   "geometry = excluded.geometry",
			   "tiddddditt", args->region, (int64_t)args->datum, g->west, g->south,
			   g->east, g->north, g->area_km2, rq->seq, written(rq, &outline), text) < 0
		       ? -1
		       : 0;
}

static int set(struct request *rq, const void *record)
{
	struct set_args args = *(const struct set_args *)record;
	enum geometry_fault fault;
	struct geometry geometry;
	struct region region;
	const char *outcome, *text;

	if (region_need(rq, "region", args.region, NULL, &region) != 0)
		return -1;
	if (args.datum < 0)
		args.datum = DATUM_WGS84;
	fault = geometry_read(rq->arena, args.geometry, &geometry);
	if (fault)
		return blame(rq, fault);
	geometry_to_wgs84(&geometry, args.datum);
	fault = geometry_measure(&geometry);
	if (fault)
		return blame(rq, fault);
	text = written(rq, &geometry);
	outcome = compare(rq, args.region, args.datum, text);
	if (!outcome || (strcmp(outcome, "same") != 0 && put(rq, &args, &geometry, text) != 0))
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, outcome);
	out_key(&rq->reply, "area_km2");
	out_real(&rq->reply, geometry.area_km2);
	out_key(&rq->reply, "positions");
	out_int(&rq->reply, geometry.n_positions);
	out_end_object(&rq->reply);
	return 0;
}

static int drop(struct request *rq, const void *record)
{
	const struct drop_args *args = record;
	int64_t n = rq_run(rq,
			   "DELETE FROM region_shape WHERE region >= $1 AND region < $2 "
			   "AND region = $3",
			   "t", args->region);

	if (n < 0)
		return -1;
	if (n == 0)
		return refuse(rq, 5307, "region", "this region has no boundary on the map");
	return 0;
}

static const struct command commands[] = {
	{ "boundary.set", DOES_OWN, KEEPERS, IN_REACH, NULL, set, &set_shape, &set_reply_shape },
	{ "boundary.drop", DOES_OWN, KEEPERS, IN_REACH, NULL, drop, &drop_shape, NULL },
};

const struct room boundary_room =
	OWN_ROOM(boundary, "Boundaries", .tables = tables, .n_tables = (int)COUNT_OF(tables));
