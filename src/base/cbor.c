/* CBOR trees over libcbor's streaming decoder; see cbor.h.
 *
 * Rule: the library says what each head is, the tree is ours: its builder would
 * allocate what a length claims. */
#include "cbor.h"

#include <cbor/callbacks.h>
#include <cbor/encoding.h>
#include <cbor/streaming.h>
#include <math.h>
#include <string.h>

#define DEEPEST   16
#define N_MOST    20000
#define SMALL_TAG 0xc0 /* major type 6, number in the same byte */

/* A list, map or tag whose members are still to come. */
struct open_item {
	struct cbor *item;
	struct cbor **end; /* where the next member goes */
	uint64_t n_left;   /* members; UINT64_MAX: until the break */
};

struct reading {
	struct arena *arena;
	struct open_item open[DEEPEST];
	int depth, n_items;
	struct cbor *root;
	bool is_broken;
};

static void put(struct reading *reading, struct cbor *item)
{
	struct open_item *in = reading->depth ? &reading->open[reading->depth - 1] : NULL;

	if (++reading->n_items > N_MOST || (!in && reading->root)) {
		reading->is_broken = true;
	} else if (!in) {
		reading->root = item;
	} else {
		*in->end = item;
		in->end = &item->next;
		in->item->n++;
		if (in->n_left != UINT64_MAX)
			in->n_left--;
	}
}

static struct cbor *make(struct reading *reading, enum cbor_kind kind)
{
	struct cbor *item = arena_alloc(reading->arena, sizeof(*item));

	item->kind = kind;
	return item;
}

/* An order of keys; lists, maps and tags are keys to nobody here, and equal none. */
static int key_order(const void *left, const void *right)
{
	const struct cbor *a = *(const struct cbor *const *)left;
	const struct cbor *b = *(const struct cbor *const *)right;
	int order = (a->kind > b->kind) - (a->kind < b->kind);

	if (order)
		return order;
	switch (a->kind) {
	case CBOR_INT:
	case CBOR_FLAG:
		return (a->number > b->number) - (a->number < b->number);
	case CBOR_REAL:
		return (a->real > b->real) - (a->real < b->real);
	case CBOR_BYTES:
	case CBOR_TEXT:
		order = (a->n > b->n) - (a->n < b->n);
		return order || !a->n ? order : memcmp(a->bytes, b->bytes, a->n);
	case CBOR_NULL:
		return 0;
	default:
		return (a > b) - (a < b);
	}
}

/* A map that says something twice is not valid (RFC 8949 §5.6; RFC 9052 §3): each reader
 * would take another of the two. */
static bool has_twins(struct reading *reading, const struct cbor *map)
{
	size_t n = map->n / 2, i = 0;
	const struct cbor **keys = arena_alloc(reading->arena, (n + 1) * sizeof(*keys));

	for (const struct cbor *at = map->first; at; at = at->next->next)
		keys[i++] = at;
	qsort(keys, n, sizeof(*keys), key_order);
	for (i = 1; i < n; i++)
		if (key_order(&keys[i - 1], &keys[i]) == 0)
			return true;
	return false;
}

static void finish(struct reading *reading)
{
	const struct cbor *item = reading->open[--reading->depth].item;

	if (item->kind == CBOR_MAP && !reading->is_broken && has_twins(reading, item))
		reading->is_broken = true;
}

/* Everything that has all its members is finished. */
static void close_full(struct reading *reading)
{
	while (reading->depth && reading->open[reading->depth - 1].n_left == 0)
		finish(reading);
}

static void put_simple(struct reading *reading, struct cbor *item)
{
	put(reading, item);
	close_full(reading);
}

static void put_open(struct reading *reading, enum cbor_kind kind, int64_t number, uint64_t n)
{
	struct cbor *item = make(reading, kind);

	item->number = number;
	put(reading, item);
	if (reading->depth == DEEPEST || (n != UINT64_MAX && n > N_MOST)) {
		reading->is_broken = true;
		return;
	}
	reading->open[reading->depth++] =
		(struct open_item){ .item = item, .end = &item->first, .n_left = n };
	close_full(reading);
}

