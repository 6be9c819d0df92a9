/* Actors: from a token or a login to an account and the postings it holds now.
 *
 * Rule: a posting is the only authority; nothing else in the program grants
 * anything.  Accounts and postings are cached per process and dropped whenever
 * the counter "auth" moves (any command on accounts, postings or sessions adds
 * to it), looked at no less than once a second, so that several processes may
 * share one database. */
#ifndef ACTOR_H
#define ACTOR_H

#include "engine.h"

struct session {
	int64_t seq;    /* of the session row */
	bool is_bearer; /* a program's token: no CSRF check */
	char csrf[44];
	int64_t until_at;
};

/* Why a token opens nothing: its session is over (ended, expired, account disabled), this
 * database never saw it, or it could not be looked up just now. */
enum token_why { TOKEN_OVER, TOKEN_UNKNOWN, TOKEN_UNSURE };

/* Why actor_from_token() failed.  A phone forgets everything when its session is over, so
 * that is said only when the session's own row says it. */
enum token_why token_why(struct engine *engine, struct arena *arena, const char *token,
			 int64_t now);

/* Fill `actor` (its memory in `arena`) for a session token that is open at `now`.
 * 0, or -1 when the token is unknown, ended, expired, or the account is disabled. */
int actor_from_token(struct engine *engine, struct arena *arena, const char *token, int64_t now,
		     struct actor *actor, struct session *session);

/* The same by login, without a session (command line, scenes, tests). */
int actor_from_login(struct engine *engine, struct arena *arena, const char *login, int64_t now,
		     struct actor *actor);

/* Check a password in the calling thread (about 50 ms).  0 and the account's seq,
 * or -1 with `fault`: wrong (4120), locked with the seconds to wait (4121),
 * disabled (4122).  Failures and locks are recorded; the delay doubles from 1 s to 15 min. */
int account_check_password(struct engine *engine, struct arena *arena, const char *login,
			   const char *password, const char *address, int64_t *account,
			   struct fault *fault);

/* Open a session for an account (journaled as session.open by the program).
 * Writes the token (shown once, stored only as a hash) and the session. */
int session_open(struct engine *engine, struct arena *arena, int64_t account, bool is_bearer,
		 const char *label, int64_t until_at, char token[44], struct session *session,
		 struct fault *fault);

/* Enrol a phone with the token its officer showed: opens a bearer session of that account
 * (journaled as device.enrolled by the program).  0, or -1 with the fault. */
int device_enrol(struct engine *engine, struct arena *arena, const char *token, const char *label,
		 int64_t until_at, char session_token[44], struct fault *fault);

/* Note that a bearer session was used now: written at most every ten minutes, and not
 * journaled, because seeing is not doing. */
void session_seen(struct engine *engine, const struct actor *actor, int64_t now);

/* Make a one-time link token with which an account sets its password (init, invitations). */
int link_make(struct engine *engine, struct arena *arena, int64_t account, int64_t until_at,
	      char token[44], struct fault *fault);
/* Use it: sets the password.  0 and the account, or -1 with the fault. */
int link_use(struct engine *engine, struct arena *arena, const char *token, const char *password,
	     int64_t *account, struct fault *fault);

/* For account.password: change the caller's password, knowing the old one, in the
 * calling thread (about 100 ms).  0, or -1 with the request's fault. */
int password_change(struct request *rq, const char *old_password, const char *new_password);

/* How long an account is locked after its nth wrong password in a row, ms. */
int64_t lock_ms(int64_t n_failed);

/* What the store keeps of a token. */
char *token_hash(struct arena *arena, const char *token);

/* Who acts for a household (enum home_agent of home.h): self, relative, neighbour,
 * building_leader. */
extern const char *const home_agents[];

/* Tell every process that accounts, postings or sessions changed; to be called
 * by every command that changes them. */
void auth_changed(struct request *rq);

#endif
