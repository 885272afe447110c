#include "web/public_json.h"

#include "report/report_json.h"

#include <stdlib.h>

static json_t *text(struct sv s)
{
	json_t *o = json_stringn(s.p, s.n);
	return o ? o : json_string("");
}

static json_t *text_or_null(struct sv s)
{
	return s.n ? text(s) : json_null();
}

struct sv public_address(const struct site *s, struct arena *a, struct sv path)
{
	return sv_fmt(a, "%.*s%.*s", SV_ARG(s->base_url), SV_ARG(path));
}

/** An address made of a path, an id and an ending. */
static json_t *link_to(const struct public_json *p, const char *path, struct sv id, const char *ending)
{
	return text(public_address(p->site, p->arena, sv_fmt(p->arena, "%s%.*s%s", path, SV_ARG(id),
		ending)));
}

static json_t *moment(time_utc t)
{
	char buf[MOMENT_TEXT_MAX];
	return t ? json_string(moment_print_rfc3339(t, buf)) : json_null();
}

json_t *public_unit(const struct public_json *p, const struct unit *u, struct sv above)
{
	json_t *o = json_object();
	json_object_set_new(o, "id", text(u->public_id));
	json_object_set_new(o, "name", text(u->name));
	json_object_set_new(o, "kind", json_string(unit_kind_key(u->kind)));
	json_object_set_new(o, "code", text_or_null(u->code));
	json_object_set_new(o, "division", text_or_null(u->division));
	json_object_set_new(o, "above", text_or_null(above));
	json_object_set_new(o, "closed", json_boolean(u->closed));
	json_object_set_new(o, "url", link_to(p, "/units/", u->public_id, ""));
	return o;
}

json_t *public_filing(const struct public_json *p, const struct filing *f)
{
	json_t *o = json_object();
	json_object_set_new(o, "id", text(f->public_id));
	json_object_set_new(o, "title", text(f->title));
	json_object_set_new(o, "year", json_integer(f->year));
	json_object_set_new(o, "unit", text(f->unit_name));
	json_object_set_new(o, "unit_id", text(f->unit_public_id));
	json_object_set_new(o, "state", json_string(filing_state_key(f->state)));
	json_object_set_new(o, "received", moment(f->received));
	json_object_set_new(o, "published", moment(f->published));
	json_object_set_new(o, "url", link_to(p, "/reports/", f->public_id, ""));
	json_object_set_new(o, "api_url", link_to(p, "/api/v1/reports/", f->public_id, ""));
	return o;
}

static json_t *version(const struct filing_version *v)
{
	char hex[BLOB_HEX];
	json_t *o = json_object();
	json_object_set_new(o, "number", json_integer(v->number));
	json_object_set_new(o, "sha256", json_string(blob_hex(&v->blob, hex)));
	json_object_set_new(o, "size", json_integer(v->size));
	json_object_set_new(o, "received", moment(v->received));
	return o;
}

/** The deliveries with their fingerprints, newest first, and where to get the report in other formats. */
static int add_origin(const struct public_json *p, const struct filing *f, json_t *o, struct err *err)
{
	static const char *const formats[] = { "docx", "pdf", "xlsx", "html", "csv", "json" };
	struct filing_version *list;
	size_t n;
	int rc = filing_versions(p->db, f->id, p->arena, &list, &n, err);
	if (rc)
		return rc;
	json_t *versions = json_array(), *files = json_object();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(versions, version(&list[i]));
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct sv ending = sv_fmt(p->arena, "/%s", formats[i]);
		json_object_set_new(files, formats[i], link_to(p, "/reports/", f->public_id, ending.p));
	}
	json_object_set_new(o, "versions", versions);
	json_object_set_new(o, "files", files);
	return E_OK;
}

int public_print(json_t *o, struct str *out, struct err *err)
{
	char *printed = o ? json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
	bool good = printed && !out->arena->failed;
	json_decref(o);
	str_addz(out, printed ? printed : "");
	free(printed);
	return good && str_ok(out) ? E_OK : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

int public_report(const struct public_json *p, const struct filing *f, struct str *out,
	struct err *err)
{
	struct report *r;
	struct sv report;
	struct str head;
	int rc = filing_report(p->db, f, p->arena, &r, NULL, err);
	if (!rc)
		rc = report_json(r, NULL, NULL, p->arena, &report, err);
	if (rc)
		return rc;
	json_t *o = public_filing(p, f);
	rc = add_origin(p, f, o, err);
	if (rc) {
		json_decref(o);
		return rc;
	}
	str_init(&head, p->arena, PUBLIC_JSON_MAX);
	rc = public_print(o, &head, err);
	if (rc)
		return rc;
	/* The report is text already: it goes in before the brace that ends the object. */
	str_add(out, sv_head(str_sv(&head), head.n - 1));
	str_addz(out, ",\"report\":");
	str_add(out, report);
	str_addz(out, "}");
	return str_ok(out) && !p->arena->failed ? E_OK : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}
