/* The writer: one commit for many, bad neighbours, a full queue, a failing disk.
 *
 * Rule: what an answer said is compared with what another connection reads. */
#include "store_place.h"
#include "writer.h"

#include <pthread.h>

enum deed {
	KEEP,         /* insert k */
	REFUSE_FIRST, /* refuse before writing */
	REFUSE_LAST,  /* refuse after inserting k */
	SEND_TWICE,   /* send a row that is there already, and believe in it */
	RUN_TWICE,    /* the same, and notice */
	GATHER,       /* give the hooks something to append */
	WAIT,         /* wait for the gate, then insert k */
	FILL,         /* insert more than the disk takes */
	MAKE_ROOM,    /* the disk takes more again */
	SEND_ANOTHER, /* try to queue another job */
};

struct task {
	struct job job;
	enum deed deed;
	int64_t k;
	int n_runs;
	int outcome;   /* 99 until answered */
	bool was_seen; /* its row, by another connection, when it was answered */
	struct writer *writer;
	struct task *another;
};

static struct {
	struct db *reader;
	struct arena *arena; /* the writer thread's */
	pthread_mutex_t lock;
	pthread_cond_t moved;
	bool is_open;    /* the gate */
	bool is_waiting; /* a task stands at it */
	int n_begun, n_marked, n_undone, n_finished, n_kept, n_lost, n_in_hand;
	int64_t gathered[64];
	int n_gathered, n_at_mark;
	bool does_gather;
} scene;

static void stand_at_gate(void)
{
	pthread_mutex_lock(&scene.lock);
	scene.is_waiting = true;
	pthread_cond_broadcast(&scene.moved);
	while (!scene.is_open)
		pthread_cond_wait(&scene.moved, &scene.lock);
	scene.is_waiting = false;
	pthread_mutex_unlock(&scene.lock);
}

static void await_someone_at_gate(void)
{
	pthread_mutex_lock(&scene.lock);
	while (!scene.is_waiting)
		pthread_cond_wait(&scene.moved, &scene.lock);
	pthread_mutex_unlock(&scene.lock);
}

static void open_gate(void)
{
	pthread_mutex_lock(&scene.lock);
	scene.is_open = true;
	pthread_cond_broadcast(&scene.moved);
	pthread_mutex_unlock(&scene.lock);
}

static int insert(struct db *db, int64_t k)
{
	return db_run(db, "INSERT INTO item (k, name) VALUES ($1, 'own')", "i", k) == 1 ? 0 : -1;
}

static int run(struct job *job, struct db *db)
{
	static const char bytes[200000];
	struct task *task = (struct task *)job;

	task->n_runs++;
	switch (task->deed) {
	case REFUSE_FIRST:
		return -1;
	case REFUSE_LAST:
		insert(db, task->k);
		return -1;
	case SEND_TWICE:
		db_send(db, "INSERT INTO item (k) VALUES ($1)", "i", task->k);
		db_send(db, "INSERT INTO item (k) VALUES ($1)", "i", task->k);
		return 0;
	case RUN_TWICE:
		return insert(db, task->k) < 0 || insert(db, task->k) < 0 ? -1 : 0;
	case GATHER:
		scene.gathered[scene.n_gathered++] = task->k;
		return 0;
	case WAIT:
		stand_at_gate();
		return insert(db, task->k);
	case FILL:
		return db_run(db, "INSERT INTO item (k, name, bytes) VALUES ($1, 'own', $2)", "ib",
			      task->k, bytes, sizeof bytes) == 1
			       ? 0
			       : -1;
	case MAKE_ROOM:
		return db_script(db, "PRAGMA max_page_count = 100000") < 0 ? -1
									   : insert(db, task->k);
	case SEND_ANOTHER:
		task->another->n_runs = writer_send(task->writer, &task->another->job);
		return 0;
	default:
		return insert(db, task->k);
	}
}

static void answer(struct job *job, int outcome)
{
	struct task *task = (struct task *)job;

	task->was_seen = db_one(scene.reader, scene.arena, 0, NULL,
				"SELECT count(*) FROM item WHERE k = $1 AND name <> 'in the way'",
				"i", task->k) == 1;
	__atomic_store_n(&task->outcome, outcome, __ATOMIC_RELEASE);
}

static int begin(void *self, struct db *db, struct job *jobs)
{
	(void)self;
	(void)db;
	assert_int_equal(scene.n_begun, scene.n_kept + scene.n_lost);
	scene.n_begun++;
	scene.n_gathered = 0;
	for (scene.n_in_hand = 0; jobs; jobs = jobs->next)
		scene.n_in_hand++;
	return 0;
}

