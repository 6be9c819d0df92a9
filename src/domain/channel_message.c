/* What goes to a group's robot or a gateway, and what its answer means.
 *
 * Rule: both robots take a POST with a text and answer with `errcode`, 0 for taken (企业微信
 * 群机器人配置说明; 钉钉自定义机器人接入); a gateway of any maker gets the JSON of its own
 * template, signed. */
#include "channeling.h"

#include "say.h"

/* A robot's text has at most this many bytes (企业微信: 2048). */
#define ROBOT_BYTES 2000

const char *const verdicts[] = {
	[TAKEN] = "taken", [TRY_AGAIN] = "again", [NEVER] = "never", NULL
};

const char *channel_template(int kind)
{
	return kind == CHANNEL_SMS ? "{\"phone\":\"{phone}\",\"text\":\"{title} {text}\"}"
				   : "【{kind}】{title}\n{text}\n依据：{basis}\n请于{due}前完成";
}

/* What a template may ask for. */
enum { KIND_OF, TITLE, TEXT_OF, BASIS, DUE, PATH, PHONE, N_FILLINGS };
static const char *const filling_names[N_FILLINGS] = {
	[KIND_OF] = "{kind}", [TITLE] = "{title}", [TEXT_OF] = "{text}", [BASIS] = "{basis}",
	[DUE] = "{due}",      [PATH] = "{path}",   [PHONE] = "{phone}",
};

/* Which of them stands at `p`; N_FILLINGS when none does. */
static int filling_at(const char *p)
{
	int i = 0;

	while (i < N_FILLINGS && strncmp(p, filling_names[i], strlen(filling_names[i])) != 0)
		i++;
	return i;
}

bool channel_template_is_fit(const char *template)
{
	for (const char *p = strchr(template, '{'); p; p = strchr(p + 1, '{')) {
		size_t n = strcspn(p + 1, "\"{}:, \t\n");

		/* The braces of JSON hold quotes. */
		if (n > 0 && p[n + 1] == '}' && filling_at(p) == N_FILLINGS)
			return false;
	}
	return true;
}

/* A value inside a JSON text: what out_text writes, without its quotes. */
static const char *quoted_inside(struct arena *arena, const char *value)
{
	struct buf out;

	buf_init(&out, arena, 40000);
	out_text(&out, value);
	return out.n >= 2 ? arena_text_n(arena, out.bytes + 1, out.n - 2) : "";
}

static const char *fill(struct arena *arena, const char *template, const char *const *fillings,
			bool is_json)
{
	struct buf out;

	buf_init(&out, arena, 40000);
	for (const char *p = template; *p; p++) {
		int i = filling_at(p);

		if (i == N_FILLINGS) {
			buf_char(&out, *p);
			continue;
		}
		buf_text(&out, is_json ? quoted_inside(arena, fillings[i]) : fillings[i]);
		p += strlen(filling_names[i]) - 1;
	}
	return out.bytes;
}

/* "2月1日 09:00": the day and the time are Beijing's. */
static const char *when(struct arena *arena, int64_t at)
{
	char text[32];

	at_write(at, text);
	return arena_print(arena, "%d月%d日 %.5s", atoi(text + 5), atoi(text + 8), text + 11);
}

static const char *filled(struct arena *arena, const struct delivery *d)
{
	bool is_try = d->order_kind < 0;
	const char *none = "";
	const char *const fillings[N_FILLINGS] = {
		[KIND_OF] = say("zh-CN", is_try ? "Trial" : order_kinds[d->order_kind]),
		[TITLE] = is_try ? say("zh-CN", "Trial message") : d->title,
		[TEXT_OF] = is_try ? say("zh-CN", "This channel works.") : d->text,
		[BASIS] = d->basis ? d->basis : "-",
		[DUE] = is_try ? none : when(arena, d->due_at),
		[PATH] = d->token ? arena_print(arena, "/resident/#o=%s", d->token) : none,
		[PHONE] = d->phone ? d->phone : none,
	};

	return fill(arena, d->template ? d->template : channel_template(d->kind), fillings,
		    d->kind == CHANNEL_SMS);
}

