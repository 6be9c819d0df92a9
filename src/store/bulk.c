/* Rows by the thousand, to be inserted, changed or asked for: the statement for each
 * kind, and the rows that wait, held as the arrays PostgreSQL takes them in.
 *
 * Rule: one statement never touches the same key twice; PostgreSQL refuses that in
 * ON CONFLICT DO UPDATE and does half of it in UPDATE; SQLite takes one by one. */
#include "driver.h"

#include <arpa/inet.h>
#include <endian.h>
#include <strings.h>

/* An array on the wire: dimensions, has-null, element type, length, first index. */
#define ARRAY_HEAD 20

static uint32_t element_oid(char type)
{
	switch (type) {
	case 't':
		return 25;
	case 'i':
		return 20;
	case 'd':
		return 701;
	default:
		return 17;
	}
}

static void add_text(struct bytes *sql, const char *text)
{
	bytes_add(sql, text, strlen(text));
}

static bool takes_arrays(enum bulk_kind kind)
{
	return kind != INSERT_VALUES && kind != CHANGE_VALUES;
}

/* "$1, $2, …" */
static void add_places(struct bytes *sql, int n)
{
	for (int i = 1; i <= n; i++) {
		char place[16];

		snprintf(place, sizeof place, i < n ? "$%d, " : "$%d", i);
		add_text(sql, place);
	}
}

static void write_insert(struct bytes *sql, const struct db_bulk *what, bool is_array)
{
	add_text(sql, "INSERT INTO ");
	add_text(sql, what->table);
	add_text(sql, " (");
	add_text(sql, what->columns);
	add_text(sql, is_array ? ") SELECT * FROM unnest(" : ") VALUES (");
	add_places(sql, (int)strlen(what->types));
	add_text(sql, ") ");
	add_text(sql, what->conflict);
}

/* The next name of the list "seq, at, region"; its length, 0 at the end. */
static size_t next_name(const char **at)
{
	*at += strspn(*at, ", \t\n");
	return strcspn(*at, ", \t\n");
}

/* "name = $4" or "name = u.name" for each name of a list; returns the number reached. */
static int add_pairs(struct bytes *sql, const char *names, const char *before, const char *between,
		     bool is_array, int number)
{
	size_t n;

	for (const char *at = names; (n = next_name(&at)); at += n) {
		char place[16];

		if (at > names)
			add_text(sql, between);
		add_text(sql, before);
		bytes_add(sql, at, n);
		snprintf(place, sizeof place, is_array ? " = u." : " = $%d", ++number);
		add_text(sql, place);
		if (is_array)
			bytes_add(sql, at, n);
	}
	return number;
}

static int count_names(const char *names)
{
	int count = 0;
	size_t n;

	for (; (n = next_name(&names)); names += n)
		count++;
	return count;
}

static void write_change(struct bytes *sql, const struct db_bulk *what, bool is_array)
{
	struct bytes table = { 0 };

	add_text(&table, what->table);
	bytes_add(&table, ".", 2);
	add_text(sql, "UPDATE ");
	add_text(sql, what->table);
	add_text(sql, " SET ");
	add_pairs(sql, what->columns, "", ", ", is_array, count_names(what->conflict));
	if (is_array) {
		add_text(sql, " FROM unnest(");
		add_places(sql, (int)strlen(what->types));
		add_text(sql, ") AS u(");
		add_text(sql, what->conflict);
		add_text(sql, ", ");
		add_text(sql, what->columns);
		add_text(sql, ")");
	}
	add_text(sql, " WHERE ");
	add_pairs(sql, what->conflict, table.at, " AND ", is_array, 0);
	bytes_free(&table);
}

/* The question for every row of the arrays.  OFFSET 0 keeps the planner from taking
 * the question apart: it is answered row by row, with the plan it has alone. */
static void write_question(struct bytes *sql, const struct db_bulk *what)
{
	int n = (int)strlen(what->types);
	char name[16];

	add_text(sql, "SELECT a.*, q.n FROM unnest(");
	add_places(sql, n);
	add_text(sql, ") WITH ORDINALITY AS q(");
	for (int i = 1; i <= n; i++) {
		snprintf(name, sizeof name, "p%d, ", i);
		add_text(sql, name);
	}
	add_text(sql, "n) CROSS JOIN LATERAL (");
	for (const char *at = what->table; *at; at++) {
		if (*at == '$')
			add_text(sql, "q.p");
		else
			bytes_add(sql, at, 1);
	}
	add_text(sql, " OFFSET 0) AS a ORDER BY q.n");
}

static char *statement_of(const struct db_bulk *what, enum bulk_kind kind)
{
	struct bytes sql = { 0 };

	if (kind == ASK_ARRAYS)
		write_question(&sql, what);
	else if (kind == CHANGE_VALUES || kind == CHANGE_ARRAYS)
		write_change(&sql, what, takes_arrays(kind));
	else
		write_insert(&sql, what, takes_arrays(kind));
	bytes_add(&sql, "", 1);
	return sql.at;
}

