/* Accounts, sessions and postings cached per process; see actor.h.
 *
 * Rule: what is cached is dropped when the counter "auth" has moved.  A command
 * of this process that moves it is noticed at once after its commit, one of
 * another process within a second. */
#include "actor.h"

#include <pthread.h>
#include <stdatomic.h>

#define N_SLOTS       4096
#define CACHE_BYTES   ((size_t)64 << 20)
#define LOOK_EVERY_MS 1000

struct cached_session {
	struct cached_session *next;
	char hash[2 * HASH_BYTES + 1];
	int64_t account;
	struct session session;
};

struct cached_account {
	struct cached_account *next;
	int64_t seq;
	const char *login;
	int64_t household;
	int agent;
	bool is_active;
	struct held *held;
	int n_held;
};

static struct {
	pthread_mutex_t lock;
	struct engine *engine; /* whose accounts these are */
	struct arena *arena;
	struct cached_session *sessions[N_SLOTS];
	struct cached_account *accounts[N_SLOTS];
	int64_t auth, looked_at;
	int64_t generation; /* grows with every drop */
	uint64_t asked_seen;
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Commands of this process that moved the counter, and the commit they waited for. */
static _Atomic uint64_t asked;
static _Atomic int64_t asked_version;

void auth_changed(struct request *rq)
{
	int64_t mark;

	/* Any other number will do; a random one also tells two databases apart. */
	random_bytes(&mark, sizeof(mark));
	mark &= INT64_MAX;
	/* Free: not about territory. */
	if (rq_run_free(rq,
			"INSERT INTO counter (name, n) VALUES ('auth', $1) "
			"ON CONFLICT (name) DO UPDATE SET n = excluded.n",
			"i", mark) < 0)
		refuse(rq, 5001, NULL, "the storage failed; nothing was kept, try again");
	atomic_store(&asked_version, engine_version(rq->engine));
	atomic_fetch_add(&asked, 1);
}

static void drop(struct engine *engine)
{
	if (!cache.arena)
		cache.arena = arena_new(CACHE_BYTES);
	arena_reset(cache.arena);
	memset(cache.sessions, 0, sizeof(cache.sessions));
	memset(cache.accounts, 0, sizeof(cache.accounts));
	cache.engine = engine;
	cache.generation++;
}

/* Whether the counter must be read before the cache may be trusted. */
static bool is_look_due(struct engine *engine, uint64_t now_asked)
{
	if (cache.engine != engine || clock_ticks() - cache.looked_at >= LOOK_EVERY_MS)
		return true;
	return now_asked != cache.asked_seen &&
	       engine_version(engine) != atomic_load(&asked_version);
}

/* Drop the cache if it is out of date.  Called and left with the lock held. */
static int refresh(struct engine *engine, struct arena *arena)
{
	uint64_t now_asked = atomic_load(&asked);
	struct db *db;
	int64_t auth;
	int failed = 0;

	if (!is_look_due(engine, now_asked))
		return 0;
	db = db_pool_take(engine_pool(engine));
	auth = db_one(db, arena, 0, &failed, "SELECT n FROM counter WHERE name = 'auth'", "");
	db_pool_give(engine_pool(engine), db);
	if (failed)
		return -1;
	if (auth != cache.auth || cache.engine != engine || !cache.arena ||
	    arena_is_over(cache.arena))
		drop(engine);
	cache.auth = auth;
	cache.asked_seen = now_asked;
	cache.looked_at = clock_ticks();
	return 0;
}

static size_t slot_of(int64_t seq)
{
	return (uint64_t)seq % N_SLOTS;
}

static size_t slot_of_text(const char *hash)
{
	uint32_t n = 2166136261u;

	for (; *hash; hash++)
		n = (n ^ (uint8_t)*hash) * 16777619u;
	return n % N_SLOTS;
}

static struct cached_account *find_account(int64_t seq)
{
	struct cached_account *a = cache.accounts[slot_of(seq)];

	while (a && a->seq != seq)
		a = a->next;
	return a;
}

static struct cached_session *find_session(const char *hash)
{
	struct cached_session *s = cache.sessions[slot_of_text(hash)];

