/* crash: the real server is killed at random instants under load, meets a full
 * disk, and is backed up while people write.
 *
 *   build/crash [--rounds N] [--pg URL] [--seed N] [--only kill|full|limit|backup]
 *
 * Rule: what was acknowledged is there exactly once, what was not at most once,
 * and after sending it again everything exactly once. */
#include "book.h"
#include "clock.h"
#include <dirent.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static char base_dir[100];
static int n_passed, n_failed;
static char today[11];

static int fault(const char *part, const char *format, ...) PRINTS(2, 3);
static int fault(const char *part, const char *format, ...)
{
	va_list args;

	printf("FAIL %s: ", part);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	n_failed++;
	return -1;
}

static void passed(const char *part, const char *detail)
{
	printf("ok   %s: %s\n", part, detail);
	fflush(stdout);
	n_passed++;
}

static void db_path(const struct server *server, char path[400])
{
	if (server->url[0])
		snprintf(path, 400, "%s", server->url);
	else
		snprintf(path, 400, "%s/lianfang.db", server->dir);
}

static const char *db_option(const struct server *server)
{
	static char option[400];

	snprintf(option, sizeof option, "%s%s%s", server->url[0] ? "--db '" : "", server->url,
		 server->url[0] ? "'" : "");
	return option;
}

/* A fresh directory with place, people and sweep. */
static int make(struct server *server, const char *name, const char *url, char token[200])
{
	char why[600];

	memset(server, 0, sizeof *server);
	snprintf(server->dir, sizeof server->dir, "%s/%s", base_dir, name);
	snprintf(server->url, sizeof server->url, "%s", url);
	if (lianfang(why, sizeof why, "init %s %s", server->dir, db_option(server)))
		return fault(name, "init: %s", why);
	if (load_prepare(server, token, why))
		return fault(name, "preparing: %s", why);
	return 0;
}

static int is_clean(const struct server *server, const char *part)
{
	char out[2000];

	if (lianfang(out, sizeof out, "check %s", server->dir))
		return fault(part, "check: %s", out);
	return 0;
}

/* Send again what was not acknowledged, as phones do after a dead spot. */
static int send_again(struct load *load)
{
	for (int c = 0; c < N_CLIENTS; c++) {
		struct load_client *client = &load->clients[c];

		client_init(&client->client, load->port, load->token);
		for (int i = 0; i < client->n_sent; i++) {
			if (client->sent[i].told == TOLD_NOTHING && load_send(client, i)) {
				client_close(&client->client);
				return -1;
			}
		}
		client_close(&client->client);
	}
	return 0;
}

static int kill_round(struct server *server, struct load *load, const char *part)
{
	char path[400], why[600];

	db_path(server, path);
	load->port = server->port;
	load_start(load);
	usleep((useconds_t)(10000 + rand() % 250000));
	server_kill(server);
	load_stop(load);
	if (book_check(load, path, false, why))
		return fault(part, "round %d: %s", load->round, why);
	if (server_start(server))
		return fault(part, "round %d: the server does not start again", load->round);
	load->port = server->port;
	if (send_again(load))
		return fault(part, "round %d: sending again breaks", load->round);
	if (load->n_refused)
		return fault(part, "round %d: refused: %s", load->round, load->refusal);
	if (book_check(load, path, true, why) || book_seq(path, why))
		return fault(part, "round %d, after sending again: %s", load->round, why);
	if (load->round % 25 == 0 && is_clean(server, part))
		return -1;
	return 0;
}

static void kill_rounds(const char *part, const char *url, int rounds)
{
	static struct load load;
	struct server server;
	char detail[200], token[200];
	int64_t began = clock_ticks();

	if (make(&server, part, url, token))
		return;
	memset(&load, 0, sizeof load);
	load.day = today;
	snprintf(load.token, sizeof load.token, "%s", token);
	if (server_start(&server)) {
		fault(part, "the server does not start");
		return;
	}
	for (load.round = 1; load.round <= rounds; load.round++) {
		if (kill_round(&server, &load, part)) {
			server_kill(&server);
			return;
		}
	}
	if (is_clean(&server, part) == 0) {
		snprintf(detail, sizeof detail,
			 "%d rounds, %lld commands acknowledged, all there once, check clean (%lld "
			 "s)",
			 rounds, (long long)load.n_kept,
			 (long long)((clock_ticks() - began) / 1000));
		passed(part, detail);
	}
	if (server_stop(&server))
		fault(part, "the server does not end in good order");
}

