/* Web files from the binary: one answer per file and coding, made once.
 *
 * Rule: a file whose name carries a hash never changes and is kept for a year;
 * everything else is asked for again with its ETag. */
#include "assets.h"

#include "http.h"
#include "setting.h"

enum coding { PLAIN, BROTLI, GZIP, N_CODINGS };

struct served {
	const struct asset *asset;
	char etag[24];
	struct MHD_Response *responses[N_CODINGS];
	struct MHD_Response *unchanged;
};

static struct served *served;
static int n_served;

/* No inline script, no inline style (the libraries set styles through the object
 * model, which the policy leaves alone), no foreign host but that of the map's
 * pictures when an administrator chose one (%s); pictures may be data: or blob:. */
#define POLICY                                                                                     \
	"default-src 'self'; script-src 'self'; style-src 'self'; "                                \
	"img-src 'self' data: blob:%s%s; font-src 'self' data:; connect-src 'self'%s%s; "          \
	"worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "        \
	"frame-ancestors 'none'"
#define POLICY_NAME  "Content-Security-Policy"
#define POLICY_BYTES (400 + 2 * TILES_HOST_BYTES)

/* The policy with a host of tiles, or with "" for none. */
static void policy_for(const char *host, char policy[POLICY_BYTES])
{
	const char *blank = *host ? " " : "";

	snprintf(policy, POLICY_BYTES, POLICY, blank, host, blank, host);
}

static const char *const headers[][2] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "DENY" },
	{ "Referrer-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(self), geolocation=(self), microphone=()" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Vary", "Accept-Encoding" },
};

static const char *const types[][2] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".mjs", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".json", "application/json; charset=utf-8" },
	{ ".webmanifest", "application/manifest+json; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".webp", "image/webp" },
	{ ".ico", "image/x-icon" },
	{ ".woff2", "font/woff2" },
	{ ".woff", "font/woff" },
	{ ".ttf", "font/ttf" },
	{ ".wasm", "application/wasm" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".map", "application/json; charset=utf-8" },
};

static const char *type_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < COUNT_OF(types); i++)
		if (strcmp(dot, types[i][0]) == 0)
			return types[i][1];
	return "application/octet-stream";
}

/* "index-B3xQ9kLm.js": Vite puts eight or more characters of hash before the ending. */
static bool name_has_hash(const char *path)
{
	const char *dash = strrchr(path, '-'), *dot = strrchr(path, '.');

	return strstr(path, "/assets/") && dash && dot && dot - dash > 8 && !strchr(dash, '/');
}

static struct MHD_Response *make(const struct served *s, const unsigned char *from,
				 const unsigned char *to, const char *coding, const char *host,
				 const char *etag)
{
	char policy[POLICY_BYTES];
	struct MHD_Response *response = MHD_create_response_from_buffer(
		(size_t)(to - from), (void *)(uintptr_t)from, MHD_RESPMEM_PERSISTENT);

	if (!response)
		abort();
	for (size_t i = 0; i < COUNT_OF(headers); i++)
		MHD_add_response_header(response, headers[i][0], headers[i][1]);
	policy_for(host, policy);
	MHD_add_response_header(response, POLICY_NAME, policy);
	MHD_add_response_header(response, "ETag", etag);
	MHD_add_response_header(
		response, "Cache-Control",
		name_has_hash(s->asset->path) ? "public, max-age=31536000, immutable" : "no-cache");
	/* The worker of the field app also answers for the address without the last slash. */
	if (strcmp(s->asset->path, "/field/sw.js") == 0)
		MHD_add_response_header(response, "Service-Worker-Allowed", "/field");
	if (from != to || !coding)
		MHD_add_response_header(response, "Content-Type", type_of(s->asset->path));
	if (coding)
		MHD_add_response_header(response, "Content-Encoding", coding);
	return response;
}

static void serve_asset(struct served *s, const struct asset *asset)
{
	uint8_t hash[HASH_BYTES];

	s->asset = asset;
	hash_bytes(asset->bytes, (size_t)(asset->bytes_end - asset->bytes), hash);
	snprintf(s->etag, sizeof(s->etag), "\"%02x%02x%02x%02x%02x%02x%02x%02x\"", hash[0], hash[1],
		 hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]);
	s->responses[PLAIN] = make(s, asset->bytes, asset->bytes_end, NULL, "", s->etag);
	if (asset->br)
		s->responses[BROTLI] = make(s, asset->br, asset->br_end, "br", "", s->etag);
	if (asset->gz)
		s->responses[GZIP] = make(s, asset->gz, asset->gz_end, "gzip", "", s->etag);
	s->unchanged = make(s, asset->bytes, asset->bytes, NULL, "", s->etag);
}

