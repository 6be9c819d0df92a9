/* Sign-in over HTTP: a cookie and a CSRF token for the web, a bearer token for
 * programs.
 *
 * Rule: hashing a password takes 50 ms, so it happens in the slow lane; a
 * cookie alone changes nothing without the CSRF token of its session. */
#include "http.h"

#include "problems.h"

/* A shift and the way home; the field signs in once a day. */
#define SESSION_MS   (16 * MS_PER_HOUR)
#define TOKEN_LENGTH 43

static const char *cookie_value(struct arena *arena, const char *cookies, const char *name)
{
	size_t n = strlen(name);

	while (cookies && *cookies) {
		const char *end = strchrnul(cookies, ';');

		if (strncmp(cookies, name, n) == 0 && cookies[n] == '=')
			return arena_text_n(arena, cookies + n + 1,
					    (size_t)(end - cookies) - n - 1);
		cookies = *end ? end + 1 : end;
		while (*cookies == ' ')
			cookies++;
	}
	return NULL;
}

static const char *request_token(struct exchange *x)
{
	static const char bearer[] = "Bearer ";
	const char *authorization = x->headers.authorization;

	if (authorization)
		return strncasecmp(authorization, bearer, sizeof(bearer) - 1) == 0
			       ? authorization + sizeof(bearer) - 1
			       : "";
	return cookie_value(x->arena, x->headers.cookie, "lf");
}

/* 0, or the problem. */
static int session_find(struct exchange *x, bool is_change)
{
	x->token = request_token(x);
	if (!x->token || strlen(x->token) != TOKEN_LENGTH ||
	    actor_from_token(x->server->engine, x->arena, x->token, clock_now(), &x->actor,
			     &x->session))
		return 4101;
	x->has_session = true;
	if (x->session.is_bearer)
		session_seen(x->server->engine, &x->actor, clock_now());
	if (is_change && !x->session.is_bearer &&
	    (!x->headers.csrf || !texts_equal_secret(x->headers.csrf, x->session.csrf)))
		return 4105;
	return 0;
}

/* No session.  4101 makes a phone forget everything, so a bearer token is told it only when
 * its session is over: not by a storage that failed, and not by a database restored from
 * before the phone was set up. */
static void refuse_token(struct exchange *x)
{
	enum token_why why = TOKEN_OVER;

	if (x->headers.authorization && x->token && strlen(x->token) == TOKEN_LENGTH)
		why = token_why(x->server->engine, x->arena, x->token, clock_now());
	if (why == TOKEN_UNSURE)
		exchange_problem(x, 500, 5001, NULL,
				 "the storage failed; nothing was kept, try again");
	else if (why == TOKEN_UNKNOWN)
		exchange_problem(
			x, 401, 4106, NULL,
			"this device is not known here any more; nothing on it is lost: ask "
			"your officer for a new code and set it up again with the same PIN");
	else
		exchange_problem(x, 401, 4101, NULL, "sign in first");
}

int session_check(struct exchange *x, bool is_change)
{
	switch (session_find(x, is_change)) {
	case 4101:
		refuse_token(x);
		return -1;
	case 4105:
		exchange_problem(x, 403, 4105, NULL, "reload the page and try again");
		return -1;
	default:
		return 0;
	}
}

int session_welcome(struct exchange *x, bool is_change)
{
	if (session_find(x, is_change) == 0)
		return 0;
	x->has_session = false;
	memset(&x->actor, 0, sizeof(x->actor));
	memset(&x->session, 0, sizeof(x->session));
	return limit_command(x, x->rest);
}

static void set_cookie(struct exchange *x, const char *token, int64_t seconds)
{
	const char *secure = x->server->config.tls_cert ? "; Secure" : "";

	exchange_header(x, "Set-Cookie",
			arena_print(x->arena,
				    "lf=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s",
				    token, (long long)seconds, secure));
}

/* The open ones and those to come. */
static void write_postings(struct buf *out, const struct actor *actor)
{
	int64_t now = clock_now();

	out_key(out, "postings");
	out_list(out);
	for (int i = 0; i < actor->n_held; i++) {
		const struct held *held = &actor->held[i];
		int bit = 0;

		if (held->until_at != NOT_GIVEN && held->until_at <= now)
			continue;
		while (bit < N_ROLES && !(held->role & 1u << bit))
			bit++;
		out_object(out);
		out_key(out, "role");
		out_text(out, bit < N_ROLES ? role_names[bit] : NULL);
		out_key(out, "region");
		out_text(out, held->region);
		out_key(out, "until_at");
		out_int(out, held->until_at);
		out_end_object(out);
	}
	out_end_list(out);
}

