/* What is kept of a household, in words: what it is, why, and until when.
 *
 * Rule: whatever a room keeps of a family gets a line here and a count in family.kept
 * (safeguard R10), in the same commit. */
#ifndef HOME_KEPT_H
#define HOME_KEPT_H

enum what {
	DOOR,
	PEOPLE,
	STAYS,
	VISITS,
	PHONES,
	KEYS,
	COMPLAINTS,
	PASSES,
	GATES,
	OPENED,
	OFFERS,
	N_WHAT
};

/* English; the keys of their translations. */
struct home_text {
	const char *what, *fields, *why, *until;
};
extern const struct home_text home_texts[N_WHAT];

#endif
