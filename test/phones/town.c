/* The place, its people, its office; see town.h. */
#include "town.h"

#include "clock.h"
#include "db.h"

struct town town;

struct phone *town_office(void)
{
	return &town.phones[N_PHONES];
}

int64_t town_now(void)
{
	return clock_now();
}

/* Three digits of a segment. */
static unsigned segment(int n)
{
	return (unsigned)n % 1000u;
}

void town_grid(int community, int grid, char key[KEY_MAX + 1])
{
	snprintf(key, KEY_MAX + 1, STREET "%03u%03u", segment(11 + community), segment(grid + 1));
}

static void community_key(int community, char key[KEY_MAX + 1])
{
	snprintf(key, KEY_MAX + 1, STREET "%03u", segment(11 + community));
}

static int call(char why[600], const char *format, ...) PRINTS(2, 3);
static int call(char why[600], const char *format, ...)
{
	char words[500];
	va_list args;

	va_start(args, format);
	vsnprintf(words, sizeof words, format, args);
	va_end(args);
	return lianfang(why, 600, "call %s %s", town.server.dir, words) == 0 ? 0 : -1;
}

/* Territory down to the street, the commander and the office's token: by the command line. */
static int bootstrap(char why[600])
{
	static const char *const commands[] = {
		"region.add code=12 level=1 name=T kind=municipality valid_from=2019-01-01",
		"region.add code=1201 parent_code=12 level=2 name=P kind=prefecture_placeholder "
		"valid_from=2019-01-01",
		"region.add code=120113 parent_code=1201 level=3 name=D kind=district "
		"valid_from=2019-01-01",
		"region.add code=" STREET " parent_code=120113 level=4 name=S kind=street "
		"valid_from=2019-01-01",
		"account.add login=office name=office",
		"posting.add account=office role=commander region=" DISTRICT " from_at=2020-01-01",
	};
	const char *found;

	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (call(why, "%s", commands[i]))
			return -1;
	if (call(why, "session.token label=office days=7 --as office"))
		return -1;
	found = strstr(why, "\"token\":\"");
	if (!found)
		return -1;
	snprintf(town.office_token, sizeof town.office_token, "%.*s", (int)strcspn(found + 9, "\""),
		 found + 9);
	return 0;
}

int town_make(const char *part, const char *url, const char *base, char why[600])
{
	struct phone *office = town_office();
	char option[400] = "";

	memset(&town, 0, sizeof town);
	town.part = part;
	snprintf(town.url, sizeof town.url, "%s", url);
	snprintf(town.base, sizeof town.base, "%s", base);
	snprintf(town.server.dir, sizeof town.server.dir, "%.150s/%s-1", base, part);
	day_of(clock_now(), town.today);
	for (int i = 0; i <= N_PHONES; i++)
		client_init(&town.phones[i].client, 0, "");
	if (*url) {
		if (town_database("phones_1", town.server.url, why))
			return -1;
		snprintf(option, sizeof option, "--db '%s'", town.server.url);
	}
	if (lianfang(why, 600, "init %s %s", town.server.dir, option) || bootstrap(why))
		return -1;
	if (server_start(&town.server)) {
		snprintf(why, 600, "the server does not start");
		return -1;
	}
	town.port = town.server.port;
	office->number = N_PHONES;
	office->is_office = true;
	office->n_sessions = 1;
	snprintf(office->login, sizeof office->login, "office");
	snprintf(office->token, sizeof office->token, "%s", town.office_token);
	return 0;
}

static void fill_grid(struct phone *office, int community, int grid)
{
	char key[KEY_MAX + 1];

	town_grid(community, grid, key);
	phone_write(office, OFFICE, "region.add",
		    "\"code\":\"%s\",\"parent_code\":\"" STREET "%03d\",\"level\":6,\"name\":"
		    "\"G%s\",\"kind\":\"grid\",\"valid_from\":\"2019-01-01\"",
		    key, 11 + community, key);
	for (int i = 0; i < N_HOUSES; i++) {
		phone_write(office, OFFICE, "household.add",
			    "\"key\":\"h%d-%d-%d\",\"region\":\"%s\",\"door\":\"1-%d%02d\","
			    "\"floor\":%d,\"since_day\":\"2019-06-01\"",
			    community, grid, i, key, i / 4 + 1, i % 4 + 1, i / 4 + 1);
		for (int k = 0; k < 2; k++)
			phone_write(
				office, OFFICE, "resident.add",
				"\"key\":\"r%d-%d-%d-%d\",\"region\":\"%s\",\"household\":"
				"\"h%d-%d-%d\",\"name\":\"Ren %d\",\"phone\":\"139%d%d%02d%04d\","
				"\"relation\":\"%s\",\"since_day\":\"2019-06-01\"",
				community, grid, i, k, key, community, grid, i, k, community, grid,
				i, i * 7 + k, k ? "spouse" : "head");
	}
}

/* Four of five keep a grid each, some are volunteers; the fifth keeps a community. */
static void fill_phone(struct phone *office, int number)
{
	struct phone *phone = &town.phones[number];
	int community = number / 25, grid = number % 25 / 5;
	const char *role = number % 5 == 4   ? "officer"
			   : number % 5 == 3 ? "volunteer"
					     : "grid_worker";
	char key[KEY_MAX + 1];

	if (number % 5 == 4)
		community_key(community, key);
	else
		town_grid(community, grid, key);
	phone->number = number;
	snprintf(phone->login, sizeof phone->login, "p%02d", number);
	community_key(community, phone->home);
	phone_write(office, OFFICE, "account.add",
		    "\"login\":\"%s\",\"name\":\"%s\",\"region\":\"%s\"", phone->login,
		    phone->login, phone->home);
	phone_write(office, OFFICE, "posting.add",
		    "\"key\":\"%s-post\",\"account\":\"%s\",\"role\":\"%s\",\"region\":\"%s\"",
		    phone->login, phone->login, role, key);
}

