/* Scene files cut into scenes, lines and words.
 *
 * Rule: the file is read once and never changed by playing it, so that torture
 * can play the same scene again; variables are put in while playing. */
#ifndef WORDS_H
#define WORDS_H

#include "text.h"

enum how { BARE, QUOTED, RAW_JSON };

/* A word, or a pair "key op value". */
struct word {
	const char *text; /* the word, or the key of a pair */
	const char *op; /* NULL for a plain word; else "=", ":=", "!=", "~", "!~", "<", "<=", … */
	const char *value; /* of a pair */
	enum how how;      /* of the word, or of the pair's value */
};

#define MAX_WORDS 64

struct line {
	struct line *next;
	int number;
	int n;
	struct word *words;
};

struct scene {
	struct scene *next;
	const char *file;
	const char *title;
	int number; /* of its first line */
	struct line *lines;
};

/* Read a file; returns its scenes in order, or NULL with one sentence in `why`. */
struct scene *scenes_read(struct arena *arena, const char *path, const char **why);

#endif
