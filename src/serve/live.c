/* GET /api/live?region=k1,k2: tally changes, response levels and orders as server-sent
 * events.
 *
 * One thread reads for everybody: each region once, however many listen.  A
 * listener's connection sleeps until there is something to say.
 * Rule: the right to a region is looked at again before every event; a stream
 * ends with its session or its last posting there. */
#include "http.h"

#include <pthread.h>

#include "changes.h"
#include "log.h"
#include "notices.h"

#define N_REGIONS_MAX   32
#define N_LISTENERS_MAX 4096
#define LOOK_MS         100
#define SPACING_MS      1000 /* a region speaks at most once a second */
#define HEARTBEAT_MS    15000
#define RECHECK_MS      5000
#define PENDING_BYTES   ((size_t)64 << 10)

/* What a posting lets one see: everything counted about the territory, sweeps, orders; and
 * every posting lets one hear what is told to everybody there. */
enum { SEES_COUNTS = 1, SEES_SWEEPS = 2, SEES_ORDERS = 4, N_MASKS = 8, HEARS = 8 };

struct watch {
	struct watch *next;
	char region[KEY_MAX + 1];
	int n_listeners;
	int64_t seen; /* last command looked at */
	int64_t looked_at;
	struct change_of_tally *changes; /* this round's */
	int n_changes;
	const char *texts[N_MASKS]; /* the event about them, by what the listener sees */
	bool is_written[N_MASKS];
};

struct listener {
	struct listener *next;
	struct live *live;
	struct exchange *x;
	char token[44];
	int64_t account;
	uint64_t mine; /* which of this round's notices are meant for this account */
	struct watch *watches[N_REGIONS_MAX];
	char keys[N_REGIONS_MAX][KEY_MAX + 1];
	unsigned masks[N_REGIONS_MAX];
	int n_keys;
	int64_t checked_at, spoke_at;
	/* Under the lock. */
	struct buf pending;
	size_t n_sent;
	bool is_asleep, is_ending, is_gone, is_behind;
};

struct live {
	struct server *server;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool is_stopping;
	struct listener *incoming;  /* under the lock */
	struct listener *listeners; /* the thread's own */
	struct watch *watches;      /* the thread's own */
	int64_t head;
	struct notice notices[N_NOTICES_MAX]; /* this round's */
	int n_notices;
	int64_t noticed; /* last command whose notices were told */
	int64_t noticed_at;
	_Atomic int n;
	struct arena *arena; /* of one round */
};

/* Rights. */

static unsigned who_sees(const char *command)
{
	const struct command *found = command_find(command, NULL);

	return found ? found->who : COMMANDER | OFFICER;
}

static unsigned mask_of(const struct actor *actor, const char *region, int64_t now)
{
	unsigned mask = 0, counts = who_sees("region.counts"), sweeps = who_sees("sweep.board");
	unsigned orders = who_sees("order.list");

	for (int i = 0; i < actor->n_held; i++) {
		const struct held *held = &actor->held[i];

		if (held->from_at > now || (held->until_at != NOT_GIVEN && held->until_at <= now) ||
		    !key_is_within(region, held->region))
			continue;
		mask |= HEARS;
		mask |= held->role & counts ? SEES_COUNTS : 0;
		mask |= held->role & sweeps ? SEES_SWEEPS : 0;
		mask |= held->role & orders ? SEES_ORDERS : 0;
	}
	return mask;
}

/* Look at session and postings again; returns whether anything is left to see. */
static bool recheck(struct live *live, struct listener *l, int64_t now)
{
	struct actor actor = { 0 };
	struct session session;
	unsigned any = 0;

	if (actor_from_token(live->server->engine, live->arena, l->token, now, &actor, &session))
		return false;
	for (int i = 0; i < l->n_keys; i++)
		any |= l->masks[i] = mask_of(&actor, l->keys[i], now);
	return any != 0;
}

/* Speaking. */

