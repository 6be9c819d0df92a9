/* A dump is a list of tables: 'T', name, columns with their types; then rows,
 * each 'R' and its values; 'E' at the very end.  Numbers are little-endian, a
 * value is 'n', or its type's letter and its bytes.
 *
 * Rule: a dump of another step of the schema is refused, never guessed at. */
#include "dump.h"

#include <endian.h>

#define N_COLUMNS_MAX 64
#define MAGIC         "LFDUMP1\n"
#define VALUE_MAX     ((uint64_t)1 << 30)

struct column {
	char name[64];
	char type;
};

struct table {
	char name[64];
	struct column columns[N_COLUMNS_MAX];
	int n;
};

static const char columns_sqlite[] =
	"SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c "
	"WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid";
static const char columns_postgres[] =
	"SELECT CAST(c.table_name AS text), CAST(c.column_name AS text), CAST(c.data_type AS text) "
	"FROM information_schema.columns c JOIN information_schema.tables t "
	"ON t.table_schema = c.table_schema AND t.table_name = c.table_name "
	"WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' "
	"ORDER BY CAST(c.table_name AS text) COLLATE \"C\", c.ordinal_position";

static int failed(char why[200], const char *doing, const char *reason)
{
	snprintf(why, 200, "%.80s: %.100s", doing, reason);
	return -1;
}

/* Our four types by their names in either engine. */
static char letter_of(const char *type)
{
	switch (type[0] | 0x20) {
	case 'i': /* INTEGER */
		return 'i';
	case 't':
		return 't';
	case 'r': /* REAL */
	case 'd': /* double precision */
		return 'd';
	default:
		return (type[1] | 0x20) == 'i' ? 'i' : 'b'; /* bigint; bytea, BLOB */
	}
}

/* The tables of the database, in the arena; their number, or -1. */
static int read_tables(struct db *db, struct arena *arena, struct table **tables)
{
	struct rows *rows = db_rows(
		db, arena, db_kind(db) == DB_POSTGRES ? columns_postgres : columns_sqlite, "");
	struct table *list = arena_alloc(arena, sizeof(*list) * 256);
	int n = 0, more;

	while ((more = rows_next(rows)) == 1) {
		const char *name = rows_text(rows, 0);
		struct table *table = n ? &list[n - 1] : NULL;
		struct column *column;

		if (!table || strcmp(table->name, name) != 0) {
			if (n == 256)
				return -1;
			table = &list[n++];
			snprintf(table->name, sizeof(table->name), "%s", name);
		}
		if (table->n == N_COLUMNS_MAX)
			return -1;
		column = &table->columns[table->n++];
		snprintf(column->name, sizeof(column->name), "%s", rows_text(rows, 1));
		column->type = letter_of(rows_text(rows, 2));
	}
	*tables = list;
	return more < 0 ? -1 : n;
}

static void list_columns(const struct table *table, struct buf *out)
{
	for (int i = 0; i < table->n; i++) {
		if (i)
			buf_text(out, ", ");
		buf_text(out, table->columns[i].name);
	}
}

/* Out. */

struct out {
	struct buf buf;
	int (*put)(void *self, const void *bytes, size_t n_bytes);
	void *self;
};

static void put_number(struct out *out, uint64_t number)
{
	number = htole64(number);
	buf_add(&out->buf, &number, sizeof(number));
}

static void put_bytes(struct out *out, const void *bytes, size_t n)
{
	put_number(out, n);
	buf_add(&out->buf, bytes, n);
}

static int flush(struct out *out)
{
	int outcome = out->put(out->self, out->buf.bytes, out->buf.n);

	out->buf.n = 0;
	return out->buf.is_over ? -1 : outcome;
}

static void put_value(struct out *out, const struct rows *rows, int i, char type)
{
	const void *bytes;
	const char *text;
	double real;
	size_t n;

	if (rows_is_null(rows, i)) {
		buf_char(&out->buf, 'n');
		return;
	}
	buf_char(&out->buf, type);
	if (type == 'i') {
		put_number(out, (uint64_t)rows_int(rows, i));
	} else if (type == 'd') {
		real = rows_real(rows, i);
		put_bytes(out, &real, sizeof(real));
	} else if (type == 't') {
		text = rows_text(rows, i);
		put_bytes(out, text, strlen(text));
	} else {
		bytes = rows_blob(rows, i, &n);
		put_bytes(out, n ? bytes : "", n);
	}
}

