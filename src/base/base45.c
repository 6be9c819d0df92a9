/* Base45; see base45.h. */
#include "base45.h"

#include <string.h>

static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

char *base45_write(struct arena *arena, const void *bytes, size_t n_bytes)
{
	const uint8_t *from = bytes;
	char *text = arena_alloc(arena, n_bytes / 2 * 3 + n_bytes % 2 * 2 + 1), *to = text;

	for (size_t i = 0; i + 1 < n_bytes; i += 2) {
		unsigned n = from[i] * 256u + from[i + 1];

		*to++ = letters[n % 45];
		*to++ = letters[n / 45 % 45];
		*to++ = letters[n / 2025];
	}
	if (n_bytes % 2) {
		*to++ = letters[from[n_bytes - 1] % 45];
		*to++ = letters[from[n_bytes - 1] / 45];
	}
	return text;
}

static int value_of(char c)
{
	const char *at = c ? strchr(letters, c) : NULL;

	return at ? (int)(at - letters) : -1;
}

/* One group of two or three characters; -1 when it is none. */
static long group(const char *text, size_t n)
{
	long value = 0, weight = 1;

	for (size_t i = 0; i < n; i++, weight *= 45) {
		int digit = value_of(text[i]);

		if (digit < 0)
			return -1;
		value += digit * weight;
	}
	return value < (n == 3 ? 65536 : 256) ? value : -1;
}

uint8_t *base45_read(struct arena *arena, const char *text, size_t n_text, size_t *n_bytes)
{
	uint8_t *bytes, *to;

	if (n_text % 3 == 1)
		return NULL;
	bytes = to = arena_alloc(arena, n_text / 3 * 2 + 2);
	for (size_t i = 0; i < n_text; i += 3) {
		size_t n = n_text - i < 3 ? 2 : 3;
		long value = group(text + i, n);

		if (value < 0)
			return NULL;
		if (n == 3)
			*to++ = (uint8_t)(value / 256);
		*to++ = (uint8_t)(value % 256);
	}
	*n_bytes = (size_t)(to - bytes);
	return bytes;
}
