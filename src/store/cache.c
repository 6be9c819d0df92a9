/* The cache of prepared statements, and memory that grows.
 *
 * Rule: an address is only a hint.  A text built for one request may stand
 * where another stood before, so the text itself is always compared. */
#include "driver.h"

#include <ctype.h>
#include <strings.h>

void *must_alloc(size_t n_bytes)
{
	void *bytes = calloc(1, n_bytes ? n_bytes : 1);

	if (!bytes)
		abort();
	return bytes;
}

void *must_grow(void *old, size_t n_bytes)
{
	void *bytes = realloc(old, n_bytes);

	if (!bytes)
		abort();
	return bytes;
}

char *must_copy(const char *text)
{
	size_t n_bytes = strlen(text) + 1;

	return memcpy(must_alloc(n_bytes), text, n_bytes);
}

void bytes_add(struct bytes *bytes, const void *more, size_t n_bytes)
{
	if (bytes->n + n_bytes > bytes->size) {
		bytes->size = (bytes->n + n_bytes) * 2 + 256;
		bytes->at = must_grow(bytes->at, bytes->size);
	}
	if (n_bytes)
		memcpy(bytes->at + bytes->n, more, n_bytes);
	bytes->n += n_bytes;
}

void bytes_free(struct bytes *bytes)
{
	free(bytes->at);
	*bytes = (struct bytes){ 0 };
}

/* FNV-1a: texts of some hundred bytes, once per new address. */
static uint64_t hash_of(const char *sql, const char *types)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *sql; sql++)
		hash = (hash ^ (unsigned char)*sql) * UINT64_C(1099511628211);
	for (; *types; types++)
		hash = (hash ^ (unsigned char)*types) * UINT64_C(1099511628211);
	return hash;
}

static bool is_word(const char *at, size_t n_bytes)
{
	static const char *const words[] = { "INSERT", "UPDATE", "DELETE", "REPLACE" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strlen(words[i]) == n_bytes && strncasecmp(at, words[i], n_bytes) == 0)
			return true;
	return false;
}

bool sql_is_write(const char *sql)
{
	while (*sql) {
		size_t n_bytes = 0;

		while (isalnum((unsigned char)sql[n_bytes]) || sql[n_bytes] == '_')
			n_bytes++;
		/* The function replace(…) is not the statement. */
		if (n_bytes && is_word(sql, n_bytes) && sql[n_bytes] != '(')
			return true;
		sql += n_bytes ? n_bytes : 1;
	}
	return false;
}

struct statement *statement_new(const struct statements *all, const char *sql, const char *types)
{
	struct statement *statement = must_alloc(all->size);

	statement->sql = must_copy(sql);
	statement->types = must_copy(types);
	statement->is_write = sql_is_write(sql);
	return statement;
}

void statement_free(struct statements *all, struct db *db, struct statement *statement)
{
	all->forget(db, statement);
	free(statement->sql);
	free(statement->types);
	free(statement);
}

static bool is_same(const struct statement *statement, const char *sql, const char *types)
{
	return strcmp(statement->sql, sql) == 0 && strcmp(statement->types, types) == 0;
}

static void take_out(struct statements *all, struct db *db, struct statement *gone)
{
	struct statement **at = &all->chains[gone->hash % STATEMENT_CHAINS];

	while (*at != gone)
		at = &(*at)->next;
	*at = gone->next;
	for (size_t i = 0; i < STATEMENT_RECENTS; i++)
		if (all->recent[i] == gone)
			all->recent[i] = NULL;
	all->n--;
	statement_free(all, db, gone);
}

/* Forget the statement that was not used for the longest time. */
static void make_room(struct statements *all, struct db *db)
{
	struct statement *oldest = NULL;

	for (size_t i = 0; i < STATEMENT_CHAINS; i++)
		for (struct statement *s = all->chains[i]; s; s = s->next)
			if (!s->is_busy && (!oldest || s->used_at < oldest->used_at))
				oldest = s;
	if (oldest)
		take_out(all, db, oldest);
}

struct statement *statement_find(struct statements *all, struct db *db, const char *sql,
				 const char *types)
{
	uintptr_t address = (uintptr_t)sql;
	struct statement **recent =
		&all->recent[(address >> 4 ^ address >> 14) % STATEMENT_RECENTS];
	struct statement *found = *recent;

	if (!found || !is_same(found, sql, types)) {
		uint64_t hash = hash_of(sql, types);
		struct statement **chain = &all->chains[hash % STATEMENT_CHAINS];

		for (found = *chain; found; found = found->next)
			if (found->hash == hash && is_same(found, sql, types))
				break;
		if (!found) {
			if (all->n >= STATEMENTS_MAX)
				make_room(all, db);
			found = statement_new(all, sql, types);
			found->hash = hash;
			found->next = *chain;
			*chain = found;
			all->n++;
		}
		*recent = found;
	}
	found->used_at = ++all->n_uses;
	return found;
}

void statements_clear(struct statements *all, struct db *db)
{
	for (size_t i = 0; i < STATEMENT_CHAINS; i++) {
		while (all->chains[i]) {
			struct statement *gone = all->chains[i];

			all->chains[i] = gone->next;
			statement_free(all, db, gone);
		}
	}
	memset(all->recent, 0, sizeof all->recent);
	all->n = 0;
}
