/* Playing a scene line by line; the format is test/scenes/README.md.
 *
 * Rule: fixtures and deeds go through the same door as everybody's commands. */
#include "play.h"
#include <ctype.h>

int play_fail(struct play *play, const char *format, ...)
{
	va_list args;
	int n = snprintf(play->why, sizeof play->why, "%s:%d: ", play->scene->file,
			 play->line ? play->line->number : play->scene->number);

	va_start(args, format);
	vsnprintf(play->why + n, sizeof play->why - (size_t)n, format, args);
	va_end(args);
	return -1;
}

const char *made_find(const struct made *list, const char *what)
{
	for (; list; list = list->next)
		if (strcmp(list->what, what) == 0)
			return list->value;
	return NULL;
}

void made_add(struct play *play, struct made **list, const char *what, const char *value)
{
	struct made *made = arena_alloc(play->arena, sizeof *made);

	made->what = arena_text(play->arena, what);
	made->value = arena_text(play->arena, value);
	made->next = *list;
	*list = made;
}

const char *play_value(struct play *play, const char *name)
{
	for (const struct variable *v = play->variables; v; v = v->next)
		if (strcmp(v->name, name) == 0)
			return v->value;
	return NULL;
}

void play_keep(struct play *play, const char *name, const char *value)
{
	struct variable *v = arena_alloc(play->arena, sizeof *v);

	v->name = arena_text(play->arena, name);
	v->value = arena_text(play->arena, value);
	v->next = play->variables;
	play->variables = v;
}

const char *play_fill(struct play *play, const char *text)
{
	struct buf b;

	if (!text || !strchr(text, '$'))
		return text;
	buf_init(&b, play->arena, 1 << 20);
	while (*text) {
		const char *end = text + 1;
		bool is_braced = text[0] == '$' && text[1] == '{';
		const char *value;

		if (*text != '$' || text[1] == '$') {
			buf_char(&b, *text);
			text += *text == '$' ? 2 : 1;
			continue;
		}
		end += is_braced;
		while (isalnum((unsigned char)*end) || *end == '_')
			end++;
		value = play_value(play, arena_text_n(play->arena, text + 1 + is_braced,
						      (size_t)(end - text) - 1 - is_braced));
		buf_text(&b, value ? value : "$unknown");
		text = end + (is_braced && *end == '}');
	}
	return b.bytes ? b.bytes : "";
}

/* Who acts now, as the engine sees it at this instant. */
static int actor_now(struct play *play, struct actor **out)
{
	struct actor *actor = arena_alloc(play->arena, sizeof *actor);

	if (play->as == AS_PROGRAM) {
		actor->login = "program";
		actor->is_program = true;
	} else if (play->as == AS_LOGIN) {
		if (actor_from_login(play->stage->engine, play->arena, play->login, clock_now(),
				     actor))
			return play_fail(play, "the account %s cannot act (none, or disabled)",
					 play->login);
	}
	*out = actor;
	return 0;
}

int play_deliver(struct stage *stage, struct arena *arena, struct deed *deed)
{
	struct call *call = arena_alloc(arena, sizeof *call);
	struct envelope envelope = { .command = deed->command,
				     .id = deed->id,
				     .key = deed->key,
				     .region = deed->region,
				     .lang = deed->lang };
	const char *why = NULL;
	const struct json *args = json_read(arena, deed->args, strlen(deed->args), &why);
	struct buf out;

	buf_init(&out, arena, 64 << 20);
	memset(&deed->fault, 0, sizeof deed->fault);
	if (!args)
		return -1;
	if (call_prepare(stage->engine, arena, deed->actor, &envelope, args, call) == 0) {
		call->is_dry = deed->is_dry;
		call_do(stage->engine, call);
	}
	call_answer(call, &out);
	deed->fault = call->rq.fault;
	deed->status = call->http_status;
	deed->is_write = call->rq.command && call_is_write(call);
	deed->is_replay = call->is_replay;
	deed->is_private = call->rq.is_private;
	deed->reply_text = out.bytes ? out.bytes : "";
	deed->reply = json_read(arena, deed->reply_text, out.n, &why);
	return deed->reply ? 0 : -1;
}

