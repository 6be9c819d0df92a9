/* Polygons of regions; see geometry.h.
 *
 * Rule: everything here is arithmetic on the arena, no SQL. */
#include "geometry.h"

#include <math.h>

const char *const datums[] = { "wgs84", "gcj02", "cgcs2000", NULL };

#define RADIUS_KM   6371.0072 /* of the sphere with the area of the Earth */
#define PI          3.14159265358979323846
#define RADIANS     (PI / 180)
#define FLAT_KM2    1e-6
#define CENTIMETRES 1e7 /* of a degree */
#define WORK_EACH   200 /* looks at a position; log2 of 20,000 are 15 */

/* Coordinates of Chinese maps.  The published approximation of GCJ-02 on the
 * ellipsoid of Krassowsky; checked against known points in test/unit/geometry_test.c. */

static bool is_in_china(struct position p)
{
	return p.lon > 72.004 && p.lon < 137.8347 && p.lat > 0.8293 && p.lat < 55.8271;
}

static double waves(double x)
{
	return (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2 / 3;
}

static struct position shift(struct position p)
{
	const double a = 6378245.0, ee = 0.00669342162296594323;
	double x = p.lon - 105, y = p.lat - 35;
	double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) +
		       waves(x) + (20 * sin(y * PI) + 40 * sin(y / 3 * PI)) * 2 / 3 +
		       (160 * sin(y / 12 * PI) + 320 * sin(y * PI / 30)) * 2 / 3;
	double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + waves(x) +
		      (20 * sin(x * PI) + 40 * sin(x / 3 * PI)) * 2 / 3 +
		      (150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI)) * 2 / 3;
	double s = sin(p.lat * RADIANS), magic = 1 - ee * s * s, root = sqrt(magic);

	return (struct position){
		.lon = east / (a / root * cos(p.lat * RADIANS) * RADIANS),
		.lat = north / (a * (1 - ee) / (magic * root) * RADIANS),
	};
}

struct position gcj02_from_wgs84(struct position wgs84)
{
	struct position by = { 0, 0 };

	if (is_in_china(wgs84))
		by = shift(wgs84);
	return (struct position){ wgs84.lon + by.lon, wgs84.lat + by.lat };
}

struct position wgs84_from_gcj02(struct position gcj02)
{
	struct position guess = gcj02;

	if (!is_in_china(gcj02))
		return gcj02;
	/* The shift changes by less than a thousandth of the way: each turn gains
	 * three digits. */
	for (int i = 0; i < 6; i++) {
		struct position by = shift(guess);

		guess.lon = gcj02.lon - by.lon;
		guess.lat = gcj02.lat - by.lat;
	}
	return guess;
}

void geometry_to_wgs84(struct geometry *geometry, enum datum datum)
{
	for (int i = 0; i < geometry->n; i++)
		for (int k = 0; k < geometry->polygons[i].n; k++) {
			const struct ring *ring = &geometry->polygons[i].rings[k];

			for (int m = 0; m < ring->n; m++) {
				struct position *p = &ring->at[m];

				if (datum == DATUM_GCJ02)
					*p = wgs84_from_gcj02(*p);
				p->lon = round(p->lon * CENTIMETRES) / CENTIMETRES;
				p->lat = round(p->lat * CENTIMETRES) / CENTIMETRES;
			}
		}
}

/* Reading. */

static bool is_number(const struct json *json)
{
	return json && (json->kind == JSON_INT || json->kind == JSON_REAL);
}

static enum geometry_fault read_position(const struct json *json, struct position *p)
{
	if (json->kind != JSON_LIST || !is_number(json->first) || !is_number(json->first->next))
		return GEOMETRY_NO_POSITION;
	p->lon = json->first->real;
	p->lat = json->first->next->real;
	if (!(fabs(p->lon) <= 180) || !(fabs(p->lat) <= 90))
		return GEOMETRY_NO_POSITION;
	return GEOMETRY_FINE;
}

static enum geometry_fault read_ring(struct arena *arena, const struct json *json,
				     struct geometry *geometry, struct ring *ring)
{
	enum geometry_fault fault = GEOMETRY_FINE;

	if (json->kind != JSON_LIST)
		return GEOMETRY_NO_POSITION;
	if (json->n < 4)
		return GEOMETRY_TOO_SHORT;
	if (json->n > GEOMETRY_POSITIONS_MAX - geometry->n_positions)
		return GEOMETRY_TOO_LONG;
	geometry->n_positions += json->n;
	ring->at = arena_alloc(arena, sizeof(*ring->at) * (size_t)json->n);
	for (const struct json *p = json->first; p && !fault; p = p->next)
		fault = read_position(p, &ring->at[ring->n++]);
	if (fault)
		return fault;
	if (ring->at[0].lon != ring->at[ring->n - 1].lon ||
	    ring->at[0].lat != ring->at[ring->n - 1].lat)
		return GEOMETRY_NOT_CLOSED;
	return GEOMETRY_FINE;
}

