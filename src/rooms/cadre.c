/* Cadres: the people whom units offer to the front, uploaded unit by unit in batches.
 *
 * Rule: nobody of a batch is called up before it is approved, and nobody stands in two
 * rosters (TJ-12: 13,078 people are 13,078 rows). */
#include "deploying.h"
#include "people.h"
#include "teaming.h"

#define KEEPERS (DEPARTMENT | OFFICER | COMMANDER | ADMIN)

struct cadre_row {
	int64_t seq, account, made_by, changed;
	const char *id, *region, *organisation, *batch, *name, *phone, *login, *residence, *reason;
	int rank, is_member, state;
};
#define REC struct cadre_row
static const struct field cadre_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the person", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Place of the unit", .need = true),
	TEXT(organisation, 1, 64, .label = "Organisation", .need = true),
	TEXT(batch, 1, 40, .label = "Batch", .need = true),
	TEXT(name, 1, 60, .label = "Name", .secret = SECRET_NAME),
	TEXT(phone, 1, 30, .label = "Phone", .secret = SECRET_PHONE),
	TEXT(login, 2, 40, .label = "Login"),
	CHOICE(rank, ranks, .label = "Rank", .need = true),
	FLAG(is_member, .label = "Party member", .need = true),
	TEXT(residence, 0, KEY_MAX, .label = "Lives in (community)", .need = true),
	CHOICE(state, cadre_states, .label = "State", .need = true),
	TEXT(reason, 1, 200, .label = "Reason"),
	INT(account, 1, INT64_MAX, .label = "Account"),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const cadre_indexes[] = { "unique (id)", "organisation, batch, seq",
					     "region, seq", "residence, seq",
					     "phone_hash",  "account",
					     NULL };
#undef REC

