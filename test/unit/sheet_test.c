/* Sheets: quotes and characters across stretches, hostile files, numbers and
 * days as people read them, and what is written reads back. */
#include "sheet.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include <cmocka.h>

static struct arena *arena;
static char folder[] = "/tmp/lianfang-sheet-XXXXXX";
static const char *path;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new((size_t)1 << 40);
	if (!mkdtemp(folder))
		return -1;
	path = arena_print(arena, "%s/sheet", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	/* Fails if a temporary file was left behind. */
	assert_int_equal(rmdir(folder), 0);
	arena_free(arena);
	return 0;
}

static void put_bytes(const void *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

/* All rows as text, "1:[a][b]\n", formula cells as "=[…]"; a fault as "!sentence". */
static const char *rows_of_file(void)
{
	const char *why = NULL;
	struct sheet_in *in = sheet_open(arena, path, &why);
	struct cell *cells;
	struct buf all;
	int64_t line, done, whole;
	int n, rc;

	buf_init(&all, arena, (size_t)1 << 30);
	if (!in) {
		buf_print(&all, "!%s", why);
		return all.bytes;
	}
	while ((rc = sheet_next(in, &cells, &n, &line)) == 1) {
		buf_print(&all, "%" PRId64 ":", line);
		for (int i = 0; i < n; i++)
			buf_print(&all, "%s[%s]", cells[i].is_formula ? "=" : "", cells[i].text);
		buf_char(&all, '\n');
		sheet_progress(in, &done, &whole);
		assert_true(done > 0 && done <= whole);
	}
	if (rc < 0) {
		buf_print(&all, "!%s", sheet_why(in));
		/* Once broken, it stays broken. */
		assert_int_equal(sheet_next(in, &cells, &n, &line), -1);
	}
	sheet_close(in);
	return all.bytes;
}

static const char *rows_of(const char *csv)
{
	put_bytes(csv, strlen(csv));
	return rows_of_file();
}

/* ---- CSV in ---- */

static void csv_cells(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "\xef\xbb\xbf", "" },
		{ "a", "1:[a]\n" },
		{ "a,b\n", "1:[a][b]\n" },
		{ "\xef\xbb\xbf"
		  "a,b\r\n1,2\r\n",
		  "1:[a][b]\n2:[1][2]\n" },
		{ "a\rb\r", "1:[a]\n2:[b]\n" },
		{ "a\n\n\r\nb", "1:[a]\n2:\n3:\n4:[b]\n" },
		{ ",\n", "1:[][]\n" },
		{ "a,", "1:[a][]\n" },
		{ "\"\"\n", "1:[]\n" },
		{ "\"a,b\",\"c\"\"d\",\"\"\"\"\n", "1:[a,b][c\"d][\"]\n" },
		{ "\"a\r\nb\",\"c\nd\"\ne", "1:[a\nb][c\nd]\n2:[e]\n" },
		{ "\"a\"x,y\"z\"\n", "1:[ax][y\"z\"]\n" },
		{ " a , \"b\"\n", "1:[ a ][ \"b\"]\n" },
		{ "a\tb,c\n1\t2\n", "1:[a\tb][c]\n2:[1\t2]\n" },
		{ "a\tb\tc,d\n1\t2,3\t4\n", "1:[a][b][c,d]\n2:[1][2,3][4]\n" },
		{ "a;b;c\n1;2,5;3\n", "1:[a][b][c]\n2:[1][2,5][3]\n" },
		{ "\"a,b,c\";d\n1;2\n", "1:[a,b,c][d]\n2:[1][2]\n" },
		{ "姓名,电话\n张三,138\n", "1:[姓名][电话]\n2:[张三][138]\n" },
		{ "=1+1,\"=2\",a=1\n", "1:=[=1+1]=[=2][a=1]\n" },
		{ "=1\n,a\n", "1:=[=1]\n2:[][a]\n" },
		{ "'=1,'+86,'-1,'@a,'a,''=b\n", "1:[=1][+86][-1][@a]['a]['=b]\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(rows_of(cases[i][0]), cases[i][1]);
}

static void csv_faults_name_the_line(void **state)
{
	const char *rows;

	(void)state;
	rows = rows_of("a\n\"b\nc\n");
	assert_non_null(strstr(rows, "1:[a]\n!The quote opened on line 2 is never closed"));
	put_bytes("a\nb\0c\n", 6);
	assert_non_null(strstr(rows_of_file(), "1:[a]\n!Line 2 holds a NUL byte"));
	put_bytes("a,张\nb\0c\n", 11);
	assert_non_null(strstr(rows_of_file(), "!Line 2 holds a NUL byte"));
	/* UTF-8 with one broken byte is not taken for GB18030. */
	rows = rows_of("姓名,电话\n张三,1\n李四\xff,2\n王五,3\n");
	assert_non_null(strstr(rows, "2:[张三][1]\n!Line 3 is neither UTF-8 nor GB18030"));
	rows = rows_of("a,\xff\xff\xff\xff\n");
	assert_non_null(strstr(rows, "!Line 1 is neither"));
	assert_non_null(strstr(rows_of("a,张\n\xe5\xbc"), "!Line 2 is neither"));
}

static void csv_cells_have_a_limit(void **state)
{
	size_t n = (size_t)1 << 20;
	char *text = arena_alloc(arena, n + 10);
	struct buf wide;

	(void)state;
	memset(text, 'x', n);
	text[n] = '\n';
	put_bytes(text, n + 1);
	assert_int_equal(strlen(rows_of_file()), n + strlen("1:[]\n"));
	memset(text, 'x', n + 1);
	put_bytes(text, n + 1);
	assert_non_null(strstr(rows_of_file(), "Line 1 has a cell of more than 1 MB"));
	buf_init(&wide, arena, 1 << 20);
	for (int i = 0; i < 16383; i++)
		buf_char(&wide, ',');
	assert_int_equal(strlen(rows_of(wide.bytes)), 2 + 2 * 16384 + 1);
	buf_char(&wide, ',');
	assert_non_null(strstr(rows_of(wide.bytes), "more than 16384 columns"));
	buf_init(&wide, arena, (size_t)1 << 30);
	for (int i = 0; i < 17; i++) {
		buf_add(&wide, text, 1000000);
		buf_char(&wide, ',');
	}
	assert_non_null(strstr(rows_of(wide.bytes), "longer than 16 MB"));
}

/* Pushes what may be cut over every place where a stretch may end. */
static void nothing_breaks_at_the_end_of_a_stretch(void **state)
{
	static const char *const tails[] = { "\"a\"\"b\",c\r\n\"d\r\ne\"\r\nf\n",
					     "张三,\U00020000\r\n李四,王五\n" };
	static const char *const expected[] = { "2:[a\"b][c]\n3:[d\ne]\n4:[f]\n",
						"2:[张三][\U00020000]\n3:[李四][王五]\n" };
	size_t stretch = (size_t)1 << 20;
	char *text = arena_alloc(arena, stretch + 100);

	(void)state;
	for (size_t t = 0; t < COUNT_OF(tails); t++) {
		size_t n = strlen(tails[t]);

		for (size_t back = 0; back <= n; back++) {
			const char *rows;

			memset(text, 'x', stretch);
			text[stretch / 2] = ',';
			text[stretch - back - 1] = '\n';
			memcpy(text + stretch - back, tails[t], n);
			put_bytes(text, stretch - back + n);
			rows = rows_of_file();
			assert_string_equal(strchr(rows, '\n') + 1, expected[t]);
		}
	}
}

static size_t encode(const char *charset, const char *text, char *out, size_t size)
{
	iconv_t converter = iconv_open(charset, "UTF-8");
	char *from = (char *)(uintptr_t)text, *to = out;
	size_t n_from = strlen(text), n_to = size;

	assert_true(converter != (iconv_t)-1);
	assert_true(iconv(converter, &from, &n_from, &to, &n_to) != (size_t)-1);
	iconv_close(converter);
	return size - n_to;
}

static void gb18030_is_found_by_itself(void **state)
{
	/* Ordinary names, one beyond the basic plane, one with a dot, the euro. */
	const char *rows = "姓名,住址\n张三,红桥区西于庄街道\n\U00020BB7野,€\n阿卜杜·拉,网格\n";
	const char *expected = "1:[姓名][住址]\n2:[张三][红桥区西于庄街道]\n3:[\U00020BB7野][€]\n"
			       "4:[阿卜杜·拉][网格]\n";
	char bytes[400];
	size_t n;

	(void)state;
	put_bytes(bytes, encode("GB18030", rows, bytes, sizeof(bytes)));
	assert_string_equal(rows_of_file(), expected);
	n = encode("UTF-16LE", arena_print(arena, "\ufeff%s", rows), bytes, sizeof(bytes));
	put_bytes(bytes, n);
	assert_string_equal(rows_of_file(), expected);
	n = encode("UTF-16BE", arena_print(arena, "\ufeff%s", rows), bytes, sizeof(bytes));
	put_bytes(bytes, n);
	assert_string_equal(rows_of_file(), expected);
	n = encode("GB18030", "a,b\n张三,李", bytes, sizeof(bytes));
	put_bytes(bytes, n - 1);
	assert_non_null(strstr(rows_of_file(), "!Line 2 is neither"));
}

static void gb18030_after_a_million_plain_bytes(void **state)
{
	size_t stretch = (size_t)1 << 20, n;
	char *text = arena_alloc(arena, 3 * stretch), street[8];
	const char *rows;

	(void)state;
	for (size_t i = 0; i < stretch + 1; i++)
		text[i] = i % 64 == 63 ? '\n' : 'x';
	n = stretch + 1;
	text[n++] = '\n';
	encode("GB18030", "街\n", street, sizeof(street));
	/* Enough of them to lie across the end of the next stretch, oddly. */
	for (int i = 0; i < 300000; i++) {
		memcpy(text + n, street, 3);
		n += i % 20 == 19 ? 3 : 2;
	}
	put_bytes(text, n);
	rows = rows_of_file();
	assert_null(strchr(rows, '!'));
	assert_non_null(strstr(rows, "街街街街街街街街街街街街街街街街街街街街]\n"));
	n = 0;
	for (; *rows; rows++)
		n += strncmp(rows, "街", 3) == 0;
	assert_int_equal(n, 300000);
}

static void other_files_are_refused_with_advice(void **state)
{
	(void)state;
	put_bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	assert_non_null(strstr(rows_of_file(), "!This is a workbook of the old .xls kind"));
	assert_non_null(strstr(rows_of("<HTML><table>"), "!This is a web page"));
	assert_non_null(strstr(rows_of("%PDF-1.4"), "!This is a PDF"));
	assert_non_null(strstr(rows_of("PK\003\004 and no more"), "!The workbook is cut off"));
	unlink(path);
	assert_non_null(strstr(rows_of_file(), "!The file cannot be opened"));
	assert_int_equal(mkdir(path, 0700), 0);
	assert_non_null(strstr(rows_of_file(), "!The file cannot be opened"));
	rmdir(path);
}

/* ---- XLSX in ---- */

#define RELATION(id, type, target)                                                                 \
	"<Relationship Id='" id "' Type='http://x/relationships/" type "' Target='" target "'/>"

static const char root_rels[] =
	"<Relationships>" RELATION("r0", "officeDocument", "xl/workbook.xml") "</Relationships>";
static const char book[] = "<workbook><sheets><sheet name='S' sheetId='1' r:id='rId1' "
			   "xmlns:r='r'/></sheets></workbook>";
static const char book_rels[] = "<Relationships>" RELATION("rId1", "worksheet", "worksheets/a.xml")
	RELATION("rId2", "styles", "styles.xml")
		RELATION("rId3", "sharedStrings", "/xl/strings.xml") "</Relationships>";
/* Style 1: built-in day, 2: built-in moment, 3: day in Chinese, 4: span, 5: red
 * number with an escaped d, 6: General, 7: clock time, 8: Chinese built-in. */
static const char styles[] =
	"<styleSheet><numFmts><numFmt numFmtId='176' formatCode='[$-804]yyyy\"年\"m\"月\"d\"日\"'/>"
	"<numFmt numFmtId='177' formatCode='[h]:mm'/><numFmt numFmtId='178' "
	"formatCode='[Red]0\\d\"day\"'/><numFmt numFmtId='179' formatCode='h:mm AM/PM'/></numFmts>"
	"<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
	"<xf numFmtId='14'/><xf numFmtId='22'/><xf numFmtId='176'/><xf numFmtId='177'/>"
	"<xf numFmtId='178'/><xf numFmtId='0'/><xf numFmtId='179'/><xf numFmtId='31'/></cellXfs>"
	"</styleSheet>";
static const char strings[] =
	"<sst><si><t>张三</t></si><si><r><t>红</t></r><r><rPr><b/></rPr><t xml:space='preserve'>桥 "
	"</t></r><rPh sb='0' eb='1'><t>hong</t></rPh></si><si/><si><t>a_x000D_b_x005F_x0041_ "
	"_x4e2d_</t>"
	"</si></sst>";

struct entry {
	const char *name;
	const char *text;
};

static void put_zip(const struct entry *entries, size_t n)
{
	int fault;
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &fault);

	assert_non_null(zip);
	for (size_t i = 0; i < n; i++) {
		zip_source_t *source =
			zip_source_buffer(zip, entries[i].text, strlen(entries[i].text), 0);

		assert_true(zip_file_add(zip, entries[i].name, source, 0) >= 0);
	}
	assert_int_equal(zip_close(zip), 0);
}