int play_send(struct play *play, struct deed *deed)
{
	struct arena *arena = arena_new(256 << 20);
	int outcome = play_deliver(play->stage, arena, deed);

	deed->reply_text = arena_text(play->arena, deed->reply_text);
	deed->fault.field = arena_text(play->arena, deed->fault.field);
	deed->fault.sentence = arena_text(play->arena, deed->fault.sentence);
	if (outcome == 0) {
		const char *why;

		deed->reply =
			json_read(play->arena, deed->reply_text, strlen(deed->reply_text), &why);
	}
	arena_free(arena);
	if (outcome)
		return play_fail(play, "%s: the answer is not JSON: %.200s", deed->command,
				 deed->reply_text ? deed->reply_text : "(nothing)");
	return 0;
}

static int64_t journal_rows(struct play *play)
{
	return stage_one(play->stage, "SELECT count(*) FROM journal", "");
}

/* Send play->last, and demand what is true of every command (README, 1 and 2). */
static int deliver(struct play *play)
{
	struct deed *deed = &play->last;
	const struct room *room = NULL;
	const struct command *command = command_find(deed->command, &room);
	int64_t before = journal_rows(play), after;
	struct buf why;

	if (play->send(play, deed))
		return -1;
	play->has_last = true;
	after = journal_rows(play);
	if (play->is_loud)
		fprintf(stderr, "  %d: %s %s %s\n     %s\n", play->line->number, deed->command,
			deed->region ? deed->region : "-", deed->args, deed->reply_text);
	if (before < 0 || after < 0)
		return play_fail(play, "the journal cannot be counted");
	if (deed->fault.number) {
		coverage_problem(deed->fault.number);
		if (after != before)
			return play_fail(play, "%s was refused, yet the journal grew by %lld",
					 deed->command, (long long)(after - before));
		return 0;
	}
	coverage_command(deed->command);
	if (deed->is_write && !deed->is_replay && after <= before)
		return play_fail(play, "%s was accepted, yet the journal did not grow",
				 deed->command);
	if ((!deed->is_write || deed->is_replay) && after != before)
		return play_fail(play, "%s wrote nothing new, yet the journal grew", deed->command);
	buf_init(&why, play->arena, 2000);
	if (command && reply_check(command, room, deed->reply, &why))
		return play_fail(play, "the reply does not fit its declaration: %s: %.300s",
				 why.bytes, deed->reply_text);
	return 0;
}

static bool is_integer(const char *text)
{
	int64_t number;

	return text_to_int(text, &number) == 0 && (text[0] != '+');
}

/* "today+3" and the like; "" when the text is no such word. */
static const char *day_word(struct play *play, const char *text)
{
	static const struct {
		const char *word;
		int days;
	} words[] = { { "today", 0 }, { "tomorrow", 1 }, { "yesterday", -1 } };
	char day[11], out[11];
	int64_t more = 0;

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		size_t n = strlen(words[i].word);

		if (strncmp(text, words[i].word, n) != 0)
			continue;
		if (text[n] && text_to_int(text + n + (text[n] == '+'), &more))
			continue;
		day_of(clock_now(), day);
		day_add(day, words[i].days + (int)more, out);
		return arena_text(play->arena, out);
	}
	return text;
}

/* Milliseconds of "2h", "30m", "90s", "1d"; -1 when it is none. */
static int64_t span_read(const char *text)
{
	char *end;
	long long n = strtoll(text, &end, 10);
	int64_t unit = *end == 's'   ? MS_PER_SECOND
		       : *end == 'm' ? MS_PER_MINUTE
		       : *end == 'h' ? MS_PER_HOUR
		       : *end == 'd' ? MS_PER_DAY
				     : 0;

	if (end == text || !unit || end[1])
		return -1;
	return n * unit;
}

