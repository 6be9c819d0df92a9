/* GET /api/calendar/<token>.ics: what calendar.feed says, as programs subscribe to it.
 *
 * Rule: a wrong or ended address costs the asker a try, so that none is found by trying. */
#include "http.h"

#include "ical.h"

#define SUFFIX ".ics"

static void write_event(struct exchange *x, const struct json *row)
{
	struct ical_event event = {
		.uid = json_text(row, "uid"),
		.title = json_text(row, "title"),
		.place = json_text(row, "place"),
		.note = json_text(row, "note"),
		.from_at = json_int(row, "from_at"),
		.until_at = json_int(row, "until_at"),
		.changed_at = json_int(row, "changed_at"),
	};
	const struct json *is_tentative = json_get(row, "is_tentative");

	event.is_tentative = is_tentative && is_tentative->number == 1;
	if (event.uid && event.title)
		ical_event(&x->out, &event);
}

enum outcome calendar_handle(struct exchange *x)
{
	static const struct actor nobody = { .login = NULL };
	struct envelope envelope = { .command = "calendar.feed",
				     .lang = x->lang,
				     .address = exchange_address(x) };
	size_t n = strlen(x->rest), n_suffix = strlen(SUFFIX);
	struct call *call = arena_alloc(x->arena, sizeof(*call));
	const struct json *args, *rows;
	const char *why;

	if (n <= n_suffix || n > 64 + n_suffix || strcmp(x->rest + n - n_suffix, SUFFIX) != 0 ||
	    strspn(x->rest, "0123456789abcdefABCDEF") != n - n_suffix)
		return exchange_problem(x, 404, 4902, NULL, "there is nothing at this address");
	if (limit_take(x, LIMIT_ASK) != 0)
		return ANSWERED;
	args = json_read(
		x->arena,
		arena_print(x->arena, "{\"token\":\"%.*s\"}", (int)(n - n_suffix), x->rest),
		n - n_suffix + 12, &why);
	if (call_prepare(x->server->engine, x->arena, &nobody, &envelope, args, call) != 0 ||
	    call_do(x->server->engine, call) != 0)
		return exchange_fault(x, &call->rq.fault);
	limit_give(x, LIMIT_ASK);
	rows = json_get(json_read(x->arena, call->rq.reply.bytes, call->rq.reply.n, &why), "rows");
	exchange_json(x, 200);
	x->type = "text/calendar; charset=utf-8";
	ical_begin(&x->out, say(call->rq.lang, "Duty"));
	for (const struct json *row = rows ? rows->first : NULL; row; row = row->next)
		write_event(x, row);
	ical_end(&x->out);
	return ANSWERED;
}