static int write_table(struct db *db, struct arena *arena, const struct table *table,
		       struct out *out)
{
	struct rows *rows;
	struct buf sql;
	int more;

	buf_char(&out->buf, 'T');
	put_bytes(out, table->name, strlen(table->name));
	put_number(out, (uint64_t)table->n);
	for (int i = 0; i < table->n; i++) {
		buf_char(&out->buf, table->columns[i].type);
		put_bytes(out, table->columns[i].name, strlen(table->columns[i].name));
	}
	buf_init(&sql, arena, 16384);
	buf_text(&sql, "SELECT ");
	list_columns(table, &sql);
	buf_print(&sql, " FROM %s", table->name);
	rows = db_rows(db, arena, sql.bytes, "");
	while ((more = rows_next(rows)) == 1) {
		buf_char(&out->buf, 'R');
		for (int i = 0; i < table->n; i++)
			put_value(out, rows, i, table->columns[i].type);
		if (out->buf.n > 65536 && flush(out))
			return -1;
	}
	return more;
}

int dump_write(struct db *db, int (*put)(void *self, const void *bytes, size_t n_bytes), void *self,
	       char why[200])
{
	struct arena *arena = arena_new((size_t)1 << 30);
	struct out out = { .put = put, .self = self };
	struct table *tables = NULL;
	int n, outcome = -1;

	buf_init(&out.buf, NULL, (size_t)1 << 30);
	buf_text(&out.buf, MAGIC);
	if (db_begin(db))
		goto out;
	n = read_tables(db, arena, &tables);
	outcome = n < 0 ? -1 : 0;
	for (int i = 0; i < n && outcome == 0; i++)
		outcome = write_table(db, arena, &tables[i], &out);
	buf_char(&out.buf, 'E');
	if (outcome == 0)
		outcome = flush(&out);
	db_rollback(db);
out:
	if (outcome)
		failed(why, "the tables cannot be read", db_why(db));
	buf_free(&out.buf);
	arena_free(arena);
	return outcome;
}

/* In. */

struct in {
	int (*get)(void *self, void *bytes, size_t n_bytes);
	void *self;
	struct arena *arena; /* of one row */
	struct db *db;       /* NULL: only look */
	struct table here;
	char columns[N_COLUMNS_MAX * 66], types[N_COLUMNS_MAX + 1];
	struct db_bulk bulk;
	bool is_skipped;
	int64_t n_rows;
};

static int get_number(struct in *in, uint64_t *number)
{
	if (in->get(in->self, number, sizeof(*number)))
		return -1;
	*number = le64toh(*number);
	return 0;
}

/* A run of bytes in the arena, ended with NUL. */
static char *get_bytes(struct in *in, size_t *n)
{
	uint64_t length;
	char *bytes;

	if (get_number(in, &length) || length > VALUE_MAX)
		return NULL;
	bytes = arena_alloc(in->arena, (size_t)length + 1);
	*n = (size_t)length;
	return in->get(in->self, bytes, (size_t)length) ? NULL : bytes;
}

static int get_name(struct in *in, char name[64])
{
	size_t n;
	const char *bytes = get_bytes(in, &n);

	if (!bytes || n == 0 || n > 63 ||
	    strspn(bytes, "abcdefghijklmnopqrstuvwxyz_0123456789") != n)
		return -1;
	memcpy(name, bytes, n + 1);
	return 0;
}

/* Whether the database has the same table, column by column. */
static int match_table(struct in *in, const struct table *tables, int n, char why[200])
{
	for (int i = 0; i < n; i++) {
		if (strcmp(tables[i].name, in->here.name) != 0)
			continue;
		for (int k = 0; k < in->here.n; k++) {
			bool is_known = false;

			for (int m = 0; m < tables[i].n; m++)
				is_known |= strcmp(tables[i].columns[m].name,
						   in->here.columns[k].name) == 0 &&
					    tables[i].columns[m].type == in->here.columns[k].type;
			if (!is_known)
				return failed(why, in->here.name,
					      "this backup is of another version");
		}
		return 0;
	}
	return failed(why, in->here.name, "this backup is of another version");
}

