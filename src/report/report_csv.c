#include "report/report_csv.h"

#include "base/num.h"
#include "report/report_form.h"

enum { CSV_MAX = 16 * 1024 * 1024 };

/** Would a spreadsheet run this text? Plain numbers, signed or not, are none of its business. */
static bool is_formula(struct sv v)
{
	int64_t n;
	return v.n && strchr("=+-@\t\r\n", v.p[0]) && !num_parse_decimal(v, 6, &n);
}

void report_csv_field(struct str *out, struct sv v)
{
	bool formula = is_formula(v), quoted = formula;
	for (size_t i = 0; i < v.n && !quoted; i++)
		quoted = v.p[i] == ',' || v.p[i] == '"' || v.p[i] == '\r' || v.p[i] == '\n';
	if (quoted)
		str_addc(out, '"');
	if (formula)
		str_addc(out, '\'');
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '"')
			str_addc(out, '"');
		str_addc(out, v.p[i]);
	}
	if (quoted)
		str_addc(out, '"');
}

static void row(struct str *out, struct sv cell, struct sv label, struct sv value)
{
	report_csv_field(out, cell);
	str_addc(out, ',');
	report_csv_field(out, label);
	str_addc(out, ',');
	report_csv_field(out, value);
	str_addz(out, "\r\n");
}

int report_csv(const struct report *r, struct arena *a, struct sv *ret, struct err *err)
{
	struct str out;
	char key[FORM_KEY_MAX];
	str_init(&out, a, CSV_MAX);
	str_addz(&out, "\xEF\xBB\xBF");
	row(&out, SV("cell"), SV("label"), SV("value"));
	row(&out, SV("unit"), SV("单位"), r->unit);
	row(&out, SV("year"), SV("年度"), r->year ? sv_fmt(a, "%d", r->year) : SV(""));
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		if (r->cells[cell].state == CELL_ABSENT)
			continue;
		row(&out, sv_of(form_key(cell, key)), form_cell_name(a, cell),
			report_cell_text(&r->cells[cell], a));
	}
	if (!str_ok(&out) || a->failed)
		return err_set(err, E_NOMEM, "内存不足，CSV 文件没有生成，请关闭其他程序后重试");
	*ret = str_sv(&out);
	return 0;
}
