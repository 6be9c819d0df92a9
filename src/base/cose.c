/* COSE_Sign1 over OpenSSL; see cose.h. */
#include "cose.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <string.h>

#define TAG_COSE_SIGN1 18
#define TAG_CWT        61
#define LABEL_ALG      1
#define LABEL_KID      4
#define P256_BYTES     32
#define RSA_LEAST_BITS 2048

/* ---- taking apart ---- */

static const struct cbor *untag(const struct cbor *item)
{
	while (item && item->kind == CBOR_TAG &&
	       (item->number == TAG_COSE_SIGN1 || item->number == TAG_CWT))
		item = item->first;
	return item;
}

static bool is_bytes(const struct cbor *item)
{
	return item && item->kind == CBOR_BYTES;
}

int cose_read(struct arena *arena, const void *bytes, size_t n_bytes, struct cose *message)
{
	const struct cbor *list = untag(cbor_read(arena, bytes, n_bytes));
	const struct cbor *head, *loose, *payload, *signature, *header = NULL, *alg, *kid;

	if (!list || list->kind != CBOR_LIST || list->n != 4)
		return -1;
	head = list->first;
	loose = head->next;
	payload = loose->next;
	signature = payload->next;
	if (!is_bytes(head) || loose->kind != CBOR_MAP || !is_bytes(payload) ||
	    !is_bytes(signature))
		return -1;
	if (head->n)
		header = cbor_read(arena, head->bytes, head->n);
	if (head->n && (!header || header->kind != CBOR_MAP))
		return -1;
	alg = cbor_at(header, LABEL_ALG);
	if (!alg)
		alg = cbor_at(loose, LABEL_ALG);
	kid = cbor_at(header, LABEL_KID);
	if (!kid)
		kid = cbor_at(loose, LABEL_KID);
	memset(message, 0, sizeof(*message));
	message->alg = alg && alg->kind == CBOR_INT ? alg->number : 0;
	if (is_bytes(kid)) {
		message->kid = kid->bytes;
		message->n_kid = kid->n;
	}
	message->payload = payload->bytes;
	message->n_payload = payload->n;
	message->signature = signature->bytes;
	message->n_signature = signature->n;
	message->protected_header = head->bytes;
	message->n_protected = head->n;
	return 0;
}

/* ---- what is signed ---- */

/* Sig_structure of RFC 9052 §4.4. */
static struct buf to_be_signed(struct arena *arena, const struct cose *message)
{
	struct buf out;

	buf_init(&out, arena, message->n_protected + message->n_payload + 64);
	cbor_put_list(&out, 4);
	cbor_put_text(&out, "Signature1");
	cbor_put_bytes(&out, message->protected_header, message->n_protected);
	cbor_put_bytes(&out, "", 0);
	cbor_put_bytes(&out, message->payload, message->n_payload);
	return out;
}

/* ---- signatures ---- */

/* Looked up once: by name it takes a lock of the library each time. */
static EVP_MD *sha256;

static void fetch_sha256(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (!sha256)
		abort();
}

static const EVP_MD *digest(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, fetch_sha256);
	return sha256;
}

/* r and s side by side, as COSE has them, as the DER that OpenSSL has. */
static uint8_t *to_der(struct arena *arena, const uint8_t *pair, size_t *n_der)
{
	ECDSA_SIG *signature = ECDSA_SIG_new();
	uint8_t *der = arena_alloc(arena, 2 * P256_BYTES + 16), *end = der;

	if (!signature || !ECDSA_SIG_set0(signature, BN_bin2bn(pair, P256_BYTES, NULL),
					  BN_bin2bn(pair + P256_BYTES, P256_BYTES, NULL)))
		abort();
	*n_der = (size_t)i2d_ECDSA_SIG(signature, &end);
	ECDSA_SIG_free(signature);
	return der;
}

static bool verify(EVP_PKEY *pair, bool is_pss, const uint8_t *signature, size_t n_signature,
		   const struct buf *text)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *how = NULL;
	bool fits = context && EVP_DigestVerifyInit(context, &how, digest(), NULL, pair) == 1;

	if (fits && is_pss)
		fits = EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) == 1 &&
		       EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) == 1;
	fits = fits && EVP_DigestVerify(context, signature, n_signature,
					(const uint8_t *)text->bytes, text->n) == 1;
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return fits;
}

bool cose_is_signed_by(struct arena *arena, const struct cose *message, const struct cose_key *key)
{
	struct buf text = to_be_signed(arena, message);
	int kind = EVP_PKEY_base_id(key->pair);
	const uint8_t *signature = message->signature;
	size_t n = message->n_signature;

	if (message->alg == COSE_PS256)
		return kind == EVP_PKEY_RSA && verify(key->pair, true, signature, n, &text);
	if (message->alg != COSE_ES256 || kind != EVP_PKEY_EC || n != 2 * P256_BYTES)
		return false;
	signature = to_der(arena, signature, &n);
	return verify(key->pair, false, signature, n, &text);
}

