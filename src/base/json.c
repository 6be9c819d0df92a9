/* JSON: jansson reads, the tree is copied into the arena; writing is our own.
 *
 * Rule: a sentence about bad JSON gives the place, never the content, which
 * may be a person's. */

/* jansson's names of kinds are ours too; its own get a prefix here. */
#define JSON_NULL   JANSSON_NULL
#define JSON_REAL   JANSSON_REAL
#define JSON_OBJECT JANSSON_OBJECT
#include <jansson.h>
#undef JSON_NULL
#undef JSON_REAL
#undef JSON_OBJECT

#include "json.h"

#include <math.h>

#define DEPTH_MAX 32

/* ---- reading ---- */

/* Copies one value; -1 when it is nested too deeply. */
static int copy_value(struct arena *arena, struct json *to, json_t *from, int depth);

static struct json *add_member(struct arena *arena, struct json *to, struct json *last)
{
	struct json *member = arena_alloc(arena, sizeof(*member));

	if (last)
		last->next = member;
	else
		to->first = member;
	to->n++;
	return member;
}

static int copy_list(struct arena *arena, struct json *to, json_t *from, int depth)
{
	size_t n = json_array_size(from);
	struct json *last = NULL;

	to->kind = JSON_LIST;
	for (size_t i = 0; i < n; i++) {
		last = add_member(arena, to, last);
		if (copy_value(arena, last, json_array_get(from, i), depth + 1) != 0)
			return -1;
	}
	return 0;
}

static int copy_object(struct arena *arena, struct json *to, json_t *from, int depth)
{
	struct json *last = NULL;

	to->kind = JSON_OBJECT;
	for (void *at = json_object_iter(from); at; at = json_object_iter_next(from, at)) {
		last = add_member(arena, to, last);
		last->key = arena_text(arena, json_object_iter_key(at));
		if (copy_value(arena, last, json_object_iter_value(at), depth + 1) != 0)
			return -1;
	}
	return 0;
}

static int copy_value(struct arena *arena, struct json *to, json_t *from, int depth)
{
	switch (json_typeof(from)) {
	case JANSSON_OBJECT:
		return depth > DEPTH_MAX ? -1 : copy_object(arena, to, from, depth);
	case JSON_ARRAY:
		return depth > DEPTH_MAX ? -1 : copy_list(arena, to, from, depth);
	case JSON_STRING:
		to->kind = JSON_TEXT;
		to->text = arena_text_n(arena, json_string_value(from), json_string_length(from));
		return 0;
	case JSON_INTEGER:
		to->kind = JSON_INT;
		to->number = json_integer_value(from);
		to->real = (double)to->number;
		return 0;
	case JANSSON_REAL:
		to->kind = JSON_REAL;
		to->real = json_real_value(from);
		return 0;
	case JSON_TRUE:
	case JSON_FALSE:
		to->kind = JSON_FLAG;
		to->number = json_typeof(from) == JSON_TRUE;
		return 0;
	case JANSSON_NULL:
		break;
	}
	to->kind = JSON_NULL;
	return 0;
}

static const char *sentence(struct arena *arena, const json_error_t *error)
{
	const char *fault;

	switch (json_error_code(error)) {
	case json_error_duplicate_key:
		fault = "has the same key twice in one object";
		break;
	case json_error_invalid_utf8:
		fault = "is not valid UTF-8";
		break;
	case json_error_null_character:
	case json_error_null_byte_in_key:
		fault = "contains a NUL character";
		break;
	case json_error_premature_end_of_input:
		fault = "ends too early";
		break;
	case json_error_end_of_input_expected:
		fault = "goes on after its end";
		break;
	case json_error_numeric_overflow:
		fault = "has a number that is too large";
		break;
	case json_error_stack_overflow:
		fault = "is nested more than 32 deep";
		break;
	default:
		fault = "is not well formed";
		break;
	}
	return arena_print(arena, "The JSON text %s at line %d, byte %d.", fault,
			   error->line > 0 ? error->line : 1, error->position);
}

struct json *json_read(struct arena *arena, const char *bytes, size_t n_bytes, const char **why)
{
	json_error_t error;
	struct json *tree;
	json_t *root;
	int rc;

	root = json_loadb(bytes, n_bytes, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!root) {
		*why = sentence(arena, &error);
		return NULL;
	}
	tree = arena_alloc(arena, sizeof(*tree));
	rc = copy_value(arena, tree, root, 1);
	json_decref(root);
	if (rc != 0) {
		*why = "The JSON text is nested more than 32 deep.";
		return NULL;
	}
	return tree;
}

const struct json *json_get(const struct json *object, const char *key)
{
	if (!object || object->kind != JSON_OBJECT)
		return NULL;
	for (const struct json *member = object->first; member; member = member->next)
		if (strcmp(member->key, key) == 0)
			return member;
	return NULL;
}

const char *json_text(const struct json *object, const char *key)
{
	const struct json *member = json_get(object, key);

	return member && member->kind == JSON_TEXT ? member->text : NULL;
}

