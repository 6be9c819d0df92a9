/* One door of a sweep and the records made at it.
 *
 * Rule: records are only appended and chained: each names the one before it
 * (previous), the door names the latest.  This is the hot path: one read, one
 * update in place, one append. */
#ifndef VISITING_H
#define VISITING_H

#include "sweeping.h"

/* Which door is meant. */
struct door_key {
	const char *sweep, *household, *resident, *day; /* ids; resident and day may be NULL */
};

/* A door as it stands, with its sweep. */
struct door_at {
	struct sweep sweep;
	const char *id; /* of the household */
	const char *day, *region;
	int64_t household, resident;
	int state, channel;                        /* channel -1 before the first record */
	int64_t n_tries, visit, conflict, answers; /* NOT_GIVEN */
	const char *next_visit, *reason;
};

/* Find it in one read inside the request's range.  0, or -1 with the fault: no such
 * sweep (4801), household (4601), not open (4804), resident needed (4805), no list
 * (4806), not on the list (4807). */
int visit_find(struct request *rq, const struct door_key *key, struct door_at *door);

/* For a room's `asks`: visit_find will be called with this key. */
void visit_ask(struct request *rq, const struct door_key *key);

/* A record to be appended under the running command's seq. */
struct visit {
	int state, channel;
	int64_t device_at, previous;
	const char *answers, *note; /* answers: JSON */
	int valid_change;           /* what it does to the count of valid records: -1, 0, 1 */
};
int visit_append(struct request *rq, const struct door_at *door, const struct visit *visit);

/* Whether another channel made one of the records that stand together at this door (one
 * that agreed left the first one's name there); by_answers: one with answers.  1, 0, -1. */
int visit_is_backed(struct request *rq, const struct door_at *door, int channel, bool by_answers);

/* Write the door back in place. */
int visit_write_door(struct request *rq, const struct door_at *door);

/* Count a change of state, of validity and of conflict along the path; the valid
 * records by the hour as well, down to the community. */
void visit_tally(struct request *rq, const struct door_at *was, const struct door_at *now);
int visit_valid_change(const struct door_at *was, const struct door_at *now);

/* Day and name of the hourly tally a record made at `at` belongs to:
 * "sweep.12.valid@07"; hour 24 is after the list's day. */
const char *visit_hour(struct request *rq, const struct sweep *sweep, const char *list_day,
		       int64_t at, char day[11]);

/* A hash of answers that does not depend on the order of keys; NOT_GIVEN for none. */
int64_t answers_hash(struct request *rq, const struct json *answers);

#endif
