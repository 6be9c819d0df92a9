/* Passes as signed codes; see pass_code.h. */
#include "pass_code.h"

#include "clock.h"
#include "region_key.h"
#include "signed_text.h"

#include <string.h>

#define CLAIM_EXPIRES    4
#define CLAIM_NOT_BEFORE 5
#define CLAIM_PASS       (-65537) /* private use (RFC 8392 §9.1): the list below */

/* Members of CLAIM_PASS, in order. */
enum member { KIND, NUMBER, REGION, DOOR, QUOTA, DAYS, N_MEMBERS };

static void put_number(struct buf *out, int64_t number)
{
	if (number == NOT_GIVEN)
		cbor_put_text(out, NULL);
	else
		cbor_put_int(out, number);
}

char *pass_code_write(struct arena *arena, const struct pass_code *pass, const struct cose_key *key)
{
	struct buf claims;
	uint8_t *message;
	size_t n_bytes, n_packed;
	char *text;

	if (pass->door && utf8_length(pass->door) > PASS_DOOR_MAX)
		return NULL;
	buf_init(&claims, arena, 256);
	cbor_put_map(&claims, 3);
	cbor_put_int(&claims, CLAIM_EXPIRES);
	cbor_put_int(&claims, pass->until_at / MS_PER_SECOND);
	cbor_put_int(&claims, CLAIM_NOT_BEFORE);
	cbor_put_int(&claims, pass->from_at / MS_PER_SECOND);
	cbor_put_int(&claims, CLAIM_PASS);
	cbor_put_list(&claims, N_MEMBERS);
	cbor_put_int(&claims, pass->kind);
	cbor_put_int(&claims, pass->number);
	cbor_put_text(&claims, pass->region);
	cbor_put_text(&claims, pass->door);
	put_number(&claims, pass->quota);
	put_number(&claims, pass->days);
	message = cose_sign(arena, claims.bytes, claims.n, key->kid, KID_BYTES, key, &n_bytes);
	if (!message || claims.is_over)
		return NULL;
	text = signed_text_write(arena, PASS_PREFIX, message, n_bytes, &n_packed);
	return n_packed <= PASS_BYTES_MAX ? text : NULL;
}

static int64_t int_of(const struct cbor *item)
{
	return item->kind == CBOR_INT ? item->number : NOT_GIVEN;
}

static int64_t at_of(const struct cbor *claims, int64_t label)
{
	const struct cbor *found = cbor_at(claims, label);

	if (!found || found->kind != CBOR_INT || found->number < 0 ||
	    found->number > INT64_MAX / MS_PER_SECOND)
		return NOT_GIVEN;
	return found->number * MS_PER_SECOND;
}

static const char *text_of(const struct cbor *item)
{
	return item->kind == CBOR_TEXT ? item->text : NULL;
}

/* 0, or -1 when the claims are not a pass's. */
static int fill(const struct cbor *claims, struct pass_code *pass)
{
	const struct cbor *list = cbor_at(claims, CLAIM_PASS), *members[N_MEMBERS];
	char key[KEY_MAX + 1];
	int i = 0;

	if (!list || list->kind != CBOR_LIST || list->n < N_MEMBERS)
		return -1;
	/* Later versions may add members behind these. */
	for (const struct cbor *at = list->first; i < N_MEMBERS; at = at->next)
		members[i++] = at;
	pass->from_at = at_of(claims, CLAIM_NOT_BEFORE);
	pass->until_at = at_of(claims, CLAIM_EXPIRES);
	pass->number = int_of(members[NUMBER]);
	pass->region = text_of(members[REGION]);
	pass->door = text_of(members[DOOR]);
	pass->quota = int_of(members[QUOTA]);
	pass->days = int_of(members[DAYS]);
	if (members[KIND]->kind != CBOR_INT || members[KIND]->number < 0 ||
	    members[KIND]->number >= N_PASS_KINDS)
		return -1;
	pass->kind = (enum pass_kind)members[KIND]->number;
	return pass->from_at == NOT_GIVEN || pass->until_at == NOT_GIVEN || pass->number <= 0 ||
			       !pass->region || key_from_code(pass->region, key) != 0
		       ? -1
		       : 0;
}

static unsigned check_key(struct arena *arena, const struct cose *message,
			  struct cose_key *const *keys, int n_keys)
{
	unsigned faults = PASS_UNKNOWN;

	for (int i = 0; i < n_keys; i++) {
		if (message->n_kid != KID_BYTES ||
		    memcmp(message->kid, keys[i]->kid, KID_BYTES) != 0)
			continue;
		if (message->alg == COSE_ES256 && cose_is_signed_by(arena, message, keys[i]))
			return 0;
		faults = PASS_FORGED;
	}
	return faults;
}

unsigned pass_code_check(struct arena *arena, const char *text, int64_t at,
			 struct cose_key *const *keys, int n_keys, struct pass_code *pass)
{
	struct cose message;
	unsigned faults;

	memset(pass, 0, sizeof(*pass));
	if (strncmp(text, PASS_PREFIX, sizeof(PASS_PREFIX) - 1) != 0)
		return PASS_OTHER;
	if (signed_text_open(arena, text + sizeof(PASS_PREFIX) - 1, &message) != 0 ||
	    fill(cbor_read(arena, message.payload, message.n_payload), pass) != 0)
		return PASS_UNREADABLE;
	faults = check_key(arena, &message, keys, n_keys);
	if (pass->until_at <= at)
		faults |= PASS_EXPIRED;
	if (pass->from_at > at)
		faults |= PASS_EARLY;
	return faults;
}
