/* One simulated phone: what it keeps, what it wrote offline, how it talks to the server.
 *
 * Rule: a phone believes nothing but answers that arrived whole; what it wrote is waiting,
 * accepted, or refused and lying in its inbox, and is never forgotten. */
#ifndef PHONE_H
#define PHONE_H

#include "crash/client.h"
#include "view.h"

#define N_VIEWS_MAX 12

enum deed { VISIT, EDIT, PERSON_EDIT, ADD, PERSON_ADD, MOVE, PERSON_MOVE, SETTLE, OFFICE, N_DEEDS };

enum fate { WAITING, ACCEPTED, REFUSED };

struct written {
	char id[40];
	char *body; /* JSON object with "command" and "id" */
	enum deed deed;
	enum fate fate;
	int needs; /* number of an earlier one that must be there first; -1 */
	int64_t seq;
	int problem;     /* of a refusal */
	char field[32];  /* of a refusal */
	bool is_dispute; /* accepted with outcome "conflict" */
	bool was_cut;    /* in a push whose answer never came: it may arrive late */
	bool is_refiled; /* written again for the door's new region */
	char household[40], region[KEY_MAX + 1];
};

/* What happened, counted over all phones; the test demands that everything did. */
struct tale {
	_Atomic int64_t n_pushes, n_pulls, n_cut_before, n_cut_after, n_twice, n_shuffled,
		n_offline, n_reset, n_outdated, n_moved_on, n_enrolled, n_partial;
	_Atomic int64_t n_faults;
};
extern struct tale tale;
/* A breach of the contract: printed and counted. */
void breach(const char *format, ...) PRINTS(1, 2);

struct phone {
	int number;
	unsigned seed;
	char login[20], home[KEY_MAX + 1]; /* home: where the office may invite it */
	char token[60];
	bool is_office; /* a console: files orders, keeps no region */
	struct view views[N_VIEWS_MAX];
	bool has_people[N_VIEWS_MAX]; /* postings that show residents */
	int n_views;
	struct written *written;
	int n_written, size;
	char epoch[20];
	int64_t n_fresh;  /* accepted answers that were no replays, in this session and epoch */
	int64_t n_pushed; /* what the server said last */
	int n_sessions;
	struct client client;
};

/* Random numbers of the phone's own: 0 … n - 1. */
int phone_dice(struct phone *phone, int n);

/* Write a command: `format` gives its arguments as JSON members after "command" and "id";
 * returns its number. */
int phone_write(struct phone *phone, enum deed deed, const char *command, const char *format, ...)
	PRINTS(4, 5);
struct written *phone_last(struct phone *phone);

/* Enrol with a code that the office shows; 0 or -1. */
int phone_enrol(struct phone *phone, int port);

/* Push what waits and pull every region.  With `is_rough` connections break, batches come
 * twice or in another order.  0 when everything went through, -1 when the network did not. */
int phone_sync(struct phone *phone, int port, bool is_rough);

/* How many wait. */
int phone_waiting(const struct phone *phone);

/* Send everything accepted once more: how many answers were not the same replay; -1 when
 * the network broke. */
int phone_replay(struct phone *phone, int port);

/* Another database: drop what was pulled; what was accepted waits again. */
void phone_reset(struct phone *phone);

#endif
