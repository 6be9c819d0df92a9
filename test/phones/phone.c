/* A simulated phone; see phone.h. */
#include "phone.h"
#include "town.h"

#include <unistd.h>

#define BATCH_MOST 40
#define ANSWER_MS  20000

struct tale tale;

void breach(const char *format, ...)
{
	va_list args;

	if (tale.n_faults++ >= 20)
		return;
	printf("FAIL ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
}

int phone_dice(struct phone *phone, int n)
{
	return rand_r(&phone->seed) / 7 % n;
}

struct written *phone_last(struct phone *phone)
{
	return &phone->written[phone->n_written - 1];
}

int phone_write(struct phone *phone, enum deed deed, const char *command, const char *format, ...)
{
	struct written *w;
	va_list args;
	char *members;

	if (phone->n_written == phone->size) {
		phone->size = phone->size ? phone->size * 2 : 64;
		phone->written =
			realloc(phone->written, (size_t)phone->size * sizeof *phone->written);
	}
	w = &phone->written[phone->n_written];
	memset(w, 0, sizeof *w);
	w->deed = deed;
	w->needs = -1;
	snprintf(w->id, sizeof w->id, "%s-%d", phone->login, phone->n_written);
	va_start(args, format);
	if (vasprintf(&members, format, args) < 0 ||
	    asprintf(&w->body, "{\"command\":\"%s\",\"id\":\"%s\",%s}", command, w->id, members) <
		    0)
		abort();
	va_end(args);
	free(members);
	return phone->n_written++;
}

int phone_waiting(const struct phone *phone)
{
	int n = 0;

	for (int i = 0; i < phone->n_written; i++)
		n += phone->written[i].fate == WAITING;
	return n;
}

void phone_reset(struct phone *phone)
{
	for (int i = 0; i < phone->n_views; i++)
		view_clear(&phone->views[i]);
	for (int i = 0; i < phone->n_written; i++)
		if (phone->written[i].fate == ACCEPTED)
			phone->written[i].fate = WAITING;
	phone->n_fresh = 0;
	tale.n_reset++;
}

/* The epoch in an answer: another one than before means another database. */
static bool is_another(struct phone *phone, const struct json *answer)
{
	const char *epoch = json_text(answer, "epoch");
	bool is = phone->epoch[0] && strcmp(phone->epoch, epoch ? epoch : "") != 0;

	if (!epoch || strlen(epoch) != 16)
		breach("%s: an answer without an epoch", phone->login);
	snprintf(phone->epoch, sizeof phone->epoch, "%s", epoch ? epoch : "");
	if (is)
		phone_reset(phone);
	return is;
}

static void count_pushed(struct phone *phone, const struct json *answer)
{
	phone->n_pushed = json_int(answer, "n_pushed");
	if (phone->n_pushed < phone->n_fresh)
		breach("%s: the server has %lld commands, it acknowledged %lld", phone->login,
		       (long long)phone->n_pushed, (long long)phone->n_fresh);
}

/* Pushing. */

static void take_answer(struct phone *phone, struct written *w, const struct json *answer)
{
	const struct json *problem = json_get(answer, "problem"), *replay;
	const char *outcome = json_text(answer, "outcome"), *field;

	if (!problem) {
		replay = json_get(answer, "is_replay");
		if (w->fate != WAITING && (w->fate != ACCEPTED || !replay))
			breach("%s: %s was answered before", phone->login, w->id);
		w->fate = ACCEPTED;
		w->seq = json_int(answer, "seq");
		w->is_dispute = outcome && strcmp(outcome, "conflict") == 0;
		phone->n_fresh += !replay;
		return;
	}
	w->problem = (int)json_int(problem, "number");
	if (json_int(problem, "status") >= 500)
		return; /* the server's trouble: it waits */
	if (w->problem == 4203)
		breach("%s: %s was taken for another command", phone->login, w->id);
	if (w->fate == ACCEPTED)
		breach("%s: %s was accepted and is refused now (%d)", phone->login, w->id,
		       w->problem);
	field = json_text(problem, "field");
	snprintf(w->field, sizeof w->field, "%s", field ? field : "");
	w->fate = REFUSED;
}

static void take_answers(struct phone *phone, const int *batch, int n, struct arena *arena)
{
	const char *why;
	const struct json *body =
		json_read(arena, phone->client.answer, strlen(phone->client.answer), &why);
	const struct json *answers = body ? json_get(body, "answers") : NULL;
	const struct json *one = answers ? answers->first : NULL;

	if (!answers || answers->n != n) {
		breach("%s: %d commands, an answer for %d: %.200s", phone->login, n,
		       answers ? answers->n : 0, phone->client.answer);
		return;
	}
	is_another(phone, body);
	for (int i = 0; i < n; i++, one = one->next)
		take_answer(phone, &phone->written[batch[i]], one);
	count_pushed(phone, body);
}

static bool is_among(const int *list, int n, int wanted)
{
	while (n > 0)
		if (list[--n] == wanted)
			return true;
	return false;
}

/* Up to `most` waiting commands in order; with `skip` some at the start are left out, and
 * with them what needs one that has not arrived. */
static int gather(struct phone *phone, int *batch, int most, int skip)
{
	int n = 0;

	for (int i = 0; i < phone->n_written && n < most; i++) {
		const struct written *w = &phone->written[i];

		if (w->fate != WAITING || skip-- > 0)
			continue;
		if (w->needs >= 0 && phone->written[w->needs].fate == WAITING &&
		    !is_among(batch, n, w->needs))
			continue;
		batch[n++] = i;
	}
	return n;
}

static char *push_body(const struct phone *phone, const int *batch, int n)
{
	struct buf body;

	buf_init(&body, NULL, 8 << 20);
	buf_text(&body, "{\"commands\":[");
	for (int i = 0; i < n; i++)
		buf_print(&body, "%s%s", i ? "," : "", phone->written[batch[i]].body);
	buf_text(&body, "]}");
	return body.bytes;
}

/* 0 answered, 1 nothing to push, -1 no answer. */
static int push_some(struct phone *phone, bool is_rough)
{
	int batch[BATCH_MOST], skip = 0, n, outcome = -1;
	int trouble = is_rough ? phone_dice(phone, 8) : 7;
	struct arena *arena;
	char *body;

	if (trouble == 3 && phone_waiting(phone) > 4) {
		skip = phone_waiting(phone) / 2;
		tale.n_shuffled++;
	}
	n = gather(phone, batch, is_rough ? 1 + phone_dice(phone, BATCH_MOST) : BATCH_MOST, skip);
	if (n == 0)
		return 1;
	body = push_body(phone, batch, n);
	arena = arena_new((size_t)64 << 20);
	tale.n_pushes++;
	if (trouble == 0) {
		client_cut(&phone->client, "sync/push", body,
			   (size_t)phone_dice(phone, (int)strlen(body) + 200));
		tale.n_cut_before++;
	} else if (trouble == 1) {
		client_cut(&phone->client, "sync/push", body, SIZE_MAX);
		tale.n_cut_after++;
	} else {
		/* Delivered twice: what the phone hears is the second answer. */
		if (trouble == 2 && client_post(&phone->client, "sync/push", body, ANSWER_MS) == 0)
			tale.n_twice++;
		outcome = client_post(&phone->client, "sync/push", body, ANSWER_MS);
		if (outcome == 0 && phone->client.status == 200)
			take_answers(phone, batch, n, arena);
	}
	for (int i = 0; i < n; i++)
		phone->written[batch[i]].was_cut |= trouble <= 1;
	if (outcome == 0 && phone->client.status == 503) {
		usleep(50000);
		outcome = -1;
	} else if (outcome == 0 && phone->client.status == 401) {
		phone->token[0] = '\0';
		outcome = -1;
	} else if (outcome == 0 && phone->client.status != 200) {
		breach("%s: a push was answered %d %.200s", phone->login, phone->client.status,
		       phone->client.answer);
		outcome = -1;
	}
	arena_free(arena);
	free(body);
	return outcome;
}

/* Pulling. */

static int find_view(const struct phone *phone, const char *region)
{
	for (int i = 0; i < phone->n_views; i++)
		if (strcmp(phone->views[i].region, region) == 0)
			return i;
	return -1;
}

static void drop_view(struct phone *phone, int i)
{
	view_clear(&phone->views[i]);
	phone->n_views--;
	phone->views[i] = phone->views[phone->n_views];
	phone->has_people[i] = phone->has_people[phone->n_views];
	memset(&phone->views[phone->n_views], 0, sizeof phone->views[0]);
}

static int add_view(struct phone *phone, const char *region)
{
	struct view *view = &phone->views[phone->n_views];

	if (phone->n_views == N_VIEWS_MAX)
		return -1;
	memset(view, 0, sizeof *view);
	snprintf(view->region, sizeof view->region, "%s", region);
	phone->has_people[phone->n_views] = false;
	tale.n_moved_on++;
	return phone->n_views++;
}

/* Whether a posting counts now and lets its holder take the region along. */
static bool is_of_use(const struct json *posting, int64_t now, bool *has_people)
{
	const char *role = json_text(posting, "role");
	int64_t until = json_int(posting, "until_at");

	*has_people = strcmp(role, "grid_worker") == 0 || strcmp(role, "officer") == 0;
	return json_int(posting, "from_at") <= now && (until == NOT_GIVEN || until > now) &&
	       (*has_people || strcmp(role, "volunteer") == 0);
}

/* Keep the regions of these postings, all others are wiped: access ends with the posting.
 * Another role sees other tables: that region is taken along anew. */
static void take_postings(struct phone *phone, const struct json *list, int64_t now)
{
	bool is_held[N_VIEWS_MAX] = { false }, has_people[N_VIEWS_MAX] = { false }, has;

	for (const struct json *one = list ? list->first : NULL; one; one = one->next) {
		const char *region = json_text(one, "region");
		int i = find_view(phone, region);

		if (!is_of_use(one, now, &has))
			continue;
		i = i < 0 ? add_view(phone, region) : i;
		if (i < 0)
			continue;
		is_held[i] = true;
		has_people[i] |= has;
	}
	for (int i = phone->n_views - 1; i >= 0; i--) {
		if (phone->has_people[i] != has_people[i])
			view_clear(&phone->views[i]);
		phone->has_people[i] = has_people[i];
		if (!is_held[i])
			drop_view(phone, i);
	}
}

static int ask_postings(struct phone *phone)
{
	struct arena *arena;
	const char *why;
	const struct json *body;

	if (client_post(&phone->client, "posting.mine", "{}", ANSWER_MS))
		return -1;
	if (phone->client.status == 401)
		phone->token[0] = '\0';
	if (phone->client.status != 200)
		return -1;
	arena = arena_new(4 << 20);
	body = json_read(arena, phone->client.answer, strlen(phone->client.answer), &why);
	take_postings(phone, json_get(body, "rows"), town_now());
	arena_free(arena);
	return 0;
}

static int ask_packet(struct phone *phone, const struct view *view, bool is_rough)
{
	char body[200], limit[40] = "";

	if (is_rough && phone_dice(phone, 3) == 0) {
		snprintf(limit, sizeof limit, ",\"limit\":%d", 1 + phone_dice(phone, 60));
		tale.n_partial++;
	}
	snprintf(body, sizeof body, "{\"region\":\"%s\",\"cursor\":%lld%s}", view->region,
		 (long long)view->cursor, limit);
	tale.n_pulls++;
	if (is_rough && phone_dice(phone, 12) == 0) {
		client_cut(&phone->client, "sync.pull", body, SIZE_MAX);
		return -1;
	}
	return client_post(&phone->client, "sync.pull", body, ANSWER_MS);
}

/* What an answer to a pull means: 1 more waits, 0 all is there, 2 look at all regions again. */
static int take_packet(struct phone *phone, int i, const struct json *packet)
{
	const struct json *more = json_get(packet, "is_more");
	char region[KEY_MAX + 1];

	if (is_another(phone, packet))
		return 2;
	count_pushed(phone, packet);
	view_take(&phone->views[i], packet);
	memcpy(region, phone->views[i].region, sizeof region);
	take_postings(phone, json_get(packet, "postings"), json_int(packet, "now"));
	if (strcmp(phone->views[i].region, region) != 0)
		return 2;
	return more && more->number ? 1 : 0;
}

/* One packet of a region; -1 when the network broke. */
static int pull_one(struct phone *phone, int i, bool is_rough)
{
	struct arena *arena;
	const struct json *packet;
	const char *why;
	int outcome = -1;

	if (ask_packet(phone, &phone->views[i], is_rough))
		return -1;
	switch (phone->client.status) {
	case 200:
		arena = arena_new((size_t)64 << 20);
		packet = json_read(arena, phone->client.answer, strlen(phone->client.answer), &why);
		outcome = take_packet(phone, i, packet);
		arena_free(arena);
		return outcome;
	case 401:
		phone->token[0] = '\0';
		return -1;
	case 403:
		return ask_postings(phone) ? -1 : 2;
	case 409: /* a cursor from the future; the epoch of the next packet tells the rest */
		tale.n_outdated++;
		view_clear(&phone->views[i]);
		return 2;
	default:
		return -1;
	}
}

static int pull_all(struct phone *phone, bool is_rough)
{
	if (phone->n_views == 0 && ask_postings(phone))
		return -1;
	for (int i = 0, tries = 0; i < phone->n_views && tries < 400; tries++) {
		int outcome = pull_one(phone, i, is_rough);

		if (outcome < 0)
			return -1;
		if (outcome == 2)
			i = 0;
		else if (outcome == 0)
			i++;
	}
	return 0;
}

int phone_sync(struct phone *phone, int port, bool is_rough)
{
	int outcome = 0;

	if (phone->client.port != port || !phone->token[0]) {
		client_close(&phone->client);
		client_init(&phone->client, port, phone->token);
	}
	if (!phone->token[0]) {
		if (phone_enrol(phone, port))
			return -1;
		client_init(&phone->client, port, phone->token);
	}
	for (int tries = 0; outcome == 0 && tries < 100; tries++)
		outcome = push_some(phone, is_rough);
	if (outcome < 0)
		tale.n_offline++;
	return outcome < 0 || phone->is_office ? outcome : pull_all(phone, is_rough);
}

int phone_replay(struct phone *phone, int port)
{
	int wrong = 0, n = 0, batch[BATCH_MOST];

	client_close(&phone->client);
	client_init(&phone->client, port, phone->token);
	for (int i = 0; i <= phone->n_written; i++) {
		struct arena *arena;
		const struct json *body, *one;
		const char *why;
		char *text;

		if (i < phone->n_written && phone->written[i].fate == ACCEPTED)
			batch[n++] = i;
		if (n == 0 || (n < BATCH_MOST && i < phone->n_written))
			continue;
		text = push_body(phone, batch, n);
		if (client_post(&phone->client, "sync/push", text, ANSWER_MS) ||
		    phone->client.status != 200) {
			free(text);
			return -1;
		}
		free(text);
		arena = arena_new((size_t)64 << 20);
		body = json_read(arena, phone->client.answer, strlen(phone->client.answer), &why);
		one = json_get(body, "answers")->first;
		for (int k = 0; k < n; k++, one = one->next)
			if (!json_get(one, "is_replay") ||
			    json_int(one, "seq") != phone->written[batch[k]].seq)
				wrong++;
		arena_free(arena);
		n = 0;
	}
	return wrong;
}
