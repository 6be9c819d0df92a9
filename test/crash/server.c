/* The real server as a child process; see server.h. */
#include "server.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

const char *lianfang_path(void)
{
	const char *named = getenv("LIANFANG_BIN");

	return named ? named : "build/lianfang";
}

/* In the child: become the server. */
static void become_server(const struct server *server, int out)
{
	const char *argv[10] = { lianfang_path(), "serve", server->dir, "--port", "0" };
	int log;
	char log_path[300];

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* never outlives the test */
	dup2(out, 1);
	snprintf(log_path, sizeof log_path, "%s.log", server->dir);
	log = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (log >= 0)
		dup2(log, 2);
	if (server->file_limit) {
		struct rlimit limit = { (rlim_t)server->file_limit, (rlim_t)server->file_limit };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
	}
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

/* The first line on stdout: "listening on http://127.0.0.1:N". */
static int read_port(int fd)
{
	char line[300];
	size_t n = 0;

	while (n < sizeof line - 1) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };

		if (poll(&ready, 1, 20000) <= 0 || read(fd, line + n, 1) != 1)
			return -1;
		if (line[n++] == '\n')
			break;
	}
	line[n] = '\0';
	return strncmp(line, "listening on http", 17) == 0 && strrchr(line, ':')
		       ? atoi(strrchr(line, ':') + 1)
		       : -1;
}

int server_start(struct server *server)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	server->pid = fork();
	if (server->pid == 0)
		become_server(server, ends[1]);
	close(ends[1]);
	server->out = ends[0];
	server->port = server->pid > 0 ? read_port(ends[0]) : -1;
	if (server->port > 0)
		return 0;
	server_kill(server);
	return -1;
}

void server_kill(struct server *server)
{
	if (server->pid <= 0)
		return;
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	close(server->out);
	server->pid = 0;
}

int server_stop(struct server *server)
{
	int status = -1;

	if (server->pid <= 0)
		return -1;
	kill(server->pid, SIGTERM);
	waitpid(server->pid, &status, 0);
	close(server->out);
	server->pid = 0;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

int lianfang(char *out, size_t n_out, const char *format, ...)
{
	char command[2000];
	va_list args;
	size_t n, used;
	FILE *pipe;
	int status;

	used = (size_t)snprintf(command, sizeof command, "%s ", lianfang_path());
	va_start(args, format);
	vsnprintf(command + used, sizeof command - used, format, args);
	va_end(args);
	used = strlen(command);
	snprintf(command + used, sizeof command - used, " 2>&1");
	pipe = popen(command, "re");
	if (!pipe)
		return -1;
	n = fread(out, 1, n_out - 1, pipe);
	out[n] = '\0';
	while (fgetc(pipe) != EOF)
		;
	status = pclose(pipe);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
