/* Any bytes through the JSON reader; what it accepts must be written and read
 * back to the same text. */
#include "json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void write_tree(struct buf *buf, struct arena *arena, const struct json *tree)
{
	buf_init(buf, arena, (size_t)64 << 20);
	json_write(buf, tree);
	assert(!buf->is_over);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_new((size_t)1 << 30);
	struct buf first, second;
	const char *why = NULL;
	struct json *tree = json_read(arena, (const char *)data, n, &why);

	if (tree) {
		write_tree(&first, arena, tree);
		assert(utf8_is_valid(first.bytes, first.n));
		tree = json_read(arena, first.bytes, first.n, &why);
		assert(tree);
		write_tree(&second, arena, tree);
		assert(first.n == second.n && memcmp(first.bytes, second.bytes, first.n) == 0);
	} else {
		assert(why && *why);
	}
	arena_free(arena);
	return 0;
}