/* Counted on write, so that statistics read one row a unit and batch. */
struct batch_row {
	const char *organisation, *batch, *region;
	int64_t n, n_approved, n_refused, n_members, n_division, n_bureau, uploaded_at, changed;
};
#define REC struct batch_row
static const struct field batch_columns[] = {
	TEXT(organisation, 1, 64, .label = "Organisation", .need = true),
	TEXT(batch, 1, 40, .label = "Batch", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Place of the unit", .need = true),
	INT(n, 0, INT64_MAX, .label = "People", .need = true),
	INT(n_approved, 0, INT64_MAX, .label = "Approved", .need = true),
	INT(n_refused, 0, INT64_MAX, .label = "Refused", .need = true),
	INT(n_members, 0, INT64_MAX, .label = "Approved party members", .need = true),
	INT(n_division, 0, INT64_MAX, .label = "Approved of division rank", .need = true),
	INT(n_bureau, 0, INT64_MAX, .label = "Approved of bureau rank", .need = true),
	AT(uploaded_at, .label = "Uploaded", .need = true),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const batch_indexes[] = { "region", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("cadre", cadre_columns, .bare = true, .key = "seq", .indexes = cadre_indexes),
	TABLE("cadre_batch", batch_columns, .bare = true, .key = "organisation, batch",
	      .indexes = batch_indexes),
};

struct add_args {
	const char *organisation, *name, *phone, *login, *residence, *batch;
	int rank, is_member;
};
#define REC struct add_args
static const struct field add_fields[] = {
	TEXT(organisation, 1, 100, .label = "Organisation"),
	TEXT(name, 1, 60, .label = "Full name", .secret = SECRET_NAME, .need = true),
	TEXT(phone, 5, 30, .label = "Phone", .secret = SECRET_PHONE, .need = true),
	TEXT(login, 2, 40, .label = "Login"),
	CHOICE(rank, ranks, .label = "Rank", .need = true),
	FLAG(is_member, .label = "Party member", .need = true),
	TEXT(residence, 1, 100, .label = "Lives in (community)", .need = true),
	TEXT(batch, 1, 40, .label = "Batch", .need = true),
};
static const struct shape add_shape = SHAPE(add_fields);
#undef REC

/* Free in the rest of this file: the unit was found in the caller's reach; a person may
 * live anywhere, and stands in one roster of the whole house. */

static int find_unit(struct request *rq, const struct add_args *args, struct unit *unit)
{
	if (args->organisation) {
		if (unit_need(rq, args->organisation, unit) != 0)
			return -1;
	} else if (unit_of_caller(rq, unit) != 0) {
		return -1;
	}
	if (!unit->id)
		return refuse(rq, 6302, "organisation", "say which unit sends this person");
	if (!unit_is_kept(rq, unit) || !key_is_within(unit->region, rq->region))
		return refuse(rq, 6303, "organisation",
			      "a unit uploads its own people; ask that unit or headquarters");
	rq_place(rq, unit->region);
	return 0;
}

/* The row with this id, or this very person's: name and phone. */
static int find_row(struct request *rq, const struct add_args *args, struct cadre *found)
{
	struct rows *rows = rq_rows_free(
		rq, "SELECT " CADRE_COLUMNS " FROM cadre c WHERE c.id = $1", "t", rq->key);
	int more = rows_next(rows);

	if (more == 0) {
		rows = rq_rows_free(rq,
				    "SELECT " CADRE_COLUMNS " FROM cadre c WHERE "
				    "c.phone_hash = $1 AND c.name_hash = $2 AND c.state < 3",
				    "ii",
				    secret_hash(rq->keys, rq->arena, SECRET_PHONE, args->phone),
				    secret_hash(rq->keys, rq->arena, SECRET_NAME, args->name));
		more = rows_next(rows);
	}
	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 1)
		*found = cadre_from(rq, rows);
	rows_end(rows);
	return more;
}

static bool differs(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") != 0;
}

/* The same sheet again; what was decided on is not changed any more. */
static int update(struct request *rq, const struct add_args *args, const struct unit *unit,
		  const char *residence, const struct cadre *known)
{
	struct staff staff = { args->name, args->phone };
	const void *sealed;
	size_t n;

	if (known->state == CADRE_VOID)
		return refuse(rq, 4207, "id", "a person with this id was made void already");
	if (differs(known->organisation, unit->id))
		return refuse(rq, 6305, "name",
			      "this person stands in the roster of another unit; settle it there");
	if (!differs(known->staff.name, args->name) && !differs(known->staff.phone, args->phone) &&
	    !differs(known->login, args->login) && !differs(known->residence, residence) &&
	    !differs(known->batch, args->batch) && known->rank == args->rank &&
	    known->is_member == args->is_member)
		return outcome_reply(rq, SAME);
	if (known->state != CADRE_WAITING || differs(known->batch, args->batch))
		return refuse(rq, 6306, "id",
			      "this person was uploaded and decided on already; make the row void, "
			      "then upload it again");
	sealed = rq_seal(rq, &staff_shape, &staff, &n);
	if (rq_run_free(
		    rq,
		    "UPDATE cadre SET sealed = $2, name_hash = $3, phone_hash = $4, login = $5, "
		    "rank = $6, is_member = $7, residence = $8, changed = $9 WHERE seq = $1",
		    "ibiitiiti", known->seq, sealed, n,
		    secret_hash(rq->keys, rq->arena, SECRET_NAME, args->name),
		    secret_hash(rq->keys, rq->arena, SECRET_PHONE, args->phone), args->login,
		    (int64_t)args->rank, (int64_t)args->is_member, residence, rq->seq) < 0)
		return -1;
	return outcome_reply(rq, CHANGED);
}

static int insert(struct request *rq, const struct add_args *args, const struct unit *unit,
		  const char *residence)
{
	struct staff staff = { args->name, args->phone };
	size_t n;
	const void *sealed = rq_seal(rq, &staff_shape, &staff, &n);

	if (rq_run_free(rq,
			"INSERT INTO cadre (seq, id, region, organisation, batch, sealed, "
			"name_hash, phone_hash, login, rank, is_member, residence, state, made_by, "
			"changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, "
			"$13, $1)",
			"itttt"
			"biitiiti",
			rq->seq, rq->key, unit->region, unit->id, args->batch, sealed, n,
			secret_hash(rq->keys, rq->arena, SECRET_NAME, args->name),
			secret_hash(rq->keys, rq->arena, SECRET_PHONE, args->phone), args->login,
			(int64_t)args->rank, (int64_t)args->is_member, residence,
			rq->actor->account) < 0 ||
	    rq_run_free(rq,
			"INSERT INTO cadre_batch (organisation, batch, region, n, n_approved, "
			"n_refused, n_members, n_division, n_bureau, uploaded_at, changed) "
			"VALUES ($1, $2, $3, 1, 0, 0, 0, 0, 0, $4, $5) "
			"ON CONFLICT (organisation, batch) DO UPDATE SET n = cadre_batch.n + 1, "
			"uploaded_at = $4, changed = $5",
			"tttii", unit->id, args->batch, unit->region, rq->now, rq->seq) < 0)
		return -1;
	return outcome_reply(rq, ADDED);
}

static int add(struct request *rq, const void *record)
{
	const struct add_args *args = record;
	char residence[KEY_MAX + 1];
	struct cadre known = { 0 };
	struct unit unit = { 0 };
	int more;

	if (find_unit(rq, args, &unit) != 0 ||
	    residence_find(rq, args->residence, unit.region, residence) != 0)
		return -1;
	more = find_row(rq, args, &known);
	if (more < 0)
		return -1;
	return more ? update(rq, args, &unit, residence, &known)
		    : insert(rq, args, &unit, residence);
}

static int faults(struct request *rq, void (*found)(void *self, const char *sentence), void *self)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT b.organisation, b.batch FROM cadre_batch b LEFT JOIN ("
		"SELECT organisation, batch, "
		"sum(CASE WHEN state < 3 THEN 1 ELSE 0 END) AS n, "
		"sum(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS n_approved, "
		"sum(CASE WHEN state = 2 THEN 1 ELSE 0 END) AS n_refused, "
		"sum(CASE WHEN state = 1 AND is_member = 1 THEN 1 ELSE 0 END) AS n_members, "
		"sum(CASE WHEN state = 1 AND rank = 1 THEN 1 ELSE 0 END) AS n_division, "
		"sum(CASE WHEN state = 1 AND rank = 0 THEN 1 ELSE 0 END) AS n_bureau "
		"FROM cadre GROUP BY organisation, batch) c "
		"ON c.organisation = b.organisation AND c.batch = b.batch "
		"WHERE c.n IS NULL OR b.n <> c.n OR b.n_approved <> c.n_approved "
		"OR b.n_refused <> c.n_refused OR b.n_members <> c.n_members "
		"OR b.n_division <> c.n_division OR b.n_bureau <> c.n_bureau",
		"");

	while (rows_next(rows) == 1)
		found(self,
		      arena_print(rq->arena,
				  "the counts of batch %s of unit %s are not those of its rows",
				  rows_text(rows, 1), rows_text(rows, 0)));
	return rq_rows_failed(rq, rows);
}

static int recount(struct request *rq)
{
	struct rows *rows = rq_rows_free(rq,
					 "SELECT region, rank, is_member, count(*) FROM cadre "
					 "WHERE state = 1 GROUP BY region, rank, is_member",
					 "");

	while (rows_next(rows) == 1)
		cadre_count(rq, rows_text(rows, 0), rows_int(rows, 1), rows_int(rows, 2) == 1,
			    rows_int(rows, 3));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "cadre.add", DOES_OWN, .who = KEEPERS, .where = IN_REACH, .run = add, .takes = &add_shape,
	  .gives = &outcome_shape },
};

const struct room cadre_room =
	OWN_ROOM(cadre, "Cadres", .tables = tables, .n_tables = (int)COUNT_OF(tables),
		 .invariants = faults, .recount = recount);
