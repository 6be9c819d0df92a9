/* Families: the accounts of households, and the one door that is theirs.
 *
 * A phone is bound to a household with a code or a card; that makes an account
 * without a password, with the household's seq, and a posting as resident at the
 * household's region, which follows the household wherever it goes.
 * Rule: the posting's region bounds what SQL can touch, but a family acts on its own
 * household only; whoever takes a household from a family's request goes through
 * home_household. */
#ifndef HOME_H
#define HOME_H

#include "actor.h"
#include "people.h"

/* Who acts for a household: itself, or an agent it agreed to. */
enum home_agent { HOME_SELF, HOME_RELATIVE, HOME_NEIGHBOUR, HOME_LEADER };

/* How the household said that it agrees. */
enum home_consent { HOME_BY_DOOR, HOME_BY_PHONE, HOME_BY_PAPER, HOME_BY_PAGE };
extern const char *const home_consents[]; /* door, phone, paper, page */

/* The household `id` in reach; of a family only its own, and nothing is said about
 * others: 5601 whether they exist or not, 5602 when the caller belongs to none. */
int home_household(struct request *rq, const char *field, const char *id,
		   struct household_at *found);

/* Refuse 5603 when an agent asks for what only the household itself may do. */
int home_is_self(struct request *rq);

/* A phone bound to a household: account, posting, session and binding in one.  The
 * running command's seq is the number of all four. */
struct home_phone {
	int64_t household, key, until_at, made_by;
	const char *region, *token_hash, *label, *agreed_on;
	int agent, consent; /* consent -1: the household itself */
};
int home_bind(struct request *rq, const struct home_phone *phone);

/* End the phones of a household: one by its number, or all (0).  How many, or -1. */
int64_t home_end(struct request *rq, int64_t household, int64_t number);

/* The household is empty now: its phones, codes and cards end with it. */
int home_left(struct request *rq, int64_t household);
/* The same where nobody lives there any more. */
int home_left_if_empty(struct request *rq, int64_t household);

/* Postings of families go along when households first … last move. */
int home_follow(struct request *rq, const char *from, const char *to, int64_t first, int64_t last);

/* Delete what the retention of a journal row's secrets has outlived: the hash stays in
 * their place and the chain holds (PIPL art. 47). */
int home_forget(struct request *rq, int64_t seq);

#endif
