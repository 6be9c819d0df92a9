/* Viewing as somebody else; see viewing.h. */
#include "viewing.h"

#include "actor.h"
#include "problems.h"

/* Reads of one's own affairs that a page cannot do without; all others stay the
 * person's own. */
static const char *const own_reads[] = { "account.me", "posting.mine", "setting.list" };

static bool reaches(const struct actor *viewer, unsigned who, const char *key, int64_t now)
{
	struct request rq = { .actor = viewer, .now = now };

	return rq_reaches(&rq, who, key);
}

static bool is_open(const struct held *held, int64_t now)
{
	return held->from_at <= now && (held->until_at == NOT_GIVEN || now < held->until_at);
}

static int deny(struct fault *fault, int number, const char *sentence)
{
	fault->number = number;
	fault->field = NULL;
	fault->sentence = say(fault->lang, sentence);
	return -1;
}

static int64_t find_row(struct engine *engine, struct arena *arena, int64_t viewer,
			const char *login, int64_t now, int *failed)
{
	struct db *db = db_pool_take(engine_pool(engine));
	int64_t seq = db_one(db, arena, 0, failed,
			     "SELECT v.seq FROM viewing v JOIN account a ON a.seq = v.viewed "
			     "WHERE v.viewer = $1 AND a.login = $2 AND v.until_at > $3 "
			     "AND v.ended_at IS NULL LIMIT 1",
			     "iti", viewer, login, now);

	db_pool_give(engine_pool(engine), db);
	return seq;
}

int viewing_find(struct engine *engine, struct arena *arena, const struct actor *viewer,
		 const char *login, int64_t now, struct actor *viewed, struct fault *fault)
{
	int failed = 0;

	if (find_row(engine, arena, viewer->account, login, now, &failed) == 0 || failed ||
	    actor_from_login(engine, arena, login, now, viewed) != 0)
		return deny(fault, 6103,
			    "the viewing is over; begin it anew from the list of accounts");
	for (int i = 0; i < viewed->n_held; i++)
		if (is_open(&viewed->held[i], now) &&
		    !reaches(viewer, VIEWERS, viewed->held[i].region, now))
			return deny(fault, 6101,
				    "this person also serves outside your reach; ask the level "
				    "above to look");
	return 0;
}

bool viewing_allows(const struct actor *viewer, const struct request *rq)
{
	unsigned who = rq->command->who;

	if (who & (SIGNED_IN | ANYONE)) {
		for (size_t i = 0; i < COUNT_OF(own_reads); i++)
			if (strcmp(rq->command->name, own_reads[i]) == 0)
				return true;
		return false;
	}
	if (rq->command->where == IN_REACH)
		return reaches(viewer, who, rq->region, rq->now);
	for (int i = 0; i < viewer->n_held; i++)
		if ((viewer->held[i].role & who) && is_open(&viewer->held[i], rq->now))
			return true;
	return false;
}
