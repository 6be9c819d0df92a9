/* Rosters of checkpoints as their rooms share them: the roster, who may stand, and what is
 * to be said of its shifts.
 *
 * Rule: one pair of rules makes, checks and changes a roster (roster.h); a person's leave,
 * stand-by and shifts elsewhere count in all three. */
#ifndef DUTY_ROSTER_H
#define DUTY_ROSTER_H

#include "duty.h"
#include "roster.h"

enum roster_state { ROSTER_DRAFT, ROSTER_PUBLISHED, ROSTER_WITHDRAWN };
extern const char *const roster_states[];   /* draft, published, withdrawn */
extern const char *const roster_patterns[]; /* 3x8, 2x12, 4x6, custom */
extern const char *const roster_faults[];   /* gap, few, double, rest, away, skill, long */
/* What somebody in a group can do; bits in this order. */
extern const char *const duty_skills[]; /* leader, guard, screening, supplies, medic */

#define LATE_MS (10 * MS_PER_MINUTE) /* after this nobody came */

struct duty_roster {
	int64_t seq, checkpoint, team, from_at, until_at, days, start_hour, n_least, rest_hours,
		most_hours_week, skills, n_holes, n_findings;
	const char *id, *region, *from_day, *lengths;
	int pattern, state;
};
#define ROSTER_COLUMNS                                                                             \
	"o.seq, o.checkpoint, c.team, o.from_at, o.until_at, o.days, o.start_hour, o.n_least, "    \
	"o.rest_hours, o.most_hours_week, o.skills, o.n_holes, o.n_findings, o.id, o.region, "     \
	"o.from_day, o.lengths, o.pattern, o.state"
struct duty_roster roster_from(struct request *rq, const struct rows *rows);
/* In reach; -1 with 7105.  The journal files it there. */
int roster_need(struct request *rq, const char *id, struct duty_roster *found);
/* By number, wherever it is: 1 found, 0 none, -1 failed. */
int roster_by_seq(struct request *rq, int64_t seq, struct duty_roster *found);

/* What is asked of a roster, by the arguments of the commands that make one. */
struct roster_plan {
	const char *checkpoint, *region, *from_day;
	const struct json *lengths, *skills;
	int64_t days, start_hour, n_least, rest_hours, most_hours_week, after;
	int pattern;
};
#define ROSTER_PLAN_FIELDS                                                                         \
	DAY(from_day, .label = "First day", .need = true),                                         \
		INT(days, 1, 14, .label = "Days", .need = true),                                   \
		CHOICE(pattern, roster_patterns, .label = "Pattern of shifts", .need = true),      \
		JSON(lengths, 200, .label = "Minutes of each shift"),                              \
		INT(start_hour, 0, 23, .label = "Hour at which the day's first shift begins"),     \
		INT(n_least, 1, 12, .label = "On duty at least"),                                  \
		INT(rest_hours, 0, 24, .label = "Hours of rest between shifts"),                   \
		INT(most_hours_week, 1, 168, .label = "Hours in seven days at most"),              \
		JSON(skills, 200, .label = "Skills on every shift")
/* Fill a roster from it; 0, or -1 with 7107 or 7108. */
int roster_plan_read(struct request *rq, const struct roster_plan *plan,
		     struct duty_roster *roster);

/* People who may stand: the checkpoint's team, and whoever stands in the roster already. */
struct duty_people {
	struct roster_member members[ROSTER_MEMBERS_MAX];
	int64_t accounts[ROSTER_MEMBERS_MAX];
	const char *logins[ROSTER_MEMBERS_MAX], *names[ROSTER_MEMBERS_MAX];
	struct span *shifts[ROSTER_MEMBERS_MAX]; /* elsewhere, in and around these days */
	int n_shifts[ROSTER_MEMBERS_MAX];
	int n;
};
/* Read them with all that keeps them away from this roster's days; with `is_making` also
 * drafts of other rosters, and the rest around other shifts. */
int duty_people_read(struct request *rq, const struct duty_roster *roster, bool is_making,
		     struct duty_people *people);
/* The next leave of rows that begin with from_day and until_day, as a span: 1, 0 or -1. */
int leave_next(struct request *rq, struct rows *rows, struct span *span);
/* The index of an account, or -1. */
int duty_people_find(const struct duty_people *people, int64_t account);

/* The question of roster.h for a roster; 0, or -1 with 7106 when its shifts of a day make no
 * sense. */
int duty_ask(struct request *rq, const struct duty_roster *roster, const struct duty_people *people,
	     struct roster_ask *ask);

/* Read the shifts as they stand: members are indexes into `people`. */
int duty_shifts_read(struct request *rq, const struct duty_roster *roster,
		     const struct duty_people *people, struct roster_shift **shifts, int *n);
/* Put these shifts in the place of those of a draft. */
int duty_shifts_write(struct request *rq, const struct duty_roster *roster,
		      const struct duty_people *people, const struct roster_shift *shifts, int n);

