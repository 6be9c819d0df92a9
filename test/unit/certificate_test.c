/* Signed codes: base45, CBOR, COSE, and certificates of many countries.
 *
 * The vectors are the EU's own test certificates (test/data, Apache-2.0): each must get
 * the verdict its source expects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base45.h"
#include "clock.h"
#include "crypto.h"
#include "cose.h"
#include "health_certificate.h"
#include "json.h"
#include "pass_code.h"

#include <sodium.h>

#define VECTORS   "test/data/dgc-dev.jsonl"
#define N_SIGNERS 400
#define N_VECTORS 176
#define N_MUTATED 100000

static struct arena *arena;

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* RFC 9285 §4.3 and §4.4. */
static void base45_is_the_standards(void **state)
{
	static const char *const pairs[][2] = { { "AB", "BB8" },
						{ "Hello!!", "%69 VD92EX0" },
						{ "base-45", "UJCLQE7W581" },
						{ "ietf!", "QED8WEX0" } };
	static const char *const wrong[] = { "GGW", "A", ":::", "ab0", "BB8A", "::" };
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		const char *text = pairs[i][1];

		assert_string_equal(base45_write(arena, pairs[i][0], strlen(pairs[i][0])), text);
		assert_memory_equal(base45_read(arena, text, strlen(text), &n), pairs[i][0],
				    strlen(pairs[i][0]));
		assert_int_equal(n, strlen(pairs[i][0]));
	}
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_null(base45_read(arena, wrong[i], strlen(wrong[i]), &n));
	assert_non_null(base45_read(arena, "", 0, &n));
	assert_int_equal(n, 0);
}

#define READ(bytes) cbor_read(arena, bytes, sizeof(bytes) - 1)

/* RFC 8949 appendix A, and what is refused. */
static void cbor_is_read(void **state)
{
	const struct cbor *found;

	(void)state;
	assert_int_equal(READ("\x18\x64")->number, 100);
	assert_int_equal(READ("\x39\x03\xe7")->number, -1000);
	assert_int_equal(READ("\x3b\x7f\xff\xff\xff\xff\xff\xff\xff")->number, INT64_MIN);
	assert_null(READ("\x1b\xff\xff\xff\xff\xff\xff\xff\xff"));
	assert_true(READ("\xf9\x3e\x00")->real == 1.5);
	found = READ("\xa2\x61\x61\x01\x61\x62\x82\x02\x03");
	assert_int_equal(found->kind, CBOR_MAP);
	assert_int_equal(cbor_under(found, "a")->number, 1);
	assert_int_equal(cbor_under(found, "b")->first->next->number, 3);
	assert_null(cbor_under(found, "c"));
	assert_int_equal(READ("\xbf\x61\x61\x01\xff")->n, 2);
	assert_int_equal(READ("\x9f\x9f\xff\x01\xff")->n, 2);
	assert_int_equal(READ("\xc1\x1a\x51\x4b\x67\xb0")->first->number, 1363896240);
	assert_int_equal(READ("\x80")->n, 0);
	/* Cut short, too much, a break of nothing, odd maps, bad text, string in pieces. */
	assert_null(READ("\x82\x01"));
	assert_null(READ("\x01\x01"));
	assert_null(READ("\xff"));
	assert_null(READ("\xbf\x01\xff"));
	assert_null(READ("\x81\xff"));
	assert_null(READ("\xc1\xff"));
	assert_null(READ("\x61\xff"));
	assert_null(READ("\x5f\x41\x01\xff"));
	assert_null(READ(""));
	/* The same key twice, wherever it stands and however it is written; 1 and "1" differ. */
	assert_null(READ("\xa2\x01\x01\x01\x02"));
	assert_null(READ("\xa2\x61\x61\x01\x61\x61\x02"));
	assert_null(READ("\xbf\x01\x01\x02\x02\x18\x01\x03\xff"));
	assert_null(READ("\x81\xa2\xf6\x01\xf7\x02"));
	assert_null(READ("\xa3\x41\x01\x01\x20\x01\x41\x01\x02"));
	assert_int_equal(READ("\xa4\x01\x01\x61\x31\x02\x41\x31\x03\xf5\x04")->n, 8);
	/* A length that the bytes do not hold allocates nothing. */
	assert_null(READ("\x9b\x00\x00\x00\x00\xff\xff\xff\xff"));
	assert_null(READ("\x5b\x7f\xff\xff\xff\xff\xff\xff\xff"));
	/* Seventeen lists deep. */
	assert_null(
		READ("\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x01"));
	assert_non_null(
		READ("\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81\x01"));
}

