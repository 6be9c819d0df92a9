/* Accounts and postings as rooms see them; see authority.h. */
#include "authority.h"

#include "actor.h"

const char *const posting_roles[] = { "commander", "officer",   "grid_worker", "gatekeeper",
				      "sampler",   "medic",     "department",  "storekeeper",
				      "property",  "volunteer", "enterprise",  "resident",
				      "auditor",   "admin",     NULL };
const char *const duties[] = { [CHIEF] = "chief", [DEPUTY] = "deputy", [MEMBER] = "member", NULL };
const char *const account_states[] = { "active", "disabled", NULL };
const char *const languages[] = { "zh-CN", "en", NULL };

#define REC struct staff
static const struct field staff_fields[] = {
	TEXT(name, 1, 60, .label = "Name", .secret = SECRET_NAME),
	TEXT(phone, 1, 30, .label = "Phone", .secret = SECRET_PHONE),
};
const struct shape staff_shape = SHAPE(staff_fields);
#undef REC

const char *staff_name(struct request *rq, const struct rows *rows, int column)
{
	struct staff *staff = record_new(rq->arena, &staff_shape);
	size_t n;
	const void *sealed = rows_blob(rows, column, &n);

	if (!sealed || record_unseal(rq->keys, rq->arena, &staff_shape, sealed, n, staff) != 0)
		return NULL;
	return staff->name;
}

const char *role_word(int64_t role)
{
	for (int i = 0; i < N_ROLES; i++)
		if (role == INT64_C(1) << i)
			return posting_roles[i];
	return "none";
}

bool posting_may_give(const struct request *rq, int64_t role, const char *region)
{
	return rq_reaches(rq, ADMIN | COMMANDER, region) ||
	       (((unsigned)role & OFFICER_MAY_POST) && rq_reaches(rq, OFFICER, region));
}

struct carried {
	const char *id, *region;
};

/* Postings of role 2048, a family's own, go with its household (home_follow), which the
 * same change moves; a split would copy them to every part.
 *
 * End the postings on the keys from `from` to before `end` at the instant `at`;
 * one that would begin later never was. */
static int end_range(struct request *rq, const char *from, const char *end, int64_t at)
{
	/* Free: the region was found in reach by the command that ends it. */
	int64_t n = rq_run_free(rq,
				"UPDATE posting SET until_at = CASE WHEN from_at < $3 THEN $3 ELSE "
				"from_at END, void_at = CASE WHEN from_at < $3 THEN NULL ELSE "
				"CAST($4 AS bigint) END, ended_by = $5, changed = $6 "
				"WHERE region >= $1 AND region < $2 AND void_at IS NULL "
				"AND role <> 2048 AND (until_at IS NULL OR until_at > $3)",
				"ttiiii", from, end, at, rq->now, rq->actor->account, rq->seq);

	if (n > 0)
		auth_changed(rq);
	return n < 0 ? -1 : 0;
}

static int follow(struct request *rq, struct change *change, const struct carried *posting,
		  const char *region, int64_t at)
{
	struct buf args;

	buf_init(&args, rq->arena, 1000);
	out_object(&args);
	out_key(&args, "posting");
	out_text(&args, posting->id);
	out_key(&args, "from_at");
	out_int(&args, at);
	out_end_object(&args);
	return rq_follow(rq, "posting.carry", region, rq_new_id(rq, ++change->n_ids), args.bytes);
}

int postings_carry(struct request *rq, struct change *change, const char *from, const char *to,
		   bool is_subtree, bool is_copy)
{
	int64_t at = day_start(change->day);
	char end[KEY_MAX + 2];
	struct carried *found = NULL;
	int n = 0, size = 0, more;
	struct rows *rows;

	if (is_subtree)
		key_end(from, end);
	else
		snprintf(end, sizeof(end), "%s!", from); /* '!' sorts before every segment */
	/* Free: the region was found in reach by the command that changes it. */
	rows = rq_rows_free(rq,
			    "SELECT id, region FROM posting WHERE region >= $1 AND region < $2 "
			    "AND void_at IS NULL AND role <> 2048 "
			    "AND (until_at IS NULL OR until_at > $3) ORDER BY seq",
			    "tti", from, end, at);
	while ((more = rows_next(rows)) == 1) {
		if (n == size) {
			size = size ? size * 2 : 16;
			found = arena_grow(rq->arena, found, (size_t)n * sizeof(*found),
					   (size_t)size * sizeof(*found));
		}
		found[n].id = arena_text(rq->arena, rows_text(rows, 0));
		found[n++].region = arena_text(rq->arena, rows_text(rows, 1));
	}
	if (more < 0)
		return -1;
	for (int i = 0; i < n; i++) {
		const char *region =
			arena_print(rq->arena, "%s%s", to, found[i].region + strlen(from));

		if (follow(rq, change, &found[i], region, at) != 0)
			return -1;
	}
	return n == 0 || is_copy ? 0 : end_range(rq, from, end, at);
}

