/* POST /api/import/<kind>: the body is a sheet; it runs in a thread of its own
 * and is asked after by its id.
 *
 * Rule: an import is seen only by the account that sent it, runs with that
 * account's postings, and stops when its session does. */
#include "http.h"

#include <pthread.h>
#include <unistd.h>

#include "import.h"
#include "sheet_map.h"

#define N_RUNS_AT_ONCE 2
#define N_KEPT         64
#define KEPT_MS        (24 * MS_PER_HOUR)

enum run_state { RUN_WAITING, RUN_RUNNING, RUN_DONE, RUN_FAILED, N_RUN_STATES };
static const char *const state_names[N_RUN_STATES] = {
	[RUN_WAITING] = "waiting",
	[RUN_RUNNING] = "running",
	[RUN_DONE] = "done",
	[RUN_FAILED] = "failed",
};

struct run {
	struct run *next;
	struct imports *imports;
	char id[37];
	int64_t account;
	char kind[24], edition[11], lang[8], token[44];
	bool is_dry, is_edition;
	char *path, *errors_path, *map;
	_Atomic bool is_cancelled;
	_Atomic int state;
	int64_t began, ended; /* ticks */
	struct import_figures figures;
	struct fault fault;
};

struct imports {
	struct server *server;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t threads[N_RUNS_AT_ONCE];
	struct run *runs; /* newest first */
	bool is_stopping;
};

static void free_run(struct run *run)
{
	unlink(run->path);
	unlink(run->errors_path);
	free(run->path);
	free(run->errors_path);
	free(run->map);
	free(run);
}

/* Drop what is old or too many; the lock is held. */
static void forget_old(struct imports *imports)
{
	int64_t now = clock_ticks();
	int n = 0;

	for (struct run **at = &imports->runs; *at;) {
		struct run *run = *at;
		bool is_over = run->state == RUN_DONE || run->state == RUN_FAILED;

		if (is_over && (++n > N_KEPT || now - run->ended > KEPT_MS)) {
			*at = run->next;
			free_run(run);
		} else {
			at = &run->next;
		}
	}
}

static void carry_out(struct run *run)
{
	struct server *server = run->imports->server;
	struct arena *arena = arena_new((size_t)1 << 20);
	struct actor actor = { 0 };
	struct session session;
	struct import_plan plan = {
		.engine = server->engine,
		.actor = &actor,
		.token = run->token,
		.kind = run->kind,
		.path = run->path,
		.errors_path = run->errors_path,
		.edition = run->is_edition ? run->edition : NULL,
		.map = run->map,
		.lang = run->lang,
		.is_dry = run->is_dry,
		.is_cancelled = &run->is_cancelled,
	};
	int outcome = -1;

	if (actor_from_token(server->engine, arena, run->token, clock_now(), &actor, &session))
		run->fault = (struct fault){ .lang = run->lang,
					     .number = 4101,
					     .sentence = say(run->lang, "sign in first") };
	else
		outcome = import_run(&plan, &run->figures, &run->fault);
	if (outcome == 0 && !run->is_dry && run->figures.refused < run->figures.read)
		import_remember(server->engine, &actor, run->kind, run->map);
	arena_free(arena);
	unlink(run->path);
	pthread_mutex_lock(&run->imports->lock);
	run->ended = clock_ticks();
	run->state = outcome == 0 ? RUN_DONE : RUN_FAILED;
	pthread_mutex_unlock(&run->imports->lock);
}

static struct run *oldest_waiting(struct imports *imports)
{
	struct run *found = NULL;

	for (struct run *run = imports->runs; run; run = run->next)
		if (run->state == RUN_WAITING)
			found = run;
	return found;
}

static void *work(void *self)
{
	struct imports *imports = self;

	pthread_mutex_lock(&imports->lock);
	while (!imports->is_stopping) {
		struct run *run = oldest_waiting(imports);

		if (!run) {
			pthread_cond_wait(&imports->wake, &imports->lock);
			continue;
		}
		run->state = RUN_RUNNING;
		run->began = clock_ticks();
		pthread_mutex_unlock(&imports->lock);
		carry_out(run);
		pthread_mutex_lock(&imports->lock);
	}
	pthread_mutex_unlock(&imports->lock);
	return NULL;
}

static char *print_path(struct imports *imports, const char *id, const char *ending)
{
	char *path = NULL;

	if (asprintf(&path, "%s/tmp/import-%s%s", imports->server->config.dir, id, ending) < 0)
		abort();
	return path;
}

static struct run *make_run(struct exchange *x, const char *edition)
{
	struct run *run = calloc(1, sizeof(*run));
	const char *dry = exchange_query(x, "dry_run");

