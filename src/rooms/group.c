/* Links for a building's chat group: who opens one sees doors, and which reported.
 *
 * Rule: a stranger who has the link learns nothing that the doors themselves do not
 * show: no name, no number of a person, not who lives where, and an empty flat that was
 * recorded looks like one that reported (safeguards R3, R19). */
#include "home_door.h"
#include "region.h"
#include "sweeping.h"

struct link_row {
	const char *region, *token_hash;
	int64_t serial, made_at, made_by, ended_at, ended_by;
};
#define REC struct link_row
static const struct field link_columns[] = {
	REGION(region, .label = "Region", .need = true),
	INT(serial, 1, INT64_MAX, .label = "Which link of this region", .need = true),
	TEXT(token_hash, 64, 64, .label = "Hash of its token", .need = true),
	AT(made_at, .label = "Made", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	AT(ended_at, .label = "Ended"),
	INT(ended_by, 0, INT64_MAX, .label = "Account that ended it"),
};
static const char *const link_indexes[] = { "unique (token_hash)", NULL };
static const struct table tables[] = {
	TABLE("group_link", link_columns, .bare = true, .key = "region", .indexes = link_indexes),
};
#undef REC

struct link_args {
	const char *region;
};
#define REC struct link_args
static const struct field args_fields[] = {
	REGION(region, .label = "Grid, compound, building or stairwell", .need = true),
};
static const struct shape args_shape = SHAPE(args_fields);
#undef REC

struct link_reply {
	const char *token, *url_path, *name;
	int64_t made_at;
};
#define REC struct link_reply
static const struct field reply_fields[] = {
	TEXT(token, 32, 32, .label = "Token"),
	TEXT(url_path, 1, 100, .label = "Address on this server"),
	TEXT(name, 1, 100, .label = "Name of the region"),
	AT(made_at, .label = "Made"),
};
static const struct shape reply_shape = SHAPE(reply_fields);
#undef REC

struct open_args {
	const char *token;
};
#define REC struct open_args
static const struct field open_fields[] = {
	TEXT(token, 1, 64, .label = "Token of the group's link", .need = true),
};
static const struct shape open_shape = SHAPE(open_fields);
#undef REC

struct opened {
	const char *region, *title, *day, *until_day;
	const struct json *path, *doors;
	int64_t n_done, n;
};
#define REC struct opened
static const struct field opened_fields[] = {
	TEXT(region, 1, 100, .label = "Name of the region"),
	JSON(path, 4000, .label = "Names of what it lies in"),
	TEXT(title, 1, 100, .label = "What is asked; absent: nothing just now"),
	DAY(day, .label = "Day of the list"),
	DAY(until_day, .label = "Last day"),
	JSON(doors, 1 << 20, .label = "Doors: door, place, floor, is_done"),
	INT(n_done, 0, 0, .label = "Doors that are done"),
	INT(n, 0, 0, .label = "Doors"),
};
static const struct shape opened_shape = SHAPE(opened_fields);
#undef REC

struct link {
	int64_t serial, made_at;
	bool is_open;
};

static int read_link(struct request *rq, struct link *link)
{
	struct rows *rows = rq_rows(rq,
				    "SELECT serial, ended_at, made_at FROM group_link "
				    "WHERE region = $3 AND region >= $1 AND region < $2",
				    "t", rq->region);
	int more = rows_next(rows);

	memset(link, 0, sizeof(*link));
	if (more == 1) {
		link->serial = rows_int(rows, 0);
		link->is_open = rows_is_null(rows, 1);
		link->made_at = rows_int(rows, 2);
		rows_end(rows);
	}
	return more < 0 ? rq_rows_failed(rq, rows) : 0;
}

static int open_link(struct request *rq, struct link *link)
{
	link->serial++;
	link->made_at = rq->now;
	/* Free: the region is the request's own. */
	return rq_run_free(rq,
			   "INSERT INTO group_link (region, serial, token_hash, made_at, made_by) "
			   "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (region) DO UPDATE SET "
			   "serial = excluded.serial, token_hash = excluded.token_hash, "
			   "made_at = excluded.made_at, made_by = excluded.made_by, "
			   "ended_at = NULL, ended_by = NULL",
			   "titii", rq->region, link->serial,
			   token_hash(rq->arena,
				      group_token(rq->keys, rq->arena, rq->region, link->serial)),
			   rq->now, rq->actor->account) < 0
		       ? -1
		       : 0;
}

/* The same link every day, until somebody ends it. */
static int show_link(struct request *rq, const void *record)
{
	const struct link_args *args = record;
	struct link_reply reply = { 0 };
	struct region region;
	struct link link;

	if (region_need(rq, "region", args->region, NULL, &region) != 0)
		return -1;
	if (!region_holds_households(region.level))
		return refuse(rq, 5502, "region",
			      "a link is for one grid, building or stairwell; choose one");
	if (tally_read(rq, rq->region, "household", NULL) > GROUP_DOORS_MOST)
		return refuse(rq, 5503, "region",
			      "there are too many doors for one link; make one for each building");
	if (read_link(rq, &link) != 0 || (!link.is_open && open_link(rq, &link) != 0))
		return -1;
	reply.token = group_token(rq->keys, rq->arena, rq->region, link.serial);
	reply.url_path = arena_print(rq->arena, "/resident/#g=%s", reply.token);
	reply.name = region.name;
	reply.made_at = link.made_at;
	rq->is_private = true;
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &reply_shape, &reply, SECRETS_CLEAR);
	out_end_object(&rq->reply);
	return 0;
}

