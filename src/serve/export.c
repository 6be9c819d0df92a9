/* Lists into sheets; see export.h.
 *
 * Rule: each page is the list command itself with the caller's postings, so that
 * reach and masks are decided where they always are. */
#include "export.h"

#include "args.h"
#include "sheet_map.h"

#define PAGE_ROWS   200
#define PAGE_BYTES  ((size_t)64 << 20)
#define N_CELLS_MAX 64

/* What the engine's own list says of a row before the room's fields. */
static const struct field own_fields[] = {
	{ .name = "id", .kind = KIND_TEXT, .max = 64, .label = "Id" },
	{ .name = "region", .kind = KIND_REGION, .max = KEY_MAX, .label = "Region", .need = true },
};
#define N_OWN ((int)COUNT_OF(own_fields))

/* A region whose children are still to be listed. */
struct place {
	struct place *next;
	char key[KEY_MAX + 1];
};

struct export
{
	struct export_plan plan;
	const struct sheet_of *of;
	const struct command *command;
	const struct shape *takes, *gives;
	const struct field *parent; /* regions: the column that the walk knows */
	struct arena *arena;        /* of one page */
	char region[KEY_MAX + 1];
	bool has_region;
	char *cursor;
	struct place *places; /* regions: depth first */
	struct fault fault;
	char why[300];
};

struct export *export_open(const struct export_plan *plan)
{
	const struct sheet_of *of = sheet_of_kind(plan->kind);
	const struct room *room = NULL;
	const struct command *command = of ? command_find(of->list, &room) : NULL;
	struct export *export;

	if (!command)
		return NULL;
	export = calloc(1, sizeof(*export));
	if (!export)
		abort();
	export->plan = *plan;
	export->of = of;
	export->command = command;
	export->takes = args_shape(room, command);
	export->gives = command->gives ? command->gives : &room->shape;
	export->arena = arena_new(PAGE_BYTES);
	if (strcmp(of->kind, "region") == 0)
		export->parent = shape_field(sheet_shape(of->add), "parent_code");
	/* A code that is none goes to the command as it is, which refuses it. */
	if (plan->region) {
		export->has_region = true;
		if (key_from_code(plan->region, export->region))
			snprintf(export->region, sizeof(export->region), "%s", plan->region);
	}
	return export;
}

void export_close(struct export *export)
{
	if (!export)
		return;
	while (export->places) {
		struct place *place = export->places;

		export->places = place->next;
		free(place);
	}
	free(export->cursor);
	arena_free(export->arena);
	free(export);
}

const struct fault *export_fault(const struct export *export)
{
	return &export->fault;
}

const char *export_why(const struct export *export)
{
	return export->why;
}

static bool has_argument(const struct export *export, const char *name)
{
	return export->command->does == DOES_LIST || shape_field(export->takes, name) != NULL;
}

void export_head(struct export *export, void (*row)(void *self, const char *const *cells, int n),
		 void *self)
{
	const char *names[N_CELLS_MAX], *words[N_CELLS_MAX];
	int n = 0;

	if (export->parent) {
		names[n] = say(export->plan.lang, export->parent->label);
		words[n++] = sheet_explain(export->arena, export->parent, export->plan.lang, true);
	}
	for (int i = 0; export->of->is_drawn && i < N_OWN; i++) {
		names[n] = say(export->plan.lang, own_fields[i].label);
		words[n] = sheet_explain(export->arena, &own_fields[i], export->plan.lang, n == 0);
		n++;
	}
	for (int i = 0; i < export->gives->n && n < N_CELLS_MAX; i++) {
		const struct field *field = &export->gives->fields[i];

		names[n] = say(export->plan.lang, field->label);
		words[n] = sheet_explain(export->arena, field, export->plan.lang, n == 0);
		n++;
	}
	row(self, names, n);
	row(self, words, n);
}

static const char *flag_text(const struct export *export, int64_t flag)
{
	return say(export->plan.lang, flag ? "yes" : "no");
}

/* A member of a row as the text of a cell. */
static const char *cell_text(struct export *export, const struct field *field,
			     const struct json *value)
{
	struct buf out;
	char at[32];

	if (!value || value->kind == JSON_NULL)
		return "";
	switch (value->kind) {
	case JSON_TEXT:
		return field->kind == KIND_CHOICE ? say(export->plan.lang, value->text)
						  : value->text;
	case JSON_FLAG:
		return flag_text(export, value->number);
	case JSON_INT:
		if (field->kind == KIND_FLAG)
			return flag_text(export, value->number);
		if (field->kind != KIND_AT)
			return arena_print(export->arena, "%lld", (long long)value->number);
		at_write(value->number, at);
		return arena_text(export->arena, at);
	case JSON_REAL:
		return arena_print(export->arena, "%.15g", value->real);
	default:
		buf_init(&out, export->arena, (size_t)1 << 20);
		json_write(&out, value);
		return out.bytes;
	}
}

