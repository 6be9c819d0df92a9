/* Settings; see setting.h.
 *
 * Rule: a tile template is an address and nothing else: its host goes into the
 * security policy of every page, so nothing that could end a directive passes. */
#include "setting.h"

#include <pthread.h>

const char *const setting_names[] = {
	[MAP_TILES] = "map.tiles",
	[MAP_ATTRIBUTION] = "map.attribution",
	[MAP_CRS] = "map.crs",
	[N_SETTINGS] = NULL,
};

/* What stands before the host; NULL: neither of the two. */
static const char *scheme_of(const char *template)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (strncmp(template, schemes[i], strlen(schemes[i])) == 0)
			return schemes[i];
	return NULL;
}

/* Bytes of a host with its port: letters, digits, dots, hyphens, one colon with digits. */
static size_t host_length(const char *at)
{
	static const char inside[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789.-";
	size_t n = strspn(at, inside);

	if (n == 0 || at[0] == '.' || at[0] == '-')
		return 0;
	if (at[n] == ':') {
		size_t digits = strspn(at + n + 1, "0123456789");

		return digits >= 1 && digits <= 5 ? n + 1 + digits : 0;
	}
	return n;
}

/* Characters of an address: none that ends a directive of the policy or a quoted text. */
static bool has_plain_bytes(const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p <= 0x20 || *p >= 0x7f || strchr("\"'`;,<>\\^|", *p))
			return false;
	return true;
}

static const char *tiles_fault(const char *template)
{
	const char *scheme = scheme_of(template), *path = template;

	if (!has_plain_bytes(template))
		return "an address has no blanks, quotes, commas or semicolons";
	if (scheme) {
		size_t n = host_length(template + strlen(scheme));

		if (n == 0 || n > TILES_HOST_BYTES - 20)
			return "after https:// comes the name of a server";
		path = template + strlen(scheme) + n;
	}
	if (*path != '/')
		return "write an address such as https://tiles.example.org/{z}/{x}/{y}.png";
	if (!strstr(path, "{z}") || !strstr(path, "{x}") || !strstr(path, "{y}"))
		return "the address needs {z}, {x} and {y} where the numbers of a tile go";
	return NULL;
}

const char *setting_fault(enum setting setting, const char *value)
{
	if (setting == MAP_TILES)
		return tiles_fault(value);
	if (setting == MAP_CRS && strcmp(value, "wgs84") != 0 && strcmp(value, "gcj02") != 0)
		return "choose wgs84 or gcj02";
	return NULL;
}

void tiles_host(const char *template, char host[TILES_HOST_BYTES])
{
	const char *scheme;

	*host = 0;
	if (!template || tiles_fault(template))
		return;
	scheme = scheme_of(template);
	if (scheme)
		snprintf(host, TILES_HOST_BYTES, "%s%.*s", scheme,
			 (int)host_length(template + strlen(scheme)), template + strlen(scheme));
}

static struct {
	pthread_mutex_t lock;
	const struct engine *engine;
	int64_t version, looked_at;
	char values[N_SETTINGS][SETTING_BYTES + 1]; /* "": none */
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int read_all(struct engine *engine, struct arena *arena)
{
	struct db *db = db_pool_take(engine_pool(engine));
	struct rows *rows = db_rows(db, arena, "SELECT name, value FROM setting", "");
	int more;

	memset(kept.values, 0, sizeof(kept.values));
	while ((more = rows_next(rows)) == 1)
		for (int i = 0; i < N_SETTINGS; i++)
			if (strcmp(rows_text(rows, 0), setting_names[i]) == 0)
				snprintf(kept.values[i], sizeof(kept.values[i]), "%s",
					 rows_text(rows, 1));
	db_pool_give(engine_pool(engine), db);
	return more;
}

const char *setting_now(struct engine *engine, struct arena *arena, enum setting setting)
{
	const char *value = NULL;
	int64_t version = engine_version(engine), now = clock_ticks();
	int outcome = 0;

	pthread_mutex_lock(&kept.lock);
	if (kept.engine != engine || kept.version != version ||
	    now - kept.looked_at >= MS_PER_SECOND) {
		outcome = read_all(engine, arena);
		kept.engine = outcome == 0 ? engine : NULL;
		kept.version = version;
		kept.looked_at = now;
	}
	if (outcome == 0 && kept.values[setting][0])
		value = arena_text(arena, kept.values[setting]);
	pthread_mutex_unlock(&kept.lock);
	return value;
}
