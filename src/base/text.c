/* Text: growing buffers, UTF-8, masks and ids.
 *
 * Rule: a mask hides by characters, never by bytes, and shows less when in
 * doubt. */
#include "text.h"

#include "clock.h"
#include "crypto.h"

#include <pthread.h>

#define SMALLEST_BUF_BYTES 256
#define UUID_CHARS         36
#define UUID_BYTES         16

/* ---- buffers ---- */

void buf_init(struct buf *buf, struct arena *arena, size_t ceiling)
{
	*buf = (struct buf){ .arena = arena, .ceiling = ceiling };
	buf->bytes = (char *)""; /* never written to while size is 0 */
}

void buf_free(struct buf *buf)
{
	if (!buf->arena && buf->size)
		free(buf->bytes);
	buf_init(buf, buf->arena, buf->ceiling);
}

/* Makes room for `n_bytes` more and the NUL; returns how many of them fit. */
static size_t make_room(struct buf *buf, size_t n_bytes)
{
	size_t size = buf->size ? buf->size : SMALLEST_BUF_BYTES;
	char *old = buf->size ? buf->bytes : NULL;

	if (n_bytes > buf->ceiling - buf->n) {
		buf->is_over = true;
		n_bytes = buf->ceiling - buf->n;
	}
	if (buf->n + n_bytes < buf->size)
		return n_bytes;
	while (size <= buf->n + n_bytes)
		size *= 2;
	if (size > buf->ceiling)
		size = buf->ceiling + 1;
	if (buf->arena) {
		buf->bytes = arena_grow(buf->arena, old, buf->size, size);
	} else {
		buf->bytes = realloc(old, size);
		if (!buf->bytes)
			abort();
	}
	buf->size = size;
	buf->bytes[buf->n] = '\0';
	return n_bytes;
}

void buf_add(struct buf *buf, const void *bytes, size_t n_bytes)
{
	/* The size never passes the ceiling and its NUL, so what fits is allowed. */
	if (n_bytes >= buf->size - buf->n)
		n_bytes = make_room(buf, n_bytes);
	if (n_bytes == 0)
		return;
	memcpy(buf->bytes + buf->n, bytes, n_bytes);
	buf->n += n_bytes;
	buf->bytes[buf->n] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
	if (buf->size - buf->n <= 1) {
		buf_add(buf, &c, 1);
		return;
	}
	buf->bytes[buf->n++] = c;
	buf->bytes[buf->n] = '\0';
}

void buf_int(struct buf *buf, int64_t number)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (number < 0)
		digits[--at] = '-';
	buf_add(buf, digits + at, sizeof(digits) - at);
}

void buf_print(struct buf *buf, const char *format, ...)
{
	va_list args;
	size_t fits;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(n >= 0);
	fits = make_room(buf, (size_t)n);
	if (fits == 0)
		return;
	va_start(args, format);
	vsnprintf(buf->bytes + buf->n, fits + 1, format, args);
	va_end(args);
	buf->n += fits;
}

/* ---- UTF-8 ---- */