/* Hold them against the rules: roster_check, and rest beside shifts elsewhere. */
int duty_findings(struct request *rq, const struct duty_roster *roster,
		  const struct duty_people *people, const struct roster_shift *shifts, int n,
		  struct roster_finding **findings, int *n_findings);

/* A finding in words that say what to do, in the caller's language. */
const char *finding_say(struct request *rq, const struct duty_roster *roster,
			const struct duty_people *people, const struct roster_finding *finding);

/* Lists of a reply, in the caller's language: [{login, name}], [{shift, from_at, until_at,
 * people: [{shift, login, name, state}]}], [{fault, from_at, until_at, name, is_hard,
 * sentence}], [word]. */
const struct json *roster_members_json(struct request *rq, const struct duty_people *people);
int roster_shifts_json(struct request *rq, const struct duty_roster *roster,
		       const struct duty_people *people, const struct json **list);
int roster_findings_json(struct request *rq, const struct duty_roster *roster,
			 const struct duty_people *people, const struct json **list);
const struct json *roster_skills_json(struct request *rq, int64_t skills);

/* Whether a finding stands against publishing whatever is said for it. */
bool finding_is_hard(enum roster_fault fault);

/* Whether a draft may be published: 0, or -1 with the first finding in words (7112; 7113 when
 * a reason would do) or 7114. */
int roster_may_publish(struct request *rq, const struct duty_roster *roster, const char *reason);

/* The id of a person's place: "12-3-0". */
const char *place_id(struct request *rq, int64_t roster, int64_t nth, int64_t k);

/* A person's place in a shift that was published. */
struct place {
	int64_t roster, nth, k, checkpoint, account, from_at, until_at, began_at, left_at;
	int64_t shift_at; /* when the shift began: `from_at` is later where somebody took over */
	const char *id, *region, *posting, *checkpoint_name;
	int state;
};
/* By its id, wherever it is: 0, or -1 with 7201 naming `field`. */
int place_need(struct request *rq, const char *field, const char *id, struct place *found);

/* What was said at a handing over, from a column with the sealed words of its journal row;
 * NULL when nothing was. */
const char *place_note(struct request *rq, const struct rows *rows, int column);

/* Open a place from now on: its posting, its state; the n-th of this command. */
int place_open(struct request *rq, struct place *place, int n);
/* Its posting ends now; the place is what `state` says. */
int place_close(struct request *rq, const struct place *place, enum place_state state);
/* Count a place nobody came to in (1) or out (-1), on the day on which its shift began. */
void place_count_missed(struct request *rq, const struct place *place, int delta);
/* Look ten minutes after the beginning, or ten minutes from now, who came. */
int place_watch(struct request *rq, const struct place *place);

/* SQL: what holds people somewhere: shifts, also one that nobody began while its time lasts,
 * stand-by, and help promised as a volunteer; columns account, from_at, until_at, kind (enum
 * engagement), roster, nth, k.  `whose` is a condition on the account, the others are instants. */
enum engagement { ON_STAND_BY, ON_SHIFT, HELPING };
#define ENGAGED(whose, from, until, now)                                                           \
	"SELECT account, from_at, until_at, 1 AS kind, roster, nth, k FROM shift_place "           \
	"WHERE account " whose " AND until_at > " from " AND from_at < " until " "                 \
	"AND (state IN (1, 2, 3) OR (state = 4 AND until_at > " now ")) UNION ALL "                \
	"SELECT account, from_at, until_at, 0, -1, 0, 0 FROM stand_by WHERE account " whose " "    \
	"AND void_at IS NULL AND until_at > " from " AND from_at < " until " UNION ALL "           \
	"SELECT v.account, b.from_at, b.until_at, 2, -1, 0, 0 FROM volunteer v "                   \
	"JOIN volunteer_booking b ON b.volunteer = v.seq WHERE v.account " whose " "               \
	"AND b.state = 0 AND b.until_at > " from " AND b.from_at < " until " "
/* Whether anything of it holds an account in a span: 1, 0, or -1 when the storage failed. */
int account_engaged(struct request *rq, int64_t account, struct span span);

/* Whether an account may take a span, besides what it has (without `given`, may be NULL, that
 * it gives away): -1 when nothing speaks against it, else a fault, ROSTER_AWAY when it is on
 * leave, or on stand-by and not `is_called` from there; -2 when the storage failed. */
int account_may_take(struct request *rq, int64_t account, const struct place *given,
		     struct span span, const struct duty_roster *rules, bool is_called);

enum swap_state { SWAP_ASKED, SWAP_AGREED, SWAP_DECLINED };
extern const char *const swap_states[]; /* asked, agreed, declined */
/* What speaks against two people swapping their places by the rules of a roster: -1 nothing,
 * a fault, or -2. */
int swap_fault(struct request *rq, const struct place *own, const struct place *other,
	       const struct duty_roster *rules);

#endif
