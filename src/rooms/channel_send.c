/* The box of the channels: messages taken out to be sent, and what became of them.
 *
 * Only the program runs these, from the thread that sends (serve/sender.c).
 * Rule: a message is taken out for a minute; whoever sends it says what became of it, and
 * if nobody does, it is sent again: at least once, never lost. */
#include "channeling.h"

#define LEASE_MS MS_PER_MINUTE
/* Yesterday's order is no news: after a long stop, or from a backup, it is not sent. */
#define OLD_MS MS_PER_DAY

struct claim_args {
	int64_t limit;
};
#define REC struct claim_args
static const struct field claim_fields[] = {
	INT(limit, 1, 500, .label = "Messages", .need = true),
};
static const struct shape claim_shape = SHAPE(claim_fields);
#undef REC

struct claimed {
	int64_t order, channel, number;
};
#define REC struct claimed
static const struct field claimed_fields[] = {
	INT(order, 0, 0, .label = "Order, or the command that tried"),
	INT(channel, 0, 0, .label = "Number of the channel"),
	INT(number, 0, 0, .label = "Recipient; 0 is the group"),
};
static const struct shape claimed_shape = SHAPE(claimed_fields);
#undef REC

struct note_args {
	const struct json *results;
};
#define REC struct note_args
static const struct field note_fields[] = {
	JSON(results, 60000, .label = "Lists of order, channel, recipient, verdict and status",
	     .need = true),
};
static const struct shape note_shape = SHAPE(note_fields);
#undef REC

/* Free in all of this file: the program carries the messages of every place. */

static int claim(struct request *rq, const void *record)
{
	const struct claim_args *args = record;
	struct rows *rows;

	if (rq_run_free(rq,
			"UPDATE channel_delivery SET state = 2, status = 'too old', changed = $2 "
			"WHERE state = 0 AND next_at <= $1 AND at < $3",
			"iii", rq->now, rq->seq, rq->now - OLD_MS) < 0 ||
	    rq_run_free(rq,
			"UPDATE channel_delivery SET n_tries = n_tries + 1, next_at = $2, "
			"changed = $3 WHERE (order_seq, channel, number) IN "
			"(SELECT order_seq, channel, number FROM channel_delivery WHERE state = 0 "
			"AND next_at <= $1 ORDER BY next_at, order_seq, channel, number LIMIT $4)",
			"iiii", rq->now, rq->now + LEASE_MS, rq->seq, args->limit) < 0)
		return -1;
	rq->is_private = true; /* nobody needs to read it twice */
	rows = rq_rows_free(rq,
			    "SELECT order_seq, channel, number FROM channel_delivery "
			    "WHERE state = 0 AND next_at = $1 AND changed = $2",
			    "ii", rq->now + LEASE_MS, rq->seq);
	rq_reply_rows(rq);
	while (rows_next(rows) == 1) {
		struct claimed row = { rows_int(rows, 0), rows_int(rows, 1), rows_int(rows, 2) };

		out_object(&rq->reply);
		record_write(&rq->reply, rq->arena, &claimed_shape, &row, SECRETS_CLEAR);
		out_end_object(&rq->reply);
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

struct result {
	struct delivery_key key;
	int verdict;
	const char *status;
};

static int result_read(const struct json *list, struct result *result)
{
	const struct json *v = list->kind == JSON_LIST && list->n == 5 ? list->first : NULL;
	int64_t *numbers[] = { &result->key.order, &result->key.channel, &result->key.number };

	for (size_t i = 0; i < COUNT_OF(numbers); i++, v = v->next) {
		if (!v || v->kind != JSON_INT)
			return -1;
		*numbers[i] = v->number;
	}
	if (v->kind != JSON_TEXT || v->next->kind != JSON_TEXT)
		return -1;
	for (result->verdict = 0; verdicts[result->verdict]; result->verdict++)
		if (strcmp(verdicts[result->verdict], v->text) == 0)
			break;
	result->status = v->next->text;
	return verdicts[result->verdict] && utf8_length(result->status) <= 40 ? 0 : -1;
}

/* A service that took a person's message has delivered it. */
static int deliver(struct request *rq, const struct delivery_key *key)
{
	struct rows *rows = rq_rows_free(rq,
					 "UPDATE order_recipient SET delivered_at = $3, "
					 "delivered_by = 4, changed = $4 WHERE order_seq = $1 "
					 "AND number = $2 AND delivered_at IS NULL "
					 "RETURNING region",
					 "iiii", key->order, key->number, rq->now, rq->seq);

	if (rows_next(rows) == 1) {
		tally(rq, rows_text(rows, 0), "", order_tally(rq, key->order, "delivered"), 1);
		rows_end(rows);
	}
	return rq_rows_failed(rq, rows);
}

static int note_one(struct request *rq, const struct result *r)
{
	const struct delivery_key *key = &r->key;
	int64_t n_tries = rq_one_free(rq, -1,
				      "SELECT n_tries FROM channel_delivery WHERE order_seq = $1 "
				      "AND channel = $2 AND number = $3 AND state = 0",
				      "iii", key->order, key->channel, key->number);
	int state = r->verdict == TAKEN                                ? DELIVERY_SENT
		    : r->verdict == NEVER || n_tries >= DELIVERY_TRIES ? DELIVERY_FAILED
								       : DELIVERY_WAITING;

	/* It ended meanwhile, or somebody else has said so already. */
	if (n_tries < 0)
		return rq->fault.number ? -1 : 0;
	if (rq_run_free(rq,
			"UPDATE channel_delivery SET state = $4, status = $5, next_at = $6, "
			"changed = $7 WHERE order_seq = $1 AND channel = $2 AND number = $3",
			"iiiitii", key->order, key->channel, key->number, (int64_t)state, r->status,
			rq->now + delivery_wait(n_tries), rq->seq) < 0)
		return -1;
	return state == DELIVERY_SENT && key->number > 0 ? deliver(rq, key) : 0;
}

static int note(struct request *rq, const void *record)
{
	const struct note_args *args = record;

	for (const struct json *v = args->results->first; v; v = v->next) {
		struct result result;

		if (result_read(v, &result) != 0)
			return refuse(rq, 6805, "results",
				      "give order, channel, recipient, verdict and status of each");
		if (note_one(rq, &result) != 0)
			return -1;
	}
	return 0;
}

static int invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self)
{
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT d.order_seq, d.channel, d.number FROM channel_delivery d "
		"LEFT JOIN channel c ON c.seq = d.channel WHERE c.seq IS NULL "
		"OR (d.state = 0 AND c.void_at IS NOT NULL) OR (d.state = 1 AND d.n_tries = 0) "
		"LIMIT 100",
		"");

	while (rows_next(rows) == 1)
		found(self, arena_print(rq->arena,
					"message %" PRId64 ".%" PRId64 ".%" PRId64
					" waits for a channel that ended, or was sent untried",
					rows_int(rows, 0), rows_int(rows, 1), rows_int(rows, 2)));
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "channel.claim", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = claim,
	  .takes = &claim_shape, .gives = &claimed_shape },
	{ "channel.note", DOES_OWN, .who = CLOCK, .where = ANYWHERE, .run = note,
	  .takes = &note_shape },
};

const struct room channel_send_room =
	OWN_ROOM(channel_send, "The box of the channels", .invariants = invariants);
