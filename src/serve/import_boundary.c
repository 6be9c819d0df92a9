/* Importing boundaries: a GeoJSON FeatureCollection, each feature a boundary.set.
 *
 * A feature says which region it is by properties.code, else by properties.name.
 * Rule: a name that several regions carry is refused, never guessed. */
#include "import_parts.h"

#define FILE_BYTES_MAX (64L << 20)
#define FILE_ARENA     ((size_t)4 << 30)
#define FEATURE_ARENA  ((size_t)256 << 20)

static const char *const header[] = { "code", "name" };

/* The whole file as a tree; NULL with the reason. */
static const struct json *read_file(struct arena *arena, const char *path, const char **why)
{
	FILE *file = fopen(path, "re");
	long size = file && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
	struct json *tree = NULL;

	*why = "the file cannot be read";
	if (size > FILE_BYTES_MAX)
		*why = "the file is larger than 64 MB; split it";
	else if (size > 0) {
		char *bytes = arena_alloc(arena, (size_t)size);
		size_t n, mark;

		rewind(file);
		n = fread(bytes, 1, (size_t)size, file);
		mark = n > 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
		tree = json_read(arena, bytes + mark, n - mark, why);
	}
	if (file)
		fclose(file);
	return tree;
}

static const struct json *features_of(const struct json *tree)
{
	const char *type = tree && tree->kind == JSON_OBJECT ? json_text(tree, "type") : NULL;
	const struct json *features = type ? json_get(tree, "features") : NULL;

	if (!features || strcmp(type, "FeatureCollection") != 0 || features->kind != JSON_LIST)
		return NULL;
	return features;
}

static int refuse_row(struct slot *slot, int number, const char *field, const char *sentence)
{
	struct fault *fault = &slot->call.rq.fault;

	fault->number = number;
	fault->field = field;
	fault->sentence = say(fault->lang, sentence);
	return -1;
}

/* A code is a text of digits or, in careless files, a number. */
static const char *code_of(struct slot *slot, const struct json *properties)
{
	const struct json *code = json_get(properties, "code");

	if (code && code->kind == JSON_INT)
		return arena_print(slot->arena, "%" PRId64, code->number);
	return json_text(properties, "code");
}

static const char *key_of_code(struct slot *slot, const char *code)
{
	char *key = arena_alloc(slot->arena, KEY_MAX + 1);

	if (key_from_code(code, key) == 0)
		return code_resolve(slot->import->plan->engine, slot->arena, key, true);
	refuse_row(slot, 4010, "code",
		   "this is not a region code; use the 12 digits of the statistical code or "
		   "the code of a grid");
	return NULL;
}

/* The one region of this very name in the sender's reach. */
static const char *key_of_name(struct slot *slot, const char *name)
{
	struct import *import = slot->import;
	struct envelope envelope = { .command = "region.search", .lang = import->plan->lang };
	struct call *call = arena_alloc(slot->arena, sizeof(*call));
	const char *why, *found = NULL;
	const struct json *reply;
	struct buf args;
	int n = 0;

	buf_init(&args, slot->arena, 4096);
	buf_text(&args, "{\"limit\":500,\"q\":");
	out_text(&args, name);
	buf_char(&args, '}');
	if (call_prepare(import->plan->engine, slot->arena, import->actor, &envelope,
			 json_read(slot->arena, args.bytes, args.n, &why), call) ||
	    call_do(import->plan->engine, call)) {
		slot->call.rq.fault = call->rq.fault;
		return NULL;
	}
	reply = json_read(slot->arena, call->rq.reply.bytes, call->rq.reply.n, &why);
	for (const struct json *row = json_get(reply, "rows")->first; row; row = row->next)
		if (strcmp(json_text(row, "name"), name) == 0) {
			found = json_text(row, "key");
			n++;
		}
	if (n == 1)
		return found;
	refuse_row(slot, 4301, "name",
		   n ? "several regions have this name; write the code into the feature"
		     : "no region in your reach has this name; write the code into the "
		       "feature");
	return NULL;
}

