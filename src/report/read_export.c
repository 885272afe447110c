/*
 * Reports that come as data: this program's own JSON and CSV, whose cells are named by the keys of
 * the form, and exports of other systems that name them in camel case. Both arrive as tables of
 * two or three columns: a name, (a label,) a value.
 */
#include "report/reading.h"

#include "base/num.h"

/** A name used by an export and what it means. */
struct name {
	const char *name;
	int value;
};

/** Groups of columns: who applied. */
static const struct name columns[] = {
	{ "naturalPerson", APP_NATURAL_PERSON }, { "natural", APP_NATURAL_PERSON },
	{ "commercial", APP_ORG_COMMERCIAL }, { "research", APP_ORG_RESEARCH },
	{ "social", APP_ORG_PUBLIC_WELFARE }, { "legal", APP_ORG_LEGAL_SERVICE },
	{ "total", APP_TOTAL }, { NULL, 0 },
};

static const struct name app_names[] = {
	{ "newReceived", APP_NEW_RECEIVED }, { "carriedOver", APP_CARRIED_IN },
	{ "results.granted", APP_GRANTED }, { "results.partialGrant", APP_PARTIALLY_GRANTED },
	{ "denied.stateSecret", APP_DENIED_STATE_SECRET },
	{ "denied.lawForbidden", APP_DENIED_LAW_PROHIBITED },
	{ "denied.safetyStability", APP_DENIED_THREE_SAFETIES },
	{ "denied.thirdPartyRights", APP_DENIED_THIRD_PARTY },
	{ "denied.internalAffairs", APP_DENIED_INTERNAL_AFFAIRS },
	{ "denied.processInfo", APP_DENIED_PROCESS_INFO },
	{ "denied.enforcementCase", APP_DENIED_ENFORCEMENT_FILE },
	{ "denied.adminQuery", APP_DENIED_ADMIN_QUERY },
	{ "unableToProvide.noInfo", APP_UNABLE_NOT_HELD },
	{ "unableToProvide.needCreation", APP_UNABLE_NEEDS_CREATION },
	{ "unableToProvide.unclear", APP_UNABLE_STILL_UNCLEAR },
	{ "notProcessed.complaint", APP_NOT_PROCESSED_PETITION },
	{ "notProcessed.repeat", APP_NOT_PROCESSED_REPEAT },
	{ "notProcessed.publication", APP_NOT_PROCESSED_PUBLICATION },
	{ "notProcessed.massiveRequests", APP_NOT_PROCESSED_EXCESSIVE },
	{ "notProcessed.confirmInfo", APP_NOT_PROCESSED_RECONFIRM },
	{ "other.overdueCorrection", APP_OTHER_CORRECTION_OVERDUE },
	{ "other.overdueFee", APP_OTHER_FEE_UNPAID }, { "other.otherReasons", APP_OTHER_MISC },
	{ "results.totalProcessed", APP_RESULTS_TOTAL },
	{ "results.carriedForward", APP_CARRIED_OUT }, { NULL, 0 },
};

static const struct name review_groups[] = {
	{ "review.", REVIEW_RECONSIDERATION }, { "litigationDirect.", REVIEW_LITIGATION_DIRECT },
	{ "litigationPostReview.", REVIEW_LITIGATION_AFTER }, { NULL, 0 },
};
static const struct name review_names[] = {
	{ "maintain", 0 }, { "correct", 1 }, { "other", 2 }, { "unfinished", 3 }, { "total", 4 },
	{ NULL, 0 },
};

/** Cells of section two by name; their numbers are those of the form. */
static const struct {
	const char *name, *key;
} art_names[] = {
	{ "regulations.made", "art20_1.rules.issued" },
	{ "regulations.repealed", "art20_1.rules.repealed" },
	{ "regulations.valid", "art20_1.rules.in_force" },
	{ "normativeDocuments.made", "art20_1.normative_documents.issued" },
	{ "normativeDocuments.repealed", "art20_1.normative_documents.repealed" },
	{ "normativeDocuments.valid", "art20_1.normative_documents.in_force" },
	{ "licensing.processed", "art20_5.administrative_license.decisions" },
	{ "punishment.processed", "art20_6.administrative_penalty.decisions" },
	{ "coercion.processed", "art20_6.administrative_coercion.decisions" },
	{ "fees.amount", "art20_8.administrative_fee.amount_wan_yuan" },
};

/** Does a dotted path end in `tail` at a dot? */
static bool ends_in(struct sv path, const char *tail)
{
	struct sv t = sv_of(tail);
	return sv_ends(path, t) && (path.n == t.n || path.p[path.n - t.n - 1] == '.');
}

/** Does a dotted path have the step `name`? */
static bool has_step(struct sv path, const char *name)
{
	struct sv step;
	while (path.p && sv_cut(&path, '.', &step))
		if (sv_eq(step, sv_of(name)))
			return true;
	return false;
}

static int app_by_name(struct sv path)
{
	for (const struct name *row = app_names; row->name; row++) {
		if (!ends_in(path, row->name))
			continue;
		size_t n = strlen(row->name);
		struct sv who = sv_head(path, path.n - n);
		for (const struct name *c = columns; c->name; c++)
			if (has_step(who, c->name))
				return app_cell((enum app_row)row->value, (enum app_column)c->value);
		if (has_step(who, "legalPerson"))
			return app_cell((enum app_row)row->value, APP_ORG_OTHER);
		return -1;
	}
	return -1;
}

