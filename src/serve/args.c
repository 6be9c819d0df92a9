/* Arguments as text; see args.h.
 *
 * Rule: only the form changes here; whether a value is right is the decoder's. */
#include "args.h"

const struct shape *args_shape(const struct room *room, const struct command *command)
{
	return command->takes ? command->takes : &room->shape;
}

static bool is_json_kind(enum kind kind)
{
	return kind == KIND_INT || kind == KIND_REAL || kind == KIND_FLAG || kind == KIND_AT ||
	       kind == KIND_JSON;
}

/* limit and the like belong to generic commands and have no field. */
static bool looks_like_number(const char *key)
{
	return strcmp(key, "limit") == 0;
}

void args_add(struct arena *arena, const struct shape *shape, struct json *object, const char *key,
	      const char *text)
{
	const struct field *field = shape ? shape_field(shape, key) : NULL;
	struct json *value = NULL, **end = &object->first;
	const char *why;

	if (field ? is_json_kind(field->kind) : looks_like_number(key))
		value = json_read(arena, text, strlen(text), &why);
	/* "true" for a flag is JSON already; "yes" is for the decoder to refuse. */
	if (!value) {
		value = arena_alloc(arena, sizeof(*value));
		value->kind = JSON_TEXT;
		value->text = arena_text(arena, text);
	}
	value->key = arena_text(arena, key);
	value->next = NULL;
	while (*end)
		end = &(*end)->next;
	*end = value;
	object->n++;
}
