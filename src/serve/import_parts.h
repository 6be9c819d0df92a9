/* What the files of the import share.
 *
 * Rule: only import*.c include this. */
#ifndef IMPORT_PARTS_H
#define IMPORT_PARTS_H

#include "import.h"

#include <pthread.h>

#include "sheet_map.h"

#define N_SLOTS       1024
#define N_COLUMNS_MAX 256

enum slot_state { SLOT_FREE, SLOT_SENT, SLOT_DONE };

/* One row on its way. */
struct slot {
	struct import *import;
	struct arena *arena;
	struct call call;
	enum slot_state state;
	int64_t line;
	const char **cells; /* as read, for the sheet of refused rows */
	int n_cells;
};

struct import {
	const struct import_plan *plan;
	const struct sheet_of *of;
	const char *command;
	const struct shape *shape;
	struct import_figures *figures;
	struct fault *fault;
	struct arena *arena;
	struct arena *actor_arenas[2]; /* the actor in use and the one before */
	int i_actor;
	struct actor fresh;
	const struct actor *actor;
	struct sheet_in *in;
	struct sheet_out *refused;
	struct column columns[N_COLUMNS_MAX];
	const char **header;
	int n_columns;
	struct slot *slots;
	int64_t n_sent, n_taken; /* rows put into slots, rows answered for */
	int64_t refreshed_at, told_at;
	void (*take_row)(struct import *import, const struct cell *cells, int n_cells,
			 int64_t line);
	void *trial; /* rows of a dry run of regions */
	bool is_stopped;
	pthread_mutex_t lock;
	pthread_cond_t wake;
};

/* Note why the import cannot go on; returns -1. */
int import_stop(struct import *import, int number, const char *sentence);
/* Fill a slot from a row and prepare its command: 0, or -1 with the call's fault. */
int import_prepare(struct import *import, struct slot *slot, const struct cell *cells, int n_cells,
		   int64_t line);
/* Count one row's answer; the machine's own failures end the import. */
void import_count(struct import *import, struct slot *slot);

/* Regions (import_region.c): a dry run of the whole sheet in one transaction that is
 * undone; and a new edition of the territory, staged and then applied. */
int import_try(struct import *import, int (*read_rows)(struct import *import));
int import_edition(struct import *import, int (*read_rows)(struct import *import));

/* Boundaries (import_boundary.c): a GeoJSON file, one feature after the other. */
int import_boundary(struct import *import);

#endif
