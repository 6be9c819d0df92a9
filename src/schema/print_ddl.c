/* Printer: the schema as DDL for one of the two engines.
 *
 * Rule: `migrations/` say how to get there, this says what it is; a test
 * proves that they agree. */
#include "print.h"

#include "core_tables.h"

struct dialect {
	const char *bigint, *real, *text, *blob, *strict, *keyed;
};

static const struct dialect dialects[] = {
	[DB_SQLITE] = { "INTEGER", "REAL", "TEXT", "BLOB", " STRICT", " STRICT, WITHOUT ROWID" },
	[DB_POSTGRES] = { "bigint", "double precision", "text COLLATE \"C\"", "bytea", "", "" },
};

static const char *type_of(const struct dialect *d, const struct field *f)
{
	switch (f->kind) {
	case KIND_INT:
	case KIND_AT:
	case KIND_CHOICE:
	case KIND_FLAG:
		return d->bigint;
	case KIND_REAL:
		return d->real;
	case KIND_BLOB:
		return d->blob;
	default:
		return d->text;
	}
}

static void column_check(struct buf *out, const struct field *f)
{
	int n = 0;

	switch (f->kind) {
	case KIND_INT:
		if (f->min || f->max)
			buf_print(out, " CHECK (%s BETWEEN %" PRId64 " AND %" PRId64 ")", f->name,
				  f->min, f->max);
		break;
	case KIND_CHOICE:
		while (f->choices[n])
			n++;
		buf_print(out, " CHECK (%s BETWEEN 0 AND %d)", f->name, n - 1);
		break;
	case KIND_FLAG:
		buf_print(out, " CHECK (%s IN (0, 1))", f->name);
		break;
	default:
		break;
	}
}

static void print_fields(struct buf *out, const struct dialect *d, const struct table *t)
{
	bool has_secret = false;

	for (int i = 0; i < t->n; i++) {
		const struct field *f = &t->fields[i];
		bool is_seq_key =
			t->key && strcmp(t->key, "seq") == 0 && strcmp(f->name, "seq") == 0;

		if (f->secret) {
			has_secret = true;
			if (field_has_hash(f))
				buf_print(out, ",\n\t%s_hash %s", f->name, d->bigint);
			continue;
		}
		if (!t->bare || i > 0)
			buf_text(out, ",\n");
		buf_print(out, "\t%s %s%s", f->name, type_of(d, f),
			  is_seq_key ? " PRIMARY KEY"
			  : f->need  ? " NOT NULL"
				     : "");
		if (!t->bare)
			column_check(out, f);
	}
	if (has_secret)
		buf_print(out, ",\n\tsealed %s", d->blob);
}

static void print_table(struct buf *out, const struct dialect *d, const struct table *t)
{
	bool is_rowid = !t->bare || strcmp(t->key, "seq") == 0;

	buf_print(out, "CREATE TABLE %s (\n", t->name);
	if (!t->bare)
		buf_print(out, "\tseq %s PRIMARY KEY,\n\tid %s NOT NULL,\n\tregion %s NOT NULL",
			  d->bigint, d->text, d->text);
	print_fields(out, d, t);
	if (!t->bare)
		buf_print(out, ",\n\tmade_by %s NOT NULL,\n\tvoid_at %s", d->bigint, d->bigint);
	if (!is_rowid)
		buf_print(out, ",\n\tPRIMARY KEY (%s)", t->key);
	buf_print(out, "\n)%s;\n", is_rowid ? d->strict : d->keyed);
	if (!t->bare) {
		index_make(out, t->name, "unique (id)");
		index_make(out, t->name, "region, seq");
	}
	for (int i = 0; t->indexes && t->indexes[i]; i++)
		index_make(out, t->name, t->indexes[i]);
	buf_char(out, '\n');
}

void print_ddl(struct buf *out, enum db_kind engine)
{
	const struct dialect *d = &dialects[engine];
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);

	for (int i = 0; i < n_core_tables; i++)
		print_table(out, d, &core_tables[i]);
	for (int i = 0; i < n_rooms; i++) {
		const struct room *room = rooms[i];
		struct table own = { .name = room->name,
				     .fields = room->shape.fields,
				     .n = room->shape.n };

		if (room->shape.n)
			print_table(out, d, &own);
		for (int k = 0; k < room->n_tables; k++)
			print_table(out, d, &room->tables[k]);
	}
	buf_text(out,
		 "INSERT INTO counter (name, n) VALUES ('seq', 0), ('auth', 0), ('codes', 0);\n");
}
