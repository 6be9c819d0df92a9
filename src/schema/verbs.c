/* The generic commands of a room: add, list, void.
 *
 * Rule: the engine never joins.  Anything more is a room's own run. */
#include "inside.h"

#define MAX_COLUMNS 60

struct list_args {
	const char *region, *cursor;
	int64_t limit;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct void_args {
	const char *row, *reason;
};
#define REC struct void_args
static const struct field void_fields[] = {
	TEXT(row, 1, 64, .label = "Row", .need = true),
	TEXT(reason, 1, 500, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

bool field_has_hash(const struct field *f)
{
	return f->secret && f->secret != SECRET_TEXT;
}

const struct shape *command_takes(const struct room *room, const struct command *command)
{
	static const struct shape nothing = { NULL, 0, 0 };

	if (command->takes)
		return command->takes;
	switch (command->does) {
	case DOES_ADD:
		return &room->shape;
	case DOES_LIST:
		return &list_shape;
	case DOES_VOID:
		return &void_shape;
	default:
		return &nothing;
	}
}

const struct shape *command_gives(const struct room *room, const struct command *command)
{
	return command->gives ? command->gives : command->does == DOES_LIST ? &room->shape : NULL;
}

/* The value of a plain field as a parameter. */
static struct db_param param_of(const struct field *f, struct request *rq, const void *record)
{
	const void *at = (const char *)record + f->offset;
	struct db_param p = { .type = 't' };

	switch (f->kind) {
	case KIND_INT:
	case KIND_AT:
		p.type = 'i';
		memcpy(&p.number, at, sizeof(p.number));
		break;
	case KIND_REAL:
		p.type = 'd';
		memcpy(&p.real, at, sizeof(p.real));
		break;
	case KIND_CHOICE:
	case KIND_FLAG:
		p.type = 'i';
		p.number = *(const int *)at < 0 ? NOT_GIVEN : *(const int *)at;
		break;
	case KIND_JSON: {
		const struct json *tree = *(const struct json *const *)at;
		struct buf text;
		if (tree) {
			buf_init(&text, rq->arena, (size_t)f->max + 1);
			json_write(&text, tree);
			p.text = text.bytes;
		}
		break;
	}
	default:
		p.text = *(const char *const *)at;
	}
	return p;
}

/* A statement's text must outlive it: kept per room and verb for good. */
static const char *statement(const struct room *room, enum does does,
			     void (*build)(struct buf *, const struct room *))
{
	static struct kept {
		const struct room *room;
		enum does does;
		const char *sql;
	} kept[256];
	static int n_kept;
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	const char *found = NULL;

	pthread_mutex_lock(&lock);
	for (int i = 0; i < n_kept && !found; i++)
		if (kept[i].room == room && kept[i].does == does)
			found = kept[i].sql;
	if (!found) {
		struct buf sql;
		buf_init(&sql, NULL, 65536);
		build(&sql, room);
		assert(n_kept < 256);
		kept[n_kept++] = (struct kept){ room, does, sql.bytes };
		found = sql.bytes;
	}
	pthread_mutex_unlock(&lock);
	return found;
}

static void build_add(struct buf *sql, const struct room *room)
{
	bool has_secret = false;
	int n = 5;

	buf_print(sql, "INSERT INTO %s (seq, id, region, made_by", room->name);
	for (int i = 0; i < room->shape.n; i++) {
		const struct field *f = &room->shape.fields[i];

		has_secret = has_secret || f->secret;
		if (!f->secret)
			buf_print(sql, ", %s", f->name);
		else if (field_has_hash(f))
			buf_print(sql, ", %s_hash", f->name);
		else
			continue;
		n++;
	}
	if (has_secret)
		buf_text(sql, ", sealed");
	/* $1 and $2 scope the row itself: it is added only inside the reach. */
	buf_text(sql, ") SELECT $3, $4, $5, $6");
	for (int i = 7; i < n + 2 + (has_secret ? 1 : 0); i++)
		buf_print(sql, ", $%d", i);
	buf_text(sql, " WHERE CAST($5 AS text) >= $1 AND CAST($5 AS text) < $2 "
		      "ON CONFLICT (id) DO NOTHING");
}

/* A reference must name a row in reach. */
static int check_refs(struct request *rq, const struct shape *shape, const void *record)
{
	for (int i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];
		const char *id = NULL;
		struct buf sql;

		if (f->kind == KIND_REF)
			id = *(const char *const *)((const char *)record + f->offset);
		if (!id)
			continue;
		buf_init(&sql, rq->arena, 1000);
		buf_print(&sql,
			  "SELECT count(*) FROM %s WHERE id = $3 AND region >= $1 AND region < $2",
			  f->to);
		if (rq_one(rq, 0, sql.bytes, "t", id) == 0 && !rq->fault.number)
			return refuse(
				rq, 4206, f->name,
				"there is no such row in your reach; choose it from the list");
	}
	return rq->fault.number ? -1 : 0;
}

static int verb_add(struct request *rq, const void *record)
{
	const struct shape *shape = &rq->room->shape;
	struct db_param params[MAX_COLUMNS];
	const void *sealed;
	size_t n_sealed;
	int64_t added;
	int n = 0;

	if (!*rq->region || rq_one(rq, 0,
				   "SELECT count(*) FROM region WHERE key = $3 AND key >= $1 "
				   "AND key < $2 AND valid_until IS NULL",
				   "t", rq->region) == 0)
		return rq->fault.number
			       ? -1
			       : refuse(rq, 4010, "region",
					"there is no such region; choose it from the tree");
	if (check_refs(rq, shape, record) != 0)
		return -1;
	params[n++] = (struct db_param){ .type = 't', .text = rq->from };
	params[n++] = (struct db_param){ .type = 't', .text = rq->until };
	params[n++] = (struct db_param){ .type = 'i', .number = rq->seq };
	params[n++] = (struct db_param){ .type = 't', .text = rq->key };
	params[n++] = (struct db_param){ .type = 't', .text = rq->region };
	params[n++] = (struct db_param){ .type = 'i', .number = rq->actor->account };
	for (int i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (!f->secret)
			params[n++] = param_of(f, rq, record);
		else if (field_has_hash(f))
			params[n++] = (struct db_param){
				.type = 'i',
				.number = secret_hash(
					rq->keys, rq->arena, f->secret,
					*(const char *const *)((const char *)record + f->offset)),
			};
		assert(n < MAX_COLUMNS - 1);
	}
	sealed = record_seal(rq->keys, rq->arena, shape, record, &n_sealed);
	for (int i = 0; i < shape->n; i++)
		if (shape->fields[i].secret) {
			params[n++] =
				(struct db_param){ .type = 'b', .text = sealed, .n = n_sealed };
			break;
		}
	added = db_run_p(rq->db, statement(rq->room, DOES_ADD, build_add), params, n);
	if (added < 0)
		return -1;
	if (added == 0)
		return refuse(rq, 4207, "key", "a row with this id exists already; use another");
	tally(rq, rq->region, rq->today, rq->room->name, 1);
	return 0;
}

static void build_list(struct buf *sql, const struct room *room)
{
	bool has_secret = false;

	buf_text(sql, "SELECT id, seq, region, made_by");
	for (int i = 0; i < room->shape.n; i++) {
		if (room->shape.fields[i].secret)
			has_secret = true;
		else
			buf_print(sql, ", %s", room->shape.fields[i].name);
	}
	buf_print(sql,
		  "%s FROM %s WHERE region >= $1 AND region < $2 AND void_at IS NULL "
		  "AND seq < $3 ORDER BY seq DESC LIMIT $4",
		  has_secret ? ", sealed" : "", room->name);
}

static void out_column(struct buf *out, const struct field *f, const struct rows *rows, int column)
{
	int64_t number;

	switch (f->kind) {
	case KIND_INT:
	case KIND_AT:
		out_int(out, rows_int(rows, column));
		break;
	case KIND_REAL:
		out_real(out, rows_real(rows, column));
		break;
	case KIND_FLAG:
		out_flag(out, rows_is_null(rows, column) ? -1 : (int)rows_int(rows, column));
		break;
	case KIND_CHOICE:
		number = rows_int(rows, column);
		out_text(out, number == NOT_GIVEN ? NULL : f->choices[number]);
		break;
	case KIND_JSON:
		if (rows_is_null(rows, column))
			out_null(out);
		else
			out_raw(out, rows_text(rows, column));
		break;
	default:
		out_text(out, rows_text(rows, column));
	}
}

static int list_row(struct request *rq, const struct rows *rows)
{
	const struct shape *shape = &rq->room->shape;
	struct buf *out = &rq->reply;
	void *secrets = record_new(rq->arena, shape);
	int column = 4;
	size_t n_sealed;
	const void *sealed;

	out_object(out);
	out_key(out, "id");
	out_text(out, rows_text(rows, 0));
	out_key(out, "seq");
	out_int(out, rows_int(rows, 1));
	out_key(out, "region");
	out_text(out, rows_text(rows, 2));
	out_key(out, "made_by");
	out_int(out, rows_int(rows, 3));
	for (int i = 0; i < shape->n; i++)
		if (!shape->fields[i].secret) {
			out_key(out, shape->fields[i].name);
			out_column(out, &shape->fields[i], rows, column++);
		}
	if (column < rows_columns(rows)) {
		sealed = rows_blob(rows, column, &n_sealed);
		if (rq_unseal(rq, shape, sealed, n_sealed, secrets) != 0)
			return -1;
		for (int i = 0; i < shape->n; i++)
			if (shape->fields[i].secret) {
				struct shape one = { &shape->fields[i], 1, shape->size };
				record_write(out, rq->arena, &one, secrets, SECRETS_MASKED);
			}
	}
	out_end_object(out);
	return 0;
}

static int verb_list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t before = INT64_MAX, limit = args->limit == NOT_GIVEN ? 50 : args->limit;
	int64_t n = 0, last = 0;
	struct rows *rows;
	int more;

	if (args->cursor && text_to_int(args->cursor, &before) != 0)
		return refuse(rq, 4007, "cursor", "start again from the first page");
	rows = rq_rows(rq, statement(rq->room, DOES_LIST, build_list), "ii", before, limit + 1);
	rq_reply_rows(rq);
	while ((more = rows_next(rows)) == 1 && n < limit) {
		last = rows_int(rows, 1);
		if (list_row(rq, rows) != 0)
			return -1;
		n++;
	}
	if (more < 0)
		return rq_rows_failed(rq, rows);
	rows_end(rows);
	rq_reply_end(rq, tally_read(rq, rq->region, rq->room->name, NULL),
		     more == 1 ? arena_print(rq->arena, "%" PRId64, last) : NULL);
	return 0;
}

static void build_void(struct buf *sql, const struct room *room)
{
	buf_print(sql,
		  "UPDATE %s SET void_at = $4 WHERE id = $3 AND region >= $1 AND region < $2 "
		  "AND void_at IS NULL RETURNING region",
		  room->name);
}

static int verb_void(struct request *rq, const void *record)
{
	const struct void_args *args = record;
	struct rows *rows =
		rq_rows(rq, statement(rq->room, DOES_VOID, build_void), "ti", args->row, rq->now);
	int more = rows_next(rows);

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 4204, "row",
			      "there is no such row in your reach, or it is void already");
	rq_place(rq, rows_text(rows, 0));
	rows_end(rows);
	tally(rq, rq->place, rq->today, rq->room->name, -1);
	return 0;
}

int verb_run(struct request *rq, const void *record)
{
	switch (rq->command->does) {
	case DOES_ADD:
		return verb_add(rq, record);
	case DOES_LIST:
		return verb_list(rq, record);
	case DOES_VOID:
		return verb_void(rq, record);
	default:
		return refuse(rq, 4002, NULL, "there is no such command");
	}
}
