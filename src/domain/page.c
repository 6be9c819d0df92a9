/* Pages of a list; see page.h.
 *
 * Rule: at most 500 rows a page, 50 where nothing is said. */
#include "page.h"

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

const char *page_next(struct request *rq, const char *format, ...)
{
	char text[200];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return arena_text(rq->arena, text);
}