/* "now", "now+2h", "now-30m" as an instant; else the text itself. */
static const char *at_word(struct play *play, const char *text)
{
	char out[32];
	int64_t span = 0;

	if (strncmp(text, "now", 3) != 0)
		return text;
	if (text[3]) {
		span = span_read(text + 4);
		if (span < 0 || (text[3] != '+' && text[3] != '-'))
			return text;
		if (text[3] == '-')
			span = -span;
	}
	at_write(clock_now() + span, out);
	return arena_text(play->arena, out);
}

/* One argument as JSON, in the kind that the command declares. */
static void value_write(struct play *play, struct buf *out, const struct field *field,
			const struct word *pair)
{
	const char *text = play_fill(play, pair->value);
	bool is_word = strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
	double real;
	char *end;

	if (pair->op[0] == ':' || pair->how == RAW_JSON) {
		out_raw(out, text);
		return;
	}
	if (pair->how == QUOTED) {
		out_text(out, text);
		return;
	}
	switch (field ? field->kind : KIND_JSON) {
	case KIND_DAY:
		out_text(out, day_word(play, text));
		return;
	case KIND_AT:
		out_text(out, at_word(play, text));
		return;
	case KIND_FLAG:
	case KIND_INT:
	case KIND_REAL:
	case KIND_JSON:
		real = strtod(text, &end);
		if (is_word || is_integer(text) || strcmp(text, "null") == 0)
			out_raw(out, text);
		else if (*text && !*end)
			out_real(out, real);
		else
			out_text(out, text);
		return;
	default:
		out_text(out, text);
	}
}

/* Remember secrets, to look for them in the journal at the end. */
static void note_secret(struct play *play, const struct field *field, const struct word *pair)
{
	const char *value = play_fill(play, pair->value);

	if (field && field->secret != NOT_SECRET && strlen(value) >= 6)
		made_add(play, &play->secrets, value, field->name);
}

static void write_args(struct play *play, const struct command *command, const struct room *room,
		       const struct word *pairs, int n, struct deed *deed)
{
	const struct shape *shape = command ? command_takes(room, command) : NULL;
	struct buf out;

	buf_init(&out, play->arena, 8 << 20);
	out_object(&out);
	for (int i = 0; i < n; i++) {
		const struct field *field = shape ? shape_field(shape, pairs[i].text) : NULL;
		const char *key = pairs[i].text;

		if (pairs[i].op[0] != ':' && !field) {
			const char *value = play_fill(play, pairs[i].value);

			if (strcmp(key, "id") == 0)
				deed->id = value;
			else if (strcmp(key, "key") == 0)
				deed->key = value;
			else if (strcmp(key, "region") == 0)
				deed->region = value;
			else if (strcmp(key, "lang") == 0)
				deed->lang = value;
			else
				goto argument;
			continue;
		}
		if (strcmp(key, "region") == 0)
			deed->region = play_fill(play, pairs[i].value);
	argument:
		out_key(&out, key);
		value_write(play, &out, field, &pairs[i]);
		note_secret(play, field, &pairs[i]);
	}
	out_end_object(&out);
	deed->args = out.bytes;
}

int play_do(struct play *play, const char *name, const struct word *pairs, int n)
{
	struct actor *actor;
	const struct room *room = NULL;
	const struct command *command = command_find(name, &room);

	for (int i = 0; i < n; i++)
		if (!pairs[i].op)
			return play_fail(play, "\"%s\" is not of the form key=value",
					 pairs[i].text);
	if (actor_now(play, &actor))
		return -1;
	memset(&play->last, 0, sizeof play->last);
	play->last.command = arena_text(play->arena, name);
	play->last.actor = actor;
	if (command && command->does != DOES_READ && command->does != DOES_LIST) {
		char id[37];

		uuid7(id);
		play->last.id = arena_text(play->arena, id);
	}
	write_args(play, command, room, pairs, n, &play->last);
	if (deliver(play))
		return -1;
	play->is_refusal_open = play->last.fault.number != 0;
	if (play->last.is_write)
		play->last_write = play->last;
	return 0;
}

