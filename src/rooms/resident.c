/* Residents: who lives behind a door, with the fewest fields that serve.
 *
 * Name, telephone and ID number stand sealed in the journal row that gave them, and
 * nowhere else; their keyed hashes find a person again.  Rule (GB/T 35273-2020 §5.4, minimum
 * necessary): nothing clinical, no face, no track is kept here. */
#include "edited.h"
#include "engine.h"

struct resident {
	int64_t seq;
	const char *id, *region;
	int64_t household;
	int64_t secrets, name_hash, phone_hash, id_number_hash;
	int sex;
	int64_t birth_year;
	int relation, residence, hukou, state;
	const char *since_day, *until_day;
	int64_t changed;
};
#define REC struct resident
static const struct field resident_columns[] = {
	INT(seq, 1, INT64_MAX, .label = "Number of the command that added them", .need = true),
	TEXT(id, 1, 64, .label = "Id given by its source", .need = true),
	REGION(region, .label = "Region of the household", .need = true),
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	INT(secrets, 1, INT64_MAX, .label = "Journal row with name, telephone and ID number",
	    .need = true),
	INT(name_hash, 0, 0, .label = "Keyed hash of the name"),
	INT(phone_hash, 0, 0, .label = "Keyed hash of the telephone"),
	INT(id_number_hash, 0, 0, .label = "Keyed hash of the ID number"),
	CHOICE(sex, sexes, .label = "Sex"),
	INT(birth_year, 1850, 2200, .label = "Year of birth"),
	CHOICE(relation, relations, .label = "Relation to the head", .need = true),
	CHOICE(residence, residences, .label = "Residence", .need = true),
	CHOICE(hukou, hukous, .label = "Registered", .need = true),
	CHOICE(state, resident_states, .label = "State", .need = true),
	DAY(since_day, .label = "In this household since", .need = true),
	DAY(until_day, .label = "Left on"),
	INT(changed, 1, INT64_MAX, .label = "Last command that changed it", .need = true),
};
/* A name is common: some thousand rows of a city are looked at to find those in reach. */
static const char *const resident_indexes[] = { "unique (id)",    "region, household, seq",
						"name_hash",      "phone_hash",
						"id_number_hash", NULL };
#undef REC

struct stay {
	int64_t resident, household;
	const char *region, *from_day, *until_day, *reason;
	int64_t seq;
};
#define REC struct stay
static const struct field stay_columns[] = {
	INT(resident, 1, INT64_MAX, .label = "Resident", .need = true),
	INT(household, 1, INT64_MAX, .label = "Household", .need = true),
	REGION(region, .label = "Region", .need = true),
	DAY(from_day, .label = "From", .need = true),
	DAY(until_day, .label = "Until, not with", .need = true),
	TEXT(reason, 1, 200, .label = "Why it ended"),
	INT(seq, 1, INT64_MAX, .label = "Command that ended it", .need = true),
};
static const char *const stay_indexes[] = { "household, seq", "region, seq", NULL };
#undef REC

static const struct table tables[] = {
	TABLE("resident", resident_columns, .bare = true, .key = "seq",
	      .indexes = resident_indexes),
	TABLE("stay", stay_columns, .bare = true, .key = "resident, seq", .indexes = stay_indexes),
};

/* Arguments of add and edit; `household` or `resident` is the one needed. */
struct words {
	const char *household, *resident, *name, *phone, *id_number;
	int sex;
	int64_t birth_year;
	int relation, residence, hukou;
	const char *since_day;
	int check_duplicates;
	int64_t base;
};
#define REC struct words
#define WORDS                                                                                      \
	TEXT(phone, 5, 24, .label = "Telephone", .secret = SECRET_PHONE),                          \
		TEXT(id_number, 5, 20, .label = "ID number", .secret = SECRET_ID_NUMBER),          \
		CHOICE(sex, sexes, .label = "Sex"),                                                \
		INT(birth_year, 1850, 2200, .label = "Year of birth"),                             \
		CHOICE(relation, relations, .label = "Relation to the head"),                      \
		CHOICE(residence, residences, .label = "Residence"),                               \
		CHOICE(hukou, hukous, .label = "Registered")
