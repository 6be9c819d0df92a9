/* The file of a backup: parts one after the other in one zstd stream, and a
 * manifest with the hash of each at the end.
 *
 * Rule: a part's hash is BLAKE2b-256 chained over its pieces of one MiB, so that
 * neither side needs the whole part in memory. */
#ifndef PACK_H
#define PACK_H

#include "crypto.h"
#include "json.h"

#define PACK_PIECE   ((size_t)1 << 20)
#define N_PACK_PARTS 8

struct pack_part {
	char name[64];
	int64_t n_bytes;
	char hash[HASH_BYTES * 2 + 1];
};

struct pack_out;
/* Write to path (beside it, renamed by pack_finish).  NULL with why[200]. */
struct pack_out *pack_make(const char *path, char why[200]);
int pack_part_begin(struct pack_out *out, const char *name);
int pack_put(void *out, const void *bytes, size_t n_bytes);
int pack_part_end(struct pack_out *out);
/* A whole file as one part. */
int pack_file(struct pack_out *out, const char *name, const char *path);
/* Write the manifest, sync, rename.  `facts` are members of its object.  Frees; 0, or -1 with why.
 */
int pack_finish(struct pack_out *out, const char *facts, char why[200]);
void pack_drop(struct pack_out *out);

struct pack_in;
struct pack_in *pack_open(const char *path, char why[200]);
/* The next part's name; "" for the manifest (then pack_manifest).  0, or -1 when damaged. */
int pack_next(struct pack_in *in, char name[64]);
/* Exactly n bytes of the part. */
int pack_get(void *in, void *bytes, size_t n_bytes);
/* Up to n bytes; 0 at the end of the part, -1 when damaged. */
int64_t pack_get_some(struct pack_in *in, void *bytes, size_t n_bytes);
/* After the last part: every part is there with its hash.  The manifest in the
 * arena, or NULL with why. */
const struct json *pack_manifest(struct pack_in *in, struct arena *arena, char why[200]);
void pack_close(struct pack_in *in);

#endif
