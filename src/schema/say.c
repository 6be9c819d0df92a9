/* Sentences in the reader's language; see say.h.
 *
 * Rule: tables are loaded before any thread starts and never change after. */
#include "say.h"

#define N_LANGS 4
#define N_SLOTS 16384 /* more than twice the sentences of the program */

struct pair {
	const char *from, *to;
};

static struct table_of_words {
	char lang[8];
	struct pair slots[N_SLOTS];
} * tables[N_LANGS];
static struct pair sources[N_SLOTS]; /* translation → English, all languages */
static int n_tables;
static struct arena *words;

static uint32_t text_slot(const char *text)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 16777619u;
	return hash % N_SLOTS;
}

static struct pair *pair_find(struct pair *slots, const char *from)
{
	uint32_t i = text_slot(from);

	while (slots[i].from && strcmp(slots[i].from, from) != 0)
		i = (i + 1) % N_SLOTS;
	return &slots[i];
}

int say_load(const char *lang, const char *json, size_t n_bytes)
{
	const char *why;
	struct json *object;
	int n = 0;

	if (!words)
		words = arena_new((size_t)64 << 20);
	object = json_read(words, json, n_bytes, &why);
	if (!object || object->kind != JSON_OBJECT || n_tables == N_LANGS || strlen(lang) > 7)
		return -1;
	tables[n_tables] = arena_alloc(words, sizeof(*tables[0]));
	snprintf(tables[n_tables]->lang, sizeof(tables[0]->lang), "%s", lang);
	for (struct json *word = object->first; word && n < N_SLOTS / 2; word = word->next, n++) {
		if (word->kind != JSON_TEXT)
			continue;
		*pair_find(tables[n_tables]->slots, word->key) =
			(struct pair){ word->key, word->text };
		struct pair *source = pair_find(sources, word->text);
		if (!source->from)
			*source = (struct pair){ word->text, word->key };
	}
	n_tables++;
	return 0;
}

const char *say(const char *lang, const char *sentence)
{
	if (lang && sentence)
		for (int i = 0; i < n_tables; i++)
			if (strcmp(tables[i]->lang, lang) == 0) {
				struct pair *pair = pair_find(tables[i]->slots, sentence);
				return pair->from ? pair->to : sentence;
			}
	return sentence;
}

const char *say_source(const char *word)
{
	return pair_find(sources, word)->to;
}
