/* The demo: a real territory with invented people, loaded through the same
 * commands as everything else.
 *
 * Rule: the same seed gives the same rows in the same order. */
#ifndef DEMO_H
#define DEMO_H

/* `lianfang demo DIR [--size street|district|city] [--seed N]`; argv[0] is "demo".
 * Returns the exit code. */
int cli_demo(int argc, char **argv);

#endif
