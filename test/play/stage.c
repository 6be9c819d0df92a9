/* A stage: one engine on a database of its own; see stage.h.
 *
 * The migrated, empty database is made once per program as a template; every
 * stage is a copy of it. */
#include "stage.h"
#include "assets.h"
#include "log.h"
#include "rooms.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char base_dir[160];   /* of this program's run */
static char template_pg[64]; /* "" until made */
static bool has_template_sqlite;
static int n_stages;
static int64_t shift_now; /* what the clock is shifted by */

/* Test data lies in memory where the machine has a memory file system: the
 * disk's own behaviour is proved by the crash test, on a real disk. */
static const char *scratch(void)
{
	const char *named = getenv("LIANFANG_TEST_DIR");

	if (named)
		return named;
	return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

/* The tables of words travel with the web files. */
static int load_words(void)
{
	for (const struct asset *asset = assets; asset->path; asset++)
		if (strcmp(asset->path, "locale:zh-CN") == 0)
			return say_load("zh-CN", (const char *)asset->bytes,
					(size_t)(asset->bytes_end - asset->bytes));
	return -1;
}

int stages_start(char why[200])
{
	crypto_start();
	if (load_words()) {
		snprintf(why, 200, "the table of Chinese words cannot be read");
		return -1;
	}
	if (rooms_register(rooms_list, n_rooms_list, why))
		return -1;
	snprintf(base_dir, sizeof base_dir, "%s/lianfang-test-XXXXXX", scratch());
	if (!mkdtemp(base_dir)) {
		snprintf(why, 200, "no directory can be made in %s", scratch());
		return -1;
	}
	if (!getenv("LIANFANG_TEST_LOG"))
		log_set_level(LOG_QUIET);
	return 0;
}

bool stage_has(enum db_kind kind)
{
	const char *url = getenv("LIANFANG_TEST_PG");

	return kind == DB_SQLITE || (url && *url);
}

const char *stage_kind_name(enum db_kind kind)
{
	return kind == DB_SQLITE ? "sqlite" : "postgres";
}

void stage_clock(int64_t at_ms)
{
	int64_t real_now = clock_now() - shift_now;

	shift_now = at_ms - real_now;
	clock_shift(shift_now);
}

static void remove_dir(const char *dir)
{
	DIR *list = opendir(dir);
	struct dirent *entry;
	char path[600];

	while (list && (entry = readdir(list))) {
		struct stat found;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
		if (lstat(path, &found) == 0 && S_ISDIR(found.st_mode))
			remove_dir(path);
		else
			unlink(path);
	}
	if (list)
		closedir(list);
	rmdir(dir);
}

/* The server's own database, for CREATE and DROP DATABASE. */
static int pg_command(const char *sql, char why[200])
{
	struct db *db = db_open(getenv("LIANFANG_TEST_PG"), DB_WRITE, why);
	int outcome;

	if (!db)
		return -1;
	outcome = db_script(db, sql);
	if (outcome)
		snprintf(why, 200, "%s", db_why(db));
	db_close(db);
	return outcome;
}

/* The server's URL with another database: what follows the last '/' of the path. */
static void pg_url(const char *name, char url[300])
{
	const char *server = getenv("LIANFANG_TEST_PG");
	const char *question = strchr(server, '?');
	size_t n = question ? (size_t)(question - server) : strlen(server);
	const char *host = strstr(server, "://");
	size_t at = n;

	while (at > 0 && server[at - 1] != '/')
		at--;
	if (!host || at <= (size_t)(host - server) + 3) /* "postgres://host" */
		snprintf(url, 300, "%.*s/%s%s", (int)n, server, name, question ? question : "");
	else
		snprintf(url, 300, "%.*s%s%s", (int)at, server, name, question ? question : "");
}

static int copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	char part[1 << 16];
	ssize_t n = -1;

	while (in >= 0 && out >= 0 && (n = read(in, part, sizeof part)) > 0)
		if (write(out, part, (size_t)n) != n)
			n = -1;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return n == 0 ? 0 : -1;
}

