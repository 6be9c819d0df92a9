/* Channels: the robots of work groups and the gateway for short messages.
 *
 * Rule: only an administrator names where messages go; address and key are sealed and
 * never shown again, and nothing leaves over a connection that others can read. */
#include "authority.h"
#include "channeling.h"

struct channel_row {
	int64_t seq, made_by, changed, void_at;
	const char *id, *region, *name, *url, *secret, *template, *reason;
	int kind;
};
#define REC struct channel_row
static const struct field channel_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	TEXT(name, 1, 60, .label = "Name", .need = true),
	CHOICE(kind, channel_kinds, .label = "Kind of channel", .need = true),
	TEXT(url, 8, 500, .label = "Address of the service", .secret = SECRET_TEXT),
	TEXT(secret, 1, 200, .label = "Key that signs", .secret = SECRET_TEXT),
	TEXT(template, 1, 1000, .label = "Template"),
	INT(made_by, 0, INT64_MAX, .label = "Account that made it", .need = true),
	AT(void_at, .label = "Ended"),
	TEXT(reason, 2, 200, .label = "Why it ended"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const channel_indexes[] = { "unique (id)", "region", NULL };
#undef REC

struct delivery_row {
	int64_t order_seq, channel, number, at, n_tries, next_at, tried_by, changed;
	const char *region, *status;
	int state;
};
#define REC struct delivery_row
static const struct field delivery_columns[] = {
	INT(order_seq, 1, INT64_MAX, .label = "Order, or the command that tried", .need = true),
	INT(channel, 1, INT64_MAX, .label = "Channel", .need = true),
	INT(number, 0, INT64_MAX, .label = "Recipient; 0 is the group", .need = true),
	TEXT(region, 0, KEY_MAX, .label = "Region", .need = true),
	AT(at, .label = "Put into the box", .need = true),
	CHOICE(state, delivery_states, .label = "State", .need = true),
	INT(n_tries, 0, INT64_MAX, .label = "Tries", .need = true),
	AT(next_at, .label = "Next try", .need = true),
	TEXT(status, 1, 40, .label = "What the service answered"),
	INT(tried_by, 1, INT64_MAX, .label = "Account that tried the channel"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
static const char *const delivery_indexes[] = { "state, next_at", "channel, at", NULL };
static const struct table tables[] = {
	TABLE("channel", channel_columns, .bare = true, .key = "seq", .indexes = channel_indexes),
	TABLE("channel_delivery", delivery_columns, .bare = true,
	      .key = "order_seq, channel, number", .indexes = delivery_indexes),
};
#undef REC

struct add_args {
	const char *url, *secret, *region, *name, *template;
	int kind;
};
#define REC struct add_args
static const struct field add_fields[] = {
	TEXT(url, 8, 500, .label = "Address of the service", .secret = SECRET_TEXT, .need = true),
	TEXT(secret, 1, 200, .label = "Key that signs", .secret = SECRET_TEXT),
	REGION(region, .label = "Region"),
	TEXT(name, 1, 60, .label = "Name", .need = true),
	CHOICE(kind, channel_kinds, .label = "Kind of channel", .need = true),
	TEXT(template, 1, 1000,
	     .label = "Template with {title}, {text}, {basis}, {due}, {kind}, {path}, {phone}"),
};
static const struct shape add_shape = SHAPE(add_fields);
#undef REC

struct which {
	const char *channel, *reason;
};
#define REC struct which
static const struct field which_fields[] = {
	REF(channel, "channel", .label = "Channel", .need = true),
};
static const struct shape which_shape = SHAPE(which_fields);
static const struct field void_fields[] = {
	REF(channel, "channel", .label = "Channel", .need = true),
	TEXT(reason, 2, 200, .label = "Reason", .need = true),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

/* A gateway's template is JSON and says where the number goes. */
static int check(struct request *rq, const void *record)
{
	const struct add_args *args = record;
	const char *why;
	struct json *json;

	if (!channel_url_is_fit(args->url))
		return refuse(rq, 6801, "url",
			      "give an address that begins with https:// and has no blanks");
	if (args->template && !channel_template_is_fit(args->template))
		return refuse(rq, 6806, "template",
			      "the words in braces are {title}, {text}, {basis}, {due}, {kind}, "
			      "{path} and {phone}; change or leave out the others");
	if (args->kind != CHANNEL_SMS || !args->template)
		return 0;
	json = json_read(rq->arena, args->template, strlen(args->template), &why);
	if (!json || json->kind != JSON_OBJECT || !strstr(args->template, "{phone}"))
		return refuse(rq, 6803, "template",
			      "give a JSON object with {phone} where the number belongs");
	return 0;
}

static int add(struct request *rq, const void *record)
{
	const struct add_args *args = record;
	struct channel_secrets secrets = { args->url, args->secret };
	size_t n;
	const void *sealed = rq_seal(rq, &channel_secrets_shape, &secrets, &n);

	/* Free: the region is the request's own. */
	return rq_run_free(rq,
			   "INSERT INTO channel (seq, id, region, name, kind, sealed, template, "
			   "made_by, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $1)",
			   "itttibti", rq->seq, rq->key, rq->region, args->name,
			   (int64_t)args->kind, sealed, n, args->template, rq->actor->account) < 0
		       ? -1
		       : 0;
}

/* 1 found, with kind and region; refused 6802 otherwise. */
static int find(struct request *rq, const char *id, int64_t *seq, int *kind, const char **region)
{
	struct rows *rows;
	int more = rq_first(rq, &rows,
			    "SELECT seq, kind, region FROM channel WHERE id = $3 "
			    "AND void_at IS NULL AND region >= $1 AND region < $2",
			    "t", id);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 6802, "channel", "there is no such channel in your reach");
	*seq = rows_int(rows, 0);
	*kind = (int)rows_int(rows, 1);
	*region = arena_text(rq->arena, rows_text(rows, 2));
	rows_end(rows);
	rq_place(rq, *region);
	return 0;
}

static int make_void(struct request *rq, const void *record)
{
	const struct which *args = record;
	const char *region;
	int64_t seq;
	int kind;

	if (find(rq, args->channel, &seq, &kind, &region) != 0)
		return -1;
	/* Free: the channel was just found in reach.  Address and key are destroyed. */
	return rq_run_free(rq,
			   "UPDATE channel SET void_at = $2, reason = $3, changed = $4, "
			   "sealed = NULL WHERE seq = $1",
			   "iiti", seq, rq->now, args->reason, rq->seq) < 0
		       ? -1
		       : channels_stop(rq, 0, seq, "the channel has ended");
}

/* A gateway's trial goes to the telephone of whoever tries. */
static int check_phone(struct request *rq, int kind)
{
	if (kind != CHANNEL_SMS ||
	    /* Free: one's own account. */
	    rq_one_free(rq, 0, "SELECT 1 FROM account WHERE seq = $1 AND phone_hash IS NOT NULL",
			"i", rq->actor->account) == 1)
		return 0;
	return refuse(rq, 6804, "channel",
		      "put your own telephone into your account first: the trial goes there");
}

static int try_one(struct request *rq, const void *record)
{
	const struct which *args = record;
	const char *region;
	int64_t seq;
	int kind;

	if (find(rq, args->channel, &seq, &kind, &region) != 0 || check_phone(rq, kind) != 0)
		return -1;
	/* Free: the channel was just found in reach. */
	return rq_run_free(rq,
			   "INSERT INTO channel_delivery (order_seq, channel, number, region, at, "
			   "state, n_tries, next_at, tried_by, changed) "
			   "VALUES ($1, $2, 0, $3, $4, 0, 0, $4, $5, $1)",
			   "iitii", rq->seq, seq, region, rq->now,
			   rq->actor->account ? rq->actor->account : NOT_GIVEN) < 0
		       ? -1
		       : 0;
}

static const struct command commands[] = {
	{ "channel.add", DOES_OWN, .who = ADMIN, .where = IN_REACH, .check = check, .run = add,
	  .takes = &add_shape },
	{ "channel.void", DOES_OWN, .who = ADMIN, .where = IN_REACH, .run = make_void,
	  .takes = &void_shape },
	{ "channel.try", DOES_OWN, .who = ADMIN, .where = IN_REACH, .run = try_one,
	  .takes = &which_shape },
};

const struct room channel_room =
	OWN_ROOM(channel, "Channels", .tables = tables, .n_tables = (int)COUNT_OF(tables));
