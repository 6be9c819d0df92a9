/* Tallies gathered in memory while a batch runs.
 *
 * Rule: every change made since the mark can be undone, so that a refused
 * command leaves no count behind. */
#include "inside.h"

struct count {
	char region[KEY_MAX + 1];
	char day[11];
	char name[66];
	int64_t n, seq;
	uint32_t next; /* in its slot, 1-based */
};

struct change {
	uint32_t count;
	int64_t delta;
};

struct gather {
	struct count *counts;
	struct change *changes; /* since the mark */
	uint32_t *slots;
	size_t n_counts, size, n_slots, n_changes, changes_size;
};

static const struct db_bulk tally_bulk = {
	"tally", "region, name, day, n, seq", "tttii",
	"ON CONFLICT (region, name, day) DO UPDATE SET n = tally.n + excluded.n, seq = excluded.seq"
};

static void *grow(void *old, size_t n, size_t each)
{
	void *more = realloc(old, n * each);

	if (!more)
		abort();
	return more;
}

struct gather *gather_new(void)
{
	struct gather *g = calloc(1, sizeof(*g));

	if (!g)
		abort();
	g->n_slots = 4096;
	g->slots = calloc(g->n_slots, sizeof(*g->slots));
	if (!g->slots)
		abort();
	return g;
}

void gather_free(struct gather *g)
{
	if (!g)
		return;
	free(g->counts);
	free(g->changes);
	free(g->slots);
	free(g);
}

void gather_clear(struct gather *g)
{
	if (g->n_counts)
		memset(g->slots, 0, g->n_slots * sizeof(*g->slots));
	g->n_counts = g->n_changes = 0;
}

void gather_mark(struct gather *g)
{
	g->n_changes = 0;
}

void gather_undo(struct gather *g)
{
	while (g->n_changes > 0) {
		struct change *change = &g->changes[--g->n_changes];
		g->counts[change->count].n -= change->delta;
	}
}

static size_t slot_of(const struct gather *g, const char *region, const char *name, const char *day)
{
	uint64_t hash = 1469598103934665603u; /* FNV-1a */
	const char *parts[] = { region, name, day };

	for (int i = 0; i < 3; i++) {
		for (const char *p = parts[i]; *p; p++)
			hash = (hash ^ (uint8_t)*p) * 1099511628211u;
		hash = (hash ^ 0xff) * 1099511628211u;
	}
	return (hash ^ (hash >> 29)) & (g->n_slots - 1);
}

static void slots_rebuild(struct gather *g)
{
	free(g->slots);
	g->n_slots *= 4;
	g->slots = calloc(g->n_slots, sizeof(*g->slots));
	if (!g->slots)
		abort();
	for (uint32_t i = 0; i < g->n_counts; i++) {
		struct count *c = &g->counts[i];
		size_t slot = slot_of(g, c->region, c->name, c->day);

		c->next = g->slots[slot];
		g->slots[slot] = i + 1;
	}
}

static uint32_t count_at(struct gather *g, const char *region, const char *day, const char *name)
{
	size_t slot = slot_of(g, region, name, day);

	for (uint32_t i = g->slots[slot]; i; i = g->counts[i - 1].next) {
		struct count *c = &g->counts[i - 1];

		if (strcmp(c->region, region) == 0 && strcmp(c->name, name) == 0 &&
		    strcmp(c->day, day) == 0)
			return i - 1;
	}
	if (g->n_counts == g->size) {
		g->size = g->size ? g->size * 2 : 1024;
		g->counts = grow(g->counts, g->size, sizeof(*g->counts));
	}
	if (g->n_counts > g->n_slots * 2) {
		slots_rebuild(g);
		slot = slot_of(g, region, name, day);
	}
	struct count *c = &g->counts[g->n_counts];
	snprintf(c->region, sizeof(c->region), "%s", region);
	snprintf(c->day, sizeof(c->day), "%s", day);
	snprintf(c->name, sizeof(c->name), "%s", name);
	c->n = 0;
	c->next = g->slots[slot];
	g->slots[slot] = (uint32_t)++g->n_counts;
	return (uint32_t)g->n_counts - 1;
}

void gather_add(struct gather *g, const char *region, const char *day, const char *name,
		int64_t delta, int64_t seq)
{
	uint32_t i = count_at(g, region, day, name);

	if (g->n_changes == g->changes_size) {
		g->changes_size = g->changes_size ? g->changes_size * 2 : 1024;
		g->changes = grow(g->changes, g->changes_size, sizeof(*g->changes));
	}
	g->counts[i].n += delta;
	g->counts[i].seq = seq;
	g->changes[g->n_changes++] = (struct change){ i, delta };
}

int64_t gather_pending(const struct gather *g, const char *region, const char *name,
		       const char *until_day)
{
	int64_t n = 0;

	for (size_t i = 0; i < g->n_counts; i++) {
		const struct count *c = &g->counts[i];

		if (strcmp(c->region, region) == 0 && strcmp(c->name, name) == 0 &&
		    (!until_day || strcmp(c->day, until_day) <= 0))
			n += c->n;
	}
	return n;
}

static int count_order(const void *a, const void *b)
{
	const struct count *x = a, *y = b;
	int order = strcmp(x->region, y->region);

	if (!order)
		order = strcmp(x->name, y->name);
	return order ? order : strcmp(x->day, y->day);
}

/* Whatever was hashed is lost: only to be read through, then cleared. */
static void sort(struct gather *g)
{
	if (g->n_counts)
		qsort(g->counts, g->n_counts, sizeof(*g->counts), count_order);
}

void gather_each(struct gather *g,
		 void (*tell)(void *self, const char *region, const char *day, const char *name,
			      int64_t n),
		 void *self)
{
	sort(g);
	for (size_t i = 0; i < g->n_counts; i++) {
		const struct count *c = &g->counts[i];

		if (c->n != 0)
			tell(self, c->region, c->day, c->name, c->n);
	}
	gather_clear(g);
}

int gather_write(struct gather *g, struct db *db)
{
	/* In key order: neighbours share pages, and two servers lock rows in one order. */
	sort(g);
	for (size_t i = 0; i < g->n_counts; i++) {
		const struct count *c = &g->counts[i];

		if (c->n != 0 &&
		    db_append(db, &tally_bulk, c->region, c->name, c->day, c->n, c->seq) != 0)
			return -1;
	}
	gather_clear(g);
	return 0;
}
