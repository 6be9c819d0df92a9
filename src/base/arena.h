/* Memory that lives as long as one request, one import row or one run.
 *
 * Nothing taken from an arena is freed by hand.  Passing the ceiling never
 * returns NULL: the arena notes that it is over, keeps serving, and the one
 * place that decides a request's outcome refuses it.  When the machine itself
 * runs out of memory the program aborts. */
#ifndef ARENA_H
#define ARENA_H

#include "base.h"

struct arena;

/* Make an arena that may hand out up to `ceiling` bytes. */
struct arena *arena_new(size_t ceiling);

/* Run the promises, newest first, and give all memory back.  NULL is fine. */
void arena_free(struct arena *arena);

/* Run the promises and empty the arena, keeping its first block for reuse. */
void arena_reset(struct arena *arena);

/* Hand out `n_bytes` zeroed bytes aligned for any type; never NULL. */
void *arena_alloc(struct arena *arena, size_t n_bytes);

/* Make a run of bytes longer, in place where it was the latest handed out; the
 * new bytes are not zeroed.  `old` may be NULL with n_old 0. */
void *arena_grow(struct arena *arena, void *old, size_t n_old, size_t n_new);

/* Copy a text into the arena.  A NULL text stays NULL. */
char *arena_text(struct arena *arena, const char *text);

/* Copy `n_bytes` bytes and end them with NUL. */
char *arena_text_n(struct arena *arena, const char *text, size_t n_bytes);

/* Format into the arena. */
char *arena_print(struct arena *arena, const char *format, ...) PRINTS(2, 3);

/* Promise to call `keep(what)` when the arena is reset or freed. */
void arena_promise(struct arena *arena, void (*keep)(void *what), void *what);

/* Whether more than the ceiling was asked for since the last reset, or the
 * torture below struck. */
bool arena_is_over(const struct arena *arena);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

/* Torture: the nth allocation from now, counted in the calling thread over all
 * arenas, counts as passing the ceiling.  0 turns it off.  Returns how many
 * allocations were left to go before the call. */
int64_t arena_fail_at(int64_t nth);

#endif
