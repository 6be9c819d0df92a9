/* Secret fields: sealed together, masked, hashed for equality.
 *
 * A sealed run holds, for each secret field that is given, its place among the
 * secret fields of the shape (one byte, from 1), the value as text and a NUL.  Rule:
 * the order of a shape's secret fields is never changed, only added to. */
#include "field.h"

/* A value as it is sealed; NULL when it is absent. */
static const char *value_text(struct arena *arena, const struct field *f, const void *record)
{
	const char *at = (const char *)record + f->offset;
	int64_t number;

	if (f->kind == KIND_TEXT)
		return *(const char *const *)at;
	number = f->kind == KIND_FLAG ? *(const int *)at : *(const int64_t *)at;
	if (number == (f->kind == KIND_FLAG ? -1 : NOT_GIVEN))
		return NULL;
	return arena_print(arena, "%" PRId64, number);
}

static void put_value(const struct field *f, const char *text, void *record)
{
	char *at = (char *)record + f->offset;

	if (f->kind == KIND_TEXT)
		*(const char **)at = text;
	else if (f->kind == KIND_FLAG)
		*(int *)at = strcmp(text, "1") == 0;
	else
		text_to_int(text, (int64_t *)at);
}

const void *record_seal(const struct keys *keys, struct arena *arena, const struct shape *shape,
			const void *record, size_t *n_bytes)
{
	struct buf plain;
	char place = 0;

	buf_init(&plain, arena, 65536);
	for (int i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (!f->secret)
			continue;
		place++;
		const char *value = value_text(arena, f, record);
		if (!value)
			continue;
		buf_char(&plain, place);
		buf_add(&plain, value, strlen(value) + 1);
	}
	*n_bytes = 0;
	if (plain.n == 0)
		return NULL;
	return seal(keys, arena, plain.bytes, plain.n, n_bytes);
}

int record_unseal(const struct keys *keys, struct arena *arena, const struct shape *shape,
		  const void *sealed, size_t n_bytes, void *record)
{
	size_t n;
	const char *plain, *end;
	const struct field *secrets[64];
	int n_secrets = 0;

	if (!sealed || !n_bytes)
		return 0;
	plain = unseal(keys, arena, sealed, n_bytes, &n);
	if (!plain)
		return -1;
	for (int i = 0; i < shape->n && n_secrets < 64; i++)
		if (shape->fields[i].secret)
			secrets[n_secrets++] = &shape->fields[i];
	for (end = plain + n; plain < end; plain += strlen(plain) + 1) {
		int place = *plain++;

		if (place < 1 || place > n_secrets)
			continue;
		put_value(secrets[place - 1], plain, record);
	}
	return 0;
}

char *secret_mask(struct arena *arena, enum secret secret, const char *value)
{
	if (!value)
		return NULL;
	switch (secret) {
	case SECRET_NAME:
		return mask_name(arena, value);
	case SECRET_PHONE:
		return mask_phone(arena, value);
	case SECRET_ID_NUMBER:
		return mask_id_number(arena, value);
	default:
		return arena_text(arena, "***");
	}
}

int64_t secret_hash(const struct keys *keys, struct arena *arena, enum secret secret,
		    const char *value)
{
	static const char *const purposes[] = { "", "name", "phone", "id_number", "text" };
	char *folded, *to;

	if (!value)
		return NOT_GIVEN;
	folded = to = arena_text(arena, value);
	for (const char *from = folded; *from; from++) {
		if (secret == SECRET_PHONE && !(*from >= '0' && *from <= '9'))
			continue;
		if (*from == ' ')
			continue;
		*to++ = *from >= 'a' && *from <= 'z' ? (char)(*from - 32) : *from;
	}
	*to = '\0';
	return keyed_hash(keys, purposes[secret], folded);
}
