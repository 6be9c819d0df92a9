/* Migrations: numbered SQL files compiled into the binary, applied in order
 * inside one transaction each, recorded in the table `migration`.
 *
 * Rule: a released migration is never edited. */
#ifndef MIGRATE_H
#define MIGRATE_H

#include "db.h"

struct migration {
	int number;
	const char *name;
	const char *sqlite;
	const char *postgres;
};

/* Made from migrations/ at build time; ends with number 0. */
extern const struct migration migrations[];

/* Bring the database to the newest migration.  Returns how many ran, or -1
 * with a sentence in `why[200]`; refuses a database newer than the program. */
int migrate(struct db *db, char why[200]);

#endif
