/* The telephone numbers of a grid, one a household, for the phone that calls them.
 *
 * Rule: telephones travel masked but for this one command.  It needs a purpose, is
 * journaled, and every person whose number was handed out finds it among those who
 * opened the own file. */
#include "people.h"

#include <inttypes.h>

struct ask {
	const char *region, *purpose;
};
#define REC struct ask
static const struct field ask_fields[] = {
	REGION(region, .label = "Grid, or a building in it", .need = true),
	TEXT(purpose, 4, 200, .label = "What it is needed for", .need = true),
};
static const struct shape ask_shape = SHAPE(ask_fields);
#undef REC

struct answer {
	const struct json *numbers;
	int64_t n;
};
#define REC struct answer
static const struct field answer_fields[] = {
	JSON(numbers, 1 << 20, .label = "Number of the resident, telephone; one a household"),
	INT(n, 0, 0, .label = "How many"),
};
static const struct shape answer_shape = SHAPE(answer_fields);
#undef REC

/* Everybody whose number was handed out finds it in the own file. */
static int note(struct request *rq, const int64_t *residents, int64_t n, const char *purpose)
{
	static const struct db_bulk bulk = {
		"opening", "resident, seq, at, account, posting, role, region, purpose", "iiiiiitt",
		""
	};

	for (int64_t i = 0; i < n; i++)
		if (rq_append(rq, &bulk, residents[i], rq->seq, rq->now, rq->actor->account,
			      rq->posting, (int64_t)rq->role, rq->region, purpose) != 0)
			return -1;
	return 0;
}

static void write_number(struct request *rq, int64_t resident, const char *phone)
{
	out_list(&rq->reply);
	out_int(&rq->reply, resident);
	out_text(&rq->reply, phone);
	out_end_list(&rq->reply);
}

/* The head of each household, as lists show it: the first by relation. */
static int numbers(struct request *rq, const void *record)
{
	const struct ask *ask = record;
	int64_t household = 0, n = 0, size = 0, *residents = NULL;
	struct rows *rows;

	if (strlen(rq->region) < (size_t)level_length[LEVEL_GRID])
		return refuse(
			rq, 4882, "region",
			"numbers are given for one grid at a time; choose a grid or a building");
	rq->is_private = true;
	out_object(&rq->reply);
	out_key(&rq->reply, "numbers");
	out_list(&rq->reply);
	rows = rq_rows(rq,
		       "SELECT r.seq, r.household, " SEALED_OF(
			       "r") " FROM resident r WHERE r.region >= $1 AND r.region < $2 "
				    "AND r.until_day IS NULL "
				    "ORDER BY r.region, r.household, r.relation, r.seq",
		       "");
	while (rows_next(rows) == 1) {
		bool is_head = rows_int(rows, 1) != household;
		const char *phone = is_head ? person_from(rq, rows, 2).phone : NULL;

		household = rows_int(rows, 1);
		if (!phone)
			continue;
		if (n == size) {
			size = size ? size * 2 : 64;
			residents = arena_grow(rq->arena, residents, (size_t)n * sizeof(*residents),
					       (size_t)size * sizeof(*residents));
		}
		residents[n++] = rows_int(rows, 0);
		write_number(rq, rows_int(rows, 0), phone);
	}
	out_end_list(&rq->reply);
	out_key(&rq->reply, "n");
	out_int(&rq->reply, n);
	out_end_object(&rq->reply);
	return rq_rows_failed(rq, rows) != 0 ? -1 : note(rq, residents, n, ask->purpose);
}

static const struct command commands[] = {
	{ "sync.numbers", DOES_OWN, GRID_WORKER | OFFICER, IN_REACH, NULL, numbers, &ask_shape,
	  &answer_shape },
};

const struct room sync_numbers_room = OWN_ROOM(sync_numbers, "Numbers to call");
