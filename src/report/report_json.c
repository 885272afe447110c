#include "report/report_json.h"

#include "base/str.h"

#include <jansson.h>
#include <stdlib.h>

enum { FLAGS = JSON_COMPACT | JSON_PRESERVE_ORDER };

static json_t *text(struct sv v)
{
	json_t *s = json_stringn(v.p, v.n);
	return s ? s : json_string("");
}

/** A cell as JSON: four different things. */
static json_t *cell_value(const struct form_cell *c)
{
	switch (c->state) {
	case CELL_NUMBER:
		return json_integer(c->n);
	case CELL_DECIMAL:
	case CELL_TEXT:
		return text(c->text);
	default:
		return json_null();
	}
}

/** The cells of the report's layout, and any other cell that was read. */
static json_t *cells(const struct report *r, json_t *uncertain)
{
	json_t *object = json_object();
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		const struct form_cell *c = &r->cells[cell];
		enum form_layout layout = report_layout(r, form_position(cell).table);
		char key[FORM_KEY_MAX];
		if (c->state == CELL_ABSENT && !form_has(layout, cell))
			continue;
		form_key(cell, key);
		json_object_set_new(object, key, cell_value(c));
		if (c->provisional)
			json_array_append_new(uncertain, json_string(key));
	}
	return object;
}

static json_t *sections(const struct report *r)
{
	json_t *object = json_object();
	for (int s = 0; s < SECTION__MAX; s++)
		json_object_set_new(object, form_section_key((enum form_section)s),
			r->sections[s].present ? text(r->sections[s].text) : json_null());
	return object;
}

static void set_place(json_t *object, struct doc_place at)
{
	if (at.page)
		json_object_set_new(object, "page", json_integer(at.page));
	if (at.line)
		json_object_set_new(object, "line", json_integer(at.line));
}

static json_t *finding(const struct finding *f)
{
	char key[FORM_KEY_MAX];
	json_t *object = json_object();
	json_object_set_new(object, "rule", json_string(rule_of(f->rule)->id));
	json_object_set_new(object, "severity", json_string(severity_key(f->severity)));
	json_object_set_new(object, "cell",
		f->cell >= 0 ? json_string(form_key(f->cell, key)) : json_null());
	if (f->section)
		json_object_set_new(object, "section", json_string(f->section));
	json_object_set_new(object, "found", text(f->found));
	json_object_set_new(object, "expected", text(f->expected));
	json_object_set_new(object, "quote", text(f->quote));
	json_object_set_new(object, "message", text(f->message));
	json_object_set_new(object, "source", json_string(rule_of(f->rule)->source));
	set_place(object, f->at);
	return object;
}

/** Print and free a JSON value. Once: to ask for its length first would be to print it twice. */
static int print(json_t *value, struct arena *a, struct sv *ret)
{
	char *printed = json_dumps(value, FLAGS);
	size_t n = printed ? strlen(printed) : 0;
	const char *p = printed ? arena_dup(a, printed, n) : NULL;
	free(printed);
	json_decref(value);
	*ret = (struct sv){ p, n };
	return p ? E_OK : E_NOMEM;
}

int report_json(const struct report *r, const char *file, const struct findings *findings,
	struct arena *a, struct sv *ret, struct err *err)
{
	json_t *object = json_object(), *uncertain = json_array(), *list = json_array();
	if (file)
		json_object_set_new(object, "file", json_string_nocheck(file));
	json_object_set_new(object, "unit", text(r->unit));
	json_object_set_new(object, "year", r->year ? json_integer(r->year) : json_null());
	json_object_set_new(object, "form", json_string(r->layout == FORM_2019 ? "2019" : "2021"));
	json_object_set_new(object, "title", text(r->title));
	json_object_set_new(object, "period",
		r->period.present ? text(r->period.quote) : json_null());
	json_object_set_new(object, "preamble", text(r->preamble));
	json_object_set_new(object, "cells", cells(r, uncertain));
	json_object_set_new(object, "uncertain", uncertain);
	json_object_set_new(object, "sections", sections(r));
	for (size_t i = 0; findings && i < findings->n; i++)
		json_array_append_new(list, finding(&findings->items[i]));
	if (file)
		json_object_set_new(object, "findings", list);
	else
		json_decref(list);
	if (print(object, a, ret))
		return err_set(err, E_NOMEM, "输出结果时内存不足。");
	return E_OK;
}

int report_json_error(const char *file, const struct err *why, struct arena *a, struct sv *ret)
{
	json_t *object = json_object(), *error = json_object();
	json_object_set_new(object, "file", json_string_nocheck(file));
	json_object_set_new(error, "code", json_string(err_name(why->code)));
	json_object_set_new(error, "message", json_string(why->user));
	json_object_set_new(object, "error", error);
	json_object_set_new(object, "cells", json_object());
	json_object_set_new(object, "sections", json_object());
	json_object_set_new(object, "findings", json_array());
	return print(object, a, ret);
}

int report_json_comparison(const struct comparison *c, const char *file_a, const char *file_b,
	struct arena *a, struct sv *ret, struct err *err)
{
	json_t *object = json_object(), *changes = json_object(), *shares = json_object();
	json_object_set_new(object, "a", json_string(file_a));
	json_object_set_new(object, "b", json_string(file_b));
	json_object_set_new(object, "same", json_integer(c->same_cells));
	for (size_t i = 0; i < c->n_changes; i++) {
		char key[FORM_KEY_MAX];
		json_t *pair = json_array();
		json_array_append_new(pair, cell_value(c->changes[i].a));
		json_array_append_new(pair, cell_value(c->changes[i].b));
		json_object_set_new(changes, form_key(c->changes[i].cell, key), pair);
	}
	for (int s = 0; s < SECTION__MAX; s++)
		json_object_set_new(shares, form_section_key((enum form_section)s),
			c->text_share[s] < 0 ? json_null() : json_integer(c->text_share[s]));
	json_object_set_new(object, "cells", changes);
	json_object_set_new(object, "sections", shares);
	if (print(object, a, ret))
		return err_set(err, E_NOMEM, "输出结果时内存不足。");
	return E_OK;
}
