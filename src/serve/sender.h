/* The thread that carries messages to group robots and gateways.
 *
 * Rule: what the table says waits is sent; nothing is kept in memory that a crash could
 * lose, and the log says no address and no number. */
#ifndef SENDER_H
#define SENDER_H

#include "engine.h"

struct sender;

/* Start it; NULL when libcurl cannot. */
struct sender *sender_start(struct engine *engine);
/* End the thread; messages under way are left in the box, to be sent again. */
void sender_stop(struct sender *sender);

#endif
