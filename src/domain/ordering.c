/* Response levels and orders; see ordering.h. */
#include "ordering.h"

const char *const response_levels[] = {
	[RESPONSE_NONE] = "none", [RESPONSE_I] = "I",   [RESPONSE_II] = "II",
	[RESPONSE_III] = "III",   [RESPONSE_IV] = "IV", NULL
};

bool response_is_stricter(int a, int b)
{
	return a != RESPONSE_NONE && (b == RESPONSE_NONE || a < b);
}

int basis_need(struct request *rq, const char *field, const char *text, size_t least)
{
	if (utf8_length(text_trim(rq->arena, text)) >= least)
		return 0;
	return refuse(rq, 6601, field,
		      "say by what law, plan or decision this stands, and who issued it");
}

/* The last level set at this very place. */
static int read_level(struct db *db, struct arena *arena, const char *region, int64_t at,
		      struct response *found)
{
	struct rows *rows = db_rows(db, arena,
				    "SELECT seq, from_at, region, basis, issuer, level "
				    "FROM response WHERE region = $1 AND from_at <= $2 "
				    "ORDER BY from_at DESC, seq DESC LIMIT 1",
				    "ti", region, at);
	int more = rows_next(rows);

	if (more != 1)
		return more;
	*found = (struct response){ .seq = rows_int(rows, 0),
				    .from_at = rows_int(rows, 1),
				    .region = arena_text(arena, rows_text(rows, 2)),
				    .basis = arena_text(arena, rows_text(rows, 3)),
				    .issuer = arena_text(arena, rows_text(rows, 4)),
				    .level = (int)rows_int(rows, 5) };
	rows_end(rows);
	return 1;
}

int response_at(struct db *db, struct arena *arena, const char *region, int64_t at,
		struct response *found)
{
	char path[N_LEVELS][KEY_MAX + 1];
	int n = key_path(region, path), n_found = 0;

	path[n++][0] = '\0';
	for (int i = 0; i < n; i++) {
		struct response one;
		int more = read_level(db, arena, path[i], at, &one);

		if (more < 0)
			return -1;
		if (more == 1 && (n_found++ == 0 || response_is_stricter(one.level, found->level)))
			*found = one;
	}
	return n_found > 0;
}
