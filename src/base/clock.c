/* Time and the calendar, by arithmetic alone.
 *
 * Rule: Beijing time is UTC+8 all year; libc's time zones are not asked, as
 * they take locks and depend on the machine. */
#include "clock.h"

#include <stdatomic.h>
#include <time.h>

#define BEIJING_MS (8 * MS_PER_HOUR)
#define FIRST_YEAR 1900
#define LAST_YEAR  2199
#define DAY_CHARS  10
/* Days since 1970-01-01 of 0000-01-01 and 9999-12-31: what ten characters can say. */
#define EARLIEST_DAY INT64_C(-719528)
#define LATEST_DAY   INT64_C(2932896)

static _Atomic int64_t shift_ms;

static int64_t read_clock(clockid_t which)
{
	struct timespec now;

	clock_gettime(which, &now);
	return (int64_t)now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
	return read_clock(CLOCK_REALTIME) + shift_ms;
}

int64_t clock_ticks(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clock_shift(int64_t ms)
{
	shift_ms = ms;
}

int64_t clock_shifted(void)
{
	return shift_ms;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days since the epoch of a civil date and back, in the proleptic Gregorian
 * calendar, counting years from March so that the leap day comes last. */
static int64_t days_of(int64_t year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void civil_of(int64_t days, int *year, int *month, int *day)
{
	int64_t shifted = days + 719468;
	int64_t era = floor_div(shifted, 146097);
	int64_t of_era = shifted - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

static void put_digits(char *out, int n_digits, int64_t number)
{
	for (int i = n_digits - 1; i >= 0; i--) {
		out[i] = (char)('0' + number % 10);
		number /= 10;
	}
}

/* Writes ten characters without NUL; days no ten characters can say are held
 * at the nearest that can be said. */
static void put_day(int64_t days, char *out)
{
	int year, month, day;

	if (days < EARLIEST_DAY)
		days = EARLIEST_DAY;
	if (days > LATEST_DAY)
		days = LATEST_DAY;
	civil_of(days, &year, &month, &day);
	put_digits(out, 4, year);
	out[4] = '-';
	put_digits(out + 5, 2, month);
	out[7] = '-';
	put_digits(out + 8, 2, day);
}

/* Reads exactly `n_digits` digits; -1 if there are others. */
static int get_digits(const char *text, int n_digits)
{
	int number = 0;

	for (int i = 0; i < n_digits; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

static int month_days(int year, int month)
{
	static const int n_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return n_days[month - 1] + (month == 2 && is_leap);
}

/* Reads the ten characters of a day at the start of a longer text. */
static int get_day(const char *text, int64_t *days)
{
	int year, month, day;

	if (strnlen(text, DAY_CHARS) < DAY_CHARS || text[4] != '-' || text[7] != '-')
		return -1;
	year = get_digits(text, 4);
	month = get_digits(text + 5, 2);
	day = get_digits(text + 8, 2);
	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12)
		return -1;
	if (day < 1 || day > month_days(year, month))
		return -1;
	*days = days_of(year, month, day);
	return 0;
}

/* Splits an instant into Beijing's days since the epoch and milliseconds of the
 * day; the eight hours are added to the rest, where they cannot overflow. */
static int64_t split(int64_t at_ms, int64_t *ms)
{
	int64_t days = floor_div(at_ms, MS_PER_DAY);

	*ms = at_ms % MS_PER_DAY;
	if (*ms < 0)
		*ms += MS_PER_DAY;
	*ms += BEIJING_MS;
	if (*ms < MS_PER_DAY)
		return days;
	*ms -= MS_PER_DAY;
	return days + 1;
}

void day_of(int64_t at_ms, char day[11])
{
	int64_t ms;

	put_day(split(at_ms, &ms), day);
	day[DAY_CHARS] = '\0';
}

bool day_is_valid(const char *day)
{
	int64_t days;

	return day && get_day(day, &days) == 0 && day[DAY_CHARS] == '\0';
}

static int64_t valid_day(const char *day)
{
	int64_t days = 0;
	int rc = get_day(day, &days);

	assert(rc == 0);
	(void)rc;
	return days;
}

int64_t day_start(const char *day)
{
	return valid_day(day) * MS_PER_DAY - BEIJING_MS;
}

void day_add(const char *day, int n, char out[11])
{
	put_day(valid_day(day) + n, out);
	out[DAY_CHARS] = '\0';
}

int day_between(const char *first, const char *last)
{
	return (int)(valid_day(last) - valid_day(first));
}

/* Reads "02:10", "02:10:00" or "02:10:00.123" into milliseconds of the day;
 * returns where it stopped, or NULL.  A leap second counts as the next one. */
static const char *get_time(const char *text, int64_t *ms)
{
	int hour, minute, second = 0, scale = 100;
	bool has_second;

	if (strnlen(text, 5) < 5 || text[2] != ':')
		return NULL;
	hour = get_digits(text, 2);
	minute = get_digits(text + 3, 2);
	text += 5;
	has_second = *text == ':';
	if (has_second) {
		second = strnlen(text, 3) < 3 ? -1 : get_digits(text + 1, 2);
		text += 3;
	}
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
		return NULL;
	*ms = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND;
	if (*text != '.')
		return text;
	if (!has_second || text[1] < '0' || text[1] > '9')
		return NULL;
	for (text++; *text >= '0' && *text <= '9'; text++) {
		*ms += (*text - '0') * scale;
		scale /= 10;
	}
	return text;
}

/* Reads "", "Z" or "+08:00" to the end of the text. */
static int get_offset(const char *text, int64_t *ms)
{
	int hour, minute;

	*ms = BEIJING_MS;
	if (*text == '\0')
		return 0;
	if ((*text == 'Z' || *text == 'z') && text[1] == '\0') {
		*ms = 0;
		return 0;
	}
	if ((*text != '+' && *text != '-') || strlen(text) != 6 || text[3] != ':')
		return -1;
	hour = get_digits(text + 1, 2);
	minute = get_digits(text + 4, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return -1;
	*ms = (hour * MS_PER_HOUR + minute * MS_PER_MINUTE) * (*text == '-' ? -1 : 1);
	return 0;
}

int at_read(const char *text, int64_t *at_ms)
{
	int64_t days, ms = 0, offset = BEIJING_MS, number;

	if (!text)
		return -1;
	if (text_to_int(text, &number) == 0) {
		if (number < days_of(FIRST_YEAR, 1, 1) * MS_PER_DAY - BEIJING_MS ||
		    number >= days_of(LAST_YEAR + 1, 1, 1) * MS_PER_DAY - BEIJING_MS)
			return -1;
		*at_ms = number;
		return 0;
	}
	if (get_day(text, &days) != 0)
		return -1;
	text += DAY_CHARS;
	if (*text != '\0') {
		if (*text != 'T' && *text != 't' && *text != ' ')
			return -1;
		text = get_time(text + 1, &ms);
		if (!text || get_offset(text, &offset) != 0)
			return -1;
	}
	*at_ms = days * MS_PER_DAY + ms - offset;
	return 0;
}

void at_write(int64_t at_ms, char out[32])
{
	int64_t ms;

	put_day(split(at_ms, &ms), out);
	memcpy(out + DAY_CHARS, "T00:00:00.000+08:00", 20);
	put_digits(out + 11, 2, ms / MS_PER_HOUR);
	put_digits(out + 14, 2, ms / MS_PER_MINUTE % 60);
	put_digits(out + 17, 2, ms / MS_PER_SECOND % 60);
	put_digits(out + 20, 3, ms % MS_PER_SECOND);
}