/* Number of bytes of the valid sequence at `at`, or 0 (RFC 3629 §4). */
static size_t sequence_length(const unsigned char *at, size_t n_left)
{
	unsigned char lead = at[0];
	unsigned char low = 0x80, high = 0xbf;
	size_t n;

	if (lead < 0x80)
		return lead != 0;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	n = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (n_left < n)
		return 0;
	if (lead == 0xe0)
		low = 0xa0;
	else if (lead == 0xed)
		high = 0x9f;
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

bool utf8_is_valid(const char *bytes, size_t n_bytes)
{
	return utf8_valid_bytes(bytes, n_bytes) == n_bytes;
}

size_t utf8_valid_bytes(const char *bytes, size_t n_bytes)
{
	const unsigned char *at = (const unsigned char *)bytes;
	size_t i = 0;

	while (i < n_bytes) {
		size_t n;
		uint64_t eight;

		if (n_bytes - i >= sizeof(eight)) {
			memcpy(&eight, at + i, sizeof(eight));
			/* Eight bytes of plain ASCII without NUL at one stroke. */
			if (((eight | (eight - 0x0101010101010101u)) & 0x8080808080808080u) == 0) {
				i += sizeof(eight);
				continue;
			}
		}
		n = sequence_length(at + i, n_bytes - i);
		if (n == 0)
			break;
		i += n;
	}
	return i;
}

static bool is_lead(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

size_t utf8_length(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += is_lead(*text);
	return n;
}

const char *utf8_skip(const char *text, size_t n)
{
	for (; n > 0 && *text; n--)
		do
			text++;
		while (*text && !is_lead(*text));
	return text;
}

static uint32_t code_point(const char *at)
{
	const unsigned char *u = (const unsigned char *)at;

	if (u[0] < 0x80)
		return u[0];
	if (u[0] < 0xe0)
		return (u[0] & 0x1fu) << 6 | (u[1] & 0x3fu);
	if (u[0] < 0xf0)
		return (u[0] & 0x0fu) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3fu);
	return (u[0] & 0x07u) << 18 | (u[1] & 0x3fu) << 12 | (u[2] & 0x3fu) << 6 | (u[3] & 0x3fu);
}

/* Blanks as sheets and chat programs leave them: controls, no-break and
 * typographic blanks, zero-width marks, U+3000 of Chinese input. */
static bool is_blank(uint32_t c)
{
	return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
	       (c >= 0x205f && c <= 0x2064) || c == 0x3000 || c == 0xfeff;
}

char *text_trim(struct arena *arena, const char *text)
{
	const char *end;

	if (!text)
		return NULL;
	while (*text && is_blank(code_point(text)))
		text = utf8_skip(text, 1);
	end = text + strlen(text);
	while (end > text) {
		const char *last = end - 1;

		while (last > text && !is_lead(*last))
			last--;
		if (!is_blank(code_point(last)))
			break;
		end = last;
	}
	return arena_text_n(arena, text, (size_t)(end - text));
}

int text_to_int(const char *text, int64_t *number)
{
	bool is_negative = text && *text == '-';
	uint64_t sum = 0;

	if (!text)
		return -1;
	text += is_negative;
	if (!*text)
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || sum > INT64_MAX / 10)
			return -1;
		sum = sum * 10 + (uint64_t)(*text - '0');
	}
	/* The smallest int64 is NOT_GIVEN and therefore not a number here. */
	if (sum > INT64_MAX)
		return -1;
	*number = is_negative ? -(int64_t)sum : (int64_t)sum;
	return 0;
}

/* ---- masks ---- */

static char *mask(struct arena *arena, const char *text, size_t n_first, size_t n_stars,
		  size_t n_last)
{
	const char *head_end = utf8_skip(text, n_first);
	const char *tail = utf8_skip(text, utf8_length(text) - n_last);
	size_t n_head = (size_t)(head_end - text), n_tail = strlen(tail);
	char *out = arena_alloc(arena, n_head + n_stars + n_tail + 1);

	memcpy(out, text, n_head);
	memset(out + n_head, '*', n_stars);
	memcpy(out + n_head + n_stars, tail, n_tail);
	return out;
}

char *mask_name(struct arena *arena, const char *name)
{
	size_t n = name ? utf8_length(name) : 0;

	if (!name)
		return NULL;
	if (n <= 1)
		return mask(arena, name, 0, n, 0);
	if (n == 2)
		return mask(arena, name, 1, 1, 0);
	return mask(arena, name, 1, n - 2, 1);
}

char *mask_phone(struct arena *arena, const char *phone)
{
	size_t n = phone ? utf8_length(phone) : 0;

	if (!phone)
		return NULL;
	if (n >= 11)
		return mask(arena, phone, 3, n - 7, 4);
	/* Short numbers are fixed lines; more than two digits would give them away. */
	return n >= 5 ? mask(arena, phone, 0, n - 2, 2) : mask(arena, phone, 0, n, 0);
}

char *mask_id_number(struct arena *arena, const char *id_number)
{
	size_t n = id_number ? utf8_length(id_number) : 0;

	if (!id_number)
		return NULL;
	return n >= 8 ? mask(arena, id_number, 1, 8, 2) : mask(arena, id_number, 0, n, 0);
}

