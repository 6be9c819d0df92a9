/* Backup files; see pack.h.
 *
 * Layout inside the stream: "LFPACK1\n"; for each part 'P', 64 bytes of name, and
 * its pieces, each with its length before it (32 bits, little-endian), ended by a
 * length of 0; then 'M' and the manifest as one more run of pieces. */
#include "pack.h"

#include <endian.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#define MAGIC "LFPACK1\n"
#define LEVEL 5

/* The chain of hashes over pieces. */
struct chain {
	uint8_t hash[HASH_BYTES];
	uint8_t *piece;
	size_t n_piece;
	int64_t n_bytes;
};

static void chain_start(struct chain *chain)
{
	memset(chain->hash, 0, sizeof(chain->hash));
	chain->n_piece = 0;
	chain->n_bytes = 0;
}

static void chain_fold(struct chain *chain)
{
	uint8_t next[HASH_BYTES];

	hash_two(chain->hash, sizeof(chain->hash), chain->piece, chain->n_piece, next);
	memcpy(chain->hash, next, sizeof(next));
	chain->n_bytes += (int64_t)chain->n_piece;
	chain->n_piece = 0;
}

static void chain_text(const struct chain *chain, char text[HASH_BYTES * 2 + 1])
{
	for (int i = 0; i < HASH_BYTES; i++)
		snprintf(text + i * 2, 3, "%02x", chain->hash[i]);
}

/* Out. */

struct pack_out {
	FILE *file;
	char *path, *temporary;
	ZSTD_CCtx *zstd;
	void *packed;
	size_t n_packed;
	struct chain chain;
	struct pack_part parts[N_PACK_PARTS];
	int n_parts;
	int fault; /* errno */
};

static void compress(struct pack_out *out, const void *bytes, size_t n_bytes, ZSTD_EndDirective how)
{
	ZSTD_inBuffer from = { bytes, n_bytes, 0 };
	size_t left;

	do {
		ZSTD_outBuffer to = { out->packed, out->n_packed, 0 };

		left = ZSTD_compressStream2(out->zstd, &to, &from, how);
		if (ZSTD_isError(left)) {
			out->fault = EIO;
			return;
		}
		if (fwrite(out->packed, 1, to.pos, out->file) != to.pos && !out->fault)
			out->fault = errno ? errno : EIO;
	} while (how == ZSTD_e_end ? left != 0 : from.pos < from.size);
}

static void put_piece(struct pack_out *out)
{
	uint32_t n = htole32((uint32_t)out->chain.n_piece);

	compress(out, &n, sizeof(n), ZSTD_e_continue);
	compress(out, out->chain.piece, out->chain.n_piece, ZSTD_e_continue);
	chain_fold(&out->chain);
}

struct pack_out *pack_make(const char *path, char why[200])
{
	struct pack_out *out = calloc(1, sizeof(*out));

