/* lianfang backup, verify-backup and restore.
 *
 * A backup is the database (SQLite: a consistent copy made while others write;
 * PostgreSQL: all tables in one snapshot), config.json, and the key file only
 * when asked for.
 * Rule: a backup that was not verified to its last byte is not restored. */
#include "cli.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump.h"
#include "migrate.h"
#include "pack.h"
#include "version.h"

#define COPY_PAGES 4096

static char *join(const char *dir, const char *name)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		abort();
	return path;
}

/* A database file that was only for now, and what SQLite laid beside it. */
static void drop_copy(const char *copy)
{
	static const char *const endings[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		char *path = NULL;

		if (asprintf(&path, "%s%s", copy, endings[i]) < 0)
			abort();
		unlink(path);
		free(path);
	}
}

/* Backup. */

/* What the manifest says beside the parts. */
static char *facts_of(struct db *db, struct arena *arena, const char *engine)
{
	struct buf buf;
	char at[32];

	at_write(clock_now(), at);
	buf_init(&buf, arena, 4096);
	out_object(&buf);
	out_key(&buf, "version");
	out_text(&buf, LIANFANG_VERSION);
	out_key(&buf, "made_at");
	out_text(&buf, at);
	out_key(&buf, "engine");
	out_text(&buf, engine);
	out_key(&buf, "seq");
	out_int(&buf, dump_seq(db, arena));
	return buf.bytes + 1;
}

static int pack_sqlite(struct db *db, struct pack_out *pack, const char *copy, const char **facts,
		       struct arena *arena, char why[200])
{
	struct db *made;

	drop_copy(copy);
	if (db_copy(db, copy, COPY_PAGES)) {
		snprintf(why, 200, "the database cannot be copied: %.150s", db_why(db));
		return -1;
	}
	made = db_open(copy, DB_READ, why);
	if (!made)
		return -1;
	*facts = facts_of(made, arena, "sqlite");
	db_close(made);
	return pack_file(pack, "lianfang.db", copy);
}

static int pack_postgres(struct db *db, struct pack_out *pack, const char **facts,
			 struct arena *arena, char why[200])
{
	*facts = facts_of(db, arena, "postgres");
	pack_part_begin(pack, "tables.dump");
	if (dump_write(db, pack_put, pack, why))
		return -1;
	return pack_part_end(pack);
}

static int pack_all(const char *dir, const char *file, struct db *db, bool has_keys,
		    struct arena *arena, char why[200])
{
	char *keys = join(dir, "keys"), *copy = NULL;
	struct pack_out *pack = pack_make(file, why);
	const char *facts = "";
	int outcome = -1;

	if (!pack)
		goto out;
	if (asprintf(&copy, "%s.copy", file) < 0)
		abort();
	if (db_kind(db) == DB_SQLITE)
		outcome = pack_sqlite(db, pack, copy, &facts, arena, why);
	else
		outcome = pack_postgres(db, pack, &facts, arena, why);
	if (outcome == 0 && has_keys && pack_file(pack, "keys", keys)) {
		snprintf(why, 200, "the key file cannot be read");
		outcome = -1;
	}
	if (outcome == 0)
		outcome = pack_finish(pack, facts, why);
	else
		pack_drop(pack);
	drop_copy(copy);
out:
	free(copy);
	free(keys);
	return outcome;
}

int cli_backup(int argc, char **argv)
{
	const char *asked = NULL;
	bool has_keys = false;
	const struct cli_option options[] = {
		{ "--db", &asked, NULL },
		{ "--with-keys", NULL, &has_keys },
	};
	char why[200] = "", *url, *inside;
	struct arena *arena;
	struct db *db;
	int outcome = -1;

	if (cli_options(argc, argv, options, (int)COUNT_OF(options)) != 3)
		return cli_usage(argv[0]);
	arena = arena_new((size_t)1 << 20);
	inside = join(argv[1], "lianfang.db");
	url = cli_db_url(argv[1], asked);
	db = db_open(url ? url : inside, DB_READ, why);
	if (db)
		outcome = pack_all(argv[1], argv[2], db, has_keys, arena, why);
	db_close(db);
	free(url);
	free(inside);
	arena_free(arena);
	if (outcome)
		return cli_complain("%s", why);
	if (!has_keys)
		fprintf(stderr,
			"lianfang: the key file stayed in %s/keys; keep a copy of it elsewhere\n",
			argv[1]);
	return EXIT_OK;
}