static int review_by_name(struct sv path)
{
	for (const struct name *g = review_groups; g->name; g++) {
		size_t at = sv_find(path, sv_of(g->name));
		if (at == SV_NONE || (at > 0 && path.p[at - 1] != '.'))
			continue;
		for (const struct name *c = review_names; c->name; c++)
			if (ends_in(path, c->name))
				return review_cell((enum review_group)g->value, c->value);
	}
	return -1;
}

/** The cell that a path of an export names, or -1. */
static int cell_named(struct sv path)
{
	if (sv_starts(path, SV("cells.")))
		path = sv_from(path, strlen("cells."));
	int cell = form_cell_by_key(path);
	for (size_t i = 0; cell < 0 && i < sizeof art_names / sizeof *art_names; i++)
		if (ends_in(path, art_names[i].name))
			cell = form_cell_by_key(sv_of(art_names[i].key));
	if (cell < 0)
		cell = app_by_name(path);
	return cell < 0 ? review_by_name(path) : cell;
}

static void set_cell(struct reading *rd, int cell, struct sv value, struct doc_place at)
{
	struct form_cell *c = &rd->r->cells[cell];
	bool decimal = form_cell_type(cell) == FORM_DECIMAL_WAN_YUAN;
	*c = (struct form_cell){ .state = CELL_BLANK, .text = SV("") };
	if (value.n > 1 && *value.p == '\'')
		value = sv_from(value, 1); /* how CSV marks a text that looks like a formula */
	if (value.n && decimal && num_parse_decimal(value, 6, &c->n)) {
		c->state = CELL_DECIMAL;
		c->text = value;
	} else if (value.n && !decimal && num_parse_i64(value, &c->n)) {
		c->state = CELL_NUMBER;
	} else if (value.n) {
		c->state = CELL_TEXT;
		c->text = value;
	}
	rd->r->cell_at[cell] = at;
	rd->r->cell_quote[cell] = value;
	struct form_position p = form_position(cell);
	bool due = c->state != CELL_BLANK;
	rd->r->tables[p.table] |= due;
	if (due && p.table < TABLE_APPLICATIONS &&
	    !(form_tables[p.table].columns[p.column].layouts & FORM_2021))
		rd->r->layout = FORM_2019;
}

/** Name and value of row `row`: its first and last cell. */
static bool row_at(const struct doc_table *t, uint32_t row, struct sv *name, struct sv *value,
	struct doc_place *at)
{
	const struct doc_cell *first = doc_cell_at(t, row, 0), *last = doc_cell_at(t, row, t->n_cols - 1);
	if (!first || !last || first == last)
		return false;
	*name = sv_trim(first->text);
	*value = sv_trim(last->text);
	*at = first->at;
	return true;
}

static int read_table(struct reading *rd, const struct doc_table *t)
{
	int found = 0;
	for (uint32_t row = 0; row < t->n_rows; row++) {
		struct sv name, value;
		struct doc_place at;
		int64_t year;
		if (!row_at(t, row, &name, &value, &at))
			continue;
		int cell = cell_named(name);
		if (cell >= 0) {
			set_cell(rd, cell, value, at);
			found++;
		} else if (value.n && (ends_in(name, "unit") || ends_in(name, "unit_name") ||
				ends_in(name, "organization_name"))) {
			rd->r->unit = value;
		} else if ((ends_in(name, "year") || ends_in(name, "report_year")) &&
			num_parse_i64(value, &year) && year > 1900 && year < 2200) {
			rd->r->year = (int)year;
		}
	}
	return found;
}

/* This program's own JSON: a heading `sections.overview`, then its paragraphs. */
void read_export_sections(struct reading *rd)
{
	const struct doc *d = rd->flow.doc;
	int order = 0;
	for (size_t i = 0; i < d->n_blocks; i++) {
		struct sv path = d->blocks[i].text;
		if (d->blocks[i].kind != DOC_HEADING || !sv_starts(path, SV("sections.")))
			continue;
		for (int s = 0; s < SECTION__MAX; s++) {
			if (!ends_in(path, form_section_key((enum form_section)s)))
				continue;
			struct str text;
			str_init(&text, rd->arena, 1 << 20);
			for (size_t k = i + 1; k < d->n_blocks && d->blocks[k].kind == DOC_PARAGRAPH; k++)
				str_addf(&text, "%s%.*s", text.n ? "\n" : "", SV_ARG(d->blocks[k].text));
			rd->r->sections[s] = (struct report_section){ .present = true, .order = order++,
				.heading = sv_of(form_section_label((enum form_section)s)),
				.text = str_sv(&text), .at = d->blocks[i].at };
		}
	}
}

bool read_export(struct reading *rd)
{
	const struct doc *d = rd->flow.doc;
	if (d->format != DOC_JSON && d->format != DOC_CSV)
		return false;
	int found = 0;
	for (size_t i = 0; i < d->n_blocks; i++)
		if (d->blocks[i].kind == DOC_TABLE && d->blocks[i].table->n_cols >= 2)
			found += read_table(rd, d->blocks[i].table);
	return found > 0;
}
