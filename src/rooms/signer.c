/* Signers of health certificates: whose we believe.
 *
 * Rule: a signer counts for every gate, so only who administers all of it names one; one
 * that is made void is believed by nobody from then on. */
#include "gating.h"

struct signer_row {
	int64_t seq, from_at, until_at, made_by, void_at;
	const char *id, *name, *kid, *certificate, *usages;
};
#define REC struct signer_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(name, 1, 100, .label = "Whose it is", .need = true),
	TEXT(kid, 16, 16, .label = "Name of the key in codes", .need = true),
	TEXT(certificate, 1, 8000, .label = "X.509 certificate", .need = true),
	TEXT(usages, 0, 1000, .label = "What it may sign", .need = true),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that added it", .need = true),
	AT(void_at, .label = "Made void"),
};
static const char *const indexes[] = { "unique (id)", "unique (kid) where void_at is null", NULL };
static const struct table tables[] = {
	TABLE("signer", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct add_args {
	const char *name, *certificate;
};
#define REC struct add_args
static const struct field add_fields[] = {
	TEXT(name, 1, 100, .label = "Whose it is", .need = true),
	TEXT(certificate, 1, 8000, .label = "X.509 certificate", .need = true),
};
static const struct shape add_shape = SHAPE(add_fields);
#undef REC

struct void_args {
	const char *signer, *reason;
};
#define REC struct void_args
static const struct field void_fields[] = {
	REF(signer, "signer", .label = "Signer", .need = true),
	TEXT(reason, 2, 200, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

struct row {
	const char *signer, *name, *kid, *certificate, *key, *usages;
	int64_t from_at, until_at;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(signer, "signer", .label = "Signer"),
	TEXT(name, 1, 100, .label = "Whose it is"),
	TEXT(kid, 16, 16, .label = "Name of the key in codes"),
	TEXT(certificate, 1, 8000, .label = "X.509 certificate"),
	TEXT(key, 1, 2000, .label = "Its public key, for a gate without network"),
	TEXT(usages, 0, 1000, .label = "What it may sign"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

static int check_whole(struct request *rq)
{
	if (rq_one(rq, 0,
		   "SELECT count(*) FROM region WHERE level = 3 AND valid_until IS NULL "
		   "AND NOT (key >= $1 AND key < $2)",
		   "") > 0)
		return refuse(rq, 5802, NULL,
			      "this counts for every district; ask the administrator of the whole");
	return rq->fault.number ? -1 : 0;
}

/* Free in the rest of this file: signers are not about territory. */

static int add(struct request *rq, const void *record)
{
	const struct add_args *args = record;
	struct cose_key *key;
	const char *kid;

	if (check_whole(rq) != 0)
		return -1;
	key = cose_key_of_certificate_text(rq->arena, args->certificate);
	if (!key)
		return refuse(rq, 7801, "certificate",
			      "this is no X.509 certificate with a P-256 or an RSA key of 2048 "
			      "bits; paste it whole");
	kid = hex(rq->arena, key->kid, KID_BYTES);
	if (rq_one_free(rq, 0, "SELECT 1 FROM signer WHERE kid = $1 AND void_at IS NULL", "t",
			kid) == 1)
		return refuse(rq, 7802, "certificate", "this signer is on the list already");
	return rq_run_free(rq,
			   "INSERT INTO signer (seq, id, name, kid, certificate, usages, from_at, "
			   "until_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			   "itttttiii", rq->seq, rq->key, args->name, kid, args->certificate,
			   key->usages, key->from_at, key->until_at, rq->actor->account) < 0
		       ? -1
		       : 0;
}

static int make_void(struct request *rq, const void *record)
{
	const struct void_args *args = record;
	int64_t n;

	if (check_whole(rq) != 0)
		return -1;
	n = rq_run_free(rq, "UPDATE signer SET void_at = $2 WHERE id = $1 AND void_at IS NULL",
			"ti", args->signer, rq->now);
	if (n == 0)
		return refuse(rq, 7803, "signer", "there is no such signer on the list");
	return n < 0 ? -1 : 0;
}

static int list(struct request *rq, const void *record)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT id, name, kid, certificate, usages, from_at, "
					 "until_at FROM signer WHERE void_at IS NULL "
					 "ORDER BY name, seq LIMIT 5000",
					 "");

	(void)record;
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		const char *certificate = rows_text(rows, 3);
		struct cose_key *key = cose_key_of_certificate_text(rq->arena, certificate);
		struct row row = { rows_text(rows, 0),
				   rows_text(rows, 1),
				   rows_text(rows, 2),
				   certificate,
				   key ? cose_key_pem(rq->arena, key, false) : NULL,
				   rows_text(rows, 4),
				   rows_int(rows, 5),
				   rows_int(rows, 6) };

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "signer.add", DOES_OWN, .who = ADMIN, .where = IN_REACH, .run = add,
	  .takes = &add_shape },
	{ "signer.void", DOES_OWN, .who = ADMIN, .where = IN_REACH, .run = make_void,
	  .takes = &void_shape },
	{ "signer.list", DOES_READ, .who = ADMIN | GATE_KEEPERS, .where = ANYWHERE, .run = list,
	  .gives = &row_shape },
};

const struct room signer_room = OWN_ROOM(signer, "Signers of health certificates", .tables = tables,
					 .n_tables = (int)COUNT_OF(tables));
