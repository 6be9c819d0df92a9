/* The registry of rooms and commands, and the sentences with which a wrong
 * declaration is refused at start.
 *
 * Rule: no rule, no command; silence means refusal. */
#include "core_tables.h"

#define MAX_COMMANDS 512

const char *const role_names[] = { "commander", "officer",   "grid_worker", "gatekeeper",
				   "sampler",   "medic",     "department",  "storekeeper",
				   "property",  "volunteer", "enterprise",  "resident",
				   "auditor",   "admin",     "clock",       "signed_in",
				   "anyone",    NULL };

struct entry {
	const char *name;
	const struct room *room;
	const struct command *command;
};

#define MAX_ROOMS 128

static const struct room *all_rooms[MAX_ROOMS];
static int n_all_rooms;
static struct entry entries[MAX_COMMANDS];
static int n_entries;

static bool is_name(const char *name, bool has_dot)
{
	int n_dots = 0;

	if (!name || !(*name >= 'a' && *name <= 'z'))
		return false;
	for (const char *p = name; *p; p++) {
		if (*p == '.')
			n_dots++;
		else if (!(*p >= 'a' && *p <= 'z') && !(*p >= '0' && *p <= '9') && *p != '_')
			return false;
	}
	return n_dots == (has_dot ? 1 : 0);
}

/* What is wrong with a field, or NULL. */
static const char *field_fault(const struct field *f)
{
	if (!is_name(f->name, false))
		return "a field's name is lower case with underscores";
	if (!f->label || !*f->label)
		return "a field has no label";
	if (f->kind == KIND_CHOICE && (!f->choices || !f->choices[0]))
		return "a choice has no choices";
	if (f->kind != KIND_CHOICE && f->choices)
		return "only a choice has choices";
	if (f->min > f->max)
		return "a field's smallest value is above its largest";
	if ((f->kind == KIND_TEXT || f->kind == KIND_JSON) && f->max <= 0)
		return "a text names no greatest length";
	if (f->kind == KIND_REF && !f->to)
		return "a reference names no room";
	if (f->secret && f->kind != KIND_TEXT &&
	    (f->secret != SECRET_TEXT || (f->kind != KIND_INT && f->kind != KIND_FLAG)))
		return "only a text, or a number or flag as SECRET_TEXT, can be secret";
	return NULL;
}

static const char *fields_fault(const struct field *fields, int n, const char **name)
{
	for (int i = 0; i < n; i++) {
		const char *fault = field_fault(&fields[i]);

		*name = fields[i].name;
		if (fault)
			return fault;
		for (int k = 0; k < i; k++)
			if (strcmp(fields[k].name, fields[i].name) == 0)
				return "a field is declared twice";
	}
	*name = NULL;
	return NULL;
}

static const char *command_fault(const struct room *room, const struct command *c)
{
	bool is_generic = c->does == DOES_ADD || c->does == DOES_LIST || c->does == DOES_VOID;
	const char *field;

	if (!is_name(c->name, true))
		return "a command's name is thing.verb";
	if (!c->who)
		return "a command names no role";
	if (c->where != IN_REACH && c->where != ANYWHERE)
		return "a command does not say where";
	if (is_generic && room->shape.n == 0)
		return "add, list and void need the room's own fields";
	if (is_generic && c->run)
		return "add, list and void run by themselves";
	if (!is_generic && !c->run)
		return "a command of its own has no run";
	if (c->does == DOES_READ && !c->gives)
		return "a read does not say what it gives";
	if (c->where == ANYWHERE && is_generic)
		return "add, list and void belong to a region";
	if (c->takes) {
		const char *fault = fields_fault(c->takes->fields, c->takes->n, &field);
		if (fault)
			return fault;
		if (shape_field(c->takes, "id") || shape_field(c->takes, "key"))
			return "id and key belong to the envelope";
	}
	return NULL;
}

static bool is_engine_column(const char *name)
{
	return strcmp(name, "id") == 0 || strcmp(name, "seq") == 0 || strcmp(name, "region") == 0 ||
	       strcmp(name, "made_by") == 0 || strcmp(name, "void_at") == 0;
}

static int complain(char why[200], const struct room *room, const char *what, const char *fault)
{
	snprintf(why, 200, "room %s: %s%s%s", room->name ? room->name : "?", what ? what : "",
		 what ? ": " : "", fault);
	return -1;
}

static int room_register(const struct room *room, char why[200])
{
	const char *field = NULL;
	const char *fault = fields_fault(room->shape.fields, room->shape.n, &field);

	if (!is_name(room->name, false))
		return complain(why, room, NULL, "a room's name is lower case with underscores");
	if (!room->label)
		return complain(why, room, NULL, "a room has no label");
	if (fault)
		return complain(why, room, field, fault);
	for (int i = 0; i < room->shape.n; i++)
		if (is_engine_column(room->shape.fields[i].name))
			return complain(why, room, room->shape.fields[i].name,
					"the engine adds this column itself");
	for (int i = 0; i < room->n_tables; i++) {
		const struct table *t = &room->tables[i];

		fault = fields_fault(t->fields, t->n, &field);
		if (fault)
			return complain(why, room, field, fault);
		if (t->bare && !t->key)
			return complain(why, room, t->name, "a bare table names no key");
	}
	for (int i = 0; i < room->n_commands; i++) {
		const struct command *c = &room->commands[i];

		fault = command_fault(room, c);
		if (fault)
			return complain(why, room, c->name, fault);
		if (n_entries == MAX_COMMANDS)
			return complain(why, room, c->name, "too many commands");
		entries[n_entries++] = (struct entry){ c->name, room, c };
	}
	return 0;
}

static int entry_order(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

int rooms_register(const struct room *const *rooms, int n, char why[200])
{
	assert(n < MAX_ROOMS);
	all_rooms[0] = &timer_room;
	memcpy(all_rooms + 1, rooms, (size_t)n * sizeof(rooms[0]));
	n_all_rooms = n + 1;
	n_entries = 0;
	for (int i = 0; i < n_all_rooms; i++) {
		if (room_register(all_rooms[i], why) != 0)
			return -1;
		for (int k = 0; k < i; k++)
			if (strcmp(all_rooms[k]->name, all_rooms[i]->name) == 0)
				return complain(why, all_rooms[i], NULL,
						"a room is declared twice");
	}
	qsort(entries, (size_t)n_entries, sizeof(entries[0]), entry_order);
	for (int i = 1; i < n_entries; i++)
		if (strcmp(entries[i - 1].name, entries[i].name) == 0)
			return complain(why, entries[i].room, entries[i].name,
					"a command is declared twice");
	return 0;
}

const struct room *const *rooms_all(int *n)
{
	*n = n_all_rooms;
	return all_rooms;
}

const struct command *command_find(const char *name, const struct room **room)
{
	struct entry wanted = { .name = name };
	const struct entry *found =
		bsearch(&wanted, entries, (size_t)n_entries, sizeof(entries[0]), entry_order);

	if (found && room)
		*room = found->room;
	return found ? found->command : NULL;
}
