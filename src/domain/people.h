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
	int64_t seq;
	const char *region, *door;
	int64_t floor; /* NOT_GIVEN */
	int kind, state;
	const char *since_day, *until_day;
};

/* From the columns HOUSEHOLD_COLUMNS of rows, the first of them at `column`. */
#define HOUSEHOLD_COLUMNS                                                                          \
	"h.seq, h.region, h.door, h.floor, h.kind, h.state, h.since_day, h.until_day"
struct household_at household_from(struct request *rq, const struct rows *rows, int column);

/* The region in which a household of the request's reach stood on `day`: as far back as
 * is known, its first.  That place may lie outside the reach; a family asks for its own
 * alone.  0, or -1 with fault 4601, 5601 or 5602. */
int people_place(struct request *rq, const char *field, const char *id, const char *day,
		 const char **region);

/* 0, or -1 with fault 4601 naming `field`. */
int people_household(struct request *rq, const char *field, const char *id,
		     struct household_at *found);

/* What adding by a source's id comes to; the reply {"outcome"} and its shape. */
enum outcome { ADDED, CHANGED, SAME };
extern const char *const outcomes[];
extern const struct shape outcome_shape;
int outcome_reply(struct request *rq, enum outcome outcome);

/* For the rooms' hooks: faults among households and residents, and their tallies
 * again from the facts. */
int people_household_faults(struct request *rq, void (*found)(void *self, const char *sentence),
			    void *self);
int people_resident_faults(struct request *rq, void (*found)(void *self, const char *sentence),
			   void *self);
int people_recount_households(struct request *rq);
int people_recount_residents(struct request *rq);

/* The secrets of one resident, opened. */
struct person {
	const char *name, *phone, *id_number;
};
extern const struct shape person_shape; /* the order of what is sealed */

/* The sealed secrets of resident row `r`: they stand once, in the journal row that gave
 * them, which the resident's `secrets` names. */
#define SEALED_OF(r) "(SELECT j.sealed FROM journal j WHERE j.seq = " r ".secrets)"

/* Open a SEALED_OF column of rows; the person has NULLs where nothing was given or
 * the bytes do not open. */
struct person person_from(struct request *rq, const struct rows *rows, int column);

/* Their keyed hashes, NOT_GIVEN where absent. */
struct person_hashes {
	int64_t name, phone, id_number;
};
struct person_hashes person_hash(struct request *rq, const struct person *person);

/* Write "duplicates" and "n_elsewhere" into the reply: who may be the same person. */
int person_duplicates(struct request *rq, const struct person_hashes *hashes);

/* A resident found by id inside the request's region. */
struct resident_at {
	int64_t seq, household;
	const char *id, *region;
	struct person person;
	int sex, relation, residence, hukou, state;
	int64_t birth_year;
	const char *since_day, *until_day;
};
#define RESIDENT_COLUMNS                                                                           \
	"r.seq, r.id, r.region, r.household, " SEALED_OF(                                          \
		"r") ", r.sex, r.relation, "                                                       \
		     "r.residence, r.hukou, r.state, r.birth_year, r.since_day, r.until_day"
struct resident_at resident_from(struct request *rq, const struct rows *rows, int column);

/* 0, or -1 with fault 4701 naming `field`. */
int people_resident(struct request *rq, const char *field, const char *id,
		    struct resident_at *found);

/* How a resident looks in a list, masked. */
extern const struct shape resident_row_shape;
#define RESIDENT_ROW RESIDENT_COLUMNS ", h.id, h.door, g.name"
void resident_row_write(struct request *rq, const struct rows *rows);

#endif
