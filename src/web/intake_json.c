#include "web/intake_json.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 64 * 1024 };

/** Where we are, for messages. */
struct reader {
	struct arena *arena;
	struct err *err;
	const char *at;              /* "applicant." */
};

static int bad(const struct reader *r, const char *name, const char *why)
{
	err_set(r->err, E_FORMAT, "%s%s：%s", r->at, name, why);
	if (r->err)
		snprintf(r->err->field, sizeof r->err->field, "%s%.60s", r->at, name);
	return E_FORMAT;
}

static int read_text(const struct reader *r, const char *name, const json_t *value, struct sv *ret)
{
	if (!json_is_string(value))
		return bad(r, name, "要是字符串。");
	struct sv s = { json_string_value(value), json_string_length(value) };
	if (s.n > TEXT_BYTES_MAX)
		return bad(r, name, "太长。");
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < ' ' && !strchr("\n\t", s.p[i])) || s.p[i] == 0x7f)
			return bad(r, name, "里有控制字符。");
	*ret = sv_dup(r->arena, s);
	return r->arena->failed ? err_set(r->err, E_NOMEM, "内存不足，请稍后再试。") : E_OK;
}

/** A member of an object and where its text goes. */
struct member {
	const char *name;
	struct sv *to;
};

/** @return index of the name, `n` when there is none */
static size_t find(const struct member *m, size_t n, const char *name)
{
	size_t i = 0;
	while (i < n && strcmp(m[i].name, name) != 0)
		i++;
	return i;
}

static int read_applicant(struct reader *r, const json_t *o, struct applicant *a)
{
	struct sv kind = SV("");
	const struct member m[] = { { "kind", &kind }, { "name", &a->name }, { "id_type", &a->id_type },
		{ "id_number", &a->id_number }, { "representative", &a->representative },
		{ "contact", &a->contact }, { "phone", &a->phone }, { "email", &a->email },
		{ "address", &a->address }, { "postcode", &a->postcode }, { "agent", &a->agent },
		{ "agent_id", &a->agent_id }, { "agent_authority", &a->agent_authority } };
	enum { N = sizeof m / sizeof *m };
	const char *name;
	json_t *value;
	if (!json_is_object(o))
		return bad(r, "applicant", "要有，并且是一个对象。");
	r->at = "applicant.";
	json_object_foreach((json_t *)o, name, value) {
		size_t i = find(m, N, name);
		if (strcmp(name, "needs_help") == 0 && json_is_boolean(value))
			a->needs_help = json_is_true(value);
		else if (i == N)
			return bad(r, name, "不认识，或者类型不对。");
		else if (read_text(r, name, value, m[i].to))
			return r->err->code;
	}
	a->kind = applicant_kind_of_key(kind);
	return a->kind == APP_TOTAL ? bad(r, "kind", "要写natural_person、commercial、research、"
		"public_welfare、legal_service或other。") : E_OK;
}

static int read_wish(struct reader *r, const json_t *o, struct request_wish *w)
{
	const struct member m[] = { { "title", &w->title }, { "text", &w->text },
		{ "medium", &w->medium }, { "delivery", &w->delivery }, { "purpose", &w->purpose } };
	enum { N = sizeof m / sizeof *m };
	const char *name;
	json_t *value;
	r->at = "";
	if (!json_is_object(o))
		return bad(r, "wish", "要有，并且是一个对象。");
	r->at = "wish.";
	json_object_foreach((json_t *)o, name, value) {
		size_t i = find(m, N, name);
		if (i == N)
			return bad(r, name, "不认识。");
		if (read_text(r, name, value, m[i].to))
			return r->err->code;
	}
	return E_OK;
}

/* ── Files ─────────────────────────────────────────────────────────────────────────────────── */

static int decode(struct reader *r, struct sv text, struct sv *ret)
{
	size_t n = 0, max = text.n / 4 * 3 + 3;
	unsigned char *bytes = arena_alloc(r->arena, max);
	if (!bytes)
		return err_set(r->err, E_NOMEM, "内存不足，请稍后再试。");
	if (!text.n || sodium_base642bin(bytes, max, text.p, text.n, NULL, &n, NULL,
		sodium_base64_VARIANT_ORIGINAL) || !n)
		return bad(r, "base64", "不是合格的base64，或者是空的。");
	*ret = (struct sv){ (const char *)bytes, n };
	return E_OK;
}

