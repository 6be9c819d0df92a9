/* Keys of the territory; see region_key.h.
 *
 * Rule: a key is a prefix of every key below it, and never changes. */
#include "region_key.h"

const int level_length[N_LEVELS] = { 0, 2, 4, 6, 9, 12, 15, 17, 20, 22 };

const char *const level_names[] = { "none",     "province",  "city", "district",
				    "street",   "community", "grid", "compound",
				    "building", "stairwell", NULL };

static bool is_empty_segment(const char *key, int level)
{
	for (int i = level_length[level - 1]; i < level_length[level]; i++)
		if (key[i] != '0')
			return false;
	return true;
}

static int level_of_length(size_t n)
{
	for (int level = LEVEL_PROVINCE; level < N_LEVELS; level++)
		if ((size_t)level_length[level] == n)
			return level;
	return LEVEL_NONE;
}

/* The nearest level at or above `level` whose segment is not empty. */
static int level_given(const char *key, int level)
{
	while (level > LEVEL_PROVINCE && is_empty_segment(key, level))
		level--;
	return level;
}

int key_from_code(const char *code, char key[KEY_MAX + 1])
{
	size_t n = strlen(code);
	int level = n <= KEY_MAX ? level_of_length(n) : LEVEL_NONE;

	if (level == LEVEL_NONE)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!(code[i] >= '0' && code[i] <= '9') && !(code[i] >= 'A' && code[i] <= 'Z'))
			return -1;
	if (code[0] == '0' && code[1] == '0')
		return -1;
	level = level_given(code, level);
	memcpy(key, code, (size_t)level_length[level]);
	key[level_length[level]] = '\0';
	return 0;
}

enum level key_level(const char *key)
{
	return (enum level)level_of_length(strlen(key));
}

void key_parent(const char *key, char parent[KEY_MAX + 1])
{
	int level = level_of_length(strlen(key));

	if (level <= LEVEL_PROVINCE) {
		parent[0] = '\0';
		return;
	}
	level = level_given(key, level - 1);
	memcpy(parent, key, (size_t)level_length[level]);
	parent[level_length[level]] = '\0';
}

void key_end(const char *key, char end[KEY_MAX + 1])
{
	size_t n = strlen(key);

	if (n == 0) {
		memcpy(end, "~", 2);
		return;
	}
	memcpy(end, key, n + 1);
	end[n - 1]++;
}

bool key_is_within(const char *key, const char *above)
{
	return strncmp(key, above, strlen(above)) == 0;
}

int key_path(const char *key, char path[N_LEVELS][KEY_MAX + 1])
{
	int n = 0;

	for (int level = level_of_length(strlen(key)); level >= LEVEL_PROVINCE; level--) {
		if (is_empty_segment(key, level))
			continue;
		memcpy(path[n], key, (size_t)level_length[level]);
		path[n++][level_length[level]] = '\0';
	}
	return n;
}