static int read_table(struct in *in, const struct table *tables, int n_tables, char why[200])
{
	struct buf columns;
	uint64_t n;
	char type;

	memset(&in->here, 0, sizeof(in->here));
	if (get_name(in, in->here.name) || get_number(in, &n) || n == 0 || n > N_COLUMNS_MAX)
		return -1;
	in->here.n = (int)n;
	for (int i = 0; i < in->here.n; i++) {
		if (in->get(in->self, &type, 1) || !memchr("itdb", type, 4) ||
		    get_name(in, in->here.columns[i].name))
			return -1;
		in->here.columns[i].type = in->types[i] = type;
	}
	in->types[n] = 0;
	in->is_skipped = !in->db || strcmp(in->here.name, "migration") == 0;
	if (in->is_skipped)
		return 0;
	if (match_table(in, tables, n_tables, why))
		return -1;
	if (db_flush(in->db))
		return -1;
	buf_init(&columns, in->arena, sizeof(in->columns));
	list_columns(&in->here, &columns);
	memcpy(in->columns, columns.bytes, columns.n + 1);
	in->bulk = (struct db_bulk){ in->here.name, in->columns, in->types, "" };
	buf_init(&columns, in->arena, 256);
	buf_print(&columns, "DELETE FROM %s", in->here.name);
	return db_run(in->db, columns.bytes, "") < 0 ? -1 : 0;
}

static int read_value(struct in *in, struct db_param *param, char expected)
{
	uint64_t number;
	char type;
	size_t n;

	*param = (struct db_param){ .type = expected, .number = NOT_GIVEN };
	if (in->get(in->self, &type, 1))
		return -1;
	if (type == 'n') {
		param->real = __builtin_nan("");
		return 0;
	}
	if (type != expected)
		return -1;
	if (type == 'i') {
		if (get_number(in, &number))
			return -1;
		param->number = (int64_t)number;
		return 0;
	}
	param->text = get_bytes(in, &n);
	if (!param->text)
		return -1;
	param->n = n;
	if (type == 'd') {
		if (n != sizeof(param->real))
			return -1;
		memcpy(&param->real, param->text, n);
	}
	return 0;
}

static int read_row(struct in *in)
{
	struct db_param params[N_COLUMNS_MAX];

	if (in->here.n == 0)
		return -1;
	for (int i = 0; i < in->here.n; i++)
		if (read_value(in, &params[i], in->types[i]))
			return -1;
	in->n_rows++;
	return in->is_skipped ? 0 : db_append_p(in->db, &in->bulk, params, in->here.n);
}

static int read_all(struct in *in, const struct table *tables, int n, char why[200])
{
	char magic[sizeof(MAGIC) - 1], mark = 0;

	if (in->get(in->self, magic, sizeof(magic)) || memcmp(magic, MAGIC, sizeof(magic)) != 0)
		return failed(why, "the tables in this backup", "not a dump of this program");
	while (mark != 'E') {
		int outcome = -1;

		if (in->get(in->self, &mark, 1) == 0) {
			if (mark == 'T')
				outcome = read_table(in, tables, n, why);
			else if (mark == 'R')
				outcome = read_row(in);
			else if (mark == 'E')
				outcome = 0;
		}
		arena_reset(in->arena);
		if (outcome)
			return *why ? -1
				    : failed(why, "the tables in this backup",
					     in->db && *db_why(in->db) ? db_why(in->db)
								       : "not whole");
	}
	return 0;
}

int dump_read(struct db *db, int (*get)(void *self, void *bytes, size_t n_bytes), void *self,
	      int64_t *n_rows, char why[200])
{
	struct in *in = calloc(1, sizeof(*in));
	struct arena *arena = arena_new((size_t)64 << 20);
	struct table *tables = NULL;
	int n = 0, outcome = -1;

	if (!in)
		abort();
	in->get = get;
	in->self = self;
	in->db = db;
	in->arena = arena_new((size_t)2 << 30);
	why[0] = 0;
	if (db && (db_begin(db) || (n = read_tables(db, arena, &tables)) < 0))
		failed(why, "the database cannot be filled", db_why(db));
	else
		outcome = read_all(in, tables, n, why);
	if (db && outcome == 0 && db_commit(db)) {
		failed(why, "the database cannot be filled", db_why(db));
		outcome = -1;
	}
	if (db && outcome)
		db_rollback(db);
	*n_rows = in->n_rows;
	arena_free(in->arena);
	arena_free(arena);
	free(in);
	return outcome;
}

int64_t dump_seq(struct db *db, struct arena *arena)
{
	return db_one(db, arena, 0, NULL, "SELECT n FROM counter WHERE name = 'seq'", "");
}
