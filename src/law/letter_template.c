/* Templates of letters: lines, pieces, and whether an office may use one. */
#include "law/letter_int.h"

#include "base/utf8.h"

#include <stdio.h>

static const struct {
	const char *sign;
	enum letter_part part;
} signs[] = { { "# ", LETTER_TITLE }, { "## ", LETTER_HEADING }, { "= ", LETTER_NUMBER },
	{ ": ", LETTER_SALUTATION }, { "+ ", LETTER_ATTACHMENT }, { "> ", LETTER_ORGAN },
	{ "| ", LETTER_ROW } };

bool letter_text_ok(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t')
			|| s.p[i] == 0x7F)
			return false;
	return utf8_valid(s);
}

static int bad_line(struct err *err, int line, const char *why)
{
	return -err_set(err, E_FORMAT, "模板第%d行不对：%s", line, why);
}

/** What kind of line, and its text. @return 1 or a negative code */
static int read_line(struct sv s, struct letter_line *ret, struct err *err)
{
	ret->part = LETTER_BODY;
	ret->optional = sv_starts(s, SV("?"));
	if (ret->optional)
		s = sv_from(s, 1);
	if (sv_eq(s, SV("---"))) {
		ret->part = LETTER_PAGE;
		ret->text = SV("");
		return ret->optional ? bad_line(err, ret->number, "换页不能省略，前面不要写“?”。") : 1;
	}
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (sv_starts(s, sv_of(signs[i].sign))) {
			ret->part = signs[i].part;
			s = sv_from(s, strlen(signs[i].sign));
			break;
		}
	if (ret->part == LETTER_BODY && !sv_starts(s, SV(" ")) && s.n && strchr("#=:+>|", s.p[0]))
		return bad_line(err, ret->number, "行首的符号后面要有一个空格。");
	ret->text = sv_trim(s);
	if (ret->part == LETTER_ROW) {
		if (!sv_ends(ret->text, SV("|")))
			return bad_line(err, ret->number, "表格的一行要以“|”结束。");
		ret->text.n--;
	}
	if (ret->part == LETTER_TITLE && ret->optional)
		return bad_line(err, ret->number, "标题不能省略，前面不要写“?”。");
	if (!sv_trim(ret->text).n && ret->part != LETTER_ROW)
		return bad_line(err, ret->number, "这一行没有内容。");
	return 1;
}

int letter_next_line(struct sv *rest, struct letter_line *ret, struct err *err)
{
	struct sv s;
	while (sv_cut(rest, '\n', &s)) {
		ret->number++;
		s = sv_trim(s);
		if (s.n)
			return read_line(s, ret, err);
	}
	return 0;
}

int letter_next_piece(struct sv *rest, int line, struct letter_piece *ret, struct err *err)
{
	if (!rest->n)
		return 0;
	size_t open = sv_find(*rest, SV("{")), close = sv_find(*rest, SV("}"));
	if (open == SV_NONE && close == SV_NONE) {
		*ret = (struct letter_piece){ *rest, ELEMENT__MAX };
		*rest = sv_from(*rest, rest->n);
		return 1;
	}
	if (close == SV_NONE || open == SV_NONE || close < open)
		return bad_line(err, line, "花括号没有成对。");
	if (open > 0) {
		*ret = (struct letter_piece){ sv_head(*rest, open), ELEMENT__MAX };
		*rest = sv_from(*rest, open);
		return 1;
	}
	struct sv name = { rest->p + 1, close - 1 };
	enum element e = element_of_label(name);
	if (e == ELEMENT__MAX) {
		struct sv shown = sv_head(name, 60);
		while (shown.n && !utf8_valid(shown))
			shown.n--;
		return -err_set(err, E_FORMAT, "模板第%d行不对：没有“{%.*s}”这个要素。", line, SV_ARG(shown));
	}
	*ret = (struct letter_piece){ SV(""), e };
	*rest = sv_from(*rest, close + 1);
	return 1;
}

