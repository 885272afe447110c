#include "report/narrative_counts.h"

#include "base/str.h"

/** Rows of 表三 that a count adds up. */
static const struct { int first, last; const char *name; } app_counts[COUNT__MAX] = {
	[COUNT_NEW] = { APP_NEW_RECEIVED, APP_NEW_RECEIVED, NULL },
	[COUNT_CARRIED_IN] = { APP_CARRIED_IN, APP_CARRIED_IN, NULL },
	[COUNT_RESULTS] = { APP_RESULTS_TOTAL, APP_RESULTS_TOTAL, NULL },
	[COUNT_CARRIED_OUT] = { APP_CARRIED_OUT, APP_CARRIED_OUT, NULL },
	[COUNT_GRANTED] = { APP_GRANTED, APP_GRANTED, NULL },
	[COUNT_PARTIAL] = { APP_PARTIALLY_GRANTED, APP_PARTIALLY_GRANTED, NULL },
	[COUNT_DENIED] = { APP_DENIED_FIRST, APP_DENIED_LAST, "（三）不予公开" },
	[COUNT_UNABLE] = { APP_UNABLE_FIRST, APP_UNABLE_LAST, "（四）无法提供" },
	[COUNT_NOT_PROCESSED] = { APP_NOT_PROCESSED_FIRST, APP_NOT_PROCESSED_LAST, "（五）不予处理" },
	[COUNT_OTHER] = { APP_OTHER_FIRST, APP_OTHER_LAST, "（六）其他处理" },
};

static bool number_in(const struct report *r, int cell, int64_t *ret)
{
	const struct form_cell *c = &r->cells[cell];
	if (c->provisional || (c->state != CELL_NUMBER && c->state != CELL_DECIMAL))
		return false;
	*ret = c->n;
	return true;
}

/** Sum of cells of one column of 表三, rows first to last. */
static bool app_sum(const struct report *r, int first, int last, int column, int64_t *ret)
{
	int64_t sum = 0, n;
	/* The forms print （六） as one row or as three. */
	bool one_row = first == APP_OTHER_FIRST &&
		       number_in(r, app_cell(APP_OTHER_HANDLING, column), &n);
	for (int row = first; row <= last; row++) {
		int cell = app_cell((enum app_row)row, (enum app_column)column);
		bool alternative = first == APP_OTHER_FIRST && one_row != (row == APP_OTHER_HANDLING);
		if (number_in(r, cell, &n))
			sum += n;
		else if (!alternative || r->cells[cell].state != CELL_ABSENT)
			return false;
	}
	*ret = sum;
	return true;
}

static bool app_value(const struct report *r, struct counted c, int64_t *ret, int *cell)
{
	int first = c.what == COUNT_REASON ? c.row : app_counts[c.what].first;
	int last = c.what == COUNT_REASON ? c.row : app_counts[c.what].last;
	int from = c.column, to = c.column;
	if (c.column == APP_ORGANISATIONS) {
		from = APP_ORG_COMMERCIAL;
		to = APP_ORG_OTHER;
	}
	*ret = 0;
	for (int column = from; column <= to; column++) {
		int64_t n;
		if (!app_sum(r, first, last, column, &n))
			return false;
		*ret += n;
	}
	if (first == last && from == to)
		*cell = app_cell((enum app_row)first, (enum app_column)from);
	return true;
}

static bool review_value(const struct report *r, struct counted c, int64_t *ret, int *cell)
{
	static const struct { enum review_group from, to; } groups[] = {
		{ REVIEW_RECONSIDERATION, REVIEW_RECONSIDERATION },
		{ REVIEW_LITIGATION_DIRECT, REVIEW_LITIGATION_AFTER },
		{ REVIEW_LITIGATION_DIRECT, REVIEW_LITIGATION_DIRECT },
		{ REVIEW_LITIGATION_AFTER, REVIEW_LITIGATION_AFTER },
	};
	int g = (int)c.what - COUNT_RECONSIDERATION;
	*ret = 0;
	for (int group = (int)groups[g].from; group <= (int)groups[g].to; group++) {
		int64_t n;
		if (!number_in(r, review_cell((enum review_group)group, c.column), &n))
			return false;
		*ret += n;
	}
	if (groups[g].from == groups[g].to)
		*cell = review_cell(groups[g].from, c.column);
	return true;
}