int postings_end(struct request *rq, const char *region, const char *day)
{
	char end[KEY_MAX + 1];

	key_end(region, end);
	return end_range(rq, region, end, day_start(day));
}

int posting_place(struct request *rq, const struct duty_posting *posting, const char *id)
{
	struct buf args;

	buf_init(&args, rq->arena, 1000);
	out_object(&args);
	out_key(&args, "account");
	out_int(&args, posting->account);
	out_key(&args, "role");
	out_text(&args, role_word(posting->role));
	out_key(&args, "duty");
	out_text(&args, duties[posting->duty]);
	out_key(&args, "from_at");
	out_int(&args, posting->from_at);
	if (posting->until_at != NOT_GIVEN) {
		out_key(&args, "until_at");
		out_int(&args, posting->until_at);
	}
	out_key(&args, "order_ref");
	out_text(&args, posting->order_ref);
	out_end_object(&args);
	return rq_follow(rq, "posting.place", posting->region, id, args.bytes);
}

int posting_release(struct request *rq, const char *id, const char *region, int64_t at)
{
	struct buf args;

	buf_init(&args, rq->arena, 1000);
	out_object(&args);
	out_key(&args, "posting");
	out_text(&args, id);
	out_key(&args, "at");
	out_int(&args, at);
	out_end_object(&args);
	return rq_follow(rq, "posting.release", region, rq_new_id(rq, -1), args.bytes);
}

int account_within(struct request *rq, int64_t account)
{
	/* Free: the account's postings may lie anywhere; that is what is asked. */
	struct rows *rows =
		rq_rows_free(rq,
			     "SELECT role, region FROM posting WHERE account = $1 "
			     "AND void_at IS NULL AND (until_at IS NULL OR until_at > $2)",
			     "ii", account, rq->now);
	int more;

	while ((more = rows_next(rows)) == 1)
		if (!posting_may_give(rq, rows_int(rows, 0), rows_text(rows, 1)))
			return refuse(rq, 4507, NULL,
				      "this person also serves outside your reach; ask the "
				      "administrator above");
	return more < 0 ? -1 : 0;
}

int account_find(struct request *rq, const char *login, struct account *found)
{
	struct rows *rows = rq_rows(
		rq,
		"SELECT a.seq, a.organisation, a.title, a.state, a.lang, a.sealed FROM account a "
		"WHERE a.login = $3 AND a.household IS NULL AND ((a.region >= $1 AND a.region < $2) OR EXISTS "
		"(SELECT 1 FROM posting p WHERE p.account = a.seq AND p.region >= $1 "
		"AND p.region < $2 AND p.void_at IS NULL "
		"AND (p.until_at IS NULL OR p.until_at > $4)))",
		"ti", login, rq->now);
	int more = rows_next(rows);
	const void *sealed;
	size_t n;

	if (more != 1)
		return more;
	*found = (struct account){
		.seq = rows_int(rows, 0),
		.organisation = arena_text(rq->arena, rows_text(rows, 1)),
		.title = arena_text(rq->arena, rows_text(rows, 2)),
		.state = (int)rows_int(rows, 3),
		.lang = (int)rows_int(rows, 4),
	};
	sealed = rows_blob(rows, 5, &n);
	if (sealed && rq_unseal(rq, &staff_shape, sealed, n, &found->staff) != 0)
		return -1;
	rows_end(rows);
	return account_within(rq, found->seq) == 0 ? 1 : -1;
}

int account_need(struct request *rq, const char *login, struct account *found)
{
	int more = account_find(rq, login, found);

	if (more == 0)
		return refuse(rq, 4502, "login", "there is no such account in your reach");
	return more < 0 ? -1 : 0;
}
