/* Accounts and postings as rooms see them.
 *
 * Rule: a posting is the only authority.  Who answers for a region: a commander
 * or an officer posted there as chief or deputy, or a grid worker. */
#ifndef AUTHORITY_H
#define AUTHORITY_H

#include "region.h"

extern const char
	*const posting_roles[]; /* the roles a posting can carry, in the order of enum role */

enum duty { CHIEF, DEPUTY, MEMBER };
extern const char *const duties[]; /* chief, deputy, member */

extern const char *const account_states[]; /* active, disabled */
extern const char *const languages[];      /* zh-CN, en */

/* Every role that a posting can carry. */
#define ALL_ROLES ((1u << N_ROLES) - 1)
/* What an officer may hand out inside the own street or community. */
#define OFFICER_MAY_POST                                                                           \
	(GRID_WORKER | GATEKEEPER | SAMPLER | VOLUNTEER | PROPERTY | STOREKEEPER | RESIDENT)

/* The secrets of an account: staff are known to signed-in staff, and sealed at rest. */
struct staff {
	const char *name, *phone;
};
extern const struct shape staff_shape;

/* The name in a `sealed` column of account; NULL when absent or not readable. */
const char *staff_name(struct request *rq, const struct rows *rows, int column);

/* SQL: the posting p counts at the instant `at` (a parameter), and answers for its region. */
#define POSTING_OPEN(at)                                                                           \
	"p.void_at IS NULL AND p.from_at <= " at " AND (p.until_at IS NULL OR p.until_at > " at ")"
#define POSTING_ANSWERS "(p.role = 4 OR (p.role IN (1, 2) AND p.duty < 2))"
/* SQL: the region r is one that somebody must answer for, city to grid. */
#define REGION_ANSWERED                                                                            \
	"(r.level BETWEEN 2 AND 6 OR r.kind = 'municipality') AND r.kind <> '" KIND_PLACEHOLDER "'"

/* The word of a role bit. */
const char *role_word(int64_t role);

/* Copy the postings that are open at the change's day or later from one key range
 * to another, and end (or, with `is_copy`, leave) the old ones. */
int postings_carry(struct request *rq, struct change *change, const char *from, const char *to,
		   bool is_subtree, bool is_copy);
/* End what is left open on a region that ends. */
int postings_end(struct request *rq, const char *region, const char *day);

/* Whether the caller may hand out this role in this region: administrators and
 * commanders any, officers the ones above. */
bool posting_may_give(const struct request *rq, int64_t role, const char *region);

/* A posting that comes with a duty (a shift, a deployment, a volunteer's afternoon) and
 * ends with it; the caller has checked whose it is and where.  `role` is a bit,
 * `order_ref` names the duty ("shift 12"), until_at NOT_GIVEN is open-ended; `id` is
 * rq_new_id's.  0 or -1. */
struct duty_posting {
	int64_t account, role, from_at, until_at;
	const char *region, *order_ref;
	int duty;
};
int posting_place(struct request *rq, const struct duty_posting *posting, const char *id);
/* It ends at `at`, or never was when it has not begun by then. */
int posting_release(struct request *rq, const char *id, const char *region, int64_t at);

/* What is stored of an account that the caller keeps. */
struct account {
	int64_t seq;
	struct staff staff;
	const char *organisation, *title;
	int state, lang;
};

/* The account with this login that was made or serves within the request's region.  1 found, 0
 * there is none, -1 refused: its postings lie beyond what the caller could hand out. */
int account_find(struct request *rq, const char *login, struct account *found);

/* The same; -1 with 4502 when there is none. */
int account_need(struct request *rq, const char *login, struct account *found);

/* Refuse 4507 unless every open or coming posting of the account lies within what
 * the caller may hand out. */
int account_within(struct request *rq, int64_t account);

#endif
