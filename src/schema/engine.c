/* Opening the engine and the hooks around a batch; see engine.h.
 *
 * Rule: seq, the chain's head and the tallies belong to the writer thread. */
#include "inside.h"

#include "migrate.h"

#include <sys/stat.h>
#include <unistd.h>

static int batch_begin(void *self, struct db *db, struct job *jobs)
{
	struct engine *engine = self;

	arena_reset(engine->batch);
	gather_clear(engine->gather);
	received_clear(&engine->received);
	memset(engine->ids, 0, sizeof(engine->ids));
	if (journal_begin(engine, db) != 0)
		return -1;
	if (journal_find_replays(engine, db, jobs) != 0)
		return -1;
	return ahead_ask(engine, db, jobs);
}

static void batch_mark(void *self)
{
	gather_mark(((struct engine *)self)->gather);
	received_mark(&((struct engine *)self)->received);
}

static void batch_undo(void *self)
{
	gather_undo(((struct engine *)self)->gather);
	received_undo(&((struct engine *)self)->received);
}

static int batch_finish(void *self, struct db *db)
{
	struct engine *engine = self;

	if (gather_write(engine->gather, db) != 0 || received_write(&engine->received, db) != 0)
		return -1;
	return journal_end(engine, db);
}

static void batch_done(void *self, bool is_kept)
{
	struct engine *engine = self;

	codes_batch_done(engine->codes);
	if (is_kept)
		atomic_fetch_add(&engine->version, 1);
}

static char *copy_text(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		abort();
	return copy;
}

int engine_init(const char *dir, const char *db_url, char why[200])
{
	char keys[4096], path[4096];
	int outcome = -1;
	struct db *db;

	snprintf(keys, sizeof(keys), "%s/keys", dir);
	if ((mkdir(dir, 0700) != 0 && errno != EEXIST) || keys_make(keys) != 0) {
		snprintf(why, 200, "%.120s: %s", dir,
			 errno == EEXIST ? "this directory was made before; choose a new one"
					 : strerror(errno));
		return -1;
	}
	snprintf(path, sizeof(path), "%s/lianfang.db", dir);
	db = db_open(db_url ? db_url : path, DB_WRITE, why);
	if (db)
		outcome = migrate(db, why) < 0 ? -1 : 0;
	db_close(db);
	/* Keys without a database would be taken for a directory made before. */
	if (outcome != 0) {
		unlink(keys);
		rmdir(dir);
	}
	return outcome;
}

static int open_storage(struct engine *engine, char why[200])
{
	char path[4096];
	int fits;

	snprintf(path, sizeof(path), "%s/keys", engine->dir);
	engine->keys = keys_load(path);
	if (!engine->keys) {
		snprintf(why, 200, "the key file of %.100s cannot be read: %s%s", engine->dir,
			 strerror(errno),
			 errno == ENOENT ? "; lianfang init makes a directory" : "");
		return -1;
	}
	engine->db = db_open(engine->url, DB_WRITE, why);
	if (!engine->db || migrate(engine->db, why) < 0)
		return -1;
	/* Under other keys every name would be missing, and what is added unreadable later. */
	fits = keys_ensure(engine->db, engine->keys);
	if (fits == 0) {
		snprintf(why, 200,
			 "the key file of %.100s is not the one of its database; put that one back",
			 engine->dir);
		return -1;
	}
	if (fits < 0 || epoch_ensure(engine->db) != 0) {
		snprintf(why, 200, "the database cannot be written: %.150s", db_why(engine->db));
		return -1;
	}
	engine->pool = db_pool_new(engine->url, engine->config.n_readers, why);
	return engine->pool ? 0 : -1;
}

static _Atomic int64_t n_opened;

struct engine *engine_open(const struct engine_config *config, char why[200])
{
	struct engine *engine = calloc(1, sizeof(*engine));
	char path[4096];

	if (!engine)
		abort();
	engine->config = *config;
	engine->serial = atomic_fetch_add(&n_opened, 1) + 1;
	if (!engine->config.n_readers)
		engine->config.n_readers = 4;
	if (!engine->config.queue_limit)
		engine->config.queue_limit = 4096;
	engine->dir = copy_text(config->dir);
	snprintf(path, sizeof(path), "%s/lianfang.db", config->dir);
	engine->url = copy_text(config->db_url ? config->db_url : path);
	engine->gather = gather_new();
	engine->codes = codes_new();
	engine->batch = arena_new((size_t)1 << 30);
	pthread_mutex_init(&engine->clock_lock, NULL);
	pthread_cond_init(&engine->clock_wake, NULL);
	if (open_storage(engine, why) != 0) {
		engine_close(engine);
		return NULL;
	}
	struct writer_hooks hooks = { engine,     batch_begin,  batch_mark,
				      batch_undo, batch_finish, batch_done };
	engine->writer =
		writer_start(engine->db, &hooks, engine->config.queue_limit, N_ID_SLOTS / 8);
	if (bulk_mend(engine) != 0) {
		snprintf(why, 200, "the indexes left out by a bulk load cannot be built: %s",
			 db_why(engine->db));
		engine_close(engine);
		return NULL;
	}
	return engine;
}

void engine_close(struct engine *engine)
{
	if (!engine)
		return;
	clock_stop(engine);
	if (engine->writer)
		writer_stop(engine->writer);
	if (engine->pool)
		db_pool_free(engine->pool);
	/* Last: SQLite moves its log into the file when the last connection goes, and one that
	 * only reads cannot. */
	if (engine->db)
		db_close(engine->db);
	keys_free(engine->keys);
	gather_free(engine->gather);
	codes_free(engine->codes);
	arena_free(engine->batch);
	pthread_mutex_destroy(&engine->clock_lock);
	pthread_cond_destroy(&engine->clock_wake);
	free(engine->dir);
	free(engine->url);
	free(engine);
}

const struct keys *engine_keys(struct engine *engine)
{
	return engine->keys;
}

struct db_pool *engine_pool(struct engine *engine)
{
	return engine->pool;
}

struct writer *engine_writer(struct engine *engine)
{
	return engine->writer;
}

struct db *engine_db(struct engine *engine)
{
	return engine->db;
}

int64_t engine_serial(const struct engine *engine)
{
	return engine->serial;
}

int64_t engine_version(struct engine *engine)
{
	return atomic_load(&engine->version);
}
