/* Checking health certificates; see health_certificate.h. */
#include "health_certificate.h"

#include "clock.h"
#include "signed_text.h"

#include <math.h>
#include <string.h>

#define PREFIX         "HC1:"
#define CLAIM_ISSUER   1
#define CLAIM_EXPIRES  4
#define CLAIM_ISSUED   6
#define CLAIM_HEALTH   (-260)
#define HEALTH_EU_DGC  1
#define NAME_MAX_CHARS 80
#define DEVICE_MOST    4999 /* the JRC's list of antigen tests ended below 4,000 */

/* ---- who signed, and whether they may ---- */

static const struct {
	enum certificate_kind kind;
	const char *usage;
} usages[] = {
	{ TEST, "1.3.6.1.4.1.1847.2021.1.1" },
	{ TEST, "1.3.6.1.4.1.0.1847.2021.1.1" },
	{ VACCINATION, "1.3.6.1.4.1.1847.2021.1.2" },
	{ VACCINATION, "1.3.6.1.4.1.0.1847.2021.1.2" },
	{ RECOVERY, "1.3.6.1.4.1.1847.2021.1.3" },
	{ RECOVERY, "1.3.6.1.4.1.0.1847.2021.1.3" },
};

static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = words; (at = strstr(at, word)); at += n)
		if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	return false;
}

/* A signer whose certificate names kinds may sign those only (2021/1073, annex IV §3). */
static bool may_sign(const struct cose_key *signer, enum certificate_kind kind)
{
	bool is_limited = false;

	for (size_t i = 0; i < COUNT_OF(usages); i++) {
		if (!has_word(signer->usages, usages[i].usage))
			continue;
		if (usages[i].kind == kind)
			return true;
		is_limited = true;
	}
	return !is_limited;
}

static unsigned check_signer(struct arena *arena, const struct cose *message,
			     enum certificate_kind kind, struct cose_key *const *signers,
			     int n_signers)
{
	unsigned faults = CERTIFICATE_UNKNOWN;

	for (int i = 0; i < n_signers; i++) {
		if (message->n_kid != KID_BYTES ||
		    memcmp(message->kid, signers[i]->kid, KID_BYTES) != 0)
			continue;
		if (cose_is_signed_by(arena, message, signers[i]))
			return may_sign(signers[i], kind) || kind == NO_KIND ? 0
									     : CERTIFICATE_MISUSED;
		faults = CERTIFICATE_FORGED;
	}
	return faults;
}

/* ---- the content ---- */

static bool is_text(const struct cbor *map, const char *key, size_t most)
{
	const char *text = cbor_text(map, key);

	return text && utf8_length(text) <= most;
}

/* 1970, 1970-02, 1970-02-03, also with 00 for what is not known. */
static bool is_partial_day(const char *text)
{
	static const char form[] = "dddd-dd-dd";
	size_t n = strlen(text);

	if (n != 4 && n != 7 && n != 10)
		return false;
	for (size_t i = 0; i < n; i++)
		if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return false;
	return strncmp(text, "19", 2) == 0 || strncmp(text, "20", 2) == 0;
}

/* A day, perhaps with a time of day behind it. */
static bool is_day(const struct cbor *map, const char *key)
{
	const char *text = cbor_text(map, key);
	char day[11] = "";

	if (!text || strlen(text) < 10 || (text[10] && text[10] != 'T'))
		return false;
	memcpy(day, text, 10);
	return day_is_valid(day);
}

static bool is_count(const struct cbor *map, const char *key)
{
	const struct cbor *found = cbor_under(map, key);

	return found && found->kind == CBOR_INT && found->number >= 0 && found->number <= 99;
}