static const struct field add_fields[] = {
	REF(household, "household", .label = "Household", .need = true),
	TEXT(name, 1, 60, .label = "Full name", .need = true, .secret = SECRET_NAME),
	WORDS,
	DAY(since_day, .label = "Here since"),
	FLAG(check_duplicates, .label = "Look for the same person elsewhere"),
};
static const struct shape add_shape = SHAPE(add_fields);
static const struct field edit_fields[] = {
	REF(resident, "resident", .label = "Resident", .need = true),
	TEXT(name, 1, 60, .label = "Full name", .secret = SECRET_NAME),
	WORDS,
	INT(base, 1, INT64_MAX, .label = "The row's `changed` that the writer saw"),
};
static const struct shape edit_shape = SHAPE(edit_fields);
#undef REC

struct answer {
	int outcome;
	const struct json *duplicates;
	int64_t n_elsewhere;
};
#define REC struct answer
static const struct field answer_fields[] = {
	CHOICE(outcome, outcomes, .label = "What it came to"),
	JSON(duplicates, 4096, .label = "Residents in reach who may be the same person"),
	INT(n_elsewhere, 0, 1000, .label = "Of these, out of reach"),
};
static const struct shape answer_shape = SHAPE(answer_fields);
#undef REC

/* Absent sex and year of birth follow from an 18-character ID number
 * (GB 11643-1999: characters 7-10 the year, 17 odd for men). */
static void complete(struct resident_at *r)
{
	const char *number = r->person.id_number;

	if (!number || strlen(number) != 18)
		return;
	if (r->birth_year == NOT_GIVEN)
		r->birth_year = strtol((char[5]){ number[6], number[7], number[8], number[9], 0 },
				       NULL, 10);
	if (r->sex < 0)
		r->sex = (number[16] - '0') % 2 ? MALE : FEMALE;
}

static void take_up(struct resident_at *r, const struct words *w)
{
	r->person.name = w->name ? w->name : r->person.name;
	r->person.phone = w->phone ? w->phone : r->person.phone;
	r->person.id_number = w->id_number ? w->id_number : r->person.id_number;
	r->sex = w->sex >= 0 ? w->sex : r->sex;
	r->birth_year = w->birth_year != NOT_GIVEN ? w->birth_year : r->birth_year;
	r->relation = w->relation >= 0 ? w->relation : r->relation;
	r->residence = w->residence >= 0 ? w->residence : r->residence;
	r->hukou = w->hukou >= 0 ? w->hukou : r->hukou;
	complete(r);
}

static int64_t or_none(int choice)
{
	return choice < 0 ? NOT_GIVEN : choice;
}

static int change(struct request *rq, struct resident_at *r, const struct words *w)
{
	struct resident_at was = *r;
	int is_changed;

	rq_place(rq, r->region);
	take_up(r, w);
	is_changed = resident_edited(rq, &was, r, w->base);
	if (is_changed <= 0)
		return is_changed < 0 ? -1 : outcome_reply(rq, SAME);
	struct person_hashes h = person_hash(rq, &r->person);
	/* What was not said again stands in this row too, so that one row has it all. */
	rq_journal_secrets(rq, &person_shape, &r->person);
	if (!r->until_day) {
		tally(rq, r->region, "", "resident.floating", r->residence - was.residence);
		tally(rq, r->region, "", "resident.elsewhere", r->hukou - was.hukou);
	}
	if (rq_send(rq,
		    "UPDATE resident SET secrets = $12, name_hash = $4, phone_hash = $5, "
		    "id_number_hash = $6, sex = $7, birth_year = $8, relation = $9, "
		    "residence = $10, hukou = $11, changed = $12 "
		    "WHERE seq = $3 AND region >= $1 AND region < $2",
		    "iiiiiiiiii", r->seq, h.name, h.phone, h.id_number, or_none(r->sex),
		    r->birth_year, (int64_t)r->relation, (int64_t)r->residence, (int64_t)r->hukou,
		    rq->seq) != 0)
		return -1;
	return outcome_reply(rq, CHANGED);
}

