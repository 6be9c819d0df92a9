/* How much one address may ask without a session.
 *
 * Each address has a bucket for each kind of question: it holds some at once and fills
 * up again with time.  Families of a whole quarter may stand behind one address of a
 * mobile network, so a phone that is bound gives its try back.
 * Rule: what is limited here is limited by the household on disk as well; this only
 * keeps one address from asking for all of them. */
#include "http.h"

#include <arpa/inet.h>
#include <pthread.h>

#define N_BUCKETS 16384
#define N_WAYS    4

static const struct {
	double most, an_hour;
} limits[] = {
	[LIMIT_BIND] = { 20, 30 },     [LIMIT_OPEN] = { 600, 36000 }, [LIMIT_FILE] = { 10, 10 },
	[LIMIT_VISIT] = { 120, 1200 }, /* riders of a whole quarter at noon */
	[LIMIT_ASK] = { 60, 120 },
};

struct bucket {
	uint64_t whose; /* 0: nobody's */
	double used;
	int64_t at;
	enum limited kind;
};

static struct bucket buckets[N_BUCKETS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t seed[16];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_seed(void)
{
	random_bytes(seed, sizeof(seed));
}

/* A house has one IPv4 address or one /64 of IPv6. */
static uint64_t whose_is(const char *address, enum limited kind)
{
	uint8_t text[16 + 1 + 16] = { 0 }, hash[HASH_BYTES];
	struct in6_addr six;
	struct in_addr four;
	uint64_t n;

	pthread_once(&once, make_seed);
	memcpy(text, seed, sizeof(seed));
	text[16] = (uint8_t)kind;
	if (inet_pton(AF_INET, address, &four) == 1)
		memcpy(text + 17, &four, sizeof(four));
	else if (inet_pton(AF_INET6, address, &six) == 1)
		memcpy(text + 17, &six, IN6_IS_ADDR_V4MAPPED(&six) ? 16 : 8);
	hash_bytes(text, sizeof(text), hash);
	memcpy(&n, hash, sizeof(n));
	return n ? n : 1;
}

static double used_now(const struct bucket *b, int64_t now)
{
	double left = b->used - limits[b->kind].an_hour * (double)(now - b->at) / MS_PER_HOUR;

	return left > 0 ? left : 0;
}

/* The address's own bucket, or the emptiest of those that it may take. */
static struct bucket *find(uint64_t whose, enum limited kind, int64_t now)
{
	struct bucket *set = &buckets[whose % (N_BUCKETS / N_WAYS) * N_WAYS], *best = set;

	for (int i = 0; i < N_WAYS; i++) {
		if (set[i].whose == whose)
			return &set[i];
		if (used_now(&set[i], now) / limits[set[i].kind].most <
		    used_now(best, now) / limits[best->kind].most)
			best = &set[i];
	}
	*best = (struct bucket){ .whose = whose, .at = now, .kind = kind };
	return best;
}

/* This machine itself, unless a proxy here says for whom it asks. */
static bool is_free(const struct exchange *x)
{
	return peer_is_local(x->peer) && !x->headers.real_ip;
}

int limit_take(struct exchange *x, enum limited kind)
{
	int64_t now = clock_ticks(), wait = 0;
	struct bucket *b;

	if (is_free(x))
		return 0;
	pthread_mutex_lock(&lock);
	b = find(whose_is(exchange_address(x), kind), kind, now);
	b->used = used_now(b, now);
	b->at = now;
	if (b->used + 1 > limits[kind].most)
		wait = 1 +
		       (int64_t)((b->used + 1 - limits[kind].most) / limits[kind].an_hour * 3600);
	else
		b->used += 1;
	pthread_mutex_unlock(&lock);
	if (!wait)
		return 0;
	struct fault fault = { .lang = x->lang, .number = 5420, .wait_s = wait };

	fault.sentence =
		arena_print(x->arena,
			    say(x->lang, "too much came from this address; try again in %lld "
					 "seconds"),
			    (long long)wait);
	exchange_fault(x, &fault);
	return -1;
}

void limit_give(struct exchange *x, enum limited kind)
{
	int64_t now = clock_ticks();
	struct bucket *b;

	if (is_free(x))
		return;
	pthread_mutex_lock(&lock);
	b = find(whose_is(exchange_address(x), kind), kind, now);
	b->used = used_now(b, now);
	b->at = now;
	b->used = b->used > 1 ? b->used - 1 : 0;
	pthread_mutex_unlock(&lock);
}

int limit_command(struct exchange *x, const char *command)
{
	static const struct {
		const char *command;
		enum limited kind;
	} kinds[] = {
		{ "group.open", LIMIT_OPEN },    { "complaint.file", LIMIT_FILE },
		{ "visitor.file", LIMIT_VISIT }, { "order.open", LIMIT_OPEN },
		{ "order.answer", LIMIT_OPEN },
	};

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strcmp(kinds[i].command, command) == 0)
			return limit_take(x, kinds[i].kind);
	return limit_take(x, LIMIT_ASK);
}