static void put_int(struct reading *reading, uint64_t n, bool is_negative)
{
	struct cbor *item = make(reading, CBOR_INT);

	/* Beyond int64 nothing here has a meaning. */
	if (n > INT64_MAX)
		reading->is_broken = true;
	item->number = is_negative ? -1 - (int64_t)(n & INT64_MAX) : (int64_t)(n & INT64_MAX);
	item->real = (double)item->number;
	put_simple(reading, item);
}

#define WHOLE(bits)                                                                                \
	static void on_uint##bits(void *self, uint##bits##_t n)                                    \
	{                                                                                          \
		put_int(self, n, false);                                                           \
	}                                                                                          \
	static void on_negint##bits(void *self, uint##bits##_t n)                                  \
	{                                                                                          \
		put_int(self, n, true);                                                            \
	}
WHOLE(8)
WHOLE(16)
WHOLE(32)
WHOLE(64)

static void on_double(void *self, double n)
{
	struct cbor *item = make(self, CBOR_REAL);

	item->real = n;
	put_simple(self, item);
}

static void on_float(void *self, float n)
{
	on_double(self, n);
}

static void on_bytes(void *self, cbor_data bytes, size_t n)
{
	struct cbor *item = make(self, CBOR_BYTES);

	item->bytes = bytes;
	item->n = n;
	put_simple(self, item);
}

static void on_text(void *self, cbor_data bytes, size_t n)
{
	struct reading *reading = self;
	struct cbor *item = make(reading, CBOR_TEXT);

	if (!utf8_is_valid((const char *)bytes, n))
		reading->is_broken = true;
	item->text = arena_text_n(reading->arena, (const char *)bytes, n);
	item->bytes = bytes;
	item->n = n;
	put_simple(reading, item);
}

static void on_flag(void *self, bool is)
{
	struct cbor *item = make(self, CBOR_FLAG);

	item->number = is;
	put_simple(self, item);
}

static void on_null(void *self)
{
	put_simple(self, make(self, CBOR_NULL));
}

static void on_list(void *self, size_t n)
{
	put_open(self, CBOR_LIST, 0, n);
}

static void on_map(void *self, size_t n)
{
	put_open(self, CBOR_MAP, 0, n > N_MOST ? n : 2 * n);
}

static void on_tag(void *self, uint64_t tag)
{
	put_open(self, CBOR_TAG, (int64_t)(tag & INT64_MAX), 1);
}

static void on_long_list(void *self)
{
	put_open(self, CBOR_LIST, 0, UINT64_MAX);
}

static void on_long_map(void *self)
{
	put_open(self, CBOR_MAP, 0, UINT64_MAX);
}

/* Strings in pieces: nobody signs what is read in two ways. */
static void on_pieces(void *self)
{
	((struct reading *)self)->is_broken = true;
}

static void on_break(void *self)
{
	struct reading *reading = self;
	struct open_item *in = reading->depth ? &reading->open[reading->depth - 1] : NULL;

	if (!in || in->n_left != UINT64_MAX || (in->item->kind == CBOR_MAP && in->item->n % 2)) {
		reading->is_broken = true;
		return;
	}
	finish(reading);
	close_full(reading);
}

static const struct cbor_callbacks callbacks = {
	.uint8 = on_uint8,
	.uint16 = on_uint16,
	.uint32 = on_uint32,
	.uint64 = on_uint64,
	.negint8 = on_negint8,
	.negint16 = on_negint16,
	.negint32 = on_negint32,
	.negint64 = on_negint64,
	.byte_string = on_bytes,
	.byte_string_start = on_pieces,
	.string = on_text,
	.string_start = on_pieces,
	.array_start = on_list,
	.indef_array_start = on_long_list,
	.map_start = on_map,
	.indef_map_start = on_long_map,
	.tag = on_tag,
	.float2 = on_float,
	.float4 = on_float,
	.float8 = on_double,
	.undefined = on_null,
	.null = on_null,
	.boolean = on_flag,
	.indef_break = on_break,
};

