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

/* What is no command: path, what it does, what its body needs.  Methods of one path follow
 * each other. */
static const struct {
	const char *path, *method, *summary, *kind, *needs; /* kind: of the body, if it has one */
} addresses[] = {
	{ "/api/session", "post", "Sign in: a cookie and its CSRF token", "application/json",
	  "\"login\",\"password\"" },
	{ "/api/session", "delete", "Sign out", NULL, NULL },
	{ "/api/session/link", "post", "Set the password behind a one-time link, and sign in",
	  "application/json", "\"token\",\"password\"" },
	{ "/api/session/device", "post", "A phone's bearer token for the code shown to it",
	  "application/json", "\"token\"" },
	{ "/api/session/household", "post",
	  "A family's bearer token for its card, or door and code", "application/json", "" },
	{ "/api/me", "get", "Who is signed in, the postings open now, the CSRF token", NULL, NULL },
	{ "/api/sync/push", "post", "Up to 500 commands, each answered by itself",
	  "application/json", "\"commands\"" },
	{ "/api/live", "get", "Server-sent events: tallies of ?region=CODE,CODE as they change",
	  NULL, NULL },
	{ "/api/import/{name}", "post",
	  "A CSV or XLSX sheet of that kind (?dry_run=1, ?edition=DAY, ?preview=1)",
	  "application/octet-stream", NULL },
	{ "/api/import/{name}", "get",
	  "How far the import of that id is; /errors: its refused rows", NULL, NULL },
	{ "/api/import/{name}", "delete", "Stop the import of that id", NULL, NULL },
	{ "/api/export/{name}", "get", "A sheet of that kind (?region=CODE, ?format=csv|xlsx)",
	  NULL, NULL },
	{ "/api/template/{name}", "get", "An empty sheet of that kind, with an explanation row",
	  NULL, NULL },
};

static void out_address(struct buf *out, size_t i)
{
	const char *path = addresses[i].path, *kind = addresses[i].kind;
	bool is_more = i > 0 && strcmp(path, addresses[i - 1].path) == 0;

	buf_print(out, is_more ? "," : ",\"%s\":{", path);
	buf_print(out, "\"%s\":{\"summary\":\"%s\",", addresses[i].method, addresses[i].summary);
	if (strchr(path, '{'))
		buf_text(out, "\"parameters\":[{\"name\":\"name\",\"in\":\"path\",\"required\":"
			      "true,\"schema\":{\"type\":\"string\"}}],");
	if (kind)
		buf_print(out, "\"requestBody\":{\"content\":{\"%s\":{\"schema\":{", kind);
	if (kind && addresses[i].needs)
		buf_print(out, "\"type\":\"object\",\"required\":[%s]", addresses[i].needs);
	buf_print(out,
		  "%s\"responses\":{\"200\":{\"description\":\"Done\"},\"default\":"
		  "{\"$ref\":\"#/components/responses/problem\"}}}",
		  kind ? "}}}}," : "");
	if (i + 1 == COUNT_OF(addresses) || strcmp(path, addresses[i + 1].path) != 0)
		buf_char(out, '}');
}

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
		out_address(out, i);
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
