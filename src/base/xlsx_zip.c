/* The package of a workbook: parts out of the archive, through expat.
 *
 * Rule: a small file must not unfold into gigabytes; sizes are counted as the
 * bytes come out, never believed from the archive's directory. */
#include "xlsx_parts.h"

#define STEP_BYTES   (64 << 10)
#define UNPACKED_MAX ((uint64_t)2 << 30)
/* Deflate reaches 1,032:1 at most; real sheets stay below 100:1. */
#define RATIO_MAX  1000
#define RATIO_FROM ((uint64_t)1 << 20)
/* Expat keeps an unfinished tag whole; no honest tag is this long. */
#define TAG_BYTES_MAX ((int64_t)4 << 20)

int xlsx_damaged(struct xlsx_in *xlsx)
{
	return sheet_fail(xlsx->in, "The workbook is damaged or not as a spreadsheet program "
				    "writes it; open it, save it again as .xlsx and send that.");
}

/* Entities are declared in a document type; workbooks have none. */
static void XMLCALL refuse_doctype(void *parser, const char *name, const char *system_id,
				   const char *public_id, int has_subset)
{
	(void)name, (void)system_id, (void)public_id, (void)has_subset;
	XML_StopParser(parser, XML_FALSE);
}

int part_open(struct xlsx_in *xlsx, struct part *part, const char *path,
	      const struct handlers *handlers, void *user)
{
	struct zip_stat about;

	*part = (struct part){ 0 };
	if (zip_stat(xlsx->zip, path, ZIP_FL_NOCASE, &about) != 0 ||
	    !(about.valid & ZIP_STAT_COMP_SIZE) || !(about.valid & ZIP_STAT_INDEX))
		return xlsx_damaged(xlsx);
	part->n_packed = about.comp_size;
	part->n_unpacked = about.valid & ZIP_STAT_SIZE ? about.size : 0;
	part->file = zip_fopen_index(xlsx->zip, about.index, 0);
	if (!part->file)
		return sheet_fail(xlsx->in, "The workbook cannot be unpacked; save it as .xlsx "
					    "without a password and send that.");
	part->parser = XML_ParserCreate(NULL);
	if (!part->parser)
		abort();
	XML_SetUserData(part->parser, user);
	XML_UseParserAsHandlerArg(part->parser);
	XML_SetElementHandler(part->parser, handlers->start, handlers->end);
	XML_SetCharacterDataHandler(part->parser, handlers->text);
	XML_SetStartDoctypeDeclHandler(part->parser, refuse_doctype);
	return 0;
}

void part_close(struct part *part)
{
	if (part->file)
		zip_fclose(part->file);
	if (part->parser)
		XML_ParserFree(part->parser);
	*part = (struct part){ 0 };
}

static int check_limits(struct xlsx_in *xlsx, struct part *part)
{
	if (xlsx->n_read > UNPACKED_MAX)
		return sheet_fail(xlsx->in, "The workbook unfolds to more than 2 GB; split it up "
					    "or send it as CSV.");
	if (part->n_read > RATIO_FROM && part->n_read / RATIO_MAX > part->n_packed)
		return sheet_fail(xlsx->in, "The workbook unfolds to more than 1,000 times its "
					    "size; send it as CSV.");
	return 0;
}

/* Gives the parser the next bytes of the part. */
static enum XML_Status feed(struct xlsx_in *xlsx, struct part *part)
{
	void *room = XML_GetBuffer(part->parser, STEP_BYTES);
	zip_int64_t n;

	if (!room)
		abort();
	n = zip_fread(part->file, room, STEP_BYTES);
	if (n < 0)
		return XML_STATUS_ERROR;
	part->n_read += (uint64_t)n;
	xlsx->n_read += (uint64_t)n;
	if (check_limits(xlsx, part) != 0)
		return XML_STATUS_ERROR;
	part->is_last = n == 0;
	return XML_ParseBuffer(part->parser, (int)n, part->is_last);
}

int part_step(struct xlsx_in *xlsx, struct part *part)
{
	enum XML_Status status;

	if (part->is_held)
		status = XML_ResumeParser(part->parser);
	else if (part->is_last)
		return 0;
	else
		status = feed(xlsx, part);
	part->is_held = status == XML_STATUS_SUSPENDED;
	if (xlsx->in->why[0])
		return -1;
	if (status == XML_STATUS_ERROR)
		return xlsx_damaged(xlsx);
	if (!part->is_held &&
	    (int64_t)part->n_read - XML_GetCurrentByteIndex(part->parser) > TAG_BYTES_MAX)
		return xlsx_damaged(xlsx);
	return 1;
}

int part_read(struct xlsx_in *xlsx, const char *path, const struct handlers *handlers, void *user)
{
	struct part part;
	int rc = part_open(xlsx, &part, path, handlers, user);

	if (rc == 0)
		while ((rc = part_step(xlsx, &part)) == 1)
			continue;
	part_close(&part);
	return rc;
}

const char *xml_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (; attributes[0]; attributes += 2)
		if (strcmp(xml_name(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}