	if (!out || asprintf(&out->temporary, "%s.part", path) < 0)
		abort();
	out->path = strdup(path);
	out->file = fopen(out->temporary, "we");
	/* A whole city is in it, perhaps with the key: nobody else reads it. */
	if (out->file && fchmod(fileno(out->file), 0600)) {
		fclose(out->file);
		out->file = NULL;
	}
	out->zstd = ZSTD_createCCtx();
	out->n_packed = ZSTD_CStreamOutSize();
	out->packed = malloc(out->n_packed);
	out->chain.piece = malloc(PACK_PIECE);
	if (!out->packed || !out->zstd || !out->chain.piece)
		abort();
	if (!out->file) {
		snprintf(why, 200, "%.150s: %s", path, strerror(errno));
		pack_drop(out);
		return NULL;
	}
	ZSTD_CCtx_setParameter(out->zstd, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(out->zstd, ZSTD_c_checksumFlag, 1);
	compress(out, MAGIC, sizeof(MAGIC) - 1, ZSTD_e_continue);
	return out;
}

int pack_part_begin(struct pack_out *out, const char *name)
{
	struct pack_part *part = &out->parts[out->n_parts++];

	assert(out->n_parts <= N_PACK_PARTS && strlen(name) < sizeof(part->name));
	snprintf(part->name, sizeof(part->name), "%s", name);
	compress(out, "P", 1, ZSTD_e_continue);
	compress(out, part->name, sizeof(part->name), ZSTD_e_continue);
	chain_start(&out->chain);
	return out->fault ? -1 : 0;
}

int pack_put(void *self, const void *bytes, size_t n_bytes)
{
	struct pack_out *out = self;
	const char *from = bytes;

	while (n_bytes) {
		size_t n = PACK_PIECE - out->chain.n_piece;

		if (n > n_bytes)
			n = n_bytes;
		memcpy(out->chain.piece + out->chain.n_piece, from, n);
		out->chain.n_piece += n;
		from += n;
		n_bytes -= n;
		if (out->chain.n_piece == PACK_PIECE)
			put_piece(out);
	}
	return out->fault ? -1 : 0;
}

int pack_part_end(struct pack_out *out)
{
	struct pack_part *part = &out->parts[out->n_parts - 1];
	uint32_t end = 0;

	if (out->chain.n_piece)
		put_piece(out);
	compress(out, &end, sizeof(end), ZSTD_e_continue);
	part->n_bytes = out->chain.n_bytes;
	chain_text(&out->chain, part->hash);
	return out->fault ? -1 : 0;
}

int pack_file(struct pack_out *out, const char *name, const char *path)
{
	FILE *file = fopen(path, "re");
	static char bytes[65536];
	size_t n;

	if (!file) {
		out->fault = errno;
		return -1;
	}
	pack_part_begin(out, name);
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		pack_put(out, bytes, n);
	if (ferror(file))
		out->fault = EIO;
	fclose(file);
	return pack_part_end(out);
}

static void write_manifest(struct pack_out *out, const char *facts)
{
	uint32_t n, end = 0;
	struct buf buf;

	buf_init(&buf, NULL, 65536);
	out_object(&buf);
	buf_text(&buf, facts);
	out_key(&buf, "parts");
	out_list(&buf);
	for (int i = 0; i < out->n_parts; i++) {
		out_object(&buf);
		out_key(&buf, "name");
		out_text(&buf, out->parts[i].name);
		out_key(&buf, "bytes");
		out_int(&buf, out->parts[i].n_bytes);
		out_key(&buf, "hash");
		out_text(&buf, out->parts[i].hash);
		out_end_object(&buf);
	}
	out_end_list(&buf);
	out_end_object(&buf);
	n = htole32((uint32_t)buf.n);
	compress(out, "M", 1, ZSTD_e_continue);
	compress(out, &n, sizeof(n), ZSTD_e_continue);
	compress(out, buf.bytes, buf.n, ZSTD_e_continue);
	compress(out, &end, sizeof(end), ZSTD_e_end);
	buf_free(&buf);
}

int pack_finish(struct pack_out *out, const char *facts, char why[200])
{
	int outcome = 0;

	write_manifest(out, facts);
	if (!out->fault && (fflush(out->file) || fsync(fileno(out->file))))
		out->fault = errno;
	if (!out->fault && rename(out->temporary, out->path))
		out->fault = errno;
	if (out->fault) {
		snprintf(why, 200, "%.150s: %s", out->path, strerror(out->fault));
		outcome = -1;
	}
	pack_drop(out);
	return outcome;
}

void pack_drop(struct pack_out *out)
{
	if (out->file) {
		fclose(out->file);
		unlink(out->temporary);
	}
	ZSTD_freeCCtx(out->zstd);
	free(out->packed);
	free(out->chain.piece);
	free(out->temporary);
	free(out->path);
	free(out);
}

/* In. */

struct pack_in {
	FILE *file;
	ZSTD_DCtx *zstd;
	void *packed;
	size_t n_packed;
	ZSTD_inBuffer from;
	bool is_over; /* the stream ended as it should */
	struct chain chain;
	size_t at; /* read so far of the piece in hand */
	bool is_part_over;
	struct pack_part parts[N_PACK_PARTS];
	int n_parts;
};

/* Exactly n bytes out of the stream. */
static int inflate_bytes(struct pack_in *in, void *bytes, size_t n_bytes)
{
	ZSTD_outBuffer to = { bytes, n_bytes, 0 };

	while (to.pos < to.size) {
		size_t left;

		if (in->from.pos == in->from.size) {
			in->from.size = fread(in->packed, 1, in->n_packed, in->file);
			in->from.pos = 0;
			if (in->from.size == 0)
				return -1;
		}
		left = ZSTD_decompressStream(in->zstd, &to, &in->from);
		if (ZSTD_isError(left))
			return -1;
		in->is_over = left == 0;
		if (in->is_over && to.pos < to.size)
			return -1;
	}
	return 0;
}

struct pack_in *pack_open(const char *path, char why[200])
{
	struct pack_in *in = calloc(1, sizeof(*in));
	char magic[sizeof(MAGIC) - 1];

