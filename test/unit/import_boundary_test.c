/* A GeoJSON file of boundaries through the import: every feature is answered for. */
#include "import.h"
#include "rooms.h"

#include <setjmp.h>
#include <unistd.h>

#include <cmocka.h>

static const struct actor program = { .login = "program", .is_program = true };
static struct engine *engine;
static struct arena *arena;
static char dir[] = "/tmp/lianfang-shapes.XXXXXX";
static char path[80], errors_path[80], remove_dir[80];

#define SQUARE                                                                                     \
	"{\"type\":\"Polygon\",\"coordinates\":[[[117.1,39.2],[117.2,39.2],[117.2,39.3],"          \
	"[117.1,39.3],[117.1,39.2]]]}"
#define FEATURE(properties, geometry)                                                              \
	"{\"type\":\"Feature\",\"properties\":" properties ",\"geometry\":" geometry "}"

#define MARK  "\xEF\xBB\xBF"
#define ONE   FEATURE("{\"code\":\"120113003000\"}", SQUARE)
#define TWO   FEATURE("{\"code\":120113003012}", SQUARE)
#define THREE FEATURE("{\"name\":\"佳园里社区\"}", SQUARE)

static const char *answer(const char *command, const char *args)
{
	struct envelope envelope = { .command = command };
	struct call *call = arena_alloc(arena, sizeof(*call));
	const char *why;

	if (call_prepare(engine, arena, &program, &envelope,
			 json_read(arena, args, strlen(args), &why), call) ||
	    call_do(engine, call))
		fail_msg("%s: %d %s", command, call->rq.fault.number, call->rq.fault.sentence);
	return call->rq.reply.bytes;
}

static void write_file(const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static int run(const char *datum, bool is_dry, struct import_figures *figures, struct fault *fault)
{
	struct import_plan plan = {
		.engine = engine,
		.actor = &program,
		.kind = "boundary",
		.path = path,
		.errors_path = errors_path,
		.datum = datum,
		.lang = "en",
		.is_dry = is_dry,
	};

	memset(figures, 0, sizeof(*figures));
	memset(fault, 0, sizeof(*fault));
	return import_run(&plan, figures, fault);
}

static void good_ones(void **state)
{
	struct import_figures figures;
	struct fault fault;
	const char *reply;

	(void)state;
	write_file(MARK "{\"type\":\"FeatureCollection\",\"features\":[" ONE "," TWO "," THREE
			"]}");
	assert_int_equal(run(NULL, true, &figures, &fault), 0);
	assert_int_equal(figures.added, 3);
	assert_null(strstr(answer("boundary.list", "{\"region\":\"120113003\"}"), "west"));
	assert_int_equal(run(NULL, false, &figures, &fault), 0);
	assert_int_equal(figures.read, 3);
	assert_int_equal(figures.added, 3);
	assert_int_equal(run(NULL, false, &figures, &fault), 0);
	assert_int_equal(figures.same, 3);
	assert_int_equal(run("gcj02", false, &figures, &fault), 0);
	assert_int_equal(figures.changed, 3);
	assert_int_equal(figures.refused, 0);
	assert_int_not_equal(access(errors_path, F_OK), 0);
	reply = answer("boundary.get", "{\"region\":\"120113003013\"}");
	assert_non_null(strstr(reply, "\"datum\":\"gcj02\""));
	assert_null(strstr(reply, "\"west\":117.1,")); /* some 500 m further west now */
}

/* 20,001 positions: refused with 5305. */
static const char *too_long(void)
{
	struct buf out;

	buf_init(&out, arena, (size_t)1 << 20);
	buf_text(&out, "{\"type\":\"Polygon\",\"coordinates\":[[");
	for (int i = 0; i < 20000; i++)
		buf_print(&out, "[%d,%d],", i % 180, i % 90);
	buf_text(&out, "[0,0]]]}");
	return out.bytes;
}

static void bad_ones(void **state)
{
	static const char *const wanted[] = {
		"5305",
		"several regions have this name",
		"no region in your reach",
		"names no region",
		"not a region code",
		"this is no area",
		"no such region",
	};
	struct import_figures figures;
	struct fault fault;
	struct buf text;

	(void)state;
	buf_init(&text, arena, (size_t)4 << 20);
	buf_print(&text,
		  "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE(
			  "{\"code\":\"120113003000\"}", "%s") ",",
		  too_long());
	buf_text(&text, FEATURE("{\"name\":\"第一网格\"}", SQUARE) ",");
	buf_text(&text, FEATURE("{\"name\":\"无此社区\"}", SQUARE) ",");
	buf_text(&text, FEATURE("{}", SQUARE) ",");
	buf_text(&text, FEATURE("{\"code\":\"12x\"}", SQUARE) ",");
	buf_text(&text, FEATURE("{\"code\":\"120113003012\"}", "null") ",");
	buf_text(&text, FEATURE("{\"code\":\"120113099000\"}", SQUARE) "]}");
	write_file(text.bytes);
	assert_int_equal(run(NULL, false, &figures, &fault), 0);
	assert_int_equal(figures.read, COUNT_OF(wanted));
	assert_int_equal(figures.refused, COUNT_OF(wanted));
	assert_non_null(strstr(figures.errors[0].sentence, "20,000 positions"));
	for (size_t i = 1; i < COUNT_OF(wanted); i++)
		if (!strstr(figures.errors[i].sentence, wanted[i]))
			fail_msg("%s", figures.errors[i].sentence);
	assert_int_equal(access(errors_path, F_OK), 0);
}

