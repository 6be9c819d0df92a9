/* Complaints, suggestions, problems: what is kept of them, and who answers.
 *
 * Rule (国办函〔2026〕12号: every page has a way to complain): each has an owner, a clock
 * of 24 hours, and climbs a level when the clock runs out; the words themselves stand
 * sealed in the journal rows that brought them, and only there. */
#ifndef COMPLAINING_H
#define COMPLAINING_H

#include "request.h"

enum complaint_kind { COMPLAINT, SUGGESTION, PROBLEM };
extern const char *const complaint_kinds[]; /* complaint, suggestion, problem */
enum complaint_state { COMPLAINT_OPEN, COMPLAINT_ANSWERED };
extern const char *const complaint_states[];   /* open, answered */
extern const char *const complaint_channels[]; /* page, phone, paper */

#define COMPLAINT_MS        (24 * MS_PER_HOUR)
#define COMPLAINT_KEPT_DAYS 365 /* after the answer, then the words are destroyed */

/* What was said, in the order in which complaint.file declares its secrets. */
struct complaint_words {
	const char *text, *contact, *group;
};
extern const struct shape complaint_words_shape;

/* The words in a sealed column of rows; NULLs where they were destroyed. */
struct complaint_words complaint_words_from(struct request *rq, const struct rows *rows,
					    int column);

/* The nearest region from `key` upward that somebody answers for; NULL when nobody does. */
const char *complaint_owner(struct request *rq, const char *key);

/* Where a complaint about `region` begins: problems with the grid, all else with the
 * community. */
const char *complaint_first(struct request *rq, const char *region, int kind);

/* The word that opens one's own complaint with its number; made from the key file. */
const char *complaint_secret(struct request *rq, int64_t number);

/* The complaint's own timers. */
int complaint_wait(struct request *rq, int64_t number, int64_t due_at, const char *region);
int complaint_rest(struct request *rq, int64_t number, const char *region);

#endif
