/* The counts of a list as fields of a reply; see sweep_figures.
 *
 * Rule: coverage stands beside the numbers it was divided from. */
#ifndef FIGURES_H
#define FIGURES_H

#include "sweeping.h"

/* Members of a reply's struct, their fields, and their values from counts `n`. */
#define FIGURE_MEMBERS                                                                             \
	int64_t due, valid, conflict, done, absent, refused, vacant, moved, demolished;            \
	double coverage

#define FIGURE_FIELDS                                                                              \
	INT(due, 0, 0, .label = "Due"), INT(valid, 0, 0, .label = "Valid records"),                \
		INT(conflict, 0, 0, .label = "Disputed"), INT(done, 0, 0, .label = "Done"),        \
		INT(absent, 0, 0, .label = "Nobody in"), INT(refused, 0, 0, .label = "Refused"),   \
		INT(vacant, 0, 0, .label = "Vacant"), INT(moved, 0, 0, .label = "Moved away"),     \
		INT(demolished, 0, 0, .label = "Demolished"),                                      \
		REAL(coverage, 0, 1, .label = "Valid records of those due")

#define FIGURES_SET(row, n)                                                                        \
	((row)->due = (n)[DUE], (row)->valid = (n)[VALID], (row)->conflict = (n)[CONFLICT],        \
	 (row)->done = (n)[F_DONE], (row)->absent = (n)[F_ABSENT],                                 \
	 (row)->refused = (n)[F_REFUSED], (row)->vacant = (n)[F_VACANT],                           \
	 (row)->moved = (n)[F_MOVED], (row)->demolished = (n)[F_DEMOLISHED],                       \
	 (row)->coverage = sweep_coverage(n))

#endif