static enum geometry_fault read_polygon(struct arena *arena, const struct json *json,
					struct geometry *geometry)
{
	struct polygon *polygon = &geometry->polygons[geometry->n++];
	enum geometry_fault fault = GEOMETRY_FINE;

	if (json->kind != JSON_LIST || json->n == 0)
		return GEOMETRY_NO_POLYGON;
	polygon->rings = arena_alloc(arena, sizeof(*polygon->rings) * (size_t)json->n);
	for (const struct json *r = json->first; r && !fault; r = r->next)
		fault = read_ring(arena, r, geometry, &polygon->rings[polygon->n++]);
	return fault;
}

enum geometry_fault geometry_read(struct arena *arena, const struct json *json,
				  struct geometry *geometry)
{
	const char *type = json->kind == JSON_OBJECT ? json_text(json, "type") : NULL;
	const struct json *at = type ? json_get(json, "coordinates") : NULL;
	enum geometry_fault fault = GEOMETRY_FINE;

	*geometry = (struct geometry){ .n = 0 };
	if (!at || at->kind != JSON_LIST || at->n == 0)
		return GEOMETRY_NO_POLYGON;
	if (strcmp(type, "Polygon") == 0) {
		geometry->polygons = arena_alloc(arena, sizeof(*geometry->polygons));
		return read_polygon(arena, at, geometry);
	}
	if (strcmp(type, "MultiPolygon") != 0)
		return GEOMETRY_NO_POLYGON;
	geometry->polygons = arena_alloc(arena, sizeof(*geometry->polygons) * (size_t)at->n);
	for (const struct json *p = at->first; p && !fault; p = p->next)
		fault = read_polygon(arena, p, geometry);
	return fault;
}

/* Measuring. */

/* Area on the sphere, positive when counter-clockwise (Chamberlain and Duquette 2007). */
static double ring_km2(const struct ring *ring)
{
	double sum = 0;

	for (int i = 0; i + 1 < ring->n; i++) {
		const struct position *p = &ring->at[i], *q = &ring->at[i + 1];

		sum += (p->lon - q->lon) * RADIANS *
		       (2 + sin(p->lat * RADIANS) + sin(q->lat * RADIANS));
	}
	return sum * RADIUS_KM * RADIUS_KM / 2;
}

static void turn(struct ring *ring)
{
	for (int i = 0, k = ring->n - 1; i < k; i++, k--) {
		struct position p = ring->at[i];

		ring->at[i] = ring->at[k];
		ring->at[k] = p;
	}
}

static void widen(struct geometry *box, const struct ring *ring)
{
	for (int i = 0; i < ring->n; i++) {
		box->west = fmin(box->west, ring->at[i].lon);
		box->east = fmax(box->east, ring->at[i].lon);
		box->south = fmin(box->south, ring->at[i].lat);
		box->north = fmax(box->north, ring->at[i].lat);
	}
}

enum geometry_fault geometry_measure(struct geometry *geometry)
{
	geometry->west = geometry->south = INFINITY;
	geometry->east = geometry->north = -INFINITY;
	geometry->area_km2 = 0;
	for (int i = 0; i < geometry->n; i++)
		for (int k = 0; k < geometry->polygons[i].n; k++) {
			struct ring *ring = &geometry->polygons[i].rings[k];
			double km2 = ring_km2(ring);

			if (fabs(km2) < FLAT_KM2)
				return GEOMETRY_FLAT;
			if ((km2 > 0) != (k == 0))
				turn(ring);
			geometry->area_km2 += k == 0 ? fabs(km2) : -fabs(km2);
			widen(geometry, ring);
		}
	return GEOMETRY_FINE;
}

/* Outlines. */

struct thinning {
	const struct ring *ring;
	bool *keeps;
	int *todo;      /* pairs of ends that are still to look at */
	int64_t work;   /* positions that may still be looked at */
	double squeeze; /* a degree of longitude in degrees of latitude */
};

static double distance(const struct thinning *t, int p, int from, int to)
{
	const struct position *a = &t->ring->at[from], *b = &t->ring->at[to];
	double x = (t->ring->at[p].lon - a->lon) * t->squeeze, y = t->ring->at[p].lat - a->lat;
	double bx = (b->lon - a->lon) * t->squeeze, by = b->lat - a->lat;
	double length2 = bx * bx + by * by;
	double along = length2 > 0 ? fmin(1, fmax(0, (x * bx + y * by) / length2)) : 0;

	return hypot(x - along * bx, y - along * by);
}

