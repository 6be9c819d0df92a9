/* Invented people: households whose sizes, ages, sexes and registrations move
 * a district towards its census.
 *
 * Rule: nobody here is anybody: area codes of ID numbers are ones that were
 * never assigned (GB/T 2260), so a number cannot belong to a living person. */
#include "demo_parts.h"
#include <math.h>

#define TRIES 5 /* households thrown, of which the one the census misses most is kept */

static const int group_from[N_AGES + 1] = { 0,  1,  5,  10, 15, 20, 25, 30, 35, 40,
					    45, 50, 55, 60, 65, 70, 75, 80, 85, 100 };

static int group_of(int age)
{
	return age < 1 ? 0 : age < 5 ? 1 : age >= 85 ? N_AGES - 1 : age / 5 + 1;
}

/* An age by the census between two limits. */
static int census_age(const struct demo_quota *quota, struct dice *dice, int low, int high)
{
	double all = 0, at;
	int g;

	for (g = 0; g < N_AGES; g++)
		if (group_from[g + 1] > low && group_from[g] <= high)
			all += quota->census->ages[g];
	at = dice_share(dice) * all;
	for (g = 0; g < N_AGES - 1; g++) {
		if (group_from[g + 1] <= low || group_from[g] > high)
			continue;
		at -= quota->census->ages[g];
		if (at < 0)
			break;
	}
	if (g == N_AGES - 1 && high > 97)
		return 85 + (int)(13 * dice_share(dice) * dice_share(dice));
	low = low > group_from[g] ? low : group_from[g];
	high = high < group_from[g + 1] - 1 ? high : group_from[g + 1] - 1;
	return high <= low ? low : low + dice_below(dice, high - low + 1);
}

/* ---- who lives together ---- */

struct family {
	struct demo_person member[MAX_MEMBERS];
	int age[MAX_MEMBERS];
	int n;
};

static void join(struct family *family, const char *relation, int age, int is_man)
{
	if (family->n == MAX_MEMBERS)
		return;
	family->age[family->n] = age < 0 ? 0 : age > 99 ? 99 : age;
	/* Each surname is settled when names are given; here only whose it is. */
	family->member[family->n++] =
		(struct demo_person){ .relation = relation, .is_man = is_man, .surname = -1 };
}

static void join_couple(struct family *family, struct dice *dice, int age)
{
	bool is_man = dice_is(dice, 0.72);
	int other = (int)lround(dice_normal(dice, is_man ? age - 2 : age + 2, 2.5));

	join(family, "head", age, is_man);
	join(family, "spouse", other < 20 ? 20 : other, !is_man);
}

static void join_children(struct family *family, struct dice *dice, int n, int parent_age)
{
	int age = parent_age - (int)lround(dice_normal(dice, 28, 4));

	for (int i = 0; i < n; i++) {
		join(family, "child", age, dice_is(dice, 0.525));
		age -= 2 + dice_below(dice, 6);
	}
}

static void throw_one(struct family *family, const struct demo_quota *quota, struct dice *dice)
{
	/* Whoever is one too many to keep the ratio of men to women decides. */
	double men = quota->census->men_per_100_women / (100 + quota->census->men_per_100_women);
	bool is_man = (double)quota->n_men < men * (double)quota->n;

	join(family, "head", census_age(quota, dice, 18, 99), dice_is(dice, is_man ? 0.75 : 0.25));
}

static void throw_three_generations(struct family *family, const struct demo_quota *quota,
				    struct dice *dice, int n)
{
	int age = census_age(quota, dice, 26, 58);
	int parent = age + (int)lround(dice_normal(dice, 27, 4));

	if (n == 3) {
		join(family, "head", age, dice_is(dice, 0.6));
	} else {
		join_couple(family, dice, age);
	}
	join(family, "parent", parent, dice_is(dice, 0.4));
	if (n >= 5 && dice_is(dice, 0.7))
		join(family, "parent", parent + dice_below(dice, 5) - 2,
		     !family->member[family->n - 1].is_man);
	join_children(family, dice, n - family->n, age < 45 ? age : 45);
}

static void throw_family(struct family *family, const struct demo_quota *quota, struct dice *dice,
			 int n)
{
	const struct demo_census *census = quota->census;
	/* What of one-generation households is not somebody alone, among sizes of two and more. */
	double one = (census->generations[0] - census->one_person) / (1 - census->one_person);
	double three = census->generations[2] / (1 - census->one_person);

	family->n = 0;
	if (n == 1) {
		throw_one(family, quota, dice);
	} else if (n == 2) {
		if (dice_is(dice, one * 1.9)) {
			join_couple(family, dice, census_age(quota, dice, 22, 90));
		} else {
			int age = census_age(quota, dice, 25, 80);

			join(family, "head", age, dice_is(dice, 0.4));
			join_children(family, dice, 1, age);
		}
	} else if (dice_is(dice, n >= 5 ? 0.85 : n == 4 ? three * 3 : three)) {
		throw_three_generations(family, quota, dice, n);
	} else {
		int age = census_age(quota, dice, 25, 75);

		join_couple(family, dice, age);
		join_children(family, dice, n - 2, age);
	}
}

