/* Printer: OpenAPI 3.1 of every command, as served at /api/openapi.json.
 *
 * Rule: a path is /api/<command>; reads answer GET, everything answers POST. */
#include "print.h"

#include "problems.h"

static void out_pair(struct buf *out, const char *key, const char *text)
{
	out_key(out, key);
	out_text(out, text);
}

static void out_limits(struct buf *out, const struct field *f, const char *low, const char *high)
{
	if (f->min || f->max) {
		out_key(out, low);
		out_int(out, f->min);
		out_key(out, high);
		out_int(out, f->max);
	}
}

static void out_type(struct buf *out, const struct field *f)
{
	switch (f->kind) {
	case KIND_INT:
		out_pair(out, "type", "integer");
		out_limits(out, f, "minimum", "maximum");
		break;
	case KIND_AT:
		out_pair(out, "type", "integer");
		out_pair(out, "format", "ms since 1970-01-01 UTC; RFC 3339 text is accepted too");
		break;
	case KIND_REAL:
		out_pair(out, "type", "number");
		out_limits(out, f, "minimum", "maximum");
		break;
	case KIND_FLAG:
		out_pair(out, "type", "integer");
		out_key(out, "enum");
		out_raw(out, "[0,1]");
		break;
	case KIND_CHOICE:
		out_pair(out, "type", "string");
		out_key(out, "enum");
		out_list(out);
		for (int i = 0; f->choices[i]; i++)
			out_text(out, f->choices[i]);
		out_end_list(out);
		break;
	case KIND_JSON:
		break; /* any JSON value */
	case KIND_DAY:
		out_pair(out, "type", "string");
		out_pair(out, "format", "date");
		break;
	default:
		out_pair(out, "type", "string");
		if (f->kind == KIND_TEXT)
			out_limits(out, f, "minLength", "maxLength");
	}
}

static void out_shape(struct buf *out, const struct shape *shape, bool is_request)
{
	out_object(out);
	out_pair(out, "type", "object");
	out_key(out, "properties");
	out_object(out);
	for (int i = 0; shape && i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		out_key(out, f->name);
		out_object(out);
		out_pair(out, "title", f->label);
		out_type(out, f);
		if (f->secret && !is_request)
			out_pair(out, "description", "masked unless opened with a purpose");
		out_end_object(out);
	}
	if (is_request && !(shape && shape_field(shape, "region"))) {
		out_key(out, "region");
		out_raw(out, "{\"type\":\"string\",\"title\":\"Region aimed at\"}");
	}
	if (is_request) {
		out_key(out, "id");
		out_raw(out, "{\"type\":\"string\",\"maxLength\":64,\"title\":\"Client-made id; a "
			     "repeated one is answered again, not done again\"}");
		out_key(out, "key");
		out_raw(out,
			"{\"type\":\"string\",\"maxLength\":64,\"title\":\"Id of the row, when it "
			"is not the command's\"}");
	}
	out_end_object(out);
	out_key(out, "required");
	out_list(out);
	for (int i = 0; is_request && shape && i < shape->n; i++)
		if (shape->fields[i].need)
			out_text(out, shape->fields[i].name);
	out_end_list(out);
	out_end_object(out);
}

static void out_content(struct buf *out)
{
	out_key(out, "content");
	out_object(out);
	out_key(out, "application/json");
	out_object(out);
	out_key(out, "schema");
}

static void out_command(struct buf *out, const struct room *room, const struct command *c)
{
	char path[80];

	snprintf(path, sizeof(path), "/api/%s", c->name);
	out_key(out, path);
	out_object(out);
	out_key(out, "post");
	out_object(out);
	out_pair(out, "operationId", c->name);
	out_key(out, "tags");
	out_list(out);
	out_text(out, room->label);
	out_end_list(out);
	out_key(out, "x-roles");
	out_list(out);
	for (int i = 0; role_names[i]; i++)
		if (c->who & (1u << i))
			out_text(out, role_names[i]);
	out_end_list(out);
	out_key(out, "requestBody");
	out_object(out);
	out_content(out);
	out_shape(out, command_takes(room, c), true);
	buf_text(out, "}}}");
	out_key(out, "responses");
	out_object(out);
	out_key(out, "200");
	out_object(out);
	out_pair(out, "description",
		 command_gives(room, c) ? "Rows, or one object, with these fields" : "{id, seq}");
	out_content(out);
	out_shape(out, command_gives(room, c), false);
	buf_text(out, "}}}");
	out_key(out, "default");
	out_raw(out, "{\"$ref\":\"#/components/responses/problem\"}");
	out_end_object(out);
	out_end_object(out);
	out_end_object(out);
}

/* What is no command: path, what it does, what its body needs. */
static const char *const addresses[][3] = {
	{ "/api/session", "Sign in: a cookie and its CSRF token", "\"login\",\"password\"" },
	{ "/api/session/device", "A phone's bearer token for the code shown to it", "\"token\"" },
	{ "/api/sync/push", "Up to 500 commands, each answered by itself", "\"commands\"" },
};

void print_openapi(struct buf *out)
{
	int n_rooms;
	const struct room *const *rooms = rooms_all(&n_rooms);

	buf_text(out,
		 "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"lianfang\",\"version\":\"0.1.0\","
		 "\"license\":{\"name\":\"Apache-2.0\"}},\"security\":[{\"session\":[]},"
		 "{\"bearer\":[]}],\"paths\":{");
	for (int i = 0; i < n_rooms; i++)
		for (int k = 0; k < rooms[i]->n_commands; k++)
			out_command(out, rooms[i], &rooms[i]->commands[k]);
	for (size_t i = 0; i < COUNT_OF(addresses); i++)
		buf_print(out,
			  ",\"%s\":{\"post\":{\"summary\":\"%s\",\"requestBody\":{\"content\":"
			  "{\"application/json\":{\"schema\":{\"type\":\"object\",\"required\":[%s]"
			  "}}}},\"responses\":{\"200\":{\"description\":\"An object\"},\"default\":"
			  "{\"$ref\":\"#/components/responses/problem\"}}}}",
			  addresses[i][0], addresses[i][1], addresses[i][2]);
	buf_text(out, "},\"components\":{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\","
		      "\"in\":\"cookie\",\"name\":\"lf\"},\"bearer\":{\"type\":\"http\","
		      "\"scheme\":\"bearer\"}},\"responses\":{\"problem\":{\"description\":\"");
	for (const struct problem *p = problems; p->number; p++)
		buf_print(out, "%s%d (HTTP %d): %s", p == problems ? "" : "; ", p->number,
			  p->status, p->sentence);
	buf_text(out,
		 "\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\","
		 "\"properties\":{\"problem\":{\"type\":\"object\",\"properties\":{\"number\":"
		 "{\"type\":\"integer\"},\"status\":{\"type\":\"integer\"},\"field\":{\"type\":"
		 "[\"string\",\"null\"]},\"sentence\":{\"type\":\"string\"}}}}}}}}}}}");
	buf_char(out, '\n');
}
