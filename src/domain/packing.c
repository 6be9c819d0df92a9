/* What a region's packet holds; see packing.h.
 *
 * Rule: every statement sees the request's key range only, and what one command changed
 * is never torn apart. */
#include "packing.h"

#include "authority.h"
#include "people.h"
#include "sweeping.h"

/* A column of a packet: a text, a number, a choice, the two masked words that come from
 * one sealed column, the name of a member of staff, or JSON as it is. */
struct column {
	const char *name;
	char kind; /* t i c p n j */
	const char *const *choices;
};

struct packed {
	const char *name;
	const struct column *columns;
	int n;
	const char *sql; /* $3 … $4: changed after, up to; $5 the region */
};

static const struct column region_columns[] = {
	{ "key", 't', NULL },
	{ "name", 't', NULL },
	{ "level", 'i', NULL },
	{ "valid_until", 't', NULL },
};
static const struct column household_columns[] = {
	{ "seq", 'i', NULL },
	{ "id", 't', NULL },
	{ "region", 't', NULL },
	{ "door", 't', NULL },
	{ "floor", 'i', NULL },
	{ "kind", 'c', household_kinds },
	{ "state", 'c', household_states },
	{ "changed", 'i', NULL },
};
static const struct column resident_columns[] = {
	{ "seq", 'i', NULL },
	{ "id", 't', NULL },
	{ "household", 'i', NULL },
	{ "name\",\"phone", 'p', NULL }, /* two columns of the packet */
	{ "sex", 'c', sexes },
	{ "birth_year", 'i', NULL },
	{ "relation", 'c', relations },
	{ "residence", 'c', residences },
	{ "state", 'c', resident_states },
	{ "changed", 'i', NULL },
};
static const struct column sweep_columns[] = {
	{ "seq", 'i', NULL },         { "id", 't', NULL },
	{ "region", 't', NULL },      { "title", 't', NULL },
	{ "kind", 'c', sweep_kinds }, { "target", 'c', sweep_targets },
	{ "from_day", 't', NULL },    { "until_day", 't', NULL },
	{ "is_daily", 'i', NULL },    { "state", 'c', sweep_states },
	{ "list_day", 't', NULL },    { "questions", 'j', NULL },
};
static const struct column door_columns[] = {
	{ "sweep", 'i', NULL },    { "day", 't', NULL },          { "household", 'i', NULL },
	{ "resident", 'i', NULL }, { "state", 'c', door_states }, { "channel", 'c', channels },
	{ "n_tries", 'i', NULL },  { "next_visit", 't', NULL },   { "reason", 't', NULL },
	{ "conflict", 'i', NULL },
};
static const struct column conflict_columns[] = {
	{ "sweep", 'i', NULL },       { "day", 't', NULL },   { "household", 'i', NULL },
	{ "resident", 'i', NULL },    { "visit", 'i', NULL }, { "state", 'c', door_states },
	{ "channel", 'c', channels }, { "at", 'i', NULL },    { "by", 'n', NULL },
	{ "answers", 'j', NULL },     { "note", 't', NULL },
};

/* A sweep whose region lies in the packet's, or around it. */
#define OF_HERE "((region >= $1 AND region < $2) OR substr($5, 1, length(region)) = region)"
#define DOORS_HERE                                                                                 \
	"SELECT 1 FROM door d WHERE d.sweep = s.seq AND d.day = s.list_day "                       \
	"AND d.region >= $1 AND d.region < $2"

