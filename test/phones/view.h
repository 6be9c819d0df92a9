/* What a phone keeps of one region: rows by table and key, as they came in packets.
 *
 * Rule: two views of a region are the same when their texts are; the test knows nothing
 * of how the server makes a packet. */
#ifndef VIEW_H
#define VIEW_H

#include "json.h"
#include "region_key.h"

enum view_table { REGIONS, HOUSEHOLDS, RESIDENTS, SWEEPS, DOORS, CONFLICTS, N_TABLES };

/* The places of columns that the test reads. */
enum { HOUSEHOLD_SEQ, HOUSEHOLD_ID, HOUSEHOLD_REGION, HOUSEHOLD_DOOR, HOUSEHOLD_CHANGED = 7 };
enum { RESIDENT_SEQ, RESIDENT_ID, RESIDENT_HOUSEHOLD, RESIDENT_CHANGED = 10 };
enum { SWEEP_SEQ, SWEEP_ID, SWEEP_REGION, SWEEP_STATE = 9 };
enum { DOOR_SWEEP, DOOR_DAY, DOOR_HOUSEHOLD, DOOR_RESIDENT, DOOR_STATE, DOOR_CONFLICT = 9 };
enum { CONFLICT_VISIT = 4 };

struct view_row {
	char key[64];
	char *text; /* the row's JSON list */
};

struct view {
	char region[KEY_MAX + 1];
	int64_t cursor;
	struct view_row *rows[N_TABLES];
	int n[N_TABLES], size[N_TABLES];
};

void view_clear(struct view *view);
/* Take up a packet: `gone` first, then the tables. */
void view_take(struct view *view, const struct json *packet);
/* All of it as text, in order; to be freed. */
char *view_text(const struct view *view);

/* A row of a table by number, parsed in the arena; the nth value of it. */
const struct json *view_row(const struct view *view, enum view_table table, int i,
			    struct arena *arena);
const struct json *row_value(const struct json *row, int column);
/* The row whose first column is this number; NULL when it is not there. */
const struct json *view_find(const struct view *view, enum view_table table, int64_t seq,
			     struct arena *arena);

#endif
