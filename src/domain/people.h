/* People: households and residents, and how they change place.
 *
 * Rule: a household is in exactly one region at every instant.  Its row names
 * the present region and since when (since_day); every earlier place is a row
 * of household_place, every earlier place of a resident a row of stay, and the
 * intervals join: [from_day, until_day), the next one begins where it ended. */
#ifndef PEOPLE_H
#define PEOPLE_H

#include "request.h"

enum household_kind { HOME, COLLECTIVE, SHOP, OTHER_KIND };
extern const char *const household_kinds[]; /* home, collective, shop, other */

enum household_state { OCCUPIED, VACANT, DEMOLISHED };
extern const char *const household_states[]; /* occupied, vacant, demolished */

enum resident_state { LIVING, MOVED_OUT, DECEASED };
extern const char *const resident_states[]; /* living, moved_out, deceased */

enum sex { MALE, FEMALE };
extern const char *const sexes[];
enum relation { HEAD, SPOUSE, CHILD, PARENT, OTHER_RELATION };
extern const char *const relations[];
enum residence { PERMANENT, FLOATING };
extern const char *const residences[];
enum hukou { HERE, ELSEWHERE };
extern const char *const hukous[];

/* Move one household (its seq) with its residents and the open doors of sweeps
 * from its present region to `to_region`, as of `day`: history, tallies of both
 * paths, journalled under the running command.  A household that came to its
 * present place later than `day` moves on the day it came.  The caller has
 * checked that to_region exists and that the actor may.  0 or -1 with the fault
 * (4601: no such household). */
int people_move_household(struct request *rq, int64_t household, const char *to_region,
                          const char *day, const char *reason);

/* The same for every household whose region is exactly `from_key` (not those
 * deeper: call it for each region of a subtree with its own new key).  Returns 0
 * also when there is none. */
int people_move_region(struct request *rq, const char *from_key, const char *to_key,
                       const char *day, const char *reason);

/* A household found by its id inside the request's region. */
struct household_at {
	int64_t     seq;
	const char *region, *door;
	int64_t     floor; /* NOT_GIVEN */
	int         kind, state;
	const char *since_day;
};

/* 0, or -1 with fault 4601 naming `field`. */
int people_household(struct request *rq, const char *field, const char *id,
                     struct household_at *found);

/* The secrets of one resident, opened. */
struct person {
	const char *name, *phone, *id_number;
};
extern const struct shape person_shape;

/* Open a `sealed` column of rows; the person has NULLs where nothing was given or
 * the bytes do not open. */
struct person person_from(struct request *rq, const struct rows *rows, int column);

#endif