static void no_collection(void **state)
{
	static const char *const texts[] = { SQUARE, "[]", "{\"type\":\"FeatureCollection\"}", "",
					     "{" };
	struct import_figures figures;
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		write_file(texts[i]);
		assert_int_equal(run(NULL, false, &figures, &fault), -1);
		assert_int_equal(fault.number, 4951);
	}
	unlink(path);
	assert_int_equal(run(NULL, false, &figures, &fault), -1);
	assert_int_equal(fault.number, 4951);
}

static int begin(void **state)
{
	static const char *const regions[][3] = {
		{ "12", "1", "天津市" },
		{ "1201", "2", "市辖区" },
		{ "120113", "3", "北辰区" },
		{ "120113003", "4", "瑞景街道" },
		{ "120113003012", "5", "双环邨社区" },
		{ "120113003013", "5", "佳园里社区" },
		{ "120113003012001", "6", "第一网格" },
		{ "120113003013001", "6", "第一网格" },
	};
	struct engine_config config = { .dir = dir, .is_quiet = true };
	char why[200];

	(void)state;
	arena = arena_new((size_t)64 << 20);
	if (!mkdtemp(dir) || engine_init(dir, NULL, why))
		return -1;
	engine = engine_open(&config, why);
	if (!engine)
		return -1;
	snprintf(remove_dir, sizeof(remove_dir), "rm -r %s", dir);
	snprintf(path, sizeof(path), "%s/shapes.geojson", dir);
	snprintf(errors_path, sizeof(errors_path), "%s/errors.csv", dir);
	for (size_t i = 0; i < COUNT_OF(regions); i++)
		answer("region.add",
		       arena_print(arena, "{\"code\":\"%s\",\"level\":%s,\"name\":\"%s\"}",
				   regions[i][0], regions[i][1], regions[i][2]));
	return 0;
}

static int end(void **state)
{
	(void)state;
	engine_close(engine);
	arena_free(arena);
	return system(remove_dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones),
		cmocka_unit_test(bad_ones),
		cmocka_unit_test(no_collection),
	};
	char why[200];

	crypto_start();
	if (rooms_register(rooms_list, n_rooms_list, why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	return cmocka_run_group_tests(tests, begin, end);
}
