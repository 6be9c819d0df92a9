/* Passes: exit permits of households, passes of visitors, deliveries, vehicles, badges.
 *
 * Rule: a pass that limits how often somebody may go out says under which rule it does
 * and when that ends (safeguard R6); whose a pass is stands sealed in the journal row
 * that issued it, and is destroyed 30 days after the pass is over (R12). */
#include "authority.h"
#include "home.h"
#include "passing.h"

#define ISSUERS        (OFFICER | GRID_WORKER | PROPERTY)
#define MOST_MS        (366 * MS_PER_DAY)
#define MOST_SHORT_MS  (7 * MS_PER_DAY) /* visitors and deliveries */
#define WORDS_KEPT_MS  (30 * MS_PER_DAY)
#define KIND_BIT(kind) (1u << (kind))

struct pass_row {
	int64_t seq, household, account, from_at, until_at, quota, days, made_at, made_by, void_at,
		void_seq, void_by;
	const char *id, *region, *opens, *door, *basis;
	int kind;
};
#define REC struct pass_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region it was issued in", .need = true),
	TEXT(opens, 1, KEY_MAX, .label = "Region whose gates it opens", .need = true),
	CHOICE(kind, pass_kinds, .label = "Kind", .need = true),
	INT(household, 1, INT64_MAX, .label = "Household"),
	INT(account, 1, INT64_MAX, .label = "Account it is the badge of"),
	TEXT(door, 1, PASS_DOOR_MAX, .label = "Door"),
	TEXT(basis, 4, 200, .label = "Rule under which it limits"),
	AT(from_at, .label = "From", .need = true),
	AT(until_at, .label = "Until", .need = true),
	INT(quota, 1, 99, .label = "Times out"),
	INT(days, 1, 30, .label = "in so many days"),
	AT(made_at, .label = "Issued", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that issued it", .need = true),
	AT(void_at, .label = "Made void"),
	INT(void_seq, 1, INT64_MAX, .label = "Command that made it void"),
	INT(void_by, 0, INT64_MAX, .label = "Account that made it void"),
};
static const char *const indexes[] = { "unique (id)", "region, seq", "opens",
				       "household",   "void_seq",    NULL };
