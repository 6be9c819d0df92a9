/* The real server as a child process, and the command line beside it. */
#ifndef SERVER_H
#define SERVER_H

#include "base.h"
#include <sys/types.h>

struct server {
	pid_t pid;
	int port;
	int out; /* its stdout, kept open */
	char dir[200];
	char url[300];   /* "" : SQLite */
	long file_limit; /* bytes a file may grow to (ulimit -f); 0: none */
};

/* Start `build/lianfang serve` and wait for its first line; 0 or -1. */
int server_start(struct server *server);
/* kill -9 and collect. */
void server_kill(struct server *server);
/* End it in good order; 0 when it left with 0. */
int server_stop(struct server *server);
/* Run `build/lianfang …` (arguments as for a shell) and take what it prints;
 * returns its exit code. */
int lianfang(char *out, size_t n_out, const char *format, ...) PRINTS(3, 4);
/* The program under test: $LIANFANG_BIN or build/lianfang. */
const char *lianfang_path(void);

#endif
