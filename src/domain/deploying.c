/* Cadres and their deployment; see deploying.h. */
#include "deploying.h"

const char *const cadre_states[] = { [CADRE_WAITING] = "uploaded",
				     [CADRE_APPROVED] = "approved",
				     [CADRE_REFUSED] = "rejected",
				     [CADRE_VOID] = "void",
				     NULL };

const char *const clearance_states[] = { [CLEARANCE_ASKED] = "asked",
					 [CLEARANCE_CLEARED] = "cleared",
					 [CLEARANCE_REFUSED] = "refused",
					 NULL };
const char *const leave_states[] = { [LEAVE_ASKED] = "asked",
				     [LEAVE_PENDING] = "pending",
				     [LEAVE_GRANTED] = "granted",
				     [LEAVE_REFUSED] = "refused",
				     NULL };

#define ORGANISATION_DEPARTMENT 9 /* organisation.kind, in the order of organisation.c */

/* ---- units ----
 * Free: a unit may stand anywhere; what the caller may do with it is asked afterwards. */

static struct unit unit_from(struct request *rq, const struct rows *rows)
{
	return (struct unit){ arena_text(rq->arena, rows_text(rows, 0)),
			      arena_text(rq->arena, rows_text(rows, 1)),
			      arena_text(rq->arena, rows_text(rows, 2)),
			      rows_int(rows, 3) == ORGANISATION_DEPARTMENT };
}

static int find_unit(struct request *rq, struct rows *rows, struct unit *found)
{
	int more = rows_next(rows);

	if (more != 1)
		return more < 0 ? rq_rows_failed(rq, rows) : 0;
	*found = unit_from(rq, rows);
	/* Two of one name are as good as none: the id says which. */
	more = rows_next(rows);
	rows_end(rows);
	return more < 0 ? -1 : more == 0;
}

int unit_of_caller(struct request *rq, struct unit *found)
{
	*found = (struct unit){ 0 };
	return find_unit(rq,
			 rq_rows_free(rq,
				      "SELECT o.id, o.region, o.name, o.kind FROM organisation o "
				      "JOIN account a ON a.organisation = o.id "
				      "WHERE a.seq = $1 AND o.void_at IS NULL",
				      "i", rq->actor->account),
			 found) < 0
		       ? -1
		       : 0;
}

int unit_need(struct request *rq, const char *id_or_name, struct unit *found)
{
	int more = find_unit(rq,
			     rq_rows_free(rq,
					  "SELECT id, region, name, kind FROM organisation "
					  "WHERE id = $1 AND void_at IS NULL",
					  "t", id_or_name),
			     found);

	if (more == 0)
		more = find_unit(rq,
				 rq_rows_free(rq,
					      "SELECT id, region, name, kind FROM organisation "
					      "WHERE name = $1 AND void_at IS NULL LIMIT 2",
					      "t", id_or_name),
				 found);
	if (more == 0)
		return refuse(rq, 4503, "organisation",
			      "there is no such organisation; add it first");
	return more < 0 ? -1 : 0;
}

/* Whether the caller has a unit of its own, and which. */
static bool own_unit(struct request *rq, struct unit *own)
{
	return !rq->actor->is_program && unit_of_caller(rq, own) == 0 && own->id;
}

bool unit_is_kept(struct request *rq, const struct unit *unit)
{
	struct unit own;

	if (rq_reaches(rq, COMMANDER | ADMIN, unit->region))
		return true;
	return own_unit(rq, &own) && strcmp(own.id, unit->id) == 0 &&
	       rq_reaches(rq, DEPARTMENT | OFFICER, unit->region);
}

bool unit_is_decided(struct request *rq, const char *region)
{
	struct unit own;

	if (rq_reaches(rq, COMMANDER | ADMIN, region))
		return true;
	return own_unit(rq, &own) && own.is_organising && key_is_within(region, own.region) &&
	       rq_reaches(rq, DEPARTMENT, region);
}

