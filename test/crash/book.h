/* Holding the journal and the facts against what the clients were told. */
#ifndef BOOK_H
#define BOOK_H

#include "db.h"
#include "load.h"

/* Before anything is sent again: what was acknowledged is there once, what was
 * not is there at most once.  After (is_again): everything is there once.
 * Writes the first fault to why; returns how many. */
int book_check(const struct load *load, const char *url, bool is_again, char why[600]);

/* Whether seq runs without gaps from 1; 0 or -1 with why. */
int book_seq(const char *url, char why[600]);

#endif