/* Copy every plain file of a directory. */
static int copy_dir(const char *from, const char *to)
{
	DIR *list = opendir(from);
	struct dirent *entry;
	int outcome = list ? 0 : -1;

	while (list && outcome == 0 && (entry = readdir(list))) {
		char a[600], b[600];
		struct stat found;

		snprintf(a, sizeof a, "%s/%s", from, entry->d_name);
		snprintf(b, sizeof b, "%s/%s", to, entry->d_name);
		if (stat(a, &found) == 0 && S_ISREG(found.st_mode))
			outcome = copy_file(a, b);
	}
	if (list)
		closedir(list);
	return outcome;
}

static int engine_start(struct stage *stage, char why[200])
{
	struct engine_config config = {
		.dir = stage->dir,
		.db_url = stage->url[0] ? stage->url : NULL,
		.n_readers = stage->n_readers ? stage->n_readers : 2,
		.is_quiet = true,
	};

	stage->engine = engine_open(&config, why);
	return stage->engine ? 0 : -1;
}

/* The template: an initialised directory, and on PostgreSQL a database. */
static int template_make(enum db_kind kind, char why[200])
{
	struct stage made = { .kind = kind };
	char sql[200];

	snprintf(made.dir, sizeof made.dir, "%s/template-%s", base_dir, stage_kind_name(kind));
	mkdir(made.dir, 0700);
	if (kind == DB_POSTGRES) {
		snprintf(template_pg, sizeof template_pg, "lf_template_%d", (int)getpid());
		snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'",
			 template_pg);
		if (pg_command(sql, why))
			return -1;
		pg_url(template_pg, made.url);
	}
	if (engine_init(made.dir, kind == DB_POSTGRES ? made.url : NULL, why))
		return -1;
	if (engine_start(&made, why))
		return -1;
	engine_close(made.engine);
	has_template_sqlite |= kind == DB_SQLITE;
	return 0;
}

void stages_end(void)
{
	char sql[200], why[200];

	if (template_pg[0]) {
		snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", template_pg);
		pg_command(sql, why);
		template_pg[0] = '\0';
	}
	if (base_dir[0])
		remove_dir(base_dir);
	has_template_sqlite = false;
}

/* Directory and, on PostgreSQL, a database made from another one. */
static int stage_make(struct stage *stage, enum db_kind kind, const char *from, char why[200])
{
	char sql[300];

	stage->kind = kind;
	n_stages++;
	snprintf(stage->dir, sizeof stage->dir, "%s/%d", base_dir, n_stages);
	mkdir(stage->dir, 0700);
	if (kind != DB_POSTGRES)
		return 0;
	snprintf(stage->name, sizeof stage->name, "lf_stage_%d_%d", (int)getpid(), n_stages);
	snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE %s ENCODING 'UTF8'", stage->name,
		 from);
	pg_url(stage->name, stage->url);
	return pg_command(sql, why);
}

int stage_open(struct stage *stage, enum db_kind kind, char why[200])
{
	char from[200];

	if (kind == DB_SQLITE ? !has_template_sqlite : !template_pg[0])
		if (template_make(kind, why))
			return -1;
	if (stage_make(stage, kind, template_pg, why))
		return -1;
	snprintf(from, sizeof from, "%s/template-%s", base_dir, stage_kind_name(kind));
	if (copy_dir(from, stage->dir)) {
		snprintf(why, 200, "the template cannot be copied to %.150s", stage->dir);
		return -1;
	}
	return engine_start(stage, why);
}

int stage_empty(struct stage *stage, enum db_kind kind, char why[200])
{
	return stage_make(stage, kind, "template0", why);
}

int stage_restart(struct stage *stage, char why[200])
{
	engine_close(stage->engine);
	stage->engine = NULL;
	return engine_start(stage, why);
}

