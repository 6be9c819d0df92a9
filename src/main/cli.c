/* The common half of the command line; see cli.h.
 *
 * Rule: a complaint says what was wrong and what would be right. */
#include "cli.h"

#include <sys/stat.h>
#include <unistd.h>

const struct actor cli_program = { .login = "program", .is_program = true };

int cli_complain(const char *format, ...)
{
	va_list args;

	fputs("lianfang: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return EXIT_PROBLEM;
}

static const struct cli_option *find_option(const struct cli_option *options, int n,
					    const char *word, const char **value)
{
	size_t length = strcspn(word, "=");

	*value = word[length] ? word + length + 1 : NULL;
	for (int i = 0; i < n; i++)
		if (strlen(options[i].name) == length &&
		    strncmp(options[i].name, word, length) == 0)
			return &options[i];
	return NULL;
}

int cli_options(int argc, char **argv, const struct cli_option *options, int n)
{
	bool is_over = false;
	int n_words = 0;

	for (int i = 0; i < argc; i++) {
		const struct cli_option *option;
		const char *value;

		if (strcmp(argv[i], "--") == 0 && !is_over) {
			is_over = true;
			continue;
		}
		if (is_over || strncmp(argv[i], "--", 2) != 0) {
			argv[n_words++] = argv[i];
			continue;
		}
		option = find_option(options, n, argv[i], &value);
		if (!option) {
			cli_complain("there is no option %s here", argv[i]);
			return -1;
		}
		if (option->flag) {
			*option->flag = true;
		} else if (value || i + 1 < argc) {
			*option->value = value ? value : argv[++i];
		} else {
			cli_complain("%s needs a value", argv[i]);
			return -1;
		}
	}
	return n_words;
}

static char *config_path(const char *dir)
{
	char *path = NULL;

	if (asprintf(&path, "%s/config.json", dir) < 0)
		abort();
	return path;
}

char *cli_db_url(const char *dir, const char *asked)
{
	char *path = config_path(dir), text[4096], *url = NULL;
	FILE *file = asked ? NULL : fopen(path, "re");
	struct arena *arena = arena_new(65536);
	const char *why, *found = asked;

	if (file) {
		size_t n = fread(text, 1, sizeof(text), file);
		const struct json *config = json_read(arena, text, n, &why);

		found = config && config->kind == JSON_OBJECT ? json_text(config, "db") : NULL;
		fclose(file);
	}
	if (found)
		url = strdup(found);
	arena_free(arena);
	free(path);
	return url;
}

int cli_remember(const char *dir, const char *db_url)
{
	char *path = config_path(dir);
	struct buf buf;
	FILE *file;
	int outcome = -1;

	buf_init(&buf, NULL, 8192);
	out_object(&buf);
	out_key(&buf, "db");
	out_text(&buf, db_url);
	out_end_object(&buf);
	buf_char(&buf, '\n');
	file = fopen(path, "we");
	/* The URL may hold a password. */
	if (file && fchmod(fileno(file), 0600) == 0 && fwrite(buf.bytes, 1, buf.n, file) == buf.n)
		outcome = 0;
	if (file && fclose(file))
		outcome = -1;
	buf_free(&buf);
	free(path);
	return outcome;
}

struct engine *cli_open(const char *dir, const char *db_url)
{
	char why[200] = "", *url = cli_db_url(dir, db_url);
	struct engine_config config = { .dir = dir, .db_url = url, .is_quiet = true };
	struct engine *engine = engine_open(&config, why);

	if (!engine)
		cli_complain("%s", why);
	free(url);
	return engine;
}

int cli_actor(struct engine *engine, struct arena *arena, const char *login, struct actor *actor)
{
	*actor = cli_program;
	if (!login)
		return 0;
	memset(actor, 0, sizeof(*actor));
	if (actor_from_login(engine, arena, login, clock_now(), actor) == 0)
		return 0;
	cli_complain("there is no active account called %s", login);
	return -1;
}

const char *cli_lang(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? "zh-CN" : "en";
	}
	return "en";
}

static bool has_progress;

void cli_progress(const char *what, int64_t n, int64_t began, int64_t done, int64_t all)
{
	int64_t ms = clock_ticks() - began;

	if (!isatty(STDERR_FILENO) || ms <= 0)
		return;
	has_progress = true;
	fprintf(stderr, "\r\033[K%s %lld, %lld/s", what, (long long)n, (long long)(n * 1000 / ms));
	if (done > 0 && all >= done)
		fprintf(stderr, ", %lld%%, %lld s left", (long long)(done * 100 / all),
			(long long)((double)ms * (double)(all - done) / (double)done / 1000));
}

void cli_progress_end(void)
{
	if (has_progress)
		fputs("\r\033[K", stderr);
	has_progress = false;
}
