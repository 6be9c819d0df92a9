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
	pthread_rwlock_t lock;
	struct pair *pairs;
	int n;
	int64_t mark;               /* the counter "codes" when they were read */
	_Atomic int64_t checked_at; /* clock_ticks of the last look at the counter */
	_Atomic bool is_stale;      /* this process changed a code */
	bool is_touched;            /* in the batch that is running; the writer's */
};

struct codes *codes_new(void)
{
	struct codes *codes = calloc(1, sizeof(*codes));

	if (!codes)
		abort();
	pthread_rwlock_init(&codes->lock, NULL);
	codes->mark = -1;
	codes->is_stale = true;
	return codes;
}

void codes_free(struct codes *codes)
{
	if (!codes)
		return;
	pthread_rwlock_destroy(&codes->lock);
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
		atomic_store(&codes->is_stale, true);
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

/* Look whether codes changed, here or in another process, and read them again. */
static void refresh(struct engine *engine)
{
	struct codes *codes = engine->codes;
	struct arena *arena = arena_new(1 << 20);
	struct db *db = db_pool_take(engine->pool);
	int64_t mark =
		db_one(db, arena, -1, NULL, "SELECT n FROM counter WHERE name = 'codes'", "");
	bool was_stale = atomic_exchange(&codes->is_stale, false);

	if (was_stale || mark != codes->mark) {
		struct pair *pairs;
		int n = read_pairs(db, arena, &pairs);

		if (n >= 0) {
			pthread_rwlock_wrlock(&codes->lock);
			free(codes->pairs);
			codes->pairs = pairs;
			codes->n = n;
			codes->mark = mark;
			pthread_rwlock_unlock(&codes->lock);
		} else {
			free(pairs);
			atomic_store(&codes->is_stale, true);
		}
	}
	db_pool_give(engine->pool, db);
	arena_free(arena);
}

const char *code_resolve(struct engine *engine, struct arena *arena, const char *key,
			 bool is_code_first)
{
	struct codes *codes = engine->codes;
	int64_t now = clock_ticks(), checked_at = atomic_load(&codes->checked_at);

	/* One thread looks; the others go on with what is known. */
	if ((atomic_load(&codes->is_stale) || now - checked_at >= MS_PER_SECOND) &&
	    atomic_compare_exchange_strong(&codes->checked_at, &checked_at, now))
		refresh(engine);
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
