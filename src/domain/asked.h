/* The questions of a sweep: sound when it starts, and what an answer to one may be.
 *
 * Rule: a question once asked never changes, so its sweep's questions are read and
 * parsed once and not at every door. */
#ifndef ASKED_H
#define ASKED_H

#include "request.h"

struct sweep;

/* Whether a list of questions can be asked: each with a key of its own, words and a known
 * kind, a choice with two answers or more, bounds only of numbers and the right way
 * round.  0, or -1 with fault 4819 that names the question. */
int asked_check(struct request *rq, const struct json *questions);

/* Whether answers fit their questions: of the question's kind, one of its choices,
 * inside its bounds.  What was not asked is not looked at, null is no answer.
 * 0, or -1 with fault 4820 that says which question and what fits. */
int asked_hold(struct request *rq, const struct sweep *sweep, const struct json *answers);

#endif