/** The cell of a count of 第二十条, -1 when the form of the report has none. */
static int article_cell(const struct report *r, struct counted c)
{
	switch (c.what) {
	case COUNT_RULES:
	case COUNT_DOCUMENTS:
		/* 2019 counts what was made and what is public: only "made" is the same thing. */
		if (r->layout == FORM_2019)
			return c.column == DOCS_ISSUED ?
				form_cell_at(TABLE_ART20_1, c.what == COUNT_DOCUMENTS, 3) : -1;
		return form_cell_at(TABLE_ART20_1, c.what == COUNT_DOCUMENTS, c.column);
	case COUNT_LICENCE:
		return form_cell_at(TABLE_ART20_5, 0, 0);
	case COUNT_PENALTY:
		return form_cell_at(TABLE_ART20_6, 0, 0);
	case COUNT_COERCION:
		return form_cell_at(TABLE_ART20_6, 1, 0);
	case COUNT_FEE:
		return form_cell_at(TABLE_ART20_8, 0, 0);
	default:
		return -1;
	}
}

bool count_value(const struct report *r, struct counted c, int64_t *ret, int *ret_cell)
{
	int cell = -1;
	int64_t value = 0;
	bool known;
	if (c.what >= COUNT_NEW && c.what <= COUNT_REASON) {
		known = app_value(r, c, &value, &cell);
	} else if (c.what >= COUNT_RECONSIDERATION && c.what <= COUNT_LAWSUIT_AFTER) {
		known = review_value(r, c, &value, &cell);
	} else {
		cell = article_cell(r, c);
		known = cell >= 0 && number_in(r, cell, &value);
		/* A whole amount is a plain number of 万元. */
		if (known && c.what == COUNT_FEE && r->cells[cell].state == CELL_NUMBER)
			known = !__builtin_mul_overflow(value, INT64_C(1000000), &value);
	}
	if (known)
		*ret = value;
	if (known && ret_cell)
		*ret_cell = cell;
	return known;
}

bool count_from_parts(const struct report *r, struct counted c, int64_t *ret)
{
	int64_t sum = 0, n;
	bool app = c.what >= COUNT_NEW && c.what <= COUNT_REASON;
	bool review = c.what >= COUNT_RECONSIDERATION && c.what <= COUNT_LAWSUIT_AFTER;
	if (!(app && c.column == APP_TOTAL) && !(review && c.column == REVIEW_ALL))
		return false;
	for (int column = 0; column < (app ? (int)APP_TOTAL : (int)REVIEW_ALL); column++) {
		c.column = column;
		if (!count_value(r, c, &n, NULL))
			return false;
		sum += n;
	}
	*ret = sum;
	return true;
}

struct sv count_name(struct arena *a, const struct report *r, struct counted c)
{
	static const char *const results[] = { "结果维持", "结果纠正", "其他结果", "尚未审结", "总计" };
	int64_t n;
	int cell = -1;
	if (count_value(r, c, &n, &cell) && cell >= 0)
		return form_cell_name(a, cell);
	if (c.what == COUNT_LAWSUIT)
		return sv_fmt(a, "表四·行政诉讼两组·%s之和", results[c.column]);
	const char *column = c.column == APP_ORGANISATIONS ? "法人或其他组织" :
			     form_tables[TABLE_APPLICATIONS].columns[c.column].label;
	const char *row = c.what == COUNT_REASON ?
			  form_tables[TABLE_APPLICATIONS].rows[c.row].label :
			  app_counts[c.what].name ? app_counts[c.what].name :
			  form_tables[TABLE_APPLICATIONS].rows[app_counts[c.what].first].label;
	return sv_fmt(a, "表三·%s各项·%s之和", row, column);
}
