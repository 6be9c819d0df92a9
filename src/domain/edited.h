/* Edits of households and residents made from what somebody saw earlier, often offline.
 *
 * Rule: whoever edits says what they saw (`base`, the row's `changed`); a field that
 * somebody else has changed since is not overwritten silently: the edit is refused with
 * both values, and a person decides. */
#ifndef EDITED_H
#define EDITED_H

#include "people.h"

enum edited_kind { EDITED_HOUSEHOLD, EDITED_RESIDENT };
extern const char *const edited_kinds[];

/* Whether the edit changes anything, noted field by field: 1, 0, or -1 refused with 4609
 * (household) or 4706 (resident).  Without `base` (NOT_GIVEN) nothing is refused. */
int household_edited(struct request *rq, const struct household_at *was,
		     const struct household_at *now, int64_t base);
int resident_edited(struct request *rq, const struct resident_at *was,
		    const struct resident_at *now, int64_t base);

#endif