/* Verify. */

/* Write the part in hand to a file; 0, or -1. */
static int unpack_file(struct pack_in *pack, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	static char bytes[65536];
	int64_t n = 0;

	if (fd < 0)
		return -1;
	while ((n = pack_get_some(pack, bytes, sizeof(bytes))) > 0)
		if (write(fd, bytes, (size_t)n) != n) {
			n = -1;
			break;
		}
	if (fsync(fd))
		n = -1;
	close(fd);
	return n < 0 ? -1 : 0;
}

/* Open a restored SQLite file and walk its journal. */
static int look_inside(const char *path, char why[200])
{
	struct db *db = db_open(path, DB_READ, why);
	struct arena *arena;
	int64_t broken_at = 0;
	int outcome;

	if (!db)
		return -1;
	arena = arena_new((size_t)1 << 30);
	outcome = journal_verify(db, arena, &broken_at);
	if (outcome == 1)
		snprintf(why, 200, "the journal in the backup breaks at seq %lld",
			 (long long)broken_at);
	else if (outcome < 0)
		snprintf(why, 200, "the database in the backup cannot be read: %.100s", db_why(db));
	arena_free(arena);
	db_close(db);
	return outcome ? -1 : 0;
}

struct verified {
	bool has_keys, is_dump;
	int64_t n_rows;
};

/* Read the whole file once.  `copy` is where its database may lie meanwhile. */
static int verify(const char *file, const char *copy, struct verified *found, char why[200])
{
	struct pack_in *pack = pack_open(file, why);
	struct arena *arena;
	char name[64];
	int outcome = -1;

	if (!pack)
		return -1;
	arena = arena_new((size_t)1 << 20);
	snprintf(why, 200, "the backup is cut off or damaged");
	while (pack_next(pack, name) == 0) {
		int64_t n = 0;
		char skipped[4096];

		if (!name[0]) {
			outcome = pack_manifest(pack, arena, why) ? 0 : -1;
			break;
		}
		if (strcmp(name, "lianfang.db") == 0) {
			n = unpack_file(pack, copy);
		} else if (strcmp(name, "tables.dump") == 0) {
			found->is_dump = true;
			if (dump_read(NULL, pack_get, pack, &found->n_rows, why))
				break;
		}
		found->has_keys |= strcmp(name, "keys") == 0;
		while (n == 0 && (n = pack_get_some(pack, skipped, sizeof(skipped))) > 0)
			n = 0;
		if (n < 0)
			break;
	}
	if (outcome == 0 && !found->is_dump)
		outcome = look_inside(copy, why);
	arena_free(arena);
	pack_close(pack);
	return outcome;
}

int cli_verify(int argc, char **argv)
{
	struct verified found = { 0 };
	char why[200] = "", *copy = NULL;
	int outcome;

	if (cli_options(argc, argv, NULL, 0) != 2)
		return cli_usage(argv[0]);
	if (asprintf(&copy, "%s.verify-%d", argv[1], (int)getpid()) < 0)
		abort();
	outcome = verify(argv[1], copy, &found, why);
	drop_copy(copy);
	free(copy);
	if (outcome)
		return cli_complain("%s", why);
	printf("the backup is whole%s\n",
	       found.has_keys ? "; it holds the key file" : "; the key file is not in it");
	return EXIT_OK;
}

/* Restore. */

static int copy_keys(const char *from, const char *to)
{
	FILE *file = fopen(from, "re");
	char bytes[4096];
	size_t n = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
	int fd;

	if (file)
		fclose(file);
	fd = n ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || fsync(fd)) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return close(fd);
}

/* Tables into a migrated database that holds nothing yet. */
static int load_dump(struct pack_in *pack, const char *url, char why[200])
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct db *db = db_open(url, DB_WRITE, why);
	int64_t n_rows = 0;
	int outcome = -1;

	if (db && migrate(db, why) >= 0) {
		if (dump_seq(db, arena) > 0)
			snprintf(why, 200, "that database holds data already: give an empty one");
		else
			outcome = dump_read(db, pack_get, pack, &n_rows, why);
	}
	db_close(db);
	arena_free(arena);
	return outcome;
}

