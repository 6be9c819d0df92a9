/* Residents as rooms read and show them; see people.h.
 *
 * Rule: what leaves here in a list is masked. */
#include "people.h"

#define REC struct person
static const struct field person_fields[] = {
	TEXT(name, 1, 60, .label = "Name", .secret = SECRET_NAME),
	TEXT(phone, 5, 24, .label = "Telephone", .secret = SECRET_PHONE),
	TEXT(id_number, 5, 20, .label = "ID number", .secret = SECRET_ID_NUMBER),
};
const struct shape person_shape = SHAPE(person_fields);
#undef REC

struct person person_from(struct request *rq, const struct rows *rows, int column)
{
	struct person person = { 0 };
	size_t n = 0;
	const void *sealed = rows_blob(rows, column, &n);

	if (record_unseal(rq->keys, rq->arena, &person_shape, sealed, n, &person) != 0)
		person = (struct person){ 0 };
	return person;
}

struct person_hashes person_hash(struct request *rq, const struct person *p)
{
	return (struct person_hashes){
		secret_hash(rq->keys, rq->arena, SECRET_NAME, p->name),
		secret_hash(rq->keys, rq->arena, SECRET_PHONE, p->phone),
		secret_hash(rq->keys, rq->arena, SECRET_ID_NUMBER, p->id_number),
	};
}

/* The same ID number, or the same name with the same telephone, anywhere: those in
 * reach are named, the others only counted. */
int person_duplicates(struct request *rq, const struct person_hashes *h)
{
	struct rows *rows;
	int64_t n_elsewhere = 0;

	out_key(&rq->reply, "duplicates");
	out_list(&rq->reply);
	/* Free: a person may be registered twice in different districts. */
	rows = rq_rows_free(rq,
			    "SELECT id, region FROM resident WHERE id_number_hash = $1 UNION "
			    "SELECT id, region FROM resident WHERE phone_hash = $2 "
			    "AND name_hash = $3 ORDER BY 1 LIMIT 20",
			    "iii", h->id_number, h->phone, h->name);
	while (rows_next(rows) == 1) {
		if (rq_reaches(rq, rq->command->who, rows_text(rows, 1)))
			out_text(&rq->reply, rows_text(rows, 0));
		else
			n_elsewhere++;
	}
	out_end_list(&rq->reply);
	out_key(&rq->reply, "n_elsewhere");
	out_int(&rq->reply, n_elsewhere);
	return rq_rows_failed(rq, rows);
}

/* A choice as its index; -1 when it was not given. */
static int choice(const struct rows *rows, int column)
{
	return rows_is_null(rows, column) ? -1 : (int)rows_int(rows, column);
}

struct resident_at resident_from(struct request *rq, const struct rows *rows, int column)
{
	return (struct resident_at){
		.seq = rows_int(rows, column),
		.id = arena_text(rq->arena, rows_text(rows, column + 1)),
		.region = arena_text(rq->arena, rows_text(rows, column + 2)),
		.household = rows_int(rows, column + 3),
		.person = person_from(rq, rows, column + 4),
		.sex = choice(rows, column + 5),
		.relation = choice(rows, column + 6),
		.residence = choice(rows, column + 7),
		.hukou = choice(rows, column + 8),
		.state = choice(rows, column + 9),
		.birth_year = rows_int(rows, column + 10),
		.since_day = arena_text(rq->arena, rows_text(rows, column + 11)),
		.until_day = arena_text(rq->arena, rows_text(rows, column + 12)),
	};
}

int people_resident(struct request *rq, const char *field, const char *id,
		    struct resident_at *found)
{
	static const char sql[] = "SELECT " RESIDENT_COLUMNS " FROM resident r "
				  "WHERE r.id = $3 AND r.region >= $1 AND r.region < $2";

	struct rows *rows;
	int more = rq_first(rq, &rows, sql, "t", id);

	if (more < 0)
		return -1;
	if (more == 0)
		return refuse(rq, 4701, field,
			      "there is no such resident here; look them up again");
	*found = resident_from(rq, rows, 0);
	rows_end(rows);
	return 0;
}

struct row {
	const char *id;
	int64_t seq;
	const char *name, *phone, *id_number;
	int sex;
	int64_t birth_year;
	int relation, residence, hukou, state;
	const char *since_day, *until_day, *region, *household, *door, *place;
};
#define REC struct row
static const struct field row_fields[] = {
	TEXT(id, 1, 64, .label = "Id"),
	INT(seq, 0, 0, .label = "Number"),
	TEXT(name, 1, 60, .label = "Full name", .secret = SECRET_NAME),
	TEXT(phone, 5, 24, .label = "Telephone", .secret = SECRET_PHONE),
	TEXT(id_number, 5, 20, .label = "ID number", .secret = SECRET_ID_NUMBER),
	CHOICE(sex, sexes, .label = "Sex"),
	INT(birth_year, 0, 0, .label = "Year of birth"),
	CHOICE(relation, relations, .label = "Relation to the head"),
	CHOICE(residence, residences, .label = "Residence"),
	CHOICE(hukou, hukous, .label = "Registered"),
	CHOICE(state, resident_states, .label = "State"),
	DAY(since_day, .label = "Here since"),
	DAY(until_day, .label = "Left on"),
	REGION(region, .label = "Region"),
	REF(household, "household", .label = "Household"),
	TEXT(door, 1, 60, .label = "Door"),
	TEXT(place, 1, 100, .label = "Name of the region"),
};
const struct shape resident_row_shape = SHAPE(row_fields);
#undef REC

void resident_row_write(struct request *rq, const struct rows *rows)
{
	struct resident_at r = resident_from(rq, rows, 0);
	struct row row = {
		.id = r.id,
		.seq = r.seq,
		.name = r.person.name,
		.phone = r.person.phone,
		.id_number = r.person.id_number,
		.sex = r.sex,
		.birth_year = r.birth_year,
		.relation = r.relation,
		.residence = r.residence,
		.hukou = r.hukou,
		.state = r.state,
		.since_day = r.since_day,
		.until_day = r.until_day,
		.region = r.region,
		.household = rows_text(rows, 13),
		.door = rows_text(rows, 14),
		.place = rows_text(rows, 15),
	};

	record_write(&rq->reply, rq->arena, &resident_row_shape, &row, SECRETS_MASKED);
}
