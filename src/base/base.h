/* What every file of the project may use: the standard headers, absent
 * values, and a ban on the C functions that overrun buffers.
 *
 * Rule: base knows no SQL, no HTTP and no epidemic. */
#ifndef BASE_H
#define BASE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Absent is not zero: absent text is NULL, an absent number is this, an
 * absent choice or flag is -1. */
#define NOT_GIVEN INT64_MIN

#define COUNT_OF(array)        (sizeof(array) / sizeof((array)[0]))
#define PRINTS(text_at, first) __attribute__((format(printf, text_at, first)))

#define BANNED(function) sorry_##function##_is_banned_use_the_arena_or_buf
#undef strcpy
#define strcpy(to, from) BANNED(strcpy)
#undef strcat
#define strcat(to, from) BANNED(strcat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef strtok
#define strtok(text, cut) BANNED(strtok)
#undef gets
#define gets(text) BANNED(gets)

#endif
