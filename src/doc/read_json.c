/*
 * JSON of any shape, by jansson, walked in source order. What a string or number becomes depends
 * on what it is, with its name in front: the path of keys and array indexes (from 0) joined by
 * dots, e.g. "sections.4.reviewLitigationData.review.maintain".
 *
 *  - A string under a key that says title (title, heading, caption, 标题) is a heading: of level 1
 *    and the document's title in the outermost object, of level 2 elsewhere.
 *  - A string that holds HTML elements, that has several lines or a full stop (。), or that is
 *    longer than SHORT_VALUE bytes is text. A heading of level 6 with its path stands before it;
 *    HTML, also when it is escaped once too often, becomes blocks as a page does, other text as
 *    a text does (text_lines.h). Empty: nothing.
 *  - Other strings, numbers, true, false and null are values: rows of a ruled table of two columns,
 *    path and value; null is an empty value. Values that follow each other share a table.
 *  - An array whose elements are all arrays of values is a ruled table, each of them a row.
 *  - Our own export, an object with the objects "cells" and "sections", is no exception, but that
 *    everything under sections is text, however short.
 *
 * Lines are not known (0).
 */
#include "base/auto.h"
#include "base/str.h"
#include "doc/charset.h"
#include "doc/html_tags.h"
#include "doc/json_mend.h"
#include "doc/read.h"
#include "doc/text_lines.h"

#include <jansson.h>
#include <strings.h>

enum { SHORT_VALUE = 180, MAX_PATH = 1024, MAX_NUMBER = 400 };

struct walk {
	struct doc *d;
	struct err *err;
	struct str path;
	bool own; /* our own export */
	bool in_values;
	struct doc_grid values;
	uint32_t depth;
	int code;
};

static const struct doc_place nowhere = { 0, 0 };

/* ---- values ---------------------------------------------------------------------------------- */

static void fold_grid(struct walk *w, struct doc_grid *g)
{
	struct doc_table *t = doc_add_table(w->d, nowhere);
	if (!t) {
		w->code = doc_add_error(w->d);
		return;
	}
	w->code = doc_grid_finish(g, t);
	t->ruled = true;
}

static void end_values(struct walk *w)
{
	if (!w->in_values)
		return;
	w->in_values = false;
	fold_grid(w, &w->values);
}

