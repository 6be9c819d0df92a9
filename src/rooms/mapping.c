/* Mappings: which column of a sheet goes into which field, as one account used it last.
 *
 * A street's sheet looks the same every week; whoever sent it once need not say again
 * what its columns mean.  Rule: a mapping is its account's alone, and holds headings
 * and names of fields, never a cell. */
#include "people.h"

struct mapping {
	int64_t account;
	const char *kind, *head, *headers, *map;
	int64_t changed;
};
#define REC struct mapping
static const struct field columns[] = {
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	TEXT(kind, 1, 24, .label = "Kind of sheet", .need = true),
	TEXT(head, 64, 64, .label = "Hash of the headings", .need = true),
	TEXT(headers, 2, 8000, .label = "Headings, as JSON", .need = true),
	TEXT(map, 2, 8000, .label = "Heading to field, as JSON", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const struct table tables[] = {
	TABLE("mapping", columns, .bare = true, .key = "account, kind, head"),
};
#undef REC

struct args {
	const char *kind;
	const struct json *headers, *map;
};
#define REC struct args
static const struct field keep_fields[] = {
	TEXT(kind, 1, 24, .label = "Kind of sheet", .need = true),
	JSON(headers, 8000, .label = "Headings, in the sheet's order", .need = true),
	JSON(map, 8000, .label = "Field for each heading, null for none", .need = true),
};
static const struct shape keep_shape = SHAPE(keep_fields);
static const struct field list_fields[] = {
	TEXT(kind, 1, 24, .label = "Kind of sheet"),
	JSON(headers, 8000, .label = "Headings, in the sheet's order"),
};
static const struct shape list_shape = SHAPE(list_fields);
static const struct field row_fields[] = {
	TEXT(kind, 1, 24, .label = "Kind of sheet"),
	JSON(headers, 8000, .label = "Headings, in the sheet's order"),
	JSON(map, 8000, .label = "Field for each heading, null for none"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

static char *written(struct request *rq, const struct json *value)
{
	struct buf text;

	buf_init(&text, rq->arena, 8100);
	json_write(&text, value);
	return text.bytes;
}

/* The same headings in the same order are the same sheet. */
static char *head_of(struct request *rq, const struct json *headers)
{
	const char *text = written(rq, headers);
	uint8_t hash[HASH_BYTES];

	hash_bytes(text, strlen(text), hash);
	return hex(rq->arena, hash, sizeof(hash));
}

static int check(struct request *rq, const void *record)
{
	const struct args *args = record;

	if (args->headers->kind != JSON_LIST || args->map->kind != JSON_OBJECT)
		return refuse(rq, 5902, "map", "give the headings as a list and the map as pairs");
	for (const struct json *one = args->map->first; one; one = one->next)
		if (one->kind != JSON_NULL && one->kind != JSON_TEXT)
			return refuse(rq, 5902, "map",
				      "give the headings as a list and the map as pairs");
	return 0;
}

/* Free in all of this file: an account's own habits are not about territory. */

static int keep(struct request *rq, const void *record)
{
	const struct args *args = record;
	const char *head, *map;

	if (rq->actor->household)
		return refuse(rq, 5607, NULL, "sheets are for staff; ask your grid worker");
	head = head_of(rq, args->headers);
	map = written(rq, args->map);
	struct rows *rows = rq_rows_free(rq,
					 "SELECT map FROM mapping WHERE account = $1 AND kind = $2 "
					 "AND head = $3",
					 "itt", rq->actor->account, args->kind, head);
	int more = rows_next(rows);
	bool is_same = more == 1 && strcmp(rows_text(rows, 0), map) == 0;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	rows_end(rows);
	if (rq->actor->account <= 0)
		return refuse(rq, 4101, NULL, "sign in first");
	if (is_same)
		return outcome_reply(rq, SAME);
	if (rq_run_free(rq,
			"INSERT INTO mapping (account, kind, head, headers, map, changed) "
			"VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account, kind, head) "
			"DO UPDATE SET map = excluded.map, changed = excluded.changed",
			"itttti", rq->actor->account, args->kind, head, written(rq, args->headers),
			map, rq->seq) < 0)
		return -1;
	return outcome_reply(rq, more == 1 ? CHANGED : ADDED);
}

static int list(struct request *rq, const void *record)
{
	const struct args *args = record;
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT kind, headers, map FROM mapping WHERE account = $1 "
			     "AND (CAST($2 AS text) IS NULL OR kind = $2) "
			     "AND (CAST($3 AS text) IS NULL OR head = $3) "
			     "ORDER BY changed DESC LIMIT 200",
			     "itt", rq->actor->account, args->kind,
			     args->headers ? head_of(rq, args->headers) : NULL);
	const char *why;

	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		const char *headers = rows_text(rows, 1), *map = rows_text(rows, 2);
		struct args row = {
			.kind = arena_text(rq->arena, rows_text(rows, 0)),
			.headers = json_read(rq->arena, headers, strlen(headers), &why),
			.map = json_read(rq->arena, map, strlen(map), &why),
		};

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_MASKED);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "mapping.keep", DOES_OWN, SIGNED_IN, ANYWHERE, check, keep, &keep_shape, &outcome_shape },
	{ "mapping.list", DOES_READ, SIGNED_IN, ANYWHERE, NULL, list, &list_shape, &row_shape },
};

const struct room mapping_room =
	OWN_ROOM(mapping, "Columns of sheets", .tables = tables, .n_tables = (int)COUNT_OF(tables));
