/* Web files and locales inside the binary, in the order of their paths; made by
 * tools/embed-assets, ends with a NULL path. */
#ifndef ASSETS_H
#define ASSETS_H

#include "base.h"

struct asset {
	const char *path; /* "/index.html"; "locale:zh-CN" for a table of words */
	const unsigned char *bytes, *bytes_end;
	const unsigned char *br, *br_end; /* NULL: not worth it */
	const unsigned char *gz, *gz_end;
};

extern const struct asset assets[];

/* The asset at a path, or NULL. */
const struct asset *asset_find(const char *path);

#endif
