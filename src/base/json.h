/* JSON in, as a tree in the arena; JSON out, written straight into a buffer.
 *
 * Reading is strict (RFC 8259): valid UTF-8, no duplicate keys, depth at most
 * 32, numbers that fit int64 or double. */
#ifndef JSON_H
#define JSON_H

#include "text.h"

enum json_kind { JSON_NULL, JSON_FLAG, JSON_INT, JSON_REAL, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json {
	enum json_kind kind;
	const char *key;    /* inside an object */
	int64_t number;     /* JSON_INT, JSON_FLAG (0 or 1) */
	double real;        /* JSON_REAL, JSON_INT too */
	const char *text;   /* JSON_TEXT */
	int n;              /* members of a list or object */
	struct json *first; /* first member */
	struct json *next;  /* next sibling */
};

/* Parse; returns the tree, or NULL with one English sentence in `why`. */
struct json *json_read(struct arena *arena, const char *bytes, size_t n_bytes, const char **why);

/* Member of an object, or NULL. */
const struct json *json_get(const struct json *object, const char *key);
/* Text, number of a member; NULL or NOT_GIVEN where it is absent or of another kind. */
const char *json_text(const struct json *object, const char *key);
int64_t json_int(const struct json *object, const char *key);

/* Write a tree. */
void json_write(struct buf *buf, const struct json *value);

/* Writers.  Commas are placed by looking at the last byte written, so the
 * calls read like the JSON they make. */
void out_object(struct buf *buf);
void out_end_object(struct buf *buf);
void out_list(struct buf *buf);
void out_end_list(struct buf *buf);
void out_key(struct buf *buf, const char *key);
void out_text(struct buf *buf, const char *text); /* NULL writes null */
void out_int(struct buf *buf, int64_t number);    /* NOT_GIVEN writes null */
void out_real(struct buf *buf, double number);    /* NaN writes null */
void out_flag(struct buf *buf, int flag);         /* -1 writes null */
void out_null(struct buf *buf);
void out_raw(struct buf *buf, const char *json); /* a value already written as JSON */

#endif
