/* Polygons: reading and refusing them, Chinese map coordinates, areas, outlines. */
#include "geometry.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define METRES 111195.0 /* a degree of latitude */

static struct arena *arena;

static enum geometry_fault read_text(const char *text, struct geometry *geometry)
{
	const char *why = NULL;
	struct json *json = json_read(arena, text, strlen(text), &why);

	if (!json)
		fail_msg("%s", why);
	return geometry_read(arena, json, geometry);
}

/* A circle of n positions and the closing one around 117.2, 39.2; `radius` in degrees. */
static const char *circle(int n, double radius)
{
	struct buf out;

	buf_init(&out, arena, (size_t)16 << 20);
	buf_text(&out, "{\"type\":\"Polygon\",\"coordinates\":[[");
	for (int i = 0; i <= n; i++)
		buf_print(&out, "%s[%.9f,%.9f]", i ? "," : "",
			  117.2 + radius * cos(2 * M_PI * (i % n) / n) / cos(39.2 * M_PI / 180),
			  39.2 + radius * sin(2 * M_PI * (i % n) / n));
	buf_text(&out, "]]}");
	return out.bytes;
}

static double metres(struct position a, struct position b)
{
	return hypot((a.lon - b.lon) * cos(a.lat * M_PI / 180), a.lat - b.lat) * METRES;
}