/* Two capitals that ISO 3166-1 may give to a country; Kosovo's XK is in use. */
static bool is_country(const struct cbor *map)
{
	const char *co = cbor_text(map, "co");

	if (!co)
		return false;
	if (!*co)
		return true; /* some issuers leave it empty */
	if (strlen(co) < 2 || strlen(co) > 10 ||
	    strspn(co, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(co))
		return false;
	return strcmp(co, "XK") == 0 || strlen(co) > 2 ||
	       !(co[0] == 'X' || strcmp(co, "AA") == 0 || strcmp(co, "ZZ") == 0 ||
		 (co[0] == 'Q' && co[1] >= 'M'));
}

/* A manufacturer's number in the EMA's list has nine digits or ten. */
static bool is_manufacturer(const char *ma)
{
	size_t n = strlen(ma);

	return strncmp(ma, "ORG-", 4) != 0 ||
	       ((n == 13 || n == 14) && strspn(ma + 4, "0123456789") == n - 4);
}

static bool is_device(const char *ma)
{
	int64_t number;

	return !*ma || text_to_int(ma, &number) != 0 || (number > 0 && number <= DEVICE_MOST);
}

static bool is_vaccination(const struct cbor *entry)
{
	return is_text(entry, "vp", NAME_MAX_CHARS) && is_text(entry, "mp", NAME_MAX_CHARS) &&
	       is_text(entry, "ma", NAME_MAX_CHARS) && is_manufacturer(cbor_text(entry, "ma")) &&
	       is_count(entry, "dn") && is_count(entry, "sd") && is_day(entry, "dt");
}

static bool is_test(const struct cbor *entry)
{
	const char *device = cbor_text(entry, "ma");

	return is_text(entry, "tt", NAME_MAX_CHARS) && is_day(entry, "sc") &&
	       is_text(entry, "tr", NAME_MAX_CHARS) && (!device || is_device(device));
}

static bool is_recovery(const struct cbor *entry)
{
	return is_day(entry, "fr") && is_day(entry, "df") && is_day(entry, "du");
}

static bool is_entry(const struct cbor *entry, enum certificate_kind kind)
{
	if (!is_text(entry, "tg", NAME_MAX_CHARS) || !is_text(entry, "is", NAME_MAX_CHARS) ||
	    !is_text(entry, "ci", NAME_MAX_CHARS) || !is_country(entry))
		return false;
	return kind == VACCINATION ? is_vaccination(entry)
	       : kind == TEST      ? is_test(entry)
				   : is_recovery(entry);
}

/* ICAO 9303 letters; a name in its own letters has its transliteration beside it. */
static bool is_name(const struct cbor *name, const char *own, const char *standard)
{
	const char *plain = cbor_text(name, standard), *written = cbor_text(name, own);

	if (plain && (strlen(plain) > NAME_MAX_CHARS ||
		      strspn(plain, "ABCDEFGHIJKLMNOPQRSTUVWXYZ<") != strlen(plain)))
		return false;
	if (written && utf8_length(written) > NAME_MAX_CHARS)
		return false;
	return !written || !*written || (plain && *plain);
}

static bool is_person(const struct cbor *content, int64_t at)
{
	const struct cbor *name = cbor_under(content, "nam");
	const char *born = cbor_text(content, "dob");
	char today[11];

	day_of(at, today);
	return cbor_text(name, "fnt") && is_name(name, "fn", "fnt") && is_name(name, "gn", "gnt") &&
	       born && (!*born || (is_partial_day(born) && strcmp(born, today) <= 0));
}

static bool is_content(const struct cbor *content, enum certificate_kind kind, int64_t at)
{
	static const char *const keys[] = { [VACCINATION] = "v", [TEST] = "t", [RECOVERY] = "r" };
	const struct cbor *list = kind == NO_KIND ? NULL : cbor_under(content, keys[kind]);

	if (!list || !cbor_text(content, "ver") || !is_person(content, at))
		return false;
	for (const struct cbor *entry = list->first; entry; entry = entry->next)
		if (!is_entry(entry, kind))
			return false;
	return true;
}

static enum certificate_kind kind_of(const struct cbor *content)
{
	static const struct {
		const char *key;
		enum certificate_kind kind;
	} kinds[] = { { "v", VACCINATION }, { "t", TEST }, { "r", RECOVERY } };

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const struct cbor *list = cbor_under(content, kinds[i].key);

		if (list && list->kind == CBOR_LIST && list->n > 0)
			return kinds[i].kind;
	}
	return NO_KIND;
}

/* Seconds since the epoch, whole or not, as ms; NOT_GIVEN when absent. */
static int64_t claim_at(const struct cbor *claims, int64_t label)
{
	const struct cbor *found = cbor_at(claims, label);

	while (found && found->kind == CBOR_TAG)
		found = found->first;
	if (!found || (found->kind != CBOR_INT && found->kind != CBOR_REAL) ||
	    !isfinite(found->real) || fabs(found->real) > 1e12)
		return NOT_GIVEN;
	return (int64_t)(found->real * 1000);
}

static void fill(const struct cbor *claims, struct health_certificate *found)
{
	const struct cbor *issuer = cbor_at(claims, CLAIM_ISSUER), *name;

	found->content = cbor_at(cbor_at(claims, CLAIM_HEALTH), HEALTH_EU_DGC);
	name = cbor_under(found->content, "nam");
	found->kind = kind_of(found->content);
	found->issuer = issuer && issuer->kind == CBOR_TEXT ? issuer->text : NULL;
	found->family_name = cbor_text(name, "fn");
	found->given_name = cbor_text(name, "gn");
	if (!found->family_name)
		found->family_name = cbor_text(name, "fnt");
	if (!found->given_name)
		found->given_name = cbor_text(name, "gnt");
	found->born = cbor_text(found->content, "dob");
	found->issued_at = claim_at(claims, CLAIM_ISSUED);
	found->expires_at = claim_at(claims, CLAIM_EXPIRES);
}

unsigned health_certificate_check(struct arena *arena, const char *text, int64_t at,
				  struct cose_key *const *signers, int n_signers,
				  struct health_certificate *found)
{
	struct cose message;
	const struct cbor *claims;
	unsigned faults;

	memset(found, 0, sizeof(*found));
	found->issued_at = found->expires_at = NOT_GIVEN;
	if (strncmp(text, PREFIX, sizeof(PREFIX) - 1) != 0)
		return CERTIFICATE_OTHER;
	if (signed_text_open(arena, text + sizeof(PREFIX) - 1, &message) != 0)
		return CERTIFICATE_UNREADABLE;
	claims = cbor_read(arena, message.payload, message.n_payload);
	if (!claims || claims->kind != CBOR_MAP)
		return CERTIFICATE_UNREADABLE;
	fill(claims, found);
	faults = check_signer(arena, &message, found->kind, signers, n_signers);
	if (found->expires_at == NOT_GIVEN || found->expires_at < at)
		faults |= CERTIFICATE_EXPIRED;
	if (found->issued_at != NOT_GIVEN && found->issued_at > at)
		faults |= CERTIFICATE_EARLY;
	if (!is_content(found->content, found->kind, at))
		faults |= CERTIFICATE_MALFORMED;
	return faults;
}
