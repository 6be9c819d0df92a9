/* Export: the pages of a list command as rows of a sheet.
 *
 * Rule: what a person may not see in the list is not in the sheet; memory holds
 * one page. */
#ifndef EXPORT_H
#define EXPORT_H

#include "actor.h"

#define EXPORT_HEAD_ROWS 2

struct export_plan {
	struct engine *engine;
	const struct actor *actor;
	const char *kind;
	const char *region; /* code or key; NULL: all in reach */
	const char *sweep;  /* of a sheet of visits; NULL */
	const char *lang;
};

struct export;

/* NULL when there is no such kind.  The plan's texts must outlive it. */
struct export *export_open(const struct export_plan *plan);
void export_close(struct export *export);

/* The header and the explanation row. */
void export_head(struct export *export, void (*row)(void *self, const char *const *cells, int n),
		 void *self);
/* The rows of one page: 1 there may be more, 0 that was the last, -1 refused. */
int export_page(struct export *export, void (*row)(void *self, const char *const *cells, int n),
		void *self);
const struct fault *export_fault(const struct export *export);
const char *export_why(const struct export *export);

/* An empty sheet of a kind to fill in: header and explanation.  -1: no such kind. */
int template_rows(struct arena *arena, const char *kind, const char *lang,
		  void (*row)(void *self, const char *const *cells, int n), void *self);

#endif
