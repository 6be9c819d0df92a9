/* Keys of the territory: a region's key is its first official code without
 * trailing empty segments, so that a key is a prefix of the keys below it and a
 * reach is a key range.
 *
 * Segments (digits): province 2, city 2, district 2, street 3, community 3 are
 * the national statistical code (统计用区划代码, 12 digits); grid 3, compound 2,
 * building 3, stairwell 2 are ours.  A segment of zeros is a level that this
 * branch does not have (Dongguan has no districts: street 441900003). */
#ifndef REGION_KEY_H
#define REGION_KEY_H

#include "base.h"

enum level {
	LEVEL_NONE,
	LEVEL_PROVINCE,
	LEVEL_CITY,
	LEVEL_DISTRICT,
	LEVEL_STREET,
	LEVEL_COMMUNITY,
	LEVEL_GRID,
	LEVEL_COMPOUND,
	LEVEL_BUILDING,
	LEVEL_STAIRWELL,
	N_LEVELS
};
#define KEY_MAX 22 /* characters of the longest key */

/* Characters of a key at each level: 0, 2, 4, 6, 9, 12, 15, 17, 20, 22. */
extern const int level_length[N_LEVELS];
/* "province", "city" … as the field calls them, ends with NULL; index 0 is "none". */
extern const char *const level_names[];

/* Trim a code of 2–22 characters to its key; "120113001000" → "120113001".
 * Returns 0, or -1 when the length fits no level or a character is not 0-9 A-Z. */
int key_from_code(const char *code, char key[KEY_MAX + 1]);

/* Level of a key by its length, or LEVEL_NONE. */
enum level key_level(const char *key);

/* Key of the nearest level above that is not an empty segment; "" above a province. */
void key_parent(const char *key, char parent[KEY_MAX + 1]);

/* First key past everything below `key`: the end of its range.  "" → "~". */
void key_end(const char *key, char end[KEY_MAX + 1]);

/* Whether `key` is `above` or lies below it.  Everything lies below "". */
bool key_is_within(const char *key, const char *above);

/* The key and all keys above it, longest first, empty segments left out; returns
 * how many (at most N_LEVELS - 1). */
int key_path(const char *key, char path[N_LEVELS][KEY_MAX + 1]);

#endif
