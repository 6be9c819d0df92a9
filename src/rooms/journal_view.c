/* The journal for those who oversee: who did what, where and when.
 *
 * Rule: no secrets, which are not in the arguments at all, and no persons for
 * auditors and administrators: they see arguments only of commands about the
 * territory and authority. */
#include "authority.h"
#include "engine.h"
#include "page.h"

struct ask {
	const char *region, *command, *account, *number, *cursor;
	int64_t from_at, until_at, limit;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(command, 1, 64, .label = "Command, or its first part"),
	TEXT(account, 2, 40, .label = "Login"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
	TEXT(number, 1, 64, .label = "Number of the row, or the command's own id"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct row {
	int64_t seq, at;
	const char *id, *command, *region, *place, *login, *role;
	const struct json *args;
};
#define REC struct row
static const struct field row_fields[] = {
	INT(seq, 1, INT64_MAX, .label = "Number"),
	AT(at, .label = "When"),
	TEXT(id, 1, 64, .label = "The command's own id; absent: the program gave none"),
	TEXT(command, 1, 64, .label = "Command"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
	TEXT(place, 0, 100, .label = "Name of the region"),
	TEXT(login, 1, 40, .label = "Login; absent: the program"),
	TEXT(role, 1, 20, .label = "Role that allowed it"),
	JSON(args, 1 << 24, .label = "Arguments without secrets, by name"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

struct verified {
	int is_intact;
	int64_t n, broken_at;
};
#define REC struct verified
static const struct field verified_fields[] = {
	FLAG(is_intact, .label = "The chain holds"),
	INT(n, 0, 0, .label = "Rows"),
	INT(broken_at, 1, INT64_MAX, .label = "First row that does not fit"),
};
static const struct shape verified_shape = SHAPE(verified_fields);
#undef REC

/* Whether the reader may see the arguments: of persons only where he meets them. */
static bool shows_args(const struct request *rq, const char *command)
{
	static const char *const impersonal[] = { "region.",  "posting.",     "session.",
						  "overlay.", "account.",     "timer.",
						  "device.",  "sweep.start",  "sweep.close",
						  "setting.", "organisation." };

	if (rq->role != AUDITOR && rq->role != ADMIN)
		return true;
	for (size_t i = 0; i < COUNT_OF(impersonal); i++)
		if (strncmp(command, impersonal[i], strlen(impersonal[i])) == 0)
			return true;
	return false;
}

static void write_row(struct request *rq, const struct rows *rows)
{
	struct buf *out = &rq->reply;
	size_t n_id;
	const void *id = rows_blob(rows, 7, &n_id);

	out_object(out);
	out_key(out, "seq");
	out_int(out, rows_int(rows, 0));
	out_key(out, "at");
	out_int(out, rows_int(rows, 1));
	out_key(out, "id");
	out_text(out, id ? id_unpack(rq->arena, id, n_id) : NULL);
	out_key(out, "command");
	out_text(out, rows_text(rows, 2));
	out_key(out, "region");
	out_text(out, rows_text(rows, 3));
	out_key(out, "place");
	out_text(out, rows_text(rows, 8));
	out_key(out, "login");
	out_text(out, rows_text(rows, 4));
	out_key(out, "role");
	out_text(out, rows_is_null(rows, 5) ? NULL : role_word(rows_int(rows, 5)));
	if (shows_args(rq, rows_text(rows, 2))) {
		out_key(out, "args");
		if (args_unpack(rq->arena, rows_text(rows, 2), rows_text(rows, 6), out) != 0)
			out_null(out);
	}
	out_end_object(out);
}

/* The journal has no index but its number: a page looks at this many rows and, where
 * they gave too few, says from where to go on. */
#define ROWS_A_PAGE 200000
/* Commands of one batch may be out of order by what they waited. */
#define SLACK_MS (5 * MS_PER_MINUTE)

/* Rows first … until, not with it. */
struct span {
	int64_t first, until;
};

/* The first row of `span` made at this instant or later, found by halving. */
static int64_t first_since(struct request *rq, const struct span *span, int64_t at)
{
	int64_t low = span->first, high = span->until;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		/* Free: when a row was made, not what it says. */
		if (rq_one_free(rq, 0, "SELECT at FROM journal WHERE seq = $1", "i", middle) < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The one row meant by its number or by the client's id; empty when there is none. */
static struct span row_of(struct request *rq, const char *number)
{
	int64_t seq = 0;
	size_t n_id;
	const void *id;

	if (text_to_int(number, &seq) != 0) {
		id = id_pack(rq->arena, number, &n_id);
		/* Free: the row itself is read inside the reach. */
		seq = rq_one_free(rq, 0, "SELECT seq FROM journal WHERE id = $1", "b", id, n_id);
	}
	return (struct span){ seq, seq > 0 ? seq + 1 : seq };
}

static struct span span_of(struct request *rq, const struct ask *ask)
{
	struct span span = { .first = 1 };

	if (ask->number)
		return row_of(rq, ask->number);
	/* Free: where the journal ends. */
	span.until = rq_one_free(rq, 0, "SELECT n FROM counter WHERE name = 'seq'", "") + 1;
	if (ask->until_at != NOT_GIVEN)
		span.until = first_since(rq, &span, ask->until_at + SLACK_MS);
	if (ask->from_at != NOT_GIVEN)
		span.first = first_since(rq, &span, ask->from_at - SLACK_MS);
	return span;
}

static const char list_sql[] =
	"SELECT j.seq, j.at, j.command, j.region, a.login, p.role, j.args, j.id, g.name "
	"FROM journal j LEFT JOIN account a ON a.seq = j.actor "
	"LEFT JOIN posting p ON p.seq = j.posting LEFT JOIN region g ON g.key = j.region "
	"WHERE j.region >= $1 AND j.region < $2 AND j.seq < $3 AND j.seq >= $4 "
	"AND (CAST($5 AS text) IS NULL OR substr(j.command, 1, length($5)) = $5) "
	"AND (CAST($6 AS text) IS NULL OR a.login = $6) "
	"AND (CAST($7 AS bigint) IS NULL OR j.at >= $7) "
	"AND (CAST($8 AS bigint) IS NULL OR j.at < $8) ORDER BY j.seq DESC LIMIT $9";

static int list(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	struct span span = span_of(rq, ask);
	struct page page;
	struct rows *rows;
	int64_t n = 0, last;
	int more;

	if (page_read(rq, ask->cursor, 1, ask->limit, &page) != 0)
		return -1;
	if (ask->cursor && page.number[0] < span.until)
		span.until = page.number[0];
	last = span.until - ROWS_A_PAGE > span.first ? span.until - ROWS_A_PAGE : span.first;
	rows = rq_rows(rq, list_sql, "iittiii", span.until, last, ask->command, ask->account,
		       ask->from_at, ask->until_at, page.limit);
	rq_reply_rows(rq);
	for (; (more = rows_next(rows)) == 1; n++) {
		write_row(rq, rows);
		if (n + 1 == page.limit)
			last = rows_int(rows, 0);
	}
	rq_reply_end(rq, NOT_GIVEN,
		     last > span.first ? page_next(rq, "%lld", (long long)last) : NULL);
	return more < 0 ? -1 : 0;
}

static int verify(struct request *rq, const void *record)
{
	int64_t broken_at = NOT_GIVEN, n;
	int outcome = journal_verify(rq->db, rq->arena, &broken_at);

	(void)record;
	if (outcome < 0)
		return -1;
	/* Free: the chain is one for the whole house. */
	n = rq_one_free(rq, 0, "SELECT count(*) FROM journal", "");
	out_object(&rq->reply);
	out_key(&rq->reply, "is_intact");
	out_flag(&rq->reply, outcome == 0);
	out_key(&rq->reply, "n");
	out_int(&rq->reply, n);
	if (outcome != 0) {
		out_key(&rq->reply, "broken_at");
		out_int(&rq->reply, broken_at);
	}
	out_end_object(&rq->reply);
	return rq->fault.number ? -1 : 0;
}

static const struct command commands[] = {
	{ "journal.list", DOES_READ, .who = AUDITOR | ADMIN | COMMANDER, .where = IN_REACH,
	  .run = list, .takes = &ask_shape, .gives = &row_shape },
	{ "journal.verify", DOES_READ, .who = AUDITOR | ADMIN | COMMANDER, .where = ANYWHERE,
	  .run = verify, .gives = &verified_shape },
};

const struct room journal_view_room = OWN_ROOM(journal_view, "Journal");