bool unit_is_level(struct request *rq, const char *region)
{
	struct unit own;

	if (rq_reaches(rq, COMMANDER, region))
		return true;
	return own_unit(rq, &own) && own.is_organising && strcmp(own.region, region) == 0 &&
	       rq_reaches(rq, DEPARTMENT, region);
}

bool unit_is_own(struct request *rq, const char *organisation)
{
	struct unit own;

	return own_unit(rq, &own) && strcmp(own.id, organisation) == 0;
}

int unit_only(struct request *rq, const char **only)
{
	struct unit own;

	*only = NULL;
	if (rq_reaches(rq, OFFICER | COMMANDER, rq->region) || unit_is_decided(rq, rq->region))
		return 0;
	if (unit_of_caller(rq, &own) != 0)
		return -1;
	*only = own.id ? own.id : "";
	return 0;
}

/* ---- cadres ---- */

struct cadre cadre_from(struct request *rq, const struct rows *rows)
{
	struct cadre c = {
		.seq = rows_int(rows, 0),
		.id = arena_text(rq->arena, rows_text(rows, 1)),
		.region = arena_text(rq->arena, rows_text(rows, 2)),
		.organisation = arena_text(rq->arena, rows_text(rows, 3)),
		.residence = arena_text(rq->arena, rows_text(rows, 4)),
		.batch = arena_text(rq->arena, rows_text(rows, 5)),
		.login = arena_text(rq->arena, rows_text(rows, 6)),
		.account = rows_is_null(rows, 7) ? 0 : rows_int(rows, 7),
		.rank = rows_int(rows, 8),
		.is_member = rows_int(rows, 9),
		.state = (int)rows_int(rows, 10),
	};
	size_t n;
	const void *sealed = rows_blob(rows, 11, &n);

	if (sealed)
		record_unseal(rq->keys, rq->arena, &staff_shape, sealed, n, &c.staff);
	return c;
}

int cadre_need(struct request *rq, const char *field, const char *id, struct cadre *found)
{
	/* Free: unit and residence may lie in different places; the reach is asked below. */
	struct rows *rows = rq_rows_free(
		rq, "SELECT " CADRE_COLUMNS " FROM cadre c WHERE c.id = $1 AND c.state < 3", "t",
		id);
	int more = rows_next(rows);
	struct unit unit;

	if (more < 0)
		return rq_rows_failed(rq, rows);
	if (more == 1) {
		*found = cadre_from(rq, rows);
		rows_end(rows);
		unit = (struct unit){ .id = found->organisation, .region = found->region };
		if (rq_reaches(rq, OFFICER | COMMANDER, found->residence) ||
		    unit_is_kept(rq, &unit) || unit_is_decided(rq, found->region))
			return 0;
	}
	return rq->fault.number ? -1
				: refuse(rq, 6301, field,
					 "there is no such person in the rosters you reach");
}

static int residence_wide(struct request *rq)
{
	return refuse(rq, 6304, "residence", "give the community in which the person lives");
}

/* SQL: the name as people write it, without the committee that the official list ends with. */
#define SHORT_NAME(name, text)                                                                     \
	name " IN (CAST(" text " AS text) || '居委会', CAST(" text                                 \
	     " AS text) || '社区居委会', CAST(" text " AS text) || '村委会', CAST(" text           \
	     " AS text) || '委会')"
