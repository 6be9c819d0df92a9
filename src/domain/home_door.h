/* Doors as a building's group sees them, and how a family's phone comes in through one.
 *
 * Rule: of a door, a stranger who has the link learns what stands on the door itself and
 * whether it reported; and of a code nobody learns whether the door has one. */
#ifndef HOME_DOOR_H
#define HOME_DOOR_H

#include "actor.h"

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

#endif