	if (!run)
		abort();
	run->imports = x->server->imports;
	uuid7(run->id);
	run->account = x->actor.account;
	run->is_dry = dry && strcmp(dry, "0") != 0;
	run->is_edition = edition && *edition;
	snprintf(run->edition, sizeof(run->edition), "%s", edition ? edition : "");
	snprintf(run->kind, sizeof(run->kind), "%s", x->rest);
	snprintf(run->lang, sizeof(run->lang), "%s", x->lang);
	snprintf(run->token, sizeof(run->token), "%s", x->token);
	if (exchange_query(x, "map") && !(run->map = strdup(exchange_query(x, "map"))))
		abort();
	run->path = print_path(run->imports, run->id, "");
	run->errors_path = print_path(run->imports, run->id, "-errors");
	return run;
}

enum outcome import_start_handle(struct exchange *x)
{
	struct imports *imports = x->server->imports;
	const char *edition = exchange_query(x, "edition");
	struct buf *out;
	struct run *run;

	if (!imports || x->server->is_stopping)
		return exchange_busy(x);
	if (!sheet_of_kind(x->rest))
		return exchange_problem(x, 404, 4950, NULL, "there is no sheet of that kind");
	if (exchange_query(x, "preview"))
		return x->n_body ? lane_run(x, import_preview)
				 : exchange_problem(x, 400, 4951, NULL, "the sheet is empty");
	if (edition && *edition && (strcmp(x->rest, "region") != 0 || !day_is_valid(edition)))
		return exchange_problem(x, 400, 4956, "edition",
					"an edition is a day, and only regions have one");
	if (x->n_body == 0)
		return exchange_problem(x, 400, 4951, NULL, "the sheet is empty");
	run = make_run(x, edition);
	if (close(x->fd) || rename(x->file, run->path)) {
		x->fd = -1;
		free_run(run);
		return exchange_problem(
			x, 507, 5031, NULL,
			"there is no room to keep the file: tell the administrator");
	}
	x->fd = -1;
	x->file = NULL;
	out = exchange_json(x, 202);
	out_object(out);
	out_key(out, "import");
	out_text(out, run->id);
	out_end_object(out);
	pthread_mutex_lock(&imports->lock);
	run->next = imports->runs;
	imports->runs = run;
	forget_old(imports);
	pthread_cond_signal(&imports->wake);
	pthread_mutex_unlock(&imports->lock);
	return ANSWERED;
}

/* The run of this id and account; the lock is held. */
static struct run *find_run(struct exchange *x, const char *id, size_t n)
{
	struct run *run = x->server->imports->runs;

	while (run && (run->account != x->actor.account || strlen(run->id) != n ||
		       strncmp(run->id, id, n) != 0))
		run = run->next;
	return run;
}

static void write_speed(struct buf *out, const struct run *run)
{
	const struct import_figures *f = &run->figures;
	int64_t until = run->ended ? run->ended : clock_ticks();
	int64_t ms = run->began ? until - run->began : 0, rate = ms > 0 ? f->read * 1000 / ms : 0;
	int64_t left = NOT_GIVEN;

	if (run->state == RUN_RUNNING && f->done_bytes > 0 && ms > 0)
		left = ms * (f->all_bytes - f->done_bytes) / f->done_bytes / 1000;
	out_key(out, "rate");
	out_int(out, rate);
	out_key(out, "left_s");
	out_int(out, run->state == RUN_DONE ? 0 : left);
}

static void write_errors(struct buf *out, const struct import_figures *figures)
{
	int n = figures->n_errors;

	out_key(out, "first_errors");
	out_list(out);
	for (int i = 0; i < n; i++) {
		out_object(out);
		out_key(out, "line");
		out_int(out, figures->errors[i].line);
		out_key(out, "field");
		out_text(out, figures->errors[i].field[0] ? figures->errors[i].field : NULL);
		out_key(out, "sentence");
		out_text(out, figures->errors[i].sentence);
		out_end_object(out);
	}
	out_end_list(out);
}

static void write_run(struct buf *out, const struct run *run)
{
	out_object(out);
	out_key(out, "import");
	out_text(out, run->id);
	out_key(out, "kind");
	out_text(out, run->kind);
	out_key(out, "state");
	out_text(out, state_names[run->state]);
	out_key(out, "dry_run");
	out_flag(out, run->is_dry);
	buf_char(out, ',');
	import_write(out, &run->figures, run->is_edition);
	write_speed(out, run);
	out_key(out, "ignored");
	out_text(out, run->figures.ignored[0] ? run->figures.ignored : NULL);
	if (run->state == RUN_FAILED) {
		out_key(out, "problem");
		out_object(out);
		out_key(out, "number");
		out_int(out, run->fault.number);
		out_key(out, "field");
		out_text(out, run->fault.field);
		out_key(out, "sentence");
		out_text(out, run->fault.sentence);
		out_end_object(out);
	}
	write_errors(out, &run->figures);
	out_end_object(out);
}