static const char *rows_of_parts(const char *book_xml, const char *strings_xml, const char *sheet)
{
	const struct entry entries[] = {
		{ "_rels/.rels", root_rels },      { "xl/workbook.xml", book_xml },
		{ "xl/styles.xml", styles },       { "xl/_rels/workbook.xml.rels", book_rels },
		{ "xl/strings.xml", strings_xml }, { "xl/worksheets/a.xml", sheet },
	};

	put_zip(entries, COUNT_OF(entries));
	return rows_of_file();
}

static const char *rows_of_sheet(const char *rows)
{
	return rows_of_parts(
		book, strings,
		arena_print(arena, "<worksheet><sheetData>%s</sheetData></worksheet>", rows));
}

static void xlsx_cells_of_every_kind(void **state)
{
	(void)state;
	assert_string_equal(rows_of_sheet(""), "");
	assert_string_equal(
		rows_of_sheet("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
			      "<c r='C1' t='s'><v>2</v></c><c r='D1' t='s'><v>3</v></c></row>"),
		"1:[张三][红桥 ][][a\rb_x0041_ 中]\n");
	assert_string_equal(
		rows_of_sheet(
			"<row><c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='inlineStr'><is><r>"
			"<t>甲</t></r><r><t>乙</t></r><rPh><t>x</t></rPh></is></c>"
			"<c t='e'><v>#N/A</v></c><c t='d'><v>2020-02-01</v></c></row>"),
		"1:[TRUE][FALSE][甲乙][#N/A][2020-02-01]\n");
	assert_string_equal(rows_of_sheet("<row><c><f>1+1</f><v>2</v></c><c t='str'><f>A1</f>"
					  "<v>x</v></c><c><f t='shared' si='0'/></c></row>"),
			    "1:=[2]=[x]=[]\n");
	/* Prefixed names, as some programs write them. */
	assert_string_equal(rows_of_sheet("<x:row xmlns:x='x'><x:c><x:v>7</x:v></x:c></x:row>"),
			    "1:[7]\n");
}

