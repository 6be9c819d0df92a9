/* Holding the journal against what the clients were told; see book.h. */
#include "book.h"
#include "text.h"

/* How often a command is in the journal, and its effect in the facts. */
static void count_id(struct db *db, struct arena *arena, const char *id, bool is_visit,
		     int64_t *n_journal, int64_t *n_effect)
{
	size_t n;
	const void *packed = id_pack(arena, id, &n);
	int failed = 0;
	int64_t seq = db_one(db, arena, 0, &failed, "SELECT max(seq) FROM journal WHERE id = $1",
			     "b", packed, n);

	*n_journal = db_one(db, arena, -1, &failed, "SELECT count(*) FROM journal WHERE id = $1",
			    "b", packed, n);
	if (is_visit)
		*n_effect = db_one(db, arena, -1, &failed,
				   "SELECT count(*) FROM visit WHERE seq = $1", "i", seq);
	else
		*n_effect = db_one(db, arena, -1, &failed,
				   "SELECT count(*) FROM household WHERE id = $1", "t", id);
	if (failed)
		*n_journal = -1;
}

int book_check(const struct load *load, const char *url, bool is_again, char why[600])
{
	char open_why[200];
	struct db *db = db_open(url, DB_READ, open_why);
	struct arena *arena = arena_new(64 << 20);
	int n_faults = 0;

	if (!db) {
		snprintf(why, 600, "the database does not open: %s", open_why);
		arena_free(arena);
		return 1;
	}
	for (int c = 0; c < N_CLIENTS; c++) {
		for (int i = 0; i < load->clients[c].n_sent; i++) {
			const struct sent *sent = &load->clients[c].sent[i];
			int64_t n_journal, n_effect;
			char id[65];
			bool must =
				sent->told == TOLD_KEPT || (is_again && sent->told != TOLD_REFUSED);
			bool fits;

			load_id(load, c, i, id);
			count_id(db, arena, id, sent->is_visit, &n_journal, &n_effect);
			fits = n_journal == n_effect && n_journal >= 0 && n_journal <= 1;
			if (must ? n_journal != 1 : sent->told == TOLD_REFUSED && n_journal != 0)
				fits = false;
			if (!fits && n_faults++ == 0)
				snprintf(why, 600,
					 "%s was %s, yet it is %lld times in the journal and "
					 "%lld times in the facts",
					 id, must ? "acknowledged" : "not acknowledged",
					 (long long)n_journal, (long long)n_effect);
			arena_reset(arena);
		}
	}
	arena_free(arena);
	db_close(db);
	return n_faults;
}

int book_seq(const char *url, char why[600])
{
	char open_why[200];
	struct db *db = db_open(url, DB_READ, open_why);
	struct arena *arena = arena_new(1 << 20);
	int failed = 0;
	int64_t n = 0, last = -1;

	if (db) {
		n = db_one(db, arena, 0, &failed, "SELECT count(*) FROM journal", "");
		last = db_one(db, arena, 0, &failed, "SELECT max(seq) FROM journal", "");
		db_close(db);
	}
	arena_free(arena);
	if (!db || failed || n != last) {
		snprintf(why, 600, "the journal has %lld rows up to seq %lld", (long long)n,
			 (long long)last);
		return -1;
	}
	return 0;
}
