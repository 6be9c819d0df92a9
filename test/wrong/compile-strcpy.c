/* A banned function.
 * does not compile: sorry_strcpy_is_banned */
#include "note.h"

void copy(char *to, const char *from);
void copy(char *to, const char *from)
{
	strcpy(to, from);
}