/* How much the members' age groups are over their share so far: the less, the better. */
static double surplus(const struct demo_quota *quota, const struct family *family)
{
	double sum = 0;

	for (int i = 0; i < family->n; i++) {
		int g = group_of(family->age[i]);
		double want = quota->census->ages[g] * (double)(quota->n + 400);

		sum += ((double)quota->n_by_age[g] - want) / (want + 1);
	}
	return sum / family->n;
}

/* ---- counting in ---- */

static void register_members(struct demo_quota *quota, struct dice *dice, struct family *family,
			     double factor)
{
	/* People who came from elsewhere mostly came together. */
	const struct demo_census *census = quota->census;
	double lack_f = census->floating * (double)(quota->n + 20) - (double)quota->n_floating;
	double lack_e = census->elsewhere * (double)(quota->n + 20) - (double)quota->n_elsewhere;
	bool floating = dice_is(dice, census->floating * factor + lack_f / 200);
	double rest = (census->elsewhere - census->floating) / (1 - census->floating);
	bool elsewhere = floating || dice_is(dice, rest + (lack_e - lack_f) / 200);

	for (int i = 0; i < family->n; i++) {
		struct demo_person *p = &family->member[i];

		p->is_elsewhere = elsewhere && (i == 0 || dice_is(dice, 0.95));
		p->is_floating = floating && p->is_elsewhere;
		quota->n_floating += p->is_floating;
		quota->n_elsewhere += p->is_elsewhere;
	}
}

static void count_in(struct demo_quota *quota, struct family *family, int year,
		     struct demo_person *out)
{
	for (int i = 0; i < family->n; i++) {
		struct demo_person *p = &family->member[i];

		p->group = group_of(family->age[i]);
		p->birth_year = year - family->age[i];
		quota->n++;
		quota->n_men += p->is_man;
		quota->n_by_age[p->group]++;
		out[i] = *p;
	}
}

int demo_family(struct demo_quota *quota, struct dice *dice, int year, int n,
		struct demo_person *out)
{
	struct family best = { .n = 0 }, family;
	double least = INFINITY;

	for (int try = 0; try < TRIES; try++) {
		double over;

		throw_family(&family, quota, dice, n);
		over = surplus(quota, &family);
		if (over < least) {
			least = over;
			best = family;
		}
	}
	register_members(quota, dice, &best, 0.9);
	count_in(quota, &best, year, out);
	return best.n;
}

int demo_family_size(const struct demo_census *census, struct dice *dice, double mean)
{
	double one = census->one_person, lambda, share, term;
	int n = 0;

	if (dice_is(dice, one))
		return 1;
	/* Sizes above one: two and a Poisson rest that keeps the mean. */
	lambda = (mean - one) / (1 - one) - 2;
	if (lambda <= 0)
		return 2;
	share = dice_share(dice);
	for (term = exp(-lambda); share > term && n < MAX_MEMBERS - 2; n++) {
		share -= term;
		term *= lambda / (n + 1);
	}
	return 2 + n;
}

int demo_room(struct demo_quota *quota, struct dice *dice, int year, int n, struct demo_person *out)
{
	double men = quota->census->men_per_100_women / (100 + quota->census->men_per_100_women);
	bool is_man =
		dice_is(dice, men + (men * (double)(quota->n + 40) - (double)quota->n_men) / 40);
	struct family room = { .n = 0 }, one;

	for (int i = 0; i < n; i++) {
		double least = INFINITY;
		int age = 20;

		for (int try = 0; try < TRIES; try++) {
			one.n = 0;
			join(&one, "other", census_age(quota, dice, 15, 59), is_man);
			if (surplus(quota, &one) < least) {
				least = surplus(quota, &one);
				age = one.age[0];
			}
		}
		join(&room, i == 0 ? "head" : "other", age, is_man);
	}
	register_members(quota, dice, &room, 1.6);
	count_in(quota, &room, year, out);
	return room.n;
}

/* ---- numbers ---- */

void demo_id_number(int64_t serial, const struct demo_person *person, char out[19])
{
	static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	static const char checks[] = "10X98765432";
	/* 99 areas × 500 numbers of a sex; who shares both differs in the day of the year. */
	int rest = (int)(serial % 49500), turn = (int)(serial / 49500);
	char first[11], day[11];
	int sum = 0;

	snprintf(first, sizeof(first), "%04d-01-01", person->birth_year);
	day_add(first, (turn * 151 + rest * 7) % 365, day);
	put_digits(out, 6, 129901 + rest / 500);
	put_digits(out + 6, 4, person->birth_year);
	out[10] = day[5], out[11] = day[6], out[12] = day[8], out[13] = day[9];
	put_digits(out + 14, 3, rest % 500 * 2 + person->is_man);
	for (int i = 0; i < 17; i++)
		sum += (out[i] - '0') * weights[i];
	out[17] = checks[sum % 11];
	out[18] = 0;
}

void demo_phone(const struct demo_data *data, struct dice *dice, int64_t serial, char out[12])
{
	const char *prefix = data->prefixes[dice_below(dice, data->n_prefixes)];
	int n = (int)strlen(prefix);

	/* A permutation of the numbers below 10^8: each serial gets its own. */
	memcpy(out, prefix, (size_t)n);
	put_digits(out + n, 11 - n, (serial * INT64_C(61803399) + 31415927) % 100000000);
}
