/* Printer: schema.ts, from which the web draws lists and forms by kind.
 *
 * Rule: names are the C names; the web never renames. */
#include "print.h"

static const char *const kinds[] = { "text", "int", "real",   "choice", "flag", "day",
				     "at",   "ref", "region", "json",   "blob" };
static const char *const secrets[] = { NULL, "name", "phone", "id_number", "text" };
static const char *const does[] = { "add", "list", "void", "write", "read" };

/* Quoted; labels may hold apostrophes. */
static void print_label(struct buf *out, const char *text)
{
	struct buf label;

	buf_init(&label, NULL, 4096);
	out_text(&label, text);
	buf_text(out, label.bytes);
	buf_free(&label);
}

static void print_field(struct buf *out, const struct field *f)
{
	buf_print(out, "{ name: '%s', kind: '%s', label: ", f->name, kinds[f->kind]);
	print_label(out, f->label);
	if (f->need)
		buf_text(out, ", need: true");
	if (f->min || f->max)
		buf_print(out, ", min: %.17g, max: %.17g", (double)f->min, (double)f->max);
	if (f->choices) {
		buf_text(out, ", choices: [");
		for (int i = 0; f->choices[i]; i++)
			buf_print(out, "%s'%s'", i ? ", " : "", f->choices[i]);
		buf_char(out, ']');
	}
	if (f->secret)
		buf_print(out, ", secret: '%s'", secrets[f->secret]);
	if (f->to)
		buf_print(out, ", to: '%s'", f->to);
	if (f->since)
		buf_print(out, ", since: '%s'", f->since);
	buf_text(out, " }");
}

static void print_fields(struct buf *out, const char *name, const struct shape *shape,
			 const char *indent)
{
	buf_print(out, "%s%s: [", indent, name);
	for (int i = 0; shape && i < shape->n; i++) {
		buf_print(out, "%s\n%s  ", i ? "," : "", indent);
		print_field(out, &shape->fields[i]);
	}
	if (shape && shape->n)
		buf_print(out, "\n%s", indent);
	buf_text(out, "]");
}

static void print_command(struct buf *out, const struct room *room, const struct command *c)
{
	buf_print(out, "      '%s': {\n        does: '%s', where: '%s',\n        who: [", c->name,
		  does[c->does], c->where == IN_REACH ? "reach" : "anywhere");
	for (int i = 0, n = 0; role_names[i]; i++)
		if (c->who & (1u << i))
			buf_print(out, "%s'%s'", n++ ? ", " : "", role_names[i]);
	buf_text(out, "],\n");
	print_fields(out, "takes", command_takes(room, c), "        ");
	buf_text(out, ",\n");
	print_fields(out, "gives", command_gives(room, c), "        ");
	buf_text(out, "\n      }");
}

void print_typescript(struct buf *out)
{
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);

	buf_text(out,
		 "// Printed by `lianfang print typescript`; do not edit.\n\n"
		 "export type Kind = 'text' | 'int' | 'real' | 'choice' | 'flag' | 'day' | 'at' | "
		 "'ref' "
		 "| 'region' | 'json' | 'blob'\n"
		 "export interface Field {\n  name: string\n  kind: Kind\n  label: string\n"
		 "  need?: boolean\n  min?: number\n  max?: number\n  choices?: string[]\n"
		 "  secret?: 'name' | 'phone' | 'id_number' | 'text'\n  to?: string\n  since?: "
		 "string\n}\n"
		 "export interface Command {\n  does: 'add' | 'list' | 'void' | 'write' | 'read'\n"
		 "  where: 'reach' | 'anywhere'\n  who: string[]\n  takes: Field[]\n  gives: "
		 "Field[]\n}\n"
		 "export interface Room {\n  label: string\n  fields: Field[]\n"
		 "  commands: Record<string, Command>\n}\n\n"
		 "export const rooms: Record<string, Room> = {\n");
	for (int i = 0; i < n_rooms; i++) {
		buf_print(out, "%s  %s: {\n    label: ", i ? ",\n" : "", rooms[i]->name);
		print_label(out, rooms[i]->label);
		buf_text(out, ",\n");
		print_fields(out, "fields", &rooms[i]->shape, "    ");
		buf_text(out, ",\n    commands: {\n");
		for (int k = 0; k < rooms[i]->n_commands; k++) {
			buf_text(out, k ? ",\n" : "");
			print_command(out, rooms[i], &rooms[i]->commands[k]);
		}
		buf_text(out, "\n    }\n  }");
	}
	buf_text(out, "\n}\n");
}
