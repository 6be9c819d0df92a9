/* Reading the worksheet of a workbook, pausing the parser after every row.
 *
 * Rule: cells go where their references say; the gaps are empty cells. */
#include "xlsx_parts.h"

#define ROWS_MAX        1048576 /* of a worksheet, ECMA-376 */
#define ARENA_BYTES_MAX ((size_t)1 << 20)

enum cell_kind { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_FLAG };

struct cell_reader {
	struct xlsx_in *xlsx;
	struct buf value; /* of the cell being read */
	enum cell_kind kind;
	enum shown shown;
	int column;
	bool is_in_row;
	bool is_in_cell;
	bool is_formula;
	bool is_in_inline; /* within <is> */
	bool is_in_text;   /* within <v>, or <t> of an inline string */
	int n_phonetic;
	bool has_row; /* a row is complete */
};

/* The four digits of an escape "_x000D_" at the start of the text, or -1. */
static int escaped_code(const char *text, size_t n_bytes)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	int code = 0;

	if (n_bytes < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_')
		return -1;
	for (int i = 2; i < 6; i++) {
		const char *at = memchr(digits, text[i], sizeof(digits) - 1);

		if (!at)
			return -1;
		code = code * 16 + (int)(at - digits) % 16;
	}
	return code;
}

size_t xlsx_unescape(char *text, size_t n_bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < n_bytes;) {
		int code = text[i] == '_' ? escaped_code(text + i, n_bytes - i) : -1;

		/* Halves of a pair say nothing alone and stay as they are. */
		if (code < 0 || (code >= 0xd800 && code <= 0xdfff)) {
			text[n++] = text[i++];
			continue;
		}
		i += 7;
		if (code >= 0x800) {
			text[n++] = (char)(0xe0 | code >> 12);
			text[n++] = (char)(0x80 | (code >> 6 & 0x3f));
			text[n++] = (char)(0x80 | (code & 0x3f));
		} else if (code >= 0x80) {
			text[n++] = (char)(0xc0 | code >> 6);
			text[n++] = (char)(0x80 | (code & 0x3f));
		} else if (code > 0) {
			text[n++] = (char)code;
		}
	}
	return n;
}

void xlsx_escape(struct buf *buf, const char *text)
{
	for (const char *at; (at = strstr(text, "_x")); text = at + 1) {
		buf_add(buf, text, (size_t)(at - text));
		buf_text(buf, escaped_code(at, strnlen(at, 7)) < 0 ? "_" : "_x005F_");
	}
	buf_text(buf, text);
}

static void stop(struct cell_reader *reader, XML_Parser parser)
{
	xlsx_damaged(reader->xlsx); /* unless there is a better reason already */
	XML_StopParser(parser, XML_FALSE);
}

/* ---- rows ---- */

static int start_row(struct cell_reader *reader, const char **attributes)
{
	struct sheet_in *in = reader->xlsx->in;
	const char *text = xml_attribute(attributes, "r");
	int64_t line = in->line + 1;

	if (text && text_to_int(text, &line) != 0)
		return -1;
	if (line <= in->line || line > ROWS_MAX || reader->is_in_row)
		return -1;
	in->line = line;
	reader->is_in_row = true;
	row_clear(&in->row);
	return 0;
}

/* Cells that are only coloured or bordered do not make a row longer. */
static void end_row(struct cell_reader *reader, XML_Parser parser)
{
	struct row *row = &reader->xlsx->in->row;

	while (row->n > 0 && !row->spans[row->n - 1].is_formula &&
	       row->text.bytes[row->spans[row->n - 1].at] == '\0')
		row->n--;
	reader->is_in_row = false;
	reader->has_row = true;
	XML_StopParser(parser, XML_TRUE);
}

/* ---- cells ---- */

/* The column of a reference such as "AB12", from 0; -1 for anything else. */
static int column_of(const char *reference)
{
	int column = 0, n = 0;

	for (; *reference >= 'A' && *reference <= 'Z' && n < 4; reference++, n++)
		column = column * 26 + (*reference - 'A' + 1);
	return n > 0 && n < 4 ? column - 1 : -1;
}

static int start_cell(struct cell_reader *reader, const char **attributes)
{
	struct sheet_in *in = reader->xlsx->in;
	const char *reference = xml_attribute(attributes, "r");
	const char *type = xml_attribute(attributes, "t");
	const char *style = xml_attribute(attributes, "s");
	int column = reference ? column_of(reference) : in->row.n;
	int64_t i_style;

	if (column < in->row.n)
		return -1;
	while (in->row.n < column)
		if (row_end_cell(in, false) != 0)
			return -1;
	reader->is_in_cell = true;
	reader->is_formula = false;
	reader->is_in_inline = false;
	reader->is_in_text = false;
	reader->n_phonetic = 0;
	reader->value.n = 0;
	reader->kind = CELL_TEXT;
	if (!type || strcmp(type, "n") == 0)
		reader->kind = CELL_NUMBER;
	else if (strcmp(type, "s") == 0)
		reader->kind = CELL_SHARED;
	else if (strcmp(type, "b") == 0)
		reader->kind = CELL_FLAG;
	reader->shown = AS_NUMBER;
	if (style && text_to_int(style, &i_style) == 0 && i_style >= 0 &&
	    (uint64_t)i_style < reader->xlsx->n_shown)
		reader->shown = reader->xlsx->shown[i_style];
	return 0;
}

static const char *shared_string(struct cell_reader *reader)
{
	struct xlsx_in *xlsx = reader->xlsx;
	int64_t i;

	if (text_to_int(reader->value.bytes, &i) != 0 || i < 0 || (uint64_t)i >= xlsx->n_strings)
		return NULL;
	return xlsx->string_bytes.bytes + xlsx->string_at[i];
}