/* Free: the names of the territory are for everybody. */
static int residence_named(struct request *rq, const char *name, const char *inside,
			   char community[KEY_MAX + 1])
{
	struct rows *rows = rq_rows_free(
		rq,
		"WITH RECURSIVE down(key, level, name, above) AS ("
		"SELECT key, level, name, substr(name, 1, 0) FROM region WHERE key = $2 UNION ALL "
		"SELECT r.key, r.level, r.name, d.name FROM region r JOIN down d "
		"ON r.parent = d.key WHERE d.level < 5 AND (r.valid_until IS NULL "
		"OR r.valid_until > $3)) SELECT key FROM down WHERE level = 5 AND (name = $1 "
		"OR above || name = $1 OR above || ' ' || name = $1 OR " SHORT_NAME(
			"name", "$1") ") LIMIT 2",
		"ttt", name, inside, rq->today);
	int n = 0;

	while (rows_next(rows) == 1 && n < 2)
		if (n++ == 0)
			snprintf(community, KEY_MAX + 1, "%s", rows_text(rows, 0));
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rows_end(rows);
	if (n == 2)
		return refuse(rq, 6311, "residence",
			      "several communities have this name; write the street before it, or "
			      "the 12 digits of the code");
	if (n == 1)
		return 0;
	return refuse(
		rq, 6304, "residence",
		"no community has this name here; write its full name as in the territory, or the "
		"12 digits of the code");
}

int residence_find(struct request *rq, const char *given, const char *inside,
		   char community[KEY_MAX + 1])
{
	struct region region;
	int more;

	if (key_from_code(given, community) != 0)
		return residence_named(rq, given, inside, community);
	more = region_by_code(rq, given, &region);
	if (more < 0)
		return -1;
	if (more == 0)
		return region_need(rq, "residence", given, NULL, &region);
	if (region.level < LEVEL_COMMUNITY)
		return residence_wide(rq);
	snprintf(community, KEY_MAX + 1, "%.*s", level_length[LEVEL_COMMUNITY], region.key);
	return 0;
}

void cadre_count(struct request *rq, const char *region, int64_t rank, bool is_member,
		 int64_t delta)
{
	tally(rq, region, "", "cadre", delta);
	if (is_member)
		tally(rq, region, "", "cadre.member", delta);
	if (rank == 0)
		tally(rq, region, "", "cadre.bureau", delta);
	if (rank == 1)
		tally(rq, region, "", "cadre.division", delta);
}

bool serves_at_home(const char *residence, const char *region)
{
	char community[KEY_MAX + 1];
	int n = level_length[LEVEL_COMMUNITY];

	snprintf(community, sizeof(community), "%.*s", n, region);
	return key_is_within(residence, community);
}

bool is_cleared(struct request *rq, const struct cadre *c, const char *region)
{
	/* Free: the person was found in the caller's reach. */
	return rq_one_free(rq, 0,
			   "SELECT 1 FROM deployment_clearance WHERE cadre = $1 AND state = 1 "
			   "AND substr($2, 1, length(region)) = region LIMIT 1",
			   "it", c->seq, region) == 1;
}

/* ---- deployments ---- */

struct deployment deployment_from(struct request *rq, const struct rows *rows)
{
	return (struct deployment){
		.seq = rows_int(rows, 0),
		.id = arena_text(rq->arena, rows_text(rows, 1)),
		.region = arena_text(rq->arena, rows_text(rows, 2)),
		.cadre = rows_int(rows, 3),
		.account = rows_int(rows, 4),
		.ask = rows_int(rows, 5),
		.role = rows_int(rows, 6),
		.from_at = rows_int(rows, 7),
		.until_at = rows_int(rows, 8),
		.is_away = rows_int(rows, 9),
		.state = (int)rows_int(rows, 10),
		.unit_region = arena_text(rq->arena, rows_text(rows, 11)),
		.organisation = arena_text(rq->arena, rows_text(rows, 12)),
	};
}

static int read_one(struct request *rq, struct rows *rows, struct deployment *found)
{
	int more = rows_next(rows);

	if (more != 1)
		return more < 0 ? rq_rows_failed(rq, rows) : 0;
	*found = deployment_from(rq, rows);
	rows_end(rows);
	return 1;
}

#define FROM_DEPLOYMENT                                                                            \
	"SELECT " DEPLOYMENT_COLUMNS " FROM deployment d JOIN cadre c ON c.seq = d.cadre "

/* Free: the person and the unit ask from elsewhere; each caller checks whose it is. */
int deployment_find(struct request *rq, const char *id, struct deployment *found)
{
	return read_one(rq, rq_rows_free(rq, FROM_DEPLOYMENT "WHERE d.id = $1", "t", id), found);
}