	while (s && strcmp(s->hash, hash) != 0)
		s = s->next;
	return s;
}

/* The open and coming postings of an account, and those that ended so lately that what was
 * done under them may still arrive. */
static int load_held(struct db *db, struct arena *arena, int64_t seq, int64_t now,
		     struct cached_account *account)
{
	struct rows *rows = db_rows(db, arena,
				    "SELECT seq, role, region, from_at, until_at FROM posting "
				    "WHERE account = $1 AND void_at IS NULL "
				    "AND (until_at IS NULL OR until_at > $2) ORDER BY seq",
				    "ii", seq, now - LATE_DAYS * MS_PER_DAY);
	int size = 0, more;

	while ((more = rows_next(rows)) == 1) {
		struct held *h;

		if (account->n_held == size) {
			size = size ? size * 2 : 8;
			account->held = arena_grow(arena, account->held,
						   (size_t)account->n_held * sizeof(*h),
						   (size_t)size * sizeof(*h));
		}
		h = &account->held[account->n_held++];
		memset(h, 0, sizeof(*h));
		h->posting = rows_int(rows, 0);
		h->role = (unsigned)rows_int(rows, 1);
		snprintf(h->region, sizeof(h->region), "%s", rows_text(rows, 2));
		h->from_at = rows_int(rows, 3);
		h->until_at = rows_int(rows, 4);
	}
	return more;
}

/* Read an account from the store into the caller's arena.  1, 0, -1. */
static int load_account(struct engine *engine, struct arena *arena, int64_t seq, int64_t now,
			struct cached_account *account)
{
	struct db *db = db_pool_take(engine_pool(engine));
	struct rows *rows = db_rows(
		db, arena, "SELECT login, state, household, agent FROM account WHERE seq = $1", "i",
		seq);
	int more = rows_next(rows);

	memset(account, 0, sizeof(*account));
	if (more == 1) {
		account->seq = seq;
		account->login = arena_text(arena, rows_text(rows, 0));
		account->is_active = rows_int(rows, 1) == 0;
		account->household = rows_is_null(rows, 2) ? 0 : rows_int(rows, 2);
		account->agent = rows_is_null(rows, 3) ? 0 : (int)rows_int(rows, 3);
		rows_end(rows);
		if (load_held(db, arena, seq, now, account) != 0)
			more = -1;
	}
	db_pool_give(engine_pool(engine), db);
	return more;
}

/* Keep a copy, unless the cache was dropped since it was read. */
static void keep_account(const struct cached_account *account, int64_t generation)
{
	size_t n = (size_t)account->n_held * sizeof(*account->held);
	struct cached_account *kept;

	if (generation != cache.generation || find_account(account->seq))
		return;
	kept = arena_alloc(cache.arena, sizeof(*kept));
	*kept = *account;
	kept->login = arena_text(cache.arena, account->login);
	kept->held = arena_alloc(cache.arena, n ? n : 1);
	if (n)
		memcpy(kept->held, account->held, n);
	kept->next = cache.accounts[slot_of(account->seq)];
	cache.accounts[slot_of(account->seq)] = kept;
}

/* Fill the actor of an account.  Called and left with the lock held, which is
 * given up while the store is read. */
static int actor_fill(struct engine *engine, struct arena *arena, int64_t seq, int64_t now,
		      struct actor *actor)
{
	const struct cached_account *account = find_account(seq);
	struct cached_account loaded;
	struct held *held;

	if (!account) {
		int64_t generation = cache.generation;
		int more;

		pthread_mutex_unlock(&cache.lock);
		more = load_account(engine, arena, seq, now, &loaded);
		pthread_mutex_lock(&cache.lock);
		if (more != 1)
			return -1;
		keep_account(&loaded, generation);
		account = &loaded;
	}
	if (!account->is_active)
		return -1;
	held = arena_alloc(arena, (size_t)(account->n_held + 1) * sizeof(*held));
	for (int i = 0; i < account->n_held; i++)
		held[i] = account->held[i];
	*actor = (struct actor){ .account = seq,
				 .login = arena_text(arena, account->login),
				 .held = held,
				 .n_held = account->n_held,
				 .household = account->household,
				 .agent = account->agent };
	return 0;
}

static int load_session(struct engine *engine, struct arena *arena, const char *hash,
			struct cached_session *found)
{
	struct db *db = db_pool_take(engine_pool(engine));
	struct rows *rows = db_rows(db, arena,
				    "SELECT seq, account, csrf, is_bearer, until_at FROM session "
				    "WHERE token_hash = $1 AND ended_at IS NULL",
				    "t", hash);
	int more = rows_next(rows);