static void what_is_signed_is_verified(void **state)
{
	struct cose_key *key = cose_key_make(arena), *other = cose_key_make(arena), *again;
	struct cose message;
	size_t n;
	uint8_t *bytes = cose_sign(arena, "payload", 7, "key-0001", 8, key, &n);

	(void)state;
	assert_non_null(bytes);
	assert_int_equal(cose_read(arena, bytes, n, &message), 0);
	assert_int_equal(message.alg, COSE_ES256);
	assert_memory_equal(message.payload, "payload", 7);
	assert_memory_equal(message.kid, "key-0001", 8);
	assert_true(cose_is_signed_by(arena, &message, key));
	assert_false(cose_is_signed_by(arena, &message, other));
	/* Through PEM: the private half signs, the public one verifies and cannot sign. */
	again = cose_key_from_pem(arena, cose_key_pem(arena, key, false));
	assert_true(cose_is_signed_by(arena, &message, again));
	assert_null(cose_sign(arena, "payload", 7, "key-0001", 8, again, &n));
	again = cose_key_from_pem(arena, cose_key_pem(arena, key, true));
	assert_non_null(cose_sign(arena, "payload", 7, "key-0001", 8, again, &n));
	assert_null(cose_key_from_pem(arena, "no key"));
	/* One bit anywhere. */
	bytes = cose_sign(arena, "payload", 7, "key-0001", 8, key, &n);
	for (size_t i = 0; i < n * 8; i++) {
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_false(
			cose_read(arena, bytes, n, &message) == 0 && message.n_kid == 8 &&
			memcmp(message.kid, "key-0001", 8) == 0 &&
			cose_is_signed_by(arena, &message, key) &&
			(message.n_payload != 7 || memcmp(message.payload, "payload", 7) != 0));
		bytes[i / 8] ^= (uint8_t)(1 << i % 8);
	}
}

/* ---- passes ---- */

static struct pass_code a_pass(void)
{
	return (struct pass_code){ .kind = HOUSEHOLD_PASS,
				   .number = 7167494,
				   .region = "12011300300100101",
				   .door = "12号楼3-1201",
				   .from_at = INT64_C(1580745600000),
				   .until_at = INT64_C(1581955200000),
				   .quota = 1,
				   .days = 2 };
}

