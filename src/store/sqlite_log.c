/* SQLite's log in long strokes; see sqlite_log.h.
 *
 * Rule: only the log is handled here; every other file is the system's own. */
#include "sqlite_log.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Thirty frames.  SQLite hands less than 128 KiB to the system at once, and takes a write of
 * exactly that for a full disk (nBuf &= 0x1ffff in os_unix.c). */
#define STROKE_BYTES (30 * (24 + 4096))

struct log {
	sqlite3_file file; /* first: SQLite knows it as this */
	char *bytes;       /* gathered; made with the first write: readers have none */
	int n;
	sqlite3_int64 at; /* where they belong */
	sqlite3_file real[];
};

static const char name[] = "lianfang";
static sqlite3_vfs *system_files, own_files;

static struct log *log_of(sqlite3_file *file)
{
	return (struct log *)file;
}

static int flush(struct log *log)
{
	int n = log->n;

	/* Whatever comes of it: what failed is written anew by whoever is told. */
	log->n = 0;
	return n ? log->real->pMethods->xWrite(log->real, log->bytes, n, log->at) : SQLITE_OK;
}

static int log_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
	struct log *log = log_of(file);
	int outcome = SQLITE_OK;

	if (!log->bytes && !(log->bytes = sqlite3_malloc(STROKE_BYTES)))
		return SQLITE_IOERR_NOMEM;
	if (log->n && (at != log->at + log->n || log->n + n > STROKE_BYTES))
		outcome = flush(log);
	if (outcome != SQLITE_OK || n > STROKE_BYTES)
		return outcome != SQLITE_OK ? outcome
					    : log->real->pMethods->xWrite(log->real, bytes, n, at);
	if (!log->n)
		log->at = at;
	memcpy(log->bytes + log->n, bytes, (size_t)n);
	log->n += n;
	return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *bytes, int n, sqlite3_int64 at)
{
	struct log *log = log_of(file);
	int outcome = flush(log);

	return outcome == SQLITE_OK ? log->real->pMethods->xRead(log->real, bytes, n, at) : outcome;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct log *log = log_of(file);
	int outcome = flush(log);

	return outcome == SQLITE_OK ? log->real->pMethods->xTruncate(log->real, size) : outcome;
}

static int log_sync(sqlite3_file *file, int flags)
{
	struct log *log = log_of(file);
	int outcome = flush(log);

	return outcome == SQLITE_OK ? log->real->pMethods->xSync(log->real, flags) : outcome;
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size)
{
	struct log *log = log_of(file);
	int outcome = flush(log);

	return outcome == SQLITE_OK ? log->real->pMethods->xFileSize(log->real, size) : outcome;
}

static int log_close(sqlite3_file *file)
{
	struct log *log = log_of(file);
	int flushed = flush(log), closed = log->real->pMethods->xClose(log->real);

	sqlite3_free(log->bytes);
	return flushed != SQLITE_OK ? flushed : closed;
}

static int log_lock(sqlite3_file *file, int level)
{
	return log_of(file)->real->pMethods->xLock(log_of(file)->real, level);
}

static int log_unlock(sqlite3_file *file, int level)
{
	return log_of(file)->real->pMethods->xUnlock(log_of(file)->real, level);
}

static int log_check_lock(sqlite3_file *file, int *is_held)
{
	return log_of(file)->real->pMethods->xCheckReservedLock(log_of(file)->real, is_held);
}

static int log_control(sqlite3_file *file, int what, void *value)
{
	return log_of(file)->real->pMethods->xFileControl(log_of(file)->real, what, value);
}

static int log_sector(sqlite3_file *file)
{
	return log_of(file)->real->pMethods->xSectorSize(log_of(file)->real);
}

static int log_device(sqlite3_file *file)
{
	return log_of(file)->real->pMethods->xDeviceCharacteristics(log_of(file)->real);
}

static const sqlite3_io_methods log_methods = {
	.iVersion = 1, /* neither mapped nor shared: that is the database's */
	.xClose = log_close,
	.xRead = log_read,
	.xWrite = log_write,
	.xTruncate = log_truncate,
	.xSync = log_sync,
	.xFileSize = log_size,
	.xLock = log_lock,
	.xUnlock = log_unlock,
	.xCheckReservedLock = log_check_lock,
	.xFileControl = log_control,
	.xSectorSize = log_sector,
	.xDeviceCharacteristics = log_device,
};

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
		     int *flags_out)
{
	struct log *log = log_of(file);
	int outcome;

	(void)vfs;
	if (!(flags & SQLITE_OPEN_WAL))
		return system_files->xOpen(system_files, path, file, flags, flags_out);
	memset(log, 0, sizeof(*log));
	outcome = system_files->xOpen(system_files, path, log->real, flags, flags_out);
	/* Without methods it is not closed: what was opened in part is the system's to close. */
	if (log->real->pMethods)
		log->file.pMethods = &log_methods;
	return outcome;
}

static void make_known(void)
{
	system_files = sqlite3_vfs_find(NULL);
	own_files = *system_files;
	own_files.zName = name;
	own_files.pNext = NULL;
	own_files.xOpen = open_file;
	own_files.szOsFile = (int)sizeof(struct log) + system_files->szOsFile;
	if (sqlite3_vfs_register(&own_files, 0) != SQLITE_OK)
		abort();
}

const char *sqlite_log_vfs(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_known);
	return name;
}
