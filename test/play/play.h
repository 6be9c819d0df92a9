/* Playing a scene: the state of one performance and its verbs.
 *
 * Rule: a performance ends at the first line that does not hold, with one
 * sentence naming file, line, what was expected and what came. */
#ifndef PLAY_H
#define PLAY_H

#include "stage.h"
#include "words.h"

/* One command on its way and what came back. */
struct deed {
	const char *command;
	const char *id;  /* of the command; play_do makes one for a write that names none */
	const char *key; /* of the row, where it is not the command's id; may be NULL */
	const char *region;
	const char *lang;
	const char *args; /* JSON object */
	const struct actor *actor;
	bool is_dry; /* run and undo */
	/* afterwards */
	bool is_write;
	bool is_replay;
	bool is_private;
	struct fault fault; /* number 0: accepted */
	int status;
	const char *reply_text;
	const struct json *reply;
};

struct play;

/* How a deed is delivered; torture and the oracle put their own in. */
typedef int play_send_fn(struct play *play, struct deed *deed);

struct variable {
	struct variable *next;
	const char *name;
	const char *value;
};

/* A thing made once in a scene: "account li", "posting li officer 120113", "place r1 = 120113003".
 */
struct made {
	struct made *next;
	const char *what;
	const char *value;
};

struct play {
	struct stage *stage;
	struct arena *arena; /* lives as long as the performance */
	const struct scene *scene;
	const struct line *line;
	play_send_fn *send;
	int (*tick)(struct play *play); /* runs the timers that are due; how many */
	void *self;                     /* the sender's */
	bool is_loud;

	enum { AS_NOBODY, AS_PROGRAM, AS_LOGIN } as;
	const char *login;
	struct variable *variables;
	struct made *made;
	struct made *secrets; /* texts that must not stand in the journal */
	struct deed last;
	bool has_last;
	bool is_refusal_open; /* refused, and no expect has said so yet */
	struct deed last_write;
	int n_timers;
	int n_fixtures;
	char why[1200]; /* the line that did not hold */
};

/* Play a scene on an open stage; 0, or -1 with play->why. */
int play_scene(struct play *play, const struct scene *scene);

/* What must hold after every scene: no secret in the journal, all invariants. */
int play_end(struct play *play);

/* Fail the scene at this line; returns -1. */
int play_fail(struct play *play, const char *format, ...) PRINTS(2, 3);

/* Send a command as the present actor: fills play->last and play->is_refusal_open. */
int play_do(struct play *play, const char *command, const struct word *pairs, int n_pairs);

/* Deliver one deed through the engine in this thread; the ordinary sender. */
int play_send(struct play *play, struct deed *deed);
/* The pieces of it for other senders: call with an arena of the caller's. */
int play_deliver(struct stage *stage, struct arena *arena, struct deed *deed);

/* given … */
int play_given(struct play *play, const struct word *words, int n);
/* enter … (family.c) */
int play_enter(struct play *play, const struct word *words, int n);
/* expect … */
int play_expect(struct play *play, const struct word *words, int n);
/* Find a reply value by path "rows[0].name"; NULL when absent. */
const struct json *reply_find(struct play *play, const char *path);
/* A JSON value as the text it is compared by. */
const char *reply_text(struct arena *arena, const struct json *value);
/* Whether a reply fits the command's declaration; -1 with a sentence in the buffer. */
int reply_check(const struct command *command, const struct room *room, const struct json *reply,
		struct buf *why);

/* Put variables into a text. */
const char *play_fill(struct play *play, const char *text);
void play_keep(struct play *play, const char *name, const char *value);
const char *play_value(struct play *play, const char *name);

/* Make account and posting unless this scene made them. */
int play_posting(struct play *play, const char *login, const char *role, const char *region,
		 const struct word *pairs, int n_pairs);

/* Things made: remember and ask. */
const char *made_find(const struct made *list, const char *what);
void made_add(struct play *play, struct made **list, const char *what, const char *value);

/* A text for an argument, or NULL to leave it to the filler. */
typedef const char *filler_fn(void *self, const struct field *field);
/* Arguments that decode, whatever they mean to the room: what is needed, the
 * region, and what `choose` (may be NULL) gives. */
const char *args_fill(struct arena *arena, const struct command *command, const struct room *room,
		      const char *region, filler_fn *choose, void *self);

/* Which commands were accepted and which problems came up, over all scenes. */
void coverage_command(const char *name);
void coverage_problem(int number);
/* What no scene has hit and elsewhere.txt does not excuse, one per line; returns how many. */
int coverage_missing(struct arena *arena, const char *elsewhere, struct buf *out);

#endif
