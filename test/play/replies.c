/* Every reply of every test is held against what the command declares.
 *
 * Rule: a key nobody declared is a fault, for the console and the manual are
 * printed from the declaration. */
#include "play.h"

static bool is_number(const struct json *value)
{
	return value->kind == JSON_INT || value->kind == JSON_REAL;
}

static bool is_one_of(const char *text, const char *const *choices)
{
	for (; *choices; choices++)
		if (strcmp(*choices, text) == 0)
			return true;
	return false;
}

/* Whether a value has the declared kind. */
static bool kind_fits(const struct field *field, const struct json *value)
{
	char key[KEY_MAX + 1];

	switch (field->kind) {
	case KIND_TEXT:
	case KIND_REF:
		return value->kind == JSON_TEXT;
	case KIND_INT:
	case KIND_AT:
		return value->kind == JSON_INT;
	case KIND_REAL:
		return is_number(value);
	case KIND_CHOICE:
		return value->kind == JSON_TEXT && is_one_of(value->text, field->choices);
	case KIND_FLAG:
		return value->kind == JSON_FLAG;
	case KIND_DAY:
		return value->kind == JSON_TEXT && (!*value->text || day_is_valid(value->text));
	case KIND_REGION:
		return value->kind == JSON_TEXT &&
		       (!*value->text || key_from_code(value->text, key) == 0);
	case KIND_JSON:
		return value->kind == JSON_LIST || value->kind == JSON_OBJECT;
	default:
		return false;
	}
}

static const struct field *find_field(const struct shape *shape, const char *name)
{
	return shape ? shape_field(shape, name) : NULL;
}

static int value_check(const struct command *command, const struct field *field,
		       const struct json *value, struct buf *why)
{
	size_t n = strlen(command->name);
	bool is_open = n > 5 && strcmp(command->name + n - 5, ".open") == 0;

	if (value->kind == JSON_NULL)
		return 0;
	if (!kind_fits(field, value)) {
		buf_print(why, "%s is of another kind than declared", field->name);
		return -1;
	}
	if (field->secret != NOT_SECRET && !is_open &&
	    (value->kind != JSON_TEXT || (*value->text && !strchr(value->text, '*')))) {
		buf_print(why, "%s is secret and not masked", field->name);
		return -1;
	}
	return 0;
}

/* The engine's own columns, in replies of its own lists and of writes. */
static bool is_engine_key(const struct command *command, const char *key, bool is_row)
{
	static const char *const columns[] = { "id",      "seq",          "region", "made_by",
					       "void_at", "made_by_name", NULL };

	if (command->does == DOES_LIST && is_row)
		return is_one_of(key, columns);
	if (command->does != DOES_READ && !is_row)
		return strcmp(key, "id") == 0 || strcmp(key, "seq") == 0 ||
		       strcmp(key, "is_replay") == 0;
	return false;
}

static int object_check(const struct command *command, const struct shape *shape,
			const struct json *object, bool is_row, struct buf *why)
{
	if (object->kind != JSON_OBJECT) {
		buf_text(why, "a row is no object");
		return -1;
	}
	for (const struct json *value = object->first; value; value = value->next) {
		const struct field *field = find_field(shape, value->key);

		if (field) {
			if (value_check(command, field, value, why))
				return -1;
		} else if (!is_engine_key(command, value->key, is_row)) {
			buf_print(why, "%s is not declared", value->key);
			return -1;
		}
	}
	return 0;
}

int reply_check(const struct command *command, const struct room *room, const struct json *reply,
		struct buf *why)
{
	const struct shape *shape = command_gives(room, command);
	const struct json *rows;

	if (!reply || reply->kind != JSON_OBJECT) {
		buf_text(why, "the reply is no object");
		return -1;
	}
	rows = find_field(shape, "rows") ? NULL : json_get(reply, "rows");
	if (!rows)
		return object_check(command, shape, reply, false, why);
	if (rows->kind != JSON_LIST) {
		buf_text(why, "rows is no list");
		return -1;
	}
	for (const struct json *row = rows->first; row; row = row->next)
		if (object_check(command, shape, row, true, why))
			return -1;
	for (const struct json *value = reply->first; value; value = value->next) {
		bool is_frame = strcmp(value->key, "rows") == 0 ||
				(strcmp(value->key, "count") == 0 && value->kind == JSON_INT) ||
				(strcmp(value->key, "next") == 0 &&
				 (value->kind == JSON_TEXT || value->kind == JSON_NULL)) ||
				is_engine_key(command, value->key, false);
		const struct field *field = find_field(shape, value->key);

		if (!is_frame && (!field || value_check(command, field, value, why))) {
			if (!field)
				buf_print(why, "%s beside the rows is not declared", value->key);
			return -1;
		}
	}
	return 0;
}