static int read_file(struct reader *r, const json_t *o, struct request_file *f)
{
	const json_t *base64 = json_object_get(o, "base64");
	size_t known = 0;
	r->at = "files.";
	if (!json_is_object(o) || !json_is_string(base64))
		return bad(r, "base64", "每个文件要有name和base64。");
	known = 1 + (json_object_get(o, "name") != NULL) + (json_object_get(o, "media_type") != NULL);
	if (json_object_size(o) != known)
		return bad(r, "name", "文件只能有name、media_type和base64。");
	*f = (struct request_file){ .kind = SV("attachment"), .name = SV("附件"),
		.media_type = SV("application/octet-stream") };
	int rc = decode(r, (struct sv){ json_string_value(base64), json_string_length(base64) }, &f->bytes);
	if (!rc && json_object_get(o, "name"))
		rc = read_text(r, "name", json_object_get(o, "name"), &f->name);
	if (!rc && json_object_get(o, "media_type"))
		rc = read_text(r, "media_type", json_object_get(o, "media_type"), &f->media_type);
	if (!rc && (f->name.n > 200 || f->media_type.n > 100))
		rc = bad(r, "name", "太长。");
	return rc;
}

static int read_files(struct reader *r, const json_t *list, struct request_intake *in)
{
	size_t n = json_array_size(list);
	r->at = "";
	if (!list)
		return E_OK;
	if (!json_is_array(list) || n > REQUEST_FILES_MAX)
		return bad(r, "files", "要是数组，最多20个文件。");
	struct request_file *files = arena_array(r->arena, n + 1, sizeof *files);
	if (!files)
		return err_set(r->err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < n; i++) {
		int rc = read_file(r, json_array_get(list, i), &files[i]);
		if (rc)
			return rc;
	}
	in->files = files;
	in->n_files = n;
	return E_OK;
}

/* ── The whole ─────────────────────────────────────────────────────────────────────────────── */

static bool is_key(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return s.n <= INTAKE_KEY_MAX;
}

static int read_root(struct reader *r, const json_t *root, struct intake_json *ret)
{
	const struct member m[] = { { "client_key", &ret->in.client_key }, { "unit", &ret->unit },
		{ "unit_code", &ret->unit_code } };
	const char *name;
	json_t *value;
	if (!json_is_object(root))
		return bad(r, "", "最外层要是一个JSON对象。");
	json_object_foreach((json_t *)root, name, value) {
		size_t i = find(m, 3, name);
		bool known = strcmp(name, "applicant") == 0 || strcmp(name, "wish") == 0
			|| strcmp(name, "files") == 0;
		if (i < 3 && read_text(r, name, value, m[i].to))
			return r->err->code;
		if (i == 3 && !known)
			return bad(r, name, "不认识。");
	}
	if (!is_key(ret->in.client_key))
		return bad(r, "client_key", "要是64个以内的可见ASCII字符。");
	if ((ret->unit.n > 0) == (ret->unit_code.n > 0))
		return bad(r, "unit", "unit和unit_code要写一个，只写一个。");
	int rc = read_applicant(r, json_object_get(root, "applicant"), &ret->in.applicant);
	if (!rc)
		rc = read_wish(r, json_object_get(root, "wish"), &ret->in.wish);
	return rc ? rc : read_files(r, json_object_get(root, "files"), &ret->in);
}

int intake_json_read(struct sv json, struct arena *a, struct intake_json *ret, struct err *err)
{
	struct err unseen;
	struct reader r = { a, err ? err : &unseen, "" };
	json_error_t why;
	if (json.n > INTAKE_JSON_MAX)
		return err_set(err, E_LIMIT, "内容太长，最多%d字节。大的材料请由申请人在网页上传。", INTAKE_JSON_MAX);
	json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &why);
	if (!root)
		return err_set(err, E_FORMAT, "不是合格的JSON，问题在第%d行。", why.line);
	*ret = (struct intake_json){ .in = { .kind = REQUEST_DISCLOSURE, .channel = CHANNEL_WEB } };
	int rc = read_root(&r, root, ret);
	json_decref(root);
	return rc;
}
