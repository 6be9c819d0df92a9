/* Many commands in flight: prepared here, done by the writer, answered in its
 * thread.
 *
 * Rule: the ring is walked in order, so commands reach the writer's queue in
 * the order in which they were started. */
#include "demo_parts.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define N_IN_FLIGHT  3000 /* below the queue's limit, several batches deep */
#define SLOT_CEILING ((size_t)4 << 20)
#define PROGRESS_MS  500

struct slot {
	struct pipe *pipe;
	struct arena *arena;
	struct call call;
	struct envelope envelope;
	const struct actor *actor;
	const struct shape *shape;
	void *record;
	atomic_bool is_busy;
};

struct pipe {
	struct demo *demo;
	struct slot *slots;
	struct slot *now;
	int i;
	pthread_mutex_t lock;
	pthread_cond_t freed;
	_Atomic(struct slot *) awaited; /* wakes the sender only when it is this one's turn */
	const char *label;
	int64_t expected, n_sent, began, shown;
	_Atomic int64_t n_refused;
	char why[300];
};

struct pipe *pipe_open(struct demo *demo, const char *label, int64_t expected)
{
	struct pipe *pipe = calloc(1, sizeof(*pipe));

	if (!pipe)
		abort();
	pipe->slots = calloc(N_IN_FLIGHT, sizeof(*pipe->slots));
	if (!pipe->slots)
		abort();
	for (int i = 0; i < N_IN_FLIGHT; i++) {
		pipe->slots[i].pipe = pipe;
		pipe->slots[i].arena = arena_new(SLOT_CEILING);
	}
	pthread_mutex_init(&pipe->lock, NULL);
	pthread_cond_init(&pipe->freed, NULL);
	pipe->demo = demo;
	pipe->label = label;
	pipe->expected = expected;
	pipe->began = pipe->shown = clock_ticks();
	return pipe;
}

/* The first refusal is kept in words; all are counted. */
static void note_refusal(struct pipe *pipe, const struct slot *slot)
{
	const struct request *rq = &slot->call.rq;

	if (atomic_fetch_add(&pipe->n_refused, 1) == 0)
		snprintf(pipe->why, sizeof(pipe->why), "%s %s: %d %s %s", slot->envelope.command,
			 slot->envelope.key ? slot->envelope.key : "", rq->fault.number,
			 rq->fault.field ? rq->fault.field : "",
			 rq->fault.sentence ? rq->fault.sentence : "");
}

/* In the writer's thread. */
static void slot_answered(struct call *call)
{
	struct slot *slot = call->owner;
	struct pipe *pipe = slot->pipe;

	if (call->rq.fault.number)
		note_refusal(pipe, slot);
	atomic_store(&slot->is_busy, false);
	if (atomic_load(&pipe->awaited) == slot) {
		pthread_mutex_lock(&pipe->lock);
		pthread_cond_signal(&pipe->freed);
		pthread_mutex_unlock(&pipe->lock);
	}
}

static void slot_wait(struct slot *slot)
{
	struct pipe *pipe = slot->pipe;

	if (!atomic_load(&slot->is_busy))
		return;
	pthread_mutex_lock(&pipe->lock);
	atomic_store(&pipe->awaited, slot);
	while (atomic_load(&slot->is_busy))
		pthread_cond_wait(&pipe->freed, &pipe->lock);
	atomic_store(&pipe->awaited, NULL);
	pthread_mutex_unlock(&pipe->lock);
}

void pipe_start(struct pipe *pipe, const struct actor *actor, const char *command,
		const char *region, const char *key)
{
	struct slot *slot = &pipe->slots[pipe->i];
	const struct room *room;
	const struct command *c = command_find(command, &room);

	assert(c);
	pipe->i = (pipe->i + 1) % N_IN_FLIGHT;
	/* The writer lags: wait for half the ring, not for one slot after the other. */
	if (atomic_load(&slot->is_busy))
		slot_wait(&pipe->slots[(pipe->i + N_IN_FLIGHT / 2) % N_IN_FLIGHT]);
	slot_wait(slot);
	arena_reset(slot->arena);
	slot->actor = actor;
	slot->shape = c->takes ? c->takes : &room->shape;
	slot->record = record_new(slot->arena, slot->shape);
	slot->envelope = (struct envelope){
		.command = command,
		.key = arena_text(slot->arena, key),
		.region = arena_text(slot->arena, region),
	};
	pipe->now = slot;
}

