/* Questions and what fits them; see asked.h.
 *
 * Rule: at the door nothing is read for this but the first time a sweep is met. */
#include "asked.h"

#include "engine.h"
#include "sweeping.h"

#include <math.h>
#include <pthread.h>

#define KEY_LONGEST   40
#define LABEL_LONGEST 400
/* Bounds that JavaScript counts exactly and a phone's field has room for. */
#define BOUND_MOST 1000000000
#define N_SLOTS    64
#define KEPT_BYTES ((size_t)8 << 20)

enum answer_kind { ASKS_FLAG, ASKS_CHOICE, ASKS_TEXT, ASKS_NUMBER, ASKS_INT, N_KINDS };
static const char *const kinds[] = { "flag", "choice", "text", "number", "int" };

/* N_KINDS for any other word. */
static int kind_of(const struct json *question)
{
	const char *word = json_text(question, "kind");
	int kind = 0;

	while (kind < N_KINDS && (!word || strcmp(kinds[kind], word) != 0))
		kind++;
	return kind;
}

static bool is_given(const struct json *value)
{
	return value && value->kind != JSON_NULL;
}

/* ---- when a sweep starts ---- */

static bool is_text(const struct json *question, const char *name, size_t longest)
{
	const char *text = json_text(question, name);

	return text && *text && strlen(text) <= longest;
}

static bool is_key_new(const struct json *questions, const struct json *question)
{
	const struct json *one = questions->first;

	for (; one != question; one = one->next)
		if (strcmp(json_text(one, "key"), json_text(question, "key")) == 0)
			return false;
	return true;
}

static bool has_choices(const struct json *question)
{
	const struct json *list = json_get(question, "choices");

	if (!list || list->kind != JSON_LIST || list->n < 2)
		return false;
	for (const struct json *one = list->first; one; one = one->next) {
		if (one->kind != JSON_TEXT || !*one->text)
			return false;
		for (const struct json *before = list->first; before != one; before = before->next)
			if (strcmp(before->text, one->text) == 0)
				return false;
	}
	return true;
}

static bool is_bound(const struct json *value)
{
	return !is_given(value) || (value->kind == JSON_INT && value->number >= -BOUND_MOST &&
				    value->number <= BOUND_MOST);
}

static int check_bounds(struct request *rq, const struct json *question, const char *label)
{
	const struct json *min = json_get(question, "min"), *max = json_get(question, "max");
	int kind = kind_of(question);

	if (!is_given(min) && !is_given(max))
		return 0;
	if (kind != ASKS_INT && kind != ASKS_NUMBER)
		return refuse_with(rq, 4819, "questions",
				   "“%s” is no number; leave its smallest and largest out", label);
	if (!is_bound(min) || !is_bound(max))
		return refuse_with(rq, 4819, "questions",
				   "“%s”: write smallest and largest as whole numbers of at most "
				   "nine digits",
				   label);
	if (is_given(min) && is_given(max) && min->number > max->number)
		return refuse_with(rq, 4819, "questions",
				   "“%s”: the smallest is larger than the largest; change one of "
				   "them",
				   label);
	return 0;
}

static int check_one(struct request *rq, const struct json *questions, const struct json *question,
		     int number)
{
	const char *label;

	if (question->kind != JSON_OBJECT || !is_text(question, "key", KEY_LONGEST) ||
	    !is_key_new(questions, question))
		return refuse_with(rq, 4819, "questions",
				   "question %d needs a short key that no other question has",
				   number);
	if (!is_text(question, "label", LABEL_LONGEST))
		return refuse_with(rq, 4819, "questions",
				   "question %d has no words or too many; write what is asked",
				   number);
	label = json_text(question, "label");
	if (kind_of(question) == N_KINDS)
		return refuse_with(rq, 4819, "questions",
				   "“%s”: choose how it is answered: yes or no, one of several, a "
				   "number or a text",
				   label);
	if (kind_of(question) == ASKS_CHOICE && !has_choices(question))
		return refuse_with(rq, 4819, "questions",
				   "“%s”: write two or more different answers to choose from",
				   label);
	return check_bounds(rq, question, label);
}

int asked_check(struct request *rq, const struct json *questions)
{
	int number = 0;

	if (!questions || questions->kind == JSON_NULL)
		return 0;
	if (questions->kind != JSON_LIST)
		return refuse(rq, 4819, "questions",
			      "the questions are a list; write each with its key, label and kind");
	for (const struct json *one = questions->first; one; one = one->next)
		if (check_one(rq, questions, one, ++number) != 0)
			return -1;
	return 0;
}

/* ---- when answers come ---- */

/* The questions of the sweeps met lately.  A number alone does not name a sweep: a batch
 * that the disk refused gives its numbers to other commands; number and id do, because
 * the same id comes again with the same questions. */
static struct {
	pthread_mutex_t lock;
	struct arena *arena;
	int64_t engine; /* whose sweeps they are */
	struct kept {
		int64_t seq;
		const char *id;
		const struct json *questions; /* NULL: asks nothing */
	} slots[N_SLOTS];
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* With the lock held. */
static struct kept *slot_of(struct request *rq, const struct sweep *sweep)
{
	int64_t engine = engine_serial(rq->engine);

