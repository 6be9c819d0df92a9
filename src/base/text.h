/* Text: a buffer that grows to a named ceiling, UTF-8 checks, masks, ids.
 *
 * All text in the program is valid UTF-8; it is checked where it comes in. */
#ifndef TEXT_H
#define TEXT_H

#include "arena.h"

/* A growing run of bytes, always ended by NUL.  Past its ceiling it keeps what
 * fits and notes `is_over`. */
struct buf {
	struct arena *arena; /* owner of the bytes; NULL: malloc, see buf_free */
	char *bytes;
	size_t n;
	size_t size;
	size_t ceiling;
	bool is_over;
};

/* Start an empty buffer in `arena`; with NULL the bytes are malloc'ed and
 * buf_free gives them back. */
void buf_init(struct buf *buf, struct arena *arena, size_t ceiling);
void buf_free(struct buf *buf);
void buf_add(struct buf *buf, const void *bytes, size_t n_bytes);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_int(struct buf *buf, int64_t number);
void buf_print(struct buf *buf, const char *format, ...) PRINTS(2, 3);

/* Whether the bytes are valid UTF-8 without NUL, surrogates or overlong forms. */
bool utf8_is_valid(const char *bytes, size_t n_bytes);

/* How many bytes from the start are whole valid characters, by the same rules. */
size_t utf8_valid_bytes(const char *bytes, size_t n_bytes);

/* Number of code points of a valid text. */
size_t utf8_length(const char *text);

/* First byte of the code point `n` places in, or the end of the text. */
const char *utf8_skip(const char *text, size_t n);

/* Trim blanks, full-width blanks and control characters at both ends; the
 * result lives in the arena. */
char *text_trim(struct arena *arena, const char *text);

/* Read a whole decimal integer; returns 0 and writes it, or -1. */
int text_to_int(const char *text, int64_t *number);

/* Masks (GB/T 35273-2020 §3.14 de-identification): 王*某, 138****1234,
 * 1********2X; NULL stays NULL.  A one-character name becomes "*". */
char *mask_name(struct arena *arena, const char *name);
char *mask_phone(struct arena *arena, const char *phone);
char *mask_id_number(struct arena *arena, const char *id_number);

/* Whether an 18-character ID number has a right check character
 * (GB 11643-1999, ISO 7064 MOD 11-2). */
bool id_number_is_valid(const char *id_number);

/* A new UUIDv7 (RFC 9562 §5.7) as 36 characters and NUL. */
void uuid7(char out[37]);

/* Pack a textual UUID to 16 bytes; any other text is kept as its bytes.
 * Returns the bytes in the arena and their number. */
const void *id_pack(struct arena *arena, const char *id, size_t *n_bytes);
/* The reverse: 16 bytes that are a UUID version 1–8 become text again. */
char *id_unpack(struct arena *arena, const void *bytes, size_t n_bytes);

#endif