struct cbor *cbor_read(struct arena *arena, const void *bytes, size_t n_bytes)
{
	struct reading reading = { .arena = arena };
	const uint8_t *at = bytes, *end = at + n_bytes;

	do {
		struct cbor_decoder_result result = { .status = CBOR_DECODER_FINISHED };

		/* libcbor 0.8 takes the tags 6 to 20 for errors: COSE's is 18. */
		if (at < end && *at >= SMALL_TAG && *at <= SMALL_TAG + 23) {
			on_tag(&reading, *at - SMALL_TAG);
			result.read = 1;
		} else {
			result = cbor_stream_decode(at, (size_t)(end - at), &callbacks, &reading);
		}
		if (result.status != CBOR_DECODER_FINISHED || result.read == 0 || reading.is_broken)
			return NULL;
		at += result.read;
	} while (at < end && (reading.depth || !reading.root));
	return at == end && !reading.depth ? reading.root : NULL;
}

const struct cbor *cbor_at(const struct cbor *map, int64_t key)
{
	if (!map || map->kind != CBOR_MAP)
		return NULL;
	for (const struct cbor *at = map->first; at; at = at->next->next)
		if (at->kind == CBOR_INT && at->number == key)
			return at->next;
	return NULL;
}

const struct cbor *cbor_under(const struct cbor *map, const char *key)
{
	if (!map || map->kind != CBOR_MAP)
		return NULL;
	for (const struct cbor *at = map->first; at; at = at->next->next)
		if (at->kind == CBOR_TEXT && strcmp(at->text, key) == 0)
			return at->next;
	return NULL;
}

const char *cbor_text(const struct cbor *map, const char *key)
{
	const struct cbor *found = cbor_under(map, key);

	/* A day may be tagged as one (RFC 8949 §3.4.1). */
	while (found && found->kind == CBOR_TAG)
		found = found->first;
	return found && found->kind == CBOR_TEXT ? found->text : NULL;
}

/* ---- out ---- */

#define HEAD_BYTES 9

void cbor_put_int(struct buf *out, int64_t number)
{
	unsigned char head[HEAD_BYTES];
	size_t n = number < 0 ? cbor_encode_negint((uint64_t)(-1 - number), head, sizeof(head))
			      : cbor_encode_uint((uint64_t)number, head, sizeof(head));

	buf_add(out, head, n);
}

void cbor_put_bytes(struct buf *out, const void *bytes, size_t n_bytes)
{
	unsigned char head[HEAD_BYTES];

	buf_add(out, head, cbor_encode_bytestring_start(n_bytes, head, sizeof(head)));
	buf_add(out, bytes, n_bytes);
}

void cbor_put_text(struct buf *out, const char *text)
{
	unsigned char head[HEAD_BYTES];

	if (!text) {
		buf_add(out, head, cbor_encode_null(head, sizeof(head)));
		return;
	}
	buf_add(out, head, cbor_encode_string_start(strlen(text), head, sizeof(head)));
	buf_text(out, text);
}

void cbor_put_list(struct buf *out, size_t n_members)
{
	unsigned char head[HEAD_BYTES];

	buf_add(out, head, cbor_encode_array_start(n_members, head, sizeof(head)));
}

void cbor_put_map(struct buf *out, size_t n_pairs)
{
	unsigned char head[HEAD_BYTES];

	buf_add(out, head, cbor_encode_map_start(n_pairs, head, sizeof(head)));
}

void cbor_put_tag(struct buf *out, uint64_t tag)
{
	unsigned char head[HEAD_BYTES];

	buf_add(out, head, cbor_encode_tag(tag, head, sizeof(head)));
}