/* These answers are shared: what http.c adds to others must stand in them already. */
static void keep_to_tls(struct served *s)
{
	for (int k = 0; k < N_CODINGS; k++)
		if (s->responses[k])
			MHD_add_response_header(s->responses[k], TLS_NAME, TLS_ONLY);
	MHD_add_response_header(s->unchanged, TLS_NAME, TLS_ONLY);
}

void assets_start(bool is_tls)
{
	int n = 0;

	while (assets[n].path)
		n++;
	served = calloc((size_t)n + 1, sizeof(*served));
	if (!served)
		abort();
	for (int i = 0; i < n; i++) {
		if (assets[i].path[0] != '/')
			continue;
		serve_asset(&served[n_served], &assets[i]);
		if (is_tls)
			keep_to_tls(&served[n_served]);
		n_served++;
	}
}

void assets_stop(void)
{
	for (int i = 0; i < n_served; i++) {
		for (int k = 0; k < N_CODINGS; k++)
			if (served[i].responses[k])
				MHD_destroy_response(served[i].responses[k]);
		MHD_destroy_response(served[i].unchanged);
	}
	free(served);
	served = NULL;
	n_served = 0;
}

const struct asset *asset_find(const char *path)
{
	for (const struct asset *asset = assets; asset->path; asset++)
		if (strcmp(asset->path, path) == 0)
			return asset;
	return NULL;
}

static int served_order(const void *path, const void *s)
{
	return strcmp(path, ((const struct served *)s)->asset->path);
}

static struct served *find(const char *path)
{
	return n_served ? bsearch(path, served, (size_t)n_served, sizeof(*served), served_order)
			: NULL;
}

/* A page of the web: the file itself, the folder's index, or, for an address
 * that only the page's own router knows, the index of the nearest folder above. */
static struct served *find_page(struct exchange *x, const char *path)
{
	struct served *s = find(path);
	const char *end = path + strlen(path);

	if (s)
		return s;
	if (strchr(strrchr(path, '/'), '.') || strcmp(path, "/api") == 0 ||
	    strncmp(path, "/api/", 5) == 0)
		return NULL; /* a file that is not there is not a page, nor is a command */
	for (;;) {
		size_t n = (size_t)(end - path);
		char *folder = arena_text_n(x->arena, path, n);

		while (n && folder[n - 1] == '/')
			folder[--n] = 0;
		s = find(arena_print(x->arena, "%s/index.html", folder));
		if (s || !n)
			return s;
		end = path + (strrchr(folder, '/') - folder);
	}
}

/* The host of the map's pictures, for the page of the console alone: no other draws maps. */
static void host_for(struct exchange *x, const struct served *s, char host[TILES_HOST_BYTES])
{
	*host = 0;
	if (strcmp(s->asset->path, "/index.html") == 0)
		tiles_host(setting_now(x->server->engine, x->arena, MAP_TILES), host);
}

/* The console's page with its own policy, made for this answer alone.  The ETag names
 * the host, so that a browser that kept the page learns of another one. */
static void answer_with_host(struct exchange *x, const struct served *s, const char *host)
{
	const struct asset *asset = s->asset;
	uint8_t hash[HASH_BYTES];
	char *etag;

	hash_bytes(host, strlen(host), hash);
	etag = arena_print(x->arena, "\"%.16s-%02x%02x%02x%02x\"", s->etag + 1, hash[0], hash[1],
			   hash[2], hash[3]);
	x->status = 200;
	if (x->headers.if_none_match && strstr(x->headers.if_none_match, etag)) {
		x->status = 304;
		x->response = make(s, asset->bytes, asset->bytes, NULL, host, etag);
	} else if (asset->gz && exchange_accepts(x, "gzip")) {
		x->response = make(s, asset->gz, asset->gz_end, "gzip", host, etag);
	} else {
		x->response = make(s, asset->bytes, asset->bytes_end, NULL, host, etag);
	}
}

enum outcome assets_handle(struct exchange *x)
{
	char host[TILES_HOST_BYTES];
	const char *path = percent_decode(x->arena, x->path);
	struct served *s = path ? find_page(x, path) : NULL;
	enum coding coding = PLAIN;

	if (!s)
		return exchange_problem(x, 404, 4902, NULL, "there is nothing at this address");
	host_for(x, s, host);
	if (*host) {
		answer_with_host(x, s, host);
		return ANSWERED;
	}
	if (x->headers.if_none_match && strstr(x->headers.if_none_match, s->etag)) {
		x->status = 304;
		x->response = s->unchanged;
	} else {
		if (s->responses[BROTLI] && exchange_accepts(x, "br"))
			coding = BROTLI;
		else if (s->responses[GZIP] && exchange_accepts(x, "gzip"))
			coding = GZIP;
		x->status = 200;
		x->response = s->responses[coding];
	}
	x->is_shared = true;
	return ANSWERED;
}