static void wake_listener(struct listener *l)
{
	if (l->is_asleep) {
		l->is_asleep = false;
		MHD_resume_connection(l->x->connection);
	}
}

static void speak(struct live *live, struct listener *l, const char *text)
{
	pthread_mutex_lock(&live->lock);
	if (l->pending.n == l->n_sent)
		l->pending.n = l->n_sent = 0;
	if (!l->is_gone && l->pending.n + strlen(text) < PENDING_BYTES)
		buf_text(&l->pending, text);
	else
		l->is_behind = true;
	if (!l->is_gone)
		wake_listener(l);
	pthread_mutex_unlock(&live->lock);
	l->spoke_at = clock_ticks();
}

static void end_listener(struct live *live, struct listener *l)
{
	pthread_mutex_lock(&live->lock);
	l->is_ending = true;
	if (!l->is_gone)
		wake_listener(l);
	pthread_mutex_unlock(&live->lock);
}

/* MHD asks for bytes: what is pending, or sleep. */
static ssize_t read_stream(void *self, uint64_t at, char *bytes, size_t n_max)
{
	struct listener *l = self;
	struct live *live = l->live;
	ssize_t n;

	(void)at;
	pthread_mutex_lock(&live->lock);
	n = (ssize_t)(l->pending.n - l->n_sent);
	if (n > 0) {
		if ((size_t)n > n_max)
			n = (ssize_t)n_max;
		memcpy(bytes, l->pending.bytes + l->n_sent, (size_t)n);
		l->n_sent += (size_t)n;
	} else if (l->is_behind || l->is_ending) {
		/* Behind: it could not keep up; let it open the stream and read again. */
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		MHD_suspend_connection(l->x->connection);
		l->is_asleep = true;
		n = 0;
	}
	pthread_mutex_unlock(&live->lock);
	return n;
}

/* The connection is gone: the thread drops the listener at its next round. */
static void stream_closed(void *self)
{
	struct listener *l = self;

	pthread_mutex_lock(&l->live->lock);
	l->is_gone = true;
	l->is_asleep = false;
	pthread_mutex_unlock(&l->live->lock);
}

/* Watching. */

static struct watch *watch_region(struct live *live, const char *region)
{
	struct watch *watch = live->watches;

	while (watch && strcmp(watch->region, region) != 0)
		watch = watch->next;
	if (!watch) {
		watch = calloc(1, sizeof(*watch));
		if (!watch)
			abort();
		snprintf(watch->region, sizeof(watch->region), "%s", region);
		/* From the round before: nothing between subscribing and now is missed. */
		watch->seen = live->head;
		watch->next = live->watches;
		live->watches = watch;
	}
	watch->n_listeners++;
	return watch;
}

static void take_incoming(struct live *live)
{
	struct listener *l;

	pthread_mutex_lock(&live->lock);
	l = live->incoming;
	live->incoming = NULL;
	pthread_mutex_unlock(&live->lock);
	while (l) {
		struct listener *next = l->next;

		for (int i = 0; i < l->n_keys; i++)
			l->watches[i] = watch_region(live, l->keys[i]);
		l->next = live->listeners;
		live->listeners = l;
		l = next;
	}
}

static void free_listener(struct live *live, struct listener *l)
{
	for (int i = 0; i < l->n_keys; i++)
		if (l->watches[i])
			l->watches[i]->n_listeners--;
	buf_free(&l->pending);
	free(l);
	live->n--;
}

static void drop_gone(struct live *live)
{
	for (struct listener **at = &live->listeners; *at;) {
		struct listener *l = *at;
		bool is_gone;

		pthread_mutex_lock(&live->lock);
		is_gone = l->is_gone;
		pthread_mutex_unlock(&live->lock);
		if (is_gone) {
			*at = l->next;
			free_listener(live, l);
		} else {
			at = &l->next;
		}
	}
	for (struct watch **at = &live->watches; *at;) {
		struct watch *watch = *at;

		if (watch->n_listeners == 0) {
			*at = watch->next;
			free(watch);
		} else {
			at = &watch->next;
		}
	}
}

