/* Fields: one declaration drives DDL, decoding, sheets, OpenAPI, forms and audit.
 *
 * A field says at most ten things.  The macros need REC defined as the struct
 * that holds the record; a member of the wrong C type does not compile. */
#ifndef FIELD_H
#define FIELD_H

#include "crypto.h"
#include "say.h"

enum kind {
	KIND_TEXT,   /* const char *; min … max code points */
	KIND_INT,    /* int64_t; NOT_GIVEN when absent */
	KIND_REAL,   /* double; NaN when absent */
	KIND_CHOICE, /* int, index into choices; -1 when absent */
	KIND_FLAG,   /* int, 0 or 1; -1 when absent */
	KIND_DAY,    /* const char *, "2020-02-01" */
	KIND_AT,     /* int64_t, ms since the epoch UTC */
	KIND_REF,    /* const char *, id of a row of the room named by `to` */
	KIND_REGION, /* const char *, region key ("120113001"); a 12-digit code is accepted and
			trimmed */
	KIND_JSON,   /* const struct json *, an object or list, at most max bytes when written */
	KIND_BLOB,   /* bytes; in tables only, never decoded */
};

/* Secret fields are sealed at rest, masked in every list, export and log.  A number or a flag
 * (SECRET_TEXT) has no mask: it is left out. */
enum secret { NOT_SECRET, SECRET_NAME, SECRET_PHONE, SECRET_ID_NUMBER, SECRET_TEXT };

struct field {
	const char *name;
	enum kind kind;
	uint16_t offset; /* in the record */
	int64_t min, max;
	const char *const *choices; /* ends with NULL */
	const char *label;          /* English; the source text of translations */
	bool need;
	enum secret secret;
	const char *to;    /* KIND_REF: room */
	const char *since; /* version that brought it */
};

#define FIELD_OF(member, type)                                                                     \
	((uint16_t)(offsetof(REC, member) +                                                        \
		    0 * sizeof(struct {                                                            \
			    _Static_assert(__builtin_types_compatible_p(                           \
						   __typeof__(((REC *)0)->member), type),          \
					   "wrong C type for " #member);                           \
			    char c;                                                                \
		    })))

#define TEXT(m, lo, hi, ...)                                                                       \
	{                                                                                          \
		.name = #m, .kind = KIND_TEXT, .offset = FIELD_OF(m, const char *), .min = lo,     \
		.max = hi, __VA_ARGS__                                                             \
	}
#define INT(m, lo, hi, ...)                                                                        \
	{                                                                                          \
		.name = #m, .kind = KIND_INT, .offset = FIELD_OF(m, int64_t), .min = lo,           \
		.max = hi, __VA_ARGS__                                                             \
	}
#define REAL(m, lo, hi, ...)                                                                       \
	{                                                                                          \
		.name = #m, .kind = KIND_REAL, .offset = FIELD_OF(m, double), .min = lo,           \
		.max = hi, __VA_ARGS__                                                             \
	}
#define CHOICE(m, list, ...)                                                                       \
	{                                                                                          \
		.name = #m, .kind = KIND_CHOICE, .offset = FIELD_OF(m, int), .choices = list,      \
		__VA_ARGS__                                                                        \
	}
#define FLAG(m, ...)                                                                               \
	{                                                                                          \
		.name = #m, .kind = KIND_FLAG, .offset = FIELD_OF(m, int), __VA_ARGS__             \
	}
#define DAY(m, ...)                                                                                \
	{                                                                                          \
		.name = #m, .kind = KIND_DAY, .offset = FIELD_OF(m, const char *), __VA_ARGS__     \
	}
#define AT(m, ...)                                                                                 \
	{                                                                                          \
		.name = #m, .kind = KIND_AT, .offset = FIELD_OF(m, int64_t), __VA_ARGS__           \
	}
#define REF(m, room, ...)                                                                          \
	{                                                                                          \
		.name = #m, .kind = KIND_REF, .offset = FIELD_OF(m, const char *), .max = 64,      \
		.to = room, __VA_ARGS__                                                            \
	}
#define REGION(m, ...)                                                                             \
	{                                                                                          \
		.name = #m, .kind = KIND_REGION, .offset = FIELD_OF(m, const char *), .max = 22,   \
		__VA_ARGS__                                                                        \
	}
#define JSON(m, hi, ...)                                                                           \
	{                                                                                          \
		.name = #m, .kind = KIND_JSON, .offset = FIELD_OF(m, const struct json *),         \
		.max = hi, __VA_ARGS__                                                             \
	}
/* For columns of tables only. */
#define BLOB(m, ...)                                                                               \
	{                                                                                          \
		.name = #m, .kind = KIND_BLOB, .offset = FIELD_OF(m, const char *), __VA_ARGS__    \
	}

/* A set of fields and the struct they live in. */
struct shape {
	const struct field *fields;
	int n;
	size_t size;
};
#define SHAPE(list)                                                                                \
	{                                                                                          \
		.fields = list, .n = (int)COUNT_OF(list), .size = sizeof(REC)                      \
	}

/* Why something was refused: a sentence in the reader's language (`lang`, set by
 * the caller; NULL is English); `field` names the argument at fault or is NULL. */
struct fault {
	const char *lang;
	int number; /* row of problems.c; 0: nothing refused */
	const char *field;
	const char *sentence;
	int64_t wait_s; /* seconds until it is worth asking again; 0: nobody knows */
};

/* Field of a shape by name, or NULL. */
const struct field *shape_field(const struct shape *shape, const char *name);

/* A record with every field absent, in the arena. */
void *record_new(struct arena *arena, const struct shape *shape);

/* Fill a record from a JSON object: kinds, ranges, need, and unknown keys are
 * checked (`allowed` names keys that belong to the envelope: "id", "region" …).
 * Returns 0, or -1 with the first fault. */
int record_decode(struct arena *arena, const struct shape *shape, const struct json *object,
		  const char *const *allowed, void *record, struct fault *fault);

/* Set one field from the text of a sheet cell or the command line; an empty
 * text leaves it absent.  Words of any loaded language are understood for
 * choices and flags (say_source). */
int record_set_text(struct arena *arena, const struct field *field, const char *text, void *record,
		    struct fault *fault);

/* After record_set_text: refuse if a needed field is absent. */
int record_complete(const struct shape *shape, const void *record, struct fault *fault);

/* Write the fields of a record that are given, comma-joined without braces, in
 * declared order.  Secret fields are left out (SECRETS_OUT), masked, or clear. */
enum secrets { SECRETS_OUT, SECRETS_MASKED, SECRETS_CLEAR };
void record_write(struct buf *buf, struct arena *arena, const struct shape *shape,
		  const void *record, enum secrets how);

/* All secret fields of a record as one sealed run of bytes in the arena; NULL
 * and 0 when none is given.  record_unseal puts them back. */
const void *record_seal(const struct keys *keys, struct arena *arena, const struct shape *shape,
			const void *record, size_t *n_bytes);
int record_unseal(const struct keys *keys, struct arena *arena, const struct shape *shape,
		  const void *sealed, size_t n_bytes, void *record);

/* Mask a secret value by its kind. */
char *secret_mask(struct arena *arena, enum secret secret, const char *value);

/* Keyed hash of a secret for equality search, after folding: digits only for a
 * phone, upper case for an ID number, trimmed name.  NOT_GIVEN for NULL. */
int64_t secret_hash(const struct keys *keys, struct arena *arena, enum secret secret,
		    const char *value);

#endif