static int append(struct request *rq, const struct household_at *at, const struct words *w)
{
	static const struct db_bulk bulk = {
		"resident",
		"seq, id, region, household, name_hash, phone_hash, id_number_hash, sex, "
		"birth_year, relation, residence, hukou, state, since_day, changed, secrets",
		"ittiiiiiiiiiitii", ""
	};
	struct resident_at r = { .relation = OTHER_RELATION,
				 .residence = PERMANENT,
				 .hukou = HERE,
				 .sex = -1,
				 .birth_year = NOT_GIVEN };
	const char *since = w->since_day ? w->since_day : rq->today;

	take_up(&r, w);
	struct person_hashes h = person_hash(rq, &r.person);
	out_object(&rq->reply);
	out_key(&rq->reply, "outcome");
	out_text(&rq->reply, outcomes[ADDED]);
	if (w->check_duplicates != 0 && !engine_is_bulk(rq->engine) &&
	    person_duplicates(rq, &h) != 0)
		return -1;
	out_end_object(&rq->reply);
	tally(rq, at->region, since, "resident", 1);
	tally(rq, at->region, "", "resident.floating", r.residence);
	tally(rq, at->region, "", "resident.elsewhere", r.hukou);
	rq_place(rq, at->region);
	return rq_append(rq, &bulk, rq->seq, rq->key, at->region, at->seq, h.name, h.phone,
			 h.id_number, or_none(r.sex), r.birth_year, (int64_t)r.relation,
			 (int64_t)r.residence, (int64_t)r.hukou, (int64_t)LIVING, since, rq->seq,
			 rq->seq);
}

/* The load path: one look at the household and at the id, one append. */
static int add(struct request *rq, const void *record)
{
	static const char sql[] =
		"SELECT " HOUSEHOLD_COLUMNS ", " RESIDENT_COLUMNS " FROM household h "
		"LEFT JOIN resident r ON r.id = $4 "
		"WHERE h.id = $3 AND h.region >= $1 AND h.region < $2";
	const struct words *w = record;
	struct household_at at;
	struct resident_at was;
	struct rows *rows;
	int more = rq_first(rq, &rows, sql, "tt", w->household, rq->key);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 4601, "household",
			      "there is no such household here; look it up again");
	at = household_from(rq, rows, 0);
	was.seq = rows_int(rows, 8);
	if (was.seq != NOT_GIVEN)
		was = resident_from(rq, rows, 8);
	rows_end(rows);
	if (was.seq != NOT_GIVEN && was.household != at.seq)
		return refuse(
			rq, 4702, "household",
			"this person is registered in another household; move them with a day "
			"and a reason");
	if (was.seq != NOT_GIVEN)
		return change(rq, &was, w);
	if (at.state == DEMOLISHED)
		return refuse(rq, 4703, "household",
			      "this household is marked as demolished; correct it first");
	if (w->since_day && strcmp(w->since_day, rq->today) > 0)
		return refuse(rq, 4704, "since_day",
			      "that day has not come; choose today or earlier");
	return append(rq, &at, w);
}

static int edit(struct request *rq, const void *record)
{
	const struct words *w = record;
	struct resident_at r;

	if (people_resident(rq, "resident", w->resident, &r) != 0)
		return -1;
	return change(rq, &r, w);
}

#define KEEPERS (GRID_WORKER | OFFICER | COMMANDER)
static const struct command commands[] = {
	{ "resident.add", DOES_OWN, KEEPERS, IN_REACH, NULL, add, &add_shape, &answer_shape },
	{ "resident.edit", DOES_OWN, KEEPERS, IN_REACH, NULL, edit, &edit_shape, &outcome_shape },
};

const struct room resident_room =
	OWN_ROOM(resident, "Residents", .tables = tables, .n_tables = (int)COUNT_OF(tables),
		 .invariants = people_resident_faults, .recount = people_recount_residents);
