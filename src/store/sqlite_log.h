/* How SQLite writes its log: in long strokes.
 *
 * SQLite hands a commit's frames to the system in two pieces each, 24 and 4,096 bytes; the
 * second lies across two pages of the file.  A batch of 250 visits has some 600 frames:
 * gathered into strokes of thirty they need a sixtieth of the calls.
 * Rule: what was gathered is written before anything is read, synced, cut or measured, so
 * a commit is on the disk when SQLite believes it is.  That wants synchronous = FULL: a
 * commit without a sync would be told to readers while its frames still lie here. */
#ifndef SQLITE_LOG_H
#define SQLITE_LOG_H

/* The name to open databases with; the first call makes it known to SQLite. */
const char *sqlite_log_vfs(void);

#endif
