/* Decoding and writing records by their declaration; see field.h.
 *
 * Rule: what is written by record_write is what record_decode reads. */
#include "field.h"

#include "clock.h"
#include "region_key.h"

#include <math.h>
#include <strings.h>

#define AT_FIELD(record, f, type) (*(type *)((char *)(record) + (f)->offset))
#define OF_FIELD(record, f, type) (*(type const *)((const char *)(record) + (f)->offset))

const struct field *shape_field(const struct shape *shape, const char *name)
{
	for (int i = 0; i < shape->n; i++)
		if (strcmp(shape->fields[i].name, name) == 0)
			return &shape->fields[i];
	return NULL;
}

static void field_clear(const struct field *f, void *record)
{
	switch (f->kind) {
	case KIND_INT:
	case KIND_AT:
		AT_FIELD(record, f, int64_t) = NOT_GIVEN;
		break;
	case KIND_REAL:
		AT_FIELD(record, f, double) = NAN;
		break;
	case KIND_CHOICE:
	case KIND_FLAG:
		AT_FIELD(record, f, int) = -1;
		break;
	default:
		AT_FIELD(record, f, const char *) = NULL;
	}
}

void *record_new(struct arena *arena, const struct shape *shape)
{
	void *record = arena_alloc(arena, shape->size ? shape->size : 1);

	for (int i = 0; i < shape->n; i++)
		field_clear(&shape->fields[i], record);
	return record;
}

static int blame(struct fault *fault, int number, const char *field, const char *sentence)
{
	fault->number = number;
	fault->field = field;
	fault->sentence = say(fault->lang, sentence);
	return -1;
}

static bool has_control(const char *text, bool is_long)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 && !(is_long && (*text == '\n' || *text == '\t')))
			return true;
	return false;
}

/* A telephone number as people type it: digits, one leading +, blanks, hyphens. */
static bool phone_is_valid(const char *phone)
{
	int n_digits = 0;

	for (const char *p = phone; *p; p++) {
		if (*p >= '0' && *p <= '9')
			n_digits++;
		else if (!(*p == '+' && p == phone) && *p != ' ' && *p != '-')
			return false;
	}
	return n_digits >= 5 && n_digits <= 20;
}

/* A Chinese ID number with its check character, or another document's number. */
static bool document_is_valid(const char *number)
{
	size_t n = strlen(number);

	if (n == 18)
		return id_number_is_valid(number);
	if (n < 5 || n > 20)
		return false;
	for (const char *p = number; *p; p++)
		if (!(*p >= '0' && *p <= '9') && !(*p >= 'A' && *p <= 'Z') &&
		    !(*p >= 'a' && *p <= 'z'))
			return false;
	return true;
}

/* Names and numbers as lists and sheets show them: "王*某", "138****1234". */
static bool is_masked(const struct field *f, const char *text)
{
	return (f->secret == SECRET_NAME || f->secret == SECRET_PHONE ||
		f->secret == SECRET_ID_NUMBER) &&
	       strchr(text, '*');
}

static int take_text(struct arena *arena, const struct field *f, const char *text, void *record,
		     struct fault *fault)
{
	bool is_blank = !text[strspn(text, " \t\n")];
	/* Where one character is enough, blanks alone are none. */
	size_t n = is_blank && f->min == 1 ? 0 : utf8_length(text);

	/* Sent back from a masked list it would take the place of what it hides. */
	if (is_masked(f, text))
		return blame(fault, 4015, f->name,
			     "stars hide a part of this; write all of it, or leave it as it was");
	if (has_control(text, f->max > 200))
		return blame(fault, 4009, f->name,
			     "this text holds control characters; type it again");
	if (f->max && ((int64_t)n > f->max || (int64_t)n < f->min)) {
		blame(fault, 4009, f->name, "write %lld to %lld characters here");
		fault->sentence =
			arena_print(arena, fault->sentence, (long long)f->min, (long long)f->max);
		return -1;
	}
	if (f->secret == SECRET_PHONE && !phone_is_valid(text))
		return blame(fault, 4011, f->name,
			     "this is not a telephone number; use digits, 5 to 20 of them");
	if (f->secret == SECRET_ID_NUMBER && !document_is_valid(text))
		return blame(fault, 4012, f->name,
			     "this is not a valid ID number; compare it with the card");
	AT_FIELD(record, f, const char *) = text;
	return 0;
}

static int take_number(struct arena *arena, const struct field *f, int64_t number, void *record,
		       struct fault *fault)
{
	if ((f->min || f->max) && (number < f->min || number > f->max)) {
		blame(fault, 4005, f->name, "give a number from %lld to %lld");
		fault->sentence =
			arena_print(arena, fault->sentence, (long long)f->min, (long long)f->max);
		return -1;
	}
	AT_FIELD(record, f, int64_t) = number;
	return 0;
}

