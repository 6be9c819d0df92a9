/* Bulk loading: lookup indexes out of the way, and back in sorted passes.
 *
 * A random key costs ten to a hundred times an appended one once the table
 * outgrows the cache.  Rule: a counter remembers that indexes are out, so that
 * the next open builds them if the program died between. */
#include "inside.h"

/* Statements that drop, or drop and build, every lookup index. */
static void write_statements(struct buf *sql, bool is_build)
{
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);

	for (int i = 0; i < n_rooms; i++)
		for (int k = 0; k < rooms[i]->n_tables; k++) {
			const struct table *t = &rooms[i]->tables[k];

			for (int m = 0; t->indexes && t->indexes[m]; m++) {
				if (!index_is_lookup(t->indexes[m]))
					continue;
				buf_text(sql, "DROP INDEX IF EXISTS ");
				index_name(sql, t->name, t->indexes[m]);
				buf_text(sql, ";\n");
				if (is_build)
					index_make(sql, t->name, t->indexes[m]);
			}
		}
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
	write_statements(&sql, !is_on);
	buf_print(&sql,
		  "INSERT INTO counter (name, n) VALUES ('bulk', %d) "
		  "ON CONFLICT (name) DO UPDATE SET n = excluded.n;\n",
		  is_on ? 1 : 0);
	if (!is_on)
		buf_text(&sql, "ANALYZE;\n");
	script.sql = sql.bytes;
	writer_do(engine->writer, &script.job);
	buf_free(&sql);
	if (script.job.outcome == 0)
		atomic_store(&engine->is_bulk, is_on);
	return script.job.outcome == 0 ? 0 : -1;
}

bool engine_is_bulk(const struct engine *engine)
{
	return atomic_load(&engine->is_bulk);
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
