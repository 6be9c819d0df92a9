/* POST /api/session/device: a phone comes with the token of the QR code it was shown
 * and gets a bearer token of its own.
 *
 * Rule: the token is 256 random bits, good once and for a quarter of an hour, so that
 * guessing it needs no lock; the answer is the only place where the bearer stands. */
#include "http.h"

/* A season of work; the officer shows another code then. */
#define DEVICE_MS     (90 * MS_PER_DAY)
#define LABEL_LONGEST 100
#define TOKEN_LONGEST 60

static void enrol(struct exchange *x)
{
	const struct json *body = x->own;
	struct fault fault = { .lang = x->lang };
	struct envelope envelope = { .command = "account.me", .lang = x->lang };
	struct call *call = arena_alloc(x->arena, sizeof(*call));
	int64_t now = clock_now(), until_at = now + DEVICE_MS;
	struct buf *out, reply;
	char token[44];

	if (device_enrol(x->server->engine, x->arena, json_text(body, "token"),
			 json_text(body, "label"), until_at, token, &fault)) {
		exchange_fault(x, &fault);
		return;
	}
	if (actor_from_token(x->server->engine, x->arena, token, now, &x->actor, &x->session)) {
		exchange_problem(x, 401, 4101, NULL, "sign in first");
		return;
	}
	/* Who it is and where posted: what account.me says. */
	if (call_prepare(x->server->engine, x->arena, &x->actor, &envelope, NULL, call) == 0)
		call_do(x->server->engine, call);
	buf_init(&reply, x->arena, COMMAND_BODY_BYTES);
	call_answer(call, &reply);
	if (call->rq.fault.number || reply.n < 3) {
		exchange_fault(x, &call->rq.fault);
		return;
	}
	out = exchange_json(x, 200);
	out_object(out);
	out_key(out, "token");
	out_text(out, token);
	out_key(out, "until_at");
	out_int(out, until_at);
	buf_char(out, ',');
	buf_add(out, reply.bytes + 1, reply.n - 1);
}

enum outcome session_device_handle(struct exchange *x)
{
	const struct json *body = exchange_body(x);
	const char *token, *label;

	if (!body)
		return ANSWERED;
	token = json_text(body, "token");
	label = json_text(body, "label");
	if (!token || !*token || strlen(token) > TOKEN_LONGEST)
		return exchange_problem(x, 400, 4008, "token", "this is needed");
	if (label && (!*label || utf8_length(label) > LABEL_LONGEST))
		return exchange_problem(x, 400, 4009, "label", "this is too long; split it");
	x->own = (void *)(uintptr_t)body;
	return lane_run(x, enrol);
}