static void mark(void *self)
{
	(void)self;
	scene.n_marked++;
	scene.n_at_mark = scene.n_gathered;
}

static void undo(void *self)
{
	(void)self;
	scene.n_undone++;
	scene.n_gathered = scene.n_at_mark;
}

static int finish(void *self, struct db *db)
{
	static const struct db_bulk bulk = { "item", "k, name", "it", "" };

	(void)self;
	scene.n_finished++;
	for (int i = 0; i < scene.n_gathered; i++)
		if (db_append(db, &bulk, scene.gathered[i], "gathered") < 0)
			return -1;
	return 0;
}

static void done(void *self, bool is_kept)
{
	(void)self;
	if (is_kept)
		scene.n_kept++;
	else
		scene.n_lost++;
}

static const struct writer_hooks hooks = { NULL, begin, mark, undo, finish, done };

static int open_scene(void **state)
{
	set_up(state);
	memset(&scene, 0, sizeof scene);
	pthread_mutex_init(&scene.lock, NULL);
	pthread_cond_init(&scene.moved, NULL);
	scene.reader = open_or_die(DB_READ);
	scene.arena = arena_new(1 << 20);
	return 0;
}

static int close_scene(void **state)
{
	db_close(scene.reader);
	arena_free(scene.arena);
	return tear_down(state);
}

static struct task task_of(enum deed deed, int64_t k)
{
	return (struct task){
		.job = { .run = run, .answer = answer }, .deed = deed, .k = k, .outcome = 99
	};
}

static struct writer *start(int queue_limit, int batch_limit)
{
	struct writer *writer = writer_start(place.db, &hooks, queue_limit, batch_limit);

	assert_non_null(writer);
	return writer;
}

/* Let the tasks queue up behind one that stands at the gate, so that they make
 * one batch, and stop the writer when all is answered. */
static struct writer_figures run_together(struct task *tasks, int n)
{
	struct writer *writer = start(1000, 500);
	struct task gate = task_of(WAIT, -1);
	struct writer_figures figures;

	scene.is_open = false;
	assert_int_equal(writer_send(writer, &gate.job), 0);
	await_someone_at_gate();
	for (int i = 0; i < n; i++)
		assert_int_equal(writer_send(writer, &tasks[i].job), 0);
	writer_figures(writer, &figures);
	assert_int_equal(figures.n_waiting, n);
	open_gate();
	for (int i = 0; i < n; i++)
		while (__atomic_load_n(&tasks[i].outcome, __ATOMIC_ACQUIRE) == 99)
			usleep(200);
	writer_figures(writer, &figures);
	writer_stop(writer);
	db_fail_at(place.db, 0);
	for (int i = 0; i < n; i++)
		assert_int_equal(tasks[i].was_seen, tasks[i].outcome == 0);
	assert_int_equal(db_run(place.db, "DELETE FROM item WHERE k = -1", ""), 1);
	return figures;
}

static void a_batch_commits_once(void **state)
{
	struct task tasks[100];
	struct writer_figures figures;

	(void)state;
	for (int i = 0; i < 100; i++)
		tasks[i] = task_of(i % 10 ? KEEP : REFUSE_FIRST, i);
	figures = run_together(tasks, 100);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(tasks[i].outcome, i % 10 ? 0 : -1);
		assert_int_equal(tasks[i].n_runs, 1);
	}
	assert_int_equal(figures.n_batches, 2);
	assert_int_equal(figures.n_jobs, 101);
	assert_int_equal(figures.n_refused, 10);
	assert_int_equal(figures.n_failed, 0);
	assert_int_equal(figures.n_reruns, 0);
	assert_true(figures.commit_us_total >= figures.commit_us_max && figures.commit_us_max > 0);
	assert_int_equal(scene.n_in_hand, 100);
	assert_int_equal(scene.n_begun, 2);
	assert_int_equal(scene.n_marked, 101);
	assert_int_equal(scene.n_undone, 10);
	assert_int_equal(scene.n_finished, 2);
	assert_int_equal(scene.n_kept, 2);
	assert_int_equal(count_in(place.db), 90);
}

