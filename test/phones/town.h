/* The place where the simulated phones work: a server, its people, its doors, and the
 * office that gives orders meanwhile.
 *
 * Rule: everything goes over HTTP but what happens before the server's first start. */
#ifndef TOWN_H
#define TOWN_H

#include "crash/server.h"
#include "phone.h"

#define N_PHONES      50
#define N_COMMUNITIES 2
#define N_GRIDS       5  /* a community */
#define N_HOUSES      24 /* a grid */
#define DISTRICT      "120113"
#define STREET        "120113003"

struct town {
	struct server server;
	_Atomic int port; /* 0: the server is down */
	const char *part; /* "sqlite", "postgres" */
	char url[300];    /* PostgreSQL: any database of the server; "" for SQLite */
	char base[200];   /* directory of this run */
	char today[11];
	char office_token[60];
	struct phone phones[N_PHONES + 1]; /* the last one is the office */
};
extern struct town town;

/* The office's console. */
struct phone *town_office(void);
int64_t town_now(void);

/* Make the directory, the territory and the people, and start the server.  0, or -1
 * with why. */
int town_make(const char *part, const char *url, const char *base, char why[600]);
/* Households, residents, sweeps and postings, as the office's commands; pushed. */
int town_fill(void);
/* The key of a grid at the start. */
void town_grid(int community, int grid, char key[KEY_MAX + 1]);

/* A code for a phone; 0 or -1. */
int town_code(const char *login, const char *region, char code[60]);

/* One order of the office, by the dice: postings end and begin, households move, a grid is
 * divided. */
void town_order(struct phone *office);
/* A grid is divided; another sweep begins or ends. */
void town_divide(struct phone *office);
void town_sweep(struct phone *office);

/* What somebody writes offline at the doors of the phone's regions. */
void phone_work(struct phone *phone);

/* Backup, and the server set back to it in another directory (and database). */
int town_backup(const char *file);
int town_restore(const char *file, char why[600]);

/* The URL or path of the database as it is now. */
void town_db(char path[400]);
/* Drop the databases that were made. */
void town_end(void);
/* A database of that name beside the test's own. */
int town_database(const char *name, char url[300], char why[600]);

#endif