/* Place of a column in the list "seq, at, region", or -1. */
static int column_of(const char *columns, const char *name, size_t n_bytes)
{
	for (int place = 0; *columns; place++) {
		size_t n = strcspn(columns += strspn(columns, ", \t\n"), ", \t\n");

		if (n == n_bytes && strncmp(columns, name, n) == 0)
			return place;
		columns += n;
		if (!columns[strspn(columns, ", \t\n")])
			break;
	}
	return -1;
}

/* Which columns find the row: those of a change, or ON CONFLICT (…) DO UPDATE names them.  A clause
 * that is not understood gives n_keys -1: such rows travel one by one. */
static void read_keys(struct bulk *bulk)
{
	const char *at = bulk->what.conflict, *last;

	if (bulk->kind == CHANGE_ARRAYS) {
		bulk->n_keys = count_names(at);
		bulk->keys = must_alloc((size_t)bulk->n_keys * sizeof *bulk->keys);
		for (int i = 0; i < bulk->n_keys; i++)
			bulk->keys[i] = i;
		return;
	}
	if (!strcasestr(at, "DO UPDATE"))
		return;
	at += strcspn(at, "(");
	last = at + strcspn(at, ")");
	bulk->keys = must_alloc((size_t)bulk->n_columns * sizeof *bulk->keys);
	for (at += *at == '('; at < last;) {
		size_t n = strcspn(at += strspn(at, ", \t\n"), ", \t\n)");
		int place = column_of(bulk->what.columns, at, n);

		if (place < 0 || bulk->n_keys == bulk->n_columns) {
			bulk->n_keys = 0;
			break;
		}
		bulk->keys[bulk->n_keys++] = place;
		at += n + strspn(at + n, " \t\n");
	}
	if (!bulk->n_keys)
		bulk->n_keys = -1;
}

static struct bulk *bulk_new(enum bulk_kind kind, const struct db_bulk *what)
{
	struct bulk *bulk = must_alloc(sizeof *bulk);

	bulk->kind = kind;
	bulk->n_columns = (int)strlen(what->types);
	assert(bulk->n_columns > 0 && bulk->n_columns <= PARAMS_MAX);
	bulk->what.table = must_copy(what->table);
	bulk->what.columns = must_copy(what->columns);
	bulk->what.types = must_copy(what->types);
	bulk->what.conflict = must_copy(what->conflict ? what->conflict : "");
	bulk->sql = statement_of(&bulk->what, kind);
	bulk->types = must_copy(what->types);
	for (char *type = bulk->types; takes_arrays(kind) && *type; type++)
		*type = (char)(*type - 'a' + 'A');
	bulk->columns = must_alloc((size_t)bulk->n_columns * sizeof *bulk->columns);
	bulk->has_null = must_alloc((size_t)bulk->n_columns * sizeof *bulk->has_null);
	read_keys(bulk);
	return bulk;
}

static bool is_same(const struct bulk *bulk, enum bulk_kind kind, const struct db_bulk *what)
{
	return bulk->kind == kind && strcmp(bulk->what.table, what->table) == 0 &&
	       strcmp(bulk->what.columns, what->columns) == 0 &&
	       strcmp(bulk->what.types, what->types) == 0 &&
	       strcmp(bulk->what.conflict, what->conflict ? what->conflict : "") == 0;
}

struct bulk *bulk_find(struct bulk **list, enum bulk_kind kind, const void *from,
		       const struct db_bulk *what)
{
	struct bulk *bulk;

	for (bulk = *list; bulk; bulk = bulk->next)
		if (bulk->from == from && is_same(bulk, kind, what))
			return bulk;
	for (bulk = *list; bulk; bulk = bulk->next)
		if (is_same(bulk, kind, what))
			return bulk;
	bulk = bulk_new(kind, what);
	bulk->from = from;
	while (*list)
		list = &(*list)->next;
	*list = bulk;
	return bulk;
}

struct db_bulk bulk_of_change(const struct db_change *change)
{
	return (struct db_bulk){ change->table, change->columns, change->types, change->keys };
}

static uint64_t key_of(const struct bulk *bulk, const struct param *params)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (int i = 0; i < bulk->n_keys; i++) {
		const struct param *param = &params[bulk->keys[i]];
		const unsigned char *bytes = param->bytes;
		size_t n_bytes = param->n_bytes;

		if (param->type == 'i' || param->type == 'd') {
			bytes = param->type == 'i' ? (const void *)&param->number
						   : (const void *)&param->real;
			n_bytes = 8;
		}
		for (size_t n = 0; n < n_bytes && !param->is_null; n++)
			hash = (hash ^ bytes[n]) * UINT64_C(1099511628211);
		hash = (hash ^ 0x1f) * UINT64_C(1099511628211);
		hash ^= hash >> 29;
	}
	return hash ? hash : 1;
}