static void bad_neighbours_spoil_nothing(void **state)
{
	static const enum deed deeds[] = { KEEP,      REFUSE_LAST,  KEEP, SEND_TWICE, GATHER,
					   RUN_TWICE, REFUSE_FIRST, KEEP, GATHER };
	static const int outcomes[] = { 0, -1, 0, -2, 0, -1, -1, 0, 0 };
	struct task tasks[COUNT_OF(deeds)];
	struct writer_figures figures;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(deeds); i++)
		tasks[i] = task_of(deeds[i], (int64_t)i);
	figures = run_together(tasks, COUNT_OF(deeds));
	for (size_t i = 0; i < COUNT_OF(deeds); i++)
		assert_int_equal(tasks[i].outcome, outcomes[i]);
	assert_int_equal(figures.n_reruns, 1);
	assert_int_equal(figures.n_refused, 3);
	assert_int_equal(figures.n_failed, 1);
	assert_false(figures.is_full);
	assert_int_equal(scene.n_begun, 3);
	assert_int_equal(scene.n_lost, 1);
	assert_int_equal(scene.n_kept, 2);
	assert_int_equal(scene.n_undone, 4);
	assert_int_equal(count_in(place.db), 5);
}

/* What the hooks store for all together fails because of one: it alone goes. */
static void a_bad_gathering_is_found(void **state)
{
	struct task tasks[6];
	struct writer_figures figures;

	(void)state;
	add(3, "in the way");
	for (int i = 0; i < 6; i++)
		tasks[i] = task_of(i % 2 ? GATHER : KEEP, i == 3 ? 3 : i + 10);
	figures = run_together(tasks, 6);
	for (int i = 0; i < 6; i++)
		assert_int_equal(tasks[i].outcome, i == 3 ? -2 : 0);
	assert_int_equal(figures.n_reruns, 2);
	assert_int_equal(figures.n_failed, 1);
	assert_int_equal(scene.n_begun, scene.n_kept + scene.n_lost);
	assert_int_equal(count_in(place.db), 6);
}

static void a_full_queue_refuses(void **state)
{
	struct writer *writer = start(5, 2);
	struct task gate = task_of(WAIT, 100), tasks[6];
	struct writer_figures figures;

	(void)state;
	assert_int_equal(writer_send(writer, &gate.job), 0);
	await_someone_at_gate();
	for (int i = 0; i < 6; i++) {
		tasks[i] = task_of(KEEP, i);
		assert_int_equal(writer_send(writer, &tasks[i].job), i < 5 ? 0 : -1);
	}
	open_gate();
	writer_figures(writer, &figures);
	assert_true(figures.n_waiting <= 5);
	/* Waits for room, and for the answer. */
	assert_int_equal(writer_do(writer, &tasks[5].job), 0);
	assert_int_equal(tasks[5].outcome, 0);
	writer_figures(writer, &figures);
	assert_true(figures.n_batches >= 4); /* at most two each */
	writer_stop(writer);
	assert_int_equal(count_in(place.db), 7);
}

static void *stop(void *writer)
{
	writer_stop(writer);
	return NULL;
}

static void stopping_finishes_what_is_queued(void **state)
{
	struct writer *writer = start(1000, 7);
	struct task gate = task_of(WAIT, 1000), another = task_of(KEEP, 2000), tasks[50];
	pthread_t stopper;

	(void)state;
	assert_int_equal(writer_send(writer, &gate.job), 0);
	await_someone_at_gate();
	for (int i = 0; i < 50; i++) {
		tasks[i] = task_of(i == 40 ? SEND_ANOTHER : KEEP, i);
		tasks[i].writer = writer;
		tasks[i].another = &another;
		assert_int_equal(writer_send(writer, &tasks[i].job), 0);
	}
	pthread_create(&stopper, NULL, stop, writer);
	usleep(100000);
	open_gate();
	pthread_join(stopper, NULL);
	for (int i = 0; i < 50; i++)
		assert_int_equal(tasks[i].outcome, 0);
	assert_int_equal(another.n_runs, -1); /* what writer_send said */
	assert_int_equal(another.outcome, 99);
	assert_int_equal(count_in(place.db), 50);
}

struct crowd {
	struct writer *writer;
	int64_t from;
};

static void *do_many(void *self)
{
	struct crowd *crowd = self;
	intptr_t n_kept = 0;

	for (int64_t k = 0; k < 100; k++) {
		struct task task = task_of(k % 5 ? KEEP : REFUSE_LAST, crowd->from + k);

		n_kept += writer_do(crowd->writer, &task.job) == 0;
		assert_int_equal(task.was_seen, k % 5 != 0);
	}
	return (void *)n_kept;
}

