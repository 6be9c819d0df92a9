/* Teams: people of several organisations who act as one.
 *
 * Rule: a team that is not complete is kept all the same and says what is missing;
 * whoever builds on it (a checkpoint, a closed area) refuses one with faults. */
#ifndef TEAMING_H
#define TEAMING_H

#include "request.h"

enum team_kind {
	TEMPORARY_BRANCH,
	SQUAD,
	CHECKPOINT_GROUP,
	SCREENING_GROUP,
	SUPPLY_GROUP,
	GRAND_COMMITTEE,
	VOLUNTEER_GROUP,
	OTHER_TEAM,
	N_TEAM_KINDS
};
extern const char *const team_kinds[];

enum team_role { TEAM_LEADER, TEAM_DEPUTY, TEAM_SECRETARY, TEAM_MEMBER };
extern const char *const team_roles[]; /* leader, deputy, secretary, member */

/* The three groups of a squad (JY-21). */
extern const char *const team_parts[]; /* guard, screening, supplies */
#define N_TEAM_PARTS 3

/* Whom a member comes from (JY-06). */
enum team_from {
	FROM_UNIT,
	FROM_BRANCH,
	FROM_OWNERS,
	FROM_PROPERTY,
	FROM_COMMUNITY,
	FROM_VOLUNTEER
};
extern const char *const team_froms[]; /* unit, branch, owners, property, community, volunteer */

/* Ranks of cadres, the highest first; a deputy head of a county unit is of section rank. */
enum rank { BUREAU, DIVISION, SECTION, CLERK };
extern const char *const ranks[]; /* bureau, division, section, clerk */

/* What is missing, one bit each. */
enum team_fault {
	TEAM_TOO_FEW = 1 << 0,     /* checkpoint group: 5 (JY-06); squad: 8 (JY-21) */
	TEAM_NO_LEADER = 1 << 1,   /* a temporary branch may have a secretary instead */
	TEAM_LEADER_RANK = 1 << 2, /* checkpoint group: of section rank or above (JY-06) */
	TEAM_COMPOSITION = 1 << 3, /* checkpoint group: unit, branch, owners, property (JY-06);
				    * grand committee: linked leader, unit, branch (JY-04) */
	TEAM_PARTS = 1 << 4,       /* squad: each of the three groups (JY-21) */
};
extern const char *const team_fault_words[]; /* in the order of the bits; ends with NULL */

/* What counts of the members of one team. */
struct team_sum {
	int n, n_leaders, n_secretaries, n_ranked_leaders, n_linked;
	int n_from[6], n_parts[N_TEAM_PARTS];
};

/* Count one member in; `rank`, `part` and `from` are -1 where nothing is said. */
void team_count(struct team_sum *sum, int role, int rank, int part, int from, bool is_linked);

/* The faults of a team of this kind with these members: bits of enum team_fault. */
int team_faults_of(int kind, const struct team_sum *sum);

/* The faults of the team with this seq as it is now: bits, or -1 with the fault recorded. */
int team_faults(struct request *rq, int64_t team, int kind);

/* Write them as a JSON list of words. */
void team_faults_write(struct buf *out, int faults);

/* A team that is not void. */
struct team {
	int64_t seq;
	const char *id, *region, *name, *organisation;
	int kind;
};

/* The team with this id in the request's range: 0, or -1 with 6201 naming `field`. */
int team_need(struct request *rq, const char *field, const char *id, struct team *found);

/* The seq of an account of staff that is not switched off: 0, or -1 with 4401 or 4402
 * naming `field`.  People of any place serve anywhere. */
int staff_need(struct request *rq, const char *field, const char *login, int64_t *account);

#endif