/* Points of Beijing, Shanghai and Shenzhen as other programs convert them. */
static void known_points(void **state)
{
	static const struct position known[][2] = {
		{ { 116.377817, 39.911954 }, { 116.38404722455657, 39.91334545536069 } },
		{ { 121.5272106, 31.1774276 }, { 121.531541859215, 31.17530398364597 } },
		{ { 113.912316, 22.543847 }, { 113.9171764808363, 22.540796131694766 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		assert_true(metres(gcj02_from_wgs84(known[i][0]), known[i][1]) < 0.01);
		assert_true(metres(wgs84_from_gcj02(known[i][1]), known[i][0]) < 0.01);
	}
}

/* Back and forth all over the country comes home to the centimetre; abroad nothing moves. */
static void back_and_forth(void **state)
{
	struct position tokyo = { 139.7, 35.68 };

	(void)state;
	for (double lon = 74; lon < 135; lon += 1.37)
		for (double lat = 4; lat < 53; lat += 1.13) {
			struct position p = { lon, lat }, q = gcj02_from_wgs84(p);

			assert_true(metres(p, q) > 1 && metres(p, q) < 1200);
			assert_true(metres(wgs84_from_gcj02(q), p) < 0.01);
		}
	assert_true(metres(gcj02_from_wgs84(tokyo), tokyo) == 0);
	assert_true(metres(wgs84_from_gcj02(tokyo), tokyo) == 0);
}

static void refusals(void **state)
{
	static const struct {
		const char *text;
		enum geometry_fault fault;
	} cases[] = {
		{ "[]", GEOMETRY_NO_POLYGON },
		{ "{\"type\":\"Polygon\"}", GEOMETRY_NO_POLYGON },
		{ "{\"type\":\"Polygon\",\"coordinates\":[]}", GEOMETRY_NO_POLYGON },
		{ "{\"type\":\"Polygon\",\"coordinates\":[7]}", GEOMETRY_NO_POSITION },
		{ "{\"type\":\"MultiPolygon\",\"coordinates\":[[]]}", GEOMETRY_NO_POLYGON },
		{ "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}", GEOMETRY_NO_POLYGON },
		{ "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[1,2]]]}",
		  GEOMETRY_TOO_SHORT },
		{ "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[5,2],[1,2.1]]]}",
		  GEOMETRY_NOT_CLOSED },
		{ "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[5],[1,2]]]}",
		  GEOMETRY_NO_POSITION },
		{ "{\"type\":\"Polygon\",\"coordinates\":[[[181,2],[3,4],[5,2],[181,2]]]}",
		  GEOMETRY_NO_POSITION },
		{ "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,-90.5],[5,2],[1,2]]]}",
		  GEOMETRY_NO_POSITION },
		{ "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[5,2],[1,2]]]}",
		  GEOMETRY_FINE },
		{ "{\"type\":\"Polygon\",\"coordinates\":[[[1,2,9],[3,4,9],[5,2,9],[1,2,9]]]}",
		  GEOMETRY_FINE },
	};
	struct geometry geometry;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (read_text(cases[i].text, &geometry) != cases[i].fault)
			fail_msg("%s", cases[i].text);
	assert_int_equal(read_text(circle(GEOMETRY_POSITIONS_MAX - 1, 0.1), &geometry),
			 GEOMETRY_FINE);
	assert_int_equal(read_text(circle(GEOMETRY_POSITIONS_MAX, 0.1), &geometry),
			 GEOMETRY_TOO_LONG);
}

/* A circle of 0.1 degrees has pi * 11.1195 ^ 2 = 388.4 km2, wherever it turns. */
static void area_and_box(void **state)
{
	struct geometry geometry;

	(void)state;
	assert_int_equal(read_text(circle(360, 0.1), &geometry), GEOMETRY_FINE);
	assert_int_equal(geometry_measure(&geometry), GEOMETRY_FINE);
	assert_true(fabs(geometry.area_km2 - 388.4) < 0.5);
	assert_true(fabs(geometry.north - 39.3) < 1e-6 && fabs(geometry.south - 39.1) < 1e-6);
	assert_int_equal(
		read_text("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[1,2],[1,2]]]}",
			  &geometry),
		GEOMETRY_FINE);
	assert_int_equal(geometry_measure(&geometry), GEOMETRY_FLAT);
}

/* The outline of a circle stays within its tolerance and is much shorter; specks go,
 * but never everything. */
static void outlines(void **state)
{
	struct geometry full, outline, specks;

	(void)state;
	assert_int_equal(read_text(circle(10000, 0.1), &full), GEOMETRY_FINE);
	assert_int_equal(geometry_measure(&full), GEOMETRY_FINE);
	outline = geometry_outline(arena, &full, 0.0002);
	assert_in_range(outline.n_positions, 20, 200);
	assert_int_equal(geometry_measure(&outline), GEOMETRY_FINE);
	assert_true(fabs(outline.area_km2 - full.area_km2) < 388.4 * 0.006);
	outline = geometry_outline(arena, &full, 0.15); /* coarser than the circle */
	assert_in_range(outline.n_positions, 4, 6);
	assert_int_equal(geometry_measure(&outline), GEOMETRY_FINE);
	assert_int_equal(
		read_text("{\"type\":\"MultiPolygon\",\"coordinates\":["
			  "[[[1,2],[1.001,2],[1.001,2.001],[1,2]]],[[[3,2],[4,2],[4,3],[3,2]]]]}",
			  &specks),
		GEOMETRY_FINE);
	assert_int_equal(geometry_measure(&specks), GEOMETRY_FINE);
	assert_int_equal(geometry_outline(arena, &specks, 0.003).n, 1);
	assert_int_equal(geometry_outline(arena, &specks, 9).n, 2);
}

/* A comb as deep as it is long costs no more than it should, and keeps its teeth. */
static void a_comb(void **state)
{
	struct geometry full, outline;
	struct buf out;

	(void)state;
	buf_init(&out, arena, (size_t)16 << 20);
	buf_text(&out, "{\"type\":\"Polygon\",\"coordinates\":[[[0,0]");
	for (int i = 1; i < GEOMETRY_POSITIONS_MAX - 2; i++)
		buf_print(&out, ",[%.6f,%.6f]", i * 1e-5, i % 2 ? 1.0 + i * 1e-5 : 0.1);
	buf_text(&out, ",[0,0]]]}");
	assert_int_equal(read_text(out.bytes, &full), GEOMETRY_FINE);
	outline = geometry_outline(arena, &full, 0.001);
	assert_true(outline.n_positions > GEOMETRY_POSITIONS_MAX / 2);
}

static void as_written(void **state)
{
	const char *text = "{\"type\":\"Polygon\",\"coordinates\":[[[117.1,39.2],[117.2,39.2],"
			   "[117.1234567,39.3],[117.1,39.2]]]}";
	struct geometry geometry;
	struct buf out;

	(void)state;
	assert_int_equal(read_text(text, &geometry), GEOMETRY_FINE);
	geometry_to_wgs84(&geometry, DATUM_CGCS2000);
	buf_init(&out, arena, 4096);
	geometry_write(&out, &geometry);
	assert_string_equal(out.bytes, text);
}

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)256 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(known_points, begin, end),
		cmocka_unit_test_setup_teardown(back_and_forth, begin, end),
		cmocka_unit_test_setup_teardown(refusals, begin, end),
		cmocka_unit_test_setup_teardown(area_and_box, begin, end),
		cmocka_unit_test_setup_teardown(outlines, begin, end),
		cmocka_unit_test_setup_teardown(a_comb, begin, end),
		cmocka_unit_test_setup_teardown(as_written, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
