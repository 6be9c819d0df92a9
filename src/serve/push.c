/* POST /api/sync/push: up to 500 commands of a phone's outbox in one request.
 *
 * Each is prepared, all are queued, each is answered separately in the order
 * they came; a replay is answered again.
 * Rule: when the queue fills up half-way, the rest is left out together, so
 * that what was filed later never overtakes what was filed before. */
#include "http.h"

#include "push.h"

#define N_COMMANDS_MAX 500

struct push {
	struct exchange *x;
	int n;
	struct call *calls;
	const char **ids;
	_Atomic int n_left; /* answers still to come, and one for the sender */
};

/* The member named `key` taken out of the object. */
static const char *take_text(struct json *object, const char *key)
{
	for (struct json **at = &object->first; *at; at = &(*at)->next)
		if (strcmp((*at)->key, key) == 0 && (*at)->kind == JSON_TEXT) {
			const char *text = (*at)->text;

			*at = (*at)->next;
			object->n--;
			return text;
		}
	return NULL;
}

static int blame(const char **why, const char *sentence)
{
	*why = sentence;
	return -1;
}

int push_decode(struct json *body, struct json **commands, int *n, const char **why)
{
	struct json *list = NULL;

	for (struct json *member = body->first; member; member = member->next) {
		if (strcmp(member->key, "commands") != 0 || member->kind != JSON_LIST)
			return blame(why, "a push has one list, \"commands\", and nothing else");
		list = member;
	}
	if (!list || list->n == 0)
		return blame(why, "a push has one list, \"commands\", and nothing else");
	if (list->n > N_COMMANDS_MAX)
		return blame(why, "a push has at most 500 commands: send the rest in the next one");
	for (struct json *command = list->first; command; command = command->next)
		if (command->kind != JSON_OBJECT)
			return blame(why, "each command is an object");
	*commands = list->first;
	*n = list->n;
	return 0;
}

int push_envelope(struct json *command, struct envelope *envelope)
{
	envelope->command = take_text(command, "command");
	envelope->id = json_text(command, "id");
	envelope->key = json_text(command, "key");
	envelope->region = json_text(command, "region");
	return envelope->command && envelope->id ? 0 : -1;
}

static void one_done(struct push *push)
{
	if (atomic_fetch_sub(&push->n_left, 1) == 1)
		exchange_resume(push->x);
}

static void answered(struct call *call)
{
	one_done(call->owner);
}

static void refuse_call(struct call *call, struct exchange *x, int number, int status,
			const char *field, const char *sentence)
{
	call->rq.fault = (struct fault){ .lang = x->lang,
					 .number = number,
					 .field = field,
					 .sentence = say(x->lang, sentence) };
	call->http_status = status;
}

/* Prepare one; anything that cannot be sent is answered by itself. */
static void prepare(struct push *push, int i, struct json *command)
{
	struct exchange *x = push->x;
	struct call *call = &push->calls[i];
	struct envelope envelope = { .lang = x->lang };

	if (push_envelope(command, &envelope)) {
		push->ids[i] = envelope.id;
		refuse_call(call, x, 4008, 400, envelope.command ? "id" : "command",
			    "each command needs its name and an id of its own");
		return;
	}
	push->ids[i] = envelope.id;
	call->is_pushed = true;
	if (call_prepare(x->server->engine, x->arena, &x->actor, &envelope, command, call))
		return;
	if (!call_is_write(call))
		refuse_call(call, x, 4903, 405, "command",
			    "a push takes only commands that change something");
}

static void write_answer(struct push *push, int i, struct buf *out)
{
	struct call *call = &push->calls[i];
	struct buf one;

	if (i)
		buf_char(out, ',');
	if (!call->rq.fault.number) {
		call_answer(call, out);
		return;
	}
	buf_init(&one, push->x->arena, COMMAND_BODY_BYTES);
	call_answer(call, &one);
	out_object(out);
	out_key(out, "id");
	out_text(out, push->ids[i]);
	buf_char(out, ',');
	buf_add(out, one.bytes + 1, one.n - 1);
}

int exchange_marks(struct exchange *x, struct buf *out)
{
	struct db_pool *pool = engine_pool(x->server->engine);
	struct db *db = db_pool_take(pool);
	struct sync_marks marks;
	int outcome = sync_marks_read(db, x->arena, x->actor.session, &marks);

	db_pool_give(pool, db);
	if (outcome == 0)
		sync_marks_write(out, &marks, clock_now());
	return outcome;
}

static void finish(struct exchange *x)
{
	struct push *push = x->own;
	struct buf *out = exchange_json(x, 200);

	x->server->n_pushes--;
	if (push->calls[0].rq.fault.number == 5030) {
		exchange_busy(x);
		return;
	}
	out_object(out);
	out_key(out, "answers");
	out_list(out);
	for (int i = 0; i < push->n; i++)
		write_answer(push, i, out);
	out_end_list(out);
	if (exchange_marks(x, out) != 0) {
		exchange_problem(x, 500, 5001, NULL, "the storage failed; try again");
		return;
	}
	out_end_object(out);
	if (out->is_over || arena_is_over(x->arena))
		exchange_problem(x, 413, 4906, NULL, "that is too much at once: send it in parts");
}

static void send_all(struct push *push)
{
	struct exchange *x = push->x;
	bool is_full = false;

	for (int i = 0; i < push->n; i++) {
		struct call *call = &push->calls[i];

		if (call->rq.fault.number)
			continue;
		if (is_full) {
			refuse_call(call, x, 5030, 503, NULL,
				    "many people are sending just now; try again in a moment");
			continue;
		}
		call->owner = push;
		call->answered = answered;
		atomic_fetch_add(&push->n_left, 1);
		if (call_send(x->server->engine, call)) {
			is_full = true;
			atomic_fetch_sub(&push->n_left, 1);
		}
	}
}

enum outcome push_handle(struct exchange *x)
{
	struct json *body = (struct json *)(uintptr_t)exchange_body(x), *command = NULL;
	struct push *push = arena_alloc(x->arena, sizeof(*push));
	const char *why;

	if (!body)
		return ANSWERED;
	if (push_decode(body, &command, &push->n, &why))
		return exchange_problem(x, 400, 4001, "commands", why);
	if (atomic_fetch_add(&x->server->n_pushes, 1) >= N_PUSHES_AT_ONCE) {
		x->server->n_pushes--;
		return exchange_busy(x);
	}
	push->x = x;
	push->calls = arena_alloc(x->arena, sizeof(*push->calls) * (size_t)push->n);
	push->ids = arena_alloc(x->arena, sizeof(*push->ids) * (size_t)push->n);
	for (int i = 0; i < push->n; i++, command = command->next)
		prepare(push, i, command);
	if (arena_is_over(x->arena)) {
		x->server->n_pushes--;
		return exchange_problem(x, 413, 4906, NULL,
					"that is too much at once: send it in parts");
	}
	push->n_left = 1;
	x->own = push;
	x->finish = finish;
	exchange_suspend(x);
	send_all(push);
	one_done(push);
	return WAITS;
}
