/* The same rule over HTTP: exports name exactly what lies in the region, and
 * live events come only to those who may ask. */
#include "crash/client.h"
#include "serve.h"
#include "views.h"

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
		return play_fail(&world->play, "%s breaks", path);
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

/* Listen to a region, add a household somewhere, and hear of it exactly when it
 * lies in a region that may be asked about. */
static int ask_live(struct world *world, const struct account *account, struct client *client,
		    struct figures *figures)
{
	const char *region = world->regions[world_dice(world, world->n_regions)];
	const char *answered =
		may_ask(account, command_find("region.counts", NULL)->who, region, clock_now());
	const char *sweeps =
		may_ask(account, command_find("sweep.board", NULL)->who, region, clock_now());
	char path[200], text[8000];
	bool is_stream;

	snprintf(path, sizeof path, "/api/live?region=%s", region);
	figures->n_asked++;
	if (client_stream(client, path, text, sizeof text, 300))
		return play_fail(&world->play, "%s breaks", path);
	is_stream = client->status == 200;
	if (is_stream != (answered || sweeps))
		return play_fail(&world->play, "%s by %s: the rule says %s, it was %d %.200s", path,
				 account->login, answered || sweeps ? "yes" : "no", client->status,
				 text);
	for (const char *at = text; is_stream && (at = strstr(at, "\"region\":\"")); at++) {
		char key[KEY_MAX + 1];

		snprintf(key, sizeof key, "%.*s", (int)strcspn(at + 10, "\""), at + 10);
		if (!key_is_within(key, region))
			return play_fail(&world->play, "%s by %s tells of %s", path, account->login,
					 key);
	}
	client_close(client);
	return 0;
}

static int ask_account(struct world *world, const struct account *account, int port,
		       struct figures *figures)
{
	static struct client client; /* large */
	char token[44];
	int outcome = 0;

	if (token_for(world, account, token))
		return -1;
	client_init(&client, port, token);
	for (int i = 0; i < 4 && outcome == 0; i++)
		outcome = ask_export(world, account, &client, i % 2, figures);
	if (outcome == 0)
		outcome = ask_live(world, account, &client, figures);
	client_close(&client);
	return outcome;
}

int wire_ask(struct world *world, struct figures *figures)
{
	struct serve_config config = { .engine = world->stage->engine, .dir = world->stage->dir };
	char why[200];
	struct server *server = serve_start(&config, why);
	int outcome = 0;

	if (!server)
		return play_fail(&world->play, "the server does not start: %s", why);
	for (int i = 0; i < world->n_accounts && outcome == 0; i++)
		outcome = ask_account(world, &world->accounts[i], serve_port(server), figures);
	serve_stop(server);
	return outcome;
}
