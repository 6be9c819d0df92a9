/* Arenas: memory handed out from a few growing blocks and given back at once.
 *
 * Rule: a size that passes the ceiling is served all the same, so no caller
 * needs a branch for it; `is_over` is read in the one place that decides. */
#include "arena.h"

/* The sanitiser sees what was not handed out as forbidden ground. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_GUARDED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_GUARDED 1
#endif
#endif
#ifdef IS_GUARDED
#include <sanitizer/asan_interface.h>
#define GAP_BYTES 8
#else
#define ASAN_POISON_MEMORY_REGION(at, n)   ((void)(at), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(at, n) ((void)(at), (void)(n))
#define GAP_BYTES                          0
#endif

/* A request's typical needs fit the first block; later ones double, so that a
 * large reply takes few calls of malloc. */
#define FIRST_BLOCK_BYTES   ((size_t)8 << 10)
#define LARGEST_BLOCK_BYTES ((size_t)1 << 20)
#define ALIGN               _Alignof(max_align_t)

struct block {
	struct block *older;
	size_t size;
	size_t used;
	max_align_t bytes[];
};

struct promise {
	struct promise *older;
	void (*keep)(void *what);
	void *what;
};

struct arena {
	struct block *newest;
	struct block *first;
	struct promise *promises;
	size_t ceiling;
	size_t used;
	bool is_over;
};

static _Thread_local int64_t left_to_fail;

static void *must_malloc(size_t n_bytes)
{
	void *memory = malloc(n_bytes);

	if (!memory)
		abort();
	return memory;
}

static struct block *new_block(size_t n_bytes)
{
	struct block *block;

	if (n_bytes > SIZE_MAX / 2)
		abort();
	block = must_malloc(sizeof(*block) + n_bytes);
	block->older = NULL;
	block->size = n_bytes;
	block->used = 0;
	ASAN_POISON_MEMORY_REGION(block->bytes, n_bytes);
	return block;
}

static void free_block(struct block *block)
{
	ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
	free(block);
}

struct arena *arena_new(size_t ceiling)
{
	struct arena *arena = must_malloc(sizeof(*arena));

	*arena = (struct arena){ .ceiling = ceiling };
	arena->first = new_block(FIRST_BLOCK_BYTES);
	arena->newest = arena->first;
	return arena;
}

static void keep_promises(struct arena *arena)
{
	while (arena->promises) {
		struct promise *promise = arena->promises;

		arena->promises = promise->older;
		promise->keep(promise->what);
	}
}

void arena_reset(struct arena *arena)
{
	keep_promises(arena);
	while (arena->newest != arena->first) {
		struct block *block = arena->newest;

		arena->newest = block->older;
		free_block(block);
	}
	arena->first->used = 0;
	ASAN_POISON_MEMORY_REGION(arena->first->bytes, arena->first->size);
	arena->used = 0;
	arena->is_over = false;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	arena_reset(arena);
	free_block(arena->first);
	free(arena);
}

/* Counts every allocation towards the ceiling and the torture. */
static void count(struct arena *arena, size_t n_bytes)
{
	arena->used += n_bytes;
	if (arena->used > arena->ceiling)
		arena->is_over = true;
	if (left_to_fail > 0 && --left_to_fail == 0)
		arena->is_over = true;
}

static void add_block(struct arena *arena, size_t n_bytes)
{
	size_t size = arena->newest->size * 2;
	struct block *block;

	if (size > LARGEST_BLOCK_BYTES)
		size = LARGEST_BLOCK_BYTES;
	if (size < n_bytes)
		size = n_bytes;
	block = new_block(size);
	block->older = arena->newest;
	arena->newest = block;
}

static void *take(struct arena *arena, size_t n_bytes, size_t align)
{
	struct block *block = arena->newest;
	size_t at = (block->used + align - 1) & ~(align - 1);
	char *memory;

	count(arena, n_bytes);
	if (n_bytes > SIZE_MAX / 4)
		abort();
	if (at > block->size || block->size - at < n_bytes + GAP_BYTES) {
		add_block(arena, n_bytes + GAP_BYTES);
		block = arena->newest;
		at = 0;
	}
	memory = (char *)block->bytes + at;
	block->used = at + n_bytes + GAP_BYTES;
	ASAN_UNPOISON_MEMORY_REGION(memory, n_bytes);
	return memory;
}

void *arena_alloc(struct arena *arena, size_t n_bytes)
{
	return memset(take(arena, n_bytes, ALIGN), 0, n_bytes);
}

void *arena_grow(struct arena *arena, void *old, size_t n_old, size_t n_new)
{
	struct block *block = arena->newest;
	char *end = (char *)block->bytes + block->used;
	void *memory;

	assert(n_new >= n_old);
	if (old && (char *)old + n_old + GAP_BYTES == end &&
	    n_new - n_old <= block->size - block->used) {
		count(arena, n_new - n_old);
		block->used += n_new - n_old;
		ASAN_UNPOISON_MEMORY_REGION(old, n_new);
		return old;
	}
	memory = take(arena, n_new, ALIGN);
	if (n_old)
		memcpy(memory, old, n_old);
	return memory;
}

char *arena_text_n(struct arena *arena, const char *text, size_t n_bytes)
{
	char *copy = take(arena, n_bytes + 1, 1);

	if (n_bytes)
		memcpy(copy, text, n_bytes);
	copy[n_bytes] = '\0';
	return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
	return text ? arena_text_n(arena, text, strlen(text)) : NULL;
}

char *arena_print(struct arena *arena, const char *format, ...)
{
	char small[512];
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(small, sizeof(small), format, args);
	va_end(args);
	assert(n >= 0);
	if ((size_t)n < sizeof(small))
		return arena_text_n(arena, small, (size_t)n);
	text = take(arena, (size_t)n + 1, 1);
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

void arena_promise(struct arena *arena, void (*keep)(void *what), void *what)
{
	struct promise *promise = arena_alloc(arena, sizeof(*promise));

	promise->older = arena->promises;
	promise->keep = keep;
	promise->what = what;
	arena->promises = promise;
}

bool arena_is_over(const struct arena *arena)
{
	return arena->is_over;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}

int64_t arena_fail_at(int64_t nth)
{
	int64_t left = left_to_fail;

	left_to_fail = nth;
	return left;
}