	if (!in)
		abort();
	in->file = fopen(path, "re");
	if (!in->file) {
		snprintf(why, 200, "%.150s: %s", path, strerror(errno));
		free(in);
		return NULL;
	}
	in->zstd = ZSTD_createDCtx();
	in->n_packed = ZSTD_DStreamInSize();
	in->packed = malloc(in->n_packed);
	in->chain.piece = malloc(PACK_PIECE);
	if (!in->zstd || !in->packed || !in->chain.piece)
		abort();
	in->from.src = in->packed;
	if (inflate_bytes(in, magic, sizeof(magic)) || memcmp(magic, MAGIC, sizeof(magic)) != 0) {
		snprintf(why, 200, "%.150s is not a backup of this program", path);
		pack_close(in);
		return NULL;
	}
	return in;
}

int pack_next(struct pack_in *in, char name[64])
{
	struct pack_part *part = &in->parts[in->n_parts];
	char mark;

	if (inflate_bytes(in, &mark, 1))
		return -1;
	in->is_part_over = false;
	in->at = 0;
	chain_start(&in->chain);
	if (mark == 'M') {
		name[0] = 0;
		return 0;
	}
	if (mark != 'P' || in->n_parts == N_PACK_PARTS ||
	    inflate_bytes(in, part->name, sizeof(part->name)) || part->name[63])
		return -1;
	in->n_parts++;
	memcpy(name, part->name, 64);
	return 0;
}

/* The next piece in hand; 1, 0 at the end of the part, -1 when damaged. */
static int next_piece(struct pack_in *in)
{
	uint32_t n;

	if (in->chain.n_piece)
		chain_fold(&in->chain);
	in->at = 0;
	if (inflate_bytes(in, &n, sizeof(n)))
		return -1;
	n = le32toh(n);
	if (n > PACK_PIECE)
		return -1;
	if (n == 0) {
		in->is_part_over = true;
		if (in->n_parts) {
			struct pack_part *part = &in->parts[in->n_parts - 1];

			if (!part->hash[0]) {
				part->n_bytes = in->chain.n_bytes;
				chain_text(&in->chain, part->hash);
			}
		}
		return 0;
	}
	in->chain.n_piece = n;
	return inflate_bytes(in, in->chain.piece, n) ? -1 : 1;
}

int64_t pack_get_some(struct pack_in *in, void *bytes, size_t n_bytes)
{
	size_t n;

	if (in->is_part_over)
		return 0;
	if (in->at == in->chain.n_piece) {
		int more = next_piece(in);

		if (more <= 0)
			return more;
	}
	n = in->chain.n_piece - in->at;
	if (n > n_bytes)
		n = n_bytes;
	memcpy(bytes, in->chain.piece + in->at, n);
	in->at += n;
	return (int64_t)n;
}

int pack_get(void *self, void *bytes, size_t n_bytes)
{
	char *to = bytes;

	while (n_bytes) {
		int64_t n = pack_get_some(self, to, n_bytes);

		if (n <= 0)
			return -1;
		to += n;
		n_bytes -= (size_t)n;
	}
	return 0;
}

static bool part_is_whole(const struct pack_in *in, const struct json *said)
{
	const char *name = json_text(said, "name"), *hash = json_text(said, "hash");

	for (int i = 0; name && hash && i < in->n_parts; i++)
		if (strcmp(in->parts[i].name, name) == 0)
			return strcmp(in->parts[i].hash, hash) == 0 &&
			       in->parts[i].n_bytes == json_int(said, "bytes");
	return false;
}

const struct json *pack_manifest(struct pack_in *in, struct arena *arena, char why[200])
{
	const struct json *manifest, *parts;
	const char *reason = NULL;
	struct buf buf;
	char bytes[4096];
	int64_t n;

	buf_init(&buf, arena, 65536);
	while ((n = pack_get_some(in, bytes, sizeof(bytes))) > 0)
		buf_add(&buf, bytes, (size_t)n);
	manifest = n == 0 && in->is_over ? json_read(arena, buf.bytes, buf.n, &reason) : NULL;
	if (manifest && (in->from.pos < in->from.size || fgetc(in->file) != EOF)) {
		snprintf(
			why, 200,
			"the file goes on after the end of the backup: take the one as it was made");
		return NULL;
	}
	parts = manifest && manifest->kind == JSON_OBJECT ? json_get(manifest, "parts") : NULL;
	if (!parts || parts->kind != JSON_LIST || parts->n != in->n_parts) {
		snprintf(why, 200, "the backup is cut off or damaged");
		return NULL;
	}
	for (const struct json *part = parts->first; part; part = part->next)
		if (!part_is_whole(in, part)) {
			snprintf(why, 200, "the part %.60s of the backup is damaged",
				 json_text(part, "name") ? json_text(part, "name") : "?");
			return NULL;
		}
	return manifest;
}

void pack_close(struct pack_in *in)
{
	fclose(in->file);
	ZSTD_freeDCtx(in->zstd);
	free(in->packed);
	free(in->chain.piece);
	free(in);
}
