/* Doors as a group sees them, and the sign-in of a family's phone; see home_door.h.
 *
 * Rule: of a door, a stranger who has the link learns what stands on the door itself
 * and whether it reported; a wrong code, a door that does not exist and a household
 * without a code are answered alike. */
#include "home_door.h"

#include "region.h"
#include "walk.h"

#define PHONE_MS (180 * MS_PER_DAY)

const char *home_code_hash(const struct keys *keys, struct arena *arena, int64_t household,
			   const char *code)
{
	int64_t hash = keyed_hash(keys, "binding.code",
				  arena_print(arena, "%" PRId64 " %s", household, code));

	return arena_print(arena, "%016" PRIx64, (uint64_t)hash);
}

const char *group_token(const struct keys *keys, struct arena *arena, const char *region,
			int64_t serial)
{
	const char *what = arena_print(arena, "%s %" PRId64, region, serial);

	return arena_print(arena, "%016" PRIx64 "%016" PRIx64,
			   (uint64_t)keyed_hash(keys, "group.link", what),
			   (uint64_t)keyed_hash(keys, "group.link.2", what));
}

const char *group_region(struct db *db, struct arena *arena, const char *token, int *failed)
{
	const char *region = NULL;
	struct rows *rows;
	char today[11];
	int more;

	day_of(clock_now(), today);
	rows = db_rows(db, arena,
		       "SELECT g.region FROM group_link g JOIN region r ON r.key = g.region "
		       "WHERE g.token_hash = $1 AND g.ended_at IS NULL "
		       "AND (r.valid_until IS NULL OR r.valid_until > $2)",
		       "tt", token_hash(arena, token), today);
	more = rows_next(rows);
	*failed = more < 0;
	if (more == 1) {
		region = arena_text(arena, rows_text(rows, 0));
		rows_end(rows);
	}
	return region;
}

struct place {
	const char *key, *name;
};

struct places {
	struct place *list;
	int n;
};

static int read_places(struct db *db, struct arena *arena, const char *region,
		       struct places *places)
{
	char end[KEY_MAX + 1];
	struct rows *rows;
	int size = 0, more;

	key_end(region, end);
	rows = db_rows(db, arena,
		       "SELECT key, name FROM region WHERE key > $1 AND key < $2 ORDER BY key",
		       "tt", region, end);
	while ((more = rows_next(rows)) == 1) {
		if (places->n == size) {
			size = size ? size * 2 : 64;
			places->list = arena_grow(arena, places->list,
						  (size_t)places->n * sizeof(struct place),
						  (size_t)size * sizeof(struct place));
		}
		places->list[places->n].key = arena_text(arena, rows_text(rows, 0));
		places->list[places->n++].name = arena_text(arena, rows_text(rows, 1));
	}
	return more;
}

/* Names of what lies between the group's region and the household's: "2号楼 1单元". */
static const char *place_of(struct arena *arena, const struct places *places, const char *region,
			    const char *key)
{
	const char *name = NULL;

	for (int i = 0; i < places->n; i++)
		if (strcmp(places->list[i].key, region) > 0 &&
		    key_is_within(key, places->list[i].key))
			name = name ? arena_print(arena, "%s %s", name, places->list[i].name)
				    : places->list[i].name;
	return name;
}

static int door_order(const void *left, const void *right)
{
	const struct group_door *a = left, *b = right;

	return walk_order(&(struct walk_door){ a->region, a->plain, a->floor },
			  &(struct walk_door){ b->region, b->plain, b->floor });
}

int group_doors(struct db *db, struct arena *arena, const char *region, struct group_door **doors)
{
	struct group_door *list = arena_alloc(arena, GROUP_DOORS_MOST * sizeof(*list));
	struct places places = { 0 };
	char end[KEY_MAX + 1];
	struct rows *rows;
	int n = 0, more;

	*doors = list;
	if (read_places(db, arena, region, &places) != 0)
		return -1;
	key_end(region, end);
	rows = db_rows(db, arena,
		       "SELECT seq, id, region, door, floor FROM household WHERE region >= $1 "
		       "AND region < $2 AND until_day IS NULL LIMIT $3",
		       "tti", region, end, (int64_t)GROUP_DOORS_MOST);
	while ((more = rows_next(rows)) == 1) {
		struct group_door *d = &list[n++];

		*d = (struct group_door){ .household = rows_int(rows, 0),
					  .id = arena_text(arena, rows_text(rows, 1)),
					  .region = arena_text(arena, rows_text(rows, 2)),
					  .plain = arena_text(arena, rows_text(rows, 3)),
					  .floor = rows_is_null(rows, 4) ? NOT_GIVEN
									 : rows_int(rows, 4) };
		d->place = place_of(arena, &places, region, d->region);
		d->door = d->place ? arena_print(arena, "%s %s", d->place, d->plain) : d->plain;
	}
	if (more < 0)
		return -1;
	qsort(list, (size_t)n, sizeof(*list), door_order);
	return n;
}

static int blame(struct fault *fault, int number, const char *field, const char *sentence)
{
	fault->number = number;
	fault->field = field;
	fault->sentence = say(fault->lang ? fault->lang : "en", sentence);
	return -1;
}

static int blame_storage(struct fault *fault)
{
	return blame(fault, 5001, NULL, "the storage failed; try again");
}

static int blame_code(struct fault *fault)
{
	return blame(fault, 5402, "code",
		     "the door and the code do not fit, or the code is too old; look at both "
		     "again, or ask your grid worker for a new code");
}

