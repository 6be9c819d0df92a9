/* Reading CSV: a stretch of the file is turned into UTF-8, then cut into cells
 * byte by byte, so quotes and characters may lie across stretches.
 *
 * Rule: what cannot be read exactly is refused with its line, never guessed. */
#include "sheet_parts.h"

#include <iconv.h>
#include <unistd.h>

/* The encoding is judged by this much text, as people judge by the first page. */
#define RAW_BYTES ((size_t)1 << 20)
/* Two bytes of GB18030 or UTF-16 become at most three of UTF-8. */
#define TEXT_BYTES (RAW_BYTES * 3 / 2 + 16)

static const char *const bad_bytes =
	"is neither UTF-8 nor GB18030; save the sheet as \"CSV UTF-8\" or .xlsx and send that.";
static const char *const nul_byte =
	"holds a NUL byte; save the sheet again as \"CSV UTF-8\" or .xlsx and send that.";

enum charset { UNDECIDED, UTF8, CONVERTED };

struct csv_in {
	int fd;
	bool is_at_end;
	enum charset charset;
	iconv_t converter;
	char *raw;
	size_t n_raw;
	char *text; /* UTF-8: the raw bytes, or `room` after conversion */
	size_t at;
	size_t n_text;
	size_t n_used; /* raw bytes that became text */
	char *room;
	const char *fault; /* to be told once the text before it is used up */
	char delimiter;    /* 0 until sniffed */
	bool is_after_cr;
};

void csv_open(struct sheet_in *in, int fd)
{
	struct csv_in *csv = calloc(1, sizeof(*csv));

	if (!csv)
		abort();
	csv->fd = fd;
	csv->converter = (iconv_t)-1;
	csv->raw = malloc(RAW_BYTES);
	if (!csv->raw)
		abort();
	in->csv = csv;
}

void csv_close(struct csv_in *csv)
{
	if (!csv)
		return;
	close(csv->fd);
	if (csv->converter != (iconv_t)-1)
		iconv_close(csv->converter);
	free(csv->raw);
	free(csv->room);
	free(csv);
}

/* ---- bytes to UTF-8 ---- */

/* UTF-8 with a few broken bytes is still UTF-8 (and refused where it breaks);
 * GB18030 text hardly ever forms valid sequences ten times in a row. */
static bool looks_like_utf8(const char *bytes, size_t n_bytes)
{
	size_t n_good = 0, n_bad = 0;

	for (size_t i = 0; i < n_bytes;) {
		size_t n = utf8_valid_bytes(bytes + i, n_bytes - i);

		for (size_t k = i; k < i + n; k++)
			n_good += ((unsigned char)bytes[k] & 0xc0) == 0xc0;
		i += n;
		if (n_bytes - i < 4)
			break; /* perhaps only cut off */
		n_bad += bytes[i] != '\0';
		i++;
	}
	return n_bad * 10 <= n_good;
}

static int convert_from(struct sheet_in *in, const char *charset)
{
	struct csv_in *csv = in->csv;

	csv->charset = CONVERTED;
	csv->converter = iconv_open("UTF-8", charset);
	csv->room = malloc(TEXT_BYTES);
	if (!csv->room)
		abort();
	if (csv->converter == (iconv_t)-1)
		return sheet_fail(in,
				  "The file is in %s, which this machine cannot read; save "
				  "it as \"CSV UTF-8\" and send that.",
				  charset);
	return 0;
}

/* Decides the encoding by a mark, or by the first stretch that is not plain
 * ASCII: up to there both encodings say the same. */
static int choose_charset(struct sheet_in *in, bool is_first)
{
	struct csv_in *csv = in->csv;
	bool is_ascii = true;

	/* The marks themselves are skipped with the first text. */
	if (is_first && csv->n_raw >= 3 && memcmp(csv->raw, "\xef\xbb\xbf", 3) == 0) {
		csv->charset = UTF8;
		return 0;
	}
	if (is_first && csv->n_raw >= 2 && memcmp(csv->raw, "\xff\xfe", 2) == 0)
		return convert_from(in, "UTF-16LE");
	if (is_first && csv->n_raw >= 2 && memcmp(csv->raw, "\xfe\xff", 2) == 0)
		return convert_from(in, "UTF-16BE");
	for (size_t i = 0; i < csv->n_raw && is_ascii; i++)
		is_ascii = (unsigned char)csv->raw[i] < 0x80;
	if (is_ascii)
		return 0;
	if (!looks_like_utf8(csv->raw, csv->n_raw))
		return convert_from(in, "GB18030");
	csv->charset = UTF8;
	return 0;
}

