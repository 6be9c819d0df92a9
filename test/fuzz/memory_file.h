/* A file in memory with a path, for readers that open files by name. */
#ifndef MEMORY_FILE_H
#define MEMORY_FILE_H

#include "base.h"

#include <sys/mman.h>
#include <unistd.h>

/* The path of a file that holds these bytes until the next call. */
static inline const char *memory_file(const void *bytes, size_t n)
{
	static char path[32];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		assert(fd >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	if (ftruncate(fd, 0) != 0 || pwrite(fd, bytes, n, 0) != (ssize_t)n)
		abort();
	return path;
}

#endif