static void write_row(struct export *export, const struct json *one,
		      void (*row)(void *self, const char *const *cells, int n), void *self)
{
	const char *cells[N_CELLS_MAX];
	int n = 0;

	if (export->parent)
		cells[n++] = export->region;
	for (int i = 0; export->of->is_drawn && i < N_OWN; i++)
		cells[n++] = cell_text(export, &own_fields[i], json_get(one, own_fields[i].name));
	for (int i = 0; i < export->gives->n && n < N_CELLS_MAX; i++) {
		const struct field *field = &export->gives->fields[i];

		cells[n++] = cell_text(export, field, json_get(one, field->name));
	}
	row(self, cells, n);
}

/* Regions: remember the children, first one on top. */
static void push_children(struct export *export, const struct json *rows)
{
	struct place **at = &export->places;

	for (const struct json *row = rows->first; row; row = row->next) {
		const char *key = json_text(row, "key");
		struct place *place;

		if (!key || json_int(row, "n_children") == 0)
			continue;
		place = calloc(1, sizeof(*place));
		if (!place)
			abort();
		snprintf(place->key, sizeof(place->key), "%s", key);
		place->next = *at;
		*at = place;
		at = &place->next;
	}
}

static bool next_place(struct export *export)
{
	struct place *place = export->places;

	if (!place)
		return false;
	export->places = place->next;
	memcpy(export->region, place->key, sizeof(export->region));
	export->has_region = true;
	free(place);
	return true;
}

static const struct json *ask(struct export *export)
{
	struct arena *arena = export->arena;
	struct call *call = arena_alloc(arena, sizeof(*call));
	struct json *args = arena_alloc(arena, sizeof(*args));
	struct envelope envelope = { .command = export->of->list, .lang = export->plan.lang };
	const char *why = "";

	args->kind = JSON_OBJECT;
	if (has_argument(export, "limit"))
		args_add(arena, export->takes, args, "limit", arena_print(arena, "%d", PAGE_ROWS));
	if (export->cursor)
		args_add(arena, export->takes, args, "cursor", export->cursor);
	if (export->has_region && shape_field(export->takes, "region"))
		args_add(arena, export->takes, args, "region", export->region);
	if (export->plan.sweep && shape_field(export->takes, "sweep"))
		args_add(arena, export->takes, args, "sweep", export->plan.sweep);
	if (export->has_region)
		envelope.region = export->region;
	if (call_prepare(export->plan.engine, arena, export->plan.actor, &envelope, args, call) ||
	    call_do(export->plan.engine, call)) {
		export->fault = call->rq.fault;
		snprintf(export->why, sizeof(export->why), "%s", call->rq.fault.sentence);
		export->fault.sentence = export->why;
		return NULL;
	}
	return json_read(arena, call->rq.reply.bytes, call->rq.reply.n, &why);
}

int export_page(struct export *export, void (*row)(void *self, const char *const *cells, int n),
		void *self)
{
	const struct json *reply, *rows;
	const char *next;

	arena_reset(export->arena);
	reply = ask(export);
	rows = reply ? json_get(reply, "rows") : NULL;
	if (!rows) {
		if (!export->fault.number) {
			export->fault.number = 5001;
			snprintf(export->why, sizeof(export->why), "the list has no rows");
			export->fault.sentence = export->why;
		}
		return -1;
	}
	for (const struct json *one = rows->first; one; one = one->next)
		write_row(export, one, row, self);
	if (export->parent)
		push_children(export, rows);
	next = json_text(reply, "next");
	free(export->cursor);
	export->cursor = next ? strdup(next) : NULL;
	if (export->cursor)
		return 1;
	return export->parent && next_place(export) ? 1 : 0;
}

int template_rows(struct arena *arena, const char *kind, const char *lang,
		  void (*row)(void *self, const char *const *cells, int n), void *self)
{
	const struct sheet_of *of = sheet_of_kind(kind);
	const struct shape *shape = of ? sheet_shape(of->add) : NULL;
	const char *names[N_CELLS_MAX], *words[N_CELLS_MAX];
	int n = 0;

	if (!shape)
		return -1;
	if (of->key) {
		names[n] = say(lang, "Id");
		words[n++] = sheet_explain(arena, NULL, lang, true);
	}
	if (of->is_drawn) {
		names[n] = arena_print(arena, "%s *", say(lang, own_fields[1].label));
		words[n++] = sheet_explain(arena, &own_fields[1], lang, false);
	}
	for (int i = 0; i < shape->n && n < N_CELLS_MAX; i++) {
		const struct field *field = &shape->fields[i];

		names[n] = field->need ? arena_print(arena, "%s *", say(lang, field->label))
				       : say(lang, field->label);
		words[n] = sheet_explain(arena, field, lang, n == 0);
		n++;
	}
	row(self, names, n);
	row(self, words, n);
	return 0;
}