static void many_threads_may_wait(void **state)
{
	struct crowd crowds[8];
	pthread_t threads[8];
	struct writer *writer = start(3, 4);

	(void)state;
	for (int i = 0; i < 8; i++) {
		crowds[i] = (struct crowd){ writer, i * 1000 };
		pthread_create(&threads[i], NULL, do_many, &crowds[i]);
	}
	for (int i = 0; i < 8; i++) {
		void *n_kept;

		pthread_join(threads[i], &n_kept);
		assert_int_equal((intptr_t)n_kept, 80);
	}
	writer_stop(writer);
	assert_int_equal(count_in(place.db), 8 * 80);
}

/* Whichever statement fails once, the batch is run again and all is kept, once. */
static void one_failure_anywhere_is_survived(void **state)
{
	(void)state;
	for (int64_t nth = 1; nth <= 40; nth++) {
		struct task tasks[8];

		for (int i = 0; i < 8; i++)
			tasks[i] = task_of(i % 3 ? KEEP : GATHER, nth * 100 + i);
		assert_int_equal(db_run(place.db, "DELETE FROM item", "") < 0, 0);
		db_fail_at(place.db, nth);
		run_together(tasks, 8);
		for (int i = 0; i < 8; i++)
			assert_int_equal(tasks[i].outcome, 0);
		assert_int_equal(count_in(place.db), 8);
	}
}

static void a_full_disk_is_told_to_all(void **state)
{
	struct task tasks[10];
	struct writer_figures figures;

	(void)state;
	assert_int_equal(db_script(place.db, "PRAGMA max_page_count = 30"), 0);
	for (int i = 0; i < 10; i++)
		tasks[i] = task_of(i == 5 ? FILL : KEEP, i);
	figures = run_together(tasks, 10);
	for (int i = 0; i < 10; i++)
		assert_int_equal(tasks[i].outcome, -2);
	assert_true(figures.is_full);
	assert_int_equal(figures.n_failed, 10);
	assert_int_equal(count_in(scene.reader), 0);
	/* When there is room again, it goes on. */
	for (int i = 0; i < 10; i++)
		tasks[i] = task_of(i == 5 ? FILL : i ? KEEP : MAKE_ROOM, i);
	figures = run_together(tasks, 10);
	for (int i = 0; i < 10; i++)
		assert_int_equal(tasks[i].outcome, 0);
	assert_false(figures.is_full);
	assert_int_equal(count_in(place.db), 10);
}

static void a_lost_server_is_told_to_all(void **state)
{
	struct task gate = task_of(WAIT, 100), tasks[3];
	int64_t number;
	struct writer *writer;

	(void)state;
	number = db_one(place.db, place.arena, 0, NULL, "SELECT pg_backend_pid()", "");
	writer = start(100, 100);
	assert_int_equal(writer_send(writer, &gate.job), 0);
	await_someone_at_gate();
	/* It waits until the server's process has gone. */
	db_one(scene.reader, place.arena, 0, NULL,
	       "SELECT pg_terminate_backend(CAST($1 AS int), 20000)", "i", number);
	for (int i = 0; i < 3; i++)
		tasks[i] = task_of(KEEP, i);
	assert_int_equal(writer_send(writer, &tasks[0].job), 0);
	open_gate();
	assert_int_equal(writer_do(writer, &tasks[1].job), 0);
	assert_int_equal(writer_do(writer, &tasks[2].job), 0);
	writer_stop(writer);
	assert_int_equal(gate.outcome, -2);
	assert_false(gate.was_seen);
	assert_int_equal(tasks[0].outcome, 0);
	assert_int_equal(count_in(place.db), 3);
}

#define SCENE(function) cmocka_unit_test_setup_teardown(function, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(a_batch_commits_once),
		SCENE(bad_neighbours_spoil_nothing),
		SCENE(a_bad_gathering_is_found),
		SCENE(a_full_queue_refuses),
		SCENE(stopping_finishes_what_is_queued),
		SCENE(many_threads_may_wait),
		SCENE(one_failure_anywhere_is_survived),
	};
	const struct CMUnitTest on_sqlite[] = { SCENE(a_full_disk_is_told_to_all) };
	const struct CMUnitTest on_postgres[] = { SCENE(a_lost_server_is_told_to_all) };
	int n_failed;

	if (!go_to_sqlite())
		return 1;
	n_failed = cmocka_run_group_tests_name("writer on SQLite", tests, NULL, NULL);
	n_failed += cmocka_run_group_tests_name("its disk", on_sqlite, NULL, NULL);
	if (go_to_postgres()) {
		n_failed += cmocka_run_group_tests_name("writer on PostgreSQL", tests, NULL, NULL);
		n_failed += cmocka_run_group_tests_name("its server", on_postgres, NULL, NULL);
	}
	return n_failed;
}
