/* lianfang init: a directory, its first account, and the link to sign in with.
 *
 * Rule: there is no default password; the link works once and for three days. */
#include "cli.h"

#define LINK_MS (3 * MS_PER_DAY)

/* A command as the program; the answer's seq, or -1 after a complaint. */
static int64_t command(struct engine *engine, struct arena *arena, const char *name,
		       const char *args)
{
	struct call *call = arena_alloc(arena, sizeof(*call));
	struct envelope envelope = { .command = name, .lang = cli_lang() };
	const char *why;
	struct json *tree = json_read(arena, args, strlen(args), &why);

	if (call_prepare(engine, arena, &cli_program, &envelope, tree, call) == 0)
		call_do(engine, call);
	if (!call->rq.fault.number)
		return call->rq.seq;
	cli_complain("%s: %s%s%s", name, call->rq.fault.field ? call->rq.fault.field : "",
		     call->rq.fault.field ? ": " : "", call->rq.fault.sentence);
	return -1;
}

static int first_account(struct engine *engine, const char *dir)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct fault fault = { .lang = cli_lang() };
	int64_t account = command(engine, arena, "account.add",
				  "{\"login\":\"admin\",\"name\":\"Administrator\"}");
	char token[44];
	int outcome = EXIT_PROBLEM;

	if (account < 0 || command(engine, arena, "posting.add",
				   "{\"account\":\"admin\",\"role\":\"admin\",\"region\":\"\","
				   "\"duty\":\"chief\",\"order_ref\":\"init\"}") < 0)
		goto out;
	if (link_make(engine, arena, account, clock_now() + LINK_MS, token, &fault)) {
		cli_complain("%s", fault.sentence);
		goto out;
	}
	printf("%s is ready.\n"
	       "The administrator's login is admin.  Start `lianfang serve %s` and open this link\n"
	       "once, within three days, to set the password:\n\n"
	       "  http://127.0.0.1:8080/link/%s\n",
	       dir, dir, token);
	outcome = EXIT_OK;
out:
	arena_free(arena);
	return outcome;
}

int cli_init(int argc, char **argv)
{
	const char *db = NULL;
	const struct cli_option options[] = { { "--db", &db, NULL } };
	struct engine *engine;
	char why[200];
	int outcome;

	if (cli_options(argc, argv, options, (int)COUNT_OF(options)) != 2)
		return cli_usage(argv[0]);
	if (engine_init(argv[1], db, why))
		return cli_complain("%s", why);
	if (db && cli_remember(argv[1], db))
		return cli_complain("%s/config.json cannot be written", argv[1]);
	engine = cli_open(argv[1], db);
	if (!engine)
		return EXIT_PROBLEM;
	outcome = first_account(engine, argv[1]);
	engine_close(engine);
	return outcome;
}
