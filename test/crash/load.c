/* Clients that send commands with known ids; see load.h. */
#include "load.h"
#include "clock.h"

#define GRID "120113003012001"

/* One command on the command line, as the program. */
static int prepare_one(const struct server *server, char why[600], const char *command)
{
	int code =
		lianfang(why, 600, "call %s %s%s%s%s", server->dir, command,
			 server->url[0] ? " --db '" : "", server->url, server->url[0] ? "'" : "");

	return code == 0 ? 0 : -1;
}

int load_prepare(const struct server *server, char token[200], char why[600])
{
	static const char *const commands[] = {
		"region.add code=12 level=1 name=T kind=municipality valid_from=2019-01-01",
		"region.add code=1201 parent_code=12 level=2 name=P kind=prefecture_placeholder "
		"valid_from=2019-01-01",
		"region.add code=120113 parent_code=1201 level=3 name=D kind=district "
		"valid_from=2019-01-01",
		"region.add code=120113003 parent_code=120113 level=4 name=S kind=street "
		"valid_from=2019-01-01",
		"region.add code=120113003012 parent_code=120113003 level=5 name=C kind=community "
		"valid_from=2019-01-01",
		"region.add code=" GRID " parent_code=120113003012 level=6 name=G kind=grid "
		"valid_from=2019-01-01",
		"account.add login=li name=li",
		"posting.add account=li role=grid_worker region=" GRID " from_at=2020-01-01",
		"posting.add account=li role=officer region=120113003 from_at=2020-01-01",
	};
	char command[300], day[11];
	const char *found;

	day_of(clock_now(), day);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (prepare_one(server, why, commands[i]))
			return -1;
	for (int i = 0; i < N_HOUSES; i++) {
		snprintf(command, sizeof command,
			 "household.add id=base-%d region=" GRID " door=%d-%d kind=home", i,
			 i / 4 + 1, i % 4 + 1);
		if (prepare_one(server, why, command))
			return -1;
	}
	snprintf(command, sizeof command,
		 "sweep.start id=sweep region=" GRID " kind=visit target=household title=S "
		 "from_day=%s until_day=%s",
		 day, day);
	if (prepare_one(server, why, command) ||
	    prepare_one(server, why, "session.token label=load days=7 --as li"))
		return -1;
	found = strstr(why, "\"token\":\"");
	if (!found)
		return -1;
	snprintf(token, 200, "%.*s", (int)strcspn(found + 9, "\""), found + 9);
	return 0;
}

void load_id(const struct load *load, int client, int i, char id[65])
{
	/* Half look like the UUIDs of a phone, half like the keys of a sheet. */
	if (i % 2)
		snprintf(id, 65, "%08x-%04x-7%03x-8%03x-%012x", (unsigned)load->round,
			 (unsigned)client, (unsigned)(i & 0xfff), (unsigned)(i >> 12), (unsigned)i);
	else
		snprintf(id, 65, "r%d-c%d-%d", load->round, client, i);
}

int load_send(struct load_client *from, int i)
{
	struct load *load = from->load;
	struct sent *sent = &from->sent[i];
	char id[65], body[600];

	load_id(load, from->number, i, id);
	if (sent->is_visit)
		snprintf(body, sizeof body,
			 "{\"id\":\"%s\",\"region\":\"" GRID "\",\"sweep\":\"sweep\","
			 "\"household\":\"base-%d\",\"day\":\"%s\",\"state\":\"%s\","
			 "\"channel\":\"door\"}",
			 id, i % N_HOUSES, load->day, i % 3 ? "done" : "absent");
	else
		snprintf(body, sizeof body,
			 "{\"id\":\"%s\",\"region\":\"" GRID
			 "\",\"door\":\"%d-%d\",\"kind\":\"home\"}",
			 id, load->round, i);
	if (client_post(&from->client, sent->is_visit ? "visit.record" : "household.add", body,
			10000))
		return -1;
	if (from->client.status == 200) {
		sent->told = TOLD_KEPT;
		load->n_kept++;
	} else {
		sent->told = TOLD_REFUSED;
		load->n_refused++;
		snprintf(load->refusal, sizeof load->refusal, "%d %.500s", from->client.status,
			 from->client.answer);
	}
	return 0;
}

static void *send_on(void *self)
{
	struct load_client *client = self;
	int most = client->load->most ? client->load->most : N_SENT_MAX;

	while (!client->load->is_over && client->n_sent < most) {
		struct sent *sent = &client->sent[client->n_sent];

		sent->told = TOLD_NOTHING;
		sent->is_visit = client->n_sent % 4 != 0;
		client->n_sent++;
		if (load_send(client, client->n_sent - 1))
			break; /* the server is gone */
	}
	return NULL;
}

void load_start(struct load *load)
{
	load->is_over = false;
	for (int i = 0; i < N_CLIENTS; i++) {
		struct load_client *client = &load->clients[i];

		client->load = load;
		client->number = i;
		client->n_sent = 0;
		if (!client->sent)
			client->sent = calloc(N_SENT_MAX, sizeof *client->sent);
		client_init(&client->client, load->port, load->token);
		pthread_create(&client->thread, NULL, send_on, client);
	}
}

void load_stop(struct load *load)
{
	load->is_over = true;
	for (int i = 0; i < N_CLIENTS; i++) {
		pthread_join(load->clients[i].thread, NULL);
		client_close(&load->clients[i].client);
	}
}