static int fill_raw(struct sheet_in *in)
{
	struct csv_in *csv = in->csv;

	csv->n_raw -= csv->n_used;
	memmove(csv->raw, csv->raw + csv->n_used, csv->n_raw);
	csv->n_used = 0;
	while (!csv->is_at_end && csv->n_raw < RAW_BYTES) {
		ssize_t n = read(csv->fd, csv->raw + csv->n_raw, RAW_BYTES - csv->n_raw);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return sheet_fail(in,
					  "The file cannot be read after line %" PRId64
					  "; copy it again and send that.",
					  in->line);
		csv->is_at_end = n == 0;
		csv->n_raw += (size_t)n;
		in->n_done += n;
	}
	return 0;
}

static void convert(struct csv_in *csv)
{
	char *from = csv->raw + csv->n_used, *to = csv->room;
	size_t n_from = csv->n_raw - csv->n_used, n_to = TEXT_BYTES;
	bool is_whole = iconv(csv->converter, &from, &n_from, &to, &n_to) != (size_t)-1;
	bool is_cut = !is_whole && errno == EINVAL;

	if (!is_whole && errno != E2BIG && (!is_cut || csv->is_at_end))
		csv->fault = bad_bytes;
	csv->n_used = csv->n_raw - n_from;
	csv->text = csv->room;
	csv->n_text = (size_t)(to - csv->room);
}

/* Makes the next stretch of text; returns 1, 0 at the end, -1 on a fault. */
static int fill(struct sheet_in *in)
{
	struct csv_in *csv = in->csv;
	bool is_first = in->n_done == 0;

	if (csv->fault)
		return sheet_fail(in, "Line %" PRId64 " %s", in->line, csv->fault);
	if (fill_raw(in) != 0)
		return -1;
	if (csv->charset == UNDECIDED && choose_charset(in, is_first) != 0)
		return -1;
	csv->at = 0;
	if (csv->charset == CONVERTED) {
		convert(csv);
	} else {
		size_t n_left = csv->n_raw - csv->n_used;

		csv->text = csv->raw + csv->n_used;
		csv->n_text = utf8_valid_bytes(csv->text, n_left);
		if (csv->n_text < n_left && (n_left - csv->n_text >= 4 || csv->is_at_end))
			csv->fault = csv->text[csv->n_text] ? bad_bytes : nul_byte;
		csv->n_used += csv->n_text;
	}
	if (csv->n_text > 0)
		return 1;
	if (csv->fault)
		return fill(in);
	return csv->is_at_end && csv->n_used == csv->n_raw ? 0 : fill(in);
}

/* ---- text to cells ---- */

/* The delimiter seen most often outside quotes in the first line; the comma
 * where there is none. */
static char sniff(const char *text, size_t n)
{
	static const char known[] = { ',', '\t', ';' };
	size_t seen[COUNT_OF(known)] = { 0 };
	bool is_quoted = false;
	size_t best = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '"')
			is_quoted = !is_quoted;
		if (is_quoted)
			continue;
		if (text[i] == '\n' || text[i] == '\r')
			break;
		for (size_t k = 0; k < COUNT_OF(known); k++)
			seen[k] += text[i] == known[k];
	}
	for (size_t k = 1; k < COUNT_OF(known); k++)
		if (seen[k] > seen[best])
			best = k;
	return known[best];
}

/* Skips the mark that some programs put first and finds the delimiter. */
static void start_text(struct csv_in *csv)
{
	if (csv->n_text >= 3 && memcmp(csv->text, "\xef\xbb\xbf", 3) == 0)
		csv->at = 3;
	csv->delimiter = sniff(csv->text + csv->at, csv->n_text - csv->at);
}