static const struct table tables[] = {
	TABLE("pass", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct issue_args {
	const char *household, *login, *holder, *phone, *plate, *door, *basis, *opens;
	int64_t from_at, until_at, quota, days;
	int kind;
};
#define REC struct issue_args
static const struct field issue_fields[] = {
	CHOICE(kind, pass_kinds, .label = "Kind", .need = true),
	REF(household, "household", .label = "Household"),
	TEXT(login, 2, 40, .label = "Login of whose badge it is"),
	TEXT(holder, 1, 60, .label = "Name of the holder", .secret = SECRET_NAME),
	TEXT(phone, 1, 30, .label = "Phone", .secret = SECRET_PHONE),
	TEXT(plate, 1, 20, .label = "Number plate", .secret = SECRET_TEXT),
	TEXT(door, 1, PASS_DOOR_MAX, .label = "Door"),
	REGION(opens, .label = "Region whose gates it opens"),
	AT(from_at, .label = "From"),
	AT(until_at, .label = "Until", .need = true),
	INT(quota, 1, 99, .label = "Times out"),
	INT(days, 1, 30, .label = "in so many days"),
	TEXT(basis, 4, 200, .label = "Rule under which it limits"),
};
static const struct shape issue_shape = SHAPE(issue_fields);
#undef REC

struct issued {
	const char *pass;
	int64_t number, until_at;
};
#define REC struct issued
static const struct field issued_fields[] = {
	REF(pass, "pass", .label = "Pass"),
	INT(number, 1, INT64_MAX, .label = "Number of the pass"),
	AT(until_at, .label = "Until"),
};
static const struct shape issued_shape = SHAPE(issued_fields);
#undef REC

/* Grid workers know the doors, property firms who comes; badges are the officer's. */
static int check_kind(struct request *rq, const struct issue_args *args)
{
	static const unsigned short_kinds =
		KIND_BIT(VISITOR_PASS) | KIND_BIT(DELIVERY_PASS) | KIND_BIT(VEHICLE_PASS);
	unsigned may = short_kinds | KIND_BIT(HOUSEHOLD_PASS) | KIND_BIT(STAFF_PASS);

	if (rq->role == GRID_WORKER)
		may &= ~KIND_BIT(STAFF_PASS);
	if (rq->role == PROPERTY)
		may = short_kinds;
	if (!(may & KIND_BIT(args->kind)))
		return refuse(rq, 7506, "kind",
			      "passes of this kind are issued by the officer; ask there");
	return 0;
}

static int check_whose(struct request *rq, const struct issue_args *args)
{
	static const char whose[] = "say whose pass it is";

	if (args->kind == HOUSEHOLD_PASS && !args->household)
		return refuse(rq, 7502, "household", whose);
	if (args->kind == STAFF_PASS && !args->login)
		return refuse(rq, 7502, "login", whose);
	if (args->kind == VEHICLE_PASS && !args->plate)
		return refuse(rq, 7502, "plate", whose);
	if ((args->kind == VISITOR_PASS || args->kind == DELIVERY_PASS) && !args->holder)
		return refuse(rq, 7502, "holder", whose);
	return 0;
}

static int check_limits(struct request *rq, const struct issue_args *args, int64_t from_at)
{
	bool is_short = args->kind == VISITOR_PASS || args->kind == DELIVERY_PASS;
	int64_t most = is_short ? MOST_SHORT_MS : MOST_MS;

	if ((args->quota == NOT_GIVEN) != (args->days == NOT_GIVEN))
		return refuse(rq, 7503, args->quota == NOT_GIVEN ? "quota" : "days",
			      "say how often and in how many days, or neither");
	if (args->quota != NOT_GIVEN && !args->basis)
		return refuse(rq, 7504, "basis",
			      "a pass that limits needs the rule it stands on; name it");
	if (args->until_at <= from_at || args->until_at <= rq->now ||
	    args->until_at - from_at > most)
		return refuse(rq, 7505, "until_at",
			      is_short ? "a pass of a visitor or a delivery ends within 7 days; "
					 "choose an earlier end"
				       : "a pass ends after it begins and within a year; choose "
					 "another end");
	return 0;
}

/* A household's gate: its compound's, or where there is none its grid's. */
static const char *gate_region(struct request *rq, const char *home)
{
	char key[KEY_MAX + 1];
	int n = level_length[LEVEL_COMPOUND], n_grid = level_length[LEVEL_GRID];

	snprintf(key, sizeof(key), "%.*s", n, home);
	if ((int)strlen(key) < n || strcmp(key + n_grid, "00") == 0)
		key[n_grid] = '\0';
	return arena_text(rq->arena, key);
}

/* Where it opens; a household's own place must lie there. */
static int find_opens(struct request *rq, const struct issue_args *args,
		      const struct household_at *home, const char **opens)
{
	struct region region;
	int level;

	*opens = args->opens ? args->opens : home ? gate_region(rq, home->region) : rq->region;
	level = (int)key_level(*opens);
	if (level < LEVEL_STREET || level > LEVEL_COMPOUND ||
	    (home && !key_is_within(home->region, *opens)))
		return refuse(rq, 7501, "opens",
			      "a pass opens the gates of a compound, a grid, a community or a "
			      "street; choose the one it is for");
	if (region_need(rq, "opens", *opens, NULL, &region) != 0)
		return -1;
	if (args->opens && !rq_reaches(rq, ISSUERS, *opens))
		return refuse(rq, 4103, "opens", "this place is outside your postings");
	return 0;
}

static int check_only(struct request *rq, int64_t household)
{
	/* Free: the household was just found in reach. */
	int64_t n = rq_one_free(rq, 0,
				"SELECT count(*) FROM pass WHERE household = $1 AND kind = 0 "
				"AND void_at IS NULL AND until_at > $2",
				"ii", household, rq->now);

	if (n > 0)
		return refuse(rq, 7507, "household",
			      "this household has a pass; show its code again, or make it void "
			      "first");
	return rq->fault.number ? -1 : 0;
}

/* The first pass of all finds no key; nobody has to think of it. */
static int need_key(struct request *rq)
{
	struct cose_key *key;
	int64_t until_at;

	if (pass_key_now(rq, &key, &until_at) != 0)
		return -1;
	return key ? 0 : pass_key_make(rq);
}

static int insert(struct request *rq, const struct issue_args *args, const struct pass_at *pass,
		  int64_t account)
{
	/* Free: place and household were found in reach. */
	if (rq_run_free(rq,
			"INSERT INTO pass (seq, id, region, opens, kind, household, account, door, "
			"basis, from_at, until_at, quota, days, made_at, made_by) VALUES ($1, $2, "
			"$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
			"itttiiittiiiiii", rq->seq, rq->key, pass->region, pass->opens,
			(int64_t)args->kind, pass->household, account, pass->door, args->basis,
			pass->from_at, args->until_at, args->quota, args->days, rq->now,
			rq->actor->account) < 0)
		return -1;
	return timer_set(rq, arena_print(rq->arena, "pass.%" PRId64, rq->seq),
			 args->until_at + WORDS_KEPT_MS, "pass.forget", pass->region,
			 arena_print(rq->arena, "{\"number\":%" PRId64 "}", rq->seq));
}

static int issue(struct request *rq, const void *record)
{
	const struct issue_args *args = record;
	struct pass_at pass = { .household = NOT_GIVEN, .region = rq->region, .door = args->door };
	struct issued issued = { rq->key, rq->seq, args->until_at };
	struct account whose = { .seq = NOT_GIVEN };
	struct household_at home;
	bool is_home = args->kind == HOUSEHOLD_PASS;

	pass.from_at = args->from_at == NOT_GIVEN ? rq->now : args->from_at;
	if (check_kind(rq, args) != 0 || check_whose(rq, args) != 0 ||
	    check_limits(rq, args, pass.from_at) != 0)
		return -1;
	if (args->kind == STAFF_PASS && account_need(rq, args->login, &whose) != 0)
		return -1;
	if (is_home) {
		if (people_household(rq, "household", args->household, &home) != 0 ||
		    check_only(rq, home.seq) != 0)
			return -1;
		pass.household = home.seq;
		pass.region = home.region;
		pass.door = utf8_length(home.door) <= PASS_DOOR_MAX ? home.door : NULL;
	}
	if (find_opens(rq, args, is_home ? &home : NULL, &pass.opens) != 0 || need_key(rq) != 0 ||
	    insert(rq, args, &pass, whose.seq) != 0)
		return -1;
	rq_place(rq, pass.region);
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &issued_shape, &issued, SECRETS_OUT);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "pass.issue", DOES_OWN, .who = ISSUERS, .where = IN_REACH, .run = issue,
	  .takes = &issue_shape, .gives = &issued_shape },
};

const struct room pass_room =
	OWN_ROOM(pass, "Passes", .tables = tables, .n_tables = (int)COUNT_OF(tables));
