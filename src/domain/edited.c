/* Edits by field; see edited.h.
 *
 * Rule: an edit costs one appended row; looking earlier ones up costs a read by key, and
 * only when the editor says what was seen. */
#include "edited.h"

#include <inttypes.h>

const char *const edited_kinds[] = {
	[EDITED_HOUSEHOLD] = "household", [EDITED_RESIDENT] = "resident", NULL
};

/* One field as it is now and as it was written, both in words. */
struct edit {
	const char *field, *now, *written;
	bool is_other;
};
#define FIELDS_MOST 8

static const char *number_word(struct request *rq, int64_t number)
{
	return number == NOT_GIVEN ? "-" : arena_print(rq->arena, "%" PRId64, number);
}

static struct edit text_edit(const char *field, const char *was, const char *now)
{
	bool is_other = now && (!was || strcmp(was, now) != 0);

	return (struct edit){ field, was ? was : "-", now ? now : "-", is_other };
}

/* What stands there now is said masked, as in every list. */
static struct edit secret_edit(struct request *rq, enum secret secret, const char *field,
			       const char *was, const char *now)
{
	struct edit edit = text_edit(field, was, now);

	if (was)
		edit.now = secret_mask(rq->arena, secret, was);
	return edit;
}

static struct edit number_edit(struct request *rq, const char *field, int64_t was, int64_t now)
{
	return (struct edit){ field, number_word(rq, was), number_word(rq, now), was != now };
}

static struct edit choice_edit(const struct request *rq, const char *field,
			       const char *const *choices, int was, int now)
{
	return (struct edit){ field, was < 0 ? "-" : say(rq->lang, choices[was]),
			      now < 0 ? "-" : say(rq->lang, choices[now]), was != now };
}

/* The fields (bits) that others than the caller have changed since `base`. */
static int since(struct request *rq, enum edited_kind kind, int64_t item, int64_t base,
		 unsigned *fields)
{
	struct rows *rows;

	/* An edit of the same batch may still be on its way. */
	if (db_flush(rq->db) != 0)
		return -1;
	/* Free: the row was just found in reach. */
	rows = rq_rows_free(rq,
			    "SELECT fields FROM edited WHERE kind = $1 AND item = $2 AND seq > $3 "
			    "AND by <> $4",
			    "iiii", (int64_t)kind, item, base, rq->actor->account);
	while (rows_next(rows) == 1)
		*fields |= (unsigned)rows_int(rows, 0);
	return rq_rows_failed(rq, rows);
}

static int edited(struct request *rq, enum edited_kind kind, int64_t item, int64_t base,
		  const struct edit *edits, int n)
{
	static const struct db_bulk bulk = { "edited", "kind, item, seq, fields, by", "iiiii", "" };
	unsigned fields = 0, others = 0;

	for (int i = 0; i < n; i++)
		fields |= (unsigned)edits[i].is_other << i;
	if (!fields)
		return 0;
	if (base != NOT_GIVEN && since(rq, kind, item, base, &others) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (fields & others & 1u << i)
			return refuse_with(
				rq, kind == EDITED_HOUSEHOLD ? 4609 : 4706, edits[i].field,
				"somebody changed this meanwhile: it is now %s, you wrote "
				"%s; write it again if yours is right",
				edits[i].now, edits[i].written);
	return rq_append(rq, &bulk, (int64_t)kind, item, rq->seq, (int64_t)fields,
			 rq->actor->account) != 0
		       ? -1
		       : 1;
}

/* The place of a field in these lists is its bit: new ones go to the end. */

int household_edited(struct request *rq, const struct household_at *was,
		     const struct household_at *now, int64_t base)
{
	const struct edit edits[FIELDS_MOST] = {
		text_edit("door", was->door, now->door),
		number_edit(rq, "floor", was->floor, now->floor),
		choice_edit(rq, "kind", household_kinds, was->kind, now->kind),
		choice_edit(rq, "state", household_states, was->state, now->state),
	};

	return edited(rq, EDITED_HOUSEHOLD, was->seq, base, edits, 4);
}

int resident_edited(struct request *rq, const struct resident_at *was,
		    const struct resident_at *now, int64_t base)
{
	const struct person *old = &was->person, *new = &now->person;
	const struct edit edits[FIELDS_MOST] = {
		secret_edit(rq, SECRET_NAME, "name", old->name, new->name),
		secret_edit(rq, SECRET_PHONE, "phone", old->phone, new->phone),
		secret_edit(rq, SECRET_ID_NUMBER, "id_number", old->id_number, new->id_number),
		choice_edit(rq, "sex", sexes, was->sex, now->sex),
		number_edit(rq, "birth_year", was->birth_year, now->birth_year),
		choice_edit(rq, "relation", relations, was->relation, now->relation),
		choice_edit(rq, "residence", residences, was->residence, now->residence),
		choice_edit(rq, "hukou", hukous, was->hukou, now->hukou),
	};

	return edited(rq, EDITED_RESIDENT, was->seq, base, edits, 8);
}