static bool mask_shows(unsigned mask, const char *name)
{
	if (strncmp(name, "asked.", 6) == 0)
		return false; /* one worker's load is no news for everybody on the page */
	if (strncmp(name, "order.", 6) == 0)
		return mask & SEES_ORDERS;
	return mask & (strncmp(name, "sweep.", 6) == 0 ? SEES_SWEEPS : SEES_COUNTS);
}

/* One event: {"region", "seq", "tallies": {name: sum}, "days": {name: {day: n}}}. */
static const char *write_event(struct live *live, const struct watch *watch, unsigned mask,
			       const struct change_of_tally *changes, int n)
{
	struct buf out;
	const char *last = "";
	int n_shown = 0;

	buf_init(&out, live->arena, PENDING_BYTES / 2);
	buf_print(&out, "id: %lld\nevent: tally\ndata: ", (long long)watch->seen);
	out_object(&out);
	out_key(&out, "region");
	out_text(&out, watch->region);
	out_key(&out, "seq");
	out_int(&out, watch->seen);
	out_key(&out, "tallies");
	out_object(&out);
	for (int i = 0; i < n; i++) {
		if (!mask_shows(mask, changes[i].name) || strcmp(changes[i].name, last) == 0)
			continue;
		last = changes[i].name;
		out_key(&out, last);
		out_int(&out, changes[i].sum);
		n_shown++;
	}
	out_end_object(&out);
	out_key(&out, "days");
	out_object(&out);
	last = "";
	for (int i = 0; i < n; i++) {
		if (!mask_shows(mask, changes[i].name))
			continue;
		if (strcmp(changes[i].name, last) != 0) {
			if (*last)
				out_end_object(&out);
			last = changes[i].name;
			out_key(&out, last);
			out_object(&out);
		}
		out_key(&out, changes[i].day);
		out_int(&out, changes[i].n);
	}
	if (*last)
		out_end_object(&out);
	out_end_object(&out);
	out_end_object(&out);
	buf_text(&out, "\n\n");
	if (out.is_over)
		return "event: reload\ndata: {}\n\n";
	return n_shown ? out.bytes : NULL;
}

/* Look at one region; 0 or -1. */
static int look(struct live *live, struct db *db, struct watch *watch, int64_t head,
		const char *today)
{
	int n = changes_since(db, live->arena, watch->region, watch->seen, today, &watch->changes);

	if (n < 0)
		return -1;
	watch->seen = head;
	watch->looked_at = clock_ticks();
	watch->n_changes = n;
	return 0;
}

/* The event of this round for whoever sees so much; NULL when there is nothing in it. */
static const char *text_for(struct live *live, struct watch *watch, unsigned mask)
{
	mask &= N_MASKS - 1;
	if (watch->n_changes > 0 && !watch->is_written[mask]) {
		watch->is_written[mask] = true;
		watch->texts[mask] =
			write_event(live, watch, mask, watch->changes, watch->n_changes);
	}
	return watch->texts[mask];
}

/* Levels and orders since the last look, and whom each order was sent to; 0 or -1. */
static int look_for_notices(struct live *live, struct db *db, int64_t head, int64_t ticks)
{
	int64_t before = live->noticed;
	int n;

	if (live->noticed >= head || ticks - live->noticed_at < SPACING_MS)
		return 0;
	n = notices_since(db, live->arena, &live->noticed, head, clock_now(), live->notices);
	live->noticed_at = ticks;
	if (n < 0)
		return -1;
	live->n_notices = n;
	for (struct listener *l = live->listeners; l; l = l->next)
		for (int i = 0; i < n; i++)
			if (live->notices[i].is_order &&
			    notice_is_for(db, live->arena, &live->notices[i], l->account, before) ==
				    1)
				l->mine |= UINT64_C(1) << i;
	return 0;
}

