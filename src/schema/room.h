/* Rooms: one file per capability declares its tables and its commands.
 *
 * A command has a name, declared arguments, a client-made id, an actor and a
 * region.  No rule, no command: a command without a role does not start. */
#ifndef ROOM_H
#define ROOM_H

#include "field.h"
#include "region_key.h"
#include "db.h"

/* Roles: a fixed list; each is a kind of posting and reaches everything below its region. */
enum role {
	COMMANDER = 1 << 0, /* headquarters of a city or district */
	OFFICER = 1 << 1,   /* street, community: responsible chief and deputies */
	GRID_WORKER = 1 << 2,
	GATEKEEPER = 1 << 3,
	SAMPLER = 1 << 4,
	MEDIC = 1 << 5,      /* disease control, community doctor */
	DEPARTMENT = 1 << 6, /* sees the cases sent to it */
	STOREKEEPER = 1 << 7,
	PROPERTY = 1 << 8, /* property firm of a compound */
	VOLUNTEER = 1 << 9,
	ENTERPRISE = 1 << 10,
	RESIDENT = 1 << 11,  /* own file */
	AUDITOR = 1 << 12,   /* logs, never persons */
	ADMIN = 1 << 13,     /* accounts and settings, never persons */
	CLOCK = 1 << 14,     /* timers; no posting, only the program itself */
	SIGNED_IN = 1 << 15, /* any account, for its own affairs (password, own postings) */
	ANYONE = 1 << 16,    /* no session needed: health, sign-in */
	/* Beside roles: the postings of the instant in `device_at` count beside those of now,
	 * LATE_DAYS back.  A shift may be over when what was done in it arrives. */
	LATE = 1 << 17,
};
#define LATE_DAYS 14 /* decision 018 */
#define N_ROLES   14 /* the roles a posting can carry */
/* "commander", "officer" … for the bits in order, then "clock", "signed_in", "anyone"; ends with
 * NULL. */
extern const char *const role_names[];

enum does {
	DOES_ADD,  /* the engine inserts the record */
	DOES_LIST, /* the engine lists rows in reach, newest first, paged by cursor */
	DOES_VOID, /* the engine sets void_at */
	DOES_OWN,  /* .run writes; journaled */
	DOES_READ, /* .run reads on a snapshot; not journaled */
};

enum where {
	IN_REACH = 1, /* `region` is inside a posting; SQL is scoped by $1 … $2 */
	ANYWHERE,     /* not about territory: accounts, own session */
};

struct request;

/* A command says at most eight things. */
struct command {
	const char *name; /* "visit.record" */
	enum does does;
	unsigned who; /* roles, or'ed */
	enum where where;
	int (*check)(struct request *rq, const void *record); /* rules a range cannot say */
	int (*run)(struct request *rq, const void *record);   /* DOES_OWN, DOES_READ */
	const struct shape *takes; /* arguments; NULL: the room's own fields */
	const struct shape *gives; /* fields of the reply's rows; NULL: {id, seq} or the room's */
};

/* A table.  Plain tables get the engine's five columns (id, region, seq,
 * made_by, void_at) and a unique id; `bare` ones have only what is declared.
 * Secret fields become one column `sealed` and a `<name>_hash` each (not for
 * SECRET_TEXT). */
struct table {
	const char *name;
	const struct field *fields;
	int n;
	bool bare;
	const char *key;            /* bare: columns of the primary key */
	const char *const *indexes; /* "region, seq", "unique (id)" or "unique (id) where …", each
				     * becomes an index named <table>_by_<columns>; ends with NULL.
				     * Indexes on a …_hash column are lookup indexes, which a bulk
				     * load leaves out and builds at its end. */
};
#define TABLE(table_name, list, ...)                                                               \
	{                                                                                          \
		.name = table_name, .fields = list, .n = (int)COUNT_OF(list), __VA_ARGS__          \
	}

struct room {
	const char *name;
	const char *label;
	struct shape shape; /* the record of ADD, LIST and VOID; n = 0 when there is none */
	const struct command *commands;
	int n_commands;
	const struct table *tables; /* beside the one made from `shape` */
	int n_tables;
	/* Invariants for `lianfang check`: call fault(self, "sentence with ids") for each
	 * breach; returns -1 only when the check itself could not run.  May be NULL. */
	int (*invariants)(struct request *rq, void (*found)(void *self, const char *sentence),
			  void *self);
	/* What a command of this room will read first, told with rq_ask: a batch asks all at
	 * once before its first command runs.  The record has been decoded, not checked.
	 * May be NULL: a command that is run often and reads once deserves it. */
	void (*asks)(struct request *rq, const void *record);
	/* Add this room's tallies again from the facts, for rebuild-tallies.  May be NULL. */
	int (*recount)(struct request *rq);
};
/* A room whose record is REC with `fields` and `commands` as in house.md §4.1. */
#define ROOM(room_name, room_label, ...)                                                           \
	{                                                                                          \
		.name = #room_name, .label = room_label, .shape = SHAPE(fields),                   \
		.commands = commands, .n_commands = (int)COUNT_OF(commands), __VA_ARGS__           \
	}
/* A room without generic record: only commands and tables of its own. */
#define OWN_ROOM(room_name, room_label, ...)                                                       \
	{                                                                                          \
		.name = #room_name, .label = room_label, .commands = commands,                     \
		.n_commands = (int)COUNT_OF(commands), __VA_ARGS__                                 \
	}

/* All rooms, in the order of docs and DDL; set once at start by main (or a test)
 * before anything else, because schema/ cannot see rooms/.  Returns -1 with one
 * sentence in why[200] when a declaration is wrong. */
int rooms_register(const struct room *const *rooms, int n, char why[200]);
const struct room *const *rooms_all(int *n);
const struct command *command_find(const char *name, const struct room **room);

/* What a command takes: its own shape, or the one that follows from its verb. */
const struct shape *command_takes(const struct room *room, const struct command *command);
/* Fields of its reply's rows, or NULL for a plain {id, seq}. */
const struct shape *command_gives(const struct room *room, const struct command *command);

/* Whether a secret field has a hash column for search. */
bool field_has_hash(const struct field *field);

#endif
