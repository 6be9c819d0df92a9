/* What a phone must know of the database it syncs with: which one it is, and how many
 * of the phone's commands are in it; see engine.h.
 *
 * Rule: both stand in the table of counters and are read by key.  Commands are counted in
 * the transaction that keeps them, so that the number is never ahead of the journal. */
#include "inside.h"

#include <stdlib.h>

static const char counter_name[] = "epoch";

static int64_t epoch_make(void)
{
	int64_t epoch;

	random_bytes(&epoch, sizeof(epoch));
	epoch &= INT64_MAX;
	return epoch ? epoch : 1;
}

/* What the counter of that name says, after giving it `n` when there is none; 0 when the
 * storage failed. */
static int64_t counter_ensure(struct db *db, const char *name, int64_t n)
{
	struct arena *arena = arena_new(1 << 16);
	int failed = 0;
	int64_t kept =
		db_one(db, arena, 0, &failed, "SELECT n FROM counter WHERE name = $1", "t", name);

	arena_free(arena);
	if (failed || kept)
		return failed ? 0 : kept;
	return db_run(db,
		      "INSERT INTO counter (name, n) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
		      "ti", name, n) < 0
		       ? 0
		       : n;
}

int epoch_ensure(struct db *db)
{
	return counter_ensure(db, counter_name, epoch_make()) ? 0 : -1;
}

int keys_ensure(struct db *db, const struct keys *keys)
{
	int64_t mine = keyed_hash(keys, "keys", "of this database");
	int64_t kept = counter_ensure(db, "keys", mine);

	return kept ? kept == mine : -1;
}

int epoch_renew(struct db *db)
{
	return db_run(db,
		      "INSERT INTO counter (name, n) VALUES ($1, $2) "
		      "ON CONFLICT (name) DO UPDATE SET n = excluded.n",
		      "ti", counter_name, epoch_make()) < 0
		       ? -1
		       : 0;
}

static int order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

void received_clear(struct received *received)
{
	received->n = received->n_at_mark = 0;
}

void received_mark(struct received *received)
{
	received->n_at_mark = received->n;
}

void received_undo(struct received *received)
{
	received->n = received->n_at_mark;
}

void received_add(struct received *received, int64_t session)
{
	assert(received->n < (int)COUNT_OF(received->sessions));
	if (session)
		received->sessions[received->n++] = session;
}

int received_write(struct received *received, struct db *db)
{
	int from = 0;
	char name[64];

	qsort(received->sessions, (size_t)received->n, sizeof(*received->sessions), order);
	for (int i = 1; i <= received->n; i++) {
		if (i < received->n && received->sessions[i] == received->sessions[from])
			continue;
		snprintf(name, sizeof(name), "pushed.%" PRId64, received->sessions[from]);
		if (db_send(db,
			    "INSERT INTO counter (name, n) VALUES ($1, $2) "
			    "ON CONFLICT (name) DO UPDATE SET n = counter.n + excluded.n",
			    "ti", name, (int64_t)(i - from)) != 0)
			return -1;
		from = i;
	}
	return 0;
}

int sync_marks_read(struct db *db, struct arena *arena, int64_t session, struct sync_marks *marks)
{
	const char *name = arena_print(arena, "pushed.%" PRId64, session);
	struct rows *rows = db_rows(
		db, arena,
		"SELECT name, n FROM counter WHERE name IN ($1, 'epoch', 'seq') ORDER BY name", "t",
		name);
	int more;

	*marks = (struct sync_marks){ 0 };
	while ((more = rows_next(rows)) == 1) {
		if (strcmp(rows_text(rows, 0), counter_name) == 0)
			snprintf(marks->epoch, sizeof(marks->epoch), "%016" PRIx64,
				 (uint64_t)rows_int(rows, 1));
		else if (strcmp(rows_text(rows, 0), "seq") == 0)
			marks->head = rows_int(rows, 1);
		else
			marks->n_pushed = rows_int(rows, 1);
	}
	return more;
}

void sync_marks_write(struct buf *out, const struct sync_marks *marks, int64_t now)
{
	out_key(out, "epoch");
	out_text(out, marks->epoch);
	out_key(out, "now");
	out_int(out, now);
	out_key(out, "n_pushed");
	out_int(out, marks->n_pushed);
}