static void xlsx_references_are_honoured(void **state)
{
	(void)state;
	assert_string_equal(
		rows_of_sheet(
			"<row r='3'><c r='B3'><v>1</v></c><c r='AA3'><v>2</v></c><c><v>3</v></c>"
			"<c r='AD3' s='1'/></row><row/><row r='9'><c r='A9' s='1'/></row>"),
		"3:[][1][][][][][][][][][][][][][][][][][][][][][][][][][2][3]\n4:\n9:\n");
	assert_non_null(strstr(rows_of_sheet("<row r='2'/><row r='1'/>"), "2:\n!The workbook is"));
	assert_non_null(strstr(rows_of_sheet("<row><c r='B1'/><c r='A1'/></row>"), "damaged"));
	assert_non_null(strstr(rows_of_sheet("<row><c r='1A'/></row>"), "damaged"));
	assert_non_null(strstr(rows_of_sheet("<row><c r='AAAA1'/></row>"), "damaged"));
	assert_non_null(strstr(rows_of_sheet("<row><c r='ZZZ1'/></row>"), "columns"));
	assert_non_null(strstr(rows_of_sheet("<row r='1048577'/>"), "damaged"));
	assert_non_null(strstr(rows_of_sheet("<row><c t='s'><v>4</v></c></row>"), "damaged"));
	assert_non_null(strstr(rows_of_sheet("<row><c t='s'><v>-1</v></c></row>"), "damaged"));
}

