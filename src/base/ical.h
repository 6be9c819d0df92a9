/* Calendars as other programs subscribe to them (RFC 5545).
 *
 * Rule: lines end in CRLF and are folded at 75 bytes, never inside a character; times
 * are Beijing's, with the time zone's own definition beside them. */
#ifndef ICAL_H
#define ICAL_H

#include "clock.h"

struct ical_event {
	const char *uid, *title, *place, *note; /* place and note may be NULL */
	int64_t from_at, until_at, changed_at;  /* a day or longer: whole days */
	bool is_tentative;
};

/* Start a calendar with this name. */
void ical_begin(struct buf *out, const char *name);
void ical_event(struct buf *out, const struct ical_event *event);
void ical_end(struct buf *out);

/* One line "NAME:value", folded, its value escaped as TEXT. */
void ical_text(struct buf *out, const char *name, const char *value);

#endif
