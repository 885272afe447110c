/* The description of what machines may fetch (OpenAPI 3.1). Paths and parameters come from the route table,
   so that they cannot say anything else than what is served; what is answered stands here. */
#include "web/pages.h"
#include "web/public_json.h"

#include <stdio.h>
#include <string.h>

/** What a route answers with: a media type and, for JSON, the name of a schema. */
static const struct answer {
	const char *pattern, *summary, *media_type, *schema;
} answers[] = {
	{ "/api/v1/openapi.json", "This description", "application/json", "Object" },
	{ "/api/v1/units", "Units, 100 at a time; `next` leads on", "application/json", "Units" },
	{ "/api/v1/reports", "Published reports, newest year first, 100 at a time; `next` leads on",
		"application/json", "Reports" },
	{ "/api/v1/reports/{id}", "A published report with every cell and section", "application/json",
		"WholeReport" },
	{ "/api/v1/search", "Search in published reports, 20 hits at a time; `next` leads on",
		"application/json", "Hits" },
	{ "/api/v1/requests", "Hand in a request for another portal; 201, or 200 when its key was known",
		"application/json", "Ticket" },
	{ "/api/v1/requests/{number}", "Where a request stands, its dates, and why", "application/json",
		"Standing" },
	{ "/reports/{id}/{format}", "A published report as docx, pdf, xlsx, html, csv or json",
		"application/octet-stream", NULL },
	{ "/feed.atom", "The newest 50 published reports", "application/atom+xml", NULL },
	{ "/sitemap.xml", "Addresses of all public pages; with `of` (pages, units, reports) and `page` a part",
		"application/xml", NULL },
	{ "/dump/reports.jsonl", "Every published report, one WholeReport a line", "application/jsonl",
		NULL },
	{ "/dump/reports.csv", "Every cell of every published report, one report a row", "text/csv", NULL },
	{ "/ledger/checkpoint", "Newest signed checkpoint of the ledger (C2SP tlog-checkpoint)",
		"text/plain", NULL },
	{ "/ledger/key", "Public half of the key that signs checkpoints and receipts (a vkey)", "text/plain",
		NULL },
	{ "/receipts/{id}", "Proof of a receipt's entry, for whoever knows its commitment", "text/plain",
		NULL },
	{ "/healthz", "Is the service up, and its database?", "application/json", "Health" },
	{ "/robots.txt", "What crawlers may read", "text/plain", NULL },
};

