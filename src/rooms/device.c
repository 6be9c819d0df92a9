/* Phones of the staff: enrolled by a token that somebody else shows as a QR code.
 *
 * Rule: the token works once and for a quarter of an hour; what it opens is a session of
 * the account, no right of its own: whoever's posting ends carries a phone that may nothing. */
#include "actor.h"
#include "authority.h"

#define KEEPERS   (ADMIN | COMMANDER | OFFICER)
#define INVITE_MS (15 * MS_PER_MINUTE) /* both stand before each other */

struct device_row {
	int64_t seq, account, until_at, made_by, used_at, void_at, session;
	const char *token_hash;
};
#define REC struct device_row
static const struct field device_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the command that invited it", .need = true),
	INT(account, 1, INT64_MAX, .label = "Account", .need = true),
	TEXT(token_hash, 64, 64, .label = "Hash of the token in the QR code", .need = true),
	AT(until_at, .label = "The QR code is good until", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that showed it", .need = true),
	AT(used_at, .label = "Enrolled"),
	AT(void_at, .label = "Ended before it was used"),
	INT(session, 1, INT64_MAX, .label = "Its session"),
};
static const char *const device_indexes[] = { "unique (token_hash)", "account, seq", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("device", device_columns, .bare = true, .key = "seq", .indexes = device_indexes),
};

struct login {
	const char *login;
};
#define REC struct login
static const struct field login_fields[] = {
	TEXT(login, 2, 40, .label = "Login", .need = true),
};
static const struct shape login_shape = SHAPE(login_fields);
#undef REC

struct invitation {
	const char *login, *token, *url_path;
	int64_t device, until_at;
};
#define REC struct invitation
static const struct field invitation_fields[] = {
	INT(device, 1, INT64_MAX, .label = "Phone"),
	TEXT(login, 2, 40, .label = "Login"),
	TEXT(token, 1, 60, .label = "Token in the QR code; shown once"),
	TEXT(url_path, 1, 100, .label = "Address in the QR code, without the host"),
	AT(until_at, .label = "Good until"),
};
static const struct shape invitation_shape = SHAPE(invitation_fields);
#undef REC

struct enrolled {
	const char *token_hash, *session_hash, *label;
	int64_t until_at;
};
#define REC struct enrolled
static const struct field enrolled_fields[] = {
	TEXT(token_hash, 64, 64, .label = "Hash of the token in the QR code", .need = true),
	TEXT(session_hash, 64, 64, .label = "Hash of the token of the session", .need = true),
	TEXT(label, 1, 100, .label = "What kind of phone"),
	AT(until_at, .label = "Good until", .need = true),
};
static const struct shape enrolled_shape = SHAPE(enrolled_fields);
#undef REC

/* Free in all of this file: accounts, sessions and phones are not about territory; an
 * account is found in reach first. */

static int invite(struct request *rq, const void *record)
{
	const struct login *args = record;
	struct invitation invitation = { .login = args->login, .until_at = rq->now + INVITE_MS };
	struct account known;
	char token[44];

	if (account_need(rq, args->login, &known) != 0)
		return -1;
	if (known.state != 0)
		return refuse(rq, 4402, "login",
			      "this account is switched off; switch it on first");
	token_make(token);
	if (rq_run_free(rq,
			"INSERT INTO device (seq, account, token_hash, until_at, made_by) "
			"VALUES ($1, $2, $3, $4, $5)",
			"iitii", rq->seq, known.seq, token_hash(rq->arena, token),
			invitation.until_at, rq->actor->account) < 0)
		return -1;
	rq->is_private = true;
	invitation.device = rq->seq;
	invitation.token = token;
	/* After the #, so that it reaches no server's log. */
	invitation.url_path = arena_print(rq->arena, "/field/#e=%s", token);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &invitation_shape, &invitation, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return 0;
}

/* Sent by the program after the token came over HTTP (domain/sign_in.c). */
static int enrolled(struct request *rq, const void *record)
{
	const struct enrolled *args = record;
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT d.seq, d.account, a.state FROM device d JOIN account a ON a.seq = d.account "
		"WHERE d.token_hash = $1 AND d.used_at IS NULL AND d.void_at IS NULL "
		"AND d.until_at > $2",
		"ti", args->token_hash, rq->now);
	int more = rows_next(rows);
	int64_t device, account;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 0)
		return refuse(
			rq, 5351, "token",
			"this code was used already or is too old; ask your officer to show a "
			"new one");
	device = rows_int(rows, 0);
	account = rows_int(rows, 1);
	if (rows_int(rows, 2) != 0)
		return refuse(rq, 4402, "token",
			      "this account is switched off; ask your administrator");
	rows_end(rows);
	if (rq_run_free(rq,
			"INSERT INTO session (seq, token_hash, account, csrf, is_bearer, label, "
			"from_at, until_at, seen_at) VALUES ($1, $2, $3, '', 1, $4, $5, $6, $5)",
			"ititii", rq->seq, args->session_hash, account, args->label, rq->now,
			args->until_at) < 0)
		return -1;
	return rq_run_free(rq, "UPDATE device SET used_at = $2, session = $3 WHERE seq = $1", "iii",
			   device, rq->now, rq->seq) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "device.invite", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = invite,
	  .takes = &login_shape, .gives = &invitation_shape },
	{ "device.enrolled", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = enrolled,
	  .takes = &enrolled_shape },
};

const struct room device_room = OWN_ROOM(device, "Phones of the staff", .tables = tables,
					 .n_tables = (int)COUNT_OF(tables));