static enum outcome no_run(struct exchange *x)
{
	return exchange_problem(x, 404, 4954, NULL, "there is no such import, or it is forgotten");
}

/* The sheet of refused rows as a download. */
static enum outcome send_errors(struct exchange *x, const char *path)
{
	FILE *file = fopen(path, "re");
	char mark[2] = { 0 };
	bool is_xlsx;
	long n = 0;

	if (!file)
		return exchange_problem(x, 404, 4954, NULL, "no row was refused");
	is_xlsx = fread(mark, 1, 2, file) == 2 && mark[0] == 'P' && mark[1] == 'K';
	if (fseek(file, 0, SEEK_END) == 0)
		n = ftell(file);
	x->status = 200;
	x->response = MHD_create_response_from_fd((size_t)n, dup(fileno(file)));
	fclose(file);
	if (!x->response)
		return exchange_problem(x, 500, 5001, NULL, "the file cannot be read");
	exchange_header(
		x, "Content-Type",
		is_xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
			: "text/csv; charset=utf-8");
	exchange_header(x, "Content-Disposition",
			is_xlsx ? "attachment; filename=\"refused.xlsx\""
				: "attachment; filename=\"refused.csv\"");
	exchange_header(x, "Cache-Control", "no-store");
	exchange_header(x, "X-Content-Type-Options", "nosniff");
	return ANSWERED;
}

enum outcome import_status_handle(struct exchange *x)
{
	struct imports *imports = x->server->imports;
	size_t n = strcspn(x->rest, "/");
	bool wants_errors = strcmp(x->rest + n, "/errors") == 0;
	char *path = NULL;
	struct run *run;

	if (!imports)
		return exchange_busy(x);
	if (x->rest[n] && !wants_errors)
		return no_run(x);
	pthread_mutex_lock(&imports->lock);
	run = find_run(x, x->rest, n);
	if (run && wants_errors && run->state != RUN_WAITING && run->state != RUN_RUNNING)
		path = arena_text(x->arena, run->errors_path);
	else if (run && !wants_errors)
		write_run(exchange_json(x, 200), run);
	pthread_mutex_unlock(&imports->lock);
	if (path)
		return send_errors(x, path);
	return run && !wants_errors ? ANSWERED : no_run(x);
}

enum outcome import_cancel_handle(struct exchange *x)
{
	struct imports *imports = x->server->imports;
	struct run *run;

	if (!imports)
		return exchange_busy(x);
	pthread_mutex_lock(&imports->lock);
	run = find_run(x, x->rest, strlen(x->rest));
	if (run) {
		run->is_cancelled = true;
		write_run(exchange_json(x, 200), run);
	}
	pthread_mutex_unlock(&imports->lock);
	return run ? ANSWERED : no_run(x);
}

struct imports *imports_start(struct server *server)
{
	struct imports *imports = calloc(1, sizeof(*imports));

	if (!imports)
		abort();
	imports->server = server;
	pthread_mutex_init(&imports->lock, NULL);
	pthread_cond_init(&imports->wake, NULL);
	for (int i = 0; i < N_RUNS_AT_ONCE; i++)
		if (pthread_create(&imports->threads[i], NULL, work, imports))
			abort();
	return imports;
}

/* End the threads; runs under way stop at their next row. */
void imports_end(struct imports *imports)
{
	pthread_mutex_lock(&imports->lock);
	imports->is_stopping = true;
	for (struct run *run = imports->runs; run; run = run->next)
		run->is_cancelled = true;
	pthread_cond_broadcast(&imports->wake);
	pthread_mutex_unlock(&imports->lock);
	for (int i = 0; i < N_RUNS_AT_ONCE; i++)
		if (imports->threads[i]) {
			pthread_join(imports->threads[i], NULL);
			imports->threads[i] = 0;
		}
}

void imports_stop(struct imports *imports)
{
	imports_end(imports);
	while (imports->runs) {
		struct run *run = imports->runs;

		imports->runs = run->next;
		free_run(run);
	}
	pthread_cond_destroy(&imports->wake);
	pthread_mutex_destroy(&imports->lock);
	free(imports);
}
