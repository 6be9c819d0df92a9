/* Settings: what an administrator chooses for everybody who uses this directory.
 *
 * Rule: a setting changes what things look like, never what anybody may see or do. */
#ifndef SETTING_H
#define SETTING_H

#include "engine.h"

enum setting { MAP_TILES, MAP_ATTRIBUTION, MAP_CRS, N_SETTINGS };
/* "map.tiles", "map.attribution", "map.crs"; ends with NULL. */
extern const char *const setting_names[];

/* The longest value, in bytes. */
#define SETTING_BYTES 600
/* The longest host of a tile server as a policy names it: "https://a.example.org:8443". */
#define TILES_HOST_BYTES 300

/* Why a text is no value of this setting, as a sentence; NULL when it is one. */
const char *setting_fault(enum setting setting, const char *value);

/* The host that serves these tiles, for a content security policy; "" when it is our
 * own (a path) or the template is no template. */
void tiles_host(const char *template, char host[TILES_HOST_BYTES]);

/* The present value, in the arena; NULL when none was chosen or the storage failed.
 * Read anew after every commit of this process, and once a second for those of others. */
const char *setting_now(struct engine *engine, struct arena *arena, enum setting setting);

#endif