static int take_real(struct arena *arena, const struct field *f, double number, void *record,
		     struct fault *fault)
{
	if (!isfinite(number) ||
	    ((f->min || f->max) && (number < (double)f->min || number > (double)f->max))) {
		blame(fault, 4005, f->name, "give a number from %lld to %lld");
		fault->sentence =
			arena_print(arena, fault->sentence, (long long)f->min, (long long)f->max);
		return -1;
	}
	AT_FIELD(record, f, double) = number;
	return 0;
}

static int choice_index(const struct field *f, const char *word)
{
	for (int i = 0; f->choices[i]; i++)
		if (strcmp(f->choices[i], word) == 0)
			return i;
	return -1;
}

static int take_choice(struct arena *arena, const struct field *f, const char *word, void *record,
		       struct fault *fault)
{
	int i = choice_index(f, word);

	if (i < 0) {
		struct buf list;

		buf_init(&list, arena, 2000);
		for (int k = 0; f->choices[k]; k++) {
			buf_text(&list, k ? say(fault->lang, ", ") : "");
			buf_text(&list, say(fault->lang, f->choices[k]));
		}
		blame(fault, 4006, f->name, "choose one of: %s");
		fault->sentence = arena_print(arena, fault->sentence, list.bytes);
		return -1;
	}
	AT_FIELD(record, f, int) = i;
	return 0;
}

static int take_region(struct arena *arena, const struct field *f, const char *code, void *record,
		       struct fault *fault)
{
	char *key = arena_alloc(arena, KEY_MAX + 1);

	if (*code && key_from_code(code, key) != 0)
		return blame(fault, 4010, f->name,
			     "this is not a region code; use the 12 digits of the statistical code "
			     "or the code of a grid");
	AT_FIELD(record, f, const char *) = key;
	return 0;
}

/* Kinds that are written as text. */
static int take_word(struct arena *arena, const struct field *f, const char *text, void *record,
		     struct fault *fault)
{
	int64_t at;

	switch (f->kind) {
	case KIND_TEXT:
		return take_text(arena, f, text, record, fault);
	case KIND_REF:
		if (!*text || strlen(text) > 64 || has_control(text, false))
			return blame(fault, 4013, f->name, "an id has 1 to 64 characters");
		AT_FIELD(record, f, const char *) = text;
		return 0;
	case KIND_DAY:
		if (!day_is_valid(text))
			return blame(fault, 4007, f->name, "write the day as 2020-02-01");
		AT_FIELD(record, f, const char *) = text;
		return 0;
	case KIND_AT:
		if (at_read(text, &at) != 0)
			return blame(fault, 4007, f->name,
				     "write the time as 2020-02-04T02:10:00+08:00");
		AT_FIELD(record, f, int64_t) = at;
		return 0;
	case KIND_CHOICE:
		return take_choice(arena, f, text, record, fault);
	case KIND_REGION:
		return take_region(arena, f, text, record, fault);
	default:
		return blame(fault, 4004, f->name, "this argument is of another kind");
	}
}

static int field_decode(struct arena *arena, const struct field *f, const struct json *value,
			void *record, struct fault *fault)
{
	switch (value->kind) {
	case JSON_NULL:
		return 0;
	case JSON_TEXT:
		return take_word(arena, f, value->text, record, fault);
	case JSON_FLAG:
		if (f->kind != KIND_FLAG)
			break;
		AT_FIELD(record, f, int) = value->number != 0;
		return 0;
	case JSON_INT:
		if (f->kind == KIND_INT)
			return take_number(arena, f, value->number, record, fault);
		if (f->kind == KIND_REAL)
			return take_real(arena, f, (double)value->number, record, fault);
		if (f->kind == KIND_FLAG && (value->number == 0 || value->number == 1)) {
			AT_FIELD(record, f, int) = (int)value->number;
			return 0;
		}
		if (f->kind == KIND_AT) {
			AT_FIELD(record, f, int64_t) = value->number;
			return 0;
		}
		break;
	case JSON_REAL:
		if (f->kind == KIND_REAL)
			return take_real(arena, f, value->real, record, fault);
		break;
	case JSON_LIST:
	case JSON_OBJECT:
		if (f->kind == KIND_JSON) {
			struct buf written;

			buf_init(&written, arena, (size_t)f->max + 1);
			json_write(&written, value);
			if (written.is_over)
				return blame(fault, 4009, f->name, "this is too long; split it");
			AT_FIELD(record, f, const struct json *) = value;
			return 0;
		}
		break;
	}
	return blame(fault, 4004, f->name, "this argument is of another kind");
}

static bool is_allowed(const char *const *allowed, const char *key)
{
	for (; allowed && *allowed; allowed++)
		if (strcmp(*allowed, key) == 0)
			return true;
	return false;
}

