/* Which commands and which problem numbers the scenes have hit.
 *
 * Rule: what no scene hits must be excused in elsewhere.txt, with the reason. */
#include "play.h"
#include "problems.h"

#define MAX_SEEN 2000

static const char *seen_commands[MAX_SEEN];
static int n_seen_commands;
static int seen_problems[MAX_SEEN];
static int n_seen_problems;

void coverage_command(const char *name)
{
	const struct command *command = command_find(name, NULL);

	if (!command)
		return;
	for (int i = 0; i < n_seen_commands; i++)
		if (seen_commands[i] == command->name)
			return;
	if (n_seen_commands < MAX_SEEN)
		seen_commands[n_seen_commands++] = command->name;
}

void coverage_problem(int number)
{
	for (int i = 0; i < n_seen_problems; i++)
		if (seen_problems[i] == number)
			return;
	if (n_seen_problems < MAX_SEEN)
		seen_problems[n_seen_problems++] = number;
}

static bool command_is_seen(const char *name)
{
	for (int i = 0; i < n_seen_commands; i++)
		if (strcmp(seen_commands[i], name) == 0)
			return true;
	return false;
}

static bool problem_is_seen(int number)
{
	for (int i = 0; i < n_seen_problems; i++)
		if (seen_problems[i] == number)
			return true;
	return false;
}

/* elsewhere.txt: "<command or number> <test that hits it> <reason>" per line. */
struct excuse {
	struct excuse *next;
	const char *what, *test;
	bool is_used;
};

/* Whether the test's text names it. */
static bool is_named(const char *path, const char *what)
{
	FILE *file = fopen(path, "r");
	char line[2000];
	bool is_there = false;

	while (file && !is_there && fgets(line, sizeof line, file))
		is_there = strstr(line, what) != NULL;
	if (file)
		fclose(file);
	return is_there;
}

static struct excuse *excuses_read(struct arena *arena, const char *path)
{
	struct excuse *first = NULL;
	FILE *file = fopen(path, "r");
	char line[500], what[65], test[200], reason[2];

	while (file && fgets(line, sizeof line, file)) {
		struct excuse *excuse;

		if (line[0] == '#' || sscanf(line, "%64s %199s %1s", what, test, reason) != 3)
			continue;
		excuse = arena_alloc(arena, sizeof *excuse);
		excuse->what = arena_text(arena, what);
		excuse->test = arena_text(arena, test);
		excuse->next = first;
		first = excuse;
	}
	if (file)
		fclose(file);
	return first;
}

static bool is_excused(struct excuse *excuses, const char *what)
{
	for (; excuses; excuses = excuses->next)
		if (strcmp(excuses->what, what) == 0 && is_named(excuses->test, what))
			return excuses->is_used = true;
	return false;
}

int coverage_missing(struct arena *arena, const char *elsewhere, struct buf *out)
{
	struct excuse *excuses = excuses_read(arena, elsewhere);
	int n_rooms, n_missing = 0;
	const struct room *const *rooms = rooms_all(&n_rooms);

	for (int i = 0; i < n_rooms; i++) {
		for (int k = 0; k < rooms[i]->n_commands; k++) {
			const char *name = rooms[i]->commands[k].name;

			if (command_is_seen(name) || is_excused(excuses, name))
				continue;
			buf_print(out, "     no scene does %s\n", name);
			n_missing++;
		}
	}
	for (const struct problem *p = problems; p->number; p++) {
		if (problem_is_seen(p->number) ||
		    is_excused(excuses, arena_print(arena, "%d", p->number)))
			continue;
		buf_print(out, "     no scene is refused with %d (%s)\n", p->number, p->sentence);
		n_missing++;
	}
	for (const struct excuse *e = excuses; e; e = e->next) {
		if (e->is_used)
			continue;
		buf_print(out,
			  "     elsewhere.txt excuses %s, which scenes hit or nobody declares\n",
			  e->what);
		n_missing++;
	}
	return n_missing;
}
