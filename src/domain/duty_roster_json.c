/* A roster in the words of its reply: people, shifts, findings; see duty_roster.h.
 *
 * Rule: names only; how to reach somebody stands in the account. */
#include "duty_roster.h"

static const struct json *as_json(struct request *rq, struct buf *out)
{
	const char *why;

	return json_read(rq->arena, out->bytes, out->n, &why);
}

const struct json *roster_members_json(struct request *rq, const struct duty_people *people)
{
	struct buf out;

	buf_init(&out, rq->arena, 1 << 20);
	out_list(&out);
	for (int i = 0; i < people->n; i++) {
		out_object(&out);
		out_key(&out, "login");
		out_text(&out, people->logins[i]);
		out_key(&out, "name");
		out_text(&out, people->names[i]);
		out_end_object(&out);
	}
	out_end_list(&out);
	return as_json(rq, &out);
}

static void write_person(struct request *rq, struct buf *out, const struct duty_roster *roster,
			 const struct duty_people *people, const struct rows *rows)
{
	int i = duty_people_find(people, rows_int(rows, 3));

	out_object(out);
	out_key(out, "shift");
	out_text(out, place_id(rq, roster->seq, rows_int(rows, 0), rows_int(rows, 4)));
	out_key(out, "login");
	out_text(out, i < 0 ? NULL : people->logins[i]);
	out_key(out, "name");
	out_text(out, i < 0 ? NULL : people->names[i]);
	out_key(out, "state");
	out_text(out, place_states[rows_int(rows, 5)]);
	out_end_object(out);
}

int roster_shifts_json(struct request *rq, const struct duty_roster *roster,
		       const struct duty_people *people, const struct json **list)
{
	int64_t last = -1;
	struct buf out;
	/* Free: the roster was just found in reach. */
	struct rows *rows = rq_rows_free(rq,
					 "SELECT s.nth, s.from_at, s.until_at, p.account, p.k, "
					 "p.state FROM shift s LEFT JOIN shift_place p "
					 "ON p.roster = s.roster AND p.nth = s.nth AND p.state < 5 "
					 "WHERE s.roster = $1 ORDER BY s.nth, p.k",
					 "i", roster->seq);

	buf_init(&out, rq->arena, 1 << 20);
	out_list(&out);
	while (rows_next(rows) == 1) {
		if (rows_int(rows, 0) != last) {
			if (last >= 0) {
				out_end_list(&out);
				out_end_object(&out);
			}
			last = rows_int(rows, 0);
			out_object(&out);
			out_key(&out, "shift");
			out_text(&out,
				 arena_print(rq->arena, "%" PRId64 "-%" PRId64, roster->seq, last));
			out_key(&out, "from_at");
			out_int(&out, rows_int(rows, 1));
			out_key(&out, "until_at");
			out_int(&out, rows_int(rows, 2));
			out_key(&out, "people");
			out_list(&out);
		}
		if (!rows_is_null(rows, 3))
			write_person(rq, &out, roster, people, rows);
	}
	if (last >= 0) {
		out_end_list(&out);
		out_end_object(&out);
	}
	out_end_list(&out);
	*list = as_json(rq, &out);
	return rq_rows_failed(rq, rows);
}

int roster_findings_json(struct request *rq, const struct duty_roster *roster,
			 const struct duty_people *people, const struct json **list)
{
	struct roster_finding *findings;
	struct roster_shift *shifts;
	struct buf out;
	int n, n_findings;

	if (duty_shifts_read(rq, roster, people, &shifts, &n) != 0 ||
	    duty_findings(rq, roster, people, shifts, n, &findings, &n_findings) != 0)
		return -1;
	buf_init(&out, rq->arena, 1 << 20);
	out_list(&out);
	for (int i = 0; i < n_findings; i++) {
		out_object(&out);
		out_key(&out, "fault");
		out_text(&out, roster_faults[findings[i].fault]);
		out_key(&out, "from_at");
		out_int(&out, findings[i].from_at);
		out_key(&out, "until_at");
		out_int(&out, findings[i].until_at);
		out_key(&out, "name");
		out_text(&out, findings[i].member < 0 ? NULL : people->names[findings[i].member]);
		out_key(&out, "is_hard");
		out_flag(&out, finding_is_hard(findings[i].fault));
		out_key(&out, "sentence");
		out_text(&out, finding_say(rq, roster, people, &findings[i]));
		out_end_object(&out);
	}
	out_end_list(&out);
	*list = as_json(rq, &out);
	return 0;
}

const struct json *roster_skills_json(struct request *rq, int64_t skills)
{
	struct buf out;

	buf_init(&out, rq->arena, 1000);
	out_list(&out);
	for (int i = 0; duty_skills[i]; i++)
		if (skills & INT64_C(1) << i)
			out_text(&out, duty_skills[i]);
	out_end_list(&out);
	return as_json(rq, &out);
}
