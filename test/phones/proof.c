/* What must hold in the end; see proof.h. */
#include "proof.h"

#include "db.h"

static struct db *open_db(void)
{
	char path[400], why[200];
	struct db *db;

	town_db(path);
	db = db_open(path, DB_READ, why);
	if (!db)
		breach("the database does not open: %s", why);
	return db;
}

static int64_t number(struct db *db, const char *sql, const char *types, ...)
{
	struct arena *arena = arena_new(1 << 22);
	struct db_param params[DB_PARAMS_MAX];
	struct rows *rows;
	int64_t found = -1;
	va_list args;
	int n;

	va_start(args, types);
	n = db_params(params, types, args);
	va_end(args);
	rows = db_rows_p(db, arena, sql, params, n);
	if (rows_next(rows) == 1)
		found = rows_int(rows, 0);
	arena_free(arena);
	return found;
}

/* The same region with a cursor of 0, by the same phone. */
static char *fresh_text(struct phone *phone, const char *region)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct view view = { 0 };
	char body[100], *text = NULL;
	const struct json *packet;
	const char *why;

	snprintf(body, sizeof body, "{\"region\":\"%s\"}", region);
	if (client_post(&phone->client, "sync.pull", body, 20000) == 0 &&
	    phone->client.status == 200) {
		packet = json_read(arena, phone->client.answer, strlen(phone->client.answer), &why);
		view_take(&view, packet);
		text = view_text(&view);
		view_clear(&view);
	}
	arena_free(arena);
	return text;
}

/* The first line that one has and the other has not. */
static void first_difference(const char *a, const char *b, char line[400])
{
	line[0] = '\0';
	while (*a) {
		size_t n = strcspn(a, "\n") + 1;
		char one[1200];

		snprintf(one, sizeof one, "%.*s", (int)n, a);
		if (!strstr(b, one)) {
			snprintf(line, 400, "%.390s", one);
			return;
		}
		a += n;
	}
}

static void compare_counts(struct db *db, const struct phone *phone, const struct view *view)
{
	char end[KEY_MAX + 1];
	int64_t there, doors;

	key_end(view->region, end);
	there = number(db, "SELECT count(*) FROM household WHERE region >= $1 AND region < $2",
		       "tt", view->region, end);
	doors = number(db,
		       "SELECT count(*) FROM door d JOIN sweep s ON s.seq = d.sweep "
		       "AND s.list_day = d.day AND s.state <> 2 "
		       "WHERE d.region >= $1 AND d.region < $2",
		       "tt", view->region, end);
	if (there != view->n[HOUSEHOLDS] || doors != view->n[DOORS])
		breach("%s in %s: %d households and %d doors on the phone, %lld and %lld in the "
		       "database",
		       phone->login, view->region, view->n[HOUSEHOLDS], view->n[DOORS],
		       (long long)there, (long long)doors);
}

void proof_views(void)
{
	struct db *db = open_db();
	char line[400];

	for (int i = 0; db && i < N_PHONES; i++) {
		struct phone *phone = &town.phones[i];

		for (int v = 0; v < phone->n_views; v++) {
			char *kept = view_text(&phone->views[v]);
			char *fresh = fresh_text(phone, phone->views[v].region);

			if (!fresh) {
				breach("%s: no packet of %s: %d", phone->login,
				       phone->views[v].region, phone->client.status);
			} else if (strcmp(kept, fresh) != 0) {
				first_difference(kept, fresh, line);
				if (!line[0])
					first_difference(fresh, kept, line);
				breach("%s and the server differ in %s: %s", phone->login,
				       phone->views[v].region, line);
			}
			free(kept);
			free(fresh);
			compare_counts(db, phone, &phone->views[v]);
		}
	}
	db_close(db);
}

static void check_accepted(struct db *db, const struct written *w, const void *id, size_t n_id)
{
	int64_t n = number(db, "SELECT count(*) FROM journal WHERE id = $1 AND seq = $2", "bi", id,
			   n_id, w->seq);

	if (n != 1)
		breach("%s was acknowledged as %lld and is not there", w->id, (long long)w->seq);
	else if ((w->deed == VISIT || w->deed == SETTLE) &&
		 number(db, "SELECT count(*) FROM visit WHERE seq = $1", "i", w->seq) != 1)
		breach("%s was acknowledged and left no record", w->id);
	else if (w->deed == ADD &&
		 number(db, "SELECT count(*) FROM household WHERE seq = $1", "i", w->seq) != 1)
		breach("%s was acknowledged and added nothing", w->id);
}

