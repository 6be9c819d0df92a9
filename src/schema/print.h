/* Printers: what the declarations say, in other languages.  Each is one file
 * and can be deleted without touching another. */
#ifndef PRINT_H
#define PRINT_H

#include "room.h"

void print_ddl(struct buf *out, enum db_kind engine);
void print_openapi(struct buf *out);
void print_typescript(struct buf *out);
void print_who(struct buf *out);
void print_manual(struct buf *out, const char *lang);

#endif