/** Members of the JSON objects. Type: a JSON type, "X[]" a list of schema X; '?' at the end: or null. */
static const struct member {
	const char *schema, *name, *type, *description;
} members[] = {
	{ "Unit", "id", "string", "In addresses; never changes" },
	{ "Unit", "name", "string", "Full name" },
	{ "Unit", "kind", "string", "government, department, town, street or other" },
	{ "Unit", "code", "string?", "Unified social credit code (GB 32100)" },
	{ "Unit", "division", "string?", "Administrative division code (GB/T 2260)" },
	{ "Unit", "above", "string?", "Id of the unit above it" },
	{ "Unit", "closed", "boolean", "Abolished: owes no new reports" },
	{ "Unit", "url", "string", "Its page" },
	{ "Units", "items", "Unit[]", "" },
	{ "Units", "next", "string?", "Where to go on; null at the end" },
	{ "Report", "id", "string", "In addresses; never changes" },
	{ "Report", "title", "string", "" },
	{ "Report", "year", "integer", "The year it is about" },
	{ "Report", "unit", "string", "Name of the unit" },
	{ "Report", "unit_id", "string", "Id of the unit" },
	{ "Report", "state", "string", "published" },
	{ "Report", "received", "string?", "RFC 3339" },
	{ "Report", "published", "string?", "RFC 3339" },
	{ "Report", "url", "string", "Its page" },
	{ "Report", "api_url", "string", "The whole of it" },
	{ "Reports", "items", "Report[]", "" },
	{ "Reports", "next", "string?", "Where to go on; null at the end" },
	{ "Version", "number", "integer", "1 is the first delivery" },
	{ "Version", "sha256", "string", "Of the file as delivered, in hexadecimal" },
	{ "Version", "size", "integer", "Bytes" },
	{ "Version", "received", "string?", "RFC 3339" },
	{ "WholeReport", "versions", "Version[]", "Deliveries, newest first" },
	{ "WholeReport", "files", "strings", "Addresses of other formats" },
	{ "WholeReport", "report", "ReportContent", "" },
	{ "ReportContent", "unit", "string", "As the report prints it" },
	{ "ReportContent", "year", "integer?", "" },
	{ "ReportContent", "form", "string", "Layout of the tables: 2019 or 2021" },
	{ "ReportContent", "title", "string", "" },
	{ "ReportContent", "period", "string?", "The period in the words of the report" },
	{ "ReportContent", "preamble", "string", "Text before section one" },
	{ "ReportContent", "cells", "cells", "By table.row.column: a number; an amount as a decimal string; "
		"null when blank; else the text as printed" },
	{ "ReportContent", "uncertain", "string[]", "Keys of cells with more than one possible reading" },
	{ "ReportContent", "sections", "strings?", "Texts of the sections; null when absent" },
	{ "Hit", "snippet", "string", "Text around the words that were looked for" },
	{ "Hits", "items", "Hit[]", "" },
	{ "Hits", "next", "string?", "Where to go on; null at the end" },
	{ "Hits", "total", "integer", "How many there are, counted up to 1000" },
	{ "Hits", "more", "boolean", "There are further ones" },
	{ "Health", "status", "string", "ok" },
	{ "Error", "error", "ErrorContent", "" },
	{ "ErrorContent", "code", "string", "For programs" },
	{ "ErrorContent", "message", "string", "For people, in Chinese" },
	{ "ErrorContent", "field", "string?", "What it speaks of" },
	{ "Ticket", "number", "string", "With the code it follows the request" },
	{ "Ticket", "again", "boolean", "The key was known: this is the request of then, without its code" },
	{ "Ticket", "code", "string?", "Shown this once and kept nowhere" },
	{ "Ticket", "received", "string?", "RFC 3339" },
	{ "Ticket", "content", "string?", "What was received, as text" },
	{ "Ticket", "content_sha256", "string?", "Hash of that text, in hexadecimal" },
	{ "Ticket", "receipt", "string?", "Signed by the ledger (gongkai-receipt-v1)" },
	{ "Standing", "number", "string", "" },
	{ "Standing", "unit", "string", "Name of the unit that has it" },
	{ "Standing", "state", "string", "submitted, registered, correcting, handling, consulting, …" },
	{ "Standing", "state_label", "string", "The same in Chinese" },
	{ "Standing", "submitted_on", "string?", "YYYY-MM-DD, as all days" },
	{ "Standing", "received_on", "string?", "The day both sides confirmed, or of the correction" },
	{ "Standing", "reply_due", "string?", "null: not running, or not known yet" },
	{ "Standing", "fee_due", "string?", "" },
	{ "Standing", "applicant_due", "string?", "Until when the applicant has to act" },
	{ "Standing", "workdays_used", "integer?", "" },
	{ "Standing", "workdays_left", "integer?", "Negative: overdue" },
	{ "Standing", "outcome", "string?", "Key of the answer" },
	{ "Standing", "replied_on", "string?", "" },
	{ "Standing", "explanation", "ClockDay[]", "Every calendar day, counted or not, and why" },
	{ "ClockDay", "date", "string", "" },
	{ "ClockDay", "counted", "boolean", "" },
	{ "ClockDay", "why", "string", "In Chinese" },
	{ "ClockDay", "article", "string", "The law it follows from" },
	{ "Intake", "unit", "string", "Public id of the unit; or instead `unit_code`, its credit code" },
	{ "Intake", "applicant", "Applicant", "" },
	{ "Intake", "wish", "Wish", "" },
	{ "Applicant", "kind", "string", "natural_person, commercial, research, public_welfare, legal_service "
		"or other" },
	{ "Applicant", "name", "string", "" },
	{ "Applicant", "id_type", "string", "居民身份证, 护照, 统一社会信用代码 …" },
	{ "Applicant", "id_number", "string", "At least one of phone, email and address beside" },
	{ "Wish", "title", "string", "Name or number of what is asked for; holds no personal data" },
	{ "Wish", "medium", "string", "paper, email or disc" },
	{ "Wish", "delivery", "string", "post, email or pick_up" },
	{ "Object", NULL, NULL, NULL },
};

