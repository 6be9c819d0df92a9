/* Comparing two editions of the official table; see edition.h.
 *
 * The rules give the 979 real changes between the tables of 2019 and 2023 for
 * Tianjin, line by line. */
#include "edition.h"

struct unit *units_add(struct arena *arena, struct units *units)
{
	if (units->n == units->size) {
		int size = units->size ? units->size * 2 : 256;

		units->list =
			arena_grow(arena, units->list, (size_t)units->n * sizeof(*units->list),
				   (size_t)size * sizeof(*units->list));
		units->size = size;
	}
	memset(&units->list[units->n], 0, sizeof(*units->list));
	return &units->list[units->n++];
}

static int code_order(const void *a, const void *b)
{
	return strcmp(((const struct unit *)a)->code, ((const struct unit *)b)->code);
}

struct unit *units_find(const struct units *units, const char *code)
{
	struct unit wanted = { .code = code };

	if (units->n == 0)
		return NULL;
	return bsearch(&wanted, units->list, (size_t)units->n, sizeof(wanted), code_order);
}

void units_ready(struct units *units)
{
	if (units->n == 0)
		return;
	qsort(units->list, (size_t)units->n, sizeof(*units->list), code_order);
	for (int i = 0; i < units->n; i++)
		if (units->list[i].parent_code)
			units->list[i].parent = units_find(units, units->list[i].parent_code);
}

static void match(struct unit *a, struct unit *b)
{
	a->match = b;
	b->match = a;
}

/* What a name is compared within: the district of a street or community, the city
 * of a district; as the new edition codes it. */
static const char *scope_of(const struct unit *unit, size_t *n)
{
	int64_t top = unit->level <= LEVEL_DISTRICT ? LEVEL_CITY : LEVEL_DISTRICT;
	const struct unit *above = unit->parent;

	*n = (size_t)level_length[top];
	while (above && above->level > top)
		above = above->parent;
	return above && above->match ? above->match->code : above ? above->code : unit->code;
}

/* A unit without a match, to be found by name. */
struct loose {
	struct unit *unit;
	char scope[KEY_MAX + 1];
};

static int loose_order(const void *a, const void *b)
{
	const struct loose *x = a, *y = b;
	int order = strcmp(x->scope, y->scope);

	return order ? order : strcmp(x->unit->name, y->unit->name);
}

static int find_loose(struct arena *arena, struct units *units, int64_t level, bool is_new,
		      struct loose **found)
{
	int n = 0;

	*found = arena_alloc(arena, (size_t)(units->n + 1) * sizeof(**found));
	for (int i = 0; i < units->n; i++) {
		struct unit *unit = &units->list[i];
		struct loose *loose = &(*found)[n];
		const char *scope;
		size_t n_scope;

		if (unit->match || unit->level != level)
			continue;
		scope = scope_of(unit, &n_scope);
		/* A new unit's own code says where it belongs. */
		if (is_new)
			scope = unit->code;
		loose->unit = unit;
		snprintf(loose->scope, sizeof(loose->scope), "%.*s", (int)n_scope, scope);
		n++;
	}
	qsort(*found, (size_t)n, sizeof(**found), loose_order);
	return n;
}

static bool is_once(const struct loose *list, int n, int i)
{
	return (i == 0 || loose_order(&list[i - 1], &list[i]) != 0) &&
	       (i + 1 == n || loose_order(&list[i], &list[i + 1]) != 0);
}

/* The same name, once on either side, in the same district. */
static void match_names(struct arena *arena, struct units *old_units, struct units *new_units,
			int64_t level)
{
	struct loose *gone, *fresh;
	int n_gone = find_loose(arena, old_units, level, false, &gone);
	int n_fresh = find_loose(arena, new_units, level, true, &fresh);

	for (int i = 0, k = 0; i < n_gone && k < n_fresh;) {
		int order = loose_order(&gone[i], &fresh[k]);

		if (order == 0 && is_once(gone, n_gone, i) && is_once(fresh, n_fresh, k))
			match(gone[i].unit, fresh[k].unit);
		if (order <= 0)
			i++;
		else
			k++;
	}
}

/* Walk the units below `parent`: in order of code they stand right after it. */
static struct unit *child_next(struct units *units, const struct unit *parent, struct unit *unit)
{
	size_t n = (size_t)level_length[parent->level];

	for (unit = unit ? unit + 1 : units->list + (parent - units->list) + 1;
	     unit < units->list + units->n && strncmp(unit->code, parent->code, n) == 0; unit++)
		if (unit->parent == parent)
			return unit;
	return NULL;
}

/* The only child of `parent` with this name that has no match, or NULL. */
static struct unit *child_named(struct units *units, const struct unit *parent, const char *name)
{
	struct unit *found = NULL, *unit = NULL;

	while ((unit = child_next(units, parent, unit))) {
		if (unit->match || strcmp(unit->name, name) != 0)
			continue;
		if (found)
			return NULL;
		found = unit;
	}
	return found;
}

static bool is_transfer(struct units *old_units, const struct unit *gone, struct units *new_units,
			const struct unit *fresh)
{
	struct unit *child = NULL;
	int n = 0, n_found = 0;

	if (strncmp(gone->code, fresh->code, 6) == 0)
		return false;
	while ((child = child_next(old_units, gone, child))) {
		n++;
		if (child_named(new_units, fresh, child->name))
			n_found++;
	}
	return n_found * 2 > n;
}

static void match_transfers(struct units *old_units, struct units *new_units)
{
	for (int i = 0; i < old_units->n; i++) {
		struct unit *gone = &old_units->list[i];

		for (int k = 0; k < new_units->n && !gone->match && gone->level == LEVEL_STREET;
		     k++) {
			struct unit *fresh = &new_units->list[k];

			if (fresh->level == LEVEL_STREET && !fresh->match &&
			    is_transfer(old_units, gone, new_units, fresh))
				match(gone, fresh);
		}
	}
}

/* Communities of a transferred street, by name within it. */
static void match_transferred(struct units *old_units, struct units *new_units)
{
	for (int i = 0; i < old_units->n; i++) {
		struct unit *gone = &old_units->list[i], *fresh;

		if (gone->match || gone->level != LEVEL_COMMUNITY || !gone->parent ||
		    !gone->parent->match ||
		    strcmp(gone->parent->code, gone->parent->match->code) == 0)
			continue;
		fresh = child_named(new_units, gone->parent->match, gone->name);
		if (fresh)
			match(gone, fresh);
	}
}

void editions_match(struct arena *arena, struct units *old_units, struct units *new_units)
{
	for (int i = 0; i < new_units->n; i++) {
		struct unit *old = units_find(old_units, new_units->list[i].code);

		if (old)
			match(old, &new_units->list[i]);
	}
	for (int64_t level = LEVEL_PROVINCE; level <= LEVEL_COMMUNITY; level++) {
		match_names(arena, old_units, new_units, level);
		if (level == LEVEL_STREET)
			match_transfers(old_units, new_units);
	}
	match_transferred(old_units, new_units);
}
