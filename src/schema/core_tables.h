/* The engine's own tables: journal, tally, timer, counter. */
#ifndef CORE_TABLES_H
#define CORE_TABLES_H

#include "room.h"

extern const struct table core_tables[];
extern const int n_core_tables;

/* Write the statement that makes an index declared as "region, seq", "unique (id)" or
 * "unique (id) where …"; its name is <table>_by_<columns>. */
void index_make(struct buf *sql, const char *table, const char *index);
/* Write that name. */
void index_name(struct buf *sql, const char *table, const char *index);
/* Whether it is a lookup index, which a bulk load leaves out: one on a …_hash column. */
bool index_is_lookup(const char *index);

/* The engine's own room: what the clock does with a timer whose command is refused. */
extern const struct room timer_room;

/* journal(seq, at, id, body, actor, posting, region, command, args, sealed, reply, hash)
 *   key seq; unique (id) where it is given.  hash = BLAKE2b-256(previous hash ‖ the row's other
 * columns). tally(region, name, day, n, seq)  key (region, name, day); n is the day's change, seq
 * the last command. timer(name, due_at, command, region, args, n_tries)  key (name), index due_at.
 * counter(name, n)  key (name): "seq", "auth" … */

#endif
