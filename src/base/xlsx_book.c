/* The parts around a worksheet: where it lies, how its numbers are shown, the
 * strings its cells share.
 *
 * Rule: names and places come from the package's own relationships; no program
 * is bound to call the first sheet sheet1.xml. */
#include "xlsx_parts.h"

/* More sheets, styles or strings than any program writes. */
#define SHEETS_MAX       1000
#define PATH_CHARS_MAX   255
#define STYLES_MAX       ((size_t)1 << 20)
#define FORMAT_IDS       65536
#define STRING_BYTES_MAX ((size_t)200 << 20)

/* ---- places ---- */

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), n_end = strlen(end);

	return n >= n_end && strcmp(text + n - n_end, end) == 0;
}

/* The path in the package of a target named by a part of it. */
static const char *resolve(struct arena *arena, const char *part, const char *target)
{
	const char *slash = strrchr(part, '/');
	size_t n_folder = slash ? (size_t)(slash - part) : 0;

	if (*target == '/')
		return arena_text(arena, target + 1);
	while (strncmp(target, "../", 3) == 0 || strncmp(target, "./", 2) == 0) {
		if (target[1] == '.') {
			while (n_folder > 0 && part[--n_folder] != '/')
				continue;
			target++;
		}
		target += 2;
	}
	if (n_folder == 0)
		return arena_text(arena, target);
	return arena_print(arena, "%.*s/%s", (int)n_folder, part, target);
}

/* Where a part's relationships are kept. */
static const char *relations_of(struct arena *arena, const char *part)
{
	const char *slash = strrchr(part, '/');
	int n_folder = slash ? (int)(slash - part + 1) : 0;

	return arena_print(arena, "%.*s_rels/%s.rels", n_folder, part, part + n_folder);
}

struct finder {
	struct xlsx_in *xlsx;
	const char *ids[SHEETS_MAX]; /* relationship of each sheet, as ordered in the book */
	bool is_hidden[SHEETS_MAX];
	int n;
	int rank; /* of the sheet found so far; the lowest is read */
};

static void XMLCALL root_relation(void *parser, const char *name, const char **attributes)
{
	struct finder *finder = XML_GetUserData(parser);
	const char *type = xml_attribute(attributes, "Type");
	const char *target = xml_attribute(attributes, "Target");

	(void)name;
	if (type && target && ends_with(type, "/officeDocument") && strlen(target) < PATH_CHARS_MAX)
		finder->xlsx->book = resolve(finder->xlsx->arena, "", target);
}

static void XMLCALL book_element(void *parser, const char *name, const char **attributes)
{
	struct finder *finder = XML_GetUserData(parser);

	name = xml_name(name);
	if (strcmp(name, "workbookPr") == 0) {
		const char *date1904 = xml_attribute(attributes, "date1904");

		finder->xlsx->is_1904 =
			date1904 && (strcmp(date1904, "1") == 0 || strcmp(date1904, "true") == 0);
	} else if (strcmp(name, "sheet") == 0) {
		const char *id = xml_attribute(attributes, "id");
		const char *state = xml_attribute(attributes, "state");

		if (!id || strlen(id) > PATH_CHARS_MAX || finder->n == SHEETS_MAX)
			return;
		finder->ids[finder->n] = arena_text(finder->xlsx->arena, id);
		finder->is_hidden[finder->n] = state && strcmp(state, "visible") != 0;
		finder->n++;
	}
}

static int rank_of(const struct finder *finder, const char *id)
{
	for (int i = 0; i < finder->n; i++)
		if (strcmp(finder->ids[i], id) == 0)
			return i + (finder->is_hidden[i] ? SHEETS_MAX : 0);
	return INT32_MAX;
}

