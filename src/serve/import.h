/* Import: a sheet whose rows become commands, for the command line and for HTTP.
 *
 * Rule: a sheet can do nothing that a person with the same postings could not;
 * every row is answered for: added, changed, same, or refused with the reason. */
#ifndef IMPORT_H
#define IMPORT_H

#include "actor.h"

#include <stdatomic.h>

#define N_FIRST_ERRORS 20

struct import_error {
	int64_t line;
	char field[40];
	char sentence[300];
};

struct import_figures {
	_Atomic int64_t read, added, changed, same, refused;
	_Atomic int64_t removed, moved, recoded; /* editions of the territory */
	_Atomic int64_t done_bytes, all_bytes;
	_Atomic int n_errors; /* of `errors` that are complete */
	struct import_error errors[N_FIRST_ERRORS];
	char ignored[300]; /* headings that mean nothing here, with commas between */
	char why[300];     /* the fault's sentence, when the sheet could not be read to its end */
};

struct import_plan {
	struct engine *engine;
	const struct actor *actor;
	const char *token; /* of the session that ends the import when it ends; NULL */
	const char *kind, *path;
	const char *errors_path; /* NULL: no sheet of refused rows */
	const char *edition;     /* day from which a territory is valid; NULL: rows are added */
	const char *map;         /* what columns mean, as JSON (sheet_match_as); NULL: guessed */
	const char *datum;       /* coordinates of a file of boundaries; NULL: WGS-84 */
	const char *lang;
	bool is_dry;
	const _Atomic bool *is_cancelled;                                   /* may be NULL */
	void (*progress)(void *self, const struct import_figures *figures); /* may be NULL */
	void *self;
};

/* Run it: 0 when the whole sheet was read (refused rows included), -1 with the
 * fault when it could not be or was cancelled; rows done so far are kept. */
int import_run(const struct import_plan *plan, struct import_figures *figures, struct fault *fault);

/* After a good run: keep what its columns meant (`map`, JSON, NULL for nothing said) for
 * this account's next sheet of the kind with the same headings. */
void import_remember(struct engine *engine, const struct actor *actor, const char *kind,
		     const char *map);

/* The figures as the members of a JSON object, without braces. */
void import_write(struct buf *out, const struct import_figures *figures, bool is_edition);

#endif