/** Schemas that also have every member of another. */
static const struct {
	const char *schema, *base;
} bases[] = { { "WholeReport", "Report" }, { "Hit", "Report" } };

/* ── Schemas ───────────────────────────────────────────────────────────────────────────────── */

static json_t *reference(const char *schema, size_t n)
{
	char path[80];
	snprintf(path, sizeof path, "#/components/schemas/%.*s", (int)n, schema);
	return json_pack("{s:s}", "$ref", path);
}

/** One type, a schema's when it has a capital. */
static json_t *plain_type(struct sv type, bool nullable)
{
	if (type.p[0] >= 'A' && type.p[0] <= 'Z')
		return reference(type.p, type.n);
	json_t *name = json_stringn(type.p, type.n);
	return nullable ? json_pack("{s:[o,s]}", "type", name, "null") : json_pack("{s:o}", "type", name);
}

static json_t *type_of(const char *written)
{
	struct sv type = sv_of(written);
	bool nullable = sv_ends(type, SV("?"));
	type.n -= nullable;
	if (sv_eq(type, SV("strings")))
		return json_pack("{s:s, s:o}", "type", "object", "additionalProperties",
			plain_type(SV("string"), nullable));
	if (sv_eq(type, SV("cells")))
		return json_pack("{s:s, s:{s:[s,s,s]}}", "type", "object", "additionalProperties", "type",
			"integer", "string", "null");
	if (sv_ends(type, SV("[]")))
		return json_pack("{s:s, s:o}", "type", "array", "items",
			plain_type(sv_head(type, type.n - 2), false));
	return plain_type(type, nullable);
}

static void add_members(json_t *schema, const char *name)
{
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		const struct member *m = &members[i];
		if (!m->name || strcmp(m->schema, name) != 0)
			continue;
		json_t *type = type_of(m->type);
		if (m->description[0])
			json_object_set_new(type, "description", json_string(m->description));
		json_object_set_new(json_object_get(schema, "properties"), m->name, type);
		json_array_append_new(json_object_get(schema, "required"), json_string(m->name));
	}
}

static json_t *schemas(void)
{
	json_t *all = json_object();
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		const char *name = members[i].schema;
		if (json_object_get(all, name))
			continue;
		json_t *schema = json_pack("{s:s, s:{}, s:[]}", "type", "object", "properties", "required");
		for (size_t b = 0; b < sizeof bases / sizeof *bases; b++)
			if (strcmp(bases[b].schema, name) == 0)
				add_members(schema, bases[b].base);
		add_members(schema, name);
		json_object_set_new(all, name, schema);
	}
	return all;
}

/* ── Paths ─────────────────────────────────────────────────────────────────────────────────── */

