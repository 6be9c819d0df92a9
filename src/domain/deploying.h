/* Cadres and their deployment as the rooms share them: who stands in a roster, who
 * decides about a unit's people, and what a call-up needs.
 *
 * Rule: rank and membership are kept of those who are sent, and of nobody else (R20);
 * a cadre counts once, in the roster of one unit, from the day it is approved. */
#ifndef DEPLOYING_H
#define DEPLOYING_H

#include "authority.h"
#include "region.h"

enum cadre_state { CADRE_WAITING, CADRE_APPROVED, CADRE_REFUSED, CADRE_VOID };
extern const char *const cadre_states[]; /* uploaded, approved, rejected, void */

/* A unit that sends people. */
struct unit {
	const char *id, *region, *name;
	bool is_organising; /* an organisation department */
};

/* The organisation of the caller's own account; id NULL when it names none. */
int unit_of_caller(struct request *rq, struct unit *found);

/* The organisation with this id, or else the only one with this name: 0, or -1 with 4503. */
int unit_need(struct request *rq, const char *id_or_name, struct unit *found);

/* Whether the caller keeps the roster of a unit: its own account, or headquarters and
 * administrators above it. */
bool unit_is_kept(struct request *rq, const struct unit *unit);

/* Whether the caller decides about the people of units at `region`: headquarters and
 * administrators there or above, or an organisation department there or above. */
bool unit_is_decided(struct request *rq, const char *region);

/* Whether the caller grants leave to people of units at `region`: headquarters, or the
 * organisation department of the very same level (BH-14). */
bool unit_is_level(struct request *rq, const char *region);

/* Whether the caller's account belongs to this organisation. */
bool unit_is_own(struct request *rq, const char *organisation);

/* Whose people alone the caller sees in lists at the request's region: NULL for officers
 * and headquarters, who see all, else the id of its own unit ("" when it has none). */
int unit_only(struct request *rq, const char **only);

/* One person of a roster. */
struct cadre {
	int64_t seq, account, rank, is_member; /* account: 0 when none has been made */
	int state;
	const char *id, *region, *organisation, *residence, *batch, *login;
	struct staff staff;
};
#define CADRE_COLUMNS                                                                              \
	"c.seq, c.id, c.region, c.organisation, c.residence, c.batch, c.login, c.account, "        \
	"c.rank, c.is_member, c.state, c.sealed"
struct cadre cadre_from(struct request *rq, const struct rows *rows);

/* The cadre with this id, whose unit or residence an officer, department or headquarters of
 * the caller reaches: 0, or -1 with 6301 naming `field`. */
int cadre_need(struct request *rq, const char *field, const char *id, struct cadre *found);

/* The community meant by a code, or by the name that people write ("辰昌社区", "果园新村街道
 * 辰昌社区") within `inside`: only the community is kept of where somebody lives, because that
 * is all the pool asks.  0, or -1 naming `residence`. */
int residence_find(struct request *rq, const char *given, const char *inside,
		   char community[KEY_MAX + 1]);

/* Count people of a unit's place into the tallies: cadre, cadre.member, cadre.division … */
void cadre_count(struct request *rq, const char *region, int64_t rank, bool is_member,
		 int64_t delta);

/* Whether somebody who lives at `residence` would serve there at `region`: in the same
 * community, or anywhere inside what is no community. */
bool serves_at_home(const char *residence, const char *region);

enum clearance_state { CLEARANCE_ASKED, CLEARANCE_CLEARED, CLEARANCE_REFUSED };
extern const char *const clearance_states[]; /* asked, cleared, refused */

/* Whether headquarters has cleared this person for the place or a wider one around it. */
bool is_cleared(struct request *rq, const struct cadre *cadre, const char *region);

enum leave_state { LEAVE_ASKED, LEAVE_PENDING, LEAVE_GRANTED, LEAVE_REFUSED };
extern const char *const leave_states[]; /* asked, pending, granted, refused */

enum deployment_state { DEPLOYED, RETURNED, OVER };

struct deployment {
	int64_t seq, cadre, account, ask, role, from_at, until_at, is_away;
	int state;
	const char *id, *region, *unit_region, *organisation;
};
#define DEPLOYMENT_COLUMNS                                                                         \
	"d.seq, d.id, d.region, d.cadre, d.account, d.ask, d.role, d.from_at, d.until_at, "        \
	"d.is_away, d.state, c.region, c.organisation"
struct deployment deployment_from(struct request *rq, const struct rows *rows);

/* The deployment with this id, wherever it is: 1 found, 0 none, -1 failed. */
int deployment_find(struct request *rq, const char *id, struct deployment *found);

/* The same by number, for the clock. */
int deployment_by_seq(struct request *rq, int64_t seq, struct deployment *found);

/* In the request's range and not ended: 0, or -1 with 6402 or 6403. */
int deployment_need(struct request *rq, const char *id, struct deployment *found);

/* Give the person its posting from `from_at` until the deployment's end; once a command. */
int deployment_post(struct request *rq, const struct deployment *d, int64_t from_at);

/* An order stops leave in the request's range: what was granted from today on is taken back
 * with its title as the reason, and who is away is on post again.  0 or -1. */
int leaves_stop(struct request *rq, const char *why);

/* End that posting now, wherever a change of the territory has carried it. */
int deployment_unpost(struct request *rq, const struct deployment *d);

#endif
