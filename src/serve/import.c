/* Sheets into commands; see import.h.
 *
 * Some hundred rows are on their way at once, each in an arena of its own, so
 * that the writer always has a batch to commit; answers are taken in the order
 * of the rows.
 * Rule: memory does not grow with the sheet. */
#include "import_parts.h"
#include "problems.h"

#include <unistd.h>

#define ROW_BYTES  ((size_t)4 << 20)
#define REFRESH_MS 2000

int import_stop(struct import *import, int number, const char *sentence)
{
	struct fault *fault = import->fault;

	if (!fault->number) {
		snprintf(import->figures->why, sizeof(import->figures->why), "%s",
			 say(import->plan->lang, sentence));
		fault->number = number;
		fault->sentence = import->figures->why;
	}
	import->is_stopped = true;
	return -1;
}

/* Refused rows. */

static enum sheet_kind kind_of_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char mark[2] = { 0 };
	size_t n = file ? fread(mark, 1, 2, file) : 0;

	if (file)
		fclose(file);
	return n == 2 && mark[0] == 'P' && mark[1] == 'K' ? SHEET_XLSX : SHEET_CSV;
}

static enum sheet_kind kind_of_errors(const struct import_plan *plan)
{
	const char *dot = strrchr(plan->errors_path, '.');

	if (dot && strcasecmp(dot, ".csv") == 0)
		return SHEET_CSV;
	if (dot && strcasecmp(dot, ".xlsx") == 0)
		return SHEET_XLSX;
	return kind_of_file(plan->path);
}

static void write_refused(struct import *import, const struct slot *slot, const char *reason)
{
	const struct import_plan *plan = import->plan;
	const char *cells[N_COLUMNS_MAX + 1];
	int n = import->n_columns;

	if (!plan->errors_path)
		return;
	if (!import->refused) {
		import->refused = sheet_make(plan->errors_path, kind_of_errors(plan));
		if (!import->refused) {
			import_stop(import, 4957,
				    "the sheet of refused rows cannot be written there");
			return;
		}
		memcpy(cells, import->header, sizeof(*cells) * (size_t)n);
		cells[n] = say(plan->lang, "Reason");
		sheet_row(import->refused, cells, n + 1);
	}
	for (int i = 0; i < n; i++)
		cells[i] = i < slot->n_cells ? slot->cells[i] : "";
	cells[n] = reason;
	sheet_row(import->refused, cells, n + 1);
}

static void note_error(struct import *import, const struct slot *slot, const struct fault *fault)
{
	struct import_figures *figures = import->figures;
	int n = figures->n_errors;

	if (n == N_FIRST_ERRORS)
		return;
	figures->errors[n].line = slot->line;
	snprintf(figures->errors[n].field, sizeof(figures->errors[n].field), "%s",
		 fault->field ? fault->field : "");
	snprintf(figures->errors[n].sentence, sizeof(figures->errors[n].sentence), "%s",
		 fault->sentence);
	figures->n_errors = n + 1;
}

/* "phone: this is not a telephone number" with the label in the reader's language. */
static const char *reason_of(struct import *import, const struct slot *slot,
			     const struct fault *fault)
{
	const struct field *field = fault->field ? shape_field(import->shape, fault->field) : NULL;

	if (!fault->field)
		return fault->sentence;
	return arena_print(slot->arena, "%s: %s",
			   field ? say(import->plan->lang, field->label) : fault->field,
			   fault->sentence);
}

/* Answers. */

static bool reply_says(const struct call *call, const char *outcome)
{
	const struct buf *reply = &call->rq.reply;
	char wanted[40];

	snprintf(wanted, sizeof(wanted), "\"outcome\":\"%s\"", outcome);
	return reply->n && memmem(reply->bytes, reply->n, wanted, strlen(wanted));
}

/* Count one row's answer; the machine's own failures end the import. */
void import_count(struct import *import, struct slot *slot)
{
	struct import_figures *figures = import->figures;
	const struct call *call = &slot->call;
	const struct fault *fault = &call->rq.fault;

	figures->read++;
	if (fault->number && problem_status(fault->number) >= 500)
		import_stop(import, fault->number, fault->sentence);
	if (fault->number) {
		figures->refused++;
		note_error(import, slot, fault);
		write_refused(import, slot, reason_of(import, slot, fault));
	} else if (import->plan->edition) {
		return; /* what staged rows come to is said by region.edition */
	} else if (call->is_replay || reply_says(call, "same")) {
		figures->same++;
	} else if (reply_says(call, "changed")) {
		figures->changed++;
	} else {
		figures->added++;
	}
}

