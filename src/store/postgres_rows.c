/* Rows from PostgreSQL: decoded from the binary form, one result at a time.
 *
 * Rule: a large answer is never whole in memory, unless another statement is
 * sent before its end; then the rest is read into memory first. */
#include "postgres.h"

#include <endian.h>
#include <math.h>

/* Columns of other types would be read wrongly; say so, and what helps. */
int pg_check_types(struct postgres *pg, const PGresult *result)
{
	for (int i = 0; i < PQnfields(result); i++) {
		switch (PQftype(result, i)) {
		case OID_BOOL:
		case OID_BYTEA:
		case OID_NAME:
		case OID_INT8:
		case OID_INT2:
		case OID_INT4:
		case OID_TEXT:
		case OID_FLOAT4:
		case OID_FLOAT8:
		case OID_UNKNOWN:
		case OID_BPCHAR:
		case OID_VARCHAR:
			break;
		case OID_NUMERIC:
			return db_failed(&pg->db, "column %s is numeric: CAST the sum to bigint",
					 PQfname(result, i));
		default:
			return db_failed(&pg->db, "column %s is not text, bigint, double or blob",
					 PQfname(result, i));
		}
	}
	return 0;
}

int pg_rows_begin(struct db *db, struct rows *base, const char *sql, const char *types,
		  const struct param *params)
{
	struct postgres *pg = (struct postgres *)db;
	struct pg_rows *rows = (struct pg_rows *)base;
	struct rows common = *base;

	*rows = (struct pg_rows){ .base = common, .at = -1 };
	if (pg_recall(pg, rows, sql, types, params))
		return 0;
	if (pg_flush_changes(pg) < 0 || pg_send(pg, sql, types, params) < 0)
		return -1;
	if (pg->is_write) {
		db->n_writes++;
		pg_forget(db, NULL);
	}
	if (pg_sync(pg) < 0)
		return pg_outcome(pg);
	pg_drain(pg, 1);
	if (pg->n_queries == 1) {
		PQsetSingleRowMode(pg->conn);
		rows->result = pg_read(pg);
	}
	rows->end = PQntuples(rows->result);
	if (PQresultStatus(rows->result) == PGRES_SINGLE_TUPLE)
		pg->stream = rows;
	else
		pg_drain(pg, 0);
	if (pg_outcome(pg) == 0 && pg_check_types(pg, rows->result) == 0)
		return 0;
	pg->stream = NULL;
	pg_drain(pg, 0);
	pg_outcome(pg);
	PQclear(rows->result);
	return -1;
}

static bool is_streaming(const struct pg_rows *rows)
{
	return ((struct postgres *)rows->base.db)->stream == rows;
}

/* The next row of the stream: 1, 0 no more, -1 failed. */
static int next_in_stream(struct postgres *pg, struct pg_rows *rows)
{
	PGresult *result = pg_read(pg);

	if (PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
		PQclear(rows->result);
		rows->result = result;
		return 1;
	}
	/* The last result has no row in it. */
	PQclear(result);
	pg->stream = NULL;
	pg_drain(pg, 0);
	return pg->has_failed ? -1 : 0;
}

static void keep_row(struct pg_rows *rows, const PGresult *result)
{
	for (int i = 0; i < PQnfields(result); i++) {
		int32_t n = PQgetisnull(result, 0, i) ? -1 : PQgetlength(result, 0, i);

		bytes_add(&rows->kept, &n, sizeof n);
		if (n >= 0)
			bytes_add(&rows->kept, PQgetvalue(result, 0, i), (size_t)n + 1);
	}
}

/* The row in hand stays in `result`; those after it go to `kept`. */
void pg_rows_keep(struct postgres *pg)
{
	struct pg_rows *rows = pg->stream;
	PGresult *in_hand = rows->result;
	int outcome;

	rows->result = NULL;
	while ((outcome = next_in_stream(pg, rows)) > 0)
		keep_row(rows, rows->result);
	rows->has_failed = outcome < 0; /* told again by the statement that comes now */
	PQclear(rows->result);
	rows->result = in_hand;
}

/* Step over the cells of a kept row, up to `column`; where that cell begins. */
static size_t skip_cells(const struct pg_rows *rows, size_t from, int column)
{
	while (column-- > 0) {
		int32_t n;

		memcpy(&n, rows->kept.at + from, sizeof n);
		from += sizeof n + (n >= 0 ? (size_t)n + 1 : 0);
	}
	return from;
}

int pg_rows_next(struct rows *base)
{
	struct pg_rows *rows = (struct pg_rows *)base;
	int outcome;

	if (!rows->is_in_kept && rows->at + 1 < rows->end) {
		rows->at++;
		return 1;
	}
	if (is_streaming(rows)) {
		outcome = next_in_stream((struct postgres *)base->db, rows);
		if (outcome < 0)
			pg_outcome((struct postgres *)base->db);
		return outcome;
	}
	if (rows->next_row < rows->kept.n) {
		rows->is_in_kept = true;
		rows->row = rows->next_row;
		rows->next_row = skip_cells(rows, rows->row, PQnfields(rows->result));
		return 1;
	}
	return rows->has_failed ? -1 : 0;
}