static int end_cell(struct sheet_in *in)
{
	struct row *row = &in->row;
	size_t n;
	char *text = row_cell(row, &n);
	bool is_formula = text[0] == '=';

	/* Our own sheets put an apostrophe before such a cell; it comes off
	 * again, so that a corrected sheet can be read back. */
	if (text[0] == '\'' && cell_is_risky(text))
		row->start++;
	return row_end_cell(in, is_formula);
}

enum place { AT_CELL, IN_PLAIN, IN_QUOTES, AFTER_QUOTE };

/* Takes the run of bytes that mean nothing special here. */
static int take_run(struct sheet_in *in, enum place place)
{
	struct csv_in *csv = in->csv;
	size_t from = csv->at;

	for (; csv->at < csv->n_text; csv->at++) {
		char c = csv->text[csv->at];

		if (c == '\0' || (place == IN_QUOTES && c == '"'))
			break;
		if (place != IN_QUOTES && (c == csv->delimiter || c == '\n' || c == '\r'))
			break;
		if (place == IN_QUOTES && c == '\n')
			break;
	}
	return csv->at > from ? row_add(in, csv->text + from, csv->at - from) : 0;
}

/* A line end within quotes is kept as one LF, whatever the system wrote. */
static int take_line_end(struct sheet_in *in)
{
	struct row *row = &in->row;

	while (row->text.n > row->start && row->text.bytes[row->text.n - 1] == '\r')
		row->text.n--;
	return row_add(in, "\n", 1);
}

/* Handles one byte; returns 1 when it ended the row, 0, or -1. */
static int take_byte(struct sheet_in *in, enum place *place)
{
	struct csv_in *csv = in->csv;
	char c = csv->text[csv->at++];

	if (c == '\0')
		return sheet_fail(in, "Line %" PRId64 " %s", in->line, nul_byte);
	if (*place == IN_QUOTES) {
		if (c == '\n')
			return take_line_end(in);
		*place = AFTER_QUOTE;
		return 0;
	}
	if (c == '"' && *place == AT_CELL) {
		*place = IN_QUOTES;
		return 0;
	}
	if (c == '"' && *place == AFTER_QUOTE) {
		*place = IN_QUOTES;
		return row_add(in, "\"", 1);
	}
	if (c == csv->delimiter) {
		*place = AT_CELL;
		return end_cell(in);
	}
	if (c != '\n' && c != '\r') {
		*place = IN_PLAIN;
		return row_add(in, &c, 1);
	}
	csv->is_after_cr = c == '\r';
	if (*place == AT_CELL && in->row.n == 0)
		return 1; /* an empty line has no cells */
	return end_cell(in) == 0 ? 1 : -1;
}

/* Ends the last row where the file has no line end. */
static int last_row(struct sheet_in *in, enum place place)
{
	if (place == IN_QUOTES)
		return sheet_fail(in,
				  "The quote opened on line %" PRId64 " is never closed; close "
				  "it and send the file again.",
				  in->line);
	if (place == AT_CELL && in->row.n == 0)
		return 0;
	return end_cell(in) == 0 ? 1 : -1;
}

int csv_next(struct sheet_in *in)
{
	struct csv_in *csv = in->csv;
	enum place place = AT_CELL;
	int rc;

	in->line++;
	for (;;) {
		if (csv->at == csv->n_text) {
			rc = fill(in);
			if (rc <= 0)
				return rc < 0 ? rc : last_row(in, place);
			if (!csv->delimiter)
				start_text(csv);
			continue;
		}
		if (csv->is_after_cr) {
			csv->is_after_cr = false;
			if (csv->text[csv->at] == '\n') {
				csv->at++;
				continue;
			}
		}
		if (place == IN_PLAIN || place == IN_QUOTES) {
			if (take_run(in, place) != 0)
				return -1;
			if (csv->at == csv->n_text)
				continue;
		}
		rc = take_byte(in, &place);
		if (rc != 0)
			return rc;
	}
}
