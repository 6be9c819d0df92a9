/* Health certificates at a gate: the text of a QR code, and what is to be said of it.
 *
 * Rule: of the certificate nothing is stored, not even sealed: the journal row says that
 * one was looked at, and the counts whether it was good. */
#include "gating.h"
#include "health_certificate.h"
#include "signed_text.h"

#define PREFIX_CHARS 4
#define MOST_SIGNERS 20 /* of one name; more is nobody's list */

static const char *const kinds[] = { "none", "vaccination", "test", "recovery", NULL };

struct count_row {
	const char *region, *day;
	int64_t n;
	int is_good;
};
#define REC struct count_row
static const struct field count_columns[] = {
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	DAY(day, .label = "Day", .need = true),
	FLAG(is_good, .label = "Good", .need = true),
	INT(n, 1, INT64_MAX, .label = "How many", .need = true),
};
#undef REC
static const struct table tables[] = {
	TABLE("certificate_count", count_columns, .bare = true, .key = "region, day, is_good"),
};

struct check_args {
	const char *text;
};
#define REC struct check_args
static const struct field check_fields[] = {
	TEXT(text, 1, 4000, .label = "Text of the QR code", .secret = SECRET_TEXT, .need = true),
};
static const struct shape check_shape = SHAPE(check_fields);
#undef REC

struct verdict {
	const struct json *faults;
	const char *name, *born, *issuer;
	int64_t issued_at, expires_at;
	int is_good, kind;
};
#define REC struct verdict
static const struct field verdict_fields[] = {
	FLAG(is_good, .label = "Good"),
	JSON(faults, 4000, .label = "What does not fit"),
	CHOICE(kind, kinds, .label = "Kind"),
	TEXT(name, 1, 200, .label = "Name", .secret = SECRET_NAME),
	TEXT(born, 4, 10, .label = "Born"),
	TEXT(issuer, 1, 100, .label = "Issuer"),
	AT(issued_at, .label = "Issued"),
	AT(expires_at, .label = "Until"),
};
static const struct shape verdict_shape = SHAPE(verdict_fields);
#undef REC

/* In the order of the bits of enum certificate_fault. */
static const char *fault_says(const char *lang, int bit)
{
	switch (1u << bit) {
	case CERTIFICATE_OTHER:
		return say(lang, "this is no health certificate");
	case CERTIFICATE_UNREADABLE:
		return say(lang, "the code is broken; scan it again or ask for the paper");
	case CERTIFICATE_UNKNOWN:
		return say(lang, "its signer is not on the list");
	case CERTIFICATE_FORGED:
		return say(lang, "the signature is not the signer's");
	case CERTIFICATE_MISUSED:
		return say(lang, "its signer may not sign this kind");
	case CERTIFICATE_EXPIRED:
		return say(lang, "it has expired");
	case CERTIFICATE_EARLY:
		return say(lang, "it is not valid yet");
	default:
		return say(lang, "its content is not what the standard says");
	}
}

/* Signers with the name that the certificate gives.  Free: they are not about territory. */
static int find_signers(struct request *rq, const char *text, struct cose_key **keys, int *n)
{
	struct cose message;
	struct rows *rows;

	*n = 0;
	if (strlen(text) <= PREFIX_CHARS ||
	    signed_text_open(rq->arena, text + PREFIX_CHARS, &message) != 0 ||
	    message.n_kid != KID_BYTES)
		return 0;
	rows = rq_rows_free(rq,
			    "SELECT certificate FROM signer WHERE kid = $1 AND void_at IS NULL "
			    "LIMIT 20",
			    "t", hex(rq->arena, message.kid, KID_BYTES));
	while (rows_next(rows) == 1 && *n < MOST_SIGNERS) {
		keys[*n] = cose_key_of_certificate_text(rq->arena, rows_text(rows, 0));
		*n += keys[*n] != NULL;
	}
	return rq_rows_failed(rq, rows);
}

static void write_verdict(struct request *rq, unsigned faults,
			  const struct health_certificate *found)
{
	struct verdict verdict = {
		.is_good = faults == 0,
		.kind = (int)found->kind,
		.issuer = found->issuer,
		.issued_at = found->issued_at,
		.expires_at = found->expires_at,
	};

	if (found->family_name || found->given_name)
		verdict.name = arena_print(rq->arena, "%s %s",
					   found->family_name ? found->family_name : "",
					   found->given_name ? found->given_name : "");
	/* The year is enough to compare with a face. */
	if (found->born && strlen(found->born) >= 4)
		verdict.born = arena_text_n(rq->arena, found->born, 4);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &verdict_shape, &verdict, SECRETS_MASKED);
	out_key(&rq->reply, "faults");
	out_list(&rq->reply);
	for (int bit = 0; bit < 8; bit++)
		if (faults & 1u << bit)
			out_text(&rq->reply, fault_says(rq->lang, bit));
	out_end_list(&rq->reply);
	out_end_object(&rq->reply);
}

static int check_certificate(struct request *rq, const void *record)
{
	static const struct check_args nothing = { NULL };
	const struct check_args *args = record;
	struct cose_key *keys[MOST_SIGNERS];
	struct health_certificate found;
	unsigned faults;
	int n;

	rq_journal_secrets(rq, &check_shape, &nothing);
	rq->is_private = true;
	if (find_signers(rq, args->text, keys, &n) != 0)
		return -1;
	faults = health_certificate_check(rq->arena, args->text, rq->now, keys, n, &found);
	write_verdict(rq, faults, &found);
	return gate_count_certificate(rq, rq->region, rq->today, faults == 0);
}

static int recount(struct request *rq)
{
	struct rows *rows =
		rq_rows_free(rq, "SELECT region, day, is_good, n FROM certificate_count", "");

	while (rows_next(rows) == 1)
		tally(rq, rows_text(rows, 0), rows_text(rows, 1),
		      rows_int(rows, 2) == 1 ? "certificate.good" : "certificate.bad",
		      rows_int(rows, 3));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "certificate.check", DOES_OWN, .who = GATE_KEEPERS, .where = IN_REACH,
	  .run = check_certificate, .takes = &check_shape, .gives = &verdict_shape },
};

const struct room certificate_room =
	OWN_ROOM(certificate, "Health certificates", .tables = tables,
		 .n_tables = (int)COUNT_OF(tables), .recount = recount);