/* Wait for the oldest row on its way and count it. */
static void take_oldest(struct import *import)
{
	struct slot *slot = &import->slots[import->n_taken % N_SLOTS];

	pthread_mutex_lock(&import->lock);
	while (slot->state == SLOT_SENT)
		pthread_cond_wait(&import->wake, &import->lock);
	pthread_mutex_unlock(&import->lock);
	import_count(import, slot);
	slot->state = SLOT_FREE;
	arena_reset(slot->arena);
	import->n_taken++;
}

static void take_all(struct import *import)
{
	while (import->n_taken < import->n_sent)
		take_oldest(import);
}

static void answered(struct call *call)
{
	struct slot *slot = call->owner;
	struct import *import = slot->import;

	pthread_mutex_lock(&import->lock);
	slot->state = SLOT_DONE;
	pthread_cond_signal(&import->wake);
	pthread_mutex_unlock(&import->lock);
}

/* Rows. */

static int refuse_row(struct import *import, struct slot *slot, int number, const char *field,
		      const char *sentence)
{
	slot->call.rq.fault = (struct fault){
		.lang = import->plan->lang,
		.number = number,
		.field = field,
		.sentence = say(import->plan->lang, sentence),
	};
	return -1;
}

/* Our own sheets guard a cell that a spreadsheet would run with an apostrophe. */
static const char *unguard(const char *text)
{
	return text[0] == '\'' && text[1] && strchr("=+-@\t\r", text[1]) ? text + 1 : text;
}

/* A sheet carries official codes: where a code is not the key of its region, the code counts. */
static void resolve_code(struct import *import, struct slot *slot, const struct field *field,
			 void *record)
{
	const char **at = (const char **)((char *)record + field->offset);

	if (*at)
		*at = code_resolve(import->plan->engine, slot->arena, *at, true);
}

static int read_row(struct import *import, struct slot *slot, const struct cell *cells,
		    struct envelope *envelope, void *record)
{
	struct fault *fault = &slot->call.rq.fault;

	for (int i = 0; i < slot->n_cells && i < import->n_columns; i++) {
		const struct column *column = &import->columns[i];
		const char *text = unguard(slot->cells[i]);

		if (column->to == TO_NOWHERE)
			continue;
		if (cells[i].is_formula)
			return refuse_row(import, slot, 4953, import->header[i],
					  "a formula is not taken: write the value itself");
		text = text_trim(slot->arena, text);
		if (column->to == TO_FIELD &&
		    record_set_text(slot->arena, column->field, sheet_word(column->field, text),
				    record, fault))
			return -1;
		if (column->to == TO_FIELD && column->field->kind == KIND_REGION)
			resolve_code(import, slot, column->field, record);
		if (column->to == TO_KEY && *text)
			envelope->key = text;
		if (column->to == TO_REGION && *text)
			envelope->region =
				text; /* a place outside the fields: the engine resolves it */
	}
	return 0;
}

static void send_row(struct import *import, struct slot *slot)
{
	while (call_send(import->plan->engine, &slot->call)) {
		/* Others fill the queue: wait for our oldest, or a moment. */
		slot->call.rq.fault.number = 0;
		slot->call.http_status = 200;
		if (import->n_taken < import->n_sent)
			take_oldest(import);
		else
			usleep(1000);
	}
}

static void keep_cells(struct slot *slot, const struct cell *cells, int n_cells)
{
	slot->n_cells = n_cells;
	slot->cells = arena_alloc(slot->arena, sizeof(*slot->cells) * (size_t)n_cells);
	for (int i = 0; i < n_cells; i++)
		slot->cells[i] = arena_text(slot->arena, cells[i].text);
}

int import_prepare(struct import *import, struct slot *slot, const struct cell *cells, int n_cells,
		   int64_t line)
{
	struct envelope envelope = { .command = import->command, .lang = import->plan->lang };
	void *record;

	memset(&slot->call, 0, sizeof(slot->call));
	slot->call.rq.fault.lang = import->plan->lang;
	slot->line = line;
	slot->state = SLOT_DONE;
	keep_cells(slot, cells, n_cells);
	record = record_new(slot->arena, import->shape);
	if (read_row(import, slot, cells, &envelope, record))
		return -1;
	return call_prepare_record(import->plan->engine, slot->arena, import->actor, &envelope,
				   record, &slot->call);
}

