/* Families' accounts; see home.h.
 *
 * Rule: a phone's account, posting, session and binding begin and end together. */
#include "home.h"

#include "actor.h"
#include "authority.h"

const char *const home_agents[] = { [HOME_SELF] = "self",
				    [HOME_RELATIVE] = "relative",
				    [HOME_NEIGHBOUR] = "neighbour",
				    [HOME_LEADER] = "building_leader",
				    NULL };
const char *const home_consents[] = { "door", "phone", "paper", "page", NULL };

/* Free in all of this file, but for home_household: phones, codes and cards hang on a
 * household that the caller has found in reach, or that a move takes elsewhere. */

int home_household(struct request *rq, const char *field, const char *id,
		   struct household_at *found)
{
	int64_t own = rq->actor->household;
	struct rows *rows;
	bool is_own;
	int more;

	if (own == 0 && rq->role == RESIDENT)
		return refuse(rq, 5602, field,
			      "this account belongs to no household; bind this phone with a code "
			      "or a card first");
	if (own == 0)
		return people_household(rq, field, id, found);
	more = rq_first(rq, &rows,
			"SELECT " HOUSEHOLD_COLUMNS ", h.id FROM household h WHERE h.seq = $3 "
			"AND h.region >= $1 AND h.region < $2",
			"i", own);
	if (more < 0)
		return -1;
	is_own = more == 1 && (!id || strcmp(id, rows_text(rows, 8)) == 0);
	if (is_own)
		*found = household_from(rq, rows, 0);
	rows_end(rows);
	return is_own ? 0
		      : refuse(rq, 5601, field,
			       "this is another household's; you can act for your own only");
}

int home_is_self(struct request *rq)
{
	if (rq->actor->household && rq->actor->agent != HOME_SELF)
		return refuse(rq, 5603, NULL,
			      "only the household itself can do this; ask it, or your grid worker");
	return 0;
}

static int insert_account(struct request *rq, const struct home_phone *phone, const char *login)
{
	return rq_run_free(rq,
			   "INSERT INTO account (seq, login, region, state, n_failed, lang, "
			   "made_by, changed, household, agent) "
			   "VALUES ($1, $2, $3, 0, 0, 0, $4, $1, $5, $6)",
			   "ittiii", rq->seq, login, phone->region, phone->made_by,
			   phone->household, (int64_t)phone->agent) < 0
		       ? -1
		       : 0;
}

int home_bind(struct request *rq, const struct home_phone *phone)
{
	uint8_t random[8];
	const char *login;

	random_bytes(random, sizeof(random));
	login = arena_print(rq->arena, "home-%s", hex(rq->arena, random, sizeof(random)));
	auth_changed(rq);
	if (insert_account(rq, phone, login) != 0 ||
	    rq_run_free(rq,
			"INSERT INTO posting (seq, id, account, role, region, duty, from_at, "
			"until_at, changed) VALUES ($1, $2, $1, $3, $4, $5, $6, $7, $1)",
			"ititiii", rq->seq, login, (int64_t)RESIDENT, phone->region,
			(int64_t)MEMBER, rq->now, phone->until_at) < 0 ||
	    rq_run_free(rq,
			"INSERT INTO session (seq, token_hash, account, csrf, is_bearer, label, "
			"from_at, until_at) VALUES ($1, $2, $1, '', 1, $3, $4, $5)",
			"ittii", rq->seq, phone->token_hash, phone->label, rq->now,
			phone->until_at) < 0)
		return -1;
	return rq_run_free(rq,
			   "INSERT INTO binding (account, household, relation, consent, agreed_on, "
			   "key_seq, label, from_at, until_at, made_by) "
			   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
			   "iiiititiii", rq->seq, phone->household, (int64_t)phone->agent,
			   phone->consent < 0 ? NOT_GIVEN : (int64_t)phone->consent,
			   phone->agreed_on, phone->key, phone->label, rq->now, phone->until_at,
			   phone->made_by) < 0
		       ? -1
		       : 0;
}

#define THEIRS "(SELECT a.seq FROM account a WHERE a.household = $1 AND ($2 = 0 OR a.seq = $2))"

