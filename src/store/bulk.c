/* Rows to be inserted by the thousand: the statement for each kind, and the
 * rows that wait, held as the arrays PostgreSQL takes them in.
 *
 * Rule: one statement never touches the same key twice; PostgreSQL refuses
 * that in ON CONFLICT DO UPDATE, SQLite inserts one by one and never meets it. */
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

static char *statement_of(const struct db_bulk *what, bool is_array)
{
	struct bytes sql = { 0 };
	int n_columns = (int)strlen(what->types);

	add_text(&sql, "INSERT INTO ");
	add_text(&sql, what->table);
	add_text(&sql, " (");
	add_text(&sql, what->columns);
	add_text(&sql, is_array ? ") SELECT * FROM unnest(" : ") VALUES (");
	for (int i = 1; i <= n_columns; i++) {
		char place[16];

		snprintf(place, sizeof place, i < n_columns ? "$%d, " : "$%d) ", i);
		add_text(&sql, place);
	}
	add_text(&sql, what->conflict);
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

/* Which columns ON CONFLICT (…) DO UPDATE names.  A clause that is not
 * understood gives n_keys -1: such rows travel one by one. */
static void read_keys(struct bulk *bulk)
{
	const char *at = bulk->what.conflict, *last;

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

static struct bulk *bulk_new(const struct db_bulk *what, bool is_array)
{
	struct bulk *bulk = must_alloc(sizeof *bulk);

	bulk->n_columns = (int)strlen(what->types);
	assert(bulk->n_columns > 0 && bulk->n_columns <= PARAMS_MAX);
	bulk->what.table = must_copy(what->table);
	bulk->what.columns = must_copy(what->columns);
	bulk->what.types = must_copy(what->types);
	bulk->what.conflict = must_copy(what->conflict ? what->conflict : "");
	bulk->sql = statement_of(&bulk->what, is_array);
	bulk->types = must_copy(what->types);
	for (char *type = bulk->types; is_array && *type; type++)
		*type = (char)(*type - 'a' + 'A');
	bulk->columns = must_alloc((size_t)bulk->n_columns * sizeof *bulk->columns);
	bulk->has_null = must_alloc((size_t)bulk->n_columns * sizeof *bulk->has_null);
	read_keys(bulk);
	return bulk;
}

static bool is_same(const struct bulk *bulk, const struct db_bulk *what)
{
	return strcmp(bulk->what.table, what->table) == 0 &&
	       strcmp(bulk->what.columns, what->columns) == 0 &&
	       strcmp(bulk->what.types, what->types) == 0 &&
	       strcmp(bulk->what.conflict, what->conflict ? what->conflict : "") == 0;
}

struct bulk *bulk_find(struct bulk **list, const struct db_bulk *what, bool is_array)
{
	struct bulk *bulk;

	for (bulk = *list; bulk; bulk = bulk->next)
		if (bulk->from == what && is_same(bulk, what))
			return bulk;
	for (bulk = *list; bulk; bulk = bulk->next)
		if (is_same(bulk, what))
			return bulk;
	bulk = bulk_new(what, is_array);
	bulk->from = what;
	while (*list)
		list = &(*list)->next;
	*list = bulk;
	return bulk;
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