static void XMLCALL book_relation(void *parser, const char *name, const char **attributes)
{
	struct finder *finder = XML_GetUserData(parser);
	struct xlsx_in *xlsx = finder->xlsx;
	const char *type = xml_attribute(attributes, "Type");
	const char *target = xml_attribute(attributes, "Target");
	const char *id = xml_attribute(attributes, "Id");
	int rank;

	(void)name;
	if (!type || !target || strlen(target) > PATH_CHARS_MAX)
		return;
	if (ends_with(type, "/sharedStrings")) {
		xlsx->strings = resolve(xlsx->arena, xlsx->book, target);
	} else if (ends_with(type, "/styles")) {
		xlsx->styles = resolve(xlsx->arena, xlsx->book, target);
	} else if (ends_with(type, "/worksheet") && id) {
		rank = rank_of(finder, id);
		if (rank < finder->rank) {
			finder->rank = rank;
			xlsx->sheet = resolve(xlsx->arena, xlsx->book, target);
		}
	}
}

/* Whether the part is there; the arena, which a hostile book could fill with
 * relationships, must have held. */
static bool has_part(struct xlsx_in *xlsx, const char *path)
{
	return path && zip_name_locate(xlsx->zip, path, ZIP_FL_NOCASE) >= 0;
}

int xlsx_find_parts(struct xlsx_in *xlsx)
{
	static const struct handlers roots = { .start = root_relation };
	static const struct handlers books = { .start = book_element };
	static const struct handlers relations = { .start = book_relation };
	struct finder *finder = arena_alloc(xlsx->arena, sizeof(*finder));

	finder->xlsx = xlsx;
	finder->rank = INT32_MAX;
	if (!has_part(xlsx, "_rels/.rels"))
		return sheet_fail(xlsx->in, "This archive is not a workbook; save the sheet as "
					    ".xlsx or CSV and send that.");
	if (part_read(xlsx, "_rels/.rels", &roots, finder) != 0)
		return -1;
	if (!has_part(xlsx, xlsx->book))
		return sheet_fail(xlsx->in, "This document is not a workbook; save the sheet as "
					    ".xlsx or CSV and send that.");
	if (part_read(xlsx, xlsx->book, &books, finder) != 0 ||
	    part_read(xlsx, relations_of(xlsx->arena, xlsx->book), &relations, finder) != 0)
		return -1;
	if (arena_is_over(xlsx->arena))
		return xlsx_damaged(xlsx);
	if (!has_part(xlsx, xlsx->sheet))
		return sheet_fail(xlsx->in, "The workbook has no worksheet; put the rows on its "
					    "first sheet and send it again.");
	if (!has_part(xlsx, xlsx->strings))
		xlsx->strings = NULL;
	if (!has_part(xlsx, xlsx->styles))
		xlsx->styles = NULL;
	return 0;
}

/* ---- styles ---- */

struct styler {
	struct xlsx_in *xlsx;
	bool is_in_cells;           /* within cellXfs, where cells point to */
	uint8_t custom[FORMAT_IDS]; /* enum shown + 1 of formats the book defines */
	size_t n_room;
};

static int format_id(const char **attributes)
{
	const char *text = xml_attribute(attributes, "numFmtId");
	int64_t id;

	return text && text_to_int(text, &id) == 0 && id >= 0 && id < FORMAT_IDS ? (int)id : 0;
}

static void add_style(struct styler *styler, int id)
{
	struct xlsx_in *xlsx = styler->xlsx;

	if (xlsx->n_shown == STYLES_MAX)
		return;
	if (xlsx->n_shown == styler->n_room) {
		styler->n_room = styler->n_room ? styler->n_room * 2 : 256;
		xlsx->shown = realloc(xlsx->shown, styler->n_room);
		if (!xlsx->shown)
			abort();
	}
	xlsx->shown[xlsx->n_shown++] =
		styler->custom[id] ? styler->custom[id] - 1 : (uint8_t)builtin_shown(id);
}

static void XMLCALL style_element(void *parser, const char *name, const char **attributes)
{
	struct styler *styler = XML_GetUserData(parser);

	name = xml_name(name);
	if (strcmp(name, "cellXfs") == 0) {
		styler->is_in_cells = true;
	} else if (strcmp(name, "xf") == 0 && styler->is_in_cells) {
		add_style(styler, format_id(attributes));
	} else if (strcmp(name, "numFmt") == 0) {
		const char *code = xml_attribute(attributes, "formatCode");
		int id = format_id(attributes);

		if (code && id > 0)
			styler->custom[id] = (uint8_t)format_shown(code) + 1;
	}
}

