/* Carrying messages out of the house; see sender.h.
 *
 * Each round takes some messages out of the box (channel.claim), sends them side by side
 * with libcurl, and says what became of each (channel.note).
 * Rule: only https, or http to this machine itself; no redirects, little time, little read. */
#include "sender.h"

#include <curl/curl.h>
#include <pthread.h>
#include <time.h>

#include "channeling.h"
#include "log.h"

#define ROUND_MS     1000
#define N_AT_ONCE    8
#define CLAIM        "{\"limit\":64}"
#define N_CLAIMED    64
#define CONNECT_MS   5000L
#define WHOLE_MS     15000L
#define ANSWER_BYTES ((size_t)16 << 10)

struct sender {
	struct engine *engine;
	struct arena *arena; /* of one round */
	CURLM *multi;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool is_stopping; /* under the lock */
};

struct letter {
	struct delivery_key key;
	int kind;
	CURL *curl;
	struct curl_slist *headers;
	struct buf answer;
	enum verdict verdict;
	const char *status;
};

static const struct actor program = { .login = "program", .is_program = true };

/* Run a command of the program's; its call in the arena, or NULL. */
static struct call *do_as_program(struct sender *s, const char *command, const char *args)
{
	struct call *call = arena_alloc(s->arena, sizeof(*call));
	struct envelope envelope = { .command = command, .region = "" };
	const char *why;
	struct json *tree = json_read(s->arena, args, strlen(args), &why);

	if (tree && call_prepare(s->engine, s->arena, &program, &envelope, tree, call) == 0 &&
	    call_do(s->engine, call) == 0)
		return call;
	log_line(LOG_WARN, "sender command=%s problem=%d", command,
		 tree ? call->rq.fault.number : 0);
	return NULL;
}

static size_t keep_answer(char *bytes, size_t size, size_t n, void *self)
{
	struct letter *letter = self;

	buf_add(&letter->answer, bytes, size * n);
	return size * n; /* past the ceiling it is thrown away */
}

static void set_options(struct letter *letter, const struct message *message)
{
	CURL *curl = letter->curl;

	for (int i = 0; i < message->n_headers; i++)
		letter->headers = curl_slist_append(letter->headers, message->headers[i]);
	/* No "Expect: 100-continue": gateways answer it badly. */
	letter->headers = curl_slist_append(letter->headers, "Expect:");
	curl_easy_setopt(curl, CURLOPT_URL, message->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
			 channel_url_is_here(message->url) ? "http,https" : "https");
	if (channel_url_is_here(message->url))
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, letter->headers);
	curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, message->body);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "lianfang");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, WHOLE_MS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_answer);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, letter);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, letter);
}

/* Make one ready; what cannot be sent has its verdict at once. */
static void write_letter(struct sender *s, struct db *db, struct letter *letter)
{
	struct delivery delivery;
	struct message message;
	int more = delivery_read(db, s->arena, engine_keys(s->engine), &letter->key, &delivery);

	letter->verdict = more == 0 ? NEVER : TRY_AGAIN;
	letter->status = more == 0 ? "no number" : "not read";
	if (more != 1 || message_make(s->arena, &delivery, clock_now(), &message) != 0)
		return;
	letter->kind = delivery.kind;
	letter->status = "no answer";
	buf_init(&letter->answer, s->arena, ANSWER_BYTES);
	letter->curl = curl_easy_init();
	if (!letter->curl)
		return;
	set_options(letter, &message);
	curl_multi_add_handle(s->multi, letter->curl);
}

static void judge(struct sender *s, struct letter *letter, CURLcode outcome)
{
	long http = 0;

	if (outcome == CURLE_OK)
		curl_easy_getinfo(letter->curl, CURLINFO_RESPONSE_CODE, &http);
	letter->verdict = message_judge(s->arena, letter->kind, http, letter->answer.bytes,
					letter->answer.n, &letter->status);
}

static bool is_stopping(struct sender *s)
{
	bool is_so;

	pthread_mutex_lock(&s->lock);
	is_so = s->is_stopping;
	pthread_mutex_unlock(&s->lock);
	return is_so;
}

