/* Accounts and postings: a chief and deputies at every node from the city to the
 * communities, a grid worker in every grid, and a few holes so that they show.
 *
 * Rule: an account of the demo has no password; only the few that are printed
 * get one, made at random and kept nowhere else. */
#include "demo_parts.h"

#include "authority.h"

#define POSTED_FROM "2023-07-01T08:00:00+08:00" /* the edition is valid by then */
#define ORDER       "演示令〔2023〕1号"

void demo_login(const char *post, const char *key, char out[64])
{
	snprintf(out, 64, "%s-%s", post, key);
}

/* Every fortieth community and every twentieth grid has nobody, and in the street,
 * where a visitor looks first, its third community and a grid of its fifth. */
bool demo_is_hole(const struct demo *demo, const char *key, int level)
{
	struct dice dice = dice_for(demo->plan->seed, "holes", key);

	if (level == LEVEL_COMMUNITY)
		return strcmp(key, demo->hole) == 0 || dice_is(&dice, 0.025);
	return level == LEVEL_GRID && (strcmp(key, demo->hole_grid) == 0 || dice_is(&dice, 0.05));
}

struct staff_run {
	struct demo *demo;
	struct pipe *accounts, *postings; /* one pipe twice: accounts first */
	struct dice dice;
	int64_t n;
};

struct post {
	const char *login, *title, *role, *region, *duty;
	const char *from, *until; /* NULL: since the edition, open */
};

static void add_account(struct staff_run *run, const struct post *post)
{
	char name[64], phone[12], key[16];
	int surname = -1;

	run->n++;
	key[0] = 'a';
	put_digits(key + 1, 6, run->n);
	demo_name(run->demo->data, &run->dice, dice_is(&run->dice, 0.5), &surname, name);
	demo_phone(run->demo->data, &run->dice, 90000000 + run->n, phone);
	pipe_start(run->accounts, &run->demo->program, "account.add", post->region, key);
	pipe_text(run->accounts, "login", post->login);
	pipe_text(run->accounts, "name", name);
	pipe_text(run->accounts, "phone", phone);
	pipe_text(run->accounts, "title", post->title);
	pipe_send(run->accounts);
}

static void add_posting(struct staff_run *run, const struct post *post)
{
	int64_t from, until;
	char key[16];

	run->n++;
	key[0] = 'p';
	put_digits(key + 1, 6, run->n);
	at_read(post->from ? post->from : POSTED_FROM, &from);
	pipe_start(run->postings, &run->demo->program, "posting.add", post->region, key);
	pipe_text(run->postings, "account", post->login);
	pipe_text(run->postings, "role", post->role);
	pipe_text(run->postings, "region", post->region);
	pipe_text(run->postings, "duty", post->duty);
	pipe_int(run->postings, "from_at", from);
	if (post->until && at_read(post->until, &until) == 0)
		pipe_int(run->postings, "until_at", until);
	pipe_text(run->postings, "order_ref", ORDER);
	pipe_send(run->postings);
}

/* ---- who is posted where ---- */

typedef void (*each_post)(struct staff_run *run, const struct post *post);

/* The chief and the deputies of one node above the grids. */
static void node_posts(struct staff_run *run, const struct demo_region *r, each_post each)
{
	bool is_headquarters = r->level <= LEVEL_DISTRICT;
	const char *role = is_headquarters ? "commander" : "officer";
	char login[64];
	struct post post = { .login = login, .role = role, .region = r->key };

	demo_login("chief", r->key, login);
	post.duty = "chief";
	post.title = is_headquarters            ? "总指挥"
		     : r->level == LEVEL_STREET ? "街道防控负责人"
						: "社区防控负责人";
	each(run, &post);
	post.duty = "deputy";
	post.title = is_headquarters ? "副总指挥" : "副负责人";
	for (int i = 1; i <= (is_headquarters ? 2 : 1); i++) {
		demo_login(i == 1 ? "deputy" : "deputy2", r->key, login);
		each(run, &post);
	}
	/* The street's first chief handed over; "who answered then" has an answer. */
	if (strcmp(r->key, DEMO_STREET_KEY) != 0)
		return;
	demo_login("former", r->key, login);
	post = (struct post){ login,      "街道防控负责人", role,
			      r->key,     "chief",          "2023-06-30T08:00:00+08:00",
			      POSTED_FROM };
	each(run, &post);
}

struct grid_walk {
	struct staff_run *run;
	each_post each;
};

static void grid_post(void *self, const struct demo_building *b)
{
	struct grid_walk *walk = self;
	char login[64];
	struct post post = { login, "网格员", "grid_worker", b->grid, "member", NULL, NULL };

	if (!b->is_new_grid || demo_is_hole(walk->run->demo, b->grid, LEVEL_GRID))
		return;
	demo_login("grid", b->grid, login);
	walk->each(walk->run, &post);
}