void proof_commands(void)
{
	struct db *db = open_db();
	int64_t n_late = 0, n_refused = 0;

	for (int i = 0; db && i <= N_PHONES; i++) {
		const struct phone *phone = &town.phones[i];

		for (int k = 0; k < phone->n_written; k++) {
			const struct written *w = &phone->written[k];
			struct arena *arena = arena_new(1 << 16);
			size_t n;
			const void *id = id_pack(arena, w->id, &n);

			if (w->fate == WAITING)
				breach("%s still waits (%d)", w->id, w->problem);
			else if (w->fate == ACCEPTED)
				check_accepted(db, w, id, n);
			else if (number(db, "SELECT count(*) FROM journal WHERE id = $1", "b", id,
					n) == 0)
				n_refused++;
			else if (w->was_cut) /* a cut push may run after the next one */
				n_late++;
			else
				breach("%s lies in the inbox (%d) and in the journal", w->id,
				       w->problem);
			arena_free(arena);
		}
	}
	if (n_late > 3)
		breach("%lld of %lld refused commands ran late: too many to be chance",
		       (long long)n_late, (long long)n_refused);
	db_close(db);
}

/* The doors that sweep.conflicts names, by the number of their latest record. */
static int64_t listed(const char *sweep, struct db *db)
{
	struct phone *office = town_office();
	struct arena *arena = arena_new((size_t)64 << 20);
	const struct json *body, *rows;
	const char *why;
	char ask[200];
	int64_t n = 0;

	snprintf(ask, sizeof ask, "{\"region\":\"" DISTRICT "\",\"sweep\":\"%s\",\"limit\":500}",
		 sweep);
	if (client_post(&office->client, "sweep.conflicts", ask, 20000) ||
	    office->client.status != 200) {
		breach("no list of conflicts: %d", office->client.status);
		arena_free(arena);
		return -1;
	}
	body = json_read(arena, office->client.answer, strlen(office->client.answer), &why);
	rows = json_get(body, "rows");
	for (const struct json *row = rows->first; row; row = row->next, n++) {
		const struct json *records = json_get(row, "records");
		int64_t latest = json_int(row, "conflict");

		if (!records || records->n < 2)
			breach("a disputed door with %d records", records ? records->n : 0);
		if (number(db, "SELECT count(*) FROM door WHERE conflict = $1", "i", latest) != 1)
			breach("a door is listed as disputed by %lld and is not",
			       (long long)latest);
	}
	arena_free(arena);
	return n;
}

void proof_conflicts(void)
{
	struct db *db = open_db();
	struct arena *arena = arena_new((size_t)64 << 20);
	struct rows *rows;
	int64_t there, n;

	if (!db)
		return;
	there = number(db,
		       "SELECT count(*) FROM door d JOIN sweep s ON s.seq = d.sweep "
		       "WHERE d.conflict > 0 AND s.state <> 2",
		       "");
	rows = db_rows(db, arena, "SELECT id FROM sweep WHERE state <> 2 ORDER BY seq", "");
	for (n = 0; rows_next(rows) == 1;)
		n += listed(rows_text(rows, 0), db);
	if (n != there)
		breach("%lld doors are disputed, %lld are listed", (long long)there, (long long)n);
	for (int i = 0; i < N_PHONES; i++)
		for (int v = 0; v < town.phones[i].n_views; v++) {
			const struct view *view = &town.phones[i].views[v];
			int n_records = 0, n_disputed = 0;

			for (int d = 0; d < view->n[DOORS]; d++) {
				const struct json *door = view_row(view, DOORS, d, arena);

				n_disputed += row_value(door, DOOR_CONFLICT)->kind == JSON_INT;
			}
			n_records = view->n[CONFLICTS];
			if (n_records < 2 * n_disputed || (n_records && !n_disputed))
				breach("%s: %d disputed doors, %d records of them",
				       town.phones[i].login, n_disputed, n_records);
		}
	arena_free(arena);
	db_close(db);
}

