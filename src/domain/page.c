/* Pages of a list; see page.h.
 *
 * Rule: at most 500 rows a page, 50 where nothing is said. */
#include "page.h"

#define REC struct paged
static const struct field paged_fields[] = {
	REGION(region, .label = "Region"),
	TEXT(cursor, 1, 100, .label = "Where the page before ended"),
	INT(limit, 1, 500, .label = "Rows a page"),
};
const struct shape paged_shape = SHAPE(paged_fields);
#undef REC

int page_read(struct request *rq, const char *cursor, int n, int64_t limit, struct page *page)
{
	char *at = arena_text(rq->arena, cursor ? cursor : "");
	int i = 0;

	*page = (struct page){ .limit = limit == NOT_GIVEN ? 50 : limit };
	for (int k = 0; k < PAGE_PARTS; k++)
		page->text[k] = "";
	if (!cursor)
		return 0;
	while (i < n) {
		char *cut = strchr(at, ':');

		if (cut)
			*cut = '\0';
		page->text[i] = at;
		if (text_to_int(at, &page->number[i]) != 0)
			page->number[i] = 0;
		i++;
		if (!cut)
			break;
		at = cut + 1;
	}
	if (i != n)
		return refuse(rq, 4608, "cursor",
			      "this place in the list is unknown; start from its top");
	return 0;
}

static const char *cursor_of(struct request *rq, const char *format, va_list args)
{
	char text[200];

	vsnprintf(text, sizeof(text), format, args);
	return arena_text(rq->arena, text);
}

const char *page_next(struct request *rq, const char *format, ...)
{
	const char *cursor;
	va_list args;

	va_start(args, format);
	cursor = cursor_of(rq, format, args);
	va_end(args);
	return cursor;
}

void page_row(struct request *rq, struct page *page, const char *format, ...)
{
	va_list args;

	if (++page->n != page->limit)
		return;
	va_start(args, format);
	page->next = cursor_of(rq, format, args);
	va_end(args);
}

int page_end(struct request *rq, const struct page *page, struct rows *rows, int64_t count)
{
	if (rq_rows_failed(rq, rows) != 0)
		return -1;
	rq_reply_end(rq, count, page->next);
	return rq->fault.number ? -1 : 0;
}
