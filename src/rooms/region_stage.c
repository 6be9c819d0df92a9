/* The stage: rows of a newer official table, waiting for region.edition.
 *
 * Rule: staging changes nothing in the tree; a row staged twice replaces itself. */
#include "region.h"

struct stage_row {
	const char *code, *parent_code, *name, *kind;
	int64_t level;
};
#define REC struct stage_row
static const struct field stage_fields[] = {
	TEXT(code, 2, KEY_MAX, .label = "Code", .need = true),
	TEXT(parent_code, 2, KEY_MAX, .label = "Code of the region above"),
	INT(level, 1, 5, .label = "Level, 1 province … 5 community", .need = true),
	TEXT(name, 1, 100, .label = "Name", .need = true),
	TEXT(kind, 1, 40, .label = "Kind", .need = true),
};
static const struct shape stage_shape = SHAPE(stage_fields);
#undef REC

static const struct table tables[] = {
	TABLE("region_stage", stage_fields, .bare = true, .key = "code"),
};

struct staged {
	const char *outcome;
};
#define REC struct staged
static const struct field staged_fields[] = {
	TEXT(outcome, 1, 20, .label = "added, changed or same, compared with the tree of today"),
};
static const struct shape staged_shape = SHAPE(staged_fields);
#undef REC

static int stage(struct request *rq, const void *record)
{
	const struct stage_row *row = record;
	char key[KEY_MAX + 1], above[KEY_MAX + 1] = "";
	const char *code, *parent = NULL, *outcome = "added";
	struct rows *rows;
	int more;

	if (key_from_code(row->code, key) != 0 || (int64_t)key_level(key) != row->level)
		return refuse(rq, 4303, "level",
			      "the code belongs to another level; correct one of the two");
	if (row->kind[strspn(row->kind, "abcdefghijklmnopqrstuvwxyz_")])
		return refuse(rq, 4302, "kind", "write the kind in small letters, like street");
	if (!key_is_within(key, rq->region))
		return refuse(rq, 4103, "code",
			      "this place is outside your postings; ask its officer");
	if (row->parent_code)
		parent = region_code(rq->arena, row->parent_code);
	else if (key_parent(key, above), *above)
		parent = region_code(rq->arena, above);
	code = region_code(rq->arena, key);
	/* Free: a code outside the tree has no place yet; the code itself is in reach. */
	rows = rq_rows_free(rq,
			    "SELECT name, kind FROM region WHERE code = $1 AND valid_until IS NULL",
			    "t", code);
	more = rows_next(rows);
	if (more == 1)
		outcome = strcmp(rows_text(rows, 0), row->name) == 0 &&
					  strcmp(rows_text(rows, 1), row->kind) == 0
				  ? "same"
				  : "changed";
	rows_end(rows);
	if (more < 0 ||
	    rq_run_free(rq,
			"INSERT INTO region_stage (code, parent_code, level, name, kind) "
			"VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code) DO UPDATE SET "
			"parent_code = excluded.parent_code, level = excluded.level, "
			"name = excluded.name, kind = excluded.kind",
			"ttitt", code, parent, row->level, row->name, row->kind) < 0)
		return -1;
	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, outcome);
	out_end_object(&rq->reply);
	return 0;
}

/* A new table starts on an empty stage: rows of an import that was stopped would be in it. */
static int unstage(struct request *rq, const void *record)
{
	(void)record;
	return rq_run(rq, "DELETE FROM region_stage WHERE code >= $1 AND code < $2", "") < 0 ? -1
											     : 0;
}

static const struct field nothing[1];
static const struct shape unstage_shape = { .fields = nothing };

static const struct command commands[] = {
	{ "region.unstage", DOES_OWN, .who = ADMIN | COMMANDER, .where = IN_REACH, .run = unstage,
	  .takes = &unstage_shape },
	{ "region.stage", DOES_OWN, .who = ADMIN | COMMANDER, .where = IN_REACH, .run = stage,
	  .takes = &stage_shape, .gives = &staged_shape },
};

const struct room region_stage_room = OWN_ROOM(region_stage, "Staged regions", .tables = tables,
					       .n_tables = (int)COUNT_OF(tables));