static void look_at_all(struct live *live, int64_t ticks)
{
	struct db *db = db_pool_take(engine_pool(live->server->engine));
	char today[11];
	int64_t head;

	day_of(clock_now(), today);
	if (db_begin(db) == 0) {
		head = changes_head(db, live->arena);
		if (head > 0 && live->listeners)
			look_for_notices(live, db, head, ticks);
		else if (head > 0)
			live->noticed = head;
		for (struct watch *w = live->watches; w && head > 0; w = w->next)
			if (w->seen < head && ticks - w->looked_at >= SPACING_MS &&
			    look(live, db, w, head, today))
				head = -1;
		if (head > 0)
			live->head = head;
		db_rollback(db);
	}
	db_pool_give(engine_pool(live->server->engine), db);
}

/* Whether a notice concerns a place that the listener looks at, above it or below it. */
static bool notice_fits(const struct listener *l, const struct notice *notice, unsigned mask)
{
	for (int i = 0; i < l->n_keys; i++)
		if ((l->masks[i] & mask) && (key_is_within(l->keys[i], notice->region) ||
					     key_is_within(notice->region, l->keys[i])))
			return true;
	return false;
}

static void tell_notice(struct live *live, struct listener *l, const struct notice *notice,
			bool is_mine)
{
	struct buf out;

	if (!is_mine && !notice_fits(l, notice, notice->is_order ? SEES_ORDERS : HEARS))
		return;
	buf_init(&out, live->arena, 1000);
	buf_print(&out, "event: %s\ndata: ", notice->is_order ? "order" : "response");
	out_object(&out);
	if (notice->is_order) {
		out_key(&out, "order");
		out_text(&out, notice->id);
		out_key(&out, "is_mine");
		out_flag(&out, is_mine);
	} else {
		out_key(&out, "region");
		out_text(&out, notice->region);
		out_key(&out, "level");
		out_text(&out, notice->level);
	}
	out_end_object(&out);
	buf_text(&out, "\n\n");
	speak(live, l, out.bytes);
}

static void tell(struct live *live, struct listener *l, int64_t ticks)
{
	bool has_news = live->n_notices > 0;

	for (int i = 0; i < l->n_keys; i++)
		has_news |= l->watches[i]->n_changes > 0;
	if (has_news || ticks - l->checked_at >= RECHECK_MS) {
		l->checked_at = ticks;
		if (!recheck(live, l, clock_now())) {
			end_listener(live, l);
			return;
		}
	}
	for (int i = 0; i < live->n_notices; i++)
		tell_notice(live, l, &live->notices[i], l->mine >> i & 1);
	l->mine = 0;
	for (int i = 0; i < l->n_keys && has_news; i++) {
		const char *text = text_for(live, l->watches[i], l->masks[i]);

		if (text)
			speak(live, l, text);
	}
	if (ticks - l->spoke_at >= HEARTBEAT_MS)
		speak(live, l, ": \n\n");
}

static void one_round(struct live *live)
{
	int64_t ticks = clock_ticks();

	take_incoming(live);
	drop_gone(live);
	arena_reset(live->arena);
	for (struct watch *w = live->watches; w; w = w->next) {
		w->n_changes = 0;
		memset(w->texts, 0, sizeof(w->texts));
		memset(w->is_written, 0, sizeof(w->is_written));
	}
	live->n_notices = 0;
	look_at_all(live, ticks);
	for (struct listener *l = live->listeners; l; l = l->next)
		tell(live, l, ticks);
}

static void *run(void *self)
{
	struct live *live = self;

	pthread_mutex_lock(&live->lock);
	while (!live->is_stopping) {
		struct timespec next;

		pthread_mutex_unlock(&live->lock);
		one_round(live);
		pthread_mutex_lock(&live->lock);
		clock_gettime(CLOCK_REALTIME, &next);
		next.tv_nsec += LOOK_MS * 1000000;
		next.tv_sec += next.tv_nsec / 1000000000;
		next.tv_nsec %= 1000000000;
		if (!live->is_stopping)
			pthread_cond_timedwait(&live->wake, &live->lock, &next);
	}
	pthread_mutex_unlock(&live->lock);
	return NULL;
}

