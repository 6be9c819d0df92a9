/* lianfang import and export: the same sheets as over HTTP, without its limits.
 *
 * Rule: the last line on stdout is the count, as other tools read it. */
#include "cli.h"

#include "export.h"
#include "import.h"
#include "sheet.h"

static int64_t began;

static void progress(void *self, const struct import_figures *figures)
{
	(void)self;
	cli_progress("rows", figures->read, began, figures->done_bytes, figures->all_bytes);
}

static int finish_import(const struct import_plan *plan, const struct import_figures *figures,
			 const struct fault *fault, int outcome)
{
	struct buf out;

	cli_progress_end();
	if (outcome)
		cli_complain("%s%s%s", fault->field ? fault->field : "", fault->field ? ": " : "",
			     fault->sentence);
	if (figures->ignored[0])
		fprintf(stderr, "columns left out, their headings mean nothing here: %s\n",
			figures->ignored);
	for (int i = 0; i < figures->n_errors; i++)
		fprintf(stderr, "row %lld: %s%s%s\n", (long long)figures->errors[i].line,
			figures->errors[i].field, figures->errors[i].field[0] ? ": " : "",
			figures->errors[i].sentence);
	if (figures->refused > figures->n_errors)
		fprintf(stderr, "… and %lld more\n",
			(long long)(figures->refused - figures->n_errors));
	buf_init(&out, NULL, 4096);
	out_object(&out);
	import_write(&out, figures, plan->edition != NULL);
	out_end_object(&out);
	printf("%s\n", out.bytes);
	buf_free(&out);
	/* An edition of which nothing was taken ends as every sheet with refused rows does. */
	if (outcome && fault->number != 4959)
		return EXIT_PROBLEM;
	return figures->refused ? EXIT_REFUSED : EXIT_OK;
}

static int import(struct engine *engine, struct import_plan *plan, const char *login, bool is_bulk)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct import_figures *figures = calloc(1, sizeof(*figures));
	struct fault fault = { .lang = plan->lang };
	struct actor actor;
	int outcome = EXIT_PROBLEM;

	if (!figures)
		abort();
	plan->engine = engine;
	plan->actor = &actor;
	plan->progress = progress;
	began = clock_ticks();
	if (cli_actor(engine, arena, login, &actor)) {
		outcome = EXIT_USAGE;
	} else if (is_bulk && engine_bulk(engine, true)) {
		cli_complain("the search indexes cannot be put aside");
	} else {
		outcome = import_run(plan, figures, &fault);
		if (is_bulk && engine_bulk(engine, false))
			cli_complain(
				"the search indexes cannot be built; the next start tries again");
		outcome = finish_import(plan, figures, &fault, outcome);
	}
	free(figures);
	arena_free(arena);
	return outcome;
}

int cli_import(int argc, char **argv)
{
	const char *db = NULL, *login = NULL, *lang = NULL;
	bool is_bulk = false;
	struct import_plan plan = { 0 };
	const struct cli_option options[] = {
		{ "--db", &db, NULL },
		{ "--as", &login, NULL },
		{ "--lang", &lang, NULL },
		{ "--errors", &plan.errors_path, NULL },
		{ "--edition", &plan.edition, NULL },
		{ "--datum", &plan.datum, NULL },
		{ "--dry-run", NULL, &plan.is_dry },
		{ "--bulk", NULL, &is_bulk },
	};
	struct engine *engine;
	int outcome;

	if (cli_options(argc, argv, options, (int)COUNT_OF(options)) != 4)
		return cli_usage(argv[0]);
	plan.kind = argv[2];
	plan.path = argv[3];
	plan.lang = lang ? lang : cli_lang();
	engine = cli_open(argv[1], db);
	if (!engine)
		return EXIT_PROBLEM;
	outcome = import(engine, &plan, login, is_bulk);
	engine_close(engine);
	return outcome;
}

/* Export. */

struct writing {
	struct sheet_out *out;
	int64_t n;
};

static void write_row(void *self, const char *const *cells, int n)
{
	struct writing *writing = self;

	sheet_row(writing->out, cells, n);
	writing->n++;
}

static int export(struct export *export, const char *path)
{
	const char *dot = strrchr(path, '.');
	struct writing writing = { 0 };
	int64_t start = clock_ticks();
	int more;

	writing.out = sheet_make(path, dot && strcmp(dot, ".xlsx") == 0 ? SHEET_XLSX : SHEET_CSV);
	if (!writing.out)
		return cli_complain("%s: %s", path, strerror(errno));
	export_head(export, write_row, &writing);
	while ((more = export_page(export, write_row, &writing)) == 1)
		cli_progress("rows", writing.n, start, 0, 0);
	cli_progress_end();
	if (sheet_finish(writing.out))
		return cli_complain("%s cannot be written", path);
	if (more < 0)
		return cli_complain("%s", export_why(export));
	printf("{\"rows\":%lld}\n", (long long)(writing.n - EXPORT_HEAD_ROWS));
	return EXIT_OK;
}

int cli_export(int argc, char **argv)
{
	const char *db = NULL, *login = NULL, *region = NULL, *lang = NULL;
	const struct cli_option options[] = {
		{ "--db", &db, NULL },
		{ "--as", &login, NULL },
		{ "--region", &region, NULL },
		{ "--lang", &lang, NULL },
	};
	struct arena *arena;
	struct engine *engine;
	struct actor actor;
	int outcome = EXIT_USAGE;

	if (cli_options(argc, argv, options, (int)COUNT_OF(options)) != 4)
		return cli_usage(argv[0]);
	engine = cli_open(argv[1], db);
	if (!engine)
		return EXIT_PROBLEM;
	arena = arena_new((size_t)1 << 20);
	if (cli_actor(engine, arena, login, &actor) == 0) {
		struct export_plan plan = { .engine = engine,
					    .actor = &actor,
					    .kind = argv[2],
					    .region = region,
					    .lang = lang ? lang : cli_lang() };
		struct export *made = export_open(&plan);

		outcome = made ? export(made, argv[3])
			       : cli_complain("there is no sheet of that kind");
		export_close(made);
	}
	arena_free(arena);
	engine_close(engine);
	return outcome;
}