/* The household of a card, 0 for none. */
static int64_t find_by_card(struct db *db, struct arena *arena, const char *card,
			    struct fault *fault)
{
	int failed = 0;
	int64_t found = db_one(db, arena, 0, &failed,
			       "SELECT household FROM home_key WHERE token_hash = $1 "
			       "AND ended_at IS NULL AND until_at > $2",
			       "ti", token_hash(arena, card), clock_now());

	if (failed)
		blame_storage(fault);
	else if (found == 0)
		blame(fault, 5401, "card",
		      "this card is no longer valid; ask your grid worker for a new one");
	return fault->number ? 0 : found;
}

/* The household behind a door of the group: by its whole label, or by the door alone
 * where only one has it. */
static int64_t find_by_door(struct db *db, struct arena *arena, const struct home_try *given,
			    struct fault *fault)
{
	const struct group_door *found = NULL;
	struct group_door *doors;
	int failed, n, n_plain = 0;
	const char *region = group_region(db, arena, given->group, &failed);

	if (failed)
		return blame_storage(fault), 0;
	if (!region) {
		blame(fault, 5501, "group", "this link has ended; ask your group for the new one");
		return 0;
	}
	n = group_doors(db, arena, region, &doors);
	if (n < 0)
		return blame_storage(fault), 0;
	for (int i = 0; i < n; i++) {
		if (strcmp(doors[i].door, given->door) == 0)
			return doors[i].household;
		if (strcmp(doors[i].plain, given->door) == 0) {
			found = &doors[i];
			n_plain++;
		}
	}
	if (n_plain == 1)
		return found->household;
	blame_code(fault);
	return 0;
}

/* binding.try decides in the writer, where guesses stand in one line. */
static const struct json *run_try(struct engine *engine, struct arena *arena, int64_t household,
				  const struct home_try *given, const char *hash, int64_t until_at,
				  struct fault *fault)
{
	static const struct actor program = { .login = "program", .is_program = true };
	struct call *call = arena_alloc(arena, sizeof(*call));
	struct envelope envelope = { .command = "binding.try", .region = "", .lang = fault->lang };
	const char *why;
	struct buf args;

	buf_init(&args, arena, 4096);
	out_object(&args);
	out_key(&args, "household");
	out_int(&args, household);
	out_key(&args, given->card ? "card_hash" : "code_hash");
	out_text(&args,
		 given->card ? token_hash(arena, given->card)
			     : home_code_hash(engine_keys(engine), arena, household, given->code));
	out_key(&args, "token_hash");
	out_text(&args, hash);
	if (given->label && *given->label) {
		out_key(&args, "label");
		out_text(&args, given->label);
	}
	out_key(&args, "until_at");
	out_int(&args, until_at);
	out_end_object(&args);
	if (call_prepare(engine, arena, &program, &envelope,
			 json_read(arena, args.bytes, args.n, &why), call) != 0 ||
	    call_do(engine, call) != 0) {
		*fault = call->rq.fault;
		return NULL;
	}
	return json_read(arena, call->rq.reply.bytes, call->rq.reply.n, &why);
}

static int read_opened(struct db *db, struct arena *arena, int64_t household,
		       struct home_opened *opened)
{
	struct rows *rows =
		db_rows(db, arena,
			"SELECT h.id, h.region, h.door, " BUILDING_NAME
			" FROM household h " JOIN_BUILDING("h.region") "WHERE h.seq = $1",
			"i", household);

	if (rows_next(rows) != 1)
		return -1;
	opened->household = arena_text(arena, rows_text(rows, 0));
	opened->region = arena_text(arena, rows_text(rows, 1));
	opened->door = arena_text(arena, rows_text(rows, 2));
	opened->building = arena_text(arena, rows_text(rows, 3));
	rows_end(rows);
	return 0;
}

int home_sign_in(struct engine *engine, struct arena *arena, const struct home_try *given,
		 struct home_opened *opened, struct fault *fault)
{
	struct db *db = db_pool_take(engine_pool(engine));
	int64_t household = given->card ? find_by_card(db, arena, given->card, fault)
					: find_by_door(db, arena, given, fault);
	const struct json *reply;
	const char *outcome;
	int failed;

	db_pool_give(engine_pool(engine), db);
	if (household == 0)
		return -1;
	token_make(opened->token);
	opened->until_at = clock_now() + PHONE_MS;
	reply = run_try(engine, arena, household, given, token_hash(arena, opened->token),
			opened->until_at, fault);
	if (!reply)
		return -1;
	outcome = json_text(reply, "outcome");
	if (strcmp(outcome, "locked") == 0) {
		int64_t ms = json_int(reply, "wait_ms");

		blame(fault, 5403, "code", "too many wrong codes; try again in %lld min");
		fault->wait_s = (ms + MS_PER_SECOND - 1) / MS_PER_SECOND;
		fault->sentence =
			arena_print(arena, fault->sentence,
				    (long long)((ms + MS_PER_MINUTE - 1) / MS_PER_MINUTE));
		return -1;
	}
	if (strcmp(outcome, "bound") != 0)
		return given->card ? blame(fault, 5401, "card",
					   "this card is no longer valid; ask your grid worker for "
					   "a new one")
				   : blame_code(fault);
	opened->relation = arena_text(arena, json_text(reply, "relation"));
	db = db_pool_take(engine_pool(engine));
	failed = read_opened(db, arena, household, opened);
	db_pool_give(engine_pool(engine), db);
	return failed ? blame_storage(fault) : 0;
}
