/* Time: instants are milliseconds since 1970-01-01 UTC; days are ISO text in
 * Beijing time (UTC+8, no daylight saving), as the field counts them.
 *
 * Rule: nothing above reads the system clock but through clock_now. */
#ifndef CLOCK_H
#define CLOCK_H

#include "text.h"

#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_MINUTE (60 * MS_PER_SECOND)
#define MS_PER_HOUR   (60 * MS_PER_MINUTE)
#define MS_PER_DAY    (24 * MS_PER_HOUR)

/* Milliseconds since the epoch, moved by clock_shift. */
int64_t clock_now(void);

/* Milliseconds that never go back, for measuring. */
int64_t clock_ticks(void);

/* Tests: move the clock by this many milliseconds from the true time. */
void clock_shift(int64_t ms);
/* How far it was moved, ms. */
int64_t clock_shifted(void);

/* The day of an instant as "2020-02-01"; 11 bytes with NUL. */
void day_of(int64_t at_ms, char day[11]);

/* Whether the text is a real calendar day, 1900-01-01 … 2199-12-31. */
bool day_is_valid(const char *day);

/* First instant of a day (00:00 Beijing time); the day must be valid. */
int64_t day_start(const char *day);

/* The day `n` days later (or earlier), written to `out`. */
void day_add(const char *day, int n, char out[11]);

/* Days from `first` to `last`. */
int day_between(const char *first, const char *last);

/* Read an instant: RFC 3339 ("2020-02-04T02:10:00+08:00", "…Z", without offset
 * it is Beijing time), a plain day (its start), or integer milliseconds.
 * Returns 0 and writes it, or -1. */
int at_read(const char *text, int64_t *at_ms);

/* Write an instant as RFC 3339 in Beijing time, "2020-02-04T02:10:00.000+08:00". */
void at_write(int64_t at_ms, char out[32]);

#endif
