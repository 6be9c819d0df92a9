/* One line of log on stderr per event, machine-readable: key=value.
 *
 * Rule: never a person's name, number, address or a token. */
#ifndef LOG_H
#define LOG_H

#include "base.h"

enum log_level { LOG_QUIET, LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level level);
void log_line(enum log_level level, const char *format, ...) PRINTS(2, 3);

#endif
