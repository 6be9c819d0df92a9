/* Sheets: rows of text cells read from CSV or XLSX and written to either, in
 * constant memory.
 *
 * CSV in: UTF-8 with or without mark, or GB18030, found by itself; delimiter
 * (comma, tab, semicolon) sniffed from the first line; RFC 4180 quotes.
 * XLSX in: first worksheet, shared and inline strings, dates by number format;
 * a formula cell is handed over with `is_formula` set and is the caller's to refuse.
 * Out: cells that a spreadsheet would run (= + - @ TAB CR first) are written
 * with a leading apostrophe in CSV and as plain strings in XLSX. */
#ifndef SHEET_H
#define SHEET_H

#include "text.h"

struct cell {
	const char *text; /* never NULL; "" when empty */
	bool is_formula;
};

struct sheet_in;

/* Open a file (by its content, not its name).  NULL with an English sentence
 * in `why` (in the arena) when it cannot be read. */
struct sheet_in *sheet_open(struct arena *arena, const char *path, const char **why);

/* Next row: number of cells and the cells, valid until the next call; 0 cells
 * for an empty line.  Returns 1, 0 at the end, -1 when the file is broken
 * (`sheet_why`).  `*line` is the 1-based row number in the file. */
int sheet_next(struct sheet_in *in, struct cell **cells, int *n_cells, int64_t *line);
const char *sheet_why(const struct sheet_in *in);
/* Bytes read so far and in all, for progress. */
void sheet_progress(const struct sheet_in *in, int64_t *done, int64_t *all);
void sheet_close(struct sheet_in *in);

enum sheet_kind { SHEET_CSV, SHEET_XLSX };

struct sheet_out;

/* Write to `path` (temporary file beside it, renamed on close).  NULL with errno. */
struct sheet_out *sheet_make(const char *path, enum sheet_kind kind);
void sheet_row(struct sheet_out *out, const char *const *cells, int n_cells);
/* Finish; returns 0, or -1 when something could not be written. */
int sheet_finish(struct sheet_out *out);

/* One CSV row into a buffer, with the same guard; for streamed downloads. */
void csv_row(struct buf *buf, const char *const *cells, int n_cells);

#endif