static void xlsx_numbers_as_people_read_them(void **state)
{
	static const struct {
		int style;
		const char *raw, *text;
	} cases[] = {
		{ 0, "13812341234", "13812341234" },
		{ 0, "110105194912310021", "110105194912310021" },
		{ 0, "1.1010519491231002E+17", "110105194912310020" },
		{ 0, "1.3812341234E10", "13812341234" },
		{ 0, "-1.5e+1", "-15" },
		{ 0, "1E20", "100000000000000000000" },
		{ 0, "1.25E1", "12.5" },
		{ 0, "2.5E-1", "0.25" },
		{ 0, "3.0", "3" },
		{ 0, "-3.000", "-3" },
		{ 0, "36.600000000000001", "36.6" },
		{ 0, "0.10000000000000001", "0.1" },
		{ 0, "0.30000000000000004", "0.30000000000000004" },
		{ 0, "007", "007" },
		{ 0, "1E999", "1E999" },
		{ 0, "inf", "inf" },
		{ 0, "0x10", "0x10" },
		{ 0, "-0.0", "-0" },
		{ 1, "43862", "2020-02-01" },
		{ 1, "43862.75", "2020-02-01" },
		{ 1, "43890", "2020-02-29" },
		{ 1, "1", "1900-01-01" },
		{ 1, "59", "1900-02-28" },
		{ 1, "60", "60" },
		{ 1, "61", "1900-03-01" },
		{ 1, "0", "0" },
		{ 1, "-5", "-5" },
		{ 1, "2958465", "9999-12-31" },
		{ 1, "2958466", "2958466" },
		{ 1, "1E300", "1e+300" },
		{ 2, "43862", "2020-02-01" },
		{ 2, "43862.0902777778", "2020-02-01T02:10:00" },
		{ 2, "43862.99999999999", "2020-02-02" },
		{ 2, "0.5", "12:00:00" },
		{ 3, "43862", "2020-02-01" },
		{ 4, "1.0625", "25:30:00" },
		{ 5, "43862", "43862" },
		{ 6, "43862", "43862" },
		{ 7, "0.75", "18:00:00" },
		{ 8, "43862", "2020-02-01" },
		{ 99, "43862", "43862" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(
			rows_of_sheet(arena_print(arena, "<row><c s='%d'><v>%s</v></c></row>",
						  cases[i].style, cases[i].raw)),
			arena_print(arena, "1:[%s]\n", cases[i].text));
	assert_string_equal(rows_of_parts("<workbook><workbookPr date1904='1'/><sheets><sheet "
					  "r:id='rId1' xmlns:r='r'/></sheets></workbook>",
					  strings,
					  "<worksheet><row><c s='1'><v>42400</v></c><c s='1'><v>0"
					  "</v></c></row></worksheet>"),
			    "1:[2020-02-01][1904-01-01]\n");
}

static void the_first_visible_sheet_is_read(void **state)
{
	const char *rels = "<Relationships>" RELATION("c", "chartsheet", "c.xml")
		RELATION("v", "worksheet", "../other/./v.xml") RELATION("h", "worksheet", "h.xml")
			RELATION("w", "worksheet", "w.xml") "</Relationships>";
	const struct entry entries[] = {
		{ "_rels/.rels", root_rels },
		{ "xl/workbook.xml",
		  "<workbook xmlns:r='r'><sheets><sheet r:id='c'/><sheet r:id='h' state='hidden'/>"
		  "<sheet r:id='v'/><sheet r:id='w'/></sheets></workbook>" },
		{ "xl/_rels/workbook.xml.rels", rels },
		{ "xl/h.xml", "<worksheet><row><c><v>1</v></c></row></worksheet>" },
		{ "xl/w.xml", "<worksheet><row><c><v>2</v></c></row></worksheet>" },
		{ "other/./v.xml", "<worksheet><row><c><v>3</v></c></row></worksheet>" },
	};

	(void)state;
	put_zip(entries, COUNT_OF(entries));
	assert_string_equal(rows_of_file(), "1:[3]\n");
}

static void hostile_workbooks_are_refused(void **state)
{
	const struct entry none[] = { { "hello.txt", "hello" } };
	const char *bomb;
	static char blanks[(5 << 20) + 1];

	(void)state;
	put_zip(none, 1);
	assert_non_null(strstr(rows_of_file(), "!This archive is not a workbook"));
	bomb = "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><worksheet><row><c "
	       "t='str'><v>&c;"
	       "</v></c></row></worksheet>";
	assert_non_null(strstr(rows_of_parts(book, strings, bomb), "damaged"));
	bomb = "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><worksheet/>";
	assert_non_null(strstr(rows_of_parts(book, strings, bomb), "damaged"));
	assert_non_null(strstr(rows_of_parts(book, "<!DOCTYPE a><sst/>", "<worksheet/>"), "!"));
	assert_non_null(strstr(rows_of_sheet("<row><c>"), "damaged"));
	assert_non_null(strstr(rows_of_sheet("</row>"), "damaged"));
	assert_non_null(strstr(rows_of_sheet("<row><row/></row>"), "damaged"));
	assert_string_equal(rows_of_sheet("<row><c><row/><v>1</v></c></row><c><v>2</v></c>"),
			    "1:[1]\n");
	assert_non_null(strstr(rows_of_sheet("\x01"), "damaged"));
	/* A tag without end, and a cell without end. */
	memset(blanks, ' ', ((size_t)5 << 20) - 1);
	assert_non_null(strstr(rows_of_sheet(arena_print(arena, "<row %s/>", blanks)), "!"));
	memset(blanks, 'x', ((size_t)1 << 20) + 1);
	blanks[((size_t)1 << 20) + 1] = '\0';
	assert_non_null(strstr(
		rows_of_sheet(arena_print(arena, "<row><c t='str'><v>%s</v></c></row>", blanks)),
		"1 has a cell of more than 1 MB"));
}

/* 300 MB of blanks deflate by more than a thousand to one. */
static void a_bomb_is_refused_early(void **state)
{
	size_t n = (size_t)300 << 20;
	const struct entry entries[] = {
		{ "_rels/.rels", root_rels },
		{ "xl/workbook.xml", book },
		{ "xl/_rels/workbook.xml.rels", book_rels },
	};
	char *blanks = malloc(n + 1);
	int fault;
	zip_t *zip;
	const char *rows;

	(void)state;
	assert_non_null(blanks);
	memset(blanks, ' ', n);
	memcpy(blanks, "<worksheet>", 11);
	put_zip(entries, COUNT_OF(entries));
	zip = zip_open(path, 0, &fault);
	assert_non_null(zip);
	assert_true(zip_file_add(zip, "xl/worksheets/a.xml", zip_source_buffer(zip, blanks, n, 0),
				 0) >= 0);
	assert_int_equal(zip_close(zip), 0);
	free(blanks);
	rows = rows_of_file();
	assert_non_null(strstr(rows, "!The workbook unfolds to more than 1,000 times its size"));
}

/* ---- out, and back in ---- */

static const char *const risky[] = { "=1+1", "+8613812341234", "-5", "@sum",  "\tx", "\rx",
				     "'=x",  "''+y",           "'a", "=\"a\"" };

static void risky_cells_are_disarmed_in_csv(void **state)
{
	struct buf buf;
	const char *at;

	(void)state;
	buf_init(&buf, arena, 1 << 20);
	csv_row(&buf, (const char *[]){ "=1", "a", NULL, "x\"y", " b", "c;d", "-2" }, 7);
	assert_string_equal(buf.bytes, "'=1,a,,\"x\"\"y\",\" b\",\"c;d\",'-2\r\n");
	buf.n = 0;
	csv_row(&buf, (const char *[]){ "" }, 1);
	csv_row(&buf, NULL, 0);
	assert_string_equal(buf.bytes, "\"\"\r\n\r\n");
	for (size_t i = 0; i < COUNT_OF(risky); i++) {
		buf.n = 0;
		csv_row(&buf, &risky[i], 1);
		at = buf.bytes + (buf.bytes[0] == '"');
		assert_int_equal(*at, '\'');
	}
}

static void write_and_read(enum sheet_kind kind)
{
	static const char *const rows[][4] = {
		{ "姓名", "电话", "备注", "x" },
		{ "张三", "13812341234", "a,b;c\td", "110105194912310021" },
		{ "", "", "", "last" },
		{ " lead", "trail ", "\"q\"", "line\nbreak" },
		{ "\U00020000", "007", "1E5", "_x0041_" },
	};
	struct sheet_out *out = sheet_make(path, kind);
	struct stat about;
	struct buf expected;
	const char *file = rows_of_file();

	/* Nothing under the name before it is finished. */
	assert_int_equal(file[0], '!');
	assert_non_null(out);
	buf_init(&expected, arena, 1 << 20);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		sheet_row(out, rows[i], 4);
		buf_print(&expected, "%zu:[%s][%s][%s][%s]\n", i + 1, rows[i][0], rows[i][1],
			  rows[i][2], rows[i][3]);
	}
	sheet_row(out, (const char *[]){ "a", NULL, "b" }, 3);
	sheet_row(out, risky, COUNT_OF(risky));
	buf_print(&expected, "6:[a][][b]\n7:");
	for (size_t i = 0; i < COUNT_OF(risky); i++)
		buf_print(&expected, "[%s]", risky[i]);
	buf_char(&expected, '\n');
	assert_int_equal(sheet_finish(out), 0);
	assert_string_equal(rows_of_file(), expected.bytes);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	unlink(path);
}

static void what_is_written_reads_back(void **state)
{
	(void)state;
	unlink(path);
	write_and_read(SHEET_CSV);
	write_and_read(SHEET_XLSX);
}

static void csv_files_begin_with_the_mark(void **state)
{
	struct sheet_out *out = sheet_make(path, SHEET_CSV);
	char head[6] = "";
	FILE *file;

	(void)state;
	sheet_row(out, (const char *[]){ "a" }, 1);
	assert_int_equal(sheet_finish(out), 0);
	file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fread(head, 1, 6, file), 6);
	fclose(file);
	assert_memory_equal(head,
			    "\xef\xbb\xbf"
			    "a\r\n",
			    6);
}