/* Until all have an answer; what has none when the program ends is sent again later. */
static void send_all(struct sender *s)
{
	int n_running = 1, n_left;

	while (n_running > 0 && !is_stopping(s)) {
		CURLMsg *said;

		if (curl_multi_perform(s->multi, &n_running) != CURLM_OK)
			return;
		while ((said = curl_multi_info_read(s->multi, &n_left))) {
			struct letter *letter;

			if (said->msg != CURLMSG_DONE)
				continue;
			curl_easy_getinfo(said->easy_handle, CURLINFO_PRIVATE, (char **)&letter);
			judge(s, letter, said->data.result);
		}
		if (n_running > 0)
			curl_multi_poll(s->multi, NULL, 0, 200, NULL);
	}
}

static void close_letter(struct sender *s, struct letter *letter)
{
	if (letter->curl) {
		curl_multi_remove_handle(s->multi, letter->curl);
		curl_easy_cleanup(letter->curl);
	}
	curl_slist_free_all(letter->headers);
}

static const char *write_results(struct sender *s, const struct letter *letters, int n)
{
	struct buf out;

	buf_init(&out, s->arena, 60000);
	out_object(&out);
	out_key(&out, "results");
	out_list(&out);
	for (int i = 0; i < n; i++) {
		out_list(&out);
		out_int(&out, letters[i].key.order);
		out_int(&out, letters[i].key.channel);
		out_int(&out, letters[i].key.number);
		out_text(&out, verdicts[letters[i].verdict]);
		out_text(&out, letters[i].status);
		out_end_list(&out);
	}
	out_end_list(&out);
	out_end_object(&out);
	return out.bytes;
}

/* What the program took out of the box. */
static int read_claimed(struct sender *s, const struct call *call, struct letter *letters)
{
	const char *why;
	const struct json *reply =
		json_read(s->arena, call->rq.reply.bytes, call->rq.reply.n, &why);
	const struct json *rows = reply ? json_get(reply, "rows") : NULL;
	int n = 0;

	for (const struct json *row = rows ? rows->first : NULL; row && n < N_CLAIMED;
	     row = row->next)
		letters[n++].key =
			(struct delivery_key){ json_int(row, "order"), json_int(row, "channel"),
					       json_int(row, "number") };
	return n;
}

static bool has_due(struct sender *s)
{
	struct db *db = db_pool_take(engine_pool(s->engine));
	bool is_due = deliveries_due(db, s->arena, clock_now());

	db_pool_give(engine_pool(s->engine), db);
	return is_due;
}

/* One round; returns how many messages it carried. */
static int one_round(struct sender *s)
{
	struct letter letters[N_CLAIMED];
	const struct call *call;
	struct db *db;
	int n, n_taken = 0;

	arena_reset(s->arena);
	memset(letters, 0, sizeof(letters));
	if (!has_due(s) || !(call = do_as_program(s, "channel.claim", CLAIM)))
		return 0;
	n = read_claimed(s, call, letters);
	db = db_pool_take(engine_pool(s->engine));
	for (int i = 0; i < n; i++)
		write_letter(s, db, &letters[i]);
	db_pool_give(engine_pool(s->engine), db);
	send_all(s);
	for (int i = 0; i < n; i++) {
		n_taken += letters[i].verdict == TAKEN;
		close_letter(s, &letters[i]);
	}
	if (n > 0 && do_as_program(s, "channel.note", write_results(s, letters, n)))
		log_line(n_taken == n ? LOG_INFO : LOG_WARN, "sender messages=%d taken=%d", n,
			 n_taken);
	return n;
}

static void *run(void *self)
{
	struct sender *s = self;

	pthread_mutex_lock(&s->lock);
	while (!s->is_stopping) {
		struct timespec until;
		int n;

		pthread_mutex_unlock(&s->lock);
		n = one_round(s);
		pthread_mutex_lock(&s->lock);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += ROUND_MS / 1000;
		/* A full box is emptied without waiting. */
		if (!s->is_stopping && n < N_CLAIMED)
			pthread_cond_timedwait(&s->wake, &s->lock, &until);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

struct sender *sender_start(struct engine *engine)
{
	struct sender *s;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return NULL;
	s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->engine = engine;
	s->arena = arena_new((size_t)16 << 20);
	s->multi = curl_multi_init();
	if (!s->multi)
		abort();
	curl_multi_setopt(s->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)N_AT_ONCE);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->wake, NULL);
	if (pthread_create(&s->thread, NULL, run, s))
		abort();
	return s;
}

void sender_stop(struct sender *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	s->is_stopping = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	curl_multi_cleanup(s->multi);
	arena_free(s->arena);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	free(s);
	curl_global_cleanup();
}
