/* Printer: the reference tables of the manual, in either language.
 *
 * Rule: everything here comes from the declarations; prose lives in docs/manual. */
#include "print.h"

#include "problems.h"

static const char *const kinds[] = { "text", "whole number", "number", "choice", "yes or no", "day",
				     "time", "id",           "region", "JSON",   "bytes" };

static void print_limits(struct buf *out, const struct field *f)
{
	if (f->choices)
		for (int i = 0; f->choices[i]; i++)
			buf_print(out, "%s`%s`", i ? ", " : "", f->choices[i]);
	else if (f->to)
		buf_print(out, "→ %s", f->to);
	else if (f->kind != KIND_REGION && (f->min || f->max) && f->max != INT64_MAX)
		buf_print(out, "%" PRId64 " – %" PRId64, f->min, f->max);
}

static void print_command(struct buf *out, const struct room *room, const struct command *c,
			  const char *lang)
{
	const struct shape *takes = command_takes(room, c);
	int n = 0;

	buf_print(out, "### `%s`\n\n%s: ", c->name, say(lang, "Allowed to"));
	for (int i = 0; role_names[i]; i++)
		if (c->who & (1u << i))
			buf_print(out, "%s%s", n++ ? ", " : "", say(lang, role_names[i]));
	buf_text(out, "\n\n");
	if (takes->n == 0)
		return;
	buf_print(out, "| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n", say(lang, "Argument"),
		  say(lang, "Meaning"), say(lang, "Kind"), say(lang, "Needed"),
		  say(lang, "Limits"));
	for (int i = 0; i < takes->n; i++) {
		const struct field *f = &takes->fields[i];

		buf_print(out, "| `%s` | %s | %s | %s | ", f->name, say(lang, f->label),
			  say(lang, kinds[f->kind]), f->need ? "*" : "");
		print_limits(out, f);
		buf_text(out, " |\n");
	}
	buf_char(out, '\n');
}

void print_manual(struct buf *out, const char *lang)
{
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);

	buf_print(out, "# %s\n\n", say(lang, "Commands"));
	for (int i = 0; i < n_rooms; i++) {
		buf_print(out, "## %s\n\n", say(lang, rooms[i]->label));
		for (int k = 0; k < rooms[i]->n_commands; k++)
			print_command(out, rooms[i], &rooms[i]->commands[k], lang);
	}
	buf_print(out, "# %s\n\n| %s | HTTP | %s |\n|---|---|---|\n", say(lang, "Problems"),
		  say(lang, "Number"), say(lang, "Meaning"));
	for (const struct problem *p = problems; p->number; p++)
		buf_print(out, "| %d | %d | %s |\n", p->number, p->status, say(lang, p->sentence));
}