static int restore_part(struct pack_in *pack, const char *name, const char *dir, const char *url,
			char why[200])
{
	char *path = join(dir, name);
	int outcome = 0;

	if (strcmp(name, "tables.dump") == 0) {
		char *inside = join(dir, "lianfang.db");

		outcome = load_dump(pack, url ? url : inside, why);
		free(inside);
	} else if (strcmp(name, "lianfang.db") == 0 && url) {
		snprintf(why, 200, "a backup of a SQLite directory restores without --db");
		outcome = -1;
	} else if (strcmp(name, "lianfang.db") == 0 || strcmp(name, "keys") == 0) {
		outcome = unpack_file(pack, path);
		if (outcome)
			snprintf(why, 200, "%.100s: %s", path, strerror(errno));
	}
	free(path);
	return outcome;
}

/* What was restored is another database to whoever kept a copy of the former one, and
 * nothing to whoever has other keys. */
static int renew_epoch(const char *dir, const char *url, char why[200])
{
	char *inside = join(dir, "lianfang.db"), *path = join(dir, "keys");
	struct keys *keys = keys_load(path);
	struct db *db = db_open(url ? url : inside, DB_WRITE, why);
	int fits = db && keys ? keys_ensure(db, keys) : 0, outcome = -1;

	if (db && fits == 0)
		snprintf(why, 200, "the key file is not the one of this backup; give that one");
	else if (db && (fits < 0 || (outcome = epoch_renew(db)) != 0))
		snprintf(why, 200, "the restored database cannot be written: %.100s", db_why(db));
	db_close(db);
	keys_free(keys);
	free(path);
	free(inside);
	return outcome;
}

/* Take away what a restore that failed left: the directory was made for it. */
static void drop_dir(const char *dir)
{
	static const char *const names[] = { "lianfang.db", "lianfang.db-wal", "lianfang.db-shm",
					     "keys", "config.json" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char *path = join(dir, names[i]);

		unlink(path);
		free(path);
	}
	rmdir(dir);
}

static int restore(const char *file, const char *dir, const char *url, const char *keys,
		   char why[200])
{
	struct pack_in *pack = pack_open(file, why);
	char name[64], *to = join(dir, "keys");
	int outcome = -1;

	while (pack && pack_next(pack, name) == 0) {
		char skipped[4096];

		outcome = name[0] ? restore_part(pack, name, dir, url, why) : 0;
		if (!name[0] || outcome)
			break;
		while (pack_get_some(pack, skipped, sizeof(skipped)) > 0)
			;
	}
	if (outcome == 0 && keys && copy_keys(keys, to)) {
		snprintf(why, 200, "%.100s cannot be copied: %s", keys, strerror(errno));
		outcome = -1;
	}
	if (outcome == 0)
		outcome = renew_epoch(dir, url, why);
	if (outcome == 0 && url && cli_remember(dir, url)) {
		snprintf(why, 200, "config.json cannot be written");
		outcome = -1;
	}
	if (pack)
		pack_close(pack);
	free(to);
	return outcome;
}

int cli_restore(int argc, char **argv)
{
	const char *url = NULL, *keys = NULL;
	const struct cli_option options[] = { { "--db", &url, NULL }, { "--keys", &keys, NULL } };
	struct verified found = { 0 };
	char why[200] = "", *copy = NULL;
	int outcome;

	if (cli_options(argc, argv, options, (int)COUNT_OF(options)) != 3)
		return cli_usage(argv[0]);
	if (mkdir(argv[2], 0700) && (errno != EEXIST || rmdir(argv[2]) || mkdir(argv[2], 0700)))
		return cli_complain("%s: %s", argv[2],
				    errno == ENOTEMPTY
					    ? "restore makes a new directory; this one is not empty"
					    : strerror(errno));
	if (asprintf(&copy, "%s/verify.db", argv[2]) < 0)
		abort();
	outcome = verify(argv[1], copy, &found, why);
	drop_copy(copy);
	free(copy);
	if (outcome == 0 && !found.has_keys && !keys) {
		snprintf(why, 200, "the backup has no key file: name it with --keys FILE");
		outcome = -1;
	}
	if (outcome == 0)
		outcome = restore(argv[1], argv[2], url, found.has_keys ? NULL : keys, why);
	if (outcome) {
		drop_dir(argv[2]);
		return cli_complain("%s", why);
	}
	printf("%s is restored; start `lianfang serve %s`\n", argv[2], argv[2]);
	return EXIT_OK;
}
