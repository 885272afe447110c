/**
 * The style sheet, scripts and icon of the pages: files of assets/gen/, embedded by tools/embed.py.
 * Their addresses change with their content, so a browser may keep them for good:
 * `Cache-Control: public, max-age=31536000, immutable`.
 */
#pragma once

#include "base/sv.h"

struct asset {
	struct sv name;         /* "app.css" */
	struct sv url;          /* "/assets/app-3f2a9c1b.css" */
	struct sv media_type;
	struct sv bytes;
	struct sv gzip;         /* the same for Content-Encoding: gzip; empty when that saves nothing */
	struct sv etag;         /* quoted */
};

/** All of them, in the order of their names. */
extern const struct asset assets[];
extern const size_t n_assets;

/** The asset behind an address, or NULL. */
const struct asset *asset_find(struct sv url);

/** The address of an asset that there is: asset_url("app.css"). */
struct sv asset_url(const char *name);
