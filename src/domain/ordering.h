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

#endif
