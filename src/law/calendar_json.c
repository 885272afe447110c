#include "law/calendar_json.h"

#include "base/num.h"

#include <jansson.h>
#include <stdlib.h>

/** A list of dates of the year; weekend days only, if `weekend`. */
static int read_days(const json_t *list, int year, bool weekend, struct arena *a,
	const char *const **ret, size_t *ret_n, struct err *err)
{
	size_t n = json_array_size(list);
	if (!json_is_array(list) || n > CALENDAR_DAYS_MAX)
		return err_set(err, E_FORMAT, "%d年：holidays 和 workdays 要各是一个日期的列表，最多%d天。", year,
			CALENDAR_DAYS_MAX);
	const char **days = arena_array(a, n + 1, sizeof *days);
	for (size_t i = 0; days && i < n; i++) {
		const char *text = json_string_value(json_array_get(list, i));
		struct date d;
		if (!text || !date_parse(sv_of(text), &d) || d.year != year)
			return err_set(err, E_FORMAT, "%d年：“%.40s”不是这一年的日期；要写成 %d-01-01 的样子。", year,
				text ? text : "", year);
		if (weekend && date_weekday(date_to_day(d)) < 5)
			return err_set(err, E_FORMAT, "%s不是周末，不能是调休上班日；请对照通知检查。", text);
		days[i] = arena_dup(a, text, strlen(text));
	}
	*ret = days;
	*ret_n = n;
	return a->failed ? err_set(err, E_NOMEM, "内存不足，请稍后再试。") : E_OK;
}

static int read_year(const char *key, const json_t *o, struct arena *a, struct calendar_year *ret,
	struct err *err)
{
	int64_t year = 0;
	const char *source = json_string_value(json_object_get(o, "source"));
	if (!num_parse_i64(sv_of(key), &year) || year < 1949 || year > 2999)
		return err_set(err, E_FORMAT, "“%.20s”不是年份；每一年要写成\"2027\": {…}的样子。", key);
	if (!source || strlen(source) < 6 || strlen(source) > 600)
		return err_set(err, E_FORMAT, "%d年：要在 source 里写明依据的通知全称。", (int)year);
	*ret = (struct calendar_year){ .year = (int)year, .source = arena_dup(a, source, strlen(source)) };
	int rc = read_days(json_object_get(o, "holidays"), ret->year, false, a, &ret->holidays,
		&ret->n_holidays, err);
	if (!rc)
		rc = read_days(json_object_get(o, "workdays"), ret->year, true, a, &ret->workdays,
			&ret->n_workdays, err);
	/* Seven festivals a year have been days off since 2008; fewer days than that is no whole notice. */
	if (!rc && ret->n_holidays < 7)
		rc = err_set(err, E_FORMAT, "%d年：只有%zu个放假日，通知没有录全；请补齐后再导入。", ret->year,
			ret->n_holidays);
	return rc;
}

int calendar_json_read(struct sv json, struct arena *a, struct calendar_year **ret, size_t *ret_n,
	struct err *err)
{
	json_error_t where;
	const char *key;
	json_t *value, *root;
	struct calendar whole;
	size_t n = 0;
	int rc = E_OK;
	if (json.n > CALENDAR_JSON_MAX)
		return err_set(err, E_LIMIT, "日历文件太大，最多%d字节。", CALENDAR_JSON_MAX);
	root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &where);
	size_t years = json_object_size(root);
	struct calendar_year *list = arena_array(a, years + 1, sizeof *list);
	if (!json_is_object(root) || years == 0 || years > CALENDAR_YEARS_MAX)
		rc = err_set(err, E_FORMAT, "不是日历文件：应当是{\"2027\": {\"source\": …, \"holidays\": […], "
			"\"workdays\": […]}}的样子（第%d行）。", root ? 1 : where.line);
	else if (!list)
		rc = err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (!rc)
		json_object_foreach(root, key, value)
			if (!rc)
				rc = read_year(key, value, a, &list[n++], err);
	json_decref(root);
	if (!rc)
		rc = calendar_make(list, n, a, &whole, err);
	*ret = list;
	*ret_n = n;
	return rc;
}

static void print_days(struct str *s, const char *name, const char *const *days, size_t n)
{
	str_addf(s, ",\"%s\":[", name);
	for (size_t i = 0; i < n; i++)
		str_addf(s, "%s\"%s\"", i ? "," : "", days[i]);
	str_addc(s, ']');
}

struct sv calendar_json_print(const struct calendar_year *y, struct arena *a)
{
	struct str s;
	json_t *source = json_string(y->source);
	char *quoted = json_dumps(source, JSON_ENCODE_ANY);
	json_decref(source);
	str_init(&s, a, CALENDAR_JSON_MAX);
	str_addf(&s, "{\"source\":%s", quoted ? quoted : "\"\"");
	free(quoted);
	print_days(&s, "holidays", y->holidays, y->n_holidays);
	print_days(&s, "workdays", y->workdays, y->n_workdays);
	str_addc(&s, '}');
	return str_ok(&s) ? str_sv(&s) : SV("");
}