/* Put a row into the next slot and send it on its way. */
static void start_row(struct import *import, const struct cell *cells, int n_cells, int64_t line)
{
	struct slot *slot = &import->slots[import->n_sent % N_SLOTS];

	if (import->n_sent - import->n_taken == N_SLOTS)
		take_oldest(import);
	if (import_prepare(import, slot, cells, n_cells, line) == 0) {
		slot->call.is_dry = import->plan->is_dry;
		slot->call.owner = slot;
		slot->call.answered = answered;
		slot->state = SLOT_SENT;
		send_row(import, slot);
	}
	import->n_sent++;
}

/* Whether session and postings still stand, every two seconds. */
static int refresh_actor(struct import *import, int64_t now)
{
	const struct import_plan *plan = import->plan;
	struct session session;

	if (!plan->token || now - import->refreshed_at < REFRESH_MS)
		return 0;
	take_all(import); /* nobody holds the actor before the last any more */
	import->refreshed_at = now;
	import->i_actor ^= 1;
	arena_reset(import->actor_arenas[import->i_actor]);
	if (actor_from_token(plan->engine, import->actor_arenas[import->i_actor], plan->token,
			     clock_now(), &import->fresh, &session))
		return import_stop(import, 4101,
				   "the session ended: sign in and send the sheet again");
	import->actor = &import->fresh;
	return 0;
}

static void tell(struct import *import, int64_t now)
{
	int64_t done = 0, all = 0;

	if (now - import->told_at < 200)
		return;
	import->told_at = now;
	sheet_progress(import->in, &done, &all);
	import->figures->done_bytes = done;
	import->figures->all_bytes = all;
	if (import->plan->progress)
		import->plan->progress(import->plan->self, import->figures);
}

static bool is_blank(const struct cell *cells, int n_cells)
{
	for (int i = 0; i < n_cells; i++)
		if (cells[i].text[strspn(cells[i].text, " \t")] || cells[i].is_formula)
			return false;
	return true;
}

static int read_rows(struct import *import)
{
	struct cell *cells;
	int n_cells, more;
	int64_t line;
	bool is_second = true;

	while (!import->is_stopped &&
	       (more = sheet_next(import->in, &cells, &n_cells, &line)) == 1) {
		int64_t now = clock_ticks();
		bool is_explanation = is_second && n_cells && sheet_is_explanation(cells[0].text);

		is_second = false;
		if (is_explanation || is_blank(cells, n_cells))
			continue;
		if (import->plan->is_cancelled && *import->plan->is_cancelled)
			import_stop(import, 4955,
				    "the import was stopped; the rows before are kept");
		else if (refresh_actor(import, now) == 0)
			import->take_row(import, cells,
					 n_cells > N_COLUMNS_MAX ? N_COLUMNS_MAX : n_cells, line);
		tell(import, now);
	}
	take_all(import);
	if (!import->is_stopped && more < 0)
		return import_stop(import, 4951, sheet_why(import->in));
	return import->is_stopped ? -1 : 0;
}

/* Tell of columns that were left out: a misspelt heading would lose its column. */
static void note_ignored(struct import *import)
{
	char *to = import->figures->ignored;
	size_t room = sizeof(import->figures->ignored), n = 0;

	for (int i = 0; i < import->n_columns; i++) {
		const char *heading = import->header[i];

		if (import->columns[i].to != TO_NOWHERE || !*heading ||
		    n + strlen(heading) + 3 > room)
			continue;
		n += (size_t)snprintf(to + n, room - n, "%s%s", n ? ", " : "", heading);
	}
}

/* What a person said the columns mean. */
static int read_map(struct import *import, const struct json **map)
{
	const char *text = import->plan->map, *why;

	*map = NULL;
	if (!text || !*text)
		return 0;
	*map = json_read(import->arena, text, strlen(text), &why);
	if (*map && (*map)->kind == JSON_OBJECT)
		return 0;
	return import_stop(import, 5902, "give the headings as a list and the map as pairs");
}