/* Open a session for the account and answer with it. */
static void answer_session(struct exchange *x, int64_t account)
{
	struct fault fault = { .lang = x->lang };
	char token[44];
	int64_t now = clock_now();
	struct buf *out;

	if (session_open(x->server->engine, x->arena, account, false, "web", now + SESSION_MS,
			 token, &x->session, &fault)) {
		exchange_fault(x, &fault);
		return;
	}
	if (actor_from_token(x->server->engine, x->arena, token, now, &x->actor, &x->session)) {
		exchange_problem(x, 401, 4101, NULL, "sign in first");
		return;
	}
	set_cookie(x, token, SESSION_MS / MS_PER_SECOND);
	out = exchange_json(x, 200);
	out_object(out);
	out_key(out, "csrf");
	out_text(out, x->session.csrf);
	out_key(out, "login");
	out_text(out, x->actor.login);
	out_key(out, "until_at");
	out_int(out, x->session.until_at);
	write_postings(out, &x->actor);
	out_end_object(out);
}

static void sign_in(struct exchange *x)
{
	const struct json *body = x->own;
	const char *login = json_text(body, "login"), *password = json_text(body, "password");
	struct fault fault = { .lang = x->lang };
	int64_t account = 0;

	if (account_check_password(x->server->engine, x->arena, login, password,
				   exchange_address(x), &account, &fault)) {
		exchange_fault(x, &fault);
		return;
	}
	answer_session(x, account);
}

/* The longest password: more would only be work for whoever sends it. */
static bool is_secret_text(const char *text)
{
	return text && *text && strlen(text) <= 1024;
}

enum outcome session_open_handle(struct exchange *x)
{
	const struct json *body = exchange_body(x);

	if (!body)
		return ANSWERED;
	if (!is_secret_text(json_text(body, "login")))
		return exchange_problem(x, 400, 4008, "login", "this is needed");
	if (!is_secret_text(json_text(body, "password")))
		return exchange_problem(x, 400, 4008, "password", "this is needed");
	x->own = (void *)body;
	return lane_run(x, sign_in);
}

static void use_link(struct exchange *x)
{
	const struct json *body = x->own;
	struct fault fault = { .lang = x->lang };
	int64_t account = 0;

	if (link_use(x->server->engine, x->arena, json_text(body, "token"),
		     json_text(body, "password"), &account, &fault)) {
		exchange_fault(x, &fault);
		return;
	}
	answer_session(x, account);
}

enum outcome session_link_handle(struct exchange *x)
{
	const struct json *body = exchange_body(x);

	if (!body)
		return ANSWERED;
	if (!is_secret_text(json_text(body, "token")))
		return exchange_problem(x, 400, 4008, "token", "this is needed");
	if (!is_secret_text(json_text(body, "password")))
		return exchange_problem(x, 400, 4008, "password", "this is needed");
	x->own = (void *)body;
	return lane_run(x, use_link);
}

/* Sign out: the session's own command, so that it is journaled. */
static void sign_out(struct exchange *x)
{
	struct envelope envelope = { .command = "session.end", .lang = x->lang };
	struct call *call = arena_alloc(x->arena, sizeof(*call));
	struct buf args;
	const char *why;

	buf_init(&args, x->arena, 256);
	buf_print(&args, "{\"session\":%lld}", (long long)x->session.seq);
	if (call_prepare(x->server->engine, x->arena, &x->actor, &envelope,
			 json_read(x->arena, args.bytes, args.n, &why), call) == 0)
		call_do(x->server->engine, call);
	set_cookie(x, "", 0);
	call_answer(call, exchange_json(x, 200));
	x->status = call->http_status;
}

enum outcome session_close_handle(struct exchange *x)
{
	return lane_run(x, sign_out);
}

/* Who am I: account.me and the CSRF token, for a page that was reloaded; a phone that
 * carries no region (a keeper's) hears only here whether the database was set back. */
enum outcome me_handle(struct exchange *x)
{
	struct envelope envelope = { .command = "account.me", .lang = x->lang };
	struct call *call = arena_alloc(x->arena, sizeof(*call));
	struct buf *out, reply;

	if (call_prepare(x->server->engine, x->arena, exchange_reader(x), &envelope, NULL, call) ==
	    0)
		call_do(x->server->engine, call);
	buf_init(&reply, x->arena, COMMAND_BODY_BYTES);
	call_answer(call, &reply);
	out = exchange_json(x, call->http_status);
	if (call->rq.fault.number || reply.n < 3) {
		buf_add(out, reply.bytes, reply.n);
		return ANSWERED;
	}
	out_object(out);
	out_key(out, "csrf");
	out_text(out, x->session.is_bearer ? NULL : x->session.csrf);
	out_key(out, "viewer");
	out_text(out, x->headers.view_as ? x->actor.login : NULL);
	if (x->session.is_bearer && exchange_marks(x, out) != 0) {
		exchange_problem(x, 500, 5001, NULL, "the storage failed; try again");
		return ANSWERED;
	}
	buf_char(out, ',');
	buf_add(out, reply.bytes + 1, reply.n - 1);
	return ANSWERED;
}
