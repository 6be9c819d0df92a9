/* Reading addresses; see address.h.
 *
 * Rule: the longest name wins, so that 朝阳里东区 is not read as 朝阳里. */
#include "address.h"

#include "region.h"

#define LONGEST_NAME 24 /* code points of a name that is tried */

static bool is_blank(const char *p)
{
	return *p == ' ' || *p == ',' || *p == '-' || *p == '/' ||
	       strncmp(p, "　", strlen("　")) == 0 || strncmp(p, "，", strlen("，")) == 0 ||
	       strncmp(p, "、", strlen("、")) == 0;
}

static const char *skip_blanks(const char *p)
{
	while (*p && is_blank(p))
		p = utf8_skip(p, 1);
	return p;
}

/* Places with exactly this name inside one range. */
static int places_named(struct request *rq, const struct place_range *in, const char *name,
			struct address *found)
{
	struct rows *rows = rq_rows(rq,
				    "SELECT key FROM region WHERE name = $3 "
				    "AND key >= CASE WHEN $4 > $1 THEN $4 ELSE $1 END "
				    "AND key < CASE WHEN $5 < $2 THEN $5 ELSE $2 END "
				    "AND valid_until IS NULL ORDER BY key LIMIT 17",
				    "ttt", name, in->from, in->until);

	while (rows_next(rows) == 1) {
		if (found->n == ADDRESS_PLACES) {
			found->is_cut = true;
			continue;
		}
		struct place_range *place = &found->places[found->n++];
		snprintf(place->from, sizeof(place->from), "%s", rows_text(rows, 0));
		key_end(place->from, place->until);
	}
	return rq_rows_failed(rq, rows);
}

/* The same for names that begin with these characters. */
static int places_beginning(struct request *rq, const struct place_range *in, const char *name,
			    struct address *found)
{
	/* Past every text that begins so: U+10FFFF is the last code point.  The keys are
	 * written so that only the index of names serves: a city has too many keys. */
	struct rows *rows = rq_rows(rq,
				    "SELECT key FROM region WHERE name >= $3 AND name < $6 "
				    "AND key || '' >= CASE WHEN $4 > $1 THEN $4 ELSE $1 END "
				    "AND key || '' < CASE WHEN $5 < $2 THEN $5 ELSE $2 END "
				    "AND valid_until IS NULL LIMIT 17",
				    "tttt", name, in->from, in->until,
				    arena_print(rq->arena, "%s\xF4\x8F\xBF\xBF", name));

	while (rows_next(rows) == 1) {
		if (found->n == ADDRESS_PLACES) {
			found->is_cut = true;
			continue;
		}
		struct place_range *place = &found->places[found->n++];
		snprintf(place->from, sizeof(place->from), "%s", rows_text(rows, 0));
		key_end(place->from, place->until);
	}
	return rq_rows_failed(rq, rows);
}

/* Narrow the places by the longest name at `at`; writes where it ended, NULL when
 * no name begins there; whether the name stands there whole. */
static int narrow(struct request *rq, struct address *now, const char *at, const char **end,
		  bool *is_whole)
{
	size_t n = utf8_length(at);
	const char *word_end = at;

	*end = NULL;
	*is_whole = true;
	for (size_t length = n < LONGEST_NAME ? n : LONGEST_NAME; length > 0; length--) {
		const char *stop = utf8_skip(at, length);
		const char *name = arena_text_n(rq->arena, at, (size_t)(stop - at));
		struct address next = { .is_cut = false };

		for (int i = 0; i < now->n; i++)
			if (places_named(rq, &now->places[i], name, &next) != 0)
				return -1;
		if (next.n == 0)
			continue;
		memcpy(now->places, next.places, sizeof(next.places));
		now->n = next.n;
		now->is_cut |= next.is_cut;
		*end = stop;
		return 0;
	}
	/* No whole name: the word up to the next blank may begin one. */
	*is_whole = false;
	while (*word_end && !is_blank(word_end))
		word_end = utf8_skip(word_end, 1);
	if ((at[0] >= '0' && at[0] <= '9') || utf8_length(at) - utf8_length(word_end) < 2)
		return 0;
	struct address next = { .is_cut = false };
	const char *name = arena_text_n(rq->arena, at, (size_t)(word_end - at));
	for (int i = 0; i < now->n; i++)
		if (places_beginning(rq, &now->places[i], name, &next) != 0)
			return -1;
	if (next.n > 0) {
		memcpy(now->places, next.places, sizeof(next.places));
		now->n = next.n;
		now->is_cut |= next.is_cut;
		*end = word_end;
	}
	return 0;
}

/* Names of the request's region and of those above it. */
struct above {
	const char *names[N_LEVELS];
	int n;
};

static int read_above(struct request *rq, struct above *above)
{
	char path[N_LEVELS][KEY_MAX + 1];
	int n = *rq->region ? key_path(rq->region, path) : 0;

	for (int i = 0; i < n; i++) {
		struct region region;
		int more = region_find(rq, path[i], NULL, &region);

		if (more < 0)
			return -1;
		if (more == 1)
			above->names[above->n++] = region.name;
	}
	return 0;
}

/* Where the longest of these names ends that stands at `at`, or that the word there
 * begins; NULL when none does. */
static const char *fulfilled(const struct above *above, const char *at, bool is_begun)
{
	const char *word_end = at;
	size_t longest = 0;

	while (*word_end && !is_blank(word_end))
		word_end = utf8_skip(word_end, 1);
	size_t n_word = (size_t)(word_end - at);
	if (is_begun && ((*at >= '0' && *at <= '9') || utf8_length(at) - utf8_length(word_end) < 2))
		return NULL;
	for (int i = 0; i < above->n; i++) {
		const char *name = above->names[i];
		size_t n = is_begun ? n_word : strlen(name);

		if (n > longest && strncmp(at, name, n) == 0)
			longest = n;
	}
	return longest ? at + longest : NULL;
}

/* What is left over, without 室 and 号 at its end. */
static const char *door_of(struct request *rq, const char *rest)
{
	static const char *const endings[] = { "室", "号", "房", NULL };
	char *door = text_trim(rq->arena, rest);

	for (int i = 0; endings[i]; i++) {
		size_t n = strlen(door), n_ending = strlen(endings[i]);

		if (n > n_ending && strcmp(door + n - n_ending, endings[i]) == 0)
			door[n - n_ending] = '\0';
	}
	return *door ? door : NULL;
}

int address_find(struct request *rq, const char *text, struct address *found)
{
	struct address now = { .n = 1 };
	struct above above = { .n = 0 };
	const char *at = skip_blanks(text), *end, *said;

	if (read_above(rq, &above) != 0)
		return -1;

	snprintf(now.places[0].from, sizeof(now.places[0].from), "%s", rq->from);
	snprintf(now.places[0].until, sizeof(now.places[0].until), "%s", rq->until);
	while (*at) {
		bool is_whole;
		struct address next = now;

		if (narrow(rq, &next, at, &end, &is_whole) != 0)
			return -1;
		said = now.has_place ? NULL : fulfilled(&above, at, false);
		if (!said && !end && !now.has_place)
			said = fulfilled(&above, at, true);
		/* Named already by the choice of the region. */
		if (said && (!end || !is_whole || said > end)) {
			at = skip_blanks(said);
			continue;
		}
		if (!end)
			break;
		now = next;
		now.has_place = true;
		at = skip_blanks(end);
	}
	now.door = door_of(rq, at);
	*found = now;
	return 0;
}
