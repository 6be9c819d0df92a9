/* The order of a walk; see walk.h.
 *
 * Rule: of 1-101-2 only the 1 is a stairwell; three digits are a flat. */
#include "walk.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int walk_natural(const char *a, const char *b)
{
	while (*a && *b) {
		if (is_digit(*a) && is_digit(*b)) {
			char *end_a, *end_b;
			unsigned long long x = strtoull(a, &end_a, 10), y = strtoull(b, &end_b, 10);

			if (x != y)
				return x < y ? -1 : 1;
			a = end_a;
			b = end_b;
		} else if (*a != *b) {
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return (*a != 0) - (*b != 0);
}

/* Past one part that names a stairwell, "1-", "1单元", "1门" or "A-" with a number to
 * follow; NULL where none stands.  Its number, or its letter after all numbers. */
static const char *stairwell_part(const char *at, int *name)
{
	static const char *const words[] = { "单元", "门" };
	size_t n = 0;

	if ((*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z')) {
		*name = 100 + (unsigned char)*at;
		return at[1] == '-' && at[2] ? at + 2 : NULL;
	}
	for (*name = 0; n < 2 && is_digit(at[n]); n++)
		*name = *name * 10 + at[n] - '0';
	if (n == 0)
		return NULL;
	at += n;
	if (*at == '-')
		return at[1] ? at + 1 : NULL;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strncmp(at, words[i], strlen(words[i])) != 0)
			continue;
		at += strlen(words[i]);
		at += *at == '-';
		return is_digit(*at) ? at : NULL;
	}
	return NULL;
}

static int stairwell_order(const char *a, const char *b)
{
	for (;;) {
		int x = 0, y = 0;

		a = stairwell_part(a, &x);
		b = stairwell_part(b, &y);
		if (!a || !b)
			return (a != NULL) - (b != NULL);
		if (x != y)
			return x < y ? -1 : 1;
	}
}

int walk_floor_order(const struct walk_door *a, const struct walk_door *b)
{
	/* A key holds the building before the stairwell, in figures of one width. */
	int order = strcmp(a->region, b->region);

	if (!order)
		order = stairwell_order(a->door, b->door);
	return order ? order : (a->floor > b->floor) - (a->floor < b->floor);
}

int walk_order(const struct walk_door *a, const struct walk_door *b)
{
	int order = walk_floor_order(a, b);

	return order ? order : walk_natural(a->door, b->door);
}
