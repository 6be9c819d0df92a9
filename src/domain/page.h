/* Pages of a list: a cursor says where the last page ended.
 *
 * Rule: a cursor is opaque to its reader; it holds the key of the last row, so
 * that a page costs the same wherever it is.
 *
 *	page_read(…); rows = rq_rows(… LIMIT page.limit);
 *	rq_reply_rows(rq);
 *	while (rows_next(rows) == 1) { write the row; page_row(…its key); }
 *	return page_end(…); */
#ifndef PAGE_H
#define PAGE_H

#include "request.h"

#define PAGE_PARTS 4

/* What a list takes that asks for nothing but a place and a page. */
struct paged {
	const char *region, *cursor;
	int64_t limit;
};
extern const struct shape paged_shape;

/* Where a page starts: the parts of its cursor, "" and 0 before the first row; and how
 * far it has come. */
struct page {
	const char *text[PAGE_PARTS];
	int64_t number[PAGE_PARTS];
	int64_t limit;
	int64_t n;        /* rows written so far */
	const char *next; /* cursor of the page after this one; NULL: it is not full yet */
};

/* Read a cursor of `n` parts (NULL: the first page).  0, or -1 with fault 4608. */
int page_read(struct request *rq, const char *cursor, int n, int64_t limit, struct page *page);

/* The cursor that follows a row whose key is made of these parts. */
const char *page_next(struct request *rq, const char *format, ...) PRINTS(2, 3);

/* One row more has been written, and these parts are its key. */
void page_row(struct request *rq, struct page *page, const char *format, ...) PRINTS(3, 4);

/* Close the reply after the last of `rows`; `count` as in rq_reply_end.  0, or -1 with
 * the fault if the rows, or anything done for them, failed. */
int page_end(struct request *rq, const struct page *page, struct rows *rows, int64_t count);

#endif
