/* A pool of read connections: the one given back last is handed out first,
 * because its pages and statements are warm.
 *
 * Rule: whoever takes a connection finds no transaction on it. */
#include "driver.h"

#include <pthread.h>

struct db_pool {
	pthread_mutex_t lock;
	pthread_cond_t is_back;
	struct db **free;
	int n_free, n;
};

struct db_pool *db_pool_new(const char *url, int n, char why[200])
{
	struct db_pool *pool = must_alloc(sizeof *pool);

	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->is_back, NULL);
	pool->free = must_alloc((size_t)n * sizeof *pool->free);
	for (pool->n = 0; pool->n < n; pool->n++) {
		struct db *db = db_open(url, DB_READ, why);

		if (!db) {
			db_pool_free(pool);
			return NULL;
		}
		pool->free[pool->n_free++] = db;
	}
	return pool;
}

struct db *db_pool_take(struct db_pool *pool)
{
	struct db *db;

	pthread_mutex_lock(&pool->lock);
	while (!pool->n_free)
		pthread_cond_wait(&pool->is_back, &pool->lock);
	db = pool->free[--pool->n_free];
	pthread_mutex_unlock(&pool->lock);
	/* The server may have been restarted; if it is still away, the first
	 * statement says so. */
	if (db->engine->is_stale(db))
		db_mend(db);
	return db;
}

void db_pool_give(struct db_pool *pool, struct db *db)
{
	if (db->is_in_transaction)
		db_rollback(db);
	pthread_mutex_lock(&pool->lock);
	pool->free[pool->n_free++] = db;
	pthread_cond_signal(&pool->is_back);
	pthread_mutex_unlock(&pool->lock);
}

void db_pool_free(struct db_pool *pool)
{
	if (!pool)
		return;
	assert(pool->n_free == pool->n);
	while (pool->n_free)
		db_close(pool->free[--pool->n_free]);
	pthread_cond_destroy(&pool->is_back);
	pthread_mutex_destroy(&pool->lock);
	free(pool->free);
	free(pool);
}