static int read_header(struct import *import)
{
	const struct json *map;
	struct cell *cells;
	int64_t line;
	int more;

	do {
		more = sheet_next(import->in, &cells, &import->n_columns, &line);
		if (more != 1)
			return import_stop(import, 4951,
					   more < 0 ? sheet_why(import->in) : "the sheet is empty");
	} while (is_blank(cells, import->n_columns));
	if (import->n_columns > N_COLUMNS_MAX)
		return import_stop(import, 4951, "the sheet has too many columns");
	import->header =
		arena_alloc(import->arena, sizeof(*import->header) * (size_t)import->n_columns);
	for (int i = 0; i < import->n_columns; i++)
		import->header[i] = arena_text(import->arena, cells[i].text);
	if (read_map(import, &map) ||
	    sheet_match_as(import->arena, import->of, import->shape, cells, import->n_columns, map,
			   import->columns, import->fault)) {
		import->is_stopped = true;
		return -1;
	}
	note_ignored(import);
	return 0;
}

static int run(struct import *import)
{
	const struct import_plan *plan = import->plan;
	const char *why = "the file cannot be read";
	bool is_region = strcmp(plan->kind, "region") == 0;

	if (strcmp(plan->kind, "boundary") == 0)
		return import_boundary(import);
	import->of = sheet_of_kind(plan->kind);
	if (!import->of)
		return import_stop(import, 4950, "there is no sheet of that kind");
	if (plan->edition && (!is_region || !day_is_valid(plan->edition)))
		return import_stop(import, 4956, "an edition is a day, and only regions have one");
	import->command = plan->edition ? "region.stage" : import->of->add;
	import->shape = sheet_shape(import->command);
	if (!import->shape)
		return import_stop(import, 4950, "there is no sheet of that kind");
	import->in = sheet_open(import->arena, plan->path, &why);
	if (!import->in)
		return import_stop(import, 4951, why);
	if (read_header(import))
		return -1;
	/* Regions hang on regions of the same sheet: tried row by row they would not be found. */
	if (is_region && plan->is_dry)
		return import_try(import, read_rows);
	import->take_row = start_row;
	if (plan->edition)
		return import_edition(import, read_rows);
	return read_rows(import);
}

int import_run(const struct import_plan *plan, struct import_figures *figures, struct fault *fault)
{
	struct import *import = calloc(1, sizeof(*import));
	int outcome;

	if (!import)
		abort();
	import->plan = plan;
	import->figures = figures;
	import->fault = fault;
	import->actor = plan->actor;
	import->arena = arena_new((size_t)16 << 20);
	import->actor_arenas[0] = arena_new((size_t)1 << 20);
	import->actor_arenas[1] = arena_new((size_t)1 << 20);
	import->refreshed_at = clock_ticks();
	import->slots = calloc(N_SLOTS, sizeof(*import->slots));
	if (!import->slots)
		abort();
	for (int i = 0; i < N_SLOTS; i++) {
		import->slots[i].import = import;
		import->slots[i].arena = arena_new(ROW_BYTES);
	}
	pthread_mutex_init(&import->lock, NULL);
	pthread_cond_init(&import->wake, NULL);
	fault->lang = plan->lang;
	if (plan->errors_path)
		unlink(plan->errors_path); /* of a run before */
	outcome = run(import);
	if (import->refused && sheet_finish(import->refused))
		outcome = import_stop(import, 4957,
				      "the sheet of refused rows cannot be written there");
	sheet_close(import->in);
	for (int i = 0; i < N_SLOTS; i++)
		arena_free(import->slots[i].arena);
	pthread_cond_destroy(&import->wake);
	pthread_mutex_destroy(&import->lock);
	free(import->slots);
	arena_free(import->actor_arenas[0]);
	arena_free(import->actor_arenas[1]);
	arena_free(import->arena);
	free(import);
	return outcome;
}

void import_write(struct buf *out, const struct import_figures *figures, bool is_edition)
{
	buf_print(out, "\"read\":%lld,\"added\":%lld,\"changed\":%lld,\"same\":%lld",
		  (long long)figures->read, (long long)figures->added, (long long)figures->changed,
		  (long long)figures->same);
	if (is_edition)
		buf_print(out, ",\"removed\":%lld,\"moved\":%lld,\"recoded\":%lld",
			  (long long)figures->removed, (long long)figures->moved,
			  (long long)figures->recoded);
	buf_print(out, ",\"refused\":%lld", (long long)figures->refused);
}
