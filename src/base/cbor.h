/* CBOR (RFC 8949) in, as a tree in the arena, and out, item by item into a buffer;
 * libcbor reads and writes the heads.
 *
 * What comes from a stranger's QR code is bounded: depth 16, 20,000 items,
 * strings in one piece.  Nothing is taken on the word of a length that the
 * bytes do not hold. */
#ifndef CBOR_TREE_H
#define CBOR_TREE_H

#include "text.h"

enum cbor_kind {
	CBOR_INT,
	CBOR_REAL,
	CBOR_BYTES,
	CBOR_TEXT, /* valid UTF-8 without NUL */
	CBOR_LIST,
	CBOR_MAP, /* members: key, value, key, value … */
	CBOR_TAG, /* number: the tag; one member */
	CBOR_FLAG,
	CBOR_NULL,
};

struct cbor {
	enum cbor_kind kind;
	int64_t number; /* CBOR_INT, CBOR_TAG, CBOR_FLAG */
	double real;    /* CBOR_REAL, CBOR_INT too */
	const uint8_t *bytes;
	const char *text; /* CBOR_TEXT, ended by NUL */
	size_t n;         /* bytes, or members */
	struct cbor *first, *next;
};

/* The one item that the bytes are; NULL when they are something else or more. */
struct cbor *cbor_read(struct arena *arena, const void *bytes, size_t n_bytes);

/* Value under an integer or a text key of a map; NULL when absent or not a map. */
const struct cbor *cbor_at(const struct cbor *map, int64_t key);
const struct cbor *cbor_under(const struct cbor *map, const char *key);

/* Text of a member; NULL when absent or no text. */
const char *cbor_text(const struct cbor *map, const char *key);

/* Writers: the shortest head for each, as deterministic encoding wants (§4.2.1). */
void cbor_put_int(struct buf *out, int64_t number);
void cbor_put_bytes(struct buf *out, const void *bytes, size_t n_bytes);
void cbor_put_text(struct buf *out, const char *text); /* NULL writes null */
void cbor_put_list(struct buf *out, size_t n_members);
void cbor_put_map(struct buf *out, size_t n_pairs);
void cbor_put_tag(struct buf *out, uint64_t tag);

#endif
