/* Official codes that are not the key of their region: after a recode, and where
 * a code was taken over by another unit (region_key.h).  They are few and kept in
 * memory; everywhere else a code trimmed of its empty segments is the key.
 *
 * Rule: a request may name a region by key or by today's code; where both exist the
 * key wins, since replies carry keys and days gone by are asked for by them.  A sheet carries
 * official codes, there the code wins. */
#include "inside.h"

struct pair {
	char code[KEY_MAX + 1]; /* trimmed like a key */
	char key[KEY_MAX + 1];
	bool is_also_key; /* another region has, or had, this code as its key */
};

struct codes {
	pthread_mutex_t looking; /* one thread at a time reads them again */
	pthread_rwlock_t lock;
	struct pair *pairs;
	int n;
	int64_t mark;               /* the counter "codes" when they were read; under looking */
	_Atomic int64_t checked_at; /* clock_ticks of the last look at the counter */
	_Atomic int64_t n_changed;  /* batches of this process that changed a code */
	_Atomic int64_t n_seen;     /* how many of them had been when they were read */
	bool is_touched;            /* in the batch that is running; the writer's */
};

struct codes *codes_new(void)
{
	struct codes *codes = calloc(1, sizeof(*codes));

	if (!codes)
		abort();
	pthread_mutex_init(&codes->looking, NULL);
	pthread_rwlock_init(&codes->lock, NULL);
	codes->mark = -1;
	codes->n_changed = 1;
	return codes;
}

void codes_free(struct codes *codes)
{
	if (!codes)
		return;
	pthread_rwlock_destroy(&codes->lock);
	pthread_mutex_destroy(&codes->looking);
	free(codes->pairs);
	free(codes);
}

void codes_changed(struct request *rq)
{
	rq->engine->codes->is_touched = true;
	/* Free: not about territory.  Other processes look at it once a second. */
	rq_run_free(rq, "UPDATE counter SET n = n + 1 WHERE name = 'codes'", "");
}

void codes_batch_done(struct codes *codes)
{
	if (codes->is_touched)
		atomic_fetch_add(&codes->n_changed, 1);
	codes->is_touched = false;
}

static const char sql_pairs[] = "SELECT r.code, r.key FROM region r WHERE r.valid_until IS NULL "
				"AND r.code <> r.key || CASE WHEN length(r.key) < 12 "
				"THEN substr('000000000000', 1, 12 - length(r.key)) ELSE '' END";

static int read_pairs(struct db *db, struct arena *arena, struct pair **pairs)
{
	struct rows *rows = db_rows(db, arena, sql_pairs, "");
	int n = 0, size = 0;

	*pairs = NULL;
	while (rows_next(rows) == 1) {
		if (n == size) {
			size = size ? 2 * size : 64;
			*pairs = realloc(*pairs, (size_t)size * sizeof(**pairs));
			if (!*pairs)
				abort();
		}
		if (key_from_code(rows_text(rows, 0), (*pairs)[n].code) == 0)
			snprintf((*pairs)[n++].key, KEY_MAX + 1, "%s", rows_text(rows, 1));
	}
	for (int i = 0; i < n; i++)
		(*pairs)[i].is_also_key =
			db_one(db, arena, 0, NULL, "SELECT count(*) FROM region WHERE key = $1",
			       "t", (*pairs)[i].code) > 0;
	return rows_failed(rows) ? -1 : n;
}

/* Look whether codes changed, here or in another process, and read them again.
 * What counts as seen is noted before the reading, so that nothing is missed. */
static void refresh(struct engine *engine)
{
	struct codes *codes = engine->codes;
	struct arena *arena = arena_new(1 << 20);
	struct db *db = db_pool_take(engine->pool);
	int64_t n_changed = atomic_load(&codes->n_changed);
	int64_t mark =
		db_one(db, arena, -1, NULL, "SELECT n FROM counter WHERE name = 'codes'", "");

	if (n_changed != atomic_load(&codes->n_seen) || mark != codes->mark) {
		struct pair *pairs;
		int n = read_pairs(db, arena, &pairs);

		if (n >= 0) {
			pthread_rwlock_wrlock(&codes->lock);
			free(codes->pairs);
			codes->pairs = pairs;
			codes->n = n;
			pthread_rwlock_unlock(&codes->lock);
			codes->mark = mark;
			atomic_store(&codes->n_seen, n_changed);
		} else {
			free(pairs);
		}
	}
	atomic_store(&codes->checked_at, clock_ticks());
	db_pool_give(engine->pool, db);
	arena_free(arena);
}

static bool is_stale(struct codes *codes)
{
	return atomic_load(&codes->n_changed) != atomic_load(&codes->n_seen);
}

/* After a change of this process everybody waits for the new codes; the regular
 * look for changes of others is one thread's, the rest go on with what is known. */
static void keep_fresh(struct engine *engine)
{
	struct codes *codes = engine->codes;

	if (is_stale(codes)) {
		pthread_mutex_lock(&codes->looking);
		if (is_stale(codes))
			refresh(engine);
		pthread_mutex_unlock(&codes->looking);
	} else if (clock_ticks() - atomic_load(&codes->checked_at) >= MS_PER_SECOND &&
		   pthread_mutex_trylock(&codes->looking) == 0) {
		refresh(engine);
		pthread_mutex_unlock(&codes->looking);
	}
}

const char *code_resolve(struct engine *engine, struct arena *arena, const char *key,
			 bool is_code_first)
{
	struct codes *codes = engine->codes;

	keep_fresh(engine);
	pthread_rwlock_rdlock(&codes->lock);
	for (int i = 0; i < codes->n; i++)
		if (strcmp(codes->pairs[i].code, key) == 0 &&
		    (is_code_first || !codes->pairs[i].is_also_key)) {
			key = arena_text(arena, codes->pairs[i].key);
			break;
		}
	pthread_rwlock_unlock(&codes->lock);
	return key;
}