	memset(found, 0, sizeof(*found));
	if (more == 1) {
		snprintf(found->hash, sizeof(found->hash), "%s", hash);
		found->session.seq = rows_int(rows, 0);
		found->account = rows_int(rows, 1);
		snprintf(found->session.csrf, sizeof(found->session.csrf), "%s",
			 rows_text(rows, 2));
		found->session.is_bearer = rows_int(rows, 3) == 1;
		found->session.until_at = rows_int(rows, 4);
		rows_end(rows);
	}
	db_pool_give(engine_pool(engine), db);
	return more;
}

static int session_fill(struct engine *engine, struct arena *arena, const char *hash,
			struct cached_session *out)
{
	const struct cached_session *found = find_session(hash);
	int64_t generation = cache.generation;
	struct cached_session *kept;
	int more;

	if (found) {
		*out = *found;
		return 0;
	}
	pthread_mutex_unlock(&cache.lock);
	more = load_session(engine, arena, hash, out);
	pthread_mutex_lock(&cache.lock);
	if (more != 1)
		return -1;
	if (generation == cache.generation && !find_session(hash)) {
		kept = arena_alloc(cache.arena, sizeof(*kept));
		*kept = *out;
		kept->next = cache.sessions[slot_of_text(hash)];
		cache.sessions[slot_of_text(hash)] = kept;
	}
	return 0;
}

char *token_hash(struct arena *arena, const char *token)
{
	uint8_t hash[HASH_BYTES];

	hash_bytes(token, strlen(token), hash);
	return hex(arena, hash, sizeof(hash));
}

int actor_from_token(struct engine *engine, struct arena *arena, const char *token, int64_t now,
		     struct actor *actor, struct session *session)
{
	const char *hash = token_hash(arena, token);
	struct cached_session found;
	int outcome = -1;

	pthread_mutex_lock(&cache.lock);
	if (refresh(engine, arena) == 0 && session_fill(engine, arena, hash, &found) == 0 &&
	    now < found.session.until_at)
		outcome = actor_fill(engine, arena, found.account, now, actor);
	pthread_mutex_unlock(&cache.lock);
	if (outcome == 0) {
		*session = found.session;
		actor->session = found.session.seq;
	}
	return outcome;
}

enum token_why token_why(struct engine *engine, struct arena *arena, const char *token, int64_t now)
{
	enum token_why why = TOKEN_UNSURE;
	struct db *db = db_pool_take(engine_pool(engine));
	struct rows *rows = db_rows(db, arena,
				    "SELECT s.ended_at, s.until_at, a.state FROM session s "
				    "JOIN account a ON a.seq = s.account WHERE s.token_hash = $1",
				    "t", token_hash(arena, token));
	int more = rows_next(rows);

	if (more == 0)
		why = TOKEN_UNKNOWN;
	else if (more == 1 &&
		 (!rows_is_null(rows, 0) || rows_int(rows, 1) <= now || rows_int(rows, 2) != 0))
		why = TOKEN_OVER;
	if (more == 1)
		rows_end(rows);
	db_pool_give(engine_pool(engine), db);
	return why;
}

int actor_from_login(struct engine *engine, struct arena *arena, const char *login, int64_t now,
		     struct actor *actor)
{
	struct db *db = db_pool_take(engine_pool(engine));
	int failed = 0;
	int64_t seq = db_one(db, arena, 0, &failed, "SELECT seq FROM account WHERE login = $1", "t",
			     login);
	int outcome = -1;

	db_pool_give(engine_pool(engine), db);
	if (failed || seq == 0)
		return -1;
	pthread_mutex_lock(&cache.lock);
	if (refresh(engine, arena) == 0)
		outcome = actor_fill(engine, arena, seq, now, actor);
	pthread_mutex_unlock(&cache.lock);
	return outcome;
}
