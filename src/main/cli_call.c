/* lianfang call, check, rebuild-tallies and print.
 *
 * Rule: one JSON reply on stdout, whatever happened; the exit code says which. */
#include "cli.h"

#include "args.h"
#include "print.h"

static struct json *arguments(struct arena *arena, const char *command, char **words, int n)
{
	const struct room *room = NULL;
	const struct command *found = command_find(command, &room);
	const struct shape *shape = found ? args_shape(room, found) : NULL;
	struct json *object = arena_alloc(arena, sizeof(*object));

	object->kind = JSON_OBJECT;
	for (int i = 0; i < n; i++) {
		const char *equals = strchr(words[i], '=');

		if (!equals) {
			cli_complain("%s: write arguments as key=value", words[i]);
			return NULL;
		}
		args_add(arena, shape, object,
			 arena_text_n(arena, words[i], (size_t)(equals - words[i])), equals + 1);
	}
	return object;
}

static int call(struct engine *engine, char **argv, int n_words, const char *login,
		const char *lang)
{
	struct arena *arena = arena_new((size_t)256 << 20);
	struct call *done = arena_alloc(arena, sizeof(*done));
	struct envelope envelope = { .command = argv[2], .lang = lang ? lang : cli_lang() };
	struct json *args = arguments(arena, argv[2], argv + 3, n_words - 3);
	struct actor actor;
	struct buf out;
	int outcome = EXIT_USAGE;

	if (args && cli_actor(engine, arena, login, &actor) == 0) {
		envelope.id = json_text(args, "id");
		envelope.key = json_text(args, "key");
		envelope.region = json_text(args, "region");
		if (call_prepare(engine, arena, &actor, &envelope, args, done) == 0)
			call_do(engine, done);
		buf_init(&out, NULL, (size_t)1 << 30);
		call_answer(done, &out);
		printf("%s\n", out.bytes);
		outcome = done->rq.fault.number ? EXIT_PROBLEM : EXIT_OK;
		buf_free(&out);
	}
	arena_free(arena);
	return outcome;
}

int cli_call(int argc, char **argv)
{
	const char *login = NULL, *db = NULL, *lang = NULL;
	const struct cli_option options[] = {
		{ "--as", &login, NULL },
		{ "--db", &db, NULL },
		{ "--lang", &lang, NULL },
	};
	int n = cli_options(argc, argv, options, (int)COUNT_OF(options)), outcome;
	struct engine *engine;

	if (n < 3)
		return cli_usage(argv[0]);
	engine = cli_open(argv[1], db);
	if (!engine)
		return EXIT_PROBLEM;
	outcome = call(engine, argv, n, login, lang);
	engine_close(engine);
	return outcome;
}

struct findings {
	bool has_holes;
	int n_faults, n_holes;
};

/* A place that nobody answers for is news for the level above, not a fault of the data. */
static void found(void *self, const char *sentence)
{
	struct findings *findings = self;
	bool is_hole = strncmp(sentence, "hole:", 5) == 0;

	if (is_hole)
		findings->n_holes++;
	else
		findings->n_faults++;
	if (!is_hole || findings->has_holes)
		printf("%s\n", sentence);
}

int cli_check(int argc, char **argv)
{
	struct findings findings = { 0 };
	const char *db = NULL;
	const struct cli_option options[] = {
		{ "--db", &db, NULL },
		{ "--holes", NULL, &findings.has_holes },
	};
	struct engine *engine;
	char why[200];
	int n;

	if (cli_options(argc, argv, options, (int)COUNT_OF(options)) != 2)
		return cli_usage(argv[0]);
	engine = cli_open(argv[1], db);
	if (!engine)
		return EXIT_PROBLEM;
	n = engine_check(engine, found, &findings, why);
	engine_close(engine);
	if (n < 0)
		return cli_complain("the check could not run: %s", why);
	return findings.n_faults ? EXIT_PROBLEM : EXIT_OK;
}

int cli_rebuild(int argc, char **argv)
{
	const char *db = NULL;
	const struct cli_option options[] = { { "--db", &db, NULL } };
	struct engine *engine;
	char why[200];
	int64_t n;

	if (cli_options(argc, argv, options, (int)COUNT_OF(options)) != 2)
		return cli_usage(argv[0]);
	engine = cli_open(argv[1], db);
	if (!engine)
		return EXIT_PROBLEM;
	n = engine_recount(engine, why);
	engine_close(engine);
	if (n < 0)
		return cli_complain("the tallies could not be counted: %s", why);
	printf("%lld tallies differed\n", (long long)n);
	return EXIT_OK;
}

int cli_print(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "", *how = argc > 2 ? argv[2] : "";
	struct buf out;

	buf_init(&out, NULL, (size_t)256 << 20);
	if (strcmp(what, "ddl") == 0)
		print_ddl(&out, strcmp(how, "postgres") == 0 ? DB_POSTGRES : DB_SQLITE);
	else if (strcmp(what, "openapi") == 0)
		print_openapi(&out);
	else if (strcmp(what, "typescript") == 0)
		print_typescript(&out);
	else if (strcmp(what, "who") == 0)
		print_who(&out);
	else if (strcmp(what, "manual") == 0)
		print_manual(&out, *how ? how : "en");
	else
		return cli_usage(argv[0]);
	fwrite(out.bytes, 1, out.n, stdout);
	if (out.n && out.bytes[out.n - 1] != '\n')
		putchar('\n');
	buf_free(&out);
	return EXIT_OK;
}