#define COLUMNS(list) list, (int)COUNT_OF(list)
static const struct packed packed[] = {
	{ "region", COLUMNS(region_columns),
	  "SELECT key, name, level, valid_until FROM region WHERE key >= $1 AND key < $2 "
	  "AND seq > $3 AND seq <= $4 AND $5 = $5 ORDER BY key" },
	{ "household", COLUMNS(household_columns),
	  "SELECT seq, id, region, door, floor, kind, state, changed FROM household WHERE region >= $1 "
	  "AND region < $2 AND changed > $3 AND changed <= $4 AND $5 = $5 ORDER BY region, seq" },
	{ "resident", COLUMNS(resident_columns),
	  "SELECT seq, id, household, " SEALED_OF(
		  "r") ", sex, birth_year, relation, residence, state, changed "
		       "FROM resident r WHERE region >= $1 AND region < $2 AND changed > $3 AND "
		       "changed <= $4 "
		       "AND $5 = $5 ORDER BY region, household, seq" },
	/* A closed sweep is told once, to those who knew it open.  One of another place has
	 * doors here when a household moved in: it comes with them. */
	{ "sweep", COLUMNS(sweep_columns),
	  "SELECT seq, id, region, title, kind, target, from_day, until_day, is_daily, state, "
	  "list_day, questions FROM sweep s WHERE (state <> 2 OR $3 > 0) AND "
	  "((changed > $3 AND changed <= $4 AND (" OF_HERE " OR EXISTS (" DOORS_HERE "))) "
	  "OR (state <> 2 AND NOT " OF_HERE " AND EXISTS (" DOORS_HERE
	  " AND d.changed > $3 AND d.changed <= $4))) ORDER BY seq" },
	/* CROSS JOIN: the few sweeps first, then their doors by key (SQLite keeps the order). */
	{ "door", COLUMNS(door_columns),
	  "SELECT d.sweep, d.day, d.household, d.resident, d.state, d.channel, d.n_tries, "
	  "d.next_visit, d.reason, d.conflict FROM sweep s CROSS JOIN door d "
	  "WHERE d.sweep = s.seq AND d.day = s.list_day AND s.state <> 2 "
	  "AND d.region >= $1 AND d.region < $2 "
	  "AND d.changed > $3 AND d.changed <= $4 AND $5 = $5 "
	  "ORDER BY d.sweep, d.region, d.household, d.resident" },
	/* The records of a disputed door, from the latest back to the one that stands. */
	{ "conflict", COLUMNS(conflict_columns),
	  "WITH RECURSIVE c (sweep, day, household, resident, stands, visit, n) AS ("
	  "SELECT d.sweep, d.day, d.household, d.resident, d.visit, d.conflict, 1 "
	  "FROM sweep s CROSS JOIN door d WHERE d.sweep = s.seq AND d.day = s.list_day "
	  "AND s.state <> 2 AND d.region >= $1 AND d.region < $2 AND d.changed > $3 "
	  "AND d.changed <= $4 AND d.conflict > 0 AND $5 = $5 UNION ALL "
	  "SELECT c.sweep, c.day, c.household, c.resident, c.stands, v.previous, c.n + 1 "
	  "FROM c JOIN visit v ON v.seq = c.visit "
	  "WHERE v.previous IS NOT NULL AND c.visit <> c.stands AND c.n < 20) "
	  "SELECT c.sweep, c.day, c.household, c.resident, c.visit, v.state, v.channel, v.at, "
	  "a.sealed, v.answers, v.note FROM c JOIN visit v ON v.seq = c.visit "
	  "LEFT JOIN account a ON a.seq = v.by "
	  "ORDER BY c.sweep, c.household, c.resident, c.visit DESC" },
};

static const char gone_households[] =
	"SELECT DISTINCT p.household FROM household_place p JOIN household h "
	"ON h.seq = p.household WHERE p.region >= $1 AND p.region < $2 AND p.seq > $3 "
	"AND p.seq <= $4 AND (h.region < $1 OR h.region >= $2) ORDER BY 1";
static const char gone_residents[] =
	"SELECT DISTINCT s.resident FROM stay s JOIN resident r ON r.seq = s.resident "
	"WHERE s.region >= $1 AND s.region < $2 AND s.seq > $3 AND s.seq <= $4 "
	"AND (r.region < $1 OR r.region >= $2) ORDER BY 1";
static const char gone_doors[] =
	"SELECT DISTINCT c.sweep, c.day, c.household, c.resident FROM sweep_change c "
	"WHERE c.region >= $1 AND c.region < $2 AND c.seq > $3 AND c.seq <= $4 AND c.is_in = 0 "
	"AND NOT EXISTS (SELECT 1 FROM door d WHERE d.sweep = c.sweep AND d.day = c.day "
	"AND d.region >= $1 AND d.region < $2 AND d.household = c.household "
	"AND d.resident = c.resident) UNION "
	/* In a sweep of persons the door goes along with who changes household. */
	"SELECT w.seq, w.list_day, y.household, y.resident FROM stay y "
	"JOIN sweep w ON w.target = 1 AND w.state <> 2 "
	"WHERE y.region >= $1 AND y.region < $2 AND y.seq > $3 AND y.seq <= $4 "
	"AND NOT EXISTS (SELECT 1 FROM door d WHERE d.sweep = w.seq AND d.day = w.list_day "
	"AND d.region >= $1 AND d.region < $2 AND d.household = y.household "
	"AND d.resident = y.resident)";

static void write_person(struct request *rq, const struct rows *rows, int i)
{
	struct person person = person_from(rq, rows, i);

	out_text(&rq->reply, secret_mask(rq->arena, SECRET_NAME, person.name));
	out_text(&rq->reply, secret_mask(rq->arena, SECRET_PHONE, person.phone));
}

