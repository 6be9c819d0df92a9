/* Importing the territory: a dry run that knows the rows before it, and editions.
 *
 * Rule: an edition is applied whole or not at all; one refused row keeps the tree
 * as it is, because a hole in the table would close the regions in the hole. */
#include "import_parts.h"

/* All of China's streets are 40,000; a city's buildings some 200,000. */
#define N_TRIAL_MAX 400000
#define TRIAL_BYTES ((size_t)2 << 30)

static void take_counts(struct import *import, const struct call *call)
{
	struct import_figures *figures = import->figures;
	const char *why;
	const struct json *reply =
		json_read(import->arena, call->rq.reply.bytes, call->rq.reply.n, &why);
	const struct {
		const char *name;
		_Atomic int64_t *to;
	} counts[] = {
		{ "added", &figures->added }, { "changed", &figures->changed },
		{ "same", &figures->same },   { "removed", &figures->removed },
		{ "moved", &figures->moved }, { "recoded", &figures->recoded },
	};

	for (size_t i = 0; reply && i < COUNT_OF(counts); i++) {
		int64_t n = json_int(reply, counts[i].name);

		*counts[i].to = n == NOT_GIVEN ? 0 : n;
	}
}

/* A command without a row: region.unstage, region.edition.  NULL when it is refused. */
static struct call *prepare(struct import *import, const char *command, const char *edition)
{
	const struct import_plan *plan = import->plan;
	struct envelope envelope = { .command = command, .lang = plan->lang };
	struct call *call = arena_alloc(import->arena, sizeof(*call));
	struct buf args;
	const char *why;

	buf_init(&args, import->arena, 256);
	out_object(&args);
	if (edition) {
		out_key(&args, "edition");
		out_text(&args, edition);
	}
	out_end_object(&args);
	if (call_prepare(plan->engine, import->arena, import->actor, &envelope,
			 json_read(import->arena, args.bytes, args.n, &why), call) == 0)
		return call;
	import->fault->field = call->rq.fault.field;
	import_stop(import, call->rq.fault.number, call->rq.fault.sentence);
	return NULL;
}

static int finish(struct import *import, const struct call *call)
{
	if (!call->rq.fault.number)
		return 0;
	import->fault->field = call->rq.fault.field;
	return import_stop(import, call->rq.fault.number, call->rq.fault.sentence);
}

static int one_command(struct import *import, const char *command, const char *edition,
		       struct call **out)
{
	struct call *call = prepare(import, command, edition);

	if (!call)
		return -1;
	call_do(import->plan->engine, call);
	*out = call;
	return finish(import, call);
}

int import_edition(struct import *import, int (*read_rows)(struct import *import))
{
	struct call *call = NULL;

	/* What an import that was stopped may have left on the stage. */
	if (one_command(import, "region.unstage", NULL, &call) || read_rows(import))
		return -1;
	if (import->figures->refused)
		return one_command(import, "region.unstage", NULL, &call)
			       ? -1
			       : import_stop(
					 import, 4959,
					 "nothing of this edition was taken, because rows were "
					 "refused: correct them and send the whole sheet again");
	if (one_command(import, "region.edition", import->plan->edition, &call))
		return -1;
	take_counts(import, call);
	return 0;
}

/* The dry run. */

struct trial {
	struct arena *arena;
	struct slot **slots;
	int n, size;
};

static void keep_row(struct import *import, const struct cell *cells, int n_cells, int64_t line)
{
	struct trial *trial = import->trial;
	struct slot *slot;

	if (trial->n == N_TRIAL_MAX) {
		import_stop(import, 4951, "the sheet is too long for a trial: split it");
		return;
	}
	if (trial->n == trial->size) {
		size_t size =
			sizeof(struct slot *) * (size_t)(trial->size ? trial->size * 2 : 1024);

		trial->slots = arena_grow(trial->arena, trial->slots,
					  sizeof(struct slot *) * (size_t)trial->size, size);
		trial->size = trial->size ? trial->size * 2 : 1024;
	}
	slot = arena_alloc(trial->arena, sizeof(*slot));
	slot->import = import;
	slot->arena = trial->arena;
	trial->slots[trial->n++] = slot;
	import_prepare(import, slot, cells, n_cells, line);
}

/* Run everything that was not refused already, and the edition after it. */
static int try_all(struct import *import, struct trial *trial)
{
	const struct import_plan *plan = import->plan;
	struct call **calls = arena_alloc(trial->arena, sizeof(*calls) * (size_t)(trial->n + 2));
	struct call *edition = NULL;
	int n = 0, n_refused = 0;

	if (plan->edition && !(calls[n++] = prepare(import, "region.unstage", NULL)))
		return -1;
	for (int i = 0; i < trial->n; i++)
		if (!trial->slots[i]->call.rq.fault.number)
			calls[n++] = &trial->slots[i]->call;
	if (plan->edition) {
		edition = prepare(import, "region.edition", plan->edition);
		if (!edition)
			return -1;
		calls[n++] = edition;
	}
	calls_try(plan->engine, calls, n);
	for (int i = 0; i < trial->n; i++) {
		n_refused += trial->slots[i]->call.rq.fault.number != 0;
		import_count(import, trial->slots[i]);
	}
	if (import->is_stopped)
		return -1;
	if (!edition || n_refused)
		return 0;
	if (finish(import, edition))
		return -1;
	take_counts(import, edition);
	return 0;
}

int import_try(struct import *import, int (*read_rows)(struct import *import))
{
	struct trial trial = { .arena = arena_new(TRIAL_BYTES) };
	int outcome;

	import->trial = &trial;
	import->take_row = keep_row;
	outcome = read_rows(import);
	if (outcome == 0)
		outcome = try_all(import, &trial);
	arena_free(trial.arena);
	return outcome;
}
