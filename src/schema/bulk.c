/* Bulk loading: lookup indexes out of the way, and back in sorted passes.
 *
 * A random key costs ten to a hundred times an appended one once the table
 * outgrows the cache.  Rule: a counter remembers that indexes are out, so that
 * the next open builds them if the program died between. */
#include "inside.h"

/* Call `each` for every lookup index: those on a …_hash column. */
static int each_lookup(struct buf *sql, void (*each)(struct buf *, const char *, const char *))
{
	int n_rooms, n = 0;
	const struct room *const *rooms = rooms_all(&n_rooms);

	for (int i = 0; i < n_rooms; i++)
		for (int k = 0; k < rooms[i]->n_tables; k++) {
			const struct table *t = &rooms[i]->tables[k];

			for (int m = 0; t->indexes && t->indexes[m]; m++) {
				const char *index = t->indexes[m];
				size_t length = strlen(index);

				if (length > 5 && strcmp(index + length - 5, "_hash") == 0) {
					each(sql, t->name, index);
					n++;
				}
			}
		}
	return n;
}

static void drop_one(struct buf *sql, const char *table, const char *column)
{
	buf_print(sql, "DROP INDEX IF EXISTS %s_by_%s;\n", table, column);
}

static void build_one(struct buf *sql, const char *table, const char *column)
{
	buf_print(sql, "CREATE INDEX IF NOT EXISTS %s_by_%s ON %s (%s);\n", table, column, table,
		  column);
}

/* A call that only carries a script into the writer; it journals nothing. */
struct script {
	struct job job;
	const char *sql;
};

static int script_run(struct job *job, struct db *db)
{
	return db_script(db, ((struct script *)job)->sql);
}

static void script_answer(struct job *job, int outcome)
{
	job->outcome = outcome;
}

int engine_bulk(struct engine *engine, bool is_on)
{
	struct script script = { .job = { .run = script_run, .answer = script_answer } };
	struct buf sql;

	buf_init(&sql, NULL, 1 << 20);
	each_lookup(&sql, is_on ? drop_one : build_one);
	buf_print(&sql,
		  "INSERT INTO counter (name, n) VALUES ('bulk', %d) "
		  "ON CONFLICT (name) DO UPDATE SET n = excluded.n;\n",
		  is_on ? 1 : 0);
	if (!is_on)
		buf_text(&sql, "ANALYZE;\n");
	script.sql = sql.bytes;
	writer_do(engine->writer, &script.job);
	buf_free(&sql);
	return script.job.outcome == 0 ? 0 : -1;
}

int bulk_mend(struct engine *engine)
{
	struct arena *arena = arena_new(1 << 20);
	struct db *db = db_pool_take(engine->pool);
	int64_t is_out =
		db_one(db, arena, 0, NULL, "SELECT n FROM counter WHERE name = 'bulk'", "");

	db_pool_give(engine->pool, db);
	arena_free(arena);
	return is_out == 1 ? engine_bulk(engine, false) : 0;
}
