/* The same rule over HTTP: exports name exactly what lies in the region, and
 * live events come only to those who may ask. */
#include "crash/client.h"
#include "serve.h"
#include "views.h"
#include <unistd.h>

/* A bearer token of an account. */
static int token_for(struct world *world, const struct account *account, char token[44])
{
	struct arena *arena = arena_new(1 << 20);
	struct actor actor = { 0 };
	struct session session;
	struct fault fault = { 0 };
	int outcome = -1;

	if (actor_from_login(world->stage->engine, arena, account->login, clock_now(), &actor) == 0)
		outcome = session_open(world->stage->engine, arena, actor.account, true, "oracle",
				       clock_now() + MS_PER_DAY, token, &session, &fault);
	arena_free(arena);
	return outcome ? play_fail(&world->play, "no session for %s", account->login) : 0;
}

/* An export names the homes or people of the region, no more and no fewer. */
static int ask_export(struct world *world, const struct account *account, struct client *client,
		      bool is_people, struct figures *figures)
{
	const char *command = is_people ? "resident.list" : "household.list";
	const char *region = world->regions[world_dice(world, world->n_regions)];
	const char *answered =
		may_ask(account, command_find(command, NULL)->who, region, clock_now());
	struct named named = { 0 }, expected = { 0 };
	char path[300];

	snprintf(path, sizeof path, "/api/export/%s?region=%s&format=csv",
		 is_people ? "resident" : "household", region);
	if (client_get(client, path, 5000))
		return play_fail(&world->play, "%s breaks: %.300s", path, client->answer);
	figures->n_asked++;
	if ((client->status == 200) != (answered != NULL))
		return play_fail(&world->play, "%s by %s: the rule says %s, it was %d %.200s", path,
				 account->login, answered ? "yes" : "no", client->status,
				 client->answer);
	if (!answered)
		return 0;
	named_add(&named, client->answer);
	for (int i = 0; i < world->n_homes; i++)
		expected.homes[i] = is_shown(world->homes[i].region, answered);
	for (int i = 0; i < world->n_people; i++)
		expected.people[i] = is_shown(world->homes[world->people[i].home].region, answered);
	for (int i = 0; i < N_HOMES; i++)
		if (is_people ? named.homes[i] && !expected.homes[i]
			      : named.homes[i] != expected.homes[i])
			return play_fail(&world->play, "%s by %s: home %d should %sbe in it", path,
					 account->login, i, expected.homes[i] ? "" : "not ");
	for (int i = 0; i < N_PEOPLE; i++)
		if (is_people ? named.people[i] != expected.people[i]
			      : named.people[i] && !expected.people[i])
			return play_fail(&world->play, "%s by %s: person %d should %sbe in it",
					 path, account->login, i, expected.people[i] ? "" : "not ");
	return 0;
}

#define PATIENCE_MS 10000 /* for what must come, on a machine that is busy */

/* One account listening to one region. */
struct listening {
	const struct account *account;
	const char *region, *counts, *hears; /* what the rule says of either */
	struct client client;
	char text[16000];
};

static int listen_as(struct world *world, const struct account *account, const char *token,
		     int port, struct listening *l)
{
	char path[100];

	l->account = account;
	l->region = world->regions[world_dice(world, world->n_regions)];
	if (account->n_postings && world_dice(world, 2))
		l->region = account->postings[world_dice(world, account->n_postings)].region;
	l->counts =
		may_ask(account, command_find("region.counts", NULL)->who, l->region, clock_now());
	/* Any posting hears of levels and orders (HEARS in live.c). */
	l->hears = may_ask(account, (1u << N_ROLES) - 1, l->region, clock_now());
	snprintf(path, sizeof path, "/api/live?region=%s", l->region);
	l->text[0] = '\0';
	client_init(&l->client, port, token);
	return client_ask_stream(&l->client, path) ? play_fail(&world->play, "%s breaks", path) : 0;
}

/* Whether an event says this number of households, alone or among other counts. */
static bool says_households(const char *text, int n)
{
	char alone[60], among[60];

	snprintf(alone, sizeof alone, "\"household\":%d}", n);
	snprintf(among, sizeof among, "\"household\":%d,", n);
	return strstr(text, alone) || strstr(text, among);
}

