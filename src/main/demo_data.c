/* The embedded files of data/ as tables, the dice, and invented names.
 *
 * Rule: the files are part of the binary, so a broken one is a fault of the
 * build and an assert, not an error of the user's. */
#include "demo_parts.h"
#include <math.h>

extern const char data_regions[], data_regions_end[];
extern const char data_census[], data_census_end[];
extern const char data_surnames[], data_surnames_end[];
extern const char data_givens[], data_givens_end[];
extern const char data_prefixes[], data_prefixes_end[];
extern const char data_sizes[], data_sizes_end[];

/* ---- dice ---- */

/* SplitMix64 (Steele, Lea, Flood 2014): tiny, and every seed is a good one. */
uint64_t dice_roll(struct dice *dice)
{
	uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint64_t mix_text(uint64_t state, const char *text)
{
	for (; *text; text++)
		state = (state ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return state;
}

struct dice dice_for(uint64_t seed, const char *purpose, const char *place)
{
	struct dice dice = { .state = seed };

	dice.state = mix_text(mix_text(dice_roll(&dice), purpose), place);
	dice_roll(&dice);
	return dice;
}

double dice_share(struct dice *dice)
{
	return (double)(dice_roll(dice) >> 11) * 0x1p-53;
}

int dice_below(struct dice *dice, int n)
{
	return (int)(dice_share(dice) * n);
}

bool dice_is(struct dice *dice, double share)
{
	return dice_share(dice) < share;
}

double dice_normal(struct dice *dice, double mean, double deviation)
{
	double sum = 0;

	/* Twelve uniform draws are near enough for the age of a spouse. */
	for (int i = 0; i < 12; i++)
		sum += dice_share(dice);
	return mean + deviation * (sum - 6);
}

char *put_digits(char *to, int n, int64_t number)
{
	for (int i = n - 1; i >= 0; i--) {
		to[i] = (char)('0' + number % 10);
		number /= 10;
	}
	to[n] = 0;
	return to + n;
}

/* ---- tables ---- */

/* Our own files: no quotes, no empty lines, so a comma is always a cut. */
static char **cut_line(struct arena *arena, char *line, int *n)
{
	int count = 1;
	char **cells;

	for (const char *p = line; *p; p++)
		count += *p == ',';
	cells = arena_alloc(arena, (size_t)count * sizeof(*cells));
	for (int i = 0; i < count; i++) {
		cells[i] = line;
		line = strchrnul(line, ',');
		*line++ = 0;
	}
	*n = count;
	return cells;
}

static char ***read_table(struct arena *arena, const char *from, const char *until, int *n,
			  char ***heading, int *n_columns)
{
	char *text = arena_text_n(arena, from, (size_t)(until - from));
	char ***rows;
	int n_lines = 0, n_cells;

	for (const char *p = text; *p; p++)
		n_lines += *p == '\n';
	rows = arena_alloc(arena, (size_t)n_lines * sizeof(*rows));
	for (int i = 0; i < n_lines; i++) {
		char *end = strchr(text, '\n');

		*end = 0;
		if (end > text && end[-1] == '\r')
			end[-1] = 0;
		rows[i] = cut_line(arena, text, &n_cells);
		assert(i == 0 || n_cells == *n_columns);
		*n_columns = n_cells;
		text = end + 1;
	}
	assert(n_lines > 1);
	*heading = rows[0];
	*n = n_lines - 1;
	return rows + 1;
}

static double cell_real(char **heading, int n_columns, char **row, const char *name)
{
	for (int i = 0; i < n_columns; i++)
		if (strcmp(heading[i], name) == 0)
			return strtod(row[i], NULL);
	assert(!"a column of the census is missing");
	return 0;
}

/* ---- regions, census ---- */

static int by_key(const void *a, const void *b)
{
	const struct demo_region *left = a, *right = b;

	return strcmp(left->key, right->key);
}

static void read_regions(struct arena *arena, struct demo_data *data)
{
	char **heading, ***rows;
	int n_columns;

	rows = read_table(arena, data_regions, data_regions_end, &data->n_regions, &heading,
			  &n_columns);
	assert(n_columns == 5);
	data->regions = arena_alloc(arena, (size_t)data->n_regions * sizeof(*data->regions));
	for (int i = 0; i < data->n_regions; i++) {
		struct demo_region *region = &data->regions[i];
		int bad = key_from_code(rows[i][0], region->key);

		assert(!bad);
		region->code = rows[i][0];
		region->parent_code = rows[i][1];
		region->level = atoi(rows[i][2]);
		region->name = rows[i][3];
		region->kind = rows[i][4];
	}
	qsort(data->regions, (size_t)data->n_regions, sizeof(*data->regions), by_key);
}

static const char *const age_columns[N_AGES] = {
	"ages_0",     "ages_1-4",   "ages_5-9",   "ages_10-14", "ages_15-19",
	"ages_20-24", "ages_25-29", "ages_30-34", "ages_35-39", "ages_40-44",
	"ages_45-49", "ages_50-54", "ages_55-59", "ages_60-64", "ages_65-69",
	"ages_70-74", "ages_75-79", "ages_80-84", "ages_85p",
};

static void read_census(struct arena *arena, struct demo_data *data)
{
	char **heading, ***rows;
	int n_columns;

	rows = read_table(arena, data_census, data_census_end, &data->n_census, &heading,
			  &n_columns);
	data->census = arena_alloc(arena, (size_t)data->n_census * sizeof(*data->census));
	for (int i = 0; i < data->n_census; i++) {
		struct demo_census *c = &data->census[i];
		int bad = key_from_code(rows[i][0], c->key);
#define CELL(name) cell_real(heading, n_columns, rows[i], name)

		assert(!bad);
		c->persons = (int64_t)CELL("popu");
		c->men_per_100_women = CELL("popu_wm");
		c->floating = CELL("popu_reg_o");
		c->elsewhere = CELL("popu_reg_c") + CELL("popu_reg_p") + CELL("popu_reg_o");
		for (int g = 0; g < N_AGES; g++)
			c->ages[g] = CELL(age_columns[g]);
		c->in_families = CELL("hhld_r");
		c->mean_size = CELL("hhld_s");
		c->one_person = CELL("hhld_1p");
		c->generations[0] = CELL("hhld_1g");
		c->generations[1] = CELL("hhld_2g");
		c->generations[2] = CELL("hhld_3g") + CELL("hhld_4gp");
#undef CELL
	}
}

/* ---- names ---- */

static void read_surnames(struct arena *arena, struct demo_data *data)
{
	char **heading, ***rows;
	int n_columns;
	double sum = 0;

	rows = read_table(arena, data_surnames, data_surnames_end, &data->n_surnames, &heading,
			  &n_columns);
	data->surnames = arena_alloc(arena, (size_t)data->n_surnames * sizeof(char *));
	data->surname_sums = arena_alloc(arena, (size_t)data->n_surnames * sizeof(double));
	for (int i = 0; i < data->n_surnames; i++) {
		data->surnames[i] = rows[i][0];
		sum += strtod(rows[i][1], NULL);
		data->surname_sums[i] = sum;
	}
}

static void read_givens(struct arena *arena, struct demo_data *data)
{
	char **heading, ***rows;
	int n_columns;

	rows = read_table(arena, data_givens, data_givens_end, &data->n_givens, &heading,
			  &n_columns);
	data->givens = arena_alloc(arena, (size_t)data->n_givens * sizeof(*data->givens));
	for (int is_man = 0; is_man < 2; is_man++)
		for (int n = 0; n < 3; n++)
			data->givens_of[is_man][n] =
				arena_alloc(arena, (size_t)data->n_givens * sizeof(int));
	for (int i = 0; i < data->n_givens; i++) {
		struct demo_given *given = &data->givens[i];

		given->text = rows[i][0];
		given->is_man = rows[i][1][0] != 'F';
		given->is_woman = rows[i][1][0] != 'M';
		given->n_characters = (int)utf8_length(given->text);
		if (given->n_characters > 2)
			continue;
		for (int is_man = 0; is_man < 2; is_man++) {
			int *n = &data->n_givens_of[is_man][given->n_characters];

			if (is_man ? given->is_man : given->is_woman)
				data->givens_of[is_man][given->n_characters][(*n)++] = i;
		}
	}
}

static int any_surname(const struct demo_data *data, struct dice *dice)
{
	double at = dice_share(dice) * data->surname_sums[data->n_surnames - 1];
	int low = 0, high = data->n_surnames - 1;

	while (low < high) {
		int middle = (low + high) / 2;

		if (data->surname_sums[middle] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static const char *any_given(const struct demo_data *data, struct dice *dice, bool is_man, int n)
{
	int i = dice_below(dice, data->n_givens_of[is_man][n]);

	return data->givens[data->givens_of[is_man][n][i]].text;
}

/* Short given names are as usual as two-character ones of the list, and most
 * people have two characters: two short ones together widen the list. */
void demo_name(const struct demo_data *data, struct dice *dice, bool is_man, int *surname,
	       char out[64])
{
	double kind = dice_share(dice);
	const char *first, *second = "";

	if (*surname < 0)
		*surname = any_surname(data, dice);
	if (kind < 0.2) {
		first = any_given(data, dice, is_man, 1);
	} else if (kind < 0.55) {
		first = any_given(data, dice, is_man, 2);
	} else {
		first = any_given(data, dice, is_man, 1);
		second = any_given(data, dice, is_man, 1);
	}
	snprintf(out, 64, "%s%s%s", data->surnames[*surname], first, second);
}

static void read_prefixes(struct arena *arena, struct demo_data *data)
{
	char **heading, ***rows;
	int n_columns;

	rows = read_table(arena, data_prefixes, data_prefixes_end, &data->n_prefixes, &heading,
			  &n_columns);
	data->prefixes = arena_alloc(arena, (size_t)data->n_prefixes * sizeof(char *));
	for (int i = 0; i < data->n_prefixes; i++)
		data->prefixes[i] = rows[i][0];
}

/* ---- sizes of compounds ---- */

static void read_sizes(struct arena *arena, struct demo_data *data)
{
	char **heading, ***rows;
	int n, n_columns;

	rows = read_table(arena, data_sizes, data_sizes_end, &n, &heading, &n_columns);
	assert(n_columns == 10);
	for (int i = 0; i < n; i++) {
		double *to = NULL;

		if (strcmp(rows[i][0], "households_per_building") == 0)
			to = data->building_doors;
		if (strcmp(rows[i][0], "buildings_per_compound") == 0)
			to = data->compound_buildings;
		if (!to)
			continue;
		for (int q = 0; q < 8; q++)
			to[q + 1] = strtod(rows[i][q + 2], NULL);
		/* The smallest is not published: half of the 5 % quantile. */
		to[0] = fmax(1, to[1] / 2);
	}
	assert(data->building_doors[8] > 0 && data->compound_buildings[8] > 0);
}

double demo_draw(struct dice *dice, const double quantiles[9])
{
	static const double at[9] = { 0, .05, .10, .25, .50, .75, .90, .95, .99 };
	double share = dice_share(dice);
	int i = 1;

	if (share >= at[8])
		return quantiles[8];
	while (share >= at[i])
		i++;
	return quantiles[i - 1] +
	       (quantiles[i] - quantiles[i - 1]) * (share - at[i - 1]) / (at[i] - at[i - 1]);
}

struct demo_data *demo_data_read(struct arena *arena)
{
	struct demo_data *data = arena_alloc(arena, sizeof(*data));

	read_regions(arena, data);
	read_census(arena, data);
	read_surnames(arena, data);
	read_givens(arena, data);
	read_prefixes(arena, data);
	read_sizes(arena, data);
	return data;
}
