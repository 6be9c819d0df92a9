/* What is kept of a household; see home_kept.h.
 *
 * Rule: each line says what the law says of it, and an end that comes by itself. */
#include "home_kept.h"

/* The law of every answer: necessity in an epidemic, and nothing kept for ever. */
#define EPIDEMIC                                                                                   \
	"Needed to reach every household in an epidemic: Law on the Prevention and Treatment of "  \
	"Infectious Diseases; Personal Information Protection Law, article 13 (4)"
#define CLOSED                                                                                     \
	"Until the response to this epidemic is closed; then it is destroyed, with a certificate " \
	"(Personal Information Protection Law, article 47)"
#define AGREED                                                                                     \
	"You agreed to it, and can end it at once: Personal Information Protection Law, articles " \
	"13 (1) and 15"
const struct home_text home_texts[N_WHAT] = {
	[DOOR] = { "The door",
		   "Door, floor, kind, whether somebody lives there, where it is "
		   "counted and was counted before",
		   EPIDEMIC, "As long as the door stands" },
	[PEOPLE] = { "The people",
		     "Name, telephone and ID number, sealed; sex, year of birth, "
		     "relation, registered residence",
		     EPIDEMIC, CLOSED },
	[STAYS] = { "Earlier homes", "Household, from when until when, why", EPIDEMIC, CLOSED },
	[VISITS] = { "Reports and visits",
		     "Day, state, answers, how it came, when, which account recorded it", EPIDEMIC,
		     CLOSED },
	[PHONES] = { "Phones", "What the phone calls itself, who acts, how and when you agreed",
		     AGREED, "180 days at most; thirty days after its end it is deleted" },
	[KEYS] = { "Codes and cards", "Only a hash, who gave it, when", AGREED,
		   "72 hours, a card a year; thirty days after that it is deleted" },
	[COMPLAINTS] = { "Complaints from this household",
			 "What it is, how to reach you, the answer; sealed",
			 "You asked for an answer: every page must have a way to complain "
			 "(rules for government applications, 2026)",
			 "A year after the answer the words are destroyed" },
	[PASSES] = { "Exit passes",
		     "Name and telephone, sealed; where it opens, until when, how often", EPIDEMIC,
		     "30 days after the pass is over name and telephone are destroyed" },
	[GATES] = { "Passing a gate", "Gate, direction, when, temperature", EPIDEMIC,
		    "14 to 30 days, as the gate's register is kept" },
	[OPENED] = { "Who opened a file", "When, which office, what for, which duty number",
		     "You have a right to know: Personal Information Protection Law, articles "
		     "44 and 45",
		     CLOSED },
	[OFFERS] = { "Offers to help",
		     "Skills; name and telephone, and year of birth and illness where you said "
		     "them, sealed",
		     AGREED,
		     "When you withdraw it, year of birth and illness are destroyed at once, name "
		     "and telephone 30 days later" },
};
