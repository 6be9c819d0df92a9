/* Sealing, keyed hashes, passwords and tokens, each one call of libsodium.
 *
 * Rule: one master key in one file; what is used is derived from it, so a
 * sealing key never serves as a hashing key. */
#include "crypto.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define MASTER_BYTES 32
#define NONCE_BYTES  crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES    crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(NONCE_BYTES + TAG_BYTES == SEAL_EXTRA, "seal layout");
_Static_assert(MASTER_BYTES == crypto_kdf_KEYBYTES, "master key fits the derivation");

/* About 50 ms on one core of a small server and 32 MiB, above the minimum of
 * OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes). */
#define PASSWORD_PASSES 3
#define PASSWORD_BYTES  ((size_t)32 << 20)

struct keys {
	uint8_t sealing[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
	uint8_t hashing[crypto_generichash_KEYBYTES];
};

void crypto_start(void)
{
	if (sodium_init() < 0)
		abort();
}

static int write_all(int fd, const char *bytes, size_t n_bytes)
{
	while (n_bytes > 0) {
		ssize_t n = write(fd, bytes, n_bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes += n;
		n_bytes -= (size_t)n;
	}
	return 0;
}

int keys_make(const char *path)
{
	uint8_t master[MASTER_BYTES];
	char line[2 * MASTER_BYTES + 2];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int rc, why;

	if (fd < 0)
		return -1;
	randombytes_buf(master, sizeof(master));
	sodium_bin2hex(line, sizeof(line), master, sizeof(master));
	line[sizeof(line) - 2] = '\n';
	rc = write_all(fd, line, sizeof(line) - 1) || fsync(fd) ? -1 : 0;
	why = errno;
	sodium_memzero(master, sizeof(master));
	sodium_memzero(line, sizeof(line));
	if (close(fd) != 0 && rc == 0) {
		why = errno;
		rc = -1;
	}
	if (rc != 0) {
		unlink(path);
		errno = why;
	}
	return rc;
}

/* Reads 64 hexadecimal digits and a line end; errno EINVAL for anything else,
 * EPERM when other users of the machine may read the file. */
static int read_master(const char *path, uint8_t master[MASTER_BYTES])
{
	char line[2 * MASTER_BYTES + 2];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	size_t n_read;
	ssize_t n = -1;
	int why;

	if (fd < 0)
		return -1;
	if (fstat(fd, &about) == 0) {
		errno = EPERM;
		if ((about.st_mode & 077) == 0)
			n = read(fd, line, sizeof(line));
	}
	why = errno;
	close(fd);
	if (n >= 2 * MASTER_BYTES) {
		why = EINVAL;
		if (sodium_hex2bin(master, MASTER_BYTES, line, 2 * MASTER_BYTES, NULL, &n_read,
				   NULL) == 0 &&
		    n_read == MASTER_BYTES && (n == 2 * MASTER_BYTES || line[64] == '\n'))
			why = 0;
	} else if (n >= 0) {
		why = EINVAL;
	}
	sodium_memzero(line, sizeof(line));
	errno = why;
	return why ? -1 : 0;
}

struct keys *keys_load(const char *path)
{
	uint8_t master[MASTER_BYTES];
	struct keys *keys;

	if (read_master(path, master) != 0)
		return NULL;
	/* Locked memory between guard pages, so the keys reach no swap file. */
	keys = sodium_malloc(sizeof(*keys));
	if (!keys)
		abort();
	crypto_kdf_derive_from_key(keys->sealing, sizeof(keys->sealing), 1, "lianfang", master);
	crypto_kdf_derive_from_key(keys->hashing, sizeof(keys->hashing), 2, "lianfang", master);
	sodium_memzero(master, sizeof(master));
	sodium_mprotect_readonly(keys);
	return keys;
}

void keys_free(struct keys *keys)
{
	sodium_free(keys);
}

void *seal(const struct keys *keys, struct arena *arena, const void *bytes, size_t n_bytes,
	   size_t *n_sealed)
{
	uint8_t *out = arena_alloc(arena, n_bytes + SEAL_EXTRA);

	randombytes_buf(out, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, bytes, n_bytes, NULL, 0,
						   NULL, out, keys->sealing);
	*n_sealed = n_bytes + SEAL_EXTRA;
	return out;
}

char *unseal(const struct keys *keys, struct arena *arena, const void *sealed, size_t n_sealed,
	     size_t *n_bytes)
{
	const uint8_t *in = sealed;
	uint8_t *out;

	if (!in || n_sealed < SEAL_EXTRA)
		return NULL;
	out = arena_alloc(arena, n_sealed - SEAL_EXTRA + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + NONCE_BYTES,
						       n_sealed - NONCE_BYTES, NULL, 0, in,
						       keys->sealing) != 0)
		return NULL;
	*n_bytes = n_sealed - SEAL_EXTRA;
	return (char *)out;
}

int64_t keyed_hash(const struct keys *keys, const char *purpose, const char *text)
{
	crypto_generichash_state state;
	uint8_t out[crypto_generichash_BYTES_MIN];
	int64_t number;

	crypto_generichash_init(&state, keys->hashing, sizeof(keys->hashing), sizeof(out));
	/* The NUL goes in too: "ab" + "c" and "a" + "bc" must differ. */
	crypto_generichash_update(&state, (const uint8_t *)purpose, strlen(purpose) + 1);
	crypto_generichash_update(&state, (const uint8_t *)text, strlen(text));
	crypto_generichash_final(&state, out, sizeof(out));
	memcpy(&number, out, sizeof(number));
	return number == 0 || number == NOT_GIVEN ? 1 : number;
}

void hash_bytes(const void *bytes, size_t n_bytes, uint8_t out[HASH_BYTES])
{
	crypto_generichash(out, HASH_BYTES, bytes, n_bytes, NULL, 0);
}

void hash_two(const void *a, size_t n_a, const void *b, size_t n_b, uint8_t out[HASH_BYTES])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
	crypto_generichash_update(&state, a, n_a);
	crypto_generichash_update(&state, b, n_b);
	crypto_generichash_final(&state, out, HASH_BYTES);
}

