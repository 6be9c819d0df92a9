/* The engine's own tables; see core_tables.h.
 *
 * Rule: the journal is only ever appended to. */
#include "core_tables.h"

struct journal_row {
	int64_t seq, at, body, actor, posting;
	const char *id, *region, *command, *args, *sealed, *reply, *hash;
};
#define REC struct journal_row
static const struct field journal_fields[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the command, without gaps", .need = true),
	AT(at, .label = "When it was accepted, ms UTC", .need = true),
	BLOB(id, .label = "Client-made id; absent when the server made it"),
	INT(body, 0, 0,
	    .label = "Hash of command, region and arguments; tells a replay from a clash"),
	INT(actor, 0, INT64_MAX, .label = "Account; 0 is the program", .need = true),
	INT(posting, 0, INT64_MAX, .label = "Posting that allowed it; 0 when none was needed",
	    .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region it is filed under", .need = true),
	TEXT(command, 1, 64, .label = "Command", .need = true),
	TEXT(args, 2, 1 << 24,
	     .label = "Arguments: key, then values in declared order, as a JSON list",
	     .need = true),
	BLOB(sealed, .label = "Secret arguments, sealed"),
	TEXT(reply, 0, 1 << 24,
	     .label = "Reply, kept for replays where it says more than id and seq"),
	BLOB(hash, .label = "Chain: hash of the row before and of this row", .need = true),
};
static const char *const journal_indexes[] = { "unique (id) where id is not null", NULL };
#undef REC

struct tally_row {
	const char *region, *name, *day;
	int64_t n, seq;
};
#define REC struct tally_row
static const struct field tally_fields[] = {
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	TEXT(name, 1, 64, .label = "What is counted", .need = true),
	TEXT(day, 0, 10, .label = "Day of the change; empty when undated", .need = true),
	INT(n, 0, 0, .label = "Change on that day", .need = true),
	INT(seq, 0, INT64_MAX, .label = "Last command that changed it", .need = true),
};
#undef REC

struct timer_row {
	const char *name, *command, *region, *args;
	int64_t due_at, n_tries;
};
#define REC struct timer_row
static const struct field timer_fields[] = {
	TEXT(name, 1, 200, .label = "Name of the timer", .need = true),
	AT(due_at, .label = "When the command is due, ms UTC", .need = true),
	TEXT(command, 1, 64, .label = "Command", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	TEXT(args, 2, 65536, .label = "Arguments as JSON", .need = true),
	INT(n_tries, 0, INT64_MAX, .label = "Refusals so far", .need = true),
};
static const char *const timer_indexes[] = { "due_at", NULL };
#undef REC

struct counter_row {
	const char *name;
	int64_t n;
};
#define REC struct counter_row
static const struct field counter_fields[] = {
	TEXT(name, 1, 64, .label = "Name", .need = true),
	INT(n, 0, 0, .label = "Value", .need = true),
};
#undef REC

const struct table core_tables[] = {
	TABLE("journal", journal_fields, .bare = true, .key = "seq", .indexes = journal_indexes),
	TABLE("tally", tally_fields, .bare = true, .key = "region, name, day"),
	TABLE("timer", timer_fields, .bare = true, .key = "name", .indexes = timer_indexes),
	TABLE("counter", counter_fields, .bare = true, .key = "name"),
};
const int n_core_tables = (int)COUNT_OF(core_tables);

/* The part between the brackets of "unique (…)", or the whole. */
static const char *index_columns(const char *index, bool *is_unique, int *n)
{
	*is_unique = strncmp(index, "unique (", 8) == 0;
	if (*is_unique)
		index += 8;
	*n = (int)(*is_unique ? strcspn(index, ")") : strlen(index));
	return index;
}

void index_name(struct buf *sql, const char *table, const char *index)
{
	bool is_unique;
	int n;
	const char *columns = index_columns(index, &is_unique, &n);

	buf_print(sql, "%s_by_", table);
	for (int i = 0; i < n; i++)
		if (columns[i] != ' ')
			buf_char(sql, columns[i] == ',' ? '_' : columns[i]);
}

void index_make(struct buf *sql, const char *table, const char *index)
{
	bool is_unique;
	int n;
	const char *columns = index_columns(index, &is_unique, &n);

	buf_print(sql, "CREATE %sINDEX ", is_unique ? "UNIQUE " : "");
	index_name(sql, table, index);
	buf_print(sql, " ON %s (%.*s)%s;\n", table, n, columns, is_unique ? columns + n + 1 : "");
}

bool index_is_lookup(const char *index)
{
	return strstr(index, "_hash") != NULL && strncmp(index, "unique", 6) != 0;
}
