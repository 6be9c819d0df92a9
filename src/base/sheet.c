/* Opening a sheet by what it is, and the row both readers fill.
 *
 * Rule: the caller's arena only ever gets the sentence of a failed opening, so
 * it may be reset between rows. */
#include "sheet_parts.h"

#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the row ---- */

int sheet_fail(struct sheet_in *in, const char *format, ...)
{
	va_list args;

	if (in->why[0])
		return -1;
	va_start(args, format);
	vsnprintf(in->why, sizeof(in->why), format, args);
	va_end(args);
	return -1;
}

void row_clear(struct row *row)
{
	row->text.n = 0;
	row->text.is_over = false;
	if (row->text.size)
		row->text.bytes[0] = '\0'; /* an empty first cell is not the last row's */
	row->start = 0;
	row->n = 0;
}

int row_add(struct sheet_in *in, const char *bytes, size_t n_bytes)
{
	struct row *row = &in->row;

	if (row->text.n - row->start + n_bytes > CELL_BYTES_MAX)
		return sheet_fail(in,
				  "Line %" PRId64 " has a cell of more than 1 MB; look for a quote "
				  "that is not closed, or shorten the cell.",
				  in->line);
	buf_add(&row->text, bytes, n_bytes);
	if (row->text.is_over)
		return sheet_fail(in, "Line %" PRId64 " is longer than 16 MB; split it up.",
				  in->line);
	return 0;
}

int row_end_cell(struct sheet_in *in, bool is_formula)
{
	struct row *row = &in->row;

	if (row->n == ROW_CELLS_MAX)
		return sheet_fail(in, "Line %" PRId64 " has more than %d columns; remove some.",
				  in->line, ROW_CELLS_MAX);
	if (row->n == row->size) {
		row->size = row->size ? row->size * 2 : 64;
		row->spans = realloc(row->spans, (size_t)row->size * sizeof(*row->spans));
		row->cells = realloc(row->cells, (size_t)row->size * sizeof(*row->cells));
		if (!row->spans || !row->cells)
			abort();
	}
	row->spans[row->n].at = row->start;
	row->spans[row->n].is_formula = is_formula;
	row->n++;
	buf_char(&row->text, '\0');
	row->start = row->text.n;
	return 0;
}

char *row_cell(struct row *row, size_t *n_bytes)
{
	*n_bytes = row->text.n - row->start;
	return row->text.bytes + row->start;
}

void row_done(struct row *row)
{
	for (int i = 0; i < row->n; i++) {
		row->cells[i].text = row->text.bytes + row->spans[i].at;
		row->cells[i].is_formula = row->spans[i].is_formula;
	}
}

void row_free(struct row *row)
{
	buf_free(&row->text);
	free(row->spans);
	free(row->cells);
}

bool cell_is_risky(const char *text)
{
	text += strspn(text, "'");
	return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

/* ---- opening ---- */

/* Files that people take for sheets, by their first bytes. */
static const char *not_a_sheet(const char *head, size_t n)
{
	static const char *const markup[] = { "<html", "<!doctype", "<table", "<?xml" };

	if (n >= 4 && memcmp(head, "\xd0\xcf\x11\xe0", 4) == 0)
		return "This is a workbook of the old .xls kind or one with a password; save it "
		       "as .xlsx without a password and send that.";
	if (n >= 4 && memcmp(head, "%PDF", 4) == 0)
		return "This is a PDF document; send the sheet it was printed from.";
	for (size_t i = 0; i < COUNT_OF(markup); i++)
		if (n >= strlen(markup[i]) && strncasecmp(head, markup[i], strlen(markup[i])) == 0)
			return "This is a web page named like a sheet; open it in a spreadsheet "
			       "program, save it as .xlsx and send that.";
	return NULL;
}

static int open_file(struct sheet_in *in, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const char *fault;
	struct stat about;
	char head[16];
	ssize_t n;

	if (fd < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
		if (fd >= 0)
			close(fd);
		return sheet_fail(in, "The file cannot be opened; check that it is there and "
				      "may be read.");
	}
	in->n_all = about.st_size;
	n = pread(fd, head, sizeof(head), 0);
	fault = n > 0 ? not_a_sheet(head, (size_t)n) : NULL;
	if (n < 0)
		fault = "The file cannot be read; copy it again and send that.";
	if (fault) {
		close(fd);
		return sheet_fail(in, "%s", fault);
	}
	if (n >= 4 && memcmp(head, "PK", 2) == 0 && head[2] < 9 && head[3] < 9) {
		close(fd);
		return xlsx_open(in, path);
	}
	csv_open(in, fd);
	return 0;
}

struct sheet_in *sheet_open(struct arena *arena, const char *path, const char **why)
{
	struct sheet_in *in = calloc(1, sizeof(*in));

	if (!in)
		abort();
	buf_init(&in->row.text, NULL, ROW_BYTES_MAX);
	if (open_file(in, path) == 0)
		return in;
	*why = arena_text(arena, in->why);
	sheet_close(in);
	return NULL;
}

int sheet_next(struct sheet_in *in, struct cell **cells, int *n_cells, int64_t *line)
{
	int rc;

	if (in->why[0])
		return -1;
	row_clear(&in->row);
	rc = in->csv ? csv_next(in) : xlsx_next(in);
	if (rc <= 0)
		return rc;
	row_done(&in->row);
	*cells = in->row.cells;
	*n_cells = in->row.n;
	*line = in->line;
	return 1;
}

const char *sheet_why(const struct sheet_in *in)
{
	return in->why;
}

void sheet_progress(const struct sheet_in *in, int64_t *done, int64_t *all)
{
	*done = in->n_done;
	*all = in->n_all;
}

void sheet_close(struct sheet_in *in)
{
	if (!in)
		return;
	csv_close(in->csv);
	xlsx_close(in->xlsx);
	row_free(&in->row);
	free(in);
}
