/* What the oracle asks, and how the answers are held against the rule. */
#ifndef VIEWS_H
#define VIEWS_H

#include "world.h"

struct figures {
	int n_asked, n_refused, n_shown;
};

/* The reference, in oracle.c: the region answered for, or NULL; and whether a
 * thing that lies at `place` is shown to one who asked about `asked`. */
const char *may_ask(const struct account *account, unsigned who, const char *asked, int64_t at);
bool posting_counts(const struct posted *p, unsigned who, int64_t at);
bool is_shown(const char *place, const char *asked);

/* Ask every view and every other read as this account. */
int ask_as(struct world *world, const struct account *account, struct figures *figures);

/* Everything there is as a family: of its own home, and of no other. */
int families_bind(struct world *world);
int ask_as_family(struct world *world, const struct family *family, struct figures *figures);

/* The same over HTTP: exports and live events. */
int wire_ask(struct world *world, struct figures *figures);

/* Which homes or people an answer names: sets[0] by "hh0001", sets[1] by "rr0001". */
struct named {
	bool homes[N_HOMES], people[N_PEOPLE];
};
void named_add(struct named *named, const char *text);

#endif