/* A sheet with 37 bad rows: they alone go to a second sheet with a reason, are
 * put right there, and come back. */
static void the_bad_rows_make_a_round_trip(void **state)
{
	enum sheet_kind kinds[] = { SHEET_CSV, SHEET_XLSX };

	(void)state;
	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		const char *bad_path = arena_print(arena, "%s/bad", folder), *why;
		struct sheet_out *out = sheet_make(path, kinds[k]), *bad;
		struct sheet_in *in;
		struct cell *cells;
		int64_t line;
		int n, n_bad = 0;

		for (int i = 0; i < 1000; i++)
			sheet_row(out,
				  (const char *[]){ arena_print(arena, "+86-%d", i),
						    i % 27 == 5 ? "bad" : "good" },
				  2);
		assert_int_equal(sheet_finish(out), 0);
		in = sheet_open(arena, path, &why);
		bad = sheet_make(bad_path, kinds[k]);
		while (sheet_next(in, &cells, &n, &line) == 1) {
			assert_false(cells[0].is_formula);
			if (strcmp(cells[1].text, "bad") != 0)
				continue;
			sheet_row(bad, (const char *[]){ cells[0].text, "good", "because" }, 3);
			n_bad++;
		}
		assert_int_equal(n_bad, 37);
		assert_int_equal(line, 1000);
		sheet_close(in);
		assert_int_equal(sheet_finish(bad), 0);
		in = sheet_open(arena, bad_path, &why);
		for (n_bad = 0; sheet_next(in, &cells, &n, &line) == 1; n_bad++) {
			assert_int_equal(n, 3);
			assert_string_equal(cells[0].text,
					    arena_print(arena, "+86-%d", 5 + 27 * n_bad));
		}
		assert_int_equal(n_bad, 37);
		sheet_close(in);
		unlink(bad_path);
	}
}