void proof_replay(void)
{
	struct db *db = open_db();
	int64_t before = number(db, "SELECT n FROM counter WHERE name = 'seq'", ""), after;

	for (int i = 0; i <= N_PHONES; i++) {
		int wrong = phone_replay(&town.phones[i], town.port);

		if (wrong)
			breach("%s: %d replays were not answered as before", town.phones[i].login,
			       wrong);
	}
	db_close(db);
	db = open_db();
	after = number(db, "SELECT n FROM counter WHERE name = 'seq'", "");
	db_close(db);
	if (before != after)
		breach("a replay of everything moved the journal from %lld to %lld",
		       (long long)before, (long long)after);
}

void proof_counts(void)
{
	struct db *db = open_db();

	for (int i = 0; db && i <= N_PHONES; i++) {
		const struct phone *phone = &town.phones[i];
		int64_t there;

		if (phone->n_sessions != 1)
			continue; /* an earlier session's commands count for that one */
		there = number(db,
			       "SELECT count(*) FROM journal j JOIN account a ON a.seq = j.actor "
			       "WHERE a.login = $1 AND j.id IS NOT NULL",
			       "t", phone->login);
		if (there != phone->n_pushed)
			breach("%s: the server says it received %lld, %lld are there", phone->login,
			       (long long)phone->n_pushed, (long long)there);
	}
	db_close(db);
}

void proof_check(void)
{
	char out[2000];

	if (lianfang(out, sizeof out, "check %s", town.server.dir))
		breach("check: %.500s", out);
}

static void demand(const char *what, int64_t n)
{
	if (n == 0)
		breach("the story had no %s: it proves less than it says", what);
}

void proof_tale(bool is_restored)
{
	int64_t n_refused = 0, n_disputed = 0, n_settled = 0, n_stale = 0, n_divided = 0,
		n_lost_right = 0, n_closed = 0;

	for (int i = 0; i <= N_PHONES; i++)
		for (int k = 0; k < town.phones[i].n_written; k++) {
			const struct written *w = &town.phones[i].written[k];

			n_refused += w->fate == REFUSED;
			n_stale += w->fate == REFUSED && (w->problem == 4609 || w->problem == 4706);
			n_lost_right +=
				w->fate == REFUSED && (w->problem == 4102 || w->problem == 4103);
			n_disputed += w->fate == ACCEPTED && w->is_dispute;
			n_settled += w->fate == ACCEPTED && w->deed == SETTLE;
			n_closed += w->fate == ACCEPTED && strstr(w->body, "sweep.close");
			n_divided += w->fate == ACCEPTED && strstr(w->body, "region.split");
		}
	printf("     %s: %lld pushes, %lld pulls, %lld cut before and %lld after the commit, %lld "
	       "twice, %lld in another order; %lld refused, of them %lld edits of what had changed "
	       "and %lld without right any more; %lld disputes, %lld settled; %lld grids divided; "
	       "%lld started anew\n",
	       town.part, (long long)tale.n_pushes, (long long)tale.n_pulls,
	       (long long)tale.n_cut_before, (long long)tale.n_cut_after, (long long)tale.n_twice,
	       (long long)tale.n_shuffled, (long long)n_refused, (long long)n_stale,
	       (long long)n_lost_right, (long long)n_disputed, (long long)n_settled,
	       (long long)n_divided, (long long)tale.n_reset);
	demand("connection cut before the commit", tale.n_cut_before);
	demand("connection cut after it", tale.n_cut_after);
	demand("push delivered twice", tale.n_twice);
	demand("batch in another order", tale.n_shuffled);
	demand("packet in parts", tale.n_partial);
	demand("phone without network", tale.n_offline);
	demand("posting that moved", tale.n_moved_on > N_PHONES);
	demand("edit of what had changed", n_stale);
	demand("command of a lost posting", n_lost_right);
	demand("dispute", n_disputed);
	demand("settlement", n_settled);
	demand("divided grid", n_divided);
	demand("sweep that ended meanwhile", n_closed);
	if (is_restored) {
		demand("phone that met another database", tale.n_reset);
		demand("phone enrolled again", tale.n_enrolled > N_PHONES);
	}
}