bool id_number_is_valid(const char *id_number)
{
	static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;
	char last;

	if (!id_number || strnlen(id_number, 19) != 18)
		return false;
	for (int i = 0; i < 17; i++) {
		if (id_number[i] < '0' || id_number[i] > '9')
			return false;
		sum += (id_number[i] - '0') * weights[i];
	}
	last = id_number[17] == 'x' ? 'X' : id_number[17];
	return last == "10X98765432"[sum % 11];
}

/* ---- ids ---- */

/* The latest id: 48 bits of milliseconds and 74 random bits.  Within one
 * millisecond the random part is counted on by a random step, so ids of this
 * process only grow (RFC 9562 §6.2, method 2). */
static struct {
	pthread_mutex_t lock;
	int64_t ms;
	unsigned __int128 random;
} latest = { .lock = PTHREAD_MUTEX_INITIALIZER };

static const char hex_digits[] = "0123456789abcdef";

static void uuid_to_text(const uint8_t bytes[UUID_BYTES], char out[UUID_CHARS + 1])
{
	for (int i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = hex_digits[bytes[i] >> 4];
		*out++ = hex_digits[bytes[i] & 15];
	}
	*out = '\0';
}

void uuid7(char out[37])
{
	unsigned __int128 random;
	uint8_t bytes[UUID_BYTES];
	int64_t ms;

	random_bytes(&random, sizeof(random));
	pthread_mutex_lock(&latest.lock);
	ms = clock_now();
	if (ms > latest.ms) {
		latest.ms = ms;
		/* The highest of the 74 bits stays free for counting on. */
		latest.random = random >> (128 - 73);
	} else {
		latest.random += 1 + (uint32_t)random;
		if (latest.random >> 74) {
			latest.random &= ((unsigned __int128)1 << 74) - 1;
			latest.ms++;
		}
	}
	ms = latest.ms;
	random = latest.random;
	pthread_mutex_unlock(&latest.lock);

	for (int i = 0; i < 6; i++)
		bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
	bytes[6] = 0x70 | (uint8_t)(random >> 70 & 0x0f);
	bytes[7] = (uint8_t)(random >> 62);
	bytes[8] = 0x80 | (uint8_t)(random >> 56 & 0x3f);
	for (int i = 9; i < UUID_BYTES; i++)
		bytes[i] = (uint8_t)(random >> (8 * (15 - i)));
	uuid_to_text(bytes, out);
}

static bool is_uuid(const uint8_t *bytes, size_t n_bytes)
{
	return n_bytes == UUID_BYTES && (bytes[8] & 0xc0) == 0x80 && bytes[6] >> 4 >= 1 &&
	       bytes[6] >> 4 <= 8;
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Only the form uuid_to_text writes is read, so that packing loses nothing. */
static bool text_to_uuid(const char *text, uint8_t bytes[UUID_BYTES])
{
	for (int i = 0; i < UUID_BYTES; i++) {
		int high, low;

		if ((i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-')
			return false;
		high = nibble(*text++);
		if (high < 0)
			return false;
		low = nibble(*text++);
		if (low < 0)
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	return is_uuid(bytes, UUID_BYTES);
}

const void *id_pack(struct arena *arena, const char *id, size_t *n_bytes)
{
	size_t n = strlen(id);
	uint8_t bytes[UUID_BYTES];
	char *marked;

	if (n == UUID_CHARS && text_to_uuid(id, bytes)) {
		*n_bytes = UUID_BYTES;
		return arena_text_n(arena, (const char *)bytes, UUID_BYTES);
	}
	if (!is_uuid((const uint8_t *)id, n)) {
		*n_bytes = n;
		return arena_text_n(arena, id, n);
	}
	/* Sixteen bytes of text that look like a packed UUID: a leading NUL,
	 * which no text has, keeps the two apart. */
	marked = arena_alloc(arena, n + 2);
	memcpy(marked + 1, id, n);
	*n_bytes = n + 1;
	return marked;
}

char *id_unpack(struct arena *arena, const void *bytes, size_t n_bytes)
{
	char text[UUID_CHARS + 1];

	if (is_uuid(bytes, n_bytes)) {
		uuid_to_text(bytes, text);
		return arena_text_n(arena, text, UUID_CHARS);
	}
	if (n_bytes > 0 && *(const char *)bytes == '\0')
		return arena_text_n(arena, (const char *)bytes + 1, n_bytes - 1);
	return arena_text_n(arena, bytes, n_bytes);
}