static void *member(struct pipe *pipe, const char *name, enum kind *kind, const struct field **f)
{
	*f = shape_field(pipe->now->shape, name);
	assert(*f && "the demo names an argument that the command does not take");
	*kind = (*f)->kind;
	return (char *)pipe->now->record + (*f)->offset;
}

void pipe_text(struct pipe *pipe, const char *name, const char *text)
{
	const struct field *f;
	enum kind kind;
	void *to = member(pipe, name, &kind, &f);

	if (kind == KIND_CHOICE) {
		int i = 0;

		while (f->choices[i] && strcmp(f->choices[i], text) != 0)
			i++;
		assert(f->choices[i] && "the demo names a choice that the field does not have");
		*(int *)to = i;
	} else if (kind == KIND_INT) {
		int bad = text_to_int(text, to);

		assert(!bad);
	} else {
		assert(kind == KIND_TEXT || kind == KIND_DAY || kind == KIND_REF ||
		       kind == KIND_REGION);
		*(const char **)to = arena_text(pipe->now->arena, text);
	}
}

void pipe_int(struct pipe *pipe, const char *name, int64_t number)
{
	const struct field *f;
	enum kind kind;
	void *to = member(pipe, name, &kind, &f);

	if (kind == KIND_FLAG)
		*(int *)to = (int)number;
	else
		*(int64_t *)to = number;
}

void pipe_json(struct pipe *pipe, const char *name, const char *json)
{
	const struct field *f;
	enum kind kind;
	void *to = member(pipe, name, &kind, &f);
	const char *why;

	assert(kind == KIND_JSON);
	*(const struct json **)to = json_read(pipe->now->arena, json, strlen(json), &why);
}

static void show_progress(struct pipe *pipe, bool is_last)
{
	int64_t now = clock_ticks(), took = now - pipe->began;
	double rate = took > 0 ? (double)pipe->n_sent * 1000 / (double)took : 0;

	if (!isatty(STDERR_FILENO) || (!is_last && now - pipe->shown < PROGRESS_MS))
		return;
	pipe->shown = now;
	fprintf(stderr, "\r%-12s %9lld rows  %7.0f rows/s", pipe->label, (long long)pipe->n_sent,
		rate);
	if (!is_last && rate > 0 && pipe->expected > pipe->n_sent)
		fprintf(stderr, "  %4.0f s left ", (double)(pipe->expected - pipe->n_sent) / rate);
	else
		fprintf(stderr, "               %s", is_last ? "\n" : "");
}

void pipe_send(struct pipe *pipe)
{
	struct slot *slot = pipe->now;

	memset(&slot->call, 0, sizeof(slot->call));
	slot->call.owner = slot;
	slot->call.answered = slot_answered;
	if (call_prepare_record(pipe->demo->engine, slot->arena, slot->actor, &slot->envelope,
				slot->record, &slot->call) != 0) {
		note_refusal(pipe, slot);
		return;
	}
	atomic_store(&slot->is_busy, true);
	/* A full queue is somebody else's traffic: give way for a moment. */
	while (call_send(pipe->demo->engine, &slot->call) != 0) {
		slot->call.rq.fault = (struct fault){ 0 };
		usleep(1000);
	}
	pipe->n_sent++;
	pipe->demo->n_rows++;
	if (pipe->n_sent % 1024 == 0)
		show_progress(pipe, false);
}

void pipe_wait(struct pipe *pipe)
{
	for (int i = 0; i < N_IN_FLIGHT; i++)
		slot_wait(&pipe->slots[i]);
}

int64_t pipe_close(struct pipe *pipe, char why[300])
{
	int64_t n_refused;

	pipe_wait(pipe);
	show_progress(pipe, true);
	n_refused = atomic_load(&pipe->n_refused);
	if (n_refused)
		snprintf(why, 300, "%s", pipe->why);
	for (int i = 0; i < N_IN_FLIGHT; i++)
		arena_free(pipe->slots[i].arena);
	pthread_mutex_destroy(&pipe->lock);
	pthread_cond_destroy(&pipe->freed);
	free(pipe->slots);
	free(pipe);
	return n_refused;
}
