/* Passwords, sessions and one-time links; see actor.h.
 *
 * Rule: a password is hashed in the thread that brought it, never in the
 * writer's, and neither a password nor a token reaches the journal or the log. */
#include "actor.h"

#include <pthread.h>

#define PASSWORD_MIN    10 /* characters; NIST SP 800-63B asks for 8 or more */
#define PASSWORD_MAX    200
#define LOCK_FIRST_MS   MS_PER_SECOND
#define LOCK_LONGEST_MS (15 * MS_PER_MINUTE)
#define N_LANES         64
#define N_STRANGERS     256 /* of a lane */

static const struct actor program = { .login = "program", .is_program = true };

/* One guess at a time for an account: the others wait and then meet its lock. */
static pthread_mutex_t lanes[N_LANES] = { [0 ... N_LANES - 1] = PTHREAD_MUTEX_INITIALIZER };

/* Wrong passwords of logins that have none, counted here as an account counts its own: what
 * is answered must not tell which logins exist.  A lane's row is under its mutex. */
static struct stranger {
	int64_t whose, n_failed, locked_until;
} strangers[N_LANES][N_STRANGERS];

static pthread_once_t decoy_once = PTHREAD_ONCE_INIT;
static char decoy[128];

static void decoy_make(void)
{
	password_hash("nobody has this password", decoy);
}

static int blame(struct fault *fault, int number, const char *field, const char *sentence)
{
	fault->number = number;
	fault->field = field;
	fault->sentence = say(fault->lang ? fault->lang : "en", sentence);
	return -1;
}

/* Run a command that only the program may run.  The answer's seq, or -1. */
static int64_t do_as_program(struct engine *engine, struct arena *arena, const char *command,
			     const char *args, struct fault *fault)
{
	struct call *call = arena_alloc(arena, sizeof(*call));
	struct envelope envelope = { .command = command, .region = "", .lang = fault->lang };
	const char *why;
	struct json *tree = json_read(arena, args, strlen(args), &why);

	if (call_prepare(engine, arena, &program, &envelope, tree, call) != 0 ||
	    call_do(engine, call) != 0) {
		*fault = call->rq.fault;
		return -1;
	}
	return call->rq.seq;
}

struct credentials {
	int64_t account, locked_until;
	const char *password;
	bool is_active;
};

static int read_credentials(struct db *db, struct arena *arena, const char *login,
			    struct credentials *found)
{
	struct rows *rows = db_rows(db, arena,
				    "SELECT seq, password, state, locked_until FROM account "
				    "WHERE login = $1",
				    "t", login);
	int more = rows_next(rows);

	memset(found, 0, sizeof(*found));
	if (more == 1) {
		found->account = rows_int(rows, 0);
		found->password = arena_text(arena, rows_text(rows, 1));
		found->is_active = rows_int(rows, 2) == 0;
		found->locked_until = rows_is_null(rows, 3) ? 0 : rows_int(rows, 3);
		rows_end(rows);
	}
	return more < 0 ? -1 : 0;
}

static int say_wrong(struct fault *fault)
{
	return blame(fault, 4120, "password", "the login or the password is wrong; try again");
}

static int say_locked(struct arena *arena, struct fault *fault, int64_t ms)
{
	blame(fault, 4121, "password", "too many wrong passwords; try again in %lld seconds");
	fault->wait_s = (ms + MS_PER_SECOND - 1) / MS_PER_SECOND;
	fault->sentence = arena_print(arena, fault->sentence, (long long)fault->wait_s);
	return -1;
}

static int note_failure(struct engine *engine, struct arena *arena, int64_t account,
			struct fault *fault)
{
	struct fault ignored = { .lang = fault->lang };

	if (do_as_program(engine, arena, "session.failed",
			  arena_print(arena, "{\"account\":%lld}", (long long)account),
			  &ignored) < 0) {
		*fault = ignored;
		return -1;
	}
	return say_wrong(fault);
}

