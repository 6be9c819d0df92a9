/* Fuzzing the sync packet: whatever a phone sends is decoded into commands or
 * refused; a record that was accepted is accepted again when written out.
 *
 * Rule: no input may crash, hang, or be accepted and then refused. */
#include "push.h"
#include "rooms.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char why[200];

	(void)argc;
	(void)argv;
	crypto_start();
	if (rooms_register(rooms_list, n_rooms_list, why))
		abort();
	return 0;
}

static const char *const allowed[] = { "id", "key", "region", NULL };

/* Decode as the engine does; then write it and decode what was written. */
static void decode(struct arena *arena, const char *name, const struct json *object)
{
	const struct room *room = NULL;
	const struct command *command = command_find(name, &room);
	const struct shape *takes = command ? command_takes(room, command) : NULL;
	struct fault fault = { .lang = "zh-CN" }, again = { .lang = "en" };
	void *record, *copy;
	struct buf out;
	const char *why;
	struct json *tree;

	if (!takes)
		return;
	record = record_new(arena, takes);
	if (record_decode(arena, takes, object, allowed, record, &fault)) {
		assert(fault.number && fault.sentence);
		return;
	}
	buf_init(&out, arena, (size_t)64 << 20);
	out_object(&out);
	record_write(&out, arena, takes, record, SECRETS_CLEAR);
	out_end_object(&out);
	tree = json_read(arena, out.bytes, out.n, &why);
	assert(tree);
	copy = record_new(arena, takes);
	assert(record_decode(arena, takes, tree, allowed, copy, &again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *arena = arena_new((size_t)256 << 20);
	struct json *body, *command = NULL;
	const char *why = NULL;
	int n_commands = 0;

	body = json_read(arena, (const char *)bytes, n, &why);
	if (body && body->kind == JSON_OBJECT &&
	    push_decode(body, &command, &n_commands, &why) == 0) {
		assert(n_commands > 0 && n_commands <= 500);
		for (int i = 0; i < n_commands; i++, command = command->next) {
			struct envelope envelope = { .lang = "en" };

			if (push_envelope(command, &envelope) == 0)
				decode(arena, envelope.command, command);
		}
		assert(!command);
	} else {
		assert(why || (body && body->kind != JSON_OBJECT));
	}
	arena_free(arena);
	return 0;
}
