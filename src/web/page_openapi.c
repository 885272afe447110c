/* The description of the public API (OpenAPI 3.1), made from the route table, so that it cannot say
   anything else than what is served. */
#include "web/pages.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What a data route answers with: a media type and, for JSON, the name of a schema. */
static const struct answer {
	const char *pattern, *summary, *media_type, *schema;
} answers[] = {
	{ "/api/v1/openapi.json", "This description", "application/json", "Object" },
	{ "/api/v1/units", "Units, a page at a time", "application/json", "Units" },
	{ "/api/v1/reports", "Published reports, a page at a time, newest year first", "application/json",
		"Reports" },
	{ "/api/v1/reports/{id}", "A published report with every cell and section", "application/json",
		"WholeReport" },
	{ "/api/v1/search", "Search in published reports", "application/json", "Hits" },
	{ "/feed.atom", "The newest 50 published reports", "application/atom+xml", NULL },
	{ "/sitemap.xml", "All pages", "application/xml", NULL },
	{ "/dump/reports.jsonl", "Every published report, one JSON object a line", "application/jsonl",
		NULL },
	{ "/dump/reports.csv", "Every cell of every published report, one report a line", "text/csv", NULL },
	{ "/ledger/checkpoint", "Newest signed checkpoint of the ledger (C2SP tlog-checkpoint)",
		"text/plain", NULL },
};

static const struct answer *answer_of(const char *pattern)
{
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		if (strcmp(answers[i].pattern, pattern) == 0)
			return &answers[i];
	return NULL;
}

static json_t *parameter_schema(const struct parameter *p)
{
	if (p->kind == PARAMETER_INT)
		return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)p->min, "maximum",
			(json_int_t)p->max);
	if (p->kind == PARAMETER_ID)
		return json_pack("{s:s, s:s}", "type", "string", "pattern", "^[0-9a-z]{12}$");
	return json_pack("{s:s, s:I}", "type", "string", "maxLength", (json_int_t)p->max);
}

static json_t *parameters(const struct route *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && r->parameters[i].name; i++) {
		const struct parameter *p = &r->parameters[i];
		if (p->place != IN_FORM)
			json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:s, s:o}", "name", p->name, "in",
				p->place == IN_PATH ? "path" : "query", "required", p->place == IN_PATH,
				"description", p->label, "schema", parameter_schema(p)));
	}
	return list;
}

static json_t *content(const char *media_type, const char *schema)
{
	char reference[64];
	if (!schema)
		return json_pack("{s:{s:{s:s}}}", media_type, "schema", "type", "string");
	snprintf(reference, sizeof reference, "#/components/schemas/%s", schema);
	return json_pack("{s:{s:{s:s}}}", media_type, "schema", "$ref", reference);
}

static json_t *operation(const struct route *r, const struct answer *a)
{
	json_t *responses = json_object();
	json_object_set_new(responses, "200", json_pack("{s:s, s:o}", "description", a->summary, "content",
		content(a->media_type, a->schema)));
	json_object_set_new(responses, "default", json_pack("{s:s, s:o}", "description",
		"An error, with a sentence for the user", "content", content("application/json", "Error")));
	return json_pack("{s:{s:s, s:o, s:o}}", "get", "summary", a->summary, "parameters", parameters(r),
		"responses", responses);
}

static json_t *string_schema(void)
{
	return json_pack("{s:s}", "type", "string");
}

/** An object whose members are strings, but for those named otherwise. */
static json_t *object_schema(const char *const *members, size_t n)
{
	json_t *properties = json_object(), *required = json_array();
	for (size_t i = 0; i < n; i++) {
		json_object_set_new(properties, members[i], string_schema());
		json_array_append_new(required, json_string(members[i]));
	}
	return json_pack("{s:s, s:o, s:o}", "type", "object", "properties", properties, "required", required);
}

static void set_property(json_t *schema, const char *name, json_t *what)
{
	json_object_set_new(json_object_get(schema, "properties"), name, what);
	json_array_append_new(json_object_get(schema, "required"), json_string(name));
}

static json_t *nullable(const char *type)
{
	return json_pack("{s:[s,s]}", "type", type, "null");
}

static json_t *list_of(const char *schema)
{
	char reference[64];
	snprintf(reference, sizeof reference, "#/components/schemas/%s", schema);
	return json_pack("{s:s, s:{s:s}}", "type", "array", "items", "$ref", reference);
}

static json_t *report_schema(void)
{
	static const char *const members[] = { "id", "title", "unit", "unit_id", "url", "api_url" };
	json_t *s = object_schema(members, sizeof members / sizeof *members);
	set_property(s, "year", json_pack("{s:s}", "type", "integer"));
	set_property(s, "received", nullable("string"));
	set_property(s, "published", nullable("string"));
	return s;
}

static json_t *paged(const char *schema)
{
	json_t *s = object_schema(NULL, 0);
	set_property(s, "items", list_of(schema));
	set_property(s, "next", nullable("string"));
	return s;
}

static json_t *schemas(void)
{
	static const char *const unit[] = { "id", "name", "kind", "url" };
	static const char *const error[] = { "code", "message" };
	json_t *all = json_object(), *s = object_schema(unit, 4);
	set_property(s, "code", nullable("string"));
	set_property(s, "division", nullable("string"));
	json_object_set_new(all, "Unit", s);
	json_object_set_new(all, "Units", paged("Unit"));
	json_object_set_new(all, "Report", report_schema());
	json_object_set_new(all, "Reports", paged("Report"));
	s = report_schema();
	set_property(s, "versions", json_pack("{s:s, s:{s:s}}", "type", "array", "items", "type", "object"));
	set_property(s, "report", json_pack("{s:s, s:s}", "type", "object", "description",
		"docs/report.schema.json, without file and findings"));
	json_object_set_new(all, "WholeReport", s);
	s = report_schema();
	set_property(s, "snippet", string_schema());
	json_object_set_new(all, "Hit", s);
	s = object_schema(NULL, 0);
	set_property(s, "items", list_of("Hit"));
	set_property(s, "total", json_pack("{s:s}", "type", "integer"));
	set_property(s, "more", json_pack("{s:s}", "type", "boolean"));
	json_object_set_new(all, "Hits", s);
	s = object_schema(NULL, 0);
	set_property(s, "error", object_schema(error, 2));
	json_object_set_new(all, "Error", s);
	json_object_set_new(all, "Object", json_pack("{s:s}", "type", "object"));
	return all;
}

int page_openapi(struct visit *v, struct err *err)
{
	json_t *paths = json_object();
	for (size_t i = 0; i < v->site->n_routes; i++) {
		const struct route *r = &v->site->routes[i];
		const struct answer *a = answer_of(r->pattern);
		if (a)
			json_object_set_new(paths, r->pattern, operation(r, a));
	}
	json_t *o = json_pack("{s:s, s:{s:s, s:s, s:s}, s:[{s:s%}], s:o, s:{s:o}}", "openapi", "3.1.0", "info",
		"title", "gongkai", "version", VERSION, "description", "政府信息公开工作年度报告", "servers", "url",
		v->site->base_url.p, v->site->base_url.n, "paths", paths, "components", "schemas", schemas());
	char *text = o ? json_dumps(o, JSON_INDENT(1) | JSON_PRESERVE_ORDER) : NULL;
	json_decref(o);
	struct sv body = text ? sv_fmt(v->arena, "%s\n", text) : SV("");
	free(text);
	return body.n ? visit_json(v, body) : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}