static void a_pass_is_read_as_written(void **state)
{
	struct cose_key *key = cose_key_make(arena), *old = cose_key_make(arena);
	struct cose_key *both[] = { old, key };
	struct pass_code pass = a_pass(), found;
	char *text = pass_code_write(arena, &pass, key);
	int64_t noon = pass.from_at + 12 * MS_PER_HOUR;

	(void)state;
	assert_non_null(text);
	/* A QR code of version 11 at error correction M holds 366 letters. */
	assert_true(strlen(text) <= 4 + PASS_BYTES_MAX * 3 / 2);
	assert_int_equal(pass_code_check(arena, text, noon, both, 2, &found), 0);
	assert_int_equal(found.kind, pass.kind);
	assert_int_equal(found.number, pass.number);
	assert_string_equal(found.region, pass.region);
	assert_string_equal(found.door, pass.door);
	assert_int_equal(found.quota, 1);
	assert_int_equal(found.days, 2);
	/* One key retired: the other still opens; the last instant is outside. */
	assert_int_equal(pass_code_check(arena, text, noon, both, 1, &found), PASS_UNKNOWN);
	assert_int_equal(pass_code_check(arena, text, pass.until_at, both, 2, &found),
			 PASS_EXPIRED);
	assert_int_equal(pass_code_check(arena, text, pass.from_at - 1, both, 2, &found),
			 PASS_EARLY);
	assert_int_equal(pass_code_check(arena, "HC1:", noon, both, 2, &found), PASS_OTHER);
	assert_int_equal(pass_code_check(arena, "LF1:ABC", noon, both, 2, &found), PASS_UNREADABLE);
	/* Without door and quota; a door that is too long. */
	pass.door = NULL;
	pass.quota = pass.days = NOT_GIVEN;
	text = pass_code_write(arena, &pass, key);
	assert_int_equal(pass_code_check(arena, text, noon, both, 2, &found), 0);
	assert_null(found.door);
	assert_int_equal(found.quota, NOT_GIVEN);
	pass.door = "A door that nobody could ever have";
	assert_null(pass_code_write(arena, &pass, key));
	/* The longest there can be still fits into a coarse picture. */
	pass.door = "二十八号楼四单元三十二层三二零一";
	pass.region = "1201130030010010123402";
	pass.number = INT64_C(9007199254740991);
	pass.quota = 99;
	pass.days = 30;
	assert_int_equal(utf8_length(pass.door), PASS_DOOR_MAX);
	text = pass_code_write(arena, &pass, key);
	assert_non_null(text);
	assert_true(strlen(text) <= 4 + PASS_BYTES_MAX * 3 / 2);
	assert_int_equal(pass_code_check(arena, text, noon, both, 2, &found), 0);
	assert_string_equal(found.door, pass.door);
}

/* A key that carries another's number signs nothing for it. */
static void a_stranger_signs_no_pass(void **state)
{
	struct cose_key *key = cose_key_make(arena), *stranger = cose_key_make(arena);
	struct pass_code pass = a_pass(), found;
	char *text;

	(void)state;
	memcpy(stranger->kid, key->kid, KID_BYTES);
	text = pass_code_write(arena, &pass, stranger);
	assert_int_equal(pass_code_check(arena, text, pass.from_at, &key, 1, &found), PASS_FORGED);
}

/* ---- the vectors ---- */

struct vector {
	const struct json *row;
	const char *text;
	int64_t at;
};
static struct vector vectors[N_VECTORS + 1];
static struct cose_key *signers[N_SIGNERS];
static int n_vectors, n_signers;

static void add_signer(const char *base64)
{
	uint8_t der[8192];
	size_t n;
	struct cose_key *key;

	if (!base64 || sodium_base642bin(der, sizeof(der), base64, strlen(base64), NULL, &n, NULL,
					 sodium_base64_VARIANT_ORIGINAL) != 0)
		return;
	key = cose_key_of_certificate(arena, der, n);
	for (int i = 0; key && i < n_signers; i++)
		if (memcmp(signers[i]->kid, key->kid, KID_BYTES) == 0)
			return;
	if (key && n_signers < N_SIGNERS)
		signers[n_signers++] = key;
}

/* The sources write instants in their own ways: +0200, or no offset for UTC. */
static int64_t instant(const char *text)
{
	const char *time = strchr(text, 'T'), *sign = time ? strpbrk(time, "+-Z") : NULL;
	int64_t at = 0;

	if (time && !sign)
		text = arena_print(arena, "%sZ", text);
	else if (sign && strlen(sign) == 5)
		text = arena_print(arena, "%.*s:%s", (int)(sign - text) + 3, text, sign + 3);
	if (at_read(text, &at) != 0)
		print_error("no instant: %s\n", text);
	return at;
}

/* Whether a changed text still carries what was signed: zlib's own header has bits
 * that change nothing. */
static bool is_same(const struct health_certificate *a, const struct health_certificate *b)
{
	return a->kind == b->kind && a->issued_at == b->issued_at &&
	       a->expires_at == b->expires_at && a->born && strcmp(a->born, b->born) == 0 &&
	       strcmp(a->family_name, b->family_name) == 0;
}

