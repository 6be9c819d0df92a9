/* Duty at the front; see duty.h. */
#include "duty.h"

const char *const exit_states[] = {
	[EXIT_OPEN] = "open", [EXIT_CLOSED] = "closed", [EXIT_EMERGENCY] = "emergency", NULL
};

int duty_place(struct request *rq, const char *region)
{
	enum level level = key_level(region);
	struct region found;

	if (level != LEVEL_GRID && level != LEVEL_COMPOUND)
		return refuse(rq, 7001, "region",
			      "this belongs to a compound or a grid; choose which");
	return region_need(rq, "region", region, NULL, &found);
}

int exit_need(struct request *rq, const char *field, const char *id, struct way_out *found)
{
	struct rows *rows;
	int more = rq_first(rq, &rows,
			    "SELECT seq, id, region, name, state, is_fire_passage, reason, keeper, "
			    "red_since FROM exit WHERE id = $3 AND region >= $1 AND region < $2 "
			    "AND void_at IS NULL",
			    "t", id);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 7006, field, "there is no such exit in your reach; look again");
	*found = (struct way_out){ .seq = rows_int(rows, 0),
				   .id = arena_text(rq->arena, rows_text(rows, 1)),
				   .region = arena_text(rq->arena, rows_text(rows, 2)),
				   .name = arena_text(rq->arena, rows_text(rows, 3)),
				   .state = (int)rows_int(rows, 4),
				   .is_fire_passage = (int)rows_int(rows, 5),
				   .reason = arena_text(rq->arena, rows_text(rows, 6)),
				   .keeper = rows_is_null(rows, 7) ? 0 : rows_int(rows, 7),
				   .red_since = rows_int(rows, 8) };
	rows_end(rows);
	rq_place(rq, found->region);
	return 0;
}

int exit_watch(struct request *rq, const struct way_out *exit, bool is_watched)
{
	const char *timer = arena_print(rq->arena, "exit.%" PRId64, exit->seq);

	if (!is_watched)
		return timer_drop(rq, timer);
	return timer_set(rq, timer, rq->now + EXIT_TEST_MS, "exit.redden", exit->region,
			 arena_print(rq->arena, "{\"number\":%" PRId64 "}", exit->seq));
}

const char *const place_states[] = { [PLACE_DRAFT] = "draft",
				     [PLACE_OPEN] = "open",
				     [PLACE_BEGUN] = "begun",
				     [PLACE_LEFT] = "left",
				     [PLACE_MISSED] = "missed",
				     [PLACE_GONE] = "gone",
				     NULL };

static int64_t some(const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ? 0 : rows_int(rows, column);
}

int checkpoint_need(struct request *rq, const char *id, struct checkpoint *found)
{
	struct rows *rows;
	int more = rq_first(
		rq, &rows,
		"SELECT seq, exit, team, gate, n_least, n_on_duty, red_since, id, region, "
		"name, branch FROM checkpoint WHERE id = $3 AND region >= $1 AND region < $2 "
		"AND void_at IS NULL",
		"t", id);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 7101, "checkpoint",
			      "there is no such checkpoint in your reach; look again");
	*found = (struct checkpoint){ .seq = rows_int(rows, 0),
				      .exit = some(rows, 1),
				      .team = some(rows, 2),
				      .gate = some(rows, 3),
				      .n_least = rows_int(rows, 4),
				      .n_on_duty = rows_int(rows, 5),
				      .red_since = some(rows, 6),
				      .id = arena_text(rq->arena, rows_text(rows, 7)),
				      .branch = some(rows, 10),
				      .region = arena_text(rq->arena, rows_text(rows, 8)),
				      .name = arena_text(rq->arena, rows_text(rows, 9)) };
	rows_end(rows);
	rq_place(rq, found->region);
	return 0;
}

/* Free in the rest of this file: the checkpoint was found by whoever calls. */

static int redden(struct request *rq, int64_t checkpoint, const char *region, int64_t n,
		  int64_t red_since)
{
	bool is_red = n == 0;

	if (is_red != (red_since > 0))
		tally(rq, region, "", "checkpoint.red", is_red ? 1 : -1);
	return rq_run_free(rq,
			   "UPDATE checkpoint SET n_on_duty = $2, red_since = $3, changed = $4 "
			   "WHERE seq = $1",
			   "iiii", checkpoint, n,
			   !is_red         ? NOT_GIVEN
			   : red_since > 0 ? red_since
					   : rq->now,
			   rq->seq) < 0
		       ? -1
		       : 0;
}

int checkpoint_look(struct request *rq, int64_t checkpoint)
{
	const char *timer = arena_print(rq->arena, "checkpoint.%" PRId64, checkpoint), *region;
	int64_t n, was, red_since, until_at;
	struct rows *rows = rq_rows_free(
		rq,
		"SELECT c.region, c.n_on_duty, c.red_since, count(DISTINCT p.account), "
		"min(p.until_at) FROM checkpoint c LEFT JOIN shift_place p "
		"ON p.checkpoint = c.seq AND p.until_at > $2 AND p.state = 2 "
		"WHERE c.seq = $1 AND c.void_at IS NULL "
		"GROUP BY c.region, c.n_on_duty, c.red_since",
		"ii", checkpoint, rq->now);

	if (rows_next(rows) != 1)
		return rq_rows_failed(rq, rows);
	region = arena_text(rq->arena, rows_text(rows, 0));
	was = rows_int(rows, 1);
	red_since = some(rows, 2);
	n = rows_int(rows, 3);
	until_at = some(rows, 4);
	rows_end(rows);
	if ((n != was || (n == 0) != (red_since > 0)) &&
	    redden(rq, checkpoint, region, n, red_since) != 0)
		return -1;
	if (!n)
		return timer_drop(rq, timer);
	return timer_set(rq, timer, until_at, "checkpoint.look", region,
			 arena_print(rq->arena, "{\"number\":%" PRId64 "}", checkpoint));
}
