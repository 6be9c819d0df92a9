/* scene: plays test/scenes on both storage engines; see test/scenes/README.md.
 *
 * Rule: one line per scene and engine, and the closing line "N passed, N failed". */
#include "play/play.h"
#include <glob.h>

struct options {
	const char *only;
	bool is_loud;
	bool is_full; /* all scenes: coverage is demanded */
};

static int n_passed, n_failed;

static void play_one(const struct options *options, const struct scene *scene, enum db_kind kind)
{
	struct stage stage = { 0 };
	struct play play = { .stage = &stage, .is_loud = options->is_loud };
	int64_t began = clock_ticks();
	char why[200];
	bool is_kept;

	play.arena = arena_new((size_t)512 << 20);
	if (options->is_loud)
		fprintf(stderr, "%s:%d %s\n", scene->file, scene->number, scene->title);
	if (stage_open(&stage, kind, why)) {
		snprintf(play.why, sizeof play.why, "the stage does not open: %s", why);
		is_kept = false;
	} else {
		is_kept = play_scene(&play, scene) == 0;
	}
	stage_close(&stage);
	printf("%s %s %s:%d %s (%lld ms)\n", is_kept ? "ok  " : "FAIL", stage_kind_name(kind),
	       scene->file, scene->number, scene->title, (long long)(clock_ticks() - began));
	if (!is_kept)
		printf("     %s\n", play.why);
	fflush(stdout);
	if (is_kept)
		n_passed++;
	else
		n_failed++;
	arena_free(play.arena);
}

static void play_file(const struct options *options, const char *path)
{
	struct arena *arena = arena_new(64 << 20);
	const char *why = NULL;
	struct scene *scenes = scenes_read(arena, path, &why);

	if (!scenes) {
		printf("FAIL %s\n", why);
		n_failed++;
	}
	for (int kind = DB_SQLITE; kind <= DB_POSTGRES; kind++) {
		if (!stage_has((enum db_kind)kind))
			continue;
		for (const struct scene *scene = scenes; scene; scene = scene->next)
			if (!options->only || strstr(scene->title, options->only))
				play_one(options, scene, (enum db_kind)kind);
	}
	arena_free(arena);
}

/* After a full run: what no scene hit. */
static void demand_coverage(void)
{
	struct arena *arena = arena_new(4 << 20);
	struct buf missing;
	int n;

	buf_init(&missing, arena, 1 << 20);
	n = coverage_missing(arena, "test/scenes/elsewhere.txt", &missing);
	if (n > 0) {
		printf("FAIL coverage: %d commands or problems are in no scene:\n%s", n,
		       missing.bytes);
		n_failed++;
	} else {
		printf("ok   coverage: every command and every problem number\n");
		n_passed++;
	}
	arena_free(arena);
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	int n_files = 0;
	char why[200];

	if (stages_start(why)) {
		printf("FAIL %s\n0 passed, 1 failed\n", why);
		return 1;
	}
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-v") == 0) {
			options.is_loud = true;
		} else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
			options.only = argv[++i];
		} else {
			play_file(&options, argv[i]);
			n_files++;
		}
	}
	if (n_files == 0) {
		glob_t found;

		if (glob("test/scenes/*.scene", 0, NULL, &found) == 0)
			for (size_t i = 0; i < found.gl_pathc; i++)
				play_file(&options, found.gl_pathv[i]);
		globfree(&found);
		if (!options.only)
			demand_coverage();
	}
	stages_end();
	printf("scene: %d passed, %d failed\n", n_passed, n_failed);
	return n_failed > 0;
}
