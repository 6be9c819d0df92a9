/* The registry: every room of the program, in the order of manual and DDL. */
#ifndef ROOMS_H
#define ROOMS_H

#include "request.h"

extern const struct room *const rooms_list[];
extern const int n_rooms_list;

#endif
