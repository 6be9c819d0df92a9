/* Viewing as somebody else: an officer looks at the console as a worker sees it.
 *
 * Rule: what is shown is what both may see: the other's postings decide, and the
 * viewer's own must allow the same; nothing can be changed meanwhile. */
#ifndef VIEWING_H
#define VIEWING_H

#include "engine.h"

/* How long one viewing lasts: time to follow a question on the telephone. */
#define VIEWING_MS (60 * MS_PER_MINUTE)
/* Who may view as others. */
#define VIEWERS (COMMANDER | OFFICER)

/* Fill `viewed` with the account of this login, which `viewer` has an open viewing of.
 * 0, or -1 with `fault`: none is open (6103), or the account has come to serve
 * outside the viewer's reach since (6101). */
int viewing_find(struct engine *engine, struct arena *arena, const struct actor *viewer,
		 const char *login, int64_t now, struct actor *viewed, struct fault *fault);

/* Whether the viewer's own postings allow a prepared read of the viewed account too. */
bool viewing_allows(const struct actor *viewer, const struct request *rq);

#endif