static void write_column(struct request *rq, const struct column *column, const struct rows *rows,
			 int i)
{
	struct buf *out = &rq->reply;

	if (column->kind == 'p')
		write_person(rq, rows, i);
	else if (column->kind == 'n')
		out_text(out, staff_name(rq, rows, i));
	else if (rows_is_null(rows, i))
		out_null(out);
	else if (column->kind == 't')
		out_text(out, rows_text(rows, i));
	else if (column->kind == 'i')
		out_int(out, rows_int(rows, i));
	else if (column->kind == 'c')
		out_text(out, column->choices[rows_int(rows, i)]);
	else
		out_raw(out, rows_text(rows, i));
}

static int write_table(struct request *rq, const struct packed *table, int64_t after, int64_t up_to)
{
	struct buf *out = &rq->reply;
	struct rows *rows;

	out_key(out, table->name);
	out_object(out);
	out_key(out, "columns");
	out_list(out);
	for (int i = 0; i < table->n; i++)
		out_raw(out, arena_print(rq->arena, "\"%s\"", table->columns[i].name));
	out_end_list(out);
	out_key(out, "rows");
	out_list(out);
	rows = rq_rows(rq, table->sql, "iit", after, up_to, rq->region);
	while (rows_next(rows) == 1) {
		out_list(out);
		for (int i = 0; i < table->n; i++)
			write_column(rq, &table->columns[i], rows, i);
		out_end_list(out);
	}
	out_end_list(out);
	out_end_object(out);
	return rq_rows_failed(rq, rows);
}

static int write_gone(struct request *rq, const char *name, const char *sql, int64_t after,
		      int64_t up_to)
{
	struct buf *out = &rq->reply;
	struct rows *rows = rq_rows(rq, sql, "ii", after, up_to);

	out_key(out, name);
	out_list(out);
	while (rows_next(rows) == 1) {
		if (rows_columns(rows) == 1) {
			out_int(out, rows_int(rows, 0));
			continue;
		}
		out_list(out);
		out_int(out, rows_int(rows, 0));
		out_text(out, rows_text(rows, 1));
		out_int(out, rows_int(rows, 2));
		out_int(out, rows_int(rows, 3));
		out_end_list(out);
	}
	out_end_list(out);
	return rq_rows_failed(rq, rows);
}

int packing_end(struct request *rq, const struct span *span, int64_t limit, int64_t *end)
{
	int64_t n = 0, last = span->up_to;
	bool is_cut = false;
	struct rows *rows = rq_rows(
		rq,
		"SELECT changed, count(*) FROM (SELECT changed FROM household "
		"WHERE region >= $1 AND region < $2 AND changed > $3 UNION ALL "
		"SELECT changed FROM resident "
		"WHERE region >= $1 AND region < $2 AND changed > $3 UNION ALL "
		"SELECT d.changed FROM sweep s CROSS JOIN door d WHERE d.sweep = s.seq "
		"AND d.day = s.list_day AND s.state <> 2 AND d.region >= $1 AND d.region < $2 "
		"AND d.changed > $3) c "
		"GROUP BY changed ORDER BY changed",
		"i", span->after);

	while (rows_next(rows) == 1) {
		/* One command may be larger than a packet: then it is one packet. */
		is_cut = n > 0 && n + rows_int(rows, 1) > limit;
		if (is_cut)
			break;
		n += rows_int(rows, 1);
		last = rows_int(rows, 0);
	}
	rows_end(rows);
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	*end = is_cut ? last : span->up_to;
	return is_cut;
}

int packing_write(struct request *rq, const struct span *span, bool has_people)
{
	struct buf *out = &rq->reply;

	out_key(out, "tables");
	out_object(out);
	for (int i = 0; i < (int)COUNT_OF(packed); i++)
		if ((has_people || strcmp(packed[i].name, "resident") != 0) &&
		    write_table(rq, &packed[i], span->after, span->up_to) != 0)
			return -1;
	out_end_object(out);
	out_key(out, "gone");
	out_object(out);
	if (span->after > 0 &&
	    (write_gone(rq, "household", gone_households, span->after, span->up_to) != 0 ||
	     (has_people &&
	      write_gone(rq, "resident", gone_residents, span->after, span->up_to) != 0) ||
	     write_gone(rq, "door", gone_doors, span->after, span->up_to) != 0))
		return -1;
	out_end_object(out);
	return 0;
}
