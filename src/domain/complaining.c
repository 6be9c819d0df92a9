/* Complaints as the rooms share them; see complaining.h.
 *
 * Rule: a complaint nobody would see is given to the next above who answers. */
#include "complaining.h"

#include "authority.h"

const char *const complaint_kinds[] = {
	[COMPLAINT] = "complaint", [SUGGESTION] = "suggestion", [PROBLEM] = "problem", NULL
};
const char *const complaint_states[] = {
	[COMPLAINT_OPEN] = "open", [COMPLAINT_ANSWERED] = "answered", NULL
};
const char *const complaint_channels[] = { "page", "phone", "paper", NULL };

#define REC struct complaint_words
static const struct field words_fields[] = {
	TEXT(text, 1, 1000, .label = "What it is", .secret = SECRET_TEXT, .need = true),
	TEXT(contact, 1, 100, .label = "How to reach you", .secret = SECRET_TEXT),
	TEXT(group, 1, 64, .label = "Token of the group's link", .secret = SECRET_TEXT),
};
const struct shape complaint_words_shape = SHAPE(words_fields);
#undef REC

struct complaint_words complaint_words_from(struct request *rq, const struct rows *rows, int column)
{
	struct complaint_words words = { 0 };
	size_t n;
	const void *sealed = rows_blob(rows, column, &n);

	if (!sealed || n <= HASH_BYTES ||
	    record_unseal(rq->keys, rq->arena, &complaint_words_shape, sealed, n, &words) != 0)
		return (struct complaint_words){ 0 };
	return words;
}

static bool is_answered_for(struct request *rq, const char *key)
{
	/* Free: who answers above is no secret to those below. */
	return rq_one_free(rq, 0,
			   "SELECT 1 FROM posting p WHERE p.region = $1 AND " POSTING_OPEN(
				   "$2") " AND " POSTING_ANSWERS " LIMIT 1",
			   "ti", key, rq->now) == 1;
}

const char *complaint_owner(struct request *rq, const char *key)
{
	char path[N_LEVELS][KEY_MAX + 1];
	int n = key_path(key, path);

	for (int i = 0; i < n; i++)
		if (is_answered_for(rq, path[i]))
			return arena_text(rq->arena, path[i]);
	return NULL;
}

const char *complaint_first(struct request *rq, const char *region, int kind)
{
	int level = kind == PROBLEM ? LEVEL_GRID : LEVEL_COMMUNITY;
	char path[N_LEVELS][KEY_MAX + 1];
	int n = key_path(region, path);

	for (int i = 0; i < n; i++)
		if (strlen(path[i]) <= (size_t)level_length[level]) {
			const char *owner = complaint_owner(rq, path[i]);

			return owner ? owner : arena_text(rq->arena, path[i]);
		}
	return region;
}

const char *complaint_secret(struct request *rq, int64_t number)
{
	static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	uint64_t hash = (uint64_t)keyed_hash(rq->keys, "complaint.secret",
					     arena_print(rq->arena, "%" PRId64, number));
	char word[9];

	for (int i = 0; i < 8; i++, hash >>= 5)
		word[i] = letters[hash & 31];
	word[8] = '\0';
	return arena_text(rq->arena, word);
}

static int set_timer(struct request *rq, int64_t number, const char *what, int64_t due_at,
		     const char *region)
{
	return timer_set(rq, arena_print(rq->arena, "complaint.%" PRId64, number), due_at,
			 arena_print(rq->arena, "complaint.%s", what), region,
			 arena_print(rq->arena, "{\"number\":%" PRId64 "}", number));
}

int complaint_wait(struct request *rq, int64_t number, int64_t due_at, const char *region)
{
	return set_timer(rq, number, "climb", due_at, region);
}

int complaint_rest(struct request *rq, int64_t number, const char *region)
{
	return set_timer(rq, number, "forget", rq->now + COMPLAINT_KEPT_DAYS * MS_PER_DAY, region);
}
