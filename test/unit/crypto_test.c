/* Sealing, hashes, passwords, tokens and the key file. */
#include "crypto.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static struct arena *arena;
static char folder[] = "/tmp/lianfang-crypto-XXXXXX";
static struct keys *keys;

static const char *in_folder(const char *name)
{
	return arena_print(arena, "%s/%s", folder, name);
}

static int set_up(void **state)
{
	(void)state;
	crypto_start();
	arena = arena_new((size_t)1 << 30);
	if (!mkdtemp(folder) || keys_make(in_folder("key")) != 0)
		return -1;
	keys = keys_load(in_folder("key"));
	return keys ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	keys_free(keys);
	unlink(in_folder("key"));
	unlink(in_folder("other"));
	unlink(in_folder("bad"));
	rmdir(folder);
	arena_free(arena);
	return 0;
}

static void put_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void the_key_file_is_private_and_never_overwritten(void **state)
{
	struct stat about;

	(void)state;
	assert_int_equal(stat(in_folder("key"), &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	assert_int_equal(about.st_size, 65);
	assert_int_equal(keys_make(in_folder("key")), -1);
	assert_int_equal(errno, EEXIST);
	assert_null(keys_load(in_folder("none")));
	assert_int_equal(errno, ENOENT);
	assert_int_equal(keys_make("/nowhere/at/all"), -1);
}

static void a_bad_key_file_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"00",
		"zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef00\n",
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n",
	};
	const char *good = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct keys *loaded;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		put_file(in_folder("bad"), bad[i], 0600);
		assert_null(keys_load(in_folder("bad")));
		assert_int_equal(errno, EINVAL);
	}
	put_file(in_folder("bad"), good, 0640);
	assert_null(keys_load(in_folder("bad")));
	assert_int_equal(errno, EPERM);
	put_file(in_folder("bad"), good, 0400);
	loaded = keys_load(in_folder("bad"));
	assert_non_null(loaded);
	/* Known answers: a change of derivation would lose every sealed field. */
	assert_true(keyed_hash(loaded, "phone", "13812341234") == INT64_C(-2846747888633847194));
	keys_free(loaded);
}

static void sealed_bytes_open_and_show_tampering(void **state)
{
	const char *secrets[] = { "", "x", "王小某", "13812341234" };
	struct keys *other;
	size_t n_sealed, n;

	(void)state;
	assert_int_equal(keys_make(in_folder("other")), 0);
	other = keys_load(in_folder("other"));
	for (size_t i = 0; i < COUNT_OF(secrets); i++) {
		size_t n_secret = strlen(secrets[i]);
		uint8_t *sealed = seal(keys, arena, secrets[i], n_secret, &n_sealed);
		uint8_t *again = seal(keys, arena, secrets[i], n_secret, &n);

		assert_int_equal(n_sealed, n_secret + SEAL_EXTRA);
		assert_memory_not_equal(sealed, again, n_sealed);
		assert_string_equal(unseal(keys, arena, sealed, n_sealed, &n), secrets[i]);
		assert_int_equal(n, n_secret);
		assert_null(unseal(other, arena, sealed, n_sealed, &n));
		assert_null(unseal(keys, arena, sealed, n_sealed - 1, &n));
		for (size_t k = 0; k < n_sealed; k++) {
			sealed[k] ^= 1;
			assert_null(unseal(keys, arena, sealed, n_sealed, &n));
			sealed[k] ^= 1;
		}
	}
	assert_null(unseal(keys, arena, "short", 5, &n));
	assert_null(unseal(keys, arena, NULL, 0, &n));
	keys_free(other);
}

static void keyed_hashes_separate_purposes(void **state)
{
	int64_t phone = keyed_hash(keys, "phone", "13812341234");

	(void)state;
	assert_true(phone == keyed_hash(keys, "phone", "13812341234"));
	assert_true(phone != keyed_hash(keys, "name", "13812341234"));
	assert_true(phone != keyed_hash(keys, "phone", "13812341235"));
	assert_true(keyed_hash(keys, "ab", "c") != keyed_hash(keys, "a", "bc"));
	for (int i = 0; i < 1000; i++) {
		int64_t hash = keyed_hash(keys, "n", arena_print(arena, "%d", i));

		assert_true(hash != 0 && hash != NOT_GIVEN);
	}
}

static void plain_hashes_are_blake2b(void **state)
{
	uint8_t one[HASH_BYTES], two[HASH_BYTES];

	(void)state;
	hash_bytes("abc", 3, one);
	/* BLAKE2b with 32 bytes of "abc", as b2sum -l 256 prints it. */
	assert_string_equal(hex(arena, one, sizeof(one)),
			    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	hash_two("a", 1, "bc", 2, two);
	assert_memory_equal(one, two, HASH_BYTES);
	hash_two("", 0, "abc", 3, two);
	assert_memory_equal(one, two, HASH_BYTES);
	assert_string_equal(hex(arena, "", 0), "");
}

static void passwords(void **state)
{
	char hash[128], again[128];

	(void)state;
	password_hash("正确的马 battery", hash);
	password_hash("正确的马 battery", again);
	assert_memory_equal(hash, "$argon2id$", 10);
	assert_string_not_equal(hash, again);
	assert_true(password_fits(hash, "正确的马 battery"));
	assert_true(password_fits(again, "正确的马 battery"));
	assert_false(password_fits(hash, "正确的马 batterz"));
	assert_false(password_fits(hash, ""));
	assert_false(password_fits("", ""));
	assert_false(password_fits("$argon2id$nonsense", "x"));
	assert_false(password_fits(NULL, "x"));
	assert_false(password_fits(hash, NULL));
}

static void tokens(void **state)
{
	char one[44], two[44];

	(void)state;
	token_make(one);
	token_make(two);
	assert_int_equal(strlen(one), 43);
	assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789-_"),
			 43);
	assert_string_not_equal(one, two);
	assert_true(texts_equal_secret(one, one));
	assert_false(texts_equal_secret(one, two));
	assert_false(texts_equal_secret("ab", "abc"));
	assert_true(texts_equal_secret("", ""));
	assert_false(texts_equal_secret(NULL, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_key_file_is_private_and_never_overwritten),
		cmocka_unit_test(a_bad_key_file_is_refused),
		cmocka_unit_test(sealed_bytes_open_and_show_tampering),
		cmocka_unit_test(keyed_hashes_separate_purposes),
		cmocka_unit_test(plain_hashes_are_blake2b),
		cmocka_unit_test(passwords),
		cmocka_unit_test(tokens),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