static int end_link(struct request *rq, const void *record)
{
	int64_t n = rq_run(rq,
			   "UPDATE group_link SET ended_at = $4, ended_by = $5 WHERE region = $3 "
			   "AND region >= $1 AND region < $2 AND ended_at IS NULL",
			   "tii", rq->region, rq->now, rq->actor->account);

	(void)record;
	if (n < 0)
		return -1;
	return n ? 0 : refuse(rq, 5504, "region", "this region has no open link");
}

/* Free below: the link is the right to see the doors of its region. */

/* The newest list that has doors of this region, and which of them still wait. */
static int read_list(struct request *rq, const char *region, struct opened *opened,
		     const struct group_door *doors, bool *waits, int n_doors)
{
	struct sweep *sweeps;
	char end[KEY_MAX + 1];
	int n, n_found = 0;

	sweeps = sweeps_alive(rq, &n);
	key_end(region, end);
	while (n-- > 0 && n_found == 0) {
		const struct sweep *s = &sweeps[n];
		struct rows *rows;

		if (!s->list_day ||
		    !(key_is_within(region, s->region) || key_is_within(s->region, region)))
			continue;
		opened->title = s->title;
		opened->day = sweep_day(rq, s, NULL);
		opened->until_day = s->until_day;
		rows = rq_rows_free(rq,
				    "SELECT household, state, conflict FROM door WHERE sweep = $1 "
				    "AND day = $2 AND region >= $3 AND region < $4",
				    "ittt", s->seq, opened->day, region, end);
		while (rows_next(rows) == 1) {
			n_found++;
			if (door_is_valid((int)rows_int(rows, 1)) && rows_is_null(rows, 2))
				continue;
			for (int i = 0; i < n_doors; i++)
				if (doors[i].household == rows_int(rows, 0))
					waits[i] = true;
		}
		if (rq_rows_failed(rq, rows) != 0)
			return -1;
	}
	if (n_found == 0)
		opened->title = opened->day = opened->until_day = NULL;
	return rq->fault.number ? -1 : 0;
}

static int write_path(struct request *rq, const char *key)
{
	char path[N_LEVELS][KEY_MAX + 1];
	int n = key_path(key, path);

	out_key(&rq->reply, "path");
	out_list(&rq->reply);
	for (int i = n - 1; i > 0; i--) {
		struct region region;
		int more = region_find(rq, path[i], NULL, &region);

		if (more < 0)
			return -1;
		if (more == 1 && strcmp(region.kind, KIND_PLACEHOLDER) != 0)
			out_text(&rq->reply, region.name);
	}
	out_end_list(&rq->reply);
	return 0;
}

static void write_doors(struct buf *out, const struct group_door *doors, const bool *waits, int n)
{
	out_key(out, "doors");
	out_list(out);
	for (int i = 0; i < n; i++) {
		out_object(out);
		out_key(out, "door");
		out_text(out, doors[i].door);
		out_key(out, "place");
		out_text(out, doors[i].place);
		out_key(out, "floor");
		out_int(out, doors[i].floor);
		out_key(out, "is_done");
		out_flag(out, !waits[i]);
		out_end_object(out);
	}
	out_end_list(out);
}

static int open_group(struct request *rq, const void *record)
{
	const struct open_args *args = record;
	struct opened opened = { 0 };
	struct group_door *doors;
	int failed;
	const char *region = group_region(rq->db, rq->arena, args->token, &failed);
	bool *waits;

	if (failed)
		return -1;
	if (!region)
		return refuse(rq, 5501, "token",
			      "this link has ended; ask your group for the new one");
	int n = group_doors(rq->db, rq->arena, region, &doors);
	if (n < 0)
		return -1;
	waits = arena_alloc(rq->arena, (size_t)(n + 1) * sizeof(*waits));
	memset(waits, 0, (size_t)(n + 1) * sizeof(*waits));
	if (read_list(rq, region, &opened, doors, waits, n) != 0)
		return -1;
	opened.region = region_name(rq, region, NULL);
	opened.n = n;
	for (int i = 0; i < n; i++)
		opened.n_done += !waits[i];
	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &opened_shape, &opened, SECRETS_CLEAR);
	write_doors(&rq->reply, doors, waits, n);
	if (write_path(rq, region) != 0)
		return -1;
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "group.link", DOES_OWN, .who = OFFICER | GRID_WORKER, .where = IN_REACH, .run = show_link,
	  .takes = &args_shape, .gives = &reply_shape },
	{ "group.end", DOES_OWN, .who = OFFICER | GRID_WORKER, .where = IN_REACH, .run = end_link,
	  .takes = &args_shape },
	{ "group.open", DOES_READ, .who = ANYONE, .where = ANYWHERE, .run = open_group,
	  .takes = &open_shape, .gives = &opened_shape },
};

const struct room group_room = OWN_ROOM(group, "Links for building groups", .tables = tables,
					.n_tables = (int)COUNT_OF(tables));