	if (!kept.arena)
		kept.arena = arena_new(KEPT_BYTES);
	if (kept.engine != engine || arena_is_over(kept.arena)) {
		arena_reset(kept.arena);
		memset(kept.slots, 0, sizeof(kept.slots));
		kept.engine = engine;
	}
	return &kept.slots[(uint64_t)sweep->seq % N_SLOTS];
}

/* 0 or -1 with the fault; with the lock held. */
static int load(struct request *rq, const struct sweep *sweep, struct kept *slot)
{
	/* Free: a sweep by its number, found from a door in reach. */
	struct rows *rows =
		rq_rows_free(rq, "SELECT questions FROM sweep WHERE seq = $1", "i", sweep->seq);
	const char *text = NULL, *why;

	if (rows_next(rows) == 1)
		text = arena_text(kept.arena, rows_text(rows, 0));
	rows_end(rows);
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	slot->seq = sweep->seq;
	slot->id = arena_text(kept.arena, sweep->id);
	slot->questions = text ? json_read(kept.arena, text, strlen(text), &why) : NULL;
	return 0;
}

static int refuse_number(struct request *rq, const struct json *question, const char *label)
{
	const struct json *min = json_get(question, "min"), *max = json_get(question, "max");

	if (is_given(min) && is_given(max))
		return refuse_with(rq, 4820, "answers",
				   "“%s” is answered with a number from %lld to %lld; correct it "
				   "and send it again",
				   label, (long long)min->number, (long long)max->number);
	if (is_given(min))
		return refuse_with(rq, 4820, "answers",
				   "“%s” is answered with a number of %lld or more; correct it and "
				   "send it again",
				   label, (long long)min->number);
	if (is_given(max))
		return refuse_with(rq, 4820, "answers",
				   "“%s” is answered with a number of %lld or less; correct it and "
				   "send it again",
				   label, (long long)max->number);
	return refuse_with(rq, 4820, "answers",
			   "“%s” is answered with a number; write it in digits and send it again",
			   label);
}

static int hold_number(struct request *rq, const struct json *question, const char *label,
		       const struct json *answer)
{
	const struct json *min = json_get(question, "min"), *max = json_get(question, "max");

	if ((answer->kind != JSON_INT && answer->kind != JSON_REAL) ||
	    (is_given(min) && answer->real < (double)min->number) ||
	    (is_given(max) && answer->real > (double)max->number))
		return refuse_number(rq, question, label);
	if (kind_of(question) == ASKS_INT && floor(answer->real) != answer->real)
		return refuse_with(rq, 4820, "answers",
				   "“%s” is answered with a whole number; correct it and send it "
				   "again",
				   label);
	return 0;
}

static int hold_choice(struct request *rq, const struct json *question, const char *label,
		       const struct json *answer)
{
	const struct json *list = json_get(question, "choices");
	struct buf words;

	buf_init(&words, rq->arena, 10000);
	for (const struct json *one = list ? list->first : NULL; one; one = one->next) {
		if (answer->kind == JSON_TEXT && strcmp(one->text, answer->text) == 0)
			return 0;
		buf_text(&words, words.n > 0 ? " / " : "");
		buf_text(&words, one->text);
	}
	return refuse_with(rq, 4820, "answers",
			   "“%s” is answered with one of these: %s; choose one and send it again",
			   label, words.bytes);
}

static int hold_one(struct request *rq, const struct json *question, const struct json *answer)
{
	const char *label = json_text(question, "label");

	switch (kind_of(question)) {
	case ASKS_FLAG:
		return answer->kind == JSON_FLAG
			       ? 0
			       : refuse_with(rq, 4820, "answers",
					     "“%s” is answered with yes or no; choose one and send "
					     "it again",
					     label);
	case ASKS_CHOICE:
		return hold_choice(rq, question, label, answer);
	case ASKS_TEXT:
		return answer->kind == JSON_TEXT
			       ? 0
			       : refuse_with(rq, 4820, "answers",
					     "“%s” is answered in words; write them and send it "
					     "again",
					     label);
	case ASKS_INT:
	case ASKS_NUMBER:
		return hold_number(rq, question, label, answer);
	default:
		return 0;
	}
}

static int hold_all(struct request *rq, const struct json *questions, const struct json *answers)
{
	if (!questions || !questions->first)
		return 0;
	if (answers->kind != JSON_OBJECT)
		return refuse(rq, 4820, "answers",
			      "write each answer under the key of its question and send it again");
	for (const struct json *one = questions->first; one; one = one->next) {
		const struct json *answer = json_get(answers, json_text(one, "key"));

		if (is_given(answer) && hold_one(rq, one, answer) != 0)
			return -1;
	}
	return 0;
}

int asked_hold(struct request *rq, const struct sweep *sweep, const struct json *answers)
{
	struct kept *slot;
	int failed = 0;

	if (!is_given(answers) || (answers->kind == JSON_OBJECT && !answers->first))
		return 0;
	pthread_mutex_lock(&kept.lock);
	slot = slot_of(rq, sweep);
	if (slot->seq != sweep->seq || strcmp(slot->id, sweep->id) != 0)
		failed = load(rq, sweep, slot);
	if (!failed)
		failed = hold_all(rq, slot->questions, answers);
	pthread_mutex_unlock(&kept.lock);
	return failed;
}