bool letter_next_cell(struct sv *rest, struct sv *ret)
{
	if (!sv_cut(rest, '|', ret))
		return false;
	*ret = sv_trim(*ret);
	return true;
}

int letter_elements_of(const struct letter_line *line, uint64_t *ret, struct err *err)
{
	struct sv rest = line->text;
	struct letter_piece piece;
	int more;
	*ret = 0;
	while ((more = letter_next_piece(&rest, line->number, &piece, err)) > 0)
		if (piece.element != ELEMENT__MAX)
			*ret |= ELEMENT_BIT(piece.element);
	return -more;
}

/* ---- may an office use it? ----------------------------------------------------------------------- */

static int check_cells(const struct letter_line *line, struct err *err)
{
	struct sv rest = line->text, cell;
	int n = 0, code = 0;
	while (letter_next_cell(&rest, &cell) && !code) {
		const struct letter_line alone = { .number = line->number, .text = cell };
		uint64_t ignored;
		code = letter_elements_of(&alone, &ignored, err);
		n++;
	}
	return code ? code : n <= LETTER_CELLS_MAX ? 0
		: err_set(err, E_LIMIT, "模板第%d行的表格超过%d栏。", line->number, LETTER_CELLS_MAX);
}

static int check_line(const struct letter_kind *k, const struct letter_line *line, int nth,
	uint64_t *has, struct err *err)
{
	uint64_t here;
	int code = letter_elements_of(line, &here, err);
	if (!code && line->part == LETTER_ROW)
		code = check_cells(line, err);
	if (code)
		return code;
	if (line->part == LETTER_TITLE && nth > 1)
		return err_set(err, E_FORMAT, "模板第%d行不对：标题只能有一个，写在最前面。", line->number);
	if (nth == 1 && line->part != LETTER_TITLE && k->to != LETTER_TO_FILE)
		return err_set(err, E_FORMAT, "模板的第一行应当是标题，以“# ”开头。");
	for (int e = 0; e < ELEMENT__MAX; e++)
		if (here & ELEMENT_BIT(e) & ~(k->required | k->optional)) {
			err_set(err, E_FORMAT, "模板第%d行不对：“{%s}”不能写进%s。", line->number,
				element_label((enum element)e), k->name);
			if (err)
				snprintf(err->field, sizeof err->field, "%s", element_key((enum element)e));
			return E_FORMAT;
		}
	if (line->optional && !here)
		return err_set(err, E_FORMAT, "模板第%d行不对：以“?”开头的行里要有要素，没有的时候才能省略。",
			line->number);
	if (!line->optional)
		*has |= here;
	return 0;
}

int letter_check_template(const struct letter_kind *k, struct sv text, struct err *err)
{
	struct letter_line line = { 0 };
	uint64_t has = 0;
	int n = 0, more, code = 0;
	if (text.n > LETTER_TEMPLATE_MAX)
		return err_set(err, E_LIMIT, "模板太长，最多%d字节。", LETTER_TEMPLATE_MAX);
	if (!letter_text_ok(text))
		return err_set(err, E_FORMAT, "模板里有无法识别的字符，请用UTF-8编码的纯文字。");
	while ((more = letter_next_line(&text, &line, err)) > 0) {
		if (++n > LETTER_LINES_MAX)
			return err_set(err, E_LIMIT, "模板太长，最多%d行。", LETTER_LINES_MAX);
		code = check_line(k, &line, n, &has, err);
		if (code)
			return code;
	}
	if (more < 0)
		return -more;
	for (int e = 0; e < ELEMENT__MAX; e++)
		if (k->required & ~has & ELEMENT_BIT(e)) {
			err_set(err, E_USAGE, "模板缺少“{%s}”：%s必须有这个要素，而且不能写在以“?”开头的行里。",
				element_label((enum element)e), k->name);
			if (err)
				snprintf(err->field, sizeof err->field, "%s", element_key((enum element)e));
			return E_USAGE;
		}
	return 0;
}
