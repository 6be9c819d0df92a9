/* Workbooks: bytes that begin like an archive are read as they are; others are
 * a list of parts, each after a line "@@path", packed into an archive here, so
 * that the fuzzer reaches the XML behind the checksums. */
#include "sheet.h"

#include "memory_file.h"

#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define PARTS_MAX 16

struct packed {
	struct buf archive;
	struct buf directory;
	int n;
};

static void put_number(struct buf *buf, uint64_t number, int n_bytes)
{
	for (; n_bytes > 0; n_bytes--, number >>= 8)
		buf_char(buf, (char)number);
}

/* The fields a file's own header and the directory have in common. */
static void put_header(struct buf *buf, size_t n_name, const char *text, size_t n)
{
	put_number(buf, 20, 2); /* version */
	put_number(buf, 0, 8);  /* flags, stored, time, day */
	put_number(buf, (uint32_t)crc32(0, (const uint8_t *)text, (uInt)n), 4);
	put_number(buf, (uint32_t)n, 4);
	put_number(buf, (uint32_t)n, 4);
	put_number(buf, (uint32_t)n_name, 2);
	put_number(buf, 0, 2); /* extra */
}

static void put_part(struct packed *packed, const char *name, size_t n_name, const char *text,
		     size_t n)
{
	uint32_t at = (uint32_t)packed->archive.n;

	if (packed->n == PARTS_MAX)
		return;
	packed->n++;
	buf_text(&packed->archive, "PK\003\004");
	put_header(&packed->archive, n_name, text, n);
	buf_add(&packed->archive, name, n_name);
	buf_add(&packed->archive, text, n);
	buf_text(&packed->directory, "PK\001\002");
	put_number(&packed->directory, 20, 2);
	put_header(&packed->directory, n_name, text, n);
	put_number(&packed->directory, 0, 10); /* comment, disk, attributes */
	put_number(&packed->directory, at, 4);
	buf_add(&packed->directory, name, n_name);
}

static void pack(struct packed *packed, const char *at, size_t n)
{
	static const char root[] =
		"<R><Relationship Id='r' Type='/officeDocument' Target='b'/></R>";
	static const char book[] = "<workbook><sheet id='1'/></workbook>";
	static const char relations[] =
		"<R><Relationship Id='1' Type='/worksheet' Target='s'/>"
		"<Relationship Id='2' Type='/styles' Target='y'/>"
		"<Relationship Id='3' Type='/sharedStrings' Target='t'/></R>";
	const char *end = at + n;
	uint32_t n_directory;

	while (at < end) {
		const char *next = memmem(at + 1, (size_t)(end - at - 1), "\n@@", 3);
		const char *stop = next ? next + 1 : end;
		const char *line = memchr(at, '\n', (size_t)(stop - at));

		if (line && line - at > 2 && memcmp(at, "@@", 2) == 0)
			put_part(packed, at + 2, (size_t)(line - at - 2), line + 1,
				 (size_t)(stop - line - 1));
		at = stop;
	}
	/* The archive's first part of a name counts, so these only fill gaps. */
	put_part(packed, "_rels/.rels", 11, root, strlen(root));
	put_part(packed, "b", 1, book, strlen(book));
	put_part(packed, "_rels/b.rels", 12, relations, strlen(relations));
	n_directory = (uint32_t)packed->directory.n;
	n = packed->archive.n;
	buf_add(&packed->archive, packed->directory.bytes, n_directory);
	buf_text(&packed->archive, "PK\005\006");
	put_number(&packed->archive, 0, 4);
	put_number(&packed->archive, (uint32_t)packed->n, 2);
	put_number(&packed->archive, (uint32_t)packed->n, 2);
	put_number(&packed->archive, n_directory, 4);
	put_number(&packed->archive, (uint32_t)n, 4);
	put_number(&packed->archive, 0, 2);
}

static void read_all(struct arena *arena, const char *path)
{
	const char *why = NULL;
	struct sheet_in *in = sheet_open(arena, path, &why);
	struct cell *cells;
	int64_t line, before = 0;
	int n, rc;

	if (!in) {
		assert(why && *why);
		return;
	}
	while ((rc = sheet_next(in, &cells, &n, &line)) == 1) {
		assert(line > before);
		before = line;
		for (int i = 0; i < n; i++)
			assert(utf8_is_valid(cells[i].text, strlen(cells[i].text)));
	}
	assert((rc == 0) == (sheet_why(in)[0] == '\0'));
	sheet_close(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_new((size_t)1 << 30);
	struct packed packed = { .n = 0 };

	if (n >= 2 && memcmp(data, "PK", 2) == 0) {
		read_all(arena, memory_file(data, n));
	} else {
		buf_init(&packed.archive, arena, (size_t)64 << 20);
		buf_init(&packed.directory, arena, (size_t)1 << 20);
		pack(&packed, (const char *)data, n);
		read_all(arena, memory_file(packed.archive.bytes, packed.archive.n));
	}
	arena_free(arena);
	return 0;
}