static void XMLCALL style_end(void *parser, const char *name)
{
	struct styler *styler = XML_GetUserData(parser);

	if (strcmp(xml_name(name), "cellXfs") == 0)
		styler->is_in_cells = false;
}

int xlsx_read_styles(struct xlsx_in *xlsx)
{
	static const struct handlers handlers = { .start = style_element, .end = style_end };
	struct styler *styler;
	int rc;

	if (!xlsx->styles)
		return 0;
	styler = calloc(1, sizeof(*styler));
	if (!styler)
		abort();
	styler->xlsx = xlsx;
	rc = part_read(xlsx, xlsx->styles, &handlers, styler);
	free(styler);
	return rc;
}

/* ---- shared strings ---- */

struct collector {
	struct xlsx_in *xlsx;
	int n_phonetic; /* depth within reading aids, which are not the text */
	bool is_in_text;
	size_t n_room;
};

static void too_many(struct collector *collector, XML_Parser parser)
{
	sheet_fail(collector->xlsx->in, "The workbook has more than 200 MB of text; split it up or "
					"send it as CSV.");
	XML_StopParser(parser, XML_FALSE);
}

static void start_string(struct collector *collector, XML_Parser parser)
{
	struct xlsx_in *xlsx = collector->xlsx;

	/* The index counts too: empty strings are not free. */
	if (xlsx->string_bytes.n + xlsx->n_strings * sizeof(uint32_t) > STRING_BYTES_MAX) {
		too_many(collector, parser);
		return;
	}
	if (xlsx->n_strings == collector->n_room) {
		collector->n_room = collector->n_room ? collector->n_room * 2 : 1024;
		xlsx->string_at =
			realloc(xlsx->string_at, collector->n_room * sizeof(*xlsx->string_at));
		if (!xlsx->string_at)
			abort();
	}
	xlsx->string_at[xlsx->n_strings++] = (uint32_t)xlsx->string_bytes.n;
}

static void XMLCALL string_element(void *parser, const char *name, const char **attributes)
{
	struct collector *collector = XML_GetUserData(parser);

	(void)attributes;
	if (collector->xlsx->in->why[0])
		return;
	name = xml_name(name);
	if (strcmp(name, "si") == 0)
		start_string(collector, parser);
	else if (strcmp(name, "rPh") == 0)
		collector->n_phonetic++;
	else if (strcmp(name, "t") == 0)
		collector->is_in_text = collector->xlsx->n_strings > 0;
}

static void XMLCALL string_end(void *parser, const char *name)
{
	struct collector *collector = XML_GetUserData(parser);
	struct buf *bytes = &collector->xlsx->string_bytes;

	if (collector->xlsx->in->why[0])
		return;
	name = xml_name(name);
	if (strcmp(name, "rPh") == 0) {
		collector->n_phonetic--;
	} else if (strcmp(name, "t") == 0) {
		collector->is_in_text = false;
	} else if (strcmp(name, "si") == 0 && collector->xlsx->n_strings > 0) {
		size_t at = collector->xlsx->string_at[collector->xlsx->n_strings - 1];

		if (bytes->n > at)
			bytes->n = at + xlsx_unescape(bytes->bytes + at, bytes->n - at);
		buf_char(bytes, '\0');
	}
}

static void XMLCALL string_text(void *parser, const char *text, int n)
{
	struct collector *collector = XML_GetUserData(parser);
	struct buf *bytes = &collector->xlsx->string_bytes;

	if (!collector->is_in_text || collector->n_phonetic > 0 || collector->xlsx->in->why[0])
		return;
	buf_add(bytes, text, (size_t)n);
	if (bytes->is_over)
		too_many(collector, parser);
}

int xlsx_read_strings(struct xlsx_in *xlsx)
{
	static const struct handlers handlers = { string_element, string_end, string_text };
	struct collector collector = { .xlsx = xlsx };

	if (!xlsx->strings)
		return 0;
	buf_init(&xlsx->string_bytes, NULL, STRING_BYTES_MAX);
	return part_read(xlsx, xlsx->strings, &handlers, &collector);
}