/* Opening a stream. */

/* Split "k1,k2" into the listener's keys; -1 when one is not a key. */
static int read_keys(struct exchange *x, struct listener *l, const char *list)
{
	while (*list) {
		size_t n = strcspn(list, ",");

		if (l->n_keys == N_REGIONS_MAX ||
		    key_from_code(arena_text_n(x->arena, list, n), l->keys[l->n_keys]))
			return -1;
		l->n_keys++;
		list += n + (list[n] == ',');
	}
	return l->n_keys ? 0 : -1;
}

enum outcome live_handle(struct exchange *x)
{
	struct live *live = x->server->live;
	const char *list = exchange_query(x, "region");
	struct listener *l;

	if (live->n >= N_LISTENERS_MAX || x->server->is_stopping)
		return exchange_busy(x);
	l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	l->live = live;
	l->x = x;
	l->account = x->actor.account;
	if (!list || read_keys(x, l, list)) {
		free(l);
		return exchange_problem(
			x, 400, 4010, "region",
			"name up to 32 regions by their codes, with commas between");
	}
	for (int i = 0; i < l->n_keys; i++) {
		l->masks[i] = mask_of(&x->actor, l->keys[i], clock_now());
		if (!l->masks[i]) {
			free(l);
			return exchange_problem(
				x, 403, 4103, "region",
				"this place is outside your postings; ask its officer");
		}
	}
	snprintf(l->token, sizeof(l->token), "%s", x->token);
	buf_init(&l->pending, NULL, PENDING_BYTES);
	buf_text(&l->pending, "retry: 3000\n: listening\n\n");
	l->spoke_at = l->checked_at = clock_ticks();
	x->status = 200;
	x->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_stream, l,
							stream_closed);
	if (!x->response)
		abort();
	MHD_add_response_header(x->response, "Content-Type", "text/event-stream; charset=utf-8");
	MHD_add_response_header(x->response, "Cache-Control", "no-store");
	MHD_add_response_header(x->response, "X-Accel-Buffering", "no");
	MHD_add_response_header(x->response, "X-Content-Type-Options", "nosniff");
	live->n++;
	pthread_mutex_lock(&live->lock);
	l->next = live->incoming;
	live->incoming = l;
	pthread_mutex_unlock(&live->lock);
	return ANSWERED;
}

int live_n(struct live *live)
{
	return live->n;
}

struct live *live_start(struct server *server)
{
	struct live *live = calloc(1, sizeof(*live));

	if (!live)
		abort();
	live->server = server;
	live->arena = arena_new((size_t)64 << 20);
	pthread_mutex_init(&live->lock, NULL);
	pthread_cond_init(&live->wake, NULL);
	if (pthread_create(&live->thread, NULL, run, live))
		abort();
	return live;
}

/* Ends the thread first, so that nothing else touches the lists. */
void live_end_all(struct live *live)
{
	if (!live || live->is_stopping)
		return;
	pthread_mutex_lock(&live->lock);
	live->is_stopping = true;
	pthread_cond_signal(&live->wake);
	pthread_mutex_unlock(&live->lock);
	pthread_join(live->thread, NULL);
	take_incoming(live);
	for (struct listener *l = live->listeners; l; l = l->next)
		end_listener(live, l);
}

/* After the daemon is stopped: every stream is closed by now. */
void live_stop(struct live *live)
{
	if (!live)
		return;
	live_end_all(live);
	while (live->listeners) {
		struct listener *l = live->listeners;

		live->listeners = l->next;
		free_listener(live, l);
	}
	drop_gone(live);
	arena_free(live->arena);
	pthread_cond_destroy(&live->wake);
	pthread_mutex_destroy(&live->lock);
	free(live);
}
