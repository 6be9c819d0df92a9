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

/* What is stored of a code: it fits this household alone. */
const char *home_code_hash(const struct keys *keys, struct arena *arena, int64_t household,
			   const char *code);

/* The token of a region's group link: made from the key file, so that the same link can
 * be shown every day and is stored nowhere in clear. */
const char *group_token(const struct keys *keys, struct arena *arena, const char *region,
			int64_t serial);

/* A door as a group sees it. */
struct group_door {
	int64_t household;
	const char *id, *region, *door, *place; /* door: whole label, unique in the group */
	const char *plain;                      /* the door alone */
	int64_t floor;                          /* NOT_GIVEN */
};
#define GROUP_DOORS_MOST 2000

/* The region of an open link in the arena; NULL with *failed 0 when there is none. */
const char *group_region(struct db *db, struct arena *arena, const char *token, int *failed);
/* All doors of the region in walking order; -1 when the storage failed. */
int group_doors(struct db *db, struct arena *arena, const char *region, struct group_door **doors);

/* Sign-in of a phone, in the caller's thread: a card's token, or a group's token, a
 * door and the code. */
struct home_try {
	const char *card, *group, *door, *code, *label;
};
struct home_opened {
	char token[44];
	int64_t until_at;
	const char *region, *household, *door, *building, *relation;
};
/* 0, or -1 with the fault: 5401 card, 5402 code, 5403 locked, 5501 link. */
int home_sign_in(struct engine *engine, struct arena *arena, const struct home_try *given,
		 struct home_opened *opened, struct fault *fault);

/* Delete what the retention of a journal row's secrets has outlived: the hash stays in
 * their place and the chain holds (PIPL art. 47). */
int home_forget(struct request *rq, int64_t seq);

#endif