static int turn_away(struct engine *engine, struct arena *arena, int lane, const char *login,
		     const char *password, struct fault *fault)
{
	int64_t whose = keyed_hash(engine_keys(engine), "login", login), now = clock_now();
	struct stranger *s = &strangers[lane][(uint64_t)whose % N_STRANGERS];

	if (s->whose == whose && s->locked_until > now)
		return say_locked(arena, fault, s->locked_until - now);
	/* The same time passes as for a login that exists. */
	pthread_once(&decoy_once, decoy_make);
	password_fits(decoy, password);
	if (s->whose != whose)
		*s = (struct stranger){ .whose = whose };
	s->locked_until = now + lock_ms(++s->n_failed);
	return say_wrong(fault);
}

/* `db` is a read connection of a command about the caller's own account, of which nothing is
 * to be hidden; or NULL to take one. */
static int check_password(struct engine *engine, struct db *db, struct arena *arena, int lane,
			  const char *login, const char *password, int64_t *account,
			  struct fault *fault)
{
	struct db *own = db ? NULL : db_pool_take(engine_pool(engine));
	struct credentials found;
	int64_t now = clock_now();
	int outcome = read_credentials(db ? db : own, arena, login, &found);

	if (own)
		db_pool_give(engine_pool(engine), own);
	if (outcome != 0)
		return blame(fault, 5001, NULL, "the storage failed; try again");
	if (found.locked_until > now)
		return say_locked(arena, fault, found.locked_until - now);
	if (!found.password && db)
		return say_wrong(fault);
	if (!found.password)
		return turn_away(engine, arena, lane, login, password, fault);
	if (!password_fits(found.password, password))
		return note_failure(engine, arena, found.account, fault);
	if (!found.is_active)
		return blame(fault, 4122, "login",
			     "this account is switched off; ask your administrator");
	*account = found.account;
	return 0;
}

/* One guess after the other. */
static int check_in_turn(struct engine *engine, struct db *db, struct arena *arena,
			 const char *login, const char *password, int64_t *account,
			 struct fault *fault)
{
	uint8_t hash[HASH_BYTES];
	int outcome, lane;

	if (strlen(password) > PASSWORD_MAX * 4)
		return say_wrong(fault);
	hash_bytes(login, strlen(login), hash);
	lane = hash[0] % N_LANES;
	pthread_mutex_lock(&lanes[lane]);
	outcome = check_password(engine, db, arena, lane, login, password, account, fault);
	pthread_mutex_unlock(&lanes[lane]);
	return outcome;
}

int account_check_password(struct engine *engine, struct arena *arena, const char *login,
			   const char *password, const char *address, int64_t *account,
			   struct fault *fault)
{
	(void)address; /* the server logs it with the outcome */
	return check_in_turn(engine, NULL, arena, login, password, account, fault);
}

int64_t lock_ms(int64_t n_failed)
{
	int64_t ms = LOCK_FIRST_MS;

	while (--n_failed > 0 && ms < LOCK_LONGEST_MS)
		ms *= 2;
	return ms < LOCK_LONGEST_MS ? ms : LOCK_LONGEST_MS;
}

int session_open(struct engine *engine, struct arena *arena, int64_t account, bool is_bearer,
		 const char *label, int64_t until_at, char token[44], struct session *session,
		 struct fault *fault)
{
	struct buf args;
	int64_t seq;
	char made[44];

	memset(session, 0, sizeof(*session));
	token_make(made);
	token_make(session->csrf);
	session->is_bearer = is_bearer;
	session->until_at = until_at;
	buf_init(&args, arena, 4096);
	out_object(&args);
	out_key(&args, "account");
	out_int(&args, account);
	out_key(&args, "token_hash");
	out_text(&args, token_hash(arena, made));
	out_key(&args, "csrf");
	out_text(&args, session->csrf);
	out_key(&args, "is_bearer");
	out_flag(&args, is_bearer);
	out_key(&args, "label");
	out_text(&args, label);
	out_key(&args, "until_at");
	out_int(&args, until_at);
	out_end_object(&args);
	seq = do_as_program(engine, arena, "session.open", args.bytes, fault);
	if (seq < 0)
		return -1;
	session->seq = seq;
	memcpy(token, made, sizeof(made));
	return 0;
}