/* A reply without the mark that it was given before. */
static const char *unmarked(struct play *play, const char *reply)
{
	static const char mark[] = ",\"is_replay\":true";
	const char *at = strstr(reply, mark);

	if (!at)
		return reply;
	return arena_print(play->arena, "%.*s%s", (int)(at - reply), reply, at + sizeof mark - 1);
}

/* The last write once more, same id, same arguments, as whoever acts now. */
static int do_again(struct play *play)
{
	struct deed before = play->last_write;
	struct actor *actor;

	if (!before.command)
		return play_fail(play, "nothing was written before this line");
	if (actor_now(play, &actor))
		return -1;
	play->last = before;
	play->last.actor = actor;
	if (deliver(play))
		return -1;
	play->is_refusal_open = play->last.fault.number != 0;
	if (before.fault.number == 0 && !play->last.fault.number) {
		if (!play->last.is_replay)
			return play_fail(play, "%s was done twice", before.command);
		if (!before.is_private && strcmp(unmarked(play, before.reply_text),
						 unmarked(play, play->last.reply_text)) != 0)
			return play_fail(play,
					 "answered again, but not the same: %.200s, was %.200s",
					 play->last.reply_text, before.reply_text);
	}
	play->last_write = play->last;
	play->last_write.is_replay = false;
	return 0;
}

/* as … */
static int play_as(struct play *play, const struct word *words, int n)
{
	const char *role = n > 1 ? play_fill(play, words[1].text) : "";
	struct word pairs[4];
	int n_pairs = 0;

	if (n == 2 && strcmp(role, "nobody") == 0) {
		play->as = AS_NOBODY;
		return 0;
	}
	if (n == 2 && strcmp(role, "program") == 0) {
		play->as = AS_PROGRAM;
		return 0;
	}
	if (n < 3)
		return play_fail(play, "as <role> <login> in <region>, as account <login>, "
				       "as program, as nobody");
	if (strcmp(role, "account") != 0) {
		if (n < 5 || strcmp(words[3].text, "in") != 0)
			return play_fail(play, "as <role> <login> in <region>");
		for (int i = 5; i + 1 < n && n_pairs < 4; i += 2)
			pairs[n_pairs++] = (struct word){
				.text = strcmp(words[i].text, "from") == 0    ? "from_at"
					: strcmp(words[i].text, "until") == 0 ? "until_at"
									      : words[i].text,
				.op = "=",
				.value = words[i + 1].text,
				.how = words[i + 1].how,
			};
		if (play_posting(play, play_fill(play, words[2].text), role,
				 play_fill(play, words[4].text), pairs, n_pairs))
			return -1;
	}
	play->as = AS_LOGIN;
	play->login = play_fill(play, words[2].text);
	return 0;
}

/* at …, tick … */
static int play_at(struct play *play, const char *text)
{
	int64_t at;

	text = play_fill(play, text);
	if (at_read(text, &at))
		return play_fail(play, "\"%s\" is not an instant", text);
	if (at < clock_now() && play->n_fixtures)
		return play_fail(play, "the clock never goes back within a scene");
	stage_clock(at);
	return 0;
}

static int play_tick(struct play *play, const struct word *words, int n)
{
	int64_t span;

	if (n == 3 && strcmp(words[1].text, "to") == 0) {
		if (play_at(play, words[2].text))
			return -1;
	} else {
		span = n == 2 ? span_read(play_fill(play, words[1].text)) : -1;
		if (span < 0)
			return play_fail(play, "tick 30m, or tick to 2020-02-02T08:00");
		stage_clock(clock_now() + span);
	}
	play->n_timers = play->tick(play);
	if (play->n_timers < 0)
		return play_fail(play, "the timers could not be run");
	return 0;
}

