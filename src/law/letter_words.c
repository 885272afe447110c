/* Words that go into letters: dates, fees, numbers. */
#include "law/letter.h"

#include "base/utf8.h"

struct sv letter_date(struct date d, struct arena *a)
{
	return sv_fmt(a, "%d年%d月%d日", d.year, d.month, d.day);
}

/* ---- the fee --------------------------------------------------------------------------------------- */

static void add_yuan(struct str *s, int64_t fen)
{
	str_add_int(s, fen / 100);
	if (fen % 100)
		str_addf(s, ".%02d", (int)(fen % 100));
	str_addz(s, "元");
}

static void add_step(struct str *s, const struct fee_step *step, const char *unit)
{
	str_addf(s, "第%lld%s", (long long)step->from, unit);
	if (step->to)
		str_addf(s, "至第%lld%s", (long long)step->to, unit);
	else
		str_addz(s, "以上");
	str_addf(s, "的部分，%lld%s，每%s", (long long)step->quantity, unit, unit);
	add_yuan(s, step->rate);
	str_addz(s, "，计");
	add_yuan(s, step->amount);
	str_addz(s, "；");
}

int letter_fee_values(const struct fee *f, struct arena *a, struct letter_values *ret,
	struct err *err)
{
	bool by_page = f->basis == FEE_BY_PAGE;
	const char *unit = by_page ? "页" : "件";
	struct str detail, amount;
	int64_t shown = 0;
	if (f->amount <= 0)
		return err_set(err, E_USAGE, "没有超过免费的数量，不收取信息处理费。");
	str_init(&detail, a, 8192);
	str_init(&amount, a, 64);
	str_addf(&detail, "共%lld%s：", (long long)f->quantity, unit);
	for (size_t i = 0; i < f->n_steps && i < FEE_STEPS_SHOWN; i++) {
		if (f->steps[i].amount)
			add_step(&detail, &f->steps[i], unit);
		shown += f->steps[i].amount;
	}
	if (shown < f->amount) {
		str_addz(&detail, "其余各档按照收费标准累进计算，计");
		add_yuan(&detail, f->amount - shown);
		str_addz(&detail, "；");
	}
	str_addz(&detail, "合计");
	add_yuan(&detail, f->amount);
	str_addz(&detail, "。");
	add_yuan(&amount, f->amount);
	if (!str_ok(&detail) || !str_ok(&amount))
		return err_set(err, E_NOMEM, "内存不足，文书没有生成，请稍后再试。");
	ret->text[ELEMENT_FEE_DETAIL] = str_sv(&detail);
	ret->text[ELEMENT_FEE_AMOUNT] = str_sv(&amount);
	ret->text[ELEMENT_FEE_STANDARD] = by_page
		? SV("按量计收。30页以下（含30页）的，不收费；31—100页（含100页）的部分，10元/页；"
			"101—200页（含200页）的部分，20元/页；201页以上的部分，40元/页。")
		: SV("按件计收。同一申请人一个自然月内累计申请10件以下（含10件）的，不收费；"
			"11—30件（含30件）的部分，100元/件；31件以上的部分，以10件为一档，"
			"每增加一档，收费标准提高100元/件。");
	return 0;
}

/* ---- the number ------------------------------------------------------------------------------------- */

enum { IN_CODE, IN_YEAR, IN_SEQUENCE, IN__MAX };
static const char *const places[IN__MAX] = { "{机关代字}", "{年}", "{序}" };

/** Where the next place stands, and which; IN__MAX: none. */
static int next_place(struct sv s, size_t *at)
{
	int which = IN__MAX;
	for (int i = 0; i < IN__MAX; i++) {
		size_t here = sv_find(s, sv_of(places[i]));
		if (here != SV_NONE && (which == IN__MAX || here < *at)) {
			*at = here;
			which = i;
		}
	}
	return which;
}

/** Words between places: no braces, no control characters. */
static bool is_plain(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '{' || s.p[i] == '}' || (unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F)
			return false;
	return utf8_valid(s);
}

int letter_check_number(struct sv pattern, struct err *err)
{
	int count[IN__MAX] = { 0 }, which;
	struct sv rest = pattern;
	size_t at = 0;
	if (!pattern.n || pattern.n > LETTER_NUMBER_MAX)
		return err_set(err, E_FORMAT, "文号的格式最短1个字、最长%d字节。", LETTER_NUMBER_MAX);
	while ((which = next_place(rest, &at)) != IN__MAX) {
		count[which]++;
		if (!is_plain(sv_head(rest, at)))
			break;
		rest = sv_from(rest, at + strlen(places[which]));
	}
	if (!is_plain(rest))
		return err_set(err, E_FORMAT,
			"文号的格式里，花括号中只能写“机关代字”“年”“序”，例如“" LETTER_NUMBER_PATTERN "”。");
	if (count[IN_YEAR] != 1 || count[IN_SEQUENCE] != 1 || count[IN_CODE] > 1)
		return err_set(err, E_FORMAT,
			"文号的格式里，“{年}”和“{序}”各写一次，“{机关代字}”最多一次，例如“" LETTER_NUMBER_PATTERN "”。");
	return 0;
}

int letter_number(struct sv pattern, struct sv code, int year, int64_t sequence, struct arena *a,
	struct sv *ret, struct err *err)
{
	struct str s;
	size_t at = 0;
	int which, rc = letter_check_number(pattern, err);
	code = sv_trim(code);
	if (rc)
		return rc;
	if (year < 1949 || year > 9999 || sequence < 1)
		return err_set(err, E_USAGE, "文号的年份或者顺序号不对。");
	if (sv_has(pattern, sv_of(places[IN_CODE])) && (!code.n || !is_plain(code)))
		return err_set(err, E_USAGE, "文号需要机关代字，请在本机关设置中填写。");
	str_init(&s, a, 4 * LETTER_NUMBER_MAX);
	for (; (which = next_place(pattern, &at)) != IN__MAX;
			pattern = sv_from(pattern, at + strlen(places[which]))) {
		str_add(&s, sv_head(pattern, at));
		if (which == IN_CODE)
			str_add(&s, code);
		else
			str_add_int(&s, which == IN_YEAR ? year : sequence);
	}
	str_add(&s, pattern);
	if (!str_ok(&s))
		return a->failed ? err_set(err, E_NOMEM, "内存不足，文号没有生成，请稍后再试。")
			: err_set(err, E_LIMIT, "机关代字太长，请改短。");
	*ret = str_sv(&s);
	return 0;
}
