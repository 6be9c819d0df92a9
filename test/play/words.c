/* Scene files cut into scenes, lines and words; the format is test/scenes/README.md. */
#include "words.h"
#include <ctype.h>

struct reader {
	struct arena *arena;
	const char *path;
	char *at;   /* rest of the file */
	int number; /* of the line being read */
	const char *why;
};

static int fail(struct reader *r, const char *what)
{
	r->why = arena_print(r->arena, "%s:%d: %s", r->path, r->number, what);
	return -1;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Skip blanks, and the end of a line after a backslash. */
static void skip_blanks(struct reader *r)
{
	for (;;) {
		if (is_blank(*r->at)) {
			r->at++;
		} else if (r->at[0] == '\\' && r->at[1] == '\n') {
			r->at += 2;
			r->number++;
		} else {
			return;
		}
	}
}

static int read_quoted(struct reader *r, const char **out)
{
	struct buf b;

	buf_init(&b, r->arena, 1 << 20);
	for (r->at++; *r->at && *r->at != '"' && *r->at != '\n'; r->at++) {
		if (*r->at != '\\') {
			buf_char(&b, *r->at);
			continue;
		}
		r->at++;
		if (*r->at == 'n')
			buf_char(&b, '\n');
		else if (*r->at == 't')
			buf_char(&b, '\t');
		else
			buf_char(&b, *r->at);
	}
	if (*r->at != '"')
		return fail(r, "a quote is not closed");
	r->at++;
	*out = b.bytes ? b.bytes : "";
	return 0;
}

/* A JSON object or list, up to its closing bracket. */
static int read_json(struct reader *r, const char **out)
{
	const char *start = r->at;
	bool is_in_text = false;
	int depth = 0;

	for (; *r->at && *r->at != '\n'; r->at++) {
		if (is_in_text) {
			if (*r->at == '\\' && r->at[1])
				r->at++;
			else if (*r->at == '"')
				is_in_text = false;
		} else if (*r->at == '"') {
			is_in_text = true;
		} else if (*r->at == '{' || *r->at == '[') {
			depth++;
		} else if (*r->at == '}' || *r->at == ']') {
			if (--depth == 0) {
				r->at++;
				*out = arena_text_n(r->arena, start, (size_t)(r->at - start));
				return 0;
			}
		}
	}
	return fail(r, "a bracket is not closed");
}

static void read_bare(struct reader *r, const char **out)
{
	const char *start = r->at;

	while (*r->at && *r->at != '\n' && !is_blank(*r->at))
		r->at++;
	*out = arena_text_n(r->arena, start, (size_t)(r->at - start));
}

/* Length of an operator at `at`, 0 when there is none. */
static size_t op_length(const char *at)
{
	static const char *const ops[] = { ":=", "!=", "!~", "<=", ">=", "=", "~", "<", ">" };

	for (size_t i = 0; i < COUNT_OF(ops); i++)
		if (strncmp(at, ops[i], strlen(ops[i])) == 0)
			return strlen(ops[i]);
	return 0;
}

/* A key that an operator follows at once, or NULL. */
static const char *read_key(struct reader *r, const char **op)
{
	const char *end = r->at;
	const char *key;
	size_t n;

	while (isalnum((unsigned char)*end) || (*end && strchr("_.[]-$@", *end)))
		end++;
	n = op_length(end);
	if (end == r->at || n == 0)
		return NULL;
	key = arena_text_n(r->arena, r->at, (size_t)(end - r->at));
	*op = arena_text_n(r->arena, end, n);
	r->at = r->at + (end - r->at) + n;
	return key;
}

static int read_value(struct reader *r, const char **out, enum how *how, bool is_json)
{
	if (*r->at == '{' || *r->at == '[') {
		*how = RAW_JSON;
		return read_json(r, out);
	}
	if (*r->at == '"' && !is_json) {
		*how = QUOTED;
		return read_quoted(r, out);
	}
	*how = BARE;
	if (is_json && *r->at == '"') { /* k:="text", as it stands */
		char *start = r->at;
		const char *inside;

		if (read_quoted(r, &inside))
			return -1;
		*out = arena_text_n(r->arena, start, (size_t)(r->at - start));
		return 0;
	}
	read_bare(r, out);
	return 0;
}

static int read_word(struct reader *r, struct word *word)
{
	memset(word, 0, sizeof *word);
	if (*r->at != '"' && *r->at != '{' && *r->at != '[') {
		word->text = read_key(r, &word->op);
		if (word->text)
			return read_value(r, &word->value, &word->how, word->op[0] == ':');
	}
	return read_value(r, &word->text, &word->how, false);
}

/* One logical line; n = 0 when it is empty. */
static int read_line(struct reader *r, struct line *line)
{
	struct word words[MAX_WORDS];
	int n = 0;

	line->number = r->number;
	for (;;) {
		skip_blanks(r);
		if (*r->at == '#')
			while (*r->at && *r->at != '\n')
				r->at++;
		if (*r->at == '\n' || !*r->at)
			break;
		if (n == MAX_WORDS)
			return fail(r, "too many words in one line");
		if (read_word(r, &words[n++]))
			return -1;
	}
	if (*r->at == '\n') {
		r->at++;
		r->number++;
	}
	line->n = n;
	line->words = arena_alloc(r->arena, sizeof *words * (size_t)(n + 1));
	memcpy(line->words, words, sizeof *words * (size_t)n);
	return 0;
}

static char *read_all(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct buf b;
	char part[4096];
	size_t n;

	if (!file)
		return NULL;
	buf_init(&b, arena, 4 << 20);
	while ((n = fread(part, 1, sizeof part, file)) > 0)
		buf_add(&b, part, n);
	fclose(file);
	if (!b.bytes)
		buf_text(&b, "");
	return utf8_is_valid(b.bytes, b.n) ? b.bytes : NULL;
}

/* "scene  a day in the future is refused": the rest of the line is the title. */
static const char *read_title(struct reader *r)
{
	char *start;

	skip_blanks(r);
	start = r->at;
	while (*r->at && *r->at != '\n')
		r->at++;
	return text_trim(r->arena, arena_text_n(r->arena, start, (size_t)(r->at - start)));
}

struct scene *scenes_read(struct arena *arena, const char *path, const char **why)
{
	struct reader r = { .arena = arena, .path = arena_text(arena, path), .number = 1 };
	struct scene *first = NULL, **last = &first, *scene = NULL;
	struct line **last_line = NULL;

	r.at = read_all(arena, path);
	if (!r.at) {
		*why = arena_print(arena, "%s: cannot be read, or is not UTF-8", path);
		return NULL;
	}
	while (*r.at) {
		struct line *line;

		skip_blanks(&r);
		if (strncmp(r.at, "scene", 5) == 0 && is_blank(r.at[5])) {
			r.at += 5;
			scene = arena_alloc(arena, sizeof *scene);
			scene->file = r.path;
			scene->number = r.number;
			scene->title = read_title(&r);
			last_line = &scene->lines;
			*last = scene;
			last = &scene->next;
			continue;
		}
		line = arena_alloc(arena, sizeof *line);
		if (read_line(&r, line))
			goto wrong;
		if (line->n == 0)
			continue;
		if (!scene) {
			fail(&r, "a scene begins with: scene <title>");
			goto wrong;
		}
		*last_line = line;
		last_line = &line->next;
	}
	if (!first)
		*why = arena_print(arena, "%s: there is no scene in it", path);
	return first;
wrong:
	*why = r.why;
	return NULL;
}
