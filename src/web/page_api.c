/* The public API: units, reports, search, as JSON. page_openapi.c describes it. */
#include "search/search.h"
#include "web/listing.h"
#include "web/pages.h"
#include "web/public_json.h"

#include <inttypes.h>

enum { LIST_PAGE = 100, SEARCH_PAGE = 20 };

static struct public_json source(struct visit *v)
{
	return (struct public_json){ v->site, v->db, v->arena };
}

/** Answer with an object, which is given up. */
static int send_object(struct visit *v, json_t *o, struct err *err)
{
	struct str out;
	str_init(&out, v->arena, PUBLIC_JSON_MAX);
	int rc = public_print(o, &out, err);
	str_addc(&out, '\n');
	return rc ? rc : visit_json(v, str_sv(&out));
}

/** {"items":[…],"next":address or null}. Both are given up. */
static json_t *page_object(struct visit *v, json_t *items, struct sv next)
{
	struct sv address = public_address(v->site, v->arena, next);
	json_t *o = json_object();
	json_object_set_new(o, "items", items);
	json_object_set_new(o, "next", next.n ? json_stringn(address.p, address.n) : json_null());
	return o;
}

/** Neighbours mostly stand beneath the same unit: what was found last is kept. */
static int above_of(struct visit *v, const struct unit *u, struct unit *last, struct err *err)
{
	if (u->parent == last->id)
		return E_OK;
	*last = (struct unit){ 0 };
	return u->parent ? unit_get(v->db, u->parent, v->arena, last, err) : E_OK;
}

int page_api_units(struct visit *v, struct err *err)
{
	const struct public_json p = source(v);
	struct unit *list, above = { 0 };
	size_t n;
	int rc = unit_list(v->db, 0, visit_number(v, "after"), LIST_PAGE + 1, v->arena, &list, &n, err);
	if (rc)
		return rc;
	json_t *items = json_array();
	for (size_t i = 0; !rc && i < n && i < LIST_PAGE; i++) {
		rc = above_of(v, &list[i], &above, err);
		json_array_append_new(items, public_unit(&p, &list[i], above.public_id));
	}
	struct sv next = n > LIST_PAGE ? visit_url(v, "/api/v1/units?after=%" PRId64,
		list[LIST_PAGE - 1].id) : SV("");
	json_t *o = page_object(v, items, next);
	if (rc) {
		json_decref(o);
		return rc;
	}
	return send_object(v, o, err);
}

int page_api_reports(struct visit *v, struct err *err)
{
	const struct public_json p = source(v);
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
		json_array_append_new(items, public_filing(&p, &list[i]));
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

int page_api_report(struct visit *v, struct err *err)
{
	const struct public_json p = source(v);
	struct filing f;
	struct str out;
	int rc = filing_by_public_id(v->db, visit_text(v, "id"), v->arena, &f, err);
	if (!rc && f.state != FILING_PUBLISHED)
		rc = err_set(err, E_NOT_FOUND, f.withdrawn ? "这份报告已经撤下。"
			: "没有这份报告，或者还没有公布。");
	str_init(&out, v->arena, PUBLIC_JSON_MAX);
	if (!rc)
		rc = public_report(&p, &f, &out, err);
	str_addc(&out, '\n');
	return rc ? rc : visit_json(v, str_sv(&out));
}

/* ── Search ────────────────────────────────────────────────────────────────────────────────── */

/** A hit with its snippet; NULL when the report was taken back while we looked. */
static int hit_object(struct visit *v, const struct search_hit *hit, json_t **ret, struct err *err)
{
	const struct public_json p = source(v);
	struct filing f;
	struct str snippet;
	*ret = NULL;
	int rc = filing_get(v->db, hit->subject, v->arena, &f, err);
	if (rc || f.state != FILING_PUBLISHED)
		return rc;
	str_init(&snippet, v->arena, 65536);
	for (size_t i = 0; i < hit->n_pieces; i++)
		str_add(&snippet, hit->pieces[i].text);
	*ret = public_filing(&p, &f);
	json_object_set_new(*ret, "snippet", json_stringn(str_sv(&snippet).p, snippet.n));
	return E_OK;
}

/** The address of the page after `page`. */
static struct sv next_hits(struct visit *v, int64_t page)
{
	struct str s;
	str_init(&s, v->arena, 2048);
	str_addz(&s, "/api/v1/search?q=");
	http_url_encode(&s, visit_text(v, "q"));
	if (visit_text(v, "unit").n)
		str_addf(&s, "&unit=%.*s", SV_ARG(visit_text(v, "unit")));
	if (visit_number(v, "year"))
		str_addf(&s, "&year=%" PRId64, visit_number(v, "year"));
	str_addf(&s, "&page=%" PRId64, page + 1);
	return str_sv(&s);
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
	if (rc)
		return rc;
	json_t *items = json_array(), *one;
	for (size_t i = 0; !rc && i < found.n; i++) {
		rc = hit_object(v, &found.hits[i], &one, err);
		if (one)
			json_array_append_new(items, one);
	}
	bool more = found.more && page * SEARCH_PAGE < SEARCH_DEEPEST;
	json_t *o = page_object(v, items, more ? next_hits(v, page) : SV(""));
	json_object_set_new(o, "total", json_integer(found.total));
	json_object_set_new(o, "more", json_boolean(found.more));
	if (rc) {
		json_decref(o);
		return rc;
	}
	return send_object(v, o, err);
}
