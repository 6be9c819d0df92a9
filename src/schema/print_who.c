/* Printer: the matrix command × role × reach, read by reviewers as carefully as code.
 *
 * Rule: what is not in this table is refused. */
#include "print.h"

static void print_roles(struct buf *out, unsigned who)
{
	for (int i = 0; role_names[i]; i++)
		buf_print(out, "%s", who & (1u << i) ? " X" : " .");
}

void print_who(struct buf *out)
{
	static const char *const does[] = { "add", "list", "void", "write", "read" };
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);

	buf_text(
		out,
		"# Who may do what: one row a command; X marks the roles whose posting allows it.\n"
		"# reach: the region must lie in the posting's; late: the same, or in those of\n"
		"# the instant in device_at; anywhere: not about territory.\n"
		"# Columns:");
	for (int i = 0; role_names[i]; i++)
		buf_print(out, " %s", role_names[i]);
	buf_char(out, '\n');
	for (int i = 0; i < n_rooms; i++)
		for (int k = 0; k < rooms[i]->n_commands; k++) {
			const struct command *c = &rooms[i]->commands[k];

			buf_print(out, "%-24s %-5s %-8s", c->name, does[c->does],
				  c->who & LATE          ? "late"
				  : c->where == IN_REACH ? "reach"
							 : "anywhere");
			print_roles(out, c->who);
			buf_char(out, '\n');
		}
}