int record_decode(struct arena *arena, const struct shape *shape, const struct json *object,
		  const char *const *allowed, void *record, struct fault *fault)
{
	int at = 0; /* senders mostly keep the declared order */

	for (const struct json *value = object ? object->first : NULL; value; value = value->next) {
		const struct field *f = NULL;

		for (int tries = 0; tries < shape->n && !f; tries++) {
			const struct field *next = &shape->fields[(at + tries) % shape->n];

			if (strcmp(next->name, value->key) == 0) {
				f = next;
				at += tries + 1;
			}
		}
		if (f) {
			if (field_decode(arena, f, value, record, fault) != 0)
				return -1;
		} else if (!is_allowed(allowed, value->key)) {
			return blame(fault, 4003, value->key,
				     "this command knows no such argument; leave it out");
		}
	}
	return record_complete(shape, record, fault);
}

/* 1, 0 or -1 for a word that is neither yes nor no. */
static int flag_of(const char *word)
{
	static const char *const yes[] = { "1", "true", "yes", "是", "有", "Y", "√", NULL };
	static const char *const no[] = { "0", "false", "no", "否", "无", "N", "×", NULL };

	for (int i = 0; yes[i]; i++)
		if (strcasecmp(word, yes[i]) == 0)
			return 1;
	for (int i = 0; no[i]; i++)
		if (strcasecmp(word, no[i]) == 0)
			return 0;
	return -1;
}

static int set_number(struct arena *arena, const struct field *f, const char *text, void *record,
		      struct fault *fault)
{
	int64_t number;
	char *end;
	double real;

	switch (f->kind) {
	case KIND_INT:
		if (text_to_int(text, &number) != 0)
			return blame(fault, 4004, f->name, "give a whole number");
		return take_number(arena, f, number, record, fault);
	case KIND_REAL:
		real = strtod(text, &end);
		if (*end)
			return blame(fault, 4004, f->name, "give a number");
		return take_real(arena, f, real, record, fault);
	default:
		number = flag_of(text);
		if (number < 0)
			return blame(fault, 4004, f->name, "answer yes or no");
		AT_FIELD(record, f, int) = (int)number;
		return 0;
	}
}

int record_set_text(struct arena *arena, const struct field *f, const char *text, void *record,
		    struct fault *fault)
{
	struct json *value;
	const char *why, *source;

	text = f->kind == KIND_TEXT && f->max > 200 ? arena_text(arena, text)
						    : text_trim(arena, text);
	if (!*text)
		return 0;
	switch (f->kind) {
	case KIND_INT:
	case KIND_REAL:
	case KIND_FLAG:
		return set_number(arena, f, text, record, fault);
	case KIND_CHOICE:
		source = choice_index(f, text) < 0 ? say_source(text) : NULL;
		return take_choice(arena, f, source ? source : text, record, fault);
	case KIND_JSON:
		value = json_read(arena, text, strlen(text), &why);
		if (!value)
			return blame(fault, 4004, f->name, "this is not JSON");
		return field_decode(arena, f, value, record, fault);
	default:
		return take_word(arena, f, text, record, fault);
	}
}

static bool is_given(const struct field *f, const void *record)
{
	switch (f->kind) {
	case KIND_INT:
	case KIND_AT:
		return OF_FIELD(record, f, int64_t) != NOT_GIVEN;
	case KIND_REAL:
		return !isnan(OF_FIELD(record, f, double));
	case KIND_CHOICE:
	case KIND_FLAG:
		return OF_FIELD(record, f, int) >= 0;
	default:
		return OF_FIELD(record, f, const char *) != NULL;
	}
}

int record_complete(const struct shape *shape, const void *record, struct fault *fault)
{
	for (int i = 0; i < shape->n; i++)
		if (shape->fields[i].need && !is_given(&shape->fields[i], record))
			return blame(fault, 4008, shape->fields[i].name,
				     "this is needed; fill it in");
	return 0;
}

static void field_write(struct buf *buf, struct arena *arena, const struct field *f,
			const void *record, enum secrets how)
{
	const char *text;

	out_key(buf, f->name);
	switch (f->kind) {
	case KIND_INT:
	case KIND_AT:
		out_int(buf, OF_FIELD(record, f, int64_t));
		break;
	case KIND_REAL:
		out_real(buf, OF_FIELD(record, f, double));
		break;
	case KIND_CHOICE:
		out_text(buf, f->choices[OF_FIELD(record, f, int)]);
		break;
	case KIND_FLAG:
		out_flag(buf, OF_FIELD(record, f, int));
		break;
	case KIND_JSON:
		json_write(buf, OF_FIELD(record, f, const struct json *));
		break;
	default:
		text = OF_FIELD(record, f, const char *);
		out_text(buf, f->secret && how == SECRETS_MASKED
				      ? secret_mask(arena, f->secret, text)
				      : text);
	}
}

void record_write(struct buf *buf, struct arena *arena, const struct shape *shape,
		  const void *record, enum secrets how)
{
	for (int i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		bool is_hidden = f->secret && (how == SECRETS_OUT ||
					       (how == SECRETS_MASKED && f->kind != KIND_TEXT));

		if (is_given(f, record) && !is_hidden)
			field_write(buf, arena, f, record, how);
	}
}