static int prepare(struct slot *slot, const struct json *feature)
{
	const struct import_plan *plan = slot->import->plan;
	const struct json *properties = json_get(feature, "properties");
	const struct json *area = json_get(feature, "geometry");
	struct envelope envelope = { .command = "boundary.set", .lang = plan->lang };
	struct json *args = arena_alloc(slot->arena, 4 * sizeof(*args));
	const char *key;

	if (properties && properties->kind == JSON_OBJECT) {
		slot->cells[0] = code_of(slot, properties);
		slot->cells[1] = json_text(properties, "name");
	}
	if (!slot->cells[0] && !slot->cells[1])
		return refuse_row(slot, 4008, NULL,
				  "the feature names no region: give properties.code or "
				  "properties.name");
	if (!area || area->kind != JSON_OBJECT)
		return refuse_row(slot, 5301, "geometry",
				  "this is no area: send a GeoJSON Polygon or MultiPolygon");
	key = slot->cells[0] ? key_of_code(slot, slot->cells[0])
			     : key_of_name(slot, slot->cells[1]);
	if (!key)
		return -1;
	args[1] = (struct json){ JSON_TEXT, .key = "region", .text = key, .next = &args[2] };
	args[2] = *area;
	args[2].key = "geometry";
	args[2].next = plan->datum ? &args[3] : NULL;
	args[3] = (struct json){ JSON_TEXT, .key = "datum", .text = plan->datum };
	args[0] = (struct json){ JSON_OBJECT, .n = plan->datum ? 3 : 2, .first = &args[1] };
	return call_prepare(plan->engine, slot->arena, slot->import->actor, &envelope, args,
			    &slot->call);
}

static void one(struct import *import, struct slot *slot, const struct json *feature)
{
	memset(&slot->call, 0, sizeof(slot->call));
	slot->call.rq.fault.lang = import->plan->lang;
	slot->n_cells = COUNT_OF(header);
	slot->cells = arena_alloc(slot->arena, sizeof(header));
	if (prepare(slot, feature) == 0) {
		slot->call.is_dry = import->plan->is_dry;
		call_do(import->plan->engine, &slot->call);
	}
	for (size_t i = 0; i < COUNT_OF(header); i++)
		if (!slot->cells[i])
			slot->cells[i] = "";
	import_count(import, slot);
	arena_reset(slot->arena);
}

static int all(struct import *import, const struct json *features)
{
	const struct import_plan *plan = import->plan;
	struct slot slot = { .import = import, .arena = arena_new(FEATURE_ARENA) };

	import->figures->all_bytes = features->n;
	for (const struct json *f = features->first; f && !import->is_stopped; f = f->next) {
		slot.line++;
		one(import, &slot, f);
		import->figures->done_bytes = slot.line;
		if (plan->progress)
			plan->progress(plan->self, import->figures);
		if (plan->is_cancelled && *plan->is_cancelled)
			import_stop(import, 4955,
				    "the import was stopped; the rows before are kept");
	}
	arena_free(slot.arena);
	return import->is_stopped ? -1 : 0;
}

int import_boundary(struct import *import)
{
	struct arena *arena = arena_new(FILE_ARENA);
	const char *why = NULL;
	const struct json *tree = read_file(arena, import->plan->path, &why);
	const struct json *features = features_of(tree);
	int outcome;

	import->header = (const char **)(uintptr_t)header;
	import->n_columns = COUNT_OF(header);
	import->shape = sheet_shape("boundary.set");
	if (!tree)
		outcome = import_stop(import, 4951, why);
	else if (!features)
		outcome = import_stop(import, 4951,
				      "this is no GeoJSON file: it must hold a FeatureCollection");
	else
		outcome = all(import, features);
	arena_free(arena);
	return outcome;
}
