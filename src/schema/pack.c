/* Arguments as the journal keeps them: the values of a command's declared
 * arguments in order, as a JSON list, without names.
 *
 *   ["h0000001", null, 1, "2020-02-01"]   first the row's key, where it has its own
 *
 * Secret arguments have no place in the list: they stand in the row's `sealed`.
 *
 * Rule: a released command's arguments and choices are only added to, at the
 * end; absent ones at the end are left out. */
#include "inside.h"

static void pack_field(struct buf *out, const struct field *f, const void *record)
{
	const void *at = (const char *)record + f->offset;

	switch (f->kind) {
	case KIND_INT:
	case KIND_AT:
		out_int(out, *(const int64_t *)at);
		break;
	case KIND_REAL:
		out_real(out, *(const double *)at);
		break;
	case KIND_CHOICE:
	case KIND_FLAG:
		out_int(out, *(const int *)at < 0 ? NOT_GIVEN : *(const int *)at);
		break;
	case KIND_JSON:
		if (*(const struct json *const *)at)
			json_write(out, *(const struct json *const *)at);
		else
			out_null(out);
		break;
	default:
		out_text(out, *(const char *const *)at);
	}
}

const char *args_pack(struct arena *arena, const struct shape *takes, const void *record,
		      const char *key)
{
	struct buf out;
	size_t end;

	buf_init(&out, arena, (size_t)64 << 20);
	out_list(&out);
	out_text(&out, key);
	end = key ? out.n : 1;
	for (int i = 0; i < takes->n; i++) {
		size_t before = out.n;

		if (takes->fields[i].secret)
			continue;
		pack_field(&out, &takes->fields[i], record);
		if (out.n < before + 4 || memcmp(out.bytes + out.n - 4, "null", 4) != 0)
			end = out.n;
	}
	out.n = end;
	out.bytes[end] = '\0';
	out_end_list(&out);
	return out.bytes;
}

static void unpack_field(struct buf *out, const struct field *f, const struct json *value)
{
	int n = 0;

	if (value->kind == JSON_NULL)
		return;
	out_key(out, f->name);
	if (f->kind == KIND_CHOICE && value->kind == JSON_INT) {
		while (f->choices[n] && n < value->number)
			n++;
		out_text(out, f->choices[n]);
	} else {
		json_write(out, value);
	}
}

int args_unpack(struct arena *arena, const char *command, const char *packed, struct buf *out)
{
	const struct room *room;
	const struct command *c = command_find(command, &room);
	const struct shape *takes = c ? command_takes(room, c) : NULL;
	const char *why;
	struct json *list = json_read(arena, packed, strlen(packed), &why);
	const struct json *value;

	if (!list || list->kind != JSON_LIST)
		return -1;
	out_object(out);
	value = list->first;
	if (value && value->kind == JSON_TEXT) {
		out_key(out, "key");
		out_text(out, value->text);
	}
	for (int i = 0; takes && value && i < takes->n; i++) {
		if (takes->fields[i].secret)
			continue;
		value = value->next;
		if (value)
			unpack_field(out, &takes->fields[i], value);
	}
	out_end_object(out);
	return 0;
}