int town_fill(void)
{
	struct phone *office = town_office();

	for (int c = 0; c < N_COMMUNITIES; c++) {
		phone_write(office, OFFICE, "region.add",
			    "\"code\":\"" STREET "%03d\",\"parent_code\":\"" STREET
			    "\",\"level\":5,\"name\":\"C%d\",\"kind\":\"community\","
			    "\"valid_from\":\"2019-01-01\"",
			    11 + c, c);
		for (int g = 0; g < N_GRIDS; g++)
			fill_grid(office, c, g);
	}
	for (int i = 0; i < N_PHONES; i++)
		fill_phone(office, i);
	phone_write(office, OFFICE, "sweep.start",
		    "\"key\":\"doors\",\"region\":\"" DISTRICT
		    "\",\"kind\":\"visit\",\"target\":\"household\",\"title\":\"Doors\","
		    "\"from_day\":\"%s\",\"until_day\":\"%s\"",
		    town.today, town.today);
	phone_write(office, OFFICE, "sweep.start",
		    "\"key\":\"people\",\"region\":\"" DISTRICT
		    "\",\"kind\":\"temperature\",\"target\":\"person\",\"title\":\"People\","
		    "\"from_day\":\"%s\",\"until_day\":\"%s\"",
		    town.today, town.today);
	while (phone_waiting(office))
		if (phone_sync(office, town.port, false) < 0)
			return -1;
	for (int i = 0; i < office->n_written; i++)
		if (office->written[i].fate != ACCEPTED) {
			breach("the town cannot be made: %s is refused with %d %s",
			       office->written[i].body, office->written[i].problem,
			       office->written[i].field);
			return -1;
		}
	return 0;
}

int town_code(const char *login, const char *region, char code[60])
{
	struct client client;
	char body[200];
	const char *found;

	client_init(&client, town.port, town.office_token);
	snprintf(body, sizeof body, "{\"login\":\"%s\",\"region\":\"%s\"}", login, region);
	if (client_post(&client, "device.invite", body, 20000) || client.status != 200) {
		client_close(&client);
		return -1;
	}
	client_close(&client);
	found = strstr(client.answer, "\"token\":\"");
	if (!found)
		return -1;
	snprintf(code, 60, "%.*s", (int)strcspn(found + 9, "\""), found + 9);
	return 0;
}

int phone_enrol(struct phone *phone, int port)
{
	struct client client;
	char code[60], body[200];
	const char *found;

	if (phone->is_office || town_code(phone->login, phone->home, code))
		return -1;
	client_init(&client, port, "");
	snprintf(body, sizeof body, "{\"token\":\"%s\",\"label\":\"test\"}", code);
	if (client_post(&client, "session/device", body, 20000) || client.status != 200) {
		client_close(&client);
		return -1;
	}
	client_close(&client);
	found = strstr(client.answer, "\"token\":\"");
	if (!found)
		return -1;
	snprintf(phone->token, sizeof phone->token, "%.*s", (int)strcspn(found + 9, "\""),
		 found + 9);
	phone->n_sessions++;
	phone->n_fresh = 0;
	tale.n_enrolled++;
	return 0;
}

/* The server, set back. */

int town_database(const char *name, char url[300], char why[600])
{
	const char *slash = strrchr(town.url, '/'), *question = strchr(town.url, '?');
	char sql[200], open_why[200];
	struct db *db = db_open(town.url, DB_WRITE, open_why);
	int outcome = -1;

	/* The last slash before the question mark: a socket's path may follow it. */
	for (const char *p = town.url; *p && (!question || p < question); p++)
		if (*p == '/')
			slash = p;
	if (db) {
		snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
		db_script(db, sql);
		snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'",
			 name);
		outcome = db_script(db, sql);
		db_close(db);
	}
	if (outcome)
		snprintf(why, 600, "no database %s: %s", name, db ? "CREATE DATABASE" : open_why);
	snprintf(url, 300, "%.*s/%s%s", (int)(slash - town.url), town.url, name,
		 question ? question : "");
	return outcome;
}

void town_end(void)
{
	char why[200];
	struct db *db = town.url[0] ? db_open(town.url, DB_WRITE, why) : NULL;

	if (!db)
		return;
	db_script(db, "DROP DATABASE IF EXISTS phones_1 WITH (FORCE)");
	db_script(db, "DROP DATABASE IF EXISTS phones_2 WITH (FORCE)");
	db_close(db);
}

void town_db(char path[400])
{
	if (town.server.url[0])
		snprintf(path, 400, "%s", town.server.url);
	else
		snprintf(path, 400, "%s/lianfang.db", town.server.dir);
}

int town_backup(const char *file)
{
	char out[2000];

	if (lianfang(out, sizeof out, "backup %s %s --with-keys", town.server.dir, file) == 0)
		return 0;
	breach("backup: %s", out);
	return -1;
}

int town_restore(const char *file, char why[600])
{
	char option[400] = "";

	snprintf(town.server.dir, sizeof town.server.dir, "%.150s/%s-2", town.base, town.part);
	if (town.url[0]) {
		if (town_database("phones_2", town.server.url, why))
			return -1;
		snprintf(option, sizeof option, "--db '%s'", town.server.url);
	}
	if (lianfang(why, 600, "restore %s %s %s", file, town.server.dir, option))
		return -1;
	return server_start(&town.server);
}
