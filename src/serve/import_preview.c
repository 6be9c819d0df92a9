/* POST /api/import/<kind>?preview=1: how a sheet would be read, before anything runs.
 *
 * Rule: it shows rows of the sheet that was sent with this request and nothing else,
 * and keeps none of it. */
#include "http.h"

#include "import.h"
#include "problems.h"
#include "sheet_map.h"

#define N_ROWS_SHOWN  5
#define N_COLUMNS_MAX 256
#define CELL_BYTES    200

/* Do a command of the account's own; its reply, or NULL. */
static const struct json *ask(struct engine *engine, struct arena *arena, const struct actor *actor,
			      const char *command, const struct json *args)
{
	struct envelope envelope = { .command = command, .lang = "en" };
	struct call *call = arena_alloc(arena, sizeof(*call));
	const char *why;

	memset(call, 0, sizeof(*call));
	if (call_prepare(engine, arena, actor, &envelope, args, call) || call_do(engine, call))
		return NULL;
	return json_read(arena, call->rq.reply.bytes, call->rq.reply.n, &why);
}

static const struct json *args_of(struct arena *arena, const char *kind, const char *headers,
				  const char *map)
{
	struct buf out;
	const char *why;

	buf_init(&out, arena, 32768);
	out_object(&out);
	out_key(&out, "kind");
	out_text(&out, kind);
	out_key(&out, "headers");
	out_raw(&out, headers);
	if (map) {
		out_key(&out, "map");
		out_raw(&out, map);
	}
	out_end_object(&out);
	return json_read(arena, out.bytes, out.n, &why);
}

void import_remember(struct engine *engine, const struct actor *actor, const char *kind,
		     const char *map)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	const char *why;
	const struct json *pairs = map ? json_read(arena, map, strlen(map), &why) : NULL;
	struct buf headers;

	if (pairs && pairs->kind == JSON_OBJECT && pairs->n > 0) {
		buf_init(&headers, arena, 16384);
		out_list(&headers);
		for (const struct json *one = pairs->first; one; one = one->next)
			out_text(&headers, one->key);
		out_end_list(&headers);
		ask(engine, arena, actor, "mapping.keep", args_of(arena, kind, headers.bytes, map));
	}
	arena_free(arena);
}

/* A sheet being looked at. */
struct look {
	struct exchange *x;
	const struct sheet_of *of;
	const struct shape *shape;
	const char **names;
	int n_columns;
	struct column columns[N_COLUMNS_MAX];
};

static void write_headers(struct buf *out, const struct look *look)
{
	out_list(out);
	for (int i = 0; i < look->n_columns; i++)
		out_text(out, look->names[i]);
	out_end_list(out);
}

/* Of two columns that mean the same the first is taken; what is missing the person sees. */
static void write_guess(struct look *look, struct buf *out, const struct cell *cells)
{
	for (int i = 0; i < look->n_columns; i++) {
		look->columns[i] =
			sheet_guess(look->x->arena, look->of, look->shape, cells[i].text);
		for (int k = 0; k < i; k++)
			if (look->columns[k].to == look->columns[i].to &&
			    look->columns[k].field == look->columns[i].field)
				look->columns[i] = (struct column){ TO_NOWHERE, NULL };
	}
	out_object(out);
	for (int i = 0; i < look->n_columns; i++) {
		out_key(out, look->names[i]);
		out_text(out, sheet_goal(look->of, &look->columns[i]));
	}
	out_end_object(out);
}

static void write_field(struct buf *out, const char *name, const char *label, bool is_needed,
			const char *hint)
{
	out_object(out);
	out_key(out, "name");
	out_text(out, name);
	out_key(out, "label");
	out_text(out, label);
	out_key(out, "need");
	out_flag(out, is_needed);
	out_key(out, "hint");
	out_text(out, hint);
	out_end_object(out);
}

