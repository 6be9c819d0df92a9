/* GET /api/export/<kind> and /api/template/<kind>: sheets for download.
 *
 * CSV goes out page by page as it is read; XLSX must be whole before its first
 * byte is known, so it is written to a file in the slow lane.
 * Rule: a download that fails half-way is cut, never ended as if it were whole. */
#include "http.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export.h"
#include "sheet.h"

#define N_EXPORTS_AT_ONCE 16
#define CHUNK_BYTES       ((size_t)8 << 20)

static const char xlsx_type[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/* A CSV on its way out. */
struct stream {
	struct server *server;
	struct export *export;
	struct buf rows;
	size_t n_sent;
	int more; /* as export_page says */
};

static void add_row(void *self, const char *const *cells, int n)
{
	csv_row(self, cells, n);
}

/* The next bytes: what is left of the page, or the next page. */
static ssize_t read_stream(void *self, uint64_t at, char *bytes, size_t n_max)
{
	struct stream *stream = self;
	size_t n;

	(void)at;
	while (stream->rows.n == stream->n_sent) {
		if (stream->more < 0)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		if (stream->more == 0)
			return MHD_CONTENT_READER_END_OF_STREAM;
		stream->rows.n = stream->n_sent = 0;
		stream->more = export_page(stream->export, add_row, &stream->rows);
	}
	n = stream->rows.n - stream->n_sent;
	if (n > n_max)
		n = n_max;
	memcpy(bytes, stream->rows.bytes + stream->n_sent, n);
	stream->n_sent += n;
	return (ssize_t)n;
}

static void close_stream(void *self)
{
	struct stream *stream = self;

	stream->server->n_exports--;
	export_close(stream->export);
	buf_free(&stream->rows);
	free(stream);
}

static void name_download(struct exchange *x, const char *kind, const char *ending,
			  const char *type)
{
	char day[11];

	day_of(clock_now(), day);
	exchange_header(x, "Content-Type", type);
	exchange_header(
		x, "Content-Disposition",
		arena_print(x->arena, "attachment; filename=\"%s-%s.%s\"", kind, day, ending));
	exchange_header(x, "Cache-Control", "no-store");
	exchange_header(x, "X-Content-Type-Options", "nosniff");
}

/* The first page is read before the answer, so that a refusal is one. */
static enum outcome send_csv(struct exchange *x, struct export *export)
{
	struct stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		abort();
	stream->server = x->server;
	stream->export = export;
	buf_init(&stream->rows, NULL, CHUNK_BYTES);
	buf_text(&stream->rows, "\xef\xbb\xbf");
	export_head(export, add_row, &stream->rows);
	stream->more = export_page(export, add_row, &stream->rows);
	if (stream->more < 0) {
		exchange_fault(x, export_fault(export));
		close_stream(stream);
		return ANSWERED;
	}
	x->status = 200;
	x->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 32768, read_stream,
							stream, close_stream);
	if (!x->response)
		abort();
	name_download(x, x->rest, "csv", "text/csv; charset=utf-8");
	return ANSWERED;
}

/* XLSX. */

static void sheet_add(void *self, const char *const *cells, int n)
{
	sheet_row(self, cells, n);
}

static enum outcome send_file(struct exchange *x, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat facts;

	unlink(path);
	if (fd < 0 || fstat(fd, &facts)) {
		if (fd >= 0)
			close(fd);
		return exchange_problem(x, 507, 4957, NULL,
					"the sheet cannot be written: tell the administrator");
	}
	x->status = 200;
	x->response = MHD_create_response_from_fd((size_t)facts.st_size, fd);
	if (!x->response)
		abort();
	name_download(x, x->rest, "xlsx", xlsx_type);
	return ANSWERED;
}

static const char *temporary_path(struct exchange *x)
{
	char id[37];

	uuid7(id);
	return arena_print(x->arena, "%s/tmp/export-%s.xlsx", x->server->config.dir, id);
}

static void make_xlsx(struct exchange *x)
{
	struct export *export = x->own;
	const char *path = temporary_path(x);
	struct sheet_out *out = sheet_make(path, SHEET_XLSX);
	int more = 1;

	if (out) {
		export_head(export, sheet_add, out);
		while ((more = export_page(export, sheet_add, out)) == 1 && !x->server->is_stopping)
			;
	}
	if (!out || sheet_finish(out))
		exchange_problem(x, 507, 4957, NULL,
				 "the sheet cannot be written: tell the administrator");
	else if (more < 0)
		exchange_fault(x, export_fault(export));
	else
		send_file(x, path);
	unlink(path);
	export_close(export);
	x->server->n_exports--;
}

static int wants_xlsx(struct exchange *x, bool *is_xlsx)
{
	const char *format = exchange_query(x, "format");

	*is_xlsx = format && strcmp(format, "xlsx") == 0;
	if (!format || *is_xlsx || strcmp(format, "csv") == 0)
		return 0;
	exchange_problem(x, 400, 4958, "format", "a sheet is csv or xlsx");
	return -1;
}

static const char *sheet_lang(struct exchange *x)
{
	const char *lang = exchange_query(x, "lang");

	if (!lang)
		return x->lang;
	return strncmp(lang, "zh", 2) == 0 ? "zh-CN" : "en";
}

enum outcome export_handle(struct exchange *x)
{
	const char *region = exchange_query(x, "region");
	struct export_plan plan = {
		.engine = x->server->engine,
		.actor = &x->actor,
		.kind = x->rest,
		.region = region && *region ? region : NULL,
		.sweep = exchange_query(x, "sweep"),
		.lang = sheet_lang(x),
	};
	struct export *export;
	enum outcome outcome;
	bool is_xlsx;

	if (wants_xlsx(x, &is_xlsx))
		return ANSWERED;
	export = export_open(&plan);
	if (!export)
		return exchange_problem(x, 404, 4950, NULL, "there is no sheet of that kind");
	if (atomic_fetch_add(&x->server->n_exports, 1) >= N_EXPORTS_AT_ONCE) {
		x->server->n_exports--;
		export_close(export);
		return exchange_busy(x);
	}
	if (!is_xlsx)
		return send_csv(x, export);
	x->own = export;
	outcome = lane_run(x, make_xlsx);
	if (outcome == ANSWERED) { /* the lane is full */
		export_close(export);
		x->server->n_exports--;
	}
	return outcome;
}

enum outcome template_handle(struct exchange *x)
{
	bool is_xlsx;
	struct buf *out;
	struct sheet_out *sheet;
	const char *path;

	if (wants_xlsx(x, &is_xlsx))
		return ANSWERED;
	out = exchange_json(x, 200);
	buf_text(out, "\xef\xbb\xbf");
	if (template_rows(x->arena, x->rest, sheet_lang(x), add_row, out))
		return exchange_problem(x, 404, 4950, NULL, "there is no sheet of that kind");
	if (!is_xlsx) {
		x->type = "text/csv; charset=utf-8";
		exchange_header(x, "Content-Disposition",
				arena_print(x->arena, "attachment; filename=\"%s.csv\"", x->rest));
		return ANSWERED;
	}
	path = temporary_path(x);
	sheet = sheet_make(path, SHEET_XLSX);
	if (sheet)
		template_rows(x->arena, x->rest, sheet_lang(x), sheet_add, sheet);
	if (!sheet || sheet_finish(sheet))
		return exchange_problem(x, 507, 4957, NULL,
					"the sheet cannot be written: tell the administrator");
	return send_file(x, path);
}
