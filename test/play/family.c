/* A family's phone in a scene: it shows a card, or says a door and a code.
 *
 * Rule: the sign-in is the server's own, home_sign_in; only the journey over HTTP is
 * left out. */
#include "play.h"

#include "home_door.h"

/* enter card <token> [as $name]
 * enter door "<door>" code <code> in <token of the group> [as $name] */
int play_enter(struct play *play, const struct word *words, int n)
{
	struct home_try given = { .label = "a phone" };
	struct home_opened opened = { .token = "" };
	struct fault fault = { .lang = "en" };
	struct session session;
	struct actor *actor = arena_alloc(play->arena, sizeof(*actor));
	const char *name = NULL;

	for (int i = 1; i + 1 < n; i += 2) {
		const char *value = play_fill(play, words[i + 1].text);

		if (strcmp(words[i].text, "card") == 0)
			given.card = value;
		else if (strcmp(words[i].text, "door") == 0)
			given.door = value;
		else if (strcmp(words[i].text, "code") == 0)
			given.code = value;
		else if (strcmp(words[i].text, "in") == 0)
			given.group = value;
		else if (strcmp(words[i].text, "as") == 0)
			name = words[i + 1].text;
	}
	if (!given.card && !(given.door && given.code && given.group))
		return play_fail(play, "enter card <token>, or enter door <door> code <code> in "
				       "<group>");
	memset(&play->last, 0, sizeof play->last);
	play->last.command = "binding.try";
	play->last.reply_text = "{}";
	play->has_last = true;
	if (home_sign_in(play->stage->engine, play->arena, &given, &opened, &fault)) {
		play->last.fault = fault;
		play->is_refusal_open = true;
		coverage_problem(fault.number);
		return 0;
	}
	coverage_command("binding.try");
	if (actor_from_token(play->stage->engine, play->arena, opened.token, clock_now(), actor,
			     &session))
		return play_fail(play, "the phone was bound and cannot act");
	if (name && name[0] == '$')
		play_keep(play, name + 1, actor->login);
	play_keep(play, "token", opened.token);
	play->as = AS_LOGIN;
	play->login = arena_text(play->arena, actor->login);
	return 0;
}
