/* The volunteers' menu: three classes, eleven standing items, and what a place adds.
 *
 * Rule (TJ-19): volunteers tick what they do; nobody is given an item. */
#include "volunteering.h"

#define MOST_ITEMS 200

struct item_row {
	int64_t seq, made_by, void_at;
	const char *id, *region, *name;
	int class, skill, is_exposed;
};
#define REC struct item_row
static const struct field columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number", .need = true),
	TEXT(id, 1, 64, .label = "Id", .need = true),
	REGION(region, .label = "Region", .need = true),
	CHOICE(class, volunteer_classes, .label = "Class of work", .need = true),
	TEXT(name, 1, 60, .label = "Name", .need = true),
	CHOICE(skill, volunteer_skills, .label = "Skill it needs"),
	FLAG(is_exposed, .label = "Close to many people", .need = true),
	INT(made_by, 0, INT64_MAX, .label = "Account that added it", .need = true),
	AT(void_at, .label = "Taken off"),
};
static const char *const indexes[] = { "unique (id)", "region", NULL };
static const struct table tables[] = {
	TABLE("volunteer_item", columns, .bare = true, .key = "seq", .indexes = indexes),
};
#undef REC

struct add_args {
	const char *name;
	int class, skill, is_exposed;
};
#define REC struct add_args
static const struct field add_fields[] = {
	CHOICE(class, volunteer_classes, .label = "Class of work", .need = true),
	TEXT(name, 1, 60, .label = "Name", .need = true),
	CHOICE(skill, volunteer_skills, .label = "Skill it needs"),
	FLAG(is_exposed, .label = "Close to many people"),
};
static const struct shape add_shape = SHAPE(add_fields);
#undef REC

struct void_args {
	const char *item, *reason;
};
#define REC struct void_args
static const struct field void_fields[] = {
	REF(item, "volunteer_menu", .label = "Item of the menu", .need = true),
	TEXT(reason, 2, 200, .label = "Reason"),
};
static const struct shape void_shape = SHAPE(void_fields);
#undef REC

struct menu_args {
	const char *region;
};
#define REC struct menu_args
static const struct field menu_fields[] = {
	REGION(region, .label = "Region"),
};
static const struct shape menu_shape = SHAPE(menu_fields);
#undef REC

struct row {
	const char *item, *name, *region;
	int class, skill, is_exposed, is_standing;
};
#define REC struct row
static const struct field row_fields[] = {
	REF(item, "volunteer_menu", .label = "Item of the menu"),
	CHOICE(class, volunteer_classes, .label = "Class of work"),
	TEXT(name, 1, 60, .label = "Name"),
	CHOICE(skill, volunteer_skills, .label = "Skill it needs"),
	FLAG(is_exposed, .label = "Close to many people"),
	FLAG(is_standing, .label = "On every menu"),
	TEXT(region, 0, KEY_MAX, .label = "Region"),
};
static const struct shape row_shape = SHAPE(row_fields);
#undef REC

static int add(struct request *rq, const void *record)
{
	const struct add_args *args = record;

	/* Free: the region is the request's own. */
	return rq_run_free(rq,
			   "INSERT INTO volunteer_item (seq, id, region, class, name, skill, "
			   "is_exposed, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			   "ittitiii", rq->seq, rq->key, rq->region, (int64_t)args->class,
			   args->name, args->skill < 0 ? NOT_GIVEN : (int64_t)args->skill,
			   (int64_t)(args->is_exposed == 1), rq->actor->account) < 0
		       ? -1
		       : 0;
}

static int take_off(struct request *rq, const void *record)
{
	const struct void_args *args = record;
	int64_t n = rq_run(rq,
			   "UPDATE volunteer_item SET void_at = $4 WHERE id = $3 "
			   "AND region >= $1 AND region < $2 AND void_at IS NULL",
			   "ti", args->item, rq->now);

	if (n == 0)
		return refuse(rq, 7306, "item", "this is not on the menu; choose from it");
	return n < 0 ? -1 : 0;
}

static void write(struct request *rq, const struct volunteer_item *item, const char *region)
{
	struct row row = { item->id,    item->name,       region,        item->item_class,
			   item->skill, item->is_exposed, region == NULL };

	out_object(&rq->reply);
	record_write(&rq->reply, rq->arena, &row_shape, &row, SECRETS_OUT);
	out_end_object(&rq->reply);
}

/* What is on the menu is told to everybody; a place sees its own, and those above it. */
static int menu(struct request *rq, const void *record)
{
	const struct menu_args *args = record;
	const char *near = args->region ? args->region : "";
	struct rows *rows;

	rq_reply_rows(rq);
	for (int i = 0; i < N_STANDING_ITEMS; i++) {
		struct volunteer_item item = volunteer_standing(rq, i);

		write(rq, &item, NULL);
	}
	/* Free: items name no person. */
	rows = rq_rows_free(rq,
			    "SELECT id, name, class, skill, is_exposed, region "
			    "FROM volunteer_item WHERE void_at IS NULL AND ($1 = '' "
			    "OR substr($1, 1, length(region)) = region "
			    "OR substr(region, 1, length($1)) = $1) ORDER BY class, seq LIMIT $2",
			    "ti", near, (int64_t)MOST_ITEMS);
	while (rows_next(rows) == 1) {
		struct volunteer_item item = {
			.id = rows_text(rows, 0),
			.name = rows_text(rows, 1),
			.item_class = (int)rows_int(rows, 2),
			.skill = rows_is_null(rows, 3) ? -1 : (int)rows_int(rows, 3),
			.is_exposed = (int)rows_int(rows, 4),
		};

		write(rq, &item, rows_text(rows, 5));
	}
	rq_reply_end(rq, NOT_GIVEN, NULL);
	return rq_rows_failed(rq, rows);
}

static const struct command commands[] = {
	{ "volunteer.menu", DOES_READ, .who = SIGNED_IN, .where = ANYWHERE, .run = menu,
	  .takes = &menu_shape, .gives = &row_shape },
	{ "volunteer.item_add", DOES_OWN, .who = OFFICER | COMMANDER, .where = IN_REACH, .run = add,
	  .takes = &add_shape },
	{ "volunteer.item_void", DOES_OWN, .who = OFFICER | COMMANDER, .where = IN_REACH,
	  .run = take_off, .takes = &void_shape },
};

const struct room volunteer_menu_room =
	OWN_ROOM(volunteer_menu, "Volunteer service menu", .tables = tables,
		 .n_tables = (int)COUNT_OF(tables));