static void write_fields(const struct look *look, struct buf *out)
{
	struct arena *arena = look->x->arena;
	const char *lang = look->x->lang;

	out_list(out);
	if (look->of->key)
		write_field(out, look->of->key, say(lang, "Id"), false,
			    sheet_explain(arena, NULL, lang, false));
	if (!shape_field(look->shape, "region"))
		write_field(out, "region", say(lang, "Region"), look->of->is_drawn,
			    say(lang, "region code"));
	for (int i = 0; i < look->shape->n; i++) {
		const struct field *field = &look->shape->fields[i];

		write_field(out, field->name, say(lang, field->label), field->need,
			    sheet_explain(arena, field, lang, false));
	}
	out_end_list(out);
}

/* The beginning of a long cell, whole characters of it. */
static const char *cut(struct arena *arena, const char *text)
{
	size_t n = strlen(text);

	if (n <= CELL_BYTES)
		return text;
	for (n = CELL_BYTES; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
		n--;
	return arena_print(arena, "%.*s…", (int)n, text);
}

/* The first rows as they stand in the sheet, long cells cut. */
static int write_rows(const struct look *look, struct buf *out, struct sheet_in *in)
{
	struct cell *cells;
	int n_cells, more = 1, n = 0;
	int64_t line;

	out_list(out);
	while (n < N_ROWS_SHOWN && (more = sheet_next(in, &cells, &n_cells, &line)) == 1) {
		if (n_cells == 0 || (n == 0 && sheet_is_explanation(cells[0].text)))
			continue;
		out_list(out);
		for (int i = 0; i < look->n_columns; i++)
			out_text(out, i >= n_cells ? "" : cut(look->x->arena, cells[i].text));
		out_end_list(out);
		n++;
	}
	out_end_list(out);
	return more < 0 ? -1 : 0;
}

/* What the account said of these headings before. */
static void write_remembered(const struct look *look, struct buf *out)
{
	struct arena *arena = look->x->arena;
	const struct json *reply, *rows;
	struct buf headers;

	buf_init(&headers, arena, 32768);
	write_headers(&headers, look);
	reply = ask(look->x->server->engine, arena, &look->x->actor, "mapping.list",
		    args_of(arena, look->of->kind, headers.bytes, NULL));
	rows = reply ? json_get(reply, "rows") : NULL;
	if (rows && rows->first && json_get(rows->first, "map"))
		json_write(out, json_get(rows->first, "map"));
	else
		out_null(out);
}

static int look_at(struct look *look, struct sheet_in *in, const char **why)
{
	struct cell *cells;
	struct buf *out;
	int64_t line;
	int more;

	do {
		more = sheet_next(in, &cells, &look->n_columns, &line);
		*why = more < 0 ? sheet_why(in) : "the sheet is empty";
		if (more != 1)
			return -1;
	} while (look->n_columns == 0);
	*why = "the sheet has too many columns";
	if (look->n_columns > N_COLUMNS_MAX)
		return -1;
	look->names = sheet_columns(look->x->arena, cells, look->n_columns);
	out = exchange_json(look->x, 200);
	out_object(out);
	out_key(out, "kind");
	out_text(out, look->of->kind);
	out_key(out, "headers");
	write_headers(out, look);
	out_key(out, "guess");
	write_guess(look, out, cells);
	out_key(out, "fields");
	write_fields(look, out);
	out_key(out, "rows");
	if (write_rows(look, out, in)) {
		*why = sheet_why(in);
		return -1;
	}
	out_key(out, "remembered");
	write_remembered(look, out);
	out_end_object(out);
	return 0;
}

void import_preview(struct exchange *x)
{
	struct look *look = arena_alloc(x->arena, sizeof(*look));
	const char *why = "the file cannot be read";
	struct sheet_in *in;

	memset(look, 0, sizeof(*look));
	look->x = x;
	look->of = sheet_of_kind(x->rest);
	look->shape = sheet_shape(look->of->add);
	in = sheet_open(x->arena, x->file, &why);
	if (!in || look_at(look, in, &why))
		exchange_problem(x, 422, 4951, NULL, why);
	sheet_close(in);
}
