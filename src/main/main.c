/* lianfang: the words of the command line.
 *
 * Rule: declarations are checked before anything else; a wrong one does not start. */
#include "assets.h"
#include "cli.h"
#include "demo.h"
#include "log.h"
#include "rooms.h"
#include "say.h"
#include "version.h"

static const struct cli_command commands[] = {
	{ "init", cli_init, "DIR [--db URL]",
	  "Make a data directory and print a one-time link with which the administrator\n"
	  "sets a password.  DIR may be new.  --db postgres://… keeps the data in PostgreSQL;\n"
	  "the directory remembers it." },
	{ "serve", cli_serve,
	  "DIR [--port N] [--host ADDRESS] [--db URL] [--tls-cert FILE --tls-key FILE]\n"
	  "         [--per-address N] [--connections N] [--queue N] [--threads N] [--readers N]\n"
	  "         [--slow-seconds N] [--ahead MINUTES] [--log]",
	  "Serve the API, the console and the field pages.  The first line on stdout names the\n"
	  "address.  --port 0 takes a free one (default 8080); --host 127.0.0.1 by default.\n"
	  "--queue: commands that may wait before 503 (16384); --log: one line per command.\n"
	  "--ahead: an exercise; the clock runs that many minutes ahead." },
	{ "import", cli_import,
	  "DIR KIND FILE [--dry-run] [--errors OUT.csv] [--edition DATE] [--as LOGIN] [--bulk]",
	  "Read a CSV or XLSX sheet; each row is one command.\n"
	  "KIND: region household resident organisation staff posting.\n"
	  "boundary FILE.geojson [--datum wgs84|gcj02|cgcs2000]: boundaries of regions.\n"
	  "The last line on stdout counts the rows; exit 0 when none was refused, 3 when some\n"
	  "were.  --errors writes the refused rows with the reason; --edition compares a whole\n"
	  "territory with what is valid from that day; --bulk builds the search indexes at the\n"
	  "end (for first loads)." },
	{ "export", cli_export, "DIR KIND FILE [--region CODE] [--as LOGIN] [--lang zh-CN|en]",
	  "Write a CSV or XLSX sheet (by FILE's ending), masked, in reach." },
	{ "call", cli_call, "DIR COMMAND [key=value …] [--as LOGIN] [--lang zh-CN|en]",
	  "Send one command and print its JSON reply; exit 1 with the problem when refused.\n"
	  "Without --as it acts as the program, with every right.  id=… makes a write\n"
	  "repeatable, key=… is the row's own id." },
	{ "check", cli_check, "DIR [--holes]",
	  "Check every invariant; one line per fault, exit 1 if there is any.\n"
	  "--holes also lists places nobody answers for." },
	{ "rebuild-tallies", cli_rebuild, "DIR",
	  "Count every tally again from the facts; prints how many differed." },
	{ "backup", cli_backup, "DIR FILE [--with-keys]",
	  "Write a consistent, compressed copy while the server runs.  Without --with-keys\n"
	  "the key file stays out: keep it elsewhere, or names and numbers are lost." },
	{ "restore", cli_restore, "FILE DIR [--db URL] [--keys FILE]",
	  "Make a new data directory from a backup." },
	{ "verify-backup", cli_verify, "FILE",
	  "Check every hash of a backup and open what is in it." },
	{ "demo", cli_demo, "DIR [--size street|district|city] [--seed N] [--db URL]",
	  "Make a directory with the territory of Tianjin and invented people." },
	{ "print", cli_print, "ddl|openapi|typescript|who|manual [postgres|zh-CN]",
	  "Print what the declarations say." },
};

static const struct cli_command *find_command(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void print_help(FILE *to)
{
	fprintf(to, "lianfang %s: joint defence of a city, from the city down to the door\n\n",
		LIANFANG_VERSION);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		fprintf(to, "lianfang %s %s\n", commands[i].name, commands[i].usage);
	fprintf(to, "\nlianfang COMMAND --help tells more; the manual page is lianfang(1).\n");
}

static void print_one(FILE *to, const struct cli_command *command)
{
	fprintf(to, "lianfang %s %s\n\n%s\n", command->name, command->usage, command->help);
}

int cli_usage(const char *name)
{
	const struct cli_command *command = find_command(name);

	if (command)
		print_one(stderr, command);
	return EXIT_USAGE;
}

/* The tables of words from the binary. */
static int load_words(void)
{
	static const char prefix[] = "locale:";

	for (const struct asset *asset = assets; asset->path; asset++) {
		size_t n = sizeof(prefix) - 1;

		if (strncmp(asset->path, prefix, n) != 0 || strcmp(asset->path + n, "en") == 0)
			continue;
		if (say_load(asset->path + n, (const char *)asset->bytes,
			     (size_t)(asset->bytes_end - asset->bytes)) != 0)
			return -1;
	}
	return 0;
}

static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	const struct cli_command *command = argc > 1 ? find_command(argv[1]) : NULL;
	char why[200];

	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("lianfang %s\n", LIANFANG_VERSION);
		return EXIT_OK;
	}
	if (!command) {
		bool asked = argc > 1 && (wants_help(argc, argv) || strcmp(argv[1], "help") == 0);

		if (argc > 1 && !asked)
			cli_complain("there is no command %s", argv[1]);
		print_help(asked ? stdout : stderr);
		return asked ? EXIT_OK : EXIT_USAGE;
	}
	if (wants_help(argc - 1, argv + 1)) {
		print_one(stdout, command);
		return EXIT_OK;
	}
	crypto_start();
	log_set_level(LOG_WARN);
	if (rooms_register(rooms_list, n_rooms_list, why))
		return cli_complain("%s", why);
	if (load_words())
		return cli_complain("a table of words in the program is not JSON");
	return command->run(argc - 1, argv + 1);
}
