/* migrations: a database grown through all migrations equals the one that
 * `lianfang print ddl` describes, on both engines.
 *
 * Rule: the declarations say what the schema is, the migrations how to get there. */
#include "play/play.h"
#include "print.h"
#include <ctype.h>

/* What there is, as sorted lines; the table of migrations itself aside. */
static const char *const shape_sql[] = {
	[DB_SQLITE] = "SELECT type || ' ' || tbl_name || ' ' || coalesce(sql, name) FROM "
		      "sqlite_master WHERE tbl_name <> 'migration' AND name NOT LIKE 'sqlite_%' "
		      "ORDER BY tbl_name, type, name",
	[DB_POSTGRES] =
		"SELECT line FROM ("
		"SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable "
		"|| ' ' "
		"|| coalesce(column_default, '') || ' ' || coalesce(collation_name, '') AS line, "
		"table_name AS t FROM information_schema.columns WHERE table_schema = 'public' "
		"UNION ALL SELECT 'index ' || indexdef, tablename FROM pg_indexes WHERE schemaname "
		"= 'public' "
		"UNION ALL SELECT 'constraint ' || conrelid::regclass::text || ' ' || "
		"pg_get_constraintdef(oid), conrelid::regclass::text FROM pg_constraint WHERE "
		"connamespace = 'public'::regnamespace) x WHERE t <> 'migration' ORDER BY line",
};

/* Runs of blanks become one, so that the layout of SQL does not matter. */
static void add_squeezed(struct buf *out, const char *text)
{
	bool was_blank = true;

	for (; *text; text++) {
		bool is_blank = isspace((unsigned char)*text) != 0;

		if (is_blank && !was_blank && !strchr("(,", out->bytes[out->n - 1]))
			buf_char(out, ' ');
		if (!is_blank) {
			if (strchr("),", *text) && out->n && out->bytes[out->n - 1] == ' ')
				out->bytes[--out->n] = '\0';
			buf_char(out, *text);
		}
		was_blank = is_blank;
	}
	buf_char(out, '\n');
}

static char *shape_of(struct db *db, struct arena *arena)
{
	struct rows *rows = db_rows(db, arena, shape_sql[db_kind(db)], "");
	struct rows *counters;
	struct buf out;

	buf_init(&out, arena, 4 << 20);
	while (rows_next(rows) == 1)
		add_squeezed(&out, rows_text(rows, 0));
	/* The epoch and the mark of its keys are this database's own: made when it is first
	 * opened. */
	counters =
		db_rows(db, arena,
			"SELECT name || ' ' || n FROM counter WHERE name NOT IN ('epoch', 'keys') "
			"ORDER BY name",
			"");
	while (rows_next(counters) == 1)
		add_squeezed(&out, rows_text(counters, 0));
	return out.bytes ? out.bytes : "";
}

/* The first line that differs. */
static void show_difference(const char *migrated, const char *printed)
{
	while (*migrated && *printed) {
		size_t a = strcspn(migrated, "\n"), b = strcspn(printed, "\n");

		if (a != b || strncmp(migrated, printed, a) != 0)
			break;
		migrated += a + (migrated[a] != 0);
		printed += b + (printed[b] != 0);
	}
	printf("     migrations: %.*s\n     print ddl:  %.*s\n", (int)strcspn(migrated, "\n"),
	       migrated, (int)strcspn(printed, "\n"), printed);
}

static int compare(enum db_kind kind)
{
	struct stage grown = { 0 }, bare = { 0 };
	struct arena *arena = arena_new(64 << 20);
	char why[200] = "", path[300];
	char *migrated = NULL, *printed = NULL;
	struct db *db;
	struct buf ddl;
	int outcome = -1;

	buf_init(&ddl, arena, 4 << 20);
	if (stage_open(&grown, kind, why) || stage_empty(&bare, kind, why)) {
		printf("FAIL migrations %s: %s\n", stage_kind_name(kind), why);
		goto out;
	}
	db = db_pool_take(engine_pool(grown.engine));
	migrated = shape_of(db, arena);
	db_pool_give(engine_pool(grown.engine), db);
	print_ddl(&ddl, kind);
	snprintf(path, sizeof path, "%s/printed.db", bare.dir);
	db = db_open(kind == DB_SQLITE ? path : bare.url, DB_WRITE, why);
	if (!db || db_script(db, ddl.bytes)) {
		printf("FAIL migrations %s: the printed DDL does not run: %s\n",
		       stage_kind_name(kind), db ? db_why(db) : why);
	} else {
		printed = shape_of(db, arena);
		outcome = strcmp(migrated, printed) != 0 || !*migrated ? -1 : 0;
		printf("%s migrations %s: all migrations %s print ddl\n", outcome ? "FAIL" : "ok  ",
		       stage_kind_name(kind), outcome ? "differ from" : "equal");
		if (outcome)
			show_difference(migrated, printed);
	}
	if (db)
		db_close(db);
out:
	stage_close(&grown);
	stage_close(&bare);
	arena_free(arena);
	return outcome;
}

int main(void)
{
	int n_passed = 0, n_failed = 0;
	char why[200];

	if (stages_start(why)) {
		printf("FAIL %s\nmigrations: 0 passed, 1 failed\n", why);
		return 1;
	}
	for (int kind = DB_SQLITE; kind <= DB_POSTGRES; kind++) {
		if (!stage_has((enum db_kind)kind))
			continue;
		if (compare((enum db_kind)kind) == 0)
			n_passed++;
		else
			n_failed++;
	}
	stages_end();
	printf("migrations: %d passed, %d failed\n", n_passed, n_failed);
	return n_failed > 0;
}