/* {"msgtype":"text","text":{"content":…}}, cut to what a robot takes. */
static const char *robot_body(struct arena *arena, const char *content)
{
	size_t n = strlen(content);
	struct buf out;

	if (n > ROBOT_BYTES)
		n = utf8_valid_bytes(content, ROBOT_BYTES);
	buf_init(&out, arena, 40000);
	out_object(&out);
	out_key(&out, "msgtype");
	out_text(&out, "text");
	out_key(&out, "text");
	out_object(&out);
	out_key(&out, "content");
	out_text(&out, arena_text_n(arena, content, n));
	out_end_object(&out);
	out_end_object(&out);
	return out.bytes;
}

/* 加签: base64(HMAC-SHA256(secret, timestamp "\n" secret)), percent-encoded in the query. */
static const char *dingtalk_url(struct arena *arena, const struct delivery *d, int64_t now)
{
	uint8_t hash[HASH_BYTES];
	struct buf out;

	buf_init(&out, arena, 4000);
	buf_text(&out, d->url);
	if (!d->secret)
		return out.bytes;
	hmac_sha256(d->secret, arena_print(arena, "%" PRId64 "\n%s", now, d->secret), hash);
	buf_print(&out, "%ctimestamp=%" PRId64 "&sign=", strchr(d->url, '?') ? '&' : '?', now);
	for (const char *p = base64(arena, hash, sizeof(hash)); *p; p++)
		if (strchr("+/=", *p))
			buf_print(&out, "%%%02X", (unsigned)*p);
		else
			buf_char(&out, *p);
	return out.bytes;
}

static void add_header(struct arena *arena, struct message *m, const char *name, const char *value)
{
	m->headers[m->n_headers++] = arena_print(arena, "%s: %s", name, value);
}

/* A gateway can prove who sent it, when, and drop what comes twice. */
static void sign(struct arena *arena, const struct delivery *d, int64_t now, struct message *m)
{
	const char *at = arena_print(arena, "%" PRId64, now);
	uint8_t hash[HASH_BYTES];

	add_header(arena, m, "X-Lianfang-Time", at);
	if (!d->secret)
		return;
	hmac_sha256(d->secret, arena_print(arena, "%s\n%s", at, m->body), hash);
	add_header(arena, m, "X-Lianfang-Signature",
		   arena_print(arena, "sha256=%s", hex(arena, hash, sizeof(hash))));
}

int message_make(struct arena *arena, const struct delivery *d, int64_t now,
		 struct message *message)
{
	struct message m = { .url = d->url };

	add_header(arena, &m, "Content-Type", "application/json; charset=utf-8");
	add_header(arena, &m, "X-Lianfang-Id",
		   arena_print(arena, "%" PRId64 ".%" PRId64 ".%" PRId64, d->key.order,
			       d->key.channel, d->key.number));
	if (d->kind == CHANNEL_SMS) {
		m.body = filled(arena, d);
		sign(arena, d, now, &m);
	} else {
		m.body = robot_body(arena, filled(arena, d));
		if (d->kind == CHANNEL_DINGTALK)
			m.url = dingtalk_url(arena, d, now);
	}
	*message = m;
	return arena_is_over(arena) ? -1 : 0;
}

/* Robots that were spoken to too often, or are busy. */
static bool is_passing(int64_t errcode)
{
	return errcode == -1 || errcode == 45009 || errcode == 130101 || errcode == 410100;
}

enum verdict message_judge(struct arena *arena, int kind, int64_t http, const char *body, size_t n,
			   const char **status)
{
	const char *why;
	struct json *answer;
	int64_t errcode;

	*status = http ? arena_print(arena, "HTTP %" PRId64, http) : "no answer";
	if (http == 0 || http == 408 || http == 429 || http >= 500)
		return TRY_AGAIN;
	if (http < 200 || http >= 300)
		return NEVER;
	if (kind == CHANNEL_SMS)
		return TAKEN;
	answer = json_read(arena, body, n, &why);
	errcode = answer && answer->kind == JSON_OBJECT ? json_int(answer, "errcode") : NOT_GIVEN;
	if (errcode == 0)
		return TAKEN;
	*status = errcode == NOT_GIVEN ? "no errcode"
				       : arena_print(arena, "errcode %" PRId64, errcode);
	return errcode == NOT_GIVEN || is_passing(errcode) ? TRY_AGAIN : NEVER;
}
