/* What the parts of the command line share.
 *
 * Rule: JSON and results go to stdout; progress and complaints go to stderr. */
#ifndef CLI_H
#define CLI_H

#include "actor.h"

/* Exit codes of the contract. */
enum { EXIT_OK = 0, EXIT_PROBLEM = 1, EXIT_USAGE = 2, EXIT_REFUSED = 3 };

/* One word of the command line. */
struct cli_command {
	const char *name;
	int (*run)(int argc, char **argv); /* argv[0] is the word itself */
	const char *usage;                 /* "DIR KIND FILE [--dry-run]" */
	const char *help;
};

/* Options: "--name value" and "--flag" wherever they stand; taken out of argv. */
struct cli_option {
	const char *name;   /* "--port" */
	const char **value; /* where the value goes, or NULL for a flag */
	bool *flag;
};

/* Take the options out; argv keeps the plain words.  Returns how many words are
 * left, or -1 after a complaint. */
int cli_options(int argc, char **argv, const struct cli_option *options, int n);

/* A complaint about how the command was called; returns EXIT_USAGE. */
int cli_usage(const char *name);
int cli_complain(const char *format, ...) PRINTS(1, 2); /* returns EXIT_PROBLEM */

/* The settings of a directory (config.json): where its database is.  NULL: inside it. */
char *cli_db_url(const char *dir, const char *asked);
/* Remember them.  0 or -1. */
int cli_remember(const char *dir, const char *db_url);

/* Open an initialised directory, quietly; NULL after a complaint. */
struct engine *cli_open(const char *dir, const char *db_url);

/* The program itself, with every right. */
extern const struct actor cli_program;
/* The actor of a login, or the program for NULL.  0, or -1 after a complaint. */
int cli_actor(struct engine *engine, struct arena *arena, const char *login, struct actor *actor);

/* The reader's language by the environment (LC_ALL, LC_MESSAGES, LANG). */
const char *cli_lang(void);

/* A line that rewrites itself, on a terminal only: rows, rate, time left. */
void cli_progress(const char *what, int64_t n, int64_t began, int64_t done, int64_t all);
void cli_progress_end(void);

int cli_init(int argc, char **argv);
int cli_serve(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_export(int argc, char **argv);
int cli_call(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_rebuild(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_verify(int argc, char **argv);
int cli_print(int argc, char **argv);

#endif
