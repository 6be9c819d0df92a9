/* Any bytes as a CSV file; the rows it yields, written as CSV again, must yield
 * the same rows. */
#include "sheet.h"

#include "memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Writes each row as CSV, and as a plain list to compare by. */
static bool read_rows(struct arena *arena, const void *bytes, size_t n, struct buf *csv,
		      struct buf *list)
{
	const char *why = NULL;
	struct sheet_in *in = sheet_open(arena, memory_file(bytes, n), &why);
	const char **texts;
	struct cell *cells;
	int64_t line, before = 0;
	int n_cells, rc;

	if (!in) {
		assert(why && *why);
		return false;
	}
	while ((rc = sheet_next(in, &cells, &n_cells, &line)) == 1) {
		assert(line == before + 1);
		before = line;
		texts = arena_alloc(arena, (size_t)(n_cells + 1) * sizeof(*texts));
		buf_print(list, "%" PRId64 "\n", line);
		for (int i = 0; i < n_cells; i++) {
			texts[i] = cells[i].text;
			assert(utf8_is_valid(texts[i], strlen(texts[i])));
			assert(!cells[i].is_formula || texts[i][0] == '=');
			buf_print(list, "%zu:%s", strlen(texts[i]), texts[i]);
		}
		csv_row(csv, texts, n_cells);
	}
	assert((rc == 0) == (sheet_why(in)[0] == '\0'));
	sheet_close(in);
	return rc == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_new((size_t)1 << 30);
	struct buf csv, list, csv_again, list_again;

	buf_init(&csv, arena, (size_t)64 << 20);
	buf_init(&list, arena, (size_t)64 << 20);
	buf_init(&csv_again, arena, (size_t)64 << 20);
	buf_init(&list_again, arena, (size_t)64 << 20);
	buf_text(&csv, "\xef\xbb\xbf");
	if (read_rows(arena, data, n, &csv, &list)) {
		assert(read_rows(arena, csv.bytes, csv.n, &csv_again, &list_again));
		assert(list.n == list_again.n);
		assert(memcmp(list.bytes, list_again.bytes, list.n) == 0);
	}
	arena_free(arena);
	return 0;
}
