/* The statistics of those who were sent: how many, of which rank, from which units.
 *
 * Rule: every figure is counted from the rows of the rosters; none is typed in (SH-11).
 * Units stand in the order of their place, never of their numbers: nobody is ranked. */
#include "deploying.h"

struct count_args {
	const char *region;
};
#define REC struct count_args
static const struct field count_fields[] = { REGION(region, .label = "Region") };
static const struct shape count_shape = SHAPE(count_fields);
#undef REC

struct counts {
	int64_t n, n_members, n_division, n_bureau, n_units, n_batches, n_deployed, n_communities;
	double share_members, share_division;
	const struct json *batches, *units;
};
#define REC struct counts
static const struct field counts_fields[] = {
	INT(n, 0, INT64_MAX, .label = "Approved people"),
	INT(n_members, 0, INT64_MAX, .label = "Of them party members"),
	REAL(share_members, 0, 1, .label = "Share of party members"),
	INT(n_division, 0, INT64_MAX, .label = "Of division rank"),
	REAL(share_division, 0, 1, .label = "Share of division rank"),
	INT(n_bureau, 0, INT64_MAX, .label = "Of bureau rank"),
	INT(n_units, 0, INT64_MAX, .label = "Units"),
	INT(n_batches, 0, INT64_MAX, .label = "Batches"),
	INT(n_deployed, 0, INT64_MAX, .label = "People at the front now"),
	INT(n_communities, 0, INT64_MAX, .label = "Communities they serve in"),
	JSON(batches, 100000, .label = "Batches: batch, n, n_members, n_units"),
	JSON(units, 1000000,
	     .label = "Units: organisation, name, n, n_members, n_division, n_bureau"),
};
static const struct shape counts_shape = SHAPE(counts_fields);
#undef REC

/* One row a unit or batch: `n_texts` words, and the sums that follow. */
static int write_list(struct request *rq, struct rows *rows, const char *const *keys, int n_keys,
		      int n_texts, int64_t *n_rows)
{
	struct buf *out = &rq->reply;

	*n_rows = 0;
	out_list(out);
	while (rows_next(rows) == 1) {
		out_object(out);
		for (int i = 0; i < n_keys; i++) {
			out_key(out, keys[i]);
			if (i < n_texts)
				out_text(out, rows_text(rows, i));
			else
				out_int(out, rows_int(rows, i));
		}
		out_end_object(out);
		++*n_rows;
	}
	out_end_list(out);
	return rq_rows_failed(rq, rows);
}

static int write_batches(struct request *rq, int64_t *n)
{
	static const char *const keys[] = { "batch", "n", "n_members", "n_units" };

	out_key(&rq->reply, "batches");
	return write_list(rq,
			  rq_rows(rq,
				  "SELECT batch, CAST(sum(n_approved) AS bigint), "
				  "CAST(sum(n_members) AS bigint), count(*) FROM cadre_batch "
				  "WHERE region >= $1 AND region < $2 AND n_approved > 0 "
				  "GROUP BY batch ORDER BY batch",
				  ""),
			  keys, (int)COUNT_OF(keys), 1, n);
}

static int write_units(struct request *rq, int64_t *n)
{
	static const char *const keys[] = { "organisation", "name",       "n",
					    "n_members",    "n_division", "n_bureau" };

	out_key(&rq->reply, "units");
	return write_list(rq,
			  rq_rows(rq,
				  "SELECT b.organisation, max(o.name), "
				  "CAST(sum(b.n_approved) AS bigint), "
				  "CAST(sum(b.n_members) AS bigint), "
				  "CAST(sum(b.n_division) AS bigint), "
				  "CAST(sum(b.n_bureau) AS bigint) FROM cadre_batch b "
				  "LEFT JOIN organisation o ON o.id = b.organisation "
				  "WHERE b.region >= $1 AND b.region < $2 AND b.n_approved > 0 "
				  "GROUP BY b.region, b.organisation "
				  "ORDER BY b.region, b.organisation",
				  ""),
			  keys, (int)COUNT_OF(keys), 2, n);
}

/* The whole from the same rows; what serves now from the deployments of the place. */
static int sum_up(struct request *rq, struct counts *c)
{
	struct rows *rows;
	int more = rq_first(rq, &rows,
			    "SELECT CAST(COALESCE(sum(n_approved), 0) AS bigint), "
			    "CAST(COALESCE(sum(n_members), 0) AS bigint), "
			    "CAST(COALESCE(sum(n_division), 0) AS bigint), "
			    "CAST(COALESCE(sum(n_bureau), 0) AS bigint) FROM cadre_batch "
			    "WHERE region >= $1 AND region < $2",
			    "");

	if (more != 1)
		return -1;
	c->n = rows_int(rows, 0);
	c->n_members = rows_int(rows, 1);
	c->n_division = rows_int(rows, 2);
	c->n_bureau = rows_int(rows, 3);
	rows_end(rows);
	c->share_members = c->n ? (double)c->n_members / (double)c->n : 0;
	c->share_division = c->n ? (double)c->n_division / (double)c->n : 0;
	c->n_deployed = rq_one(rq, 0,
			       "SELECT count(*) FROM deployment WHERE region >= $1 AND region < $2 "
			       "AND state = 0",
			       "");
	c->n_communities = rq_one(rq, 0,
				  "SELECT count(DISTINCT substr(region, 1, 12)) FROM deployment "
				  "WHERE region >= $1 AND region < $2 AND state = 0 "
				  "AND length(region) >= 12",
				  "");
	return rq->fault.number ? -1 : 0;
}

static int statistics(struct request *rq, const void *record)
{
	struct counts *c = record_new(rq->arena, &counts_shape);

	(void)record;
	if (sum_up(rq, c) != 0)
		return -1;
	out_object(&rq->reply);
	if (write_batches(rq, &c->n_batches) != 0 || write_units(rq, &c->n_units) != 0)
		return -1;
	record_write(&rq->reply, rq->arena, &counts_shape, c, SECRETS_OUT);
	out_end_object(&rq->reply);
	return 0;
}

static const struct command commands[] = {
	{ "deployment.statistics", DOES_READ, .who = OFFICER | COMMANDER | DEPARTMENT | ADMIN,
	  .where = IN_REACH, .run = statistics, .takes = &count_shape, .gives = &counts_shape },
};

const struct room deployment_count_room = OWN_ROOM(deployment_count, "Statistics of the deployed");
