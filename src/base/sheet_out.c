/* Writing sheets: CSV by hand, XLSX through libxlsxwriter, row by row.
 *
 * Rule: a file appears under its name only when it is complete and on disk. */
#include "sheet_parts.h"

#include <fcntl.h>
#include <libgen.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define UTF8_MARK "\xef\xbb\xbf" /* Excel takes CSV for GBK without it */

struct sheet_out {
	char *path;
	char *temporary;
	FILE *csv;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	struct buf row;
	uint32_t n_rows;
	int64_t last_row; /* the last, counted from 1, with anything in it */
	int fault;        /* errno of the first failure */
};

/* ---- CSV ---- */

static void csv_cell(struct buf *buf, const char *text)
{
	size_t n = strlen(text);
	/* Blanks at the ends and delimiters of others are quoted too: readers
	 * trim the former and sniff the latter. */
	bool is_quoted =
		strpbrk(text, "\",;\t\r\n") || (n > 0 && (text[0] == ' ' || text[n - 1] == ' '));

	if (is_quoted)
		buf_char(buf, '"');
	if (cell_is_risky(text))
		buf_char(buf, '\'');
	for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
		buf_add(buf, text, (size_t)(quote - text));
		buf_add(buf, "\"\"", 2);
	}
	buf_text(buf, text);
	if (is_quoted)
		buf_char(buf, '"');
}

void csv_row(struct buf *buf, const char *const *cells, int n_cells)
{
	for (int i = 0; i < n_cells; i++) {
		if (i > 0)
			buf_char(buf, ',');
		if (cells[i])
			csv_cell(buf, cells[i]);
	}
	/* One empty cell is not an empty line. */
	if (n_cells == 1 && (!cells[0] || !cells[0][0]))
		buf_text(buf, "\"\"");
	buf_add(buf, "\r\n", 2);
}

/* ---- files ---- */

static void free_out(struct sheet_out *out)
{
	if (out->temporary)
		unlink(out->temporary);
	free(out->temporary);
	free(out->path);
	buf_free(&out->row);
	free(out);
}

/* Starts the workbook; its scratch files lie beside it, where there is room
 * for it too. */
static void start_book(struct sheet_out *out)
{
	char *path = strdup(out->path);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };

	if (!path)
		abort();
	options.tmpdir = dirname(path);
	out->book = workbook_new_opt(out->temporary, &options);
	out->sheet = out->book ? workbook_add_worksheet(out->book, NULL) : NULL;
	free(path);
}

static void start_csv(struct sheet_out *out, int fd)
{
	out->csv = fdopen(fd, "wb");
	if (out->csv)
		fwrite(UTF8_MARK, 1, strlen(UTF8_MARK), out->csv);
	else
		close(fd);
}

struct sheet_out *sheet_make(const char *path, enum sheet_kind kind)
{
	struct sheet_out *out = calloc(1, sizeof(*out));
	int fd, why;

	if (!out)
		abort();
	buf_init(&out->row, NULL, ROW_BYTES_MAX);
	out->path = strdup(path);
	if (!out->path || asprintf(&out->temporary, "%s.XXXXXX", path) < 0)
		abort();
	fd = mkostemp(out->temporary, O_CLOEXEC);
	if (fd < 0) {
		why = errno;
		free(out->temporary);
		out->temporary = NULL;
		free_out(out);
		errno = why;
		return NULL;
	}
	if (kind == SHEET_CSV) {
		start_csv(out, fd);
	} else {
		close(fd);
		start_book(out);
	}
	if (out->csv || out->sheet)
		return out;
	if (out->book)
		lxw_workbook_free(out->book);
	free_out(out);
	errno = ENOSPC; /* of the scratch files, the likeliest */
	return NULL;
}

/* Excel's own limits are refused by the library; the caller hears of it when
 * the sheet is finished. */
static void xlsx_row(struct sheet_out *out, const char *const *cells, int n_cells)
{
	for (int i = 0; i < n_cells && !out->fault; i++) {
		if (!cells[i] || !cells[i][0])
			continue;
		out->row.n = 0;
		xlsx_escape(&out->row, cells[i]);
		if (worksheet_write_string(out->sheet, out->n_rows, (lxw_col_t)i, out->row.bytes,
					   NULL) != LXW_NO_ERROR)
			out->fault = EFBIG;
		out->last_row = (int64_t)out->n_rows + 1;
	}
}

void sheet_row(struct sheet_out *out, const char *const *cells, int n_cells)
{
	if (out->fault)
		return;
	if (out->sheet) {
		if (n_cells > LXW_COL_MAX || out->n_rows >= LXW_ROW_MAX)
			out->fault = EFBIG;
		else
			xlsx_row(out, cells, n_cells);
		out->n_rows++;
		return;
	}
	out->row.n = 0;
	csv_row(&out->row, cells, n_cells);
	if (out->row.is_over)
		out->fault = EFBIG;
	else if (fwrite(out->row.bytes, 1, out->row.n, out->csv) != out->row.n)
		out->fault = errno ? errno : EIO;
}

/* The library does not look whether its scratch files were written in full: on
 * a full disk rows would be missing without a word.  So they are counted. */
static bool has_all_rows(struct sheet_out *out)
{
	struct arena *arena = arena_new(4096);
	struct sheet_in *in;
	struct cell *cells;
	const char *why;
	int64_t line = 0;
	int n, rc = -1;

	in = sheet_open(arena, out->temporary, &why);
	if (in)
		while ((rc = sheet_next(in, &cells, &n, &line)) == 1)
			continue;
	sheet_close(in);
	arena_free(arena);
	return rc == 0 && line == out->last_row;
}

static int sync_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	return rc;
}

static void end_file(struct sheet_out *out)
{
	errno = 0;
	if (out->csv && (ferror(out->csv) | fclose(out->csv)) != 0 && !out->fault)
		out->fault = errno ? errno : EIO;
	errno = 0;
	if (out->book && workbook_close(out->book) != LXW_NO_ERROR && !out->fault)
		out->fault = errno ? errno : EIO;
	if (out->book && !out->fault && !has_all_rows(out))
		out->fault = ENOSPC;
	if (!out->fault &&
	    (sync_file(out->temporary) != 0 || rename(out->temporary, out->path) != 0))
		out->fault = errno;
}

int sheet_finish(struct sheet_out *out)
{
	int fault;

	end_file(out);
	fault = out->fault;
	if (!fault) {
		free(out->temporary);
		out->temporary = NULL;
	}
	free_out(out);
	errno = fault;
	return fault ? -1 : 0;
}
