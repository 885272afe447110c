/**
 * What everybody may know of units and published reports, as JSON: the same objects for the API and for
 * the dump. page_openapi.c describes them. Private to src/web.
 */
#pragma once

#include "report/filing.h"
#include "web/site.h"

#include <jansson.h>

/** Where objects are made from, and where their text lives until they are printed. */
struct public_json {
	const struct site *site;
	struct db *db;
	struct arena *arena;
};

/** Longest object of a whole report. */
enum { PUBLIC_JSON_MAX = 128 * 1024 * 1024 };

/** A path with the site's address in front. */
struct sv public_address(const struct site *s, struct arena *a, struct sv path);

/** A unit. `above` is the public id of the unit above it; empty: none. */
json_t *public_unit(const struct public_json *p, const struct unit *u, struct sv above);

/** A published report, without what is in it. */
json_t *public_filing(const struct public_json *p, const struct filing *f);

/** The same with its versions and the whole report, appended as text without a line end. */
int public_report(const struct public_json *p, const struct filing *f, struct str *out,
	struct err *err) __attribute__((warn_unused_result));

/** Append an object, which is given up, as text. @return 0 or E_NOMEM */
int public_print(json_t *o, struct str *out, struct err *err) __attribute__((warn_unused_result));
