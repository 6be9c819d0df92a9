/* What the reader of workbooks keeps: the package, its styles and shared
 * strings.  Only src/base/xlsx_*.c include this.
 *
 * Rule: every byte that comes out of the package is counted against the
 * limits of part_step before it is looked at. */
#ifndef XLSX_PARTS_H
#define XLSX_PARTS_H

#include "sheet_parts.h"

#include <expat.h>
#include <zip.h>

/* How a number format shows a number. */
enum shown { AS_NUMBER, AS_DAY, AS_TIME, AS_SPAN };

/* One XML part of the package while it is read.  Handlers get the parser and
 * find `user` by XML_GetUserData. */
struct part {
	zip_file_t *file;
	XML_Parser parser;
	uint64_t n_read;
	uint64_t n_packed;
	uint64_t n_unpacked; /* as the archive claims; only for progress */
	bool is_held;        /* a handler asked to pause */
	bool is_last;        /* the parser has been given all there is */
};

struct handlers {
	XML_StartElementHandler start;
	XML_EndElementHandler end;
	XML_CharacterDataHandler text;
};

struct cell_reader;

struct xlsx_in {
	struct sheet_in *in;
	struct arena *arena; /* paths */
	zip_t *zip;
	uint64_t n_read; /* bytes unpacked, of all parts */
	const char *book;
	const char *sheet;
	const char *strings; /* NULL where there is none */
	const char *styles;
	bool is_1904; /* days are counted from 1904 */

	uint8_t *shown; /* enum shown of each cell style */
	size_t n_shown;

	struct buf string_bytes; /* shared strings, each ended by NUL */
	uint32_t *string_at;
	size_t n_strings;

	struct part part; /* the worksheet */
	struct cell_reader *reader;
};

/* Start reading a part; returns 0, or -1 with the reason. */
int part_open(struct xlsx_in *xlsx, struct part *part, const char *path,
	      const struct handlers *handlers, void *user);
/* Read on; returns 1 when there may be more, 0 at the end, -1 on a fault. */
int part_step(struct xlsx_in *xlsx, struct part *part);
void part_close(struct part *part);
/* Read a whole part. */
int part_read(struct xlsx_in *xlsx, const char *path, const struct handlers *handlers, void *user);

/* An element's name without its prefix. */
const char *xml_name(const char *name);
/* An attribute by its name without prefix, or NULL. */
const char *xml_attribute(const char **attributes, const char *name);

/* Record that the workbook is not as a spreadsheet program writes it; returns -1. */
int xlsx_damaged(struct xlsx_in *xlsx);
/* Find the parts of the workbook, then read styles and shared strings; each
 * returns 0, or -1 with the reason. */
int xlsx_find_parts(struct xlsx_in *xlsx);
int xlsx_read_styles(struct xlsx_in *xlsx);
int xlsx_read_strings(struct xlsx_in *xlsx);

/* Decode the _xHHHH_ escapes of a string in place; returns its new length. */
size_t xlsx_unescape(char *text, size_t n_bytes);
/* How a format code, and a built-in format, shows numbers. */
enum shown format_shown(const char *code);
enum shown builtin_shown(int id);
/* Write the number of a cell as people read it; false when `raw` already is. */
bool number_text(const char *raw, enum shown shown, bool is_1904, char out[64]);

#endif