/* The pair's signature of the text as r and s side by side; -1 when it cannot sign. */
static int sign(EVP_PKEY *pair, const struct buf *text, uint8_t out[2 * P256_BYTES])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t der[2 * P256_BYTES + 16];
	const uint8_t *at = der;
	size_t n = sizeof(der);
	ECDSA_SIG *signature = NULL;

	if (context && EVP_DigestSignInit(context, NULL, digest(), NULL, pair) == 1 &&
	    EVP_DigestSign(context, der, &n, (const uint8_t *)text->bytes, text->n) == 1)
		signature = d2i_ECDSA_SIG(NULL, &at, (long)n);
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	if (!signature)
		return -1;
	BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, P256_BYTES);
	BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + P256_BYTES, P256_BYTES);
	ECDSA_SIG_free(signature);
	return 0;
}

uint8_t *cose_sign(struct arena *arena, const void *payload, size_t n_payload, const void *kid,
		   size_t n_kid, const struct cose_key *key, size_t *n_bytes)
{
	struct cose message = { .payload = payload, .n_payload = n_payload };
	struct buf header, text, out;
	uint8_t signature[2 * P256_BYTES];

	buf_init(&header, arena, n_kid + 32);
	cbor_put_map(&header, 2);
	cbor_put_int(&header, LABEL_ALG);
	cbor_put_int(&header, COSE_ES256);
	cbor_put_int(&header, LABEL_KID);
	cbor_put_bytes(&header, kid, n_kid);
	message.protected_header = (const uint8_t *)header.bytes;
	message.n_protected = header.n;
	text = to_be_signed(arena, &message);
	if (EVP_PKEY_base_id(key->pair) != EVP_PKEY_EC || sign(key->pair, &text, signature) != 0)
		return NULL;
	buf_init(&out, arena, n_payload + header.n + sizeof(signature) + 64);
	cbor_put_tag(&out, TAG_COSE_SIGN1);
	cbor_put_list(&out, 4);
	cbor_put_bytes(&out, header.bytes, header.n);
	cbor_put_map(&out, 0);
	cbor_put_bytes(&out, payload, n_payload);
	cbor_put_bytes(&out, signature, sizeof(signature));
	*n_bytes = out.n;
	return (uint8_t *)out.bytes;
}

/* ---- keys ---- */

static void free_pair(void *pair)
{
	EVP_PKEY_free(pair);
}

/* A key without a certificate goes by the hash of its public half. */
static void name_key(struct cose_key *key)
{
	uint8_t *der = NULL, hash[SHA256_DIGEST_LENGTH];
	int n = i2d_PUBKEY(key->pair, &der);

	if (n <= 0)
		abort();
	SHA256(der, (size_t)n, hash);
	memcpy(key->kid, hash, KID_BYTES);
	OPENSSL_free(der);
}

/* The arena gives the reference back. */
static struct cose_key *hold(struct arena *arena, EVP_PKEY *pair, const uint8_t *kid)
{
	struct cose_key *key = arena_alloc(arena, sizeof(*key));

	arena_promise(arena, free_pair, pair);
	key->pair = pair;
	key->usages = "";
	if (kid)
		memcpy(key->kid, kid, KID_BYTES);
	else
		name_key(key);
	return key;
}

static bool is_fit(EVP_PKEY *pair)
{
	char curve[32] = "";

	if (EVP_PKEY_base_id(pair) == EVP_PKEY_RSA)
		return EVP_PKEY_get_bits(pair) >= RSA_LEAST_BITS;
	return EVP_PKEY_base_id(pair) == EVP_PKEY_EC &&
	       EVP_PKEY_get_group_name(pair, curve, sizeof(curve), NULL) == 1 &&
	       strcmp(curve, "prime256v1") == 0;
}

static int64_t at_of(const ASN1_TIME *time)
{
	struct tm parts;

	return ASN1_TIME_to_tm(time, &parts) == 1 ? (int64_t)timegm(&parts) * 1000 : 0;
}

static const char *usages_of(struct arena *arena, X509 *certificate)
{
	EXTENDED_KEY_USAGE *list = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
	const char *all = "";
	char one[80];

	for (int i = 0; list && i < sk_ASN1_OBJECT_num(list); i++) {
		OBJ_obj2txt(one, sizeof(one), sk_ASN1_OBJECT_value(list, i), 1);
		all = arena_print(arena, "%s%s%s", all, *all ? " " : "", one);
	}
	EXTENDED_KEY_USAGE_free(list);
	return all;
}

struct cose_key *cose_key_of_certificate(struct arena *arena, const void *der, size_t n_bytes)
{
	const uint8_t *at = der;
	X509 *certificate = d2i_X509(NULL, &at, (long)n_bytes);
	EVP_PKEY *pair = certificate ? X509_get_pubkey(certificate) : NULL;
	struct cose_key *key = NULL;
	uint8_t hash[SHA256_DIGEST_LENGTH];

