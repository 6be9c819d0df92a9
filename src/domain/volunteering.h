/* Volunteers as their rooms share them: who offered what, and the places they took.
 *
 * Rule: nobody is sent: a volunteer offers, takes a place and gives it back; a warning
 * (60 years or older, or ill, at an exposed post; TJ-20) is shown, and a person decides. */
#ifndef VOLUNTEERING_H
#define VOLUNTEERING_H

#include "authority.h"

/* Who speaks for the volunteers of a place. */
#define VOLUNTEER_DESK (OFFICER | GRID_WORKER)
#define VOLUNTEER_SEES (VOLUNTEER_DESK | COMMANDER)

extern const char *const volunteer_classes[];    /* protecting, helping, telling */
extern const char *const volunteer_skills[];     /* haircut, repair … */
extern const char *const volunteer_categories[]; /* party_member, probationary … (JY-23) */

enum booking_state { BOOK_TAKEN, BOOK_WARNED, BOOK_DECLINED, BOOK_GIVEN_BACK, BOOK_DONE };
extern const char *const booking_states[];
/* SQL: booking b holds its place. */
#define BOOKING_HOLDS "b.state IN (0, 1, 4)"

/* Warnings, or'ed; bit i is volunteer_warnings[i]. */
enum volunteer_warning { WARN_AGE = 1 << 0, WARN_ILLNESS = 1 << 1 };
extern const char *const volunteer_warnings[];

/* What is sealed of an offer, in the order in which volunteer.offer declares it.  What is said
 * of age and health stands nowhere else. */
struct volunteer_words {
	const char *name, *phone;
	int64_t birth_year; /* NOT_GIVEN: not said */
	int has_illness;    /* -1: not said */
};
extern const struct shape volunteer_words_shape;
/* The sealed words of volunteer `v`: the journal row that gave them last. */
#define VOLUNTEER_SEALED "(SELECT j.sealed FROM journal j WHERE j.seq = v.secrets)"
/* All absent where they were destroyed. */
struct volunteer_words volunteer_words_from(struct request *rq, const struct rows *rows,
					    int column);
/* Of the journal row with this number, also one of the same batch; 0 or -1. */
int volunteer_words_read(struct request *rq, int64_t seq, struct volunteer_words *words);

struct volunteer_at {
	int64_t seq, account, household, secrets, void_at; /* NOT_GIVEN: none */
	const char *id, *region, *skills;                  /* skills: a JSON list */
	int has_own_gear, category;
};
/* By its id, wherever: 1 found, 0 none (or withdrawn), -1 the storage failed. */
int volunteer_find(struct request *rq, const char *id, struct volunteer_at *found);
/* The caller's own: what this account offered, or its household. */
#define VOLUNTEER_OWN(account, home)                                                               \
	"(v.account = " account " OR (" home " > 0 AND v.household = " home "))"
/* The number of the caller's household; 0 for staff and for agents of a family. */
int64_t volunteer_home(const struct request *rq);
/* By its id and the caller's own, or within the reach of one who speaks for volunteers;
 * without an id the caller's only one.  0, or -1 with 7304 or 7305. */
int volunteer_need(struct request *rq, const char *id, struct volunteer_at *found);
bool volunteer_is_own(const struct request *rq, const struct volunteer_at *volunteer);
/* Whether a JSON list of skills names this one; skill -1: none needed. */
bool volunteer_can(struct request *rq, const char *skills, int skill);

/* The menu: eleven standing items in three classes, and what places added. */
struct volunteer_item {
	const char *id, *name;
	int item_class, skill, is_exposed; /* skill -1: none */
};
#define N_STANDING_ITEMS 11
struct volunteer_item volunteer_standing(const struct request *rq, int i);
/* From the columns ITEM_COLUMNS of rows; a standing item has none there. */
#define ITEM_COLUMNS "i.name, i.class, i.skill, i.is_exposed"
#define JOIN_ITEM    "LEFT JOIN volunteer_item i ON i.id = s.item "
struct volunteer_item volunteer_item_from(struct request *rq, const char *id,
					  const struct rows *rows, int column);
/* 0, or -1 with 7306. */
int volunteer_item_need(struct request *rq, const char *id, struct volunteer_item *found);

struct volunteer_slot {
	int64_t seq, from_at, until_at, capacity, n_taken;
	const char *id, *region, *item, *place;
};
#define SLOT_COLUMNS                                                                               \
	"s.seq, s.id, s.region, s.item, s.place, s.from_at, s.until_at, s.capacity, s.n_taken"
struct volunteer_slot slot_from(struct request *rq, const struct rows *rows);
/* By its id, wherever; 0, or -1 with 7310. */
int slot_need(struct request *rq, const char *id, struct volunteer_slot *found);
/* The place whose slots somebody of `key` may take: the community. */
const char *volunteer_community(struct request *rq, const char *key);
/* Whether a slot stands where somebody of this place may take it. */
bool slot_is_near(struct request *rq, const char *slot_region, const char *key);

struct booking {
	int64_t seq, slot, volunteer, from_at, until_at;
	const char *id, *region, *posting; /* posting: NULL none */
	int state;
};
/* By its id, wherever; 0, or -1 with 7316. */
int booking_need(struct request *rq, const char *id, struct booking *found);
/* A place is held from now on: the volunteer's account is posted there for its time. */
int booking_post(struct request *rq, const struct booking *booking,
		 const struct volunteer_at *volunteer);
/* A place is not held any more: counts, the slot's number and the posting follow. */
int booking_release(struct request *rq, const struct booking *booking, int state,
		    const char *reason);
/* What speaks for a person's word before this volunteer takes this item then (TJ-20). */
int64_t volunteer_warnings_of(const struct volunteer_words *words,
			      const struct volunteer_item *item, int64_t from_at);
/* Write warnings as a list of words. */
void volunteer_write_warnings(struct request *rq, int64_t warnings);
/* For the rooms' hooks: slots that hold more than they may or count wrongly, volunteers in
 * two places at once; and the tallies again from the bookings. */
int volunteer_invariants(struct request *rq, void (*found)(void *self, const char *sentence),
			 void *self);
int volunteer_recount(struct request *rq);
/* Count a booking in (1) or out (-1) in the state it is in. */
void booking_count(struct request *rq, const struct booking *booking, int64_t minutes, int delta);

#endif
