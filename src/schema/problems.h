/* Problems: every number a refusal may carry, with its HTTP status.
 *
 * Rule: numbers are never reused.  40xx decoding, 41xx rights, 42xx envelope and
 * journal, 43xx … 49xx the spine, 50xx the machine, 51xx onward one hundred per
 * room.  Who is to blame is said by the status alone. */
#ifndef PROBLEMS_H
#define PROBLEMS_H

struct problem {
	int number;
	int status;           /* HTTP */
	const char *sentence; /* what it means, for the manual */
};

extern const struct problem problems[]; /* ends with number 0 */
int problem_status(int number);         /* 500 for a number not in the table */

#endif
