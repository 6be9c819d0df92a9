/* Pages of a list: a cursor says where the last page ended.
 *
 * Rule: a cursor is opaque to its reader; it holds the key of the last row, so
 * that a page costs the same wherever it is. */
#ifndef PAGE_H
#define PAGE_H

#include "request.h"

#define PAGE_PARTS 4

/* Where a page starts: the parts of its cursor; "" and 0 before the first row. */
struct page {
	const char *text[PAGE_PARTS];
	int64_t number[PAGE_PARTS];
	int64_t limit;
};

/* Read a cursor of `n` parts (NULL: the first page).  0, or -1 with fault 4608. */
int page_read(struct request *rq, const char *cursor, int n, int64_t limit, struct page *page);

/* The cursor that follows a row whose key is made of these parts. */
const char *page_next(struct request *rq, const char *format, ...) PRINTS(2, 3);

#endif
