/* Large JSON answers travel in gzip: what a phone takes along shrinks to a fifth.
 *
 * Rule: small answers, which carry the tokens of sessions, are never compressed, so that
 * their length tells nothing; zlib is already here for sheets and pages. */
#include "http.h"

#include <zlib.h>

#define LEAST_BYTES ((size_t)8 << 10)
/* Measured: 270 kB take 3.4 ms at level 5 and 1.5 ms at level 1, so that the largest answer
 * holds an HTTP thread up for 0.1 s; beyond that it travels as it is. */
#define MOST_BYTES  ((size_t)16 << 20)
#define QUICK_BYTES ((size_t)1 << 20) /* larger ones at the lowest level */
#define GZIP_WINDOW (15 + 16)         /* zlib's way to say gzip */

bool exchange_accepts(const struct exchange *x, const char *coding)
{
	const char *at = x->headers.accept_encoding;
	size_t n = strlen(coding);

	while (at && *at) {
		while (*at == ' ' || *at == ',')
			at++;
		if (strncasecmp(at, coding, n) == 0 && strchr(" ,;", at[n]))
			return strncmp(at + n, ";q=0", 4) != 0 || at[n + 4] == '.';
		at = strchr(at, ',');
	}
	return false;
}

void exchange_compress(struct exchange *x)
{
	size_t n = x->out.n, room = n - n / 8;
	z_stream z = { .next_in = (Bytef *)x->out.bytes, .avail_in = (uInt)n };
	char *packed;
	int outcome;

	if (n < LEAST_BYTES || n > MOST_BYTES || x->type || x->out.is_over ||
	    !exchange_accepts(x, "gzip"))
		return;
	if (deflateInit2(&z, n > QUICK_BYTES ? 1 : 5, Z_DEFLATED, GZIP_WINDOW, 8,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	packed = arena_alloc(x->arena, room);
	z.next_out = (Bytef *)packed;
	z.avail_out = (uInt)room;
	outcome = deflate(&z, Z_FINISH);
	n = z.total_out;
	deflateEnd(&z);
	if (outcome != Z_STREAM_END || arena_is_over(x->arena))
		return; /* it does not shrink: sent as it is */
	x->out.bytes = packed;
	x->out.n = n;
	exchange_header(x, "Content-Encoding", "gzip");
	exchange_header(x, "Vary", "Accept-Encoding");
}
