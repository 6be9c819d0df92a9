/* A phone's rows of one region; see view.h. */
#include "view.h"

static const char *const table_names[N_TABLES] = {
	[REGIONS] = "region", [HOUSEHOLDS] = "household", [RESIDENTS] = "resident",
	[SWEEPS] = "sweep",   [DOORS] = "door",           [CONFLICTS] = "conflict",
};
/* How many of the first columns make the key. */
static const int key_columns[N_TABLES] = { 1, 1, 1, 1, 4, 5 };

void view_clear(struct view *view)
{
	for (int t = 0; t < N_TABLES; t++) {
		for (int i = 0; i < view->n[t]; i++)
			free(view->rows[t][i].text);
		free(view->rows[t]);
		view->rows[t] = NULL;
		view->n[t] = view->size[t] = 0;
	}
	view->cursor = 0;
}

const struct json *row_value(const struct json *row, int column)
{
	const struct json *value = row ? row->first : NULL;

	while (value && column-- > 0)
		value = value->next;
	return value;
}

static void key_add(char key[64], const struct json *value)
{
	size_t n = strlen(key);

	if (value->kind == JSON_TEXT)
		snprintf(key + n, 64 - n, "%s,", value->text);
	else
		snprintf(key + n, 64 - n, "%lld,", (long long)value->number);
}

static void key_of(const struct json *row, int n, char key[64])
{
	key[0] = '\0';
	for (const struct json *value = row->first; value && n-- > 0; value = value->next)
		key_add(key, value);
}

static void drop(struct view *view, enum view_table table, int i)
{
	free(view->rows[table][i].text);
	view->rows[table][i] = view->rows[table][--view->n[table]];
}

/* Every row whose key begins so. */
static void drop_all(struct view *view, enum view_table table, const char *start)
{
	size_t n = strlen(start);

	for (int i = view->n[table] - 1; i >= 0; i--)
		if (strncmp(view->rows[table][i].key, start, n) == 0)
			drop(view, table, i);
}

static void put(struct view *view, enum view_table table, const struct json *row)
{
	char key[64];
	struct buf text;
	int i = 0;

	key_of(row, key_columns[table], key);
	buf_init(&text, NULL, 1 << 20);
	json_write(&text, row);
	while (i < view->n[table] && strcmp(view->rows[table][i].key, key) != 0)
		i++;
	if (i == view->n[table]) {
		if (i == view->size[table]) {
			view->size[table] = i ? i * 2 : 64;
			view->rows[table] =
				realloc(view->rows[table],
					(size_t)view->size[table] * sizeof(struct view_row));
		}
		view->n[table]++;
		snprintf(view->rows[table][i].key, 64, "%s", key);
	} else {
		free(view->rows[table][i].text);
	}
	view->rows[table][i].text = strdup(text.bytes);
	buf_free(&text);
}

/* Doors and records with this value in a column. */
static void drop_doors(struct view *view, int column, int64_t number)
{
	struct arena *arena = arena_new(1 << 24);

	for (enum view_table t = DOORS; t <= CONFLICTS; t++)
		for (int i = view->n[t] - 1; i >= 0; i--) {
			if (row_value(view_row(view, t, i, arena), column)->number == number)
				drop(view, t, i);
		}
	arena_free(arena);
}

static void take_gone(struct view *view, const struct json *gone)
{
	const struct json *list;
	char key[64];

	list = json_get(gone, "household");
	for (const struct json *one = list ? list->first : NULL; one; one = one->next) {
		snprintf(key, sizeof key, "%lld,", (long long)one->number);
		drop_all(view, HOUSEHOLDS, key);
		drop_doors(view, DOOR_HOUSEHOLD, one->number);
	}
	list = json_get(gone, "resident");
	for (const struct json *one = list ? list->first : NULL; one; one = one->next) {
		snprintf(key, sizeof key, "%lld,", (long long)one->number);
		drop_all(view, RESIDENTS, key);
		drop_doors(view, DOOR_RESIDENT, one->number);
	}
	list = json_get(gone, "door");
	for (const struct json *one = list ? list->first : NULL; one; one = one->next) {
		key_of(one, 4, key);
		drop_all(view, DOORS, key);
		drop_all(view, CONFLICTS, key);
	}
}

static void take_row(struct view *view, enum view_table table, const struct json *row)
{
	char key[64];

	put(view, table, row);
	if (table == DOORS) { /* its records come anew, if it is still disputed */
		key_of(row, 4, key);
		drop_all(view, CONFLICTS, key);
	}
	if (table == SWEEPS && strcmp(row_value(row, SWEEP_STATE)->text, "closed") == 0) {
		key_of(row, 1, key);
		drop_all(view, SWEEPS, key);
		drop_doors(view, DOOR_SWEEP, row_value(row, SWEEP_SEQ)->number);
	}
}

void view_take(struct view *view, const struct json *packet)
{
	const struct json *tables = json_get(packet, "tables");

	take_gone(view, json_get(packet, "gone"));
	for (enum view_table t = REGIONS; t < N_TABLES; t++) {
		const struct json *table = json_get(tables, table_names[t]);
		const struct json *rows = table ? json_get(table, "rows") : NULL;

		for (const struct json *row = rows ? rows->first : NULL; row; row = row->next)
			take_row(view, t, row);
	}
	view->cursor = json_int(packet, "cursor");
}

const struct json *view_row(const struct view *view, enum view_table table, int i,
			    struct arena *arena)
{
	const char *text = view->rows[table][i].text, *why;

	return json_read(arena, text, strlen(text), &why);
}

const struct json *view_find(const struct view *view, enum view_table table, int64_t seq,
			     struct arena *arena)
{
	char key[64];

	snprintf(key, sizeof key, "%lld,", (long long)seq);
	for (int i = 0; i < view->n[table]; i++)
		if (strcmp(view->rows[table][i].key, key) == 0)
			return view_row(view, table, i, arena);
	return NULL;
}

static int order(const void *a, const void *b)
{
	return strcmp(((const struct view_row *)a)->key, ((const struct view_row *)b)->key);
}

/* A sweep of another place whose last door here has left: nobody is shown it. */
static bool is_left_over(const struct view *view, int sweep)
{
	struct arena *arena = arena_new(1 << 20);
	const struct json *row = view_row(view, SWEEPS, sweep, arena);
	const char *region = row_value(row, SWEEP_REGION)->text;
	bool is = !key_is_within(region, view->region) && !key_is_within(view->region, region);
	size_t n = strlen(view->rows[SWEEPS][sweep].key);

	for (int i = 0; is && i < view->n[DOORS]; i++)
		is = strncmp(view->rows[DOORS][i].key, view->rows[SWEEPS][sweep].key, n) != 0;
	arena_free(arena);
	return is;
}

char *view_text(const struct view *view)
{
	struct buf out;

	buf_init(&out, NULL, 64 << 20);
	for (int t = 0; t < N_TABLES; t++) {
		if (view->n[t])
			qsort(view->rows[t], (size_t)view->n[t], sizeof(struct view_row), order);
		for (int i = 0; i < view->n[t]; i++)
			if (t != SWEEPS || !is_left_over(view, i))
				buf_print(&out, "%s %s\n", table_names[t], view->rows[t][i].text);
	}
	return out.n ? out.bytes : strdup("");
}
