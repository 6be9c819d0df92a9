/* A plain HTTP/1.1 client over one kept connection, for tests that kill the server.
 *
 * Rule: 0 is returned only when the whole answer has arrived. */
#ifndef CLIENT_H
#define CLIENT_H

#include "base.h"

struct client {
	int fd; /* -1: not connected */
	int port;
	char token[200]; /* bearer token, or "" */
	char answer[262144];
	int status;
};

void client_init(struct client *client, int port, const char *token);
void client_close(struct client *client);
/* POST a JSON body to /api/<command>, at most `ms` until the answer; 0 with
 * status and answer set, or -1 when the connection broke (nobody knows). */
int client_post(struct client *client, const char *command, const char *body, int ms);
int client_get(struct client *client, const char *path, int ms);

/* Send only the first n bytes of such a POST, or all of it, and hang up without reading. */
void client_cut(struct client *client, const char *command, const char *body, size_t n_bytes);

/* Ask for a stream of events, and later take what has come, waiting `ms` for
 * more; the status is known then. */
int client_ask_stream(struct client *client, const char *path);
void client_read_stream(struct client *client, char *text, size_t n_text, int ms);

#endif
