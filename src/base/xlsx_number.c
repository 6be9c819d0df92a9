/* Numbers of a workbook as people read them: days, times, plain numbers.
 *
 * Rule: a number that is no day in its format stays the number it is. */
#include "xlsx_parts.h"

#include <ctype.h>
#include <math.h>
#include <strings.h>

#include "clock.h"

#define DAY_SECONDS 86400
/* 9999-12-31 in the 1900 system, the last day a spreadsheet knows. */
#define LAST_SERIAL 2958465

/* ECMA-376-1 §18.8.30; 27-36 and 50-58 as Chinese spreadsheet programs use them. */
enum shown builtin_shown(int id)
{
	switch (id) {
	case 14 ... 17:
	case 27 ... 31:
	case 36:
	case 50 ... 54:
	case 57:
	case 58:
		return AS_DAY;
	case 18 ... 22:
	case 32 ... 35:
	case 45:
	case 47:
	case 55:
	case 56:
		return AS_TIME;
	case 46:
		return AS_SPAN;
	default:
		return AS_NUMBER;
	}
}

/* Skips what a format code shows as it stands: quoted text, escaped and padding
 * characters, words that hold the letters of days.  Returns where it ends. */
static const char *skip_literal(const char *code)
{
	static const char *const words[] = { "general", "am/pm", "a/p" };

	if (*code == '"') {
		const char *end = strchr(code + 1, '"');

		return end ? end + 1 : code + strlen(code);
	}
	if ((*code == '\\' || *code == '_' || *code == '*') && code[1])
		return code + 2;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strncasecmp(code, words[i], strlen(words[i])) == 0)
			return code + strlen(words[i]);
	return code;
}

enum shown format_shown(const char *code)
{
	bool has_day = false, has_month = false, has_time = false, has_span = false;

	/* The first section, up to the semicolon, is the one for positive numbers. */
	while (*code && *code != ';') {
		const char *after = skip_literal(code);

		if (after != code) {
			code = after;
			continue;
		}
		if (*code == '[') { /* a colour, a language, a condition, or a span of time */
			const char *end = strchr(code, ']');
			size_t n = end ? (size_t)(end - code) : 0;

			has_span |= n > 1 && strspn(code + 1, "hHmMsS") == n - 1;
			code = end ? end + 1 : code + strlen(code);
			continue;
		}
		has_day |= strchr("yYdD", *code) || strncasecmp(code, "aaa", 3) == 0;
		has_month |= *code == 'm' || *code == 'M';
		has_time |= strchr("hHsS", *code) != NULL;
		code++;
	}
	if (has_span && !has_day)
		return AS_SPAN;
	if (has_time)
		return AS_TIME;
	return has_day || has_month ? AS_DAY : AS_NUMBER;
}

/* The day of a serial number; 60 is 29 February 1900 in the 1900 system, a day
 * that never was. */
static bool day_text(int64_t serial, bool is_1904, char out[64])
{
	int64_t days;

	if (is_1904) {
		days = serial - 24107;
	} else {
		if (serial < 1 || serial == 60)
			return false;
		days = serial - (serial < 60 ? 25568 : 25569);
	}
	if (serial < 0 || serial > LAST_SERIAL - (is_1904 ? 1462 : 0))
		return false;
	day_of(days * MS_PER_DAY, out);
	return true;
}

static bool moment_text(double number, enum shown shown, bool is_1904, char out[64])
{
	int64_t seconds, rest;
	size_t n;

	if (!(number >= 0 && number <= LAST_SERIAL + 1))
		return false;
	if (shown == AS_DAY)
		return day_text((int64_t)number, is_1904, out);
	seconds = llround(number * DAY_SECONDS);
	rest = shown == AS_SPAN ? seconds : seconds % DAY_SECONDS;
	n = 0;
	if (shown == AS_TIME && seconds >= DAY_SECONDS) {
		if (!day_text(seconds / DAY_SECONDS, is_1904, out))
			return false;
		if (rest == 0) /* midnight: the day says it, and fits fields of days */
			return true;
		n = strlen(out);
		out[n++] = 'T';
	}
	snprintf(out + n, 64 - n, "%02" PRId64 ":%02d:%02d", rest / 3600, (int)(rest / 60 % 60),
		 (int)(rest % 60));
	return true;
}

/* Plain decimal notation and short; strtod reads much more than that. */
static bool is_decimal(const char *raw)
{
	size_t n = strlen(raw);

	return n > 0 && n <= 40 && strspn(raw, "0123456789+-.eE") == n &&
	       (isdigit((unsigned char)raw[0]) || raw[0] == '-' || raw[0] == '+' || raw[0] == '.');
}

/* Writes "1.1010519491231002E+17" in full, by moving the point: through a double
 * other digits would come out.  False where there is no whole number. */
static bool expand(const char *raw, char out[64])
{
	long move = strtol(strpbrk(raw, "eE") + 1, NULL, 10);
	char *to = out;
	bool has_point = false;

	if (move < 0 || move > 20)
		return false;
	for (; *raw != 'e' && *raw != 'E'; raw++) {
		if (*raw == '.')
			has_point = true;
		else if (*raw != '+')
			*to++ = *raw;
		if (has_point && *raw != '.' && move-- == 0)
			return false;
	}
	memset(to, '0', (size_t)move);
	to[move] = '\0';
	return true;
}

/* Programs write numbers as they hold them: 36.600000000000001 for 36.6,
 * 1.3812341234E10 for a phone number, 3.0 for 3. */
static bool plain_text(const char *raw, double number, char out[64])
{
	const char *point = strchr(raw, '.');
	bool has_exponent = strpbrk(raw, "eE") != NULL;
	int digits = 15;

	if (!point && !has_exponent)
		return false;
	if (!has_exponent && point[1 + strspn(point + 1, "0")] == '\0') {
		snprintf(out, 64, "%.*s", (int)(point - raw), raw);
		return point > raw;
	}
	if (has_exponent && expand(raw, out))
		return true;
	do
		snprintf(out, 64, "%.*g", digits, number);
	while (strtod(out, NULL) != number && ++digits <= 17);
	return true;
}

bool number_text(const char *raw, enum shown shown, bool is_1904, char out[64])
{
	double number;
	char *end;

	if (!is_decimal(raw))
		return false;
	number = strtod(raw, &end);
	if (*end || !isfinite(number))
		return false;
	if (shown != AS_NUMBER && moment_text(number, shown, is_1904, out))
		return true;
	return plain_text(raw, number, out);
}
