/* Sentences in the reader's language.
 *
 * Rule: the English sentence in the source is the key; a missing translation
 * shows the key, and the locale check fails before a release can. */
#ifndef SAY_H
#define SAY_H

#include "json.h"

/* Load a table of translations for a language: a JSON object {"English": "译文"}.
 * Kept until the program ends; call before any thread starts.  0 or -1. */
int say_load(const char *lang, const char *json, size_t n_bytes);

/* The sentence in `lang`, or itself when there is no translation. */
const char *say(const char *lang, const char *sentence);

/* The reverse, for sheet headers and choices: the English source of a word in
 * any loaded language, or NULL. */
const char *say_source(const char *word);

#endif