int64_t home_end(struct request *rq, int64_t household, int64_t number)
{
	int64_t n = rq_run_free(rq,
				"UPDATE binding SET ended_at = $3, ended_by = $4 "
				"WHERE household = $1 AND ended_at IS NULL "
				"AND ($2 = 0 OR account = $2)",
				"iiii", household, number, rq->now, rq->actor->account);

	if (n <= 0)
		return n;
	auth_changed(rq);
	if (rq_run_free(rq,
			"UPDATE session SET ended_at = $3 WHERE ended_at IS NULL "
			"AND account IN " THEIRS,
			"iii", household, number, rq->now) < 0 ||
	    rq_run_free(rq,
			"UPDATE posting SET until_at = $3, ended_by = $4, changed = $5 "
			"WHERE void_at IS NULL AND (until_at IS NULL OR until_at > $3) "
			"AND account IN " THEIRS,
			"iiiii", household, number, rq->now, rq->actor->account, rq->seq) < 0 ||
	    rq_run_free(rq,
			"UPDATE account SET state = 1, changed = $3 "
			"WHERE household = $1 AND state = 0 AND ($2 = 0 OR seq = $2)",
			"iii", household, number, rq->seq) < 0)
		return -1;
	return n;
}

/* Whether a phone, a code or a card is out; most households have none. */
static int64_t has_keys(struct request *rq, int64_t household)
{
	return rq_one_free(rq, 0,
			   "SELECT 1 FROM home_key WHERE household = $1 UNION ALL "
			   "SELECT 1 FROM account WHERE household = $1 AND state = 0 LIMIT 1",
			   "i", household);
}

static int end_all(struct request *rq, int64_t household)
{
	if (home_end(rq, household, 0) < 0)
		return -1;
	return rq_run_free(rq,
			   "UPDATE home_key SET ended_at = $2 WHERE household = $1 "
			   "AND ended_at IS NULL",
			   "ii", household, rq->now) < 0
		       ? -1
		       : 0;
}

int home_left(struct request *rq, int64_t household)
{
	if (!has_keys(rq, household))
		return rq->fault.number ? -1 : 0;
	return end_all(rq, household);
}

int home_left_if_empty(struct request *rq, int64_t household)
{
	int64_t n;

	if (!has_keys(rq, household))
		return rq->fault.number ? -1 : 0;
	/* The leave itself still waits to be sent. */
	if (db_flush(rq->db) != 0)
		return -1;
	n = rq_one_free(rq, 0,
			"SELECT count(*) FROM resident r JOIN household h ON h.seq = $1 "
			"AND r.region = h.region AND r.household = h.seq "
			"WHERE r.until_day IS NULL",
			"i", household);
	if (n > 0 || rq->fault.number)
		return rq->fault.number ? -1 : 0;
	return end_all(rq, household);
}

int home_follow(struct request *rq, const char *from, const char *to, int64_t first, int64_t last)
{
	int64_t n = rq_run_free(rq,
				"UPDATE posting SET region = $2, changed = $5 WHERE region = $1 "
				"AND role = 2048 AND EXISTS (SELECT 1 FROM account a "
				"WHERE a.seq = posting.account AND a.household BETWEEN $3 AND $4)",
				"ttiii", from, to, first, last, rq->seq);

	if (n <= 0)
		return n < 0 ? -1 : 0;
	auth_changed(rq);
	return rq_run_free(rq,
			   "UPDATE account SET region = $1, changed = $4 "
			   "WHERE household BETWEEN $2 AND $3 AND seq IN (SELECT account "
			   "FROM posting WHERE region = $1 AND role = 2048)",
			   "tiii", to, first, last, rq->seq) < 0
		       ? -1
		       : 0;
}

int home_forget(struct request *rq, int64_t seq)
{
	struct rows *rows;
	uint8_t hash[HASH_BYTES];
	const void *sealed;
	size_t n = 0;
	int more;

	if (db_flush(rq->db) != 0)
		return -1;
	rows = rq_rows_free(rq, "SELECT sealed FROM journal WHERE seq = $1", "i", seq);
	more = rows_next(rows);
	if (more != 1)
		return more;
	sealed = rows_blob(rows, 0, &n);
	if (n > HASH_BYTES)
		hash_bytes(sealed, n, hash);
	rows_end(rows);
	if (n <= HASH_BYTES)
		return 0;
	return rq_run_free(rq, "UPDATE journal SET sealed = $2 WHERE seq = $1", "ib", seq, hash,
			   sizeof(hash)) < 0
		       ? -1
		       : 0;
}
