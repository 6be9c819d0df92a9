/* Response levels and orders: what is in force, who has it, who has answered.
 *
 * Rule (SC-02): there is no level and no order without the legal basis it stands on and
 * whoever issued it; and what a person did about an order is kept with the minute and
 * with how it became known. */
#ifndef ORDERING_H
#define ORDERING_H

#include "request.h"

/* 一级响应 is the highest (突发事件应对法 §63 and the plans under it). */
enum response_level { RESPONSE_NONE, RESPONSE_I, RESPONSE_II, RESPONSE_III, RESPONSE_IV };
extern const char *const response_levels[]; /* none, I, II, III, IV */

/* A level that counts somewhere. */
struct response {
	int64_t seq, from_at;
	const char *region, *basis, *issuer;
	int level;
};

/* The strictest level that counts at `region` at the instant `at`, set there or anywhere
 * above: 1 and it, 0 none was ever set, -1 the storage failed. */
int response_at(struct db *db, struct arena *arena, const char *region, int64_t at,
		struct response *found);

/* Which of two levels is stricter: true when `a` is stricter than `b`. */
bool response_is_stricter(int a, int b);

/* Refuse 6601 when a legal basis or an issuer has fewer than `least` characters without
 * the blanks around it. */
int basis_need(struct request *rq, const char *field, const char *text, size_t least);

/* Orders. */

enum order_kind { ORDER_MOBILISATION, ORDER_COMMUNITY, ORDER_MUSTER, ORDER_NOTICE };
extern const char *const order_kinds[];  /* mobilisation, community_order, muster, notice */
extern const char *const order_states[]; /* open, ended */

/* How something about a recipient became known. */
enum order_how { BY_APP, BY_LINK, BY_PHONE, BY_DUTY_OFFICER, BY_CHANNEL };
extern const char *const order_hows[]; /* app, link, phone, duty_officer, channel */

/* What a recipient did. */
enum order_what { ORDER_RECEIVED, ORDER_ACKNOWLEDGED, ORDER_ARRIVED };
extern const char *const order_whats[]; /* received, acknowledged, arrived */

/* SQL over order_given o: mobilisation and muster are done by arriving. */
#define ORDER_NEEDS_ARRIVAL "(o.kind IN (0, 2))"
#define ORDER_SILENT(r)     r ".acknowledged_at IS NULL AND " r ".arrived_at IS NULL"

/* How many are sent to, climb, or wait in one command of the clock. */
#define ORDER_PART 2000

struct order {
	int64_t seq, issued_at, escalate_at, due_at, made_by, ended_at;
	int64_t roles, levels, team; /* whom it is for: bits, bits, 0 or the team's number */
	const char *id, *region, *title;
	int kind, is_living;
};

/* The order with this id that was issued in reach, or has recipients there: 0, or -1
 * with 6701. */
int order_need(struct request *rq, const char *id, struct order *found);
/* By number, for the clock: 1, 0, -1. */
int order_find(struct request *rq, int64_t seq, struct order *found);

bool order_needs_arrival(int kind);

/* Tally of an order: "order.<seq>.acknowledged". */
const char *order_tally(struct request *rq, int64_t order, const char *what);

/* SQL over order_recipient, grouped by these two: an order, a place, and how many there
 * were issued to, delivered to, have acknowledged, arrived, climbed, are missing. */
#define ORDER_COUNTS                                                                               \
	"order_seq, region, count(*), count(delivered_at), count(acknowledged_at), "               \
	"count(arrived_at), count(escalated_at), count(missing_at)"
/* Add `sign` times such a row to the tallies of a place. */
void order_count(struct request *rq, const struct rows *rows, const char *region, int sign);

/* Add to the tally `what` of an order for every recipient that this command changed. */
int order_tally_changed(struct request *rq, const struct order *order, const char *what);

/* One of those it was sent to. */
struct recipient {
	int64_t order, number, account, issued_at, delivered_at, acknowledged_at, arrived_at,
		ended_at;
	const char *region;
	int delivered_by, acknowledged_by, arrived_by; /* enum order_how; -1: not yet */
};
/* Columns of struct recipient in order; aliases r and o. */
#define RECIPIENT_COLUMNS                                                                          \
	"r.order_seq, r.number, r.account, r.issued_at, r.delivered_at, r.acknowledged_at, "       \
	"r.arrived_at, o.ended_at, r.region, r.delivered_by, r.acknowledged_by, r.arrived_by"
struct recipient recipient_from(struct request *rq, const struct rows *rows);

/* SQL: who the recipient r is, an account or somebody of the pool who has none yet. */
#define RECIPIENT_PERSON                                                                           \
	"LEFT JOIN account a ON a.seq = r.account LEFT JOIN cadre k ON k.seq = r.cadre "
/* SQL: where the recipient r answers from, in words: "第2网格" alone says little in a list of a
 * street, so below a community its name comes first.  g is the region. */
#define RECIPIENT_PLACE                                                                            \
	"CASE WHEN length(r.region) > 12 THEN (SELECT name FROM region WHERE key = "               \
	"substr(r.region, 1, 12)) || ' ' || g.name ELSE g.name END"
#define RECIPIENT_SEALED "COALESCE(a.sealed, k.sealed)"
#define RECIPIENT_UNIT   "COALESCE(a.organisation, k.organisation)"
/* SQL: the recipient r belongs to the unit `p` (a parameter; NULL is any). */
#define RECIPIENT_OF_UNIT(p)                                                                       \
	"(CAST(" p " AS text) IS NULL OR EXISTS (SELECT 1 FROM account own WHERE own.seq = "       \
	"r.account AND own.organisation = " p ") OR EXISTS (SELECT 1 FROM cadre own "              \
	"WHERE own.seq = r.cadre AND own.organisation = " p "))"

/* "12.5": number of the order and of the recipient in it; -1 when it is not that. */
const char *recipient_id(struct request *rq, int64_t order, int64_t number);
int recipient_read(const char *id, int64_t *order, int64_t *number);

/* Who reports for others, and about what. */
#define ORDER_REPORTERS (COMMANDER | OFFICER | GRID_WORKER | MEDIC | DEPARTMENT)
enum order_told { TOLD_ACKNOWLEDGED, TOLD_ARRIVED };
extern const char *const order_tolds[]; /* acknowledged, arrived */

/* The recipient with this id for whom the caller may speak: in the request's range, and of
 * the own unit where the caller answers for no place.  0, or -1 with 6709. */
int recipient_need(struct request *rq, const char *id, struct recipient *found);

/* Note what a recipient did at `at` (NOT_GIVEN: now), how it became known, and who said
 * so (0: the person).  What is noted already stays.  Replies the outcome: added or same. */
int recipient_note(struct request *rq, const struct recipient *recipient, int what, int how,
		   int64_t at, int64_t reporter);

/* The token of a recipient's link, made from the key file and stored nowhere. */
const char *order_token(const struct keys *keys, struct arena *arena, int64_t order,
			int64_t number);
/* Whose it is: 0, or -1 when nobody was ever given this token. */
int order_token_read(struct request *rq, const char *token, int64_t *order, int64_t *number);

/* NULL for headquarters and officers of the request's region; else the organisation of the
 * caller, who sees and speaks for its own people only ("" when it has none). */
const char *order_own_unit(struct request *rq);

/* Whether an open order stops leave at this place. */
bool order_stops_leave(struct request *rq, const char *region);

#endif