/* The slot of a hash in the table of keys that wait, or the free slot for it. */
static size_t slot_of(const struct bulk *bulk, uint64_t hash)
{
	size_t slot = hash & (bulk->n_seen - 1);

	while (bulk->seen[slot] && bulk->seen[slot] != hash)
		slot = (slot + 1) & (bulk->n_seen - 1);
	return slot;
}

bool bulk_repeats(const struct bulk *bulk, const struct param *params)
{
	if (!bulk->n_keys || !bulk->n_rows)
		return false;
	/* Two keys of one hash only mean one statement more. */
	return bulk->n_keys < 0 || bulk->seen[slot_of(bulk, key_of(bulk, params))];
}

static void note_key(struct bulk *bulk, const struct param *params)
{
	uint64_t hash = key_of(bulk, params);

	if ((size_t)bulk->n_rows * 2 >= bulk->n_seen) {
		uint64_t *old = bulk->seen;
		size_t n_old = bulk->n_seen;

		bulk->n_seen = n_old ? n_old * 2 : 256;
		bulk->seen = must_alloc(bulk->n_seen * sizeof *bulk->seen);
		for (size_t i = 0; i < n_old; i++)
			if (old[i])
				bulk->seen[slot_of(bulk, old[i])] = old[i];
		free(old);
	}
	bulk->seen[slot_of(bulk, hash)] = hash;
}

static void add_cell(struct bulk *bulk, int column, const struct param *param)
{
	struct bytes *bytes = &bulk->columns[column];
	uint32_t length = htonl(param->is_null ? UINT32_MAX : (uint32_t)param->n_bytes);
	uint64_t wide = 0;

	if (!bytes->n)
		bytes_add(bytes, (char[ARRAY_HEAD]){ 0 }, ARRAY_HEAD);
	if (param->is_null) {
		bulk->has_null[column] = true;
		bytes_add(bytes, &length, 4);
	} else if (param->type == 'i' || param->type == 'd') {
		struct {
			uint32_t length;
			uint32_t halves[2];
		} cell = { htonl(8), { 0, 0 } };

		if (param->type == 'i')
			wide = (uint64_t)param->number;
		else
			memcpy(&wide, &param->real, 8);
		wide = htobe64(wide);
		memcpy(cell.halves, &wide, 8);
		bytes_add(bytes, &cell, 12);
	} else {
		bytes_add(bytes, &length, 4);
		bytes_add(bytes, param->bytes, param->n_bytes);
	}
}

void bulk_add(struct bulk *bulk, const struct param *params)
{
	if (bulk->n_keys > 0)
		note_key(bulk, params);
	for (int i = 0; i < bulk->n_columns; i++) {
		add_cell(bulk, i, &params[i]);
		bulk->n_bytes += params[i].n_bytes + 12;
	}
	bulk->n_rows++;
}

void bulk_params(struct bulk *bulk, struct param *params)
{
	for (int i = 0; i < bulk->n_columns; i++) {
		uint32_t head[5] = { htonl(1), htonl(bulk->has_null[i]),
				     htonl(element_oid(bulk->what.types[i])),
				     htonl((uint32_t)bulk->n_rows), htonl(1) };

		memcpy(bulk->columns[i].at, head, ARRAY_HEAD);
		params[i] = (struct param){ .type = bulk->types[i],
					    .bytes = bulk->columns[i].at,
					    .n_bytes = bulk->columns[i].n };
	}
}

void bulk_clear(struct bulk *bulk)
{
	for (int i = 0; i < bulk->n_columns; i++) {
		/* One huge batch must not hold its memory for ever. */
		if (bulk->columns[i].size > 1 << 20)
			bytes_free(&bulk->columns[i]);
		bulk->columns[i].n = 0;
		bulk->has_null[i] = false;
	}
	if (bulk->n_seen && bulk->n_rows)
		memset(bulk->seen, 0, bulk->n_seen * sizeof *bulk->seen);
	bulk->n_rows = 0;
	bulk->n_bytes = 0;
}

void bulks_free(struct bulk **list)
{
	while (*list) {
		struct bulk *gone = *list;

		*list = gone->next;
		for (int i = 0; i < gone->n_columns; i++)
			bytes_free(&gone->columns[i]);
		free(gone->columns);
		free(gone->has_null);
		free(gone->keys);
		free(gone->seen);
		free(gone->sql);
		free(gone->types);
		free((void *)(uintptr_t)gone->what.table);
		free((void *)(uintptr_t)gone->what.columns);
		free((void *)(uintptr_t)gone->what.types);
		free((void *)(uintptr_t)gone->what.conflict);
		free(gone);
	}
}
