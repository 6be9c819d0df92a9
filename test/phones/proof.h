/* What must hold when every phone has synced: held against the database itself.
 *
 * Rule: each is one test; a breach is printed with the command or row it is about. */
#ifndef PROOF_H
#define PROOF_H

#include "town.h"

/* Every phone's view equals a full packet made now, and the counts of the tables. */
void proof_views(void);
/* What was acknowledged is in the journal once and has its effect; what was refused is not
 * there and lies in an inbox; nothing waits. */
void proof_commands(void);
/* Every disputed door is listed, with its records, and on every phone that sees it. */
void proof_conflicts(void);
/* Sending everything accepted again changes nothing. */
void proof_replay(void);
/* What the server says it received is what is there. */
void proof_counts(void);
/* `lianfang check` has nothing to say. */
void proof_check(void);
/* The story had everything in it. */
void proof_tale(bool is_restored);

#endif
