/* The territory as rooms see it: finding regions, making them, and carrying
 * what is in them to another place.
 *
 * Rule: a key never changes and is never used again; codes, names and kinds are
 * attributes with days.  A region is valid from valid_from up to, not with,
 * valid_until.  These functions look at keys outside the request's range (the
 * parents above, the place a region moves to); whoever calls them has checked
 * the reach. */
#ifndef REGION_H
#define REGION_H

#include "request.h"

/* Regions given without a day are valid since ever. */
#define SINCE_EVER "1900-01-01"

#define KIND_PLACEHOLDER "prefecture_placeholder" /* 市辖区: a level without a government */

struct region {
	const char *key, *code, *parent, *kind, *name, *valid_from, *valid_until;
	int64_t level;
};

/* Columns of struct region in the order region_from reads them; table alias r. */
#define REGION_COLUMNS                                                                             \
	"r.key, r.code, r.parent, r.level, r.kind, r.name, r.valid_from, r.valid_until"
struct region region_from(struct request *rq, const struct rows *rows);

/* The building of a door as people say it, with the compound in front where there is
 * one: "安居里 1号楼"; NULL for a door in no building.  `key` is an SQL expression. */
#define BUILDING_NAME "COALESCE(compound.name || ' ', '') || building.name"
#define JOIN_BUILDING(key)                                                                         \
	"LEFT JOIN region building ON building.key = substr(" key ", 1, 20) "                      \
	"AND length(" key ") >= 20 "                                                               \
	"LEFT JOIN region compound ON compound.key = substr(" key ", 1, 17) "                      \
	"AND length(" key ") >= 20 "

/* The region with this key that is valid on `day` (NULL: today), with the code,
 * kind and name of that day.  1 found, 0 none, -1 the storage failed. */
int region_find(struct request *rq, const char *key, const char *day, struct region *found);

/* The region that carries this code today, or will; else the one whose key it
 * is.  1, 0, -1. */
int region_by_code(struct request *rq, const char *code, struct region *found);

/* The code as it is stored: 12 digits down to the community, longer below. */
char *region_code(struct arena *arena, const char *code_or_key);

/* The region, or a refusal with 4301 naming `field`. */
int region_need(struct request *rq, const char *field, const char *key, const char *day,
		struct region *found);

/* The same for a change that counts from `*day` (NULL: today, which is put there):
 * the region is valid today, and was on that day. */
int region_open(struct request *rq, const char *field, const char *key, const char **day,
		struct region *found);

/* Refuse unless the caller may change regions of this level inside `inside`:
 * officers draw grids and what is below; streets and communities belong to
 * headquarters and administrators. */
int region_allow(struct request *rq, int64_t level, const char *inside);

/* Whether households may stand in a region of this level: in a grid or below. */
bool region_holds_households(int64_t level);

/* Its name on `day` in the request's arena, or the key itself. */
const char *region_name(struct request *rq, const char *key, const char *day);

/* Write the path from the province to `key` as a JSON list of {key, level, name}. */
int region_write_path(struct request *rq, struct buf *out, const char *key, const char *day);

/* Make a region from parent, level, name, kind, valid_from and code.  Its key is the
 * parent's with the last segment of the code (without a code: of `key`, if given),
 * or a fresh one when another region ever had that.  Fills key, and code with the
 * key when it had none. */
int region_make(struct request *rq, struct region *region);

/* Give it another code, kind and name from `day` on (NULL: as it is), keeping
 * what it had before as history. */
int region_change(struct request *rq, const struct region *region, const char *code,
		  const char *kind, const char *name, const char *day);

/* Since when its present code, kind and name hold. */
const char *region_named_since(struct request *rq, const struct region *region);

/* End a region with all below it; nobody lives there. */
int region_end_all(struct request *rq, const char *key, const char *day);

/* End its validity; the caller has seen that nothing is left in it. */
int region_end(struct request *rq, const struct region *region, const char *day);

/* Add to the tally of regions of this level and kind, of `parent` and all above. */
void region_count(struct request *rq, const char *parent, int64_t level, const char *kind,
		  const char *day, int64_t delta);

/* Households in it or below, whatever their state. */
int64_t region_households(struct request *rq, const char *key);

/* A change of the territory under way. */
struct change {
	const char *day;    /* from when it counts */
	const char *how;    /* moved, split or merged */
	const char *reason; /* for the people's history */
	int n_ids;          /* ids used for commands that follow */
};

/* Carry a region with all below it to the region `to`, which exists: regions
 * below get keys under `to`, links lead from old to new, postings, overlays,
 * organisations, households and residents go along, and the old ones end. */
int region_carry(struct request *rq, struct change *change, const char *from, const char *to);

/* One link from an old region to a new one, and what hangs on the region itself
 * (overlays, postings) copied without ending it; for splits. */
int region_copy_ties(struct request *rq, struct change *change, const char *from, const char *to);

/* Run the command again as a timer when its day has not come: 1 it was put off
 * and answered, 0 the day is here, -1 refused. */
int region_put_off(struct request *rq, const char *day, const void *record);

/* For the room's hooks: faults of the tree, and its tallies from the facts. */
int region_invariants(struct request *rq, void (*found)(void *self, const char *sentence),
		      void *self);
int region_recount(struct request *rq);

#endif
