/* Channels out of the house: group robots and a gateway for short messages.
 *
 * A message waits in the table channel_delivery until a service has taken it; the thread
 * in serve/sender.c carries it, the commands channel.claim and channel.note say so.
 * Rule: a message is sent at least once and carries an id, so that a service can drop the
 * second one; addresses, keys and telephones stand sealed and in no log. */
#ifndef CHANNELING_H
#define CHANNELING_H

#include "ordering.h"

enum channel_kind { CHANNEL_WECOM, CHANNEL_DINGTALK, CHANNEL_SMS };
extern const char *const channel_kinds[]; /* wecom, dingtalk, sms */

enum delivery_state { DELIVERY_WAITING, DELIVERY_SENT, DELIVERY_FAILED };
extern const char *const delivery_states[]; /* waiting, sent, failed */

/* What a channel keeps sealed. */
struct channel_secrets {
	const char *url, *secret;
};
extern const struct shape channel_secrets_shape;

/* After so many tries it has failed; the wait doubles from 5 seconds. */
#define DELIVERY_TRIES 9
int64_t delivery_wait(int64_t n_tries);

/* Whether an address may be sent to: https, or http to this machine itself. */
bool channel_url_is_fit(const char *url);
bool channel_url_is_here(const char *url);

/* The template that a kind has when none is given. */
const char *channel_template(int kind);

/* Whether every {word} of a template is one that is filled in: kind, title, text, basis,
 * due, path, phone. */
bool channel_template_is_fit(const char *template);

/* Put an order into the boxes of the channels that serve its places: a group's once,
 * a gateway's for each of the recipients that this command added. */
int channels_send(struct request *rq, const struct order *order, bool is_first);

/* What still waits of an order, or of a channel (0: any), waits no longer, and why. */
int channels_stop(struct request *rq, int64_t order, int64_t channel, const char *why);

/* Which message: order (or the command that tries a channel), channel, recipient (0: the group). */
struct delivery_key {
	int64_t order, channel, number;
};

/* A message on its way. */
struct delivery {
	struct delivery_key key;
	int kind;
	const char *url, *secret, *template, *phone;
	const char *title, *text, *basis, *token;
	int order_kind; /* -1: a try */
	int64_t due_at;
};

/* Whether any message is due; looking costs one row of an index. */
bool deliveries_due(struct db *db, struct arena *arena, int64_t now);

/* Read one; 1, 0 when it is gone (channel made void, no telephone), -1. */
int delivery_read(struct db *db, struct arena *arena, const struct keys *keys,
		  const struct delivery_key *key, struct delivery *found);

/* What goes over the wire, in the arena; signed for the instant `now`. */
struct message {
	const char *url, *body;
	const char *headers[6];
	int n_headers;
};
int message_make(struct arena *arena, const struct delivery *delivery, int64_t now,
		 struct message *message);

/* What an answer means.  `http` is 0 when there was none. */
enum verdict { TAKEN, TRY_AGAIN, NEVER };
extern const char *const verdicts[]; /* taken, again, never */
enum verdict message_judge(struct arena *arena, int kind, int64_t http, const char *body, size_t n,
			   const char **status);

#endif
