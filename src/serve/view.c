/* Reading as another account: the header X-View-As on a read.
 *
 * Rule: commands that read are all that can be asked so; whatever changes
 * something, carries something away or comes in bulk is refused. */
#include "http.h"

#include "viewing.h"

enum outcome view_refuse(struct exchange *x)
{
	return exchange_problem(x, 403, 6102, NULL,
				"nothing can be changed or taken away while you view as another; "
				"end the viewing first");
}

int view_check(struct exchange *x)
{
	struct fault fault = { .lang = x->lang };

	if (!x->has_session || (x->route->handle != api_handle && x->route->handle != me_handle)) {
		view_refuse(x);
		return -1;
	}
	if (viewing_find(x->server->engine, x->arena, &x->actor, x->headers.view_as, clock_now(),
			 &x->viewed, &fault) == 0)
		return 0;
	exchange_fault(x, &fault);
	return -1;
}

const struct actor *exchange_reader(const struct exchange *x)
{
	return x->headers.view_as ? &x->viewed : &x->actor;
}

int view_allow(struct exchange *x, const struct call *call)
{
	if (viewing_allows(&x->actor, &call->rq))
		return 0;
	exchange_problem(x, 403, 6106, NULL,
			 "this person may see it, but your own postings do not allow it");
	return -1;
}
