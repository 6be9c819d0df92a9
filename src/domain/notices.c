/* What open screens must hear at once; see notices.h. */
#include "notices.h"

#include "ordering.h"

int notices_since(struct db *db, struct arena *arena, int64_t *seq, int64_t head, int64_t now,
		  struct notice notices[N_NOTICES_MAX])
{
	int n = 0, more;
	int64_t last = *seq;
	struct rows *rows =
		db_rows(db, arena,
			"SELECT changed, 1, seq, id, region, 0 FROM order_given WHERE changed > $1 "
			"UNION ALL SELECT changed, 0, seq, id, region, level FROM response "
			"WHERE changed > $1 AND from_at <= $2 ORDER BY 1 LIMIT $3",
			"iii", *seq, now, (int64_t)N_NOTICES_MAX);

	while (n < N_NOTICES_MAX && (more = rows_next(rows)) == 1) {
		last = rows_int(rows, 0);
		notices[n++] = (struct notice){
			.is_order = rows_int(rows, 1) == 1,
			.seq = rows_int(rows, 2),
			.id = arena_text(arena, rows_text(rows, 3)),
			.region = arena_text(arena, rows_text(rows, 4)),
			.level = response_levels[rows_int(rows, 5)],
		};
	}
	rows_end(rows);
	if (rows_failed(rows))
		return -1;
	*seq = n == N_NOTICES_MAX ? last : head;
	return n;
}

int notice_is_for(struct db *db, struct arena *arena, const struct notice *notice, int64_t account,
		  int64_t seq)
{
	int failed = 0;
	int64_t is_for =
		db_one(db, arena, 0, &failed,
		       "SELECT 1 FROM order_recipient WHERE order_seq = $1 AND changed > $2 "
		       "AND (account = $3 OR escalated_to = $3) LIMIT 1",
		       "iii", notice->seq, seq, account);

	return failed ? -1 : is_for == 1;
}