/* The bytes of a cell, NULL when absent; they end with NUL. */
static const char *cell(const struct rows *base, int column, int *n_bytes)
{
	const struct pg_rows *rows = (const struct pg_rows *)base;
	int32_t n;
	size_t at;

	assert(column >= 0 && column < pg_rows_columns(base));
	if (!rows->is_in_kept) {
		*n_bytes = PQgetlength(rows->result, rows->at, column);
		return PQgetisnull(rows->result, rows->at, column)
			       ? NULL
			       : PQgetvalue(rows->result, rows->at, column);
	}
	at = skip_cells(rows, rows->row, column);
	memcpy(&n, rows->kept.at + at, sizeof n);
	*n_bytes = n;
	return n < 0 ? NULL : rows->kept.at + at + sizeof n;
}

bool pg_rows_is_null(const struct rows *rows, int column)
{
	int n_bytes;

	return !cell(rows, column, &n_bytes);
}

static Oid type_of(const struct rows *rows, int column)
{
	return PQftype(((const struct pg_rows *)rows)->result, column);
}

/* A whole number of 1, 2, 4 or 8 bytes, most significant first. */
int64_t pg_whole(const char *bytes, int n_bytes)
{
	uint64_t number = bytes[0] < 0 && n_bytes > 1 ? UINT64_MAX : 0;

	for (int i = 0; i < n_bytes; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return (int64_t)number;
}

static double fraction(const char *bytes, int n_bytes)
{
	uint64_t wide = (uint64_t)pg_whole(bytes, n_bytes);
	uint32_t narrow = (uint32_t)wide;
	float small;
	double real;

	if (n_bytes == 4) {
		memcpy(&small, &narrow, 4);
		return (double)small;
	}
	memcpy(&real, &wide, 8);
	return real;
}

int64_t pg_rows_int(const struct rows *rows, int column)
{
	int n_bytes;
	const char *bytes = cell(rows, column, &n_bytes);
	double real;

	switch (type_of(rows, column)) {
	case OID_BOOL:
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
		return pg_whole(bytes, n_bytes);
	case OID_FLOAT4:
	case OID_FLOAT8:
		real = fraction(bytes, n_bytes);
		return fabs(real) < 9.2e18 ? (int64_t)real : 0;
	default:
		return strtoll(bytes, NULL, 10);
	}
}

double pg_rows_real(const struct rows *rows, int column)
{
	int n_bytes;
	const char *bytes = cell(rows, column, &n_bytes);

	switch (type_of(rows, column)) {
	case OID_FLOAT4:
	case OID_FLOAT8:
		return fraction(bytes, n_bytes);
	case OID_TEXT:
	case OID_BYTEA:
	case OID_NAME:
	case OID_UNKNOWN:
	case OID_BPCHAR:
	case OID_VARCHAR:
		return strtod(bytes, NULL);
	default:
		return (double)pg_rows_int(rows, column);
	}
}

/* A double as SQLite writes it: 2.0, 1.0e+300; it always shows that it is one. */
static void write_real(char out[32], double real)
{
	size_t n;

	snprintf(out, 28, "%.15g", real);
	n = strcspn(out, ".e");
	if (out[n] != '.' && isfinite(real)) {
		memmove(out + n + 2, out + n, strlen(out + n) + 1);
		memcpy(out + n, ".0", 2);
	}
}

static const char *number_text(const struct rows *base, int column)
{
	struct pg_rows *rows = (struct pg_rows *)(uintptr_t)base;
	Oid type = type_of(base, column);
	char *out;

	if (!rows->numbers)
		rows->numbers = must_alloc((size_t)PQnfields(rows->result) * sizeof *rows->numbers);
	out = rows->numbers[column];
	if (type == OID_FLOAT4 || type == OID_FLOAT8)
		write_real(out, pg_rows_real(base, column));
	else
		snprintf(out, 32, "%" PRId64, pg_rows_int(base, column));
	return out;
}

const char *pg_rows_text(const struct rows *rows, int column)
{
	int n_bytes;

	switch (type_of(rows, column)) {
	case OID_BOOL:
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
	case OID_FLOAT4:
	case OID_FLOAT8:
		return number_text(rows, column);
	default:
		return cell(rows, column, &n_bytes);
	}
}

const void *pg_rows_blob(const struct rows *rows, int column, size_t *n_bytes)
{
	int n;
	const char *bytes = cell(rows, column, &n);

	*n_bytes = (size_t)n;
	return bytes;
}

int pg_rows_columns(const struct rows *rows)
{
	const struct pg_rows *own = (const struct pg_rows *)rows;

	return PQnfields(own->result) - own->is_lent;
}

const char *pg_rows_name(const struct rows *rows, int column)
{
	return PQfname(((const struct pg_rows *)rows)->result, column);
}

void pg_rows_end(struct rows *base)
{
	struct pg_rows *rows = (struct pg_rows *)base;
	struct postgres *pg = (struct postgres *)base->db;

	if (is_streaming(rows)) {
		pg->stream = NULL;
		pg_drain(pg, 0);
	}
	if (!rows->is_lent)
		PQclear(rows->result);
	rows->result = NULL;
	bytes_free(&rows->kept);
	free(rows->numbers);
	rows->numbers = NULL;
}