/* Fill what is left of a file system with one file. */
static void fill(const char *path)
{
	FILE *file = fopen(path, "w");
	char block[4096];

	memset(block, 'x', sizeof block);
	while (file && fwrite(block, 1, sizeof block, file) == sizeof block)
		;
	if (file)
		fclose(file);
}

/* Write until the disk is full (or 30 s pass); whether it was. */
static bool write_until_full(struct load *load)
{
	int64_t end = clock_ticks() + 30000;

	load_start(load);
	while (!load->n_refused && clock_ticks() < end)
		usleep(20000);
	load_stop(load);
	return load->n_refused > 0;
}

/* Reads go on while nothing can be written. */
static int reads_go_on(struct server *server, struct load *load, const char *part)
{
	struct client *client = &load->clients[0].client;

	client_init(client, server->port, load->token);
	if (client_post(client, "household.list", "{\"region\":\"120113003012001\"}", 5000) ||
	    client->status != 200)
		return fault(part, "reads do not go on: %d %.300s", client->status, client->answer);
	client_close(client);
	return 0;
}

/* When there is room again: every command is kept, and all of before is there once. */
static int recovers(struct server *server, struct load *load, const char *part)
{
	char path[400], why[600];

	load->port = server->port;
	load->n_refused = 0;
	load->n_kept = 0;
	load->round++;
	load->most = 100; /* the log of a small disk is soon full again */
	load_start(load);
	usleep(1000000);
	load_stop(load);
	if (load->n_refused || load->n_kept != 100 * N_CLIENTS)
		return fault(part, "it does not recover when space returns: %s", load->refusal);
	db_path(server, path);
	if (book_check(load, path, false, why))
		return fault(part, "%s", why);
	return is_clean(server, part);
}

static int disk_full_on(struct server *server, struct load *load, const char *ballast)
{
	static const char part[] = "disk full";

	load->port = server->port;
	fill(ballast);
	if (!write_until_full(load))
		return fault(part, "nothing was refused although the disk is full");
	if (!strstr(load->refusal, "5031") || strncmp(load->refusal, "507", 3) != 0)
		return fault(part, "the refusal is not clear: %s", load->refusal);
	if (reads_go_on(server, load, part))
		return -1;
	unlink(ballast);
	return recovers(server, load, part);
}

/* Without the right to mount: files of this server may grow to 4 MB only, which it
 * meets as a failing write; it recovers when it is started without the limit. */
static void disk_full_by_limit(struct load *load)
{
	static const char part[] = "file limit";
	struct server server;
	char token[200];

	if (make(&server, "limited", "", token))
		return;
	snprintf(load->token, sizeof load->token, "%s", token);
	server.file_limit = 4 << 20;
	if (server_start(&server)) {
		fault(part, "the server does not start");
		return;
	}
	load->port = server.port;
	if (!write_until_full(load))
		fault(part, "nothing was refused although files may not grow");
	else if (!strstr(load->refusal, "\"number\":50"))
		fault(part, "the refusal is not clear: %s", load->refusal);
	else if (reads_go_on(&server, load, part) == 0) {
		server_kill(&server);
		server.file_limit = 0;
		if (server_start(&server))
			fault(part, "the server does not start again");
		else if (recovers(&server, load, part) == 0)
			passed(part, "refused clearly, reads went on, recovered, check clean");
	}
	server_kill(&server);
}

static void disk_full(bool is_limit_only)
{
	static struct load load;
	struct server server;
	char disk[200], ballast[300], token[200];

	memset(&load, 0, sizeof load);
	load.day = today;
	snprintf(disk, sizeof disk, "%s/disk", base_dir);
	mkdir(disk, 0700);
	if (is_limit_only || mount("tmpfs", disk, "tmpfs", 0, "size=48m")) {
		disk_full_by_limit(&load);
		return;
	}
	snprintf(ballast, sizeof ballast, "%s/ballast", disk);
	if (make(&server, "disk/data", "", token) == 0) {
		snprintf(load.token, sizeof load.token, "%s", token);
		if (server_start(&server))
			fault("disk full", "the server does not start");
		else if (disk_full_on(&server, &load, ballast) == 0)
			passed("disk full",
			       "refused with 5031, reads went on, recovered, check clean");
		server_kill(&server);
	}
	umount(disk);
}