static int end_cell(struct cell_reader *reader)
{
	struct sheet_in *in = reader->xlsx->in;
	const char *text = reader->value.n > 0 ? reader->value.bytes : "";
	char number[64];

	reader->is_in_cell = false;
	if (*text && reader->kind == CELL_NUMBER) {
		if (number_text(text, reader->shown, reader->xlsx->is_1904, number))
			text = number;
	} else if (*text && reader->kind == CELL_SHARED) {
		text = shared_string(reader);
	} else if (*text && reader->kind == CELL_FLAG) {
		text = strcmp(text, "0") == 0 || strcmp(text, "false") == 0 ? "FALSE" : "TRUE";
	} else if (*text) {
		reader->value.n = xlsx_unescape(reader->value.bytes, reader->value.n);
		reader->value.bytes[reader->value.n] = '\0';
	}
	if (!text || row_add(in, text, strlen(text)) != 0)
		return -1;
	return row_end_cell(in, reader->is_formula);
}

/* ---- elements ---- */

static void XMLCALL sheet_element(void *parser, const char *name, const char **attributes)
{
	struct cell_reader *reader = XML_GetUserData(parser);
	int rc = 0;

	if (reader->xlsx->in->why[0])
		return;
	name = xml_name(name);
	if (!reader->is_in_cell) {
		if (reader->is_in_row && strcmp(name, "c") == 0)
			rc = start_cell(reader, attributes);
		else if (strcmp(name, "row") == 0)
			rc = start_row(reader, attributes);
		if (rc != 0)
			stop(reader, parser);
		return;
	}
	if (strcmp(name, "v") == 0)
		reader->is_in_text = true;
	else if (strcmp(name, "f") == 0)
		reader->is_formula = true;
	else if (strcmp(name, "is") == 0)
		reader->is_in_inline = true;
	else if (strcmp(name, "rPh") == 0)
		reader->n_phonetic++;
	else if (strcmp(name, "t") == 0)
		reader->is_in_text = reader->is_in_inline && reader->n_phonetic == 0;
}

static void XMLCALL sheet_end(void *parser, const char *name)
{
	struct cell_reader *reader = XML_GetUserData(parser);

	if (reader->xlsx->in->why[0])
		return;
	name = xml_name(name);
	if (!reader->is_in_cell) {
		if (reader->is_in_row && strcmp(name, "row") == 0)
			end_row(reader, parser);
		return;
	}
	if (strcmp(name, "c") == 0 && end_cell(reader) != 0)
		stop(reader, parser);
	else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		reader->is_in_text = false;
	else if (strcmp(name, "is") == 0)
		reader->is_in_inline = false;
	else if (strcmp(name, "rPh") == 0)
		reader->n_phonetic--;
}

static void XMLCALL sheet_text(void *parser, const char *text, int n)
{
	struct cell_reader *reader = XML_GetUserData(parser);

	if (!reader->is_in_text || reader->xlsx->in->why[0])
		return;
	buf_add(&reader->value, text, (size_t)n);
	if (reader->value.is_over) {
		sheet_fail(reader->xlsx->in,
			   "Line %" PRId64 " has a cell of more than 1 MB; shorten it.",
			   reader->xlsx->in->line);
		XML_StopParser(parser, XML_FALSE);
	}
}

/* ---- the workbook ---- */

static int open_sheet(struct xlsx_in *xlsx)
{
	static const struct handlers handlers = { sheet_element, sheet_end, sheet_text };

	if (xlsx_find_parts(xlsx) != 0 || xlsx_read_styles(xlsx) != 0 ||
	    xlsx_read_strings(xlsx) != 0)
		return -1;
	if (part_open(xlsx, &xlsx->part, xlsx->sheet, &handlers, xlsx->reader) != 0)
		return -1;
	xlsx->in->n_done = 0;
	xlsx->in->n_all = (int64_t)xlsx->part.n_unpacked;
	return 0;
}

int xlsx_open(struct sheet_in *in, const char *path)
{
	struct xlsx_in *xlsx = calloc(1, sizeof(*xlsx));

	if (!xlsx)
		abort();
	xlsx->reader = calloc(1, sizeof(*xlsx->reader));
	if (!xlsx->reader)
		abort();
	xlsx->reader->xlsx = xlsx;
	buf_init(&xlsx->reader->value, NULL, CELL_BYTES_MAX);
	xlsx->in = in;
	xlsx->arena = arena_new(ARENA_BYTES_MAX);
	in->xlsx = xlsx;
	xlsx->zip = zip_open(path, ZIP_RDONLY, NULL);
	if (!xlsx->zip)
		return sheet_fail(in, "The workbook is cut off or damaged; copy it again and "
				      "send that.");
	return open_sheet(xlsx);
}

int xlsx_next(struct sheet_in *in)
{
	struct xlsx_in *xlsx = in->xlsx;
	int rc;

	xlsx->reader->has_row = false;
	do
		rc = part_step(xlsx, &xlsx->part);
	while (rc == 1 && !xlsx->reader->has_row);
	in->n_done = (int64_t)xlsx->part.n_read;
	return rc;
}

void xlsx_close(struct xlsx_in *xlsx)
{
	if (!xlsx)
		return;
	part_close(&xlsx->part);
	if (xlsx->zip)
		zip_discard(xlsx->zip);
	buf_free(&xlsx->reader->value);
	free(xlsx->reader);
	if (xlsx->string_bytes.size)
		buf_free(&xlsx->string_bytes);
	free(xlsx->string_at);
	free(xlsx->shown);
	arena_free(xlsx->arena);
	free(xlsx);
}
