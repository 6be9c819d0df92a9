/* The version of the program, shown by --version, /health and the backups. */
#ifndef VERSION_H
#define VERSION_H

#define LIANFANG_VERSION "0.1.0"

#endif