/* keep $x = … */
static int play_keep_line(struct play *play, const struct word *words, int n)
{
	const char *name, *from, *value;
	enum how how;

	if (n == 2 && words[1].op) { /* $x=reply.key */
		name = words[1].text;
		from = words[1].value;
		how = words[1].how;
	} else if (n == 4 && strcmp(words[2].text, "=") == 0) {
		name = words[1].text;
		from = words[3].text;
		how = words[3].how;
	} else {
		return play_fail(play, "keep $x = reply.key");
	}
	if (name[0] != '$')
		return play_fail(play, "a variable begins with $");
	if (how != BARE) {
		value = play_fill(play, from);
	} else if (strcmp(from, "id") == 0) {
		value = play->last.id;
	} else if (strcmp(from, "now") == 0) {
		value = arena_print(play->arena, "%lld", (long long)clock_now());
	} else if (strncmp(from, "reply.", 6) == 0) {
		const struct json *found = reply_find(play, play_fill(play, from + 6));

		value = found ? reply_text(play->arena, found) : NULL;
	} else {
		value = play_fill(play, from);
	}
	if (!value)
		return play_fail(play, "%s is not in the reply: %.300s", from,
				 play->last.reply_text ? play->last.reply_text : "");
	play_keep(play, name + 1, value);
	return 0;
}

static int play_line(struct play *play, const struct line *line)
{
	const struct word *words = line->words;
	const char *verb = words[0].text;
	bool is_about_refusal;

	play->line = line;
	is_about_refusal =
		strcmp(verb, "expect") == 0 && line->n > 1 &&
		(strcmp(words[1].text, "refused") == 0 || strcmp(words[1].text, "ok") == 0);
	if (play->is_refusal_open && !is_about_refusal)
		return play_fail(play, "%s before this line was refused: %d %s: %s",
				 play->last.command, play->last.fault.number,
				 play->last.fault.field ? play->last.fault.field : "",
				 play->last.fault.sentence);
	if (strcmp(verb, "given") == 0)
		return play_given(play, words, line->n);
	if (strcmp(verb, "as") == 0)
		return play_as(play, words, line->n);
	if (strcmp(verb, "enter") == 0)
		return play_enter(play, words, line->n);
	if (strcmp(verb, "at") == 0 && line->n == 2)
		return play_at(play, words[1].text);
	if (strcmp(verb, "tick") == 0)
		return play_tick(play, words, line->n);
	if (strcmp(verb, "keep") == 0)
		return play_keep_line(play, words, line->n);
	if (strcmp(verb, "expect") == 0 && line->n > 1)
		return play_expect(play, words, line->n);
	if (strcmp(verb, "do") == 0 && line->n == 2 && strcmp(words[1].text, "again") == 0)
		return do_again(play);
	if (strcmp(verb, "do") == 0 && line->n > 1 && !words[1].op)
		return play_do(play, play_fill(play, words[1].text), words + 2, line->n - 2);
	return play_fail(play, "\"%s\" is no verb of a scene", verb);
}

static int run_timers(struct play *play)
{
	return engine_run_timers(play->stage->engine);
}

int play_scene(struct play *play, const struct scene *scene)
{
	int64_t at;

	play->scene = scene;
	if (!play->send)
		play->send = play_send;
	if (!play->tick)
		play->tick = run_timers;
	at_read("2020-02-01T08:00", &at);
	stage_clock(at);
	for (const struct line *line = scene->lines; line; line = line->next)
		if (play_line(play, line))
			return -1;
	if (play->is_refusal_open)
		return play_fail(play, "%s was refused: %d %s: %s", play->last.command,
				 play->last.fault.number,
				 play->last.fault.field ? play->last.fault.field : "",
				 play->last.fault.sentence);
	return play_end(play);
}
