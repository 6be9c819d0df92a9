/* Commands by name: GET for reads, POST for everything.
 *
 * The body is one flat object: the envelope's "id" and "region" beside the
 * command's own arguments.
 * Rule: a write is answered when the commit is on disk, not before. */
#include "http.h"

#include "args.h"
#include "problems.h"

struct query_walk {
	struct exchange *x;
	const struct shape *shape;
	struct json *object;
	bool is_broken;
};

static enum MHD_Result each_argument(void *self, enum MHD_ValueKind kind, const char *key,
				     const char *value)
{
	struct query_walk *walk = self;
	const char *text = value ? percent_decode(walk->x->arena, value) : "";
	const char *name = percent_decode(walk->x->arena, key);

	(void)kind;
	if (!text || !name) {
		walk->is_broken = true;
		return MHD_NO;
	}
	args_add(walk->x->arena, walk->shape, walk->object, name, text);
	return MHD_YES;
}

static const struct json *query_object(struct exchange *x, const struct room *room,
				       const struct command *command)
{
	struct query_walk walk = { .x = x };

	walk.object = arena_alloc(x->arena, sizeof(*walk.object));
	walk.object->kind = JSON_OBJECT;
	walk.shape = args_shape(room, command);
	MHD_get_connection_values(x->connection, MHD_GET_ARGUMENT_KIND, each_argument, &walk);
	if (walk.is_broken) {
		exchange_problem(x, 400, 4901, NULL, "the address is not valid UTF-8");
		return NULL;
	}
	return walk.object;
}

static void answered(struct call *call)
{
	struct exchange *x = call->owner;

	admit_done(x->server);
	exchange_resume(x);
}

static enum outcome answer(struct exchange *x, struct call *call)
{
	struct buf *out = exchange_json(x, 0);

	exchange_wait(x, &call->rq.fault);
	call_answer(call, out);
	x->status = call->http_status;
	return ANSWERED;
}

static enum outcome send_write(struct exchange *x, struct call *call)
{
	if (!admit_one(x->server))
		return exchange_busy(x);
	call->owner = x;
	call->answered = answered;
	exchange_suspend(x);
	if (call_send(x->server->engine, call) != 0) {
		x->server->figures.n_busy++;
		answered(call);
	}
	return WAITS;
}

/* The second half of a write, back in the HTTP thread. */
static void finish(struct exchange *x)
{
	answer(x, x->own);
}

bool api_is_busy(struct exchange *x)
{
	const struct command *command;

	if (strcmp(x->method, "POST") != 0 || admit_would(x))
		return false;
	command = command_find(x->rest, NULL);
	return command && command->does != DOES_READ && command->does != DOES_LIST;
}

bool api_is_open(const struct exchange *x)
{
	const struct command *command =
		x->route->handle == api_handle ? command_find(x->rest, NULL) : NULL;

	return command && (command->who & ANYONE);
}

/* Reads that take long: hashing two passwords, walking the whole journal. */
static bool is_slow(const struct command *command)
{
	static const char *const names[] = { "account.password", "journal.verify" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(command->name, names[i]) == 0)
			return true;
	return false;
}

static void read_slowly(struct exchange *x)
{
	call_do(x->server->engine, x->own);
}

enum outcome api_handle(struct exchange *x)
{
	const struct room *room = NULL;
	const struct command *command = command_find(x->rest, &room);
	bool is_get = strcmp(x->method, "POST") != 0;
	struct envelope envelope = { .command = x->rest, .lang = x->lang };
	struct call *call = arena_alloc(x->arena, sizeof(*call));
	const struct json *args;

	if (!command)
		return exchange_problem(x, 404, 4002, NULL, "there is no such command");
	if (is_get && command->does != DOES_READ && command->does != DOES_LIST)
		return exchange_problem(x, 405, 4903, NULL,
					"this address does not take that method");
	if (x->headers.view_as && command->does != DOES_READ && command->does != DOES_LIST)
		return view_refuse(x);
	args = is_get ? query_object(x, room, command) : exchange_body(x);
	if (!args)
		return ANSWERED;
	envelope.id = json_text(args, "id");
	envelope.key = json_text(args, "key");
	envelope.region = json_text(args, "region");
	envelope.address = exchange_address(x);
	if (call_prepare(x->server->engine, x->arena, exchange_reader(x), &envelope, args, call) !=
	    0)
		return answer(x, call);
	if (x->headers.view_as && view_allow(x, call) != 0)
		return ANSWERED;
	x->own = call;
	if (!call_is_write(call) && !is_slow(command)) {
		call_do(x->server->engine, call);
		return answer(x, call);
	}
	x->finish = finish;
	return call_is_write(call) ? send_write(x, call) : lane_run(x, read_slowly);
}
