/* Orders and their recipients as lists show them.
 *
 * Rule: whoever answers for a place sees the orders that have people there, and of each
 * order the people there. */
#ifndef ORDER_VIEW_H
#define ORDER_VIEW_H

#include "ordering.h"

/* A row of order.list and order.get. */
extern const struct shape order_row_shape;
/* SQL that order_row_write reads; alias o.  A WHERE follows. */
extern const char order_row_columns[];
/* Write one, counted at the request's region or, where that lies above, at the order's own.
 * With `is_whole` the text and whom it is for. */
int order_row_write(struct request *rq, const struct rows *rows, bool is_whole);

/* What a list of recipients asks for. */
struct recipients_args {
	const char *order, *region, *cursor, *purpose;
	int64_t limit;
	int state;
};
extern const char *const recipient_states[]; /* silent, acknowledged, arrived, escalated, missing */
#define RECIPIENTS_MISSING 4                 /* not done now */
#define RECIPIENTS_LISTED  5                 /* on the stored list of the last minute */

/* One page of recipients: `write` is called for each on the rows of recipient_columns. */
extern const char recipient_columns[];
int recipients_page(struct request *rq, const struct recipients_args *args, int state,
		    void (*write)(struct request *rq, const struct order *order,
				  const struct rows *rows));

/* A row of order.recipients and order.missing, and its writer for recipients_page. */
extern const struct shape recipient_row_shape;
void recipient_row_write(struct request *rq, const struct order *order, const struct rows *rows);

#endif
