/* POST /api/session/household: a family's phone shows its card, or says its group, its
 * door and a code, and gets a bearer token for 180 days.
 *
 * Rule: wrong tries are counted for the household on disk and for the address here. */
#include "http.h"

#include "home_door.h"

#define TEXT_LONGEST 200

static void write_opened(struct exchange *x, const struct home_opened *opened)
{
	struct buf *out = exchange_json(x, 200);

	out_object(out);
	out_key(out, "token");
	out_text(out, opened->token);
	out_key(out, "until_at");
	out_int(out, opened->until_at);
	out_key(out, "region");
	out_text(out, opened->region);
	out_key(out, "relation");
	out_text(out, opened->relation);
	out_key(out, "household");
	out_object(out);
	out_key(out, "id");
	out_text(out, opened->household);
	out_key(out, "door");
	out_text(out, opened->door);
	out_key(out, "building");
	out_text(out, opened->building);
	out_end_object(out);
	out_end_object(out);
}

static void enter(struct exchange *x)
{
	const struct json *body = x->own;
	struct home_try given = { .card = json_text(body, "card"),
				  .group = json_text(body, "group"),
				  .door = json_text(body, "door"),
				  .code = json_text(body, "code"),
				  .label = json_text(body, "label") };
	struct home_opened opened = { .token = "" };
	struct fault fault = { .lang = x->lang };

	if (limit_take(x, LIMIT_BIND))
		return;
	if (home_sign_in(x->server->engine, x->arena, &given, &opened, &fault)) {
		if (fault.number >= 5000 && fault.number < 5100)
			limit_give(x, LIMIT_BIND);
		exchange_fault(x, &fault);
		return;
	}
	limit_give(x, LIMIT_BIND);
	write_opened(x, &opened);
}

static bool is_fit(const char *text)
{
	return text && *text && strlen(text) <= TEXT_LONGEST;
}

enum outcome session_home_handle(struct exchange *x)
{
	static const char *const needed[] = { "group", "door", "code" };
	const struct json *body = exchange_body(x);
	const char *label;

	if (!body)
		return ANSWERED;
	label = json_text(body, "label");
	if (label && utf8_length(label) > 60)
		return exchange_problem(x, 400, 4009, "label", "this is too long; split it");
	if (json_get(body, "card")) {
		if (!is_fit(json_text(body, "card")))
			return exchange_problem(x, 400, 4008, "card", "this is needed");
	} else {
		for (size_t i = 0; i < COUNT_OF(needed); i++)
			if (!is_fit(json_text(body, needed[i])))
				return exchange_problem(x, 400, 4008, needed[i], "this is needed");
	}
	x->own = (void *)(uintptr_t)body;
	return lane_run(x, enter);
}
