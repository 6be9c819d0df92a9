/* Any bytes through base45, CBOR, COSE and the check of a certificate: what is read
 * lies inside what was given, base45 read and written again is the same text, and
 * nothing that nobody signed is good. */
#include "base45.h"
#include "health_certificate.h"
#include "pass_code.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const uint8_t *first, *end;

static void walk(const struct cbor *item, int depth)
{
	for (; item; item = item->next) {
		assert(depth <= 16);
		if (item->kind == CBOR_BYTES || item->kind == CBOR_TEXT)
			assert(item->bytes >= first && item->bytes + item->n <= end);
		walk(item->first, depth + 1);
	}
}

static void read_bytes(struct arena *arena, const uint8_t *bytes, size_t n)
{
	struct cose message;

	first = bytes;
	end = bytes + n;
	walk(cbor_read(arena, bytes, n), 0);
	if (cose_read(arena, bytes, n, &message) == 0)
		assert(message.payload >= first && message.payload + message.n_payload <= end &&
		       message.signature + message.n_signature <= end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_new((size_t)1 << 28);
	struct health_certificate found;
	struct pass_code pass;
	char *text = arena_text_n(arena, (const char *)data, n);
	uint8_t *bytes;
	size_t n_bytes;

	read_bytes(arena, data, n);
	bytes = base45_read(arena, text, strlen(text), &n_bytes);
	if (bytes)
		assert(strcmp(base45_write(arena, bytes, n_bytes), text) == 0);
	assert(health_certificate_check(arena, text, 0, NULL, 0, &found) != 0);
	/* Random bytes seldom are base45 of zlib: the inside is tried by itself as well. */
	text = arena_print(arena, "LF1:%s", base45_write(arena, data, n));
	assert(pass_code_check(arena, text, 0, NULL, 0, &pass) != 0);
	text = arena_print(arena, "HC1:%s", base45_write(arena, data, n));
	assert(health_certificate_check(arena, text, 0, NULL, 0, &found) != 0);
	arena_free(arena);
	return 0;
}
