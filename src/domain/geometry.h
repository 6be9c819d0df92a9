/* Geometry of regions: reading GeoJSON polygons, turning Chinese map coordinates
 * into WGS-84, measuring, and making outlines light enough for a screen.
 *
 * Rule: what is kept is RFC 7946: WGS-84, longitude first, outer rings counter-
 * clockwise and holes clockwise; the input may be older and is turned, never
 * refused for its direction. */
#ifndef GEOMETRY_H
#define GEOMETRY_H

#include "json.h"

/* As many as one boundary may have: a county along a coast has some thousand. */
#define GEOMETRY_POSITIONS_MAX 20000

/* Coordinate systems of maps in China.  GCJ-02 is shifted by up to 700 m; CGCS2000
 * and WGS-84 differ by centimetres, which is nothing here. */
enum datum { DATUM_WGS84, DATUM_GCJ02, DATUM_CGCS2000 };
extern const char *const datums[];

struct position {
	double lon, lat;
};
/* The last position repeats the first. */
struct ring {
	struct position *at;
	int n;
};
/* The first ring is the outer one, the others are holes. */
struct polygon {
	struct ring *rings;
	int n;
};
struct geometry {
	struct polygon *polygons;
	int n, n_positions;
	double west, south, east, north; /* after geometry_measure */
	double area_km2;
};

/* Why a geometry is not one. */
enum geometry_fault {
	GEOMETRY_FINE,
	GEOMETRY_NO_POLYGON,  /* neither Polygon nor MultiPolygon */
	GEOMETRY_NO_POSITION, /* not a longitude and a latitude */
	GEOMETRY_TOO_SHORT,   /* a ring of fewer than four positions */
	GEOMETRY_NOT_CLOSED,
	GEOMETRY_TOO_LONG, /* more than GEOMETRY_POSITIONS_MAX positions */
	GEOMETRY_FLAT,     /* a ring that encloses nothing */
};

/* Read a GeoJSON geometry into the arena; heights are left out. */
enum geometry_fault geometry_read(struct arena *arena, const struct json *json,
				  struct geometry *geometry);

/* Turn every position from `datum` into WGS-84, rounded to a centimetre. */
void geometry_to_wgs84(struct geometry *geometry, enum datum datum);

/* Turn rings the right way, and find the box and the area.  GEOMETRY_FLAT when some
 * ring encloses less than a square metre. */
enum geometry_fault geometry_measure(struct geometry *geometry);

/* The geometry without what is smaller than `tolerance` degrees of latitude
 * (Douglas and Peucker 1973); every polygon that is seen keeps four positions. */
struct geometry geometry_outline(struct arena *arena, const struct geometry *geometry,
				 double tolerance);

/* Write it as a GeoJSON geometry. */
void geometry_write(struct buf *out, const struct geometry *geometry);

/* One position from WGS-84 to GCJ-02, and back by iteration (error below a
 * centimetre); outside China both are the same. */
struct position gcj02_from_wgs84(struct position wgs84);
struct position wgs84_from_gcj02(struct position gcj02);

#endif
