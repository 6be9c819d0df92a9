/* Visitors and deliveries: written down by themselves at the gate's QR code, or by the
 * keeper on paper.
 *
 * Rule: both are the same record; name, telephone and destination stand sealed in the
 * journal row that brought them and are destroyed after 30 days (safeguard R12). */
#include "actor.h"
#include "gating.h"
#include "home.h"
#include "page.h"

#define KEPT_MS (30 * MS_PER_DAY)

struct visitor_row {
	int64_t seq, gate, at, forgotten_at;
	const char *id, *region;
	int is_paper;
};
#define REC struct visitor_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the visitor", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Compound or grid", .need = true),
	INT(gate, 1, INT64_MAX, .label = "Gate", .need = true),
	FLAG(is_paper, .label = "Written by the keeper", .need = true),
	AT(at, .label = "Filed", .need = true),
	AT(forgotten_at, .label = "Words destroyed"),
};
static const char *const indexes[] = { "unique (id)", "region, seq", NULL };
static const struct table tables[] = {
	TABLE("visitor", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

/* The secrets first and in the same order in both: one shape opens what either sealed. */
struct filing {
	const char *name, *phone, *destination, *token, *gate;
	int64_t device_at;
	int agrees;
};
#define REC struct filing
#define WORDS                                                                                      \
	TEXT(name, 1, 60, .label = "Name", .secret = SECRET_NAME, .need = true),                   \
		TEXT(phone, 5, 30, .label = "Phone", .secret = SECRET_PHONE, .need = true),        \
		TEXT(destination, 1, 60, .label = "Which door", .secret = SECRET_TEXT,             \
		     .need = true)
#define AGREES FLAG(agrees, .label = "Agrees that this is kept for 30 days", .need = true)
static const struct field words_fields[] = { WORDS };
static const struct shape words_shape = SHAPE(words_fields);
static const struct field file_fields[] = {
	WORDS,
	TEXT(token, 1, 64, .label = "Token of the gate's QR code", .secret = SECRET_TEXT,
	     .need = true),
	AGREES,
};
static const struct shape file_shape = SHAPE(file_fields);
static const struct field write_fields[] = {
	WORDS,
	REF(gate, "gate", .label = "Gate", .need = true),
	AGREES,
	AT(device_at, .label = "Time on the device"),
};
static const struct shape write_shape = SHAPE(write_fields);
#undef REC

struct filed {
	const char *gate;
	int64_t number;
};
#define REC struct filed
static const struct field filed_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number of the visitor"),
	TEXT(gate, 1, 60, .label = "Name of the gate"),
};
static const struct shape filed_shape = SHAPE(filed_fields);
#undef REC

struct list_args {
	const char *region, *gate, *day, *cursor;
	int64_t limit;
};
#define REC struct list_args
static const struct field list_fields[] = {
	REGION(region, .label = "Region"),
	REF(gate, "gate", .label = "Gate"),
	DAY(day, .label = "Day"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape list_shape = SHAPE(list_fields);
#undef REC

struct row {
	const char *name, *phone, *destination, *gate;
	int64_t number, at;
	int is_paper;
};
#define REC struct row
static const struct field row_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number of the visitor"),
	TEXT(gate, 1, 60, .label = "Name of the gate"),
	TEXT(name, 1, 60, .label = "Name", .secret = SECRET_NAME),
	TEXT(phone, 5, 30, .label = "Phone", .secret = SECRET_PHONE),
	TEXT(destination, 1, 60, .label = "Which door"),
	FLAG(is_paper, .label = "Written by the keeper"),
	AT(at, .label = "Filed"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct forget_args {
	int64_t number;
};
#define REC struct forget_args
static const struct field forget_fields[] = {
	INT(number, 1, INT64_MAX, .label = "Number of the visitor", .need = true),
};
static const struct shape forget_shape = SHAPE(forget_fields);
#undef REC

/* Free in the rest of this file: a visitor has no reach; the gate is found by its token,
 * or in the keeper's reach. */

static int keep(struct request *rq, const struct gate *gate, bool is_paper, int64_t at)
{
	struct filed filed = { gate->name, rq->seq };

	if (gate->closed_at != NOT_GIVEN && gate->closed_at <= at)
		return refuse(rq, 7702, "gate", "this gate is closed; ask at the next one");
	if (rq_run_free(rq,
			"INSERT INTO visitor (seq, id, region, gate, is_paper, at) "
			"VALUES ($1, $2, $3, $4, $5, $6)",
			"ittiii", rq->seq, rq->key, gate->region, gate->seq, (int64_t)is_paper,
			at) < 0 ||
	    timer_set(rq, arena_print(rq->arena, "visitor.%" PRId64, rq->seq), rq->now + KEPT_MS,
		      "visitor.forget", gate->region,
		      arena_print(rq->arena, "{\"number\":%" PRId64 "}", rq->seq)) != 0)
		return -1;
	rq_place(rq, gate->region);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &filed_shape, &filed, SECRETS_OUT);
	out_end_object(&rq->reply);
	return 0;
}

static int check_agrees(struct request *rq, const struct filing *args)
{
	if (args->agrees != 1)
		return refuse(rq, 7703, "agrees",
			      "without agreement nothing is kept; the keeper can call the "
			      "household instead");
	return 0;
}

static int file(struct request *rq, const void *record)
{
	const struct filing *args = record;
	struct rows *rows;
	struct gate gate;
	int more;

	if (check_agrees(rq, args) != 0)
		return -1;
	rows = rq_rows_free(rq, "SELECT " GATE_COLUMNS " FROM gate g WHERE g.token_hash = $1", "t",
			    token_hash(rq->arena, args->token));
	more = rows_next(rows);
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(rq, 7701, "token",
			      "this code belongs to no gate; scan the one at the gate again");
	gate = gate_from(rq, rows);
	rows_end(rows);
	return keep(rq, &gate, false, rq->now);
}

static int write_down(struct request *rq, const void *record)
{
	const struct filing *args = record;
	struct gate gate;

	if (check_agrees(rq, args) != 0 || gate_need(rq, args->gate, &gate) != 0)
		return -1;
	/* Without network it comes later; a clock that runs ahead says now. */
	return keep(rq, &gate, true,
		    args->device_at != NOT_GIVEN && args->device_at < rq->now ? args->device_at
									      : rq->now);
}

static void write_row(struct request *rq, const struct rows *rows)
{
	struct filing words = { 0 };
	struct row row = { .number = rows_int(rows, 0),
			   .is_paper = (int)rows_int(rows, 1),
			   .at = rows_int(rows, 2),
			   .gate = rows_text(rows, 4) };
	size_t n;
	const void *sealed = rows_blob(rows, 3, &n);

	if (sealed && n > HASH_BYTES &&
	    record_unseal(rq->keys, rq->arena, &words_shape, sealed, n, &words) == 0) {
		row.name = words.name;
		row.phone = words.phone;
		row.destination = words.destination;
	}
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_MASKED);
	out_end_object(&rq->reply);
}

#define WANTED                                                                                     \
	"WHERE v.region >= $1 AND v.region < $2 AND (CAST($3 AS text) IS NULL OR g.id = $3) "      \
	"AND v.at >= $4 AND v.at < $5 "

static int list(struct request *rq, const void *record)
{
	const struct list_args *args = record;
	int64_t from = args->day ? day_start(args->day) : 0;
	int64_t until = args->day ? from + MS_PER_DAY : INT64_MAX;
	struct page page;
	struct rows *rows;

	if (page_read(rq, args->cursor, 1, args->limit, &page) != 0)
		return -1;
	rows = rq_rows(rq,
		       "SELECT v.seq, v.is_paper, v.at, j.sealed, g.name FROM visitor v "
		       "JOIN gate g ON g.seq = v.gate JOIN journal j ON j.seq = v.seq " WANTED
		       "AND ($6 = 0 OR v.seq < $6) ORDER BY v.seq DESC LIMIT $7",
		       "tiiii", args->gate, from, until, page.number[0], page.limit);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		write_row(rq, rows);
		page_row(rq, &page, "%" PRId64, rows_int(rows, 0));
	}
	return page_end(
		rq, &page, rows,
		rq_one(rq, 0,
		       "SELECT count(*) FROM visitor v JOIN gate g ON g.seq = v.gate " WANTED,
		       "tii", args->gate, from, until));
}

static int forget(struct request *rq, const void *record)
{
	const struct forget_args *args = record;

	if (home_forget(rq, args->number) != 0)
		return -1;
	return rq_run_free(rq, "UPDATE visitor SET forgotten_at = $2 WHERE seq = $1", "ii",
			   args->number, rq->now) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "visitor.file", DOES_OWN, .who = ANYONE | SIGNED_IN, .where = ANYWHERE, .run = file,
	  .takes = &file_shape, .gives = &filed_shape },
	{ "visitor.write", DOES_OWN, .who = GATE_KEEPERS | LATE, .where = IN_REACH,
	  .run = write_down, .takes = &write_shape, .gives = &filed_shape },
	{ "visitor.list", DOES_READ, .who = GATE_KEEPERS, .where = IN_REACH, .run = list,
	  .takes = &list_shape, .gives = &row_shape },
	{ "visitor.forget", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = forget,
	  .takes = &forget_shape },
};

const struct room visitor_room =
	OWN_ROOM(visitor, "Visitors", .tables = tables, .n_tables = (int)COUNT_OF(tables));