static void what_cannot_be_written_is_said(void **state)
{
	char *longest = arena_alloc(arena, 40000);
	struct sheet_out *out;

	(void)state;
	assert_null(sheet_make("/nowhere/at/all", SHEET_CSV));
	assert_int_equal(errno, ENOENT);
	assert_null(sheet_make("/nowhere/at/all", SHEET_XLSX));
	memset(longest, 'x', 39999);
	out = sheet_make(path, SHEET_XLSX);
	sheet_row(out, (const char *[]){ longest }, 1);
	assert_int_equal(sheet_finish(out), -1);
	assert_int_equal(errno, EFBIG);
	if (access("/dev/full", W_OK) == 0) {
		/* The folder goes away before the rename. */
		const char *gone = arena_print(arena, "%s/gone", folder);

		assert_int_equal(mkdir(gone, 0700), 0);
		out = sheet_make(arena_print(arena, "%s/a", gone), SHEET_CSV);
		assert_non_null(out);
		assert_int_equal(mkdir(arena_print(arena, "%s/a", gone), 0700), 0);
		sheet_row(out, (const char *[]){ "x" }, 1);
		assert_int_equal(sheet_finish(out), -1);
		assert_int_equal(rmdir(arena_print(arena, "%s/a", gone)), 0);
		assert_int_equal(rmdir(gone), 0);
	}
}

