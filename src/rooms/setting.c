/* Settings of this directory: the pictures under the map and whose they are.
 *
 * Rule: they count for everybody, so only who administers all of it sets them;
 * without them nothing is ever asked of another host. */
#include "setting.h"

struct setting_row {
	const char *name, *value;
	int64_t seq;
};
#define REC struct setting_row
static const struct field columns[] = {
	TEXT(name, 1, 60, .label = "Name", .need = true),
	TEXT(value, 1, SETTING_BYTES, .label = "Value", .need = true),
	INT(seq, 1, INT64_MAX, .label = "Command", .need = true),
};
static const struct table tables[] = {
	TABLE("setting", columns, .bare = true, .key = "name"),
};
#undef REC

struct set_args {
	const char *value;
	int name;
};
#define REC struct set_args
static const struct field set_fields[] = {
	CHOICE(name, setting_names, .label = "Setting", .need = true),
	TEXT(value, 1, SETTING_BYTES / 3, .label = "Value; absent: none"),
};
static const struct shape set_shape = SHAPE(set_fields);
#undef REC

struct row {
	const char *value;
	int name;
	int64_t seq;
};
#define REC struct row
static const struct field row_fields[] = {
	CHOICE(name, setting_names, .label = "Setting"),
	TEXT(value, 1, SETTING_BYTES, .label = "Value"),
	INT(seq, 0, 0, .label = "Command"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

static int set(struct request *rq, const void *record)
{
	const struct set_args *args = record;
	const char *name = setting_names[args->name];
	const char *fault =
		args->value ? setting_fault((enum setting)args->name, args->value) : NULL;

	if (fault)
		return refuse(rq, 5801, "value", fault);
	/* Whoever administers a part does not choose for the whole. */
	if (rq_one(rq, 0,
		   "SELECT count(*) FROM region WHERE level = 3 AND valid_until IS NULL "
		   "AND NOT (key >= $1 AND key < $2)",
		   "") > 0)
		return refuse(rq, 5802, NULL,
			      "this counts for every district; ask the administrator of the whole");
	/* Free: settings are not about territory. */
	if (!args->value)
		return rq_run_free(rq, "DELETE FROM setting WHERE name = $1", "t", name) < 0 ? -1
											     : 0;
	return rq_run_free(rq,
			   "INSERT INTO setting (name, value, seq) VALUES ($1, $2, $3) "
			   "ON CONFLICT (name) DO UPDATE SET value = excluded.value, "
			   "seq = excluded.seq",
			   "tti", name, args->value, rq->seq) < 0
		       ? -1
		       : 0;
}

/* Every setting, also those that nobody chose. */
static int list(struct request *rq, const void *record)
{
	(void)record;
	rq_reply_rows(rq);
	for (int i = 0; i < N_SETTINGS; i++) {
		/* Free: settings are not about territory. */
		struct rows *rows =
			rq_rows_free(rq, "SELECT value, seq FROM setting WHERE name = $1", "t",
				     setting_names[i]);
		int more = rows_next(rows);

		if (more < 0)
			return -1;
		out_object(&rq->reply);
		out_key(&rq->reply, "name");
		out_text(&rq->reply, setting_names[i]);
		out_key(&rq->reply, "value");
		out_text(&rq->reply, more == 1 ? rows_text(rows, 0) : NULL);
		out_key(&rq->reply, "seq");
		out_int(&rq->reply, more == 1 ? rows_int(rows, 1) : NOT_GIVEN);
		out_end_object(&rq->reply);
		if (more == 1)
			rows_end(rows);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return 0;
}

static const struct command commands[] = {
	{ "setting.set", DOES_OWN, .who = ADMIN, .where = IN_REACH, .run = set,
	  .takes = &set_shape },
	{ "setting.list", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = list,
	  .gives = &row_shape },
};

const struct room setting_room =
	OWN_ROOM(setting, "Settings", .tables = tables, .n_tables = (int)COUNT_OF(tables));