static void all_posts(struct staff_run *run, each_post each)
{
	static const struct post offices[] = {
		{ "admin", "系统管理员", "admin", "", "chief", NULL, NULL },
		{ "auditor", "审计员", "auditor", "12", "chief", NULL, NULL },
	};
	const struct demo *demo = run->demo;
	struct grid_walk walk = { run, each };

	run->n = 0;
	for (size_t i = 0; i < COUNT_OF(offices); i++)
		each(run, &offices[i]);
	for (int i = 0; i < demo->data->n_regions; i++) {
		const struct demo_region *r = &demo->data->regions[i];

		if (r->level != LEVEL_CITY && !demo_is_hole(demo, r->key, r->level))
			node_posts(run, r, each);
	}
	for (int i = 0; i < demo->plan->n_communities; i++)
		demo_walk(demo->plan, demo->data, &demo->plan->communities[i], grid_post, &walk);
}

static void choose_holes(struct demo *demo)
{
	int n = 0;

	for (int i = 0; i < demo->data->n_regions && n < 5; i++) {
		const struct demo_region *r = &demo->data->regions[i];

		if (r->level != LEVEL_COMMUNITY || !key_is_within(r->key, DEMO_STREET_KEY))
			continue;
		n++;
		if (n == 3)
			demo->hole = r->key;
		if (n == 5)
			put_digits(stpcpy(demo->hole_grid, r->key), 3, 2);
	}
}

int demo_staff(struct demo *demo, char why[300])
{
	struct staff_run run = { .demo = demo };

	choose_holes(demo);
	run.dice = dice_for(demo->plan->seed, "staff", "");
	run.accounts = run.postings = pipe_open(demo, "staff", 0);
	all_posts(&run, add_account);
	pipe_wait(run.accounts);
	all_posts(&run, add_posting);
	return pipe_close(run.postings, why) ? -1 : 0;
}

/* ---- passwords ---- */

/* Twelve characters without those that are read wrongly from paper. */
static void random_password(char out[13])
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	uint8_t bytes[64];
	int n = 0;

	while (n < 12) {
		random_bytes(bytes, sizeof(bytes));
		for (size_t i = 0; i < sizeof(bytes) && n < 12; i++)
			if (bytes[i] < 248) /* 8 × 31: each letter equally likely */
				out[n++] = letters[bytes[i] % 31];
	}
	out[12] = 0;
}

static int give_password(struct demo *demo, const char *login, char password[13], char why[300])
{
	struct actor actor;
	struct fault fault = { 0 };
	int64_t account, now = clock_now();
	char token[44];

	random_password(password);
	if (actor_from_login(demo->engine, demo->arena, login, now, &actor) != 0) {
		snprintf(why, 300, "the account %s is missing", login);
		return -1;
	}
	if (link_make(demo->engine, demo->arena, actor.account, now + MS_PER_HOUR, token, &fault) ==
		    0 &&
	    link_use(demo->engine, demo->arena, token, password, &account, &fault) == 0)
		return 0;
	snprintf(why, 300, "the password of %s: %s", login, fault.sentence ? fault.sentence : "");
	return -1;
}

/* The first grid of the street where somebody is posted. */
static const char *first_grid(const struct demo *demo)
{
	for (int i = 0; i < demo->n_doors; i++)
		if (!demo_is_hole(demo, demo->doors[i].grid, LEVEL_GRID))
			return demo->doors[i].grid;
	return "";
}

int demo_logins(struct demo *demo, char why[300])
{
	char grid[64], password[13];
	demo_login("grid", first_grid(demo), grid);
	const struct {
		const char *login, *what;
	} printed[] = {
		{ "chief-12", "commander of the city" },
		{ "chief-120113", "commander of the district 北辰区" },
		{ "chief-" DEMO_STREET_KEY, "officer of the street 果园新村街道" },
		{ grid, "grid worker of that street" },
		{ demo->keeper, "gatekeeper on duty at a checkpoint there" },
		{ "unit-120113", "sending unit: signs for its people" },
		{ "org-120113", "organisation department of the district" },
		{ "auditor", "auditor of the city" },
		{ "admin", "admin of the city" },
	};

	printf("Logins of this demo; the passwords are shown this once:\n\n");
	for (size_t i = 0; i < COUNT_OF(printed); i++) {
		if (give_password(demo, printed[i].login, password, why) != 0)
			return -1;
		printf("  %-24s %s  %s\n", printed[i].login, password, printed[i].what);
	}
	printf("\n");
	return 0;
}
