#include "law/calendar_json.h"

#include "base/num.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/** Say of which part of a year a complaint speaks. @return `rc` */
static int about(const char *field, int rc, struct err *err)
{
	if (rc && err)
		snprintf(err->field, sizeof err->field, "%s", field);
	return rc;
}

/** Is it a date of the year; of a weekend, if `weekend`? */
static int check_day(const char *text, int year, bool weekend, struct err *err)
{
	struct date d;
	if (!date_parse(sv_of(text), &d) || d.year != year)
		return err_set(err, E_FORMAT, "%d年：“%.40s”不是这一年的日期；要写成 %d-01-01 的样子。", year, text,
			year);
	if (weekend && date_weekday(date_to_day(d)) < 5)
		return err_set(err, E_FORMAT, "%s不是周末，不能是调休上班日；请对照通知检查。", text);
	return E_OK;
}

static int check_days(const char *const *days, size_t n, int year, bool weekend, struct err *err)
{
	int rc = E_OK;
	if (n > CALENDAR_DAYS_MAX)
		return err_set(err, E_FORMAT, "%d年：日期太多，最多%d天。", year, CALENDAR_DAYS_MAX);
	for (size_t i = 0; i < n && !rc; i++)
		rc = check_day(days[i], year, weekend, err);
	return rc;
}

static int check_year(const struct calendar_year *y, struct err *err)
{
	/* Seven festivals a year have been days off since 2008; fewer days than that is no whole notice. */
	enum { FESTIVALS = 7, SOURCE_MIN = 6, SOURCE_MAX = 600 /* bytes */ };
	size_t source = y->source ? strlen(y->source) : 0;
	if (source < SOURCE_MIN || source > SOURCE_MAX)
		return about("source", err_set(err, E_FORMAT, "%d年：要写明依据的通知全称。", y->year), err);
	int rc = about("holidays", check_days(y->holidays, y->n_holidays, y->year, false, err), err);
	if (!rc)
		rc = about("workdays", check_days(y->workdays, y->n_workdays, y->year, true, err), err);
	if (!rc && y->n_holidays < FESTIVALS)
		rc = about("holidays", err_set(err, E_FORMAT,
			"%d年：只有%zu个放假日，通知没有录全；请补齐后再导入。", y->year, y->n_holidays), err);
	return rc;
}

static int read_days(const json_t *list, int year, struct arena *a, const char *const **ret,
	size_t *ret_n, struct err *err)
{
	size_t n = json_array_size(list);
	if (!json_is_array(list) || n > CALENDAR_DAYS_MAX)
		return err_set(err, E_FORMAT, "%d年：holidays 和 workdays 要各是一个日期的列表，最多%d天。", year,
			CALENDAR_DAYS_MAX);
	const char **days = arena_array(a, n + 1, sizeof *days);
	for (size_t i = 0; days && i < n; i++) {
		const char *text = json_string_value(json_array_get(list, i));
		days[i] = arena_dup(a, text ? text : "", text ? strlen(text) : 0);
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
	*ret = (struct calendar_year){ .year = (int)year,
		.source = source ? arena_dup(a, source, strlen(source)) : "" };
	int rc = read_days(json_object_get(o, "holidays"), ret->year, a, &ret->holidays,
		&ret->n_holidays, err);
	if (!rc)
		rc = read_days(json_object_get(o, "workdays"), ret->year, a, &ret->workdays,
			&ret->n_workdays, err);
	return rc ? rc : check_year(ret, err);
}

/* ---- as a person types it ----------------------------------------------------------------------- */

/** "1月1日", "01-01", "2027-01-01" as the last; anything else as it is, to be named in the complaint. */
static const char *full_date(struct sv word, int year, struct arena *a)
{
	struct sv rest = word, month, day;
	int64_t m, d;
	size_t at = sv_find(word, SV("月"));
	if (at != SV_NONE) {
		month = sv_head(word, at);
		day = sv_from(word, at + sizeof "月" - 1);
		day = sv_ends(day, SV("日")) ? sv_head(day, day.n - (sizeof "日" - 1)) : day;
	} else if (!sv_cut(&rest, '-', &month) || !rest.p || sv_has(rest, SV("-"))) {
		return arena_dup(a, word.p, word.n);
	} else {
		day = rest;
	}
	if (!num_parse_i64(month, &m) || !num_parse_i64(day, &d) || m < 1 || m > 12 || d < 1 || d > 31)
		return arena_dup(a, word.p, word.n);
	struct sv text = sv_fmt(a, "%04d-%02d-%02d", year, (int)m, (int)d);
	return text.p;
}

static bool parts(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ';';
}

static int words_to_days(struct sv words, int year, struct arena *a, const char *const **ret,
	size_t *ret_n)
{
	const char **days = arena_array(a, CALENDAR_DAYS_MAX + 1, sizeof *days);
	size_t n = 0;
	for (size_t i = 0; days && i < words.n && n <= CALENDAR_DAYS_MAX;) {
		size_t from = i;
		bool comma = false;
		while (i < words.n && !parts(words.p[i]) && !comma) {
			comma = sv_starts(sv_from(words, i), SV("、")) || sv_starts(sv_from(words, i), SV("，"));
			i += !comma;
		}
		if (i > from)
			days[n++] = full_date((struct sv){ words.p + from, i - from }, year, a);
		i += comma ? sizeof "、" - 1 : i < words.n;
	}
	*ret = days;
	*ret_n = n;
	return a->failed ? E_NOMEM : E_OK;
}

int calendar_of_words(int year, struct sv source, struct sv holidays, struct sv workdays,
	struct arena *a, struct calendar_year *ret, struct err *err)
{
	struct calendar whole;
	*ret = (struct calendar_year){ .year = year,
		.source = arena_dup(a, sv_trim(source).p, sv_trim(source).n) };
	if (!ret->source || words_to_days(holidays, year, a, &ret->holidays, &ret->n_holidays)
		|| words_to_days(workdays, year, a, &ret->workdays, &ret->n_workdays))
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	int rc = check_year(ret, err);
	return rc ? rc : calendar_make(ret, 1, a, &whole, err);
}

/* ---- JSON --------------------------------------------------------------------------------------- */

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
