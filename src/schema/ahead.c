/* Reading ahead: on PostgreSQL each read of a command is a journey to the server, so
 * what the commands of a batch will read first is asked for all at once.
 *
 * Rule: it only saves journeys.  A command that was not foreseen, or whose answer is
 * no longer sure, reads as always. */
#include "inside.h"

void ahead_keep(struct engine *engine, const struct db_question *question)
{
	struct db_question *kept;
	size_t n_bytes = (size_t)question->n * sizeof(*question->params);

	if (engine->n_questions == engine->questions_size) {
		int size = engine->questions_size ? engine->questions_size * 2 : 256;
		struct db_question *more = arena_alloc(engine->batch, (size_t)size * sizeof(*more));

		if (engine->n_questions)
			memcpy(more, engine->questions,
			       (size_t)engine->n_questions * sizeof(*more));
		engine->questions = more;
		engine->questions_size = size;
	}
	kept = &engine->questions[engine->n_questions++];
	*kept = *question;
	kept->params = memcpy(arena_alloc(engine->batch, n_bytes), question->params, n_bytes);
}

int ahead_ask(struct engine *engine, struct db *db, struct job *jobs)
{
	engine->n_questions = engine->questions_size = 0;
	if (!db_asks(db))
		return 0;
	for (struct job *job = jobs; job; job = job->next) {
		struct call *call = (struct call *)job;

		if (!job_is_call(job) || !call->rq.room->asks || call->is_replay ||
		    call->rq.fault.number)
			continue;
		request_start(&call->rq, db);
		call->rq.room->asks(&call->rq, call->record);
	}
	/* One question is read where it is asked just as well. */
	if (engine->n_questions < 2)
		return 0;
	return db_ask(db, engine->questions, engine->n_questions);
}
