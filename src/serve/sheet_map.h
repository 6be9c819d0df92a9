/* Between the columns of a sheet and the fields of a command: header names in
 * three forms, the explanation row, and the kinds that can be imported. */
#ifndef SHEET_MAP_H
#define SHEET_MAP_H

#include "engine.h"
#include "sheet.h"

/* A kind of thing that has a sheet. */
struct sheet_of {
	const char *kind; /* "household" */
	const char *add;  /* command a row becomes */
	const char *list; /* command an export pages through */
	const char *key;  /* column with the row's own id; NULL: the fields say */
	bool is_drawn;    /* the engine's own list: id and region stand before the fields */
};
const struct sheet_of *sheet_of_kind(const char *kind);

enum { TO_NOWHERE, TO_FIELD, TO_KEY, TO_REGION };

/* Where a column goes. */
struct column {
	int to;
	const struct field *field;
};

/* Fields a row of this command has: what it takes; NULL when there is no such command. */
const struct shape *sheet_shape(const char *command);

/* Match the header's cells by name, English label, its translations or a usual
 * Chinese heading.  Returns 0, or -1 with a fault when a needed column is absent
 * or one is there twice.  Columns that mean nothing here go nowhere. */
int sheet_match(struct arena *arena, const struct sheet_of *of, const struct shape *shape,
		const struct cell *cells, int n_cells, struct column *columns, struct fault *fault);

/* The same where a person said what columns mean: `map` is an object from a column's name
 * (sheet_columns) to a field's name or null; columns it leaves out are matched as
 * above.  NULL: all of them.  A field that is not there is refused with 5901. */
int sheet_match_as(struct arena *arena, const struct sheet_of *of, const struct shape *shape,
		   const struct cell *cells, int n_cells, const struct json *map,
		   struct column *columns, struct fault *fault);

/* Names of the columns: the heading without its mark, or "#3" where it is empty or stands twice. */
const char **sheet_columns(struct arena *arena, const struct cell *cells, int n_cells);

/* What a heading means by itself. */
struct column sheet_guess(struct arena *arena, const struct sheet_of *of, const struct shape *shape,
			  const char *heading);

/* The name in a map of where a column goes; NULL for nowhere. */
const char *sheet_goal(const struct sheet_of *of, const struct column *column);

/* The English word of a choice given in another language; the text itself when it is none. */
const char *sheet_word(const struct field *field, const char *text);

/* What to write into a field, for the second row of templates and exports. */
const char *sheet_explain(struct arena *arena, const struct field *field, const char *lang,
			  bool is_first);

/* Whether a second row explains instead of carrying data. */
bool sheet_is_explanation(const char *first_cell);

#endif