static json_t *parameter_schema(const struct parameter *p)
{
	switch (p->kind) {
	case PARAMETER_INT:
		return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)p->min, "maximum",
			(json_int_t)p->max);
	case PARAMETER_ID:
		return json_pack("{s:s, s:s}", "type", "string", "pattern", "^[0-9a-z]{12}$");
	case PARAMETER_WORD:
		return json_pack("{s:s, s:s, s:I, s:I}", "type", "string", "pattern", "^[A-Za-z0-9_.-]*$",
			"minLength", (json_int_t)p->min, "maxLength", (json_int_t)p->max);
	case PARAMETER_TEXT:
		break;
	}
	return json_pack("{s:s, s:I}", "type", "string", "maxLength", (json_int_t)p->max);
}

static json_t *parameters(const struct route *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && r->parameters[i].name; i++) {
		const struct parameter *p = &r->parameters[i];
		json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:s, s:o}", "name", p->name, "in",
			p->place == IN_PATH ? "path" : "query", "required", (int)p->required, "description",
			p->label, "schema", parameter_schema(p)));
	}
	return list;
}

static json_t *response(const char *description, const char *media_type, const char *schema)
{
	json_t *what = schema ? json_pack("{s:o}", "schema", reference(schema, strlen(schema)))
		: json_object();
	return json_pack("{s:s, s:{s:o}}", "description", description, "content", media_type, what);
}

/** What other portals send beside: their token, the key or the code, the body. */
static void add_portal(const struct route *r, json_t *o)
{
	bool post = r->method == HTTP_POST;
	json_array_append_new(json_object_get(o, "parameters"), json_pack("{s:s, s:s, s:b, s:s, s:{s:s}}",
		"name", post ? "Idempotency-Key" : "X-Request-Code", "in", "header", "required", !post,
		"description", post ? "The portal's own key of the request: the same key, the same request"
		: "The code of the request", "schema", "type", "string"));
	json_object_set_new(o, "security", json_pack("[{s:[]}]", "portal"));
	if (!post)
		return;
	json_object_set_new(o, "requestBody", json_pack("{s:b, s:{s:{s:o}}}", "required", 1, "content",
		"application/json", "schema", reference("Intake", 6)));
	json_t *responses = json_object_get(o, "responses");
	json_object_set(responses, "201", json_object_get(responses, "200"));
}

static json_t *operation(const struct route *r, const struct answer *a)
{
	bool page = r->kind != ROUTE_DATA;
	json_t *bad = response("An error, with a sentence for people", page ? "text/html"
		: "application/json", page ? NULL : "Error");
	json_t *o = json_pack("{s:s, s:o, s:{s:o, s:o}}", "summary", a->summary, "parameters",
		parameters(r), "responses", "200", response(a->summary, a->media_type, a->schema), "default",
		bad);
	if (r->portal)
		add_portal(r, o);
	return json_pack("{s:o}", r->method == HTTP_POST ? "post" : "get", o);
}

static json_t *paths(const struct site *s)
{
	json_t *all = json_object();
	for (size_t i = 0; i < s->n_routes; i++)
		for (size_t k = 0; k < sizeof answers / sizeof *answers; k++)
			if (strcmp(s->routes[i].pattern, answers[k].pattern) == 0)
				json_object_set_new(all, answers[k].pattern, operation(&s->routes[i], &answers[k]));
	return all;
}

int page_openapi(struct visit *v, struct err *err)
{
	struct sv server = v->site->base_url;
	struct str out;
	json_t *o = json_pack("{s:s, s:{s:s, s:s, s:s}, s:[{s:s%}], s:o, s:{s:o, s:{s:{s:s, s:s}}}}", "openapi", "3.1.0", "info",
		"title", "gongkai", "version", VERSION, "description",
		"政府信息公开：机关、年度报告、搜索、批量下载、依申请公开的接入", "servers", "url", server.p, server.n, "paths",
		paths(v->site), "components", "schemas", schemas(), "securitySchemes", "portal", "type",
		"http", "scheme", "bearer");
	str_init(&out, v->arena, PUBLIC_JSON_MAX);
	int rc = public_print(o, &out, err);
	str_addc(&out, '\n');
	return rc ? rc : visit_json(v, str_sv(&out));
}
