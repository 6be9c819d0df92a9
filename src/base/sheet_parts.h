/* What the readers of sheets share among themselves: the row being read and
 * the reason of a failure.  Only src/base/sheet*.c, csv_in.c and xlsx_*.c
 * include this.
 *
 * Rule: nothing here grows with the number of rows. */
#ifndef SHEET_PARTS_H
#define SHEET_PARTS_H

#include "sheet.h"

/* Far above what a spreadsheet holds (32,767 characters a cell, 16,384
 * columns), and low enough that a hostile file cannot fill the memory. */
#define CELL_BYTES_MAX ((size_t)1 << 20)
#define ROW_BYTES_MAX  ((size_t)16 << 20)
#define ROW_CELLS_MAX  16384

struct span {
	size_t at;
	bool is_formula;
};

struct row {
	struct buf text; /* all cells, each ended by NUL */
	size_t start;    /* of the cell being filled */
	struct span *spans;
	struct cell *cells;
	int n;
	int size;
};

struct csv_in;
struct xlsx_in;

struct sheet_in {
	struct row row;
	int64_t line;
	int64_t n_done; /* bytes, for progress */
	int64_t n_all;
	struct csv_in *csv; /* one of the two is set */
	struct xlsx_in *xlsx;
	char why[256]; /* empty while all is well */
};

/* Record why the file cannot be read on, the first reason only; returns -1. */
int sheet_fail(struct sheet_in *in, const char *format, ...) PRINTS(2, 3);

/* Start a row; add bytes to its current cell; end that cell.  The latter two
 * return 0, or -1 when the row would pass the limits above. */
void row_clear(struct row *row);
int row_add(struct sheet_in *in, const char *bytes, size_t n_bytes);
int row_end_cell(struct sheet_in *in, bool is_formula);
/* The text of the cell being filled and its length. */
char *row_cell(struct row *row, size_t *n_bytes);
/* Point the cells at their texts once the row is complete. */
void row_done(struct row *row);
void row_free(struct row *row);

/* Whether a spreadsheet would run the text, apart from apostrophes in front. */
bool cell_is_risky(const char *text);

/* Add a text so that nothing in it is taken for an escape of a workbook. */
void xlsx_escape(struct buf *buf, const char *text);

/* Read CSV from an open file, which csv_close closes. */
void csv_open(struct sheet_in *in, int fd);
int csv_next(struct sheet_in *in);
void csv_close(struct csv_in *csv);

/* Open the first worksheet of a workbook; returns 0, or -1 with the reason. */
int xlsx_open(struct sheet_in *in, const char *path);
int xlsx_next(struct sheet_in *in);
void xlsx_close(struct xlsx_in *xlsx);

#endif
