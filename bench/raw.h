/* What this machine could do at most: bare loops that the product is compared with.
 *
 * Rule: the same rows with the same durability as the product writes, and nothing
 * else: no HTTP, no JSON, no rights, no tallies. */
#ifndef RAW_H
#define RAW_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct raw {
	const char *place; /* file or URL */
	int64_t n_doors;   /* rows of the table that is updated in place */
	int batch;         /* rows per commit */
	double seconds;
	int workers; /* doors are walked as the load generator walks them */
};

/* One visit as the product keeps it: a row of the journal, a row of visit, and
 * the door updated in place. */
struct raw_visit {
	int64_t seq, at, body;
	uint8_t id[16], hash[32];
	char region[21], args[160];
	int64_t household;
};

int64_t raw_now_us(void);
void raw_visit_make(const struct raw *raw, int64_t i, struct raw_visit *out);
/* Key of the building a household stands in: 40 doors each, ascending. */
void raw_region(int64_t household, char out[21]);

/* Print {"rows":…,"rate":…,"commit_p50_ms":…,"commit_p99_ms":…}; 0 or 1. */
int raw_sqlite(const struct raw *raw);
int raw_postgres(const struct raw *raw);
int raw_http(int port, double seconds);

#define RAW_SWEEP 900001
#define RAW_DAY   "2020-02-04"

#endif
