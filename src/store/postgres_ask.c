/* Reads asked ahead: the questions of one text travel as arrays in one statement,
 * and the rows are kept until somebody asks; see db_ask.
 *
 * Rule: an answer is given once, and never after something was written that it may
 * not know of; who finds none here asks the server. */
#include "postgres.h"

static uint64_t hash_of(const void *bytes, size_t n_bytes)
{
	const unsigned char *at = bytes;
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < n_bytes; i++)
		hash = (hash ^ at[i]) * UINT64_C(1099511628211);
	return hash ^ hash >> 29;
}

/* Which of the texts this is, or -1. */
static int find_text(const struct pg_asked *asked, const char *sql, const char *types)
{
	for (int i = 0; i < asked->n_texts; i++) {
		const struct db_bulk *what = &asked->bulks[i]->what;

		if (strcmp(what->types, types) == 0 && strcmp(what->table, sql) == 0)
			return i;
	}
	return -1;
}

static int take_text(struct pg_asked *asked, const char *sql, const char *types)
{
	int text = find_text(asked, sql, types);

	if (text >= 0 || asked->n_texts == ASKED_TEXTS_MAX)
		return text;
	struct db_bulk what = { sql, "", types, "" };

	asked->bulks[asked->n_texts] = bulk_find(&asked->all, ASK_ARRAYS, sql, &what);
	return asked->n_texts++;
}

/* Put the key of a question behind those that are kept: its text's number and what
 * its parameters hold. */
static struct pg_answer write_key(struct pg_asked *asked, int text, const char *types,
				  const struct param *params)
{
	struct pg_answer answer = { .text = text, .key = asked->keys.n };

	bytes_add(&asked->keys, &text, sizeof text);
	for (int i = 0; types[i]; i++) {
		const struct param *param = &params[i];
		size_t n_bytes = param->is_null ? SIZE_MAX : param->n_bytes;

		if (types[i] == 'i') {
			bytes_add(&asked->keys, &param->number, sizeof param->number);
		} else if (types[i] == 'd') {
			bytes_add(&asked->keys, &param->real, sizeof param->real);
		} else {
			bytes_add(&asked->keys, &n_bytes, sizeof n_bytes);
			bytes_add(&asked->keys, param->bytes, param->is_null ? 0 : n_bytes);
		}
	}
	answer.n_key = asked->keys.n - answer.key;
	answer.hash = hash_of(asked->keys.at + answer.key, answer.n_key);
	return answer;
}

/* The slot of the answer with that key, or the free slot for it. */
static uint32_t *slot_of(const struct pg_asked *asked, const struct pg_answer *wanted)
{
	const char *keys = asked->keys.at;
	size_t slot = wanted->hash & (asked->n_slots - 1);

	for (; asked->slots[slot]; slot = (slot + 1) & (asked->n_slots - 1)) {
		const struct pg_answer *found = &asked->answers[asked->slots[slot] - 1];

		if (found->hash == wanted->hash && found->n_key == wanted->n_key &&
		    memcmp(keys + found->key, keys + wanted->key, found->n_key) == 0)
			break;
	}
	return &asked->slots[slot];
}

static void make_room(struct pg_asked *asked)
{
	if (asked->n == asked->size) {
		asked->size = asked->size ? asked->size * 2 : 1024;
		asked->answers = must_grow(asked->answers, asked->size * sizeof *asked->answers);
	}
	if (asked->n * 2 < asked->n_slots)
		return;
	free(asked->slots);
	asked->n_slots = asked->n_slots ? asked->n_slots * 2 : 2048;
	asked->slots = must_alloc(asked->n_slots * sizeof *asked->slots);
	for (size_t i = 0; i < asked->n; i++)
		*slot_of(asked, &asked->answers[i]) = (uint32_t)i + 1;
}

/* The answers before are of no use any more. */
static void clear(struct pg_asked *asked)
{
	for (int i = 0; i < asked->n_texts; i++) {
		PQclear(asked->results[i]);
		asked->results[i] = NULL;
		bulk_clear(asked->bulks[i]);
	}
	asked->n_texts = 0;
	asked->keys.n = 0;
	asked->n = 0;
	if (asked->slots)
		memset(asked->slots, 0, asked->n_slots * sizeof *asked->slots);
	if (asked->has_forgotten)
		memset(asked->forgotten, 0, sizeof asked->forgotten);
	asked->has_forgotten = asked->is_open = asked->is_growing = false;
}

