/* Several clients sending commands with known ids, and the book of what each
 * was told: the truth against which the journal is held afterwards. */
#ifndef LOAD_H
#define LOAD_H

#include "client.h"
#include "server.h"
#include <pthread.h>
#include <stdatomic.h>

#define N_CLIENTS  6
#define N_SENT_MAX 20000 /* per client and round */
#define N_HOUSES   40    /* made at the start, visited ever after */

enum told { TOLD_NOTHING, TOLD_KEPT, TOLD_REFUSED };

struct sent {
	uint8_t told;
	uint8_t is_visit;
};

struct load_client {
	struct load *load;
	int number;
	pthread_t thread;
	struct client client;
	struct sent *sent;
	int n_sent;
};

struct load {
	int round;
	const char *day; /* of the sweep */
	int most;        /* that a client sends; 0: until the end */
	char token[200];
	int port;
	_Atomic bool is_over;
	_Atomic int64_t n_kept;
	_Atomic int64_t n_refused;
	char refusal[600]; /* the last one */
	struct load_client clients[N_CLIENTS];
};

/* Make the place, the people and the sweep in a fresh directory through the
 * command line; writes the bearer token.  0 or -1 with why. */
int load_prepare(const struct server *server, char token[200], char why[600]);

void load_start(struct load *load);
void load_stop(struct load *load); /* waits for the clients */

/* The id of what a client sent as number i. */
void load_id(const struct load *load, int client, int i, char id[65]);
/* Send number i of a client (again); 0 when answered. */
int load_send(struct load_client *client, int i);

#endif
