/* Signed texts; see signed_text.h. */
#include "signed_text.h"

#include "base45.h"

#include <string.h>
#include <zlib.h>

#define TEXT_MAX     8000 /* a QR code of version 40 holds 4,296 characters */
#define INFLATED_MAX 65536
#define ZLIB_BEGINS  0x78

/* zlib's stream whole and within bounds; NULL when it is none. */
static uint8_t *inflated(struct arena *arena, const uint8_t *bytes, size_t n_bytes, size_t *n_out)
{
	uint8_t *out = arena_alloc(arena, INFLATED_MAX);
	uLongf n = INFLATED_MAX;
	uLong n_taken = n_bytes;

	if (uncompress2(out, &n, bytes, &n_taken) != Z_OK || n_taken != n_bytes)
		return NULL;
	*n_out = n;
	return out;
}

int signed_text_open(struct arena *arena, const char *text, struct cose *message)
{
	size_t n = strlen(text), n_bytes;
	const uint8_t *bytes;

	if (n > TEXT_MAX)
		return -1;
	bytes = base45_read(arena, text, n, &n_bytes);
	if (!bytes || !n_bytes)
		return -1;
	/* Early issuers left the compression out. */
	if (bytes[0] == ZLIB_BEGINS)
		bytes = inflated(arena, bytes, n_bytes, &n_bytes);
	return bytes ? cose_read(arena, bytes, n_bytes, message) : -1;
}

char *signed_text_write(struct arena *arena, const char *prefix, const void *message,
			size_t n_bytes, size_t *n_packed)
{
	uLongf n = compressBound(n_bytes);
	uint8_t *packed = arena_alloc(arena, n);

	if (compress2(packed, &n, message, n_bytes, Z_BEST_COMPRESSION) != Z_OK)
		abort();
	*n_packed = n;
	return arena_print(arena, "%s%s", prefix, base45_write(arena, packed, n));
}