/* ---- real files, where they are at hand ---- */

static const char *real(const char *name)
{
	const char *from = arena_print(arena, "../shared/data/%s", name);
	FILE *file = fopen(from, "rb");
	struct buf bytes;
	char some[4096];
	size_t n;

	if (!file)
		return NULL;
	buf_init(&bytes, arena, (size_t)1 << 30);
	while ((n = fread(some, 1, sizeof(some), file)) > 0)
		buf_add(&bytes, some, n);
	fclose(file);
	put_bytes(bytes.bytes, bytes.n);
	return rows_of_file();
}

static void real_files(void **state)
{
	const char *rows = real("imports/tianjin2020-135-cases.xlsx");

	(void)state;
	if (!rows)
		skip();
	/* Text days stay as typed; true day cells become ISO days. */
	assert_non_null(strstr(rows, "2:[TJ1][F][59][14/01/2020][NA][21/01/2020][Wuhan]"));
	assert_non_null(strstr(rows, "[2020-11-02]"));
	assert_non_null(strstr(rows, "\n136:[TJ135][M]"));
	rows = real("forms/covid/symptoms_check.xlsx");
	assert_non_null(strstr(rows, "1:[type][name][label::en]"));
	assert_null(strchr(rows, '!'));
	rows = real("imports/sormas/sormas_district_bom_test.csv");
	assert_memory_equal(rows, "1:[name][epidCode]", 18);
	assert_non_null(strstr(rows, "[LK Altötting][AÖ]"));
	rows = real("imports/sormas/sormas_region_import_test_iso_8859_1.csv");
	assert_non_null(strstr(rows, "!Line 2 is neither UTF-8 nor GB18030"));
	rows = real("imports/sormas/sormas_import_test_errors.csv");
	assert_non_null(strstr(rows, "3:[EVD][][One][MALE]"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_cells),
		cmocka_unit_test(csv_faults_name_the_line),
		cmocka_unit_test(csv_cells_have_a_limit),
		cmocka_unit_test(nothing_breaks_at_the_end_of_a_stretch),
		cmocka_unit_test(gb18030_is_found_by_itself),
		cmocka_unit_test(gb18030_after_a_million_plain_bytes),
		cmocka_unit_test(other_files_are_refused_with_advice),
		cmocka_unit_test(xlsx_cells_of_every_kind),
		cmocka_unit_test(xlsx_references_are_honoured),
		cmocka_unit_test(xlsx_numbers_as_people_read_them),
		cmocka_unit_test(the_first_visible_sheet_is_read),
		cmocka_unit_test(hostile_workbooks_are_refused),
		cmocka_unit_test(a_bomb_is_refused_early),
		cmocka_unit_test(risky_cells_are_disarmed_in_csv),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(csv_files_begin_with_the_mark),
		cmocka_unit_test(the_bad_rows_make_a_round_trip),
		cmocka_unit_test(what_cannot_be_written_is_said),
		cmocka_unit_test(real_files),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
