/* Whom an order is for; see order_people.h.
 *
 * Rule: a person is counted once; a family's phone is nobody's post and gets no order. */
#include "order_people.h"

#include "authority.h"
#include "teaming.h"

static int bit_of(const struct json *value, const char *const *words, int n)
{
	if (value->kind == JSON_INT && value->number >= 0 && value->number < n)
		return (int)value->number;
	for (int i = 0; value->kind == JSON_TEXT && i < n && words[i]; i++)
		if (strcmp(value->text, words[i]) == 0)
			return i;
	return -1;
}

static int read_bits(struct request *rq, const struct json *list, const char *const *words, int n,
		     int64_t *bits)
{
	*bits = 0;
	for (const struct json *v = list && list->kind == JSON_LIST ? list->first : NULL; v;
	     v = v->next) {
		int bit = bit_of(v, words, n);

		if (bit < 0)
			return refuse(
				rq, 6703, "to",
				"say in what roles, at what levels, or which team this is for");
		*bits |= INT64_C(1) << bit;
	}
	return 0;
}

int order_people_read(struct request *rq, const struct json *to, struct order *order)
{
	const char *id = json_text(to, "team");
	const struct json *living = json_get(to, "living");
	struct team team = { .seq = 0 };

	if (read_bits(rq, json_get(to, "roles"), posting_roles, N_ROLES, &order->roles) != 0 ||
	    read_bits(rq, json_get(to, "levels"), level_names, N_LEVELS, &order->levels) != 0)
		return -1;
	if (id && team_need(rq, "to", id, &team) != 0)
		return -1;
	order->team = team.seq;
	order->is_living = living && living->kind == JSON_FLAG && living->number == 1;
	order->roles &= ~(int64_t)RESIDENT;
	/* Levels alone: everybody who is posted there. */
	if (order->levels && !order->roles)
		order->roles = ALL_ROLES & ~RESIDENT;
	if (!order->roles && !order->team && !order->is_living)
		return refuse(rq, 6703, "to",
			      "say in what roles, at what levels, or which team this is for");
	return 0;
}

static void write_bits(struct buf *out, const char *key, const char *const *words, int n,
		       int64_t bits)
{
	if (!bits)
		return;
	out_key(out, key);
	out_list(out);
	for (int i = 0; i < n; i++)
		if (bits & INT64_C(1) << i)
			out_text(out, words[i]);
	out_end_list(out);
}

void order_people_write(struct request *rq, struct buf *out, const struct order *order)
{
	out_object(out);
	write_bits(out, "roles", posting_roles, N_ROLES, order->roles);
	write_bits(out, "levels", level_names, N_LEVELS, order->levels);
	if (order->team) {
		/* Free: the order has been found in reach; the team is what it says. */
		struct rows *rows =
			rq_rows_free(rq, "SELECT name FROM team WHERE seq = $1", "i", order->team);

		if (rows_next(rows) == 1) {
			out_key(out, "team_name");
			out_text(out, rows_text(rows, 0));
			rows_end(rows);
		}
	}
	if (order->is_living) {
		out_key(out, "living");
		out_flag(out, 1);
	}
	out_end_object(out);
}

/* Somebody of the pool who has no account yet is counted from here. */
#define POOL "1152921504606846976"

/* The people with one place each, in the order's region ($1 to $2): posted at $3 in a role
 * of $4 at a level of $5 (0: any); of the team $6; of the approved pool that lives there
 * if $8.  Whoever issues it ($7) is left out.  `who` is the account, or POOL and the cadre. */
#define POSTED                                                                                     \
	"SELECT p.account AS who, p.region AS place FROM posting p JOIN account a "                \
	"ON a.seq = p.account AND a.state = 0 AND a.household IS NULL "                            \
	"WHERE p.region >= $1 AND p.region < $2 AND " POSTING_OPEN(                                \
		"$3") " AND (p.role & $4) <> 0 AND ($5 = 0 OR ($5 & (CASE length(p.region) "       \
		      "WHEN 2 THEN 2 WHEN 4 THEN 4 WHEN 6 THEN 8 WHEN 9 THEN 16 WHEN 12 THEN 32 "  \
		      "WHEN 15 THEN 64 WHEN 17 THEN 128 WHEN 20 THEN 256 WHEN 22 THEN 512 "        \
		      "ELSE 1 END)) <> 0)"
#define OF_THE_TEAM                                                                                \
	"SELECT m.account, t.region FROM team_member m JOIN team t ON t.seq = m.team "             \
	"JOIN account a ON a.seq = m.account AND a.state = 0 WHERE m.team = $6 "                   \
	"AND m.joined_at <= $3 AND (m.left_at IS NULL OR m.left_at > $3)"
#define LIVING                                                                                     \
	"SELECT COALESCE(c.account, " POOL " + c.seq), c.residence FROM cadre c "                  \
	"WHERE $8 = 1 AND c.state = 1 AND c.residence >= $1 AND c.residence < $2 "                 \
	"AND NOT EXISTS (SELECT 1 FROM account a WHERE a.seq = c.account AND a.state <> 0)"
#define PEOPLE                                                                                     \
	"(SELECT who, min(place) AS place FROM (" POSTED " UNION ALL " OF_THE_TEAM                 \
	" UNION ALL " LIVING ") everybody WHERE who <> $7 GROUP BY who) people "
#define PEOPLE_PARAMS(order)                                                                       \
	(order)->issued_at, (order)->roles, (order)->levels, (order)->team, (order)->made_by,      \
		(int64_t)(order)->is_living

int64_t order_people_count(struct request *rq, const struct order *order, int64_t **ends,
			   int *n_ends)
{
	int64_t n = 0;
	int size = 0;
	struct rows *rows = rq_rows(rq,
				    "SELECT who, nth FROM (SELECT who, row_number() OVER "
				    "(ORDER BY who) AS nth, count(*) OVER () AS n FROM " PEOPLE
				    ") numbered WHERE nth % $9 = 0 OR nth = n ORDER BY nth",
				    "iiiiiii", PEOPLE_PARAMS(order), (int64_t)ORDER_PART);

	*ends = NULL;
	*n_ends = 0;
	while (rows_next(rows) == 1) {
		if (*n_ends == size) {
			size = size ? size * 2 : 16;
			*ends = arena_grow(rq->arena, *ends, (size_t)*n_ends * sizeof(**ends),
					   (size_t)size * sizeof(**ends));
		}
		(*ends)[(*n_ends)++] = rows_int(rows, 0);
		n = rows_int(rows, 1);
	}
	return rq_rows_failed(rq, rows) != 0 ? -1 : n;
}

int64_t order_people_send(struct request *rq, const struct order *order, int64_t part,
			  int64_t after, int64_t until)
{
	int64_t n = rq_run(rq,
			   "INSERT INTO order_recipient (order_seq, number, account, cadre, "
			   "region, issued_at, changed) SELECT $9, $10 + row_number() OVER "
			   "(ORDER BY who), CASE WHEN who < " POOL " THEN who END, "
			   "CASE WHEN who >= " POOL " THEN who - " POOL " END, place, $3, $11 "
			   "FROM " PEOPLE "WHERE who > $12 AND who <= $13",
			   "iiiiiiiiiii", PEOPLE_PARAMS(order), order->seq, part * ORDER_PART,
			   rq->seq, after, until);

	if (n < 0 || order_tally_changed(rq, order, "issued") != 0)
		return -1;
	return n;
}