void password_hash(const char *password, char out[128])
{
	_Static_assert(crypto_pwhash_STRBYTES <= 128, "the text fits");
	if (crypto_pwhash_str_alg(out, password, strlen(password), PASSWORD_PASSES, PASSWORD_BYTES,
				  crypto_pwhash_ALG_ARGON2ID13) != 0)
		abort(); /* only for want of memory */
}

bool password_fits(const char *hash, const char *password)
{
	return hash && password && crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

void token_make(char out[44])
{
	uint8_t bytes[32];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2base64(out, 44, bytes, sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof(bytes));
}

void hmac_sha256(const char *key, const char *text, uint8_t out[HASH_BYTES])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, (const uint8_t *)key, strlen(key));
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)text, strlen(text));
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof(state));
}

char *base64(struct arena *arena, const void *bytes, size_t n_bytes)
{
	size_t size = sodium_base64_ENCODED_LEN(n_bytes, sodium_base64_VARIANT_ORIGINAL);
	char *out = arena_alloc(arena, size);

	sodium_bin2base64(out, size, bytes, n_bytes, sodium_base64_VARIANT_ORIGINAL);
	return out;
}

void random_bytes(void *out, size_t n_bytes)
{
	randombytes_buf(out, n_bytes);
}

char *hex(struct arena *arena, const void *bytes, size_t n_bytes)
{
	char *out = arena_alloc(arena, 2 * n_bytes + 1);

	return sodium_bin2hex(out, 2 * n_bytes + 1, bytes, n_bytes);
}

bool texts_equal_secret(const char *a, const char *b)
{
	uint8_t of_a[HASH_BYTES], of_b[HASH_BYTES];

	if (!a || !b)
		return false;
	/* Hashes have one length, so not even the lengths show. */
	hash_bytes(a, strlen(a), of_a);
	hash_bytes(b, strlen(b), of_b);
	return sodium_memcmp(of_a, of_b, sizeof(of_a)) == 0;
}