static struct sv number_text(struct walk *w, const json_t *v)
{
	char b[MAX_NUMBER];
	size_t n = json_dumpb(v, b, sizeof b, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	struct sv s = sv_head((struct sv){ b, n }, sizeof b);
	if (json_is_real(v) && sv_ends(s, SV(".0")))
		s.n -= 2;
	return sv_dup(w->d->arena, s);
}

/** A copy of a string; escapes may have brought control characters in. */
static struct sv clean(struct walk *w, struct sv raw)
{
	struct sv s = SV("");
	if (!w->code)
		w->code = charset_decode(raw, CHARSET_UTF8, w->d->arena, &s, w->err);
	return s;
}

static struct sv string_text(struct walk *w, const json_t *v)
{
	return clean(w, (struct sv){ json_string_value(v), json_string_length(v) });
}

static struct sv value_text(struct walk *w, const json_t *v)
{
	if (json_is_string(v))
		return sv_trim(string_text(w, v));
	if (json_is_boolean(v))
		return json_is_true(v) ? SV("true") : SV("false");
	return json_is_null(v) ? SV("") : number_text(w, v);
}

static void add_value(struct walk *w, const json_t *v)
{
	if (w->in_values && (w->values.row + 2) * 2 > DOC_MAX_TABLE_CELLS)
		end_values(w);
	if (!w->in_values) {
		doc_grid_init(&w->values, w->d->arena);
		w->in_values = true;
	}
	doc_grid_row(&w->values);
	doc_grid_cell(&w->values, clean(w, str_sv(&w->path)), 1, 1, nowhere, true);
	doc_grid_cell(&w->values, value_text(w, v), 1, 1, nowhere, false);
}

/* ---- text ------------------------------------------------------------------------------------ */

/** Does the text hold an element that a page is made of? */
static bool has_html(struct sv s)
{
	for (size_t at; (at = sv_find(s, SV("<"))) != SV_NONE;) {
		char name[12] = "";
		s = sv_from(s, at + 1);
		for (size_t i = 0; i < s.n && i + 1 < sizeof name; i++) {
			char c = (char)(s.p[i] | 0x20);
			if (!((c >= 'a' && c <= 'z') || (s.p[i] >= '1' && s.p[i] <= '6')))
				break;
			name[i] = c >= 'a' ? c : s.p[i];
		}
		if (html_kind(name) != HTML_INLINE || strcmp(name, "span") == 0)
			return true;
	}
	return false;
}

/** HTML that was escaped once more on its way into the string ("&lt;p&gt;"); else as it is. */
static struct sv unescaped(struct walk *w, struct sv s)
{
	static const struct {
		struct sv name;
		char c;
	} entities[] = { { SV_INIT("&lt;"), '<' }, { SV_INIT("&gt;"), '>' }, { SV_INIT("&amp;"), '&' },
		{ SV_INIT("&quot;"), '"' }, { SV_INIT("&apos;"), '\'' }, { SV_INIT("&#39;"), '\'' },
		{ SV_INIT("&#x27;"), '\'' } };
	char *p = sv_has(s, SV("&lt;")) && !has_html(s) ? arena_alloc(w->d->arena, s.n) : NULL;
	size_t n = 0;
	if (!p)
		return s;
	for (struct sv rest = s; rest.n; n++) {
		size_t used = 1;
		p[n] = rest.p[0];
		for (size_t i = 0; rest.p[0] == '&' && i < sizeof entities / sizeof *entities; i++)
			if (sv_starts(rest, entities[i].name)) {
				used = entities[i].name.n;
				p[n] = entities[i].c;
			}
		rest = sv_from(rest, used);
	}
	return has_html((struct sv){ p, n }) ? (struct sv){ p, n } : s;
}

static void add_heading(struct walk *w, struct sv text, uint8_t level)
{
	end_values(w);
	if (w->code)
		return;
	struct doc_block *b = doc_add(w->d, DOC_HEADING, clean(w, text), nowhere);
	if (b)
		b->level = level;
	else
		w->code = doc_add_error(w->d);
}

static void add_text(struct walk *w, struct sv s)
{
	if (sv_trim(s).n == 0)
		return;
	add_heading(w, str_sv(&w->path), 6);
	if (w->code)
		return;
	if (has_html(s))
		w->code = doc_append_html(w->d, s, nowhere, w->err);
	else
		w->code = doc_append_text(w->d, s, nowhere, w->err);
}

static bool says_title(const char *key)
{
	static const char *const words[] = { "title", "heading", "caption", "标题" };
	for (size_t i = 0; key && i < sizeof words / sizeof *words; i++)
		if (strcasecmp(key, words[i]) == 0)
			return true;
	return false;
}

static void add_string(struct walk *w, const char *key, const json_t *v)
{
	struct sv s = unescaped(w, string_text(w, v));
	bool section = w->own && sv_starts(str_sv(&w->path), SV("sections."));
	bool text = section || has_html(s) || sv_has(s, SV("。")) || sv_has(sv_trim(s), SV("\n"));
	if (says_title(key) && !text && sv_trim(s).n > 0) {
		if (w->depth == 1 && w->d->title.n == 0)
			w->d->title = sv_trim(s);
		add_heading(w, sv_trim(s), w->depth == 1 ? 1 : 2);
	} else if (text || s.n > SHORT_VALUE) {
		add_text(w, s);
	} else {
		add_value(w, v);
	}
}

/* ---- the tree -------------------------------------------------------------------------------- */

static bool is_value(const json_t *v)
{
	return !json_is_object(v) && !json_is_array(v);
}

/** Is it a table: an array of arrays of values, more than one column? */
static bool is_table(const json_t *v)
{
	const json_t *row, *cell;
	size_t i, k, widest = 0;
	json_array_foreach(v, i, row) {
		if (!json_is_array(row))
			return false;
		json_array_foreach(row, k, cell)
			if (!is_value(cell))
				return false;
		if (k > widest)
			widest = k;
	}
	return widest > 1;
}

static void add_table(struct walk *w, const json_t *v)
{
	struct doc_grid g;
	const json_t *row, *cell;
	size_t i, k;
	add_heading(w, str_sv(&w->path), 6);
	doc_grid_init(&g, w->d->arena);
	json_array_foreach(v, i, row) {
		doc_grid_row(&g);
		json_array_foreach(row, k, cell)
			doc_grid_cell(&g, value_text(w, cell), 1, 1, nowhere, false);
	}
	if (!w->code)
		fold_grid(w, &g);
}

static void walk_value(struct walk *w, const char *key, const json_t *v);

/** Walk a member with its name at the end of the path. */
static void walk_member(struct walk *w, const char *name, const char *key, const json_t *v)
{
	size_t n = w->path.n;
	if (n)
		str_addc(&w->path, '.');
	str_add(&w->path, sv_head(sv_of(name), MAX_PATH));
	if (++w->depth > DOC_MAX_NESTING)
		w->code = E_LIMIT;
	if (!w->code)
		walk_value(w, key, v);
	w->depth--;
	w->path.n = n;
}

static void walk_array(struct walk *w, const json_t *v)
{
	const json_t *member;
	size_t i;
	if (is_table(v)) {
		add_table(w, v);
		return;
	}
	json_array_foreach(v, i, member) {
		char index[24];
		snprintf(index, sizeof index, "%zu", i);
		walk_member(w, index, NULL, member);
	}
}

static void walk_value(struct walk *w, const char *key, const json_t *v)
{
	const char *name;
	json_t *member;
	if (json_is_object(v))
		json_object_foreach((json_t *)v, name, member)
			walk_member(w, name, name, member);
	else if (json_is_array(v))
		walk_array(w, v);
	else if (json_is_string(v))
		add_string(w, key, v);
	else
		add_value(w, v);
}

/* ---- the door -------------------------------------------------------------------------------- */

static void free_json(json_t **v)
{
	json_decref(*v);
}

/** Parse, if need be after mending. Integers of any length are let through as reals. */
static json_t *load(struct sv text, struct arena *scratch, json_error_t *why)
{
	json_t *v = json_loadb(text.p, text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, why);
	enum json_error_code code = v ? json_error_unknown : json_error_code(why);
	if (!v && code == json_error_numeric_overflow)
		v = json_loadb(text.p, text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL |
			JSON_DECODE_INT_AS_REAL, why);
	if (v || code == json_error_stack_overflow)
		return v;
	struct sv mended = json_mend(text, scratch);
	return json_loadb(mended.p, mended.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &(json_error_t){ 0 });
}

static int walk_all(struct walk *w, const json_t *v)
{
	w->own = json_is_object(json_object_get(v, "cells")) &&
		json_is_object(json_object_get(v, "sections"));
	walk_value(w, NULL, v);
	if (!w->code)
		end_values(w);
	if (w->code == E_LIMIT && (!w->err || w->err->code == 0))
		return err_set(w->err, E_LIMIT, "JSON 的嵌套层数、条目或长度超出了限额，没有读取；"
			"请只导出报告本身后再试。");
	if (w->code == E_LIMIT)
		return E_LIMIT; /* whoever met the limit has said so */
	if ((w->code && (!w->err || w->err->code == 0)) || w->d->arena->failed)
		return err_set(w->err, E_NOMEM, "JSON 内容过多，超出了内存限额，请拆分后再试。");
	return w->code;
}

int doc_read_json(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	AUTO(arena_done) struct arena scratch;
	arena_init(&scratch, DOC_MAX_ARENA);
	struct sv text;
	json_error_t why = { 0 };
	struct err inner = { 0 };
	struct walk w = { .d = doc_new(a, DOC_JSON), .err = &inner };
	if (!w.d)
		return err_set(err, E_NOMEM, "内存不足；请关闭其他程序后再试。");
	int code = charset_to_utf8(bytes, SV(""), &scratch, &text, err);
	if (code)
		return code;
	AUTO(free_json) json_t *v = load(text, &scratch, &why);
	if (!v && json_error_code(&why) == json_error_stack_overflow)
		return err_set(err, E_LIMIT, "JSON 嵌套太深，没有读取；请只导出报告本身后再试。");
	if (!v) {
		err_set(err, E_FORMAT, "这个 JSON 文件有语法错误（第 %d 行），读不出内容；"
			"请重新导出，或改交网页、Word 文件。", why.line);
		return err_detail(err, "jansson: %s", why.text);
	}
	str_init(&w.path, &scratch, (size_t)DOC_MAX_NESTING * MAX_PATH);
	code = walk_all(&w, v);
	if (code && err)
		*err = inner;
	if (!code)
		*ret = w.d;
	return code;
}