int64_t json_int(const struct json *object, const char *key)
{
	const struct json *member = json_get(object, key);

	return member && member->kind == JSON_INT ? member->number : NOT_GIVEN;
}

/* ---- writing ---- */

/* A value or key needs a comma before it unless it opens its container, follows
 * its key, or starts a line of its own, as in an event stream. */
static void comma(struct buf *buf)
{
	if (buf->n == 0)
		return;
	switch (buf->bytes[buf->n - 1]) {
	case '{':
	case '[':
	case ':':
	case ',':
	case ' ':
	case '\n':
		return;
	default:
		buf_char(buf, ',');
	}
}

/* What a byte becomes inside quotes: 0 itself, 'u' a \u escape, else \ and it. */
static const char escapes[256] = {
	['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r',
	['\t'] = 't', [0x00] = 'u',  [0x01] = 'u', [0x02] = 'u', [0x03] = 'u', [0x04] = 'u',
	[0x05] = 'u', [0x06] = 'u',  [0x07] = 'u', [0x0b] = 'u', [0x0e] = 'u', [0x0f] = 'u',
	[0x10] = 'u', [0x11] = 'u',  [0x12] = 'u', [0x13] = 'u', [0x14] = 'u', [0x15] = 'u',
	[0x16] = 'u', [0x17] = 'u',  [0x18] = 'u', [0x19] = 'u', [0x1a] = 'u', [0x1b] = 'u',
	[0x1c] = 'u', [0x1d] = 'u',  [0x1e] = 'u', [0x1f] = 'u',
};

static void quoted(struct buf *buf, const char *text)
{
	const char *from = text;

	buf_char(buf, '"');
	for (;; text++) {
		unsigned char c = (unsigned char)*text;
		char escape = escapes[c];

		if (!escape)
			continue;
		buf_add(buf, from, (size_t)(text - from));
		if (c == '\0')
			break;
		if (escape == 'u')
			buf_print(buf, "\\u%04x", c);
		else
			buf_add(buf, (char[2]){ '\\', escape }, 2);
		from = text + 1;
	}
	buf_char(buf, '"');
}

void out_object(struct buf *buf)
{
	comma(buf);
	buf_char(buf, '{');
}

void out_end_object(struct buf *buf)
{
	buf_char(buf, '}');
}

void out_list(struct buf *buf)
{
	comma(buf);
	buf_char(buf, '[');
}

void out_end_list(struct buf *buf)
{
	buf_char(buf, ']');
}

void out_key(struct buf *buf, const char *key)
{
	comma(buf);
	quoted(buf, key);
	buf_char(buf, ':');
}

void out_text(struct buf *buf, const char *text)
{
	if (!text) {
		out_null(buf);
		return;
	}
	comma(buf);
	quoted(buf, text);
}

void out_int(struct buf *buf, int64_t number)
{
	if (number == NOT_GIVEN) {
		out_null(buf);
		return;
	}
	comma(buf);
	buf_int(buf, number);
}

/* The shortest of 15 to 17 digits that reads back as the same number; a whole
 * number keeps ".0" so that it also reads back as the same kind. */
void out_real(struct buf *buf, double number)
{
	char text[40];
	int digits = 15;

	if (!isfinite(number)) {
		out_null(buf);
		return;
	}
	do
		snprintf(text, sizeof(text) - 2, "%.*g", digits, number);
	while (strtod(text, NULL) != number && ++digits <= 17);
	comma(buf);
	buf_text(buf, text);
	if (!strpbrk(text, ".e"))
		buf_add(buf, ".0", 2);
}

void out_flag(struct buf *buf, int flag)
{
	if (flag < 0) {
		out_null(buf);
		return;
	}
	comma(buf);
	buf_text(buf, flag ? "true" : "false");
}

void out_null(struct buf *buf)
{
	comma(buf);
	buf_add(buf, "null", 4);
}

void out_raw(struct buf *buf, const char *json)
{
	comma(buf);
	buf_text(buf, json);
}

void json_write(struct buf *buf, const struct json *value)
{
	switch (value->kind) {
	case JSON_NULL:
		out_null(buf);
		break;
	case JSON_FLAG:
		out_flag(buf, value->number != 0);
		break;
	case JSON_INT:
		/* Not out_int: read from JSON, every int64 is a number. */
		comma(buf);
		buf_int(buf, value->number);
		break;
	case JSON_REAL:
		out_real(buf, value->real);
		break;
	case JSON_TEXT:
		out_text(buf, value->text);
		break;
	case JSON_LIST:
		out_list(buf);
		for (const struct json *m = value->first; m; m = m->next)
			json_write(buf, m);
		out_end_list(buf);
		break;
	case JSON_OBJECT:
		out_object(buf);
		for (const struct json *m = value->first; m; m = m->next) {
			out_key(buf, m->key);
			json_write(buf, m);
		}
		out_end_object(buf);
		break;
	}
}
