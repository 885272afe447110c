#include "report/build.h"

#include "report/report_form.h"

/** The cells of table two are there and empty: the office fills them in. */
static void open_tables(struct report *r)
{
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		if (!form_has(r->layout, cell))
			continue;
		r->tables[form_position(cell).table] = true;
		r->cells[cell].state = CELL_BLANK;
	}
}

static int64_t app(const struct report *r, enum app_row row)
{
	return r->cells[app_cell(row, APP_TOTAL)].n;
}

static int64_t review(const struct report *r, enum review_group g, int i)
{
	return r->cells[review_cell(g, i)].n;
}

/** "其中予以公开3件、信息不存在2件": the results that there are. */
static void add_results(const struct report *r, struct str *s)
{
	const struct form_table *t = &form_tables[TABLE_APPLICATIONS];
	const char *gap = "其中";
	for (int row = APP_RESULT_FIRST; row <= APP_RESULT_LAST; row++) {
		int64_t n = app(r, (enum app_row)row);
		if (!n || !form_has(r->layout, app_cell((enum app_row)row, APP_TOTAL)))
			continue;
		/* Labels begin with their numeral: "（一）予以公开", "1.属于国家秘密". */
		struct sv label = sv_of(t->rows[row].label);
		size_t brace = sv_find(label, SV("）")), point = sv_find(label, SV("."));
		if (sv_starts(label, SV("（")) && brace != SV_NONE)
			label = sv_from(label, brace + sizeof "）" - 1);
		else if (point == 1)
			label = sv_from(label, 2);
		size_t note = sv_find(label, SV("（"));
		label = sv_head(label, note == SV_NONE ? label.n : note);
		str_addf(s, "%s“%.*s”%lld件", gap, SV_ARG(label), (long long)n);
		gap = "，";
	}
}

static struct sv applications_text(const struct report *r, struct arena *a)
{
	struct str s;
	str_init(&s, a, 16384);
	str_addf(&s, "%d年，本机关新收政府信息公开申请%lld件，上年结转%lld件；办结%lld件", r->year,
		(long long)app(r, APP_NEW_RECEIVED), (long long)app(r, APP_CARRIED_IN),
		(long long)app(r, APP_RESULTS_TOTAL));
	if (app(r, APP_RESULTS_TOTAL)) {
		str_addz(&s, "，");
		add_results(r, &s);
	}
	str_addf(&s, "；结转下年度继续办理%lld件。", (long long)app(r, APP_CARRIED_OUT));
	return str_sv(&s);
}

static struct sv review_text(const struct report *r, struct arena *a)
{
	enum { TOTAL = REVIEW_GROUP_SIZE - 1, PENDING = TOTAL - 1 };
	int64_t direct = review(r, REVIEW_LITIGATION_DIRECT, TOTAL),
		after = review(r, REVIEW_LITIGATION_AFTER, TOTAL);
	return sv_fmt(a, "%d年，因政府信息公开申请行政复议%lld件，其中尚未审结%lld件；提起行政诉讼%lld件，"
		"其中未经复议直接起诉%lld件、复议后起诉%lld件。", r->year,
		(long long)review(r, REVIEW_RECONSIDERATION, TOTAL),
		(long long)review(r, REVIEW_RECONSIDERATION, PENDING), (long long)(direct + after),
		(long long)direct, (long long)after);
}

static struct sv fee_text(const struct request_fees *f, struct arena *a)
{
	if (!f->notices)
		return SV("本年度没有收取信息处理费。");
	return sv_fmt(a, "本年度发出信息处理费收费通知%lld件，总金额%lld.%02d元，实际收取%lld.%02d元。",
		(long long)f->notices, (long long)(f->asked / 100), (int)(f->asked % 100),
		(long long)(f->paid / 100), (int)(f->paid % 100));
}

static void add_section(struct report *r, enum form_section s, struct sv text)
{
	r->sections[s] = (struct report_section){ .present = true, .order = (int)s,
		.heading = sv_of(form_section_label(s)), .text = text };
}

static int check_year(const struct request_env *env, int year, struct err *err)
{
	if (form_for_year(year) != FORM_2021)
		return err_set(err, E_USAGE, "只能生成2021年度及以后的报告，更早的年度用的是另一种格式。");
	if (year > env->today.year)
		return err_set(err, E_USAGE, "%d年还没有到，不能生成报告。", year);
	return E_OK;
}

/** Counted in one snapshot: a request that is answered meanwhile would be open in one sum and closed in the next. */
static int count(const struct request_env *env, int64_t unit, struct report *r,
	struct request_fees *fees, struct err *err)
{
	const struct request_period year = { { r->year, 1, 1 }, { r->year, 12, 31 } };
	bool own;
	int rc = tx_join_read(env->db, __func__, &own, err);
	if (!rc)
		rc = request_count_table_three(env, unit, year, r->cells, err);
	if (!rc)
		rc = remedy_count_table_four(env, unit, year, r->cells, err);
	if (!rc)
		rc = request_count_fees(env, unit, year, fees, err);
	tx_leave(env->db, own);
	return rc;
}

int report_build(const struct request_env *env, int64_t unit, int year, struct arena *a,
	struct report **ret, struct err *err)
{
	struct request_fees fees;
	struct unit u;
	struct report *r = arena_alloc(a, sizeof *r);
	if (!r)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	*r = (struct report){ .arena = a, .layout = FORM_2021, .year = year, .title = SV(""),
		.preamble = SV("") };
	int rc = check_year(env, year, err);
	if (!rc)
		rc = unit_get(env->db, unit, a, &u, err);
	if (rc)
		return rc;
	r->unit = u.name;
	r->title = report_form_title(r, a);
	open_tables(r);
	rc = count(env, unit, r, &fees, err);
	if (rc)
		return rc;
	r->period = (struct report_period){ .present = true, .from_year = year, .from_month = 1,
		.from_day = 1, .to_year = year, .to_month = 12, .to_day = 31 };
	add_section(r, SECTION_OVERVIEW, SV(""));
	add_section(r, SECTION_PROACTIVE, SV(""));
	add_section(r, SECTION_APPLICATIONS, applications_text(r, a));
	add_section(r, SECTION_REVIEW, review_text(r, a));
	add_section(r, SECTION_PROBLEMS, SV(""));
	add_section(r, SECTION_OTHER, fee_text(&fees, a));
	r->preamble = sv_fmt(a, "本报告所列数据的统计期限自%d年1月1日起至%d年12月31日止。", year, year);
	if (a->failed)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	*ret = r;
	return E_OK;
}