int device_enrol(struct engine *engine, struct arena *arena, const char *token, const char *label,
		 int64_t until_at, char session_token[44], struct fault *fault)
{
	struct buf args;
	char made[44];

	token_make(made);
	buf_init(&args, arena, 4096);
	out_object(&args);
	out_key(&args, "token_hash");
	out_text(&args, token_hash(arena, token));
	out_key(&args, "session_hash");
	out_text(&args, token_hash(arena, made));
	out_key(&args, "label");
	out_text(&args, label);
	out_key(&args, "until_at");
	out_int(&args, until_at);
	out_end_object(&args);
	if (do_as_program(engine, arena, "device.enrolled", args.bytes, fault) < 0)
		return -1;
	memcpy(session_token, made, sizeof(made));
	return 0;
}

int link_make(struct engine *engine, struct arena *arena, int64_t account, int64_t until_at,
	      char token[44], struct fault *fault)
{
	char made[44];
	const char *args;

	token_make(made);
	args = arena_print(arena, "{\"account\":%lld,\"token_hash\":\"%s\",\"until_at\":%lld}",
			   (long long)account, token_hash(arena, made), (long long)until_at);
	if (do_as_program(engine, arena, "session.link", args, fault) < 0)
		return -1;
	memcpy(token, made, sizeof(made));
	return 0;
}

static int password_is_fit(const char *password, struct fault *fault)
{
	size_t n = utf8_length(password);

	if (n < PASSWORD_MIN)
		return blame(fault, 4124, "password", "choose a password of 10 characters or more");
	if (n > PASSWORD_MAX)
		return blame(fault, 4009, "password", "choose a shorter password");
	return 0;
}

int link_use(struct engine *engine, struct arena *arena, const char *token, const char *password,
	     int64_t *account, struct fault *fault)
{
	const char *hash = token_hash(arena, token);
	struct db *db;
	int64_t found;
	struct buf args;
	char hashed[128];
	int failed = 0;

	if (password_is_fit(password, fault) != 0)
		return -1;
	db = db_pool_take(engine_pool(engine));
	found = db_one(db, arena, 0, &failed,
		       "SELECT account FROM link WHERE token_hash = $1 AND used_at IS NULL "
		       "AND until_at > $2",
		       "ti", hash, clock_now());
	db_pool_give(engine_pool(engine), db);
	if (failed)
		return blame(fault, 5001, NULL, "the storage failed; try again");
	if (found == 0)
		return blame(fault, 4123, "token",
			     "this link was used already or is too old; ask for a new one");
	password_hash(password, hashed);
	buf_init(&args, arena, 4096);
	out_object(&args);
	out_key(&args, "token_hash");
	out_text(&args, hash);
	out_key(&args, "password_hash");
	out_text(&args, hashed);
	out_end_object(&args);
	if (do_as_program(engine, arena, "session.link_used", args.bytes, fault) < 0)
		return -1;
	*account = found;
	return 0;
}

int password_change(struct request *rq, const char *old_password, const char *new_password)
{
	int64_t account;
	struct buf args;
	char hashed[128];

	if (password_is_fit(new_password, &rq->fault) != 0 ||
	    check_in_turn(rq->engine, rq->db, rq->arena, rq->actor->login, old_password, &account,
			  &rq->fault) != 0)
		return -1;
	password_hash(new_password, hashed);
	buf_init(&args, rq->arena, 4096);
	out_object(&args);
	out_key(&args, "account");
	out_int(&args, account);
	out_key(&args, "password_hash");
	out_text(&args, hashed);
	out_end_object(&args);
	return do_as_program(rq->engine, rq->arena, "session.password_set", args.bytes,
			     &rq->fault) < 0
		       ? -1
		       : 0;
}