/* The position between two that lies farthest from their line; -1 when none does. */
static int farthest(const struct thinning *t, int from, int to, double *far)
{
	int found = -1;

	*far = 0;
	for (int i = from + 1; i < to; i++) {
		double d = distance(t, i, from, to);

		if (d > *far) {
			*far = d;
			found = i;
		}
	}
	return found;
}

static void thin(struct thinning *t, int from, int to, double tolerance)
{
	int n = 0;

	t->todo[n++] = from;
	t->todo[n++] = to;
	while (n) {
		int b = t->todo[--n], a = t->todo[--n];
		double far;
		int i;

		/* A line drawn to cost the square of its length stays as it is. */
		t->work -= b - a;
		if (t->work < 0) {
			memset(t->keeps + a, true, (size_t)(b - a));
			continue;
		}
		i = farthest(t, a, b, &far);
		if (i < 0 || far <= tolerance)
			continue;
		t->keeps[i] = true;
		t->todo[n++] = a;
		t->todo[n++] = i;
		t->todo[n++] = i;
		t->todo[n++] = b;
	}
}

/* A ring is cut at its first position and the one farthest from it. */
static struct ring thin_ring(struct arena *arena, const struct ring *ring, double tolerance)
{
	size_t n = (size_t)ring->n;
	struct thinning t = {
		.ring = ring,
		.keeps = arena_alloc(arena, n * sizeof(bool)),
		.todo = arena_alloc(arena, (2 * n + 4) * sizeof(int)),
		.work = WORK_EACH * ring->n,
		.squeeze = cos(ring->at[0].lat * RADIANS),
	};
	struct ring out = { .at = arena_alloc(arena, n * sizeof(*out.at)) };
	double far, before, after;
	int end = ring->n - 1, cut = farthest(&t, 0, end, &far);
	int i, k;

	if (cut < 0)
		return *ring;
	t.keeps[0] = t.keeps[cut] = t.keeps[end] = true;
	i = farthest(&t, 0, cut, &before);
	k = farthest(&t, cut, end, &after);
	if (i >= 0 || k >= 0) /* the corner that makes it more than a line */
		t.keeps[before >= after ? i : k] = true;
	thin(&t, 0, cut, tolerance);
	thin(&t, cut, end, tolerance);
	for (int p = 0; p < ring->n; p++)
		if (t.keeps[p])
			out.at[out.n++] = ring->at[p];
	return out;
}

static bool is_seen(const struct ring *ring, double tolerance)
{
	struct geometry box = {
		.west = INFINITY, .south = INFINITY, .east = -INFINITY, .north = -INFINITY
	};

	widen(&box, ring);
	return box.east - box.west > tolerance || box.north - box.south > tolerance;
}

struct geometry geometry_outline(struct arena *arena, const struct geometry *geometry,
				 double tolerance)
{
	struct geometry out = *geometry;

	out.n = out.n_positions = 0;
	out.polygons = arena_alloc(arena, sizeof(*out.polygons) * (size_t)geometry->n);
	for (int i = 0; i < geometry->n; i++) {
		const struct polygon *from = &geometry->polygons[i];
		struct polygon *to = &out.polygons[out.n];

		if (!is_seen(&from->rings[0], tolerance))
			continue;
		to->rings = arena_alloc(arena, sizeof(*to->rings) * (size_t)from->n);
		for (int k = 0; k < from->n; k++)
			if (is_seen(&from->rings[k], tolerance)) {
				to->rings[to->n] = thin_ring(arena, &from->rings[k], tolerance);
				out.n_positions += to->rings[to->n++].n;
			}
		out.n++;
	}
	return out.n ? out : *geometry;
}

/* Writing. */

static void write_ring(struct buf *out, const struct ring *ring)
{
	out_list(out);
	for (int i = 0; i < ring->n; i++) {
		out_list(out);
		out_real(out, ring->at[i].lon);
		out_real(out, ring->at[i].lat);
		out_end_list(out);
	}
	out_end_list(out);
}

void geometry_write(struct buf *out, const struct geometry *geometry)
{
	bool is_one = geometry->n == 1;

	out_object(out);
	out_key(out, "type");
	out_text(out, is_one ? "Polygon" : "MultiPolygon");
	out_key(out, "coordinates");
	if (!is_one)
		out_list(out);
	for (int i = 0; i < geometry->n; i++) {
		out_list(out);
		for (int k = 0; k < geometry->polygons[i].n; k++)
			write_ring(out, &geometry->polygons[i].rings[k]);
		out_end_list(out);
	}
	if (!is_one)
		out_end_list(out);
	out_end_object(out);
}