/* Take what has come so far.  A status other than 200 ends a stream. */
static void take(struct listening *l)
{
	size_t n = strlen(l->text);

	client_read_stream(&l->client, l->text + n, sizeof l->text - n, 10);
	l->client.status = strlen(l->text) > 12 ? atoi(l->text + 9) : 0;
}

static bool has_begun(const struct listening *l)
{
	return strstr(l->text, ": listening") || (l->client.status && l->client.status != 200);
}

/* Whoever may ask about a region hears of a new household in it, with the right
 * sum; nobody else hears anything. */
static int heard_fits(struct world *world, struct listening *l, const char *place, int n_homes)
{
	bool is_let = l->hears;
	bool is_told = l->counts && is_shown(place, l->region);
	int64_t end = clock_ticks() + PATIENCE_MS;

	do
		take(l);
	while (is_told && !says_households(l->text, n_homes) && clock_ticks() < end);
	client_close(&l->client);
	if ((l->client.status == 200) != is_let)
		return play_fail(&world->play, "live by %s at %s: the rule says %s, it was %d",
				 l->account->login, l->region, is_let ? "yes" : "no",
				 l->client.status);
	bool is_said = says_households(l->text, n_homes);

	if (is_told) {
		if (!strstr(l->text, "\"household\":"))
			return play_fail(&world->play,
					 "live by %s at %s does not tell of %s: %.300s",
					 l->account->login, l->region, place, l->text);
		if (!is_said)
			return play_fail(
				&world->play, "live by %s at %s: %d households, it says %.300s",
				l->account->login, l->region, n_homes, strstr(l->text, "data:"));
	} else if (strstr(l->text, "\"household\":") && !(l->counts && is_said)) {
		/* The region's own number may come at any time, and only to who may ask. */
		return play_fail(&world->play, "live by %s at %s (%d households): %.300s",
				 l->account->login, l->region, n_homes, strstr(l->text, "data:"));
	}
	return 0;
}

static int live_fits(struct world *world, struct listening *all, struct figures *figures)
{
	const char *place = world->regions[world_dice(world, world->n_grids)];

	/* Every stream is heard of before the news. */
	for (int i = 0; i < world->n_accounts; i++)
		for (int64_t end = clock_ticks() + PATIENCE_MS;
		     !has_begun(&all[i]) && clock_ticks() < end;)
			take(&all[i]);
	usleep(250000);
	if (world_add(world, place))
		return -1;
	usleep(1300000); /* a region speaks at most once a second */
	for (int i = 0; i < world->n_accounts; i++) {
		int n_homes = 0;

		for (int k = 0; k < world->n_homes; k++)
			n_homes += is_shown(world->homes[k].region, all[i].region);
		figures->n_asked++;
		if (heard_fits(world, &all[i], place, n_homes))
			return -1;
	}
	return 0;
}

static int ask_account(struct world *world, const struct account *account, const char *token,
		       int port, struct figures *figures)
{
	static struct client client; /* large */
	int outcome = 0;

	client_init(&client, port, token);
	for (int i = 0; i < 4 && outcome == 0; i++)
		outcome = ask_export(world, account, &client, i % 2, figures);
	client_close(&client);
	return outcome;
}

int wire_ask(struct world *world, struct figures *figures)
{
	static struct listening all[N_ACCOUNTS]; /* large */
	struct serve_config config = { .engine = world->stage->engine, .dir = world->stage->dir };
	char why[200], token[44];
	struct server *server = serve_start(&config, why);
	int outcome = 0;

	if (!server)
		return play_fail(&world->play, "the server does not start: %s", why);
	for (int i = 0; i < world->n_accounts && outcome == 0; i++) {
		const struct account *account = &world->accounts[i];

		outcome = token_for(world, account, token);
		if (outcome == 0)
			outcome = ask_account(world, account, token, serve_port(server), figures);
		if (outcome == 0)
			outcome = listen_as(world, account, token, serve_port(server), &all[i]);
	}
	if (outcome == 0)
		outcome = live_fits(world, all, figures);
	serve_stop(server);
	return outcome;
}
