/* The public API: units, reports, search, as JSON. docs/openapi.json describes it. */
#include "report/report_json.h"
#include "search/search.h"
#include "web/listing.h"
#include "web/pages.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

enum { LIST_PAGE = 100, SEARCH_PAGE = 20 };

static json_t *text(struct sv s)
{
	return json_stringn_nocheck(s.p, s.n);
}

/** An address with the site's own in front. */
static json_t *address(struct visit *v, struct sv path)
{
	return text(sv_fmt(v->arena, "%.*s%.*s", SV_ARG(v->site->base_url), SV_ARG(path)));
}

/** Answer with an object, which is given up. */
static int send_object(struct visit *v, json_t *o, struct err *err)
{
	char *printed = o ? json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
	json_decref(o);
	struct sv body = printed ? sv_fmt(v->arena, "%s\n", printed) : SV("");
	free(printed);
	return body.n ? visit_json(v, body) : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

static void set_moment(json_t *o, const char *key, time_utc t)
{
	char buf[MOMENT_TEXT_MAX];
	json_object_set_new(o, key, t ? json_string(moment_print_rfc3339(t, buf)) : json_null());
}

static json_t *unit_object(struct visit *v, const struct unit *u)
{
	json_t *o = json_object();
	json_object_set_new(o, "id", text(u->public_id));
	json_object_set_new(o, "name", text(u->name));
	json_object_set_new(o, "kind", json_string(unit_kind_key(u->kind)));
	json_object_set_new(o, "code", u->code.n ? text(u->code) : json_null());
	json_object_set_new(o, "division", u->division.n ? text(u->division) : json_null());
	json_object_set_new(o, "url", address(v, visit_url(v, "/units/%.*s", SV_ARG(u->public_id))));
	return o;
}

static json_t *filing_object(struct visit *v, const struct filing *f)
{
	json_t *o = json_object();
	json_object_set_new(o, "id", text(f->public_id));
	json_object_set_new(o, "title", text(f->title));
	json_object_set_new(o, "year", json_integer(f->year));
	json_object_set_new(o, "unit", text(f->unit_name));
	json_object_set_new(o, "unit_id", text(f->unit_public_id));
	set_moment(o, "received", f->received);
	set_moment(o, "published", f->published);
	json_object_set_new(o, "url", address(v, visit_url(v, "/reports/%.*s", SV_ARG(f->public_id))));
	json_object_set_new(o, "api_url", address(v, visit_url(v, "/api/v1/reports/%.*s",
		SV_ARG(f->public_id))));
	return o;
}

/** {"items":[…],"next":address or null} */
static json_t *page_object(struct visit *v, json_t *items, struct sv next)
{
	json_t *o = json_object();
	json_object_set_new(o, "items", items);
	json_object_set_new(o, "next", next.n ? address(v, next) : json_null());
	return o;
}

int page_api_units(struct visit *v, struct err *err)
{
	struct unit *list;
	size_t n;
	int rc = unit_list(v->db, 0, visit_number(v, "after"), LIST_PAGE + 1, v->arena, &list, &n, err);
	if (rc)
		return rc;
	json_t *items = json_array();
	for (size_t i = 0; i < n && i < LIST_PAGE; i++)
		json_array_append_new(items, unit_object(v, &list[i]));
	struct sv next = n > LIST_PAGE ? visit_url(v, "/api/v1/units?after=%" PRId64,
		list[LIST_PAGE - 1].id) : SV("");
	return send_object(v, page_object(v, items, next), err);
}

int page_api_reports(struct visit *v, struct err *err)
{
	struct unit unit;
	struct filing *list;
	size_t n;
	int year = (int)visit_number(v, "year");
	const struct filing_after after = { .year = (int)visit_number(v, "after_year"),
		.id = visit_number(v, "after") };
	int rc = listing_unit(v, &unit, err);
	const struct filing_filter filter = { .unit = unit.id, .year = year, .only_published = true };
	if (!rc)
		rc = filing_list(v->db, &filter, after, LIST_PAGE + 1, v->arena, &list, &n, err);
	if (rc)
		return rc;
	json_t *items = json_array();
	for (size_t i = 0; i < n && i < LIST_PAGE; i++)
		json_array_append_new(items, filing_object(v, &list[i]));
	struct str next;
	str_init(&next, v->arena, 1024);
	if (n > LIST_PAGE) {
		str_addf(&next, "/api/v1/reports?after_year=%d&after=%" PRId64, list[LIST_PAGE - 1].year,
			list[LIST_PAGE - 1].id);
		if (year)
			str_addf(&next, "&year=%d", year);
		if (unit.id)
			str_addf(&next, "&unit=%.*s", SV_ARG(unit.public_id));
	}
	return send_object(v, page_object(v, items, str_sv(&next)), err);
}

/** The deliveries with their fingerprints, newest first. */
static int add_versions(struct visit *v, const struct filing *f, json_t *o, struct err *err)
{
	struct filing_version *list;
	size_t n;
	int rc = filing_versions(v->db, f->id, v->arena, &list, &n, err);
	json_t *versions = json_array();
	for (size_t i = 0; !rc && i < n; i++) {
		char hex[BLOB_HEX];
		json_t *one = json_object();
		json_object_set_new(one, "number", json_integer(list[i].number));
		json_object_set_new(one, "sha256", json_string(blob_hex(&list[i].blob, hex)));
		json_object_set_new(one, "size", json_integer(list[i].size));
		set_moment(one, "received", list[i].received);
		json_array_append_new(versions, one);
	}
	json_object_set_new(o, "versions", versions);
	return rc;
}

/** The report itself, as `gongkai report read --format json` prints it. */
static int add_report(struct visit *v, const struct filing *f, json_t *o, struct err *err)
{
	struct report *r;
	struct sv printed;
	int rc = filing_report(v->db, f, v->arena, &r, NULL, err);
	if (!rc)
		rc = report_json(r, "", NULL, v->arena, &printed, err);
	if (rc)
		return rc;
	json_t *report = json_loadb(printed.p, printed.n, 0, NULL);
	json_object_del(report, "file");
	json_object_del(report, "findings");
	json_object_set_new(o, "report", report);
	return E_OK;
}

int page_api_report(struct visit *v, struct err *err)
{
	struct filing f;
	int rc = filing_by_public_id(v->db, visit_text(v, "id"), v->arena, &f, err);
	if (!rc && f.state != FILING_PUBLISHED)
		rc = err_set(err, E_NOT_FOUND, f.state == FILING_WITHDRAWN ? "这份报告已经撤下。"
			: "没有这份报告，或者还没有公布。");
	if (rc)
		return rc;
	json_t *o = filing_object(v, &f);
	rc = add_versions(v, &f, o, err);
	if (!rc)
		rc = add_report(v, &f, o, err);
	if (rc) {
		json_decref(o);
		return rc;
	}
	return send_object(v, o, err);
}

static json_t *pieces_text(struct visit *v, const struct search_piece *pieces, size_t n)
{
	struct str s;
	str_init(&s, v->arena, 65536);
	for (size_t i = 0; i < n; i++)
		str_add(&s, pieces[i].text);
	return text(str_sv(&s));
}

int page_api_search(struct visit *v, struct err *err)
{
	struct unit unit;
	struct search_result found = { 0 };
	int64_t page = visit_number(v, "page") > 1 ? visit_number(v, "page") : 1;
	int rc = listing_unit(v, &unit, err);
	const struct search_query query = { .words = visit_text(v, "q"), .unit = unit.id,
		.year = (int)visit_number(v, "year"), .kind = SEARCH_REPORT,
		.offset = (size_t)(page - 1) * SEARCH_PAGE, .max = SEARCH_PAGE };
	if (!rc)
		rc = search_run(v->db, &query, v->arena, &found, err);
	json_t *o = json_object(), *items = json_array();
	for (size_t i = 0; !rc && i < found.n; i++) {
		struct filing f;
		rc = filing_get(v->db, found.hits[i].subject, v->arena, &f, err);
		if (rc)
			break;
		json_t *one = filing_object(v, &f);
		json_object_set_new(one, "snippet", pieces_text(v, found.hits[i].pieces,
			found.hits[i].n_pieces));
		json_array_append_new(items, one);
	}
	json_object_set_new(o, "items", items);
	json_object_set_new(o, "total", json_integer(found.total));
	json_object_set_new(o, "more", json_boolean(found.more));
	if (rc) {
		json_decref(o);
		return rc;
	}
	return send_object(v, o, err);
}