static void read_vectors(void)
{
	FILE *file = fopen(VECTORS, "r");
	static char line[65536];
	const char *why;

	while (file && fgets(line, sizeof(line), file) && n_vectors < N_VECTORS) {
		struct vector *vector = &vectors[n_vectors];
		const char *clock;

		vector->row = json_read(arena, line, strlen(line), &why);
		if (!vector->row) {
			print_error("vector %d: %s\n", n_vectors, why);
			exit(1);
		}
		vector->text = json_text(vector->row, "prefix");
		clock = json_text(vector->row, "clock");
		vector->at = clock_now();
		if (clock)
			vector->at = instant(clock);
		add_signer(json_text(vector->row, "certificate"));
		n_vectors++;
	}
	if (file)
		fclose(file);
}

static const struct {
	const char *flag;
	unsigned faults;
} flags[] = {
	{ "EXPECTEDUNPREFIX", CERTIFICATE_OTHER },
	{ "EXPECTEDB45DECODE", CERTIFICATE_OTHER | CERTIFICATE_UNREADABLE },
	{ "EXPECTEDCOMPRESSION", CERTIFICATE_OTHER | CERTIFICATE_UNREADABLE },
	{ "EXPECTEDDECODE", CERTIFICATE_OTHER | CERTIFICATE_UNREADABLE },
	{ "EXPECTEDVERIFY",
	  CERTIFICATE_OTHER | CERTIFICATE_UNREADABLE | CERTIFICATE_UNKNOWN | CERTIFICATE_FORGED },
	{ "EXPECTEDKEYUSAGE", CERTIFICATE_MISUSED },
	{ "EXPECTEDEXPIRATIONCHECK", CERTIFICATE_EXPIRED | CERTIFICATE_EARLY },
	{ "EXPECTEDSCHEMAVALIDATION", CERTIFICATE_MALFORMED },
};

static void every_certificate_gets_its_verdict(void **state)
{
	struct health_certificate found;
	int n_wrong = 0;

	(void)state;
	assert_int_equal(n_vectors, N_VECTORS);
	for (int i = 0; i < n_vectors; i++) {
		const struct json *expected = json_get(vectors[i].row, "expected");
		unsigned faults = health_certificate_check(arena, vectors[i].text, vectors[i].at,
							   signers, n_signers, &found);

		for (size_t f = 0; f < COUNT_OF(flags); f++) {
			const struct json *flag = json_get(expected, flags[f].flag);

			if (!flag || (flag->number != 0) == !(faults & flags[f].faults))
				continue;
			n_wrong++;
			print_error("%s: %s is %s, faults %x\n", json_text(vectors[i].row, "id"),
				    flags[f].flag, flag->number ? "expected" : "not expected",
				    faults);
		}
	}
	assert_int_equal(n_wrong, 0);
}

/* Changed anywhere, a certificate is never good, and nothing falls over. */
static void no_mutation_passes(void **state)
{
	struct arena *own = arena_new((size_t)8 << 20);
	struct health_certificate found, true_one;
	uint64_t random = 20210701;

	(void)state;
	assert_int_equal(n_vectors, N_VECTORS);
	for (int i = 0; i < N_MUTATED; i++) {
		const struct vector *from = &vectors[i % n_vectors];
		size_t n = strlen(from->text);
		char *text = arena_text(own, from->text);

		for (int changes = 1 + i % 3; changes > 0; changes--) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			text[(random >> 33) % n] =
				"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"[(random >> 20) %
										45];
		}
		if (health_certificate_check(own, text, from->at, signers, n_signers, &found) ==
		    0) {
			health_certificate_check(own, from->text, from->at, signers, n_signers,
						 &true_one);
			assert_true(is_same(&found, &true_one));
		}
		arena_reset(own);
	}
	arena_free(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base45_is_the_standards),
		cmocka_unit_test(cbor_is_read),
		cmocka_unit_test(what_is_signed_is_verified),
		cmocka_unit_test(a_pass_is_read_as_written),
		cmocka_unit_test(a_stranger_signs_no_pass),
		cmocka_unit_test(every_certificate_gets_its_verdict),
		cmocka_unit_test(no_mutation_passes),
	};

	crypto_start();
	arena = arena_new((size_t)256 << 20);
	read_vectors();
	return cmocka_run_group_tests(tests, NULL, tear_down);
}
