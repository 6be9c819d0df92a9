/* The log: one line per event, written with one call so that lines of
 * several threads never mix.
 *
 * Rule: control characters become blanks, so one event stays one line. */
#include "log.h"

#include <stdatomic.h>
#include <unistd.h>

#include "clock.h"

/* journald cuts lines at 48 KiB; one event needs far less. */
#define LINE_BYTES 2048

static _Atomic int level_now = LOG_INFO;

static const char *const level_names[] = {
	[LOG_QUIET] = "quiet", [LOG_ERROR] = "error", [LOG_WARN] = "warn",
	[LOG_INFO] = "info",   [LOG_DEBUG] = "debug",
};

void log_set_level(enum log_level level)
{
	level_now = (int)level;
}

void log_line(enum log_level level, const char *format, ...)
{
	char line[LINE_BYTES], at[32];
	va_list args;
	size_t n;
	int part;

	if (level == LOG_QUIET || (int)level > level_now)
		return;
	at_write(clock_now(), at);
	n = (size_t)snprintf(line, sizeof(line), "at=%s level=%s ", at, level_names[level]);
	va_start(args, format);
	part = vsnprintf(line + n, sizeof(line) - n - 1, format, args);
	va_end(args);
	if (part > 0)
		n += (size_t)part;
	if (n > sizeof(line) - 2)
		n = sizeof(line) - 2;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = ' ';
	line[n++] = '\n';
	for (size_t done = 0; done < n;) {
		ssize_t wrote = write(STDERR_FILENO, line + done, n - done);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return; /* there is nowhere left to say so */
		done += (size_t)wrote;
	}
}
