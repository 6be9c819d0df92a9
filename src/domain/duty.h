/* Duty at the front, as its rooms share it: exits of a compound, checkpoints, and the
 * people who stand there.
 *
 * Rule: whoever stands at a checkpoint holds a posting exactly as long as the place of a
 * shift lasts; a checkpoint with nobody on duty is red within a minute (JY-07). */
#ifndef DUTY_H
#define DUTY_H

#include "authority.h"

/* Who looks after exits, checkpoints and rosters, and who sees them. */
#define DUTY_HEADS (OFFICER | COMMANDER)
#define DUTY_SEERS                                                                                 \
	(OFFICER | COMMANDER | GRID_WORKER | GATEKEEPER | PROPERTY | VOLUNTEER | DEPARTMENT)

/* SQL: k is the community of region r: compounds of one street share names. */
#define JOIN_COMMUNITY "LEFT JOIN region k ON k.key = substr(r.key, 1, 12) "

/* Whether the region is a compound or a grid, where exits and checkpoints are; -1 with 7001. */
int duty_place(struct request *rq, const char *region);

/* An exit of a compound; what does not stand open is tried within a day. */
enum exit_state { EXIT_OPEN, EXIT_CLOSED, EXIT_EMERGENCY };
extern const char *const exit_states[]; /* open, closed, emergency */
struct way_out {
	int64_t seq, keeper, red_since; /* keeper 0: nobody; red_since NOT_GIVEN: it is not */
	const char *id, *region, *name, *reason;
	int state, is_fire_passage;
};
#define EXIT_TEST_MS MS_PER_DAY
/* In reach and not void; -1 with 7006 naming `field`.  The journal files it there. */
int exit_need(struct request *rq, const char *field, const char *id, struct way_out *found);
/* Set the timer that reddens it when nobody tries it for a day, or drop it. */
int exit_watch(struct request *rq, const struct way_out *exit, bool is_watched);

struct checkpoint {
	int64_t seq, exit, team, branch, gate, n_least, n_on_duty, red_since; /* 0: none */
	const char *id, *region, *name;
};
/* In reach and not void; -1 with 7101.  The journal files it there. */
int checkpoint_need(struct request *rq, const char *id, struct checkpoint *found);

/* Count again who is on duty at a checkpoint now, redden or clear it, and set the timer for
 * the next moment at which that changes by itself. */
int checkpoint_look(struct request *rq, int64_t checkpoint);

/* One person's place in one shift.  On duty is who has begun, has not handed over, and
 * whose time is not up. */
enum place_state {
	PLACE_DRAFT, /* of a roster that is not published */
	PLACE_OPEN,
	PLACE_BEGUN,
	PLACE_LEFT,   /* handed over */
	PLACE_MISSED, /* nobody came in the first ten minutes */
	PLACE_GONE,   /* withdrawn, or somebody else took it */
};
extern const char *const place_states[]; /* draft, open, begun, left, missed, gone */

#endif