void stage_close(struct stage *stage)
{
	char sql[200], why[200];

	if (stage->engine)
		engine_close(stage->engine);
	if (stage->name[0]) {
		snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", stage->name);
		pg_command(sql, why);
	}
	if (stage->dir[0])
		remove_dir(stage->dir);
	memset(stage, 0, sizeof *stage);
}

int64_t stage_one(struct stage *stage, const char *sql, const char *types, ...)
{
	struct db_pool *pool = engine_pool(stage->engine);
	struct db *db = db_pool_take(pool);
	struct arena *arena = arena_new(1 << 20);
	int64_t number = -1;
	struct db_param params[DB_PARAMS_MAX];
	struct rows *rows;
	va_list args;
	int n;

	va_start(args, types);
	n = db_params(params, types, args);
	va_end(args);
	rows = db_rows_p(db, arena, sql, params, n);
	if (rows_next(rows) == 1)
		number = rows_int(rows, 0);
	arena_free(arena);
	db_pool_give(pool, db);
	return number;
}

/* A region nobody answers for is shown by `check`, but the data are whole. */
static void take_fault(void *self, const char *sentence)
{
	struct buf *faults = self;

	if (strncmp(sentence, "hole: ", 6) == 0)
		return;
	buf_print(faults, "%s%s", faults->n ? "; " : "", sentence);
}

/* All tallies as sorted lines. */
static char *tallies(struct stage *stage, struct arena *arena)
{
	struct db_pool *pool = engine_pool(stage->engine);
	struct db *db = db_pool_take(pool);
	struct rows *rows = db_rows(db, arena,
				    "SELECT region, name, day, n FROM tally WHERE n <> 0 "
				    "ORDER BY region, name, day",
				    "");
	struct buf out;

	buf_init(&out, arena, 64 << 20);
	while (rows_next(rows) == 1)
		buf_print(&out, "%s %s %s=%lld\n", rows_text(rows, 0), rows_text(rows, 1),
			  rows_text(rows, 2), (long long)rows_int(rows, 3));
	db_pool_give(pool, db);
	return out.bytes ? out.bytes : "";
}

/* The lines of one text that the other has not. */
static void lines_beyond(struct buf *out, const char *have, const char *other, const char *what)
{
	for (int n = 0; *have && n < 4;) {
		size_t length = strcspn(have, "\n") + 1;
		char line[200];

		snprintf(line, sizeof line, "%.*s", (int)length, have);
		if (!strstr(other, line)) {
			buf_print(out, " %s %.*s;", what, (int)length - 1, have);
			n++;
		}
		have += length;
	}
}

int stage_check(struct stage *stage, struct buf *faults)
{
	struct arena *arena = arena_new(256 << 20);
	char why[200];
	const char *before = tallies(stage, arena);
	int n = engine_check(stage->engine, take_fault, faults, why);
	int64_t n_differed = n < 0 ? 0 : engine_recount(stage->engine, why);

	if (n < 0)
		take_fault(faults, why);
	n = faults->n > 0; /* holes are no faults of the data */
	if (n_differed != 0) {
		const char *after = tallies(stage, arena);

		buf_print(faults, "%s%lld tallies differ from a recount %s;", faults->n ? "; " : "",
			  (long long)n_differed, n_differed < 0 ? why : "");
		lines_beyond(faults, before, after, "counted");
		lines_beyond(faults, after, before, "recounted");
		n++;
	}
	arena_free(arena);
	return n;
}

struct visit {
	struct job job;
	void (*work)(void *self, struct db *db);
	void *self;
};

static int visit_run(struct job *job, struct db *db)
{
	struct visit *visit = (struct visit *)job;

	visit->work(visit->self, db);
	return -1; /* refused before it wrote anything: costs nothing */
}

void stage_in_writer(struct stage *stage, void (*work)(void *self, struct db *db), void *self)
{
	struct visit visit = { .job = { .run = visit_run }, .work = work, .self = self };

	writer_do(engine_writer(stage->engine), &visit.job);
}
