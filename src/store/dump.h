/* All tables as a run of bytes, and back: the backup of a PostgreSQL database.
 *
 * Rule: one snapshot out, one transaction in; rows come in the order of their
 * tables' names, values as they are stored, secrets sealed as they are. */
#ifndef DUMP_H
#define DUMP_H

#include "db.h"
#include "text.h"

/* Write every table of the database through `put` (0, or -1 to stop).  0, or -1
 * with why[200]. */
int dump_write(struct db *db, int (*put)(void *self, const void *bytes, size_t n_bytes), void *self,
	       char why[200]);

/* Read such a run through `get` (exactly n bytes; 0, or -1) into a migrated and
 * otherwise empty database; with a NULL db only look whether it is whole.
 * `*n_rows` counts.  0, or -1 with why[200]. */
int dump_read(struct db *db, int (*get)(void *self, void *bytes, size_t n_bytes), void *self,
	      int64_t *n_rows, char why[200]);

/* The number of the last command, for manifests; 0 when there is none. */
int64_t dump_seq(struct db *db, struct arena *arena);

#endif