	if (pair && is_fit(pair) && at == (const uint8_t *)der + n_bytes) {
		key = hold(arena, pair, NULL);
		SHA256(der, n_bytes, hash);
		memcpy(key->kid, hash, KID_BYTES);
		key->from_at = at_of(X509_get0_notBefore(certificate));
		key->until_at = at_of(X509_get0_notAfter(certificate));
		key->usages = usages_of(arena, certificate);
	} else {
		EVP_PKEY_free(pair);
	}
	X509_free(certificate);
	ERR_clear_error();
	return key;
}

/* The bytes of base64 text, blanks and line ends left out; NULL when it is none. */
static uint8_t *base64_read(struct arena *arena, const char *text, size_t n_text, size_t *n)
{
	char *packed = arena_alloc(arena, n_text + 1);
	uint8_t *bytes = arena_alloc(arena, n_text + 4);
	size_t n_packed = 0;
	int n_bytes;

	for (size_t i = 0; i < n_text; i++)
		if (!strchr(" \r\n\t", text[i]))
			packed[n_packed++] = text[i];
	n_bytes = EVP_DecodeBlock(bytes, (const uint8_t *)packed, (int)n_packed);
	ERR_clear_error();
	if (n_bytes <= 0 || n_packed < 4)
		return NULL;
	/* Padding is counted as bytes of zero. */
	*n = (size_t)n_bytes - (packed[n_packed - 1] == '=') - (packed[n_packed - 2] == '=');
	return bytes;
}

struct cose_key *cose_key_of_certificate_text(struct arena *arena, const char *text)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	const char *from = strstr(text, begin), *end;
	uint8_t *der;
	size_t n;

	from = from ? from + sizeof(begin) - 1 : text;
	end = strstr(from, "-----END");
	der = base64_read(arena, from, end ? (size_t)(end - from) : strlen(from), &n);
	return der ? cose_key_of_certificate(arena, der, n) : NULL;
}

struct cose_key *cose_key_make(struct arena *arena)
{
	EVP_PKEY *pair = EVP_EC_gen("prime256v1");

	return pair ? hold(arena, pair, NULL) : NULL;
}

static EVP_PKEY *read_pem(const char *pem, bool is_private)
{
	BIO *in = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *pair;

	if (!in)
		abort();
	pair = is_private ? PEM_read_bio_PrivateKey(in, NULL, NULL, NULL)
			  : PEM_read_bio_PUBKEY(in, NULL, NULL, NULL);
	BIO_free(in);
	ERR_clear_error();
	if (pair && !is_fit(pair)) {
		EVP_PKEY_free(pair);
		return NULL;
	}
	return pair;
}

/* OpenSSL 3 reads a key's text in half a millisecond, ten times what checking a signature
 * takes, and a gate reads the same two or three all day: the latest are kept. */
#define N_KEPT 8

static struct {
	pthread_mutex_t lock;
	struct {
		char *pem;
		EVP_PKEY *pair;
		uint8_t kid[KID_BYTES];
	} keys[N_KEPT];
	int next;
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* NULL when it is not there. */
static struct cose_key *find_kept(struct arena *arena, const char *pem)
{
	struct cose_key *key = NULL;

	pthread_mutex_lock(&kept.lock);
	for (int i = 0; i < N_KEPT && !key; i++)
		if (kept.keys[i].pem && strcmp(kept.keys[i].pem, pem) == 0 &&
		    EVP_PKEY_up_ref(kept.keys[i].pair) == 1)
			key = hold(arena, kept.keys[i].pair, kept.keys[i].kid);
	pthread_mutex_unlock(&kept.lock);
	return key;
}

static void keep_read(const char *pem, const struct cose_key *key)
{
	char *copy = strdup(pem);

	if (!copy || EVP_PKEY_up_ref(key->pair) != 1)
		abort();
	pthread_mutex_lock(&kept.lock);
	free(kept.keys[kept.next].pem);
	EVP_PKEY_free(kept.keys[kept.next].pair);
	kept.keys[kept.next].pem = copy;
	kept.keys[kept.next].pair = key->pair;
	memcpy(kept.keys[kept.next].kid, key->kid, KID_BYTES);
	kept.next = (kept.next + 1) % N_KEPT;
	pthread_mutex_unlock(&kept.lock);
}

struct cose_key *cose_key_from_pem(struct arena *arena, const char *pem)
{
	bool is_private = strstr(pem, "PRIVATE KEY") != NULL;
	struct cose_key *key = is_private ? NULL : find_kept(arena, pem);
	EVP_PKEY *pair = key ? NULL : read_pem(pem, is_private);

	if (pair) {
		key = hold(arena, pair, NULL);
		if (!is_private)
			keep_read(pem, key);
	}
	return key;
}

char *cose_key_pem(struct arena *arena, const struct cose_key *key, bool is_private)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *bytes, *text = NULL;
	long n;

	if (!out)
		abort();
	if (is_private ? PEM_write_bio_PrivateKey(out, key->pair, NULL, NULL, 0, NULL, NULL) == 1
		       : PEM_write_bio_PUBKEY(out, key->pair) == 1) {
		n = BIO_get_mem_data(out, &bytes);
		text = arena_text_n(arena, bytes, (size_t)n);
	}
	BIO_free(out);
	return text;
}
