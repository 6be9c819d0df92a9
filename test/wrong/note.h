/* A small right room; every file beside it gets one thing wrong. */
#ifndef NOTE_H
#define NOTE_H

#include "request.h"

extern const struct room wrong_room;
/* Registered after wrong_room where a file defines it. */
extern const struct room second_room __attribute__((weak));

struct note {
	const char *text;
	int64_t number;
	int kind;
};
#define REC struct note

static const char *const note_kinds[] = { "plain", "urgent", NULL };
#define RIGHT_FIELDS                                                                               \
	TEXT(text, 1, 200, .label = "Text", .need = true), CHOICE(kind, note_kinds, .label = "Kind")

/* A run that does nothing. */
static inline int nothing(struct request *rq, const void *record)
{
	(void)rq;
	(void)record;
	return 0;
}

#endif