static int backup_under(struct server *server, struct load *load, const char *file)
{
	char out[2000], restored[300], path[400], why[600];
	struct load before = *load; /* what was acknowledged before the backup began */
	const char *part = "backup";

	load->port = server->port;
	load_start(load);
	usleep(300000);
	for (int c = 0; c < N_CLIENTS; c++) {
		before.clients[c] = load->clients[c];
		before.clients[c].n_sent = load->clients[c].n_sent - 1;
		before.clients[c].sent = malloc(N_SENT_MAX * sizeof(struct sent));
		memcpy(before.clients[c].sent, load->clients[c].sent,
		       N_SENT_MAX * sizeof(struct sent));
	}
	if (lianfang(out, sizeof out, "backup %s %s --with-keys", server->dir, file)) {
		load_stop(load);
		return fault(part, "backup: %s", out);
	}
	load_stop(load);
	if (lianfang(out, sizeof out, "verify-backup %s", file))
		return fault(part, "verify-backup: %s", out);
	snprintf(restored, sizeof restored, "%s/restored", base_dir);
	if (lianfang(out, sizeof out, "restore %s %s", file, restored))
		return fault(part, "restore: %s", out);
	if (lianfang(out, sizeof out, "check %s", restored))
		return fault(part, "check of what was restored: %s", out);
	snprintf(path, sizeof path, "%s/lianfang.db", restored);
	if (book_check(&before, path, false, why))
		return fault(part, "restored: %s", why);
	for (int c = 0; c < N_CLIENTS; c++)
		free(before.clients[c].sent);
	return load->n_refused ? fault(part, "refused: %s", load->refusal) : 0;
}

static void backup(void)
{
	static struct load load;
	struct server server;
	char file[300], token[200];

	memset(&load, 0, sizeof load);
	load.day = today;
	if (make(&server, "backup", "", token))
		return;
	snprintf(load.token, sizeof load.token, "%s", token);
	snprintf(file, sizeof file, "%s/backup.lf", base_dir);
	if (server_start(&server)) {
		fault("backup", "the server does not start");
		return;
	}
	if (backup_under(&server, &load, file) == 0)
		passed("backup", "taken under load, verified, restored, check clean");
	server_kill(&server);
}

int main(int argc, char **argv)
{
	int rounds = 200;
	unsigned seed = (unsigned)time(NULL);
	const char *pg = "", *only = "";
	char command[200], day[11];

	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--rounds") == 0)
			rounds = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--pg") == 0)
			pg = argv[i + 1];
		else if (strcmp(argv[i], "--seed") == 0)
			seed = (unsigned)atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--only") == 0)
			only = argv[i + 1];
	}
	printf("crash: seed %u\n", seed);
	srand(seed);
	day_of(clock_now(), day);
	memcpy(today, day, sizeof today);
	snprintf(base_dir, sizeof base_dir, "%s/lianfang-crash-XXXXXX",
		 getenv("LIANFANG_CRASH_DIR") ? getenv("LIANFANG_CRASH_DIR") : "/tmp");
	if (!mkdtemp(base_dir))
		return 1;
	if (!*only || strcmp(only, "kill") == 0)
		kill_rounds("kill", "", rounds);
	if (*pg && (!*only || strcmp(only, "kill") == 0))
		kill_rounds("kill-postgres", pg, rounds / 10 + 1);
	if (!*only || strcmp(only, "full") == 0)
		disk_full(false);
	if (strcmp(only, "limit") == 0)
		disk_full(true);
	if (!*only || strcmp(only, "backup") == 0)
		backup();
	if (n_failed == 0) {
		snprintf(command, sizeof command, "rm -rf %s", base_dir);
		if (system(command))
			printf("     %s stays\n", base_dir);
	} else {
		printf("     what is left: %s\n", base_dir);
	}
	printf("crash: %d passed, %d failed\n", n_passed, n_failed);
	return n_failed > 0;
}