int pg_ask(struct db *db, const char *sql, const char *types, const struct param *params,
	   const char *about)
{
	struct pg_asked *asked = &((struct postgres *)db)->asked;
	struct pg_answer question;
	uint32_t *slot;
	int text;

	if (!asked->is_growing)
		clear(asked);
	asked->is_growing = true;
	text = *types ? take_text(asked, sql, types) : -1;
	if (text < 0)
		return 0;
	make_room(asked);
	question = write_key(asked, text, types, params);
	slot = slot_of(asked, &question);
	if (*slot) {
		asked->keys.n = question.key; /* asked twice: the second one is read */
		return 0;
	}
	bulk_add(asked->bulks[text], params);
	question.number = asked->bulks[text]->n_rows;
	question.about = hash_of(about, strlen(about));
	asked->answers[asked->n++] = question;
	*slot = (uint32_t)asked->n;
	return 0;
}

int pg_hear(struct db *db)
{
	struct postgres *pg = (struct postgres *)db;
	struct pg_asked *asked = &pg->asked;
	struct param params[PARAMS_MAX];

	asked->is_growing = false;
	for (int i = 0; i < asked->n_texts; i++) {
		struct bulk *bulk = asked->bulks[i];

		bulk_params(bulk, params);
		if (pg_flush_changes(pg) < 0 || pg_send(pg, bulk->sql, bulk->types, params) < 0)
			return -1;
		bulk_clear(bulk);
		asked->results[i] = pg_own_result(pg);
		pg_drain(pg, 0);
		if (pg_outcome(pg) < 0 || pg_check_types(pg, asked->results[i]) < 0)
			return -1;
	}
	asked->is_open = true;
	return 0;
}

void pg_forget(struct db *db, const char *about)
{
	struct pg_asked *asked = &((struct postgres *)db)->asked;
	uint64_t bit;

	if (!asked->is_open)
		return;
	if (!about) {
		asked->is_open = false; /* the rows stay: some may be in somebody's hand */
		return;
	}
	bit = hash_of(about, strlen(about)) % FORGOTTEN_BITS;
	asked->forgotten[bit / 64] |= UINT64_C(1) << bit % 64;
	asked->has_forgotten = true;
}

static bool is_forgotten(const struct pg_asked *asked, const struct pg_answer *answer)
{
	/* Two ids of one bit only mean one read more. */
	uint64_t bit = answer->about % FORGOTTEN_BITS;

	return asked->forgotten[bit / 64] >> bit % 64 & 1;
}

/* The first row that belongs to a question of this number or a later one. */
static int first_row(const PGresult *result, int64_t number)
{
	int column = PQnfields(result) - 1, from = 0, until = PQntuples(result);

	while (from < until) {
		int middle = from + (until - from) / 2;

		if (pg_whole(PQgetvalue(result, middle, column), 8) < number)
			from = middle + 1;
		else
			until = middle;
	}
	return from;
}

bool pg_recall(struct postgres *pg, struct pg_rows *rows, const char *sql, const char *types,
	       const struct param *params)
{
	struct pg_asked *asked = &pg->asked;
	int text = asked->is_open ? find_text(asked, sql, types) : -1;
	struct pg_answer wanted, *found;
	uint32_t slot;

	if (text < 0)
		return false;
	wanted = write_key(asked, text, types, params);
	slot = *slot_of(asked, &wanted);
	asked->keys.n = wanted.key;
	if (!slot)
		return false;
	found = &asked->answers[slot - 1];
	if (found->is_given || is_forgotten(asked, found))
		return false;
	found->is_given = true;
	rows->result = asked->results[text];
	rows->is_lent = true;
	rows->at = first_row(rows->result, found->number) - 1;
	rows->end = first_row(rows->result, found->number + 1);
	return true;
}

void pg_asked_free(struct postgres *pg)
{
	clear(&pg->asked);
	bulks_free(&pg->asked.all);
	bytes_free(&pg->asked.keys);
	free(pg->asked.answers);
	free(pg->asked.slots);
	pg->asked = (struct pg_asked){ 0 };
}
