/* A stage: one engine on a database of its own, made in a moment and thrown
 * away, on either storage engine.
 *
 * Rule: a stage never touches another stage's data, so tests run in any order. */
#ifndef STAGE_H
#define STAGE_H

#include "actor.h"

struct stage {
	enum db_kind kind;
	char dir[200];
	char url[300]; /* PostgreSQL: of the database; else "" */
	char name[64]; /* PostgreSQL: of the database */
	int n_readers; /* set before stage_open; 0: 2 */
	struct engine *engine;
};

/* Register the rooms and start libsodium; once per program.  -1 with why. */
int stages_start(char why[200]);
/* Drop what was made for all stages (the migrated templates). */
void stages_end(void);

/* Whether a PostgreSQL server was named by LIANFANG_TEST_PG. */
bool stage_has(enum db_kind kind);
const char *stage_kind_name(enum db_kind kind);

/* Open an empty, migrated database.  0, or -1 with why[200]. */
int stage_open(struct stage *stage, enum db_kind kind, char why[200]);
/* Only the directory and, on PostgreSQL, a database without any table. */
int stage_empty(struct stage *stage, enum db_kind kind, char why[200]);
/* Close the engine and open the same data again, as after a restart. */
int stage_restart(struct stage *stage, char why[200]);
/* Close and throw away. */
void stage_close(struct stage *stage);

/* Set the clock to an instant; it goes on from there. */
void stage_clock(int64_t at_ms);

/* One number by SQL outside any command, on a read connection; -1 on failure. */
int64_t stage_one(struct stage *stage, const char *sql, const char *types, ...);

/* Run all invariants; writes the first faults, one per line, and returns how many. */
int stage_check(struct stage *stage, struct buf *faults);

/* Run `work(self, db)` in the writer's thread with its connection, as a job
 * that writes nothing. */
void stage_in_writer(struct stage *stage, void (*work)(void *self, struct db *db), void *self);

#endif