int deployment_by_seq(struct request *rq, int64_t seq, struct deployment *found)
{
	return read_one(rq, rq_rows_free(rq, FROM_DEPLOYMENT "WHERE d.seq = $1", "i", seq), found);
}

int deployment_need(struct request *rq, const char *id, struct deployment *found)
{
	int more = deployment_find(rq, id, found);

	if (more < 0)
		return -1;
	if (more == 0 || !key_is_within(found->region, rq->region))
		return refuse(rq, 6402, "deployment", "there is no such deployment in your reach");
	rq_place(rq, found->region);
	if (found->state != DEPLOYED)
		return refuse(rq, 6403, "deployment",
			      "this deployment has ended; call the person up again");
	return 0;
}

static const char *order_of(struct request *rq, const struct deployment *d)
{
	return arena_print(rq->arena, "deployment:%s", d->id);
}

int deployment_post(struct request *rq, const struct deployment *d, int64_t from_at)
{
	struct duty_posting posting = { .account = d->account,
					.role = d->role,
					.region = d->region,
					.duty = MEMBER,
					.from_at = from_at < d->from_at ? d->from_at : from_at,
					.until_at = d->until_at,
					.order_ref = order_of(rq, d) };

	if (posting.from_at >= posting.until_at)
		return 0;
	return posting_place(rq, &posting,
			     arena_print(rq->arena, "d%" PRId64 "/%" PRId64, d->seq, rq->seq));
}

int deployment_unpost(struct request *rq, const struct deployment *d)
{
	/* Free: the postings of this deployment, which whoever asks has found. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT id, region FROM posting WHERE account = $1 "
					 "AND order_ref = $2 AND void_at IS NULL "
					 "AND (until_at IS NULL OR until_at > $3)",
					 "iti", d->account, order_of(rq, d), rq->now);

	struct {
		const char *id, *region;
	} found[8]; /* a split leaves one in each part */
	int n = 0;

	while (n < (int)COUNT_OF(found) && rows_next(rows) == 1) {
		found[n].id = arena_text(rq->arena, rows_text(rows, 0));
		found[n++].region = arena_text(rq->arena, rows_text(rows, 1));
	}
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rows_end(rows);
	for (int i = 0; i < n; i++)
		if (posting_release(rq, found[i].id, found[i].region, rq->now) != 0)
			return -1;
	return 0;
}

int leaves_stop(struct request *rq, const char *why)
{
	struct deployment *away = NULL;
	int n = 0, size = 0;
	struct rows *rows;

	if (rq_run(rq,
		   "UPDATE deployment_leave SET state = 3, decided_by = $3, decided_at = $4, "
		   "refused_reason = $5, changed = $6 WHERE state = 2 AND until_day >= $7 "
		   "AND deployment IN (SELECT seq FROM deployment WHERE state = 0 "
		   "AND region >= $1 AND region < $2)",
		   "iitit", rq->actor->account ? rq->actor->account : NOT_GIVEN, rq->now, why,
		   rq->seq, rq->today) < 0)
		return -1;
	rows = rq_rows(rq,
		       FROM_DEPLOYMENT "WHERE d.state = 0 AND d.is_away = 1 AND d.region >= $1 "
				       "AND d.region < $2 ORDER BY d.seq",
		       "");
	while (rows_next(rows) == 1) {
		if (n == size) {
			size = size ? size * 2 : 16;
			away = arena_grow(rq->arena, away, (size_t)n * sizeof(*away),
					  (size_t)size * sizeof(*away));
		}
		away[n++] = deployment_from(rq, rows);
	}
	if (rq_rows_failed(rq, rows) != 0 ||
	    rq_run(rq,
		   "UPDATE deployment SET is_away = 0, changed = $3 WHERE state = 0 "
		   "AND is_away = 1 AND region >= $1 AND region < $2",
		   "i", rq->seq) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (deployment_post(rq, &away[i], rq->now) != 0)
			return -1;
	return 0;
}
